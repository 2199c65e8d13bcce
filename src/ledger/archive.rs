//! Epochs that have ended: read, never written.

use super::leaf::EntryId;
use super::store::{LEDGER_FILE, StoreError, schema};
use crate::sqlite;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The register of an earlier epoch, as it was moved aside.
#[derive(Debug)]
pub struct Archive {
    number: u64,
    db: Connection,
}

impl Archive {
    /// Folders of all earlier epochs of a shop's folder, oldest first.
    pub fn folders(dir: &Path) -> Vec<(u64, PathBuf)> {
        let entries = std::fs::read_dir(dir.join("epochs")).into_iter().flatten().flatten();
        let mut found: Vec<_> =
            entries.filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path()))).collect();
        found.sort();
        found
    }

    /// Every earlier epoch that can be read; one that is damaged or missing is the verifier's to tell of.
    pub fn readable(dir: &Path) -> Vec<Self> {
        let open = |path: &Path| sqlite::open_read_only(&path.join(LEDGER_FILE), &schema::SCHEMA).ok();
        Self::folders(dir).into_iter().filter_map(|(number, path)| Some(Self { number, db: open(&path)? })).collect()
    }

    /// Number of the epoch, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The database, for what reads a whole snapshot.
    pub(in crate::ledger) fn db(&self) -> &Connection {
        &self.db
    }

    /// Index of the entry with this id.
    pub fn find(&self, entry: EntryId) -> Result<Option<u64>, StoreError> {
        Ok(schema::index_of(&self.db, entry)?)
    }

    /// The bytes of the entry with this id.
    pub fn read(&self, entry: EntryId) -> Result<Option<Vec<u8>>, StoreError> {
        let index = schema::index_of(&self.db, entry)?;
        Ok(index.map(|index| schema::leaf(&self.db, index)).transpose()?.flatten())
    }

    /// The bytes of the entry at an index.
    pub fn leaf(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(schema::leaf(&self.db, index)?)
    }

    /// Hands every leaf from `first` on to `each`, in order.
    pub fn from(&self, first: u64, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), StoreError> {
        let size = schema::count(&self.db)?;
        Ok(schema::leaves(&self.db, first..size, &mut |index, bytes| {
            each(index, bytes);
            true
        })?)
    }
}
