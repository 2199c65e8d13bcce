//! Any text as a header and lines of CSV.
#![no_main]

use countercheck::blocklist::{Columns, Scratch};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.split(|&b| b == b'\n');
    let Ok(columns) = Columns::read(lines.next().unwrap_or_default()) else { return };
    for line in lines {
        let mut scratch = Scratch::default();
        if let Ok(line) = columns.line(line, &mut scratch) {
            assert!(line.key < 100_000_000_000_000);
            assert!(line.reason.len() <= 64 && line.organisation.len() <= 128 && line.country.len() <= 32);
        }
    }
});
