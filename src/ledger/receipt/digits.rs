//! Bytes as decimal digits, for the numeric mode of a QR code.
//!
//! A keyboard scanner types what it reads; digits are the only characters that every keyboard
//! layout types alike, and ten bits hold three of them.

use super::{BYTES, ReceiptError};

/// Three bytes become eight digits, the last two five.
const GROUP: (usize, usize) = (3, 8);
const LAST: (usize, usize) = (2, 5);
const FULL_GROUPS: usize = BYTES / GROUP.0;
/// Length of a receipt in digits.
pub const DIGITS: usize = FULL_GROUPS * GROUP.1 + LAST.1;

pub(super) fn encode(bytes: &[u8; BYTES]) -> String {
    let number = |group: &[u8]| group.iter().fold(0_u32, |n, byte| n << 8 | u32::from(*byte));
    let group = |group: &[u8]| {
        let width = if group.len() == GROUP.0 { GROUP.1 } else { LAST.1 };
        format!("{:0width$}", number(group))
    };
    bytes.chunks(GROUP.0).map(group).collect()
}

pub(super) fn decode(text: &str) -> Result<[u8; BYTES], ReceiptError> {
    let mut digits = Vec::with_capacity(DIGITS);
    for found in text.chars().filter(|c| !c.is_whitespace()) {
        let digit = found.to_digit(10).ok_or(ReceiptError::NotADigit { found })?;
        digits.push(digit);
    }
    if digits.len() != DIGITS {
        return Err(ReceiptError::DigitCount { found: digits.len() });
    }
    let mut bytes = [0; BYTES];
    for (n, (digits, bytes)) in digits.chunks(GROUP.1).zip(bytes.chunks_mut(GROUP.0)).enumerate() {
        let number = digits.iter().fold(0_u32, |n, digit| n * 10 + digit);
        // One spelling per receipt: a number that the bytes cannot hold is a misread, not a wrap.
        if number >> (8 * bytes.len()) != 0 {
            return Err(ReceiptError::Group { group: n + 1 });
        }
        bytes.copy_from_slice(&number.to_be_bytes()[4 - bytes.len()..]);
    }
    Ok(bytes)
}
