//! The bytes of a receipt printer (ESC/POS): text in ASCII, the QR code as a raster picture.
//!
//! Code pages differ from printer to printer, and not every printer draws QR codes by itself: a
//! raster (`GS v 0`) prints the same everywhere. Text is reduced to printable ASCII, so that no name
//! can open the drawer or change the printer's settings.

use super::{PrintError, QrCode, Slip};
use crate::words::Words;
use unicode_normalization::UnicodeNormalization as _;

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;

/// How wide the paper is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 58 mm: 384 dots, 32 characters.
    Mm58,
    /// 80 mm: 576 dots, 48 characters.
    #[default]
    Mm80,
}

impl Paper {
    /// Dots across, at 203 dots an inch.
    pub fn dots(self) -> usize {
        match self {
            Self::Mm58 => 384,
            Self::Mm80 => 576,
        }
    }

    /// Characters of the printer's font A (12 dots) across.
    pub fn columns(self) -> usize {
        self.dots() / 12
    }
}

/// A receipt: reset, text, code, text, feed, cut.
pub fn receipt(slip: &Slip, words: &Words, paper: Paper) -> Result<Vec<u8>, PrintError> {
    let mut bytes = vec![ESC, b'@', ESC, b'a', 1];
    for line in slip.head(words) {
        text(&mut bytes, &line, paper);
    }
    raster(&mut bytes, &slip.qr()?, paper.dots())?;
    // The code is what outlives the picture: bold.
    bytes.extend([ESC, b'E', 1]);
    text(&mut bytes, &slip.code, paper);
    bytes.extend([ESC, b'E', 0]);
    for line in slip.foot(words).iter().skip(1) {
        text(&mut bytes, line, paper);
    }
    // Four lines out of the head, then a partial cut.
    bytes.extend([ESC, b'd', 4, GS, b'V', 66, 0]);
    Ok(bytes)
}

/// Printable ASCII of a text: letters lose their accents, everything else becomes `?`.
pub fn plain(text: &str) -> String {
    let mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let shown = |c: char| match c {
        ' '..='~' => c,
        '\u{a0}' | '\u{202f}' => ' ',
        '\u{2010}'..='\u{2015}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => '"',
        _ => '?',
    };
    text.nfd().filter(|c| !mark(c)).map(shown).collect()
}

/// A line of text, broken between words.
fn text(bytes: &mut Vec<u8>, line: &str, paper: Paper) {
    let mut row = String::new();
    for word in plain(line).split(' ') {
        if !row.is_empty() && row.len() + 1 + word.len() > paper.columns() {
            bytes.extend(std::mem::take(&mut row).into_bytes());
            bytes.push(b'\n');
        } else if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    bytes.extend(row.into_bytes());
    bytes.push(b'\n');
}

/// The code as a picture across the paper, in the middle, as large as fits.
pub(super) fn raster(bytes: &mut Vec<u8>, code: &QrCode, dots: usize) -> Result<(), PrintError> {
    // Above eight dots (1 mm) a small code would only waste paper.
    let step = (dots / code.side()).min(8);
    // Below three dots (0.4 mm) a worn print head loses modules.
    if step < 3 {
        return Err(PrintError::Narrow { dots });
    }
    let (left, rows) = ((dots - step * code.side()) / 2, step * code.side());
    picture(bytes, dots, rows, &|x, y| x >= left && code.is_dark((x - left) / step, y / step));
    Ok(())
}

/// A picture of `dots` across, a multiple of 8, and `rows` down (`GS v 0`).
pub(super) fn picture(bytes: &mut Vec<u8>, dots: usize, rows: usize, dark: &dyn Fn(usize, usize) -> bool) {
    let width = dots / 8;
    let byte = |n: usize| u8::try_from(n & 0xff).unwrap_or_default();
    bytes.extend([GS, b'v', b'0', 0, byte(width), byte(width >> 8), byte(rows), byte(rows >> 8)]);
    for y in 0..rows {
        for eight in 0..width {
            let dark = |n: &usize| dark(eight * 8 + n, y);
            bytes.push((0..8).filter(dark).fold(0, |bits, n| bits | 0x80 >> n));
        }
    }
}
