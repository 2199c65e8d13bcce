use super::*;
use proptest::prelude::*;

/// From golang.org/x/mod/sumdb/note, `note_test.go`: the key and note of the package's own tests.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

fn key() -> SigningKey {
    SigningKey::from_seed("shop.example/till-1", [7; 32]).unwrap()
}

#[test]
fn opens_gos_own_note() {
    let key: VerifierKey = PETER.parse().unwrap();
    assert!(open(PETER_NOTE.as_bytes(), &key).unwrap().starts_with("If you think"));
    assert_eq!(key.to_string(), PETER);
}

#[test]
fn keys_survive_their_text_form() {
    let key = key();
    let again = SigningKey::from_secret_text(&key.to_secret_text()).unwrap();
    assert_eq!(again.verifier(), key.verifier());
    assert_eq!(key.verifier().to_string().parse::<VerifierKey>().unwrap(), key.verifier());
    assert!(!format!("{key:?}").contains(&key.to_secret_text()[40..]), "debug output keeps the seed to itself");
}

#[test]
fn unknown_signatures_are_ignored_and_own_wrong_ones_are_not() {
    let (key, other) = (key(), SigningKey::from_seed("witness.example", [9; 32]).unwrap());
    let own = key.sign("text\n").unwrap();
    let foreign = other.sign("text\n").unwrap();
    let line = foreign.lines().last().unwrap();
    assert!(open(format!("{own}{line}\n").as_bytes(), &key.verifier()).is_ok());
    assert_eq!(
        open(foreign.as_bytes(), &key.verifier()),
        Err(NoteError::NotSigned { name: "shop.example/till-1".into() })
    );
    let elsewhere = key.sign("other\n").unwrap();
    let wrong = elsewhere.lines().last().unwrap();
    assert_eq!(open(format!("{own}{wrong}\n").as_bytes(), &key.verifier()), Err(NoteError::BadSignature));
}

#[test]
fn malformed_notes_and_keys_are_refused() {
    let key = key().verifier();
    for note in [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\nno dash\n",
        "text\n\n\u{2014} a b\n",
        "te\tt\n\n\u{2014} a AAAAAAAA\n",
    ] {
        assert!(open(note.as_bytes(), &key).is_err(), "{note:?}");
    }
    assert_eq!(open(b"\xff\n\n\n", &key), Err(NoteError::Malformed));
    let upper = key.to_string().replacen('+', "+A", 1);
    for text in ["", "a", "a+b", "a+b+c", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &upper]
    {
        assert!(text.parse::<VerifierKey>().is_err(), "{text:?}");
    }
    assert!(SigningKey::from_seed("with space", [0; 32]).is_err());
    assert!(SigningKey::from_seed("with+plus", [0; 32]).is_err());
    assert!(self::key().sign("no newline").is_err());
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at in 0usize..1000, to in any::<u8>()) {
        let mut note = PETER_NOTE.as_bytes().to_vec();
        let at = at % note.len();
        prop_assume!(note[at] != to);
        note[at] = to;
        prop_assert!(open(&note, &PETER.parse().unwrap()).is_err());
    }

    #[test]
    fn no_bytes_panic(note in proptest::collection::vec(any::<u8>(), 0..300), key in "\\PC{0,80}") {
        let _ = open(&note, &PETER.parse().unwrap());
        prop_assert!(key.parse::<VerifierKey>().is_err());
    }
}
