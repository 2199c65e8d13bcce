//! The dealer signs anew, with every key that the shop has. What left the shop before shows it: a
//! receipt, the code printed on it, an officer's checkpoint, a witness's cosignature.

use crate::rewritten::{leaves, resign};
use crate::shop::{Shop, at, check, copy_folder, disclosed, findings, stamp, verify};
use countercheck::ledger::export::Wanted;
use countercheck::ledger::leaf::{self, Commitments, Draft, EntryId, LeafKind, Stamp};
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::note::cosignature::{self, CosignKey};
use countercheck::ledger::receipt::{Code, Entry, Presented, Receipt};
use countercheck::ledger::store::{Cosigned, Store};
use countercheck::ledger::tree::{Tree, leaf_hash};
use countercheck::ledger::verify::{Anchor, Trust};
use countercheck::vault::{VAULT_FILE, Vault};
use std::fs;
use std::path::Path;

/// What a seller took away with entry `index`, when the log had `size` entries.
fn paper(shop: &Shop, index: u64, size: u64) -> (Receipt, Code) {
    let key = fs::read_to_string(shop.path("keys/ledger")).unwrap();
    let key = SigningKey::from_secret_text(key.trim_end()).unwrap();
    let entry = Entry { index, leaf_hash: leaf_hash(&shop.store.read(index).unwrap().unwrap()) };
    let tree = Tree { size, root: shop.store.root_at(size).unwrap() };
    let receipt = Receipt::sign(&entry, &tree, 1_777_000_000_000, &key).unwrap();
    (receipt, Code::of(&shop.store.verifier().bytes(), &entry, &shop.store.root_at(index + 1).unwrap()))
}

fn whole(receipt: Receipt) -> Trust {
    Trust::Receipt(Presented::Whole(Box::new(receipt)))
}

fn with(trust: &Trust) -> Wanted {
    Wanted { trust: vec![trust.clone()], ..Wanted::default() }
}

/// Everything that can have left a shop of 11 entries: names, and what `verify` is given. All of it
/// covers entry 6 and what is before it.
fn outside(shop: &mut Shop) -> Vec<(&'static str, Trust, Anchor)> {
    let (receipt, code) = paper(shop, 8, 11);
    let (checkpoint, note) = shop.store.checkpoint().unwrap();
    let witness = CosignKey::from_seed("police.example/w1", [9; 32]).unwrap();
    let line = witness.cosign(&checkpoint.to_text(), 1_777_000_000).unwrap();
    assert!(cosignature::add(&note, &line).is_ok());
    let cosigned = Cosigned { size: checkpoint.size, witness: "police.example/w1".into(), time: 1_777_000_000, line };
    assert!(shop.store.keep_cosignature(&cosigned).unwrap());
    vec![
        ("receipt", whole(receipt), Anchor::Receipt),
        ("code", Trust::Receipt(Presented::Code { index: Some(8), code }), Anchor::Receipt),
        ("code without its number", Trust::Receipt(Presented::Code { index: None, code }), Anchor::Receipt),
        ("officer", Trust::parse(&note), Anchor::Officer),
        ("witness", Trust::parse(&witness.verifier().to_string()), Anchor::Witness),
    ]
}

#[test]
fn every_way_of_signing_anew_falls_to_what_left_the_shop() {
    type Way = (&'static str, fn(&mut Vec<Vec<u8>>));
    let ways: [Way; 6] = [
        ("a field altered", |all| {
            let text = String::from_utf8(all[6].clone()).unwrap();
            all[6] = text.replace("not_listed", "listed").into_bytes();
        }),
        ("an entry deleted", |all| drop(all.remove(5))),
        ("the tail deleted", |all| all.truncate(7)),
        ("an entry inserted", |all| {
            let draft = Draft::new(EntryId::from_u128(5_000), LeafKind::Fault, at(3));
            all.insert(4, leaf::to_bytes(&draft, &stamp(), &Commitments::new()).unwrap());
        }),
        ("two swapped", |all| all.swap(3, 4)),
        ("one dated back", |all| {
            let text = String::from_utf8(all[7].clone()).unwrap();
            all[7] = text.replace("2026-05-02T", "2026-05-01T").into_bytes();
        }),
    ];
    let mut shop = Shop::new(5);
    let outside = outside(&mut shop);
    let honest = leaves(&shop);
    for (name, trust, anchor) in &outside {
        let (summary, lines) = verify(shop.folder.path(), &with(trust));
        assert!(summary.ok && summary.anchored == *anchor, "{name} on the honest register: {}", findings(&lines));
    }
    let folder = shop.close();
    for (way, alter) in ways {
        let mut all = honest.clone();
        alter(&mut all);
        assert_ne!(all, honest, "{way}");
        let forged = tempfile::tempdir().unwrap();
        copy_folder(folder.path(), forged.path());
        resign(forged.path(), &all);
        assert!(Store::open(forged.path()).is_ok(), "{way}: the dealer's machine says what he wants");
        let (summary, lines) = verify(forged.path(), &Wanted::default());
        assert!(
            summary.ok && summary.anchored == Anchor::None,
            "{way}: a bare look sees nothing: {}",
            findings(&lines)
        );
        for (name, trust, _) in &outside {
            let (summary, lines) = verify(forged.path(), &with(trust));
            assert!(!summary.ok && summary.anchored == Anchor::None, "{way}: {name} must fire: {lines:?}");
        }
    }
}

/// What is newer than everything outside can be rewritten: docs/what-it-proves.md says so.
#[test]
fn what_is_newer_than_every_paper_is_not_protected() {
    let shop = Shop::new(5);
    let (receipt, _) = paper(&shop, 4, 5);
    let mut all = leaves(&shop);
    let folder = shop.close();
    all.remove(9);
    resign(folder.path(), &all);
    let (summary, lines) = verify(folder.path(), &with(&whole(receipt)));
    assert!(summary.ok && summary.anchored == Anchor::Receipt, "{}", findings(&lines));
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/what-it-proves.md")).unwrap();
    assert!(page.contains("entries newer than everything\nthat has left the shop can be rewritten"));
}

#[test]
fn a_second_log_is_told_by_the_papers_of_its_customers() {
    let (shown, hidden) = (Shop::new(5), Shop::new(5));
    let (receipt, code) = paper(&hidden, 4, 7);
    assert_eq!(shown.store.origin().split('/').nth(1), hidden.store.origin().split('/').nth(1), "the same shop's name");
    for path in [shown.folder.path(), hidden.folder.path()] {
        assert!(verify(path, &Wanted::default()).0.ok, "each of the two is sound");
    }
    let (summary, lines) = verify(shown.folder.path(), &with(&whole(receipt.clone())));
    assert!(!summary.ok && findings(&lines).contains("given out by another register than this one"), "{lines:?}");
    for index in [None, Some(4)] {
        let trust = Trust::Receipt(Presented::Code { index, code });
        let (summary, lines) = verify(shown.folder.path(), &with(&trust));
        assert!(!summary.ok && findings(&lines).contains("the code is another register's"), "{lines:?}");
    }
    assert!(verify(hidden.folder.path(), &with(&whole(receipt))).0.ok);
}

#[test]
fn a_receipt_that_was_altered_or_made_up_is_refused() {
    let shop = Shop::new(5);
    let (good, code) = paper(&shop, 4, 7);
    let other = SigningKey::from_seed("countercheck/x/y/z/1", [3; 32]).unwrap();
    let entry = Entry { index: good.index, leaf_hash: good.leaf_hash };
    let foreign = Receipt::sign(&entry, &good.tree(), good.time_ms, &other).unwrap();
    let bad = [
        Receipt { time_ms: good.time_ms + 1, ..good.clone() },
        Receipt { index: 3, ..good.clone() },
        Receipt { log_key: foreign.log_key, ..good.clone() },
        Receipt { log_key: good.log_key, ..foreign.clone() },
        foreign,
    ];
    for receipt in bad {
        assert!(!verify(shop.folder.path(), &with(&whole(receipt))).0.ok);
    }
    // A code with one letter changed is a mistake in typing, and not a finding against anybody.
    let typed = code.printed(4);
    let last = typed.chars().nth(5).unwrap();
    let wrong = typed.replacen(last, if last == '7' { "8" } else { "7" }, 1);
    assert!(countercheck::ledger::receipt::read(&wrong).is_err(), "{wrong}");
}

#[test]
fn a_list_rolled_back_stands_in_the_entries() {
    let mut shop = Shop::new(2);
    for (n, version) in [(10, "41"), (11, "42"), (12, "40"), (13, "40")] {
        let drafts = check(n);
        let stamp = Stamp { lists: [("national".to_owned(), version.to_owned())].into(), ..stamp() };
        let sealed = shop.vault.seal(&drafts).unwrap();
        let leaves: Vec<_> =
            drafts.iter().zip(&sealed).map(|(draft, c)| leaf::to_bytes(draft, &stamp, c).unwrap()).collect();
        shop.store.append(&leaves, drafts[0].at).unwrap();
    }
    let (summary, lines) = verify(shop.folder.path(), &Wanted::default());
    assert!(summary.ok, "{}", findings(&lines));
    let told: Vec<_> = lines.iter().filter(|line| line.what.contains("national")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].index, Some(9));
    assert!(told[0].what.contains("note: the list national goes back from version 42 to 40"), "{}", told[0].what);
}

#[test]
fn vault_replaced_by_a_foreign_one() {
    let (shop, other) = (Shop::new(3), Shop::new(3));
    let (folder, other) = (shop.close(), other.close());
    fs::copy(other.path().join(VAULT_FILE), folder.path().join(VAULT_FILE)).unwrap();
    assert!(Vault::open(folder.path()).is_err(), "start-up refuses it: its keys are others'");
}

#[test]
fn vault_replaced_by_an_older_copy() {
    let mut shop = Shop::new(3);
    let older = tempfile::tempdir().unwrap();
    copy_folder(shop.folder.path(), older.path());
    shop.record(&check(3));
    let out = tempfile::tempdir().unwrap();
    let export = out.path().join("x");
    shop.vault = Vault::open(older.path()).unwrap();
    shop.export(&export, &["imei.1", "seller.name", "answer.1"]);
    assert!(verify(&export, &Wanted::default()).0.ok, "nothing that is disclosed is wrong");
    // Entry 7 commits to a number, and no `erased` entry says why it cannot be shown.
    let leaf = leaf::Leaf::parse(&shop.store.read(7).unwrap().unwrap()).unwrap();
    assert!(leaf.c.contains_key("imei.1"));
    let values = disclosed(&export);
    assert!(values.iter().all(|value| value.index < 7) && values.iter().any(|value| value.index == 5));
}

#[test]
fn vault_values_replaced() {
    let shop = Shop::new(3);
    let out = tempfile::tempdir().unwrap();
    let export = out.path().join("x");
    shop.export(&export, &["imei.1", "seller.name"]);
    let path = export.join("disclosed.jsonl");
    let text = fs::read_to_string(&path).unwrap().replace("Seller 1", "Seller 9");
    fs::write(&path, text).unwrap();
    let (summary, lines) = verify(&export, &Wanted::default());
    assert!(!summary.ok && findings(&lines).contains("Some(4): the disclosed value of seller.name"), "{lines:?}");
}

/// Every row of the page's tables names a test that is there.
#[test]
fn the_page_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/what-it-proves.md")).unwrap();
    let mut sources = fs::read_to_string(root.join("tests/export_layout.rs")).unwrap();
    for file in fs::read_dir(root.join("tests/attacks")).unwrap() {
        sources.push_str(&fs::read_to_string(file.unwrap().path()).unwrap());
    }
    let mut named = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains('_')) {
        let last = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for name in last.split(", ").filter_map(|name| name.strip_prefix('`')?.strip_suffix('`')) {
            assert!(sources.contains(&format!("fn {name}()")), "{name} is no test");
            named += 1;
        }
    }
    assert!(named >= 25, "{named}");
}
