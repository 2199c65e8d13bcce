//! Pictures and other large things: sealed in chunks, opened whole or not at all.

use super::seal::{entry_key, open_bytes, seal_bytes};
use super::{Vault, VaultError};
use crate::ledger::leaf::{Blob, EntryId, LeafError, MAX_BLOB};
use crate::sqlite::SqliteError;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

/// Bytes of a chunk: what a page of memory and of the database can bear at once.
const CHUNK: usize = 256 << 10;

/// A blob, sealed and ready to be written.
pub(super) struct SealedBlob {
    label: String,
    parts: Vec<Vec<u8>>,
}

/// What the leaf commits to: the hexadecimal SHA-256 of the bytes.
pub(super) fn value(blob: &Blob) -> String {
    hex::encode(Sha256::digest(&blob.bytes))
}

impl SealedBlob {
    pub(super) fn new(blob: &Blob, key: &[u8; 32], entry: EntryId) -> Result<Self, VaultError> {
        if blob.bytes.len() > MAX_BLOB {
            return Err(LeafError::LongBlob { label: blob.label.clone(), bytes: blob.bytes.len() }.into());
        }
        let count = blob.bytes.chunks(CHUNK).len();
        let parts = blob.bytes.chunks(CHUNK).enumerate();
        let sealed = parts.map(|(n, part)| seal_bytes(key, &place(entry, &blob.label, n, count).each(), part));
        Ok(Self { label: blob.label.clone(), parts: sealed.collect::<Result<_, _>>()? })
    }

    /// Writes the rows; the caller commits.
    pub(super) fn insert(&self, db: &Connection, n: i64) -> rusqlite::Result<()> {
        let mut insert = db.prepare_cached("INSERT INTO blob (n, label, part, sealed) VALUES (?1, ?2, ?3, ?4)")?;
        for (part, sealed) in (0_i64..).zip(&self.parts) {
            insert.execute(params![n, self.label, part, sealed])?;
        }
        Ok(())
    }
}

/// Where a chunk belongs: that its number and their count are bound in, makes a missing, swapped
/// or doubled one show. Labels hold no NUL, so no field has the same place.
struct Place {
    entry: EntryId,
    text: String,
}

fn place(entry: EntryId, label: &str, part: usize, count: usize) -> Place {
    Place { entry, text: format!("{label}\0{part}\0{count}") }
}

impl Place {
    fn each(&self) -> [&[u8]; 2] {
        [self.entry.as_bytes(), self.text.as_bytes()]
    }
}

impl Vault {
    /// The bytes of an entry's blob; needs the shop's key unlocked. `None` where the entry has none
    /// of this label, or was erased.
    pub fn blob(&self, entry: EntryId, label: &str) -> Result<Option<Vec<u8>>, VaultError> {
        let Some(row) = self.row(entry)? else { return Ok(None) };
        let fields = self.fields(row.n)?;
        let Some(field) = fields.iter().find(|field| field.label == label) else { return Ok(None) };
        let parts = self.parts(row.n, label)?;
        let secret = self.secret(entry, &row)?;
        let wanted = self.open_field(entry, Some(&secret), field)?.value;
        let key = entry_key(&secret);
        let mut bytes = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let opened = open_bytes(&key, &place(entry, label, n, parts.len()).each(), part);
            bytes.extend(opened.ok_or(VaultError::Sealed { entry })?);
        }
        let whole = hex::encode(Sha256::digest(&bytes)) == wanted;
        match (whole, parts.is_empty()) {
            (true, _) => Ok(Some(bytes)),
            // An ordinary field of that label.
            (false, true) => Ok(None),
            (false, false) => Err(VaultError::Sealed { entry }),
        }
    }

    fn parts(&self, n: i64, label: &str) -> Result<Vec<Vec<u8>>, VaultError> {
        let read = || -> rusqlite::Result<Vec<Vec<u8>>> {
            let sql = "SELECT sealed FROM blob WHERE n = ?1 AND label = ?2 ORDER BY part";
            self.db.prepare_cached(sql)?.query_map(params![n, label], |row| row.get(0))?.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }
}
