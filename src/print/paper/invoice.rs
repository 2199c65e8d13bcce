//! What a buyer takes away.

use super::Head;
use crate::codes::ItemLabel;
use crate::print::Amount;
use crate::print::page::{Page, Weight};
use crate::words::{Arg, Words};
use serde::{Deserialize, Serialize};

/// One item sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoldLine {
    /// Our number: a refund is held against it.
    pub item: ItemLabel,
    /// What it is.
    pub what: String,
    /// Its price.
    pub price: Amount,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Shop and time.
    pub head: Head,
    /// Its number.
    pub number: String,
    /// The buyer, where the law wants him named.
    pub buyer: Option<String>,
    /// What was sold.
    pub items: Vec<SoldLine>,
    /// What was paid for all of it.
    pub total: Amount,
    /// The ledger's word for how: `cash`, `card`, …
    pub method: String,
    /// What the law or the tax wants said, from the policy: margin scheme, returns.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl Invoice {
    pub(super) fn page(&self, words: &Words) -> Page {
        let title = words.say_with("paper-invoice-title", &[("number", Arg::from(&self.number))]);
        let mut page = self.head.page(&title, words);
        page.maybe(&words.say("paper-buyer"), self.buyer.as_deref());
        page.rule();
        for sold in &self.items {
            page.pair(&sold.what, &sold.price.to_string());
            page.text(&format!("  {}", sold.item));
        }
        page.rule();
        page.pair(&words.say("paper-total"), &self.total.to_string());
        page.pair(&words.say("paper-method"), &super::method(&self.method, words));
        for note in &self.notes {
            page.say(note, Weight::Plain);
        }
        page
    }
}
