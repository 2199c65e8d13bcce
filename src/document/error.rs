//! Why a text is not the document it looks like. No sentence carries a value: it would be a person's.

use super::DocumentPart;

/// A text that could not be read as a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No form of document fits it.
    #[error("this is no passport, identity card or licence")]
    NotADocument,
    /// Longer than any document's code.
    #[error("{bytes} bytes, at most {most} are read", most = super::MAX_TEXT)]
    TooLong {
        /// How long it was.
        bytes: usize,
    },
    /// Some lines of a machine-readable zone, and not all.
    #[error("{have} of {need} lines of a document")]
    MoreLines {
        /// Lines that are there.
        have: usize,
        /// Lines that make the document whole.
        need: usize,
    },
    /// A line or number of the wrong length.
    #[error("line {line} has {got} characters, expected {expected}")]
    Length {
        /// Which line, from 1.
        line: usize,
        /// How many it must have.
        expected: usize,
        /// How many it has.
        got: usize,
    },
    /// A character that cannot stand where it stands.
    #[error("character {column} of line {line} does not belong in the {part}")]
    Character {
        /// Which line, from 1.
        line: usize,
        /// Which character of the line, from 1.
        column: usize,
        /// The field it stands in.
        part: DocumentPart,
    },
    /// A check digit does not hold, and no single repair makes it hold.
    #[error("the check digit of the {part} does not hold")]
    CheckDigit {
        /// The field it protects.
        part: DocumentPart,
    },
    /// A date that no calendar has, or a birth in the future.
    #[error("the {part} is no possible date")]
    Date {
        /// Which date.
        part: DocumentPart,
    },
    /// Something that every document of the form has is not in it.
    #[error("there is no {part} in it")]
    Missing {
        /// What is missing.
        part: DocumentPart,
    },
    /// The scanner types for another keyboard, and nothing proves which letters were meant.
    #[error("the scanner types for another keyboard")]
    Layout,
}

impl DocumentError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotADocument => {
                "scan the code on the back of the licence, or the lines of < at the foot of the passport"
            }
            Self::TooLong { .. } => "scan one document alone",
            Self::MoreLines { .. } => "scan the next line, or hold the reader so that it takes all lines at once",
            Self::Length { .. } | Self::Character { .. } | Self::CheckDigit { .. } => {
                "scan again, slowly and flat; if it fails again, type the details from the document"
            }
            Self::Date { .. } | Self::Missing { .. } => {
                "compare with the printed side: a document that reads so is damaged or altered; type the details if it is in order"
            }
            Self::Layout => {
                "set the scanner's keyboard country to this computer's (manual: \"keyboard country\"), or switch it to USB serial"
            }
        }
    }
}
