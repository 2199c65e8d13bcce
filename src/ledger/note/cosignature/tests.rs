use super::*;
use crate::ledger::note::{self, SigningKey};
use proptest::prelude::*;

/// A checkpoint of a public log with cosignatures of public witnesses, as they were published in
/// May 2026; the key is the one that github.com/transparency-dev/formats gives for this witness
/// (`note/note_cosigv1_test.go`, 0b850f1).
const REMORA: &str = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
const PUBLISHED: &str = "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n\
    \u{2014} arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n\
    \u{2014} transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n\
    \u{2014} remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n";

/// Made with another implementation (Python's cryptography 48 over the specification's text).
const OTHERS_KEY: &str = "police.example/w1+1189104e+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY";
const OTHERS_SECRET: &str = "PRIVATE+KEY+police.example/w1+1189104e+BAkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJ";
const OTHERS_LINE: &str = "\u{2014} police.example/w1 EYkQTgAAAABqGKUAnsFexTSzeELxVguvC18/0gtlQx7Nt33V9xIhr/J2eN3d6Fa7VI2PnZwPtRkh7TVcgvhDFzAlQU3F+EN2uFIkCA==\n";
const TEXT: &str = "countercheck/test-phones/till-1/00000000/1\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn witness() -> CosignKey {
    CosignKey::from_seed("police.example/w1", [9; 32]).unwrap()
}

#[test]
fn a_published_cosignature_of_a_public_witness_verifies() {
    let key: CosignVerifier = REMORA.parse().unwrap();
    assert_eq!(check(PUBLISHED.as_bytes(), &key), Some(1_779_573_024));
    assert_eq!(key.to_string(), REMORA);
    let another_size = PUBLISHED.replace("1432088532", "1432088533");
    assert_eq!(check(another_size.as_bytes(), &key), None);
    let line = line_of(PUBLISHED.as_bytes(), &key).unwrap();
    let alone = add(&PUBLISHED.replace(&line, ""), &line).unwrap();
    assert_eq!(check(alone.as_bytes(), &key), Some(1_779_573_024), "a line may be moved to another copy of the note");
}

#[test]
fn signs_what_another_implementation_signs() {
    let key = witness();
    assert_eq!(key.verifier().to_string(), OTHERS_KEY);
    assert_eq!(key.to_secret_text(), OTHERS_SECRET);
    assert_eq!(key.cosign(TEXT, 1_780_000_000).unwrap(), OTHERS_LINE);
    let again = CosignKey::from_secret_text(OTHERS_SECRET).unwrap();
    assert_eq!(again.verifier(), OTHERS_KEY.parse().unwrap());
    assert!(!format!("{key:?}").contains("CQkJ"), "debug output keeps the seed to itself");
}

/// The blob of this test of transparency-dev/formats carries the time that its test expects.
#[test]
fn the_time_stands_where_others_read_it() {
    let blob =
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==";
    let line = format!("\u{2014} x {blob}");
    let (_, blob) = signature(&line).unwrap();
    assert_eq!((blob.len(), u64::from_be_bytes(blob[4..12].try_into().unwrap())), (BLOB, 1_727_964_367));
}

#[test]
fn one_key_is_not_taken_for_the_other_kind() {
    let (log, seed) = (SigningKey::from_seed("police.example/w1", [9; 32]).unwrap(), witness());
    assert!(log.verifier().to_string().parse::<CosignVerifier>().is_err(), "type 1 is not type 4");
    assert!(OTHERS_KEY.parse::<note::VerifierKey>().is_err(), "and the other way round");
    assert!(CosignKey::from_secret_text(&log.to_secret_text()).is_err());
    // The same key and name: an ordinary signature is not a cosignature, and a cosignature none of the log's.
    assert_eq!(check(log.sign(TEXT).unwrap().as_bytes(), &seed.verifier()), None);
    let cosigned = format!("{TEXT}\n{OTHERS_LINE}");
    assert!(matches!(note::open(cosigned.as_bytes(), &log.verifier()), Err(NoteError::NotSigned { .. })));
}

#[test]
fn extension_lines_are_covered_and_the_log_still_opens_the_note() {
    let (log, witness) = (SigningKey::from_seed("shop/1", [1; 32]).unwrap(), witness());
    let note = log.sign(&format!("{TEXT}extension\n")).unwrap();
    let text = note::text_of(note.as_bytes()).unwrap();
    let both = add(&note, &witness.cosign(text, 5).unwrap()).unwrap();
    assert_eq!(check(both.as_bytes(), &witness.verifier()), Some(5));
    assert!(note::open(both.as_bytes(), &log.verifier()).is_ok());
    assert_eq!(check(both.replace("extension", "Extension").as_bytes(), &witness.verifier()), None);
    assert_eq!(add(&both, &witness.cosign(text, 5).unwrap()).unwrap(), both, "a line stands there once");
    let earlier = add(&both, &witness.cosign(text, 3).unwrap()).unwrap();
    assert_eq!(check(earlier.as_bytes(), &witness.verifier()), Some(3), "the earliest time is the strongest");
    let wrong = add(&both, &witness.cosign("a\nb\nc\n", 3).unwrap()).unwrap();
    assert_eq!(check(wrong.as_bytes(), &witness.verifier()), None, "one wrong line of the key's refuses the note");
}

#[test]
fn what_is_no_checkpoint_or_time_is_not_signed() {
    for text in ["", "one line\n", "two\nlines\n", "no\nnewline\nat end", "control\t\nb\nc\n"] {
        assert!(witness().cosign(text, 1).is_err(), "{text:?}");
    }
    assert!(witness().cosign(TEXT, 0).is_err());
    assert!(witness().cosign(TEXT, MAX_TIME + 1).is_err());
    assert!(witness().cosign(TEXT, MAX_TIME).is_ok());
    for line in ["", "\n", "x\n", "\u{2014} a b\n", "\u{2014} a AAAAAAAA", "\u{2014} a AAAAAAAA\n\u{2014} b AAAAAAAA\n"]
    {
        assert!(add(&format!("{TEXT}\n{OTHERS_LINE}"), line).is_err(), "{line:?}");
    }
}

proptest! {
    #[test]
    fn any_changed_byte_under_the_signature_is_refused(at in 0usize..400, to in any::<u8>()) {
        let mut note = format!("{TEXT}\n{OTHERS_LINE}").into_bytes();
        let at = at % note.len();
        prop_assume!(note[at] != to);
        note[at] = to;
        prop_assert_eq!(check(&note, &OTHERS_KEY.parse().unwrap()), None);
    }

    #[test]
    fn no_bytes_panic(note in proptest::collection::vec(any::<u8>(), 0..300), key in "\\PC{0,80}") {
        prop_assert_eq!(check(&note, &OTHERS_KEY.parse().unwrap()), None);
        prop_assert!(key.parse::<CosignVerifier>().is_err());
    }
}
