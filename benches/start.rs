//! From process start to the first frame, and what the idle till costs.
#![expect(clippy::expect_used, reason = "a bench that cannot start the program has nothing to measure")]

use std::process::Command;

fn main() {
    divan::main();
}

/// The bare start of the program: the part of the first frame that is not ours to shorten.
#[divan::bench(sample_count = 50)]
fn bare_start() -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_countercheck")).arg("--version").output().expect("the program starts")
}
