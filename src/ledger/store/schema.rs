//! `ledger.db`: what is in it, and the statements that read it.

use super::cosigned;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::EntryId;
use crate::ledger::note;
use crate::ledger::tree::{self, Frontier, Hash};
use crate::sqlite::{Schema, SqliteError};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::ops::Range;

/// What version 2 adds.
macro_rules! cosignatures {
    () => {
        "
        CREATE TABLE cosignature (
            n INTEGER PRIMARY KEY, size INTEGER NOT NULL, witness TEXT NOT NULL, time INTEGER NOT NULL,
            line TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE INDEX cosignature_size ON cosignature (size);
        CREATE TRIGGER cosignature_update BEFORE UPDATE ON cosignature
            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER cosignature_delete BEFORE DELETE ON cosignature
            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
    "
    };
}

/// The register of one epoch. Triggers are a guard against faults of the program, not against the
/// owner of the machine: that is what the tree is for.
pub(crate) const SCHEMA: Schema = Schema {
    application_id: 0x4343_6c67,
    version: 2,
    create: concat!(
        "
        CREATE TABLE log (
            one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, origin TEXT NOT NULL, vkey TEXT NOT NULL
        ) STRICT;
        CREATE TABLE leaf (
            idx INTEGER PRIMARY KEY, entry_id BLOB NOT NULL UNIQUE CHECK (length(entry_id) = 16), bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE node (pos INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
        CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, at TEXT NOT NULL, note TEXT NOT NULL) STRICT;
        CREATE TRIGGER log_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER log_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER leaf_update BEFORE UPDATE ON leaf BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER leaf_delete BEFORE DELETE ON leaf BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER leaf_next BEFORE INSERT ON leaf
            WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM leaf)
            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER node_update BEFORE UPDATE ON node BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER node_delete BEFORE DELETE ON node BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER node_next BEFORE INSERT ON node
            WHEN NEW.pos <> (SELECT coalesce(max(pos) + 1, 0) FROM node)
            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER checkpoint_next BEFORE INSERT ON checkpoint
            WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint)
            BEGIN SELECT RAISE(ABORT, 'append-only'); END;
    ",
        cosignatures!()
    ),
    migrations: &[cosignatures!()],
    secure_delete: false,
};

/// What the log says about itself.
pub(crate) struct LogRow {
    pub(crate) epoch: u64,
    pub(crate) origin: String,
    pub(crate) vkey: String,
}

/// Database integers are signed; no log comes near the limit.
pub(crate) fn int(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The other way; a negative number in a damaged file becomes one that fits nowhere.
pub(crate) fn uint(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

pub(crate) fn log_row(db: &Connection) -> Result<Option<LogRow>, SqliteError> {
    let mut select = db.prepare_cached("SELECT epoch, origin, vkey FROM log WHERE one = 1")?;
    let row =
        select.query_row([], |row| Ok(LogRow { epoch: uint(row.get(0)?), origin: row.get(1)?, vkey: row.get(2)? }));
    Ok(row.optional()?)
}

/// Number of leaves.
pub(crate) fn count(db: &Connection) -> Result<u64, SqliteError> {
    let mut select = db.prepare_cached("SELECT coalesce(max(idx) + 1, 0) FROM leaf")?;
    Ok(uint(select.query_row([], |row| row.get(0))?))
}

pub(crate) fn leaf(db: &Connection, index: u64) -> Result<Option<Vec<u8>>, SqliteError> {
    let mut select = db.prepare_cached("SELECT bytes FROM leaf WHERE idx = ?1")?;
    Ok(select.query_row([int(index)], |row| row.get(0)).optional()?)
}

pub(crate) fn index_of(db: &Connection, entry: EntryId) -> Result<Option<u64>, SqliteError> {
    let mut select = db.prepare_cached("SELECT idx FROM leaf WHERE entry_id = ?1")?;
    Ok(select.query_row([entry.as_bytes()], |row| row.get(0)).optional()?.map(uint))
}

/// Hands on the leaves of a range in order, until `each` returns false.
pub(crate) fn leaves(
    db: &Connection,
    indexes: Range<u64>,
    each: &mut dyn FnMut(u64, &[u8]) -> bool,
) -> Result<(), SqliteError> {
    let mut select = db.prepare_cached("SELECT idx, bytes FROM leaf WHERE idx >= ?1 AND idx < ?2 ORDER BY idx")?;
    let mut rows = select.query([int(indexes.start), int(indexes.end)])?;
    while let Some(row) = rows.next()? {
        // A damaged file may hold another type here: no bytes hash to a wrong leaf, and are reported as one.
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        if !each(uint(row.get(0)?), bytes) {
            break;
        }
    }
    Ok(())
}

/// The first entries whose column does not repeat the id in the leaf: a search would miss them.
pub(crate) fn misnamed(db: &Connection) -> Result<Vec<u64>, SqliteError> {
    let sql = "SELECT idx FROM leaf
        WHERE instr(CAST(bytes AS TEXT), '\"entry_id\":\"' || lower(hex(entry_id)) || '\"') = 0 LIMIT 100";
    let mut select = db.prepare(sql)?;
    let rows = select.query_map([], |row| row.get(0).map(uint))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A stored node; zeros when it is missing or malformed, which then fits no root.
pub(crate) fn node(db: &Connection, level: u32, index: u64) -> Result<Hash, SqliteError> {
    let mut select = db.prepare_cached("SELECT hash FROM node WHERE pos = ?1")?;
    let hash: Option<Vec<u8>> =
        select.query_row([int(tree::stored_index(level, index))], |row| row.get(0)).optional()?;
    Ok(hash.and_then(|hash| hash.try_into().ok()).unwrap_or_default())
}

/// The right edge at `size`, from stored nodes.
pub(crate) fn frontier(db: &Connection, size: u64) -> Result<Frontier, SqliteError> {
    let peaks = tree::peaks(size).into_iter().map(|(level, index)| node(db, level, index)).collect::<Result<_, _>>()?;
    Ok(Frontier::from_peaks(size, peaks).unwrap_or_default())
}

/// The newest checkpoint's note.
pub(crate) fn newest_note(db: &Connection) -> Result<Option<String>, SqliteError> {
    let mut select = db.prepare_cached("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")?;
    Ok(select.query_row([], |row| row.get(0)).optional()?)
}

/// The note's content, whoever signed it.
pub(crate) fn unchecked(note: &str) -> Option<Checkpoint> {
    Checkpoint::parse(note::text_of(note.as_bytes()).ok()?).ok()
}

/// The first checkpoint whose size is larger, with the lines of witnesses under it.
pub(crate) fn checkpoint_after(db: &Connection, size: u64) -> Result<Option<(u64, String)>, SqliteError> {
    let mut select = db.prepare_cached(if cosigned::has_table(db)? {
        "SELECT size, note || coalesce((
            SELECT group_concat(line, '' ORDER BY n) FROM cosignature WHERE cosignature.size = checkpoint.size
        ), '') FROM checkpoint WHERE size > ?1 ORDER BY size LIMIT 1"
    } else {
        "SELECT size, note FROM checkpoint WHERE size > ?1 ORDER BY size LIMIT 1"
    })?;
    Ok(select.query_row([int(size)], |row| Ok((uint(row.get(0)?), row.get(1)?))).optional()?)
}

pub(crate) fn insert_leaf(db: &Connection, index: u64, entry: EntryId, bytes: &[u8]) -> Result<(), SqliteError> {
    let mut insert = db.prepare_cached("INSERT INTO leaf (idx, entry_id, bytes) VALUES (?1, ?2, ?3)")?;
    insert.execute(params![int(index), entry.as_bytes(), bytes])?;
    Ok(())
}

pub(crate) fn insert_node(db: &Connection, level: u32, index: u64, hash: &Hash) -> Result<(), SqliteError> {
    let mut insert = db.prepare_cached("INSERT INTO node (pos, hash) VALUES (?1, ?2)")?;
    insert.execute(params![int(tree::stored_index(level, index)), hash])?;
    Ok(())
}

pub(crate) fn insert_checkpoint(db: &Connection, size: u64, at: &str, note: &str) -> Result<(), SqliteError> {
    let mut insert = db.prepare_cached("INSERT INTO checkpoint (size, at, note) VALUES (?1, ?2, ?3)")?;
    insert.execute(params![int(size), at, note])?;
    Ok(())
}

pub(crate) fn insert_log(db: &Connection, row: &LogRow) -> Result<(), SqliteError> {
    db.execute(
        "INSERT INTO log (one, epoch, origin, vkey) VALUES (1, ?1, ?2, ?3)",
        params![int(row.epoch), row.origin, row.vkey],
    )?;
    Ok(())
}
