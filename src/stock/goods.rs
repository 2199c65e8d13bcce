//! Items and money as tables: the shelf that the pure room reads leaves into.

use super::{Stock, StockError, signed, unsigned};
use crate::goods::{self, CashCount, Item, Key, MoneySheet, Movement, Origin, Shelf, sheet};
use crate::ledger::leaf::{EntryId, Leaf};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::de::DeserializeOwned;

pub(super) fn reset(db: &Connection) -> Result<(), StockError> {
    Ok(db.execute_batch("DELETE FROM goods; DELETE FROM money; DELETE FROM cash; DELETE FROM counters;")?)
}

pub(super) fn apply(db: &Connection, origin: Origin, leaf: &Leaf) -> Result<(), StockError> {
    goods::take(&mut Tables(db), leaf, origin)
}

/// The tables of an open projection.
struct Tables<'a>(&'a Connection);

impl Shelf for Tables<'_> {
    type Error = StockError;

    fn item(&self, key: Key) -> Result<Option<Item>, StockError> {
        one(self.0, "SELECT body FROM goods WHERE key = ?1", &key.to_string())
    }

    fn of_check(&self, check: EntryId) -> Result<Option<Item>, StockError> {
        let sql = "SELECT body FROM goods WHERE check_id = ?1 ORDER BY here DESC, number DESC LIMIT 1";
        one(self.0, sql, &check.to_string())
    }

    fn put(&mut self, item: &Item) -> Result<(), StockError> {
        let sql = "INSERT OR REPLACE INTO goods (key, number, check_id, here, since_ms, body)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.0.prepare_cached(sql)?.execute(params![
            item.key.to_string(),
            item.key.number().map(signed),
            item.check.map(|check| check.to_string()),
            item.place.is_here(),
            item.since.timestamp_millis(),
            serde_json::to_string(item)?,
        ])?;
        Ok(())
    }

    fn remove(&mut self, key: Key) -> Result<(), StockError> {
        self.0.prepare_cached("DELETE FROM goods WHERE key = ?1")?.execute([key.to_string()])?;
        Ok(())
    }

    fn pay(&mut self, m: &Movement) -> Result<(), StockError> {
        let sql = "INSERT OR IGNORE INTO money (entry, at_ms, body) VALUES (?1, ?2, ?3)";
        let row = params![m.entry.to_string(), m.at.timestamp_millis(), serde_json::to_string(m)?];
        self.0.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    fn counted(&mut self, count: &CashCount) -> Result<(), StockError> {
        let sql = "INSERT OR REPLACE INTO cash VALUES (?1, (SELECT coalesce(max(seq), 0) FROM money), ?2)";
        self.0.prepare_cached(sql)?.execute(params![count.currency, serde_json::to_string(count)?])?;
        Ok(())
    }

    fn counter(&self, row: &str) -> Result<u64, StockError> {
        let mut select = self.0.prepare_cached("SELECT number FROM counters WHERE name = ?1")?;
        Ok(select.query_row([row], |r| r.get(0)).optional()?.map_or(0, unsigned))
    }

    fn set_counter(&mut self, row: &str, number: u64) -> Result<(), StockError> {
        let sql = "INSERT OR REPLACE INTO counters VALUES (?1, ?2)";
        self.0.prepare_cached(sql)?.execute(params![row, signed(number)])?;
        Ok(())
    }
}

fn one<T: DeserializeOwned>(db: &Connection, sql: &str, key: &str) -> Result<Option<T>, StockError> {
    let body: Option<String> = db.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

fn all<T: DeserializeOwned>(db: &Connection, sql: &str, with: &[i64]) -> Result<Vec<T>, StockError> {
    let mut select = db.prepare_cached(sql)?;
    let mut rows = select.query(rusqlite::params_from_iter(with))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(found)
}

impl Stock {
    /// The item of this name, wherever it is by now.
    pub fn goods(&self, key: Key) -> Result<Option<Item>, StockError> {
        Tables(&self.db).item(key)
    }

    /// The item whose numbers this check holds.
    pub fn goods_of(&self, check: EntryId) -> Result<Option<Item>, StockError> {
        Tables(&self.db).of_check(check)
    }

    /// Everything that is in the shop, oldest first.
    pub fn goods_here(&self) -> Result<Vec<Item>, StockError> {
        all(&self.db, "SELECT body FROM goods WHERE here = 1 ORDER BY since_ms, number, key", &[])
    }

    /// Everything that ever came in, oldest first.
    pub fn goods_all(&self) -> Result<Vec<Item>, StockError> {
        all(&self.db, "SELECT body FROM goods ORDER BY since_ms, number, key", &[])
    }

    /// Money that moved from one moment to before another.
    pub fn money(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Movement>, StockError> {
        let times = [from.timestamp_millis(), to.timestamp_millis()];
        all(&self.db, "SELECT body FROM money WHERE at_ms >= ?1 AND at_ms < ?2 ORDER BY seq", &times)
    }

    /// The money of a time, and what the drawer should hold now.
    pub fn money_sheet(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<MoneySheet, StockError> {
        let counts: Vec<CashCount> = all(&self.db, "SELECT body FROM cash ORDER BY currency", &[])?;
        let since = "SELECT body FROM money m WHERE seq >
            coalesce((SELECT seq FROM cash c WHERE c.currency = json_extract(m.body, '$.currency')), 0) ORDER BY seq";
        let drawer: Vec<Movement> = all(&self.db, since, &[])?;
        Ok(sheet(self.money(from, to)?.iter(), drawer.iter(), &counts))
    }

    /// The newest number of a gap-free row (`deal`, `item`, `invoice`, `seizure`); 0 before the first.
    pub fn counter(&self, row: &str) -> Result<u64, StockError> {
        Tables(&self.db).counter(row)
    }

    /// Judges entries before they are written, and fills in their numbers.
    pub fn judge(&self, drafts: &mut [crate::ledger::leaf::Draft]) -> Result<Result<(), goods::Refusal>, StockError> {
        goods::judge(&Tables(&self.db), drafts)
    }
}
