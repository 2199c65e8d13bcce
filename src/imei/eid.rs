//! EID of an embedded SIM (SGP.02 clause 2.2.2, SGP.29): 32 digits, ISO 7064 MOD 97-10.

use super::{Check, Identified, Kind, Part, Rejection, shown};

/// Takes 32 decimal digits that leave 1 when divided by 97.
pub(super) fn read(digits: &str) -> Result<Identified, Rejection> {
    if digits.len() != 32 {
        return Err(Rejection::new(
            Part::Length,
            format!("{} has {} digits, an EID has 32", shown(digits), digits.len()),
        ));
    }
    if remainder(digits) != 1 {
        let needed = 98 - remainder(&format!("{}00", &digits[..30]));
        let message =
            format!("the check digits of the EID {digits} do not hold: {} given, {needed:02} needed", &digits[30..]);
        return Err(Rejection::new(Part::Checksum, message));
    }
    Ok(Identified::new(Kind::Eid, digits, Check::Given))
}

fn remainder(digits: &str) -> u32 {
    digits.chars().filter_map(|c| c.to_digit(10)).fold(0, |sum, d| (sum * 10 + d) % 97)
}
