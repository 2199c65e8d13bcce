//! Daily closures: what the register says of itself once a day, and whether that is true.
//!
//! A closure counts the leaves of one business day, adds them to totals that are never begun anew,
//! and names the tree before it (`docs/leaf-format.md`, "Closures"). A day that is missing between
//! two closures is a finding, and so is a count that the leaves do not bear out; a register
//! without closures is sound. [`Audit`] checks one leaf after the other, [`Standing`] is what is
//! known between two closures, [`plan`](Standing::plan) says which days are to be closed.
//!
//! ```
//! use countercheck::ledger::closures::check;
//! assert!(check(std::iter::empty(), None).is_empty());
//! ```

mod audit;
mod count;
mod standing;
#[cfg(test)]
mod tests;

pub use audit::{Audit, ClosureFinding, Fault, check};
pub use count::Counts;
pub use standing::{Carry, Plan, Span, Standing};

use super::leaf::{Draft, EntryId, Leaf, LeafKind};
use super::tree::Tree;
use crate::clock::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The way of counting that this version writes and checks.
pub const RULES: u64 = 1;

/// The shop's day at a moment.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// One closure: the plain members of its leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The day that is closed, in the shop's zone.
    pub day: NaiveDate,
    /// The shop's zone, as the IANA database names it.
    pub zone: String,
    /// Index of the first leaf that it covers.
    pub from: u64,
    /// Index after the last.
    pub to: u64,
    /// What these leaves hold.
    pub counts: Counts,
    /// The same since the first entry of the first epoch.
    pub totals: Counts,
    /// What they hold of training.
    pub training_counts: Counts,
    /// The tree before its leaf.
    pub checkpoint: TreeText,
    /// Day of the closure before.
    pub previous: Option<NaiveDate>,
    /// What the epoch before came to; only in the first closure of a later epoch.
    pub carried: Option<Carried>,
    /// How it counts: [`RULES`].
    pub rules: u64,
    /// Who closed the day; `None` for the program.
    pub staff: Option<String>,
}

/// A tree as a leaf names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeText {
    /// Number of leaves.
    pub size: u64,
    /// Root in base64.
    pub root: String,
}

impl From<Tree> for TreeText {
    fn from(tree: Tree) -> Self {
        Self { size: tree.size, root: STANDARD.encode(tree.root) }
    }
}

/// What an earlier epoch came to, as the next one's first closure repeats it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// Its log's name.
    pub origin: String,
    /// Its number of leaves.
    pub size: u64,
    /// Its totals over all of them.
    pub totals: Counts,
}

impl Closure {
    /// The closure in a leaf; `None` when it is of another kind or its members are not as they must be.
    pub fn of(leaf: &Leaf) -> Option<Self> {
        if !is_closure(leaf) {
            return None;
        }
        serde_json::from_value(Value::Object(leaf.plain.clone())).ok()
    }

    /// The entry that records it; `late` when the following day has begun.
    pub fn draft(&self, entry_id: EntryId, at: Moment, late: bool) -> Draft {
        let mut draft = Draft::new(entry_id, if late { LeafKind::ClosedLate } else { LeafKind::Closed }, at);
        if let Ok(Value::Object(plain)) = serde_json::to_value(self) {
            draft.plain = plain;
        }
        draft
    }
}

/// Whether a leaf is of one of the two kinds.
pub fn is_closure(leaf: &Leaf) -> bool {
    matches!(leaf.kind, LeafKind::Closed | LeafKind::ClosedLate)
}

/// Whether a leaf was written in training.
pub fn is_training(leaf: &Leaf) -> bool {
    leaf.plain.get(super::leaf::TRAINING) == Some(&Value::Bool(true))
}
