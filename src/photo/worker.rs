//! The process that looks at pictures: this program again, with everything taken from it that
//! looking does not need.
//!
//! It gets pictures on its standard input and says on its standard output what is on them
//! ([`super::wire`]). Before the first one comes it has read its models and given up opening files
//! and sockets (the limits beside this file); what a picture makes a decoder do, ends here. Invariant: it writes
//! nothing but answers, and keeps nothing from one picture to the next.

use super::engine::{PhotoError, Reader};
use super::gate::{self, GateError};
use super::wire::{self, Answer, Refused, Said, Wish};
use super::{Found, Point, Quad, Trust, limits};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, Rgb, RgbImage};
use std::io::{self, Read, Write};
use std::path::Path;

/// The longer side of the picture that is read: more pixels cost time and tell no more.
const READ_SIDE: u32 = 4_000;
/// The longer side of the copy that is kept.
const KEPT_SIDE: u32 = 2_400;
/// Quality of the copy that is kept, of 100.
const KEPT_QUALITY: u8 = 85;
/// Height of a crop; its width follows, up to [`CROP_WIDTH`].
const CROP_HEIGHT: u32 = 48;
const CROP_WIDTH: u32 = 960;

/// Why the process ends before its input does.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The models cannot be used.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// A pipe is gone, or a limit cannot be set.
    #[error("the process for pictures cannot go on")]
    Io(#[from] io::Error),
}

impl WorkerError {
    /// What to do next.
    pub fn advice(&self) -> String {
        match self {
            Self::Photo(error) => error.advice().to_string(),
            Self::Io(_) => "it is started by the till and by `countercheck read`, not by hand".to_owned(),
        }
    }
}

/// Answers wishes until the input ends.
pub fn run(models: Option<&Path>, from: &mut dyn Read, to: &mut dyn Write) -> Result<(), WorkerError> {
    limits::begin()?;
    let reader = Reader::load(models)?;
    // What is started lazily is started now: later no file can be opened for it.
    let _warm = reader.read(&RgbImage::from_pixel(64, 64, Rgb([255; 3])));
    limits::enter()?;
    while let Some(wish) = wire::head::<Wish>(from)? {
        if wish.bytes > gate::MAX_BYTES {
            return Err(io::Error::from(io::ErrorKind::InvalidData).into());
        }
        let file = wire::bytes(from, wish.bytes)?;
        limits::next_picture()?;
        let (answer, tail) = look(&reader, &file, wish).unwrap_or_else(|error| (refusal(&error), Vec::new()));
        drop(file);
        wire::send(to, &answer, &tail.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn refusal(error: &GateError) -> Answer {
    let refused = Refused { what: crate::words::chain(error), advice: error.advice().to_owned() };
    Answer { refused: Some(refused), ..Answer::default() }
}

/// One picture, from bytes to an answer and what follows it.
fn look(reader: &Reader, file: &[u8], wish: Wish) -> Result<(Answer, Vec<Vec<u8>>), GateError> {
    let picture = gate::open(file)?;
    let (width, height) = picture.image.dimensions();
    let mut warnings = picture.warnings;
    let mut answer = Answer { width, height, ..Answer::default() };
    let image = fit(picture.image, READ_SIDE);
    let mut tail = Vec::new();
    if wish.read {
        let reading = reader.read(&image);
        #[expect(clippy::cast_precision_loss, reason = "sides are below 12,000")]
        let scale = width as f32 / image.width() as f32;
        answer.unread = reading.unread;
        warnings.extend(&reading.warnings);
        for found in &reading.identifiers {
            let crop = found.area.filter(|_| found.trust == Trust::Review).and_then(|area| cut(&image, &area));
            answer.found.push(said(found, scale, crop.as_ref()));
            tail.extend(crop.map(RgbImage::into_raw));
        }
    }
    warnings.sort_unstable();
    warnings.dedup();
    answer.warnings = warnings.iter().map(|warning| warning.word().to_owned()).collect();
    if wish.keep {
        let copy = jpeg(&fit(image, KEPT_SIDE))?;
        answer.copy = copy.len();
        tail.push(copy);
    }
    Ok((answer, tail))
}

fn said(found: &Found, scale: f32, crop: Option<&RgbImage>) -> Said {
    Said {
        kind: found.kind,
        value: found.value.clone(),
        trust: found.trust.word().to_owned(),
        area: found.area.map(|quad| quad.0.map(|corner| [corner.x * scale, corner.y * scale])),
        agreed: found.agreed.iter().map(|&word| word.to_owned()).collect(),
        crop: crop.map(RgbImage::dimensions),
    }
}

/// The picture with its longer side at most `side` pixels.
fn fit(image: RgbImage, side: u32) -> RgbImage {
    let (width, height) = image.dimensions();
    let longer = width.max(height);
    if longer <= side {
        return image;
    }
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1);
    let [width, height] = [scaled(width), scaled(height)].map(|n| u32::try_from(n).unwrap_or(side));
    imageops::resize(&image, width, height, FilterType::Triangle)
}

fn jpeg(image: &RgbImage) -> Result<Vec<u8>, GateError> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, KEPT_QUALITY);
    let done = encoder.encode(image.as_raw(), image.width(), image.height(), ExtendedColorType::Rgb8);
    done.map_err(|error| GateError::Damaged(gate::Format::Jpeg, Box::new(error)))?;
    Ok(bytes)
}

/// The line as the camera saw it, laid straight, with a little around it.
fn cut(image: &RgbImage, area: &Quad) -> Option<RgbImage> {
    let [first, second, third, last] = area.0;
    let length = |from: Point, to: Point| (from.x - to.x).hypot(from.y - to.y);
    let long = length(first, second).max(length(last, third));
    let high = length(first, last).max(length(second, third));
    if !(long >= 1.0 && high >= 1.0 && long.is_finite() && high.is_finite()) {
        return None;
    }
    let margin = 0.2 * high;
    let wanted = (long + 2.0 * margin) / (high + 2.0 * margin) * f32_of(CROP_HEIGHT);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a few hundred")]
    let width = wanted.clamp(24.0, f32_of(CROP_WIDTH)) as u32;
    // From the crop's own measure to the line's, the margin being outside of 0 to 1.
    let place =
        |n: u32, of: u32, side: f32| (f32_of(n) + 0.5) / f32_of(of) * (1.0 + 2.0 * margin / side) - margin / side;
    let between = |from: f32, to: f32, part: f32| from + (to - from) * part;
    let pixel = |x: u32, y: u32| {
        let (along, down) = (place(x, width, long), place(y, CROP_HEIGHT, high));
        let at = |axis: fn(Point) -> f32| {
            let (upper, lower) = (between(axis(first), axis(second), along), between(axis(last), axis(third), along));
            between(upper, lower, down) - 0.5
        };
        // Outside of the picture nothing was seen.
        imageops::interpolate_bilinear(image, at(|p| p.x), at(|p| p.y)).unwrap_or(Rgb([128; 3]))
    };
    Some(RgbImage::from_fn(width, CROP_HEIGHT, pixel))
}

#[expect(clippy::cast_precision_loss, reason = "measures of pictures")]
fn f32_of(n: u32) -> f32 {
    n as f32
}
