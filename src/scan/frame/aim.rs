//! AIM symbology identifiers (ISO/IEC 15424): `]`, a letter for the bars, a modifier.

use crate::imei::Symbology;

/// Letter, its modifiers, bars. Exact, so that a stray `]C` in front of a number eats no digit of it.
const IDS: &[(char, &str, Symbology)] = &[
    ('A', "01234567", Symbology::Code39),
    ('C', "1", Symbology::Gs1_128),
    ('C', "02", Symbology::Code128),
    ('E', "01234", Symbology::Ean),
    ('I', "013", Symbology::Itf14),
    ('L', "012345", Symbology::Pdf417),
    ('Q', "3456", Symbology::Gs1Qr),
    ('Q', "012", Symbology::Qr),
    ('X', "0123456789ABCDEF", Symbology::Other),
    ('d', "23", Symbology::Gs1DataMatrix),
    ('d', "01456", Symbology::DataMatrix),
    ('e', "0123", Symbology::Gs1_128),
    // Codabar, Code 93, Code 11, MSI, Telepen, Aztec: read by scanners, printed on no handset.
    ('F', "0124", Symbology::Other),
    ('G', "0", Symbology::Other),
    ('H', "013", Symbology::Other),
    ('M', "01", Symbology::Other),
    ('B', "0124", Symbology::Other),
    ('z', "0123456789ABC", Symbology::Other),
];

/// Takes the identifier off the front, if one stands there.
pub(super) fn strip(text: &str) -> (Option<Symbology>, &str) {
    let mut rest = text.chars();
    let (Some(']'), Some(letter), Some(modifier)) = (rest.next(), rest.next(), rest.next()) else {
        return (None, text);
    };
    let fits = |(l, modifiers, _): &&(char, &str, Symbology)| *l == letter && modifiers.contains(modifier);
    match IDS.iter().find(fits) {
        Some((_, _, symbology)) => (Some(*symbology), rest.as_str()),
        None => (None, text),
    }
}
