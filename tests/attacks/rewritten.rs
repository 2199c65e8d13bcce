//! Attacks in which the dealer signs anew with the log's own key: the machine and a bare `verify`
//! cannot tell, and these tests say so; what the officer kept does.

use crate::shop::{Shop, findings, opening, stamp, verify};
use countercheck::ledger::export::Wanted;
use countercheck::ledger::leaf::{self, Commitments};
use countercheck::ledger::store::lock::{self, Entered};
use countercheck::ledger::store::{Alarm, LEDGER_FILE, Store};
use countercheck::ledger::verify::{Anchor, Trust};
use countercheck::ledger::{checkpoint::Checkpoint, epoch, note::SigningKey, tree};
use rusqlite::{Connection, params};
use std::fs;
use std::path::Path;

/// Writes the whole log anew from these leaves, under the same key, and forges the head too.
pub(crate) fn resign(folder: &Path, leaves: &[Vec<u8>]) {
    let key = SigningKey::from_secret_text(fs::read_to_string(folder.join("keys/ledger")).unwrap().trim_end()).unwrap();
    let db = Connection::open(folder.join(LEDGER_FILE)).unwrap();
    for table in ["leaf", "node", "checkpoint"] {
        db.execute_batch(&format!("DROP TRIGGER {table}_delete; DELETE FROM {table};")).unwrap();
    }
    let mut frontier = tree::Frontier::default();
    for (idx, bytes) in (0..).zip(leaves) {
        let id = leaf::Leaf::parse(bytes).unwrap().entry_id;
        db.execute("INSERT INTO leaf VALUES (?1, ?2, ?3)", params![idx, id.as_bytes(), bytes]).unwrap();
        frontier.push_with(tree::leaf_hash(bytes), &mut |level, n, hash| {
            let pos = i64::try_from(tree::stored_index(level, n)).unwrap();
            db.execute("INSERT INTO node VALUES (?1, ?2)", params![pos, hash]).unwrap();
        });
    }
    let checkpoint = Checkpoint::new(key.verifier().name(), frontier.size(), frontier.root());
    let size = i64::try_from(frontier.size()).unwrap();
    db.execute("INSERT INTO checkpoint VALUES (?1, '', ?2)", params![size, checkpoint.sign(&key).unwrap()]).unwrap();
    fs::remove_file(folder.join("keys/head")).unwrap();
    countercheck::ledger::head::create(&folder.join("keys/head"), &checkpoint).unwrap();
}

pub(crate) fn leaves(shop: &Shop) -> Vec<Vec<u8>> {
    (0..shop.store.len().unwrap()).map(|i| shop.store.read(i).unwrap().unwrap()).collect()
}

#[test]
fn resigned_from_the_start_falls_only_to_an_officer() {
    let shop = Shop::new(5);
    let (officer, mut all) = (shop.store.checkpoint().unwrap().1, leaves(&shop));
    let folder = shop.close();
    all.remove(4);
    resign(folder.path(), &all);
    assert!(Store::open(folder.path()).is_ok(), "the dealer's own machine says what he wants");
    let (summary, _) = verify(folder.path(), &Wanted::default());
    assert!(summary.ok && summary.anchored == Anchor::None, "and so does a look without an anchor");
    let wanted = Wanted { trust: vec![Trust::parse(&officer)], deep: false, ..Wanted::default() };
    let (summary, lines) = verify(folder.path(), &wanted);
    assert!(!summary.ok && findings(&lines).contains("the tail is gone"), "{}", findings(&lines));
}

#[test]
fn backdated_and_resigned_falls_only_to_an_officer() {
    let shop = Shop::new(5);
    let (officer, mut all) = (shop.store.checkpoint().unwrap().1, leaves(&shop));
    let folder = shop.close();
    let text = String::from_utf8(all[7].clone()).unwrap();
    all[7] = text.replace("2026-05-02T", "2026-05-01T").into_bytes();
    assert_ne!(all[7], text.as_bytes());
    resign(folder.path(), &all);
    let wanted = Wanted { trust: vec![Trust::parse(&officer)], deep: false, ..Wanted::default() };
    let (summary, lines) = verify(folder.path(), &wanted);
    assert!(!summary.ok && findings(&lines).contains("not those of the trusted checkpoint"), "{}", findings(&lines));
    let (_, lines) = verify(folder.path(), &Wanted::default());
    assert!(lines[7].what.contains("earlier than the entry before it"), "and the clock is noted: {}", lines[7].what);
}

#[test]
fn two_clones_of_one_till_fork_and_either_checkpoint_shows_it() {
    let shop = Shop::new(3);
    let clone = tempfile::tempdir().unwrap();
    crate::shop::copy_folder(shop.folder.path(), clone.path());
    let mut shop = shop;
    shop.record(&crate::shop::check(10));
    let kept = shop.store.checkpoint().unwrap().1;
    let draft = countercheck::ledger::leaf::Draft::new(
        countercheck::ledger::leaf::EntryId::from_u128(99),
        countercheck::ledger::leaf::LeafKind::Fault,
        crate::shop::at(9),
    );
    let mut other = Store::open(clone.path()).expect("a clone looks sound to itself");
    for n in 0..5 {
        let mut draft = draft.clone();
        draft.entry_id = draft.entry_id.plus(n);
        other.append(&[leaf::to_bytes(&draft, &stamp(), &Commitments::new()).unwrap()], draft.at).unwrap();
    }
    drop(other);
    let wanted = Wanted { trust: vec![Trust::parse(&kept)], deep: false, ..Wanted::default() };
    let (summary, lines) = verify(clone.path(), &wanted);
    assert!(!summary.ok && findings(&lines).contains("not those of the trusted checkpoint"));
}

#[test]
fn another_key_is_another_register() {
    let (shop, other) = (Shop::new(3), Shop::new(3));
    let wanted =
        Wanted { trust: vec![Trust::parse(&other.store.verifier().to_string())], deep: false, ..Wanted::default() };
    let (summary, lines) = verify(shop.folder.path(), &wanted);
    assert!(!summary.ok && findings(&lines).contains("another key"));
}

/// An alarm is answered with an epoch that looks like what it is.
#[test]
fn a_new_epoch_cites_what_was_lost() {
    let mut shop = Shop::new(5);
    let (lost, origin) = (shop.store.checkpoint().unwrap().0, shop.store.origin());
    shop.vault.keep_all().unwrap();
    let folder = shop.close();
    fs::write(folder.path().join(LEDGER_FILE), b"").unwrap();
    let Err(alarm) = Store::open(folder.path()) else { panic!("an empty ledger opened") };
    assert!(alarm.offers_epoch() && matches!(alarm, Alarm::Empty { .. }));

    let Entered::Alone(alone) = lock::enter(folder.path()).unwrap() else { panic!("alone") };
    let mut opening = opening();
    opening.draft.entry_id = opening.draft.entry_id.plus(1000);
    let store = epoch::new_epoch(folder.path(), &opening, "ledger_empty", &alone).unwrap();
    assert_eq!((store.epoch(), store.len().unwrap()), (2, 1));
    assert_ne!(store.origin(), origin);
    let first = leaf::Leaf::parse(&store.read(0).unwrap().unwrap()).unwrap();
    assert_eq!(first.plain["reason"], "ledger_empty");
    assert_eq!(first.plain["previous"]["origin"], origin);
    assert_eq!(first.plain["previous"]["size"], lost.size);
    assert!(folder.path().join("epochs/1/ledger.db").exists() && folder.path().join("epochs/1/keys/head").exists());
    assert!(!folder.path().join("epochs/next").exists());
    drop(store);
    assert!(verify(folder.path(), &Wanted::default()).0.ok);
    assert!(!verify(&folder.path().join("epochs/1"), &Wanted::default()).0.ok);

    // A second one, from a sound ledger this time (a move to another PC), cites the signed note.
    opening.draft.entry_id = opening.draft.entry_id.plus(1);
    let store = epoch::new_epoch(folder.path(), &opening, "moved", &alone).unwrap();
    let first = leaf::Leaf::parse(&store.read(0).unwrap().unwrap()).unwrap();
    assert_eq!((store.epoch(), &first.plain["previous"]["size"]), (3, &serde_json::json!(1)));
    assert!(first.plain["previous"]["checkpoint"].as_str().unwrap().contains("\u{2014} "));
    assert!(
        verify(&folder.path().join("epochs/2"), &Wanted::default()).0.ok,
        "the old one still verifies where it lies"
    );
}

#[test]
fn an_epoch_that_was_interrupted_is_begun_again_and_still_cites_the_old() {
    let shop = Shop::new(5);
    let lost = shop.store.checkpoint().unwrap().0;
    let folder = shop.close();
    // Killed after the old files were moved and before the new ones came.
    fs::create_dir_all(folder.path().join("epochs/1/keys")).unwrap();
    for name in [LEDGER_FILE, "keys/ledger", "keys/ledger.pub", "keys/head"] {
        fs::rename(folder.path().join(name), folder.path().join("epochs/1").join(name)).unwrap();
    }
    assert!(matches!(Store::open(folder.path()), Err(Alarm::Missing { .. })));
    let Entered::Alone(alone) = lock::enter(folder.path()).unwrap() else { panic!("alone") };
    let store = epoch::new_epoch(folder.path(), &opening(), "ledger_missing", &alone).unwrap();
    let first = leaf::Leaf::parse(&store.read(0).unwrap().unwrap()).unwrap();
    assert_eq!(first.plain["previous"]["size"], lost.size);
}
