//! Printing: the one place that writes to standard output and standard error.

use crate::finding::{Answer, Finding};
use crate::imei::Imei;
use crate::till::{Check, Committed};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::io::Write;

/// Where commands print to.
#[derive(Debug, Default)]
pub struct Out {
    /// Print JSON lines instead of text.
    pub json: bool,
}

impl Out {
    /// One line of text on standard output; nothing in JSON mode. A closed pipe is not an error.
    pub fn line(&self, text: &str) {
        if !self.json {
            let _closed = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// One JSON object on standard output; nothing in text mode.
    pub fn object(&self, value: &impl Serialize) {
        if self.json
            && let Ok(text) = serde_json::to_string(value)
        {
            let _closed = writeln!(std::io::stdout().lock(), "{text}");
        }
    }

    /// What happened and what to do, on standard error.
    pub fn problem(what: &str, advice: &str) {
        let _closed = writeln!(std::io::stderr().lock(), "countercheck: {}\n  {}", safe(what), safe(advice));
    }

    /// A remark on standard error.
    pub fn note(text: &str) {
        let _closed = writeln!(std::io::stderr().lock(), "{}", safe(text));
    }

    /// Bytes on standard output as they are.
    pub fn bytes(bytes: &[u8]) {
        let _closed = std::io::stdout().lock().write_all(bytes);
    }
}

/// Text from outside for a terminal: control characters become visible escapes.
pub fn safe(text: &str) -> String {
    crate::words::escape(text, 2_000)
}

/// One line of `check --json`.
#[derive(Debug, Serialize)]
pub struct CheckLine {
    imeis: Vec<String>,
    finding: Finding,
    answers: Vec<AnswerLine>,
    entry: Option<EntryLine>,
}

#[derive(Debug, Serialize)]
struct AnswerLine {
    source: String,
    imei: String,
    outcome: &'static str,
    as_of: Option<String>,
    detail: Option<serde_json::Value>,
}

/// Where an entry stands.
#[derive(Debug, Serialize)]
pub struct EntryLine {
    index: u64,
    leaf_hash: String,
    size: u64,
    root: String,
}

impl From<Committed> for EntryLine {
    fn from(place: Committed) -> Self {
        Self {
            index: place.index,
            leaf_hash: hex::encode(place.leaf_hash),
            size: place.size,
            root: hex::encode(place.root),
        }
    }
}

impl CheckLine {
    /// The line of a recorded finding; lists' ages are those at `now`.
    pub fn new(check: &Check, finding: Finding, now: DateTime<Utc>) -> Self {
        Self {
            imeis: check.imeis.iter().map(Imei::digits).collect(),
            finding,
            answers: check.answers.iter().map(|answer| answer_line(answer, now)).collect(),
            entry: check.committed.map(EntryLine::from),
        }
    }
}

fn answer_line(answer: &Answer, now: DateTime<Utc>) -> AnswerLine {
    let mut detail =
        serde_json::to_value(&answer.outcome).ok().and_then(|mut v| v.get_mut("detail").map(serde_json::Value::take));
    if let Some(edition) = answer.edition {
        let list = serde_json::json!({
            "name": answer.source,
            "version": edition.version,
            "issued_at": answer.as_of.map(crate::clock::rfc3339),
            "age_seconds": answer.as_of.map(|issued| (now - issued).num_seconds()),
            "state": edition.state,
        });
        let detail = detail.get_or_insert_with(|| serde_json::json!({}));
        if let Some(members) = detail.as_object_mut() {
            members.insert("list".to_owned(), list);
        }
    }
    AnswerLine {
        source: answer.source.to_string(),
        imei: answer.imei.with_check_digit(),
        outcome: answer.outcome.word(),
        as_of: answer.as_of.map(crate::clock::rfc3339),
        detail,
    }
}

/// One line of `ports --json`.
#[derive(Debug, Serialize)]
pub struct PortLine {
    /// Path of the port.
    pub path: String,
    /// USB ids, `vid:pid` in hexadecimal.
    pub usb: Option<String>,
    /// The device's serial number.
    pub serial: Option<String>,
    /// What the device calls itself.
    pub product: Option<String>,
    /// The known scanner that these ids belong to.
    pub known: Option<String>,
}
