//! Commitments: what stands in a leaf for a value that must not.
//!
//! Per entry a 32-byte secret; `salt_f = HMAC-SHA256(secret, label)`;
//! `c_f = HMAC-SHA256(salt_f, label ‖ 0x00 ‖ NFC(value))`. Who is shown one `salt_f` and its
//! value can check that field and learns nothing about another: its salt is an HMAC under a
//! secret that is never shown.
//!
//! ```
//! use countercheck::ledger::leaf::commitment;
//! let salt = commitment::salt(&[7; 32], "imei.1");
//! let c = commitment::commit(&salt, "imei.1", "490154203237518");
//! assert!(commitment::opens(&c, &salt, "imei.1", "490154203237518"));
//! assert!(!commitment::opens(&c, &salt, "imei.2", "490154203237518"));
//! ```

use hmac::{Hmac, Mac};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;

/// HMAC-SHA256 of the parts, concatenated.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "HMAC takes keys of any length")]
pub fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The salt of one field: what an extract discloses instead of the entry's secret.
pub fn salt(secret: &[u8; 32], label: &str) -> [u8; 32] {
    hmac(secret, &[label.as_bytes()])
}

/// The commitment of one field, 64 lower-case hexadecimal digits. A label holds no NUL, so the
/// separator is unambiguous.
pub fn commit(salt: &[u8; 32], label: &str, value: &str) -> String {
    let value: String = value.nfc().collect();
    hex::encode(hmac(salt, &[label.as_bytes(), b"\0", value.as_bytes()]))
}

/// Whether a disclosed salt and value are those of the commitment.
pub fn opens(commitment: &str, salt: &[u8; 32], label: &str, value: &str) -> bool {
    commit(salt, label, value) == commitment
}
