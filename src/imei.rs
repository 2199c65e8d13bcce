//! Device numbers: what a scanned or typed string turns out to be.
//!
//! [`identify`] reads one number, [`identify_all`] a payload that may hold several (a box's QR
//! code, the text of `*#06#`), [`TacTable`] names models. Lenient in separators, strict in
//! meaning: a [`Rejected`] says which of format, length, checksum or component failed, and with
//! which value. The room never guesses: what fits two forms carries a note `also:KIND`, an
//! unknown TAC or reporting body is a note and never a refusal, and whether a number is worth
//! asking a registry about is for the till to say.
//!
//! Invariant: an [`Imei`] exists only when its digits held their check digit or were completed
//! here. IMEIs are personal data: `Debug` shows no more of them than the TAC. The sentence of a
//! [`Rejection`] does carry the value, so it belongs on a screen and never in a log.
//!
//! ```
//! use countercheck::imei::{Check, Imei, Kind, Note, identify};
//! let imei = Imei::parse("35-209900-176148-1").unwrap();
//! assert_eq!(imei.digits(), "352099001761481");
//! assert_eq!(imei.check(), Check::Given);
//!
//! let scanned = identify("IMEI1: 352099001761481 / 01", None).unwrap();
//! assert_eq!((scanned.kind, scanned.value.as_str()), (Kind::Imei, "352099001761481"));
//! assert_eq!(scanned.notes, [Note::Svn("01".into()), Note::Slot(1)]);
//!
//! // The network form has a zero where the check digit should be: refused, with an offer.
//! let refused = identify("352099001761480", None).unwrap_err();
//! assert_eq!(refused.correction.unwrap().digits(), "352099001761481");
//! ```

mod classify;
mod clean;
mod document;
mod eid;
mod gs1;
mod gtin;
mod iccid;
mod identified;
mod json;
mod kind;
mod label;
mod luhn;
mod meid;
mod number;
mod payload;
mod pesn;
mod placeholder;
mod reporting;
mod serial;
mod tac;
#[cfg(test)]
mod tests;

pub use classify::identify;
pub use identified::{Identified, Rejected};
pub use json::{ErrorLine, IdentifyLine};
pub use kind::{Kind, Note, Symbology};
pub use luhn::{check_digit, hex_check_digit};
pub use meid::Meid;
pub use number::{Check, Imei, Imei14};
pub use payload::{Labelled, identify_all, labelled};
pub use tac::{TacError, TacName, TacTable};

use serde::{Deserialize, Serialize};

/// Longest text that is looked at, in bytes; a scan's raw bytes are cut at the same length.
pub const MAX_TEXT: usize = 4096;

/// Which part of a number failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Characters that the form does not have.
    Format,
    /// Too few or too many.
    Length,
    /// The check digit does not hold.
    Checksum,
    /// A part is out of its range.
    Component,
}

impl Part {
    /// The stable word for it in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Length => "length",
            Self::Checksum => "checksum",
            Self::Component => "component",
        }
    }
}

/// Why a text is not the number it looks like.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Rejection {
    /// What failed.
    pub part: Part,
    /// One sentence, with the value: for a screen, never for a log.
    pub message: String,
}

impl Rejection {
    /// A rejection of `part`; `message` is one sentence without a full stop, values escaped by [`shown`].
    pub(crate) fn new(part: Part, message: impl Into<String>) -> Self {
        Self { part, message: message.into() }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self.part {
            Part::Format => "scan again, or type the digits 0 to 9 as they stand under the bars",
            Part::Length => "count the digits and read the number again; dial *#06# to show it",
            Part::Checksum => "one digit is misread: scan again, or compare it with *#06# digit by digit",
            Part::Component => "this label does not belong to a handset number: scan the one marked IMEI",
        }
    }
}

impl std::fmt::Debug for Rejection {
    /// The message carries a number, so a debug print leaves it out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rejection({})", self.part.word())
    }
}

/// A value as it may stand in a message: at most 40 characters, control and direction marks escaped.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut out = String::new();
    for c in text.chars().take(MOST) {
        match c {
            '\'' | '"' | '\\' => out.push(c),
            c => out.extend(c.escape_debug()),
        }
    }
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}
