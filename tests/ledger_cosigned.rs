//! Cosignatures beside checkpoints: version 2 of `ledger.db`, and version 1 that becomes one.
//!
//! `tests/samples/ledger-v2` is a folder of this format; `make_sample` writes it anew when
//! `COUNTERCHECK_MAKE_LEDGER_SAMPLE` names a folder that does not exist.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use countercheck::ledger::export::Wanted;
use countercheck::ledger::note::{self, cosignature};
use countercheck::ledger::store::{Cosigned, LEDGER_FILE, Store};
use shop::{Shop, check, copy_folder, findings, verify};
use std::fs;
use std::path::{Path, PathBuf};

const WITNESS: &str = "PRIVATE+KEY+police.example/w1+1189104e+BAkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJ";
const TIME: u64 = 1_780_000_000;

fn witness() -> cosignature::CosignKey {
    cosignature::CosignKey::from_secret_text(WITNESS).unwrap()
}

fn cosign(store: &mut Store) -> Cosigned {
    let (checkpoint, note) = store.checkpoint().unwrap();
    let line = witness().cosign(note::text_of(note.as_bytes()).unwrap(), TIME).unwrap();
    let cosigned = Cosigned { size: checkpoint.size, witness: "police.example/w1".into(), time: TIME, line };
    assert!(store.keep_cosignature(&cosigned).unwrap());
    assert!(!store.keep_cosignature(&cosigned).unwrap(), "once");
    cosigned
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)
}

fn version(folder: &Path) -> i64 {
    let db = rusqlite::Connection::open(folder.join(LEDGER_FILE)).unwrap();
    db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// The line under the checkpoint in an export, which the log's key still opens.
fn exported(store: &Store, cosigned: &Cosigned) {
    let to = tempfile::tempdir().unwrap();
    let path = to.path().join("export");
    countercheck::ledger::export::write(store, &path, None).unwrap();
    let text = fs::read_to_string(path.join("checkpoints.jsonl")).unwrap();
    let notes = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let note = notes.into_iter().find(|line| line["size"] == cosigned.size).unwrap()["note"].clone();
    assert_eq!(cosignature::check(note.as_str().unwrap().as_bytes(), &witness().verifier()), Some(TIME));
    let (summary, lines) = verify(&path, &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "{}", findings(&lines));
}

#[test]
fn make_sample() {
    let mut shop = Shop::new(3);
    let cosigned = cosign(&mut shop.store);
    shop.record(&check(3));
    exported(&shop.store, &cosigned);
    let folder = shop.close();
    if let Ok(target) = std::env::var("COUNTERCHECK_MAKE_LEDGER_SAMPLE") {
        assert!(!Path::new(&target).exists(), "{target} exists");
        for name in [LEDGER_FILE, "keys/ledger", "keys/ledger.pub", "keys/head"] {
            fs::create_dir_all(Path::new(&target).join("keys")).unwrap();
            fs::copy(folder.path().join(name), Path::new(&target).join(name)).unwrap();
        }
    }
}

#[test]
fn version_2_opens_with_its_cosignatures() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&sample("ledger-v2"), folder.path());
    let store = Store::open(folder.path()).unwrap();
    let all = store.cosignatures().unwrap();
    assert_eq!((all.len(), all[0].size, all[0].time, all[0].witness.as_str()), (1, 7, TIME, "police.example/w1"));
    exported(&store, &all[0]);
    drop(store);
    let (summary, lines) = verify(folder.path(), &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "{}", findings(&lines));
    let db = rusqlite::Connection::open(folder.path().join(LEDGER_FILE)).unwrap();
    for sql in ["DELETE FROM cosignature", "UPDATE cosignature SET time = 1"] {
        assert!(db.execute(sql, []).is_err(), "{sql}: kept like everything else in the register");
    }
}

#[test]
fn version_1_becomes_version_2_when_it_is_opened_and_not_when_it_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&sample("v1"), folder.path());
    let (summary, lines) = verify(folder.path(), &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "{}", findings(&lines));
    assert_eq!(version(folder.path()), 1);
    let mut store = Store::open(folder.path()).unwrap();
    assert!(store.cosignatures().unwrap().is_empty());
    let cosigned = cosign(&mut store);
    exported(&store, &cosigned);
    assert_eq!(
        store.note_at(cosigned.size).unwrap(),
        Some(store.checkpoint().unwrap().1),
        "the stored note stays as it was"
    );
    drop(store);
    assert_eq!(version(folder.path()), 2);
    assert_eq!(Store::open(folder.path()).unwrap().cosignatures().unwrap(), [cosigned]);
}

#[test]
fn one_checkpoint_takes_no_more_lines_than_a_note_has_room_for() {
    let mut shop = Shop::new(1);
    let (checkpoint, note) = shop.store.checkpoint().unwrap();
    let text = note::text_of(note.as_bytes()).unwrap();
    let mut kept = 0;
    for time in 1..=120 {
        let line = witness().cosign(text, time).unwrap();
        let one = Cosigned { size: checkpoint.size, witness: "police.example/w1".into(), time, line };
        kept += usize::from(shop.store.keep_cosignature(&one).unwrap());
    }
    assert_eq!(kept, 50);
    let (summary, lines) = verify(shop.folder.path(), &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "an eager witness must not spoil the register: {}", findings(&lines));
}
