//! Handsets in stock and on hold, and the lists that came into force.

use super::{Stock, StockError, signed, unsigned};
use crate::ledger::leaf::{EntryId, Leaf};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

/// A handset that the shop keeps: bought, or on hold, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The check that it was bought on, by its `check_started` entry.
    pub check: EntryId,
    /// Index of its `marked` entry; `None` while it is held without having been bought.
    pub marked: Option<u64>,
    /// Why it may not be sold at present.
    pub hold: Option<Hold>,
}

/// A hold that nobody lifted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Index of its `held` entry.
    pub index: u64,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The ledger's word for the cause (`late_hit`, `by_hand`).
    pub why: String,
    /// Names of the sources that caused it.
    pub sources: Vec<String>,
}

/// The version of a list that the register last took note of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The list's name.
    pub list: String,
    /// Its version, as the entry says it.
    pub version: String,
    /// SHA-256 of the list as a whole, hexadecimal.
    pub sha256: String,
}

const COLUMNS: &str = "check_id, marked, held, held_ms, why, sources";

impl Stock {
    /// Everything in stock or on hold, oldest first.
    pub fn items(&self) -> Result<Vec<Item>, StockError> {
        let sql = format!("SELECT {COLUMNS} FROM items ORDER BY coalesce(marked, held)");
        let mut rows = self.db.prepare_cached(&sql)?;
        let rows = rows.query_map([], item)?;
        let mut found = Vec::new();
        for row in rows {
            found.extend(row?);
        }
        Ok(found)
    }

    /// What is known of one check's handset; `None` when it is neither in stock nor on hold.
    pub fn item(&self, check: EntryId) -> Result<Option<Item>, StockError> {
        let sql = format!("SELECT {COLUMNS} FROM items WHERE check_id = ?1");
        let found = self.db.prepare_cached(&sql)?.query_row([check.to_string()], item).optional()?;
        Ok(found.flatten())
    }

    /// Index of the check's `check_started` entry, and of its newest `check_answered`.
    pub fn check(&self, check: EntryId) -> Result<Option<(u64, Option<u64>)>, StockError> {
        let sql = "SELECT started, answered FROM checks WHERE check_id = ?1";
        let read = |row: &rusqlite::Row<'_>| Ok((unsigned(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(unsigned)));
        Ok(self.db.prepare_cached(sql)?.query_row([check.to_string()], read).optional()?)
    }

    /// The newest version of every list that an entry names, by name.
    pub fn applied(&self) -> Result<Vec<Applied>, StockError> {
        let mut rows = self.db.prepare_cached("SELECT list, version, sha256 FROM lists ORDER BY list")?;
        let rows =
            rows.query_map([], |row| Ok(Applied { list: row.get(0)?, version: row.get(1)?, sha256: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A row; `None` where its check's id is none.
fn item(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Item>> {
    let hold = match row.get::<_, Option<i64>>(2)? {
        Some(index) => Some(Hold {
            index: unsigned(index),
            since: row.get::<_, Option<i64>>(3)?.and_then(DateTime::from_timestamp_millis).unwrap_or_default(),
            why: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            sources: row.get::<_, Option<String>>(5)?.and_then(|s| serde_json::from_str(&s).ok()).unwrap_or_default(),
        }),
        None => None,
    };
    let marked = row.get::<_, Option<i64>>(1)?.map(unsigned);
    Ok(row.get::<_, String>(0)?.parse().ok().map(|check| Item { check, marked, hold }))
}

/// Takes a leaf in, if it is about stock or lists; says whether it was.
pub(super) fn apply(db: &Connection, index: u64, leaf: &Leaf) -> Result<bool, StockError> {
    let text = |name: &str| leaf.plain.get(name).and_then(Value::as_str);
    match (leaf.kind.word(), text("check")) {
        ("marked", Some(check)) => {
            let sql = "INSERT INTO items (check_id, marked) VALUES (?1, ?2)
                       ON CONFLICT (check_id) DO UPDATE SET marked = excluded.marked";
            db.prepare_cached(sql)?.execute(params![check, signed(index)])?;
        }
        ("held", Some(check)) => {
            let sql = "INSERT INTO items (check_id, held, held_ms, why, sources) VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (check_id) DO UPDATE SET held = excluded.held, held_ms = excluded.held_ms,
                       why = excluded.why, sources = excluded.sources";
            let sources = leaf.plain.get("sources").map(ToString::to_string);
            let at = leaf.at.timestamp_millis();
            db.prepare_cached(sql)?.execute(params![check, signed(index), at, text("why"), sources])?;
        }
        ("released", Some(check)) => {
            let sql = "UPDATE items SET held = NULL, held_ms = NULL, why = NULL, sources = NULL WHERE check_id = ?1";
            db.prepare_cached(sql)?.execute([check])?;
            // What was never bought is not in stock once its hold is lifted.
            db.prepare_cached("DELETE FROM items WHERE check_id = ?1 AND marked IS NULL")?.execute([check])?;
        }
        ("list_applied", _) => {
            if let (Some(list), Some(version), Some(sha256)) = (text("list"), text("version"), text("sha256")) {
                let sql = "INSERT OR REPLACE INTO lists VALUES (?1, ?2, ?3, ?4)";
                db.prepare_cached(sql)?.execute(params![list, version, sha256, signed(index)])?;
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
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

    fn about(kind: LeafKind, n: u128, check: u128) -> Vec<u8> {
        let check = EntryId::from_u128(check).to_string();
        leaf(kind, n, &json!({ "check": check, "why": "late_hit", "sources": ["police"] }))
    }

    fn stock() -> (tempfile::TempDir, Stock) {
        let folder = tempfile::tempdir().unwrap();
        let stock = Stock::open(&folder.path().join("stock.db")).unwrap();
        (folder, stock)
    }

    #[test]
    fn bought_held_released_and_put_away() {
        let (_folder, mut stock) = stock();
        let started = |n| leaf(LeafKind::CheckStarted, n, &json!({}));
        let leaves = [started(1), started(2), about(LeafKind::Marked, 3, 1), about(LeafKind::Held, 4, 1)];
        stock.apply(LOG, 0, &leaves).unwrap();
        stock.apply(LOG, 4, &[about(LeafKind::Held, 5, 2)]).unwrap();
        let items = stock.items().unwrap();
        assert_eq!(
            items.iter().map(|i| (i.marked, i.hold.is_some())).collect::<Vec<_>>(),
            [(Some(2), true), (None, true)]
        );
        let hold = items[0].hold.clone().unwrap();
        assert_eq!((hold.index, hold.why.as_str(), hold.sources), (3, "late_hit", vec!["police".to_owned()]));
        stock.apply(LOG, 5, &[about(LeafKind::Released, 6, 1), about(LeafKind::CheckDropped, 7, 2)]).unwrap();
        let items = stock.items().unwrap();
        assert_eq!((items.len(), items[0].marked, items[0].hold.is_some()), (1, Some(2), false));
        stock.reset(LOG).unwrap();
        assert!(stock.items().unwrap().is_empty());
    }

    #[test]
    fn the_newest_version_of_a_list_is_known() {
        let (_folder, mut stock) = stock();
        let applied = |n, list: &str, version: &str| {
            leaf(LeafKind::ListApplied, n, &json!({ "list": list, "version": version, "sha256": "00" }))
        };
        stock.apply(LOG, 0, &[applied(1, "b", "4"), applied(2, "a", "1"), applied(3, "b", "5")]).unwrap();
        let known = stock.applied().unwrap();
        assert_eq!(
            known.iter().map(|a| (a.list.as_str(), a.version.as_str())).collect::<Vec<_>>(),
            [("a", "1"), ("b", "5")]
        );
    }

    #[test]
    fn a_projection_of_the_version_before_is_kept_and_takes_the_new_tables() {
        const BEFORE: crate::sqlite::Schema = crate::sqlite::Schema {
            application_id: 0x4343_7374,
            version: 1,
            create: "
                CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
                CREATE TABLE checks (
                    check_id TEXT PRIMARY KEY, started INTEGER NOT NULL, started_ms INTEGER NOT NULL,
                    answered INTEGER, waiting INTEGER NOT NULL, dropped INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX checks_by_time ON checks (started_ms);
                CREATE INDEX checks_open ON checks (started) WHERE waiting = 1 OR answered IS NULL;",
            migrations: &[],
            secure_delete: false,
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stock.db");
        let old = crate::sqlite::create(&path, &BEFORE).unwrap();
        old.execute("INSERT INTO cursor VALUES (1, ?1, 7)", [LOG]).unwrap();
        drop(old);
        let mut stock = Stock::open(&path).unwrap();
        assert_eq!((stock.cursor(LOG).unwrap(), stock.items().unwrap().len()), (7, 0));
        stock.apply(LOG, 7, &[about(LeafKind::Marked, 1, 9)]).unwrap();
        assert_eq!(stock.items().unwrap().len(), 1);
    }
}
