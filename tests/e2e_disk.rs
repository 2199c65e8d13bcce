//! A full and a read-only disk: the check ends with a clear message before any verdict is shown, and
//! goes on when there is room again.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use portable_pty::CommandBuilder;
use std::process::{Command, Stdio};
use support::disk::Disk;
use support::numbers;
use support::program::{BIN, Done, run};
use support::shop::Shop;
use support::till::{Till, result};

/// No verdict was printed, and the message names the trouble and a next step.
fn stopped(done: Done, words: &[&str]) {
    let done = done.expect(1);
    assert_eq!(done.out, "", "no verdict");
    let lines: Vec<&str> = done.err.lines().collect();
    assert_eq!(lines.len(), 2, "what happened and what to do: {}", done.err);
    assert!(words.iter().any(|word| done.err.to_lowercase().contains(word)), "{}", done.err);
}

/// No screen of the till shows a verdict of this check.
fn no_verdict(screen: &str) {
    for word in ["NOT LISTED", "STOP", "CAUTION", "NOT CHECKED"] {
        assert!(!result(screen).contains(word), "{word}:\n{screen}");
    }
}

#[test]
fn a_full_disk_stops_a_check_before_its_verdict() {
    let Some(disk) = Disk::mount() else { return };
    let shop = Shop::offline_at(&disk.path().join("shop"));
    shop.check(&numbers::nth(0)).expect(0);
    disk.fill();
    stopped(shop.check(&numbers::nth(1)), &["full", "space"]);
    stopped(shop.check(&numbers::listed()), &["full", "space"]);
    disk.free();
    shop.check(&numbers::nth(1)).expect(0);
    shop.check(&numbers::listed()).expect(3);
    shop.verified();
}

#[test]
fn a_read_only_disk_stops_a_check_before_its_verdict() {
    let Some(disk) = Disk::mount() else { return };
    let shop = Shop::offline_at(&disk.path().join("shop"));
    shop.check(&numbers::nth(0)).expect(0);
    disk.read_only(true);
    stopped(shop.check(&numbers::nth(1)), &["read-only", "writ"]);
    stopped(shop.check(&numbers::listed()), &["read-only", "writ"]);
    disk.read_only(false);
    shop.check(&numbers::nth(1)).expect(0);
    shop.verified();
}

#[test]
fn a_till_on_a_full_disk_says_so_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::mount() else { return };
    let shop = Shop::offline_at(&disk.path().join("shop"));
    let mut till = Till::signed_in(&shop);
    till.scan(&numbers::nth(0), "NOT LISTED");
    disk.fill();
    // The log beside the database may still have room in its last pages.
    let mut n = 1;
    let screen = loop {
        till.send(format!("{}\r", numbers::nth(n)).as_bytes());
        let screen = till.until("a pane or a verdict", |screen| {
            screen.contains("A problem")
                || screen.contains(&numbers::nth(n)[8..14]) && result(screen).contains("NOT LISTED")
        });
        if screen.contains("A problem") {
            break screen;
        }
        n += 1;
        assert!(n < 2_000, "it goes on and on:\n{screen}");
    };
    no_verdict(&screen);
    assert!(screen.contains("What to do"), "{screen}");
    assert!(screen.to_lowercase().contains("full") || screen.to_lowercase().contains("space"), "{screen}");
    till.send(b"\x1b");
    no_verdict(&till.until("the card", |screen| !screen.contains("A problem")));
    disk.free();
    till.scan(&numbers::nth(n + 2), "NOT LISTED");
    // The number that failed can be scanned again.
    till.scan(&numbers::nth(n), "NOT LISTED");
    assert_eq!(till.leave(), 0);
    shop.verified();
}

#[test]
fn a_full_disk_is_no_reason_for_a_new_epoch() {
    let Some(disk) = Disk::mount() else { return };
    let shop = Shop::offline_at(&disk.path().join("shop"));
    shop.check(&numbers::nth(0)).expect(0);
    disk.fill();
    stopped(shop.run(&["log", "epoch", "--reason", "hasty"]), &["full", "space"]);
    let mut till = Till::of(&shop);
    let status = till.ended();
    assert_eq!(status, 1);
    let screen = till.screen();
    assert!(screen.contains("space") && !screen.contains("F9"), "{screen}");
    disk.free();
    assert!(!shop.data().join("epochs").exists());
    shop.check(&numbers::nth(1)).expect(0);
    shop.verified();
}

#[test]
fn a_till_whose_files_cannot_grow_says_so() {
    let Some(disk) = Disk::mount() else { return };
    let shop = Shop::offline_at(&disk.path().join("shop"));
    // As with a quota: a disk cannot be made read-only while its files are open for writing.
    let limit = "trap '' XFSZ; ulimit -f 300; exec \"$0\" \"$@\"";
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", limit, BIN, "--data", shop.data_word()]);
    command.env("LC_ALL", "C");
    command.env("TERM", "xterm-256color");
    let mut till = Till::spawn(command);
    till.sign_in("EK");
    for n in 0.. {
        till.send(format!("{}\r", numbers::nth(n)).as_bytes());
        let screen = till.until("a pane or a verdict", |screen| {
            screen.contains("A problem")
                || screen.contains(&numbers::nth(n)[8..14]) && result(screen).contains("NOT LISTED")
        });
        if screen.contains("A problem") {
            no_verdict(&screen);
            break;
        }
    }
    till.kill();
    shop.check(&numbers::nth(0)).expect(0);
    shop.verified();
}

#[test]
fn a_file_size_limit_stops_a_check_before_its_verdict() {
    let shop = Shop::offline();
    shop.check(&numbers::nth(0)).expect(0);
    // The shell's limit counts half kilobytes or kilobytes; either is less than the register needs.
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"", BIN, "--data", shop.data_word()]);
    limited.args(["check", "--json", &numbers::nth(1)]).env("LC_ALL", "C").stdin(Stdio::null());
    let done = run(&mut limited).expect(1);
    assert_eq!(done.out, "", "no verdict");
    assert!(!done.err.is_empty());
    shop.check(&numbers::nth(1)).expect(0);
    shop.verified();
}
