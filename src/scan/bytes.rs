//! Bytes as characters, and characters made safe to show.

use std::fmt::Write as _;

/// Most characters that [`escape`] shows.
const SHOWN: usize = 200;

/// The characters of untrusted bytes: UTF-8 where it is valid, otherwise each byte as ISO 8859-1,
/// which terminals without UTF-8 and older scanners send.
pub(super) fn chars(raw: &[u8]) -> impl Iterator<Item = char> + '_ {
    raw.utf8_chunks().flat_map(|chunk| chunk.valid().chars().chain(chunk.invalid().iter().map(|&b| char::from(b))))
}

/// True for a character that may reach a cell as it is: no control, and none of the characters
/// that change direction, join or hide others (general category Cf, as far as text can hold it).
pub(super) fn printable(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'))
}

/// Untrusted bytes for display: controls as `\r`, `\e`, `\x1d`, hidden characters as `\u{202e}`,
/// a backslash doubled, at most 200 characters of input.
pub fn escape(raw: &[u8]) -> String {
    escape_chars(chars(raw))
}

/// The same for text.
pub fn escape_text(text: &str) -> String {
    escape_chars(text.chars())
}

fn escape_chars(mut chars: impl Iterator<Item = char>) -> String {
    let mut shown = String::new();
    for c in chars.by_ref().take(SHOWN) {
        // Writing to a String cannot fail.
        let _ = match c {
            '\r' => write!(shown, "\\r"),
            '\n' => write!(shown, "\\n"),
            '\t' => write!(shown, "\\t"),
            '\u{1b}' => write!(shown, "\\e"),
            '\\' => write!(shown, "\\\\"),
            c if printable(c) => write!(shown, "{c}"),
            c if u32::from(c) < 0x100 => write!(shown, "\\x{:02x}", u32::from(c)),
            c => write!(shown, "\\u{{{:x}}}", u32::from(c)),
        };
    }
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_are_spelt_out() {
        assert_eq!(escape(b"\x1b[2J35\r\n\t\x00\\"), "\\e[2J35\\r\\n\\t\\x00\\\\");
        assert_eq!(escape_text("a\u{202e}b\u{9b}c"), "a\\u{202e}b\\x9bc");
        assert_eq!(escape(b"\xe9\xc3\xa9"), "éé");
        assert_eq!(escape(&[b'x'; 500]).chars().count(), 201);
    }

    proptest! {
        #[test]
        fn no_byte_string_yields_a_control(raw in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(escape(&raw).chars().all(printable));
        }
    }
}
