//! The written format (`docs/receipt.md`), and every way to get it wrong.

use super::*;
use crate::ledger::tree::{leaf_hash, node_hash};
use proptest::prelude::*;

const PAGE: &str = include_str!("../../../docs/receipt.md");

fn key() -> SigningKey {
    SigningKey::from_seed("countercheck/test/till-1/00000000/1", [7; 32]).unwrap()
}

/// The example of the page: entry 1 of three leaves.
fn example() -> (Receipt, Code) {
    let [first, second, third] = [b"one".as_slice(), b"two", b"three"].map(leaf_hash);
    let of_two = node_hash(&first, &second);
    let entry = Entry { index: 1, leaf_hash: second };
    let tree = Tree { size: 3, root: node_hash(&of_two, &third) };
    let receipt = Receipt::sign(&entry, &tree, 1_777_716_000_000, &key()).unwrap();
    let code = Code::of(&receipt.log_key, &entry, &of_two);
    (receipt, code)
}

/// What the page's example says under a heading, its lines joined.
fn page(name: &str) -> String {
    let (_, rest) = PAGE.split_once(&format!("\n{name:8}")).unwrap();
    let more = rest.lines().enumerate().take_while(|(n, line)| *n == 0 || line.starts_with("        "));
    more.map(|(_, line)| line.trim()).collect()
}

#[test]
fn the_example_of_the_written_format_holds() {
    let (receipt, code) = example();
    assert_eq!(hex::encode(receipt.to_bytes()), page("bytes"));
    assert_eq!(receipt.to_digits(), page("digits"));
    assert_eq!(code.printed(receipt.index), page("code"));
    assert_eq!(Receipt::from_digits(&page("digits")).unwrap(), receipt);
}

#[test]
fn a_receipt_is_only_made_of_an_entry_in_the_tree() {
    let entry = Entry { index: 3, leaf_hash: [0; 32] };
    assert_eq!(Receipt::sign(&entry, &Tree { size: 3, root: [0; 32] }, 0, &key()), None);
}

#[test]
fn every_flipped_bit_is_refused() {
    let (receipt, _) = example();
    assert!(receipt.verify_signature());
    for bit in 0..BYTES * 8 {
        let mut bytes = receipt.to_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let accepted = Receipt::from_bytes(&bytes).is_ok_and(|read| read.verify_signature());
        assert!(!accepted, "bit {bit}");
    }
}

#[test]
fn every_other_digit_is_refused() {
    let digits = example().0.to_digits();
    for (place, digit) in digits.bytes().enumerate() {
        for other in b'0'..=b'9' {
            let mut text = digits.clone().into_bytes();
            text[place] = other;
            let read = Receipt::from_digits(std::str::from_utf8(&text).unwrap());
            assert_eq!(read.is_ok_and(|read| read.verify_signature()), other == digit, "place {place}");
        }
    }
}

#[test]
fn a_signature_over_the_bare_bytes_is_none() {
    let (mut receipt, _) = example();
    receipt.signature = key().sign_bytes(&receipt.to_bytes()[..SIGNED]);
    assert!(!receipt.verify_signature(), "the domain is missing");
}

#[test]
fn a_key_that_signs_everything_signs_no_receipt() {
    let (mut receipt, _) = example();
    // The neutral element: with it, a signature of zeros fits any message unless weak keys are refused.
    receipt.log_key = [0; 32];
    receipt.log_key[0] = 1;
    receipt.signature = [0; 64];
    receipt.signature[0] = 1;
    assert!(!receipt.verify_signature());
}

#[test]
fn misread_digits_are_told_apart() {
    let (receipt, _) = example();
    let digits = receipt.to_digits();
    let spaced: String = digits.chars().flat_map(|c| [c, if c == '7' { '\n' } else { ' ' }]).collect();
    assert_eq!(Receipt::from_digits(&spaced), Ok(receipt));
    let refused = |text: &str| Receipt::from_digits(text).unwrap_err();
    assert_eq!(refused(&digits[1..]), ReceiptError::DigitCount { found: 492 });
    assert_eq!(refused(&format!("{digits}0")), ReceiptError::DigitCount { found: 494 });
    assert_eq!(refused(&digits.replace('7', "x")), ReceiptError::NotADigit { found: 'x' });
    assert_eq!(refused(&digits.replacen('0', "\u{0660}", 1)), ReceiptError::NotADigit { found: '\u{0660}' });
    assert_eq!(refused(&format!("{}16777216{}", &digits[..8], &digits[16..])), ReceiptError::Group { group: 2 });
    assert_eq!(refused(&format!("{}65536", &digits[..488])), ReceiptError::Group { group: 62 });
    assert_eq!(refused(&format!("00131072{}", &digits[8..])), ReceiptError::Version { found: 2 });
    assert_eq!(Receipt::from_bytes(&[1; 184]), Err(ReceiptError::Length { bytes: 184 }));
    assert!(matches!(Receipt::from_bytes(&[1; 185]), Err(ReceiptError::Outside { .. })));
}

#[test]
fn a_code_is_read_as_people_write_it() {
    let (_, code) = example();
    let printed = code.printed(1);
    for text in [
        printed.clone(),
        printed.to_lowercase(),
        printed.replace('-', " "),
        printed.replace('-', ""),
        printed.replace('-', "\u{2013}"),
        printed.replace("#1", "  #1  "),
        printed.replace("#1", "1"),
        printed.replace("-1WDJP", "-lWDJP"),
        printed.replace("-1WDJP", "-IWDJP"),
        printed.replace("M0", "MO"),
    ] {
        assert_eq!(Code::parse(&text), Ok((Some(1), code)), "{text}");
    }
    assert_eq!(Code::parse(&code.to_string()), Ok((None, code)));
    assert_eq!(Code::parse("#1NT8ZBZD5KJ1WDJPX5J8MM0"), Ok((Some(1), code)));
}

#[test]
fn a_mistyped_code_is_told_from_a_missing_entry() {
    let (_, code) = example();
    let text = code.to_string();
    for (place, _) in text.char_indices().filter(|(_, c)| *c != '-') {
        for other in ALPHABET_AND_MORE.chars() {
            let wrong = format!("{}{other}{}", &text[..place], &text[place + 1..]);
            match Code::parse(&wrong) {
                Ok((None, read)) => assert_eq!(read, code, "{wrong} reads as another code"),
                Err(CodeError::Mistyped | CodeError::Character { .. }) => (),
                other => panic!("{wrong} gives {other:?}"),
            }
        }
    }
    // Neighbours exchanged: the commonest slip after a wrong character.
    let swapped: Vec<char> = text.chars().collect();
    for n in (1..swapped.len()).filter(|n| swapped[*n] != '-' && swapped[n - 1] != '-' && swapped[*n] != swapped[n - 1])
    {
        let mut swapped = swapped.clone();
        swapped.swap(n - 1, n);
        assert_eq!(Code::parse(&swapped.iter().collect::<String>()), Err(CodeError::Mistyped));
    }
    assert_eq!(Code::parse("NT8ZB-ZD5KJ"), Err(CodeError::Length { found: 10 }));
    assert_eq!(Code::parse(&format!("X{text}")), Err(CodeError::Length { found: 23 }));
    assert_eq!(Code::parse(&format!("#x {text}")), Err(CodeError::Index));
    assert_eq!(Code::parse(&format!("# {text}")), Ok((None, code)));
    assert_eq!(Code::parse(&format!("#99999999999999999999 {text}")), Err(CodeError::Index));
    assert!(matches!(Code::parse(&"0 ".repeat(500)), Err(CodeError::Length { .. })));
    assert_eq!(Code::parse(""), Err(CodeError::Length { found: 0 }));
}

/// One single wrong character among 1023 has the check group of the right one; these are tried.
const ALPHABET_AND_MORE: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZilou*é";

#[test]
fn the_code_depends_on_log_place_history_and_entry() {
    let (receipt, code) = example();
    let entry = Entry { index: 1, leaf_hash: receipt.leaf_hash };
    let root = node_hash(&leaf_hash(b"one"), &leaf_hash(b"two"));
    assert_eq!(Code::of(&receipt.log_key, &entry, &root), code);
    assert_ne!(Code::of(&[9; 32], &entry, &root), code);
    assert_ne!(Code::of(&receipt.log_key, &Entry { index: 2, ..entry }, &root), code);
    assert_ne!(Code::of(&receipt.log_key, &entry, &receipt.root), code);
    assert_ne!(Code::of(&receipt.log_key, &Entry { leaf_hash: [9; 32], ..entry }, &root), code);
}

#[test]
fn what_is_presented_is_told_by_its_looks() {
    let (receipt, code) = example();
    assert_eq!(read(&receipt.to_digits()), Ok(Presented::Whole(Box::new(receipt.clone()))));
    assert_eq!(read(&code.printed(1)), Ok(Presented::Code { index: Some(1), code }));
    let cut = &receipt.to_digits()[..400];
    assert_eq!(read(cut), Err(PresentedError::Receipt(ReceiptError::DigitCount { found: 400 })));
    assert_eq!(read("hello"), Err(PresentedError::Code(CodeError::Length { found: 5 })));
}

proptest! {
    #[test]
    fn receipts_survive_bytes_and_digits(
        keys in any::<[u8; 32]>(), size in 1_u64.., place in any::<u64>(), time_ms: u64, root: [u8; 32],
        leaf_hash: [u8; 32],
    ) {
        let receipt = Receipt {
            log_key: keys, size, index: place % size, time_ms, root, leaf_hash, signature: [time_ms.to_be_bytes()[7]; 64],
        };
        prop_assert_eq!(&Receipt::from_bytes(&receipt.to_bytes()).unwrap(), &receipt);
        prop_assert_eq!(&Receipt::from_digits(&receipt.to_digits()).unwrap(), &receipt);
    }

    #[test]
    fn codes_survive_printing(key: [u8; 32], index: u64, root: [u8; 32], hash: [u8; 32]) {
        let code = Code::of(&key, &Entry { index, leaf_hash: hash }, &root);
        prop_assert_eq!(Code::parse(&code.printed(index)), Ok((Some(index), code)));
    }

    #[test]
    fn no_text_makes_the_readers_fall_over(text in ".{0,600}") {
        let _ = read(&text);
    }
}
