//! What one entry must say, and what is merely remarkable about it.

use super::result::Disclosure;
use crate::clock::STEP_TOLERANCE_SECONDS;
use crate::ledger::leaf::{LEAF_VERSION, Leaf, LeafKind, commitment};
use crate::ledger::note::VerifierKey;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// What the entry before said of its time and the lists in force.
#[derive(Clone, Debug)]
pub(super) struct Before {
    at: DateTime<Utc>,
    boot: String,
    mono: u64,
    lists: Map<String, Value>,
}

impl Before {
    pub(super) fn of(leaf: Leaf) -> Self {
        Self { at: leaf.at, boot: leaf.boot, mono: leaf.mono, lists: leaf.lists }
    }
}

/// Whether a log's first leaf is the one that opens it, under this key.
pub(super) fn opens(leaf: &Leaf, key: &VerifierKey) -> bool {
    leaf.kind == LeafKind::Opened && leaf.plain.get("log_key").and_then(|v| v.as_str()) == Some(&key.to_string())
}

/// What is wrong with a disclosed field of this leaf, if anything.
pub(super) fn unopened(leaf: &Leaf, field: &Disclosure) -> Option<String> {
    let mut salt = [0; 32];
    let salted = hex::decode_to_slice(&field.salt, &mut salt).is_ok() && hex::encode(salt) == field.salt;
    let opens = |c: &String| salted && commitment::opens(c, &salt, &field.label, &field.value);
    if leaf.c.get(&field.label).is_some_and(opens) {
        return None;
    }
    let label: String = field.label.chars().take(64).flat_map(char::escape_default).collect();
    Some(format!("the disclosed value of {label} is not the one committed to"))
}

/// Times that contradict each other, and lists that go back: shops' clocks are wrong and lists are
/// withdrawn, so this is told and fails nothing.
pub(super) fn notes(leaf: &Leaf, before: Option<&Before>) -> String {
    let mut notes = String::new();
    if leaf.v != LEAF_VERSION {
        notes.push_str("; note: written in a later format");
    }
    let Some(before) = before else { return notes };
    let back = (before.at - leaf.at).num_seconds();
    if back > STEP_TOLERANCE_SECONDS {
        notes = format!("{notes}; note: {back} s earlier than the entry before it");
    }
    let tolerance = STEP_TOLERANCE_SECONDS.unsigned_abs() * 1000;
    if before.boot == leaf.boot && leaf.mono.saturating_add(tolerance) < before.mono {
        notes.push_str("; note: the machine's running time goes back");
    }
    for (name, version) in &leaf.lists {
        if let (Some(was), Some(is)) = (number(before.lists.get(name)), number(Some(version)))
            && is < was
        {
            let name: String = name.chars().take(40).flat_map(char::escape_default).collect();
            notes = format!("{notes}; note: the list {name} goes back from version {was} to {is}");
        }
    }
    notes
}

/// Versions that are numbers can be compared; others are words to be read by people.
fn number(version: Option<&Value>) -> Option<u64> {
    version?.as_str()?.parse().ok()
}
