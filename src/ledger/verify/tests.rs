use super::*;
use crate::clock::Moment;
use crate::ledger::leaf::{Commitments, Draft, EntryId, Stamp, to_bytes};
use crate::ledger::note::SigningKey;

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
    let mut audit = Audit::new(key().verifier(), trust, &mut report);
    for leaf in leaves {
        let own: Vec<_> = disclosed.iter().filter(|d| d.index == audit.size()).cloned().collect();
        audit.leaf(leaf, &Beside { recorded: None, disclosed: &own }, &mut |_, _, _| ());
    }
    let summary = audit.finish(newest.as_bytes());
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
