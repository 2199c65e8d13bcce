//! Barcodes: Code 128, QR and DataMatrix, dark on light or light on dark.

use crate::photo::{Point, Quad};
use rxing::{BarcodeFormat, DecodeHints};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A barcode's content, and where it stands in the pixels that it was read from.
pub(super) struct Bar {
    pub(super) text: String,
    pub(super) area: Quad,
}

/// All barcodes in a grey picture.
pub(super) fn find(luma: &[u8], width: usize, height: usize) -> Vec<Bar> {
    let (Ok(w), Ok(h)) = (u32::try_from(width), u32::try_from(height)) else { return Vec::new() };
    let formats = [BarcodeFormat::CODE_128, BarcodeFormat::QR_CODE, BarcodeFormat::DATA_MATRIX];
    let look = |luma: Vec<u8>| {
        let mut hints = DecodeHints { PossibleFormats: Some(formats.into()), ..DecodeHints::default() };
        rxing::helpers::detect_multiple_in_luma_with_hints(luma, w, h, &mut hints).unwrap_or_default()
    };
    // The decoder is other people's code over hostile pixels: its fault must not cost the text.
    let inverted = || luma.iter().map(|byte| !byte).collect::<Vec<u8>>();
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut found = look(luma.to_vec());
        found.extend(look(inverted()));
        found
    }));
    let bar = |result: &rxing::RXingResult| Bar {
        text: result.getText().to_owned(),
        area: around(result.getPoints().iter().map(|point| Point { x: point.x, y: point.y })),
    };
    found.unwrap_or_default().iter().map(bar).collect()
}

/// The upright rectangle around the points that a decoder found.
fn around(points: impl Iterator<Item = Point>) -> Quad {
    let (mut low, mut high) = (Point { x: f32::MAX, y: f32::MAX }, Point { x: f32::MIN, y: f32::MIN });
    for point in points {
        low = Point { x: low.x.min(point.x), y: low.y.min(point.y) };
        high = Point { x: high.x.max(point.x), y: high.y.max(point.y) };
    }
    if low.x > high.x {
        return Quad::default();
    }
    Quad([low, Point { x: high.x, y: low.y }, high, Point { x: low.x, y: high.y }])
}
