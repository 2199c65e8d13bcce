//! What the reader holds in his own hands, compared with a register as its entries come in.
//!
//! The owner of the machine has the log's key and can sign any history anew. What cannot be
//! changed is what left his hands: an officer's checkpoint, a witness's cosignature, a seller's
//! receipt. Each is a claim about the tree of some size, and is compared when that size is there.

use super::result::{Anchor, Line};
use crate::clock::rfc3339;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::note::VerifierKey;
use crate::ledger::note::cosignature::{self, CosignVerifier};
use crate::ledger::receipt::{Code, Entry, Presented, Receipt};
use crate::ledger::tree::{Frontier, Hash};
use chrono::DateTime;

/// What the reader trusts: his own copy, not one from the export.
#[derive(Clone, Debug)]
pub enum Trust {
    /// The log's key: tells that it is this log, not that its owner left it alone.
    Key(VerifierKey),
    /// A signed checkpoint from an earlier visit.
    Checkpoint(Vec<u8>),
    /// The key of a witness, whose cosignature a checkpoint must carry.
    Witness(CosignVerifier),
    /// A seller's receipt, or the code printed on it.
    Receipt(Presented),
}

impl Trust {
    /// A key on one line (the log's or a witness's), or a signed checkpoint.
    pub fn parse(text: &str) -> Self {
        let line = text.trim();
        match (line.parse(), line.parse()) {
            (Ok(key), _) => Self::Key(key),
            (_, Ok(witness)) => Self::Witness(witness),
            _ => Self::Checkpoint(text.as_bytes().to_vec()),
        }
    }

    fn anchor(&self) -> Anchor {
        match self {
            // The owner of the machine holds this key too.
            Self::Key(_) => Anchor::None,
            Self::Checkpoint(_) => Anchor::Officer,
            Self::Witness(_) => Anchor::Witness,
            Self::Receipt(_) => Anchor::Receipt,
        }
    }
}

/// How far one of the things held has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// No register yet to which it belongs.
    Open,
    /// It is about this log, whose entries have not come to its size yet.
    Waiting,
    /// It fits.
    Fits,
    /// The witness cosigned a checkpoint that fits: what is to be told of the newest of them.
    Cosigned(String),
    /// It does not; that has been reported.
    Fails,
}

/// Everything that the reader holds, over all epochs of one shop.
#[derive(Debug, Default)]
pub struct Held(Vec<(Trust, Fate)>);

impl Held {
    /// Nothing fits yet.
    pub fn new(trusts: &[Trust]) -> Self {
        Self(trusts.iter().map(|trust| (trust.clone(), Fate::Open)).collect())
    }

    /// The strongest of those that fit.
    pub fn anchor(&self) -> Anchor {
        let fits = self.0.iter().filter(|(_, fate)| matches!(fate, Fate::Fits | Fate::Cosigned(_)));
        fits.map(|(trust, _)| trust.anchor()).max().unwrap_or(Anchor::None)
    }

    /// A log begins: which of the things are about it?
    pub(super) fn begin(&mut self, key: &VerifierKey) -> Vec<Line> {
        let mut lines = Vec::new();
        for (trust, fate) in self.0.iter_mut().filter(|(_, fate)| *fate == Fate::Open) {
            let (about, wrong) = match trust {
                Trust::Key(trusted) if trusted == key => {
                    *fate = Fate::Fits;
                    continue;
                }
                Trust::Checkpoint(note) => match Checkpoint::open(note, key) {
                    Ok(_) => (true, None),
                    Err(e) if names(note, key) => {
                        (true, Some(format!("the trusted checkpoint is not of this register: {e}")))
                    }
                    Err(_) => (false, None),
                },
                Trust::Receipt(Presented::Whole(receipt)) if receipt.log_key == key.bytes() => {
                    let sound = receipt.verify_signature();
                    (true, (!sound).then(|| "the receipt is damaged or forged: its signature does not hold".to_owned()))
                }
                Trust::Key(_) | Trust::Witness(_) | Trust::Receipt(_) => (false, None),
            };
            if about {
                *fate = if wrong.is_some() { Fate::Fails } else { Fate::Waiting };
            }
            lines.extend(wrong.map(|what| Line::bad(None, what)));
        }
        lines
    }

    /// One more leaf is in the tree.
    pub(super) fn grow(&mut self, key: &VerifierKey, frontier: &Frontier, leaf: &Hash) -> Vec<Line> {
        let mut lines = Vec::new();
        let index = frontier.size().saturating_sub(1);
        for (trust, fate) in self.0.iter_mut().filter(|(_, fate)| matches!(fate, Fate::Open | Fate::Waiting)) {
            let found = match trust {
                Trust::Checkpoint(note) if *fate == Fate::Waiting => checkpoint(note, key, frontier),
                Trust::Receipt(Presented::Whole(receipt)) if *fate == Fate::Waiting => {
                    whole(receipt, frontier, index, leaf)
                }
                // A code names no log, and its index only helps people: it may be of another epoch, or mistyped.
                Trust::Receipt(Presented::Code { index: given, code }) => {
                    let entry = Entry { index, leaf_hash: *leaf };
                    (Code::of(&key.bytes(), &entry, &frontier.root()) == *code).then(|| match given {
                        Some(given) if *given != index => {
                            Line::good(Some(index), format!("{IN_THE_REGISTER}; note: its number is not {given}"))
                        }
                        _ => Line::good(Some(index), IN_THE_REGISTER),
                    })
                }
                _ => None,
            };
            let Some(line) = found else { continue };
            *fate = if line.ok { Fate::Fits } else { Fate::Fails };
            lines.push(line);
        }
        lines
    }

    /// A checkpoint that has been found to be over the `size` entries so far: who cosigned it?
    pub(super) fn cosigned(&mut self, note: &[u8], size: u64) {
        for (trust, fate) in &mut self.0 {
            let Trust::Witness(key) = trust else { continue };
            let Some(time) = cosignature::check(note, key) else { continue };
            let time = i64::try_from(time).ok().and_then(|time| DateTime::from_timestamp(time, 0)).unwrap_or_default();
            let told = format!("note: {} cosigned the first {size} entries at {}", key.name(), rfc3339(time));
            *fate = Fate::Cosigned(told);
        }
    }

    /// A log of `size` leaves ends: what was about it and has not been reached knows of more.
    pub(super) fn end(&mut self, key: &VerifierKey, size: u64) -> Vec<Line> {
        let mut lines = Vec::new();
        for (trust, fate) in self.0.iter_mut().filter(|(_, fate)| *fate == Fate::Waiting) {
            *fate = Fate::Fails;
            let (what, known) = match trust {
                Trust::Checkpoint(note) => ("trusted checkpoint", Checkpoint::open(note, key).map_or(0, |c| c.size)),
                Trust::Receipt(Presented::Whole(receipt)) => ("receipt", receipt.size),
                _ => continue,
            };
            let what = format!("the {what} knows {known} entries, and there are {size}: the tail is gone");
            lines.push(Line::bad(None, what));
        }
        lines
    }

    /// All epochs have been read: what fits none of them, and how far the witnesses go?
    pub fn rest(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        for (trust, fate) in &mut self.0 {
            match fate {
                Fate::Cosigned(told) => {
                    lines.push(Line::good(None, told.as_str()));
                    continue;
                }
                Fate::Open => *fate = Fate::Fails,
                _ => continue,
            }
            lines.push(match trust {
                Trust::Key(_) => Line::bad(None, "the register is signed with another key than the trusted one"),
                Trust::Checkpoint(_) => Line::bad(None, "the trusted checkpoint is not of this register"),
                Trust::Witness(key) => {
                    Line::bad(None, format!("no checkpoint of this register is cosigned by {}", key.name()))
                }
                Trust::Receipt(Presented::Whole(_)) => {
                    Line::bad(None, "the receipt was given out by another register than this one")
                }
                Trust::Receipt(Presented::Code { index, .. }) => Line::bad(
                    *index,
                    "the printed code fits no entry here: it, or one before it, was changed or left out, or the code is another register's",
                ),
            });
        }
        lines
    }
}

const IN_THE_REGISTER: &str = "receipt: its entry is in this register, unaltered";

/// Whether a note that does not open claims to be this log's.
fn names(note: &[u8], key: &VerifierKey) -> bool {
    std::str::from_utf8(note).is_ok_and(|text| text.lines().next() == Some(key.name()))
}

fn checkpoint(note: &[u8], key: &VerifierKey, frontier: &Frontier) -> Option<Line> {
    let known = Checkpoint::open(note, key).ok().filter(|known| known.size == frontier.size())?;
    let what = format!("the first {} entries are not those of the trusted checkpoint", known.size);
    let fits = format!("note: the first {} entries are those of the trusted checkpoint", known.size);
    Some(if known.root == frontier.root() { Line::good(None, fits) } else { Line::bad(None, what) })
}

fn whole(receipt: &Receipt, frontier: &Frontier, index: u64, leaf: &Hash) -> Option<Line> {
    if receipt.index == index && receipt.leaf_hash != *leaf {
        return Some(Line::bad(Some(index), "the entry is not the one that the receipt was given for"));
    }
    if receipt.size != frontier.size() {
        return None;
    }
    let what = format!("the first {} entries are not those that the receipt commits to", receipt.size);
    let fits = receipt.root == frontier.root();
    Some(if fits { Line::good(Some(receipt.index), IN_THE_REGISTER) } else { Line::bad(None, what) })
}
