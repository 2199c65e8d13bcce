//! Our codes as Code 128: letters in set B, pairs of digits in set C, which halves their width.

use super::PrintError;
use barcoders::sym::code128::Code128;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

/// Bars with the white beside them that readers need.
#[derive(Clone, PartialEq, Eq)]
pub struct Bars {
    data: String,
    dark: Vec<bool>,
}

impl std::fmt::Debug for Bars {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bars({} modules)", self.dark.len())
    }
}

/// Modules of white on either side (ISO/IEC 15417).
const QUIET: usize = 10;

impl Bars {
    /// The bars of printable ASCII.
    pub fn new(data: &str) -> Result<Self, PrintError> {
        let code = Code128::new(sets(data)).map_err(|_| PrintError::Bars { length: data.len() })?;
        let white = || std::iter::repeat_n(false, QUIET);
        let dark = white().chain(code.encode().into_iter().map(|module| module == 1)).chain(white()).collect();
        Ok(Self { data: data.to_owned(), dark })
    }

    /// What they say.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// Modules from edge to edge, the white included.
    pub fn modules(&self) -> usize {
        self.dark.len()
    }

    /// Whether a module is dark; outside nothing is.
    pub fn is_dark(&self, x: usize) -> bool {
        self.dark.get(x).copied().unwrap_or(false)
    }

    /// Dots of one module, as many as fit and at most 4; `None` where fewer than 2 (0.25 mm) are left, which
    /// scanners at a counter do not read.
    pub(super) fn step(&self, dots: usize) -> Option<usize> {
        Some((dots / self.modules()).min(4)).filter(|step| *step >= 2)
    }

    /// A PNG picture of `scale` pixels a module and a quarter as high as wide, black on white.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, PrintError> {
        let step = usize::try_from(scale.max(1)).unwrap_or(1);
        let width = self.modules() * step;
        let row: Vec<u8> = (0..width).map(|x| if self.is_dark(x / step) { 0 } else { 255 }).collect();
        let height = width / 4;
        let pixels = row.repeat(height);
        let side = |n| u32::try_from(n).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes).write_image(&pixels, side(width), side(height), ExtendedColorType::L8)?;
        Ok(bytes)
    }
}

/// The crate's spelling: `Ɓ` begins set B, `Ć` set C.
fn sets(data: &str) -> String {
    let digits = data.bytes().rev().take_while(u8::is_ascii_digit).count();
    // An even number of digits at the end goes two to a character.
    let pairs = digits - digits % 2;
    let (front, back) = data.split_at(data.len() - pairs);
    match (front.is_empty(), pairs) {
        (true, _) => format!("\u{106}{back}"),
        (_, 0..=3) => format!("\u{181}{data}"),
        _ => format!("\u{181}{front}\u{106}{back}"),
    }
}
