//! The money of a day: by clerk and by method, and what the drawer should hold.

use super::money::{Method, Movement, MovementKind};
use crate::ledger::leaf::EntryId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The drawer was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashCount {
    /// The entry.
    pub entry: EntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// ISO 4217.
    pub currency: String,
    /// What lay in it, in minor units.
    pub counted: i64,
    /// What was left in it for the next day.
    pub left: i64,
}

/// Sums of one clerk and one method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MoneyLine {
    /// Who, by the `staff_on` entry; `None` where an entry names nobody.
    pub staff: Option<EntryId>,
    /// How.
    pub method: Method,
    /// ISO 4217.
    pub currency: String,
    /// What came in, minor units.
    pub into: i64,
    /// What went out, minor units, above zero.
    pub out: i64,
    /// How many entries.
    pub entries: u64,
}

/// The money of a time, and the drawer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MoneySheet {
    /// By clerk, then by method.
    pub lines: Vec<MoneyLine>,
    /// Sums by what they were for, signed, by currency and kind.
    pub kinds: Vec<(String, MovementKind, i64)>,
    /// What the drawer should hold now, by currency: what was left in it, and all cash since.
    pub expected: Vec<(String, i64)>,
    /// The last count, by currency.
    pub counted: Vec<CashCount>,
}

impl MoneySheet {
    /// All that came in less all that went out, over the methods, in a currency.
    pub fn balance(&self, currency: &str) -> i64 {
        self.lines.iter().filter(|line| line.currency == currency).map(|line| line.into - line.out).sum()
    }

    /// Whether no money crossed the counter and no drawer was counted.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.expected.iter().all(|(_, amount)| *amount == 0) && self.counted.is_empty()
    }
}

/// The sheet of the movements of a time. `drawer` is all cash since the last count of each currency.
pub fn sheet<'a>(
    of_the_time: impl Iterator<Item = &'a Movement>,
    drawer: impl Iterator<Item = &'a Movement>,
    counts: &[CashCount],
) -> MoneySheet {
    let mut lines: BTreeMap<(Option<EntryId>, Method, String), MoneyLine> = BTreeMap::new();
    let mut kinds: BTreeMap<(String, MovementKind), i64> = BTreeMap::new();
    for m in of_the_time {
        let line = lines.entry((m.staff, m.method, m.currency.clone())).or_insert_with(|| MoneyLine {
            staff: m.staff,
            method: m.method,
            currency: m.currency.clone(),
            into: 0,
            out: 0,
            entries: 0,
        });
        if m.amount >= 0 {
            line.into = line.into.saturating_add(m.amount);
        } else {
            line.out = line.out.saturating_sub(m.amount);
        }
        line.entries += 1;
        let sum = kinds.entry((m.currency.clone(), m.kind)).or_default();
        *sum = sum.saturating_add(m.amount);
    }
    let mut expected: BTreeMap<String, i64> = counts.iter().map(|c| (c.currency.clone(), c.left)).collect();
    for m in drawer.filter(|m| m.method == Method::Cash) {
        let sum = expected.entry(m.currency.clone()).or_default();
        *sum = sum.saturating_add(m.amount);
    }
    MoneySheet {
        lines: lines.into_values().collect(),
        kinds: kinds.into_iter().map(|((currency, kind), sum)| (currency, kind, sum)).collect(),
        expected: expected.into_iter().collect(),
        counted: counts.to_vec(),
    }
}
