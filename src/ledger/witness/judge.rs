//! What a witness is handed, and whether it may sign it: C2SP tlog-witness `add-checkpoint`, in the
//! order of its checks.

use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::note::{self, MAX_NOTE, NoteError, VerifierKey};
use crate::ledger::tree::{self, Hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The most hashes of a consistency proof (the specification's bound; 63 levels are enough for any log).
pub const MAX_PROOF: usize = 63;
/// The longest request body in bytes: old size, proof, and a note.
pub const MAX_BODY: usize = MAX_NOTE + MAX_PROOF * 46 + 64;

/// A checkpoint with the proof that it continues an older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission<'a> {
    /// Size of the tree that the sender believes to be the last one signed here.
    pub old: u64,
    /// Consistency proof from there.
    pub proof: Vec<Hash>,
    /// The signed note.
    pub note: &'a str,
}

impl<'a> Submission<'a> {
    /// Reads a request body; `None` when it is not of the form.
    pub fn parse(body: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= MAX_BODY)?;
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let digits = lines.next()?.strip_prefix("old ")?;
        let old: u64 = digits.parse().ok().filter(|old: &u64| old.to_string() == digits)?;
        let proof = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect::<Option<Vec<Hash>>>()?;
        (proof.len() <= MAX_PROOF).then_some(Self { old, proof, note })
    }

    /// The request body.
    pub fn to_body(&self) -> String {
        let lines: String = self.proof.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        format!("old {}\n{lines}\n{}", self.old, self.note)
    }
}

/// The log that a note speaks of, whoever signed it; `None` when it is no checkpoint.
pub fn origin_of(note: &str) -> Option<String> {
    Checkpoint::parse(note::text_of(note.as_bytes()).ok()?).ok().map(|checkpoint| checkpoint.origin)
}

/// The size that a note speaks of, whoever signed it.
pub(super) fn size_of(note: &str) -> Option<u64> {
    Checkpoint::parse(note::text_of(note.as_bytes()).ok()?).ok().map(|checkpoint| checkpoint.size)
}

/// Whether this may be signed after `seen`, the newest checkpoint of this log that was; returns the
/// checkpoint to be signed. `key` is the one that the witness trusts for this origin.
pub fn judge(submission: &Submission<'_>, key: &VerifierKey, seen: Option<&Checkpoint>) -> Result<Checkpoint, Refusal> {
    let text = note::open(submission.note.as_bytes(), key).map_err(|e| match e {
        NoteError::Malformed => Refusal::Malformed,
        _ => Refusal::NotSigned,
    })?;
    let new = Checkpoint::parse(text).map_err(|_| Refusal::Malformed)?;
    if new.origin != key.name() {
        return Err(Refusal::UnknownLog);
    }
    if submission.old > new.size {
        return Err(Refusal::OldTooLarge);
    }
    let known = seen.map_or(0, |seen| seen.size);
    if submission.old != known {
        return Err(Refusal::Conflict { size: known });
    }
    if new.size == 0 && new.root != tree::empty_root() {
        return Err(Refusal::EmptyTree);
    }
    let consistent = match seen.filter(|seen| seen.size > 0) {
        // Everything continues the empty tree, and there is nothing to show.
        None => submission.proof.is_empty(),
        Some(seen) => tree::verify_consistency(&seen.tree(), &new.tree(), &submission.proof),
    };
    if consistent { Ok(new) } else { Err(Refusal::Inconsistent) }
}

/// Why a witness does not sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request is not of its form.
    #[error("not a request to a witness")]
    Malformed,
    /// The witness does not keep watch over this log.
    #[error("this witness does not know the register")]
    UnknownLog,
    /// The log's key did not sign the checkpoint.
    #[error("the checkpoint is not signed by the register's key")]
    NotSigned,
    /// The old size is larger than the checkpoint's.
    #[error("the proof starts beyond the checkpoint")]
    OldTooLarge,
    /// The proof starts from another size than the one last signed.
    #[error("this witness has last signed for {size} entries, and the proof starts elsewhere")]
    Conflict {
        /// The size last signed; 0 when none was.
        size: u64,
    },
    /// A tree of no entries with another root than the empty one.
    #[error("the root of an empty register is wrong")]
    EmptyTree,
    /// The proof does not lead from what was signed before to this.
    #[error("the register does not continue what this witness has signed before")]
    Inconsistent,
}

impl Refusal {
    /// The HTTP status of the specification.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed | Self::OldTooLarge => 400,
            Self::NotSigned => 403,
            Self::UnknownLog => 404,
            Self::Conflict { .. } => 409,
            Self::EmptyTree | Self::Inconsistent => 422,
        }
    }

    /// What to do next.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Malformed | Self::OldTooLarge | Self::EmptyTree => {
                "ask the shop for a fresh request, made by its own program"
            }
            Self::UnknownLog => {
                "give the register's key to the witness first, from the paper that the shop was enrolled with"
            }
            Self::NotSigned => {
                "compare the register's key with the one noted at the last visit; if it differs, ask why"
            }
            Self::Conflict { .. } => "ask the shop for a request with a proof from that size",
            Self::Inconsistent => {
                "entries that were there are gone or changed, or the register was set back: keep the proof and ask the shop for its last backup and new epoch"
            }
        }
    }
}
