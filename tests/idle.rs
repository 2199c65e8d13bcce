//! The idle till costs next to nothing: little memory, and no wake-ups but the clock's.
//! `benches/start.rs` measures the same for a large shop and a whole minute.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "the helpers of a test may fail it")]

#[path = "../benches/support/pty.rs"]
mod pty;

use pty::{Running, Screen, Thread};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countercheck");
const PATIENCE: Duration = Duration::from_secs(30);
const QUIET: Duration = Duration::from_secs(4);

#[test]
fn the_idle_till_is_small_and_sleeps() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut init = Command::new(PROGRAM);
    init.args(["--data", data, "init", "--shop", "Quiet shop", "--terminal", "till-1"]);
    init.args(["--source", "n5g-eir=http://127.0.0.1:9", "--source", "manual=https://imei.example"]);
    assert!(init.status().unwrap().success());
    let mut till = Running::start(Path::new(PROGRAM), &["--data", data]);
    let signing_in = |screen: &Screen| screen.has("Your name or initials");
    assert!(till.until(PATIENCE, signing_in).is_some(), "{}", till.screen.text());
    till.keys("AB\r");
    assert!(till.until(PATIENCE, |s| !signing_in(s)).is_some(), "{}", till.screen.text());
    // The helper threads of the start end after a second.
    std::thread::sleep(Duration::from_secs(3));

    let before = away_from_the_minute(|| pty::threads(till.process()));
    std::thread::sleep(QUIET);
    assert_eq!(
        pty::threads(till.process()).iter().map(slept).collect::<Vec<_>>(),
        before.iter().map(slept).collect::<Vec<_>>()
    );
    assert!(before.len() >= 3, "main, recorder, scanner: {before:?}");

    let anonymous = pty::anonymous(till.process()) * 1024;
    assert!(anonymous > 0 && anonymous <= 40_000_000, "{anonymous} bytes of anonymous memory");

    // The count counts: a key wakes the till.
    till.keys("x");
    let end = Instant::now() + PATIENCE;
    while pty::threads(till.process()) == before {
        assert!(Instant::now() < end, "the till is dead, not asleep");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn slept(thread: &Thread) -> (&str, &str, u64) {
    (&thread.name, &thread.id, thread.slept)
}

/// Takes a reading when the clock's minute does not change soon: then the till draws its clock.
fn away_from_the_minute<T>(read: impl FnOnce() -> T) -> T {
    let into = u64::try_from(countercheck::clock::system::now().wall.timestamp().rem_euclid(60)).unwrap();
    let until_quiet = if into < 2 { 2 - into } else { 0 };
    let past_minute = if into + QUIET.as_secs() + 2 >= 60 { 62 - into } else { until_quiet };
    std::thread::sleep(Duration::from_secs(past_minute));
    read()
}
