//! A small shop for the ledger's tests: a vault, a ledger, a few checks, all with test numbers.
#![allow(dead_code, reason = "every test file uses its own part of this")]

use countercheck::clock::Moment;
use countercheck::ledger::export::{self, Wanted};
use countercheck::ledger::leaf::{self, Draft, EntryId, Field, LeafKind, Stamp, TokenClass};
use countercheck::ledger::store::{Appended, Opening, Store};
use countercheck::ledger::verify::{Disclosure, Line, Summary};
use countercheck::vault::Vault;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) struct Shop {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) vault: Vault,
}

pub(crate) fn at(minute: u64) -> Moment {
    let start: chrono::DateTime<chrono::Utc> = "2026-05-02T10:00:00Z".parse().unwrap();
    Moment::new(start + chrono::TimeDelta::minutes(i64::try_from(minute).unwrap()), minute * 60_000)
}

pub(crate) fn stamp() -> Stamp {
    Stamp { boot: "00".repeat(16), build: "0.1.0".into(), ..Stamp::default() }
}

pub(crate) fn opening() -> Opening {
    let draft = Draft::new(EntryId::from_u128(0), LeafKind::Opened, at(0)).with("jurisdiction", "generic");
    Opening { shop: "Test Phones".into(), terminal: "till-1".into(), draft, stamp: stamp() }
}

/// A handset number of the test range, with its check digit.
pub(crate) fn imei(n: u64) -> String {
    let body = format!("35000000{n:06}");
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            let digit = c.to_digit(10).unwrap() * if i % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// The two entries of one check.
pub(crate) fn check(n: u64) -> [Draft; 2] {
    let (started, answered) = (EntryId::from_u128(u128::from(2 * n + 1)), EntryId::from_u128(u128::from(2 * n + 2)));
    let mut first = Draft::new(started, LeafKind::CheckStarted, at(n)).with("purpose", "purchase");
    first.fields.push(Field::imei("imei.1", imei(n)));
    let mut second = Draft::new(answered, LeafKind::CheckAnswered, at(n))
        .with("check", started.to_string())
        .with("answers", json!([{"source": "hotlist", "imei": 1, "outcome": "not_listed", "as_of": null}]));
    second.fields.push(Field::person("answer.1", format!("{{\"reference\":\"case {n}\"}}")));
    second.fields.push(Field { token: Some(TokenClass::Name), ..Field::person("seller.name", format!("Seller {n}")) });
    [first, second]
}

impl Shop {
    /// A new shop with this many checks.
    pub(crate) fn new(checks: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(folder.path(), &opening()).unwrap();
        let vault = Vault::create(folder.path()).unwrap();
        let mut shop = Self { folder, store, vault };
        (0..checks).for_each(|n| drop(shop.record(&check(n))));
        shop
    }

    pub(crate) fn record(&mut self, drafts: &[Draft]) -> Appended {
        let sealed = self.vault.seal(drafts).unwrap();
        let leaves: Vec<_> = drafts.iter().zip(&sealed).map(|(d, c)| leaf::to_bytes(d, &stamp(), c).unwrap()).collect();
        self.store.append(&leaves, drafts[0].at).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Closes everything, so that files can be altered behind the program's back.
    pub(crate) fn close(self) -> tempfile::TempDir {
        self.folder
    }

    pub(crate) fn export(&self, to: &Path, labels: &[&str]) {
        let mut disclose = |entry| {
            let fields = self.vault.disclosure(entry, labels)?;
            Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
        };
        export::write(&self.store, to, if labels.is_empty() { None } else { Some(&mut disclose) }).unwrap();
    }
}

pub(crate) fn verify(path: &Path, wanted: &Wanted) -> (Summary, Vec<Line>) {
    let mut lines = Vec::new();
    let summary = export::verify(path, wanted, &mut |line| lines.push(line)).unwrap();
    (summary, lines)
}

/// What does not hold, as text.
pub(crate) fn findings(lines: &[Line]) -> String {
    let wrong: Vec<_> =
        lines.iter().filter(|line| !line.ok).map(|line| format!("{:?}: {}", line.index, line.what)).collect();
    wrong.join("\n")
}

pub(crate) fn disclosed(export: &Path) -> Vec<Disclosure> {
    let text = fs::read_to_string(export.join("disclosed.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
