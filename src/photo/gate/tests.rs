//! Kinds, measures, turns, and files that lie.

use super::*;
use image::{ExtendedColorType, ImageEncoder as _, Rgb};

/// Three by two, every pixel another colour, so that a turn shows.
fn sample() -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| {
        let (right, low) = (x >= 12, y >= 8);
        Rgb([if right { 250 } else { 5 }, if low { 250 } else { 5 }, if right == low { 250 } else { 5 }])
    })
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// The colour of each quarter, rounded: upper left, upper right, lower left, lower right.
fn quarters(image: &RgbImage) -> [[bool; 3]; 4] {
    let (w, h) = image.dimensions();
    let at = |x: u32, y: u32| image.get_pixel(x, y).0.map(|v| v > 127);
    [at(w / 4, h / 4), at(w * 3 / 4, h / 4), at(w / 4, h * 3 / 4), at(w * 3 / 4, h * 3 / 4)]
}

/// An EXIF segment that says nothing but the orientation (CIPA DC-008, tag 0x0112).
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

fn jpeg_with(orientation: u8, image: &RgbImage) -> Vec<u8> {
    let plain = encoded(image, ImageFormat::Jpeg);
    let mut body = b"Exif\0\0".to_vec();
    body.extend(exif(orientation));
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, &body, &plain[2..]].concat()
}

#[test]
fn all_four_kinds_open_whatever_they_are_called() {
    let image = sample();
    let heic = heifer::encode_rgb8(24, 16, image.as_raw(), &heifer::EncodeOptions::default()).unwrap();
    let files = [
        (encoded(&image, ImageFormat::Jpeg), Format::Jpeg),
        (encoded(&image, ImageFormat::Png), Format::Png),
        (encoded(&image, ImageFormat::WebP), Format::WebP),
        (heic, Format::Heic),
    ];
    for (bytes, kind) in files {
        let picture = open(&bytes).unwrap();
        assert_eq!((picture.format, picture.image.dimensions()), (kind, (24, 16)));
        assert_eq!(quarters(&picture.image), quarters(&image), "{kind:?}");
        assert_eq!(picture.warnings, [], "{kind:?}");
    }
}

#[test]
fn every_orientation_of_a_camera_stands_upright() {
    // What EXIF says of each value: where the first row and the first column of the file lie.
    let upright = sample();
    let stored: [(u8, RgbImage); 8] = [
        (1, upright.clone()),
        (2, image::imageops::flip_horizontal(&upright)),
        (3, image::imageops::rotate180(&upright)),
        (4, image::imageops::flip_vertical(&upright)),
        (5, image::imageops::flip_horizontal(&image::imageops::rotate90(&upright))),
        (6, image::imageops::rotate270(&upright)),
        (7, image::imageops::flip_horizontal(&image::imageops::rotate270(&upright))),
        (8, image::imageops::rotate90(&upright)),
    ];
    for (orientation, stored) in stored {
        let opened = open(&jpeg_with(orientation, &stored)).unwrap().image;
        assert_eq!(opened.dimensions(), upright.dimensions(), "{orientation}");
        assert_eq!(quarters(&opened), quarters(&upright), "{orientation}");
    }
    // A value that does not exist turns nothing.
    assert_eq!(open(&jpeg_with(9, &upright)).unwrap().image.dimensions(), upright.dimensions());
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let pixel = |x: u32, y: u32| Rgb([x * 7 + y * 13, x * y, x ^ y].map(|value| value.to_le_bytes()[0]));
    let noisy = RgbImage::from_fn(200, 200, pixel);
    let mut whole = encoded(&noisy, ImageFormat::Jpeg);
    assert_eq!(open(&whole).unwrap().warnings, []);
    let cut = &whole[..whole.len() * 2 / 3];
    assert_eq!(open(cut).unwrap().warnings, [Warning::CutShort]);
    // What a telephone hangs behind the picture is no part of it.
    whole.extend(b"\0\0\0\x18ftypmp42 a film");
    assert_eq!(open(&whole).unwrap().warnings, []);
}

/// A PNG that announces these measures and holds next to nothing.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(&sample(), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    bytes
}

#[test]
fn bombs_are_refused_by_their_header() {
    for (width, height) in [(11_000, 11_000), (12_001, 10), (10, 12_001), (u32::MAX >> 1, u32::MAX >> 1)] {
        let refused = open(&png_of(width, height)).unwrap_err();
        assert!(matches!(refused, GateError::Pixels { .. } | GateError::Damaged(..) | GateError::Memory), "{refused}");
    }
    assert!(matches!(open(&png_of(11_000, 11_000)).unwrap_err(), GateError::Pixels { width: 11_000, height: 11_000 }));
    let mut jpeg = encoded(&sample(), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x2e, 0xe0, 0x2e, 0xe0]);
    assert!(matches!(open(&jpeg).unwrap_err(), GateError::Pixels { width: 12_000, height: 12_000 }));
    // Sixteen bits and four channels: few enough pixels, too many bytes.
    let mut deep = Vec::new();
    image::codecs::png::PngEncoder::new(&mut deep).write_image(&[0; 8], 1, 1, ExtendedColorType::Rgba16).unwrap();
    deep[16..20].copy_from_slice(&7_000_u32.to_be_bytes());
    deep[20..24].copy_from_slice(&7_000_u32.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&deep[12..29]);
    deep[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert!(matches!(open(&deep).unwrap_err(), GateError::Memory));
}

#[test]
fn a_heic_bomb_is_refused_by_its_header() {
    let mut heic = heifer::encode_rgb8(24, 16, sample().as_raw(), &heifer::EncodeOptions::default()).unwrap();
    let measures = heic.windows(4).position(|w| w == b"ispe").unwrap() + 8;
    heic[measures..measures + 8].copy_from_slice(&[0, 0, 0x2e, 0xe0, 0, 0, 0x2e, 0xe0]);
    assert!(matches!(open(&heic).unwrap_err(), GateError::Pixels { width: 12_000, height: 12_000 }));
}

#[test]
fn other_files_are_told_what_to_do() {
    let cases: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", "no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "no JPEG"),
    ];
    for (bytes, says) in cases {
        let error = open(bytes).unwrap_err();
        assert!(error.to_string().contains(says) && !error.advice().is_empty(), "{error}");
    }
    let huge = vec![0xff; MAX_BYTES + 1];
    assert!(matches!(open(&huge).unwrap_err(), GateError::Bytes { .. }));
    let damaged = open(b"\xff\xd8\xff\xe0 no more").unwrap_err();
    assert!(matches!(damaged, GateError::Damaged(Format::Jpeg, _)), "{damaged}");
}
