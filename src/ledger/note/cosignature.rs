//! Cosignatures (C2SP tlog-cosignature v1, Ed25519, algorithm byte 4): a witness states that at
//! this time it knew no longer tree of this log, and that everything before is in it.
//!
//! The line stands under a checkpoint like any other signature and is ignored by who does not know
//! the witness. What is signed is the whole text of the note, extension lines included, behind
//! `cosignature/v1` and the time; the key's name is not signed, so every witness has a key of its own.
//!
//! ```
//! use countercheck::ledger::note::cosignature::{CosignKey, check};
//! let witness = CosignKey::from_seed("police.example/w1", [9; 32]).unwrap();
//! let text = "shop.example/till-1\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
//! let line = witness.cosign(text, 1_780_000_000).unwrap();
//! assert_eq!(check(format!("{text}\n{line}").as_bytes(), &witness.verifier()), Some(1_780_000_000));
//! ```

#[cfg(test)]
mod tests;

use super::{NoteError, SECRET_PREFIX, check_name, check_text, key_id, signature, split};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};
use std::fmt;
use std::str::FromStr;

/// The signature type of a timestamped Ed25519 cosignature.
const COSIGNATURE: u8 = 4;
/// Key id, time and Ed25519 signature.
const BLOB: usize = 4 + 8 + 64;
/// The specification's bound on a time.
const MAX_TIME: u64 = i64::MAX as u64;

/// A key that checks cosignatures, as shops and officers keep it: `name+keyhash+base64` with type 4.
#[derive(Clone, PartialEq, Eq)]
pub struct CosignVerifier {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

impl CosignVerifier {
    /// The witness's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the public key.
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    fn id(&self) -> [u8; 4] {
        key_id(&self.name, COSIGNATURE, &self.bytes())
    }
}

impl fmt::Display for CosignVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id()), encode(&self.bytes()))
    }
}

impl fmt::Debug for CosignVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CosignVerifier({self})")
    }
}

impl FromStr for CosignVerifier {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let name = parts.next().unwrap_or_default();
        check_name(name)?;
        let bytes = decode(parts.nth(1).ok_or(NoteError::BadKey)?)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| NoteError::BadKey)?;
        let key = Self { name: name.to_owned(), key };
        // One spelling per key, and with it the right key hash.
        if key.to_string() == text { Ok(key) } else { Err(NoteError::BadKey) }
    }
}

/// A key that cosigns: a witness's, and never a till's.
pub struct CosignKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl CosignKey {
    /// The key with this name and 32-byte seed.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), key: ed25519_dalek::SigningKey::from_bytes(&seed) })
    }

    /// Reads the text form.
    pub fn from_secret_text(text: &str) -> Result<Self, NoteError> {
        let rest = text.strip_prefix(SECRET_PREFIX).ok_or(NoteError::BadKey)?;
        let mut parts = rest.splitn(3, '+');
        let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let key = Self::from_seed(name, decode(parts.next().unwrap_or_default())?)?;
        if hex::encode(key.verifier().id()) == id { Ok(key) } else { Err(NoteError::BadKey) }
    }

    /// The text form, secret included: for the witness's key file only.
    pub fn to_secret_text(&self) -> String {
        let id = hex::encode(self.verifier().id());
        format!("{SECRET_PREFIX}{}+{id}+{}", self.name, encode(&self.key.to_bytes()))
    }

    /// The key that checks what this one cosigns.
    pub fn verifier(&self) -> CosignVerifier {
        CosignVerifier { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The signature line over a checkpoint's text, newline included; `time` in seconds since 1970, not zero.
    pub fn cosign(&self, text: &str, time: u64) -> Result<String, NoteError> {
        let message = message(text, time).ok_or(NoteError::Malformed)?;
        let mut blob = self.verifier().id().to_vec();
        blob.extend_from_slice(&time.to_be_bytes());
        blob.extend_from_slice(&self.key.sign(message.as_bytes()).to_bytes());
        Ok(format!("\u{2014} {} {}\n", self.name, STANDARD.encode(blob)))
    }
}

impl fmt::Debug for CosignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CosignKey").field("name", &self.name).finish_non_exhaustive()
    }
}

/// When this witness cosigned the note, in seconds since 1970: the earliest time if it did so more
/// than once. `None` when no line is its own, or one that claims to be its own is wrong.
pub fn check(note: &[u8], key: &CosignVerifier) -> Option<u64> {
    let (text, lines) = split(note).ok()?;
    let mut earliest: Option<u64> = None;
    for line in lines {
        let (name, blob) = signature(line).ok()?;
        if name == key.name && blob.get(..4) == Some(&key.id()) {
            let time = opened(text, &blob, key)?;
            earliest = Some(earliest.map_or(time, |known| known.min(time)));
        }
    }
    earliest
}

/// The note with one more signature line; refuses what is not one.
pub fn add(note: &str, line: &str) -> Result<String, NoteError> {
    split(note.as_bytes())?;
    signature(line.strip_suffix('\n').ok_or(NoteError::Malformed)?)?;
    let lines = note.rfind("\n\n").map_or("", |at| &note[at + 2..]);
    let there = lines.split_inclusive('\n').any(|known| known == line);
    let all = if there { note.to_owned() } else { format!("{note}{line}") };
    split(all.as_bytes())?;
    Ok(all)
}

/// The line under the note, newline included, by which this witness cosigned it.
pub fn line_of(note: &[u8], key: &CosignVerifier) -> Option<String> {
    let (text, lines) = split(note).ok()?;
    let own = |line: &&&str| {
        signature(line).is_ok_and(|(name, blob)| {
            name == key.name && blob.get(..4) == Some(&key.id()) && opened(text, &blob, key).is_some()
        })
    };
    lines.iter().find(own).map(|line| format!("{line}\n"))
}

/// The time in a line of the key's, if it verifies.
fn opened(text: &str, blob: &[u8], key: &CosignVerifier) -> Option<u64> {
    let blob: &[u8; BLOB] = blob.try_into().ok()?;
    let (time, signature) = blob[4..].split_first_chunk::<8>()?;
    let time = u64::from_be_bytes(*time);
    let signature = Signature::from_bytes(signature.try_into().ok()?);
    key.key.verify_strict(message(text, time)?.as_bytes(), &signature).ok().map(|()| time)
}

/// What is signed: header, time, and the text as it stands.
fn message(text: &str, time: u64) -> Option<String> {
    check_text(text).ok()?;
    // A checkpoint has three lines; a time of zero would make no statement about what was newest.
    let fits = text.lines().count() >= 3 && (1..=MAX_TIME).contains(&time);
    fits.then(|| format!("cosignature/v1\ntime {time}\n{text}"))
}

fn encode(key: &[u8; 32]) -> String {
    let mut bytes = vec![COSIGNATURE];
    bytes.extend_from_slice(key);
    STANDARD.encode(bytes)
}

fn decode(text: &str) -> Result<[u8; 32], NoteError> {
    let bytes = STANDARD.decode(text).map_err(|_| NoteError::BadKey)?;
    match bytes.split_first() {
        Some((&COSIGNATURE, key)) => key.try_into().map_err(|_| NoteError::BadKey),
        Some((&other, _)) => Err(NoteError::Algorithm { byte: other }),
        None => Err(NoteError::BadKey),
    }
}
