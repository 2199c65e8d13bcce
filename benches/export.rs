//! An export of 10,000 entries with every value disclosed, verifying it, and the proof of one entry
//! in a register of 1,000,000 (200,000 unless `COUNTERCHECK_BENCH_LEAVES` says otherwise).
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench without a register has nothing to measure")]

#[path = "support/counter.rs"]
mod counter;
#[path = "support/figures.rs"]
mod figures;

use counter::Counter;
use countercheck::clock::Moment;
use countercheck::clock::system::now;
use countercheck::effects::fresh_id;
use countercheck::ledger::export::{self, Plan, Wanted};
use countercheck::ledger::leaf::{Draft, EntryId, Field, Leaf, LeafKind, to_bytes};
use countercheck::ledger::store::Store;
use countercheck::ledger::tree::{Hash, leaf_hash, verify_inclusion};
use countercheck::vault::Vault;
use figures::Series;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

const ENTRIES: u64 = 10_000;
const LEAVES: u64 = 200_000;
const ROUNDS: u64 = 5;
const PROOFS: u64 = 1_000;
/// Bounds of the issue, in milliseconds.
const EXPORT_BOUND: f64 = 2_000.0;
const PROOF_BOUND: f64 = 1.0;

type Fields = Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    figures::machine(folder.path());
    whole_shop(&folder.path().join("shop"), folder.path());
    proofs(&folder.path().join("large"));
}

/// A shop whose entries all have values in the vault.
fn whole_shop(shop: &Path, out: &Path) {
    std::fs::create_dir(shop).expect("a folder");
    let mut vault = Vault::create(shop).expect("a vault");
    let mut store = Store::create(shop, &counter::opening(now())).expect("a ledger");
    let mut counter = Counter::new(shop, now());
    while store.len().expect("a length") < ENTRIES {
        let wanted = counter.scan(now());
        let sealed = vault.seal(&wanted.drafts).expect("sealed");
        let leaves: Vec<_> = wanted
            .drafts
            .iter()
            .zip(&sealed)
            .map(|(draft, c)| to_bytes(draft, &counter::stamp(), c).expect("a leaf"))
            .collect();
        store.append(&leaves, now()).expect("an append");
        counter.done(&wanted, Vec::new());
    }
    let mut fields = |entry: EntryId| -> Fields {
        let bytes = store.find(entry)?.map(|index| store.read(index)).transpose()?.flatten();
        let Some(leaf) = bytes.map(|bytes| Leaf::parse(&bytes)).transpose()? else { return Ok(Vec::new()) };
        let labels: Vec<&str> = leaf.c.keys().map(String::as_str).collect();
        let fields = vault.disclosure(entry, &labels)?;
        Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
    };
    let (mut bare, mut all, mut check) = (Series::default(), Series::default(), Series::default());
    let mut disclosed = 0;
    for round in 0..ROUNDS {
        let begun = Instant::now();
        export::write(&store, &out.join(format!("bare{round}.zip")), None).expect("an export");
        bare.push(begun.elapsed());
        let path = out.join(format!("all{round}.zip"));
        let begun = Instant::now();
        let plan = Plan { disclose: Some(&mut fields), ..Plan::default() };
        disclosed = export::write_plan(&store, &path, plan).expect("an export").disclosed;
        all.push(begun.elapsed());
        let begun = Instant::now();
        let summary = export::verify(&path, &Wanted::default(), &mut |_| ()).expect("readable");
        check.push(begun.elapsed());
        assert!(summary.ok && summary.entries >= ENTRIES, "{summary:?}");
    }
    println!("export: {ENTRIES} entries, {disclosed} values");
    figures::line("without values", &bare);
    figures::line("with every value", &all);
    figures::line("verified again", &check);
    figures::absolute("export with every value", all.median() * 1e3, EXPORT_BOUND, "ms");
}

/// One entry of a large register and the way to its root, checked.
fn proofs(shop: &Path) {
    let leaves = std::env::var("COUNTERCHECK_BENCH_LEAVES").ok().and_then(|n| n.parse().ok()).unwrap_or(LEAVES);
    std::fs::create_dir(shop).expect("a folder");
    let store = large(shop, leaves);
    let (newest, _) = store.checkpoint().expect("a checkpoint");
    let mut series = Series::default();
    for n in 0..PROOFS {
        let index = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) % newest.size;
        let begun = Instant::now();
        let hashes = store.inclusion_proof(index, newest.size).expect("a proof");
        series.push(begun.elapsed());
        let leaf = leaf_hash(&store.read(index).expect("readable").expect("there"));
        assert!(verify_inclusion(index, newest.size, &leaf, &hashes, &newest.root));
    }
    println!("proof: {} leaves", newest.size);
    figures::line("inclusion proof", &series);
    figures::absolute("inclusion proof, p99", series.at(0.99) * 1e3, PROOF_BOUND, "ms");
}

fn large(shop: &Path, leaves: u64) -> Store {
    let mut store = Store::create(shop, &counter::opening(now())).expect("a ledger");
    let at: Moment = now();
    while store.len().expect("a length") < leaves {
        let batch: Vec<_> = (0..2_000)
            .map(|_| {
                let mut draft = Draft::new(fresh_id(), LeafKind::Fault, at).with("what", "bench");
                draft.fields.push(Field::person("text.1", "x"));
                to_bytes(&draft, &counter::stamp(), &[("text.1".to_owned(), "0".repeat(64))].into()).expect("a leaf")
            })
            .collect();
        store.append(&batch, at).expect("an append");
    }
    store
}
