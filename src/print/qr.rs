//! The receipt's digits as a QR code, level M.

use super::PrintError;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use qrcode::{Color, EcLevel};
use std::fmt::Write as _;

/// A QR code with the white frame around it that readers need.
#[derive(Clone, PartialEq, Eq)]
pub struct QrCode {
    side: usize,
    dark: Vec<bool>,
}

impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QrCode({0} × {0})", self.side)
    }
}

impl QrCode {
    /// Modules of white around the code (ISO/IEC 18004).
    pub const QUIET: usize = 4;

    /// The code of decimal digits: numeric mode, the smallest version that holds them.
    pub fn of_digits(digits: &str) -> Result<Self, PrintError> {
        Self::with(digits, EcLevel::M, Self::QUIET)
    }

    /// The code of any text.
    pub(super) fn of(text: &str) -> Result<Self, PrintError> {
        Self::with(text, EcLevel::M, Self::QUIET)
    }

    /// The code of any text, at the level that keeps it smallest: for a screen, which has no creases.
    /// `quiet` modules of white stand around it; readers mostly do with two.
    pub fn of_text(text: &str, quiet: usize) -> Result<Self, PrintError> {
        Self::with(text, EcLevel::L, quiet)
    }

    fn with(text: &str, level: EcLevel, quiet: usize) -> Result<Self, PrintError> {
        let code = qrcode::QrCode::with_error_correction_level(text, level)?;
        let inner = code.width();
        let side = inner + 2 * quiet;
        let mut dark = vec![false; side * side];
        for (n, color) in code.to_colors().into_iter().enumerate() {
            let (x, y) = (n % inner + quiet, n / inner + quiet);
            dark[y * side + x] = color == Color::Dark;
        }
        Ok(Self { side, dark })
    }

    /// Modules from edge to edge, the white frame included.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Whether a module is dark; outside the code nothing is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && y < self.side && self.dark[y * self.side + x]
    }

    /// A PNG picture of `scale` pixels a module, black on white.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, PrintError> {
        let step = usize::try_from(scale.max(1)).unwrap_or(1);
        let side = self.side * step;
        let mut pixels = Vec::with_capacity(side * side);
        for y in 0..side {
            pixels.extend((0..side).map(|x| if self.is_dark(x / step, y / step) { 0_u8 } else { 255 }));
        }
        let mut bytes = Vec::new();
        let length = u32::try_from(side).unwrap_or(u32::MAX);
        PngEncoder::new(&mut bytes).write_image(&pixels, length, length, ExtendedColorType::L8)?;
        Ok(bytes)
    }

    /// An SVG picture; one unit a module.
    pub fn svg(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side {
            for x in (0..self.side).filter(|x| self.is_dark(*x, y)) {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" width=\"50mm\" height=\"50mm\" \
             shape-rendering=\"crispEdges\"><rect width=\"{0}\" height=\"{0}\" fill=\"#fff\"/>\
             <path d=\"{path}\" fill=\"#000\"/></svg>\n",
            self.side
        )
    }

    /// Rows of half blocks: each character is one module wide and two high, ink for dark.
    pub fn blocks(&self) -> Vec<String> {
        let cell = |x, y| match (self.is_dark(x, y), self.is_dark(x, y + 1)) {
            (true, true) => '\u{2588}',
            (true, false) => '\u{2580}',
            (false, true) => '\u{2584}',
            (false, false) => ' ',
        };
        (0..self.side).step_by(2).map(|y| (0..self.side).map(|x| cell(x, y)).collect()).collect()
    }
}
