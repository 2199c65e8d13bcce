//! What is counted.

use super::is_training;
use crate::ledger::leaf::{Leaf, LeafKind};
use crate::ledger::tree::leaf_hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};
use std::ops::Add;

/// How many of each thing that an officer asks about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Checks begun.
    pub checks: u64,
    /// Checks that found a listed handset.
    pub hits: u64,
    /// Handsets marked as bought, and deals in which something was bought or taken in pledge.
    pub purchases: u64,
    /// Checks that the clerk put away.
    pub refusals: u64,
    /// Corrections.
    pub corrections: u64,
    /// Erasures.
    pub erasures: u64,
    /// Displays of personal data.
    pub displays: u64,
}

impl Counts {
    /// Names and numbers, in the order of the leaf.
    pub fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("checks", self.checks),
            ("hits", self.hits),
            ("purchases", self.purchases),
            ("refusals", self.refusals),
            ("corrections", self.corrections),
            ("erasures", self.erasures),
            ("displays", self.displays),
        ]
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            checks: self.checks.saturating_add(other.checks),
            hits: self.hits.saturating_add(other.hits),
            purchases: self.purchases.saturating_add(other.purchases),
            refusals: self.refusals.saturating_add(other.refusals),
            corrections: self.corrections.saturating_add(other.corrections),
            erasures: self.erasures.saturating_add(other.erasures),
            displays: self.displays.saturating_add(other.displays),
        }
    }
}

/// A name of a check, cut to what tells checks apart: leaves come from outside and may be long.
type CheckName = [u8; 16];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Check,
    Hit(CheckName),
    Purchase,
    Refusal,
    Correction,
    Erasure,
    Display,
}

/// Counting leaves that no closure covers yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Pending(VecDeque<(u64, bool, What)>);

impl Pending {
    pub(super) fn take(&mut self, index: u64, leaf: &Leaf) {
        if let Some(what) = what(leaf) {
            self.0.push_back((index, is_training(leaf), what));
        }
    }

    /// Removes the leaves before `to` and counts them: real ones, and those of training.
    pub(super) fn drain(&mut self, to: u64) -> (Counts, Counts) {
        let end = self.0.partition_point(|(index, ..)| *index < to);
        count(self.0.drain(..end))
    }

    /// Counts the leaves of a range without removing them.
    pub(super) fn between(&self, from: u64, to: u64) -> (Counts, Counts) {
        count(self.0.iter().copied().filter(|(index, ..)| (from..to).contains(index)))
    }
}

fn count(leaves: impl Iterator<Item = (u64, bool, What)>) -> (Counts, Counts) {
    let (mut both, mut hits) = ([Counts::default(); 2], BTreeSet::new());
    for (_, training, what) in leaves {
        let counts = &mut both[usize::from(training)];
        match what {
            What::Check => counts.checks += 1,
            What::Hit(check) => counts.hits += u64::from(hits.insert((training, check))),
            What::Purchase => counts.purchases += 1,
            What::Refusal => counts.refusals += 1,
            What::Correction => counts.corrections += 1,
            What::Erasure => counts.erasures += 1,
            What::Display => counts.displays += 1,
        }
    }
    (both[0], both[1])
}

fn what(leaf: &Leaf) -> Option<What> {
    let word = |name: &str| leaf.plain.get(name).and_then(Value::as_str);
    match leaf.kind.word() {
        "check_started" => Some(What::Check),
        "check_answered" if word("finding") == Some("stop") => {
            let own = leaf.entry_id.to_string();
            let mut name = CheckName::default();
            name.copy_from_slice(&leaf_hash(word("check").unwrap_or(&own).as_bytes())[..16]);
            Some(What::Hit(name))
        }
        "marked" => Some(What::Purchase),
        "deal_signed" if matches!(word("deal_kind"), Some("purchase" | "pledge" | "part_exchange")) => {
            Some(What::Purchase)
        }
        "check_dropped" if word("why") == Some("dropped_by_clerk") => Some(What::Refusal),
        "erased" => Some(What::Erasure),
        _ if leaf.kind == LeafKind::Corrected => Some(What::Correction),
        _ if leaf.kind == LeafKind::Displayed => Some(What::Display),
        _ => None,
    }
}
