//! Photos: from a picture of the `*#06#` screen, a box or a label to checked numbers.
//!
//! [`engine::Reader`] looks at a picture: barcodes, and always the text. [`parse`] makes numbers of
//! what was read, strictly: exactly fifteen digits whose check digit holds, never a window slid
//! over a longer run, never a letter repaired into a digit. How far a number may be believed is
//! its [`Trust`], and a number that stands in the picture without having been read is counted in
//! [`Reading::unread`]: "done" is never said of a screen that was read in part.
//!
//! Invariant: nothing is [`Trust::Good`] or better on the word of one look at the picture.
//! Numbers are personal data: `Debug` shows none of them.

pub mod child;
pub mod engine;
pub mod gate;
pub mod inbox;
#[cfg(unix)]
mod limits;
#[cfg(not(unix))]
mod limits_windows;
pub mod parse;
pub mod settings;
pub mod wire;
pub mod worker;

#[cfg(not(unix))]
use limits_windows as limits;

use crate::imei::Kind;

/// What a picture holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The numbers, in reading order, none twice.
    pub identifiers: Vec<Found>,
    /// How many numbers of handsets stand in the picture that could not be read.
    pub unread: usize,
    /// What is worth saying about the picture, each once.
    pub warnings: Vec<Warning>,
}

/// A number that was read.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// What it is: an IMEI, or another number by its label.
    pub kind: Kind,
    /// Canonical text, no separators. Under [`Trust::Review`] it may be no valid number.
    pub value: String,
    /// How far it may be believed.
    pub trust: Trust,
    /// Where it stands in the upright picture.
    pub area: Option<Quad>,
    /// Which looks at the picture agreed on it: `text`, `zoom`, `crop 2`, `barcode`, …
    pub agreed: Vec<&'static str>,
}

impl std::fmt::Debug for Found {
    /// The value is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Found({}, {}, {} agreed)", self.kind.word(), self.trust.word(), self.agreed.len())
    }
}

/// How far a reading may be believed, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// To be compared with the picture by a person: a single reading, readings that differ,
    /// fourteen digits, a check digit that does not hold.
    Review,
    /// Independent looks at the same place agree.
    Good,
    /// Text and barcode agree.
    Confirmed,
}

impl Trust {
    /// The stable word for it in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Good => "good",
            Self::Confirmed => "confirmed",
        }
    }
}

/// A place in the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

/// Four corners, clockwise from where reading begins, in pixels of the upright picture; they may
/// lie outside of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quad(pub [Point; 4]);

/// What is worth saying about a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warning {
    /// The file ends early; what was decoded is part of the picture.
    CutShort,
    /// No text and no barcode was found.
    NothingFound,
    /// The digits are too small for a sure reading.
    Small,
    /// Not everything was read surely, and a part of the text's surroundings is blown out.
    Glare,
    /// A part of the reader failed; the other parts went on.
    Failed,
}

impl Warning {
    /// The stable word for it in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::CutShort => "cut_short",
            Self::NothingFound => "nothing_found",
            Self::Small => "small",
            Self::Glare => "glare",
            Self::Failed => "failed",
        }
    }
}
