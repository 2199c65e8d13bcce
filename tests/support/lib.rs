//! What the end-to-end tests share: the program as a user starts it, a shop, a registry, a till in a
//! terminal. Every wait has a deadline and polls, so that a slow machine makes a test slower, not red.

#![cfg(test)]
#![allow(dead_code, unreachable_pub, reason = "each test crate uses a part of it")]

pub mod bursts;
pub mod disk;
pub mod ledger;
pub mod numbers;
pub mod program;
pub mod records;
pub mod registry;
pub mod shelf;
pub mod shop;
pub mod till;

use std::time::{Duration, Instant};

/// How long anything may take before the test counts as hung.
pub const DEADLINE: Duration = Duration::from_secs(150);

/// Polls until `done` gives something; panics with `what` at the deadline.
pub fn eventually<T>(what: &str, mut done: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(value) = done() {
            return value;
        }
        assert!(Instant::now() < end, "still waiting: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether the long form of a test is asked for.
pub fn full() -> bool {
    std::env::var_os("COUNTERCHECK_FULL").is_some_and(|value| value == "1")
}
