//! Handsets in stock and on hold, and the lists that came into force.

use super::{Stock, StockError, signed};
use crate::goods::{self, Place};
use crate::ledger::leaf::{EntryId, Leaf, LeafKind};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde_json::Value;

/// A handset that the shop keeps: bought, or on hold, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The check that it was bought on, by its `check_started` entry.
    pub check: EntryId,
    /// Our number, where it came in by a deal.
    pub number: Option<u64>,
    /// Index of the entry that brought it in; `None` while it is held without having been bought.
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

impl Stock {
    /// Handsets with a check that are in the shop or on hold, oldest first.
    pub fn items(&self) -> Result<Vec<Item>, StockError> {
        Ok(self.goods_here()?.iter().filter_map(item).collect())
    }

    /// What is known of one check's handset; `None` when it is neither in stock nor on hold.
    pub fn item(&self, check: EntryId) -> Result<Option<Item>, StockError> {
        Ok(self.goods_of(check)?.filter(|found| found.place.is_here()).as_ref().and_then(item))
    }

    /// The newest version of every list that an entry names, by name.
    pub fn applied(&self) -> Result<Vec<Applied>, StockError> {
        let mut rows = self.db.prepare_cached("SELECT list, version, sha256 FROM lists ORDER BY list")?;
        let rows =
            rows.query_map([], |row| Ok(Applied { list: row.get(0)?, version: row.get(1)?, sha256: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The handset's side of an item.
fn item(of: &goods::Item) -> Option<Item> {
    let hold = of.weightiest_hold();
    let hold = hold.map(|hold| Hold {
        index: hold.origin.index,
        since: hold.since,
        why: hold.why.word().to_owned(),
        sources: hold.sources.clone(),
    });
    let marked = (of.place != Place::Kept).then_some(of.origin.index);
    Some(Item { check: of.check?, number: of.key.number(), marked, hold })
}

/// Takes a leaf in, if it is about lists.
pub(super) fn apply(db: &Connection, index: u64, leaf: &Leaf) -> Result<(), StockError> {
    let text = |name: &str| leaf.plain.get(name).and_then(Value::as_str);
    if leaf.kind == LeafKind::ListApplied
        && let (Some(list), Some(version), Some(sha256)) = (text("list"), text("version"), text("sha256"))
    {
        let sql = "INSERT OR REPLACE INTO lists VALUES (?1, ?2, ?3, ?4)";
        db.prepare_cached(sql)?.execute(params![list, version, sha256, signed(index)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::ledger::leaf::{Commitments, Draft, Stamp, to_bytes};
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
        stock.reset(LOG, &mut |_| ()).unwrap();
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

    /// Tables of earlier versions, as those versions made them.
    const FIRST: &str = "
        CREATE TABLE cursor (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL, size INTEGER NOT NULL) STRICT;
        CREATE TABLE checks (
            check_id TEXT PRIMARY KEY, started INTEGER NOT NULL, started_ms INTEGER NOT NULL,
            answered INTEGER, waiting INTEGER NOT NULL, dropped INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX checks_by_time ON checks (started_ms);
        CREATE INDEX checks_open ON checks (started) WHERE waiting = 1 OR answered IS NULL;";
    const SECOND: &str = "
        CREATE TABLE newest (what TEXT PRIMARY KEY, idx INTEGER NOT NULL) STRICT;
        CREATE TABLE corrections (
            entry_id TEXT NOT NULL, idx INTEGER NOT NULL, PRIMARY KEY (entry_id, idx)
        ) STRICT;
        CREATE TABLE items (
            check_id TEXT PRIMARY KEY, marked INTEGER, held INTEGER, held_ms INTEGER, why TEXT, sources TEXT
        ) STRICT;
        CREATE TABLE lists (
            list TEXT PRIMARY KEY, version TEXT NOT NULL, sha256 TEXT NOT NULL, applied INTEGER NOT NULL
        ) STRICT;
        INSERT INTO items (check_id, marked) VALUES ('0000000000000000000000000000dead', 1);";

    #[test]
    fn projections_of_earlier_versions_are_read_again_whole() {
        for version in [1, 2] {
            let tables = if version == 1 { FIRST.to_owned() } else { format!("{FIRST}{SECOND}") };
            let before = crate::sqlite::Schema {
                application_id: 0x4343_7374,
                version,
                create: tables.leak(),
                migrations: &[""; 2][..usize::try_from(version - 1).unwrap()],
                secure_delete: false,
            };
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("stock.db");
            let old = crate::sqlite::create(&path, &before).unwrap();
            old.execute("INSERT INTO cursor VALUES (1, ?1, 7)", [LOG]).unwrap();
            drop(old);
            let mut stock = Stock::open(&path).unwrap();
            assert_eq!((stock.cursor(LOG).unwrap(), stock.items().unwrap().len()), (0, 0), "version {version}");
            stock.reset(LOG, &mut |_| ()).unwrap();
            stock.apply(LOG, 0, &[about(LeafKind::Marked, 1, 9)]).unwrap();
            assert_eq!(stock.items().unwrap().len(), 1);
        }
    }
}
