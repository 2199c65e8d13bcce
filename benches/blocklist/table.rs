//! The figures as a table, and what was to be reached.

use super::stores::Row;

pub(crate) fn print(rows: &[Row], entries: usize, floor: f64) {
    println!(
        "{:<16} {:>7} {:>6} {:>8} {:>16} {:>16} {:>8} {:>8} {:>10} {:>10}",
        "store",
        "bits",
        "x F1",
        "M/s",
        "hit p50/p99 ns",
        "miss p50/p99 ns",
        "cold us",
        "anon MB",
        "delta ms",
        "delta MB"
    );
    for row in rows {
        let pair = |p: [u64; 2]| format!("{}/{}", p[0], p[1]);
        let (delta, written) = row.delta.map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |(seconds, bytes)| (format!("{:.2}", seconds * 1e3), format!("{:.3}", bytes as f64 / 1e6)),
        );
        let rate = row.build.map_or_else(|| "-".to_owned(), |build| format!("{:.2}", entries as f64 / build[0] / 1e6));
        println!(
            "{:<16} {:>7.2} {:>6.3} {rate:>8} {:>16} {:>16} {:>8.0} {:>8.1} {delta:>10} {written:>10}",
            row.name,
            bits(row, entries),
            bits(row, entries) / floor,
            pair(row.hit),
            pair(row.miss),
            row.cold,
            row.anonymous,
        );
    }
}

fn bits(row: &Row, entries: usize) -> f64 {
    row.bytes as f64 * 8.0 / entries as f64
}

/// A figure beside its bound.
pub(crate) fn line(what: &str, ratio: f64, bound: f64, at_least: bool) {
    let holds = if at_least { ratio >= bound } else { ratio <= bound };
    let sign = if at_least { "≥" } else { "≤" };
    println!("{what:<52} {ratio:>9.3}   bound {sign} {bound}: {}", if holds { "holds" } else { "MISSED" });
}

/// The judged ratios. "Ours" verifies a page at its first look-up after opening; the row that
/// verifies it at every look-up stands below without a bound, for no other store verifies anything.
pub(crate) fn ratios(rows: &[Row], entries: usize, floor: f64) {
    let wanted = ["ours", "ours, each time", "sqlite", "lmdb", "fst"];
    let found: Vec<&Row> = wanted.iter().filter_map(|name| rows.iter().find(|row| row.name == *name)).collect();
    let [ours, each, sqlite, lmdb, fst] = found[..] else { return println!("no ratios: a store was left out") };
    let rate = |row: &Row, clock: usize| 1.0 / row.build.map_or(f64::NAN, |build| build[clock]);
    let speed = |a: u64, b: u64| a as f64 / b as f64;
    line("size : F1", bits(ours, entries) / floor, if entries > 5_000_000 { 1.04 } else { 1.08 }, false);
    if entries > 5_000_000 {
        // F1 itself is more than that of fewer entries.
        line("size : sqlite", ours.bytes as f64 / sqlite.bytes as f64, 0.25, false);
        line("size : fst", ours.bytes as f64 / fst.bytes as f64, 0.4, false);
    }
    for (clock, word) in [(0, ""), (1, ", processor time")] {
        line(&format!("build rate : sqlite{word}"), rate(ours, clock) / rate(sqlite, clock), 9.0, true);
        line(&format!("build rate : lmdb{word}"), rate(ours, clock) / rate(lmdb, clock), 3.0, true);
    }
    line("hit : lmdb (bound for 100 M)", speed(ours.hit[0], lmdb.hit[0]), 1.0, false);
    line("miss : lmdb (bound for 100 M)", speed(ours.miss[0], lmdb.miss[0]), 0.5, false);
    line("cold open and first look-up : lmdb", ours.cold / lmdb.cold, 1.5, false);
    line("anonymous memory, MB", ours.anonymous, 8.0, false);
    if let (Some((ours, _)), Some((lmdb, _))) = (ours.delta, lmdb.delta) {
        line("lmdb's change in place : overlay", lmdb / ours, 100.0, true);
    }
    println!(
        "each page verified at each look-up: hit {:.3} × lmdb, miss {:.3} × lmdb",
        speed(each.hit[0], lmdb.hit[0]),
        speed(each.miss[0], lmdb.miss[0])
    );
}
