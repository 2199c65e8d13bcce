use super::*;
use proptest::prelude::*;

fn item(number: u64) -> ItemLabel {
    ItemLabel::new(number).unwrap()
}

#[test]
fn what_is_printed_is_read_again() {
    for number in [1, 9, 123, 999_999, 1_000_000, 9_999_999_999] {
        let label = item(number);
        for text in [label.to_string(), label.bars(), label.to_string().to_lowercase(), format!(" {label}\r\n")] {
            assert_eq!(OurCode::parse(&text), Some(OurCode::Item(label)), "{text:?}");
        }
    }
    assert_eq!((ItemLabel::new(0), ItemLabel::new(10_000_000_000)), (None, None));
    let code = DeclarationCode::new(u128::MAX, 199);
    assert_eq!(code.bars().len(), 18);
    assert_eq!(OurCode::parse(&code.to_string()), Some(OurCode::Declaration(code)));
}

#[test]
fn keyboards_of_other_places_type_the_same_code() {
    let bars = DeclarationCode::new(530_671_249_885, 34).bars();
    let rows = [
        ("cd", ["à", "&", "é", "\"", "'", "(", "-", "è", "_", "ç"]),
        ("CD", ["à", "&", "é", "\"", "'", "(", "§", "è", "!", "ç"]),
        ("CD", ["é", "+", "ě", "š", "č", "ř", "ž", "ý", "á", "í"]),
        ("СВ", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
        ("ψδ", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
        ("בג", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
        ("JE", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    ];
    for (letters, row) in rows {
        let key = |c: char| match c {
            'C' => letters.chars().next().unwrap().to_string(),
            'D' => letters.chars().last().unwrap().to_string(),
            c => row[c.to_digit(10).unwrap() as usize].to_owned(),
        };
        let typed: String = bars.chars().map(key).collect();
        assert_eq!(
            OurCode::parse(&typed).map(|code| code.to_string()),
            OurCode::parse(&bars).map(|c| c.to_string()),
            "{typed}"
        );
    }
}

#[test]
fn another_print_or_deal_has_another_code() {
    let one = DeclarationCode::new(1, 1);
    assert_ne!(one, DeclarationCode::new(1, 2));
    assert_ne!(one, DeclarationCode::new(2, 1));
    let kept = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<DeclarationCode>(&kept).unwrap(), one);
    assert!(serde_json::from_str::<DeclarationCode>(&kept.replace('1', "2")).is_err());
}

#[test]
fn nothing_else_is_taken_for_a_code() {
    for text in [
        "",
        "CC",
        "CCD",
        "C",
        "CC-000123",
        "CC-000123-0-",
        "352099001761481",
        "CC0000000000000000000000000000000001",
        "ССD0001230",
        "CC００0123-0",
        "CC-0000123-0",
        "CD-000123-0",
        "SN: CC0001230",
        "CC000123a4",
        "CC-000000-0",
    ] {
        if text == "CC-000123-0-" {
            assert!(OurCode::parse(text).is_some(), "a stray hyphen changes nothing");
        } else {
            assert_eq!(OurCode::parse(text), None, "{text:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_wrong_digit_passes(number in 1_u64..9_999_999_999, at in 0_usize..11, digit in 0_u8..10) {
        let bars = item(number).bars();
        let mut other = bars.clone().into_bytes();
        let at = 2 + at % (other.len() - 2);
        other[at] = b'0' + digit;
        let changed = String::from_utf8(other.clone()).unwrap();
        prop_assert!(changed == bars || OurCode::parse(&changed).is_none(), "{changed}");
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,40}") {
        if let Some(code) = OurCode::parse(&text) {
            prop_assert_eq!(OurCode::parse(&code.to_string()), Some(code));
        }
    }
}
