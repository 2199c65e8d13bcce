//! The label of an item: found again by scanning it.

use crate::codes::ItemLabel;
use crate::print::page::{Page, Weight};
use crate::print::{Amount, PrintError};
use crate::words::{Arg, Words};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A label. It hangs on the shelf: no number of the handset, no name, no reason of a hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLabel {
    /// Our number.
    pub item: ItemLabel,
    /// What it is, in a few words.
    pub name: String,
    /// The day before which it is not sold, if it is on hold.
    pub hold_until: Option<NaiveDate>,
    /// What it is to cost.
    pub price: Option<Amount>,
    /// The shop's name.
    pub shop: String,
    /// Whether it is of training.
    #[serde(default)]
    pub training: bool,
}

/// Characters of the name that a label has room for.
const NAME: usize = 60;

impl StockLabel {
    pub(super) fn page(&self, words: &Words) -> Result<Page, PrintError> {
        let mut page = Page::new(self.training, words);
        page.say(&self.shop, Weight::Centre);
        page.bars(&self.item.bars(), &self.item.to_string())?;
        page.say(&self.name.chars().take(NAME).collect::<String>(), Weight::Bold);
        if let Some(until) = self.hold_until {
            let until = super::day(until);
            page.say(&words.say_with("paper-label-hold", &[("date", Arg::from(&until))]), Weight::Plain);
        }
        if let Some(price) = &self.price {
            page.say(&price.to_string(), Weight::Title);
        }
        Ok(page)
    }
}
