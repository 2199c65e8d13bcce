//! The receipt for goods handed to the police or another authority.

use super::{Goods, Head};
use crate::codes::ItemLabel;
use crate::print::page::{Page, Weight};
use crate::words::Words;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One item that is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seized {
    /// Our number; a handset that was never bought has none.
    pub item: Option<ItemLabel>,
    /// What it is.
    pub goods: Goods,
}

/// A seizure receipt: signed by both, one copy each.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seizure {
    /// Shop and time.
    pub head: Head,
    /// The authority.
    pub agency: String,
    /// The officer.
    pub officer: String,
    /// The officer's reference.
    pub theirs: String,
    /// Ours.
    pub ours: String,
    /// What is handed over.
    pub items: Vec<Seized>,
}

impl fmt::Debug for Seizure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seizure({} items)", self.items.len())
    }
}

impl Seizure {
    pub(super) fn page(&self, words: &Words) -> Page {
        let mut page = self.head.page(&words.say("paper-seizure-title"), words);
        page.rule();
        page.maybe(&words.say("paper-seizure-agency"), Some(&self.agency));
        page.maybe(&words.say("paper-seizure-officer"), Some(&self.officer));
        page.maybe(&words.say("paper-seizure-theirs"), Some(&self.theirs));
        page.maybe(&words.say("paper-seizure-ours"), Some(&self.ours));
        page.rule();
        for seized in &self.items {
            if let Some(item) = seized.item {
                page.say(&item.to_string(), Weight::Bold);
            }
            seized.goods.put(&mut page);
        }
        page.sign(&words.say("paper-seizure-sign-officer"));
        page.sign(&words.say("paper-seizure-sign-shop"));
        page
    }
}
