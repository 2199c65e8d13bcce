//! What closing is told with: the day so far, and the days that were closed.

use super::{Closure, Counts};
use crate::goods::MoneySheet;
use chrono::NaiveDate;

/// One day that was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedDay {
    /// Index of its leaf.
    pub index: u64,
    /// Whether it was closed late.
    pub late: bool,
    /// What the leaf says.
    pub closure: Closure,
}

/// What came of closing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// These days, oldest first; none where nothing was due.
    Days(Vec<ClosedDay>),
    /// Too many days at once.
    TooMany {
        /// How many.
        days: u64,
        /// The last day that is closed.
        since: Option<NaiveDate>,
    },
}

/// The day so far, before it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaySheet {
    /// The present day.
    pub day: NaiveDate,
    /// What it holds so far.
    pub counts: Counts,
    /// The totals with it.
    pub totals: Counts,
    /// What it holds of training.
    pub training: Counts,
    /// The last day that is closed.
    pub closed: Option<NaiveDate>,
    /// Whether the day can be closed: it is not, and the clock does not stand before one that is.
    pub open: bool,
    /// The money of the calendar day, and the drawer.
    pub money: MoneySheet,
}
