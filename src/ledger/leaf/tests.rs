use super::*;
use serde_json::json;

fn draft() -> Draft {
    let at = Moment::new("2026-05-02T10:00:00.5Z".parse().unwrap(), 1_000);
    Draft::new(EntryId::from_u128(0xab), LeafKind::CheckStarted, at).with("purpose", "purchase").with("tac", "49015420")
}

fn stamp() -> Stamp {
    let lists = BTreeMap::from([("national".into(), "7".into())]);
    Stamp { boot: "b".into(), build: "0.1.0".into(), lists, training: false }
}

#[test]
fn bytes_are_those_of_the_written_format() {
    let c = Commitments::from([("imei.1".to_owned(), "0".repeat(64))]);
    let bytes = to_bytes(&draft(), &stamp(), &c).unwrap();
    let zeros = "0".repeat(64);
    assert_eq!(
        String::from_utf8(bytes.clone()).unwrap(),
        format!(
            r#"{{"v":1,"kind":"check_started","entry_id":"000000000000000000000000000000ab","at":"2026-05-02T10:00:00.500Z","boot":"b","mono":1000,"build":"0.1.0","lists":{{"national":"7"}},"c":{{"imei.1":"{zeros}"}},"purpose":"purchase","tac":"49015420"}}"#
        )
    );
    let leaf = Leaf::parse(&bytes).unwrap();
    assert_eq!(
        (leaf.kind, leaf.entry_id, leaf.mono, leaf.c),
        (LeafKind::CheckStarted, EntryId::from_u128(0xab), 1000, c)
    );
    assert_eq!(Value::Object(leaf.plain), json!({"purpose": "purchase", "tac": "49015420"}));
}

#[test]
fn unknown_kinds_labels_and_versions_are_kept() {
    let text = String::from_utf8(to_bytes(&draft(), &stamp(), &Commitments::new()).unwrap()).unwrap();
    let later = text.replace("check_started", "stock_counted").replace("\"v\":1", "\"v\":2");
    let leaf = Leaf::parse(later.as_bytes()).unwrap();
    assert_eq!((leaf.kind.word(), leaf.v), ("stock_counted", 2));
}

#[test]
fn ambiguous_and_malformed_leaves_are_refused() {
    let good = String::from_utf8(to_bytes(&draft(), &stamp(), &Commitments::new()).unwrap()).unwrap();
    for (from, to) in [
        ("\"tac\"", "\"purpose\""),
        ("\"c\":{}", "\"c\":{\"imei.1\":\"00\"}"),
        ("\"c\":{}", "\"c\":{\"Imei\":\"\"}"),
        ("\"c\":{}", "\"c\":[]"),
        ("\"lists\":{\"national\":\"7\"}", "\"lists\":{\"a\":1,\"a\":2}"),
        ("\"mono\":1000", "\"mono\":-1"),
        ("00ab\"", "00AB\""),
        ("check_started", "check\\u001bstarted"),
        ("2026-05-02T", "2026-05-32T"),
        ("\"boot\":\"b\",", ""),
        ("}", "} x"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(Leaf::parse(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} to {to}");
    }
    let twice =
        good.replace("\"c\":{}", &format!("\"c\":{{\"a\":\"{0}\",\"a\":\"{1}\"}}", "0".repeat(64), "1".repeat(64)));
    assert!(Leaf::parse(twice.as_bytes()).is_err(), "two commitments under one label let the writer choose later");
    let deep = "[".repeat(100_000);
    assert!(matches!(Leaf::parse(&deep.as_bytes()[..MAX_LEAF]), Err(LeafError::Json(_))));
    assert!(matches!(Leaf::parse(&vec![b' '; MAX_LEAF + 1]), Err(LeafError::TooLong { .. })));
}

#[test]
fn a_draft_cannot_overwrite_what_every_leaf_says() {
    for name in OWN_NAMES {
        let refused = to_bytes(&draft().with(name, 1), &stamp(), &Commitments::new());
        assert!(matches!(refused, Err(LeafError::ReservedName { .. })), "{name}");
    }
    let long = draft().with("text", "x".repeat(MAX_LEAF));
    assert!(matches!(to_bytes(&long, &stamp(), &Commitments::new()), Err(LeafError::TooLong { .. })));
}

#[test]
fn kinds_have_one_word_each_and_reserved_ones_are_free() {
    let mut words: Vec<_> = LeafKind::ALL.iter().map(LeafKind::word).chain(RESERVED_KINDS).collect();
    let all = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all);
    assert!(LeafKind::ALL.iter().all(|kind| kind.word().parse::<LeafKind>().unwrap() == *kind));
}

#[test]
fn ids_count_on_and_round_trip() {
    let id = EntryId::from_u128(u128::MAX);
    assert_eq!(id.plus(1), EntryId::from_u128(0));
    assert_eq!(id.to_string().parse::<EntryId>().unwrap(), id);
    assert!("0".repeat(31).parse::<EntryId>().is_err());
}

#[test]
fn debug_output_keeps_values_to_itself() {
    let mut draft = draft();
    draft.fields.push(Field::imei("imei.1", "490154203237518"));
    assert!(!format!("{draft:?}").contains("490154203237518"));
}

#[test]
fn commitments_are_those_of_the_written_format() {
    // Computed with Python's hmac module.
    let salt = commitment::salt(&[7; 32], "imei.1");
    assert_eq!(hex::encode(salt), "f281e26877e3ef0287d0c2c33517e0ff3fd1f31af9273928a60bf720b438d454");
    assert_eq!(
        commitment::commit(&salt, "imei.1", "490154203237518"),
        "766d4f90114bd103e5c47986a5d2c9249ba30be60b101463403cb78d7e7378e1"
    );
}

#[test]
fn the_written_format_names_every_kind() {
    let page = include_str!("../../../docs/leaf-format.md");
    for word in LeafKind::ALL.iter().map(LeafKind::word).chain(RESERVED_KINDS) {
        assert!(page.contains(&format!("`{word}`")), "{word}");
    }
    assert!(OWN_NAMES.iter().all(|name| page.contains(&format!("| `{name}` |"))));
}
