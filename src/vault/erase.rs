//! Erasing: key, secret, values, tokens, pictures, drafts and papers of an entry, for good.
//!
//! The ledger's `erased` leaf comes first and is what counts: whatever is still here of an entry
//! that such a leaf names is removed when the folder is opened again, also after an older copy of
//! the vault was put back. Deleted content is overwritten (`secure_delete`), the database is
//! written anew (`VACUUM`), and its log is emptied.

use super::{Vault, VaultError, clear_mark, mark, set_mark};
use crate::ledger::leaf::EntryId;
use crate::sqlite::SqliteError;
use rusqlite::TransactionBehavior;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Entries that are removed in one commit.
const BATCH: usize = 500;

/// Set while deleted content may still stand in the files.
pub(super) const SCRUB: &str = "scrub";

/// How far the ledger's erasures are followed: origin and size.
const REPLAYED: &str = "replayed";

/// `[retention]`: how long personal data is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionConfig {
    /// Days after which `log erase` counts an entry as due; nothing is due without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

impl RetentionConfig {
    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Vault {
    /// Ids of all entries of which the vault holds anything.
    pub fn held(&self) -> Result<HashSet<EntryId>, VaultError> {
        let read = || -> rusqlite::Result<HashSet<EntryId>> {
            let mut select = self.db.prepare_cached("SELECT entry_id FROM entry")?;
            select.query_map([], |row| Ok(EntryId::from_bytes(row.get(0)?)))?.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    /// How many entries those are.
    pub fn entries(&self) -> Result<u64, VaultError> {
        let n: i64 =
            self.db.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).map_err(SqliteError::from)?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// Removes everything about these entries; [`Vault::scrub`] must follow. Returns how many of
    /// them were there.
    pub fn erase(&mut self, entries: &[EntryId]) -> Result<usize, VaultError> {
        let mut removed = 0;
        for batch in entries.chunks(BATCH) {
            let mut work = || -> rusqlite::Result<usize> {
                let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let mut here = 0;
                let mut also = 0;
                for entry in batch {
                    here +=
                        begun.prepare_cached("DELETE FROM entry WHERE entry_id = ?1")?.execute([entry.as_bytes()])?;
                    also +=
                        begun.prepare_cached("DELETE FROM tray WHERE entry_id = ?1")?.execute([entry.as_bytes()])?;
                }
                if here + also > 0 {
                    begun.execute("INSERT OR REPLACE INTO mark (name, value) VALUES (?1, '1')", [SCRUB])?;
                }
                begun.commit()?;
                Ok(here)
            };
            removed += work().map_err(SqliteError::from)?;
        }
        Ok(removed)
    }

    /// Whether erased content may still stand in the files.
    pub fn needs_scrub(&self) -> Result<bool, VaultError> {
        Ok(mark(&self.db, SCRUB)?.is_some())
    }

    /// Writes the database anew and empties its log, so that no page keeps what was erased. Fails
    /// while another program reads or writes the vault; it can be repeated at any time.
    pub fn scrub(&mut self) -> Result<(), VaultError> {
        self.db.execute_batch("VACUUM").map_err(SqliteError::from)?;
        self.empty_log()?;
        clear_mark(&self.db, SCRUB)?;
        // The removed mark is in the log now; nothing personal is.
        Ok(())
    }

    fn empty_log(&self) -> Result<(), VaultError> {
        let busy: i64 =
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(SqliteError::from)?;
        if busy == 0 { Ok(()) } else { Err(VaultError::NotScrubbed) }
    }

    /// Up to which size the erasures of this log have been followed; `None` for another log, or
    /// when none ever was.
    pub fn replayed(&self, origin: &str) -> Result<Option<u64>, VaultError> {
        let text = mark(&self.db, REPLAYED)?;
        let known = text.as_deref().and_then(|text| text.rsplit_once(' ')).filter(|(log, _)| *log == origin);
        Ok(known.and_then(|(_, size)| size.parse().ok()))
    }

    /// Remembers it.
    pub fn set_replayed(&mut self, origin: &str, size: u64) -> Result<(), VaultError> {
        set_mark(&self.db, REPLAYED, &format!("{origin} {size}"))
    }
}
