//! Finding an IMEI or a name among the search tokens of 1,000,000 entries (100,000 unless
//! `COUNTERCHECK_BENCH_ENTRIES` says otherwise).
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench without a vault has nothing to measure")]

#[path = "support/figures.rs"]
mod figures;

use countercheck::clock::Moment;
use countercheck::ledger::leaf::{Draft, EntryId, Field, LeafKind, TokenClass};
use countercheck::vault::{VAULT_FILE, Vault};
use figures::Series;
use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const ENTRIES: u64 = 100_000;
/// Entries that are sealed as a shop seals them; the others are rows of the same size.
const REAL: u32 = 500;
/// Milliseconds; the bound for 1,000,000 entries.
const BOUND: f64 = 50.0;

fn main() {
    let entries = std::env::var("COUNTERCHECK_BENCH_ENTRIES").ok().and_then(|n| n.parse().ok()).unwrap_or(ENTRIES);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    figures::machine(folder.path());
    drop(Vault::create(folder.path()).expect("a vault"));
    fill(&folder.path().join(VAULT_FILE), entries);
    let mut vault = Vault::open(folder.path()).expect("a vault");
    let at = Moment::new("2026-05-02T10:00:00Z".parse().expect("a time"), 1);
    let real: Vec<Draft> = (0..REAL).map(|n| draft(n, at)).collect();
    vault.seal(&real).expect("sealed");
    drop(vault);

    println!("vault: {entries} entries with two tokens each");
    // Opened anew for each class: the first search of a morning reads from the disk.
    for (what, class) in [("IMEI", TokenClass::Imei), ("name", TokenClass::Name)] {
        let vault = Vault::open(folder.path()).expect("a vault");
        let (mut hits, mut misses) = (Series::default(), Series::default());
        for n in 0..REAL {
            let begun = Instant::now();
            let found = vault.find(class, &value(class, n)).expect("readable");
            hits.push(begun.elapsed());
            assert_eq!(found.len(), 1);
            let begun = Instant::now();
            black_box(vault.find(class, &value(class, n + REAL)).expect("readable"));
            misses.push(begun.elapsed());
        }
        figures::line(&format!("{what}: found"), &hits);
        figures::line(&format!("{what}: not there"), &misses);
        // One look-up in a hundred may have waited for somebody else on the machine.
        figures::absolute(&format!("{what}: p99"), hits.at(0.99).max(misses.at(0.99)) * 1e3, BOUND, "ms");
    }
}

fn value(class: TokenClass, n: u32) -> String {
    match class {
        TokenClass::Imei => format!("350000{n:08}"),
        _ => format!("Seller Number {n}"),
    }
}

fn draft(n: u32, at: Moment) -> Draft {
    let mut draft = Draft::new(EntryId::from_u128(u128::from(n) << 64 | 1), LeafKind::CheckStarted, at);
    draft.fields.push(Field::imei("imei.1", value(TokenClass::Imei, n)));
    let name = Field::person("seller.name", value(TokenClass::Name, n));
    draft.fields.push(Field { token: Some(TokenClass::Name), ..name });
    draft
}

/// Rows as large as real ones: sealing a million secrets would take minutes and measure nothing.
fn fill(path: &Path, entries: u64) {
    let mut db = Connection::open(path).expect("a database");
    db.pragma_update(None, "synchronous", "OFF").expect("a setting");
    let begun = db.transaction().expect("a transaction");
    let random = |n: u64, what: u8| -> Vec<u8> { Sha256::digest([&n.to_be_bytes()[..], &[what]].concat()).to_vec() };
    {
        let mut entry = begun
            .prepare("INSERT INTO entry (entry_id, secret, recipients) VALUES (?1, zeroblob(250), x'0011223344556677')")
            .expect("SQL");
        let mut field = begun.prepare("INSERT INTO field VALUES (?1, ?2, 0, zeroblob(60))").expect("SQL");
        let mut token = begun.prepare("INSERT INTO token VALUES (?1, ?2)").expect("SQL");
        for n in 0..entries {
            entry.execute([&random(n, 0)[..16]]).expect("a row");
            let row = begun.last_insert_rowid();
            for (what, label) in [(1, "imei.1"), (2, "seller.name")] {
                field.execute(params![row, label]).expect("a row");
                token.execute(params![&random(n, what)[..16], row]).expect("a row");
            }
        }
    }
    begun.commit().expect("on disk");
}
