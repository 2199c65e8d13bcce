use super::proof::{Proof, ProofError};
use super::*;
use crate::clock::Moment;
use crate::ledger::leaf::{Commitments, Draft, EntryId, LeafKind, Stamp, commitment, to_bytes};
use crate::ledger::note::SigningKey;
use crate::ledger::note::cosignature::{self, CosignKey};
use crate::ledger::receipt::{Code, Entry, Presented, Receipt};
use crate::ledger::tree::{Tree, inclusion_proof, node_hash};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;

fn key() -> SigningKey {
    SigningKey::from_seed("shop/till/1", [7; 32]).unwrap()
}

/// Leaves of a small log: one that opens it, then `n` faults an hour apart, each with one commitment.
fn log(n: u64) -> Vec<Vec<u8>> {
    let at = |hour: u64| {
        let start: DateTime<Utc> = "2026-05-02T10:00:00Z".parse().unwrap();
        let wall = start + chrono::TimeDelta::hours(i64::try_from(hour).unwrap());
        Moment::new(wall, hour * 3_600_000)
    };
    let stamp = Stamp { boot: "b".into(), ..Stamp::default() };
    let draft = |i: u64, kind| Draft::new(EntryId::from_u128(i.into()), kind, at(i));
    let first = draft(0, LeafKind::Opened).with("log_key", key().verifier().to_string());
    let first = to_bytes(&first, &stamp, &Commitments::new()).unwrap();
    let rest = (1..=n).map(|i| {
        let c = commitment::commit(&commitment::salt(&[1; 32], "text"), "text", &format!("fault {i}"));
        to_bytes(&draft(i, LeafKind::Fault), &stamp, &Commitments::from([("text".into(), c)])).unwrap()
    });
    [first].into_iter().chain(rest).collect()
}

fn checkpoint(leaves: &[Vec<u8>]) -> String {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(leaf_hash(leaf));
    }
    Checkpoint::new("shop/till/1", frontier.size(), frontier.root()).sign(&key()).unwrap()
}

fn audit(leaves: &[Vec<u8>], newest: &str, trust: Option<&Trust>, disclosed: &[Disclosure]) -> (Summary, Vec<Line>) {
    let mut lines = Vec::new();
    let mut report = |line| lines.push(line);
    let mut held = Held::new(trust.map(std::slice::from_ref).unwrap_or_default());
    let around = Around { held: &mut held, cited: &[], carry: None };
    let mut audit = Audit::new(key().verifier(), around, &mut report);
    for leaf in leaves {
        let own: Vec<_> = disclosed.iter().filter(|d| d.index == audit.size()).cloned().collect();
        audit.leaf(leaf, &Beside { recorded: None, disclosed: &own }, &mut |_, _, _| ());
    }
    let summary = audit.finish(newest.as_bytes());
    let summary = conclude(summary, 0, &mut held, &mut |line| lines.push(line));
    (summary, lines)
}

fn wrong(lines: &[Line]) -> Vec<&str> {
    lines.iter().filter(|line| !line.ok).map(|line| line.what.as_str()).collect()
}

#[test]
fn an_intact_log_holds_and_names_its_anchor() {
    let leaves = log(5);
    let note = checkpoint(&leaves);
    let (summary, lines) = audit(&leaves, &note, None, &[]);
    assert!(summary.ok, "{lines:?}");
    assert_eq!((summary.entries, summary.size, summary.findings, summary.anchored), (6, Some(6), 0, Anchor::None));
    assert_eq!(
        lines.iter().map(|l| l.what.as_str()).collect::<Vec<_>>(),
        ["opened", "fault", "fault", "fault", "fault", "fault"]
    );
    let vkey = key().verifier().to_string();
    let trusts = [(vkey, Anchor::None), (checkpoint(&leaves[..3]), Anchor::Officer), (note.clone(), Anchor::Officer)];
    for (trust, anchor) in trusts {
        let (summary, lines) = audit(&leaves, &note, Some(&Trust::parse(&trust)), &[]);
        assert!(summary.ok && summary.anchored == anchor, "{trust}: {lines:?}");
    }
    assert!(integrity(&key().verifier(), note.as_bytes(), leaves.iter().map(Vec::as_slice)));
    assert!(!integrity(&key().verifier(), note.as_bytes(), leaves[1..].iter().map(Vec::as_slice)));
}

#[test]
fn a_log_written_anew_with_the_same_key_falls_to_an_older_checkpoint() {
    let leaves = log(5);
    let officer = Trust::parse(&checkpoint(&leaves[..4]));
    let mut forged = leaves.clone();
    forged[2] = log(9).pop().unwrap();
    let (summary, _) = audit(&forged, &checkpoint(&forged), None, &[]);
    assert!(summary.ok && summary.anchored == Anchor::None, "without an anchor nothing can tell");
    let (summary, lines) = audit(&forged, &checkpoint(&forged), Some(&officer), &[]);
    assert!(!summary.ok && summary.anchored == Anchor::None);
    assert_eq!(wrong(&lines), ["the first 4 entries are not those of the trusted checkpoint"]);
    let (summary, lines) = audit(&leaves[..3], &checkpoint(&leaves[..3]), Some(&officer), &[]);
    assert!(!summary.ok && wrong(&lines)[0].contains("the tail is gone"));
}

#[test]
fn foreign_keys_and_checkpoints_are_no_anchor() {
    let leaves = log(2);
    let other = SigningKey::from_seed("shop/till/1", [8; 32]).unwrap();
    let foreign = Checkpoint::new("shop/till/1", 3, [0; 32]).sign(&other).unwrap();
    for trust in [other.verifier().to_string(), foreign, "rubbish".into(), String::new()] {
        let (summary, _) = audit(&leaves, &checkpoint(&leaves), Some(&Trust::parse(&trust)), &[]);
        assert!(!summary.ok && summary.anchored == Anchor::None, "{trust}");
    }
}

#[test]
fn every_fault_is_reported_not_only_the_first() {
    let leaves = log(5);
    let note = checkpoint(&leaves);
    let mut bad = leaves.clone();
    bad[0] = leaves[1].clone();
    bad[3] = b"{}".to_vec();
    let (summary, lines) = audit(&bad, &note, None, &[]);
    assert_eq!((summary.ok, summary.findings), (false, 3));
    assert_eq!(lines.iter().filter(|l| !l.ok).map(|l| l.index).collect::<Vec<_>>(), [Some(0), Some(3), None]);
}

#[test]
fn disclosed_values_must_be_those_committed_to() {
    let leaves = log(2);
    let note = checkpoint(&leaves);
    let good = Disclosure {
        index: 2,
        label: "text".into(),
        salt: hex::encode(commitment::salt(&[1; 32], "text")),
        value: "fault 2".into(),
    };
    assert!(audit(&leaves, &note, None, std::slice::from_ref(&good)).0.ok);
    for bad in [
        Disclosure { value: "fault 1".into(), ..good.clone() },
        Disclosure { index: 1, ..good.clone() },
        Disclosure { label: "text\u{1b}".into(), ..good.clone() },
        Disclosure { salt: good.salt.to_uppercase(), ..good.clone() },
        Disclosure { salt: String::new(), ..good.clone() },
    ] {
        let (summary, lines) = audit(&leaves, &note, None, std::slice::from_ref(&bad));
        assert!(!summary.ok, "{bad:?}");
        assert!(!lines.iter().any(|line| line.what.contains('\u{1b}')), "escaped");
    }
}

#[test]
fn contradicting_clocks_are_noted_and_do_not_fail() {
    let mut leaves = log(3);
    leaves.swap(1, 3);
    let (summary, lines) = audit(&leaves, &checkpoint(&leaves), None, &[]);
    assert!(summary.ok);
    assert!(lines[2].what.contains("3600 s earlier") && lines[2].what.contains("running time goes back"), "{lines:?}");
}

fn tree(leaves: &[Vec<u8>]) -> Tree {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(leaf_hash(leaf));
    }
    Tree { size: frontier.size(), root: frontier.root() }
}

fn receipt(leaves: &[Vec<u8>], index: usize, size: usize) -> Receipt {
    let entry = Entry { index: index as u64, leaf_hash: leaf_hash(&leaves[index]) };
    Receipt::sign(&entry, &tree(&leaves[..size]), 1_777_000_000_000, &key()).unwrap()
}

fn code(leaves: &[Vec<u8>], index: usize) -> Code {
    let entry = Entry { index: index as u64, leaf_hash: leaf_hash(&leaves[index]) };
    Code::of(&key().verifier().bytes(), &entry, &tree(&leaves[..=index]).root)
}

fn presented(receipt: &Receipt) -> Trust {
    Trust::Receipt(Presented::Whole(Box::new(receipt.clone())))
}

#[test]
fn a_receipt_anchors_and_names_its_entry() {
    let leaves = log(5);
    let note = checkpoint(&leaves);
    let whole = presented(&receipt(&leaves, 2, 4));
    let codes = [Some(2), None].map(|index| Trust::Receipt(Presented::Code { index, code: code(&leaves, 2) }));
    for trust in [whole].into_iter().chain(codes) {
        let (summary, lines) = audit(&leaves, &note, Some(&trust), &[]);
        assert!(summary.ok && summary.anchored == Anchor::Receipt, "{lines:?}");
        let told: Vec<_> = lines.iter().filter(|line| !line.is_routine()).collect();
        assert_eq!((told.len(), told[0].index), (1, Some(2)), "{told:?}");
        assert_eq!(told[0].what, "receipt: its entry is in this register, unaltered");
    }
}

#[test]
fn a_receipt_that_does_not_fit_says_why() {
    let leaves = log(5);
    let mut altered = leaves.clone();
    altered[2] = log(9).pop().unwrap();
    let mut earlier = leaves.clone();
    earlier[1] = log(9).pop().unwrap();
    let fits = receipt(&leaves, 2, 4);
    let mut forged = fits.clone();
    forged.time_ms += 1;
    let mut foreign = fits.clone();
    foreign.log_key = [9; 32];
    let cases = [
        (&altered, presented(&fits), "the entry is not the one that the receipt was given for"),
        (&earlier, presented(&fits), "the first 4 entries are not those that the receipt commits to"),
        (&leaves[..3].to_vec(), presented(&fits), "the receipt knows 4 entries, and there are 3: the tail is gone"),
        (&leaves, presented(&forged), "the receipt is damaged or forged: its signature does not hold"),
        (&leaves, presented(&foreign), "the receipt was given out by another register than this one"),
    ];
    for (leaves, trust, wanted) in cases {
        let (summary, lines) = audit(leaves, &checkpoint(leaves), Some(&trust), &[]);
        assert!(!summary.ok && summary.anchored == Anchor::None);
        assert_eq!(wrong(&lines), [wanted]);
    }
    for (leaves, index) in [(&altered, Some(2)), (&earlier, Some(2)), (&earlier, None)] {
        let trust = Trust::Receipt(Presented::Code { index, code: code(&log(5), 2) });
        let (summary, lines) = audit(leaves, &checkpoint(leaves), Some(&trust), &[]);
        assert!(!summary.ok && wrong(&lines)[0].contains("the printed code fits no entry here"), "{lines:?}");
    }
    // The number only helps people: a wrong one is told, and no finding.
    let trust = Trust::Receipt(Presented::Code { index: Some(3), code: code(&leaves, 2) });
    let (summary, lines) = audit(&leaves, &checkpoint(&leaves), Some(&trust), &[]);
    assert!(summary.ok && lines.iter().any(|l| l.index == Some(2) && l.what.ends_with("note: its number is not 3")));
}

#[test]
fn a_witness_anchors_where_a_checkpoint_carries_its_cosignature() {
    let (leaves, witness) = (log(5), CosignKey::from_seed("police.example/w1", [9; 32]).unwrap());
    let cosign =
        |note: &str| cosignature::add(note, &witness.cosign(note::text_of(note.as_bytes()).unwrap(), 7).unwrap());
    let trust = Trust::parse(&witness.verifier().to_string());
    assert!(matches!(trust, Trust::Witness(_)));
    let plain = checkpoint(&leaves);
    let cosigned = cosign(&plain).unwrap();
    let (summary, lines) = audit(&leaves, &cosigned, Some(&trust), &[]);
    assert!(summary.ok && summary.anchored == Anchor::Witness, "{lines:?}");
    let (summary, lines) = audit(&leaves, &plain, Some(&trust), &[]);
    assert!(!summary.ok && summary.anchored == Anchor::None);
    assert_eq!(wrong(&lines), ["no checkpoint of this register is cosigned by police.example/w1"]);

    // An earlier checkpoint does as well, but only over these entries: that is what cannot be forged.
    let older = cosign(&checkpoint(&leaves[..3])).unwrap();
    for (leaves, anchored) in [(leaves.clone(), Anchor::Witness), (log(9)[4..].to_vec(), Anchor::None)] {
        let mut held = Held::new(std::slice::from_ref(&trust));
        let (mut lines, mut report) = (Vec::new(), |_| ());
        let around = Around { held: &mut held, cited: &[], carry: None };
        let mut audit = Audit::new(key().verifier(), around, &mut report);
        for leaf in &leaves {
            audit.leaf(leaf, &Beside::default(), &mut |_, _, _| ());
            if audit.size() == 3 {
                assert!(audit.matters(older.as_bytes()) && !audit.matters(plain.as_bytes()));
                audit.checkpoint(older.as_bytes());
            }
        }
        let summary = audit.finish(checkpoint(&leaves).as_bytes());
        let summary = conclude(summary, 0, &mut held, &mut |line| lines.push(line));
        assert_eq!(summary.anchored, anchored, "{lines:?}");
    }
}

#[test]
fn the_strongest_anchor_is_named_and_all_must_fit() {
    let leaves = log(5);
    let note = checkpoint(&leaves);
    let good = [presented(&receipt(&leaves, 2, 4)), Trust::Checkpoint(note.clone().into_bytes())];
    let run = |trusts: &[Trust]| {
        let (mut held, mut report) = (Held::new(trusts), |_| ());
        let around = Around { held: &mut held, cited: &[], carry: None };
        let mut audit = Audit::new(key().verifier(), around, &mut report);
        for leaf in &leaves {
            audit.leaf(leaf, &Beside::default(), &mut |_, _, _| ());
        }
        let summary = audit.finish(note.as_bytes());
        conclude(summary, 0, &mut held, &mut |_| ())
    };
    assert_eq!((run(&good).ok, run(&good).anchored), (true, Anchor::Officer));
    let foreign = SigningKey::from_seed("shop/till/1", [8; 32]).unwrap().verifier();
    let mixed = run(&[&good[..], &[Trust::Key(foreign)]].concat());
    assert_eq!((mixed.ok, mixed.findings), (false, 1));
}

fn first_of_next(size: u64, root: Hash, reason: &str) -> Vec<u8> {
    let at = Moment::new("2026-06-02T10:00:00Z".parse().unwrap(), 0);
    let previous = json!({"origin": "shop/till/1", "size": size, "root": STANDARD.encode(root), "checkpoint": null});
    let draft = Draft::new(EntryId::from_u128(77), LeafKind::Opened, at).with("epoch", 2);
    let draft = draft.with("previous", previous).with("reason", reason);
    to_bytes(&draft, &Stamp::default(), &Commitments::new()).unwrap()
}

#[test]
fn an_epoch_ends_as_the_next_one_cites_it() {
    let leaves = log(5);
    let (whole, four) = (tree(&leaves), tree(&leaves[..4]));
    let cases = [
        (whole.size, whole.root, "moved", None),
        (whole.size, [7; 32], "moved", Some("the first 6 entries are not those that the next epoch cites")),
        (4, four.root, "moved", Some("2 entries were added after the next epoch had begun")),
        (9, [7; 32], "moved", Some("the entries from 6 up to 9 are lost, and the next epoch does not declare it")),
        (9, [7; 32], "restored", None),
        (9, [7; 32], "behind_head", None),
    ];
    for (size, root, reason, wanted) in cases {
        let cited = [Previous::of(&first_of_next(size, root, reason)).unwrap()];
        let (mut held, mut lines) = (Held::default(), Vec::new());
        let mut report = |line| lines.push(line);
        let mut audit =
            Audit::new(key().verifier(), Around { held: &mut held, cited: &cited, carry: None }, &mut report);
        for leaf in &leaves {
            audit.leaf(leaf, &Beside::default(), &mut |_, _, _| ());
        }
        let summary = audit.finish(checkpoint(&leaves).as_bytes());
        assert_eq!(summary.ok, wanted.is_none(), "{size} {reason}: {lines:?}");
        assert_eq!(wrong(&lines), wanted.into_iter().collect::<Vec<_>>());
        let lost = lines.iter().any(|line| line.ok && line.what.contains("note: the entries from 6 up to 9 are lost"));
        assert_eq!(lost, size == 9 && wanted.is_none(), "{lines:?}");
    }
    // A restored backup is whole as it is cited, and its first entry says what was there once.
    let restored = String::from_utf8(first_of_next(6, whole.root, "restored")).unwrap();
    let restored = restored.replace("\"reason\"", "\"lost\":{\"from\":6,\"to\":11},\"reason\"");
    let told = Previous::of(restored.as_bytes()).unwrap().end(6).unwrap();
    assert!(told.ok && told.what.starts_with("note: the entries from 6 up to 11 are lost, as the next epoch declares"));
    assert_eq!(Previous::of(&log(0)[0]), None);
    assert!(link::uncited(&first_of_next(1, [0; 32], "moved")).is_none());
    let silent = String::from_utf8(first_of_next(1, [0; 32], "moved")).unwrap().replace("previous", "precious");
    assert!(!link::uncited(silent.as_bytes()).unwrap().ok);
}

fn proof(leaves: &[Vec<u8>], index: u64) -> Proof {
    let mut nodes = BTreeMap::new();
    for (n, leaf) in (0..).zip(leaves) {
        nodes.insert((0, n), leaf_hash(leaf));
    }
    for level in 1..8 {
        for n in 0..leaves.len() as u64 >> level {
            let hash = node_hash(&nodes[&(level - 1, 2 * n)], &nodes[&(level - 1, 2 * n + 1)]);
            nodes.insert((level, n), hash);
        }
    }
    let size = leaves.len() as u64;
    let hashes = inclusion_proof(index, size, &mut |level, n| Ok::<_, ()>(nodes[&(level, n)])).unwrap();
    let leaf = leaves[usize::try_from(index).unwrap()].clone();
    Proof { index, key: key().verifier(), leaf, hashes, note: checkpoint(leaves) }
}

#[test]
fn a_proof_survives_its_file_and_names_its_anchor() {
    let leaves = log(10);
    let own = proof(&leaves, 3);
    let read = Proof::parse(own.to_text().as_bytes()).unwrap();
    assert_eq!(read, own);
    let trusts = [
        (None, Anchor::None),
        (Some(Trust::Key(key().verifier())), Anchor::None),
        (Some(Trust::Checkpoint(checkpoint(&leaves).into_bytes())), Anchor::Officer),
        (Some(presented(&receipt(&leaves, 3, 11))), Anchor::Receipt),
        (Some(presented(&receipt(&leaves, 3, 5))), Anchor::Receipt),
    ];
    for (trust, anchored) in trusts {
        let summary = read.check(trust.as_slice(), &mut |_| ());
        assert!(summary.ok && summary.anchored == anchored, "{trust:?}");
        assert_eq!((summary.entries, summary.size), (1, Some(11)));
    }
    let last = proof(&leaves, 10);
    let trust = Trust::Receipt(Presented::Code { index: None, code: code(&leaves, 10) });
    assert_eq!(last.check(&[trust], &mut |_| ()).anchored, Anchor::Receipt);
}

#[test]
fn a_proof_that_does_not_hold_is_refused() {
    let leaves = log(10);
    let own = proof(&leaves, 3);
    let other = SigningKey::from_seed("shop/till/1", [8; 32]).unwrap();
    let altered = [
        Proof { index: 4, ..own.clone() },
        Proof { leaf: leaves[4].clone(), ..own.clone() },
        Proof { hashes: own.hashes[1..].to_vec(), ..own.clone() },
        Proof { note: checkpoint(&leaves[..9]), ..own.clone() },
        Proof { key: other.verifier(), ..own.clone() },
        Proof { leaf: b"{}".to_vec(), ..own.clone() },
    ];
    for bad in altered {
        assert!(!bad.check(&[], &mut |_| ()).ok, "{bad:?}");
    }
    let unfit = [
        Trust::Key(other.verifier()),
        Trust::Checkpoint(checkpoint(&leaves[..9]).into_bytes()),
        presented(&receipt(&leaves, 4, 11)),
        Trust::Receipt(Presented::Code { index: None, code: code(&leaves, 3) }),
    ];
    for trust in unfit {
        let summary = own.check(std::slice::from_ref(&trust), &mut |_| ());
        assert!(!summary.ok && summary.anchored == Anchor::None, "{trust:?}");
    }
    let text = own.to_text();
    assert_eq!(Proof::parse(text.replacen("@v1", "@v2", 1).as_bytes()), Err(ProofError::Malformed));
    assert_eq!(Proof::parse(text.replace("index 3", "index 03").as_bytes()), Err(ProofError::Malformed));
    let without = text.lines().filter(|line| !line.starts_with("extra")).collect::<Vec<_>>().join("\n");
    assert_eq!(Proof::parse(without.as_bytes()), Err(ProofError::NoEntry));
    assert_eq!(Proof::parse(&vec![b'a'; 1 << 20]), Err(ProofError::Malformed));
}
