//! The verifier under mutation, seeded: an altered export (folder, archive, encrypted archive), proof,
//! receipt or code is never accepted, and nothing panics. `COUNTERCHECK_FULL` tries twenty times as many.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use age::x25519::Identity;
use countercheck::ledger::archive::Archive;
use countercheck::ledger::epoch;
use countercheck::ledger::export::{self, Plan, Wanted};
use countercheck::ledger::leaf::{Blob, Draft, EntryId, LeafKind};
use countercheck::ledger::note::{SigningKey, VerifierKey};
use countercheck::ledger::receipt::{self, Code, Entry, Presented, Receipt};
use countercheck::ledger::store::Store;
use countercheck::ledger::store::lock::{self, Entered};
use countercheck::ledger::tree::{Hash, Tree, leaf_hash};
use countercheck::ledger::verify::proof::Proof;
use countercheck::ledger::verify::{Around, Audit, Beside, Held, Trust, conclude};
use countercheck::vault::Vault;
use shop::{Shop, findings, opening, verify};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn rounds(n: u64) -> u64 {
    if std::env::var_os("COUNTERCHECK_FULL").is_some() { 20 * n } else { n }
}

/// A small deterministic generator (xorshift*), so that a failure names its seed.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            return bytes.push(random.byte());
        }
        let at = random.below(bytes.len());
        match random.below(8) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = random.byte(),
            3 => drop(bytes.remove(at)),
            4 => bytes.insert(at, random.byte()),
            5 => bytes.truncate(at),
            6 => {
                let other = random.below(bytes.len());
                bytes.swap(at, other);
            }
            _ => {
                // A number as long as some field of a header, at its extremes.
                let end = (at + 4).min(bytes.len());
                bytes[at..end].fill(if random.below(2) == 0 { 0 } else { 0xff });
            }
        }
    }
}

/// Two epochs, with a picture and disclosed values in the second.
struct Register {
    folder: tempfile::TempDir,
    vault: Vault,
    store: Store,
}

fn register() -> Register {
    let mut shop = Shop::new(20);
    shop.vault.keep_all().unwrap();
    let Shop { folder, store, vault } = shop;
    drop(store);
    let Entered::Alone(alone) = lock::enter(folder.path()).unwrap() else { panic!("alone") };
    let mut opening = opening();
    opening.draft.entry_id = EntryId::from_u128(100_000);
    let store = epoch::new_epoch(folder.path(), &opening, "moved", &alone).unwrap();
    let mut shop = Shop { folder, store, vault };
    for n in 100..120 {
        shop.record(&shop::check(n));
    }
    let mut draft = Draft::new(EntryId::from_u128(900), LeafKind::ManualAnswer, shop::at(200));
    draft.blobs.push(Blob { label: "picture.1".into(), bytes: vec![7; 3_000] });
    shop.record(&[draft]);
    let Shop { folder, store, vault } = shop;
    Register { folder, vault, store }
}

/// Fields as they are disclosed: label, salt, value.
type Fields = Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

impl Register {
    fn export(&self, to: &Path, recipients: &[age::x25519::Recipient]) {
        let earlier = Archive::readable(self.folder.path());
        let mut fields = |entry: EntryId| -> Fields {
            let fields = self.vault.disclosure(entry, &["imei.1", "picture.1"])?;
            Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
        };
        let mut blob = |entry: EntryId, label: &str| Ok(self.vault.blob(entry, label)?);
        let plan = Plan { earlier: &earlier, disclose: Some(&mut fields), blob: Some(&mut blob), recipients };
        assert_eq!(export::write_plan(&self.store, to, plan).unwrap().blobs, 1);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn accepted(path: &Path, wanted: &Wanted) -> bool {
    export::verify(path, wanted, &mut |_| ()).is_ok_and(|summary| summary.ok)
}

#[test]
fn a_mutated_folder_is_never_accepted() {
    let (shop, out) = (register(), tempfile::tempdir().unwrap());
    let folder = out.path().join("good");
    shop.export(&folder, &[]);
    let all = files(&folder);
    assert!(all.len() > 15, "{all:?}");
    for seed in 1..=rounds(800) {
        let mut random = Random::new(seed);
        let victim = &all[random.below(all.len())];
        let good = fs::read(victim).unwrap();
        let mut bad = good.clone();
        mutate(&mut bad, &mut random);
        if bad == good {
            continue;
        }
        fs::write(victim, &bad).unwrap();
        let wanted = Wanted { deep: seed % 2 == 0, ..Wanted::default() };
        assert!(!accepted(&folder, &wanted), "seed {seed}, {}", victim.display());
        fs::write(victim, &good).unwrap();
    }
    let (summary, lines) = verify(&folder, &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "the intact one still is: {}", findings(&lines));
}

#[test]
fn files_swapped_within_an_export_are_never_accepted() {
    let (shop, out) = (register(), tempfile::tempdir().unwrap());
    let folder = out.path().join("good");
    shop.export(&folder, &[]);
    let all = files(&folder);
    for (n, one) in all.iter().enumerate() {
        for other in &all[n + 1..] {
            let (a, b) = (fs::read(one).unwrap(), fs::read(other).unwrap());
            if a == b {
                continue;
            }
            fs::write(one, &b).unwrap();
            fs::write(other, &a).unwrap();
            assert!(!accepted(&folder, &Wanted::default()), "{} and {}", one.display(), other.display());
            fs::write(one, &a).unwrap();
            fs::write(other, &b).unwrap();
        }
    }
    assert!(accepted(&folder, &Wanted::default()));
}

#[test]
fn a_mutated_archive_is_never_accepted() {
    let (shop, out, officer) = (register(), tempfile::tempdir().unwrap(), Identity::generate());
    let recipients = [officer.to_public(), Identity::generate().to_public()];
    for (name, recipients, n) in [("x.zip", &[][..], 800), ("x.zip.age", &recipients[..], 300)] {
        let path = out.path().join(name);
        shop.export(&path, recipients);
        let good = fs::read(&path).unwrap();
        let wanted = Wanted { identities: vec![officer.clone()], ..Wanted::default() };
        for seed in 1..=rounds(n) {
            let (mut random, mut bad) = (Random::new(seed), good.clone());
            mutate(&mut bad, &mut random);
            if bad == good {
                continue;
            }
            fs::write(&path, &bad).unwrap();
            assert!(!accepted(&path, &wanted), "seed {seed}, {name}");
        }
        // Inside an age file of the dealer's own making anything can stand.
        for seed in 1..=rounds(if recipients.is_empty() { 200 } else { 0 }) {
            let (mut random, mut bad) = (Random::new(seed), good.clone());
            mutate(&mut bad, &mut random);
            if bad == good {
                continue;
            }
            let sealed = out.path().join("bad.zip.age");
            fs::write(&sealed, age::encrypt(&officer.to_public(), &bad).unwrap()).unwrap();
            // Without the archive's own digest some bytes of its headers (a date, say) say nothing.
            let _ = export::verify(&sealed, &wanted, &mut |_| ());
        }
        fs::write(&path, &good).unwrap();
        assert!(accepted(&path, &wanted), "{name}: the intact one still is");
    }
}

/// A log in memory, so that thousands of receipts can be tried.
struct Log {
    key: VerifierKey,
    leaves: Vec<Vec<u8>>,
    note: String,
    receipt: Receipt,
    code: Code,
}

fn log() -> Log {
    let shop = Shop::new(6);
    let leaves: Vec<_> = (0..shop.store.len().unwrap()).map(|n| shop.store.read(n).unwrap().unwrap()).collect();
    let secret = fs::read_to_string(shop.path("keys/ledger")).unwrap();
    let key = SigningKey::from_secret_text(secret.trim_end()).unwrap();
    let entry = Entry { index: 5, leaf_hash: leaf_hash(&leaves[5]) };
    let tree = Tree { size: 9, root: shop.store.root_at(9).unwrap() };
    let receipt = Receipt::sign(&entry, &tree, 1_777_000_000_000, &key).unwrap();
    let code = Code::of(&key.verifier().bytes(), &entry, &shop.store.root_at(6).unwrap());
    Log { key: key.verifier(), leaves, note: shop.store.checkpoint().unwrap().1, receipt, code }
}

impl Log {
    fn accepts(&self, presented: Presented) -> bool {
        let mut held = Held::new(&[Trust::Receipt(presented)]);
        let mut report = |_| ();
        let around = Around { held: &mut held, cited: &[], carry: None };
        let mut audit = Audit::new(self.key.clone(), around, &mut report);
        for leaf in &self.leaves {
            audit.leaf(leaf, &Beside::default(), &mut |_, _, _| ());
        }
        let summary = audit.finish(self.note.as_bytes());
        conclude(summary, 0, &mut held, &mut |_| ()).ok
    }
}

#[test]
fn a_mutated_receipt_or_code_is_never_accepted() {
    let log = log();
    let whole = Presented::Whole(Box::new(log.receipt.clone()));
    let short = Presented::Code { index: Some(5), code: log.code };
    assert!(log.accepts(whole.clone()) && log.accepts(short.clone()));
    for seed in 1..=rounds(3_000) {
        let mut random = Random::new(seed);
        let mut bytes = log.receipt.to_bytes().to_vec();
        mutate(&mut bytes, &mut random);
        if let Ok(read) = Receipt::from_bytes(&bytes) {
            let read = Presented::Whole(Box::new(read));
            assert!(read == whole || !log.accepts(read), "seed {seed}");
        }
        for (text, own) in [(log.receipt.to_digits(), &whole), (log.code.printed(5), &short)] {
            let mut text = text.into_bytes();
            mutate(&mut text, &mut random);
            let Ok(read) = receipt::read(&String::from_utf8_lossy(&text)) else { continue };
            let same = match (&read, own) {
                (Presented::Code { code, .. }, Presented::Code { code: own, .. }) => code == own,
                (read, own) => *read == *own,
            };
            assert!(same || !log.accepts(read), "seed {seed}: {}", String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn a_mutated_proof_is_never_accepted() {
    let shop = Shop::new(40);
    let proof = Proof {
        index: 17,
        key: shop.store.verifier(),
        leaf: shop.store.read(17).unwrap().unwrap(),
        hashes: shop.store.inclusion_proof(17, 81).unwrap(),
        note: shop.store.signed_at(81).unwrap().unwrap(),
    };
    let good = proof.to_text().into_bytes();
    assert!(Proof::parse(&good).unwrap().check(&[], &mut |_| ()).ok);
    let mut read = 0;
    for seed in 1..=rounds(5_000) {
        let (mut random, mut bad) = (Random::new(seed), good.clone());
        mutate(&mut bad, &mut random);
        if let Ok(altered) = Proof::parse(&bad) {
            read += 1;
            assert!(altered == proof || !altered.check(&[], &mut |_| ()).ok, "seed {seed}");
        }
    }
    assert!(read > 100, "mutations must reach the check, not only the parser: {read}");
}
