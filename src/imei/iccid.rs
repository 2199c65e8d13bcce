//! ICCID of a SIM card (ITU-T E.118): 89, country, issuer, account, Luhn; 19 or 20 digits. Some
//! makers fill a number of 19 digits up with an F.

use super::{Check, Identified, Kind, Part, Rejection, check_digit, luhn, shown};

/// Takes 19 or 20 digits that start with 89, or 19 and an F.
pub(super) fn read(text: &str) -> Result<Identified, Rejection> {
    let digits = if text.len() == 20 { text.strip_suffix('F').unwrap_or(text) } else { text };
    if !matches!(digits.len(), 19 | 20) {
        let message = format!("{} has {} characters, an ICCID has 19 or 20", shown(text), text.len());
        return Err(Rejection::new(Part::Length, message));
    }
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Rejection::new(Part::Format, format!("the ICCID {text} holds a letter")));
    }
    if !digits.starts_with("89") {
        return Err(Rejection::new(
            Part::Component,
            format!("{digits} begins with {}, an ICCID with 89", &digits[..2]),
        ));
    }
    if !luhn::holds(digits) {
        let (body, given) = digits.split_at(digits.len() - 1);
        let needed = check_digit(body);
        let message = format!("the check digit of the ICCID {digits} does not hold: {given} given, {needed} needed");
        return Err(Rejection::new(Part::Checksum, message));
    }
    Ok(Identified::new(Kind::Iccid, digits, Check::Given))
}
