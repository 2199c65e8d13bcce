//! What may come in as a picture, judged by its first bytes before anything is decoded.
//!
//! A picture comes from any camera, any program, anybody: its name says nothing, its size in bytes
//! says nothing about its size in memory. So the kind is told by magic bytes, both sides and their
//! product are taken from the header and bounded before a pixel is allocated, and a decoder may
//! allocate so much and no more. Decoding itself belongs into the limited process of
//! [`super::worker`]: this room bounds what a decoder is asked to do, not what a faulty one does.
//!
//! ```
//! use countercheck::photo::gate::{self, GateError};
//! assert!(matches!(gate::open(b"no picture"), Err(GateError::Kind)));
//! let mut png = Vec::new();
//! let white = image::RgbImage::from_pixel(4, 3, image::Rgb([255; 3]));
//! white.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
//! assert_eq!(gate::open(&png).unwrap().image.dimensions(), (4, 3));
//! ```

mod heic;
mod jpeg;
#[cfg(test)]
mod tests;

use super::Warning;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// Bytes of a file, at most.
pub const MAX_BYTES: usize = 40 << 20;
/// Pixels of a picture, at most.
pub const MAX_PIXELS: u64 = 50_000_000;
/// Pixels of a side, at most.
pub const MAX_SIDE: u32 = 12_000;
/// Bytes that a decoder may allocate.
pub const MAX_ALLOC: u64 = 256 << 20;

/// The kinds of files that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// ITU-T T.81.
    Jpeg,
    /// W3C PNG.
    Png,
    /// RFC 9649.
    WebP,
    /// ISO/IEC 23008-12 with HEVC, as telephones write it.
    Heic,
}

/// A picture as a person would look at it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its pixels, upright.
    pub image: RgbImage,
    /// What it was.
    pub format: Format,
    /// What is odd about the file.
    pub warnings: Vec<Warning>,
}

impl std::fmt::Debug for Picture {
    /// Leaves the pixels out: they are personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {}, {:?})", self.image.width(), self.image.height(), self.warnings)
    }
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// More bytes than any camera writes.
    #[error("the file has {bytes} bytes, more than {MAX_BYTES}")]
    Bytes {
        /// How many.
        bytes: usize,
    },
    /// Its first bytes are those of no picture.
    #[error("this is no JPEG, PNG, WebP or HEIC picture")]
    Kind,
    /// The header announces more than is taken.
    #[error("the picture is said to be {width} × {height} pixels, more than is read")]
    Pixels {
        /// From left to right.
        width: u32,
        /// From top to bottom.
        height: u32,
    },
    /// No pixels at all.
    #[error("the picture has no pixels")]
    NoPixels,
    /// The decoder wants more memory than it gets.
    #[error("the picture needs more memory to decode than is given to it")]
    Memory,
    /// The decoder refuses.
    #[error("the {0:?} file is damaged")]
    Damaged(Format, #[source] Box<dyn std::error::Error + Send + Sync>),
}

impl GateError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Empty | Self::Damaged(..) | Self::NoPixels => "take the picture again, or copy the file again",
            Self::Bytes { .. } | Self::Pixels { .. } | Self::Memory => {
                "take the picture with fewer pixels (12 megapixels are plenty) and without a panorama"
            }
            Self::Kind => "set the camera to JPEG, or save the picture as JPEG or PNG",
        }
    }

    fn damaged(format: Format, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Damaged(format, Box::new(source))
    }
}

/// What the first bytes say; names and endings are not looked at.
pub fn format(bytes: &[u8]) -> Option<Format> {
    let at = |from: usize, magic: &[u8]| bytes.get(from..from + magic.len()) == Some(magic);
    if at(0, b"\xff\xd8\xff") {
        Some(Format::Jpeg)
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Some(Format::Png)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some(Format::WebP)
    } else if at(4, b"ftyp") && heic::is_brand(bytes) {
        Some(Format::Heic)
    } else {
        None
    }
}

/// Judges a file by its header, decodes it, and turns it upright.
pub fn open(bytes: &[u8]) -> Result<Picture, GateError> {
    if bytes.is_empty() {
        return Err(GateError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(GateError::Bytes { bytes: bytes.len() });
    }
    let format = format(bytes).ok_or(GateError::Kind)?;
    let (image, warnings) = match format {
        Format::Jpeg => {
            let cut = jpeg::is_truncated(bytes).then_some(Warning::CutShort);
            (decode(bytes, format, ImageFormat::Jpeg)?, cut.into_iter().collect())
        }
        Format::Png => (decode(bytes, format, ImageFormat::Png)?, Vec::new()),
        Format::WebP => (decode(bytes, format, ImageFormat::WebP)?, Vec::new()),
        Format::Heic => (heic::decode(bytes)?, Vec::new()),
    };
    Ok(Picture { image, format, warnings })
}

/// Whether a header's measures may be decoded.
fn judge((width, height): (u32, u32)) -> Result<(), GateError> {
    if width == 0 || height == 0 {
        return Err(GateError::NoPixels);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(GateError::Pixels { width, height });
    }
    Ok(())
}

fn decode(bytes: &[u8], format: Format, codec: ImageFormat) -> Result<RgbImage, GateError> {
    let refused = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => GateError::Memory,
        other => GateError::damaged(format, other),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), codec);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    reader.limits(limits);
    // Reads the header only.
    let mut decoder = reader.into_decoder().map_err(refused)?;
    judge(decoder.dimensions())?;
    if decoder.total_bytes() > MAX_ALLOC {
        return Err(GateError::Memory);
    }
    // A tag that cannot be read turns nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    // In this order: the copies of a turn are smaller without transparency and depth.
    let mut picture = DynamicImage::ImageRgb8(picture.into_rgb8());
    picture.apply_orientation(orientation);
    Ok(picture.into_rgb8())
}
