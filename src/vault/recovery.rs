//! Recovery keys and key files: 140 random bits in a form that a person can write down and type.
//!
//! Seven groups of four characters and a fifth that checks them (Crockford's base32: no I, L, O
//! and U). Reading forgives case, spaces, hyphens, O for 0, I and L for 1. The check says which
//! group is mistyped; that the key is the right one, only opening shows.

use super::VaultError;
use super::keys::random;
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 7;
/// Characters of a group that hold data; one more checks them.
const DATA: usize = 4;

/// 140 random bits that open the shop's key.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(Zeroizing<[u8; GROUPS * DATA]>);

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey")
    }
}

/// Why a text is no recovery key. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryKeyError {
    /// Too short or too long.
    #[error("a recovery key has 35 letters and digits, and this has {found}")]
    Length {
        /// How many were given, hyphens and spaces not counted.
        found: usize,
    },
    /// A group does not fit its last character.
    #[error("group {group} is mistyped")]
    Group {
        /// Its number, from 1.
        group: usize,
    },
}

impl RecoveryKeyError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        "compare with the printed key, group by group; O and 0, I, L and 1 are the same"
    }
}

impl RecoveryKey {
    /// A new one.
    pub fn random() -> Result<Self, VaultError> {
        let bytes: Zeroizing<[u8; GROUPS * DATA]> = Zeroizing::new(random()?);
        Ok(Self(Zeroizing::new(bytes.map(|byte| byte & 31))))
    }

    /// Reads what a person typed.
    pub fn parse(text: &str) -> Result<Self, RecoveryKeyError> {
        let marks = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '–' | '_');
        let symbols: Zeroizing<Vec<Option<u8>>> = Zeroizing::new(text.chars().filter(marks).map(value).collect());
        if symbols.len() != GROUPS * (DATA + 1) {
            return Err(RecoveryKeyError::Length { found: symbols.len() });
        }
        let mut key = Self(Zeroizing::new([0; GROUPS * DATA]));
        for (n, group) in symbols.chunks(DATA + 1).enumerate() {
            let wrong = RecoveryKeyError::Group { group: n + 1 };
            let data = &mut key.0[n * DATA..(n + 1) * DATA];
            for (place, symbol) in data.iter_mut().zip(group) {
                *place = symbol.ok_or(wrong)?;
            }
            if group[DATA] != Some(check(n, data)) {
                return Err(wrong);
            }
        }
        Ok(key)
    }

    /// The key as it is printed: seven groups of five, joined by hyphens.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (DATA + 2)));
        for (n, data) in self.0.chunks(DATA).enumerate() {
            if n > 0 {
                text.push('-');
            }
            for symbol in data.iter().chain([&check(n, data)]) {
                text.push(char::from(ALPHABET[usize::from(*symbol)]));
            }
        }
        text
    }

    /// What keys are derived from: one byte of 0 to 31 a character.
    pub(super) fn material(&self) -> &[u8] {
        self.0.as_slice()
    }
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    ALPHABET.iter().position(|a| char::from(*a) == c).and_then(|n| u8::try_from(n).ok())
}

/// The number of the group goes in, so that two groups in the wrong order are noticed.
fn check(group: usize, data: &[u8]) -> u8 {
    let mut hash = Sha256::new_with_prefix(b"countercheck recovery key\0");
    hash.update([u8::try_from(group).unwrap_or(u8::MAX)]);
    hash.update(data);
    hash.finalize()[0] >> 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_back_however_it_is_typed() {
        let key = RecoveryKey::random().unwrap();
        let text = key.to_text();
        assert_eq!(text.len(), 41, "{}", text.len());
        assert!(RecoveryKey::parse(&text).unwrap() == key);
        let loose = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert!(RecoveryKey::parse(&loose).unwrap() == key);
        assert!(RecoveryKey::random().unwrap() != key);
        assert!(!format!("{key:?}").contains(&text[..5]));
    }

    #[test]
    fn a_mistyped_group_is_named() {
        let key = RecoveryKey(Zeroizing::new([7; 28]));
        let text = key.to_text();
        for (n, group) in text.split('-').enumerate() {
            let wrong: String = group.chars().enumerate().map(|(i, c)| if i == 2 { 'Z' } else { c }).collect();
            let typed: Vec<_> =
                text.split('-').enumerate().map(|(i, g)| if i == n { wrong.as_str() } else { g }).collect();
            assert_eq!(RecoveryKey::parse(&typed.join("-")), Err(RecoveryKeyError::Group { group: n + 1 }));
        }
        let mut swapped: Vec<_> = text.split('-').collect();
        swapped.swap(0, 6);
        assert!(RecoveryKey::parse(&swapped.join("-")).is_err(), "groups of the same letters in another place");
        assert_eq!(RecoveryKey::parse("7777"), Err(RecoveryKeyError::Length { found: 4 }));
        assert!(RecoveryKey::parse(&"U".repeat(35)).is_err());
    }
}
