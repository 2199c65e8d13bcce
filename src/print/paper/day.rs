//! The day sheet: money by clerk and by method, and the drawer.

use super::Head;
use crate::print::Amount;
use crate::print::page::{Page, Weight};
use crate::words::Words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What one clerk took in and paid out in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    /// The clerk's name; none where an entry names nobody.
    pub staff: Option<String>,
    /// The ledger's word: `cash`, `card`, `transfer`, `cheque`, `voucher`.
    pub method: String,
    /// Taken in.
    pub taken: Amount,
    /// Paid out, above zero.
    pub paid: Amount,
}

/// One currency's drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashLine {
    /// What should lie in it.
    pub expected: Amount,
    /// What was counted, in minor units of the same currency; none before it was.
    pub counted: Option<i64>,
}

/// A day sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPaper {
    /// Shop and time.
    pub head: Head,
    /// The day, in the shop's zone.
    pub day: NaiveDate,
    /// Clerks, and for each the methods.
    pub lines: Vec<DayLine>,
    /// The drawer.
    pub cash: Vec<CashLine>,
    /// Further counts, each with its name: checks, purchases, sales.
    #[serde(default)]
    pub counts: Vec<(String, u64)>,
}

impl DayPaper {
    pub(super) fn page(&self, words: &Words) -> Page {
        let mut page = self.head.page(&words.say("paper-day-title"), words);
        page.say(&super::day(self.day), Weight::Centre);
        page.rule();
        let mut clerk = None;
        for line in &self.lines {
            let name = line.staff.clone().unwrap_or_else(|| words.say("paper-day-nobody"));
            if clerk.as_ref() != Some(&name) {
                page.say(&name, Weight::Bold);
                clerk = Some(name);
            }
            let method = super::method(&line.method, words);
            for (what, amount) in [("paper-day-taken", &line.taken), ("paper-day-paid", &line.paid)] {
                if amount.minor != 0 {
                    page.pair(&format!("{method}, {}", words.say(what)), &amount.to_string());
                }
            }
        }
        for cash in &self.cash {
            page.rule();
            let amount = |minor| Amount::new(minor, &cash.expected.currency).to_string();
            page.pair(&words.say("paper-day-expected"), &cash.expected.to_string());
            let counted = cash.counted.map_or_else(|| words.say("paper-day-not-counted"), amount);
            page.pair(&words.say("paper-day-counted"), &counted);
            if let Some(counted) = cash.counted {
                let difference = counted.saturating_sub(cash.expected.minor);
                page.pair(&words.say("paper-day-difference"), &amount(difference));
            }
        }
        if !self.counts.is_empty() {
            page.rule();
        }
        for (what, n) in &self.counts {
            page.pair(what, &n.to_string());
        }
        page.sign(&words.say("paper-day-sign"));
        page
    }
}
