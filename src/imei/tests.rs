//! The vectors of `tests/vectors/imei`, and what holds for every number and every text.

use super::*;
use proptest::prelude::*;

/// `\t`, `\n`, `\r` and `\u{…}` as the vector file writes them.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        rest = match after.chars().next() {
            Some('t') => {
                out.push('\t');
                &after[1..]
            }
            Some('n') => {
                out.push('\n');
                &after[1..]
            }
            Some('r') => {
                out.push('\r');
                &after[1..]
            }
            Some('u') => {
                let (code, tail) = after[2..].split_once('}').expect("closed escape");
                out.push(char::from_u32(u32::from_str_radix(code, 16).expect("hexadecimal")).expect("a character"));
                tail
            }
            other => panic!("unknown escape {other:?}"),
        };
    }
    out + rest
}

fn words(notes: &[Note]) -> String {
    let words: Vec<String> = notes.iter().map(Note::word).collect();
    if words.is_empty() { "-".to_owned() } else { words.join(",") }
}

#[test]
fn vectors() {
    let table = include_str!("../../tests/vectors/imei/identify.tsv");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with("# ") && !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [input, kind, value, check, notes, part] = columns[..] else { panic!("six columns: {line}") };
        let read = IdentifyLine::read(&unescape(input));
        let got = [
            read.kind.word().to_owned(),
            read.value.clone().unwrap_or_else(|| "-".to_owned()),
            read.check.word().to_owned(),
            words(&read.notes),
            read.error.as_ref().map_or("-", |e| e.part.word()).to_owned(),
        ];
        if got != [kind, value, check, notes, part] {
            wrong.push(format!("{line}\n    got {got:?}"));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 100, "only {seen} vectors were read");
}

#[test]
fn a_rejection_names_the_value_and_the_part() {
    let cases = [
        ("352099001761482", "the check digit of 352099001761482 does not hold: 2 given, 1 needed"),
        ("12345", "12345 has 5 digits, an IMEI has 15 (14 without its check digit)"),
        ("\u{FF13}52099001761481", "full-width digit \u{FF13} (U+FF13) at position 1: only the digits 0 to 9 are read"),
        ("3520990O1761481", "3520990O1761481 holds the letter O at position 8, an IMEI has digits only"),
        ("99999 99999 0070 3710", "the first ten digits of a decimal MEID are at most 4294967295, here 9999999999"),
        (
            "352099001761480",
            "the check digit of 352099001761480 does not hold: 0 given, 1 needed; if it is the form that networks use, \
             the IMEI is 352099001761481",
        ),
        (
            "310150123456789",
            "the check digit of 310150123456789 does not hold: 9 given, 0 needed; it begins like the number of a SIM \
             card (IMSI)",
        ),
    ];
    for (input, message) in cases {
        assert_eq!(identify(input, None).unwrap_err().to_string(), message);
    }
}

#[test]
fn control_bytes_never_stand_in_a_message() {
    for input in ["\u{1b}[2J352099001761481", "3520\u{202e}99001761481", "S/N: \u{7}\u{1b}]0;x"] {
        let message = identify(input, None).unwrap_err().to_string();
        assert!(!message.chars().any(|c| c.is_control() || c == '\u{202e}'), "{}", message.escape_debug());
    }
}

#[test]
fn debug_prints_hide_numbers() {
    let printed = format!("{:?}", identify("352099001761481", None));
    assert!(printed.contains("35209900") && !printed.contains("1761481"), "{printed}");
    let refused = format!("{:?}", identify("352099001761480", None));
    assert!(!refused.contains("176148"), "{refused}");
    let meid = format!("{:?} {:?}", identify("AF0123450ABCDE", None), Meid::from_compact("AF0123450ABCDE"));
    assert!(!meid.contains("AF01"), "{meid}");
}

#[test]
fn the_network_form_is_offered_and_marked_when_accepted() {
    let refused = identify("352099001761480", None).unwrap_err();
    let accepted = refused.accept_correction().unwrap();
    assert_eq!(accepted.imei().unwrap().digits(), "352099001761481");
    assert_eq!(accepted.notes, [Note::CheckComputed, Note::NetworkForm]);
    assert_eq!(identify("352099001761483", None).unwrap_err().correction, None);
}

#[test]
fn bars_decide_between_imei_and_gtin() {
    let both = "35209900176105";
    let kind =
        |text, symbology| identify(text, symbology).map(|one| (one.kind, one.is_ambiguous())).map_err(|e| e.kind);
    assert_eq!(kind(both, None), Ok((Kind::Imei, true)));
    assert_eq!(kind(both, Some(Symbology::Code128)), Ok((Kind::Imei, true)));
    for trade in [Symbology::Itf14, Symbology::Ean, Symbology::Gs1_128] {
        assert_eq!(kind(both, Some(trade)), Ok((Kind::Gtin, false)), "{trade:?}");
    }
    // The body of an IMEI that is no GTIN: never an IMEI from trade bars.
    assert_eq!(kind("35209900176148", Some(Symbology::Itf14)), Err(Kind::Gtin));
    assert_eq!(kind("352099001761481", Some(Symbology::Ean)), Err(Kind::Gtin));
    assert_eq!(kind("0109501101530003", Some(Symbology::Gs1_128)), Ok((Kind::Gtin, false)));
    let unusual = identify("352099001761481", Some(Symbology::Code39)).unwrap();
    assert_eq!(unusual.notes, [Note::UnusualSymbology]);
}

#[test]
fn an_imei_comes_out_of_every_form_that_holds_one() {
    let body = |text| identify(text, None).unwrap().imei().map(|imei| imei.body().to_string());
    let expected = Some("35209900176148".to_owned());
    for text in ["352099001761481", "35209900176148", "3520990017614823", "089132876801532232", "352099001761481/02"] {
        assert_eq!(body(text), expected, "{text}");
    }
    for text in ["AF0123450ABCDE", "5901234123457", "89034011560010000000000000000121"] {
        assert_eq!(body(text), None, "{text}");
    }
}

#[test]
fn meid_of_an_imei() {
    let meid = Meid::of_imei(Imei::parse("352099001761481").unwrap().body());
    assert_eq!((meid.decimal().as_str(), meid.decimal_check_digit()), ("089132876801532232", '3'));
    assert_eq!((meid.hex().as_str(), meid.check_digit()), ("35209900176148", '1'));
}

#[test]
fn the_json_line_has_every_key() {
    let line = |text: &str| serde_json::to_string(&IdentifyLine::read(text)).unwrap();
    assert_eq!(
        line("35209900176105"),
        r#"{"input":"35209900176105","kind":"imei","value":"352099001761051","check":"computed","notes":["check_computed","also:gtin"],"error":null}"#
    );
    assert_eq!(
        line("12"),
        r#"{"input":"12","kind":"imei","value":null,"check":"none","notes":[],"error":{"part":"length","message":"12 has 2 digits, an IMEI has 15 (14 without its check digit)"}}"#
    );
}

#[test]
fn parse_is_strict_where_identify_is_helpful() {
    let part = |text| Imei::parse(text).map(|imei| imei.digits()).map_err(|e| e.part);
    assert_eq!(part("35/209900/176148/1"), Ok("352099001761481".to_owned()));
    assert_eq!(part("352099001761481/01"), Err(Part::Format));
    assert_eq!(part("IMEI: 352099001761481"), Err(Part::Format));
    assert_eq!(part("3520990017614823"), Err(Part::Length));
    assert_eq!(part("352099001761482"), Err(Part::Checksum));
    assert_eq!(part(""), Err(Part::Length));
}

#[test]
fn listed_numbers_are_keyed_by_their_body() {
    let body = |text| Imei14::from_listed(text).map(|body| body.to_string());
    for text in ["21154034123456", "21154034123456A", "2115403412345612", "211540341234560"] {
        assert_eq!(body(text).as_deref(), Some("21154034123456"), "{text}");
    }
    for text in ["", "2115403412345", "2115403412345AB", "21154034123456AB", "21154034123456123", "2115403412345é"] {
        assert_eq!(body(text), None, "{text}");
    }
}

/// A body under a range that no placeholder occupies.
fn body() -> impl Strategy<Value = String> {
    "(35|86|01)[0-9]{12}"
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(body in body(), separator in "[-./ \u{2013}\u{A0}]?") {
        let imei = Imei::completed(Imei14::from_digits(&body).unwrap());
        let digits = imei.digits();
        let grouped = [&digits[..2], &digits[2..8], &digits[8..14], &digits[14..]].join(&separator);
        let read = identify(&grouped, None).unwrap();
        prop_assert_eq!(&read.value, &digits);
        prop_assert_eq!(read.check, Check::Given);
        prop_assert_eq!(read.imei().unwrap().body(), imei.body());
        // Canonical text is a fixed point.
        prop_assert_eq!(identify(&read.value, None).unwrap().value, digits);
    }

    #[test]
    fn one_wrong_digit_is_always_noticed(body in body(), at in 0_usize..15, add in 1_u8..10) {
        let mut digits = Imei::completed(Imei14::from_digits(&body).unwrap()).digits().into_bytes();
        digits[at] = b'0' + (digits[at] - b'0' + add) % 10;
        let wrong = String::from_utf8(digits).unwrap();
        let refused = identify(&wrong, None).unwrap_err();
        prop_assert_eq!(refused.rejection.part, Part::Checksum);
    }

    #[test]
    fn neighbours_swapped_are_noticed_except_zero_and_nine(body in body(), at in 0_usize..14) {
        let mut digits = Imei::completed(Imei14::from_digits(&body).unwrap()).digits().into_bytes();
        let pair = [digits[at], digits[at + 1]];
        digits.swap(at, at + 1);
        let swapped = String::from_utf8(digits).unwrap();
        let blind = pair[0] == pair[1] || matches!(&pair, b"09" | b"90");
        prop_assert_eq!(identify(&swapped, None).is_ok(), blind);
    }

    #[test]
    fn hex_luhn_notices_one_wrong_digit(body in "[A-F][0-9A-F]{12}[A-F]", at in 1_usize..15, add in 1_u32..16) {
        let whole = format!("{body}{}", hex_check_digit(&body));
        prop_assert!(identify(&whole, None).is_ok());
        let wrong: String = whole.char_indices().map(|(i, c)| {
            if i == at { char::from_digit((c.to_digit(16).unwrap() + add) % 16, 16).unwrap() } else { c }
        }).collect();
        prop_assert!(identify(&wrong, None).is_err());
    }

    #[test]
    fn meid_forms_agree(maker in 0xA000_0000_u32.., serial in 0_u32..1 << 24) {
        let hex = format!("{maker:08X}{serial:06X}");
        let meid = Meid::from_compact(&hex).unwrap();
        prop_assert_eq!(Meid::from_compact(&meid.decimal()).unwrap(), meid);
        prop_assert_eq!(identify(&meid.decimal(), None).unwrap().value, hex);
    }

    #[test]
    fn mod_97_notices_one_wrong_digit(body in "89[0-9]{28}", at in 0_usize..32, add in 1_u8..10) {
        let rest = format!("{body}00").bytes().fold(0_u32, |sum, b| (sum * 10 + u32::from(b - b'0')) % 97);
        let eid = format!("{body}{:02}", 98 - rest);
        prop_assert_eq!(identify(&eid, None).unwrap().kind, Kind::Eid);
        let mut digits = eid.into_bytes();
        digits[at] = b'0' + (digits[at] - b'0' + add) % 10;
        prop_assert!(identify(&String::from_utf8(digits).unwrap(), None).is_err());
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}", symbology in any_symbology()) {
        survive(&text, symbology);
    }

    #[test]
    fn any_bytes_up_to_four_kib_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..=4096)) {
        survive(&String::from_utf8_lossy(&bytes), None);
    }

    #[test]
    fn texts_made_of_labels_and_digits_are_survived(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("IMEI1:".to_owned()), Just("IMEI".to_owned()), Just("imei/meid ".to_owned()), Just("S/N:".to_owned()),
                Just("EID:".to_owned()), Just("\u{FF1A}".to_owned()), Just("(01)".to_owned()), Just("8002".to_owned()),
                Just("\u{1D}".to_owned()), Just("/".to_owned()), Just(" ".to_owned()), Just("\u{212A}".to_owned()),
                "[0-9]{1,16}", "[A-Fa-f0-9]{1,15}", "\\PC{1,3}",
            ],
            0..40,
        ),
        symbology in any_symbology(),
    ) {
        survive(&parts.concat(), symbology);
    }
}

fn any_symbology() -> impl Strategy<Value = Option<Symbology>> {
    proptest::sample::select(vec![
        None,
        Some(Symbology::Code128),
        Some(Symbology::Gs1_128),
        Some(Symbology::Ean),
        Some(Symbology::Itf14),
        Some(Symbology::Qr),
        Some(Symbology::Gs1Qr),
        Some(Symbology::Other),
    ])
}

/// No panic, never an empty result, and every accepted IMEI holds its check digit.
fn survive(text: &str, symbology: Option<Symbology>) {
    let all = identify_all(text, symbology);
    assert!(!all.is_empty());
    for one in all.iter().chain([&identify(text, symbology)]) {
        match one {
            Ok(number) => {
                assert!(!number.value.is_empty() && number.value.is_ascii());
                if number.kind == Kind::Imei {
                    assert!(luhn::holds(&number.value) && number.value.len() == 15);
                    assert_eq!(number.imei().map(|imei| imei.digits()), Some(number.value.clone()));
                }
            }
            Err(refused) => {
                let message = refused.to_string();
                assert!(!message.is_empty() && message.chars().count() < 300, "{message}");
                assert!(!message.chars().any(char::is_control));
            }
        }
    }
}

#[test]
fn labels_of_ours_are_told_from_serial_numbers() {
    let found = identify("cc0001230", None).unwrap();
    assert_eq!((found.kind, found.value.as_str(), found.check), (Kind::Label, "CC-000123-0", Check::Given));
    let code = crate::codes::DeclarationCode::new(1, 1);
    assert_eq!(identify(&code.bars(), None).unwrap().kind, Kind::Label, "the code of a declaration");
    let misread = identify("CC-000124-0", None).unwrap_err();
    assert_eq!((misread.kind, misread.rejection.part), (Kind::Label, Part::Checksum));
    assert!(misread.advice().contains("label"), "{}", misread.advice());
    // Letters elsewhere, or a serial number's own label, and it is none of ours.
    assert_eq!(identify("SN: CC0001230", None).unwrap().kind, Kind::Serial);
    assert_eq!(identify("CC00012345A", None).unwrap().kind, Kind::Serial);
    assert_eq!(identify("CC000000000000", None).unwrap().kind, Kind::Meid);
}
