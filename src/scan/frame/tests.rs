use super::*;
use crate::imei::Part as Fault;

fn values(raw: &[u8]) -> Vec<String> {
    read(raw, &ScanSettings::default())
        .identifiers
        .into_iter()
        .map(|found| format!("{} {}", found.kind.word(), found.value))
        .collect()
}

#[test]
fn what_the_scanner_added_is_taken_off() {
    for raw in [
        &b"352099001761481"[..],
        b"352099001761481\r\n",
        b"]C0352099001761481\r",
        b"]Q1352099001761481\t",
        b"D352099001761481\r",
        b"]C0D352099001761481",
        b"\x02352099001761481\x03",
        b"35-209900-176148-1\r",
        b"IMEI:352099001761481\r",
        b"\x1b[200~352099001761481\r",
        b"!352099001761481",
        b"\xff\xfe352099001761481",
        b"35209900176148\r",
        b"]C035209900176148\r",
    ] {
        assert_eq!(values(raw), ["imei 352099001761481"], "{}", escape(raw));
    }
}

#[test]
fn a_configured_prefix_and_suffix_are_taken_off() {
    let settings = ScanSettings { prefix: "77".into(), suffix: "ZZ".into(), ..ScanSettings::default() };
    for raw in
        [&b"77352099001761481ZZ\r"[..], b"77]C0352099001761481ZZ\r", b"]C077352099001761481ZZ", b"352099001761481\r"]
    {
        assert_eq!(read(raw, &settings).identifiers[0].value, "352099001761481", "{}", escape(raw));
    }
}

#[test]
fn the_bars_decide_what_14_digits_are() {
    assert_eq!(values(b"]E05901234123457\r"), ["gtin 5901234123457"]);
    assert_eq!(values(b"]C0D49015420323751"), ["imei 490154203237518"]);
    assert_eq!(values(b"]I110614141999993"), ["gtin 10614141999993"]);
    // GS1: trade item and serial number.
    assert!(values(b"]C10110614141999993\x1d21ABC123")[0].starts_with("gtin "));
}

#[test]
fn several_codes_are_several_numbers() {
    let both = ["imei 352099001761481", "imei 490154203237518"];
    for raw in [
        &b"352099001761481\r490154203237518\r"[..],
        b"]C0352099001761481\r]C0490154203237518\r",
        b"IMEI1:352099001761481;IMEI2:490154203237518",
        b"352099001761481 490154203237518",
        b"352099001761481,490154203237518,352099001761481",
    ] {
        assert_eq!(values(raw), both, "{}", escape(raw));
    }
}

#[test]
fn an_azerty_row_is_repaired_only_when_the_check_digit_holds() {
    let row = |digits: &str| -> String {
        digits
            .chars()
            .map(|c| ['à', '&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç'][c.to_digit(10).unwrap() as usize])
            .collect()
    };
    let good = read((row("352099001761481") + "\r").as_bytes(), &ScanSettings::default());
    assert_eq!((good.identifiers[0].value.as_str(), good.trouble), ("352099001761481", Some(Trouble::LayoutRepaired)));
    let latin: Vec<u8> = row("352099001761481").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read(&latin, &ScanSettings::default()).identifiers, good.identifiers);
    for wrong in ["352099001761482", "35209900176148"] {
        let frame = read(row(wrong).as_bytes(), &ScanSettings::default());
        assert_eq!((frame.identifiers.len(), frame.trouble), (0, Some(Trouble::LayoutWrong)), "{wrong}");
    }
    let eid = read(row("89034011560010000000000000000121").as_bytes(), &ScanSettings::default());
    assert_eq!(eid.identifiers[0].kind, Kind::Eid);
}

#[test]
fn alt_mode_is_explained() {
    let raw: Vec<u8> =
        b"352099001761481".iter().flat_map(|b| format!("{b:04}").into_bytes()).flat_map(|d| [0x1b, d]).collect();
    let frame = read(&raw, &ScanSettings::default());
    assert_eq!((frame.trouble, frame.identifiers.len(), frame.rejected.len()), (Some(Trouble::AltNumpad), 0, 0));
}

#[test]
fn a_refusal_keeps_its_reason() {
    let frame = read(b"352099001761482\r", &ScanSettings::default());
    assert_eq!((frame.identifiers.len(), frame.rejected.len()), (0, 1));
    assert_eq!(frame.rejected[0].rejection.part, Fault::Checksum);
    let behind_a_key = read(b"x\r352099001761482\r", &ScanSettings::default());
    assert_eq!(behind_a_key.rejected, frame.rejected);
    let short = read(b"35209900\r", &ScanSettings::default());
    assert_eq!((short.identifiers.len(), short.rejected.len()), (0, 1));
}

#[test]
fn a_glued_digit_hides_no_imei() {
    // 73 belongs to no reporting body: only one reading is left.
    assert_eq!(values(b"7352099001761481"), ["imei 352099001761481"]);
    let both = read(b"3352099001761481", &ScanSettings::default());
    assert_eq!((both.identifiers.len(), both.trouble), (2, Some(Trouble::TwoReadings)));
    assert_eq!(values(b"3520990017614823"), ["imeisv 3520990017614823"]);
}

#[test]
fn nothing_readable_is_said_so() {
    for raw in [&b"\x03\x04\x05"[..], b"", b"\r\n", b"  "] {
        assert_eq!(read(raw, &ScanSettings::default()).trouble, Some(Trouble::ControlBytes));
    }
}

#[test]
fn labels_of_ours_are_read_through_any_scanner_and_keyboard() {
    let french = "CC\u{e0}\u{e0}\u{e0}&\u{e9}\"\u{e0}\r";
    let latin_1: Vec<u8> = french.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for raw in [b"]C0CC0001230\r\n".as_slice(), b"CC0001230\r", french.as_bytes(), &latin_1] {
        let frame = read(raw, &ScanSettings::default());
        let found: Vec<_> = frame.identifiers.iter().map(|one| (one.kind, one.value.as_str())).collect();
        assert_eq!(found, [(Kind::Label, "CC-000123-0")], "{raw:?} {frame:?}");
    }
}
