//! Cosignatures as the `cosigned` leaves of a log record them. The stored notes are append-only, so
//! the lines are joined to them when they are handed out or checked.

use super::schema::uint;
use crate::ledger::leaf::Leaf;
use crate::ledger::note::cosignature;
use crate::sqlite::SqliteError;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;

/// No log is cosigned more often than this many times; a hostile one could claim to be.
const MAX_LEAVES: i64 = 100_000;

/// Size of the tree → signature lines over its checkpoint, each with its line end.
pub(in crate::ledger) fn lines(db: &Connection) -> Result<BTreeMap<u64, Vec<String>>, SqliteError> {
    let sql = "SELECT idx, bytes FROM leaf WHERE instr(CAST(bytes AS TEXT), '\"kind\":\"cosigned\"') > 0
        ORDER BY idx LIMIT ?1";
    let mut select = db.prepare(sql)?;
    let mut rows = select.query([MAX_LEAVES])?;
    let mut found: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Ok(leaf) = Leaf::parse(row.get_ref(1)?.as_blob().unwrap_or_default()) else { continue };
        let size = leaf.plain.get("size").and_then(Value::as_u64).filter(|size| *size <= uint(row.get(0).unwrap_or(0)));
        let line = leaf.plain.get("signature").and_then(Value::as_str);
        if let (Some(size), Some(line), "cosigned") = (size, line, leaf.kind.word()) {
            found.entry(size).or_default().push(format!("{}\n", line.trim_end_matches('\n')));
        }
    }
    Ok(found)
}

/// The note with these lines; one that is no signature line is left out.
pub(in crate::ledger) fn add(note: String, lines: &[String]) -> String {
    lines.iter().fold(note, |note, line| cosignature::add(&note, line).unwrap_or(note))
}
