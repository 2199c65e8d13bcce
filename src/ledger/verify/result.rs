//! What a verification says.

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

impl Line {
    pub(super) fn good(index: Option<u64>, what: impl Into<String>) -> Self {
        Self { index, ok: true, what: what.into() }
    }

    pub(super) fn bad(index: Option<u64>, what: impl Into<String>) -> Self {
        Self { index, ok: false, what: what.into() }
    }

    /// Whether it says of an entry that it holds, and nothing besides.
    pub fn is_routine(&self) -> bool {
        self.ok && self.index.is_some() && !self.what.contains("note: ") && !self.what.contains("receipt: ")
    }
}

/// What ties the register to something outside the owner's hands, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Nothing: the owner may have made all of it this morning.
    None,
    /// A receipt that a seller took away.
    Receipt,
    /// A checkpoint that the officer kept.
    Officer,
    /// A checkpoint that a witness cosigned, whose key the reader trusts.
    Witness,
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

impl Summary {
    /// Of something in which no register could be read.
    pub fn unreadable() -> Self {
        Self { ok: false, entries: 0, size: None, root: String::new(), findings: 1, anchored: Anchor::None }
    }

    /// The same with findings from elsewhere, and the anchor as it turned out in the end.
    #[must_use]
    pub fn with(self, findings: u64, anchored: Anchor) -> Self {
        let findings = self.findings + findings;
        Self { ok: findings == 0, findings, anchored, ..self }
    }
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
