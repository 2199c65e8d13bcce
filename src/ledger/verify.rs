//! The verifier's core: what makes a register believable, in one sitting's reading.
//!
//! It is handed the leaves of a log in order and checks, without files, clock or network:
//! 1. every leaf hashes (RFC 6962) to what is recorded for it, and says what a leaf must say;
//! 2. every disclosed value opens the commitment in its leaf;
//! 3. every checkpoint is signed by the log's key, and its root is that of the leaves before it;
//! 4. the daily closures ([`closures`]) count what there is, and no day between two is missing;
//! 5. an earlier log ([`link`]) ends as the later one cites it;
//! 6. what the reader holds himself fits ([`held`]): a receipt, a checkpoint of his own, the key of
//!    a witness. Only that stands against the owner of the machine, who holds the log's key and
//!    can sign everything anew.
//!
//! It does not stop at the first fault. Times that contradict each other are noted, not failed:
//! shops' clocks are wrong. Memory stays bounded whatever is handed in.

mod entry;
pub mod held;
pub mod link;
pub mod proof;
mod result;
#[cfg(test)]
mod tests;

pub use held::{Held, Trust};
pub use link::Previous;
pub use result::{Anchor, Disclosure, Line, Summary};

use super::checkpoint::Checkpoint;
use super::closures::{self, Carry};
use super::leaf::Leaf;
use super::note::{self, VerifierKey};
use super::tree::{Frontier, Hash, leaf_hash};

/// What is handed in beside a leaf.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// The hash that the tree records for it.
    pub recorded: Option<Hash>,
    /// Its disclosed fields.
    pub disclosed: &'a [Disclosure],
}

/// What is known of a log from elsewhere.
pub struct Around<'a> {
    /// What the reader holds.
    pub held: &'a mut Held,
    /// What later epochs cite of earlier ones.
    pub cited: &'a [Previous],
    /// What the epoch before came to, where it is whole.
    pub carry: Option<Carry>,
}

/// The verification of one log, under way.
pub struct Audit<'a> {
    key: VerifierKey,
    held: &'a mut Held,
    cited: Vec<&'a Previous>,
    frontier: Frontier,
    before: Option<entry::Before>,
    closures: closures::Audit,
    closed: bool,
    findings: u64,
    report: &'a mut dyn FnMut(Line),
}

impl<'a> Audit<'a> {
    /// Starts with the log's own key.
    pub fn new(key: VerifierKey, around: Around<'a>, report: &'a mut dyn FnMut(Line)) -> Self {
        let Around { held, cited, carry } = around;
        let lines = held.begin(&key);
        let cited = cited.iter().filter(|previous| previous.origin == key.name()).collect();
        let (frontier, closures) = (Frontier::default(), closures::Audit::new(carry));
        let mut audit = Self { key, held, cited, frontier, before: None, closures, closed: false, findings: 0, report };
        audit.say(lines);
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
        let (parsed, mut what) = (Leaf::parse(bytes), String::new());
        let of_closures = self.closures.leaf(parsed.as_ref().ok(), &mut || self.frontier.root());
        self.closed = parsed.as_ref().is_ok_and(closures::is_closure);
        match parsed {
            Err(e) => wrong.push(format!("the entry is not a leaf: {e}")),
            Ok(leaf) => {
                if index == 0 && !entry::opens(&leaf, &self.key) {
                    wrong.push("the first entry does not open this log with its key".to_owned());
                }
                wrong.extend(beside.disclosed.iter().filter_map(|field| entry::unopened(&leaf, field)));
                what = format!("{}{}", leaf.kind.word(), entry::notes(&leaf, self.before.as_ref()));
                self.before = Some(entry::Before::of(leaf));
            }
        }
        for found in of_closures {
            if found.is_note() { what = format!("{what}; {found}") } else { wrong.push(found.to_string()) }
        }
        self.frontier.push_with(hash, node);
        if wrong.is_empty() {
            (self.report)(Line::good(Some(index), what));
        }
        self.say(wrong.into_iter().map(|what| Line::bad(Some(index), what)));
        let mut lines = self.held.grow(&self.key, &self.frontier, &hash);
        lines.extend(self.cited.iter().filter_map(|previous| previous.compare(&self.frontier)));
        self.say(lines);
    }

    /// Whether a stored checkpoint at this size is always checked: at the end of a day, or cosigned.
    pub fn matters(&self, note: &[u8]) -> bool {
        self.closed || note::signatures(note) > 1
    }

    /// A stored checkpoint, when [`Audit::size`] has come to its size.
    pub fn checkpoint(&mut self, note: &[u8]) {
        match Checkpoint::open(note, &self.key) {
            Ok(c) if c.size == self.size() && c.root == self.frontier.root() => self.held.cosigned(note, c.size),
            Ok(c) => {
                self.finding(None, &format!("the checkpoint of size {} does not fit the entries before it", c.size));
            }
            Err(e) => self.finding(None, &format!("a stored checkpoint does not hold: {e}")),
        }
    }

    /// What the log came to, for the closures of the next epoch.
    pub fn carry(&self) -> Carry {
        self.closures.end(self.key.name())
    }

    /// The end: the newest checkpoint must be over exactly the leaves that were handed in. What the
    /// reader holds and no log has met yet is left for [`conclude`].
    pub fn finish(mut self, newest: &[u8]) -> Summary {
        let mut lines = self.held.end(&self.key, self.size());
        lines.extend(self.cited.iter().filter_map(|previous| previous.end(self.size())));
        self.say(lines);
        let newest_is = Checkpoint::open(newest, &self.key);
        match &newest_is {
            Ok(c) if c.size == self.size() && c.root == self.frontier.root() => self.held.cosigned(newest, c.size),
            Ok(c) => {
                self.finding(None, &format!("the newest checkpoint, of size {}, is not over these entries", c.size));
            }
            Err(e) => self.finding(None, &format!("the newest checkpoint does not hold: {e}")),
        }
        let (findings, root) = (self.findings, hex::encode(self.frontier.root()));
        let (size, anchored) = (newest_is.ok().map(|c| c.size), self.held.anchor());
        Summary { ok: findings == 0, entries: self.size(), size, root, findings, anchored }
    }

    /// Reports something that does not hold.
    pub fn finding(&mut self, index: Option<u64>, what: &str) {
        self.say([Line::bad(index, what)]);
    }

    fn say(&mut self, lines: impl IntoIterator<Item = Line>) {
        for line in lines {
            self.findings += u64::from(!line.ok);
            (self.report)(line);
        }
    }
}

/// The result over all logs: `last` is that of the present epoch, `findings` those of everything
/// else. What the reader holds and none of the logs has met is a finding too.
pub fn conclude(last: Summary, findings: u64, held: &mut Held, report: &mut dyn FnMut(Line)) -> Summary {
    let rest = held.rest();
    let findings = findings + rest.iter().filter(|line| !line.ok).count() as u64;
    rest.into_iter().for_each(report);
    last.with(findings, held.anchor())
}

/// Whether the newest checkpoint is signed by the key and over exactly these leaves: the tree
/// alone, as fast as hashing allows.
pub fn integrity<'b>(key: &VerifierKey, newest: &[u8], leaves: impl Iterator<Item = &'b [u8]>) -> bool {
    let mut frontier = Frontier::default();
    leaves.for_each(|bytes| frontier.push(leaf_hash(bytes)));
    Checkpoint::open(newest, key).is_ok_and(|c| c.size == frontier.size() && c.root == frontier.root())
}
