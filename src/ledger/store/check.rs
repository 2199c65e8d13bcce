//! What is compared before the ledger is trusted: with `keys/head`, with its key, with itself.

use super::error::Alarm;
use super::schema;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::head;
use crate::ledger::note::VerifierKey;
use crate::ledger::tiles::WIDTH;
use crate::ledger::tree::{self, Frontier};
use crate::sqlite::SqliteError;
use rusqlite::Connection;
use std::path::Path;

/// Everything that an open compares; returns the epoch.
pub(super) fn at_open(db: &Connection, known: &Checkpoint, key: &VerifierKey) -> Result<u64, Alarm> {
    let log = schema::log_row(db)?.ok_or(Alarm::ForeignKey)?;
    if log.vkey != key.to_string() || log.origin != key.name() {
        return Err(Alarm::ForeignKey);
    }
    compare(db, known, &log.origin)?;
    let newest = newest(db, key)?;
    last_tiles(db, &newest)?;
    Ok(log.epoch)
}

/// The comparison with `keys/head` that every append repeats.
pub(super) fn not_behind(db: &Connection, path: &Path) -> Result<(), Alarm> {
    let known = head::read(path)?;
    compare(db, &known, &known.origin)
}

fn compare(db: &Connection, known: &Checkpoint, origin: &str) -> Result<(), Alarm> {
    if known.origin != origin {
        return Err(Alarm::HeadMissing);
    }
    let size = schema::count(db)?;
    if size < known.size {
        return Err(Alarm::BehindHead { head: known.size, size });
    }
    let root = tree::root_at(known.size, &mut |level, n| schema::node(db, level, n))?;
    if root == known.root { Ok(()) } else { Err(Alarm::ForkedFromHead { head: known.size }) }
}

fn newest(db: &Connection, key: &VerifierKey) -> Result<Checkpoint, Alarm> {
    let note = schema::newest_note(db)?.ok_or(Alarm::Unsigned(None))?;
    let newest = Checkpoint::open(note.as_bytes(), key).map_err(|e| Alarm::Unsigned(Some(e)))?;
    let size = schema::count(db)?;
    if newest.size == size { Ok(newest) } else { Err(Alarm::TilesDoNotMatch { index: newest.size.min(size) }) }
}

/// Hashes the leaves of the last two tiles again, compares every node that they complete, and the root.
fn last_tiles(db: &Connection, newest: &Checkpoint) -> Result<(), Alarm> {
    let start = ((newest.size.saturating_sub(1)) / WIDTH * WIDTH).saturating_sub(WIDTH);
    let mut frontier = schema::frontier(db, start)?;
    let mut wrong = None;
    let mut failed: Option<SqliteError> = None;
    schema::leaves(db, start..newest.size, &mut |index, bytes| {
        frontier.push_with(tree::leaf_hash(bytes), &mut |level, n, hash| match schema::node(db, level, n) {
            Ok(stored) if stored == *hash => (),
            Ok(_) => wrong = wrong.or(Some(index)),
            Err(e) => failed = Some(e),
        });
        wrong.is_none() && failed.is_none()
    })?;
    if let Some(e) = failed {
        return Err(e.into());
    }
    if let Some(index) = wrong {
        return Err(Alarm::TilesDoNotMatch { index });
    }
    if frontier.size() == newest.size && frontier.root() == newest.root {
        return Ok(());
    }
    Err(Alarm::TilesDoNotMatch { index: start })
}

/// The whole tree from the leaves, against the newest checkpoint.
pub(super) fn integrity(db: &Connection, key: &VerifierKey) -> Result<Checkpoint, Alarm> {
    let newest = newest(db, key)?;
    let mut frontier = Frontier::default();
    schema::leaves(db, 0..newest.size, &mut |index, bytes| {
        let next = index == frontier.size();
        if next {
            frontier.push(tree::leaf_hash(bytes));
        }
        next
    })?;
    if frontier.size() == newest.size && frontier.root() == newest.root {
        return Ok(newest);
    }
    Err(Alarm::TilesDoNotMatch { index: frontier.size().min(newest.size).saturating_sub(1) })
}
