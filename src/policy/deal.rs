//! What is done at the counter, and with what.

use serde::{Deserialize, Serialize};

/// What a deal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DealKind {
    /// The shop buys.
    Purchase,
    /// The shop lends on goods.
    Pledge,
    /// Goods are taken in against the price of others.
    PartExchange,
    /// Goods are repaired and go back.
    Repair,
    /// A check, and nothing else.
    Enquiry,
    /// What stood on the shelf before the register began.
    OpeningStock,
}

/// Word and catalogue key, in the order of the enum.
const DEALS: [(DealKind, &str, &str); 6] = [
    (DealKind::Purchase, "purchase", "deal-kind-purchase"),
    (DealKind::Pledge, "pledge", "deal-kind-pledge"),
    (DealKind::PartExchange, "part_exchange", "deal-kind-part-exchange"),
    (DealKind::Repair, "repair", "deal-kind-repair"),
    (DealKind::Enquiry, "enquiry", "deal-kind-enquiry"),
    (DealKind::OpeningStock, "opening_stock", "deal-kind-opening-stock"),
];

impl DealKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        DEALS.into_iter().map(|(kind, ..)| kind)
    }

    /// The stable word for it in leaves and policies.
    pub fn word(self) -> &'static str {
        DEALS[self as usize].1
    }

    /// The catalogue key of its label.
    pub fn key(self) -> &'static str {
        DEALS[self as usize].2
    }

    /// Reads a word.
    pub fn from_word(word: &str) -> Option<Self> {
        DEALS.into_iter().find(|(_, known, _)| *known == word).map(|(kind, ..)| kind)
    }

    /// Whether the shop acquires what is brought: the kinds that a law about dealers means.
    pub fn acquires(self) -> bool {
        matches!(self, Self::Purchase | Self::PartExchange)
    }
}

/// What a line of a deal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goods {
    /// A telephone or another device with an IMEI or MEID.
    Handset,
    /// Another device with a serial number.
    Device,
    /// Anything that is only described.
    Goods,
}

impl Goods {
    /// Every kind of goods.
    pub const ALL: [Self; 3] = [Self::Handset, Self::Device, Self::Goods];

    /// The stable word for it, as `what` of a leaf's line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Handset => "handset",
            Self::Device => "device",
            Self::Goods => "goods",
        }
    }
}
