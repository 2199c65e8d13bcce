//! The proof of one entry as a file of its own (C2SP tlog-proof v1): index, hashes, checkpoint.
//!
//! The `extra` line holds what the format leaves to the application: the log's key and the leaf.
//! Neither is trusted for standing there: the leaf must hash into the tree, and whose key it is,
//! only the reader can say ([`Trust`]).

use super::held::Trust;
use super::result::{Anchor, Line, Summary};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::{Leaf, MAX_LEAF};
use crate::ledger::note::cosignature;
use crate::ledger::note::{MAX_NOTE, VerifierKey};
use crate::ledger::receipt::{Code, Entry, Presented};
use crate::ledger::tree::{Hash, leaf_hash, verify_inclusion};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

/// The first line of the file.
pub const TITLE: &str = "c2sp.org/tlog-proof@v1";
/// No proof is longer than this many bytes: a leaf in base64, 64 hashes and a note.
pub const MAX_PROOF: usize = 2 * MAX_LEAF + 64 * 48 + MAX_NOTE + 1024;
/// Levels of a tree whose size fits 64 bits.
const MAX_HASHES: usize = 64;

/// One entry, and the way from it to a signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Index of the leaf.
    pub index: u64,
    /// The key that it names as the log's.
    pub key: VerifierKey,
    /// The leaf's bytes.
    pub leaf: Vec<u8>,
    /// From the leaf's sibling up.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint.
    pub note: String,
}

impl Proof {
    /// The file's text.
    pub fn to_text(&self) -> String {
        let extra = [self.key.to_string().as_bytes(), b"\n", &self.leaf].concat();
        let mut text = format!("{TITLE}\nextra {}\nindex {}\n", STANDARD.encode(extra), self.index);
        for hash in &self.hashes {
            // Writing to a String does not fail.
            let _ = writeln!(text, "{}", STANDARD.encode(hash));
        }
        text + "\n" + &self.note
    }

    /// Reads the file; says nothing about whether it holds. A proof without our `extra` line could
    /// not be checked by itself and is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        let text = std::str::from_utf8(bytes).ok().filter(|_| bytes.len() <= MAX_PROOF).ok_or(ProofError::Malformed)?;
        let (head, note) = text.split_once("\n\n").ok_or(ProofError::Malformed)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(TITLE) {
            return Err(ProofError::Malformed);
        }
        let extra = lines.next().and_then(|line| line.strip_prefix("extra ")).ok_or(ProofError::NoEntry)?;
        let extra = STANDARD.decode(extra).map_err(|_| ProofError::Malformed)?;
        let at = extra.iter().position(|b| *b == b'\n').ok_or(ProofError::NoEntry)?;
        let key =
            std::str::from_utf8(&extra[..at]).ok().and_then(|text| text.parse().ok()).ok_or(ProofError::NoEntry)?;
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(number);
        let hashes: Option<Vec<Hash>> = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect();
        let hashes = hashes.filter(|hashes| hashes.len() <= MAX_HASHES).ok_or(ProofError::Malformed)?;
        let index = index.ok_or(ProofError::Malformed)?;
        Ok(Self { index, key, leaf: extra[at + 1..].to_vec(), hashes, note: note.to_owned() })
    }

    /// Checks the proof, and whether what the reader holds fits it.
    pub fn check(&self, trusts: &[Trust], report: &mut dyn FnMut(Line)) -> Summary {
        let hash = leaf_hash(&self.leaf);
        let mut lines = Vec::new();
        match Leaf::parse(&self.leaf) {
            Ok(leaf) => lines.push(Line::good(Some(self.index), leaf.kind.word())),
            Err(e) => lines.push(Line::bad(Some(self.index), format!("the entry is not a leaf: {e}"))),
        }
        let signed = Checkpoint::open(self.note.as_bytes(), &self.key);
        match &signed {
            Ok(c) if verify_inclusion(self.index, c.size, &hash, &self.hashes, &c.root) => (),
            Ok(_) => lines.push(Line::bad(Some(self.index), "the entry is not in the tree that the checkpoint signs")),
            Err(e) => lines.push(Line::bad(None, format!("the checkpoint does not hold: {e}"))),
        }
        let sound = lines.iter().all(|line| line.ok);
        let mut anchored = Anchor::None;
        for trust in trusts {
            match signed.as_ref().map_or(Err("the checkpoint does not hold"), |c| self.fits(trust, c, hash)) {
                Ok(anchor) if sound => anchored = anchored.max(anchor),
                Ok(_) => (),
                Err(what) => lines.push(Line::bad(None, what)),
            }
        }
        let findings = lines.iter().filter(|line| !line.ok).count() as u64;
        lines.into_iter().for_each(report);
        let (size, root) = signed.map_or((None, String::new()), |c| (Some(c.size), hex::encode(c.root)));
        Summary { ok: findings == 0, entries: 1, size, root, findings, anchored }
    }

    /// What a thing that the reader holds makes of the proof's entry.
    fn fits(&self, trust: &Trust, signed: &Checkpoint, leaf_hash: Hash) -> Result<Anchor, &'static str> {
        let entry = Entry { index: self.index, leaf_hash };
        match trust {
            Trust::Key(key) if *key == self.key => Ok(Anchor::None),
            Trust::Key(_) => Err("the proof is signed with another key than the trusted one"),
            Trust::Checkpoint(note) => match Checkpoint::open(note, &self.key) {
                Ok(known) if known == *signed => Ok(Anchor::Officer),
                Ok(known) if known.size == signed.size => Err("the proof is not under the trusted checkpoint's tree"),
                Ok(_) => Err("the trusted checkpoint has another size: ask for a proof under that size"),
                Err(_) => Err("the trusted checkpoint is not of this register"),
            },
            Trust::Witness(key) => {
                let cosigned = cosignature::check(self.note.as_bytes(), key).is_some();
                if cosigned {
                    Ok(Anchor::Witness)
                } else {
                    Err("the checkpoint is not cosigned by the trusted witness")
                }
            }
            Trust::Receipt(Presented::Whole(receipt)) => {
                if receipt.log_key != self.key.bytes() {
                    Err("the receipt was given out by another register than this one")
                } else if !receipt.verify_signature() {
                    Err("the receipt is damaged or forged: its signature does not hold")
                } else if (receipt.index, receipt.leaf_hash) != (entry.index, entry.leaf_hash) {
                    Err("the receipt is for another entry than the proof's")
                } else if receipt.size == signed.size && receipt.root != signed.root {
                    Err("the receipt commits to other entries than the proof's checkpoint")
                } else {
                    Ok(Anchor::Receipt)
                }
            }
            Trust::Receipt(Presented::Code { code, .. }) => {
                if signed.size != self.index + 1 {
                    Err(
                        "a printed code is checked against a whole export, or a proof in the tree that ends with the entry",
                    )
                } else if Code::of(&self.key.bytes(), &entry, &signed.root) == *code {
                    Ok(Anchor::Receipt)
                } else {
                    Err("the printed code is not this entry's")
                }
            }
        }
    }
}

fn number(text: &str) -> Option<u64> {
    let canonical = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    text.parse().ok().filter(|_| canonical)
}

/// Why bytes are not a proof that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not a tlog-proof file.
    #[error("not a tlog-proof file")]
    Malformed,
    /// Another program's: the entry is not in it.
    #[error("the proof does not bring the log's key and the entry with it")]
    NoEntry,
}

impl ProofError {
    /// What to do next.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Malformed => "ask for a fresh proof: this file is damaged or was never one",
            Self::NoEntry => "check it with the program that made it",
        }
    }
}
