use super::*;
use crate::ledger::note::SigningKey;
use crate::ledger::tree::{Frontier, leaf_hash};
use std::collections::BTreeMap;

fn key() -> SigningKey {
    SigningKey::from_seed("shop/till/1", [7; 32]).unwrap()
}

/// A log of `size` leaves, of which those from `other` on differ from the honest one's.
struct Log {
    nodes: BTreeMap<(u32, u64), Hash>,
}

impl Log {
    fn new(size: u64, other: u64) -> Self {
        let (mut frontier, mut nodes) = (Frontier::default(), BTreeMap::new());
        for n in 0..size {
            let leaf = leaf_hash(format!("{n}{}", if n >= other { "!" } else { "" }).as_bytes());
            frontier.push_with(leaf, &mut |level, index, hash| _ = nodes.insert((level, index), *hash));
        }
        Self { nodes }
    }

    fn root(&self, size: u64) -> Hash {
        tree::root_at::<()>(size, &mut |level, n| Ok(self.nodes[&(level, n)])).unwrap()
    }

    fn note(&self, size: u64) -> String {
        Checkpoint::new("shop/till/1", size, self.root(size)).sign(&key()).unwrap()
    }

    fn proof(&self, old: u64, new: u64) -> Vec<Hash> {
        tree::consistency_proof::<()>(old, new, &mut |level, n| Ok(self.nodes[&(level, n)])).unwrap()
    }
}

#[test]
fn an_honest_log_is_never_accused() {
    let log = Log::new(40, 40);
    for old in 1..40 {
        for new in old..=40 {
            let evidence = Evidence::new(&key().verifier(), &log.note(old), &log.note(new));
            let with = evidence.clone().with_proof(Some(&log.root(old)), &log.proof(old, new));
            assert_eq!(with.verify(), Err(ForkError::Consistent), "{old} {new}");
            // Neither can the witness make hashes up: without those of the log there is only a question.
            if old < new {
                let made_up = evidence.with_proof(Some(&[9; 32]), &[[9; 32]; 3]);
                assert_eq!(made_up.verify(), Ok(Fork::Unanswered { old, new }));
            }
        }
    }
}

#[test]
fn a_rewritten_log_convicts_itself_by_its_own_proof() {
    let (before, after) = (Log::new(30, 30), Log::new(40, 3));
    for old in 4..=30 {
        let evidence = Evidence::new(&key().verifier(), &before.note(old), &after.note(40));
        let rewritten = Ok(Fork::Rewritten { old, new: 40 });
        let with = evidence.clone().with_proof(Some(&after.root(old)), &after.proof(old, 40));
        assert_eq!(with.verify(), rewritten, "{old}");
        let silent = evidence.clone().with_proof(None, &after.proof(old, 40));
        let expected = if old.is_power_of_two() { Ok(Fork::Unanswered { old, new: 40 }) } else { rewritten.clone() };
        assert_eq!(silent.verify(), expected, "{old}");
        // A lie about the old root does not help where the hashes tell it.
        let lying = evidence.clone().with_proof(Some(&before.root(old)), &after.proof(old, 40));
        assert!(lying.verify().is_ok(), "{old}");
        let swapped = Evidence::new(&key().verifier(), &after.note(40), &before.note(old));
        assert_eq!(swapped.with_proof(Some(&after.root(old)), &after.proof(old, 40)).verify(), rewritten);
    }
}

#[test]
fn foreign_notes_and_broken_files_show_nothing() {
    let (before, after) = (Log::new(10, 10), Log::new(10, 3));
    let evidence = Evidence::new(&key().verifier(), &before.note(10), &after.note(10));
    assert_eq!(evidence.verify(), Ok(Fork::TwoRoots { size: 10 }));
    let text = evidence.to_text();
    assert_eq!(Evidence::parse(text.as_bytes()), Ok(evidence.clone()));
    let other = SigningKey::from_seed("shop/till/1", [8; 32]).unwrap();
    let framed = Checkpoint::new("shop/till/1", 10, [0; 32]).sign(&other).unwrap();
    let framed = Evidence::new(&key().verifier(), &before.note(10), &framed);
    assert!(matches!(framed.verify(), Err(ForkError::Note(_))), "nobody but the shop can sign for it");
    for bad in ["", "{}", &text.replace("\"v\": 1", "\"v\": 2"), &text.replace("\"key\"", "\"extra\"")] {
        assert_eq!(Evidence::parse(bad.as_bytes()), Err(ForkError::Malformed));
    }
    let garbled = Evidence { proof: vec!["?".into()], second: after.note(9), ..evidence };
    assert_eq!(garbled.verify(), Err(ForkError::Malformed));
}
