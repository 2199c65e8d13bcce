//! Named staff end to end: joining, signing in, being locked out, leaving, a second person, an inspection,
//! and what somebody finds who takes the folder.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use support::numbers;
use support::program::{command, run};
use support::shop::{Shop, of_kind, put};
use support::till::Till;

const MANAGER: &str = "493817";
const CLERK: &str = "271828";
const NAMES: [&str; 2] = ["Zuleika Chief", "Quentin Clerk"];

/// A shop with a manager (1) and a clerk (2), and the files of their PINs.
struct Staffed {
    shop: Shop,
    pins: tempfile::TempDir,
}

impl Staffed {
    fn new() -> Self {
        let staffed = Self { shop: Shop::offline(), pins: tempfile::tempdir().expect("a folder") };
        staffed.add(NAMES[0], "manager", MANAGER, &[]).expect(0);
        staffed.add(NAMES[1], "clerk", CLERK, &["--staff", "1"]).expect(0);
        staffed
    }

    fn file(&self, pin: &str) -> PathBuf {
        let path = self.pins.path().join(pin);
        put(&path, format!("{pin}\n").as_bytes());
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("a file");
        path
    }

    fn add(&self, name: &str, role: &str, pin: &str, more: &[&str]) -> support::program::Done {
        let (new, manager) = (self.file(pin), self.file(MANAGER));
        let mut words = vec!["--pin-file", manager.to_str().expect("a path"), "staff", "add", name, "--role", role];
        words.extend(["--new-pin-file", new.to_str().expect("a path")]);
        words.extend(more);
        self.shop.run(&words)
    }

    /// A command by somebody.
    fn by(&self, pin: &str, words: &[&str]) -> support::program::Done {
        let file = self.file(pin);
        let mut all = vec!["--pin-file", file.to_str().expect("a path")];
        all.extend(words);
        self.shop.run(&all)
    }

    fn till(&self) -> Till {
        let mut till = Till::of(&self.shop);
        till.sees("Name, first letters, or number");
        till
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.shop.data().join("vault.db")).expect("the vault")
    }
}

fn type_pin(till: &mut Till, who: &str, name: &str, pin: &str) {
    till.send(who.as_bytes());
    till.until("the name", |screen| screen.contains(&format!("number: {who}")));
    till.send(b"\r");
    till.sees(&format!("PIN of {name}"));
    type_digits(till, pin);
}

/// As fingers do: many characters at once are a scan.
fn type_text(till: &mut Till, text: &str) {
    for some in text.as_bytes().chunks(3) {
        till.send(some);
    }
    till.send(b"\r");
}

fn type_digits(till: &mut Till, pin: &str) {
    type_text(till, pin);
}

fn sign_in(till: &mut Till, who: &str, name: &str, pin: &str) {
    type_pin(till, who, name, pin);
    till.sees(&format!("At the counter: {name}"));
}

/// Every file below a folder, but not the files with PINs.
fn bytes_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            all.extend(bytes_below(&entry));
        } else {
            all.push((entry.clone(), std::fs::read(&entry).expect("a file")));
        }
    }
    all
}

#[test]
fn the_first_person_is_a_manager_and_nobody_else_adds_people() {
    let staffed = Staffed { shop: Shop::offline(), pins: tempfile::tempdir().expect("a folder") };
    let refused = staffed.add(NAMES[1], "clerk", CLERK, &[]).expect(1);
    assert!(refused.err.contains("has to be a manager"), "{}", refused.err);
    staffed.add(NAMES[0], "manager", MANAGER, &[]).expect(0);
    let refused = staffed.add(NAMES[1], "clerk", CLERK, &[]).expect(2);
    assert!(refused.err.contains("name the person"), "{}", refused.err);
    staffed.add(NAMES[1], "clerk", CLERK, &["--staff", "Zul"]).expect(0);
    let refused = staffed.by(CLERK, &["staff", "remove", "1", "--staff", "Quentin"]).expect(1);
    assert!(refused.err.contains("clerk may not"), "{}", refused.err);
    let refused = staffed.by("999111", &["staff", "remove", "2", "--staff", "1"]).expect(1);
    assert!(refused.err.contains("does not fit; 9 more"), "{}", refused.err);
    let refused = staffed.by(MANAGER, &["staff", "remove", "1", "--staff", "1"]).expect(1);
    assert!(refused.err.contains("only manager"), "{}", refused.err);
    for weak in ["1234", "777777", "12"] {
        let refused = staffed.add("Somebody", "clerk", weak, &["--staff", "1"]).expect(1);
        assert!(refused.err.contains("PIN"), "{}", refused.err);
    }
    let people = staffed.shop.run(&["staff", "list", "--json"]).expect(0).lines();
    let names: Vec<&str> = people.iter().filter_map(|person| person["name"].as_str()).collect();
    assert_eq!((names, &people[0]["role"], &people[1]["state"]), (NAMES.to_vec(), &"manager".into(), &"active".into()));
    let entries = staffed.shop.entries();
    let added = of_kind(&entries, "staff_added");
    assert_eq!(added.len(), 2);
    assert!(added.iter().all(|entry| entry["plain"]["person"].is_string() && entry["plain"]["by"].is_string()));
    assert_eq!((&added[0]["plain"]["shop_key"], &added[1]["plain"]["shop_key"]), (&true.into(), &().into()));
    staffed.shop.verified();
}

#[test]
fn somebody_who_takes_the_folder_finds_no_name_and_no_pin() {
    let staffed = Staffed::new();
    let mut till = staffed.till();
    sign_in(&mut till, "2", NAMES[1], CLERK);
    till.scan(&numbers::nth(0), "NOT LISTED");
    let shown = till.raw();
    assert!(memchr::memmem::find(&shown, CLERK.as_bytes()).is_none(), "the PIN was shown");
    assert_eq!(till.leave(), 0);
    let folder = Path::new(staffed.shop.data_word());
    let files = bytes_below(folder);
    assert!(files.len() > 5);
    for secret in [MANAGER, CLERK, "Zuleika", "Quentin"] {
        for (path, bytes) in &files {
            assert!(memchr::memmem::find(bytes, secret.as_bytes()).is_none(), "{secret} stands in {}", path.display());
        }
    }
    for name in NAMES {
        let listed = staffed.shop.run(&["staff", "list"]).expect(0);
        assert!(listed.out.contains(name));
    }
}

#[test]
fn every_act_names_the_person_and_a_command_too() {
    let staffed = Staffed::new();
    let mut till = staffed.till();
    sign_in(&mut till, "que", NAMES[1], CLERK);
    till.scan(&numbers::nth(0), "NOT LISTED");
    assert_eq!(till.leave(), 0);
    let number = numbers::nth(1);
    staffed.by(CLERK, &["check", &number, "--staff", "2"]);
    staffed.by(CLERK, &["check", &number, "--staff", "Quentin"]);
    let people = staffed.shop.run(&["staff", "list", "--json"]).expect(0).lines();
    let entries = staffed.shop.entries();
    let clerk = &people[1]["person"];
    let shifts: Vec<_> =
        of_kind(&entries, "staff_on").into_iter().filter(|on| &on["plain"]["person"] == clerk).collect();
    assert_eq!(shifts.len(), 3, "one at the till, one a command");
    assert!(shifts.iter().all(|on| on["plain"]["role"] == "clerk"));
    let started = of_kind(&entries, "check_started");
    assert!(started.iter().all(|check| shifts.iter().any(|on| on["entry_id"] == check["plain"]["staff"])));
    // What needs a right needs a person, and one who has it.
    let refused = staffed.shop.run(&["log", "close", "--day"]).expect(2);
    assert!(refused.err.contains("who does this?"), "{}", refused.err);
    let refused = staffed.by(MANAGER, &["log", "close", "--day", "--staff", "Xaver"]).expect(1);
    assert!(refused.err.contains("nobody on the list"), "{}", refused.err);
    let refused = staffed.by(CLERK, &["training", "on", "--staff", "2"]).expect(1);
    assert!(refused.err.contains("clerk may not"), "{}", refused.err);
    staffed.by(MANAGER, &["training", "on", "--staff", "1"]).expect(0);
}

#[test]
fn wrong_pins_lock_out_across_a_restart_until_somebody_resets_it() {
    let staffed = Staffed::new();
    let mut till = staffed.till();
    type_pin(&mut till, "2", NAMES[1], "000000");
    till.sees("does not fit. 9 more tries");
    till.send(b"\x1b");
    till.sees("Name, first letters");
    // Eight more, long ago: waiting for them would take four minutes.
    staffed
        .database()
        .execute("UPDATE person SET failures = 9, failed_at = 0 WHERE number = 2", [])
        .expect("the vault");
    type_pin(&mut till, "2", NAMES[1], "000000");
    till.sees("Locked out after too many PINs");
    assert_eq!(till.leave(), 0);
    let mut till = staffed.till();
    till.sees("(locked out)");
    type_pin(&mut till, "2", NAMES[1], CLERK);
    till.sees("Locked out after too many PINs");
    assert_eq!(till.leave(), 0);
    let entries = staffed.shop.entries();
    let faults = of_kind(&entries, "fault");
    assert_eq!((faults.len(), &faults[0]["plain"]["what"]), (1, &"locked_out".into()));
    staffed.by(MANAGER, &["staff", "reset", "2", "--staff", "1"]).expect(0);
    let mut till = staffed.till();
    sign_in(&mut till, "2", NAMES[1], CLERK);
    assert_eq!(till.leave(), 0);
    // The manager herself is let in again by whoever has the shop's key.
    staffed.database().execute("UPDATE person SET failures = 10 WHERE number = 1", []).expect("the vault");
    staffed.by(MANAGER, &["staff", "reset", "2", "--staff", "1"]).expect(1);
    staffed.shop.run(&["staff", "reset", "1", "--with-shop-key"]).expect(0);
    staffed.by(MANAGER, &["staff", "reset", "2", "--staff", "1"]).expect(0);
    staffed.shop.verified();
}

#[test]
fn a_locked_till_keeps_the_scan_and_a_leaver_does_not_open_it() {
    let staffed = Staffed::new();
    let mut till = staffed.till();
    sign_in(&mut till, "2", NAMES[1], CLERK);
    till.press(5);
    till.sees("Lock the till");
    till.press(5);
    till.sees("Somebody is signed in here");
    let number = numbers::nth(0);
    till.send(format!("{number}\r").as_bytes());
    till.sees("the scan is kept");
    assert!(of_kind(&staffed.shop.entries(), "check_started").is_empty(), "checked on a locked till");
    type_digits(&mut till, CLERK);
    till.until("the kept scan's card", |screen| support::till::result(screen).contains("NOT LISTED"));
    till.press(5);
    till.sees("Lock the till");
    till.press(5);
    till.sees("Somebody is signed in here");
    staffed.by(MANAGER, &["staff", "remove", "2", "--staff", "1"]).expect(0);
    type_digits(&mut till, CLERK);
    till.sees("does not sign in here any more");
    till.press(5);
    till.sees("Name, first letters, or number");
    sign_in(&mut till, "1", NAMES[0], MANAGER);
    assert_eq!(till.leave(), 0);
    assert_eq!(of_kind(&staffed.shop.entries(), "staff_removed").len(), 1);
    staffed.shop.verified();
}

#[test]
fn a_clerk_needs_a_manager_for_training_and_the_entry_names_both() {
    let staffed = Staffed::new();
    let mut till = staffed.till();
    sign_in(&mut till, "2", NAMES[1], CLERK);
    till.press(2);
    till.sees("Today's checks");
    till.press(8);
    till.sees("Enter");
    till.send(b"\r");
    let screen = till.sees("this takes a second person");
    assert!(!screen.contains("2  Quentin"), "who cannot help is not offered\n{screen}");
    type_pin(&mut till, "1", NAMES[0], MANAGER);
    till.sees("TRAINING");
    assert_eq!(till.leave(), 0);
    let entries = staffed.shop.entries();
    let on = of_kind(&entries, "training_on");
    let second = of_kind(&entries, "staff_on").into_iter().find(|e| e["entry_id"] == on[0]["plain"]["second"]);
    let second = second.expect("the second person's entry");
    assert_eq!((&second["plain"]["role"], &second["plain"]["act"]), (&"manager".into(), &"training".into()));
    assert_eq!(second["plain"]["staff"], on[0]["plain"]["staff"], "it says for whom");
    staffed.shop.verified();
}

#[test]
fn an_inspection_opens_one_value_for_a_reason_and_leaves_its_trace() {
    let staffed = Staffed::new();
    let mut till = staffed.till();
    sign_in(&mut till, "2", NAMES[1], CLERK);
    let number = numbers::nth(0);
    till.scan(&number, "NOT LISTED");
    till.press(2);
    till.sees("F6 Inspect");
    till.press(6);
    till.sees("Which police force");
    type_text(&mut till, "Example police");
    till.sees("officer's name");
    type_text(&mut till, "PC 1234 Example");
    till.sees("It verifies");
    till.send(b"\t");
    till.sees("Up and down choose; Enter opens");
    till.send(b"\x1b[B");
    till.send(b"\x1b[B");
    till.until("the chosen row", |screen| {
        screen.lines().any(|line| line.contains('>') && line.contains("check_started"))
    });
    till.send(b"\r");
    till.sees("Why is this entry opened");
    type_text(&mut till, "case 7");
    till.sees(&number);
    till.press(6);
    till.sees("At the counter");
    assert_eq!(till.leave(), 0);
    let kinds: Vec<String> =
        staffed.shop.entries().iter().map(|e| e["kind"].as_str().unwrap_or("?").to_owned()).collect();
    let from = kinds.iter().position(|kind| kind == "inspection_started").expect("an inspection");
    assert_eq!(kinds[from..from + 3], ["inspection_started", "displayed", "inspection_ended"]);
    let page = staffed.shop.run(&["inspect", "--json"]).expect(0).lines();
    assert_eq!((&page[0]["verifies"], &page[0]["stock"]), (&true.into(), &0.into()));
    assert!(page[0]["entries"].as_u64().is_some_and(|n| n > 5));
}

#[test]
fn a_kill_while_somebody_is_changed_leaves_the_old_or_the_new() {
    let staffed = Staffed::new();
    let (old, new) = ("271828", "602214");
    let mut now = old;
    for round in 0..8_u32 {
        let wanted = if now == old { new } else { old };
        let (pin, manager) = (staffed.file(wanted), staffed.file(MANAGER));
        let words =
            ["--data", staffed.shop.data_word(), "--pin-file", manager.to_str().expect("a path"), "staff", "pin", "2"];
        let more = ["--staff", "1", "--new-pin-file", pin.to_str().expect("a path")];
        let mut child = command(&[&words[..], &more[..]].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(u64::from(150 + 130 * round)));
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");
        let fits = |pin: &str| {
            staffed
                .by(pin, &["staff", "pin", "2", "--new-pin-file", staffed.file(pin).to_str().expect("a path")])
                .status
                == 0
        };
        // The other one is tried only where the first does not fit.
        now = if fits(now) { now } else { wanted };
        assert!(fits(now), "round {round}: neither PIN fits");
        staffed.database().execute("UPDATE person SET failures = 0", []).expect("the vault");
        let waiting: i64 = staffed
            .database()
            .query_row("SELECT count(*) FROM person WHERE next IS NOT NULL OR entry IS NOT NULL", [], |row| row.get(0))
            .expect("the vault");
        assert_eq!(waiting, 0, "round {round}");
        staffed.shop.verified();
    }
}

#[test]
fn the_commands_say_what_to_do_without_a_terminal() {
    let staffed = Staffed::new();
    let done = run(&mut command(&["--data", staffed.shop.data_word(), "training", "on", "--staff", "1"])).expect(1);
    assert!(done.err.contains("PIN"), "{}", done.err);
    let done = staffed.shop.run(&["staff", "list"]).expect(0);
    assert!(done.out.contains("manager") && done.out.contains(NAMES[0]));
    let done = staffed.shop.run(&["staff", "badge", "Quentin", "--json"]).expect(0);
    assert!(done.lines()[0]["badge"].as_str().is_some_and(|badge| badge.starts_with("CCSTAFF-")));
}
