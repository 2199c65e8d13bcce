//! Makers' serial numbers: no public form and no check digit, so without a label only what can
//! hardly be anything else is taken. A mistyped IMEI must never pass as a serial number.

use super::{Check, Identified, Kind, Note, Part, Rejection, shown};

/// With a label that says so: 4 to 32 letters, digits, dashes and slashes. Spaces go, case goes.
pub(super) fn labelled(text: &str) -> Result<Identified, Rejection> {
    let value: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if let Some(c) = value.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/' | '.')) {
        let message = format!("the serial number {} holds {}", shown(&value), shown(&c.to_string()));
        return Err(Rejection::new(Part::Format, message));
    }
    if !(4..=32).contains(&value.len()) {
        let message = format!("the serial number {} has {} characters, expected 4 to 32", shown(&value), value.len());
        return Err(Rejection::new(Part::Length, message));
    }
    Ok(Identified::new(Kind::Serial, value, Check::None))
}

/// Without a label: letters and digits in one run. Boxes put the data identifier `S` in front
/// (ANSI MH10.8.2), which makes 11 or 13 characters of the usual 10 or 12.
pub(super) fn bare(compact: &str) -> Option<Identified> {
    if !fits(compact) {
        return None;
    }
    match compact.strip_prefix('S') {
        Some(rest) if matches!(rest.len(), 10 | 12) && fits(rest) => {
            Some(Identified::new(Kind::Serial, rest, Check::None).with(Note::DataIdentifier("S".to_owned())))
        }
        _ => Some(Identified::new(Kind::Serial, compact, Check::None)),
    }
}

fn fits(text: &str) -> bool {
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let needed = if text.len() <= 12 { 1 } else { 3 };
    letters + digits == text.len() && (8..=20).contains(&text.len()) && letters >= needed && digits >= 1 && longest < 13
}
