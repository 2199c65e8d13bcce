//! The receipt: what a seller takes away, and what the owner of the machine can no longer undo.
//!
//! 185 bytes (`docs/receipt.md`): the log's whole key, size and root of its tree, and one entry
//! in it, signed together. It commits to that entry and to everything before it. For paper there
//! are its [digits](Receipt::to_digits), which stand in the QR code and come out of any scanner,
//! and the [`Code`], which outlives a faded QR code and can be typed.
//!
//! It refuses nothing that is merely false: [`Receipt::verify_signature`] tells whether the log's
//! key signed it, and only the comparison with a register tells whether that register contains it.
//!
//! ```
//! use countercheck::ledger::note::SigningKey;
//! use countercheck::ledger::receipt::{Entry, Receipt};
//! use countercheck::ledger::tree::{Tree, leaf_hash};
//! let key = SigningKey::from_seed("countercheck/test/till-1/00000000/1", [7; 32]).unwrap();
//! let hash = leaf_hash(b"a leaf");
//! let receipt = Receipt::sign(&Entry { index: 0, leaf_hash: hash }, &Tree { size: 1, root: hash }, 0, &key).unwrap();
//! let read = Receipt::from_digits(&receipt.to_digits()).unwrap();
//! assert!(read == receipt && read.verify_signature());
//! ```

mod code;
mod digits;
#[cfg(test)]
mod tests;

pub use code::{CODE_SYMBOLS, Code, CodeError};
pub use digits::DIGITS;

use super::note::{self, SigningKey};
use super::tree::{Hash, Tree};
use std::fmt;

/// Length of a receipt in bytes.
pub const BYTES: usize = 185;
/// The version that stands in its first byte.
pub const VERSION: u8 = 1;
/// What is signed besides the signature itself: version, key, size, index, time, root, leaf hash.
const SIGNED: usize = 121;
/// Keeps a receipt's signature from being one over anything else that this key signs.
const DOMAIN: &[u8; 24] = b"countercheck receipt v1\0";

/// The entry that a receipt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the log, from 0.
    pub index: u64,
    /// RFC 6962 hash of its leaf.
    pub leaf_hash: Hash,
}

/// A commitment to one log up to one of its sizes, and to one entry in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The log's raw Ed25519 public key.
    pub log_key: [u8; 32],
    /// Number of leaves in the tree that is committed to.
    pub size: u64,
    /// Number of the entry, from 0, less than `size`.
    pub index: u64,
    /// When it was made, milliseconds since 1970, by the shop's clock.
    pub time_ms: u64,
    /// Root of the tree of `size` leaves.
    pub root: Hash,
    /// RFC 6962 hash of the entry's leaf.
    pub leaf_hash: Hash,
    /// Ed25519, by the log's key, over the domain and everything above.
    pub signature: [u8; 64],
}

impl Receipt {
    /// The receipt of an entry under a tree that contains it; `None` where the tree is smaller.
    pub fn sign(entry: &Entry, tree: &Tree, time_ms: u64, key: &SigningKey) -> Option<Self> {
        let mut receipt = Self {
            log_key: key.verifier().bytes(),
            size: tree.size,
            index: entry.index,
            time_ms,
            root: tree.root,
            leaf_hash: entry.leaf_hash,
            signature: [0; 64],
        };
        receipt.signature = key.sign_bytes(&receipt.message());
        (entry.index < tree.size).then_some(receipt)
    }

    /// The 185 bytes.
    pub fn to_bytes(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        let parts: [&[u8]; 8] = [
            &[VERSION],
            &self.log_key,
            &self.size.to_be_bytes(),
            &self.index.to_be_bytes(),
            &self.time_ms.to_be_bytes(),
            &self.root,
            &self.leaf_hash,
            &self.signature,
        ];
        let mut at = 0;
        for part in parts {
            bytes[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        bytes
    }

    /// Reads the bytes; says nothing about the signature.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let bytes: &[u8; BYTES] = bytes.try_into().map_err(|_| ReceiptError::Length { bytes: bytes.len() })?;
        if bytes[0] != VERSION {
            return Err(ReceiptError::Version { found: bytes[0] });
        }
        let mut rest = &bytes[1..];
        let receipt = Self {
            log_key: take(&mut rest),
            size: u64::from_be_bytes(take(&mut rest)),
            index: u64::from_be_bytes(take(&mut rest)),
            time_ms: u64::from_be_bytes(take(&mut rest)),
            root: take(&mut rest),
            leaf_hash: take(&mut rest),
            signature: take(&mut rest),
        };
        if receipt.index < receipt.size {
            Ok(receipt)
        } else {
            Err(ReceiptError::Outside { index: receipt.index, size: receipt.size })
        }
    }

    /// The 493 decimal digits that stand in the QR code: a scanner of any keyboard layout types them.
    pub fn to_digits(&self) -> String {
        digits::encode(&self.to_bytes())
    }

    /// Reads the digits; white space between them is let pass.
    pub fn from_digits(text: &str) -> Result<Self, ReceiptError> {
        Self::from_bytes(&digits::decode(text)?)
    }

    /// Whether the key that it names signed it. Whose key that is, it does not say.
    pub fn verify_signature(&self) -> bool {
        note::verify_bytes(&self.log_key, &self.message(), &self.signature)
    }

    /// Size and root that it commits to.
    pub fn tree(&self) -> Tree {
        Tree { size: self.size, root: self.root }
    }

    fn message(&self) -> Vec<u8> {
        [&DOMAIN[..], &self.to_bytes()[..SIGNED]].concat()
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Receipt(entry {} of {}, key {})", self.index, self.size, hex::encode(&self.log_key[..4]))
    }
}

/// The next `N` bytes; the length of the whole was checked before.
fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let mut out = [0; N];
    let n = N.min(rest.len());
    out[..n].copy_from_slice(&rest[..n]);
    *rest = &rest[n..];
    out
}

/// What somebody holds in his hand: all of the receipt, or its short code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presented {
    /// Scanned, or typed in full.
    Whole(Box<Receipt>),
    /// The printed code, and the entry's number where it was given with it.
    Code {
        /// Number of the entry, from 0.
        index: Option<u64>,
        /// The code.
        code: Code,
    },
}

/// Reads what was scanned or typed: [`DIGITS`] digits, or a code.
pub fn read(text: &str) -> Result<Presented, PresentedError> {
    // Nothing that could be a code is half as long, so a cut-off scan is told as what it is.
    if text.chars().filter(char::is_ascii_digit).count() > DIGITS / 4 {
        return Ok(Presented::Whole(Box::new(Receipt::from_digits(text)?)));
    }
    let (index, code) = Code::parse(text)?;
    Ok(Presented::Code { index, code })
}

/// Why text is neither the digits of a receipt nor a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentedError {
    /// It looks like the digits of a QR code.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// It looks like a code.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl PresentedError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Receipt(e) => e.advice(),
            Self::Code(e) => e.advice(),
        }
    }
}

/// Why bytes or digits are not a receipt. None of these says anything about a register.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Too long or too short.
    #[error("a receipt has {BYTES} bytes, not {bytes}")]
    Length {
        /// How many there are.
        bytes: usize,
    },
    /// A version that this program does not know.
    #[error("receipts of version {found} are unknown here")]
    Version {
        /// The first byte.
        found: u8,
    },
    /// The entry lies outside the tree.
    #[error("entry {index} cannot be in a register of {size} entries")]
    Outside {
        /// Number of the entry.
        index: u64,
        /// Number of leaves.
        size: u64,
    },
    /// Not [`DIGITS`] digits.
    #[error("a receipt has {DIGITS} digits, not {found}")]
    DigitCount {
        /// How many there are.
        found: usize,
    },
    /// Something else than a digit stands among them.
    #[error("{found:?} is not a digit of a receipt")]
    NotADigit {
        /// The character.
        found: char,
    },
    /// A group of digits that no bytes are written as.
    #[error("digit group {group} stands for no bytes")]
    Group {
        /// Its number, from 1.
        group: usize,
    },
}

impl ReceiptError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Version { .. } => "use the newest verifier: the receipt may be of a later version",
            _ => "scan the code again, whole and flat; if it has faded, type the printed code instead",
        }
    }
}
