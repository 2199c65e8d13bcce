//! The line that `identify --json` prints: an interface, so its keys are all present and stable.

use super::{Check, Identified, Kind, Note, Rejected, identify};
use serde::Serialize;

/// One line of `identify --json` (DESIGN section 7). Unknown values are `null`, never missing.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct IdentifyLine {
    /// The text as it came in.
    pub input: String,
    /// What it is, or was most likely meant to be when `error` is set.
    pub kind: Kind,
    /// Canonical value; `null` when refused.
    pub value: Option<String>,
    /// Where the check digit came from; `none` when refused.
    pub check: Check,
    /// Notes as their stable words.
    pub notes: Vec<Note>,
    /// Why it was refused; `null` when it was not.
    pub error: Option<ErrorLine>,
}

/// The `error` of an [`IdentifyLine`].
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ErrorLine {
    /// `format`, `length`, `checksum` or `component`.
    pub part: super::Part,
    /// One sentence, with the value and with the correction where there is one.
    pub message: String,
}

impl IdentifyLine {
    /// Identifies `input` and puts the result in the shape that scripts rely on.
    pub fn read(input: &str) -> Self {
        Self::new(input, identify(input, None))
    }

    /// The line for a result that is already there.
    pub fn new(input: &str, result: Result<Identified, Rejected>) -> Self {
        let input = input.to_owned();
        match result {
            Ok(Identified { kind, value, check, notes }) => {
                Self { input, kind, value: Some(value), check, notes, error: None }
            }
            Err(Rejected { kind, rejection, .. }) => {
                let error = ErrorLine { part: rejection.part, message: rejection.message };
                Self { input, kind, value: None, check: Check::None, notes: Vec::new(), error: Some(error) }
            }
        }
    }
}
