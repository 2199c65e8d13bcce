//! Closures, training and receipts on a real folder, with a clock that the test sets.
#![allow(clippy::unwrap_used, reason = "the helpers of a test may fail it")]
#![cfg(test)]

use chrono::{DateTime, Utc};
use countercheck::clock::Moment;
use countercheck::effects::{Closing, MOST_DAYS, Recorder, fresh_id};
use countercheck::ledger::closures::{self, Closed, ClosedDay, Closure};
use countercheck::ledger::epoch;
use countercheck::ledger::leaf::{Draft, EntryId, Leaf, LeafKind, Stamp};
use countercheck::ledger::receipt::{Code, Entry};
use countercheck::ledger::store::lock::{self, Entered};
use countercheck::ledger::store::{Opening, Store};
use countercheck::ledger::tree;
use countercheck::stock::Stock;
use countercheck::vault::Vault;
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Barrier};

fn at(text: &str) -> Moment {
    let wall: DateTime<Utc> = format!("{text}:00Z").parse().unwrap();
    Moment::new(wall, u64::try_from(wall.timestamp()).unwrap())
}

fn opening(now: &str) -> Opening {
    let draft = Draft::new(fresh_id(), LeafKind::Opened, at(now));
    Opening { shop: "Shop".into(), terminal: "till-1".into(), draft, stamp: Stamp::default() }
}

/// A shop that was set up at this time.
fn shop(now: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Vault::create(folder.path()).unwrap();
    Store::create(folder.path(), &opening(now)).unwrap();
    folder
}

fn open(folder: &Path) -> Recorder {
    let (store, vault) = (Store::open(folder).unwrap(), Vault::open(folder).unwrap());
    let stock = Stock::open(&folder.join("stock.db")).unwrap();
    let mut recorder = Recorder::new(store, vault, stock, Stamp::default());
    recorder.catch_up().unwrap();
    recorder
}

fn closing(folder: &Path, today_too: bool) -> Closing<'_> {
    Closing { folder, zone: chrono_tz::Europe::Paris, today_too, most: MOST_DAYS, staff: None }
}

fn close(recorder: &mut Recorder, folder: &Path, now: &str, today_too: bool) -> Vec<ClosedDay> {
    match recorder.close(&closing(folder, today_too), at(now)).unwrap() {
        Closed::Days(days) => days,
        other @ Closed::TooMany { .. } => panic!("{other:?}"),
    }
}

/// A check that ends with this finding.
fn check(recorder: &mut Recorder, now: &str, finding: &str) -> EntryId {
    let id = fresh_id();
    let started = Draft::new(id, LeafKind::CheckStarted, at(now));
    let answered = Draft::new(fresh_id(), LeafKind::CheckAnswered, at(now));
    let answered = answered.with("check", id.to_string()).with("finding", finding).with("answers", json!([]));
    recorder.record(&[started, answered]).unwrap();
    id
}

fn leaves(folder: &Path) -> Vec<Vec<u8>> {
    let (store, mut all) = (Store::open(folder).unwrap(), Vec::new());
    let size = store.len().unwrap();
    store
        .range(0..size, &mut |_, bytes| {
            all.push(bytes.to_vec());
            true
        })
        .unwrap();
    all
}

fn faults(folder: &Path) -> Vec<String> {
    let leaves = leaves(folder);
    closures::check(leaves.iter().map(Vec::as_slice), None).iter().map(ToString::to_string).collect()
}

#[test]
fn a_week_of_business_is_closed_and_verifies() {
    let folder = shop("2026-05-04T08:00");
    let mut recorder = open(folder.path());
    check(&mut recorder, "2026-05-04T09:00", "stop");
    assert_eq!(close(&mut recorder, folder.path(), "2026-05-04T17:00", true).len(), 1);
    check(&mut recorder, "2026-05-05T09:00", "not_listed");
    drop(recorder);
    // The till is started again on Friday: two days late, one of them without business.
    let mut recorder = open(folder.path());
    let late = close(&mut recorder, folder.path(), "2026-05-08T07:00", false);
    let days: Vec<_> = late.iter().map(|d| (d.closure.day.to_string(), d.late, d.closure.counts.checks)).collect();
    let expected = [("2026-05-05", true, 1), ("2026-05-06", true, 0), ("2026-05-07", true, 0)];
    assert_eq!(days, expected.map(|(day, late, n)| (day.to_owned(), late, n)));
    assert!(close(&mut recorder, folder.path(), "2026-05-08T07:01", false).is_empty());
    check(&mut recorder, "2026-05-08T09:00", "stop");
    let sheet = recorder.day_sheet(&closing(folder.path(), true), at("2026-05-08T17:00")).unwrap();
    assert_eq!((sheet.counts.checks, sheet.totals.checks, sheet.totals.hits, sheet.open), (1, 3, 2, true));
    let closed = close(&mut recorder, folder.path(), "2026-05-08T17:00", true);
    assert_eq!((closed[0].closure.counts, closed[0].closure.totals), (sheet.counts, sheet.totals));
    let sheet = recorder.day_sheet(&closing(folder.path(), true), at("2026-05-08T18:00")).unwrap();
    assert!(!sheet.open && sheet.counts.checks == 0);
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    recorder.store.integrity().unwrap();
}

#[test]
fn a_day_is_closed_once_by_however_many_programs() {
    let folder = shop("2026-05-04T08:00");
    check(&mut open(folder.path()), "2026-05-05T09:00", "stop");
    let barrier = Arc::new(Barrier::new(4));
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let (path, barrier) = (folder.path().to_owned(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let mut recorder = open(&path);
                barrier.wait();
                let days = close(&mut recorder, &path, "2026-05-08T17:00", n % 2 == 0).len();
                check(&mut recorder, "2026-05-08T17:00", "not_listed");
                days
            })
        })
        .collect();
    let closed: usize = threads.into_iter().map(|t| t.join().unwrap()).sum();
    let read = leaves(folder.path());
    let days: Vec<_> = read.iter().filter_map(|b| Closure::of(&Leaf::parse(b).unwrap())).map(|c| c.day).collect();
    assert_eq!(days.len(), closed);
    assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{days:?}");
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

#[test]
fn a_clock_that_is_years_ahead_closes_nothing() {
    let folder = shop("2026-05-04T08:00");
    let mut recorder = open(folder.path());
    close(&mut recorder, folder.path(), "2026-05-04T17:00", true);
    let closed = recorder.close(&closing(folder.path(), true), at("2036-05-04T17:00")).unwrap();
    assert!(matches!(closed, Closed::TooMany { days: 3000.., .. }), "{closed:?}");
    assert_eq!(close(&mut recorder, folder.path(), "2026-05-05T17:00", true).len(), 1, "the register is not poisoned");
}

#[test]
fn a_register_from_before_closures_is_closed_late_without_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/v1");
    copy(&sample, folder.path());
    let mut recorder = open(folder.path());
    let days = close(&mut recorder, folder.path(), "2026-11-22T08:00", false);
    assert_eq!(days.len(), 1);
    assert_eq!((days[0].closure.from, days[0].closure.previous, days[0].late), (0, None, true));
    assert_eq!(faults(folder.path()), Vec::<String>::new());
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn totals_survive_a_new_epoch() {
    let folder = shop("2026-05-04T08:00");
    let mut recorder = open(folder.path());
    check(&mut recorder, "2026-05-04T09:00", "stop");
    close(&mut recorder, folder.path(), "2026-05-04T17:00", true);
    check(&mut recorder, "2026-05-05T09:00", "stop");
    drop(recorder);
    let old = leaves(folder.path());
    let Entered::Alone(alone) = lock::enter(folder.path()).unwrap() else { panic!("somebody else is here") };
    epoch::new_epoch(folder.path(), &opening("2026-05-06T08:00"), "no_alarm", &alone).unwrap();
    drop(alone);
    let mut recorder = open(folder.path());
    check(&mut recorder, "2026-05-06T09:00", "not_listed");
    let days = close(&mut recorder, folder.path(), "2026-05-06T17:00", true);
    assert_eq!(days.iter().map(|d| d.closure.day.to_string()).collect::<Vec<_>>(), ["2026-05-05", "2026-05-06"]);
    let carried = days[0].closure.carried.as_ref().unwrap();
    assert_eq!((carried.size, carried.totals.checks, carried.totals.hits), (old.len() as u64, 2, 2));
    assert_eq!((days[1].closure.totals.checks, days[1].closure.totals.hits), (3, 2));
    // The verifier, with the old epoch at hand.
    let mut audit = closures::Audit::default();
    for bytes in &old {
        audit.leaf(Leaf::parse(bytes).ok().as_ref(), &mut || [0; 32]);
    }
    let new = leaves(folder.path());
    let found = closures::check(new.iter().map(Vec::as_slice), Some(audit.end(&carried.origin)));
    assert_eq!(found, []);
}

#[test]
fn training_is_seen_by_every_program_and_marks_every_entry() {
    let folder = shop("2026-05-04T08:00");
    let (mut one, mut other) = (open(folder.path()), open(folder.path()));
    one.record(&[Draft::new(fresh_id(), LeafKind::TrainingOn, at("2026-05-04T09:00"))]).unwrap();
    assert!(other.training().unwrap());
    check(&mut other, "2026-05-04T09:01", "stop");
    other.record(&[Draft::new(fresh_id(), LeafKind::TrainingOff, at("2026-05-04T09:02"))]).unwrap();
    check(&mut one, "2026-05-04T09:03", "stop");
    let marked: Vec<_> =
        leaves(folder.path()).iter().map(|b| closures::is_training(&Leaf::parse(b).unwrap())).collect();
    assert_eq!(marked, [false, true, true, true, true, false, false]);
    let day = close(&mut one, folder.path(), "2026-05-04T17:00", true).remove(0).closure;
    assert_eq!(
        (day.counts.checks, day.counts.hits, day.training_counts.checks, day.training_counts.hits),
        (1, 1, 1, 1)
    );
    assert_eq!(faults(folder.path()), Vec::<String>::new());
    // A projection that was thrown away is made anew and knows it too.
    one.record(&[Draft::new(fresh_id(), LeafKind::TrainingOn, at("2026-05-04T18:00"))]).unwrap();
    drop((one, other));
    std::fs::remove_file(folder.path().join("stock.db")).unwrap();
    assert!(open(folder.path()).training().unwrap());
}

#[test]
fn a_draft_cannot_say_itself_that_it_is_training() {
    let folder = shop("2026-05-04T08:00");
    let draft = Draft::new(fresh_id(), LeafKind::Fault, at("2026-05-04T09:00")).with("training", true);
    assert!(open(folder.path()).record(&[draft]).is_err());
}

#[test]
fn a_receipt_commits_to_its_entry_and_to_everything_before() {
    let folder = shop("2026-05-04T08:00");
    let mut recorder = open(folder.path());
    let id = check(&mut recorder, "2026-05-04T09:00", "stop");
    let index = recorder.store.find(id).unwrap().unwrap();
    let (receipt, code) = recorder.store.receipt(index, at("2026-05-04T09:01")).unwrap().unwrap();
    assert!(receipt.verify_signature());
    assert_eq!(receipt.log_key, recorder.store.verifier().bytes());
    assert_eq!(receipt.root, recorder.store.root_at(receipt.size).unwrap());
    let proof = recorder.store.inclusion_proof(index, receipt.size).unwrap();
    assert!(tree::verify_inclusion(index, receipt.size, &receipt.leaf_hash, &proof, &receipt.root));
    // The code stays the same for ever, though the receipt covers more every time.
    check(&mut recorder, "2026-05-04T10:00", "not_listed");
    let (later, same) = recorder.store.receipt(index, at("2026-05-04T10:01")).unwrap().unwrap();
    assert_eq!((same, later.size), (code, receipt.size + 2));
    let entry = Entry { index, leaf_hash: receipt.leaf_hash };
    assert_eq!(Code::of(&receipt.log_key, &entry, &recorder.store.root_at(index + 1).unwrap()), code);
    assert_eq!(recorder.store.receipt(receipt.size + 2, at("2026-05-04T10:01")).unwrap(), None);
}

#[test]
fn no_receipt_is_made_of_an_entry_that_was_altered() {
    let folder = shop("2026-05-04T08:00");
    check(&mut open(folder.path()), "2026-05-04T09:00", "stop");
    check(&mut open(folder.path()), "2026-05-04T10:00", "not_listed");
    let db = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    db.execute_batch(
        "DROP TRIGGER leaf_update; UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'stop', 'none') AS BLOB) \
         WHERE idx = 2;",
    )
    .unwrap();
    drop(db);
    // The start looks at the last tiles; a program that runs already must notice it as well.
    match Store::open(folder.path()) {
        Err(alarm) => assert!(alarm.offers_epoch()),
        Ok(store) => assert!(store.receipt(2, at("2026-05-04T11:00")).is_err()),
    }
}
