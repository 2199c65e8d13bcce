//! GTIN-8, -12, -13 and -14 (GS1 General Specifications, section 7.9): weights 3 and 1 from the right.

use super::{Check, Identified, Kind, Part, Rejection, shown};

/// Takes 8, 12, 13 or 14 digits whose last is their check digit.
pub(super) fn read(digits: &str) -> Result<Identified, Rejection> {
    if !matches!(digits.len(), 8 | 12 | 13 | 14) {
        let message = format!("{} has {} digits, a GTIN has 8, 12, 13 or 14", shown(digits), digits.len());
        return Err(Rejection::new(Part::Length, message));
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Rejection::new(Part::Format, format!("the GTIN {digits} holds a letter")));
    }
    let (body, given) = digits.split_at(digits.len() - 1);
    let needed = check_of(body);
    if !given.starts_with(needed) {
        let message = format!("the check digit of the GTIN {digits} does not hold: {given} given, {needed} needed");
        return Err(Rejection::new(Part::Checksum, message));
    }
    Ok(Identified::new(Kind::Gtin, digits, Check::Given))
}

/// Whether the digits have a GTIN's length and check digit.
pub(super) fn holds(digits: &str) -> bool {
    read(digits).is_ok()
}

fn check_of(body: &str) -> char {
    let weights = [3, 1].into_iter().cycle();
    let sum: u32 = body.chars().rev().filter_map(|c| c.to_digit(10)).zip(weights).map(|(d, w)| d * w).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}
