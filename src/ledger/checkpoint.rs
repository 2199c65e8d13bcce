//! Checkpoints (C2SP tlog-checkpoint v1.0.0): origin, size and root, as the text of a signed note.
//!
//! ```
//! use countercheck::ledger::{checkpoint::Checkpoint, tree};
//! let first = Checkpoint::new("shop.example/till-1", 0, tree::empty_root());
//! assert_eq!(Checkpoint::parse(&first.to_text()).unwrap(), first);
//! ```

use super::note::{self, NoteError, SigningKey, VerifierKey};
use super::tree::{Hash, Tree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a log commits to: its first `size` leaves have this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which is also its key's.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of these leaves.
    pub root: Hash,
}

impl Checkpoint {
    /// A checkpoint from its parts.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root }
    }

    /// Size and root without the name.
    pub fn tree(&self) -> Tree {
        Tree { size: self.size, root: self.root }
    }

    /// The text that is signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads the text; extension lines, which this log never writes, are let pass.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Malformed)?.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Malformed);
        let (origin, digits, root) = (next()?, next()?, next()?);
        let size: u64 = digits.parse().map_err(|_| CheckpointError::Malformed)?;
        let root = STANDARD.decode(root).ok().and_then(|bytes| bytes.try_into().ok());
        let checkpoint = Self::new(origin, size, root.ok_or(CheckpointError::Malformed)?);
        // A leading zero or sign would give one checkpoint two texts.
        if size.to_string() != digits || lines.any(str::is_empty) {
            return Err(CheckpointError::Malformed);
        }
        Ok(checkpoint)
    }

    /// The signed note over this checkpoint.
    pub fn sign(&self, key: &SigningKey) -> Result<String, CheckpointError> {
        Ok(key.sign(&self.to_text())?)
    }

    /// Reads a note that this key has signed and whose origin is the key's name.
    pub fn open(note: &[u8], key: &VerifierKey) -> Result<Self, CheckpointError> {
        let checkpoint = Self::parse(note::open(note, key)?)?;
        if checkpoint.origin == key.name() { Ok(checkpoint) } else { Err(CheckpointError::OtherOrigin) }
    }
}

/// Why bytes are not a checkpoint of the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not origin, size and root on three lines.
    #[error("not a checkpoint")]
    Malformed,
    /// The origin is not the key's name.
    #[error("checkpoint is of another log")]
    OtherOrigin,
    /// The note around it is wrong.
    #[error("checkpoint is not signed as it must be")]
    Note(#[from] NoteError),
}

impl CheckpointError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Note(note) => note.advice(),
            _ => "this is not a checkpoint of this log: ask for a fresh export",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    #[test]
    fn malformed_texts_are_refused() {
        assert!(Checkpoint::parse(&format!("log\n0\n{ROOT}\n")).is_ok());
        assert!(Checkpoint::parse(&format!("log\n0\n{ROOT}\nextension\n")).is_ok());
        for (size, root) in
            [("00", ROOT), ("+1", ROOT), ("-1", ROOT), ("", ROOT), ("18446744073709551616", ROOT), ("1", "AAAA")]
        {
            assert!(Checkpoint::parse(&format!("log\n{size}\n{root}\n")).is_err(), "{size} {root}");
        }
        assert!(Checkpoint::parse(&format!("\n0\n{ROOT}\n")).is_err());
        assert!(Checkpoint::parse(&format!("log\n0\n{ROOT}")).is_err());
        assert!(Checkpoint::parse(&format!("log\n0\n{ROOT}\n\n")).is_err());
    }

    #[test]
    fn a_checkpoint_of_another_log_is_refused() {
        let key = SigningKey::from_seed("one", [1; 32]).unwrap();
        let foreign = key.sign(&Checkpoint::new("two", 1, [0; 32]).to_text()).unwrap();
        assert_eq!(Checkpoint::open(foreign.as_bytes(), &key.verifier()), Err(CheckpointError::OtherOrigin));
        let own = Checkpoint::new("one", 1, [0; 32]);
        assert_eq!(Checkpoint::open(own.sign(&key).unwrap().as_bytes(), &key.verifier()), Ok(own));
    }
}
