use super::*;
use crate::ledger::leaf::{Commitments, LeafKind};
use std::fs::{self, OpenOptions};

fn at() -> Moment {
    Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000)
}

fn opening() -> Opening {
    let draft = Draft::new(EntryId::from_u128(0), LeafKind::Opened, at());
    Opening { shop: "Phönix & Sons".into(), terminal: "till 1".into(), draft, stamp: Stamp::default() }
}

fn leaf(id: u128) -> Vec<u8> {
    let draft = Draft::new(EntryId::from_u128(id), LeafKind::Fault, at());
    leaf::to_bytes(&draft, &Stamp::default(), &Commitments::new()).unwrap()
}

fn shop() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path(), &opening()).unwrap();
    (folder, store)
}

#[test]
fn a_log_begins_with_its_own_name_and_key() {
    let (_folder, store) = shop();
    let first = Leaf::parse(&store.read(0).unwrap().unwrap()).unwrap();
    assert_eq!(first.kind, LeafKind::Opened);
    assert_eq!(first.plain["log_key"], store.verifier().to_string());
    assert_eq!(first.plain["origin"], store.origin());
    assert!(store.origin().starts_with("countercheck/ph-nix---sons/till-1/"), "{}", store.origin());
    assert_eq!((store.len().unwrap(), store.epoch()), (1, 1));
}

#[test]
fn what_is_appended_is_read_found_proved_and_signed() {
    let (folder, mut store) = shop();
    let mut sizes = vec![store.checkpoint().unwrap().0];
    for batch in [1..2u128, 2..5, 5..300] {
        let leaves: Vec<_> = batch.clone().map(leaf).collect();
        let done = store.append(&leaves, at()).unwrap();
        assert_eq!((u128::from(done.first), u128::from(done.size)), (batch.start, batch.end));
        assert_eq!(done.leaf_hashes, leaves.iter().map(|l| tree::leaf_hash(l)).collect::<Vec<_>>());
        let (checkpoint, _) = store.checkpoint().unwrap();
        assert_eq!((checkpoint.size, checkpoint.root), (done.size, done.root));
        assert_eq!(head::read(&folder.path().join("keys/head")).unwrap(), checkpoint);
        sizes.push(checkpoint);
    }
    let store = Store::open(folder.path()).unwrap();
    let newest = sizes.last().unwrap();
    for index in [0, 1, 255, 256, 299] {
        let bytes = store.read(index).unwrap().unwrap();
        let proof = store.inclusion_proof(index, 300).unwrap();
        assert!(tree::verify_inclusion(index, 300, &tree::leaf_hash(&bytes), &proof, &newest.root));
        assert_eq!(store.find(EntryId::from_u128(index.into())).unwrap(), Some(index));
    }
    for old in &sizes {
        let proof = store.consistency_proof(old.size, 300).unwrap();
        assert!(tree::verify_consistency(&old.tree(), &newest.tree(), &proof));
    }
    assert_eq!(store.find(EntryId::from_u128(300)).unwrap(), None);
    assert_eq!(store.read(300).unwrap(), None);
    assert_eq!(&store.integrity().unwrap(), newest);
    let mut seen = Vec::new();
    store
        .range(3..9, &mut |index, _| {
            seen.push(index);
            index < 5
        })
        .unwrap();
    assert_eq!(seen, [3, 4, 5]);
}

#[test]
fn rubbish_and_repeats_are_refused_and_change_nothing() {
    let (_folder, mut store) = shop();
    store.append(&[leaf(1)], at()).unwrap();
    assert!(matches!(store.append(&[leaf(2), leaf(1)], at()), Err(StoreError::Twice { .. })));
    assert!(matches!(store.append(&[b"{}".to_vec()], at()), Err(StoreError::Leaf(_))));
    assert_eq!(store.len().unwrap(), 2);
    assert_eq!(store.append(&[leaf(2)], at()).unwrap().first, 2);
}

#[test]
fn triggers_stand_against_faults_of_the_program() {
    let (_folder, mut store) = shop();
    store.append(&[leaf(1)], at()).unwrap();
    for sql in [
        "UPDATE leaf SET bytes = x'00'",
        "DELETE FROM leaf",
        "UPDATE node SET hash = zeroblob(32)",
        "DELETE FROM node",
        "UPDATE checkpoint SET note = ''",
        "DELETE FROM checkpoint",
        "UPDATE log SET origin = ''",
        "DELETE FROM log",
        "INSERT INTO leaf VALUES (7, zeroblob(16), x'00')",
        "INSERT OR REPLACE INTO leaf VALUES (1, zeroblob(16), x'00')",
        "INSERT OR REPLACE INTO node VALUES (1, zeroblob(32))",
        "INSERT OR REPLACE INTO checkpoint VALUES (2, '', '')",
        "INSERT INTO leaf VALUES (2, zeroblob(16), 'text')",
    ] {
        assert!(store.db().execute(sql, []).is_err(), "{sql}");
    }
    store.integrity().unwrap();
}

#[test]
fn a_kill_between_commit_and_head_leaves_the_head_behind_which_is_fine() {
    let (folder, mut store) = shop();
    store.commit(&[leaf(1), leaf(2)], at(), None).unwrap();
    drop(store);
    assert_eq!(head::read(&folder.path().join("keys/head")).unwrap().size, 1);
    let mut store = Store::open(folder.path()).unwrap();
    assert_eq!(store.len().unwrap(), 3);
    store.append(&[leaf(3)], at()).unwrap();
    assert_eq!(head::read(&folder.path().join("keys/head")).unwrap().size, 4);
}

#[test]
fn a_kill_inside_the_transaction_leaves_nothing() {
    let (folder, mut store) = shop();
    let begun = store.db.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    write(&begun, &[leaf(1)], &[EntryId::from_u128(1)], &store.signer).unwrap();
    drop(begun);
    drop(store);
    assert_eq!(Store::open(folder.path()).unwrap().len().unwrap(), 1);
}

#[test]
fn a_running_store_notices_that_its_head_is_ahead() {
    let (folder, mut store) = shop();
    let ahead = Checkpoint::new(store.origin(), 9, [0; 32]);
    head::advance(&folder.path().join("keys/head"), &ahead).unwrap();
    let refused = store.append(&[leaf(1)], at());
    assert!(matches!(refused, Err(StoreError::Alarm(Alarm::BehindHead { head: 9, size: 1 }))));
    assert_eq!(store.len().unwrap(), 1);
    assert!(matches!(Store::open(folder.path()), Err(Alarm::BehindHead { head: 9, size: 1 })));
}

#[test]
fn a_full_disk_refuses_and_recovers() {
    let (_folder, mut store) = shop();
    let pages: i64 = store.db().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    store.db().query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    let many: Vec<_> = (1..400).map(leaf).collect();
    let refused = store.append(&many, at()).unwrap_err();
    assert!(matches!(&refused, StoreError::Db(e) if e.is_full()), "{refused:?}");
    assert_eq!(store.len().unwrap(), 1);
    store.db().query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(())).unwrap();
    assert_eq!(store.append(&many, at()).unwrap().size, 400);
}

#[test]
fn an_existing_ledger_is_not_made_again() {
    let (folder, store) = shop();
    drop(store);
    assert!(Store::create(folder.path(), &opening()).is_err());
    fs::remove_file(folder.path().join("ledger.db")).unwrap();
    assert!(Store::create(folder.path(), &opening()).is_err(), "its keys are still there");
    assert!(matches!(Store::open(folder.path()), Err(Alarm::Missing { .. })));
    assert!(!folder.path().join("ledger.db").exists());
}

#[test]
fn keys_that_are_not_the_logs_are_an_alarm() {
    let (folder, store) = shop();
    drop(store);
    let (other, _store) = shop();
    fs::copy(other.path().join("keys/ledger"), folder.path().join("keys/ledger")).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(Alarm::ForeignKey)));
    OpenOptions::new().write(true).open(folder.path().join("keys/ledger")).unwrap().set_len(10).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(Alarm::ForeignKey)));
}

#[test]
fn every_error_has_a_next_step() {
    let alarms = [Alarm::HeadMissing, Alarm::HeadDamaged, Alarm::ForeignKey, Alarm::BehindHead { head: 2, size: 1 }];
    assert!(alarms.iter().all(|alarm| alarm.offers_epoch() && !alarm.advice().is_empty()));
    let busy =
        SqliteError::Db(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None));
    assert!(!Alarm::from(busy).offers_epoch());
}
