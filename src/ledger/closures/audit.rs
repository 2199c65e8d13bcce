//! Whether what the closures say is true.

use super::{Carry, Closure, Counts, RULES, Standing, TreeText, day_of, is_closure, is_training};
use crate::ledger::leaf::{Leaf, LeafKind};
use crate::ledger::tree::{Frontier, Hash, Tree, leaf_hash};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::fmt;

/// Something that a closure says and the leaves do not, or that should not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureFinding {
    /// The leaf that it is about.
    pub index: u64,
    /// What does not hold.
    pub fault: Fault,
}

impl ClosureFinding {
    /// Whether it is only remarkable, and no finding against the register.
    pub fn is_note(&self) -> bool {
        matches!(self.fault, Fault::Rules { .. })
    }
}

impl fmt::Display for ClosureFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Members missing or of a wrong type.
    #[error("the closure does not say what a closure must say")]
    Malformed,
    /// It names another tree than the one before it.
    #[error("the closure names another tree than the one before it")]
    Checkpoint,
    /// Its leaves do not follow on those of the closure before.
    #[error("the closure covers entries {from} to {to}, and should begin at {begin}")]
    Range {
        /// Its first leaf.
        from: u64,
        /// The leaf after its last.
        to: u64,
        /// Where it should begin.
        begin: u64,
    },
    /// It counts otherwise than its leaves.
    #[error("the closure says {said} {name}, and its entries hold {found}")]
    Counts {
        /// What is counted.
        name: &'static str,
        /// What it says.
        said: u64,
        /// What there is.
        found: u64,
    },
    /// The same of training.
    #[error("the closure says {said} {name} in training, and its entries hold {found}")]
    Training {
        /// What is counted.
        name: &'static str,
        /// What it says.
        said: u64,
        /// What there is.
        found: u64,
    },
    /// Totals that do not add up.
    #[error("the closure's total of {name} is {said}, and should be {found}")]
    Totals {
        /// What is counted.
        name: &'static str,
        /// What it says.
        said: u64,
        /// What follows from the closure before.
        found: u64,
    },
    /// Days without a closure.
    #[error("no closure between {after} and {day}: {days} missing")]
    Missing {
        /// The last day closed before.
        after: NaiveDate,
        /// The day that is closed.
        day: NaiveDate,
        /// How many days lie between them.
        days: i64,
    },
    /// A day that was closed already.
    #[error("{day} is closed again: {after} was closed before")]
    Again {
        /// The last day closed before.
        after: NaiveDate,
        /// The day that is closed.
        day: NaiveDate,
    },
    /// It names another closure before it than there is.
    #[error("the closure names another closure before it than there is")]
    Previous,
    /// Written before its day, or after it without saying so.
    #[error("the closure of {day} was written on {written}{}", if *written > *day { " and is not marked as late" } else { "" })]
    Time {
        /// The day that is closed.
        day: NaiveDate,
        /// The day on which it was written.
        written: NaiveDate,
    },
    /// It carries over something else than the epoch before came to.
    #[error("the closure does not carry over what the epoch before came to")]
    Carried,
    /// A leaf marked as training while there was none.
    #[error("the entry is marked as training while training was not on: it would be left out of the totals")]
    NotInTraining,
    /// Counted by rules that this version does not know.
    #[error("note: the closure counts by rules {rules}, which this version does not know")]
    Rules {
        /// Their number.
        rules: u64,
    },
}

/// The check of one log's closures, leaf by leaf.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    standing: Standing,
    training: bool,
}

impl Audit {
    /// Begins a log; `carry` is what the epoch before came to, where it is at hand.
    pub fn new(carry: Option<Carry>) -> Self {
        Self { standing: Standing::new(carry), training: false }
    }

    /// The next leaf (`None` where its bytes are none), with the root of the leaves before it.
    pub fn leaf(&mut self, leaf: Option<&Leaf>, root: &mut dyn FnMut() -> Hash) -> Vec<ClosureFinding> {
        let index = self.standing.size;
        let Some(leaf) = leaf else {
            self.standing.pass();
            return Vec::new();
        };
        let mut faults = Vec::new();
        self.training |= leaf.kind == LeafKind::TrainingOn;
        if is_training(leaf) && !self.training {
            faults.push(Fault::NotInTraining);
        }
        self.training &= leaf.kind != LeafKind::TrainingOff;
        if is_closure(leaf) {
            match Closure::of(leaf) {
                Some(closure) => self.closure(leaf, &closure, Tree { size: index, root: root() }, &mut faults),
                None => faults.push(Fault::Malformed),
            }
        }
        self.standing.take(leaf);
        faults.into_iter().map(|fault| ClosureFinding { index, fault }).collect()
    }

    /// What this log came to: what the next epoch's check begins with. `origin` is its name.
    pub fn end(&self, origin: &str) -> Carry {
        self.standing.end(origin)
    }

    /// The walk so far: last closure, open leaves.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    fn closure(&self, leaf: &Leaf, closure: &Closure, before: Tree, faults: &mut Vec<Fault>) {
        let begin = self.standing.open_from();
        if closure.checkpoint != TreeText::from(before) {
            faults.push(Fault::Checkpoint);
        }
        let in_order = closure.from == begin && closure.from <= closure.to && closure.to <= before.size;
        if !in_order {
            faults.push(Fault::Range { from: closure.from, to: closure.to, begin });
        }
        if closure.rules == RULES {
            // Over a wrong range every count would be wrong too: the one fault is told once.
            if in_order {
                let (counts, training) = self.standing.counts(closure.from, closure.to);
                differ(&closure.counts, &counts, |name, said, found| {
                    faults.push(Fault::Counts { name, said, found });
                });
                differ(&closure.training_counts, &training, |name, said, found| {
                    faults.push(Fault::Training { name, said, found });
                });
            }
            let carried = || closure.carried.as_ref().map(|carried| carried.totals).unwrap_or_default();
            let before = if self.standing.last.is_some() { self.standing.totals() } else { carried() };
            differ(&closure.totals, &(before + closure.counts), |name, said, found| {
                faults.push(Fault::Totals { name, said, found });
            });
        } else {
            faults.push(Fault::Rules { rules: closure.rules });
        }
        self.days(closure, faults);
        self.carried(closure, faults);
        if let Ok(zone) = closure.zone.parse::<Tz>() {
            let written = day_of(leaf.at, zone);
            let late = leaf.kind == LeafKind::ClosedLate;
            if written < closure.day || (written > closure.day && !late) {
                faults.push(Fault::Time { day: closure.day, written });
            }
        } else {
            faults.push(Fault::Malformed);
        }
    }

    fn days(&self, closure: &Closure, faults: &mut Vec<Fault>) {
        let known = self.standing.last.is_some() || self.standing.carry.is_some();
        let before = self.standing.closed_day();
        if known && closure.previous != before {
            faults.push(Fault::Previous);
        }
        // Without the epoch before, what the closure itself names is all there is to compare with.
        let Some(after) = (if known { before } else { closure.previous }) else { return };
        let (day, days) = (closure.day, (closure.day - after).num_days());
        if days > 1 {
            faults.push(Fault::Missing { after, day, days: days - 1 });
        } else if days < 1 {
            faults.push(Fault::Again { after, day });
        }
    }

    fn carried(&self, closure: &Closure, faults: &mut Vec<Fault>) {
        let wrong = match (&self.standing.last, &self.standing.carry) {
            (Some(_), _) => closure.carried.is_some(),
            (None, Some(carry)) => closure.carried.as_ref() != Some(&carry.carried),
            (None, None) => false,
        };
        if wrong {
            faults.push(Fault::Carried);
        }
    }
}

fn differ(said: &Counts, found: &Counts, mut tell: impl FnMut(&'static str, u64, u64)) {
    for ((name, said), (_, found)) in said.named().into_iter().zip(found.named()) {
        if said != found {
            tell(name, said, found);
        }
    }
}

/// Checks the closures of a whole log from its leaves' bytes. `carry` is what the epoch before came
/// to ([`Audit::end`]), where it is at hand.
pub fn check<'a>(leaves: impl Iterator<Item = &'a [u8]>, carry: Option<Carry>) -> Vec<ClosureFinding> {
    let (mut audit, mut frontier, mut findings) = (Audit::new(carry), Frontier::default(), Vec::new());
    for bytes in leaves {
        findings.extend(audit.leaf(Leaf::parse(bytes).ok().as_ref(), &mut || frontier.root()));
        frontier.push(leaf_hash(bytes));
    }
    findings
}
