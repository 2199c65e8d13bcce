//! One recorded offline check against two bare `fdatasync` appends of the same bytes.
#![expect(clippy::expect_used, reason = "a bench that cannot write has nothing to measure")]

use divan::Bencher;
use std::fs::File;
use std::io::Write;

/// Bytes of a usual leaf: `check_started` or `check_answered` with one source.
const LEAF_BYTES: usize = 700;

fn main() {
    divan::main();
}

/// What the machine needs for the same promise without any of our work.
#[divan::bench(sample_count = 100)]
fn two_bare_appends(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    let mut file = File::create(folder.path().join("appends")).expect("a file");
    let leaf = [b'x'; LEAF_BYTES];
    bencher.bench_local(|| {
        for _ in 0..2 {
            file.write_all(&leaf).expect("an append");
            file.sync_data().expect("a sync");
        }
    });
}
