//! `log show` and `log find`.

use crate::app::shop::{self, Shop};
use crate::app::unlock::unlock;
use crate::app::{AppError, actor};
use crate::cli::{Exit, Out, Reveal, safe};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::imei::identify;
use crate::ledger::archive::Archive;
use crate::ledger::leaf::{Draft, EntryId, Field, Leaf, LeafKind, TokenClass};
use crate::staff::Act;
use serde_json::{Map, Value, json};

/// `log show`: the newest entries.
pub(in crate::app) fn show(paths: &Paths, last: u64, reveal: &Reveal, json: bool) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let size = shop.recorder.store.len()?;
    let indexes: Vec<u64> = (size.saturating_sub(last)..size).collect();
    print(&mut shop.recorder, Found { indexes, earlier: Vec::new() }, reveal, json)
}

/// `log find`: the entries of one IMEI, and those that belong to the same check.
pub(in crate::app) fn find(paths: &Paths, number: &str, reveal: &Reveal, json: bool) -> Result<Exit, AppError> {
    let found = identify(number, None).ok().and_then(|i| i.imei());
    let Some(imei) = found else { return Err(AppError::Number(format!("{number:?} is not an IMEI"))) };
    let mut shop = Shop::open(paths, shop::now())?;
    let recorder = &mut shop.recorder;
    let hits = recorder.vault.find(TokenClass::Imei, &imei.digits())?;
    let mut indexes = Vec::new();
    for entry in &hits {
        if let Some(index) = recorder.store.find(*entry)? {
            indexes.push(index);
            indexes.extend(of_check(recorder, index, &entry.to_string())?);
        }
    }
    indexes.sort_unstable();
    indexes.dedup();
    let earlier = earlier(paths, &hits)?;
    print(recorder, Found { indexes, earlier }, reveal, json)
}

/// What is to be printed.
struct Found {
    /// Entries of the present register.
    indexes: Vec<u64>,
    /// Epoch, index and bytes of entries of earlier ones.
    earlier: Vec<(u64, u64, Vec<u8>)>,
}

/// Entries of earlier epochs: a new epoch must not make the past invisible.
fn earlier(paths: &Paths, hits: &[EntryId]) -> Result<Vec<(u64, u64, Vec<u8>)>, AppError> {
    let mut found = Vec::new();
    for archive in Archive::readable(paths.root()) {
        for entry in hits {
            let Some(first) = archive.find(*entry)? else { continue };
            let check = entry.to_string();
            archive.from(first, &mut |index, bytes| {
                if index == first || names(bytes, &check) {
                    found.push((archive.number(), index, bytes.to_vec()));
                }
            })?;
        }
    }
    Ok(found)
}

/// Whether a leaf belongs to this check.
fn names(bytes: &[u8], check: &str) -> bool {
    let named = |leaf: &Leaf, name: &str| leaf.plain.get(name).and_then(Value::as_str) == Some(check);
    Leaf::parse(bytes).is_ok_and(|leaf| ["check", "joins"].iter().any(|name| named(&leaf, name)))
}

/// Later entries that name this check. They follow soon after it, or much later as rechecks: the
/// whole rest of the log is read.
fn of_check(recorder: &Recorder, index: u64, check: &str) -> Result<Vec<u64>, AppError> {
    let mut found = Vec::new();
    let size = recorder.store.len()?;
    recorder.store.range(index + 1..size, &mut |n, bytes| {
        if names(bytes, check) {
            found.push(n);
        }
        true
    })?;
    Ok(found)
}

/// Prints entries. Personal values are unmasked only after the entry that says so is on disk.
fn print(recorder: &mut Recorder, found: Found, reveal: &Reveal, json: bool) -> Result<Exit, AppError> {
    let entries = found.indexes.len() + found.earlier.len();
    if let Some(entry) = displayed(recorder, "log", reveal, entries)? {
        unlock(recorder, &reveal.key)?;
        recorder.record(&[entry])?;
    }
    let out = Out { json };
    if entries == 0 {
        out.line("no entry");
    }
    let mut all =
        found.earlier.into_iter().map(|(epoch, index, bytes)| (Some(epoch), index, bytes)).collect::<Vec<_>>();
    for index in found.indexes {
        all.extend(recorder.store.read(index)?.map(|bytes| (None, index, bytes)));
    }
    for (epoch, index, bytes) in all {
        let Ok(leaf) = Leaf::parse(&bytes) else {
            out.object(&json!({ "index": index, "epoch": epoch, "kind": null }));
            out.line(&format!("{index:>6}  unreadable entry; see `countercheck verify`"));
            continue;
        };
        let values = if reveal.reason.is_some() { values(recorder, &leaf)? } else { masked(&leaf) };
        let corrections = corrections(recorder, &leaf, reveal.reason.is_some())?;
        out.object(&json!({
            "index": index, "epoch": epoch, "kind": leaf.kind.word(), "at": crate::clock::rfc3339(leaf.at),
            "entry_id": leaf.entry_id.to_string(), "plain": leaf.plain, "values": values,
            "corrections": corrections,
        }));
        let place = epoch.map(|n| format!("epoch {n}: ")).unwrap_or_default();
        let nothing = if reveal.reason.is_some() { "erased" } else { "****" };
        out.line(&format!("{place}{}", line(index, &leaf, &values, nothing)));
        for correction in &corrections {
            let word = |name: &str| correction[name].as_str().unwrap_or("****").to_owned();
            let (what, value, reason) = (word("what"), word("value"), word("reason"));
            out.line(&safe(&format!(
                "{:>6}  corrected by entry {}: {what} is {value}, because {reason}",
                "", correction["index"]
            )));
        }
    }
    Ok(Exit::Done)
}

/// The entry that says who looked at personal data, and why; none where nothing is unmasked.
pub(in crate::app) fn displayed(
    recorder: &mut Recorder,
    place: &str,
    reveal: &Reveal,
    entries: usize,
) -> Result<Option<Draft>, AppError> {
    let Some(reason) = &reveal.reason else { return Ok(None) };
    let Some(actor) = actor::allowed(recorder, reveal.staff.as_deref(), Act::Reveal)? else {
        return Err(AppError::Usage("who looks? name the person with --staff".to_owned()));
    };
    let mut draft =
        Draft::new(fresh_id(), LeafKind::Displayed, shop::now()).with("where", place).with("entries", entries);
    if let Some(person) = actor.person() {
        draft = draft.with("person", person.to_string());
    }
    draft.fields.push(Field::person("reason.1", reason));
    draft.fields.push(Field::person("staff.1", actor.name()));
    Ok(Some(draft))
}

/// What later entries correct in this one, oldest first.
fn corrections(recorder: &Recorder, leaf: &Leaf, unmasked: bool) -> Result<Vec<Value>, AppError> {
    let mut found = Vec::new();
    for index in recorder.stock.corrections(leaf.entry_id)? {
        let bytes = recorder.store.read(index)?;
        let Some(correction) = bytes.and_then(|bytes| Leaf::parse(&bytes).ok()) else { continue };
        let values = if unmasked { values(recorder, &correction)? } else { Map::new() };
        let value = |label: &str| values.get(label).cloned().unwrap_or_default();
        found.push(json!({
            "index": index, "what": correction.plain.get("what"),
            "value": value("value.1"), "reason": value("reason.1"),
        }));
    }
    Ok(found)
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

/// `nothing` stands for a value that is masked or gone.
fn line(index: u64, leaf: &Leaf, values: &Map<String, Value>, nothing: &str) -> String {
    let plain = [
        "finding",
        "purpose",
        "tac",
        "why",
        "check",
        "recheck",
        "seconds",
        "day",
        "from",
        "to",
        "reason",
        "corrects",
        "list",
        "version",
        "what",
        "how",
        "sources",
        "deal_kind",
        "number",
        "training",
    ];
    let mut text = format!("{index:>6}  {}  {:<15}", leaf.at.format("%Y-%m-%d %H:%M:%SZ"), leaf.kind.word());
    for name in plain {
        if let Some(value) = leaf.plain.get(name).filter(|value| !value.is_null()) {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.extend([" ", name, "=", &value]);
        }
    }
    for (label, value) in values {
        text.extend([" ", label, "=", value.as_str().unwrap_or(nothing)]);
    }
    safe(text.trim_end())
}
