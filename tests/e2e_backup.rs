//! Backups, restores and moves as a shop does them: on a stick, with the power going at any instant.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::ledger::note::SigningKey;
use countercheck::ledger::receipt::{Entry, Receipt};
use countercheck::ledger::store::Store;
use countercheck::ledger::tree::leaf_hash;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use support::ledger::{Confirmed, keeps};
use support::numbers;
use support::program::{Done, command, run};
use support::shop::{Shop, of_kind, put};

fn word(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn on(data: &Path, words: &[&str]) -> Done {
    let mut all = vec!["--data", word(data)];
    all.extend(words);
    run(&mut command(&all))
}

fn stick(shop: &Shop) -> PathBuf {
    let stick = shop.beside("stick");
    fs::create_dir_all(&stick).expect("a folder");
    stick
}

fn backup(shop: &Shop) -> PathBuf {
    let done = shop.run(&["log", "backup", "--to", word(&stick(shop)), "--json"]).expect(0);
    PathBuf::from(done.lines()[0]["path"].as_str().expect("a path"))
}

fn entries(data: &Path) -> Vec<Value> {
    on(data, &["log", "show", "--last", "1000000", "--json"]).expect(0).lines()
}

fn configure(shop: &Shop, more: &str) {
    let path = shop.data().join("config.toml");
    let text = fs::read_to_string(&path).expect("a config");
    put(&path, format!("{text}\n{more}\n").as_bytes());
}

/// Names of all files below a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("UTF-8");
        if entry.path().is_dir() {
            all.extend(names(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            all.push(name);
        }
    }
    all.sort();
    all
}

#[test]
fn a_dead_pc_costs_what_came_after_the_backup_and_says_so() {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    let copy = backup(&shop);
    let held = of_kind(&shop.entries(), "backed_up").first().map(|e| e["plain"].clone()).expect("an entry");
    assert_eq!((&held["ok"], &held["why"]), (&Value::from(true), &Value::Null));
    assert!(!names(&copy).iter().any(|name| name.ends_with("keys/ledger")), "{:?}", names(&copy));
    let sound = on(shop.data(), &["log", "backup", "--verify", word(&copy), "--json"]).expect(0).lines().remove(0);
    assert_eq!((&sound["ok"], &sound["size"]), (&Value::from(true), &held["size"]));
    // Two more checks, of which an officer took a checkpoint; then the disk dies.
    shop.check(&numbers::nth(2)).expect(0);
    let export = shop.beside("export");
    shop.run(&["log", "export", "--output", word(&export)]).expect(0);
    let (new, seen) = (shop.beside("new/shop"), export.join("checkpoint"));
    let words = ["log", "restore", word(&copy), "--checkpoint", word(&seen), "--reason", "the disk died", "--json"];
    let done = on(&new, &words).expect(0).lines().remove(0);
    assert_eq!((&done["reason"], &done["epoch"]), (&Value::from("restored"), &Value::from(2)), "{done}");
    let first = entries(&new).remove(0);
    let plain = &first["plain"];
    assert_eq!((&plain["reason"], &plain["previous"]["size"]), (&Value::from("restored"), &held["size"]), "{first}");
    assert_eq!(plain["lost"]["from"], held["size"], "{first}");
    assert_eq!(plain["lost"]["to"], plain["outside"]["size"], "{first}");
    assert!(plain["previous"]["checkpoint"].as_str().is_some_and(|note| note.contains('\u{2014}')), "{first}");
    assert!(!first.to_string().contains("disk died"), "a person's words are sealed");
    // The shop goes on, and finds what was recorded before.
    on(&new, &["check", "--json", &numbers::nth(3)]).expect(0);
    let found = on(&new, &["log", "find", &numbers::nth(1), "--reveal", "test"]).expect(0);
    assert!(found.out.contains("epoch 1") && found.out.contains(&numbers::nth(1)), "{}", found.out);
    let verified = run(&mut command(&["verify", word(&new)])).expect(0);
    assert!(verified.out.contains("epoch 1: verifies"), "{}", verified.out);
    on(&new, &["log", "backup", "--to", word(&stick(&shop))]).expect(0);
}

/// The digits on the paper of the shop's newest customer.
fn receipt(shop: &Shop) -> String {
    let store = Store::open(shop.data()).expect("no alarm");
    let secret = fs::read_to_string(shop.data().join("keys/ledger")).expect("a key");
    let key = SigningKey::from_secret_text(secret.trim_end()).expect("a key");
    let tree = store.checkpoint().expect("a checkpoint").0.tree();
    let leaf_hash = leaf_hash(&store.read(tree.size - 1).expect("readable").expect("a leaf"));
    let entry = Entry { index: tree.size - 1, leaf_hash };
    Receipt::sign(&entry, &tree, 1_780_000_000_000, &key).expect("in the tree").to_digits()
}

#[test]
fn the_last_receipt_tells_what_was_lost_and_convicts_another_history() {
    let shop = Shop::offline();
    let clone = shop.beside("clone");
    assert!(
        std::process::Command::new("cp").args(["-r", shop.data_word(), word(&clone)]).status().expect("cp").success()
    );
    shop.check(&numbers::nth(1)).expect(0);
    shop.check(&numbers::nth(2)).expect(0);
    let copy = backup(&shop);
    let size =
        on(shop.data(), &["log", "backup", "--verify", word(&copy), "--json"]).expect(0).lines()[0]["size"].clone();
    let inside = receipt(&shop);
    shop.check(&numbers::nth(3)).expect(0);
    let beyond = receipt(&shop);
    let new = shop.beside("new");
    let told =
        on(&new, &["log", "restore", word(&copy), "--last-receipt", &beyond, "--json"]).expect(0).lines().remove(0);
    assert_eq!(told["lost"]["from"], size, "{told}");
    assert!(told["lost"]["to"].as_u64() > size.as_u64(), "{told}");
    let first = entries(&new).remove(0);
    assert_eq!(first["plain"]["outside"]["what"], "receipt", "{first}");
    // A receipt from a file, of an entry that the backup should have and has: nothing is known to be lost.
    let paper = shop.beside("receipt.txt");
    put(&paper, format!("{}\n", &inside).as_bytes());
    let words = ["log", "restore", word(&copy), "--last-receipt", word(&paper), "--json"];
    let before_the_backup = on(&shop.beside("new2"), &words).expect(0).lines().remove(0);
    assert!(before_the_backup["lost"].is_null() || before_the_backup["lost"]["from"] == size, "{before_the_backup}");
    // The clone's customers hold paper of another history under the same key.
    on(&clone, &["check", "--json", &numbers::nth(4)]).expect(0);
    let store = Store::open(&clone).expect("no alarm");
    let (tree, secret) = (
        store.checkpoint().expect("a checkpoint").0.tree(),
        fs::read_to_string(clone.join("keys/ledger")).expect("a key"),
    );
    let key = SigningKey::from_secret_text(secret.trim_end()).expect("a key");
    let entry = Entry { index: 0, leaf_hash: [0; 32] };
    let foreign = Receipt::sign(&entry, &tree, 0, &key).expect("in the tree").to_digits();
    drop(store);
    let done = on(&shop.beside("new3"), &["log", "restore", word(&copy), "--last-receipt", &foreign]).expect(1);
    assert!(done.err.contains("are not those of the receipt"), "{}", done.err);
    assert!(!shop.beside("new3").exists());
}

#[test]
fn what_does_not_belong_to_the_backup_is_refused() {
    let (shop, other) = (Shop::offline(), Shop::offline());
    let copy = backup(&shop);
    let new = shop.beside("new");
    let restore = |more: &[&str]| {
        let mut words = vec!["log", "restore", word(&copy)];
        words.extend(more);
        on(&new, &words)
    };
    let export = other.beside("export");
    other.run(&["log", "export", "--output", word(&export)]).expect(0);
    let foreign = export.join("checkpoint");
    let done = restore(&["--checkpoint", word(&foreign)]).expect(1);
    assert!(done.err.contains("does not belong"), "{}", done.err);
    restore(&["--last-receipt", "12345"]).expect(2);
    assert!(!new.exists(), "nothing was begun");
    fs::create_dir(&new).expect("a folder");
    put(&new.join("something"), b"there");
    let done = restore(&[]).expect(1);
    assert!(done.err.contains("not empty"), "{}", done.err);
    assert_eq!(names(&new), ["something"]);
    let done = on(shop.data(), &["log", "restore", word(&copy)]).expect(1);
    assert!(done.err.contains("not empty"), "a shop is never written over: {}", done.err);
    let done = on(&shop.beside("new2"), &["log", "restore", shop.data_word()]).expect(1);
    assert!(done.err.contains("is not a backup"), "{}", done.err);
    // A backup with one changed byte is told as such, and not put back.
    let vault = copy.join("vault.db");
    let mut bytes = fs::read(&vault).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    put(&vault, &bytes);
    let done = shop.run(&["log", "backup", "--verify", word(&copy), "--json"]).expect(6);
    assert_eq!(done.lines()[0]["ok"], false);
    on(&shop.beside("new3"), &["log", "restore", word(&copy)]).expect(1);
    assert!(!shop.beside("new3").exists());
}

#[test]
fn a_backup_that_fails_or_is_old_is_told_behind_every_command() {
    let shop = Shop::offline();
    let disk = shop.beside("disk");
    configure(&shop, &format!("[backup]\nfolder = \"{}/backups\"\nkeep = 2", disk.display()));
    let silent = shop.check(&numbers::nth(1)).expect(0);
    assert_eq!(silent.err, "", "a new shop is given three days");
    let done = shop.run(&["log", "backup"]).expect(1);
    assert!(done.err.contains("plug the stick"), "{}", done.err);
    let held = of_kind(&shop.entries(), "backed_up").first().map(|e| e["plain"].clone()).expect("an entry");
    assert_eq!((&held["ok"], &held["why"]), (&Value::from(false), &Value::from("folder_missing")));
    for words in [&["check", &numbers::nth(2)][..], &["log", "show"]] {
        let done = shop.run(words).expect(0);
        assert!(done.err.contains("last backup failed"), "{}", done.err);
    }
    fs::create_dir(&disk).expect("a folder");
    shop.run(&["log", "backup"]).expect(0);
    assert_eq!(shop.check(&numbers::nth(3)).expect(0).err, "");
    // Four days later.
    let path = shop.data().join("standing.json");
    let mut standing: Value = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
    let made: chrono::DateTime<chrono::Utc> = standing["backup_at"].as_str().expect("a time").parse().expect("a time");
    standing["backup_at"] = Value::from((made - chrono::TimeDelta::days(4)).to_rfc3339());
    put(&path, standing.to_string().as_bytes());
    let done = shop.check(&numbers::nth(4)).expect(0);
    assert!(done.err.contains("4 days old"), "{}", done.err);
    for _ in 0..3 {
        shop.run(&["log", "backup"]).expect(0);
    }
    assert_eq!(fs::read_dir(disk.join("backups")).expect("a folder").count(), 2, "keep = 2");
}

#[test]
fn the_till_shows_the_warning_and_trades_on() {
    let shop = Shop::offline();
    configure(&shop, &format!("[backup]\nfolder = \"{}/backups\"", shop.beside("disk").display()));
    shop.run(&["log", "backup"]).expect(1);
    let mut till = support::till::Till::signed_in(&shop);
    till.sees("last backup failed");
    till.scan(&numbers::nth(6), "NOT LISTED");
    assert_eq!(till.leave(), 0);
}

#[test]
fn a_backup_beside_working_tills_is_whole_every_time() {
    let shop = Shop::offline();
    let mut words: Vec<String> = ["--data", shop.data_word(), "check", "--json"].map(str::to_owned).to_vec();
    words.extend((0..120).map(numbers::nth));
    let mut child = command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let mut sizes = Vec::new();
    while child.try_wait().expect("a child of ours").is_none() {
        let copy = backup(&shop);
        let sound = on(shop.data(), &["log", "backup", "--verify", word(&copy), "--json"]).expect(0).lines().remove(0);
        sizes.push(sound["size"].as_u64().expect("a size"));
        let new = shop.beside(&format!("new-{}", sizes.len()));
        on(&new, &["log", "restore", word(&copy)]).expect(0);
        // Every entry of the copy finds its personal part.
        let found = on(&new, &["log", "find", &numbers::nth(0), "--reveal", "test", "--json"]).expect(0);
        for entry in found.lines() {
            assert!(entry["values"].as_object().is_some_and(|v| v.values().all(|v| !v.is_null())), "{entry}");
        }
    }
    assert!(sizes.is_sorted(), "{sizes:?}");
    println!("{} backups beside 120 checks, sizes {sizes:?}", sizes.len());
}

/// A series of instants that is the same in every run; the machine makes them random enough.
struct Instants(u64);

impl Instants {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// What to wait for.
type Seen = Box<dyn Fn() -> bool>;
/// The same, once the new folder's name is known.
type Round = Box<dyn Fn(&Path) -> Seen>;

/// Runs a command and kills it as soon as `seen` holds; whether it came to its end before.
fn killed(data: &Path, words: &[&str], seen: &dyn Fn() -> bool) -> bool {
    let mut all = vec!["--data", word(data)];
    all.extend(words);
    let mut child = command(&all).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let mut ended = false;
    while !ended && !seen() {
        ended = child.try_wait().expect("a child of ours").is_some();
    }
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours");
    ended
}

/// After this time.
fn after(pause: Duration) -> Seen {
    let end = std::time::Instant::now() + pause;
    Box::new(move || std::time::Instant::now() >= end)
}

/// As soon as this file or folder is there.
fn appears(path: PathBuf) -> Seen {
    Box::new(move || path.exists())
}

/// As soon as a name with this end is in the folder.
fn ends_with(folder: &Path, end: &'static str) -> Seen {
    let folder = folder.to_owned();
    Box::new(move || {
        let mut names = fs::read_dir(&folder).into_iter().flatten().flatten();
        names.any(|entry| entry.path().to_string_lossy().ends_with(end) || entry.path().join(end).exists())
    })
}

/// Steps of a restore as they show on the disk, in the folder beside the new one and in the new one.
const RESTORING: [&str; 9] = [
    "",
    "ledger.db",
    "vault.db",
    "keys/ledger.pub",
    "epochs/next/ledger.db",
    "epochs/1/ledger.db",
    "epochs/1/keys/head",
    "keys/ledger",
    "keys/head",
];

#[test]
fn a_restore_that_is_killed_leaves_no_shop_or_a_whole_one() {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    let copy = backup(&shop);
    let before = names(&copy);
    let mut instants = Instants(5);
    let mut rounds: Vec<Round> = Vec::new();
    for step in RESTORING {
        rounds.push(Box::new(move |new| appears(PathBuf::from(format!("{}.restoring", word(new))).join(step))));
    }
    rounds.push(Box::new(|new| appears(new.to_owned())));
    rounds.push(Box::new(|new| appears(new.join("stock.db"))));
    for _ in 0..if support::full() { 60 } else { 4 } {
        let pause = Duration::from_millis(instants.below(300));
        rounds.push(Box::new(move |_| after(pause)));
    }
    let (mut none, mut whole, mut done) = (0, 0, 0);
    for (round, seen) in rounds.iter().enumerate() {
        let new = shop.beside(&format!("killed-{round}"));
        done += usize::from(killed(&new, &["log", "restore", word(&copy)], &seen(&new)));
        if new.exists() {
            whole += 1;
            on(&new, &["check", "--json", &numbers::nth(2)]).expect(0);
            let first = entries(&new).remove(0);
            assert_eq!(first["plain"]["reason"], "restored", "{first}");
        } else {
            none += 1;
            on(&new, &["log", "restore", word(&copy)]).expect(0);
        }
        run(&mut command(&["verify", word(&new)])).expect(0);
        assert!(!shop.beside(&format!("killed-{round}.restoring")).exists(), "nothing is left beside it");
        assert_eq!(names(&copy), before, "the backup is only read");
    }
    assert!(none >= RESTORING.len() - 2 && whole > 0, "{none} times no shop, {whole} times a whole one");
    println!("{} kills: {none} times no shop, {whole} times a whole one, {done} came too late", rounds.len());
}

#[test]
fn a_move_that_is_killed_leaves_one_register_that_can_sign() {
    let mut instants = Instants(6);
    let (mut open, mut closed) = (0, 0);
    let random = if support::full() { 30 } else { 3 };
    for round in 0..5 + random {
        let shop = Shop::offline();
        let line = shop.check(&numbers::nth(1)).expect(0);
        let confirmed: Vec<_> = line.out.lines().filter_map(Confirmed::read).collect();
        let stick = stick(&shop);
        let seen = match round {
            0 => ends_with(&stick, ".partial"),
            1 => ends_with(&stick, "vault.db"),
            2 => ends_with(&stick, "manifest.json"),
            3 => appears(shop.data().join("keys/sealed.new")),
            4 => appears(shop.data().join("keys/sealed")),
            _ => after(Duration::from_millis(instants.below(250))),
        };
        killed(shop.data(), &["log", "move", "--to", word(&stick)], &seen);
        let packages: Vec<_> = fs::read_dir(&stick).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        let ready: Vec<_> = packages.iter().filter(|path| !word(path).ends_with(".partial")).collect();
        if shop.data().join("keys/sealed").exists() {
            closed += 1;
            let done = shop.check(&numbers::nth(2)).expect(1);
            assert!(done.err.contains("moved"), "{}", done.err);
            // With or without the stick: the same command makes the package (again).
            shop.run(&["log", "move", "--to", word(&stick)]).expect(0);
        } else {
            open += 1;
            assert!(ready.is_empty(), "{round}: a package while the old till still signs: {ready:?}");
            keeps(&shop, &confirmed);
            shop.run(&["log", "move", "--to", word(&stick)]).expect(0);
        }
        assert!(!shop.data().join("keys/ledger").exists());
    }
    assert!(open >= 2 && closed > 0, "{open} times still open here, {closed} times closed");
    println!("{} kills: {open} times still open here, {closed} times closed", open + closed);
}

#[test]
fn a_moved_shop_goes_on_there_and_not_here() {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    let till = support::till::Till::signed_in(&shop);
    let stick = stick(&shop);
    let done = shop.run(&["log", "move", "--to", word(&stick)]).expect(1);
    assert!(done.err.contains("open"), "{}", done.err);
    assert_eq!(till.leave(), 0);
    let size = shop.verified()["size"].as_u64().expect("a size");
    let done = shop.run(&["log", "move", "--to", word(&stick), "--json"]).expect(0).lines().remove(0);
    let package = PathBuf::from(done["path"].as_str().expect("a path"));
    assert_eq!(done["size"], size, "the whole register went, nothing came after");
    for words in [&["check", &numbers::nth(2)][..], &["log", "show"], &["log", "backup", "--to", word(&stick)]] {
        let done = shop.run(words).expect(1);
        assert!(done.err.contains("was moved to another computer"), "{}", done.err);
    }
    shop.verified();
    let new = shop.beside("new");
    let told = on(&new, &["log", "move", "--from", word(&package), "--json"]).expect(0).lines().remove(0);
    assert_eq!((&told["reason"], &told["lost"]), (&Value::from("moved"), &Value::Null), "{told}");
    let first = entries(&new).remove(0);
    assert_eq!(
        (&first["plain"]["reason"], &first["plain"]["previous"]["size"]),
        (&Value::from("moved"), &Value::from(size))
    );
    on(&new, &["check", "--json", &numbers::nth(3)]).expect(0);
    // A backup is no move, and says so.
    let copy = PathBuf::from(
        on(&new, &["log", "backup", "--to", word(&stick), "--json"]).expect(0).lines()[0]["path"]
            .as_str()
            .expect("a path"),
    );
    let done = on(&shop.beside("new2"), &["log", "move", "--from", word(&copy)]).expect(1);
    assert!(done.err.contains("log restore"), "{}", done.err);
    // The stick was lost: the old folder goes on, by a person's word and as what it is.
    shop.run(&["log", "epoch", "--reason", "the stick was lost"]).expect(0);
    assert_eq!(shop.entries().remove(0)["plain"]["reason"], "moved_away");
    shop.check(&numbers::nth(4)).expect(0);
    shop.verified();
}
