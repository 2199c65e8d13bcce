//! Money that crossed the counter: one movement per entry, signed, in minor units.

use super::Key;
use crate::ledger::leaf::EntryId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most that one amount may be, in minor units: more is a slip of the hand.
pub const MOST: i64 = 10_000_000_000;

/// How money was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Notes and coins: what the drawer is counted against.
    Cash,
    /// A card.
    Card,
    /// A bank transfer.
    Transfer,
    /// A cheque.
    Cheque,
    /// A voucher of the shop, or another item's price.
    Voucher,
}

impl Method {
    /// All of them, cash first.
    pub const ALL: [Self; 5] = [Self::Cash, Self::Card, Self::Transfer, Self::Cheque, Self::Voucher];

    /// The stable word in leaves and `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Transfer => "transfer",
            Self::Cheque => "cheque",
            Self::Voucher => "voucher",
        }
    }

    /// The method behind a leaf's word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }
}

/// What a movement was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Something was bought.
    Purchase,
    /// Money was lent on a pledge.
    Loan,
    /// A repair was paid for.
    Repair,
    /// Something was sold.
    Sale,
    /// A sale was undone.
    Refund,
    /// A purchase was undone.
    Reversal,
    /// A pledge was redeemed or renewed.
    Pledge,
}

impl MovementKind {
    /// All of them, in the order of the day sheet.
    pub const ALL: [Self; 7] =
        [Self::Purchase, Self::Loan, Self::Repair, Self::Sale, Self::Refund, Self::Reversal, Self::Pledge];

    /// The stable word in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Loan => "loan",
            Self::Repair => "repair",
            Self::Sale => "sale",
            Self::Refund => "refund",
            Self::Reversal => "reversal",
            Self::Pledge => "pledge",
        }
    }
}

/// Money that crossed the counter by one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// The entry.
    pub entry: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// What for.
    pub kind: MovementKind,
    /// Into the shop above zero, out of it below; minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: String,
    /// How.
    pub method: Method,
    /// Who, by the `staff_on` entry.
    pub staff: Option<EntryId>,
    /// The one item that it was about.
    pub item: Option<Key>,
}

/// Digits after the point of a currency (ISO 4217): two unless the currency is known to differ.
pub fn digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
        | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// An amount of minor units as people write it, with a point.
pub fn written(amount: i64, currency: &str) -> String {
    let places = digits(currency);
    let unit = 10_u64.pow(places);
    let (sign, size) = (if amount < 0 { "-" } else { "" }, amount.unsigned_abs());
    if places == 0 {
        return format!("{sign}{size}");
    }
    format!("{sign}{}.{:0width$}", size / unit, size % unit, width = places as usize)
}

/// What somebody typed as an amount, in minor units; point or comma. `None` where it is none, is
/// below zero, has more places than the currency, or is above [`MOST`].
pub fn typed(text: &str, currency: &str) -> Option<i64> {
    let text = text.trim();
    let places = digits(currency) as usize;
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let good = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || rest.len() > places || !good(whole) || !good(rest) {
        return None;
    }
    let amount: i64 = format!("{whole}{rest:0<places$}").parse().ok()?;
    (amount <= MOST).then_some(amount)
}
