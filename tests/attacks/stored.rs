//! Attacks on the files, without signing anything anew.

use crate::shop::{Shop, copy_folder, findings, verify};
use countercheck::ledger::export::Wanted;
use countercheck::ledger::store::{Alarm, LEDGER_FILE, Store};
use rusqlite::Connection;
use std::fs::{self, OpenOptions};
use std::path::Path;

/// Works on `ledger.db` as its owner can: without triggers.
fn tamper(folder: &Path, sql: &str) {
    let db = Connection::open(folder.join(LEDGER_FILE)).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for name in triggers {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    db.execute_batch(sql).unwrap();
}

/// What `open` says, and what `verify` finds on the folder.
fn detectors(folder: &Path) -> (Result<(), Alarm>, String) {
    let opened = Store::open(folder).map(drop);
    let (summary, lines) = verify(folder, &Wanted::default());
    let found = findings(&lines);
    assert_eq!(summary.ok, found.is_empty());
    (opened, found)
}

/// Exchanges entries 3 and 5, ids and all.
const SWAP: &str = "
    CREATE TEMP TABLE kept AS SELECT idx, entry_id, bytes FROM leaf WHERE idx IN (3, 5);
    UPDATE leaf SET entry_id = randomblob(16) WHERE idx IN (3, 5);
    UPDATE leaf SET (entry_id, bytes) = (SELECT entry_id, bytes FROM kept WHERE idx = 5) WHERE idx = 3;
    UPDATE leaf SET (entry_id, bytes) = (SELECT entry_id, bytes FROM kept WHERE idx = 3) WHERE idx = 5;
";

#[test]
fn entry_altered() {
    let folder = Shop::new(5).close();
    tamper(
        folder.path(),
        "UPDATE leaf SET bytes = CAST(replace(bytes, 'not_listed', 'listed    ') AS BLOB) WHERE idx = 4",
    );
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::TilesDoNotMatch { index: 4 })), "{opened:?}");
    assert!(found.contains("Some(4): the entry, or the hash"), "{found}");
}

#[test]
fn entry_altered_far_back_is_found_by_verify_and_not_by_open() {
    let folder = Shop::new(400).close();
    tamper(
        folder.path(),
        "UPDATE leaf SET bytes = CAST(replace(bytes, 'not_listed', 'listed    ') AS BLOB) WHERE idx = 4",
    );
    let (opened, found) = detectors(folder.path());
    assert!(opened.is_ok(), "a start looks at the last two tiles only");
    assert!(found.contains("Some(4)") && found.contains("newest checkpoint"), "{found}");
    assert!(matches!(Store::open(folder.path()).unwrap().integrity(), Err(Alarm::TilesDoNotMatch { .. })));
}

#[test]
fn entry_altered_with_its_nodes() {
    let folder = Shop::new(2).close();
    let db = Connection::open(folder.path().join(LEDGER_FILE)).unwrap();
    let bytes: Vec<u8> = db.query_row("SELECT bytes FROM leaf WHERE idx = 4", [], |row| row.get(0)).unwrap();
    drop(db);
    let text = String::from_utf8(bytes).unwrap().replace("not_listed", "listed");
    let hash = hex::encode(countercheck::ledger::tree::leaf_hash(text.as_bytes()));
    let node = countercheck::ledger::tree::stored_index(0, 4);
    let text = hex::encode(text);
    tamper(
        folder.path(),
        &format!(
            "UPDATE leaf SET bytes = x'{text}' WHERE idx = 4; UPDATE node SET hash = x'{hash}' WHERE pos = {node}"
        ),
    );
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::ForkedFromHead { head: 5 })), "{opened:?}");
    assert!(found.contains("newest checkpoint") && found.contains("not those last known"), "{found}");
}

#[test]
fn tail_deleted() {
    let folder = Shop::new(5).close();
    tamper(
        folder.path(),
        "DELETE FROM leaf WHERE idx >= 9; DELETE FROM node WHERE pos >= 16; DELETE FROM checkpoint WHERE size > 9",
    );
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::BehindHead { head: 11, size: 9 })), "{opened:?}");
    assert!(found.contains("9 entries, and the last known number is 11"), "{found}");
}

#[test]
fn entry_deleted() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), "DELETE FROM leaf WHERE idx = 4");
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::TilesDoNotMatch { .. })), "{opened:?}");
    assert!(found.contains("Some(4): the entry is missing"), "{found}");
}

#[test]
fn entries_swapped() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), SWAP);
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::TilesDoNotMatch { index: 3 })), "{opened:?}");
    assert!(found.contains("Some(3)") && found.contains("Some(5)"), "{found}");
}

#[test]
fn entry_hidden_from_search() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), "UPDATE leaf SET entry_id = randomblob(16) WHERE idx = 3");
    let (opened, found) = detectors(folder.path());
    assert!(opened.is_ok(), "the tree is whole");
    assert!(found.contains("Some(3): the entry is kept under another entry's id"), "{found}");
}

#[test]
fn entry_inserted() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), "INSERT INTO leaf SELECT 11, randomblob(16), bytes FROM leaf WHERE idx = 2");
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::TilesDoNotMatch { index: 11 })), "{opened:?}");
    assert!(found.contains("Some(11)") && found.contains("newest checkpoint"), "{found}");
}

#[test]
fn checkpoint_rolled_back() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), "DELETE FROM checkpoint WHERE size = 11");
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::TilesDoNotMatch { index: 9 })), "{opened:?}");
    assert!(found.contains("the newest checkpoint, of size 9, is not over these entries"), "{found}");
}

/// Another character near the end of the note, whatever stands there.
fn other_signature(size: u64) -> String {
    format!(
        "UPDATE checkpoint SET note = substr(note, 1, length(note) - 20) \
         || CASE substr(note, -20, 1) WHEN 'x' THEN 'y' ELSE 'x' END || substr(note, -19) WHERE size = {size}"
    )
}

#[test]
fn checkpoint_signature_altered() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), &other_signature(11));
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::Unsigned(_))), "{opened:?}");
    assert!(found.contains("the newest checkpoint does not hold"), "{found}");
}

#[test]
fn stored_checkpoint_altered_is_found_by_a_deep_look() {
    let folder = Shop::new(5).close();
    tamper(folder.path(), &other_signature(5));
    assert!(verify(folder.path(), &Wanted::default()).0.ok);
    let (summary, lines) = verify(folder.path(), &Wanted { deep: true, ..Wanted::default() });
    assert!(!summary.ok && findings(&lines).contains("stored checkpoint"), "{}", findings(&lines));
}

#[test]
fn node_altered() {
    let folder = Shop::new(5).close();
    let node = countercheck::ledger::tree::stored_index(1, 2);
    tamper(folder.path(), &format!("UPDATE node SET hash = zeroblob(32) WHERE pos = {node}"));
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::TilesDoNotMatch { index: 5 })), "{opened:?}");
    assert!(found.contains("node 2 of level 1"), "{found}");
}

#[test]
fn database_replaced_by_an_older_copy() {
    let mut shop = Shop::new(3);
    let backup = tempfile::tempdir().unwrap();
    Connection::open(shop.path(LEDGER_FILE))
        .unwrap()
        .execute("VACUUM INTO ?1", [backup.path().join(LEDGER_FILE).to_str().unwrap()])
        .unwrap();
    for n in 3..6 {
        shop.record(&crate::shop::check(n));
    }
    let folder = shop.close();
    fs::copy(backup.path().join(LEDGER_FILE), folder.path().join(LEDGER_FILE)).unwrap();
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::BehindHead { head: 13, size: 7 })), "{opened:?}");
    assert!(found.contains("7 entries, and the last known number is 13"), "{found}");
}

#[test]
fn folder_replaced_by_an_older_copy_falls_only_to_an_officer() {
    let mut shop = Shop::new(3);
    let backup = tempfile::tempdir().unwrap();
    copy_folder(shop.folder.path(), backup.path());
    shop.record(&crate::shop::check(3));
    let officer = shop.store.checkpoint().unwrap().1;
    let (opened, found) = detectors(backup.path());
    assert!(opened.is_ok() && found.is_empty(), "head and all are old: the machine cannot know");
    let wanted =
        Wanted { trust: vec![countercheck::ledger::verify::Trust::parse(&officer)], deep: false, ..Wanted::default() };
    let (summary, lines) = verify(backup.path(), &wanted);
    assert!(!summary.ok && findings(&lines).contains("the tail is gone"));
}

#[test]
fn database_missing() {
    let folder = Shop::new(3).close();
    fs::remove_file(folder.path().join(LEDGER_FILE)).unwrap();
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::Missing { .. })), "{opened:?}");
    assert!(found.contains("ledger.db is missing"), "{found}");
    assert!(!folder.path().join(LEDGER_FILE).exists(), "never a fresh ledger");
}

#[test]
fn database_truncated_to_zero_beside_its_log() {
    let mut shop = Shop::new(1);
    shop.record(&crate::shop::check(1));
    // While the store is open its log lies beside it; then the power goes.
    let copy = tempfile::tempdir().unwrap();
    copy_folder(shop.folder.path(), copy.path());
    OpenOptions::new().write(true).open(copy.path().join(LEDGER_FILE)).unwrap().set_len(0).unwrap();
    let log = copy.path().join("ledger.db-wal");
    let before = fs::metadata(&log).unwrap().len();
    assert!(before > 0);
    let (opened, found) = detectors(copy.path());
    assert!(matches!(opened, Err(Alarm::Empty { log: true })), "{opened:?}");
    assert!(found.contains("empty although its log lies beside it"), "{found}");
    assert_eq!(fs::metadata(&log).unwrap().len(), before, "the log stays as evidence");
}

#[test]
fn database_overwritten() {
    let folder = Shop::new(3).close();
    let path = folder.path().join(LEDGER_FILE);
    let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    fs::write(&path, vec![7; length]).unwrap();
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::Corrupt(_))), "{opened:?}");
    assert!(found.contains("damaged"), "{found}");
}

#[test]
fn key_swapped() {
    let (folder, other) = (Shop::new(3).close(), Shop::new(3).close());
    for name in ["ledger", "ledger.pub"] {
        fs::copy(other.path().join("keys").join(name), folder.path().join("keys").join(name)).unwrap();
    }
    let (opened, found) = detectors(folder.path());
    assert!(matches!(opened, Err(Alarm::ForeignKey)), "{opened:?}");
    assert!(found.contains("not this register's"), "{found}");
}

#[test]
fn head_removed_damaged_or_taken_from_another_shop() {
    let other = Shop::new(3).close();
    let folder = Shop::new(3).close();
    let head = folder.path().join("keys/head");
    fs::copy(other.path().join("keys/head"), &head).unwrap();
    assert!(matches!(detectors(folder.path()), (Err(Alarm::HeadMissing), found) if found.contains("another register")));
    fs::write(&head, [0; 8192]).unwrap();
    assert!(matches!(detectors(folder.path()), (Err(Alarm::HeadDamaged), found) if found.contains("damaged")));
    fs::remove_file(&head).unwrap();
    assert!(matches!(detectors(folder.path()), (Err(Alarm::HeadMissing), found) if !found.is_empty()));
}
