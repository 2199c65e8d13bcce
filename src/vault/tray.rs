//! What is not finished: drafts of deals, and papers that wait for the printer.
//!
//! They are personal like entries, and must survive a power cut without anybody unlocking
//! anything; so they lie in the vault, sealed under the till's key. What belongs to an entry goes
//! with it when it is erased.

use super::seal::{open_bytes, seal_bytes};
use super::{Vault, VaultError};
use crate::ledger::leaf::commitment::hmac;
use crate::ledger::leaf::{EntryId, MAX_BLOB, check_label};
use crate::sqlite::SqliteError;
use rusqlite::{OptionalExtension as _, params};
use std::fmt;
use zeroize::Zeroizing;

/// Where something lies until it is finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tray {
    /// Deals that were begun.
    Drafts,
    /// Papers that wait for the printer.
    Prints,
    /// Pictures that no entry has yet.
    Pictures,
}

/// One thing in a tray.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its name in the tray: as a label, never a person's name.
    pub name: String,
    /// The entry with which it is erased.
    pub entry: Option<EntryId>,
    /// What it holds, at most 16 MiB.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Kept {
    /// Leaves the bytes out: they are personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("name", &self.name).field("entry", &self.entry).finish_non_exhaustive()
    }
}

impl Tray {
    fn number(self) -> i64 {
        match self {
            Self::Drafts => 1,
            Self::Prints => 2,
            Self::Pictures => 3,
        }
    }
}

impl Vault {
    /// Puts a thing in a tray, in place of one of the same name. On disk when it returns.
    pub fn put(&mut self, tray: Tray, kept: &Kept) -> Result<(), VaultError> {
        if check_label(&kept.name).is_err() || kept.bytes.len() > MAX_BLOB {
            let name = kept.name.chars().take(64).flat_map(char::escape_default).collect();
            return Err(VaultError::Kept { name });
        }
        let entry = kept.entry.map(|entry| *entry.as_bytes());
        let place = place(tray, &kept.name, kept.entry);
        let sealed = seal_bytes(&self.tray_key(), &[&place], &kept.bytes)?;
        let sql = "INSERT INTO tray (tray, name, entry_id, sealed) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (tray, name) DO UPDATE SET entry_id = ?3, sealed = ?4";
        let done = self.db.execute(sql, params![tray.number(), kept.name, entry, sealed]);
        Ok(done.map(drop).map_err(SqliteError::from)?)
    }

    /// A thing by its name.
    pub fn get(&self, tray: Tray, name: &str) -> Result<Option<Kept>, VaultError> {
        type Row = (Option<[u8; 16]>, Vec<u8>);
        let read = || -> rusqlite::Result<Option<Row>> {
            let sql = "SELECT entry_id, sealed FROM tray WHERE tray = ?1 AND name = ?2";
            let mut select = self.db.prepare_cached(sql)?;
            select.query_row(params![tray.number(), name], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        };
        let Some((entry, sealed)) = read().map_err(SqliteError::from)? else { return Ok(None) };
        let entry = entry.map(EntryId::from_bytes);
        let opened = open_bytes(&self.tray_key(), &[&place(tray, name, entry)], &sealed);
        let bytes = opened.ok_or_else(|| VaultError::Kept { name: name.to_owned() })?;
        Ok(Some(Kept { name: name.to_owned(), entry, bytes }))
    }

    /// Names of all things in a tray, in the order in which they were first put there.
    pub fn list(&self, tray: Tray) -> Result<Vec<String>, VaultError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut select = self.db.prepare_cached("SELECT name FROM tray WHERE tray = ?1 ORDER BY id")?;
            select.query_map([tray.number()], |row| row.get(0))?.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    /// Takes a thing out for good; `false` when it was not there.
    pub fn remove(&mut self, tray: Tray, name: &str) -> Result<bool, VaultError> {
        let done = self.db.execute("DELETE FROM tray WHERE tray = ?1 AND name = ?2", params![tray.number(), name]);
        Ok(done.map_err(SqliteError::from)? > 0)
    }

    fn tray_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(self.keys.till.as_slice(), &[b"countercheck trays"]))
    }
}

/// Names hold no NUL.
fn place(tray: Tray, name: &str, entry: Option<EntryId>) -> Vec<u8> {
    format!("{}\0{name}\0{}", tray.number(), entry.map(|entry| entry.to_string()).unwrap_or_default()).into_bytes()
}
