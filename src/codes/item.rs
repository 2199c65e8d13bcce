//! The number of an item in stock, as it stands on its label.

use crate::imei::check_digit;
use serde::{Deserialize, Serialize};
use std::fmt;

pub(super) const PREFIX: &str = "CC";
/// Digits of the number on a label. Letters and digits together never come to the 14 or 15 of a MEID,
/// nor to the 8 of a pseudo-ESN, which may begin with CC too.
pub(super) const FEWEST: usize = 6;
pub(super) const MOST: usize = 10;
const GREATEST: u64 = 9_999_999_999;

/// `CC-000123-0`: the shop's stock number, at least six digits of it, and Luhn's check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct ItemLabel(u64);

impl ItemLabel {
    /// The label of the item with this stock number, 1 to 9,999,999,999.
    pub fn new(number: u64) -> Option<Self> {
        (1..=GREATEST).contains(&number).then_some(Self(number))
    }

    /// The stock number: gap-free per register, from 1.
    pub fn number(self) -> u64 {
        self.0
    }

    /// What stands in the bars: no hyphens, which other keyboards have elsewhere.
    pub fn bars(self) -> String {
        let body = self.body();
        format!("{PREFIX}{body}{}", check_digit(&body))
    }

    pub(super) fn from_digits(body: &str) -> Option<Self> {
        let number = body.parse().ok().and_then(Self::new)?;
        // One number has one spelling.
        (number.body() == body).then_some(number)
    }

    fn body(self) -> String {
        format!("{:0width$}", self.0, width = FEWEST)
    }
}

impl fmt::Display for ItemLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        write!(f, "{PREFIX}-{body}-{}", check_digit(&body))
    }
}

impl From<ItemLabel> for u64 {
    fn from(label: ItemLabel) -> Self {
        label.0
    }
}

impl TryFrom<u64> for ItemLabel {
    type Error = NoItem;
    fn try_from(number: u64) -> Result<Self, NoItem> {
        Self::new(number).ok_or(NoItem(number))
    }
}

/// A number that no item can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no stock number")]
pub struct NoItem(u64);
