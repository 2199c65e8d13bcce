//! From the keys that a scanner presses to an identity: a document is one scan, whatever bytes it
//! holds; none of them is ever a key; lines that come apart are joined.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

#[path = "support/documents.rs"]
mod documents;

use countercheck::clock::Moment;
use countercheck::document::{Identity, Joined, Lines, read};
use countercheck::scan::{Decoder, Input, ScanSettings, frame};
use documents::{LICENCE, TD1, TD2, TD3, today};

/// Types bytes one by one, `gap` ms apart; at `halt` bytes the scanner waits as many ms as stand beside it.
fn typed(bytes: &[u8], gap: u64, halts: &[(usize, u64)]) -> Vec<Input> {
    let settings = ScanSettings::default();
    let (mut decoder, mut out, mut now) = (Decoder::new(&settings), Vec::new(), 10_000);
    for (at, byte) in bytes.iter().enumerate() {
        now += halts.iter().find(|(place, _)| *place == at).map_or(gap, |(_, halt)| *halt);
        decoder.feed(&[*byte], Moment::new(chrono::DateTime::UNIX_EPOCH, now), &mut out);
    }
    decoder.flush(Moment::new(chrono::DateTime::UNIX_EPOCH, now + 1000), &mut out);
    out
}

/// The texts of all scans. Anything else that came out fails: it would have been a command or a stray text.
fn scans(inputs: &[Input]) -> Vec<String> {
    let settings = ScanSettings::default();
    let text = |input: &Input| match input {
        Input::Scan(scan) => frame::document_text(&scan.raw, &settings),
        other => panic!("{other:?} came out of a document"),
    };
    inputs.iter().map(text).collect()
}

/// What the till does: scan after scan into the joiner, until a document is whole.
fn joined(inputs: &[Input]) -> Option<Identity> {
    let mut lines = Lines::default();
    let mut found = None;
    for text in scans(inputs) {
        if let Joined::Complete(whole) = lines.take(&text) {
            assert!(found.is_none(), "two documents out of one");
            found = Some(read(&whole, today()).unwrap());
        }
    }
    found
}

#[test]
fn a_zone_typed_with_enter_between_its_lines_is_one_scan() {
    for zone in [TD1, TD2, TD3] {
        for (between, end) in [("\r", "\r"), ("\r\n", "\r\n"), ("\n", "\n"), ("\t", "\t"), ("\r", "")] {
            let sent = zone.replace('\n', between) + end;
            for gap in [0, 1, 8, 16, 25] {
                let inputs = typed(sent.as_bytes(), gap, &[]);
                assert_eq!(scans(&inputs), [sent.as_str()], "{gap} ms, {between:?}");
                assert_eq!(joined(&inputs).unwrap(), read(zone, today()).unwrap());
            }
        }
    }
}

#[test]
fn lines_that_come_apart_are_joined() {
    for zone in [TD1, TD2, TD3] {
        let sent = zone.replace('\n', "\r") + "\r";
        let starts: Vec<usize> = sent.match_indices('\r').map(|(at, _)| at + 1).filter(|at| *at < sent.len()).collect();
        for halt in [31, 45, 49, 51, 60, 200, 900] {
            let halts: Vec<(usize, u64)> = starts.iter().map(|at| (*at, halt)).collect();
            let inputs = typed(sent.as_bytes(), 2, &halts);
            assert_eq!(inputs.len(), if halt < 50 { 1 } else { starts.len() + 1 }, "{halt} ms");
            assert_eq!(joined(&inputs).as_ref(), read(zone, today()).as_ref().ok(), "{halt} ms");
        }
    }
}

#[test]
fn the_control_bytes_of_a_licence_are_data() {
    let whole = read(LICENCE, today()).unwrap();
    let eaten = |drop: &[char]| LICENCE.chars().filter(|c| !drop.contains(c)).collect::<String>() + "\r";
    for sent in [
        LICENCE.to_owned(),
        LICENCE.to_owned() + "\r\n",
        eaten(&['\x1e']),
        eaten(&['\n', '\x1e']),
        eaten(&['\n', '\x1e', '\r']),
        LICENCE.replace('\n', "\r"),
        // Function key mapping: an arrow and a function key for what has no key.
        LICENCE.replace('\x1e', "\x1b[A").replace('\n', "\x1b[20~"),
        format!("]L2{LICENCE}"),
    ] {
        for gap in [1, 8, 16, 25] {
            let inputs = typed(sent.as_bytes(), gap, &[]);
            assert_eq!(inputs.len(), 1, "{sent:?}");
            assert_eq!(joined(&inputs).as_ref(), Some(&whole), "{sent:?}");
        }
    }
    // A halt in the middle makes two scans, and still no key.
    let halting = typed(LICENCE.as_bytes(), 2, &[(150, 60)]);
    assert_eq!((halting.len(), joined(&halting)), (2, Some(whole)));
}

#[test]
fn no_number_of_a_document_is_taken_for_a_handset() {
    let settings = ScanSettings::default();
    // A valid IMEI in places where documents have numbers of their own.
    let licence = LICENCE
        .replace("DCK123456789", "DCK352099001761481")
        .replace("DCF2424244747474786102204", "DCF352099001761481");
    let named = |raw: &[u8]| -> Vec<&str> {
        frame::read(raw, &settings).identifiers.iter().map(|found| found.kind.word()).collect()
    };
    assert_eq!(named(licence.as_bytes()), ["aamva"]);
    let zone =
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r352099001761481\r";
    assert_eq!(named(zone.as_bytes()), Vec::<&str>::new());
    assert_eq!(named(b"MORGA753116SM9IJ\r"), ["uk_licence"]);
    assert_eq!(named(b"352099001761481\r"), ["imei"]);
}

#[test]
fn a_configured_prefix_and_suffix_come_off_every_line() {
    let settings = ScanSettings { prefix: "~".into(), suffix: "#".into(), ..ScanSettings::default() };
    let sent = TD3.split('\n').map(|line| format!("~{line}#\r")).collect::<Vec<_>>().concat();
    assert_eq!(read(&frame::document_text(sent.as_bytes(), &settings), today()), read(TD3, today()));
    let licence = format!("~{LICENCE}#\r");
    assert_eq!(read(&frame::document_text(licence.as_bytes(), &settings), today()), read(LICENCE, today()));
}
