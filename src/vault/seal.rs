//! Sealing: XChaCha20-Poly1305 with a random nonce in front. What a value belongs to is associated
//! data, so that one moved to another entry, label or place does not open.

use super::VaultError;
use super::keys::random;
use crate::ledger::leaf::EntryId;
use crate::ledger::leaf::commitment::hmac;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// The key of an entry's values, from its secret. Labels hold no NUL, so no salt is ever this key.
pub(super) fn entry_key(secret: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hmac(secret, &[b"\0values"]))
}

pub(super) fn seal(key: &[u8; 32], entry: EntryId, label: &str, value: &str) -> Result<Vec<u8>, VaultError> {
    seal_bytes(key, &[entry.as_bytes(), label.as_bytes()], value.as_bytes())
}

pub(super) fn open(key: &[u8; 32], entry: EntryId, label: &str, bytes: &[u8]) -> Result<String, VaultError> {
    let wrong = || VaultError::Sealed { entry };
    let value = open_bytes(key, &[entry.as_bytes(), label.as_bytes()], bytes).ok_or_else(wrong)?;
    String::from_utf8(value).map_err(|_| wrong())
}

/// Seals bytes for one place, which `place` names without ambiguity.
pub(super) fn seal_bytes(key: &[u8; 32], place: &[&[u8]], bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE] = random()?;
    let payload = Payload { msg: bytes, aad: &place.concat() };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(XNonce::from_slice(&nonce), payload);
    let mut all = nonce.to_vec();
    all.extend(sealed.map_err(|_| VaultError::Sealing)?);
    Ok(all)
}

/// Opens what was sealed for the same place under the same key.
pub(super) fn open_bytes(key: &[u8; 32], place: &[&[u8]], bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let payload = Payload { msg: sealed, aad: &place.concat() };
    XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload).ok()
}
