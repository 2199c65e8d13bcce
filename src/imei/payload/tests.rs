//! Box codes and `*#06#` texts: what is found, in which order, and what must not be taken.

use super::*;

/// `kind:value` of what was read and `!part` of what was refused, in order.
fn read(text: &str, symbology: Option<Symbology>) -> String {
    let all: Vec<String> = identify_all(text, symbology)
        .into_iter()
        .map(|one| match one {
            Ok(number) => format!("{}:{}", number.kind.word(), number.value),
            Err(refused) => format!("!{}", refused.rejection.part.word()),
        })
        .collect();
    all.join(" ")
}

const A: &str = "352099001761481";
const B: &str = "357355090000321";
/// Holds its check digit, and begins like a subscriber number of the USA.
const IMSI: &str = "310150123456780";

#[test]
fn payloads() {
    let cases = [
        // One number stays one number, however it is grouped.
        (A.to_owned(), "imei:352099001761481"),
        ("35 209900 176148 1".to_owned(), "imei:352099001761481"),
        // *#06# on two lines, bare and labelled.
        (format!("{A}\n{B}"), "imei:352099001761481 imei:357355090000321"),
        (format!("{A}/01\n{B}/01"), "imei:352099001761481 imei:357355090000321"),
        (format!("IMEI1: {A}\r\nIMEI2: {B}\r\n"), "imei:352099001761481 imei:357355090000321"),
        (format!("IMEI (slot 1)\n{A}\nIMEI (slot 2)\n{B}"), "imei:352099001761481 imei:357355090000321"),
        ("IMEI:35209900176148\nMEID:AF0123450ABCDE".to_owned(), "imei:352099001761481 meid:AF0123450ABCDE"),
        ("HEX: AF 01 23 45 0A BC DE\nDEC: 29360 87365 0070 3710".to_owned(), "meid:AF0123450ABCDE"),
        // The IMSI beside the IMEI: labelled, unlabelled, before and after.
        (format!("IMEI:{A};IMSI:{IMSI}"), "imei:352099001761481"),
        (format!("IMSI:{IMSI};IMEI:{A}"), "imei:352099001761481"),
        (format!("STC1|SN12345|{A}|{IMSI}|8990011419260179000|AABBCCDDEEFF"), "imei:352099001761481 !component"),
        (format!("STC1|SN12345|{IMSI}|{A}"), "!component imei:352099001761481"),
        (format!("IMSI SIM1: {IMSI}, IMEI SIM1: {A}"), "imei:352099001761481"),
        // Alone it is all there is: taken, with its note.
        (format!("X|{IMSI}|Y"), "imei:310150123456780"),
        // A labelled number is believed even if it begins like an IMSI.
        (format!("IMEI1:{IMSI} IMEI2:{A}"), "imei:310150123456780 imei:352099001761481"),
        // Labels run into numbers, JSON, links, full-width colons.
        (format!("IMEI1:{A}IMEI2:{B}SN:R58M123ABCD"), "imei:352099001761481 imei:357355090000321 serial:R58M123ABCD"),
        (format!("{{\"imei\":\"{A}\",\"sn\":\"R58M123ABCD\"}}"), "imei:352099001761481 serial:R58M123ABCD"),
        (format!("https://example.com/?imei={A}&x=1"), "imei:352099001761481"),
        (format!("IMEI1\u{FF1A}{A}\u{FF0C}IMEI2\u{FF1A}{B}"), "imei:352099001761481 imei:357355090000321"),
        // Two under one label; text behind a number; SVN behind a number.
        (format!("IMEI: {A} / {B}"), "imei:352099001761481 imei:357355090000321"),
        (format!("IMEI: {A} Black 64 GB"), "imei:352099001761481"),
        ("IMEI: 35 209900 176148 1 / 01 SN: ABC12345".to_owned(), "imei:352099001761481 serial:ABC12345"),
        // The box trap: date code and serial beside the IMEI do not merge into another number.
        (format!("1234567 20240115 {A}"), "imei:352099001761481"),
        (format!("{A} 20240115"), "imei:352099001761481"),
        // Twice the same is one; EIDs prove themselves; unlabelled trade numbers are left alone.
        (format!("{A},{A},IMEI:{A}"), "imei:352099001761481"),
        (
            format!("EID 89034011560010000000000000000121\nIMEI {A}\n5901234123457"),
            "eid:89034011560010000000000000000121 imei:352099001761481",
        ),
        (format!("89034011560010000000000000000121|{A}"), "eid:89034011560010000000000000000121 imei:352099001761481"),
        // A labelled number that fails is reported, not skipped.
        (format!("IMEI1:352099001761482;IMEI2:{B}"), "!checksum imei:357355090000321"),
        // Nothing at all gives one refusal.
        ("hello; world".to_owned(), "!format"),
        (String::new(), "!length"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&text, None), expected, "{text:?}");
    }
}

#[test]
fn slots_follow_the_labels() {
    let all = identify_all(&format!("IMEI2: {B}\nIMEI1: {A}"), None);
    let slots: Vec<_> = all.iter().flatten().map(|one| (one.slot(), one.value.as_str())).collect();
    assert_eq!(slots, [(Some(2), B), (Some(1), A)]);
}

#[test]
fn gs1_element_strings() {
    let gs1 = Some(Symbology::Gs1DataMatrix);
    let cases = [
        (
            "010950110153000321R58M123ABCD\u{1D}8002352099001761481",
            "gtin:09501101530003 serial:R58M123ABCD imei:352099001761481",
        ),
        ("\u{1D}8002352099001761481\u{1D}", "imei:352099001761481"),
        ("0109501101530003", "gtin:09501101530003"),
        ("0109501101530004", "!checksum"),
        ("1124010121ABC123", "serial:ABC123"),
        // No element string: read like any other text.
        ("352099001761481", "imei:352099001761481"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, gs1), expected, "{text:?}");
    }
    assert_eq!(read("(01)09501101530003(21)R58M123ABCD", None), "gtin:09501101530003 serial:R58M123ABCD");
    assert_eq!(read("(01)0950110153000", None), "!checksum");
}

#[test]
fn pieces_keep_order_and_hide_values_in_debug() {
    let text = format!("SN:AB12CD34;{A};IMEI1: {B} red");
    let found = labelled(&text);
    let values: Vec<_> = found.iter().map(|one| (one.has_label(), one.value)).collect();
    assert_eq!(values, [(true, "AB12CD34"), (false, A), (true, "357355090000321 red")]);
    assert!(!format!("{found:?}").contains("35735509"));
}
