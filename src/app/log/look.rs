//! `log show` and `log find`.

use crate::app::AppError;
use crate::app::shop::{self, Shop};
use crate::cli::{Exit, Out, safe};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::imei::identify;
use crate::ledger::leaf::{Draft, Leaf, LeafKind, TokenClass};
use serde_json::{Map, Value, json};

/// `log show`: the newest entries.
pub(in crate::app) fn show(paths: &Paths, last: u64, reveal: Option<&str>, json: bool) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let size = shop.recorder.store.len()?;
    let indexes: Vec<u64> = (size.saturating_sub(last)..size).collect();
    print(&mut shop.recorder, &indexes, reveal, json)
}

/// `log find`: the entries of one IMEI, and those that belong to the same check.
pub(in crate::app) fn find(paths: &Paths, number: &str, reveal: Option<&str>, json: bool) -> Result<Exit, AppError> {
    let found = identify(number, None).ok().and_then(|i| i.imei());
    let Some(imei) = found else { return Err(AppError::Number(format!("{number:?} is not an IMEI"))) };
    let mut shop = Shop::open(paths, shop::now())?;
    let recorder = &mut shop.recorder;
    let mut indexes = Vec::new();
    for entry in recorder.vault.find(TokenClass::Imei, &imei.digits())? {
        if let Some(index) = recorder.store.find(entry)? {
            indexes.push(index);
            indexes.extend(of_check(recorder, index, &entry.to_string())?);
        }
    }
    indexes.sort_unstable();
    indexes.dedup();
    print(recorder, &indexes, reveal, json)
}

/// Later entries that name this check. They follow soon after it, or much later as rechecks: the
/// whole rest of the log is read.
fn of_check(recorder: &Recorder, index: u64, check: &str) -> Result<Vec<u64>, AppError> {
    let mut found = Vec::new();
    let size = recorder.store.len()?;
    recorder.store.range(index + 1..size, &mut |n, bytes| {
        let named = Leaf::parse(bytes).is_ok_and(|l| {
            ["check", "joins"].iter().any(|name| l.plain.get(*name).and_then(Value::as_str) == Some(check))
        });
        if named {
            found.push(n);
        }
        true
    })?;
    Ok(found)
}

/// Prints entries. Personal values are unmasked only after the entry that says so is on disk.
fn print(recorder: &mut Recorder, indexes: &[u64], reveal: Option<&str>, json: bool) -> Result<Exit, AppError> {
    if let Some(reason) = reveal {
        recorder.record(&[displayed("log", reason, indexes)])?;
    }
    let out = Out { json };
    if indexes.is_empty() {
        out.line("no entry");
    }
    for index in indexes {
        let Some(bytes) = recorder.store.read(*index)? else { continue };
        let Ok(leaf) = Leaf::parse(&bytes) else {
            out.line(&format!("{index}  unreadable entry; see `countercheck verify`"));
            continue;
        };
        let values = if reveal.is_some() { values(recorder, &leaf)? } else { masked(&leaf) };
        out.object(&json!({
            "index": index, "kind": leaf.kind.word(), "at": crate::clock::rfc3339(leaf.at),
            "entry_id": leaf.entry_id.to_string(), "plain": leaf.plain, "values": values,
        }));
        out.line(&line(*index, &leaf, &values));
    }
    Ok(Exit::Done)
}

/// The entry that says who looked at personal data, and why.
pub(super) fn displayed(where_: &str, reason: &str, indexes: &[u64]) -> Draft {
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    let mut draft = Draft::new(fresh_id(), LeafKind::Displayed, shop::now())
        .with("where", where_)
        .with("first", indexes.first().copied())
        .with("last", indexes.last().copied())
        .with("entries", indexes.len());
    draft.fields.push(crate::ledger::leaf::Field::person("reason.1", reason));
    draft.fields.push(crate::ledger::leaf::Field::person("staff.1", user));
    draft
}

fn masked(leaf: &Leaf) -> Map<String, Value> {
    leaf.c.keys().map(|label| (label.clone(), Value::Null)).collect()
}

fn values(recorder: &Recorder, leaf: &Leaf) -> Result<Map<String, Value>, AppError> {
    let revealed = recorder.vault.reveal(leaf.entry_id)?;
    let mut values = masked(leaf);
    for value in revealed {
        values.insert(value.label, Value::from(value.value));
    }
    Ok(values)
}

fn line(index: u64, leaf: &Leaf, values: &Map<String, Value>) -> String {
    let plain = ["finding", "purpose", "tac", "why", "check", "recheck", "seconds", "from", "to", "reason"];
    let mut text = format!("{index:>6}  {}  {:<15}", leaf.at.format("%Y-%m-%d %H:%M:%S"), leaf.kind.word());
    for name in plain {
        if let Some(value) = leaf.plain.get(name) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.extend([" ", name, "=", &value]);
        }
    }
    for (label, value) in values {
        text.extend([" ", label, "=", value.as_str().unwrap_or("****")]);
    }
    safe(text.trim_end())
}
