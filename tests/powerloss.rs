//! The power fails at every step of a command: what the program had told its user is there
//! afterwards and verifies, and the shop goes on.
//!
//! A recorder in front of the C library notes every change, every sync and every word to the user.
//! From that each possible disk is made on which the power failed after step N: what was synced is
//! there, the rest is lost, there, or torn. `COUNTERCHECK_FULL=1` takes every step, and more
//! selections of what survives.

#![cfg(target_os = "linux")]
#![cfg(test)]

#[path = "powerloss/disk.rs"]
mod disk;
#[path = "support/lib.rs"]
mod support;
#[path = "powerloss/trace.rs"]
mod trace;

use countercheck::ledger::store::Store;
use countercheck::ledger::{export, leaf::EntryId, leaf::Leaf};
use countercheck::vault::Vault;
use disk::{Disk, Fate, Tree, lay, look};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::ledger::Confirmed;
use support::numbers;
use support::program::{Done, command, run};
use support::shop::Shop;
use trace::Step;

/// The recorder, built beside the program.
fn recorder() -> PathBuf {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("powerloss");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--offline", "--manifest-path"]).arg(house.join("powerloss/Cargo.toml"));
    let status = cargo.arg("--target-dir").arg(&target).env_remove("RUSTFLAGS").status().expect("cargo starts");
    assert!(status.success(), "the recorder is built");
    target.join("debug/libcountercheck_powerloss.so")
}

/// What a command did below `root`, which held `before`.
struct Recording {
    /// A fault of the disk.
    deaf: Option<&'static str>,
    before: Tree,
    steps: Vec<Step>,
    done: Done,
}

fn record(root: &Path, words: &[&str]) -> Recording {
    let root = root.canonicalize().expect("a folder");
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let before = look(&root);
    let mut command = command(words);
    command.env("LD_PRELOAD", recorder()).env("POWERLOSS_ROOT", &root).env("POWERLOSS_TRACE", trace.path());
    let done = run(&mut command);
    let steps = trace::read(&std::fs::read(trace.path()).expect("a trace"));
    let recording = Recording { deaf: None, before, steps, done };
    recording.is_complete(&root);
    recording
}

impl Recording {
    /// Had the recorder missed a way to change a file, the replay would end in another folder.
    fn is_complete(&self, root: &Path) {
        let durable = |tree: Tree| tree.into_iter().filter(|(path, _)| !path.ends_with("-shm")).collect::<Tree>();
        let replayed = durable(self.disk(self.steps.len()).after(Fate::Kept));
        let found = durable(look(root));
        let names = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&replayed), names(&found), "the recorder saw every name");
        for (path, content) in &found {
            assert!(replayed[path] == *content, "the recorder saw every byte of {path}");
        }
        assert!(self.steps.iter().any(|step| matches!(step, Step::Sync(_))), "something was synced");
    }

    /// The disk after the first `steps`.
    fn disk(&self, steps: usize) -> Disk {
        let mut disk = Disk::holding(&self.before);
        if let Some(ending) = self.deaf {
            disk = disk.deaf_to(ending);
        }
        self.steps[..steps].iter().for_each(|step| disk.step(step));
        disk
    }

    /// The lines that the user had been told by then.
    fn told(&self, steps: usize) -> Vec<String> {
        let told = |step: &Step| if let Step::Told(bytes) = step { bytes.clone() } else { Vec::new() };
        let bytes: Vec<u8> = self.steps[..steps].iter().flat_map(told).collect();
        // A line counts once its line feed came.
        let whole = bytes.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n"));
        whole.map(|line| String::from_utf8_lossy(line).trim_end().to_owned()).collect()
    }

    /// Lets the power fail at every step and shows each disk to `holds`, with what the user had been told.
    fn fails_everywhere(&self, holds: &mut dyn FnMut(&Path, &[String])) {
        let every = if support::full() { 1 } else { (self.steps.len() / 60).max(1) };
        let seeds = if support::full() { 4 } else { 1 };
        let mut disks = 0;
        for step in 0..=self.steps.len() {
            // Just before a sync most is at stake, and just after the user was told something.
            let risky = self.steps.get(step).is_some_and(|s| matches!(s, Step::Sync(_)))
                || step.checked_sub(1).is_some_and(|s| matches!(self.steps[s], Step::Told(_)));
            if step % every != 0 && !risky {
                continue;
            }
            let disk = self.disk(step);
            let torn = (0..seeds).map(|seed| Fate::Torn((step * 8 + seed) as u64 + 1));
            for fate in [Fate::Lost, Fate::Kept].into_iter().chain(torn) {
                let folder = tempfile::tempdir().expect("a folder");
                lay(&disk.after(fate), folder.path());
                let told = self.told(step);
                let shown = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| holds(folder.path(), &told)));
                if let Err(panic) = shown {
                    println!("power failed before step {step} ({:?}), {fate:?}", self.steps.get(step).map(short));
                    std::panic::resume_unwind(panic);
                }
                disks += 1;
            }
        }
        let syncs = self.steps.iter().filter(|s| matches!(s, Step::Sync(_))).count();
        println!("{} steps, {syncs} of them syncs: {disks} disks", self.steps.len());
        assert!(disks > 20, "something was tried");
    }
}

fn short(step: &Step) -> String {
    match step {
        Step::Write(path, at, bytes) => format!("write of {} bytes at {at} of {path}", bytes.len()),
        Step::Told(bytes) => format!("told {}", String::from_utf8_lossy(bytes)),
        other => format!("{other:?}"),
    }
}

/// The shop in this folder opens without an alarm, keeps every promise, and verifies.
fn keeps(folder: &Path, told: &[String]) {
    let store = Store::open(folder).expect("no alarm");
    let vault = Vault::open(folder).expect("the vault opens");
    for promise in told.iter().filter_map(|line| Confirmed::read(line)) {
        let bytes = store.read(promise.index).expect("readable").unwrap_or_else(|| panic!("lost: {promise:?}"));
        assert_eq!(hex::encode(countercheck::ledger::tree::leaf_hash(&bytes)), promise.leaf_hash);
        let check = Leaf::parse(&bytes).expect("a leaf").plain["check"].as_str().expect("names its check").to_owned();
        let check: EntryId = check.parse().expect("an entry id");
        assert_eq!(vault.numbers(check).expect("opens").len(), 1, "the number is sealed beside it");
    }
    drop(store);
    let mut bad = Vec::new();
    let summary = export::verify(folder, &export::Wanted { deep: true, ..Default::default() }, &mut |line| {
        if !line.ok {
            bad.push(line);
        }
    });
    assert!(summary.expect("readable").ok, "{bad:?}");
}

#[test]
fn a_disk_that_lies_about_its_syncs_is_found_out() {
    let shop = Shop::offline();
    let mut recording = record(shop.data(), &["--data", shop.data_word(), "check", "--json", &numbers::nth(2)]);
    recording.deaf = Some("ledger.db-wal");
    let lied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| recording.fails_everywhere(&mut keeps)));
    assert!(lied.is_err(), "this test cannot fail, so none here can");
}

/// `init` in a folder that has been there before.
fn init(shop: &Path, list: &str) -> Vec<String> {
    let data = shop.to_str().expect("a path in UTF-8");
    let words = ["--data", data, "init", "--shop", "Test shop", "--terminal", "till-1", "--source", list];
    words.map(str::to_owned).to_vec()
}

#[test]
fn a_shop_that_was_being_set_up_is_there_or_can_be_set_up_again() {
    let root = tempfile::tempdir().expect("a folder");
    let beside = tempfile::tempdir().expect("a folder");
    let list = beside.path().join("list.csv");
    support::shop::put(&list, numbers::hotlist().as_bytes());
    let list = format!("hotlist={}", list.display());
    let words = init(&root.path().join("shop"), &list);
    let recording = record(root.path(), &words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(recording.done.status, 0, "{:?}", recording.done);
    let (mut whole, mut again) = (0, 0);
    recording.fails_everywhere(&mut |folder, told| {
        let shop = folder.join("shop");
        let data = shop.to_str().expect("a path in UTF-8");
        let check = |words: &[&str]| run(&mut command(&[&["--data", data], words].concat()));
        let done = check(&["check", "--json", &numbers::nth(7)]);
        if done.status == 0 {
            whole += 1;
        } else {
            assert!(told.is_empty(), "set up was confirmed: {done:?}");
            run(&mut command(&init(&shop, &list))).expect(0);
            check(&["check", "--json", &numbers::nth(7)]).expect(0);
            again += 1;
        }
        keeps(&shop, &[]);
    });
    assert!(whole > 0 && again > 0, "{whole} whole, {again} again");
}

#[test]
fn an_extract_is_whole_or_not_there() {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    let root = tempfile::tempdir().expect("a folder");
    for (name, told_at_least) in [("export.zip", 1), ("export", 1)] {
        let output = root.path().join(name);
        let output = output.to_str().expect("a path in UTF-8");
        let recording = record(root.path(), &["--data", shop.data_word(), "log", "export", "--output", output]);
        assert_eq!(recording.done.status, 0, "{:?}", recording.done);
        let mut whole = 0;
        recording.fails_everywhere(&mut |folder, told| {
            let found = folder.join(name);
            if !found.exists() {
                return assert!(told.is_empty(), "confirmed and lost");
            }
            let done = run(&mut command(&["verify", found.to_str().expect("a path in UTF-8")]));
            assert!(done.status == 0, "{done:?}");
            whole += 1;
        });
        assert!(whole >= told_at_least);
    }
}

#[test]
fn a_check_that_was_confirmed_survives() {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    let (a, b) = (numbers::nth(2), numbers::listed());
    let recording = record(shop.data(), &["--data", shop.data_word(), "check", "--json", &a, &b]);
    assert_eq!(recording.done.status, 3, "{:?}", recording.done);
    let mut most = 0;
    let mut turn = 0;
    recording.fails_everywhere(&mut |folder, told| {
        keeps(folder, told);
        most = most.max(told.len());
        turn += 1;
        if turn % 8 == 0 {
            let data = folder.to_str().expect("a path in UTF-8");
            run(&mut command(&["--data", data, "check", "--json", &numbers::nth(7)])).expect(0);
            keeps(folder, told);
        }
    });
    assert_eq!(most, 2, "both were told");
}

/// The one thing in a folder that stands under a name of its own.
fn only_in(folder: &Path) -> Option<PathBuf> {
    let names = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let staged = |path: &PathBuf| path.extension().is_some_and(|e| e == "partial");
    let mut whole: Vec<PathBuf> = names.filter(|path| !staged(path)).collect();
    assert!(whole.len() < 2, "{whole:?}");
    whole.pop()
}

fn word(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// A shop with one check, and a stick beside it.
fn shop_and_stick() -> (Shop, PathBuf) {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    let stick = shop.beside("stick");
    std::fs::create_dir(&stick).expect("a folder");
    (shop, stick)
}

#[test]
fn a_backup_is_whole_or_not_there() {
    let (shop, stick) = shop_and_stick();
    let recording = record(&stick, &["--data", shop.data_word(), "log", "backup", "--to", word(&stick)]);
    assert_eq!(recording.done.status, 0, "{:?}", recording.done);
    let mut whole = 0;
    recording.fails_everywhere(&mut |folder, told| {
        let Some(backup) = only_in(folder) else { return assert!(told.is_empty(), "confirmed and lost") };
        let done = run(&mut command(&["log", "backup", "--verify", word(&backup)]));
        assert_eq!(done.status, 0, "{done:?}");
        whole += 1;
    });
    assert!(whole > 0);
}

#[test]
fn a_backup_does_the_shop_no_harm() {
    let (shop, stick) = shop_and_stick();
    let recording = record(shop.data(), &["--data", shop.data_word(), "log", "backup", "--to", word(&stick)]);
    assert_eq!(recording.done.status, 0, "{:?}", recording.done);
    recording.fails_everywhere(&mut |folder, _| keeps(folder, &[]));
}

#[test]
fn a_restored_shop_is_there_or_can_be_restored_again() {
    let (shop, stick) = shop_and_stick();
    shop.run(&["log", "backup", "--to", word(&stick)]).expect(0);
    let backup = only_in(&stick).expect("a backup");
    let root = tempfile::tempdir().expect("a folder");
    let data = root.path().join("shop");
    let recording = record(root.path(), &["--data", word(&data), "log", "restore", word(&backup)]);
    assert_eq!(recording.done.status, 0, "{:?}", recording.done);
    let (mut whole, mut again) = (0, 0);
    recording.fails_everywhere(&mut |folder, told| {
        let shop = folder.join("shop");
        let check = || run(&mut command(&["--data", word(&shop), "check", "--json", &numbers::nth(7)]));
        if check().status == 0 {
            whole += 1;
        } else {
            assert!(told.is_empty(), "confirmed and lost");
            run(&mut command(&["--data", word(&shop), "log", "restore", word(&backup)])).expect(0);
            check().expect(0);
            again += 1;
        }
        keeps(&shop, &[]);
    });
    assert!(whole > 0 && again > 0, "{whole} whole, {again} again");
}

/// The id of the oldest entry of a kind.
fn first_of_kind(folder: &Path, kind: &str) -> EntryId {
    let store = Store::open(folder).expect("no alarm");
    let size = store.len().expect("readable");
    let leaves = (0..size).filter_map(|index| store.read(index).expect("readable"));
    let mut leaves = leaves.map(|bytes| Leaf::parse(&bytes).expect("a leaf"));
    leaves.find(|leaf| leaf.kind.word() == kind).expect("one of this kind").entry_id
}

#[test]
fn what_was_erased_stays_erased() {
    let shop = Shop::offline();
    let entry = shop.check(&numbers::nth(1)).expect(0).lines()[0]["entry"]["index"].to_string();
    shop.check(&numbers::nth(2)).expect(0);
    let started = first_of_kind(shop.data(), "check_started");
    let erase =
        ["log", "erase", "--entry", &entry, "--basis", "request", "--reason", "a letter", "--sole-trader", "--yes"];
    let recording = record(shop.data(), &[&["--data", shop.data_word()], &erase[..]].concat());
    assert_eq!(recording.done.status, 0, "{:?}", recording.done);
    let last = recording.done.out.lines().count();
    let (mut gone, mut kept) = (0, 0);
    recording.fails_everywhere(&mut |folder, told| {
        // Any command that opens the shop finishes what was begun.
        run(&mut command(&["--data", word(folder), "log", "show"])).expect(0);
        keeps(folder, &[]);
        let vault = Vault::open(folder).expect("the vault opens");
        if vault.numbers(started).expect("readable").is_empty() {
            gone += 1;
        } else {
            // What goes is listed first; that it is gone is said last.
            assert!(told.len() < last, "confirmed and still there: {told:?}");
            kept += 1;
        }
    });
    assert!(gone > 0 && kept > 0, "{gone} gone, {kept} kept");
}
