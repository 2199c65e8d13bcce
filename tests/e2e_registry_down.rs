//! A registry that goes away and comes back: silence is never an all-clear, and what waited resolves by itself.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use support::numbers;
use support::registry::Registry;
use support::shop::{Shop, of_kind};
use support::till::Till;

#[test]
fn the_exit_status_tells_what_was_found() {
    let mut registry = Registry::start();
    let shop = Shop::of(&registry);
    let cases =
        [(numbers::nth(0), 0, "not_listed"), (numbers::listed(), 3, "stop"), (numbers::pending(), 4, "caution")];
    for (number, status, finding) in &cases {
        let line = shop.check(number).expect(*status).lines().remove(0);
        assert_eq!(line["finding"], *finding, "{line}");
        assert_eq!(line["imeis"][0], number.as_str(), "{line}");
    }
    let before = shop.entries().len();
    let wrong = shop.check("352099001761489").expect(2);
    assert_eq!(wrong.out, "");
    assert!(wrong.err.contains("check digit"), "{}", wrong.err);
    let mixed = shop.run(&["check", "--json", &numbers::nth(1), "12"]).expect(2);
    assert_eq!(mixed.out, "", "one bad word: nothing is checked");
    assert_eq!(shop.entries().len(), before, "nothing of it is recorded");

    registry.stop();
    // More often than the source's circuit breaker takes to open.
    for n in 0..6 {
        let line = shop.check(&numbers::nth(n)).expect(5).lines().remove(0);
        assert_eq!(line["finding"], "not_checked", "{line}");
        assert_eq!(line["answers"][0]["outcome"], "no_answer", "{line}");
    }
    let readable = shop.run(&["check", &numbers::nth(0)]).expect(5);
    assert!(readable.out.contains("NOT CHECKED"), "{}", readable.out);
    assert!(!readable.out.contains("NOT LISTED"), "{}", readable.out);
    shop.verified();
}

#[test]
fn what_the_till_could_not_check_is_rechecked_by_itself() {
    let mut registry = Registry::start();
    let shop = Shop::of(&registry);
    let mut till = Till::signed_in(&shop);
    till.scan(&numbers::nth(0), "NOT LISTED");
    registry.stop();
    let waiting = numbers::nth(1);
    let screen = till.scan(&waiting, "NOT CHECKED");
    assert!(screen.contains("no answer"), "{screen}");
    till.sees("1 recheck waiting");
    till.press(3);
    till.until("the queue", |screen| screen.contains("Next try") && screen.contains("n5g-eir"));
    till.send(b"\x1b");
    till.sees("F8 Put away");

    registry.start_again();
    let screen = till.sees("Rechecked:");
    assert!(screen.contains("NOT LISTED"), "{screen}");
    till.until("an empty queue", |screen| !screen.contains("recheck waiting") && !screen.contains("NOT CHECKED"));
    assert_eq!(till.leave(), 0);
    assert_eq!(rechecks(&shop), [("not_listed".to_owned(), true)]);
    shop.verified();
}

#[test]
fn a_late_hit_is_put_before_the_clerk() {
    let mut registry = Registry::start();
    let shop = Shop::of(&registry);
    registry.stop();
    let mut till = Till::signed_in(&shop);
    till.scan(&numbers::listed(), "NOT CHECKED");
    registry.start_again();
    till.sees("Look at it now");
    till.send(b"\r");
    till.until("the late hit's card", |screen| screen.contains("STOP") && screen.contains("F8 Put away"));
    assert_eq!(till.leave(), 0);
    assert_eq!(rechecks(&shop), [("stop".to_owned(), true)]);
}

#[test]
fn a_check_of_an_earlier_run_is_rechecked_by_the_next_till() {
    let mut registry = Registry::start();
    let shop = Shop::of(&registry);
    registry.stop();
    shop.check(&numbers::nth(4)).expect(5);
    let mut till = Till::signed_in(&shop);
    till.sees("1 recheck waiting");
    registry.start_again();
    till.sees("Rechecked:");
    assert_eq!(till.leave(), 0);
    assert_eq!(rechecks(&shop), [("not_listed".to_owned(), true)]);
}

/// Finding of each recheck in the register, and whether it names a check that was started before.
fn rechecks(shop: &Shop) -> Vec<(String, bool)> {
    let entries = shop.entries();
    let started: Vec<_> = of_kind(&entries, "check_started").iter().map(|e| e["entry_id"].clone()).collect();
    let again = of_kind(&entries, "check_answered").into_iter().filter(|e| e["plain"]["recheck"] == true);
    again
        .map(|e| (e["plain"]["finding"].as_str().unwrap_or("-").to_owned(), started.contains(&e["plain"]["check"])))
        .collect()
}
