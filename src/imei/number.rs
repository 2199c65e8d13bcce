//! The validated IMEI and the 14 digits that it is keyed by.

use super::{Part, Rejection, check_digit, clean::clean, shown};
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

    /// The body of a number as block lists write it: 14 digits, then nothing, a check digit or
    /// letter of any value, or two digits of software version. Lists do not keep check digits in
    /// order, so none is held against them (DIRBS: `21154034123456`, `21154034123456A` and
    /// `2115403412345612` are one number). Never for what a clerk scans or types.
    pub fn from_listed(text: &str) -> Option<Self> {
        let tail = text.get(14..)?;
        let known = match tail.len() {
            0 => true,
            1 => tail.bytes().all(|b| b.is_ascii_alphanumeric()),
            2 => tail.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        };
        known.then(|| Self::from_digits(&text[..14])).flatten()
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
    /// The form has none, or it was left out and is not part of the value.
    None,
}

impl Check {
    /// The stable word for it in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Computed => "computed",
            Self::None => "none",
        }
    }
}

/// A validated IMEI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Imei {
    body: Imei14,
    check: Check,
}

impl Imei {
    /// Reads one IMEI: 15 digits whose check digit holds, or 14 that are completed. Labels, SVN
    /// tails and every other form are for [`identify`](super::identify).
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        let read = clean(text)?;
        if let Some(tail) = read.svn {
            return Err(Rejection::new(Part::Format, format!("a software version /{tail} follows the IMEI")));
        }
        Self::from_compact(&read.text)
    }

    /// The same for text without separators.
    pub(super) fn from_compact(digits: &str) -> Result<Self, Rejection> {
        if let Some(c) = digits.chars().find(|c| !c.is_ascii_digit()) {
            let message = format!("{} holds {}, an IMEI has digits only", shown(digits), shown(&c.to_string()));
            return Err(Rejection::new(Part::Format, message));
        }
        let body = digits.get(..14).and_then(Imei14::from_digits);
        match (body, digits.len()) {
            (Some(body), 14) => Ok(Self::completed(body)),
            (Some(body), 15) if digits.ends_with(check_digit(body.as_str())) => Ok(Self { body, check: Check::Given }),
            (Some(body), 15) => {
                let (given, needed) = (&digits[14..], check_digit(body.as_str()));
                let message = format!("the check digit of {digits} does not hold: {given} given, {needed} needed");
                Err(Rejection::new(Part::Checksum, message))
            }
            (_, n) => {
                let message = format!("{} has {n} digits, an IMEI has 15 (14 without its check digit)", shown(digits));
                Err(Rejection::new(Part::Length, message))
            }
        }
    }

    /// An IMEI from its body alone, its check digit computed.
    pub fn completed(body: Imei14) -> Self {
        Self { body, check: Check::Computed }
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
