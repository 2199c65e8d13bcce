//! The papers of a deal and of a day: what each says, from what its maker is told.
//!
//! A paper is data until it is printed, so that one that waits for a printer can be made for
//! whichever printer it finds. Sentences come from the catalogues, except those of the law, which
//! the policy words. What the seller takes away names nobody else, and never says why a check
//! ended as it did.

mod cannot_buy;
mod day;
mod declaration;
mod invoice;
mod item;
mod receipt;
mod seizure;
#[cfg(test)]
mod tests;
mod ticket;

pub use cannot_buy::CannotBuy;
pub use day::{CashLine, DayLine, DayPaper};
pub use declaration::{Declaration, Seller};
pub use invoice::{Invoice, SoldLine};
pub use item::StockLabel;
pub use receipt::DealReceipt;
pub use seizure::{Seized, Seizure};
pub use ticket::{PledgeTicket, RepairTicket};

use super::page::{Page, Weight};
use super::{Amount, PrintError};
use crate::words::{Arg, Words};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Any paper, as it may wait for a printer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "paper", rename_all = "snake_case")]
pub enum Paper {
    /// The seller's ownership statement.
    Declaration(Declaration),
    /// An item's label.
    Label(StockLabel),
    /// What the seller takes away when the shop does not buy.
    CannotBuy(CannotBuy),
    /// What the owner of a device in repair collects it with.
    Repair(RepairTicket),
    /// What a pledge is redeemed with.
    Pledge(PledgeTicket),
    /// For goods handed to the police.
    Seizure(Seizure),
    /// The money of a day.
    Day(DayPaper),
    /// For a buyer.
    Invoice(Invoice),
    /// For a seller: the proof from the register, and what was bought.
    Receipt(DealReceipt),
    /// Whether the printer prints.
    Test(Head),
}

impl fmt::Debug for Paper {
    /// Names only what it is: papers are about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paper({})", self.word())
    }
}

impl Paper {
    /// The stable word for its kind, in `print --json` and in the names of waiting papers.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Declaration(_) => "declaration",
            Self::Label(_) => "label",
            Self::CannotBuy(_) => "cannot_buy",
            Self::Repair(_) => "repair",
            Self::Pledge(_) => "pledge",
            Self::Seizure(_) => "seizure",
            Self::Day(_) => "day",
            Self::Invoice(_) => "invoice",
            Self::Receipt(_) => "receipt",
            Self::Test(_) => "test",
        }
    }

    /// Its rows, in the language of `words`.
    pub fn page(&self, words: &Words) -> Result<Page, PrintError> {
        match self {
            Self::Declaration(paper) => paper.page(words),
            Self::Label(paper) => paper.page(words),
            Self::CannotBuy(paper) => Ok(paper.page(words)),
            Self::Repair(paper) => paper.page(words),
            Self::Pledge(paper) => paper.page(words),
            Self::Seizure(paper) => Ok(paper.page(words)),
            Self::Day(paper) => Ok(paper.page(words)),
            Self::Invoice(paper) => Ok(paper.page(words)),
            Self::Receipt(paper) => paper.page(words),
            Self::Test(head) => test(head, words),
        }
    }
}

/// Who prints, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The shop's name.
    pub shop: String,
    /// Address and whatever else stands under it, as the config says.
    #[serde(default)]
    pub lines: Vec<String>,
    /// The terminal.
    pub terminal: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The shop's zone.
    pub zone: Tz,
    /// Whether it is of training.
    #[serde(default)]
    pub training: bool,
}

impl Head {
    /// A page with shop, title and time on it.
    fn page(&self, title: &str, words: &Words) -> Page {
        let mut page = Page::new(self.training, words);
        page.say(&self.shop, Weight::Centre);
        for line in &self.lines {
            page.say(line, Weight::Centre);
        }
        page.say(title, Weight::Title);
        let time = self.time();
        let place = [("shop", Arg::from(&self.terminal)), ("time", Arg::from(&time))];
        page.say(&words.say_with("paper-place", &place), Weight::Centre);
        page
    }

    /// The time in the shop's zone.
    fn time(&self) -> String {
        self.at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M %Z").to_string()
    }
}

/// Something that changes hands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goods {
    /// What it is: model, or description.
    pub what: String,
    /// Its numbers, each with its name in front (`IMEI 35…`).
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Price, where there is one.
    pub price: Option<Amount>,
}

impl fmt::Debug for Goods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Goods({} numbers)", self.numbers.len())
    }
}

impl Goods {
    fn put(&self, page: &mut Page) {
        match &self.price {
            Some(price) => page.pair(&self.what, &price.to_string()),
            None => page.text(&self.what),
        }
        for number in &self.numbers {
            page.text(&format!("  {number}"));
        }
    }
}

/// Whether a printer prints: every kind of row.
fn test(head: &Head, words: &Words) -> Result<Page, PrintError> {
    let mut page = head.page(&words.say("paper-test-title"), words);
    page.text(&words.say("paper-test-letters"));
    page.rule();
    if let Some(label) = crate::codes::ItemLabel::new(123) {
        page.bars(&label.bars(), &label.to_string())?;
    }
    page.text(&words.say("paper-test-scan"));
    Ok(page)
}

/// A day as papers write it.
fn day(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// How money was handed over, by the ledger's word; another word as it stands.
fn method(word: &str, words: &Words) -> String {
    match word {
        "cash" => words.say("paper-method-cash"),
        "card" => words.say("paper-method-card"),
        "transfer" => words.say("paper-method-transfer"),
        "cheque" => words.say("paper-method-cheque"),
        "voucher" => words.say("paper-method-voucher"),
        other => other.to_owned(),
    }
}
