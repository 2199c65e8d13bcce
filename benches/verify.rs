//! Integrity of a register (tree and newest checkpoint) against hashing the same bytes.
//!
//! Both from memory (the pure core) and from `ledger.db`. 200,000 leaves by default, as many as
//! `COUNTERCHECK_BENCH_LEAVES` says otherwise; the bound is for 1,000,000.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench without a register has nothing to measure")]

#[path = "support/counter.rs"]
mod counter;
#[path = "support/figures.rs"]
mod figures;

use counter::Counter;
use countercheck::clock::system::now;
use countercheck::effects::fresh_id;
use countercheck::ledger::leaf::{Commitments, to_bytes};
use countercheck::ledger::store::Store;
use countercheck::ledger::verify;
use figures::Series;
use sha2::{Digest as _, Sha256};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

const LEAVES: u64 = 200_000;
const ROUNDS: usize = 5;
/// Bound of the issue.
const BOUND: f64 = 4.0;
/// Leaves in one commit while the register is made.
const STEP: u64 = 2_000;

fn main() {
    let leaves = std::env::var("COUNTERCHECK_BENCH_LEAVES").ok().and_then(|n| n.parse().ok()).unwrap_or(LEAVES);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    figures::machine(folder.path());
    let (store, all) = register(folder.path(), leaves);
    let key = store.verifier();
    let (newest, note) = store.checkpoint().expect("a checkpoint");
    let bytes: usize = all.iter().map(Vec::len).sum();
    println!("verify: {} leaves, {:.1} MB, {} bytes a leaf", newest.size, mega(bytes), bytes / all.len());

    let (mut bare, mut core, mut disk) = (Series::default(), Series::default(), Series::default());
    for _ in 0..ROUNDS {
        bare.push(time(|| _ = black_box(hash(&all))));
        core.push(time(|| assert!(verify::integrity(&key, note.as_bytes(), all.iter().map(Vec::as_slice)))));
        disk.push(time(|| _ = black_box(store.integrity().expect("a sound register"))));
    }
    figures::line("SHA-256 over the same bytes", &bare);
    figures::line("integrity from memory", &core);
    figures::line("integrity from ledger.db", &disk);
    figures::ratio("from memory : hashing", core.median() / bare.median(), BOUND);
    figures::ratio("from ledger.db : hashing", disk.median() / bare.median(), BOUND);
}

fn time(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// SHA-256 over as many bytes as the leaves have.
fn hash(leaves: &[Vec<u8>]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for leaf in leaves {
        hash.update(leaf);
    }
    hash.finalize().into()
}

/// A register of checks, and its leaves in memory. Many in one commit: the tree is the same, and
/// only the newest checkpoint is looked at.
fn register(folder: &Path, size: u64) -> (Store, Vec<Vec<u8>>) {
    let mut counter = Counter::new(folder, now());
    let mut store = Store::create(folder, &counter::opening(now())).expect("a ledger");
    let stamp = counter::stamp();
    let mut all = vec![store.read(0).expect("the first leaf").expect("the first leaf")];
    while (all.len() as u64) < size {
        let begin = all.len();
        while (all.len() as u64) < size && ((all.len() - begin) as u64) < STEP {
            let wanted = counter.scan(now());
            for draft in &wanted.drafts {
                let commitment = |label: &str| (label.to_owned(), format!("{0}{0}", fresh_id()));
                let c: Commitments = draft.fields.iter().map(|field| commitment(&field.label)).collect();
                all.push(to_bytes(draft, &stamp, &c).expect("a leaf"));
            }
            counter.done(&wanted, Vec::new());
        }
        store.append(&all[begin..], now()).expect("an append");
    }
    (store, all)
}

#[expect(clippy::cast_precision_loss, reason = "for people")]
fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
