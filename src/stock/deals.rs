//! Signed deals and refused handsets, for the shop's own warnings: entry ids, times, device types and prices.
//!
//! Who dealt is not here: the vault's search tokens lead from a person to entries, and these tables
//! from entries to what counts. What was written in training never happened; what is erased counts no more.

use super::{Stock, StockError, signed, unsigned};
use crate::goods::Origin;
use crate::ledger::closures::is_training;
use crate::ledger::leaf::{EntryId, Leaf};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

/// Prices that a usual price is made of: the newest, and at least so many.
const PRICES: u32 = 51;
const FEWEST: usize = 5;

/// What version 3 added for warnings; a part of the same step as the items.
macro_rules! deal_tables {
    () => {
        "
        CREATE TABLE deals (
            entry_id BLOB PRIMARY KEY, at_ms INTEGER NOT NULL, pays INTEGER NOT NULL, named INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE deal_items (
            check_id BLOB NOT NULL, item INTEGER NOT NULL, entry_id BLOB NOT NULL, PRIMARY KEY (check_id, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE deal_refused (check_id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE deal_refusing (
            one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, idx INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE deal_prices (
            tac TEXT NOT NULL, at_ms INTEGER NOT NULL, entry_id BLOB NOT NULL, line INTEGER NOT NULL,
            price INTEGER NOT NULL, PRIMARY KEY (tac, at_ms, entry_id, line)
        ) STRICT, WITHOUT ROWID;"
    };
}
pub(super) use deal_tables;

/// A deal that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedDeal {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the shop paid or lent: a purchase, a pledge, a part-exchange.
    pub pays: bool,
    /// Whether it commits to a person's name.
    pub named: bool,
}

impl Stock {
    /// What is known of a `deal_signed` entry.
    pub fn signed_deal(&self, entry: EntryId) -> Result<Option<SignedDeal>, StockError> {
        let mut select = self.db.prepare_cached("SELECT at_ms, pays, named FROM deals WHERE entry_id = ?1")?;
        let read = |row: &rusqlite::Row<'_>| {
            let at = DateTime::from_timestamp_millis(row.get(0)?).unwrap_or_default();
            Ok(SignedDeal { at, pays: row.get(1)?, named: row.get(2)? })
        };
        Ok(select.query_row([entry.as_bytes()], read).optional()?)
    }

    /// Whether the handset of this check was refused.
    pub fn was_refused(&self, check: EntryId) -> Result<bool, StockError> {
        let mut select = self.db.prepare_cached("SELECT 1 FROM deal_refused WHERE check_id = ?1")?;
        Ok(select.exists([check.as_bytes()])?)
    }

    /// Numbers of the items that a check's handset became.
    pub fn items_of(&self, check: EntryId) -> Result<Vec<u64>, StockError> {
        let mut select = self.db.prepare_cached("SELECT item FROM deal_items WHERE check_id = ?1 ORDER BY item")?;
        let rows = select.query_map([check.as_bytes()], |row| row.get(0).map(unsigned))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the shop usually paid for a device type since a moment, in minor units: the median of
    /// the newest purchases; `None` where there are too few to speak of.
    pub fn usual_price(&self, tac: &str, since: DateTime<Utc>) -> Result<Option<u64>, StockError> {
        let sql = "SELECT price FROM deal_prices WHERE tac = ?1 AND at_ms >= ?2 ORDER BY at_ms DESC LIMIT ?3";
        let mut select = self.db.prepare_cached(sql)?;
        let rows = select.query_map(params![tac, since.timestamp_millis(), PRICES], |row| row.get(0).map(unsigned))?;
        let mut prices = rows.collect::<Result<Vec<u64>, _>>()?;
        prices.sort_unstable();
        Ok(prices.get(prices.len() / 2).copied().filter(|_| prices.len() >= FEWEST))
    }
}

pub(super) fn reset(db: &Connection) -> Result<(), StockError> {
    let sql = "DELETE FROM deals; DELETE FROM deal_items; DELETE FROM deal_refused; DELETE FROM deal_refusing;
               DELETE FROM deal_prices;";
    Ok(db.execute_batch(sql)?)
}

pub(super) fn apply(db: &Connection, origin: Origin, leaf: &Leaf) -> Result<(), StockError> {
    if is_training(leaf) {
        return Ok(());
    }
    match leaf.kind.word() {
        "deal_signed" => signed_deal(db, leaf),
        "deal_dropped" if text(&leaf.plain, "why") == Some("refused") => refusing(db, origin),
        "check_dropped" => dropped(db, origin, leaf),
        "erased" => erased(db, leaf),
        _ => Ok(()),
    }
}

fn text<'a>(of: &'a serde_json::Map<String, Value>, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}

fn id(value: &Value) -> Option<EntryId> {
    value.as_str()?.parse().ok()
}

fn signed_deal(db: &Connection, leaf: &Leaf) -> Result<(), StockError> {
    let kind = text(&leaf.plain, "deal_kind").unwrap_or_default();
    let pays = matches!(kind, "purchase" | "pledge" | "part_exchange");
    let at = leaf.at.timestamp_millis();
    let named = leaf.c.contains_key("name.1");
    let sql = "INSERT OR REPLACE INTO deals VALUES (?1, ?2, ?3, ?4)";
    db.prepare_cached(sql)?.execute(params![leaf.entry_id.as_bytes(), at, pays, named])?;
    for line in leaf.plain.get("lines").and_then(Value::as_array).into_iter().flatten() {
        let (Some(line), true) = (line.as_object(), line.is_object()) else { continue };
        let many = line.get("checks").and_then(Value::as_array).into_iter().flatten();
        let checks: Vec<EntryId> = many.chain(line.get("check")).filter_map(id).collect();
        let item = line.get("item").and_then(Value::as_u64);
        let outcome = text(line, "outcome").unwrap_or_default();
        for check in &checks {
            if outcome == "refused" {
                refused(db, *check)?;
            } else if let Some(item) = item {
                let sql = "INSERT OR REPLACE INTO deal_items VALUES (?1, ?2, ?3)";
                db.prepare_cached(sql)?.execute(params![check.as_bytes(), signed(item), leaf.entry_id.as_bytes()])?;
            }
        }
        let tac = line.get("tac").and_then(|tacs| tacs.get(0)).and_then(Value::as_str);
        let price = line.get("price").and_then(Value::as_u64).filter(|price| *price > 0);
        let bought = matches!(outcome, "bought" | "bought_provisional") && matches!(kind, "purchase" | "part_exchange");
        if let (Some(tac), Some(price), true) = (tac, price, bought) {
            let n = line.get("line").and_then(Value::as_u64).unwrap_or(0);
            let sql = "INSERT OR REPLACE INTO deal_prices VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![tac, at, leaf.entry_id.as_bytes(), signed(n), signed(price)];
            db.prepare_cached(sql)?.execute(row)?;
        }
    }
    Ok(())
}

/// The checks of a refused deal end in the entries that follow its own.
fn refusing(db: &Connection, origin: Origin) -> Result<(), StockError> {
    let sql = "INSERT OR REPLACE INTO deal_refusing VALUES (1, ?1, ?2)";
    db.prepare_cached(sql)?.execute([signed(origin.epoch), signed(origin.index)])?;
    Ok(())
}

/// A check that the clerk ended: refused where its deal was, or where a source had something against it.
fn dropped(db: &Connection, origin: Origin, leaf: &Leaf) -> Result<(), StockError> {
    let Some(check) = leaf.plain.get("check").and_then(id) else { return Ok(()) };
    if text(&leaf.plain, "why") != Some("dropped_by_clerk") {
        return Ok(());
    }
    let follows = "UPDATE deal_refusing SET idx = ?2 WHERE epoch = ?1 AND idx = ?2 - 1";
    let of_refused = db.prepare_cached(follows)?.execute([signed(origin.epoch), signed(origin.index)])? > 0;
    if of_refused || matches!(text(&leaf.plain, "finding"), Some("stop" | "caution")) {
        refused(db, check)?;
    }
    Ok(())
}

fn refused(db: &Connection, check: EntryId) -> Result<(), StockError> {
    db.prepare_cached("INSERT OR IGNORE INTO deal_refused VALUES (?1)")?.execute([check.as_bytes()])?;
    Ok(())
}

fn erased(db: &Connection, leaf: &Leaf) -> Result<(), StockError> {
    for entry in leaf.plain.get("entries").and_then(Value::as_array).into_iter().flatten().filter_map(id) {
        let entry = entry.as_bytes();
        db.prepare_cached("DELETE FROM deals WHERE entry_id = ?1")?.execute([entry])?;
        db.prepare_cached("DELETE FROM deal_refused WHERE check_id = ?1")?.execute([entry])?;
        db.prepare_cached("DELETE FROM deal_items WHERE check_id = ?1")?.execute([entry])?;
    }
    Ok(())
}
