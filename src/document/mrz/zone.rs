//! The characters of a zone, and which of them were put in place of what came.

use super::layout::Cell;

/// The filler.
pub(super) const FILLER: u8 = b'<';

/// Lines of equal width, of `A` to `Z`, `0` to `9` and `<` only.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Zone {
    lines: Vec<Vec<u8>>,
    changed: Vec<Vec<bool>>,
}

impl Zone {
    /// Cuts `chars` into lines of `width`; `changed` says which of them were mangled on the way.
    pub(super) fn new(chars: &[u8], changed: &[bool], width: usize) -> Self {
        let lines = chars.chunks(width).map(<[u8]>::to_vec).collect();
        Self { lines, changed: changed.chunks(width).map(<[bool]>::to_vec).collect() }
    }

    /// The characters of a cell.
    pub(super) fn text(&self, cell: Cell) -> &[u8] {
        self.lines.get(cell.line).and_then(|line| line.get(cell.from..cell.to)).unwrap_or_default()
    }

    /// The one character of a cell of width 1.
    pub(super) fn one(&self, cell: Cell) -> u8 {
        self.text(cell).first().copied().unwrap_or(FILLER)
    }

    /// The cell without its fillers at the end, others as spaces.
    pub(super) fn words(&self, cell: Cell) -> String {
        words(self.text(cell))
    }

    /// Whether any character of the cell was put in place of another.
    pub(super) fn is_changed(&self, cell: Cell) -> bool {
        self.changed.get(cell.line).and_then(|line| line.get(cell.from..cell.to)).is_some_and(|c| c.contains(&true))
    }

    /// Puts a character where another one was misread.
    pub(super) fn put(&mut self, line: usize, column: usize, byte: u8) {
        if let Some(place) = self.lines.get_mut(line).and_then(|l| l.get_mut(column)) {
            *place = byte;
        }
        if let Some(place) = self.changed.get_mut(line).and_then(|l| l.get_mut(column)) {
            *place = true;
        }
    }
}

/// Characters as words: fillers are spaces, several are one.
pub(super) fn words(bytes: &[u8]) -> String {
    let parts = bytes.split(|&b| b == FILLER).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().map(|&b| char::from(b)).collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Whether `digit` is the check digit of the cells (ICAO 9303 part 3, 4.9). A filler is no digit.
pub(super) fn holds(bytes: &[u8], digit: u8) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    digit.is_ascii_digit() && mrz::check_digit(text).is_ok_and(|sum| sum == u32::from(digit - b'0'))
}
