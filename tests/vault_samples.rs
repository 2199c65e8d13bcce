//! Vaults that earlier versions wrote must open for ever: `tests/samples/v1` holds one of format 1,
//! `tests/samples/vault-2` one of format 2, under a passphrase, `tests/samples/vault-3` one of format 3 with a member of
//! staff, who has four wrong PINs.
//!
//! To make the sample of a new format, run the ignored `make_sample` with `COUNTERCHECK_MAKE_VAULT` set to a
//! folder that does not exist, and commit that folder.
#![cfg(test)]
#![allow(clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

use chrono::{DateTime, Utc};
use countercheck::clock::Moment;
use countercheck::ledger::leaf::{Blob, Draft, EntryId, Field, LeafKind, TokenClass};
use countercheck::staff::{PersonId, Pin, Role};
use countercheck::vault::{Kept, NewLock, PersonChange, PinTry, RecoveryKey, Tray, Unlock, Vault};
use std::fs;
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "three blue bicycles";
const PIN: &str = "493817";
const RECOVERY: &str = "recovery.txt";

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn version(folder: &Path) -> i64 {
    let db = rusqlite::Connection::open(folder.join("vault.db")).unwrap();
    db.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

fn draft(id: u128) -> Draft {
    let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
    let mut draft = Draft::new(EntryId::from_u128(id), LeafKind::CheckAnswered, at);
    draft.fields.push(Field::imei("imei.1", "350000000000016"));
    draft.fields.push(Field { token: Some(TokenClass::Name), ..Field::person("seller.name", "Zoë Example") });
    draft.blobs.push(Blob { label: "picture.1".into(), bytes: (0..30_000_u32).flat_map(u32::to_be_bytes).collect() });
    draft
}

fn paper() -> Kept {
    Kept { name: "deal.1".into(), entry: Some(EntryId::from_u128(1)), bytes: b"half a deal".to_vec() }
}

#[test]
#[ignore = "writes a sample, see above"]
fn make_sample() {
    let target = std::env::var_os("COUNTERCHECK_MAKE_VAULT").expect("COUNTERCHECK_MAKE_VAULT names a folder");
    let folder = PathBuf::from(target);
    assert!(!folder.exists(), "{} exists", folder.display());
    let recovery = RecoveryKey::random().unwrap();
    fs::create_dir_all(&folder).unwrap();
    let mut vault = Vault::create_with(&folder, &NewLock::Passphrase(PASSPHRASE), Some(&recovery)).unwrap();
    vault.seal(&[draft(1)]).unwrap();
    vault.put(Tray::Drafts, &paper()).unwrap();
    let (name, pin) = (Some("Zoë Example".to_owned()), Some(Pin::from(PIN)));
    let joiner = PersonChange { name, role: Some(Role::Manager), until: None, pin };
    vault.plan_joiner(PersonId::from_u128(7), &joiner, EntryId::from_u128(8)).unwrap();
    vault.settle_person(EntryId::from_u128(8), true).unwrap();
    let wrong = Pin::from("000000");
    for second in [0, 10, 20, 30] {
        vault.try_pin(PersonId::from_u128(7), &wrong, at(second), at(0).date_naive()).unwrap();
    }
    fs::write(folder.join(RECOVERY), recovery.to_text().as_bytes()).unwrap();
}

#[test]
fn format_2_opens_with_either_secret_and_holds_everything() {
    let recovery = fs::read_to_string(sample("vault-2").join(RECOVERY)).unwrap();
    for unlock in [Unlock::new(PASSPHRASE), Unlock::new(&recovery)] {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(&sample("vault-2"), folder.path());
        assert!(version(folder.path()) >= 2);
        let mut vault = Vault::open(folder.path()).unwrap();
        assert_eq!(vault.get(Tray::Drafts, "deal.1").unwrap(), Some(paper()));
        assert_eq!(vault.find(TokenClass::Name, "example zoe").unwrap(), [EntryId::from_u128(1)]);
        vault.unlock(&unlock).unwrap();
        let values: Vec<String> = vault.reveal(EntryId::from_u128(1)).unwrap().into_iter().map(|r| r.value).collect();
        assert!(values.contains(&"Zoë Example".to_owned()));
        assert_eq!(vault.blob(EntryId::from_u128(1), "picture.1").unwrap().unwrap(), draft(1).blobs[0].bytes);
        vault.seal(&[draft(2)]).unwrap();
        assert_eq!(vault.held().unwrap().len(), 2);
    }
}

fn at(second: u32) -> DateTime<Utc> {
    format!("2026-05-02T10:00:{second:02}Z").parse().unwrap()
}

#[test]
fn format_3_keeps_its_people_their_pins_and_the_count_of_wrong_ones() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&sample("vault-3"), folder.path());
    assert!(version(folder.path()) >= 3);
    let mut vault = Vault::open(folder.path()).unwrap();
    let people = vault.people().unwrap();
    assert_eq!((people.len(), people[0].name.as_str(), people[0].role), (1, "Zoë Example", Role::Manager));
    let mut tried = |second| vault.try_pin(people[0].id, &Pin::from(PIN), at(second), at(0).date_naive()).unwrap();
    assert!(matches!(tried(31), PinTry::Wait { .. }));
    assert_eq!(tried(59), PinTry::Right);
    vault.unlock(&Unlock::new(PASSPHRASE)).unwrap();
    assert!(!vault.reveal(EntryId::from_u128(1)).unwrap().is_empty());
}

#[test]
fn format_1_is_brought_up_to_date_in_place_and_keeps_its_key() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&sample("v1"), folder.path());
    assert_eq!(version(folder.path()), 1);
    let mut vault = Vault::open(folder.path()).unwrap();
    assert_eq!(version(folder.path()), 3);
    let before = vault.held().unwrap();
    assert_eq!((before.len(), vault.key_state().unwrap().lock), (6, "bare"));
    vault.seal(&[draft(1_000)]).unwrap();
    vault.put(Tray::Drafts, &paper()).unwrap();
    let recovery = RecoveryKey::random().unwrap();
    vault.set_recovery(&recovery).unwrap();
    vault.relock(&NewLock::Passphrase(PASSPHRASE)).unwrap();
    drop(vault);
    let mut vault = Vault::open(folder.path()).unwrap();
    assert!(vault.is_locked());
    vault.unlock(&Unlock::key(&recovery)).unwrap();
    assert!(before.iter().all(|entry| !vault.reveal(*entry).unwrap().is_empty()));
    assert!(vault.blob(EntryId::from_u128(1_000), "picture.1").unwrap().is_some());
    // What an interrupted migration leaves is what it found: the step is one transaction.
    let db = rusqlite::Connection::open(folder.path().join("vault.db")).unwrap();
    let tables: i64 =
        db.query_row("SELECT count(*) FROM sqlite_master WHERE name IN ('blob', 'tray')", [], |r| r.get(0)).unwrap();
    assert_eq!(tables, 2);
}
