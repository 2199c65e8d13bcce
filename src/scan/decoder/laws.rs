//! Laws that hold for any bytes at any times.

use super::tests::{at, play};
use super::*;
use crate::scan::frame;
use proptest::collection::vec;
use proptest::prelude::*;

const OPENERS: &[&[u8]] = &[
    b"\x1b[",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1bO",
    b"\x1b]",
    b"\x1b]0;",
    b"\x1bP",
    b"\x1b_",
    b"\x1b^",
    b"\x1bX",
    b"\x1b[?",
    b"\x1b[<",
    b"\x1b[M",
    b"\x1b[A",
    b"\x1bOP",
    b"\x1b\x1b",
    b"\x9b",
    b"\xc2\x9b",
    b"\xc3",
    b"\xe2\x82",
    b"\xf0\x9f\x98",
    b"\r\n",
    b"\x1b[1;5",
    b"]C",
    b"\x1b[[",
];
const SUFFIXES: [&[u8]; 5] = [b"", b"\r", b"\n", b"\r\n", b"\t"];
const GAPS: [u64; 5] = [0, 1, 8, 16, 29];

fn openers() -> Vec<Vec<u8>> {
    let singles = (0..=255_u8).map(|b| vec![b]);
    singles.chain(OPENERS.iter().map(|o| o.to_vec())).collect()
}

fn typed(bytes: &[u8], gap: u64) -> Vec<Input> {
    let chunks: Vec<(u64, &[u8])> = bytes.chunks(1).map(|b| (gap, b)).collect();
    play(&ScanSettings::default(), &chunks)
}

fn keys(inputs: &[Input]) -> usize {
    inputs.iter().filter(|i| matches!(i, Input::Key(_))).count()
}

fn numbers(inputs: &[Input]) -> Vec<String> {
    let settings = ScanSettings::default();
    let scans = inputs.iter().filter_map(|i| if let Input::Scan(scan) = i { Some(scan) } else { None });
    scans.flat_map(|scan| frame::read(&scan.raw, &settings).identifiers).map(|found| found.value).collect()
}

#[test]
fn a_barcode_of_any_opener_and_a_suffix_presses_no_key() {
    for opener in openers() {
        for suffix in &SUFFIXES[1..] {
            for gap in GAPS {
                let out = typed(&[&opener, *suffix].concat(), gap);
                assert_eq!(keys(&out), 0, "{opener:?} {suffix:?} {gap}");
            }
        }
    }
}

#[test]
fn a_good_scan_behind_any_opener_is_read_and_presses_no_key() {
    for imei in ["352099001761481", "490154203237518", "867530912345678"] {
        let imei = crate::imei::Imei::parse(&imei[..14]).unwrap().digits();
        for opener in openers() {
            for between in SUFFIXES {
                for suffix in SUFFIXES {
                    let out = typed(&[&opener, between, imei.as_bytes(), suffix].concat(), 8);
                    assert_eq!(keys(&out), 0, "{opener:?} {between:?} {suffix:?}");
                    assert!(
                        numbers(&out).contains(&imei),
                        "{opener:?} {between:?} {imei} {suffix:?}: {:?}",
                        numbers(&out)
                    );
                }
            }
        }
    }
}

fn stream() -> impl Strategy<Value = Vec<(u64, Vec<u8>)>> {
    let byte = prop_oneof![3 => Just(b'5'), 1 => Just(0x1b), 1 => Just(b'['), 1 => Just(b'\r'), 1 => Just(b'\n'), 1 => Just(b'A'), 2 => any::<u8>()];
    let pause = prop_oneof![3 => 0_u64..4, 2 => 4_u64..29, 2 => 29_u64..60, 1 => 60_u64..200];
    vec((pause, vec(byte, 1..12)), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chunking_changes_nothing(stream in stream(), cuts in vec(0_usize..5, 64), flushes in vec(any::<bool>(), 64)) {
        let settings = ScanSettings::default();
        let whole: Vec<(u64, &[u8])> = stream.iter().map(|(p, b)| (*p, b.as_slice())).collect();
        let (mut decoder, mut cut, mut now) = (Decoder::new(&settings), Vec::new(), 10_000);
        for (i, (pause, bytes)) in stream.iter().enumerate() {
            // Flushing at any time in between gives nothing that would not come anyway.
            if flushes[i % 64] {
                decoder.flush(at(now + pause / 2), &mut cut);
            }
            now += pause;
            let (head, tail) = bytes.split_at(cuts[i % 64].min(bytes.len()));
            decoder.feed(head, at(now), &mut cut);
            tail.chunks(1).for_each(|b| decoder.feed(b, at(now), &mut cut));
        }
        decoder.flush(at(now + 1000), &mut cut);
        prop_assert_eq!(play(&settings, &whole), cut);
    }

    #[test]
    fn no_byte_is_held_past_the_flush_and_no_text_holds_a_control(stream in stream()) {
        let settings = ScanSettings::default();
        let (mut decoder, mut out, mut now) = (Decoder::new(&settings), Vec::new(), 10_000);
        for (pause, bytes) in &stream {
            now += pause;
            decoder.feed(bytes, at(now), &mut out);
            prop_assert!(decoder.deadline().is_some_and(|ms| ms <= settings.quiet_ms()));
        }
        decoder.flush(at(now + settings.quiet_ms()), &mut out);
        prop_assert_eq!(decoder.deadline(), None);
        for input in &out {
            match input {
                Input::Text(text) => prop_assert!(!text.is_empty() && text.chars().all(printable)),
                Input::Scan(scan) => {
                    let frame = frame::read(&scan.raw, &settings);
                    prop_assert!(frame.text.chars().all(printable));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_key_has_quiet_on_both_sides(stream in stream()) {
        // As many keys as there are chunks that stand alone, at most.
        let alone = (0..stream.len()).filter(|&i| {
            stream[i].0 >= 30 || i == 0
        }).count();
        let whole: Vec<(u64, &[u8])> = stream.iter().map(|(p, b)| (*p, b.as_slice())).collect();
        prop_assert!(keys(&play(&ScanSettings::default(), &whole)) <= alone);
    }

    #[test]
    fn every_imei_is_read_behind_noise(body in "(35|86|01|99)[0-9]{12}", noise in vec(any::<u8>(), 0..4), gap in 0_u64..25, end in 0_usize..5) {
        let imei = crate::imei::Imei::parse(&body).unwrap().digits();
        // A digit or letter glued to a number makes another text; noise ends in something else.
        let out = typed(&[&noise, &b"\r"[..], imei.as_bytes(), SUFFIXES[end]].concat(), gap);
        prop_assert!(numbers(&out).contains(&imei));
        prop_assert_eq!(keys(&out), 0);
    }
}
