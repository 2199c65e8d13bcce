//! Verifying a shop's data folder in place, read-only, beside a running till.

use super::earlier::{self, Link};
use super::{ExportError, Wanted};
use crate::ledger::archive::Archive;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::closures::Carry;
use crate::ledger::head;
use crate::ledger::note::VerifierKey;
use crate::ledger::store::{Alarm, LEDGER_FILE, StoreError, files, schema};
use crate::ledger::tree::{Hash, root_at};
use crate::ledger::verify::{Around, Audit, Beside, Held, Line, Summary, conclude};
use crate::sqlite::{self, SqliteError};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

pub(super) fn verify(dir: &Path, wanted: &Wanted, report: &mut dyn FnMut(Line)) -> Result<Summary, ExportError> {
    let path = dir.join(LEDGER_FILE);
    let quiet = !sqlite::log_beside(&path);
    let summary = once(dir, wanted, report)?;
    // Without a log beside it the database is read without locks (a stick may be write-protected),
    // and a till that was opened meanwhile may have written under the reader.
    if quiet && sqlite::log_beside(&path) {
        let what = "note: the folder was opened by another program meanwhile; verify it again".to_owned();
        report(Line { index: None, ok: true, what });
    }
    Ok(summary)
}

/// Earlier epochs first, then the present one.
fn once(dir: &Path, wanted: &Wanted, report: &mut dyn FnMut(Line)) -> Result<Summary, ExportError> {
    let folders = earlier_folders(dir);
    let firsts: Vec<_> =
        folders.iter().map(|(_, folder)| folder.as_path()).chain([dir]).filter_map(first_leaf).collect();
    let mut held = Held::new(&wanted.trust);
    let mut link = Link::new(&firsts);
    let (mut findings, mut carry) = (0, None);
    for (n, folder) in &folders {
        let mut lines = earlier::Lines::new(*n, report);
        match open(folder) {
            Ok(opened) => {
                let register = Register { dir: folder, ended: true, deep: wanted.deep };
                let around = Around { held: &mut held, cited: &link.cited, carry: carry.take() };
                let (summary, came_to) = register.verify(&opened, around, &mut |line| lines.take(&line))?;
                carry = link.whole(&opened.key, &summary).then_some(came_to);
                lines.end(&summary);
                findings += summary.findings;
                link.met(&opened.key);
            }
            // How much is missing with it, and whether that was declared, the later epochs say.
            Err(alarm) => lines.take(&Line { index: None, ok: true, what: format!("note: {alarm}") }),
        }
    }
    let opened = match open(dir) {
        Ok(opened) => opened,
        Err(alarm) if alarm.offers_epoch() => {
            report(Line { index: None, ok: false, what: alarm.to_string() });
            return Ok(Summary::unreadable().with(findings, held.anchor()));
        }
        Err(alarm) => return Err(StoreError::from(alarm).into()),
    };
    let register = Register { dir, ended: false, deep: wanted.deep };
    let around = Around { held: &mut held, cited: &link.cited, carry };
    let (summary, _) = register.verify(&opened, around, report)?;
    link.met(&opened.key);
    findings += link.end(report);
    Ok(conclude(summary, findings, &mut held, report))
}

/// Epochs before the one in this folder, oldest first: below it, or beside it where it is itself
/// one that has ended.
fn earlier_folders(dir: &Path) -> Vec<(u64, PathBuf)> {
    let own: Option<u64> = dir.file_name().and_then(|name| name.to_str()?.parse().ok());
    let shop = dir.parent().filter(|epochs| epochs.file_name().is_some_and(|name| name == "epochs"));
    match (own, shop.and_then(Path::parent)) {
        (Some(own), Some(shop)) => Archive::folders(shop).into_iter().filter(|(n, _)| *n < own).collect(),
        _ => Archive::folders(dir),
    }
}

/// A register that can be read at all.
struct Opened {
    db: Connection,
    key: VerifierKey,
    origin: String,
    /// As it was before the database was opened, so that a commit in between cannot make it look ahead.
    head: Result<Checkpoint, Alarm>,
}

fn open(dir: &Path) -> Result<Opened, Alarm> {
    let head = head::read(&dir.join("keys/head"));
    let db = sqlite::open_read_only(&dir.join(LEDGER_FILE), &schema::SCHEMA)?;
    let log = schema::log_row(&db)?.ok_or(Alarm::ForeignKey)?;
    let key = log.vkey.parse().map_err(|_| Alarm::ForeignKey)?;
    Ok(Opened { db, key, origin: log.origin, head })
}

fn first_leaf(dir: &Path) -> Option<Vec<u8>> {
    schema::leaf(&open(dir).ok()?.db, 0).ok()?
}

/// One log of a shop's folder.
struct Register<'a> {
    dir: &'a Path,
    /// An epoch that has ended ends as the next one cites it; `keys/head` is older knowledge.
    ended: bool,
    deep: bool,
}

impl Register<'_> {
    fn verify(
        &self,
        opened: &Opened,
        around: Around<'_>,
        report: &mut dyn FnMut(Line),
    ) -> Result<(Summary, Carry), ExportError> {
        let Opened { db, key, origin, head } = opened;
        let read = |e: SqliteError| ExportError::from(StoreError::from(e));
        let snapshot = db.unchecked_transaction().map_err(|e| read(e.into()))?;
        let mut audit = Audit::new(key.clone(), around, report);
        let kept = files::read_text(&self.dir.join("keys/ledger.pub")).unwrap_or_default();
        if kept.trim_end() != key.to_string() || origin != key.name() {
            audit.finding(None, &Alarm::ForeignKey.to_string());
        }
        if let Err(e) = leaves(&snapshot, &mut audit, self.deep) {
            audit.finding(None, &Alarm::from(e).to_string());
        }
        if !self.ended {
            compare_head(&snapshot, &mut audit, head, key.name());
        }
        let newest = schema::newest_note(&snapshot).ok().flatten().unwrap_or_default();
        let carry = audit.carry();
        Ok((audit.finish(newest.as_bytes()), carry))
    }
}

/// Walks over leaves and stored nodes side by side: nodes are stored in the order in which the
/// leaves complete them.
fn leaves(db: &Connection, audit: &mut Audit<'_>, deep: bool) -> Result<(), SqliteError> {
    let mut select = db.prepare("SELECT hash FROM node ORDER BY pos")?;
    let mut nodes = select.query([])?;
    let mut next = || -> Option<Hash> { nodes.next().ok()??.get_ref(0).ok()?.as_blob().ok()?.try_into().ok() };
    let mut stored = schema::checkpoint_after(db, 0)?;
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
            if deep || (size == audit.size() && audit.matters(note.as_bytes())) {
                audit.checkpoint(note.as_bytes());
            }
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

fn compare_head(db: &Connection, audit: &mut Audit<'_>, known: &Result<Checkpoint, Alarm>, origin: &str) {
    let alarm = match known {
        Err(alarm) => return audit.finding(None, &alarm.to_string()),
        Ok(head) if head.origin != origin => Alarm::HeadMissing,
        Ok(head) if head.size > audit.size() => Alarm::BehindHead { head: head.size, size: audit.size() },
        Ok(head) => match root_at(head.size, &mut |level, n| schema::node(db, level, n)) {
            Ok(root) if root == head.root => return,
            _ => Alarm::ForkedFromHead { head: head.size },
        },
    };
    audit.finding(None, &alarm.to_string());
}
