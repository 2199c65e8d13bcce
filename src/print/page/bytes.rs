//! A paper as a receipt printer's bytes.

use super::plain::sign;
use super::{Charset, Page, Row, Weight, pair, wrap};
use crate::print::{PrintError, escpos};

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;
/// Dots of the printer's font A across (203 dots an inch).
const DOTS: usize = 12;
/// Dots of bars from top to bottom: 9 mm.
const HEIGHT: usize = 72;

impl Page {
    /// ESC/POS for a printer of `columns` characters a line: reset, rows, feed, cut.
    pub fn bytes(&self, columns: usize, charset: Charset) -> Result<Vec<u8>, PrintError> {
        let mut bytes = vec![ESC, b'@'];
        if let Some(page) = charset.page() {
            bytes.extend([ESC, b't', page]);
        }
        // A raster is whole bytes wide.
        let dots = columns * DOTS / 8 * 8;
        for row in self.rows() {
            self::row(&mut bytes, &row, (columns, dots), charset)?;
        }
        bytes.extend([ESC, b'd', 4, GS, b'V', 66, 0]);
        Ok(bytes)
    }
}

fn row(bytes: &mut Vec<u8>, row: &Row, (columns, dots): (usize, usize), charset: Charset) -> Result<(), PrintError> {
    match row {
        Row::Text(text, Weight::Plain) => put(bytes, wrap(text, columns), charset),
        Row::Text(text, Weight::Bold) => {
            bytes.extend([ESC, b'E', 1]);
            put(bytes, wrap(text, columns), charset);
            bytes.extend([ESC, b'E', 0]);
        }
        Row::Text(text, Weight::Centre) => middle(bytes, |bytes| put(bytes, wrap(text, columns), charset)),
        Row::Text(text, Weight::Title) => middle(bytes, |bytes| {
            // Twice as wide, so half as many fit.
            bytes.extend([GS, b'!', 0x11]);
            put(bytes, wrap(text, columns / 2), charset);
            bytes.extend([GS, b'!', 0]);
        }),
        Row::Pair(left, right) => put(bytes, pair(left, right, columns), charset),
        Row::Rule => put(bytes, vec!["-".repeat(columns)], charset),
        Row::Gap => bytes.push(b'\n'),
        Row::Sign(who) => put(bytes, sign(who, columns), charset),
        Row::Bars(bars, printed) => {
            let step = bars.step(dots).ok_or(PrintError::Narrow { dots })?;
            let (left, modules) = ((dots - step * bars.modules()) / 2, bars.modules());
            let dark = |x: usize, _| x >= left && x < left + step * modules && bars.is_dark((x - left) / step);
            escpos::picture(bytes, dots, HEIGHT, &dark);
            middle(bytes, |bytes| put(bytes, wrap(printed, columns), charset));
        }
        Row::Qr(code) => escpos::raster(bytes, code, dots)?,
    }
    Ok(())
}

fn middle(bytes: &mut Vec<u8>, print: impl FnOnce(&mut Vec<u8>)) {
    bytes.extend([ESC, b'a', 1]);
    print(bytes);
    bytes.extend([ESC, b'a', 0]);
}

fn put(bytes: &mut Vec<u8>, lines: Vec<String>, charset: Charset) {
    for line in lines {
        bytes.extend(charset.encode(line.trim_end()));
        bytes.push(b'\n');
    }
}
