//! HEIC: measured by the container's own properties before its tiles are decoded.

use super::{Format, GateError, MAX_PIXELS, judge};
use heifer::Options;
use heifer::heifer_isobmff::HeifFile;
use heifer::heifer_isobmff::boxes::Property;
use image::RgbImage;

/// Brands (ISO/IEC 23008-12, annex B) whose pictures are HEVC, or may be.
const BRANDS: [&[u8; 4]; 6] = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"];

/// Whether the major brand of an `ftyp` box is one of them.
pub(super) fn is_brand(bytes: &[u8]) -> bool {
    bytes.get(8..12).is_some_and(|brand| BRANDS.iter().any(|known| brand == *known))
}

pub(super) fn decode(bytes: &[u8]) -> Result<RgbImage, GateError> {
    let damaged = |error: heifer::Error| GateError::damaged(Format::Heic, error);
    let file = HeifFile::parse(bytes).map_err(|error| damaged(error.into()))?;
    // Every image of the file, not the main one only: a small main image may be put together from large ones.
    for property in &file.properties {
        if let Property::ImageSize { width, height } = property {
            judge((*width, *height))?;
        }
    }
    drop(file);
    // One thread: the limits of the process count, not the speed of one picture.
    let options = Options { max_threads: 1, max_pixels: MAX_PIXELS };
    let decoded = heifer::decode_rgba8(bytes, &options).map_err(damaged)?;
    let (width, height) = (decoded.width, decoded.height);
    judge((width, height))?;
    let short = || GateError::Damaged(Format::Heic, "fewer pixels than it says".into());
    RgbImage::from_raw(width, height, decoded.into_rgb8()).ok_or_else(short)
}
