//! The idle till costs next to nothing: little memory, and no wake-ups but the clock's.
//! `benches/start.rs` measures the same for a large shop and a whole minute.
#![cfg(target_os = "linux")]
#![cfg(test)]

#[path = "../benches/support/process.rs"]
mod process;
#[path = "support/lib.rs"]
mod support;

use process::{Thread, threads};
use std::time::Duration;
use support::numbers;
use support::shelf::{row, shelve};
use support::shop::Shop;
use support::till::Till;

const QUIET: Duration = Duration::from_secs(4);
/// Bytes; the bound of the figures in `benches/README.md`.
const MEMORY: u64 = 40_000_000;

#[test]
fn the_idle_till_is_small_and_sleeps() {
    let shop = Shop::with(&["n5g-eir=http://127.0.0.1:9".to_owned(), "manual=https://imei.example".to_owned()]);
    // A list on the shelf is watched without a timer of its own.
    shelve(&shop, "police", 1, 1, &[row(&numbers::listed(), "stolen")]);
    let mut till = Till::signed_in(&shop);
    // The helper threads of the start end after a second.
    std::thread::sleep(Duration::from_secs(3));

    wait_for_a_quiet_part_of_the_minute();
    let before = threads(till.pid());
    std::thread::sleep(QUIET);
    let after = threads(till.pid());
    assert_eq!(after.iter().map(slept).collect::<Vec<_>>(), before.iter().map(slept).collect::<Vec<_>>());
    assert!(before.len() >= 4, "main, recorder, registry, keyboard: {before:?}");

    let anonymous = process::anonymous(till.pid()) * 1024;
    assert!((1..=MEMORY).contains(&anonymous), "{anonymous} bytes of anonymous memory");

    till.send(b"x");
    support::eventually("a key wakes the till: the count counts", || (threads(till.pid()) != after).then_some(()));
}

fn slept(thread: &Thread) -> (&str, &str, u64) {
    (&thread.name, &thread.id, thread.slept)
}

/// The till wakes up once a minute to draw its clock.
fn wait_for_a_quiet_part_of_the_minute() {
    let second = countercheck::clock::system::now().wall.timestamp().rem_euclid(60).unsigned_abs();
    let wait = match second {
        0..2 => 2 - second,
        2..54 => 0,
        _ => 62 - second,
    };
    std::thread::sleep(Duration::from_secs(wait));
}
