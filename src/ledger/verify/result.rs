//! What a verification is told and what it says.

use crate::ledger::note::VerifierKey;
use serde::{Deserialize, Serialize};

/// One line of the result: about an entry, or (without index) about the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Index of the leaf.
    pub index: Option<u64>,
    /// Whether it holds.
    pub ok: bool,
    /// The entry's kind and any notes, or what is wrong.
    pub what: String,
}

/// What ties the register to something outside the owner's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Nothing: the owner may have made all of it this morning.
    None,
    /// A checkpoint that the officer kept.
    Officer,
}

/// The last line of the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Whether everything holds.
    pub ok: bool,
    /// Number of leaves.
    pub entries: u64,
    /// Size in the newest checkpoint; `None` when that cannot be read.
    pub size: Option<u64>,
    /// Root of the leaves, hexadecimal.
    pub root: String,
    /// Number of lines that are not ok.
    pub findings: u64,
    /// What ties it to the outside.
    pub anchored: Anchor,
}

/// One field as an export discloses it: a line of `disclosed.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// Index of its leaf.
    pub index: u64,
    /// Its label there.
    pub label: String,
    /// `salt_f`, hexadecimal.
    pub salt: String,
    /// The value.
    pub value: String,
}

/// What the reader trusts: his own copy, not one from the export.
#[derive(Clone, Debug)]
pub enum Trust {
    /// The log's key: tells that it is this log, not that its owner left it alone.
    Key(VerifierKey),
    /// A signed checkpoint from an earlier visit.
    Checkpoint(Vec<u8>),
}

impl Trust {
    /// A key on one line, or a signed checkpoint.
    pub fn parse(text: &str) -> Self {
        text.trim().parse().map_or_else(|_| Self::Checkpoint(text.as_bytes().to_vec()), Self::Key)
    }
}
