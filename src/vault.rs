//! Everything personal, sealed: what the ledger only commits to.

use crate::ledger::leaf::{Commitments, Draft, EntryId, TokenClass};
use std::path::Path;

/// One value that has been opened again.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed {
    /// Its label in the leaf.
    pub label: String,
    /// The value as it was sealed.
    pub value: String,
}

impl std::fmt::Debug for Revealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revealed").field("label", &self.label).finish_non_exhaustive()
    }
}

/// One field as an extract discloses it.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// Its label in the leaf.
    pub label: String,
    /// `HMAC-SHA256(secret, label)`: opens this commitment and no other.
    pub salt: [u8; 32],
    /// The value as it was sealed.
    pub value: String,
}

/// Why the vault did not do it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no vault in the folder.
    #[error("vault.db is missing")]
    Missing,
}

/// The open vault of one shop folder.
#[derive(Debug)]
pub struct Vault {}

impl Vault {
    /// Makes the vault of a new shop folder and its keys; refuses if any of it exists.
    pub fn create(_dir: &Path) -> Result<Self, VaultError> {
        Err(VaultError::Missing)
    }

    /// Opens an existing vault.
    pub fn open(_dir: &Path) -> Result<Self, VaultError> {
        Err(VaultError::Missing)
    }

    /// Seals the fields of all drafts in one durable commit, before the ledger learns of them.
    /// Returns each draft's commitments, in order (empty for a draft without fields).
    pub fn seal(&mut self, _drafts: &[Draft]) -> Result<Vec<Commitments>, VaultError> {
        Err(VaultError::Missing)
    }

    /// All values of an entry; needs the shop's secret key. Empty when the entry has none (or was erased).
    pub fn reveal(&self, _entry: EntryId) -> Result<Vec<Revealed>, VaultError> {
        Err(VaultError::Missing)
    }

    /// The handset numbers of an entry; needs only the till's key.
    pub fn numbers(&self, _entry: EntryId) -> Result<Vec<Revealed>, VaultError> {
        Err(VaultError::Missing)
    }

    /// Entries with a value of this class that normalises alike, oldest first.
    pub fn find(&self, _class: TokenClass, _value: &str) -> Result<Vec<EntryId>, VaultError> {
        Err(VaultError::Missing)
    }

    /// What an extract discloses of an entry: those of the labels that it has.
    pub fn disclosure(&self, _entry: EntryId, _labels: &[&str]) -> Result<Vec<Disclosed>, VaultError> {
        Err(VaultError::Missing)
    }

    /// Removes entries that never reached the ledger; only while nobody else has the folder open.
    /// Returns how many.
    pub fn sweep_orphans(
        &mut self,
        _recorded: &mut dyn FnMut(EntryId) -> Option<bool>,
    ) -> Result<usize, VaultError> {
        Err(VaultError::Missing)
    }
}
