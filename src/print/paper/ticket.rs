//! Tickets: what a device in repair is collected with, and a pledge redeemed.

use super::{Goods, Head};
use crate::codes::ItemLabel;
use crate::print::page::{Page, Weight};
use crate::print::{Amount, PrintError};
use crate::words::Words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A repair ticket. The owner keeps it: no name is needed, and no passcode is ever on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairTicket {
    /// Shop and time.
    pub head: Head,
    /// The item: scanned when it is collected.
    pub item: ItemLabel,
    /// What was handed in.
    pub goods: Vec<Goods>,
    /// What is wrong with it, in the owner's words.
    pub fault: String,
    /// What it is expected to cost.
    pub estimate: Option<Amount>,
    /// From when it can be collected.
    pub ready: Option<NaiveDate>,
}

impl RepairTicket {
    pub(super) fn page(&self, words: &Words) -> Result<Page, PrintError> {
        let mut page = self.head.page(&words.say("paper-repair-title"), words);
        page.bars(&self.item.bars(), &self.item.to_string())?;
        for goods in &self.goods {
            goods.put(&mut page);
        }
        page.maybe(&words.say("paper-repair-fault"), Some(&self.fault));
        page.maybe(&words.say("paper-repair-estimate"), self.estimate.as_ref().map(ToString::to_string).as_deref());
        page.maybe(&words.say("paper-repair-ready"), self.ready.map(super::day).as_deref());
        page.rule();
        page.text(&words.say("paper-repair-collect"));
        page.text(&words.say("paper-repair-passcode"));
        Ok(page)
    }
}

/// A pledge ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeTicket {
    /// Shop and time.
    pub head: Head,
    /// The first item: scanned when it is redeemed.
    pub item: ItemLabel,
    /// Who pledged, where the policy wants it on the ticket.
    pub name: Option<String>,
    /// What was pledged.
    pub goods: Vec<Goods>,
    /// What was lent.
    pub lent: Amount,
    /// Until when it can be redeemed.
    pub due: NaiveDate,
    /// The law's words for a pledge, if the policy has any.
    pub wording: Option<String>,
}

impl PledgeTicket {
    pub(super) fn page(&self, words: &Words) -> Result<Page, PrintError> {
        let mut page = self.head.page(&words.say("paper-pledge-title"), words);
        page.bars(&self.item.bars(), &self.item.to_string())?;
        page.maybe(&words.say("paper-pledge-by"), self.name.as_deref());
        for goods in &self.goods {
            goods.put(&mut page);
        }
        page.pair(&words.say("paper-pledge-lent"), &self.lent.to_string());
        page.pair(&words.say("paper-pledge-due"), &super::day(self.due));
        page.rule();
        self.wording.iter().flat_map(|text| text.lines()).for_each(|line| page.text(line));
        page.say(&words.say("paper-pledge-keep"), Weight::Bold);
        page.sign(&words.say("paper-pledge-sign"));
        Ok(page)
    }
}
