//! The ledger on disk.

use super::leaf::EntryId;
use super::tree::Hash;
use crate::clock::Moment;
use std::ops::Range;
use std::path::Path;

/// What an append committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Index of the first of the new leaves.
    pub first: u64,
    /// Number of leaves in the log now.
    pub size: u64,
    /// Root of the log now.
    pub root: Hash,
    /// Leaf hashes of the new leaves, in order.
    pub leaf_hashes: Vec<Hash>,
}

/// How a log begins.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Name of shop and terminal as they stand in the log's origin: letters, digits, `-`, `.`.
    pub shop: String,
    /// The terminal's name, likewise.
    pub terminal: String,
    /// The first leaf, of kind `opened`; its plain members are kept, `origin`, `log_key` and `epoch` added.
    pub draft: super::leaf::Draft,
    /// Boot, build and list versions for that leaf.
    pub stamp: super::leaf::Stamp,
}

/// Why the ledger does not open. Every alarm but [`Alarm::Unreachable`] can be answered with a new epoch.
#[derive(Debug, thiserror::Error)]
pub enum Alarm {
    /// There is no ledger.
    #[error("ledger.db is missing")]
    Missing,
    /// It could not be read at all.
    #[error("ledger.db cannot be opened")]
    Unreachable,
}

/// Why something was not recorded or read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The ledger itself is not what it was.
    #[error("the ledger raises an alarm")]
    Alarm(#[from] Alarm),
}

/// The open ledger of one terminal.
#[derive(Debug)]
pub struct Store {}

impl Store {
    /// Makes the ledger of a new shop folder, its key and its first leaf; refuses if any of it exists.
    pub fn create(_dir: &Path, _opening: &Opening) -> Result<Self, StoreError> {
        Err(Alarm::Unreachable.into())
    }

    /// Opens an existing ledger and checks it against `keys/head`, its key and its last tiles.
    pub fn open(_dir: &Path) -> Result<Self, Alarm> {
        Err(Alarm::Unreachable)
    }

    /// Appends leaves in one durable commit; when it returns, they are on disk and signed for.
    pub fn append(&mut self, _leaves: &[Vec<u8>], _at: Moment) -> Result<Appended, StoreError> {
        Err(Alarm::Unreachable.into())
    }

    /// Number of leaves.
    pub fn len(&self) -> Result<u64, StoreError> {
        Err(Alarm::Unreachable.into())
    }

    /// The bytes of one leaf.
    pub fn read(&self, _index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Err(Alarm::Unreachable.into())
    }

    /// Hands each leaf of the range to `each`, in order, while it returns true.
    pub fn range(
        &self,
        _indexes: Range<u64>,
        _each: &mut dyn FnMut(u64, &[u8]) -> bool,
    ) -> Result<(), StoreError> {
        Err(Alarm::Unreachable.into())
    }

    /// Index of the entry with this id.
    pub fn find(&self, _entry: EntryId) -> Result<Option<u64>, StoreError> {
        Err(Alarm::Unreachable.into())
    }
}
