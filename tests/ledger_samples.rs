//! Folders that earlier versions wrote must open for ever: `tests/samples/vN` holds one of each.
//!
//! To make the sample of a new format version, run `make_sample` with `COUNTERCHECK_MAKE_SAMPLE`
//! set to a folder that does not exist, and commit that folder.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use countercheck::ledger::export::Wanted;
use countercheck::ledger::leaf::{EntryId, Leaf, LeafKind, TokenClass, commitment};
use countercheck::ledger::store::Store;
use countercheck::ledger::verify::{Anchor, Trust};
use countercheck::vault::Vault;
use shop::{Shop, check, copy_folder, findings, imei, verify};
use std::fs;
use std::path::{Path, PathBuf};

const MAKE: &str = "COUNTERCHECK_MAKE_SAMPLE";
const CHECKS: u64 = 3;

fn sample(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/samples/v{version}"))
}

#[test]
fn make_sample() {
    let shop = Shop::new(CHECKS);
    let note = shop.store.checkpoint().unwrap().1;
    let folder = shop.close();
    fs::write(folder.path().join("checkpoint"), note).unwrap();
    if let Ok(target) = std::env::var(MAKE) {
        assert!(!Path::new(&target).exists(), "{target} exists");
        copy_folder(folder.path(), Path::new(&target));
    }
    assert_eq!(names(folder.path()), names(&sample(1)), "the newest sample has the files of the newest format");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            names.extend(self::names(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

#[test]
fn version_1_verifies_where_it_lies_and_is_not_touched() {
    let before = names(&sample(1));
    let note = fs::read_to_string(sample(1).join("checkpoint")).unwrap();
    let (summary, lines) =
        verify(&sample(1), &Wanted { trust: vec![Trust::parse(&note)], deep: true, ..Wanted::default() });
    assert!(summary.ok && summary.anchored == Anchor::Officer, "{}", findings(&lines));
    assert_eq!(summary.entries, 1 + 2 * CHECKS);
    assert_eq!(names(&sample(1)), before);
}

#[test]
fn version_1_opens_reveals_and_grows() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&sample(1), folder.path());
    let mut store = Store::open(folder.path()).unwrap();
    let mut vault = Vault::open(folder.path()).unwrap();
    let entry = vault.find(TokenClass::Imei, &imei(1)).unwrap()[0];
    let leaf = Leaf::parse(&store.read(store.find(entry).unwrap().unwrap()).unwrap().unwrap()).unwrap();
    assert_eq!((leaf.kind, leaf.entry_id), (LeafKind::CheckStarted, EntryId::from_u128(3)));
    assert_eq!(vault.reveal(entry).unwrap()[0].value, imei(1));
    let field = &vault.disclosure(entry, &["imei.1"]).unwrap()[0];
    assert!(commitment::opens(&leaf.c["imei.1"], &field.salt, &field.label, &field.value));
    assert_eq!(vault.find(TokenClass::Name, "seller 2").unwrap(), [EntryId::from_u128(6)]);
    let drafts = check(50);
    let sealed = vault.seal(&drafts).unwrap();
    let bytes = countercheck::ledger::leaf::to_bytes(&drafts[0], &shop::stamp(), &sealed[0]).unwrap();
    store.append(&[bytes], shop::at(50)).unwrap();
    drop(store);
    assert!(verify(folder.path(), &Wanted::default()).0.ok);
}
