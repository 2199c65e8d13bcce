//! Luhn's check digit, decimal (TS 23.003 annex B) and base 16 (3GPP2 S.R0048, MEID). The rule
//! stands here and nowhere else.

/// The check digit that completes `body` (decimal digits; other characters count as 0).
pub fn check_digit(body: &str) -> char {
    complete(body, 10)
}

/// The base-16 check digit, upper case, that completes `body` (hexadecimal digits; others count as 0).
pub fn hex_check_digit(body: &str) -> char {
    complete(body, 16)
}

/// Whether the last character of `number` is the decimal check digit of what stands before it.
pub(super) fn holds(number: &str) -> bool {
    number.char_indices().next_back().is_some_and(|(at, last)| at > 0 && last == check_digit(&number[..at]))
}

fn complete(body: &str, base: u32) -> char {
    let sum: u32 = body
        .chars()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            let d = c.to_digit(base).unwrap_or(0);
            // The doubled digit's own digits are added, in the same base.
            if i % 2 == 0 { d * 2 / base + d * 2 % base } else { d }
        })
        .sum();
    char::from_digit((base - sum % base) % base, base).unwrap_or('0').to_ascii_uppercase()
}
