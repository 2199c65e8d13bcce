//! Edits of a sound export (folder, archive), proof or receipt: never accepted, never a panic.
#![no_main]

use countercheck::clock::Moment;
use countercheck::ledger::export::{self, Wanted};
use countercheck::ledger::leaf::{Commitments, Draft, EntryId, LeafKind, Stamp, to_bytes};
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::receipt::{Entry, Presented, Receipt};
use countercheck::ledger::store::{Opening, Store};
use countercheck::ledger::tree::{Tree, leaf_hash};
use countercheck::ledger::verify::Trust;
use countercheck::ledger::verify::proof::Proof;
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

struct Good {
    folder: tempfile::TempDir,
    files: Vec<(PathBuf, Vec<u8>)>,
    zip: Vec<u8>,
    proof: Proof,
    receipt: Receipt,
}

fn good() -> &'static Good {
    static GOOD: OnceLock<Good> = OnceLock::new();
    GOOD.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let shop = folder.path().join("shop");
        fs::create_dir(&shop).unwrap();
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
        let draft = |n: u128, kind| Draft::new(EntryId::from_u128(n), kind, at);
        let opening = Opening {
            shop: "Fuzz".into(),
            terminal: "till-1".into(),
            draft: draft(0, LeafKind::Opened),
            stamp: Stamp::default(),
        };
        let mut store = Store::create(&shop, &opening).unwrap();
        for n in 1..40 {
            let leaf = to_bytes(&draft(n, LeafKind::Fault), &Stamp::default(), &Commitments::new()).unwrap();
            store.append(&[leaf], at).unwrap();
        }
        let (export, zip) = (folder.path().join("export"), folder.path().join("export.zip"));
        export::write(&store, &export, None).unwrap();
        export::write(&store, &zip, None).unwrap();
        let (checkpoint, note) = store.checkpoint().unwrap();
        let leaf = store.read(7).unwrap().unwrap();
        let entry = Entry { index: 7, leaf_hash: leaf_hash(&leaf) };
        let key = fs::read_to_string(shop.join("keys/ledger")).unwrap();
        let key = SigningKey::from_secret_text(key.trim_end()).unwrap();
        let tree = Tree { size: checkpoint.size, root: checkpoint.root };
        let receipt = Receipt::sign(&entry, &tree, 0, &key).unwrap();
        let hashes = store.inclusion_proof(7, checkpoint.size).unwrap();
        let proof = Proof { index: 7, key: store.verifier(), leaf, hashes, note };
        let mut files = Vec::new();
        let mut folders = vec![export];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push((path.clone(), fs::read(path).unwrap())) }
            }
        }
        files.sort();
        Good { files, zip: fs::read(zip).unwrap(), proof, receipt, folder }
    })
}

/// Edits of four bytes each: what is done, where (two bytes), with what.
fn edit(bytes: &mut Vec<u8>, edits: &[u8]) {
    for edit in edits.chunks_exact(4) {
        let at = usize::from(u16::from_be_bytes([edit[1], edit[2]])) % (bytes.len() + 1);
        match edit[0] % 4 {
            0 if at < bytes.len() => bytes[at] = edit[3],
            1 => bytes.insert(at, edit[3]),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
}

fn accepted(path: &Path, trust: Vec<Trust>) -> bool {
    let wanted = Wanted { trust, deep: true, ..Wanted::default() };
    export::verify(path, &wanted, &mut |_| ()).is_ok_and(|summary| summary.ok)
}

fuzz_target!(|bytes: &[u8]| {
    let [what, which, edits @ ..] = bytes else { return };
    let good = good();
    let export = good.folder.path().join("export");
    match what % 4 {
        0 => {
            let (path, whole) = &good.files[usize::from(*which) % good.files.len()];
            let mut bad = whole.clone();
            edit(&mut bad, edits);
            fs::write(path, &bad).unwrap();
            let accepted = accepted(&export, Vec::new());
            fs::write(path, whole).unwrap();
            assert!(bad == *whole || !accepted, "{}", path.display());
        }
        1 => {
            let (mut bad, path) = (good.zip.clone(), good.folder.path().join("bad.zip"));
            edit(&mut bad, edits);
            fs::write(&path, &bad).unwrap();
            assert!(bad == good.zip || !accepted(&path, Vec::new()));
        }
        2 => {
            let mut bad = good.proof.to_text().into_bytes();
            edit(&mut bad, edits);
            let Ok(read) = Proof::parse(&bad) else { return };
            assert!(read == good.proof || !read.check(&[], &mut |_| ()).ok);
        }
        _ => {
            let mut bad = good.receipt.to_bytes().to_vec();
            edit(&mut bad, edits);
            let Ok(read) = Receipt::from_bytes(&bad) else { return };
            let same = read == good.receipt;
            assert!(same || !accepted(&export, vec![Trust::Receipt(Presented::Whole(Box::new(read)))]));
        }
    }
});
