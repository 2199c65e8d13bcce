//! What scanners type when they and the computer disagree about the keyboard.

/// The digit row without Shift on French and Belgian keyboards; the accented ones also as a
/// terminal without UTF-8 sends them. Belgian has § and ! where French has - and _.
const AZERTY: &[(char, char)] = &[
    ('&', '1'),
    ('é', '2'),
    ('"', '3'),
    ('\'', '4'),
    ('(', '5'),
    ('-', '6'),
    ('§', '6'),
    ('è', '7'),
    ('_', '8'),
    ('!', '8'),
    ('ç', '9'),
    ('à', '0'),
];

/// The digits that an AZERTY digit row stands for, if every character is one of its characters,
/// there are at least eight of them, and not only those that other texts are full of.
pub(super) fn azerty_digits(text: &str) -> Option<String> {
    let digits: String =
        text.chars().map(|c| AZERTY.iter().find(|(typed, _)| *typed == c).map(|(_, d)| *d)).collect::<Option<_>>()?;
    let kinds = AZERTY.iter().filter(|(typed, _)| text.contains(*typed)).count();
    (digits.len() >= 8 && kinds >= 3).then_some(digits)
}

/// True for characters that a scanner in ALT mode produced: it presses Alt with the number-pad
/// digits of each character's code. A terminal shows `ESC` before each digit, or the bare codes:
/// `0053` or `053` or `53` for a 5.
pub(super) fn is_alt_numpad(text: &str) -> bool {
    let text = text.trim_end_matches(['\r', '\n', '\t']);
    let escaped = text.matches('\u{1b}').count();
    let digits: String = text.chars().filter(|&c| c != '\u{1b}').collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    if escaped >= 6 && escaped == digits.len() {
        return true;
    }
    // Bare codes: only with their leading zeros, otherwise any number would do.
    escaped == 0 && (codes(&digits, 4) || codes(&digits, 3))
}

/// At least six character codes of `width` digits, all of them printable characters or the
/// terminators, with the leading zero that ALT mode sends.
fn codes(digits: &str, width: usize) -> bool {
    digits.len() >= 6 * width
        && digits.len().is_multiple_of(width)
        && digits.as_bytes().chunks(width).all(|code| {
            let value = code.iter().fold(0_u32, |sum, b| sum * 10 + u32::from(b - b'0'));
            code[0] == b'0' && matches!(value, 9 | 10 | 13 | 29 | 32..=126)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_azerty_row_reads_as_digits() {
        assert_eq!(azerty_digits("\"(éàçç&è-&'_&").as_deref(), Some("3520991761481"));
        assert_eq!(azerty_digits("&é\"'(§è!çà").as_deref(), Some("1234567890"));
        for text in ["&é\"", "--------", "&é\"'(-è_ç0", "352099001761481", ""] {
            assert_eq!(azerty_digits(text), None, "{text}");
        }
    }

    #[test]
    fn alt_mode_is_recognised_and_numbers_are_not() {
        let imei = "352099001761481";
        let four: String = imei.bytes().flat_map(|b| format!("{b:04}").into_bytes()).map(char::from).collect();
        let three: String = imei.bytes().flat_map(|b| format!("{b:03}").into_bytes()).map(char::from).collect();
        let escaped: String = imei
            .bytes()
            .flat_map(|b| format!("{b:04}").chars().flat_map(|c| ['\u{1b}', c]).collect::<Vec<_>>())
            .collect();
        for text in [&four, &three, &escaped, &(four.clone() + "\r"), &(three.clone() + "013")] {
            assert!(is_alt_numpad(text), "{text:?}");
        }
        for text in
            [imei, "89034011560010000000000000000121", "8990011419260179000", "00000000000000", "", "\u{1b}3\u{1b}5"]
        {
            assert!(!is_alt_numpad(text), "{text:?}");
        }
    }
}
