//! A register that is gone, emptied or an older copy: an alarm that offers a new epoch, never a fresh register.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use support::numbers;
use support::shop::Shop;
use support::till::Till;

/// One way to lose a register, and what the alarm must say about it.
struct Loss {
    name: &'static str,
    says: &'static str,
    /// Numbers that stand in the register that is set aside.
    kept_aside: bool,
    happen: fn(&Shop),
    /// The word for it in the new register.
    word: &'static str,
}

const LOSSES: [Loss; 3] = [
    Loss { name: "missing", says: "missing", kept_aside: false, happen: missing, word: "missing" },
    Loss { name: "emptied", says: "empty", kept_aside: true, happen: emptied, word: "empty" },
    Loss { name: "older", says: "last known number is", kept_aside: true, happen: older, word: "behind_head" },
];

fn ledger(shop: &Shop, suffix: &str) -> std::path::PathBuf {
    shop.data().join(format!("ledger.db{suffix}"))
}

fn missing(shop: &Shop) {
    for suffix in ["", "-wal", "-shm"] {
        // The side files are there or not.
        let _gone = fs::remove_file(ledger(shop, suffix));
    }
}

/// As a crash of a file system leaves it: the database cut to nothing, its log beside it.
fn emptied(shop: &Shop) {
    let mut till = Till::signed_in(shop);
    till.scan(&numbers::nth(3), "NOT LISTED");
    till.kill();
    assert!(fs::metadata(ledger(shop, "-wal")).expect("a killed till leaves its log").len() > 0);
    fs::File::options().write(true).open(ledger(shop, "")).and_then(|file| file.set_len(0)).expect("truncated");
}

/// The backup of yesterday put back over today.
fn older(shop: &Shop) {
    let kept = shop.beside("kept.db");
    fs::copy(ledger(shop, ""), &kept).expect("a copy");
    shop.check(&numbers::nth(4)).expect(0);
    missing(shop);
    fs::copy(&kept, ledger(shop, "")).expect("a copy");
}

fn lost(loss: &Loss) -> Shop {
    let shop = Shop::offline();
    shop.check(&numbers::nth(1)).expect(0);
    shop.check(&numbers::nth(2)).expect(0);
    (loss.happen)(&shop);
    shop
}

/// What lies in the place of the register: its length, or that it is not there.
fn lies_there(shop: &Shop) -> Option<u64> {
    fs::metadata(ledger(shop, "")).ok().map(|file| file.len())
}

fn check_refuses(shop: &Shop, loss: &Loss) {
    let before = lies_there(shop);
    for command in [["check", "--json"], ["check", "--offline"], ["log", "find"]] {
        let number = numbers::nth(5);
        let words: Vec<&str> = command.iter().copied().chain([number.as_str()]).collect();
        let done = shop.run(&words).expect(1);
        assert_eq!(done.out, "", "{}: {command:?}", loss.name);
        assert!(done.err.contains("alarm") && done.err.contains(loss.says), "{}: {}", loss.name, done.err);
        assert!(done.err.contains("new epoch"), "{}: {}", loss.name, done.err);
    }
    assert_eq!(lies_there(shop), before, "{}: never a fresh register", loss.name);
}

/// The new register's first entry says why it began and cites the old one.
fn first_entry(shop: &Shop, reason: &str) -> Value {
    let first = shop.entries().remove(0);
    assert_eq!((&first["index"], &first["kind"]), (&Value::from(0), &Value::from("opened")), "{first}");
    let plain = &first["plain"];
    assert_eq!(plain["epoch"], 2, "{first}");
    assert_eq!(plain["reason"], reason, "{first}");
    assert!(plain["previous"]["size"].as_u64().is_some_and(|size| size >= 7), "{first}");
    assert!(plain["previous"]["root"].is_string(), "{first}");
    first
}

fn first_entry_of(shop: &Shop, reason: &str) {
    let first = shop.entries().remove(0);
    assert_eq!(
        (&first["plain"]["reason"], &first["plain"]["epoch"]),
        (&Value::from(reason), &Value::from(2)),
        "{first}"
    );
}

fn old_one_lies_aside(shop: &Shop, loss: &Loss) {
    let aside = shop.data().join("epochs").join("1");
    assert_eq!(aside.join("ledger.db").exists(), loss.kept_aside, "{}", loss.name);
    assert!(aside.join("keys").join("ledger.pub").exists(), "{}: the old key is kept", loss.name);
    if loss.name == "emptied" {
        assert!(fs::metadata(aside.join("ledger.db-wal")).expect("kept").len() > 0, "the log is evidence");
    }
    assert_ne!(key(&aside), key(shop.data()), "{}: a new epoch has a new key", loss.name);
}

fn key(folder: &Path) -> String {
    fs::read_to_string(folder.join("keys").join("ledger.pub")).expect("a key")
}

#[test]
fn the_till_offers_a_new_epoch_and_goes_on_trading() {
    for loss in &LOSSES {
        let shop = lost(loss);
        check_refuses(&shop, loss);
        let before = lies_there(&shop);
        let mut till = Till::of(&shop);
        let screen = till.sees("F9");
        for text in ["The register needs a decision", "Keep trading in a new epoch", "F10", "Leave and change nothing"]
        {
            assert!(screen.contains(text), "{}: {text}\n{screen}", loss.name);
        }
        till.press(10);
        till.ended();
        assert_eq!(lies_there(&shop), before, "{}: leaving changes nothing", loss.name);
        check_refuses(&shop, loss);

        let mut till = Till::of(&shop);
        till.sees("F9");
        till.press(9);
        till.sign_in("EK");
        till.scan(&numbers::nth(6), "NOT LISTED");
        assert_eq!(till.leave(), 0);
        first_entry(&shop, loss.word);
        old_one_lies_aside(&shop, loss);
        shop.check(&numbers::nth(7)).expect(0);
        shop.verified();
    }
}

#[test]
fn the_command_line_begins_an_epoch_too() {
    for loss in &LOSSES {
        let shop = lost(loss);
        check_refuses(&shop, loss);
        let done = shop.run(&["log", "epoch", "--reason", "the disk was replaced"]).expect(0);
        assert!(done.out.contains("epoch"), "{}", done.out);
        first_entry(&shop, loss.word);
        let told = shop.entries().iter().any(|entry| entry["plain"].to_string().contains("disk was replaced"));
        assert!(!told, "a person's words are sealed, not written in plain");
        old_one_lies_aside(&shop, loss);
        shop.check(&numbers::nth(7)).expect(0);
        shop.verified();
    }
}

#[test]
fn an_epoch_is_not_begun_under_an_open_till() {
    let shop = Shop::offline();
    let till = Till::signed_in(&shop);
    let done = shop.run(&["log", "epoch", "--reason", "hasty"]).expect(1);
    assert!(done.err.contains("open"), "{}", done.err);
    assert!(!shop.data().join("epochs").exists());
    assert_eq!(till.leave(), 0);
}

#[test]
fn a_sound_register_is_not_set_aside_and_its_past_stays_findable() {
    let shop = Shop::offline();
    let number = numbers::nth(8);
    shop.check(&number).expect(0);
    let done = shop.run(&["log", "epoch", "--reason", "tidy"]).expect(1);
    assert!(done.err.contains("raises no alarm"), "{}", done.err);
    assert!(!shop.data().join("epochs").exists());

    shop.run(&["log", "epoch", "--reason", "moved", "--no-alarm"]).expect(0);
    first_entry_of(&shop, "no_alarm");
    let found = shop.run(&["log", "find", &number]).expect(0);
    assert!(found.out.contains("epoch 1") && found.out.contains("check_answered"), "{}", found.out);
    let verified = shop.run(&["verify", &shop.data().display().to_string()]).expect(0);
    assert!(verified.out.contains("epoch 1: verifies"), "{}", verified.out);
}
