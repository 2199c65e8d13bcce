//! What an earlier run left: today's checks, and those that wait for an answer.

use super::{RecordError, Recorder};
use crate::clock::Moment;
use crate::finding::{Answer, Doubt, Edition, Finding, ListAge, Outcome, Silence, SourceName};
use crate::goods::Origin;
use crate::imei::Imei;
use crate::ledger::leaf::{EntryId, Leaf};
use crate::stock::{CheckRow, Item};
use crate::till::{Hold, HoldReason, RestoredCheck};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::HashMap;

/// Reads them back: findings and answers from the ledger, numbers with the till's own key.
/// A check whose numbers have been erased is left out; there is nothing to ask about any more.
pub fn restore(recorder: &Recorder, since: DateTime<Utc>) -> Result<Vec<RestoredCheck>, RecordError> {
    let rows = recorder.stock.recent(since.timestamp_millis())?;
    let mut items: HashMap<EntryId, Item> = recorder.stock.items()?.into_iter().map(|i| (i.check, i)).collect();
    let mut checks = Vec::new();
    for row in rows {
        if let Some(mut check) = one(recorder, row)? {
            if let Some(item) = items.remove(&row.check) {
                check.marked = item.marked.is_some();
                check.hold = item.hold.map(hold);
            }
            checks.push(check);
        }
    }
    Ok(checks)
}

/// One finished check with what is known of its handset; `None` where there is none.
pub fn restore_one(recorder: &Recorder, check: EntryId) -> Result<Option<RestoredCheck>, RecordError> {
    let Some(row) = recorder.stock.check(check)? else { return Ok(None) };
    let found = one(recorder, CheckRow { waiting: false, ..row })?;
    let item = recorder.stock.item(check)?;
    Ok(found.map(|found| RestoredCheck {
        marked: item.as_ref().is_some_and(|item| item.marked.is_some()),
        hold: item.and_then(|item| item.hold).map(hold),
        ..found
    }))
}

fn hold(hold: crate::stock::Hold) -> Hold {
    Hold {
        since: hold.since,
        why: HoldReason::from_word(&hold.why),
        sources: hold.sources.into_iter().map(SourceName::new).collect(),
    }
}

fn one(recorder: &Recorder, row: CheckRow) -> Result<Option<RestoredCheck>, RecordError> {
    let Some(started) = leaf(recorder, row.started)? else { return Ok(None) };
    let answered = match row.answered {
        Some(origin) => leaf(recorder, origin)?,
        None => None,
    };
    let Some(answered) = answered else { return Ok(None) };
    let mut imeis = Vec::new();
    if let Some(joins) = answered.plain.get("joins").and_then(Value::as_str).and_then(|id| id.parse().ok()) {
        imeis.extend(numbers(recorder, joins)?);
    }
    imeis.extend(numbers(recorder, row.check)?);
    if imeis.is_empty() {
        return Ok(None);
    }
    let finding = answered.plain.get("finding").cloned().and_then(|f| serde_json::from_value::<Finding>(f).ok());
    let doubts = started.plain.get("doubts").cloned().and_then(|d| serde_json::from_value::<Vec<Doubt>>(d).ok());
    let lines = answered.plain.get("answers").and_then(Value::as_array).cloned().unwrap_or_default();
    Ok(Some(RestoredCheck {
        check: row.check,
        started: Moment::new(started.at, 0),
        answers: lines.iter().filter_map(|line| answer(line, &imeis)).collect(),
        imeis,
        doubts: doubts.unwrap_or_default(),
        finding: finding.unwrap_or(Finding::NotChecked),
        waiting: row.waiting,
        marked: false,
        hold: None,
    }))
}

fn leaf(recorder: &Recorder, origin: Origin) -> Result<Option<Leaf>, RecordError> {
    let bytes = recorder.leaf(origin)?;
    Ok(bytes.and_then(|b| Leaf::parse(&b).ok()))
}

fn numbers(recorder: &Recorder, entry: EntryId) -> Result<Vec<Imei>, RecordError> {
    let values = recorder.vault.numbers(entry)?;
    let imeis = values.iter().filter(|v| v.label.starts_with("imei."));
    Ok(imeis.filter_map(|v| Imei::parse(&v.value).ok()).collect())
}

/// An answer without the source's words, which stay sealed.
fn answer(line: &Value, imeis: &[Imei]) -> Option<Answer> {
    let word = |name: &str| line.get(name).and_then(Value::as_str);
    let ordinal = usize::try_from(line.get("imei")?.as_u64()?).ok()?.checked_sub(1)?;
    let imei = imeis.get(ordinal)?.body();
    let outcome = match word("outcome")? {
        "listed" => Outcome::Listed(crate::finding::Detail::default()),
        "caution" => Outcome::Caution(crate::finding::Detail::default()),
        "not_listed" => Outcome::NotListed,
        "not_covered" => Outcome::NotCovered(crate::finding::Detail::default()),
        // A word of a later version is a silence, never an all-clear.
        _ => Outcome::NoAnswer(Silence::from_word(word("why").unwrap_or_default())),
    };
    let as_of = word("as_of").and_then(|t| DateTime::parse_from_rfc3339(t).ok()).map(|t| t.to_utc());
    let edition = line.get("version").and_then(Value::as_u64).map(|version| Edition {
        version,
        state: line.get("state").and_then(|s| serde_json::from_value(s.clone()).ok()).unwrap_or(ListAge::Stale),
    });
    Some(Answer { as_of, edition, ..Answer::new(&SourceName::new(word("source")?), &imei, outcome) })
}
