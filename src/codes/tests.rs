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
    let code = DeclarationCode::new(u128::MAX, b"x");
    assert_eq!(code.bars().len(), 16);
    assert_eq!(OurCode::parse(&code.to_string()), Some(OurCode::Declaration(code)));
}

#[test]
fn the_table_is_damms() {
    // The example of the method's usual description.
    assert_eq!(check::digit("572"), '4');
    assert_eq!(check::digit("43881234567"), '9');
}

#[test]
fn keyboards_of_other_places_type_the_same_code() {
    let bars = DeclarationCode::new(5, b"goods").bars();
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
fn a_changed_paper_has_another_code() {
    let one = DeclarationCode::new(1, b"galaxy 100.00");
    assert_ne!(one, DeclarationCode::new(1, b"galaxy 900.00"));
    assert_ne!(one, DeclarationCode::new(2, b"galaxy 100.00"));
}

#[test]
fn nothing_else_is_taken_for_a_code() {
    for text in [
        "",
        "CC",
        "CCD",
        "C",
        "CC-000123",
        "CC-000123-4-",
        "352099001761481",
        "CC0000000000000000000000000000000001",
        "ССD0001234",
        "CC００0123-4",
        "CC-0000123-4",
        "CD-000123-4",
        "SN: CC0001234",
        "CC000123a4",
        "CC-000000-0",
    ] {
        if text == "CC-000123-4-" {
            assert!(OurCode::parse(text).is_some(), "a stray hyphen changes nothing");
        } else {
            assert_eq!(OurCode::parse(text), None, "{text:?}");
        }
    }
}

proptest! {
    #[test]
    fn no_wrong_digit_and_no_two_that_changed_places_pass(number in 1_u64..9_999_999_999, at in 0_usize..11, digit in 0_u8..10) {
        let bars = item(number).bars();
        let mut other = bars.clone().into_bytes();
        let at = 2 + at % (other.len() - 2);
        other[at] = b'0' + digit;
        let changed = String::from_utf8(other.clone()).unwrap();
        prop_assert!(changed == bars || OurCode::parse(&changed).is_none(), "{changed}");
        let mut swapped = bars.clone().into_bytes();
        if at + 1 < swapped.len() {
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert!(swapped == bars || OurCode::parse(&swapped).is_none(), "{swapped}");
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,40}") {
        if let Some(code) = OurCode::parse(&text) {
            prop_assert_eq!(OurCode::parse(&code.to_string()), Some(code));
        }
    }
}
