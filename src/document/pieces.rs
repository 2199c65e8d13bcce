//! A scanned text without what scanners put around its lines.

/// The runs between white space and control characters, each without an AIM identifier
/// (ISO/IEC 15424: `]`, a letter, a modifier) in front.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
        .map(without_aim)
        .filter(|p| !p.is_empty())
}

/// The text behind an AIM identifier, or the text.
pub(super) fn without_aim(text: &str) -> &str {
    match text.as_bytes() {
        [b']', letter, modifier, ..] if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() => &text[3..],
        _ => text,
    }
}

/// A text of one line without what stands around it.
pub(super) fn bare(text: &str) -> &str {
    without_aim(text.trim_matches(|c: char| c.is_whitespace() || c.is_control()))
}
