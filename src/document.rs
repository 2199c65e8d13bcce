//! Identity documents: who the seller is, read rather than typed.
//!
//! [`read`] tells by its form what a text is: the machine-readable zone of a passport, card or
//! visa (ICAO 9303), the PDF417 code of a North American licence (AAMVA), or the number of a UK
//! driving licence. The result is an [`Identity`] with [`Evidence`] for each field. The room knows
//! no clock, opens no address that stands in a barcode, and judges neither age nor expiry: that is
//! the policy's business. It refuses to guess: a check digit that does not hold refuses the whole
//! document, unless the place of the misread character is known and the check digit proves the one
//! that belongs there.
//!
//! Invariant: a field says [`Evidence::CheckDigit`] or [`Evidence::Repaired`] only when its own check
//! digit held; names, issuer, nationality and sex never do, because no digit protects them. No
//! barcode proves that a document is genuine or belongs to who shows it. Values are personal data:
//! neither `Debug` nor an error shows one.
//!
//! ```
//! use countercheck::document::{Evidence, read};
//! let passport = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\r\
//!                 L898902C36UTO7408122F1204159ZE184226B<<<<<10\r";
//! let today = "2026-11-02".parse().unwrap();
//! let identity = read(passport, today).unwrap();
//! assert_eq!(identity.full_name().unwrap(), "ANNA MARIA ERIKSSON");
//! assert_eq!(identity.number.as_ref().unwrap().evidence, Evidence::CheckDigit);
//! assert_eq!(identity.surname.as_ref().unwrap().evidence, Evidence::Read);
//! assert_eq!(identity.age_on(today), Some(52));
//! assert!(identity.expired_on(today));
//! ```

mod aamva;
mod dates;
mod error;
mod identity;
mod kind;
mod lines;
mod mrz;
mod pieces;
#[cfg(test)]
mod tests;
mod uk;

pub use error::DocumentError;
pub use identity::{Evidence, Field, Identity};
pub use kind::{DocumentKind, DocumentPart, Form};
pub use lines::{Joined, Lines};
pub use uk::{Agreement, UkLicence};

use chrono::NaiveDate;

/// Longest text that is looked at, in bytes; a scan's raw bytes are cut at the same length.
pub const MAX_TEXT: usize = 4096;

/// Reads a document's text: a whole machine-readable zone, a licence's code or a UK driver number.
/// `today` settles the century of two-digit years: a birth lies in the past, an expiry near `today`.
pub fn read(text: &str, today: NaiveDate) -> Result<Identity, DocumentError> {
    if text.len() > MAX_TEXT {
        return Err(DocumentError::TooLong { bytes: text.len() });
    }
    match form(text) {
        Some(Form::Aamva) => aamva::read(text, today),
        Some(Form::UkLicence) => uk::read(pieces::bare(text), today),
        Some(Form::Mrz) => mrz::read(text, today),
        None => Err(DocumentError::NotADocument),
    }
}

/// What a text is meant to be, by its form; it may still fail to read. Eight digits alone may be
/// a number of Northern Ireland and much else, so they are `None`: [`UkLicence::parse`] takes them.
pub fn form(text: &str) -> Option<Form> {
    if text.len() > MAX_TEXT {
        return None;
    }
    if aamva::is_meant(text) {
        return Some(Form::Aamva);
    }
    if mrz::is_meant(text) {
        return Some(Form::Mrz);
    }
    uk::UkLicence::parse(pieces::bare(text)).ok().filter(|l| !l.is_northern_ireland()).map(|_| Form::UkLicence)
}
