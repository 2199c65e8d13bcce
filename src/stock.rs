//! `stock.db`: what the entries amount to, so that a start need not read the whole ledger.
//!
//! A projection: entry ids, times, findings and sums, never a handset's number or a name: which
//! checks wait, what became of every item ([`crate::goods`]), what money moved, which version of a
//! list is in force. It follows the ledger by a cursor and may be thrown away at any time; the
//! recorder makes it anew, from the earlier epochs on.
//! Invariant: what the earlier epochs and the rows of index < cursor say, and nothing else.

mod deals;
mod goods;
mod items;
mod papers;

pub use deals::SignedDeal;
pub use items::{Applied, Hold, Item};

use crate::finding::{Finding, Silence};
use crate::goods::Origin;
use crate::ledger::leaf::{EntryId, Leaf};
use crate::sqlite::{self, Schema, SqliteError};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Why the projection cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StockError {
    /// The database refuses.
    #[error("stock.db cannot be used")]
    Sqlite(#[from] rusqlite::Error),
    /// It cannot be opened or made.
    #[error("stock.db cannot be opened")]
    Open(#[from] SqliteError),
    /// A row is not what this program writes.
    #[error("a row of stock.db cannot be read")]
    Row(#[from] serde_json::Error),
}

impl StockError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        "close other programs that use the folder; stock.db may be deleted, it is made anew from the register"
    }
}

/// One check as the projection knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckRow {
    /// Its `check_started` entry.
    pub check: EntryId,
    /// Where that leaf stands.
    pub started: Origin,
    /// Where its newest `check_answered` stands; `None` while it is open.
    pub answered: Option<Origin>,
    /// Whether asking again may change its finding.
    pub waiting: bool,
}

/// The open projection.
#[derive(Debug)]
pub struct Stock {
    db: Connection,
}

/// What version 2 added: written once, for new files and for those of version 1.
macro_rules! second {
    () => {
        "
        CREATE TABLE newest (what TEXT PRIMARY KEY, idx INTEGER NOT NULL) STRICT;
        CREATE TABLE corrections (
            entry_id TEXT NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (entry_id, idx)
        ) STRICT;
        CREATE TABLE lists (
            list TEXT PRIMARY KEY, version TEXT NOT NULL, sha256 TEXT NOT NULL, applied INTEGER NOT NULL
        ) STRICT;"
    };
}

/// What version 3 added.
macro_rules! third {
    () => {
        "
        CREATE TABLE goods (
            key TEXT PRIMARY KEY, number INTEGER, check_id TEXT, here INTEGER NOT NULL, since_ms INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX goods_by_check ON goods (check_id);
        CREATE INDEX goods_here ON goods (since_ms) WHERE here = 1;
        CREATE TABLE money (
            seq INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE, at_ms INTEGER NOT NULL, body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX money_by_time ON money (at_ms);
        CREATE TABLE cash (currency TEXT PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE TABLE counters (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;"
    };
}

const SCHEMA: Schema = Schema {
    application_id: 0x4343_7374,
    version: 3,
    create: concat!("
        CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
        CREATE TABLE checks (
            check_id TEXT PRIMARY KEY, started INTEGER NOT NULL, started_ms INTEGER NOT NULL,
            answered INTEGER, waiting INTEGER NOT NULL, dropped INTEGER NOT NULL,
            epoch INTEGER NOT NULL DEFAULT 1, answered_epoch INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE INDEX checks_by_time ON checks (started_ms);
        CREATE INDEX checks_open ON checks (started) WHERE waiting = 1 OR answered IS NULL;
",
        second!(), third!(), deals::deal_tables!()
    ),
    // What the tables of version 3 hold, the ledger has said all along: it is read again, whole.
    migrations: &[second!(), concat!("
        DROP TABLE IF EXISTS items;
        ALTER TABLE checks ADD COLUMN epoch INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE checks ADD COLUMN answered_epoch INTEGER NOT NULL DEFAULT 1;
        DELETE FROM cursor;
",
        third!(), deals::deal_tables!()
    )],
    secure_delete: false,
};

/// Hands leaves of earlier epochs on: epoch, index, bytes.
pub type Each<'a> = &'a mut dyn FnMut(u64, u64, &[u8]);

impl Stock {
    /// Opens the projection, or begins an empty one; a damaged file is thrown away.
    pub fn open(path: &Path) -> Result<Self, StockError> {
        match Self::try_open(path) {
            Err(StockError::Open(e)) if e.is_damage() || matches!(e, SqliteError::Empty { .. }) => {
                for suffix in ["", "-wal", "-shm"] {
                    let mut name = path.as_os_str().to_owned();
                    name.push(suffix);
                    // What cannot be removed shows again as the error of the second opening.
                    let _removed = std::fs::remove_file(Path::new(&name));
                }
                Self::try_open(path)
            }
            // Another program may have made it in the same moment.
            Err(_) => Self::try_open(path),
            opened => opened,
        }
    }

    fn try_open(path: &Path) -> Result<Self, StockError> {
        let db = match sqlite::open(path, &SCHEMA) {
            Err(SqliteError::Missing { .. }) => sqlite::create(path, &SCHEMA)?,
            opened => opened?,
        };
        // A projection that lost its last rows catches up from the ledger: no sync per commit.
        db.execute_batch("PRAGMA synchronous = NORMAL")?;
        Ok(Self { db })
    }

    /// How many leaves of the log `origin` are in; 0 when the projection is of another log.
    pub fn cursor(&self, origin: &str) -> Result<u64, StockError> {
        cursor_of(&self.db, origin)
    }

    /// Forgets everything, and takes in what `earlier` epochs say: the next `apply` starts at leaf 0
    /// of `origin`. In one transaction: nobody sees a stock without what was carried over.
    pub fn reset(&mut self, origin: &str, earlier: &mut dyn FnMut(Each<'_>)) -> Result<(), StockError> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch("DELETE FROM checks; DELETE FROM lists;")?;
        papers::reset(&tx)?;
        goods::reset(&tx)?;
        deals::reset(&tx)?;
        let mut failed = None;
        earlier(&mut |epoch, index, bytes| {
            if let (None, Ok(leaf)) = (&failed, Leaf::parse(bytes)) {
                failed = carry_one(&tx, Origin { epoch, index }, &leaf).err();
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        tx.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?1, 0)", [origin])?;
        tx.commit()?;
        Ok(())
    }

    /// Takes leaves in, in the ledger's order, starting at the cursor; earlier ones are passed over.
    pub fn apply(&mut self, origin: &str, first: u64, leaves: &[Vec<u8>]) -> Result<(), StockError> {
        // Taken at once: a reader that turns writer under others' writes is refused without waiting.
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let cursor = cursor_of(&tx, origin)?;
        if first > cursor {
            // Another process appended in between: the next catch-up fills the gap.
            return Ok(());
        }
        let epoch = epoch_of(origin);
        let mut index = first;
        for bytes in leaves {
            if let (true, Ok(leaf)) = (index >= cursor, Leaf::parse(bytes)) {
                apply_one(&tx, Origin { epoch, index }, &leaf)?;
            }
            index += 1;
        }
        tx.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?1, ?2)", params![origin, signed(index.max(cursor))])?;
        tx.commit()?;
        Ok(())
    }

    /// Checks that were started and neither answered nor dropped.
    pub fn open_checks(&self) -> Result<Vec<CheckRow>, StockError> {
        self.rows("WHERE answered IS NULL AND dropped = 0", 0)
    }

    /// Checks that wait for an answer, those whose handset is in stock or on hold, and all since
    /// `since_ms` (wall time, milliseconds of the Unix epoch).
    pub fn recent(&self, since_ms: i64) -> Result<Vec<CheckRow>, StockError> {
        let kept = "check_id IN (SELECT check_id FROM goods WHERE here = 1)";
        self.rows(&format!("WHERE answered IS NOT NULL AND (waiting = 1 OR started_ms >= ?1 OR {kept})"), since_ms)
    }

    fn rows(&self, filter: &str, since_ms: i64) -> Result<Vec<CheckRow>, StockError> {
        let sql = format!("SELECT {CHECK} FROM checks {filter} AND ?1 = ?1 ORDER BY epoch, started");
        let mut rows = self.db.prepare_cached(&sql)?;
        let mut found = Vec::new();
        for row in rows.query_map([since_ms], check_row)? {
            found.extend(row?);
        }
        Ok(found)
    }

    /// What is known of one check, in this epoch or an earlier one.
    pub fn check(&self, check: EntryId) -> Result<Option<CheckRow>, StockError> {
        let sql = format!("SELECT {CHECK} FROM checks WHERE check_id = ?1");
        let found = self.db.prepare_cached(&sql)?.query_row([check.to_string()], check_row).optional()?;
        Ok(found.flatten())
    }
}

const CHECK: &str = "check_id, started, epoch, answered, answered_epoch, waiting";

/// A row; `None` where its id is none.
fn check_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<CheckRow>> {
    let started = Origin { epoch: unsigned(row.get(2)?), index: unsigned(row.get(1)?) };
    let epoch = unsigned(row.get(4)?);
    let answered = row.get::<_, Option<i64>>(3)?.map(|index| Origin { epoch, index: unsigned(index) });
    let waiting = row.get(5)?;
    Ok(row.get::<_, String>(0)?.parse().ok().map(|check| CheckRow { check, started, answered, waiting }))
}

/// The epoch that a log's name ends in.
fn epoch_of(origin: &str) -> u64 {
    origin.rsplit('/').next().and_then(|epoch| epoch.parse().ok()).unwrap_or(1)
}

/// SQLite's integers are signed; no log comes near the difference.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn cursor_of(db: &Connection, origin: &str) -> Result<u64, StockError> {
    let size = db
        .prepare_cached("SELECT size FROM cursor WHERE one = 1 AND origin = ?1")?
        .query_row([origin], |row| row.get::<_, i64>(0))
        .optional()?;
    Ok(size.map_or(0, unsigned))
}

fn apply_one(db: &Connection, origin: Origin, leaf: &Leaf) -> Result<(), StockError> {
    papers::apply(db, origin.index, leaf)?;
    items::apply(db, origin.index, leaf)?;
    carry_one(db, origin, leaf)
}

/// What of a leaf is still true in a later epoch: checks, and what became of items. Closures,
/// training and lists are each epoch's own.
fn carry_one(db: &Connection, origin: Origin, leaf: &Leaf) -> Result<(), StockError> {
    goods::apply(db, origin, leaf)?;
    deals::apply(db, origin, leaf)?;
    let check = leaf.plain.get("check").and_then(Value::as_str);
    let (epoch, index) = (signed(origin.epoch), signed(origin.index));
    match (leaf.kind.word(), check) {
        ("check_started", _) => {
            let sql = "INSERT OR IGNORE INTO checks (check_id, started, started_ms, waiting, dropped, epoch)
                       VALUES (?1, ?2, ?3, 0, 0, ?4)";
            let at = leaf.at.timestamp_millis();
            db.prepare_cached(sql)?.execute(params![leaf.entry_id.to_string(), index, at, epoch])?;
        }
        ("check_answered", Some(check)) => {
            let sql = "UPDATE checks SET answered = ?2, answered_epoch = ?4, waiting = (?3 AND dropped = 0)
                       WHERE check_id = ?1";
            db.prepare_cached(sql)?.execute(params![check, index, waits(leaf), epoch])?;
        }
        ("check_dropped", Some(check)) => {
            db.prepare_cached("UPDATE checks SET dropped = 1, waiting = 0 WHERE check_id = ?1")?.execute([check])?;
        }
        _ => {}
    }
    Ok(())
}

/// Whether asking again may change what this `check_answered` leaf says: only the last answer of
/// each source about each number counts.
fn waits(leaf: &Leaf) -> bool {
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut last: BTreeMap<(Option<String>, u64), Option<String>> = BTreeMap::new();
    for answer in leaf.plain.get("answers").and_then(Value::as_array).into_iter().flatten() {
        let number = answer.get("imei").and_then(Value::as_u64).unwrap_or(0);
        last.insert((word(answer, "source"), number), word(answer, "why"));
    }
    let stop = leaf.plain.get("finding").and_then(Value::as_str) == Some(Finding::Stop.word());
    !stop && last.values().flatten().any(|why| Silence::from_word(why).is_temporary())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::ledger::leaf::{Commitments, Draft, LeafKind, Stamp, to_bytes};
    use serde_json::json;

    const LOG: &str = "countercheck/test/till/0/1";

    fn leaf(kind: LeafKind, n: u128, plain: &Value) -> Vec<u8> {
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1);
        let mut draft = Draft::new(EntryId::from_u128(n), kind, at);
        draft.plain = plain.as_object().cloned().unwrap_or_default();
        to_bytes(&draft, &Stamp::default(), &Commitments::new()).unwrap()
    }

    fn started(n: u128) -> Vec<u8> {
        leaf(LeafKind::CheckStarted, n, &json!({}))
    }

    /// An answer of each source, given as its silence or as "not listed".
    fn answered(check: u128, finding: &str, whys: &[Option<&str>]) -> Vec<u8> {
        let answers: Vec<Value> = whys.iter().map(|why| json!({ "source": "a", "imei": 1, "why": why })).collect();
        let check_id = EntryId::from_u128(check).to_string();
        leaf(
            LeafKind::CheckAnswered,
            check + 100,
            &json!({ "check": check_id, "finding": finding, "answers": answers }),
        )
    }

    fn stock() -> (tempfile::TempDir, Stock) {
        let folder = tempfile::tempdir().unwrap();
        let stock = Stock::open(&folder.path().join("stock.db")).unwrap();
        (folder, stock)
    }

    #[test]
    fn a_check_is_open_then_waits_then_is_done() {
        let (_folder, mut stock) = stock();
        stock.apply(LOG, 0, &[started(1), started(2)]).unwrap();
        assert_eq!(stock.open_checks().unwrap().len(), 2);
        stock.apply(LOG, 2, &[answered(1, "not_checked", &[Some("timeout")])]).unwrap();
        assert_eq!(stock.open_checks().unwrap().len(), 1);
        assert!(
            stock.recent(i64::MAX).unwrap().iter().all(|row| row.waiting && row.answered.map(|at| at.index) == Some(2))
        );
        // The last answer of a source counts, not an earlier silence.
        stock.apply(LOG, 3, &[answered(1, "not_listed", &[Some("timeout"), None])]).unwrap();
        assert!(stock.recent(i64::MAX).unwrap().is_empty(), "nothing waits");
        assert_eq!(stock.recent(0).unwrap().len(), 1, "and today's check is remembered");
    }

    #[test]
    fn what_a_person_must_do_or_a_hit_is_not_asked_again() {
        let (_folder, mut stock) = stock();
        let silent = answered(1, "not_checked", &[Some("awaiting_person")]);
        let hit = answered(2, "stop", &[Some("timeout")]);
        stock.apply(LOG, 0, &[started(1), started(2), silent, hit]).unwrap();
        assert!(stock.recent(i64::MAX).unwrap().is_empty());
    }

    #[test]
    fn gaps_wait_repetitions_pass_and_another_log_starts_anew() {
        let (_folder, mut stock) = stock();
        stock.apply(LOG, 5, &[started(9)]).unwrap();
        assert_eq!((stock.cursor(LOG).unwrap(), stock.open_checks().unwrap().len()), (0, 0));
        stock.apply(LOG, 0, &[started(1)]).unwrap();
        stock.apply(LOG, 0, &[started(1), started(2)]).unwrap();
        assert_eq!((stock.cursor(LOG).unwrap(), stock.open_checks().unwrap().len()), (2, 2));
        assert_eq!(stock.cursor("countercheck/test/till/0/2").unwrap(), 0);
    }

    #[test]
    fn a_damaged_projection_is_made_anew() {
        let (folder, stock) = stock();
        drop(stock);
        let path = folder.path().join("stock.db");
        let rubbish = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        std::os::unix::fs::FileExt::write_all_at(&rubbish, &[7; 4096], 0).unwrap();
        drop(rubbish);
        assert_eq!(Stock::open(&path).unwrap().cursor(LOG).unwrap(), 0);
    }
}
