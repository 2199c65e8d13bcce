//! `current.json`: which files of a list count.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The form that this program writes.
const FORM: u32 = 1;
/// Overlays on one base at most: a look-up asks each.
pub(in crate::blocklist) const MAX_OVERLAYS: usize = 400;

/// One file of `pages/`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::blocklist) struct Part {
    /// SHA-256 in 64 small hex digits: its name.
    pub(in crate::blocklist) sha256: String,
    pub(in crate::blocklist) bytes: u64,
}

/// The file's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::blocklist) struct Current {
    pub(in crate::blocklist) v: u32,
    /// The list's name as its publisher has it.
    pub(in crate::blocklist) list: String,
    pub(in crate::blocklist) version: u64,
    pub(in crate::blocklist) issued_at: DateTime<Utc>,
    /// SHA-256 of the list as one file.
    pub(in crate::blocklist) sha256: String,
    pub(in crate::blocklist) entries: u64,
    /// Id of the key that signed it.
    pub(in crate::blocklist) signer: Option<String>,
    pub(in crate::blocklist) how: String,
    pub(in crate::blocklist) base: Part,
    pub(in crate::blocklist) overlays: Vec<Part>,
    /// The signed metadata it came with, in `pages/`: what a stick for another shop needs.
    #[serde(default)]
    pub(in crate::blocklist) papers: Option<Part>,
}

impl Current {
    pub(in crate::blocklist) const FORM: u32 = FORM;

    pub(super) fn nothing() -> Self {
        Self {
            v: FORM,
            list: String::new(),
            version: 0,
            issued_at: DateTime::UNIX_EPOCH,
            sha256: String::new(),
            entries: 0,
            signer: None,
            how: String::new(),
            base: Part { sha256: String::new(), bytes: 0 },
            overlays: Vec::new(),
            papers: None,
        }
    }

    /// Reads it; the error says what is wrong.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let current: Self = serde_json::from_str(text).map_err(|e| format!("current.json cannot be read: {e}"))?;
        if current.v != FORM {
            return Err(format!("current.json has form {}, this program reads {FORM}", current.v));
        }
        if current.overlays.len() > MAX_OVERLAYS {
            return Err("current.json names too many overlays".to_owned());
        }
        let parts = current.files().chain(current.papers.as_ref());
        if parts.into_iter().any(|part| hash(&part.sha256).is_none()) || current.whole().is_none() {
            return Err("current.json names a file that is no SHA-256".to_owned());
        }
        Ok(current)
    }

    /// SHA-256 of the list as one file.
    pub(super) fn whole(&self) -> Option<[u8; 32]> {
        hash(&self.sha256)
    }

    /// The list files, the base first.
    pub(in crate::blocklist) fn files(&self) -> impl Iterator<Item = &Part> {
        std::iter::once(&self.base).chain(&self.overlays)
    }
}

/// 64 small hex digits, so that a name never leads out of its folder.
fn hash(text: &str) -> Option<[u8; 32]> {
    let small = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let bytes = hex::decode(text).ok().filter(|_| small)?;
    bytes.try_into().ok()
}
