//! What a guess at the passphrase costs: argon2id (RFC 9106).

use super::VaultError;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::fmt;
use std::str::FromStr;
use zeroize::{Zeroize as _, Zeroizing};

/// Bounds for a file from outside: a till has to be able to pay the price.
const MAX_MEMORY: u32 = 1 << 20;
const MAX_PASSES: u32 = 32;
const MAX_LANES: u32 = 16;

/// Parameters of argon2id, as they stand beside what they protect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// What a shop's passphrase costs: RFC 9106, section 4, second recommendation.
    pub const SHOP: Self = Self { memory_kib: 64 << 10, passes: 3, lanes: 4 };

    /// What a PIN costs: the second of two answers within a third of a second on a counter's PC. Few
    /// digits are guessed at any price; what protects them is the count of wrong ones, and the seal.
    pub const PIN: Self = Self { memory_kib: 64 << 10, passes: 2, lanes: 1 };

    /// So little that a test of something else need not wait.
    #[cfg(test)]
    pub(super) const TEST: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };

    /// The key that a passphrase gives.
    pub(super) fn derive(self, passphrase: &[u8], salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| VaultError::Sealing)?;
        let mut memory = vec![Block::default(); params.block_count()];
        let mut key = Zeroizing::new([0; 32]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let done = argon.hash_password_into_with_memory(passphrase, salt, key.as_mut_slice(), &mut memory);
        memory.zeroize();
        done.map_err(|_| VaultError::Sealing)?;
        Ok(key)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m={} t={} p={}", self.memory_kib, self.passes, self.lanes)
    }
}

impl FromStr for Cost {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        let wrong = || VaultError::ForeignKey { name: "shop" };
        let mut parts = text.split(' ');
        let mut part = |name: &str, most: u32| {
            let value = parts.next()?.strip_prefix(name)?.parse::<u32>().ok()?;
            (1..=most).contains(&value).then_some(value)
        };
        let (memory_kib, passes, lanes) = (part("m=", MAX_MEMORY), part("t=", MAX_PASSES), part("p=", MAX_LANES));
        match (memory_kib, passes, lanes, parts.next()) {
            (Some(memory_kib), Some(passes), Some(lanes), None) => Ok(Self { memory_kib, passes, lanes }),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shops_cost_is_not_below_the_standard() {
        let Cost { memory_kib, passes, .. } = Cost::SHOP;
        assert!(memory_kib >= 64 << 10 && passes >= 3);
        assert_eq!(Cost::SHOP.to_string().parse::<Cost>().unwrap(), Cost::SHOP);
    }

    #[test]
    fn a_file_cannot_ask_for_all_memory() {
        for text in ["m=4294967295 t=3 p=4", "m=65536 t=99 p=4", "m=0 t=3 p=4", "m=65536 t=3", "m=65536 t=3 p=4 x=1"] {
            assert!(text.parse::<Cost>().is_err(), "{text}");
        }
    }
}
