use super::*;
use crate::ledger::fork::Fork;
use crate::ledger::note::SigningKey;
use crate::ledger::tree::{self, Frontier, leaf_hash};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const NAME: &str = "countercheck/test/till-1/00000000/1";

/// A log of the test's, honest or rewritten from leaf `other` on, under one key.
struct Log(BTreeMap<(u32, u64), Hash>);

impl Log {
    fn new(size: u64, other: u64) -> Self {
        let (mut frontier, mut nodes) = (Frontier::default(), BTreeMap::new());
        for n in 0..size {
            let leaf = leaf_hash(format!("{n}{}", if n >= other { "!" } else { "" }).as_bytes());
            frontier.push_with(leaf, &mut |level, index, hash| _ = nodes.insert((level, index), *hash));
        }
        Self(nodes)
    }

    fn root(&self, size: u64) -> Hash {
        tree::root_at::<()>(size, &mut |level, n| Ok(self.0[&(level, n)])).unwrap()
    }

    fn note(&self, size: u64) -> String {
        Checkpoint::new(NAME, size, self.root(size)).sign(&key()).unwrap()
    }

    fn proof(&self, old: u64, new: u64) -> Vec<Hash> {
        tree::consistency_proof::<()>(old, new, &mut |level, n| Ok(self.0[&(level, n)])).unwrap()
    }

    fn body(&self, old: u64, new: u64) -> String {
        Submission { old, proof: self.proof(old, new), note: &self.note(new) }.to_body()
    }
}

fn key() -> SigningKey {
    SigningKey::from_seed(NAME, [7; 32]).unwrap()
}

fn witness() -> (tempfile::TempDir, Witness) {
    let folder = tempfile::tempdir().unwrap();
    let witness = Witness::init(&folder.path().join("w"), "police.example/w1").unwrap();
    witness.watch(&key().verifier()).unwrap();
    (folder, witness)
}

fn submit(witness: &Witness, body: &str) -> Result<Signed, u16> {
    let Some(submission) = Submission::parse(body.as_bytes()) else { return Err(400) };
    witness.submit(&submission, None, 1_780_000_000).map_err(|e| match e {
        WitnessError::Refused { refusal, .. } => refusal.status(),
        other => panic!("{other:?}"),
    })
}

#[test]
fn signs_what_continues_and_remembers_it() {
    let (_folder, witness) = witness();
    let log = Log::new(300, 300);
    let mut before = None;
    for size in [1, 2, 3, 3, 64, 65, 299, 300] {
        let signed = submit(&witness, &log.body(before.unwrap_or(0), size)).unwrap();
        assert_eq!((signed.before, signed.checkpoint.size), (before, size));
        assert_eq!(cosignature::check(signed.note.as_bytes(), &witness.verifier()), Some(1_780_000_000));
        before = Some(size);
    }
    let again = Witness::open(&witness.dir).unwrap();
    let known = again.of(NAME).unwrap().unwrap();
    assert_eq!(known.seen.unwrap().0.size, 300, "another start remembers");
    let monitored = again.monitored(&hash_of(NAME)).unwrap().unwrap();
    assert!(Checkpoint::open(monitored.as_bytes(), &key().verifier()).is_ok());
    assert!(cosignature::check(monitored.as_bytes(), &again.verifier()).is_some());
    assert_eq!(again.monitored(&hash_of("other")).unwrap(), None);
    assert_eq!(again.monitored("../../key").unwrap(), None);
}

#[test]
fn every_refusal_has_the_status_of_the_specification() {
    let (_folder, witness) = witness();
    let log = Log::new(20, 20);
    submit(&witness, &log.body(0, 10)).unwrap();
    let stranger = SigningKey::from_seed(NAME, [8; 32]).unwrap();
    let elsewhere = SigningKey::from_seed("other/log", [7; 32]).unwrap();
    let root = log.root(20);
    let by = |key: &SigningKey, name: &str| Checkpoint::new(name, 20, root).sign(key).unwrap();
    let own_but_wrong = log.note(20).replacen("\n20\n", "\n19\n", 1);
    let other = Log::new(20, 3);
    let empty = Checkpoint::new(NAME, 0, [1; 32]).sign(&key()).unwrap();
    let cases = [
        (400, String::new()),
        (400, "old 10\n".to_owned()),
        (400, log.body(10, 20).replace("old 10", "old 010")),
        (400, log.body(10, 20).replace("old 10", "old -1")),
        (400, log.body(10, 20).replacen('\n', "\nnot base64\n", 1)),
        (400, format!("old 10\n{}\n{}", "AAAA\n".repeat(3), log.note(20))),
        (400, format!("old 10\n{}\n{}", format!("{}\n", "A".repeat(43) + "=").repeat(64), log.note(20))),
        (400, log.body(20, 20).replacen("old 20", "old 21", 1)),
        (403, format!("old 10\n\n{}", by(&stranger, NAME))),
        (403, format!("old 10\n\n{own_but_wrong}")),
        (404, format!("old 10\n\n{}", by(&elsewhere, "other/log"))),
        (409, log.body(9, 20)),
        (409, log.body(0, 20)),
        (422, other.body(10, 20)),
        (422, format!("old 10\n\n{}", log.note(20))),
        (422, format!("old 10\n\n{}", other.note(10))),
        (422, log.body(10, 20).replacen('\n', &format!("\n{}\n", "A".repeat(43) + "="), 1)),
    ];
    for (status, body) in cases {
        assert_eq!(submit(&witness, &body).map(|s| s.checkpoint.size), Err(status), "{body}");
    }
    assert_eq!(submit(&witness, &format!("old 0\n\n{empty}")).map(drop), Err(409));
    let fresh = self::witness();
    assert_eq!(submit(&fresh.1, &format!("old 0\n\n{empty}")).map(drop), Err(422));
    assert_eq!(
        submit(&fresh.1, &log.body(10, 20).replace("old 10", "old 0")).map(drop),
        Err(422),
        "no proof from nothing"
    );
    assert_eq!(witness.of(NAME).unwrap().unwrap().seen.unwrap().0.size, 10, "no refusal moves the witness");
    submit(&witness, &log.body(10, 20)).unwrap();
}

#[test]
fn two_histories_are_kept_as_proof_that_others_can_check() {
    let (folder, witness) = witness();
    submit(&witness, &Log::new(20, 20).body(0, 10)).unwrap();
    let rewritten = Log::new(30, 3);
    let body = rewritten.body(10, 30);
    let refused = witness.submit(&Submission::parse(body.as_bytes()).unwrap(), None, 5).unwrap_err();
    let WitnessError::Refused { refusal: Refusal::Inconsistent, proof: Some(path) } = refused else {
        panic!("{refused:?}")
    };
    let evidence = Evidence::parse(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(evidence.verify(), Ok(Fork::Rewritten { old: 10, new: 30 }));
    let same_size = format!("old 10\n\n{}", rewritten.note(10));
    assert_eq!(submit(&witness, &same_size).map(drop), Err(422));
    let kept = || fs::read_dir(folder.path().join("w/proofs")).unwrap().count();
    assert_eq!(kept(), 2);
    submit(&witness, &same_size).unwrap_err();
    assert_eq!(kept(), 2, "the same pair is kept once");
    // Garbage that somebody else hands in convicts nobody.
    let garbage = format!("old 10\n{}\n\n{}", "A".repeat(43) + "=", Log::new(20, 20).note(20));
    assert_eq!(submit(&witness, &garbage).map(drop), Err(422));
    let verdicts: Vec<_> = fs::read_dir(folder.path().join("w/proofs"))
        .unwrap()
        .map(|e| Evidence::parse(&fs::read(e.unwrap().path()).unwrap()).unwrap().verify().unwrap().is_proof())
        .collect();
    assert_eq!(verdicts.iter().filter(|proof| **proof).count(), 2, "{verdicts:?}");
}

#[test]
fn requests_that_race_never_set_the_witness_back() {
    let (_folder, witness) = witness();
    let (witness, log) = (Arc::new(witness), Arc::new(Log::new(200, 200)));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (witness, log) = (Arc::clone(&witness), Arc::clone(&log));
            std::thread::spawn(move || {
                let mut signed = Vec::new();
                while signed.len() < 12 {
                    let known = witness.of(NAME).unwrap().unwrap().seen.map_or(0, |(c, _)| c.size);
                    match submit(&witness, &log.body(known, known + 1 + signed.len() as u64 % 3)) {
                        Ok(done) => signed.push((done.before.unwrap_or(0), done.checkpoint.size)),
                        Err(status) => {
                            assert_eq!(status, 409, "the only honest reason to refuse is that another was first");
                        }
                    }
                }
                signed
            })
        })
        .collect();
    let mut steps: Vec<_> = threads.into_iter().flat_map(|t| t.join().unwrap()).collect();
    steps.sort_unstable();
    assert_eq!(steps.len(), 48);
    assert!(steps.windows(2).all(|two| two[0].1 == two[1].0), "each step begins where another ended: {steps:?}");
    assert_eq!(witness.of(NAME).unwrap().unwrap().seen.unwrap().0.size, steps.last().unwrap().1);
}

#[test]
fn no_witness_in_a_shops_folder_and_none_twice() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("shop")).unwrap();
    files::write_new(&folder.path().join("shop/config.toml"), b"").unwrap();
    for place in ["shop", "shop/witness"] {
        let made = Witness::init(&folder.path().join(place), "w");
        assert!(matches!(made, Err(WitnessError::OnATill { .. })), "{place}");
    }
    let dir = folder.path().join("w");
    assert!(matches!(Witness::open(&dir), Err(WitnessError::Missing { .. })));
    Witness::init(&dir, "w").unwrap();
    assert!(matches!(Witness::init(&dir, "w"), Err(WitnessError::Exists { .. })));
    assert!(Witness::init(&folder.path().join("v"), "two words").is_err());
}

#[test]
fn a_state_that_was_tampered_with_is_not_believed() {
    let (_folder, witness) = witness();
    let log = Log::new(20, 20);
    submit(&witness, &log.body(0, 10)).unwrap();
    let path = witness.folder(NAME).join("checkpoint");
    // The shop's own older note, without the witness's signature, in place of what was signed.
    fs::remove_file(&path).unwrap();
    files::write_new(&path, log.note(5).as_bytes()).unwrap();
    let body = log.body(5, 20);
    let refused = witness.submit(&Submission::parse(body.as_bytes()).unwrap(), None, 1);
    assert!(matches!(refused, Err(WitnessError::Damaged { .. })), "{refused:?}");
    let other = SigningKey::from_seed(NAME, [9; 32]).unwrap().verifier();
    assert!(matches!(witness.watch(&other), Err(WitnessError::Damaged { .. } | WitnessError::OtherKey { .. })));
}

proptest! {
    #[test]
    fn no_body_panics_or_is_signed(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Submission::parse(&body).is_none_or(|s| judge(&s, &key().verifier(), None).is_err()));
    }

    #[test]
    fn a_changed_byte_is_never_signed_for_what_it_is_not(at in 0usize..1000, to in any::<u8>()) {
        let log = Log::new(40, 40);
        let seen = Checkpoint::new(NAME, 21, log.root(21));
        let mut body = log.body(21, 40).into_bytes();
        let at = at % body.len();
        prop_assume!(body[at] != to);
        body[at] = to;
        prop_assert!(Submission::parse(&body).is_none_or(|s| judge(&s, &key().verifier(), Some(&seen)).is_err()));
    }
}
