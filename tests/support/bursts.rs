//! Bytes at a scanner's pace.

use super::till::Till;
use std::time::{Duration, Instant};

/// Ends that scanners put behind a code.
pub const SUFFIXES: [(&str, &[u8]); 5] =
    [("none", b""), ("CR", b"\r"), ("LF", b"\n"), ("CR LF", b"\r\n"), ("Tab", b"\t")];

/// Longest pause between two bytes that still proves something: a busy machine may have held the
/// writing side up, and then the burst was not the one that was meant.
const FAIR: Duration = Duration::from_millis(26);

/// Sends one byte after the other; `false` when this machine was too busy to keep the pace.
pub fn at_pace(till: &mut Till, bytes: &[u8], pause: Duration) -> bool {
    let mut fair = true;
    let mut last = Instant::now();
    for (n, byte) in bytes.iter().enumerate() {
        if n > 0 {
            std::thread::sleep(pause);
        }
        let before = last;
        till.write(&[*byte]);
        last = Instant::now();
        fair &= n == 0 || last - before < FAIR;
    }
    std::thread::sleep(super::till::QUIET);
    fair
}
