//! What a seller takes away: the proof from the register, and what was bought from him.

use super::Goods;
use crate::print::page::{Page, Weight};
use crate::print::{Amount, PrintError, Slip};
use crate::words::{Arg, Words};
use serde::{Deserialize, Serialize};

/// A receipt with the lines of its deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealReceipt {
    /// The proof: of the deal's `deal_signed` entry.
    pub slip: Slip,
    /// The deal's number.
    pub number: Option<u64>,
    /// What was bought, without the numbers of handsets: the paper gets lost.
    #[serde(default)]
    pub goods: Vec<Goods>,
    /// What was paid.
    pub total: Option<Amount>,
    /// The ledger's word for how it was paid.
    pub method: Option<String>,
    /// The law's words for a receipt, if the policy has any.
    pub wording: Option<String>,
}

impl DealReceipt {
    pub(super) fn page(&self, words: &Words) -> Result<Page, PrintError> {
        let mut page = Page::new(self.slip.training, words);
        page.say(&self.slip.shop, Weight::Centre);
        page.say(&words.say("receipt-title"), Weight::Title);
        let time = self.slip.time();
        let place = [("shop", Arg::from(&self.slip.terminal)), ("time", Arg::from(&time))];
        page.say(&words.say_with("paper-place", &place), Weight::Centre);
        if let Some(number) = self.number {
            page.say(&words.say_with("paper-deal", &[("number", Arg::from(number))]), Weight::Centre);
        }
        for goods in &self.goods {
            goods.put(&mut page);
        }
        if let Some(total) = &self.total {
            page.pair(&words.say("paper-total"), &total.to_string());
        }
        if let Some(method) = &self.method {
            page.pair(&words.say("paper-method"), &super::method(method, words));
        }
        self.wording.iter().flat_map(|text| text.lines()).for_each(|line| page.text(line));
        page.rule();
        let entry = [("index", Arg::from(self.slip.index)), ("size", Arg::from(self.slip.size))];
        page.say(&words.say_with("receipt-entry", &entry), Weight::Centre);
        page.qr(self.slip.qr()?);
        page.say(&self.slip.code, Weight::Centre);
        page.text(&words.say("receipt-keep"));
        Ok(page)
    }
}
