//! ESN and pseudo-ESN of CDMA handsets: 8 hexadecimal digits without a check digit, so a text of
//! digits alone counts only when it starts with 80, the code set aside for pseudo-ESNs (TIA-1082).

use super::{Check, Identified, Kind, Part, Rejection, shown};

/// Takes 8 hexadecimal digits; the label says what they are.
pub(super) fn read(text: &str) -> Result<Identified, Rejection> {
    if text.len() != 8 {
        let message = format!("{} has {} characters, an ESN has 8", shown(text), text.chars().count());
        return Err(Rejection::new(Part::Length, message));
    }
    if !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Rejection::new(Part::Format, format!("{} is not hexadecimal", shown(text))));
    }
    Ok(Identified::new(Kind::Pesn, text, Check::None))
}

/// Whether a text without a label is read as one.
pub(super) fn fits(text: &str) -> bool {
    let hex = text.len() == 8 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hex && (text.starts_with("80") || text.bytes().any(|b| b.is_ascii_alphabetic()))
}
