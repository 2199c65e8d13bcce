//! Signed notes (C2SP signed-note v1.0.0): a text and the signatures under it.
//!
//! Ed25519 (algorithm byte 1) is what this program signs and checks; signature lines of other
//! keys and algorithms are allowed and ignored; those of witnesses are [`cosignature`]s.
//!
//! ```
//! use countercheck::ledger::note::{SigningKey, open};
//! let key = SigningKey::from_seed("shop.example/till-1", [7; 32]).unwrap();
//! let note = key.sign("hello\n").unwrap();
//! assert_eq!(open(note.as_bytes(), &key.verifier()).unwrap(), "hello\n");
//! ```

pub mod cosignature;
#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The longest note in bytes, and the most signatures under it: a note comes from outside.
pub const MAX_NOTE: usize = 65_536;
const MAX_SIGNATURES: usize = 100;
const ED25519: u8 = 1;
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// A key that checks notes, as officers keep it: `name+keyhash+base64`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// The key's name: the origin of the log that it signs.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The 32 bytes of the public key.
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    fn id(&self) -> [u8; 4] {
        key_id(&self.name, ED25519, &self.bytes())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id()), encode_key(&self.bytes()))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, bytes) = parse_key(text)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| NoteError::BadKey)?;
        let key = Self { name, key };
        // One spelling per key: a copy that differs in a letter is another text to an officer.
        if key.to_string() == text { Ok(key) } else { Err(NoteError::BadKey) }
    }
}

/// A key that signs notes; its text form is that of Go's `note.GenerateKey`.
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
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
        let seed = decode_key(parts.next().unwrap_or_default())?;
        let key = Self::from_seed(name, seed)?;
        if hex::encode(key.verifier().id()) == id { Ok(key) } else { Err(NoteError::BadKey) }
    }

    /// The text form, secret included: for the key file only.
    pub fn to_secret_text(&self) -> String {
        let id = hex::encode(self.verifier().id());
        format!("{SECRET_PREFIX}{}+{id}+{}", self.name, encode_key(&self.key.to_bytes()))
    }

    /// The key that checks what this one signs.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey { name: self.name.clone(), key: self.key.verifying_key() }
    }

    /// The text with this key's signature under it; the text ends in a newline.
    pub fn sign(&self, text: &str) -> Result<String, NoteError> {
        check_text(text)?;
        let mut blob = self.verifier().id().to_vec();
        blob.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n\u{2014} {} {}\n", self.name, STANDARD.encode(blob)))
    }

    /// The bare signature over bytes that begin with a domain of their own, so that no note can be
    /// made of it (a note is text and holds no zero byte).
    pub(in crate::ledger) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Whether this public key made the bare signature over the bytes; weak keys are refused.
pub(in crate::ledger) fn verify_bytes(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    ed25519_dalek::VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// The text of a note that this key has signed. Unknown signature lines are ignored; a line that
/// claims to be this key's and is wrong refuses the note.
pub fn open<'a>(note: &'a [u8], key: &VerifierKey) -> Result<&'a str, NoteError> {
    let (text, signatures) = split(note)?;
    let mut found = false;
    for line in signatures {
        let (name, blob) = signature(line)?;
        if name != key.name || blob.get(..4) != Some(&key.id()) {
            continue;
        }
        let bytes = blob[4..].try_into().map_err(|_| NoteError::BadSignature)?;
        key.key.verify_strict(text.as_bytes(), &Signature::from_bytes(bytes)).map_err(|_| NoteError::BadSignature)?;
        found = true;
    }
    if found { Ok(text) } else { Err(NoteError::NotSigned { name: key.name.clone() }) }
}

/// The text of a note without looking at who signed it.
pub fn text_of(note: &[u8]) -> Result<&str, NoteError> {
    split(note).map(|(text, _)| text)
}

/// How many signature lines a note has, whosever they are; none where it is not one.
pub fn signatures(note: &[u8]) -> usize {
    split(note).map_or(0, |(_, lines)| lines.len())
}

/// The note with this key's signatures only; refuses what [`open`] refuses.
pub fn only(note: &[u8], key: &VerifierKey) -> Result<String, NoteError> {
    let mut whole = format!("{}\n", open(note, key)?);
    for line in split(note)?.1 {
        let (name, blob) = signature(line)?;
        if name == key.name && blob.get(..4) == Some(&key.id()) {
            whole.extend([line, "\n"]);
        }
    }
    Ok(whole)
}

/// Text (with its last newline) and signature lines.
fn split(note: &[u8]) -> Result<(&str, Vec<&str>), NoteError> {
    let all = std::str::from_utf8(note).map_err(|_| NoteError::Malformed)?;
    let at = all.rfind("\n\n").ok_or(NoteError::Malformed)?;
    let (text, rest) = (&all[..=at], &all[at + 2..]);
    check_text(text)?;
    let lines: Vec<_> = rest.strip_suffix('\n').ok_or(NoteError::Malformed)?.split('\n').collect();
    if note.len() > MAX_NOTE || lines.len() > MAX_SIGNATURES {
        return Err(NoteError::Malformed);
    }
    Ok((text, lines))
}

/// Name and decoded blob (key id and signature) of one signature line.
fn signature(line: &str) -> Result<(&str, Vec<u8>), NoteError> {
    let rest = line.strip_prefix("\u{2014} ").ok_or(NoteError::Malformed)?;
    let (name, blob) = rest.split_once(' ').ok_or(NoteError::Malformed)?;
    check_name(name)?;
    let blob = STANDARD.decode(blob).map_err(|_| NoteError::Malformed)?;
    if blob.len() < 5 { Err(NoteError::Malformed) } else { Ok((name, blob)) }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let clean = text.ends_with('\n') && !text.bytes().any(|b| b < 0x20 && b != b'\n');
    if clean { Ok(()) } else { Err(NoteError::Malformed) }
}

/// A name is not empty and holds neither white space nor `+`.
pub(crate) fn check_name(name: &str) -> Result<(), NoteError> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.len() > 255 || name.contains(bad) { Err(NoteError::BadName) } else { Ok(()) }
}

fn key_id(name: &str, algorithm: u8, key: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', algorithm]).chain_update(key).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn encode_key(key: &[u8; 32]) -> String {
    let mut bytes = vec![ED25519];
    bytes.extend_from_slice(key);
    STANDARD.encode(bytes)
}

fn decode_key(text: &str) -> Result<[u8; 32], NoteError> {
    let bytes = STANDARD.decode(text).map_err(|_| NoteError::BadKey)?;
    match bytes.split_first() {
        Some((&ED25519, key)) => key.try_into().map_err(|_| NoteError::BadKey),
        Some((&other, _)) => Err(NoteError::Algorithm { byte: other }),
        None => Err(NoteError::BadKey),
    }
}

fn parse_key(text: &str) -> Result<(String, [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    check_name(name)?;
    let key = decode_key(parts.next().ok_or(NoteError::BadKey)?)?;
    if hex::encode(key_id(name, ED25519, &key)) == id { Ok((name.to_owned(), key)) } else { Err(NoteError::BadKey) }
}

/// Why a note or a key is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a signed note.
    #[error("not a signed note")]
    Malformed,
    /// A name that is empty or holds white space or `+`.
    #[error("key name is empty, too long, or holds white space or a plus sign")]
    BadName,
    /// A key text that does not decode, or whose hash is not its own.
    #[error("key text is malformed or its hash does not fit")]
    BadKey,
    /// A key of an algorithm that this version does not check.
    #[error("key algorithm {byte} is not supported")]
    Algorithm {
        /// The algorithm byte.
        byte: u8,
    },
    /// A signature line of the key that does not verify.
    #[error("signature does not verify")]
    BadSignature,
    /// No signature line of the key.
    #[error("not signed by {name}")]
    NotSigned {
        /// The key's name.
        name: String,
    },
}

impl NoteError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::BadKey | Self::BadName | Self::Algorithm { .. } => {
                "copy the key again, whole, from where it was handed out"
            }
            _ => "the checkpoint was altered or is another log's: ask for a fresh export",
        }
    }
}
