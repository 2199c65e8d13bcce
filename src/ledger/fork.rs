//! Proof that one log signed two histories: two of its checkpoints that cannot both be true.
//!
//! Whoever holds it can show it to anybody: the log's key, two signed notes, and where their sizes
//! differ the hashes that lead from the one to the other. It accuses nobody wrongly: only the key's
//! owner can sign, and the hashes show which root the *newer* tree has at the older size. Two notes
//! without such hashes are no proof but a question that the shop must answer
//! ([`Fork::Unanswered`]); an honest restore never comes here, because it begins a log of its own.
//!
//! ```
//! use countercheck::ledger::fork::{Evidence, Fork};
//! use countercheck::ledger::{checkpoint::Checkpoint, note::SigningKey};
//! let key = SigningKey::from_seed("shop/till/1", [7; 32]).unwrap();
//! let note = |root| Checkpoint::new("shop/till/1", 5, [root; 32]).sign(&key).unwrap();
//! let evidence = Evidence::new(&key.verifier(), &note(1), &note(2));
//! assert_eq!(evidence.verify(), Ok(Fork::TwoRoots { size: 5 }));
//! ```

#[cfg(test)]
mod tests;

use super::checkpoint::{Checkpoint, CheckpointError};
use super::note::VerifierKey;
use super::tree::{self, Hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "countercheck-fork-proof";
/// The longest file of this kind in bytes: two notes, and hashes for any size.
pub const MAX_EVIDENCE: usize = 256 * 1024;

/// The file: everything that a third person needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    format: String,
    v: u64,
    /// The log's key, `name+keyhash+base64`.
    pub key: String,
    /// The checkpoint that was known first, a signed note.
    pub first: String,
    /// The checkpoint that contradicts it, a signed note.
    pub second: String,
    /// Root that the larger tree is said to have at the smaller size (base64); `None` when the hashes tell it.
    pub old_root: Option<String>,
    /// Consistency proof from the smaller size to the larger tree (base64), as the shop handed it in.
    pub proof: Vec<String>,
}

/// What the evidence amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fork {
    /// Two roots are signed for one size: two histories, without any doubt.
    TwoRoots {
        /// The size.
        size: u64,
    },
    /// The larger tree begins with other entries than those signed for before: two histories, without any doubt.
    Rewritten {
        /// Size of the smaller tree.
        old: u64,
        /// Size of the larger one.
        new: u64,
    },
    /// Both are signed, and nothing here leads from one to the other: the shop owes the hashes. If
    /// it cannot give them, its register was rewritten or set back.
    Unanswered {
        /// Size of the smaller tree.
        old: u64,
        /// Size of the larger one.
        new: u64,
    },
}

impl Fork {
    /// Whether it proves two histories by itself.
    pub fn is_proof(self) -> bool {
        !matches!(self, Self::Unanswered { .. })
    }
}

impl Evidence {
    /// Two notes of one log; hashes are added with [`Evidence::with_proof`].
    pub fn new(key: &VerifierKey, first: &str, second: &str) -> Self {
        let (first, second) = (first.to_owned(), second.to_owned());
        let (format, v) = (FORMAT.to_owned(), 1);
        Self { format, v, key: key.to_string(), first, second, old_root: None, proof: Vec::new() }
    }

    /// The same with the consistency proof that was handed in, and the old root that it claims.
    #[must_use]
    pub fn with_proof(mut self, old_root: Option<&Hash>, proof: &[Hash]) -> Self {
        self.old_root = old_root.map(|root| STANDARD.encode(root));
        self.proof = proof.iter().map(|hash| STANDARD.encode(hash)).collect();
        self
    }

    /// Reads a file of this kind.
    pub fn parse(bytes: &[u8]) -> Result<Self, ForkError> {
        let read = |bytes| serde_json::from_slice::<Self>(bytes).ok();
        let evidence = (bytes.len() <= MAX_EVIDENCE).then(|| read(bytes)).flatten().ok_or(ForkError::Malformed)?;
        if evidence.format == FORMAT && evidence.v == 1 { Ok(evidence) } else { Err(ForkError::Malformed) }
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What it amounts to; an error when it shows nothing against the log.
    pub fn verify(&self) -> Result<Fork, ForkError> {
        let key: VerifierKey = self.key.parse().map_err(|e| ForkError::Note(CheckpointError::Note(e)))?;
        let (first, second) =
            (Checkpoint::open(self.first.as_bytes(), &key)?, Checkpoint::open(self.second.as_bytes(), &key)?);
        let (old, new) = if first.size <= second.size { (&first, &second) } else { (&second, &first) };
        if old.size == new.size {
            let differ = old.root != new.root;
            return if differ { Ok(Fork::TwoRoots { size: old.size }) } else { Err(ForkError::Consistent) };
        }
        let proof = self.proof.iter().map(|text| hash(text)).collect::<Option<Vec<_>>>().ok_or(ForkError::Malformed)?;
        let claimed = self.old_root.as_deref().map(|text| hash(text).ok_or(ForkError::Malformed)).transpose()?;
        if old.size == 0 || tree::verify_consistency(&old.tree(), &new.tree(), &proof) {
            return Err(ForkError::Consistent);
        }
        let leads =
            |root: &Hash| tree::verify_consistency(&tree::Tree { size: old.size, root: *root }, &new.tree(), &proof);
        let shown = claimed.filter(leads).or_else(|| tree::implied_root(old.size, &new.tree(), &proof));
        let (old, new) = match shown {
            // Another root than the signed one, or the check above would have held.
            Some(_) => return Ok(Fork::Rewritten { old: old.size, new: new.size }),
            None => (old.size, new.size),
        };
        Ok(Fork::Unanswered { old, new })
    }
}

fn hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// Why evidence shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForkError {
    /// Not a file of this kind.
    #[error("not a proof of two histories")]
    Malformed,
    /// One of the notes is not this log's.
    #[error("a checkpoint in the proof is not signed by the log's key")]
    Note(#[from] CheckpointError),
    /// Both can be true.
    #[error("both checkpoints can be true: the proof shows nothing against the register")]
    Consistent,
}

impl ForkError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Malformed => "ask the witness for the file again, whole, from its folder proofs",
            Self::Note(_) => {
                "whoever made this file did not have two checkpoints of this register; trust nothing it says"
            }
            Self::Consistent => "nothing needs to be done; the newer register holds all that the older one held",
        }
    }
}
