//! Cosignatures that came back from witnesses: kept beside the checkpoints that they stand under.

use super::schema::{int, uint};
use super::{Store, StoreError};
use crate::sqlite::SqliteError;
use rusqlite::{Connection, OptionalExtension as _, params};

/// The most lines that one checkpoint takes: a note has room for a hundred signatures.
const MAX_LINES: u64 = 50;

/// One cosignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// Number of leaves in the checkpoint.
    pub size: u64,
    /// The witness's key name.
    pub witness: String,
    /// When it signed, seconds since 1970 by its own clock.
    pub time: u64,
    /// The signature line, newline included.
    pub line: String,
}

/// A register that was only looked at since version 1 has no such table.
pub(super) fn has_table(db: &Connection) -> Result<bool, SqliteError> {
    let mut select = db.prepare_cached("SELECT count(*) FROM sqlite_schema WHERE name = 'cosignature'")?;
    Ok(select.query_row([], |row| row.get::<_, i64>(0))? > 0)
}

impl Store {
    /// The stored note over exactly `size` leaves, without cosignatures; `None` when no commit ended there.
    pub fn note_at(&self, size: u64) -> Result<Option<String>, StoreError> {
        let read = || {
            let mut select = self.db.prepare_cached("SELECT note FROM checkpoint WHERE size = ?1")?;
            select.query_row([int(size)], |row| row.get(0)).optional()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    /// Keeps a cosignature that was verified; false when it is there already or its checkpoint has enough.
    pub fn keep_cosignature(&mut self, cosigned: &Cosigned) -> Result<bool, StoreError> {
        let Cosigned { size, witness, time, line } = cosigned;
        let kept = || {
            let sql = "INSERT OR IGNORE INTO cosignature (size, witness, time, line)
                SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM cosignature WHERE size = ?1) < ?5";
            self.db.execute(sql, params![int(*size), witness, int(*time), line, int(MAX_LINES)])
        };
        Ok(kept().map_err(SqliteError::from)? > 0)
    }

    /// All cosignatures, oldest first.
    pub fn cosignatures(&self) -> Result<Vec<Cosigned>, StoreError> {
        let read = || -> rusqlite::Result<Vec<Cosigned>> {
            let mut select = self.db.prepare_cached("SELECT size, witness, time, line FROM cosignature ORDER BY n")?;
            let rows = select.query_map([], |row| {
                let (size, time) = (uint(row.get(0)?), uint(row.get(2)?));
                Ok(Cosigned { size, witness: row.get(1)?, time, line: row.get(3)? })
            })?;
            rows.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }
}
