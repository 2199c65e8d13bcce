//! The code on a declaration: scanned, it confirms that this paper was signed.

use super::OurCode;
use crate::imei::check_digit;
use serde::{Deserialize, Serialize};
use std::fmt;

pub(super) const PREFIX: &str = "CCD";
/// Twelve digits of the deal, two of the print: the widest bars that paper of 58 mm has room for.
pub(super) const DIGITS: usize = 14;
const DEALS: u128 = 1_000_000_000_000;
const PRINTS: u32 = 100;

/// `CCD-0123-4567-8901-02-3`: which deal, and which print of its declaration, so that a paper from
/// before a line or a price changed does not confirm the deal that came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeclarationCode {
    deal: u64,
    print: u8,
}

impl DeclarationCode {
    /// The code of the `print`th declaration of a deal, by the number of its `deal_opened` entry's id.
    /// Of long numbers the last digits count: twelve of the deal, two of the print.
    pub fn new(deal: u128, print: u32) -> Self {
        Self {
            deal: u64::try_from(deal % DEALS).unwrap_or_default(),
            print: u8::try_from(print % PRINTS).unwrap_or_default(),
        }
    }

    /// Whether it is the code of a declaration of this deal, of whichever print.
    pub fn is_of(self, deal: u128) -> bool {
        self.deal == Self::new(deal, 0).deal
    }

    /// What stands in the bars.
    pub fn bars(self) -> String {
        let body = self.body();
        format!("{PREFIX}{body}{}", check_digit(&body))
    }

    pub(super) fn from_digits(body: &str) -> Self {
        let (deal, print) = body.split_at_checked(DIGITS - 2).unwrap_or_default();
        Self { deal: deal.parse().unwrap_or_default(), print: print.parse().unwrap_or_default() }
    }

    fn body(self) -> String {
        format!("{:012}{:02}", self.deal, self.print)
    }
}

impl fmt::Display for DeclarationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let (one, two, three, print) = (&body[..4], &body[4..8], &body[8..12], &body[12..]);
        write!(f, "{PREFIX}-{one}-{two}-{three}-{print}-{}", check_digit(&body))
    }
}

impl From<DeclarationCode> for String {
    fn from(code: DeclarationCode) -> Self {
        code.bars()
    }
}

impl TryFrom<String> for DeclarationCode {
    type Error = NoCode;
    fn try_from(text: String) -> Result<Self, NoCode> {
        if let Some(OurCode::Declaration(code)) = OurCode::parse(&text) { Ok(code) } else { Err(NoCode) }
    }
}

/// A text that is no code of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a declaration")]
pub struct NoCode;
