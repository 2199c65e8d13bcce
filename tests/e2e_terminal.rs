//! The whole program in a terminal: a new user's first minutes, and every kind of burst a scanner may send.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use support::till::{Till, result};

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
