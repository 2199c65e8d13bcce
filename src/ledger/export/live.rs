//! Verifying a shop's data folder in place, read-only, beside a running till.

use super::{ExportError, Wanted};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::head;
use crate::ledger::note::VerifierKey;
use crate::ledger::store::{Alarm, LEDGER_FILE, StoreError, files, schema};
use crate::ledger::tree::{Hash, root_at};
use crate::ledger::verify::{Anchor, Audit, Beside, Line, Summary};
use crate::sqlite::{self, SqliteError};
use rusqlite::Connection;
use std::path::Path;

pub(super) fn verify(dir: &Path, wanted: &Wanted, report: &mut dyn FnMut(Line)) -> Result<Summary, ExportError> {
    let path = dir.join(LEDGER_FILE);
    let quiet = !sqlite::log_beside(&path);
    let summary = once(dir, &path, wanted, report)?;
    // Without a log beside it the database is read without locks (a stick may be write-protected),
    // and a till that was opened meanwhile may have written under the reader.
    if quiet && sqlite::log_beside(&path) {
        let what = "note: the folder was opened by another program meanwhile; verify it again".to_owned();
        report(Line { index: None, ok: true, what });
    }
    Ok(summary)
}

fn once(dir: &Path, path: &Path, wanted: &Wanted, report: &mut dyn FnMut(Line)) -> Result<Summary, ExportError> {
    let known = head::read(&dir.join("keys/head"));
    let db = match sqlite::open_read_only(path, &schema::SCHEMA).map_err(Alarm::from) {
        Ok(db) => db,
        Err(alarm) if alarm.offers_epoch() => return Ok(alarmed(report, &alarm)),
        Err(alarm) => return Err(StoreError::from(alarm).into()),
    };
    let read = |e: SqliteError| ExportError::from(StoreError::from(e));
    let snapshot = db.unchecked_transaction().map_err(|e| read(e.into()))?;
    let log = match schema::log_row(&snapshot).map_err(Alarm::from) {
        Ok(Some(log)) => log,
        Ok(None) => return Ok(alarmed(report, &Alarm::ForeignKey)),
        Err(alarm) => return Ok(alarmed(report, &alarm)),
    };
    let Ok(key) = log.vkey.parse::<VerifierKey>() else { return Ok(alarmed(report, &Alarm::ForeignKey)) };

    let mut audit = Audit::new(key.clone(), wanted.trust.as_ref(), report);
    let kept = files::read_text(&dir.join("keys/ledger.pub")).unwrap_or_default();
    if kept.trim_end() != log.vkey || log.origin != key.name() {
        audit.finding(None, &Alarm::ForeignKey.to_string());
    }
    let walked = leaves(&snapshot, &mut audit, wanted.deep);
    if let Err(e) = walked {
        audit.finding(None, &Alarm::from(e).to_string());
    }
    compare_head(&snapshot, &mut audit, known, key.name());
    let newest = schema::newest_note(&snapshot).ok().flatten().unwrap_or_default();
    Ok(audit.finish(newest.as_bytes()))
}

fn alarmed(report: &mut dyn FnMut(Line), alarm: &Alarm) -> Summary {
    report(Line { index: None, ok: false, what: alarm.to_string() });
    Summary { ok: false, entries: 0, size: None, root: String::new(), findings: 1, anchored: Anchor::None }
}

/// Walks over leaves and stored nodes side by side: nodes are stored in the order in which the
/// leaves complete them.
fn leaves(db: &Connection, audit: &mut Audit<'_>, deep: bool) -> Result<(), SqliteError> {
    let mut select = db.prepare("SELECT hash FROM node ORDER BY pos")?;
    let mut nodes = select.query([])?;
    let mut next = || -> Option<Hash> { nodes.next().ok()??.get_ref(0).ok()?.as_blob().ok()?.try_into().ok() };
    let mut stored = if deep { schema::checkpoint_after(db, 0)? } else { None };
    let mut failed = None;
    schema::leaves(db, 0..u64::MAX, &mut |index, bytes| {
        if index != audit.size() {
            audit.finding(Some(audit.size()), "the entry is missing");
            return false;
        }
        let recorded = next().or(Some([0; 32]));
        let mut wrong = None;
        audit.leaf(bytes, &Beside { recorded, disclosed: &[] }, &mut |level, n, hash| {
            if level > 0 && next() != Some(*hash) {
                wrong = wrong.or(Some((level, n)));
            }
        });
        if let Some((level, n)) = wrong {
            audit.finding(Some(index), &format!("the tree's node {n} of level {level} is not over these entries"));
        }
        while let Some((size, note)) = stored.take_if(|(size, _)| *size <= audit.size()) {
            audit.checkpoint(note.as_bytes());
            match schema::checkpoint_after(db, size) {
                Ok(after) => stored = after,
                Err(e) => failed = Some(e),
            }
        }
        failed.is_none()
    })?;
    if let Some((size, _)) = stored {
        audit.finding(None, &format!("a stored checkpoint is over {size} entries, more than there are"));
    }
    for index in schema::misnamed(db)? {
        audit.finding(Some(index), "the entry is kept under another entry's id, so that a search misses it");
    }
    failed.map_or(Ok(()), Err)
}

fn compare_head(db: &Connection, audit: &mut Audit<'_>, known: Result<Checkpoint, Alarm>, origin: &str) {
    let alarm = match known {
        Err(alarm) => alarm,
        Ok(head) if head.origin != origin => Alarm::HeadMissing,
        Ok(head) if head.size > audit.size() => Alarm::BehindHead { head: head.size, size: audit.size() },
        Ok(head) => match root_at(head.size, &mut |level, n| schema::node(db, level, n)) {
            Ok(root) if root == head.root => return,
            _ => Alarm::ForkedFromHead { head: head.size },
        },
    };
    audit.finding(None, &alarm.to_string());
}
