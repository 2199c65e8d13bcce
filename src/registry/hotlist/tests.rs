//! Lists as police hand them out, as spreadsheets leave them, and as a broken copy leaves them.

use super::*;
use proptest::prelude::*;

fn body(digits: &str) -> Imei14 {
    Imei14::from_digits(&digits[..14]).unwrap()
}

fn list(text: &str) -> (HotList, Rejections) {
    HotList::read(text.as_bytes()).unwrap()
}

#[test]
fn statuses_and_normalisation() {
    let text = "\u{feff}IMEI, Reporting_Date ,STATUS\r\n21154034123456,20190819,blacklist\r\n21154034123457A,,Pending\r\n2115403412345812,20200229,blacklist\r\n";
    let (list, rejected) = list(text);
    assert!(rejected.is_empty(), "{rejected:?}");
    assert_eq!((list.len(), list.others()), (3, 0));
    let Outcome::Listed(detail) = list.ask(&body("21154034123456")) else { panic!() };
    assert_eq!((detail.reasons, detail.since), (vec!["blacklist".to_owned()], Some("20190819".to_owned())));
    assert!(matches!(list.ask(&body("21154034123457")), Outcome::Caution(d) if d.since.is_none()));
    assert!(matches!(list.ask(&body("21154034123458")), Outcome::Listed(_)));
    assert_eq!(list.ask(&body("21154034123459")), Outcome::NotListed);
    assert_eq!(list.digest(), hex::encode(<sha2::Sha256 as sha2::Digest>::digest(text)));
}

#[test]
fn takes_columns_in_any_order_and_the_worse_of_two_lines() {
    let (list, _) = list(
        "status,imei,reporting_date\npending,21154034123456,\nblacklist,21154034123456,20200101\npending,21154034123456,\n",
    );
    assert!(matches!(list.ask(&body("21154034123456")), Outcome::Listed(d) if d.since.as_deref() == Some("20200101")));
    assert_eq!(list.len(), 1);
}

#[test]
fn star_and_hash_match_no_handset() {
    let (list, rejected) = list(
        "imei,reporting_date,status\n*#06#,20200101,blacklist\n2115403412345*,20200101,blacklist\nA0000012345678,,pending\n",
    );
    assert!(rejected.is_empty());
    assert_eq!((list.len(), list.others()), (0, 3));
    assert_eq!(list.ask(&body("21154034123450")), Outcome::NotListed);
}

#[test]
fn rejections_name_line_and_reason() {
    let (list, rejected) = list(
        "imei,reporting_date,status\n21154034123456,20190819,blacklist\nhello,20190819,blacklist\n\n21154034123457,2019-08-19,blacklist\n21154034123458,20190819,stolen\n21154034123459,20190819,removed\n211540341234561234567,,blacklist\n21154034123460,20190819,blacklist,x\n\"21154034123461\",\"20190819\",\"blacklist\"",
    );
    let lines: Vec<(u64, &str)> = rejected.lines.iter().map(|r| (r.line, r.why.as_str())).collect();
    assert_eq!(
        lines,
        [
            (3, "\"hello\" is no number of 1 to 16 digits"),
            (5, "reporting_date \"2019-08-19\" is no YYYYMMDD: kept without a date"),
            (6, "status \"stolen\" is neither blacklist nor pending: kept as a caution"),
            (7, "status removed: the number is left out"),
            (8, "\"21154034…\" is no number of 1 to 16 digits"),
            (9, "4 fields instead of 3"),
        ]
    );
    assert!(matches!(list.ask(&body("21154034123457")), Outcome::Listed(d) if d.since.is_none()));
    assert!(matches!(list.ask(&body("21154034123458")), Outcome::Caution(d) if d.reasons == ["stolen"]));
    let Outcome::NoAnswer(Silence::Misconfigured(why)) = list.ask(&body("21154034123459")) else { panic!() };
    let expected = "3 lines of the list cannot be read; first: line 3: \"hello\" is no number of 1 to 16 digits";
    assert_eq!(why, expected, "a list with holes vouches for nothing");
    assert!(matches!(list.ask(&body("21154034123460")), Outcome::Listed(_)));
    assert!(matches!(list.ask(&body("21154034123461")), Outcome::Listed(_)), "quoted, and without a last line end");
}

/// Each of these may have held any number.
#[test]
fn with_a_lost_line_vouches_for_nothing() {
    let good = "imei,reporting_date,status\n21154034123456,20190819,blacklist\n";
    let damage: [(&[u8], &str); 10] = [
        (b"1.01102E+12,20190819,blacklist\n", "1.01102E… is no number"),
        (b"1,01102E+12,20190819,blacklist\n", "4 fields"),
        (b"1101000000123,20190819,blacklist\n", "has 13 digits: zeros at its beginning are lost"),
        (b"21154034123457;20190819;blacklist\n", "1 fields"),
        (b",20190819,blacklist\n", "is no number"),
        (b"\xff\xfe,20190819,blacklist\n", "not UTF-8"),
        (b"\0\0\0\0\0\0", "1 fields"),
        (b"21154034123457,2019", "2 fields"),
        (b"2115403412", "1 fields"),
        (b"21154034123457,20190819,blackl", "breaks off in the status \"blackl\""),
    ];
    for (line, part) in damage {
        let text = [good.as_bytes(), line].concat();
        let (list, rejected) = HotList::read(text.as_slice()).unwrap();
        assert_eq!((list.lost(), list.first_lost().unwrap().line), (1, 3), "{part}");
        assert!(!rejected.is_empty());
        let Outcome::NoAnswer(Silence::Misconfigured(why)) = list.ask(&body("35209900176148")) else {
            panic!("{part}")
        };
        assert!(why.starts_with("1 line of the list cannot be read; first: line 3: "), "{why}");
        assert!(why.replace('"', "").contains(&part.replace('"', "")), "{why}");
        assert!(matches!(list.ask(&body("21154034123456")), Outcome::Listed(_)), "a hit stands: {part}");
    }
    let known = format!("{good}21154034123457,,removed\n21154034123456,20190819,blacklist\n2115403412345*,,pending\n");
    let odd = "21154034123458,soon,stolen\nA0000012345678,,pending\n\n21154034123459,,blacklist";
    let (list, _) = list(&format!("{known}{odd}"));
    assert_eq!((list.lost(), list.first_lost()), (0, None));
    assert_eq!(list.ask(&body("35209900176148")), Outcome::NotListed, "nothing of it was lost");
}

/// What a list's errors and rejections say reaches screens and logs.
#[test]
fn faults_name_no_number() {
    let rows = ["blacklist,20190819,21154034123456", "21154034123456,21154034123457,x", "211540341234561234,,x"];
    for row in rows {
        let (list, rejected) = list(&format!("imei,reporting_date,status\n{row}\n"));
        let told = format!("{rejected:?} {:?} {list:?}", list.first_lost());
        assert!(!told.contains("21154034123"), "{told}");
        let headless = HotList::read(row.as_bytes()).unwrap_err();
        assert!(!headless.to_string().contains("21154034123"), "{headless}");
    }
}

#[test]
fn lines_are_bounded() {
    let text = format!("imei,reporting_date,status\n{}\n21154034123456,,blacklist\n", "1,".repeat(500_000));
    let (list, rejected) = list(&text);
    assert_eq!((rejected.total, rejected.lines[0].line), (1, 2));
    assert_eq!(list.len(), 1, "and reading goes on behind them");
    let endless = HotList::read(std::io::repeat(b'x')).unwrap_err();
    assert!(matches!(endless, HotListError::Columns(_)));
}

#[test]
fn rejections_are_bounded() {
    let text = format!("imei,reporting_date,status\n{}", "nonsense,,\n".repeat(5_000));
    let (list, rejected) = list(&text);
    assert_eq!((rejected.lines.len(), rejected.total, list.len()), (MAX_REJECTED, 5_000, 0));
}

#[test]
fn refuses_what_is_no_full_list() {
    let read = |text: &str| HotList::read(text.as_bytes()).unwrap_err();
    assert!(matches!(read(""), HotListError::Empty));
    let delta = read("imei,reporting_date,status,change_type\n37006845010201,20190819,pending,add\n");
    assert!(matches!(delta, HotListError::Delta));
    assert!(delta.advice().contains("full list"));
    for columns in
        ["imei\n1\n", "imei;reporting_date;status\n", "21154034123456,20190819,blacklist\n", "\u{0}\u{1}\u{2}\n"]
    {
        assert!(matches!(read(columns), HotListError::Columns(_)), "{columns:?}");
    }
}

proptest! {
    /// Reading a list never panics, and every number that it lists is found again.
    #[test]
    fn hotlists_of_any_bytes(bytes: Vec<u8>, numbers in prop::collection::vec("[0-9]{14}", 0..20)) {
        let mut text = b"imei,reporting_date,status\n".to_vec();
        for number in &numbers {
            text.extend(format!("{number},20200101,blacklist\n").into_bytes());
        }
        let end = text.len();
        text.extend(&bytes);
        if let Ok((list, rejected)) = HotList::read(text.as_slice()) {
            prop_assert!(rejected.lines.len() <= MAX_REJECTED);
            for number in &numbers {
                prop_assert!(matches!(list.ask(&body(number)), Outcome::Listed(_)));
            }
        }
        let _ = HotList::read(&text[end..]);
    }
}
