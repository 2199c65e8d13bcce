//! The verifier's core: what makes a register believable, in one sitting's reading.
//!
//! It is handed the leaves in order and checks, without files, clock or network:
//! 1. every leaf hashes (RFC 6962) to what is recorded for it, and says what a leaf must say;
//! 2. every disclosed value opens the commitment in its leaf;
//! 3. every checkpoint is signed by the log's key, and its root is that of the leaves before it;
//! 4. the reader's own copy of the key or of an older checkpoint fits: only such a checkpoint
//!    stands against the owner of the machine, who holds the log's key.
//!
//! It does not stop at the first fault. Times that contradict each other are noted, not failed:
//! shops' clocks are wrong. Memory stays bounded whatever is handed in.

mod result;
#[cfg(test)]
mod tests;

pub use result::{Anchor, Disclosure, Line, Summary, Trust};

use super::checkpoint::Checkpoint;
use super::leaf::{LEAF_VERSION, Leaf, LeafKind, commitment};
use super::note::VerifierKey;
use super::tree::{Frontier, Hash, leaf_hash};
use crate::clock::STEP_TOLERANCE_SECONDS;
use chrono::{DateTime, Utc};

/// What is handed in beside a leaf.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// The hash that the tree records for it.
    pub recorded: Option<Hash>,
    /// Its disclosed fields.
    pub disclosed: &'a [Disclosure],
}

/// A verification under way.
pub struct Audit<'a> {
    key: VerifierKey,
    anchor: Option<Checkpoint>,
    anchored: bool,
    frontier: Frontier,
    before: Option<(DateTime<Utc>, String, u64)>,
    findings: u64,
    report: &'a mut dyn FnMut(Line),
}

impl<'a> Audit<'a> {
    /// Starts with the log's own key and what the reader trusts.
    pub fn new(key: VerifierKey, trust: Option<&Trust>, report: &'a mut dyn FnMut(Line)) -> Self {
        let (frontier, anchored) = (Frontier::default(), false);
        let mut audit = Self { key, anchor: None, anchored, frontier, before: None, findings: 0, report };
        match trust {
            None => (),
            // The owner of the machine holds this key too: it tells one log from another, and anchors nothing.
            Some(Trust::Key(trusted)) if *trusted == audit.key => (),
            Some(Trust::Key(_)) => audit.finding(None, "the register is signed with another key than the trusted one"),
            Some(Trust::Checkpoint(note)) => match Checkpoint::open(note, &audit.key) {
                Ok(checkpoint) => audit.anchor = Some(checkpoint),
                Err(e) => audit.finding(None, &format!("the trusted checkpoint is not of this register: {e}")),
            },
        }
        audit
    }

    /// Number of leaves so far.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Root of the leaves so far.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The next leaf, with what is recorded and disclosed about it; every node that it completes
    /// goes to `node` with its level and index.
    pub fn leaf(&mut self, bytes: &[u8], beside: &Beside<'_>, node: &mut dyn FnMut(u32, u64, &Hash)) {
        let (index, hash) = (self.size(), leaf_hash(bytes));
        let mut wrong = Vec::new();
        if beside.recorded.is_some_and(|recorded| recorded != hash) {
            wrong.push("the entry, or the hash that is recorded for it, was altered".to_owned());
        }
        let mut what = String::new();
        match Leaf::parse(bytes) {
            Err(e) => wrong.push(format!("the entry is not a leaf: {e}")),
            Ok(leaf) => {
                if index == 0 && !self.opens_this_log(&leaf) {
                    wrong.push("the first entry does not open this log with its key".to_owned());
                }
                wrong.extend(beside.disclosed.iter().filter_map(|field| unopened(&leaf, field)));
                what = format!("{}{}", leaf.kind.word(), self.notes(&leaf));
                self.before = Some((leaf.at, leaf.boot, leaf.mono));
            }
        }
        self.frontier.push_with(hash, node);
        self.compare_anchor();
        if wrong.is_empty() {
            (self.report)(Line { index: Some(index), ok: true, what });
        }
        for what in wrong {
            self.finding(Some(index), &what);
        }
    }

    /// A stored checkpoint, when [`Audit::size`] has come to its size.
    pub fn checkpoint(&mut self, note: &[u8]) {
        match Checkpoint::open(note, &self.key) {
            Ok(c) if c.size == self.size() && c.root == self.frontier.root() => (),
            Ok(c) => {
                self.finding(None, &format!("the checkpoint of size {} does not fit the entries before it", c.size));
            }
            Err(e) => self.finding(None, &format!("a stored checkpoint does not hold: {e}")),
        }
    }

    /// The end: the newest checkpoint must be over exactly the leaves that were handed in.
    pub fn finish(mut self, newest: &[u8]) -> Summary {
        self.compare_anchor();
        if let Some(anchor) = self.anchor.take() {
            let (known, found) = (anchor.size, self.size());
            self.finding(
                None,
                &format!("the trusted checkpoint knows {known} entries, and there are {found}: the tail is gone"),
            );
        }
        let newest = Checkpoint::open(newest, &self.key);
        match &newest {
            Ok(c) if c.size == self.size() && c.root == self.frontier.root() => (),
            Ok(c) => {
                self.finding(None, &format!("the newest checkpoint, of size {}, is not over these entries", c.size));
            }
            Err(e) => self.finding(None, &format!("the newest checkpoint does not hold: {e}")),
        }
        let (ok, root) = (self.findings == 0, hex::encode(self.frontier.root()));
        let anchored = if self.anchored { Anchor::Officer } else { Anchor::None };
        Summary { ok, entries: self.size(), size: newest.ok().map(|c| c.size), root, findings: self.findings, anchored }
    }

    /// Reports something that does not hold.
    pub fn finding(&mut self, index: Option<u64>, what: &str) {
        self.findings += 1;
        (self.report)(Line { index, ok: false, what: what.to_owned() });
    }

    fn compare_anchor(&mut self) {
        let Some(anchor) = self.anchor.take_if(|anchor| anchor.size == self.frontier.size()) else { return };
        self.anchored = anchor.root == self.frontier.root();
        if !self.anchored {
            self.finding(None, &format!("the first {} entries are not those of the trusted checkpoint", anchor.size));
        }
    }

    fn opens_this_log(&self, leaf: &Leaf) -> bool {
        leaf.kind == LeafKind::Opened
            && leaf.plain.get("log_key").and_then(|v| v.as_str()) == Some(&self.key.to_string())
    }

    fn notes(&self, leaf: &Leaf) -> String {
        let mut notes = String::new();
        if leaf.v != LEAF_VERSION {
            notes.push_str("; note: written in a later format");
        }
        let Some((at, boot, mono)) = &self.before else { return notes };
        let back = (*at - leaf.at).num_seconds();
        if back > STEP_TOLERANCE_SECONDS {
            notes = format!("{notes}; note: {back} s earlier than the entry before it");
        }
        let tolerance = STEP_TOLERANCE_SECONDS.unsigned_abs() * 1000;
        if *boot == leaf.boot && leaf.mono.saturating_add(tolerance) < *mono {
            notes.push_str("; note: the machine's running time goes back");
        }
        notes
    }
}

/// What is wrong with a disclosed field of this leaf, if anything.
fn unopened(leaf: &Leaf, field: &Disclosure) -> Option<String> {
    let mut salt = [0; 32];
    let salted = hex::decode_to_slice(&field.salt, &mut salt).is_ok() && hex::encode(salt) == field.salt;
    let opens = |c: &String| salted && commitment::opens(c, &salt, &field.label, &field.value);
    if leaf.c.get(&field.label).is_some_and(opens) {
        return None;
    }
    let label: String = field.label.chars().take(64).flat_map(char::escape_default).collect();
    Some(format!("the disclosed value of {label} is not the one committed to"))
}

/// Whether the newest checkpoint is signed by the key and over exactly these leaves: the tree
/// alone, as fast as hashing allows.
pub fn integrity<'b>(key: &VerifierKey, newest: &[u8], leaves: impl Iterator<Item = &'b [u8]>) -> bool {
    let mut frontier = Frontier::default();
    leaves.for_each(|bytes| frontier.push(leaf_hash(bytes)));
    Checkpoint::open(newest, key).is_ok_and(|c| c.size == frontier.size() && c.root == frontier.root())
}
