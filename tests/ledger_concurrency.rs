//! Several programs on one folder: one history, nothing lost, nothing twice.
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use countercheck::ledger::export::Wanted;
use countercheck::ledger::leaf::{self, Commitments, Draft, EntryId, LeafKind};
use countercheck::ledger::store::Store;
use countercheck::ledger::{head, tree};
use countercheck::vault::Vault;
use shop::{Shop, at, findings, stamp, verify};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const FOLDER: &str = "COUNTERCHECK_TEST_FOLDER";
const WRITER: &str = "COUNTERCHECK_TEST_WRITER";

/// Records `n` checks of two entries each as writer `who`; returns what was confirmed.
fn work(folder: &Path, who: u64, n: u64) -> Vec<(u64, [u8; 32])> {
    let (mut store, mut vault) = (Store::open(folder).unwrap(), Vault::open(folder).unwrap());
    let base = EntryId::from_u128(u128::from(who) << 64);
    let mut confirmed = Vec::new();
    for i in 0..n {
        let mut drafts = shop::check(i);
        drafts[0].entry_id = base.plus(2 * i + 1);
        drafts[1].entry_id = base.plus(2 * i + 2);
        let sealed = vault.seal(&drafts).unwrap();
        let leaves: Vec<_> = drafts.iter().zip(&sealed).map(|(d, c)| leaf::to_bytes(d, &stamp(), c).unwrap()).collect();
        let done = store.append(&leaves, at(i)).unwrap();
        confirmed.extend((done.first..done.size).zip(done.leaf_hashes));
    }
    confirmed
}

fn expect_one_history(folder: &Path, entries: u64, confirmed: &[(u64, [u8; 32])]) {
    let (summary, lines) = verify(folder, &Wanted { deep: true, ..Wanted::default() });
    assert!(summary.ok, "{}", findings(&lines));
    let store = Store::open(folder).unwrap();
    assert_eq!(store.len().unwrap(), entries);
    let indexes: BTreeSet<_> = confirmed.iter().map(|(index, _)| *index).collect();
    assert_eq!(indexes.len(), confirmed.len(), "no index was given out twice");
    for (index, hash) in confirmed {
        assert_eq!(tree::leaf_hash(&store.read(*index).unwrap().unwrap()), *hash, "entry {index}");
    }
    assert_eq!(head::read(&folder.join("keys/head")).unwrap(), store.checkpoint().unwrap().0);
}

#[test]
fn threads_append_to_one_history() {
    let folder = Shop::new(0).close();
    let confirmed: Vec<_> = std::thread::scope(|scope| {
        let writers: Vec<_> = (1..=6)
            .map(|who| {
                scope.spawn({
                    let path = folder.path();
                    move || work(path, who, 15)
                })
            })
            .collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    expect_one_history(folder.path(), 1 + 6 * 15 * 2, &confirmed);
}

#[test]
fn processes_append_to_one_history() {
    let folder = Shop::new(0).close();
    let program = std::env::current_exe().unwrap();
    let children: Vec<_> = (1..=6)
        .map(|who: u64| {
            let mut command = Command::new(&program);
            command.args(["--exact", "writer_in_a_process_of_its_own", "--nocapture"]);
            command.env(FOLDER, folder.path()).env(WRITER, who.to_string());
            command.stdout(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut confirmed = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("confirmed ")) {
            let (index, hash) = line.split_once(' ').unwrap();
            confirmed.push((index.parse().unwrap(), hex::decode(hash).unwrap().try_into().unwrap()));
        }
    }
    assert_eq!(confirmed.len(), 6 * 10 * 2);
    expect_one_history(folder.path(), 1 + 6 * 10 * 2, &confirmed);
}

/// The body of a child of the test above; on its own it has nothing to write to.
#[test]
fn writer_in_a_process_of_its_own() {
    let (Ok(folder), Ok(who)) = (std::env::var(FOLDER), std::env::var(WRITER)) else { return };
    for (index, hash) in work(Path::new(&folder), who.parse().unwrap(), 10) {
        println!("\nconfirmed {index} {}", hex::encode(hash));
    }
}

#[test]
fn a_reader_sees_one_state_while_others_write() {
    let shop = Shop::new(20);
    let out = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| work(shop.folder.path(), 9, 40));
        for n in 0.. {
            let path = out.path().join(format!("export{n}"));
            shop.export(&path, &[]);
            for path in [path.as_path(), shop.folder.path()] {
                let (summary, lines) = verify(path, &Wanted { deep: true, ..Wanted::default() });
                assert!(summary.ok, "{}: {}", path.display(), findings(&lines));
            }
            if writer.is_finished() {
                break;
            }
        }
    });
}

#[test]
fn a_long_writer_makes_others_wait_not_fail() {
    let folder = Shop::new(0).close();
    let fault = |id| {
        let draft = Draft::new(EntryId::from_u128(id), LeafKind::Fault, at(1));
        leaf::to_bytes(&draft, &stamp(), &Commitments::new()).unwrap()
    };
    let (mut one, mut other) = (Store::open(folder.path()).unwrap(), Store::open(folder.path()).unwrap());
    std::thread::scope(|scope| {
        let long = scope.spawn(|| one.append(&(1000..4000).map(fault).collect::<Vec<_>>(), at(1)).unwrap());
        other.append(&[fault(1)], at(1)).unwrap();
        assert_eq!(long.join().unwrap().leaf_hashes.len(), 3000);
    });
    assert_eq!(other.len().unwrap(), 3002);
}
