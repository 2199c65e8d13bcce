//! What goes to an officer on a stick and comes back: two small JSON files.
//!
//! The request holds the newest checkpoint, proofs from every size that the witness may have seen,
//! the log's key and its first entry. The answer is the same checkpoint with one more line.

use super::{MAX_PROOF, Submission};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::{Leaf, LeafKind};
use crate::ledger::note::VerifierKey;
use crate::ledger::note::cosignature::CosignVerifier;
use crate::ledger::tree::{self, Hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// The longest file of either kind in bytes.
pub const MAX_FILE: usize = 1024 * 1024;
/// The most proofs in one request.
pub const MAX_PROOFS: usize = 128;
const REQUEST: &str = "countercheck-witness-request";
const ANSWER: &str = "countercheck-witness-answer";

/// A consistency proof from one size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofFrom {
    /// The size.
    pub old: u64,
    /// Root at that size (base64): with the hashes it convicts a register that was rewritten.
    pub root: String,
    /// The hashes (base64).
    pub hashes: Vec<String>,
}

/// The first entry of the log and the hashes that prove it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct First {
    /// The leaf's text.
    pub leaf: String,
    /// Inclusion proof to the checkpoint (base64).
    pub hashes: Vec<String>,
}

/// The request file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    format: String,
    v: u64,
    /// The log's key.
    pub key: String,
    /// The newest checkpoint, a signed note.
    pub checkpoint: String,
    /// The first entry: which epoch this is, and what it follows.
    pub first: First,
    /// Proofs from sizes that the witness may have seen.
    pub proofs: Vec<ProofFrom>,
}

/// What a log says of itself in its first entry, once that is proven to be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// Number of the epoch.
    pub epoch: u64,
    /// Why the epoch began; `None` for a first one.
    pub reason: Option<String>,
    /// Origin and size of the register that it follows.
    pub previous: Option<(String, u64)>,
}

/// The base64 text of hashes.
pub fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash)).collect()
}

fn hashes(texts: &[String]) -> Option<Vec<Hash>> {
    let decode = |text: &String| STANDARD.decode(text).ok()?.try_into().ok();
    (texts.len() <= MAX_PROOF + 1).then(|| texts.iter().map(decode).collect()).flatten()
}

impl Request {
    /// A request of this log.
    pub fn new(key: &VerifierKey, checkpoint: String, first: First, proofs: Vec<ProofFrom>) -> Self {
        Self { format: REQUEST.to_owned(), v: 1, key: key.to_string(), checkpoint, first, proofs }
    }

    /// Reads the file; `None` when it is not one.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let request: Self = (bytes.len() <= MAX_FILE).then(|| serde_json::from_slice(bytes).ok()).flatten()?;
        let ours = request.format == REQUEST && request.v == 1 && request.proofs.len() <= MAX_PROOFS;
        ours.then_some(request)
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What to judge when `seen` was the last size signed; `None` when no proof starts there.
    pub fn submission(&self, seen: u64) -> Option<Submission<'_>> {
        let size = super::judge::size_of(&self.checkpoint)?;
        let proof = if seen == 0 || seen == size { Vec::new() } else { hashes(&self.from(seen)?.hashes)? };
        Some(Submission { old: seen, proof, note: &self.checkpoint })
    }

    /// The root that the shop claims for an older size.
    pub fn claimed_root(&self, old: u64) -> Option<Hash> {
        STANDARD.decode(&self.from(old)?.root).ok()?.try_into().ok()
    }

    fn from(&self, old: u64) -> Option<&ProofFrom> {
        self.proofs.iter().find(|proof| proof.old == old)
    }

    /// What the log's first entry says, if it is proven to be the first entry under `checkpoint`,
    /// opens a log and names this key.
    pub fn beginning(&self, checkpoint: &Checkpoint) -> Option<Beginning> {
        let (bytes, proof) = (self.first.leaf.as_bytes(), hashes(&self.first.hashes)?);
        let there = tree::verify_inclusion(0, checkpoint.size, &tree::leaf_hash(bytes), &proof, &checkpoint.root);
        let leaf = Leaf::parse(bytes).ok().filter(|leaf| there && leaf.kind == LeafKind::Opened)?;
        let text = |name: &str| leaf.plain.get(name).and_then(|v| v.as_str());
        if text("log_key") != Some(&self.key) || text("origin") != Some(&checkpoint.origin) {
            return None;
        }
        let previous = leaf.plain.get("previous").filter(|p| p.is_object());
        let previous = previous.and_then(|p| Some((p["origin"].as_str()?.to_owned(), p["size"].as_u64()?)));
        let reason = text("reason").map(|reason| reason.chars().take(40).collect());
        Some(Beginning { epoch: leaf.plain.get("epoch")?.as_u64()?, reason, previous })
    }
}

/// The answer file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    format: String,
    v: u64,
    /// The witness's key: what the shop compares with what it knows.
    pub witness: String,
    /// The checkpoint with the cosignature under it.
    pub note: String,
}

impl Answer {
    /// An answer of this witness.
    pub fn new(witness: &CosignVerifier, note: String) -> Self {
        Self { format: ANSWER.to_owned(), v: 1, witness: witness.to_string(), note }
    }

    /// Reads the file; `None` when it is not one.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let answer: Self = (bytes.len() <= MAX_FILE).then(|| serde_json::from_slice(bytes).ok()).flatten()?;
        (answer.format == ANSWER && answer.v == 1).then_some(answer)
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
