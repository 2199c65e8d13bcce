//! GS1 element strings (General Specifications, section 3): application identifier and value,
//! again and again; values of variable length end with FNC1, which scanners send as GS (0x1D).

use super::label::Label;

/// Identifiers whose value has a fixed length, which therefore need no separator.
const FIXED: &[(&str, usize)] =
    &[("00", 18), ("01", 14), ("02", 14), ("11", 6), ("12", 6), ("13", 6), ("15", 6), ("16", 6), ("17", 6), ("20", 2)];

/// Identifiers whose value runs to the next separator, with their longest value.
const VARIABLE: &[(&str, usize)] = &[
    ("8002", 20),
    ("8004", 30),
    ("8008", 12),
    ("400", 30),
    ("401", 30),
    ("240", 30),
    ("241", 30),
    ("250", 30),
    ("10", 20),
    ("21", 20),
    ("22", 20),
    ("30", 8),
    ("37", 8),
    ("90", 30),
    ("91", 90),
    ("92", 90),
    ("93", 90),
    ("94", 90),
    ("95", 90),
    ("96", 90),
    ("97", 90),
    ("98", 90),
    ("99", 90),
];

const FNC1: char = '\u{1D}';

/// The elements that a handset's box may carry: GTIN (01), serial (21), IMEI (8002). `None` when
/// the text is not an element string from beginning to end.
pub(super) fn elements(text: &str) -> Option<Vec<(Label, &str)>> {
    let mut rest = text.trim_matches(|c: char| c == FNC1 || c.is_whitespace());
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (identifier, value, behind) = if rest.starts_with('(') { bracketed(rest)? } else { plain(rest)? };
        if let Some(label) = label_of(identifier) {
            found.push((label, value));
        }
        rest = behind.trim_start_matches(FNC1);
    }
    (!found.is_empty()).then_some(found)
}

fn label_of(identifier: &str) -> Option<Label> {
    match identifier {
        "01" => Some(Label::Gtin),
        "21" => Some(Label::Serial),
        "8002" => Some(Label::Imei(None)),
        _ => None,
    }
}

/// `(01)09501101530003`: as printed below the bars, and as some scanners are set to send.
fn bracketed(text: &str) -> Option<(&str, &str, &str)> {
    let (identifier, rest) = text.strip_prefix('(')?.split_once(')')?;
    if !(2..=4).contains(&identifier.len()) || !identifier.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let end = rest.find(['(', FNC1]).unwrap_or(rest.len());
    Some((identifier, rest[..end].trim(), &rest[end..]))
}

fn plain(text: &str) -> Option<(&str, &str, &str)> {
    for (identifier, length) in FIXED {
        if let Some(rest) = text.strip_prefix(identifier) {
            let value = rest.get(..*length).filter(|v| v.bytes().all(|b| b.is_ascii_digit()))?;
            return Some((identifier, value, &rest[*length..]));
        }
    }
    for (identifier, most) in VARIABLE {
        if let Some(rest) = text.strip_prefix(identifier) {
            let end = rest.find(FNC1).unwrap_or(rest.len());
            return (1..=*most).contains(&end).then_some((*identifier, &rest[..end], &rest[end..]));
        }
    }
    None
}
