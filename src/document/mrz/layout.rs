//! Where the fields of a machine-readable zone stand (ICAO 9303 parts 4 to 7).

use crate::document::DocumentPart;

/// A stretch of one line, columns from 0, end exclusive.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub(super) line: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

const fn cell(line: usize, from: usize, to: usize) -> Cell {
    Cell { line, from, to }
}

/// A field and the one character that is its check digit.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub(super) part: DocumentPart,
    pub(super) field: Cell,
    pub(super) digit: Cell,
}

const fn checked(part: DocumentPart, field: Cell, digit: usize) -> Checked {
    Checked { part, field, digit: cell(field.line, digit, digit + 1) }
}

/// One size of zone.
pub(super) struct Layout {
    pub(super) lines: usize,
    pub(super) width: usize,
    /// First letters of the document code.
    pub(super) codes: &'static [u8],
    pub(super) number: Checked,
    pub(super) born: Checked,
    pub(super) expires: Checked,
    /// Optional data without a digit of its own; a long number goes on in the first of them.
    pub(super) free: &'static [Cell],
    /// Optional data with one.
    pub(super) optional: Option<Checked>,
    pub(super) nationality: Cell,
    pub(super) sex: Cell,
    pub(super) names: Cell,
    /// What the last digit covers, and where it stands.
    pub(super) composite: Option<(&'static [Cell], Cell)>,
    /// Whether a number of more than nine characters goes on in the optional data (parts 5 and 6).
    pub(super) long_numbers: bool,
}

/// Document code, the same place in all sizes.
pub(super) const CODE: Cell = cell(0, 0, 2);
/// Issuing state.
pub(super) const ISSUER: Cell = cell(0, 2, 5);

const NUMBER: Checked = checked(DocumentPart::Number, cell(1, 0, 9), 9);
const BORN: Checked = checked(DocumentPart::Born, cell(1, 13, 19), 19);
const EXPIRES: Checked = checked(DocumentPart::Expires, cell(1, 21, 27), 27);

/// The sizes; a visa is told from a passport or card of its size by the code V.
pub(super) const LAYOUTS: [Layout; 5] = [TD3, MRV_A, TD2, MRV_B, TD1];

const TD3: Layout = Layout {
    lines: 2,
    width: 44,
    codes: b"P",
    number: NUMBER,
    born: BORN,
    expires: EXPIRES,
    free: &[],
    optional: Some(checked(DocumentPart::Optional, cell(1, 28, 42), 42)),
    nationality: cell(1, 10, 13),
    sex: cell(1, 20, 21),
    names: cell(0, 5, 44),
    composite: Some((&[cell(1, 0, 10), cell(1, 13, 20), cell(1, 21, 43)], cell(1, 43, 44))),
    long_numbers: false,
};

const MRV_A: Layout = Layout { codes: b"V", free: &[cell(1, 28, 44)], optional: None, composite: None, ..TD3 };

const TD2: Layout = Layout {
    width: 36,
    codes: b"IAC",
    free: &[cell(1, 28, 35)],
    optional: None,
    names: cell(0, 5, 36),
    composite: Some((&[cell(1, 0, 10), cell(1, 13, 20), cell(1, 21, 35)], cell(1, 35, 36))),
    long_numbers: true,
    ..TD3
};

const MRV_B: Layout = Layout { codes: b"V", free: &[cell(1, 28, 36)], composite: None, long_numbers: false, ..TD2 };

const TD1: Layout = Layout {
    lines: 3,
    width: 30,
    codes: b"IAC",
    number: checked(DocumentPart::Number, cell(0, 5, 14), 14),
    born: checked(DocumentPart::Born, cell(1, 0, 6), 6),
    expires: checked(DocumentPart::Expires, cell(1, 8, 14), 14),
    free: &[cell(0, 15, 30), cell(1, 18, 29)],
    optional: None,
    nationality: cell(1, 15, 18),
    sex: cell(1, 7, 8),
    names: cell(2, 0, 30),
    composite: Some((&[cell(0, 5, 30), cell(1, 0, 7), cell(1, 8, 15), cell(1, 18, 29)], cell(1, 29, 30))),
    long_numbers: true,
};
