//! Search tokens: a keyed HMAC of the value in the form in which people mean the same.

use crate::ledger::leaf::TokenClass;
use crate::ledger::leaf::commitment::hmac;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Bytes of a token: 128 bits are never alike by chance.
const LENGTH: usize = 16;
/// Trailing digits of a telephone number that count: `+44 7700 900123` and `07700 900123` are one.
const PHONE_DIGITS: usize = 9;

/// The token of a value; `None` when nothing of it is left to search for.
pub(super) fn token(key: &[u8; 32], class: TokenClass, value: &str) -> Option<Vec<u8>> {
    let value = normal(class, value);
    (!value.is_empty()).then(|| hmac(key, &[word(class), b"\0", value.as_bytes()])[..LENGTH].to_vec())
}

fn word(class: TokenClass) -> &'static [u8] {
    match class {
        TokenClass::Imei => b"imei",
        TokenClass::Name => b"name",
        TokenClass::Document => b"document",
        TokenClass::Phone => b"phone",
        TokenClass::Address => b"address",
    }
}

fn normal(class: TokenClass, value: &str) -> String {
    let plain = value.nfkd().filter(|c| !is_combining_mark(*c));
    match class {
        TokenClass::Imei => plain.filter(char::is_ascii_alphanumeric).take(14).collect::<String>().to_ascii_uppercase(),
        TokenClass::Document => plain.filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect(),
        TokenClass::Phone => {
            let digits: String = plain.filter(char::is_ascii_digit).collect();
            digits[digits.len().saturating_sub(PHONE_DIGITS)..].to_owned()
        }
        TokenClass::Name | TokenClass::Address => {
            let lower: String = plain.flat_map(char::to_lowercase).collect();
            let mut words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            words.sort_unstable();
            words.join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_mean_alike_is_alike() {
        let same = [
            (TokenClass::Imei, "490154203237518", "49-015420-323751 8 / 01"),
            (TokenClass::Imei, "a0000000002329", "A00000000023290"),
            (TokenClass::Name, "Zoë Müller-Lüdenscheidt", "MÜLLER LÜDENSCHEIDT, ZOE"),
            (TokenClass::Document, "ab 12/34", "AB1234"),
            (TokenClass::Phone, "+44 7700 900123", "07700 900123"),
            (TokenClass::Address, "12 High St., Anytown", "12, HIGH ST\nanytown"),
        ];
        for (class, one, other) in same {
            assert_eq!(token(&[1; 32], class, one), token(&[1; 32], class, other), "{one} {other}");
            assert_ne!(token(&[1; 32], class, one), token(&[2; 32], class, one), "the key counts");
        }
        assert_ne!(token(&[1; 32], TokenClass::Phone, "123456789"), token(&[1; 32], TokenClass::Document, "123456789"));
        assert_ne!(token(&[1; 32], TokenClass::Name, "Anna Bell"), token(&[1; 32], TokenClass::Name, "Annabell"));
        assert_eq!(token(&[1; 32], TokenClass::Name, " - "), None);
    }
}
