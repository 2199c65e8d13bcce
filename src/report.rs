//! Files for the accountant and the police, out of the stock: pure; who writes them is `app`.
//!
//! Sellers stand in them as `on file` unless somebody opened the vault for it. Invariant: a cell
//! that a spreadsheet would take for a formula is told as text ([`csv`]), and no row is left out:
//! a day without purchases says so.
//!
//! ```
//! use countercheck::report::csv;
//! assert_eq!(csv::line(&["=1+1".into(), "a,b".into(), "-12.50".into()]), "'=1+1,\"a,b\",-12.50\r\n");
//! ```

pub mod capss;
pub mod csv;
mod margin;
mod stock_book;
#[cfg(test)]
mod tests;

pub use margin::{margin, vat_of};
pub use stock_book::stock_book;

use crate::goods::Item;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// What stands where a person's data is not disclosed.
pub const ON_FILE: &str = "on file";

/// One item with what is known of it beside the stock.
#[derive(Clone, Debug)]
pub struct Row {
    /// The item.
    pub item: Item,
    /// What it is: a model, or the clerk's words.
    pub description: String,
    /// The seller's name, where it was opened.
    pub seller: Option<String>,
    /// Handset numbers or a serial number, where they were opened.
    pub numbers: Vec<String>,
    /// The buyer's name, where it was opened.
    pub buyer: Option<String>,
}

/// The time that a report is about: whole days in the shop's zone, the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The shop's zone.
    pub zone: Tz,
}

impl Span {
    /// Whether a moment lies in it.
    pub fn holds(&self, at: chrono::DateTime<chrono::Utc>) -> bool {
        (self.from..=self.to).contains(&self.day(at))
    }

    /// The shop's day of a moment.
    pub fn day(&self, at: chrono::DateTime<chrono::Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}
