//! What the lines of deals became: on hold, for sale, sold, returned, surrendered, parts, pledged, in repair.
//!
//! Pure: [`take`] reads one leaf into a [`Shelf`], [`judge`] says whether entries may be written.
//! The shelf is `stock.db` in a shop and a map in tests; both are read by the same code, so that a
//! projection made anew equals the one that grew. The room refuses what no path may do: an item on
//! hold is not sold, refunded out, dismantled or renewed, and no payment differs from its prices.
//! Invariant: an [`Item`] holds entry ids, words and numbers, never a name or a handset's number.
//!
//! ```
//! use countercheck::goods::{Key, money};
//! assert_eq!("17".parse::<Key>().unwrap(), Key::Number(17));
//! assert_eq!(money::typed("120,5", "GBP"), Some(12_050));
//! assert_eq!(money::written(-12_050, "GBP"), "-120.50");
//! ```

pub mod drafts;
mod fold;
mod hold;
pub mod money;
mod rules;
mod sheet;
#[cfg(test)]
mod tests;

pub use fold::{Origin, Shelf, concerns, is_of_items, take};
pub use hold::{Hold, HoldReason};
pub use money::{Method, Movement, MovementKind};
pub use rules::{Act, Overlay, Refusal, allowed, is_judged, judge, release_needs_manager};
pub use sheet::{CashCount, MoneyLine, MoneySheet, sheet};

use crate::ledger::leaf::EntryId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What an item is called: our number, or for handsets marked without a deal their check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Key {
    /// The register's own gap-free number, as on the label.
    Number(u64),
    /// The `check_started` entry of a handset that has no number.
    Check(EntryId),
}

impl Key {
    /// The number, where it has one.
    pub fn number(self) -> Option<u64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Check(check) => write!(f, "{check}"),
        }
    }
}

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let number = (text.len() < 19).then(|| text.parse().ok()).flatten().filter(|n| *n > 0);
        let check = || text.parse().ok().map(Self::Check);
        number.map(Self::Number).or_else(check).ok_or(NoKey)
    }
}

/// A text that names no item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("neither a stock number nor the id of a check")]
pub struct NoKey;

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

impl TryFrom<String> for Key {
    type Error = NoKey;

    fn try_from(text: String) -> Result<Self, NoKey> {
        text.parse()
    }
}

/// Where an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the shop, and the shop's.
    Shop,
    /// In the shop, held, and never bought: a handset whose check was put on hold.
    Kept,
    /// In the shop as security for a loan.
    Pledged,
    /// In the shop to be repaired.
    Repair,
    /// Sold.
    Sold,
    /// Given back: collected, redeemed, a purchase undone.
    Returned,
    /// Handed to the police.
    Surrendered,
    /// Taken apart.
    Parts,
}

impl Place {
    /// The stable word in `--json` and in the projection.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Kept => "kept",
            Self::Pledged => "pledged",
            Self::Repair => "in_repair",
            Self::Sold => "sold",
            Self::Returned => "returned",
            Self::Surrendered => "surrendered",
            Self::Parts => "parts",
        }
    }

    /// Whether the thing itself is in the shop.
    pub fn is_here(self) -> bool {
        matches!(self, Self::Shop | Self::Kept | Self::Pledged | Self::Repair)
    }
}

/// What may be said of an item at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// In the shop, and not to be sold yet.
    OnHold,
    /// In the shop, and free.
    ForSale,
    /// Anything else: the place says it.
    At(Place),
}

impl Standing {
    /// The stable word in `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnHold => "on_hold",
            Self::ForSale => "for_sale",
            Self::At(place) => place.word(),
        }
    }
}

/// A loan against an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledge {
    /// Until when it may be redeemed.
    pub due: NaiveDate,
    /// What was lent, in minor units.
    pub amount: i64,
}

/// How an item left the stock for money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// The `sold` entry.
    pub entry: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Price in minor units.
    pub price: i64,
    /// Our invoice.
    pub invoice: String,
    /// Whether it went with others to the trade.
    pub batch: bool,
}

/// How an item left the shop otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The entry that says so.
    pub entry: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// The entry's word: `reversal`, `collected`, `redeemed`, `redeemed_owner`, `surrendered`, `dismantled`.
    pub why: String,
}

/// One thing that came in over the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its name.
    pub key: Key,
    /// Where it is.
    pub place: Place,
    /// The kind of deal that it came in by, in the ledger's word; `marked` or `held` without one.
    pub kind: String,
    /// `handset`, `device` or `goods`.
    pub what: String,
    /// The entry that brought it in: `deal_signed`, `marked` or `held`.
    pub entry: EntryId,
    /// When that was.
    pub since: DateTime<Utc>,
    /// The deal's number; `None` without a deal.
    pub deal: Option<u64>,
    /// Its line in the deal, from 1.
    pub line: u64,
    /// The check of its numbers.
    pub check: Option<EntryId>,
    /// Device types, one per number.
    pub tac: Vec<String>,
    /// What was paid for it, in minor units.
    pub cost: Option<i64>,
    /// ISO 4217 code of all its money; empty where none was named.
    pub currency: String,
    /// Bought while a source was still silent.
    pub provisional: bool,
    /// The loan, while it is a pledge.
    pub pledge: Option<Pledge>,
    /// Holds that nobody lifted; those whose time is over stand here too.
    pub holds: Vec<Hold>,
    /// The sale that stands.
    pub sale: Option<Sale>,
    /// How it left otherwise.
    pub gone: Option<Gone>,
    /// Where the entry that brought it in stands.
    pub origin: Origin,
}

impl Item {
    /// Holds that bind at a moment.
    pub fn live_holds(&self, now: DateTime<Utc>) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(move |hold| hold.is_live(now))
    }

    /// Whether any hold binds at a moment.
    pub fn is_held(&self, now: DateTime<Utc>) -> bool {
        self.live_holds(now).next().is_some()
    }

    /// What may be said of it at a moment.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        match self.place {
            Place::Shop | Place::Kept if self.is_held(now) => Standing::OnHold,
            Place::Shop => Standing::ForSale,
            place => Standing::At(place),
        }
    }

    /// Of its holds the one that weighs most; the law's own clock is left out: it ends by itself.
    pub fn weightiest_hold(&self) -> Option<&Hold> {
        let weighs = |hold: &&Hold| match hold.why {
            HoldReason::Police => 3,
            HoldReason::LateHit => 2,
            HoldReason::ByHand | HoldReason::Own => 1,
            HoldReason::Statutory => 0,
        };
        self.holds.iter().filter(|hold| weighs(hold) > 0).max_by_key(weighs)
    }

    /// When the last of its holds that end by themselves ends; `None` where one does not, or none binds.
    pub fn free_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut last = None;
        for hold in self.live_holds(now) {
            last = last.max(Some(hold.until?));
        }
        last
    }
}
