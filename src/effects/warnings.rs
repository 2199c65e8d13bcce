//! What the shop's own register gives reason to look at, for a deal that is being made.

use serde::{Deserialize, Serialize};

/// `[warnings]`: from when on it is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WarningsConfig {
    /// Earlier deals of one person within `often_days` from which on it is said; 0: never.
    pub often_deals: u32,
    /// Days over which they are counted.
    pub often_days: u32,
    /// Whether prices and addresses are looked at for patterns too.
    pub patterns: bool,
    /// Says that a price is low when it is below this part of what the shop usually pays, in percent.
    pub price_percent: u32,
    /// Deals of other people from one address within `often_days` from which on it is said.
    pub address_deals: u32,
}

impl Default for WarningsConfig {
    fn default() -> Self {
        Self { often_deals: 3, often_days: 30, patterns: false, price_percent: 40, address_deals: 3 }
    }
}

impl WarningsConfig {
    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with it, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        if !(1..=3660).contains(&self.often_days) {
            return Some("often_days is a number of days from 1 to 3660");
        }
        if self.price_percent > 99 {
            return Some("price_percent is a part of the usual price, from 0 (never said) to 99");
        }
        None
    }
}
