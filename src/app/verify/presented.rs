//! A receipt as somebody holds it out: digits from a scanner, the printed code, or a picture.

use crate::app::AppError;
use crate::ledger::receipt::{self, BYTES, Presented, Receipt};
use image::{DynamicImage, ImageReader, Limits};
use rxing::BarcodeFormat;
use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;

/// No photo of a receipt is larger, in bytes.
const MAX_FILE: u64 = 64 << 20;
/// Sides of a picture in pixels, and what its decoder may allocate in bytes.
const MAX_SIDE: u32 = 20_000;
const MAX_DECODED: u64 = 512 << 20;
/// Sizes at which the code is looked for, in pixels of the longer side: a photo of many megapixels
/// is noisy, a small picture is read as it is.
const SIZES: [u32; 5] = [u32::MAX, 2400, 1600, 1000, 700];

/// From the command line: text, or the path of a file with text or a picture.
pub(super) fn read(given: &str) -> Result<Presented, AppError> {
    let path = Path::new(given);
    // Digits are longer than any file name, and asking for such a file is an error of its own.
    if given.len() < 400 && path.is_file() {
        return file(path);
    }
    text(given)
}

fn text(given: &str) -> Result<Presented, AppError> {
    receipt::read(given).map_err(|e| AppError::Usage(format!("{e}; {}", e.advice())))
}

fn file(path: &Path) -> Result<Presented, AppError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes));
    read.map_err(AppError::file(path))?;
    if image::guess_format(&bytes).is_ok() {
        return picture(&bytes).ok_or_else(|| AppError::Failed {
            what: format!("no receipt is found in {}", path.display()),
            advice: "take the picture again: flat, sharp, the whole QR code in it; or type the printed code".to_owned(),
        });
    }
    if bytes.len() == BYTES
        && let Ok(receipt) = Receipt::from_bytes(&bytes)
    {
        return Ok(Presented::Whole(Box::new(receipt)));
    }
    match std::str::from_utf8(&bytes) {
        Ok(content) => text(content.trim()),
        Err(_) => Err(AppError::Usage(format!("{} is neither a picture nor a receipt", path.display()))),
    }
}

/// The receipt whose QR code is in a picture.
fn picture(bytes: &[u8]) -> Option<Presented> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let picture = DynamicImage::ImageLuma8(reader.decode().ok()?.into_luma8());
    let longer = picture.width().max(picture.height());
    SIZES.iter().filter(|size| **size == u32::MAX || **size < longer).find_map(|size| {
        let scaled = if *size < longer { picture.thumbnail(*size, *size) } else { picture.clone() };
        let luma = scaled.into_luma8();
        let (width, height) = luma.dimensions();
        let found = rxing::helpers::detect_in_luma(luma.into_raw(), width, height, Some(BarcodeFormat::QR_CODE));
        receipt::read(found.ok()?.getText()).ok()
    })
}
