//! Device numbers: what a scanned or typed string turns out to be.
//!
//! Lenient in separators, strict in meaning: a rejection says which of format, length,
//! checksum or component failed. The room never guesses: what could be two things is reported
//! as ambiguous, and an unknown TAC is a note, never a refusal.
//! Invariant: an [`Imei`] exists only when its digits held their check digit or were completed here.
//!
//! ```
//! use countercheck::imei::{Check, Imei};
//! let imei = Imei::parse("35-209900-176148-1").unwrap();
//! assert_eq!(imei.digits(), "352099001761481");
//! assert_eq!(imei.check(), Check::Given);
//! ```

mod luhn;

pub use luhn::check_digit;

use serde::{Deserialize, Serialize};

/// The 14 digits that are a handset's identity: TAC 8 + SNR 6 (TS 23.003 clause 6.2.1). Every
/// store, list and search is keyed by this, never by 15 digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Imei14([u8; 14]);

impl Imei14 {
    /// Takes exactly 14 ASCII digits.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let bytes: [u8; 14] = digits.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_digit).then_some(Self(bytes))
    }

    /// The 14 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Type allocation code: the first 8 digits.
    pub fn tac(&self) -> &str {
        &self.as_str()[..8]
    }

    /// The full IMEI with its computed check digit.
    pub fn with_check_digit(&self) -> String {
        format!("{}{}", self.as_str(), check_digit(self.as_str()))
    }
}

impl std::fmt::Display for Imei14 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Imei14 {
    /// IMEIs are personal data: a debug print shows the TAC only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Imei14({}……)", self.tac())
    }
}

impl TryFrom<String> for Imei14 {
    type Error = String;
    fn try_from(digits: String) -> Result<Self, Self::Error> {
        Self::from_digits(&digits).ok_or_else(|| format!("{} characters are not 14 digits", digits.chars().count()))
    }
}

impl From<Imei14> for String {
    fn from(imei: Imei14) -> Self {
        imei.as_str().to_owned()
    }
}

/// Where a check digit came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// It stood in the input and held.
    Given,
    /// It was missing and computed here.
    Computed,
    /// The form has none.
    None,
}

/// A validated IMEI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Imei {
    body: Imei14,
    check: Check,
}

impl Imei {
    /// Reads one IMEI: 15 digits whose check digit holds, or 14 that are completed.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.')).collect();
        let body = digits.get(..14).and_then(Imei14::from_digits);
        match (body, digits.len()) {
            (Some(body), 14) => Ok(Self { body, check: Check::Computed }),
            (Some(body), 15) if digits.ends_with(check_digit(body.as_str())) => Ok(Self { body, check: Check::Given }),
            (Some(_), 15) => {
                Err(Rejection { part: Part::Checksum, message: format!("the check digit of {digits} does not hold") })
            }
            _ => Err(Rejection {
                part: Part::Length,
                message: format!("{} characters, an IMEI has 15 digits", digits.chars().count()),
            }),
        }
    }

    /// The 14-digit body that stores are keyed by.
    pub fn body(&self) -> Imei14 {
        self.body
    }

    /// Where the check digit came from.
    pub fn check(&self) -> Check {
        self.check
    }

    /// All 15 digits.
    pub fn digits(&self) -> String {
        self.body.with_check_digit()
    }
}

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

/// Why a text is not the number it looks like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Rejection {
    /// What failed.
    pub part: Part,
    /// One sentence, with the value.
    pub message: String,
}
