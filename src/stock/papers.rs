//! What closures, corrections and training leave in the projection.

use super::{Stock, StockError, signed, unsigned};
use crate::ledger::leaf::{EntryId, Leaf, LeafKind};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;

pub(super) fn reset(db: &Connection) -> Result<(), StockError> {
    Ok(db.execute_batch("DELETE FROM newest; DELETE FROM corrections;")?)
}

pub(super) fn apply(db: &Connection, index: u64, leaf: &Leaf) -> Result<(), StockError> {
    let put = |what: &str| -> Result<(), StockError> {
        let sql = "INSERT OR REPLACE INTO newest VALUES (?1, ?2)";
        db.prepare_cached(sql)?.execute(params![what, signed(index)])?;
        Ok(())
    };
    match leaf.kind {
        LeafKind::Closed | LeafKind::ClosedLate => put("closure"),
        LeafKind::TrainingOn => put("training"),
        LeafKind::TrainingOff => {
            db.prepare_cached("DELETE FROM newest WHERE what = 'training'")?.execute([])?;
            Ok(())
        }
        LeafKind::Corrected => {
            if let Some(entry) = leaf.plain.get("corrects").and_then(Value::as_str) {
                let sql = "INSERT OR IGNORE INTO corrections VALUES (?1, ?2)";
                db.prepare_cached(sql)?.execute(params![entry, signed(index)])?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

impl Stock {
    /// Whether the shop is in training, as of the cursor.
    pub fn training(&self) -> Result<bool, StockError> {
        Ok(newest(&self.db, "training")?.is_some())
    }

    /// Index of the newest closure, as of the cursor.
    pub fn closure(&self) -> Result<Option<u64>, StockError> {
        newest(&self.db, "closure")
    }

    /// Indexes of the entries that correct this one, oldest first.
    pub fn corrections(&self, entry: EntryId) -> Result<Vec<u64>, StockError> {
        let mut select = self.db.prepare_cached("SELECT idx FROM corrections WHERE entry_id = ?1 ORDER BY idx")?;
        let rows = select.query_map([entry.to_string()], |row| row.get(0).map(unsigned))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn newest(db: &Connection, what: &str) -> Result<Option<u64>, StockError> {
    let mut select = db.prepare_cached("SELECT idx FROM newest WHERE what = ?1")?;
    Ok(select.query_row([what], |row| row.get(0)).optional()?.map(unsigned))
}
