//! Block lists beside SQLite, LMDB, `fst` and redb: the same entries, one run, one machine.
//!
//! `cargo bench --bench blocklist` measures 1 M and 10 M entries; `-- --100m` 100 M as well, which
//! takes 20 minutes and 15 GB of disk in the folder for temporary files (`TMPDIR`). `-- --only
//! 10m` measures one size, `--without redb` at the end leaves a store out. Stores take turns and the best of some rounds counts, so that what slows
//! the machine for a while does not choose among them. Ratios count; nanoseconds of one machine do
//! not compare with those of another.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "statistics; a bench prints, and has nothing to measure where a store fails"
)]

#[path = "blocklist/checks.rs"]
mod checks;
#[path = "blocklist/csv.rs"]
mod csv_files;
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
#[path = "blocklist/stores.rs"]
mod stores;
#[path = "blocklist/table.rs"]
mod table;

use generator::generate;
use std::path::Path;
use stores::{Kind, Row};

/// Sizes by their names.
const SIZES: [(&str, u64); 3] = [("1m", 1_000_000), ("10m", 10_000_000), ("100m", 100_000_000)];

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--memory") {
        return stores::memory_child(&kinds(), &args[at + 1..]);
    }
    let only = args.iter().position(|arg| arg == "--only").and_then(|at| args.get(at + 1));
    let all = args.iter().any(|arg| arg == "--100m");
    let without: Vec<&String> = args.iter().skip_while(|arg| *arg != "--without").skip(1).collect();
    let kinds: Vec<_> = kinds().into_iter().filter(|kind| !without.iter().any(|name| *name == kind.name())).collect();
    for (name, requested) in SIZES {
        let wanted = only.map_or(all || name != "100m", |only| only == name);
        if wanted {
            measure(&kinds, requested);
        }
    }
}

fn kinds() -> Vec<Box<dyn Kind>> {
    vec![
        Box::new(ours::Ours { each_time: false }),
        Box::new(ours::Ours { each_time: true }),
        Box::new(others::Sqlite),
        Box::new(others::Lmdb),
        Box::new(others::Fst),
        Box::new(others::Redb),
    ]
}

fn measure(kinds: &[Box<dyn Kind>], requested: u64) {
    let made = generate(0x00C0_FFEE, requested, false);
    let queries = made.queries(7, 200_000);
    checks::generator(requested, &made.entries, &queries);
    let floor = floor::f1(&made.entries);
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let rounds = if requested > 20_000_000 { 1 } else { 3 };
    let mut rows: Vec<Row> = kinds.iter().map(|kind| Row::new(kind.name())).collect();
    stores::build(kinds, &mut rows, dir, &made.entries, rounds);
    stores::ask(kinds, &mut rows, dir, &made.entries, &queries);
    stores::memory(kinds, &mut rows, dir, &queries);
    stores::cold(kinds, &mut rows, dir, &queries);
    stores::change(kinds, &mut rows, dir, &queries);
    println!("\n{} entries, {} changes; F1 = {floor:.2} bits an entry", made.entries.len(), queries.delta.len());
    table::print(&rows, made.entries.len(), floor);
    table::ratios(&rows, made.entries.len(), floor);
    for kind in kinds {
        kind.remove(dir);
    }
    checks::ours(dir, &made, &queries);
    csv_files::measure(dir, &made.entries, rounds);
    tell(dir);
}

/// What the disk still holds: nothing, but for what a store forgot.
fn tell(dir: &Path) {
    let left: u64 = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().metadata().unwrap().len()).sum();
    eprintln!("left in the folder: {left} bytes");
}
