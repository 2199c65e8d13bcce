//! Our label: the item's number in a form that no other code at the counter has.
//!
//! `CC` + the number + one check digit (Luhn). A scanner sends it as it stands; a person may type the
//! bare number where a stock number is asked for.

/// What our labels begin with.
const MARK: &str = "CC";
/// More digits than a shop's counter ever has.
const LONGEST: usize = 12;

/// What is printed, and coded, on the label of item `number`.
pub fn text(number: u64) -> String {
    let digits = format!("{number:06}");
    format!("{MARK}{digits}{}", check_digit(&digits))
}

/// The item's number on a label of ours; `None` for any other text.
pub fn read(text: &str) -> Option<u64> {
    let digits = text.trim().strip_prefix(MARK)?.trim_start_matches(['-', ' ']);
    if digits.len() > LONGEST + 1 || digits.len() < 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (number, check) = digits.split_at(digits.len() - 1);
    (check == check_digit(number)).then(|| number.parse().ok()).flatten().filter(|n| *n > 0)
}

/// Luhn over the digits, as on a card: one wrong digit or two that changed places do not pass.
fn check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, b)| {
            let digit = u32::from(b - b'0') * if n % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    ((10 - sum % 10) % 10).to_string()
}
