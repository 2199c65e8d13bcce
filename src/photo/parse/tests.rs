//! Rows of a screen in, numbers with their trust out.

use super::*;
use crate::imei::Imei;
use crate::photo::Point;

/// Numbers made up for these tests; their check digits hold.
const A: &str = "352099001761481";
const B: &str = "357355090000321";

fn area(left: f32, top: f32, width: f32) -> Quad {
    let corner = |x, y| Point { x, y };
    Quad([corner(left, top), corner(left + width, top), corner(left + width, top + 30.0), corner(left, top + 30.0)])
}

/// A line at a height of the screen, fifty pixels to each.
fn at(row: u8, text: &str) -> Line {
    let width = 16.0 * f32::from(u16::try_from(text.chars().count()).unwrap());
    Line { text: text.to_owned(), area: area(20.0, f32::from(row) * 50.0, width), sure: Vec::new(), others: Vec::new() }
}

fn look(name: &'static str, lines: &[&str]) -> Look {
    Look { name, lines: (0..).zip(lines).map(|(row, text)| at(row, text)).collect() }
}

fn twice(lines: &[&str]) -> Reading {
    reading(&[look("text", lines), look("zoom", lines)], &[])
}

fn imeis(reading: &Reading) -> Vec<(&str, Trust)> {
    let imeis = reading.identifiers.iter().filter(|found| found.kind == Kind::Imei);
    imeis.map(|found| (found.value.as_str(), found.trust)).collect()
}

fn bar(text: &str) -> Bar {
    Bar { name: "barcode", text: text.to_owned(), area: area(0.0, 500.0, 300.0) }
}

#[test]
fn every_form_that_screens_show_gives_the_fifteen_digits() {
    for line in [
        "352099001761481",
        "35 209900 176148 1",
        "35-209900-176148-1",
        "352099-00-176148-1",
        "352099/00/176148/1",
        "35.209900.176148.1",
        "352099001761481/01",
        "352099001761481 / 78",
        "352099001761481/ 01",
        "IMEI: 352099001761481",
        "IMEI 352099001761481",
        "IMEI1: 352099001761481",
        "IMEI 1 352099001761481",
        "IMEI1352099001761481",
        "IMEI1 352099001761481 / 01",
        "IMEI (slot 1) 352099001761481",
        "IMEI(SIM2): 352099001761481",
        "1MEI: 352099001761481",
        "lMEl: 352099001761481",
        "IMEI/MEID: 352099001761481",
        "imei: 35 209900 176148 1",
        "IMEI352099001761481",
    ] {
        assert_eq!(imeis(&twice(&[line])), [(A, Trust::Good)], "{line}");
    }
}

#[test]
fn a_label_above_belongs_to_the_number_below() {
    let read = twice(&["EID", "89049032000000000000000000000000", "IMEI", A, "IMEI2", B, "MEID", "A0000012345678"]);
    assert_eq!(imeis(&read), [(A, Trust::Good), (B, Trust::Good)]);
    assert_eq!(read.unread, 0);
    let kinds: Vec<Kind> = read.identifiers.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [Kind::Eid, Kind::Imei, Kind::Imei, Kind::Meid]);
}

#[test]
fn other_numbers_are_told_apart_and_never_rise_above_review() {
    for (line, kind) in [
        ("EID 89049032000000000000000000000001", Kind::Eid),
        ("ICCID 8901000000000000000", Kind::Iccid),
        ("MEID: A0000012345678", Kind::Meid),
        ("S/N RF8M123ABCD", Kind::Serial),
        ("SN: RF8M123ABCD", Kind::Serial),
        ("Serial number RF8M123ABCD", Kind::Serial),
    ] {
        let read = twice(&[line]);
        let found: Vec<(Kind, Trust)> = read.identifiers.iter().map(|found| (found.kind, found.trust)).collect();
        assert_eq!(found, [(kind, Trust::Review)], "{line}");
        assert_eq!(read.unread, 0, "{line}");
    }
}

#[test]
fn fifteen_digits_under_another_label_are_no_imei() {
    for label in ["MEID", "EID", "ICCID", "SN", "S/N", "IMSI", "Serial number"] {
        assert!(imeis(&twice(&[&format!("{label}: {A}")])).is_empty(), "{label}");
        assert!(imeis(&twice(&[label, A])).is_empty(), "{label}, above");
    }
}

#[test]
fn a_window_is_never_slid_over_a_longer_run() {
    for line in [
        "1352099001761481",
        "3520990017614812",
        "89352099001761481",
        "352099001761481352099001761481",
        "35209900176148135",
        "352099001761481 / 0123",
        "352099001761481-01",
        "352099001761481 01",
    ] {
        assert!(imeis(&twice(&[line])).iter().all(|(value, _)| *value != A), "{line}");
    }
}

#[test]
fn neither_an_index_nor_a_version_fills_up_a_number_that_lost_digits() {
    // Fourteen digits behind the index 2, and thirteen before a version, that pass as fifteen.
    for line in ["IMEI2 35407110646803", "IMEI235407110646803", "IMEI 2 35407110646803", "IMEI 2: 35407110646803"] {
        let read = twice(&[line]);
        assert!(imeis(&read).iter().all(|(value, _)| Imei::parse(value).is_err()), "{line}");
    }
    assert!(Imei::parse("235407110646803").is_ok());
    for version in 0..100 {
        let read = twice(&[&format!("3520990017614 / {version:02}")]);
        assert!(imeis(&read).iter().all(|(value, _)| Imei::parse(value).is_err()), "{version}");
    }
}

#[test]
fn a_letter_is_never_repaired_into_a_digit() {
    for line in
        ["IMEI: 3520990O1761481", "IMEI: 35209900I761481", "35209900l761481", "A352099001761481", "352099001761481B"]
    {
        let read = twice(&[line]);
        assert!(imeis(&read).iter().all(|(value, _)| *value != A), "{line}");
        assert!(imeis(&read).iter().all(|(_, trust)| *trust == Trust::Review), "{line}");
    }
}

#[test]
fn a_check_digit_that_fails_is_for_a_person_to_see() {
    let read = twice(&["IMEI", "352099001761480"]);
    assert_eq!(imeis(&read), [("352099001761480", Trust::Review)]);
}

#[test]
fn one_look_alone_is_for_review() {
    assert_eq!(imeis(&reading(&[look("text", &[A])], &[])), [(A, Trust::Review)]);
}

#[test]
fn looks_that_differ_are_for_review() {
    let read = reading(&[look("text", &[A]), look("zoom", &[A]), look("crop 2", &[B])], &[]);
    assert_eq!(imeis(&read), [(A, Trust::Review)]);
}

#[test]
fn a_look_that_drops_a_digit_does_not_outvote_two_that_agree() {
    let read = reading(&[look("text", &[A]), look("zoom", &["35209900176148"]), look("crop 2", &[A])], &[]);
    assert_eq!(imeis(&read), [(A, Trust::Good)]);
    assert_eq!(read.identifiers[0].agreed, ["text", "crop 2"]);
}

#[test]
fn a_reading_picked_by_its_check_digit_is_for_review_until_two_looks_give_it_themselves() {
    let weak = |name| {
        let mut line = at(0, "35209900176148");
        line.others = vec![("35209900176148".to_owned(), 0.6), (A.to_owned(), 0.3)];
        Look { name, lines: vec![line] }
    };
    assert_eq!(imeis(&reading(&[weak("text"), weak("zoom")], &[])), [(A, Trust::Review)]);
    assert_eq!(imeis(&reading(&[weak("text"), look("zoom", &[A])], &[])), [(A, Trust::Review)]);
    assert_eq!(imeis(&reading(&[weak("text"), look("zoom", &[A]), look("crop 2", &[A])], &[])), [(A, Trust::Good)]);
}

#[test]
fn a_digit_that_a_look_hardly_sees_does_not_count_as_agreement() {
    let dim = |name| {
        let mut line = at(0, A);
        line.sure = (0..15).map(|n| if n == 7 { 0.2 } else { 0.9 }).collect();
        Look { name, lines: vec![line] }
    };
    assert_eq!(imeis(&reading(&[dim("text"), dim("zoom")], &[])), [(A, Trust::Review)]);
}

#[test]
fn a_barcode_confirms_and_alone_is_one_look() {
    let screen = [look("text", &["IMEI", A])];
    assert_eq!(imeis(&reading(&screen, &[bar(A)])), [(A, Trust::Confirmed)]);
    // The plain dialer leaves the check digit out of its bars.
    assert_eq!(imeis(&reading(&screen, &[bar(&A[..14])])), [(A, Trust::Confirmed)]);
    assert_eq!(imeis(&reading(&screen, &[bar(B)])), [(A, Trust::Review), (B, Trust::Review)]);
    assert_eq!(imeis(&reading(&[], &[bar(A)])), [(A, Trust::Review)]);
    assert!(imeis(&reading(&[], &[bar("352099001761480"), bar("89010000000000000000")])).is_empty());
}

#[test]
fn a_meid_of_the_same_digits_is_a_witness_and_no_source() {
    let read = reading(&[look("text", &["IMEI", A, "MEID", &A[..14]])], &[]);
    assert_eq!(imeis(&read), [(A, Trust::Good)]);
    assert!(read.identifiers[0].agreed.contains(&"meid"));
    let alone = twice(&["MEID", &A[..14]]);
    assert!(imeis(&alone).is_empty());
}

#[test]
fn what_its_labels_announce_and_nobody_read_is_counted() {
    for (lines, unread) in [
        (vec!["IMEI1", A, "IMEI2"], 1),
        (vec!["IMEI1", "IMEI2"], 2),
        (vec!["IMEI1: 352099001761481"], 1),
        (vec!["IMEI2: 352099001761481"], 1),
        (vec!["IMEI", A], 0),
        (vec!["IMEI and serial number", "IMEI (slot 1)", A, "IMEI (slot 2)", B], 0),
        (vec!["IMEI", "IMEI: 352099001761481", "IMEI: 357355090000321"], 0),
        (vec!["IMEI", "IMEI1: 352099001761481", "IMEI2: 357355090000321"], 0),
        (vec!["IMEI", "IMEI2", A], 1),
        (vec!["OK"], 0),
    ] {
        assert_eq!(twice(&lines).unread, unread, "{lines:?}");
    }
}

#[test]
fn parts_of_a_line_side_by_side_are_one_number() {
    let parts = |name| {
        let part = |left, width, text: &str| Line { area: area(left, 0.0, width), ..at(0, text) };
        Look { name, lines: vec![part(120.0, 200.0, "176148 1"), part(0.0, 110.0, "35 209900")] }
    };
    assert_eq!(imeis(&reading(&[parts("text"), parts("zoom")], &[])), [(A, Trust::Good)]);
    let columns = |name| {
        let part = |left, width, text: &str| Line { area: area(left, 0.0, width), ..at(0, text) };
        Look { name, lines: vec![part(600.0, 200.0, "176148 1"), part(0.0, 110.0, "35 209900")] }
    };
    assert!(imeis(&reading(&[columns("text"), columns("zoom")], &[])).is_empty());
}

#[test]
fn the_same_number_twice_on_a_screen_is_listed_once() {
    assert_eq!(imeis(&twice(&[A, "IMEI", A])), [(A, Trust::Good)]);
}

#[test]
fn an_empty_picture_is_said_to_be_empty() {
    assert_eq!(reading(&[], &[]).warnings, [Warning::NothingFound]);
}

#[test]
fn hostile_text_neither_panics_nor_becomes_a_number() {
    let long = "9".repeat(5000);
    let strange = [
        "",
        " ",
        "IMEI",
        "IMEI:",
        "//////",
        "１２３４５６７８９０１２３４５",
        "٣٥٢٠٩٩٠٠١٧٦١٤٨١",
        &long,
        "IMEI1IMEI2IMEI3",
        "-1-",
        "IMEI (",
        "IMEI (slot",
        "S/",
        "1MEI1MEI",
        "\u{0}\u{202e}352099001761481\u{202e}",
    ];
    for line in strange {
        let read = twice(&[line]);
        assert!(imeis(&read).iter().all(|(value, trust)| value.len() <= 20 && *trust < Trust::Confirmed), "{line:?}");
    }
}

#[test]
fn debug_shows_no_number() {
    let read = twice(&["IMEI", A, "S/N RF8M123ABCD"]);
    let shown = format!("{read:?} {:?} {:?}", look("text", &[A]), bar(A));
    assert!(!shown.contains("352099") && !shown.contains("RF8M"), "{shown}");
}
