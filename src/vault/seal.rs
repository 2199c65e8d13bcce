//! Sealing of single values: XChaCha20-Poly1305 with a random nonce in front, entry id and label
//! as associated data, so that a value moved to another entry or label does not open.

use super::VaultError;
use super::keys::random;
use crate::ledger::leaf::EntryId;
use crate::ledger::leaf::commitment::hmac;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

const NONCE: usize = 24;

/// The key of an entry's values, from its secret. Labels hold no NUL, so no salt is ever this key.
pub(super) fn entry_key(secret: &[u8; 32]) -> [u8; 32] {
    hmac(secret, &[b"\0values"])
}

pub(super) fn seal(key: &[u8; 32], entry: EntryId, label: &str, value: &str) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE] = random()?;
    let aad = aad(entry, label);
    let payload = Payload { msg: value.as_bytes(), aad: &aad };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(XNonce::from_slice(&nonce), payload);
    let mut bytes = nonce.to_vec();
    bytes.extend(sealed.map_err(|_| VaultError::Sealing)?);
    Ok(bytes)
}

pub(super) fn open(key: &[u8; 32], entry: EntryId, label: &str, bytes: &[u8]) -> Result<String, VaultError> {
    let wrong = || VaultError::Sealed { entry };
    let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(wrong)?;
    let aad = aad(entry, label);
    let payload = Payload { msg: sealed, aad: &aad };
    let value = XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload);
    String::from_utf8(value.map_err(|_| wrong())?).map_err(|_| wrong())
}

fn aad(entry: EntryId, label: &str) -> Vec<u8> {
    [entry.as_bytes(), label.as_bytes()].concat()
}
