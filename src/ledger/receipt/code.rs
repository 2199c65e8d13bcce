//! The printed code: 100 bits that name one entry of one log, for paper whose QR code has faded.
//!
//! It is computed, not signed: whoever holds the register computes it for the entry and compares.
//! Two check characters tell a typing mistake from an entry that is not there.

use super::Entry;
use crate::ledger::tree::Hash;
use sha2::{Digest, Sha256};
use std::fmt;

/// Crockford's alphabet: no I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DOMAIN: &[u8; 29] = b"countercheck receipt code v1\0";
const CHECK_DOMAIN: &[u8; 6] = b"check\0";
/// Characters that carry the code, five bits each; they stand in groups of five.
const BODY: usize = 20;
const GROUP: usize = 5;
const CHECK: usize = 2;
/// Characters of a code, dashes not counted.
pub const CODE_SYMBOLS: usize = BODY + CHECK;
/// The longest text that is looked at.
const MAX_TEXT: usize = 200;

/// The first 100 bits of a hash over log, entry and the tree that ends with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code([u8; 13]);

impl Code {
    /// The code of an entry; `root` is the root of the tree of `entry.index + 1` leaves, so that
    /// an entry has one code for ever.
    pub fn of(log_key: &[u8; 32], entry: &Entry, root: &Hash) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(DOMAIN);
        hasher.update(log_key);
        hasher.update(entry.index.to_be_bytes());
        hasher.update(root);
        hasher.update(entry.leaf_hash);
        let hash = hasher.finalize();
        let mut bits = [0; 13];
        bits.copy_from_slice(&hash[..13]);
        bits[12] &= 0xf0;
        Self(bits)
    }

    /// Reads a code as people write it, with or without `#` and the entry's number before it.
    /// Case, spaces and dashes do not matter; O is 0, I and L are 1.
    pub fn parse(text: &str) -> Result<(Option<u64>, Self), CodeError> {
        if text.len() > MAX_TEXT {
            return Err(CodeError::Length { found: MAX_TEXT });
        }
        let (head, symbols) = split(text)?;
        let (body, check) = symbols.split_at(BODY);
        let code = Self::pack(body);
        if code.check() != check {
            return Err(CodeError::Mistyped);
        }
        Ok((head.map(index).transpose()?, code))
    }

    /// As it is printed beside the entry's number: `#INDEX XXXXX-XXXXX-XXXXX-XXXXX-CC`.
    pub fn printed(&self, index: u64) -> String {
        format!("#{index} {self}")
    }

    /// Values of the body's characters, 0 to 31.
    fn body(self) -> [u8; BODY] {
        let number = self.0.iter().fold(0_u128, |n, byte| n << 8 | u128::from(*byte)) >> 4;
        std::array::from_fn(|n| u8::try_from(number >> (5 * (BODY - 1 - n)) & 31).unwrap_or_default())
    }

    fn pack(body: &[u8]) -> Self {
        let number = body.iter().fold(0_u128, |n, value| n << 5 | u128::from(*value)) << 4;
        let mut bits = [0; 13];
        bits.copy_from_slice(&number.to_be_bytes()[3..]);
        Self(bits)
    }

    /// Values of the check characters: 10 bits of a hash over the body as printed, without dashes.
    fn check(self) -> [u8; CHECK] {
        let hash = Sha256::new().chain_update(CHECK_DOMAIN).chain_update(self.body().map(letter)).finalize();
        [hash[0] >> 3, (hash[0] & 7) << 2 | hash[1] >> 6]
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for group in self.body().map(letter).chunks(GROUP) {
            write!(f, "{}-", String::from_utf8_lossy(group))?;
        }
        f.write_str(&String::from_utf8_lossy(&self.check().map(letter)))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

fn letter(value: u8) -> u8 {
    ALPHABET[usize::from(value & 31)]
}

/// A character's value after forgiving what people confuse.
fn value(c: char) -> Result<u8, CodeError> {
    let folded = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == folded);
    place.and_then(|place| u8::try_from(place).ok()).ok_or(CodeError::Character { found: c })
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == '-' || ('\u{2010}'..='\u{2015}').contains(&c)
}

/// What stands before the code, and the values of its last [`CODE_SYMBOLS`] characters.
fn split(text: &str) -> Result<(Option<&str>, Vec<u8>), CodeError> {
    let places: Vec<_> = text.char_indices().filter(|(_, c)| !is_separator(*c) && *c != '#').collect();
    let first = places.len().checked_sub(CODE_SYMBOLS).ok_or(CodeError::Length { found: places.len() })?;
    let head = &text[..places[first].0];
    // Without a sign or a gap the number would be a typing mistake in the code: one character too many.
    let marked = head.trim_start().starts_with('#') || head.ends_with(char::is_whitespace);
    if first > 0 && !marked {
        return Err(CodeError::Length { found: places.len() });
    }
    let symbols = places[first..].iter().map(|(_, c)| value(*c)).collect::<Result<_, _>>()?;
    Ok(((first > 0).then_some(head), symbols))
}

fn index(head: &str) -> Result<u64, CodeError> {
    let digits = head.trim_matches(|c| is_separator(c) || c == '#');
    let all = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| all).ok_or(CodeError::Index)
}

/// Why text is not a code: always a mistake in typing, never a finding about a register.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A character that no code contains.
    #[error("{found:?} is not a character of a code")]
    Character {
        /// The character.
        found: char,
    },
    /// Too many or too few characters.
    #[error("a code has {CODE_SYMBOLS} characters, not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// What stands before the code is not a number.
    #[error("what stands before the code is not an entry's number")]
    Index,
    /// The last two characters do not belong to the others.
    #[error("the code is mistyped: its last two characters do not fit the others")]
    Mistyped,
}

impl CodeError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        "compare every character with the paper and type the code again"
    }
}
