//! What is known between two closures, and which days are to be closed now.

use super::count::Pending;
use super::{Carried, Closure, Counts, RULES, TreeText, day_of};
use crate::ledger::leaf::Leaf;
use crate::ledger::tree::Tree;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// What an earlier epoch came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// Its log's name, its leaves and its totals.
    pub carried: Carried,
    /// Day of its last closure, or of the one before it that is known.
    pub day: Option<NaiveDate>,
}

/// The walk through a log, leaf by leaf.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// What the epoch before came to.
    pub carry: Option<Carry>,
    /// The last closure, and its index.
    pub last: Option<(u64, Closure)>,
    pending: Pending,
    /// Number of leaves so far.
    pub size: u64,
    /// Where a later day begins than any before: leaf and day, in the zone of [`Standing::zone`].
    days: Vec<(u64, NaiveDate)>,
    zone: Option<(Tz, NaiveDate)>,
}

impl Standing {
    /// A walk from the first leaf of a log that follows an epoch with this outcome.
    pub fn new(carry: Option<Carry>) -> Self {
        Self { carry, ..Self::default() }
    }

    /// A walk that goes on behind a closure: its next leaf is `closure.to`.
    pub fn after(index: u64, closure: Closure) -> Self {
        Self { size: closure.to, last: Some((index, closure)), ..Self::default() }
    }

    /// Remembers in this zone where days begin. A leaf that is dated after `today` says nothing: a
    /// clock that was ahead for a moment must not carry the register into another year.
    #[must_use]
    pub fn with_days(mut self, zone: Tz, today: NaiveDate) -> Self {
        self.zone = Some((zone, today));
        self
    }

    /// The leaf of index [`Standing::size`].
    pub fn take(&mut self, leaf: &Leaf) {
        let index = self.size;
        self.size += 1;
        if let Some((zone, today)) = self.zone {
            let day = day_of(leaf.at, zone);
            if day <= today && self.days.last().is_none_or(|(_, before)| day > *before) {
                self.days.push((index, day));
            }
        }
        match &self.last {
            // Told already: the walk began behind it.
            Some((last, _)) if *last >= index => {}
            _ => {
                if let Some(closure) = Closure::of(leaf) {
                    self.pending.drain(closure.to);
                    self.last = Some((index, closure));
                }
            }
        }
        self.pending.take(index, leaf);
    }

    /// A leaf that cannot be read takes its place and counts nothing.
    pub fn pass(&mut self) {
        self.size += 1;
    }

    /// Totals as of the last closure, or of the epoch before.
    pub fn totals(&self) -> Counts {
        let carried = || self.carry.as_ref().map(|carry| carry.carried.totals);
        self.last.as_ref().map(|(_, closure)| closure.totals).or_else(carried).unwrap_or_default()
    }

    /// The last day that is closed, in this epoch or before.
    pub fn closed_day(&self) -> Option<NaiveDate> {
        let before = || self.carry.as_ref().and_then(|carry| carry.day);
        self.last.as_ref().map(|(_, closure)| closure.day).or_else(before)
    }

    /// Index of the first leaf that no closure covers.
    pub fn open_from(&self) -> u64 {
        self.last.as_ref().map_or(0, |(_, closure)| closure.to)
    }

    /// What the leaves from `from` to `to` hold, of those not covered yet: real ones and training.
    pub fn counts(&self, from: u64, to: u64) -> (Counts, Counts) {
        self.pending.between(from, to)
    }

    /// What this epoch came to, for the next one.
    pub fn end(&self, origin: &str) -> Carry {
        let (open, _) = self.counts(self.open_from(), self.size);
        Carry {
            carried: Carried { origin: origin.to_owned(), size: self.size, totals: self.totals() + open },
            day: self.closed_day(),
        }
    }

    /// The days to be closed, oldest first; the last of them is `today` itself where that is wanted.
    /// Empty where nothing is due, where the clock stands before a day that is closed already, and
    /// where more than `most` days are due: a clock that is years ahead looks like that.
    pub fn plan(&self, today: NaiveDate, today_too: bool, most: u64) -> Plan {
        let last = if today_too { Some(today) } else { today.pred_opt() };
        let mut plan = Plan { since: self.closed_day(), ..Plan::default() };
        let Some(last) = last else { return plan };
        let begins = |day: NaiveDate| {
            let later = self.days.iter().find(|(index, begins)| *begins > day && *index >= self.open_from());
            later.map_or(self.size, |(index, _)| *index)
        };
        let end = |day: NaiveDate| if day == today { self.size } else { begins(day) };
        let first = match self.closed_day() {
            Some(closed) => closed.succ_opt(),
            // The first closure of all covers whatever was before; a register of today has nothing yet.
            None => (today_too || end(last) > 0).then_some(last),
        };
        let Some(first) = first.filter(|first| *first <= last) else { return plan };
        plan.due = u64::try_from((last - first).num_days()).unwrap_or_default() + 1;
        if plan.due > most {
            return plan;
        }
        let mut from = self.open_from();
        for day in first.iter_days().take_while(|day| *day <= last) {
            let to = end(day).max(from);
            plan.spans.push(Span { day, from, to });
            from = to;
        }
        plan
    }

    /// The closure of a planned span over the tree before its leaf.
    pub fn closure(&self, span: Span, tree: Tree, zone: Tz, staff: Option<String>) -> Closure {
        let (counts, training_counts) = self.counts(span.from, span.to);
        Closure {
            day: span.day,
            zone: zone.name().to_owned(),
            from: span.from,
            to: span.to,
            counts,
            totals: self.totals() + counts,
            training_counts,
            checkpoint: TreeText::from(tree),
            previous: self.closed_day(),
            carried: self.carry.as_ref().filter(|_| self.last.is_none()).map(|carry| carry.carried.clone()),
            rules: RULES,
            staff,
        }
    }
}

/// One day to be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day.
    pub day: NaiveDate,
    /// Its first leaf.
    pub from: u64,
    /// The leaf after its last.
    pub to: u64,
}

/// The days to be closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Oldest first, without a gap.
    pub spans: Vec<Span>,
    /// How many days are due; more than there are spans where they are too many.
    pub due: u64,
    /// The last day that is closed already.
    pub since: Option<NaiveDate>,
}
