//! Two histories under one key, and a register set back: detector `witness`, who keeps a proof that
//! anybody can check. Restored, moved and copied folders: detector `open`.

use crate::shop::{Shop, check, copy_folder};
use countercheck::ledger::backup::{self, Job, Kind};
use countercheck::ledger::fork::{Evidence, Fork};
use countercheck::ledger::leaf::{self, Commitments, Draft, EntryId, LeafKind};
use countercheck::ledger::store::{Alarm, LEDGER_FILE, Sealed, Store};
use countercheck::ledger::witness::state::{Signed, Witness, WitnessError};
use countercheck::ledger::witness::{Refusal, Submission};
use std::fs;
use std::path::{Path, PathBuf};

struct Officer {
    _folder: tempfile::TempDir,
    witness: Witness,
}

impl Officer {
    fn of(store: &Store) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let witness = Witness::init(&folder.path().join("w"), "police.example/w1").unwrap();
        witness.watch(&store.verifier()).unwrap();
        Self { _folder: folder, witness }
    }

    /// What happens at a visit: the newest checkpoint, and a proof from what the officer has seen.
    fn visit(&self, store: &Store) -> Result<Signed, WitnessError> {
        let known = self.witness.of(&store.origin()).unwrap().unwrap().seen.map_or(0, |(c, _)| c.size);
        let (newest, note) = store.checkpoint().unwrap();
        let proof = store.consistency_proof(known, newest.size).unwrap();
        let claimed = (known > 0 && known <= newest.size).then(|| store.root_at(known).unwrap());
        self.witness.submit(&Submission { old: known, proof, note: &note }, claimed.as_ref(), 1_780_000_000)
    }
}

fn proof_in(refused: Result<Signed, WitnessError>) -> Fork {
    let Err(WitnessError::Refused { refusal: Refusal::Inconsistent, proof: Some(path) }) = refused else {
        panic!("{refused:?}")
    };
    Evidence::parse(&fs::read(path).unwrap()).unwrap().verify().unwrap()
}

fn cloned(folder: &Path) -> (tempfile::TempDir, Store) {
    let clone = tempfile::tempdir().unwrap();
    copy_folder(folder, clone.path());
    let store = Store::open(clone.path()).unwrap();
    (clone, store)
}

/// Other entries than the shop's own, on a copy of its folder that looks sound to itself.
fn goes_its_own_way(store: &mut Store, entries: u64) {
    let from = store.len().unwrap();
    for n in from..from + entries {
        let draft = Draft::new(EntryId::from_u128(u128::from(7_000 + n)), LeafKind::Fault, crate::shop::at(9));
        let bytes = leaf::to_bytes(&draft, &crate::shop::stamp(), &Commitments::new()).unwrap();
        store.append(&[bytes], draft.at).unwrap();
    }
}

#[test]
fn two_clones_run_and_the_witness_convicts_the_key() {
    for entries in [1, 4, 5, 9] {
        let mut shop = Shop::new(3);
        let officer = Officer::of(&shop.store);
        officer.visit(&shop.store).unwrap();
        let (_clone, mut second) = cloned(shop.folder.path());
        goes_its_own_way(&mut second, entries);
        shop.record(&check(10));
        shop.record(&check(11));
        assert!(officer.visit(&shop.store).is_ok(), "the first of the two that comes is believed");
        let verdict = officer.visit(&second);
        if second.len().unwrap() < shop.store.len().unwrap() {
            assert!(matches!(verdict, Err(WitnessError::Refused { refusal: Refusal::OldTooLarge, .. })), "{verdict:?}");
        } else {
            assert!(proof_in(verdict).is_proof(), "{entries}: whoever reads the file is convinced without the witness");
        }
        assert!(officer.visit(&shop.store).is_ok(), "and the honest one goes on");
    }
}

#[test]
fn an_older_copy_of_the_whole_folder_is_refused_by_the_witness() {
    let mut shop = Shop::new(3);
    let (_older, mut older) = cloned(shop.folder.path());
    shop.record(&check(10));
    let officer = Officer::of(&shop.store);
    officer.visit(&shop.store).unwrap();
    // Set back, it is shorter; and where it has grown again, it is another history.
    assert!(matches!(officer.visit(&older), Err(WitnessError::Refused { refusal: Refusal::OldTooLarge, .. })));
    goes_its_own_way(&mut older, 2);
    assert!(matches!(proof_in(officer.visit(&older)), Fork::TwoRoots { .. }));
    goes_its_own_way(&mut older, 1);
    assert!(matches!(proof_in(officer.visit(&older)), Fork::Rewritten { .. }));
}

/// A shop with what a backup needs besides the stores.
fn with_config() -> Shop {
    let shop = Shop::new(3);
    fs::write(shop.path("config.toml"), "[shop]\nname = \"Test Phones\"\n").unwrap();
    shop
}

fn backed_up(shop: &Shop, kind: Kind) -> (tempfile::TempDir, PathBuf) {
    let stick = tempfile::tempdir().unwrap();
    let job = Job { shop: shop.folder.path(), to: stick.path(), kind, now: crate::shop::at(60).wall, build: "test" };
    let made = backup::make(&job, 3).unwrap();
    (stick, made.path)
}

#[test]
fn a_backup_started_as_a_till_is_refused_at_start() {
    let shop = with_config();
    let (_stick, path) = backed_up(&shop, Kind::Backup);
    assert!(matches!(Store::open(&path), Err(Alarm::Sealed { why: Sealed::Backup })));
    assert!(!path.join("keys/ledger").exists(), "the key that signs never leaves the till");
    // The owner takes the seal off: there is still nothing to sign with.
    fs::remove_file(path.join("keys/sealed")).unwrap();
    assert!(matches!(Store::open(&path), Err(Alarm::ForeignKey)));
    let (summary, _) = crate::shop::verify(&path, &countercheck::ledger::export::Wanted::default());
    assert!(summary.ok, "as evidence it verifies where it lies");
}

#[test]
fn a_till_that_was_moved_away_signs_nothing_more() {
    let shop = with_config();
    let (_stick, path) = backed_up(&shop, Kind::Move);
    let folder = shop.close();
    backup::close_folder(folder.path()).unwrap();
    let opened = Store::open(folder.path());
    assert!(matches!(opened, Err(Alarm::Sealed { why: Sealed::Moved })));
    assert!(opened.is_err_and(|alarm| !alarm.offers_epoch()), "the till does not talk anybody into a second register");
    fs::remove_file(folder.path().join("keys/sealed")).unwrap();
    assert!(matches!(Store::open(folder.path()), Err(Alarm::ForeignKey)), "the signing key is gone, not hidden");
    assert!(backup::verify(&path).is_ok());
    // Killed between seal and key: the next closing finishes it.
    let shop = with_config().close();
    fs::write(shop.path().join("keys/sealed"), "moved_away\n").unwrap();
    backup::close_folder(shop.path()).unwrap();
    assert!(!shop.path().join("keys/ledger").exists());
}

#[test]
fn every_changed_byte_of_a_backup_is_found() {
    let shop = with_config();
    let (_stick, path) = backed_up(&shop, Kind::Backup);
    for name in [
        "ledger.db",
        "vault.db",
        "config.toml",
        "checkpoint",
        "keys/shop",
        "keys/head",
        "keys/ledger.pub",
        "keys/sealed",
    ] {
        let file = path.join(name);
        let good = fs::read(&file).unwrap();
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        fs::write(&file, &bad).unwrap();
        assert!(backup::verify(&path).is_err(), "{name}");
        fs::remove_file(&file).unwrap();
        assert!(backup::verify(&path).is_err(), "{name} missing");
        fs::write(&file, &good).unwrap();
        assert!(backup::verify(&path).is_ok(), "{name}");
    }
    let manifest = fs::read_to_string(path.join("manifest.json")).unwrap();
    for (from, to) in [("\"config.toml\"", "\"../config.toml\""), ("\"v\": 1", "\"v\": 9"), ("\"size\"", "\"sise\"")] {
        fs::write(path.join("manifest.json"), manifest.replace(from, to)).unwrap();
        assert_eq!(backup::verify(&path).is_err(), manifest.contains(from), "{from}");
    }
}

#[test]
fn a_backup_whose_register_was_exchanged_with_its_digests_does_not_hold() {
    let (shop, other) = (with_config(), with_config());
    let (_stick, path) = backed_up(&shop, Kind::Backup);
    let (_stick, foreign) = backed_up(&other, Kind::Backup);
    // Whoever changes the file changes its digest in the manifest too; the signed checkpoint he cannot change.
    let entry = |folder: &Path| {
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        manifest["files"][LEDGER_FILE].clone()
    };
    let text = fs::read_to_string(path.join("manifest.json")).unwrap();
    let (from, to) = (entry(&path), entry(&foreign));
    let text = text.replace(from["sha256"].as_str().unwrap(), to["sha256"].as_str().unwrap());
    fs::write(path.join("manifest.json"), text).unwrap();
    fs::copy(foreign.join(LEDGER_FILE), path.join(LEDGER_FILE)).unwrap();
    assert!(backup::verify(&path).is_err());
}

#[test]
fn what_cannot_be_read_just_now_offers_no_new_epoch() {
    for name in ["head", "ledger"] {
        let folder = Shop::new(3).close();
        let file = folder.path().join("keys").join(name);
        let good = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        // Root may read everything; a folder in the file's place cannot be read by anybody.
        fs::create_dir(&file).unwrap();
        let Err(alarm) = Store::open(folder.path()) else { panic!("{name}") };
        assert!(matches!(alarm, Alarm::Unreadable { .. }) && !alarm.offers_epoch(), "{name}: {alarm:?}");
        fs::remove_dir(&file).unwrap();
        fs::write(&file, good).unwrap();
        assert!(Store::open(folder.path()).is_ok(), "{name}: nothing was set aside meanwhile");
    }
}

#[test]
fn old_backups_go_so_that_erased_data_goes_with_them() {
    let shop = with_config();
    let stick = tempfile::tempdir().unwrap();
    let at = |minute| Job {
        shop: shop.folder.path(),
        to: stick.path(),
        kind: Kind::Backup,
        now: crate::shop::at(minute).wall,
        build: "t",
    };
    let foreign = stick.path().join("countercheck-till-1-00000000-20260101-000000");
    fs::create_dir(&foreign).unwrap();
    let first = backup::make(&at(1), 2).unwrap();
    fs::create_dir(stick.path().join(format!("{}.partial", first.path.file_name().unwrap().to_str().unwrap())))
        .unwrap();
    let same_second = backup::make(&at(1), 2).unwrap();
    assert_ne!(first.path, same_second.path);
    let moved = backup::make(&Job { kind: Kind::Move, ..at(2) }, 2).unwrap();
    let third = backup::make(&at(3), 2).unwrap();
    assert_eq!(third.removed, std::slice::from_ref(&first.path), "the oldest goes once the new one is verified");
    let mut left: Vec<_> = fs::read_dir(stick.path()).unwrap().map(|e| e.unwrap().path()).collect();
    left.sort();
    let mut expected = vec![foreign, same_second.path, moved.path, third.path];
    expected.sort();
    assert_eq!(left, expected, "other shops', moves and nothing unfinished");
}
