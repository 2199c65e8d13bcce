//! What a badge says: who somebody is, and no secret. The PIN still follows.

use super::{Person, PersonId};

/// What every badge begins with; no handset's number does.
const PREFIX: &str = "CCSTAFF-";
/// Digits of the id that it carries.
const DIGITS: usize = 12;

/// The text of somebody's badge, for a QR code or Code 128.
pub fn badge(person: PersonId) -> String {
    let id = person.to_string().to_uppercase();
    format!("{PREFIX}{}", id.get(..DIGITS).unwrap_or_default())
}

/// Whose badge was scanned; `None` where it is no badge of anybody here.
pub fn badge_of<'a>(people: &'a [Person], raw: &[u8]) -> Option<&'a Person> {
    let text = std::str::from_utf8(raw).ok()?.trim();
    // A scanner may type in the other case.
    people.iter().find(|person| badge(person.id).eq_ignore_ascii_case(text))
}
