use super::*;
use crate::scan::Terminator;

const IMEI: &[u8] = b"352099001761481";

pub(super) fn at(mono: u64) -> Moment {
    Moment::new(chrono::DateTime::UNIX_EPOCH, mono)
}

/// Plays chunks, each with the pause before it, and flushes at the end.
pub(super) fn play(settings: &ScanSettings, chunks: &[(u64, &[u8])]) -> Vec<Input> {
    let (mut decoder, mut out, mut now) = (Decoder::new(settings), Vec::new(), 10_000);
    for (pause, bytes) in chunks {
        now += pause;
        decoder.feed(bytes, at(now), &mut out);
    }
    decoder.flush(at(now + 1000), &mut out);
    assert_eq!(decoder.deadline(), None, "bytes were withheld");
    out
}

fn default(chunks: &[(u64, &[u8])]) -> Vec<Input> {
    play(&ScanSettings::default(), chunks)
}

fn raws(inputs: &[Input]) -> Vec<&[u8]> {
    inputs.iter().filter_map(|i| if let Input::Scan(scan) = i { Some(scan.raw.as_slice()) } else { None }).collect()
}

fn text(text: &str) -> Input {
    Input::Text(text.into())
}

#[test]
fn a_lone_key_is_a_key() {
    let table: &[(&[u8], Key)] = &[
        (b"a", Key::Char('a')),
        (b" ", Key::Char(' ')),
        ("é".as_bytes(), Key::Char('é')),
        ("€".as_bytes(), Key::Char('€')),
        (b"\r", Key::Enter),
        (b"\n", Key::Enter),
        (b"\t", Key::Tab),
        (b"\x1b", Key::Esc),
        (b"\x7f", Key::Backspace),
        (b"\x08", Key::Backspace),
        (b"\x00", Key::Ctrl(' ')),
        (b"\x03", Key::Ctrl('c')),
        (b"\x1d", Key::Ctrl('5')),
        (b"\x1b[A", Key::Up),
        (b"\x1bOB", Key::Down),
        (b"\x1b[3~", Key::Delete),
        (b"\x1b[Z", Key::BackTab),
        (b"\x1bOP", Key::F(1)),
        (b"\x1b[[A", Key::F(1)),
        (b"\x1b[24~", Key::F(12)),
    ];
    for (bytes, key) in table {
        assert_eq!(default(&[(0, bytes)]), [Input::Key(*key)], "{bytes:?}");
        // Key repeat of a desktop: each is alone. A repeated Enter is taken for a limping terminator.
        let repeated = default(&[(33, bytes), (33, bytes), (33, bytes)]).len();
        assert_eq!(repeated, if *bytes == b"\r" { 2 } else { 3 }, "{bytes:?}");
    }
}

#[test]
fn a_scan_at_every_speed_and_with_every_end_is_one_scan() {
    for gap in [0, 1, 8, 16, 25] {
        for end in [&b""[..], b"\r", b"\n", b"\r\n", b"\t"] {
            let all = [IMEI, end].concat();
            let chunks: Vec<(u64, &[u8])> = all.chunks(1).map(|b| (gap, b)).collect();
            assert_eq!(raws(&default(&chunks)), [&all[..]], "{gap} ms, {end:?}");
            assert_eq!(default(&chunks).len(), 1);
        }
    }
}

#[test]
fn two_scans_with_quiet_between_are_two() {
    let out = default(&[(0, b"352099001761481\r"), (60, b"490154203237518\r")]);
    assert_eq!(raws(&out), [b"352099001761481\r", b"490154203237518\r"]);
}

#[test]
fn a_burst_keeps_its_separators() {
    let licence = b"@\n\x1e\rANSI 636000\nDCSSAMPLE\x1dDAC\r";
    assert_eq!(raws(&default(&[(0, licence)])), [licence]);
}

#[test]
fn a_burst_under_way_may_halt_longer_than_a_key_waits() {
    assert_eq!(raws(&default(&[(0, b"3520990"), (45, b"01761481\r")])), [b"352099001761481\r"]);
}

#[test]
fn a_scan_that_halts_after_its_first_digit_is_whole() {
    // Its tail alone would be 14 digits, which is a valid form of another number.
    let out = default(&[(0, b"3"), (40, b"52099001761481\r")]);
    assert_eq!(out[0], Input::Key(Key::Char('3')));
    assert_eq!(raws(&out), [b"352099001761481\r"]);
    let typed_long_before = default(&[(0, b"3"), (400, b"52099001761481\r")]);
    assert_eq!(raws(&typed_long_before), [b"52099001761481\r"]);
}

#[test]
fn an_unfinished_sequence_does_not_hold_back_what_follows() {
    for opener in [&b"\x1b["[..], b"\x1b[200~", b"\x1bO", b"\x1b]", b"\x1bP", b"\xc3", b"\xf0\x9f", b"\x1b[?1;2"] {
        let quiet_between = default(&[(0, opener), (60, b"352099001761481\r")]);
        assert_eq!(raws(&quiet_between), [b"352099001761481\r"], "{opener:?}");
        assert!(!quiet_between.iter().any(|i| matches!(i, Input::Key(_))), "{opener:?}");
    }
}

#[test]
fn short_bursts_are_text_and_never_commands() {
    assert_eq!(default(&[(0, b"th")]), [text("th")]);
    assert_eq!(default(&[(0, b"y\r")]), [text("y")]);
    assert_eq!(default(&[(0, b"q\x03\x1b")]), [text("q")]);
    assert_eq!(default(&[(0, b"12345")]), [text("12345")]);
    assert_eq!(raws(&default(&[(0, b"123456")])).len(), 1);
    assert_eq!(raws(&default(&[(0, b"A12\r")])).len(), 1);
}

#[test]
fn control_bytes_alone_are_named_and_clumped_cursor_keys_are_dropped() {
    assert_eq!(default(&[(0, b"\x03\r")]), [Input::Trouble(Trouble::ControlBytes)]);
    assert_eq!(default(&[(0, b"\x1b\r\n")]), [Input::Trouble(Trouble::ControlBytes)]);
    for clump in [&b"\x1b[B\x1b[B\x1b[B"[..], b"\x7f\x7f\x7f", b"\r\n", b"\r\r"] {
        assert_eq!(default(&[(0, clump)]), [], "{clump:?}");
    }
}

#[test]
fn foreign_sequences_mean_nothing() {
    for bytes in [&b"\x1b[1;5A"[..], b"\x1b[24;80R", b"\x1bx", b"\x1bOj", b"\x1b[I", b"\x1b[<0;12;4M", b"\x1b[29~"] {
        assert_eq!(default(&[(0, bytes)]), [], "{bytes:?}");
    }
    assert_eq!(raws(&default(&[(0, b"\x1b[35209900176148A")])).len(), 1);
}

#[test]
fn a_late_line_feed_or_terminator_is_swallowed() {
    assert_eq!(default(&[(0, b"\r"), (40, b"\n")]), [Input::Key(Key::Enter)]);
    assert_eq!(default(&[(0, b"\r"), (200, b"\n")]).len(), 2);
    let limping = default(&[(0, IMEI), (70, b"\r")]);
    assert_eq!((limping.len(), raws(&limping).len()), (1, 1));
    let pressed = default(&[(0, IMEI), (300, b"\r")]);
    assert_eq!(pressed[1], Input::Key(Key::Enter));
    let after_a_terminator = default(&[(0, b"352099001761481\r"), (70, b"\r")]);
    assert_eq!(after_a_terminator[1], Input::Key(Key::Enter));
}

#[test]
fn an_endless_burst_is_reported_once_and_ends() {
    let much = vec![b'7'; 1000];
    let mut chunks: Vec<(u64, &[u8])> = (0..20).map(|_| (10, much.as_slice())).collect();
    chunks.push((100, b"352099001761481\r"));
    let out = default(&chunks);
    assert_eq!(out[0], Input::Trouble(Trouble::TooLong));
    assert_eq!((out.len(), raws(&out)), (2, vec![&b"352099001761481\r"[..]]));
    assert_eq!(raws(&default(&[(0, &[b'7'; RAW_LIMIT])])).len(), 1);
    assert_eq!(default(&[(0, &[b'7'; RAW_LIMIT + 1])]), [Input::Trouble(Trouble::TooLong)]);
}

#[test]
fn settings_are_obeyed() {
    let slow = ScanSettings { gap_ms: 100, ..ScanSettings::default() };
    let chunks: Vec<(u64, &[u8])> = IMEI.chunks(1).map(|b| (90, b)).collect();
    assert_eq!(raws(&play(&slow, &chunks)), [IMEI]);
    let etx = ScanSettings { terminators: vec![Terminator::Etx], ..ScanSettings::default() };
    assert_eq!(raws(&play(&etx, &[(0, b"A12\x03")])).len(), 1);
    assert_eq!(raws(&play(&etx, &[(0, b"A12\r")])).len(), 0);
    let marked = ScanSettings { prefix: "\u{2}".into(), ..ScanSettings::default() };
    assert_eq!(raws(&play(&marked, &[(0, b"\x02A\r")])).len(), 1);
    let long = ScanSettings { min_length: 20, min_length_ended: 18, ..ScanSettings::default() };
    assert_eq!(raws(&play(&long, &[(0, b"352099001761481\r")])).len(), 0);
}

#[test]
fn a_device_knows_no_keys() {
    let settings = ScanSettings::default();
    let mut decoder = Decoder::of(&settings, ScanSource::Serial("p".into()));
    let mut out = Vec::new();
    decoder.feed(b"q", at(0), &mut out);
    decoder.flush(at(100), &mut out);
    decoder.feed(b"\r\n", at(200), &mut out);
    decoder.flush(at(300), &mut out);
    decoder.feed(b"\x1b[A", at(400), &mut out);
    decoder.end(&mut out);
    assert_eq!(raws(&out), [&b"q"[..], b"\x1b[A"]);
}

#[test]
fn debug_prints_hold_no_number() {
    let shown = format!("{:?}", default(&[(0, b"352099001761481\r"), (100, b"7"), (100, b"89")]));
    assert!(!shown.contains("3520") && !shown.contains('7') && !shown.contains("89"), "{shown}");
}
