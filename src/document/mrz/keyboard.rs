//! Zones from scanners that type for another keyboard than the computer's.
//!
//! A zone has 37 characters. Any other one in it was put there by a keyboard table, and the check
//! digits say which table it was. Where two tables pass and differ (a Y or Z in a name), nothing
//! is taken.

use super::zone::FILLER;
use crate::document::{DocumentError, DocumentPart};

/// A zone's bytes as one table reads them, and which of them it changed.
pub(super) type Reading = (Vec<u8>, Vec<bool>);

/// What a scanner set to a US keyboard types on a French or Belgian computer, by what arrives.
const AZERTY: &[(char, u8)] = &[
    ('à', b'0'),
    ('&', b'1'),
    ('é', b'2'),
    ('"', b'3'),
    ('\'', b'4'),
    ('(', b'5'),
    ('-', b'6'),
    ('§', b'6'),
    ('è', b'7'),
    ('_', b'8'),
    ('!', b'8'),
    ('ç', b'9'),
    ('A', b'Q'),
    ('Q', b'A'),
    ('Z', b'W'),
    ('W', b'Z'),
    ('?', b'M'),
    (',', b'M'),
    ('.', FILLER),
];

/// The same on a German, Austrian or Swiss computer.
const QWERTZ: &[(char, u8)] = &[('Y', b'Z'), ('Z', b'Y'), (';', FILLER)];

/// All readings of the characters; one, as they stand, where every one of them belongs in a zone.
/// A keyboard table mangles every filler or none: beside a true one a stranger is a misread character.
pub(super) fn readings(chars: &[char], width: usize) -> Result<Vec<Reading>, DocumentError> {
    let upper: Vec<char> = chars.iter().map(char::to_ascii_uppercase).collect();
    let Some(at) = upper.iter().position(|c| in_zone(*c).is_none()) else {
        return Ok(vec![(upper.iter().filter_map(|c| in_zone(*c)).collect(), vec![false; upper.len()])]);
    };
    if upper.contains(&char::from(FILLER)) {
        let (line, column) = (at / width + 1, at % width + 1);
        return Err(DocumentError::Character { line, column, part: DocumentPart::Composite });
    }
    let mut found: Vec<Reading> = Vec::new();
    // Only the filler is mangled: one stranger, everywhere the same.
    let only_filler = [(upper[at], FILLER)];
    for table in [AZERTY, QWERTZ, &only_filler] {
        found.extend(by_table(&upper, table));
    }
    if found.is_empty() { Err(DocumentError::Layout) } else { Ok(found) }
}

fn by_table(chars: &[char], table: &[(char, u8)]) -> Option<Reading> {
    let meant = |c: &char| {
        let mapped = table.iter().find(|(typed, _)| typed == c).map(|(_, b)| *b);
        // A digit on AZERTY needs Shift, which no scanner presses for a US digit.
        let digit_row = table.len() == AZERTY.len() && c.is_ascii_digit();
        mapped.or_else(|| in_zone(*c).filter(|_| !digit_row))
    };
    if table.iter().any(|(typed, b)| *b == FILLER && typed.is_alphanumeric()) {
        return None;
    }
    let bytes: Vec<u8> = chars.iter().map(meant).collect::<Option<_>>()?;
    let changed = chars.iter().zip(&bytes).map(|(c, b)| *c != char::from(*b)).collect();
    Some((bytes, changed))
}

fn in_zone(c: char) -> Option<u8> {
    u8::try_from(c).ok().filter(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == FILLER)
}
