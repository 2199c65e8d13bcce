//! Block lists beside SQLite, LMDB, `fst` and redb: the same entries, one run, one machine.
//!
//! `cargo bench --bench blocklist` measures 1 M entries; `-- --10m` and `-- --100m` more. Ratios
//! count; nanoseconds of one machine do not compare with those of another.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "statistics; a bench prints, and has nothing to measure where a store fails"
)]

#[path = "blocklist/floor.rs"]
mod floor;
#[path = "../tests/blocklist/generator.rs"]
#[allow(dead_code)]
mod generator;
#[path = "../tests/blocklist/lists.rs"]
#[allow(dead_code)]
mod lists;
#[path = "blocklist/others.rs"]
mod others;
#[path = "blocklist/ours.rs"]
mod ours;

use generator::{Generated, Pair, Queries, generate};
use std::path::Path;
use std::time::Instant;

/// What every store is asked.
trait Store {
    /// The packed value of a number.
    fn get(&self, key: u64) -> Option<u32>;
}

/// A row of the table.
struct Row {
    name: &'static str,
    bytes: u64,
    build: f64,
    hit: [u64; 2],
    miss: [u64; 2],
    cold: f64,
    anonymous: f64,
    delta: Option<(f64, u64)>,
}

fn main() {
    let flag = |name: &str| std::env::args().any(|arg| arg == name);
    measure(1_000_000);
    if flag("--10m") {
        measure(10_000_000);
    }
    if flag("--100m") {
        measure(100_000_000);
    }
}

fn measure(requested: u64) {
    let made = generate(0x00C0_FFEE, requested, false);
    let queries = made.queries(7, 200_000);
    let floor = floor::f1(&made.entries);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    println!("\n{} entries, {} changes; F1 = {floor:.2} bits an entry", made.entries.len(), queries.delta.len());
    println!(
        "{:<16} {:>7} {:>6} {:>8} {:>14} {:>14} {:>10} {:>8} {:>10} {:>10}",
        "store", "bits", "x F1", "M/s", "hit p50/p99 ns", "miss p50/p99", "cold us", "anon MB", "delta ms", "delta MB"
    );
    for row in rows(dir, &made, &queries) {
        print(&row, made.entries.len(), floor);
    }
}

fn print(row: &Row, entries: usize, floor: f64) {
    let bits = row.bytes as f64 * 8.0 / entries as f64;
    let pair = |p: [u64; 2]| format!("{}/{}", p[0], p[1]);
    let (delta, written) = match row.delta {
        Some((seconds, bytes)) => (format!("{:.2}", seconds * 1e3), format!("{:.3}", bytes as f64 / 1e6)),
        None => ("-".to_owned(), "-".to_owned()),
    };
    println!(
        "{:<16} {bits:>7.2} {:>6.3} {:>8.2} {:>14} {:>14} {:>10.0} {:>8.1} {delta:>10} {written:>10}",
        row.name,
        bits / floor,
        entries as f64 / row.build / 1e6,
        pair(row.hit),
        pair(row.miss),
        row.cold,
        row.anonymous,
    );
}

/// Measures one store.
type Measure = fn(&Path, &[Pair], &Queries) -> Row;

/// All stores; redb is left out at 100 M, where building it takes minutes.
fn rows(dir: &Path, made: &Generated, queries: &Queries) -> impl Iterator<Item = Row> {
    let kinds: [Measure; 6] = [ours::checked, ours::unchecked, others::sqlite, others::lmdb, others::fst, others::redb];
    let some = if made.entries.len() > 20_000_000 { 5 } else { 6 };
    kinds.into_iter().take(some).map(|measure| measure(dir, &made.entries, queries))
}

/// p50 and p99 in nanoseconds of single look-ups, the clock's own time taken off.
fn latency(store: &impl Store, keys: &[u64], listed: bool) -> [u64; 2] {
    let mut times = Vec::with_capacity(keys.len());
    let clock = clock_overhead();
    for round in 0..2 {
        times.clear();
        for &key in keys {
            let start = Instant::now();
            let found = store.get(std::hint::black_box(key));
            let time = start.elapsed().as_nanos();
            assert_eq!(std::hint::black_box(found).is_some(), listed, "{key} in round {round}");
            times.push(u64::try_from(time).unwrap().saturating_sub(clock));
        }
    }
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn clock_overhead() -> u64 {
    let mut times: Vec<u64> = (0..1001)
        .map(|_| {
            let start = Instant::now();
            u64::try_from(std::hint::black_box(start).elapsed().as_nanos()).unwrap()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Every entry asked once: the right record, or the figures mean nothing.
fn verify(store: &impl Store, entries: &[Pair]) {
    for &(key, value) in entries.iter().step_by(entries.len() / 100_000 + 1) {
        assert_eq!(store.get(key), Some(value), "{key}");
    }
}

/// Microseconds of opening and the first look-up, the file's pages dropped from the system's
/// memory before: the median of 9.
fn cold(file: &Path, keys: &[u64], open_and_ask: impl Fn(u64)) -> f64 {
    let mut times: Vec<f64> = (0..9)
        .map(|i| {
            drop_pages(file);
            let start = Instant::now();
            open_and_ask(keys[i * 997]);
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[4]
}

fn drop_pages(path: &Path) {
    let file = std::fs::File::open(path).unwrap();
    file.sync_all().unwrap();
    #[cfg(target_os = "linux")]
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
}

/// Megabytes of anonymous memory of this process.
fn anonymous() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}
