//! Unlocking the shop's key, and putting other locks on it.

use super::cost::Cost;
use super::recipients::fingerprint;
use super::recovery::RecoveryKey;
use super::shop_key::{Lock, ShopKey, Unlock, Wrap};
use super::{Vault, VaultError, clear_mark, mark, set_mark};
use crate::ledger::store::files;
use age::x25519::Identity;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Characters that a passphrase must have at least.
pub const MIN_PASSPHRASE: usize = 8;

/// The vault's own copy of the recovery line, so that a lost `keys/shop` costs nothing either.
const RECOVERY: &str = "recovery";

/// The lock that the shop's key is put under.
#[derive(Clone, Copy)]
pub enum NewLock<'a> {
    /// None: `keys/shop` itself is the key file, and whoever copies the folder has the key.
    Open,
    /// A passphrase.
    Passphrase(&'a str),
    /// A key file that is kept elsewhere.
    KeyFile(&'a RecoveryKey),
    /// A passphrase at next to no cost, for tests of something else.
    #[cfg(test)]
    Cheap(&'a str),
}

impl std::fmt::Debug for NewLock<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewLock")
    }
}

impl NewLock<'_> {
    pub(super) fn parts(&self) -> Result<(Lock, Unlock), VaultError> {
        let passphrase = |text: &str, cost| {
            let long = text.chars().count() >= MIN_PASSPHRASE;
            if long { Ok((Lock::Passphrase(cost), Unlock::new(text))) } else { Err(VaultError::ShortPassphrase) }
        };
        match self {
            Self::Open => Ok((Lock::Open, Unlock::new(""))),
            Self::Passphrase(text) => passphrase(text, Cost::SHOP),
            Self::KeyFile(key) => Ok((Lock::KeyFile, Unlock::key(key))),
            #[cfg(test)]
            Self::Cheap(text) => passphrase(text, Cost::TEST),
        }
    }
}

/// How the shop's key lies on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// `open`, `bare` (open, as earlier versions left it), `passphrase`, `key_file`, or `missing`.
    pub lock: &'static str,
    /// What a guess at the passphrase costs.
    pub cost: Option<Cost>,
    /// Whether a recovery key opens it too.
    pub recovery: bool,
    /// Fingerprint of the public key.
    pub fingerprint: String,
}

/// Whether the key of a shop's folder lies as earlier versions left it; only its file is looked at.
pub fn lies_bare(dir: &Path) -> bool {
    let text = files::read_text(&dir.join("keys").join("shop")).map(Zeroizing::new);
    text.is_ok_and(|text| text.starts_with("AGE-SECRET-KEY-1"))
}

impl Vault {
    /// Whether something has to be typed before personal values open.
    pub fn is_locked(&self) -> bool {
        matches!(self.identity(), Err(VaultError::Locked))
    }

    /// The shop's secret key, where it was unlocked or lies open.
    pub(super) fn identity(&self) -> Result<&Identity, VaultError> {
        if let Some(known) = self.identity.get() {
            return Ok(known);
        }
        let found = self.keys.shop_key()?.in_clear().ok_or(VaultError::Locked)?;
        let own = self.keys.own(found)?;
        Ok(self.identity.get_or_init(|| own))
    }

    /// Unlocks the shop's key with a passphrase, a key file or the recovery key.
    pub fn unlock(&mut self, unlock: &Unlock) -> Result<(), VaultError> {
        let own = self.opened(unlock)?;
        // The same key every time: an earlier one may stay.
        let _known = self.identity.set(own);
        Ok(())
    }

    /// Whether this opens the shop's key; nothing is unlocked by asking.
    pub fn opens(&self, unlock: &Unlock) -> Result<bool, VaultError> {
        match self.opened(unlock) {
            Ok(_) => Ok(true),
            Err(VaultError::WrongSecret) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn opened(&self, unlock: &Unlock) -> Result<Identity, VaultError> {
        let (key, missing) = match self.keys.shop_key() {
            Ok(key) => (key, None),
            Err(e) => match self.remembered()? {
                Some(key) => (key, Some(e)),
                None => return Err(e),
            },
        };
        match (key.open(unlock), missing) {
            (Ok(identity), _) => self.keys.own(identity),
            // That the file is gone or foreign matters more than what was typed.
            (Err(_), Some(missing)) => Err(missing),
            (Err(e), None) => Err(e),
        }
    }

    /// How the key lies on the disk.
    pub fn key_state(&self) -> Result<KeyState, VaultError> {
        let fingerprint = fingerprint(&self.keys.shop().to_string());
        let key = match self.keys.shop_key() {
            Ok(key) => key,
            Err(VaultError::Locked) => {
                let recovery = self.remembered()?.is_some();
                return Ok(KeyState { lock: "missing", cost: None, recovery, fingerprint });
            }
            Err(e) => return Err(e),
        };
        let daily = key.wraps.iter().find(|wrap| wrap.lock != Lock::Recovery).map(|wrap| wrap.lock);
        let (lock, cost) = match daily {
            Some(Lock::Open) if key.bare => ("bare", None),
            Some(Lock::Open) => ("open", None),
            Some(Lock::Passphrase(cost)) => ("passphrase", Some(cost)),
            Some(Lock::KeyFile) => ("key_file", None),
            Some(Lock::Recovery) | None => ("missing", None),
        };
        let recovery = key.line(Lock::Recovery).is_some();
        Ok(KeyState { lock, cost, recovery, fingerprint })
    }

    /// Puts the key under another lock; the one before opens nothing any more, the recovery key
    /// still does. Needs the key unlocked.
    pub fn relock(&mut self, lock: &NewLock<'_>) -> Result<(), VaultError> {
        let (lock, unlock) = lock.parts()?;
        self.rewrap(lock, &unlock)
    }

    /// Makes this the recovery key; an earlier one opens nothing any more. Needs the key unlocked.
    pub fn set_recovery(&mut self, recovery: &RecoveryKey) -> Result<(), VaultError> {
        self.rewrap(Lock::Recovery, &Unlock::key(recovery))
    }

    fn rewrap(&mut self, lock: Lock, unlock: &Unlock) -> Result<(), VaultError> {
        let identity = self.identity()?;
        let mut key = match self.keys.shop_key() {
            Ok(key) => key,
            Err(_) => self.remembered()?.unwrap_or_else(|| ShopKey::new(identity)),
        };
        key.seal(lock, unlock, identity)?;
        self.keys.write_shop_key(&key)?;
        self.remember_recovery(&key)
    }

    /// Keeps the recovery line in the vault too. Sealed, it tells a finder no more than the file does.
    pub(super) fn remember_recovery(&self, key: &ShopKey) -> Result<(), VaultError> {
        match key.line(Lock::Recovery) {
            Some(line) => set_mark(&self.db, RECOVERY, &line),
            None => clear_mark(&self.db, RECOVERY),
        }
    }

    fn remembered(&self) -> Result<Option<ShopKey>, VaultError> {
        let line = mark(&self.db, RECOVERY)?;
        let wrap = line.as_deref().and_then(Wrap::parse);
        let recipient = self.keys.shop().to_string();
        Ok(wrap.map(|wrap| ShopKey { recipient, wraps: vec![wrap], bare: false }))
    }

    /// Secret files that others than their owner may read.
    pub fn exposed_files(&self) -> Vec<PathBuf> {
        self.keys.exposed()
    }
}
