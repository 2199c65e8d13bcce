//! The whole program in a terminal: a new user's first minutes, and every kind of burst a scanner may send.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use support::bursts::{SUFFIXES, at_pace};
use support::numbers;
use support::registry::Registry;
use support::shop::{Shop, of_kind};
use support::till::{Till, card, grouped, result};

#[test]
fn a_new_user_opens_the_demo_and_sees_the_right_verdict_for_each_handset() {
    let mut till = Till::start(&["demo"]);
    let screen = till.sees("Who is at the counter?");
    assert!(screen.contains("DEMO"), "{screen}");
    till.sign_in("EK");
    let handsets = [
        ("00-101101-000101", "NOT LISTED"),
        ("00-101102-000202", "STOP"),
        ("00-101103-000303", "CAUTION"),
        ("00-101104-000404", "NOT CHECKED"),
        ("35-519500-000001", "CAUTION"),
        ("00-101105-000607", "STOP"),
        ("00-101107-000808", "STOP"),
        ("00-101108-000909", "STOP"),
        ("00-101106-000707", "NOT CHECKED"),
    ];
    for (number, verdict) in handsets {
        till.send(b"\t");
        let screen = till.until(&format!("{verdict} for {number}"), |screen| {
            let card = result(screen);
            card.contains(number) && card.contains(verdict)
        });
        assert!(!screen.contains("One handset or two?"), "{screen}");
    }
    till.sees("1 recheck waiting");
    till.sees("Rechecked:");
    for (key, title) in [(1, "How this till works"), (2, "Today's checks"), (3, "Waiting for a recheck")] {
        till.press(key);
        let screen = till.sees("Esc Back");
        assert!(screen.contains(title), "{screen}");
        till.send(b"\x1b");
        till.sees("F6 Choose");
    }
    assert_eq!(till.leave(), 0);
}

#[test]
fn a_closed_window_ends_the_shift_in_order() {
    let shop = Shop::offline();
    let mut till = Till::signed_in(&shop);
    till.scan(&numbers::nth(0), "NOT LISTED");
    till.hang_up();
    till.ended();
    let entries = shop.entries();
    assert_eq!(entries.last().expect("entries")["kind"], "staff_off");
    only_checks(&entries, &["staff_off"]);
}

#[test]
fn an_imei_is_read_at_every_pace_with_every_suffix() {
    let registry = Registry::start();
    let shop = Shop::of(&registry);
    let mut till = Till::signed_in(&shop);
    till.forbid(&COMMANDS);
    let mut next = 0;
    let mut read = Vec::new();
    for pause in [1, 8, 16].map(Duration::from_millis) {
        for (name, suffix) in SUFFIXES {
            // A burst that this machine held up says nothing; the next number gets another try.
            let number = (0..20).find_map(|_| {
                let number = numbers::nth(next);
                next += 1;
                let burst = [number.as_bytes(), suffix].concat();
                at_pace(&mut till, &burst, pause).then_some(number)
            });
            let number =
                number.unwrap_or_else(|| panic!("no burst with {pause:?} in twenty tries: too busy a machine"));
            recorded(&mut till, &number);
            till.nothing_forbidden(&format!("{pause:?}, {name}"));
            read.push(number);
        }
    }
    assert_eq!(till.leave(), 0);
    let entries = shop.revealed();
    let checked = checked(&entries);
    for number in &read {
        assert!(checked.contains(number), "{number}");
    }
    only_checks(&entries, &["staff_off", "displayed"]);
}

#[test]
fn no_byte_of_a_barcode_runs_a_command() {
    // A till each for a quarter of the bytes: they mostly wait.
    std::thread::scope(|scope| {
        for quarter in 0_u8..4 {
            let bytes = (quarter * 64..=quarter * 64 + 63).map(|byte| vec![byte]);
            scope.spawn(move || in_a_barcode(&bytes.collect::<Vec<_>>()));
        }
    });
}

#[test]
fn no_opener_or_key_sequence_in_a_barcode_runs_a_command() {
    let openers: [&[u8]; 30] = [
        b"\x1b[",
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1bO",
        b"\x1b]",
        b"\x1b]52;c;",
        b"\x1bP",
        b"\x1b_",
        b"\x1b^",
        b"\x1bX",
        b"\x1bN",
        b"\x1b[<",
        b"\x1b[<0;1;",
        b"\x1b[M",
        b"\x1b[?",
        b"\x1b[>",
        b"\x1b[1;5",
        b"\x1b[I",
        b"\x1b[?1;",
        b"\x1b[21~",
        b"\x1b[19~",
        b"\x1b[15~",
        b"\x1bOP",
        b"\x1bOQ",
        b"\x1bOR",
        b"\x1bOS",
        b"\x1b\x1b",
        b"\x1b[[A",
        b"\xc2\x9b",
        b"\xf0\x9f",
    ];
    in_a_barcode(&openers.map(<[u8]>::to_vec));
}

#[test]
fn the_watch_notices_a_command() {
    let shop = Shop::offline();
    let mut till = Till::signed_in(&shop);
    till.forbid(&COMMANDS);
    till.nothing_forbidden("signing in");
    till.press(2);
    till.sees("Esc Back");
    assert!(till.caught(), "F2 alone is a command");
}

/// What only a command puts on the screen.
const COMMANDS: [&str; 8] = [
    "Leave the till?",
    "Esc Back",
    "Nobody signed in",
    "A problem",
    "Look it up by hand",
    "How this till works",
    "No source waits",
    "Next try",
];

/// Sends each content with a suffix behind it, then with a good number and a suffix behind it, all
/// within the burst gap, and looks at screen and register.
fn in_a_barcode(contents: &[Vec<u8>]) {
    let registry = Registry::start();
    let shop = Shop::of(&registry);
    let mut till = Till::signed_in(&shop);
    till.forbid(&COMMANDS);
    let mut good = Vec::new();
    for (n, content) in contents.iter().enumerate() {
        let shown = content.escape_ascii().to_string();
        let (_, suffix) = SUFFIXES[1 + n % 4];
        till.send(&[content.as_slice(), suffix].concat());
        till.nothing_forbidden(&format!("{shown} and a suffix"));
        let number = numbers::nth(n);
        let (_, suffix) = SUFFIXES[n % 5];
        till.send(&[content.as_slice(), number.as_bytes(), suffix].concat());
        if content.last().is_some_and(u8::is_ascii_digit) && two_readings(&mut till, &number) {
            // Sixteen digits that are also another handset's IMEISV: the clerk is told, and scans again.
            till.send(format!("{number}\r").as_bytes());
        }
        recorded(&mut till, &number);
        till.nothing_forbidden(&format!("{shown} and a number"));
        good.push((shown, number));
    }
    till.kill();
    let entries = shop.revealed();
    let checked = checked(&entries);
    let unread: Vec<_> = good.iter().filter(|(_, number)| !checked.contains(number)).collect();
    assert!(unread.is_empty(), "not read: {unread:?}");
    only_checks(&entries, &["displayed"]);
    assert_eq!(of_kind(&entries, "check_started").len(), good.len(), "one check a scan");
}

/// Waits until the number is read, or refused because it reads as two; true for the latter.
fn two_readings(till: &mut Till, number: &str) -> bool {
    let shown = grouped(number);
    let refused = |screen: &str| screen.contains("This code reads as two different numbers");
    let screen = till.until("one reading or two", |screen| card(screen, &shown) || refused(screen));
    refused(&screen) && !card(&screen, &shown)
}

/// Waits until the number's card shows its verdict, which it does once that is on disk.
fn recorded(till: &mut Till, number: &str) {
    let shown = grouped(number);
    till.until(&format!("{shown} is read"), |screen| card(screen, &shown) && result(screen).contains("NOT LISTED"));
}

/// Every IMEI in the `check_started` entries.
fn checked(entries: &[Value]) -> BTreeSet<String> {
    let values = of_kind(entries, "check_started").into_iter().filter_map(|entry| entry["values"].as_object());
    let numbers = values.flatten().filter(|(label, _)| label.starts_with("imei."));
    numbers.filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect()
}

/// The register holds checks and what belongs to any shift, and every check came to its end.
fn only_checks(entries: &[Value], further: &[&str]) {
    let usual = ["opened", "staff_on", "check_started", "check_answered"];
    for entry in entries {
        let kind = entry["kind"].as_str().expect("a kind");
        assert!(usual.contains(&kind) || further.contains(&kind), "{entry}");
    }
    assert_eq!(of_kind(entries, "check_started").len(), of_kind(entries, "check_answered").len());
}
