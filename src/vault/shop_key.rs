//! `keys/shop`: the shop's secret key, under a passphrase, a key file, the recovery key, or open.
//!
//! ```text
//! countercheck shop key 1
//! recipient age1…
//! passphrase argon2id v=19 m=65536 t=3 p=4 salt=… sealed=…
//! recovery hmac-sha256 salt=… sealed=…
//! ```
//!
//! Each line but the first two opens the same secret by itself: `open` holds it in clear (whoever
//! has the file has the key), `key-file` and `recovery` seal it under 140 random bits that lie
//! elsewhere. What is sealed is XChaCha20-Poly1305; its associated data are the first two lines and
//! the line itself up to ` sealed=`, so that no parameter can be changed unnoticed. A file of
//! earlier versions holds the age identity alone, and counts as `open`.

use super::VaultError;
use super::cost::Cost;
use super::keys::random;
use super::recovery::RecoveryKey;
use super::seal::{open_bytes, seal_bytes};
use crate::ledger::leaf::commitment::hmac;
use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use std::fmt::Write as _;
use zeroize::Zeroizing;

const TITLE: &str = "countercheck shop key ";
const VERSION: &str = "1";
const SALT: usize = 16;

/// What opens one line of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    /// The line holds the secret in clear.
    Open,
    /// A passphrase, at this cost.
    Passphrase(Cost),
    /// A key file that lies elsewhere.
    KeyFile,
    /// The recovery key.
    Recovery,
}

/// One way to the secret.
pub(super) struct Wrap {
    pub(super) lock: Lock,
    salt: [u8; SALT],
    /// Nonce and ciphertext; for an open one the text itself.
    sealed: Zeroizing<Vec<u8>>,
}

/// The whole file.
pub(super) struct ShopKey {
    pub(super) recipient: String,
    pub(super) wraps: Vec<Wrap>,
    /// Whether it is the bare identity of earlier versions.
    pub(super) bare: bool,
}

/// A secret that opens the shop's key: what a person types, or what a key file holds.
///
/// Where the text has the form of a recovery key or key file it is tried as one first.
pub struct Unlock {
    text: Zeroizing<String>,
    code: Option<RecoveryKey>,
}

impl std::fmt::Debug for Unlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unlock")
    }
}

impl Unlock {
    /// From what a person typed or a file holds: passphrase, key file or recovery key.
    pub fn new(text: &str) -> Self {
        // Layouts write one letter in several ways.
        let normal = unicode_normalization::UnicodeNormalization::nfc(text).collect();
        Self { text: Zeroizing::new(normal), code: RecoveryKey::parse(text).ok() }
    }

    /// A recovery key, or the content of a key file.
    pub fn key(key: &RecoveryKey) -> Self {
        Self { text: key.to_text(), code: Some(key.clone()) }
    }
}

impl ShopKey {
    pub(super) fn new(identity: &Identity) -> Self {
        Self { recipient: identity.to_public().to_string(), wraps: Vec::new(), bare: false }
    }

    pub(super) fn parse(text: &str) -> Result<Self, VaultError> {
        let wrong = || VaultError::ForeignKey { name: "shop" };
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default().trim_end();
        if let Ok(identity) = first.parse::<Identity>() {
            let wrap = Wrap { lock: Lock::Open, salt: [0; SALT], sealed: Zeroizing::new(first.into()) };
            return Ok(Self { wraps: vec![wrap], bare: true, ..Self::new(&identity) });
        }
        let version = first.strip_prefix(TITLE).ok_or_else(wrong)?;
        if version != VERSION {
            return Err(VaultError::NewerKey);
        }
        let recipient = lines.next().and_then(|line| line.strip_prefix("recipient ")).ok_or_else(wrong)?;
        let wraps = lines.filter(|line| !line.is_empty()).map(|line| Wrap::parse(line).ok_or_else(wrong));
        Ok(Self { recipient: recipient.to_owned(), wraps: wraps.collect::<Result<_, _>>()?, bare: false })
    }

    pub(super) fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(self.head());
        for wrap in &self.wraps {
            text.push_str(&wrap.to_text());
            text.push('\n');
        }
        text
    }

    /// The same for one line only: what a second place keeps of it.
    pub(super) fn line(&self, lock: Lock) -> Option<Zeroizing<String>> {
        self.wraps.iter().find(|wrap| wrap.lock == lock).map(Wrap::to_text)
    }

    fn head(&self) -> String {
        format!("{TITLE}{VERSION}\nrecipient {}\n", self.recipient)
    }

    /// The identity where it lies open.
    pub(super) fn in_clear(&self) -> Option<Identity> {
        let wrap = self.wraps.iter().find(|wrap| wrap.lock == Lock::Open)?;
        std::str::from_utf8(&wrap.sealed).ok()?.parse().ok()
    }

    /// Opens the secret with any line that the text opens. The work does not depend on how wrong it is.
    pub(super) fn open(&self, unlock: &Unlock) -> Result<Identity, VaultError> {
        let mut found = None;
        for wrap in &self.wraps {
            let key = match (wrap.lock, &unlock.code) {
                (Lock::Passphrase(cost), _) => cost.derive(unlock.text.as_bytes(), &wrap.salt)?,
                (Lock::KeyFile | Lock::Recovery, Some(code)) => code_key(code, &wrap.salt),
                _ => continue,
            };
            let head = format!("{}{}", self.head(), wrap.head());
            let opened = open_bytes(&key, &[head.as_bytes()], &wrap.sealed).map(Zeroizing::new);
            found = found.or(opened.and_then(|text| std::str::from_utf8(&text).ok()?.parse().ok()));
        }
        found.ok_or(VaultError::WrongSecret)
    }

    /// Puts the secret under one more lock, in place of an earlier one of its kind.
    pub(super) fn seal(&mut self, lock: Lock, unlock: &Unlock, identity: &Identity) -> Result<(), VaultError> {
        let mut wrap = Wrap { lock, salt: random()?, sealed: Zeroizing::new(Vec::new()) };
        let secret = identity.to_string();
        let key = match (lock, &unlock.code) {
            (Lock::Open, _) => None,
            (Lock::Passphrase(cost), _) => Some(cost.derive(unlock.text.as_bytes(), &wrap.salt)?),
            (Lock::KeyFile | Lock::Recovery, Some(code)) => Some(code_key(code, &wrap.salt)),
            (Lock::KeyFile | Lock::Recovery, None) => return Err(VaultError::WrongSecret),
        };
        wrap.sealed = Zeroizing::new(match key {
            None => secret.expose_secret().as_bytes().to_vec(),
            Some(key) => {
                let head = format!("{}{}", self.head(), wrap.head());
                seal_bytes(&key, &[head.as_bytes()], secret.expose_secret().as_bytes())?
            }
        });
        let recovery = |lock| lock == Lock::Recovery;
        // One daily lock and one recovery key: a new one of either takes the old one's place.
        self.wraps.retain(|other| recovery(other.lock) != recovery(lock));
        self.wraps.insert(if recovery(lock) { self.wraps.len() } else { 0 }, wrap);
        self.bare = false;
        Ok(())
    }
}

impl Wrap {
    /// The line up to what is sealed.
    fn head(&self) -> String {
        let salt = hex::encode(self.salt);
        match self.lock {
            Lock::Open => "open".to_owned(),
            Lock::Passphrase(cost) => format!("passphrase argon2id v=19 {cost} salt={salt}"),
            Lock::KeyFile => format!("key-file hmac-sha256 salt={salt}"),
            Lock::Recovery => format!("recovery hmac-sha256 salt={salt}"),
        }
    }

    fn to_text(&self) -> Zeroizing<String> {
        let mut line = Zeroizing::new(self.head());
        let _written = match self.lock {
            Lock::Open => write!(line, " {}", String::from_utf8_lossy(&self.sealed)),
            _ => write!(line, " sealed={}", hex::encode(&self.sealed)),
        };
        line
    }

    pub(super) fn parse(line: &str) -> Option<Self> {
        let (head, rest) = line.split_once(' ')?;
        if head == "open" {
            rest.parse::<Identity>().ok()?;
            return Some(Self { lock: Lock::Open, salt: [0; SALT], sealed: Zeroizing::new(rest.into()) });
        }
        let (about, sealed) = rest.rsplit_once(" sealed=")?;
        let (about, salt) = about.rsplit_once(" salt=")?;
        let lock = match head {
            "passphrase" => Lock::Passphrase(about.strip_prefix("argon2id v=19 ")?.parse().ok()?),
            "key-file" if about == "hmac-sha256" => Lock::KeyFile,
            "recovery" if about == "hmac-sha256" => Lock::Recovery,
            _ => return None,
        };
        let mut wrap = Self { lock, salt: [0; SALT], sealed: Zeroizing::new(hex::decode(sealed).ok()?) };
        hex::decode_to_slice(salt, &mut wrap.salt).ok()?;
        Some(wrap)
    }
}

/// 140 random bits need no slow derivation.
fn code_key(code: &RecoveryKey, salt: &[u8; SALT]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hmac(salt, &[b"countercheck shop key\0", code.material()]))
}
