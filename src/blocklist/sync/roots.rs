//! The root of trust: where it comes from, and its fingerprint.

use super::SyncError;
use crate::blocklist::shelf::{Slot, make_folder, replace};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::Path;
use tough::schema::{Root, Signed};

/// A root file is not longer.
const MOST: u64 = 1 << 20;
/// What a QR code begins with that pins a root file.
const PIN: &str = "countercheck-list";

/// A root file that bears its own keys' signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trusted {
    pub(super) text: String,
    /// Its version.
    pub version: u64,
}

impl Trusted {
    /// Checks a root file; the error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, SyncError> {
        let root: Signed<Root> = serde_json::from_str(text).map_err(|e| SyncError::Root(e.to_string()))?;
        root.signed.verify_role(&root).map_err(|e| SyncError::Root(e.to_string()))?;
        Ok(Self { text: text.to_owned(), version: root.signed.version.get() })
    }

    /// SHA-256 of the file, as people compare it: 64 hex digits in groups of four.
    pub fn fingerprint(&self) -> String {
        grouped(&hex::encode(Sha256::digest(&self.text)))
    }
}

/// Groups of four, so that two people can read it to each other.
fn grouped(digits: &str) -> String {
    let chars: Vec<char> = digits.to_uppercase().chars().collect();
    chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The digits of a fingerprint however it is written.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_lowercase()).collect()
}

pub(super) fn version(text: &str) -> Option<u64> {
    serde_json::from_str::<Value>(text).ok()?["signed"]["version"].as_u64()
}

/// Reads a root file.
pub(super) fn read(path: &Path) -> Result<Trusted, SyncError> {
    use std::io::Read as _;
    let mut text = String::new();
    let refused = |source| SyncError::File { path: path.to_owned(), source };
    std::fs::File::open(path).and_then(|file| file.take(MOST).read_to_string(&mut text)).map_err(refused)?;
    Trusted::parse(&text)
}

/// What a publisher prints as a QR code: which list, where, and the SHA-256 of a root file. The
/// file itself may come over any way, because it is held against this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Version of the root file.
    pub version: u64,
    /// SHA-256 of the root file, 64 small hex digits.
    pub sha256: String,
    /// Where the list is published.
    pub url: String,
}

impl Pin {
    /// What is printed.
    pub fn of(root: &Trusted, url: &str) -> Self {
        Self { version: root.version, sha256: hex::encode(Sha256::digest(&root.text)), url: url.to_owned() }
    }

    /// Reads the text of a QR code.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.trim().strip_prefix(PIN)?.strip_prefix(" 1 ")?;
        let mut words = rest.split(' ');
        let (version, sha256, url) = (words.next()?.parse().ok()?, words.next()?, words.next().unwrap_or_default());
        let good = sha256.len() == 64 && digits(sha256) == sha256 && words.next().is_none();
        good.then(|| Self { version, sha256: sha256.to_owned(), url: url.to_owned() })
    }

    /// Whether a root file is the one that is meant.
    pub fn fits(&self, root: &Trusted) -> bool {
        self.sha256 == hex::encode(Sha256::digest(&root.text))
    }
}

impl std::fmt::Display for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PIN} 1 {} {} {}", self.version, self.sha256, self.url)
    }
}

/// The root that a list of this shop was set up with, if any.
pub fn trusted(slot: &Slot) -> Result<Option<Trusted>, SyncError> {
    match read(&slot.root_file()) {
        Err(e) if e.is_missing() => Ok(None),
        root => root.map(Some),
    }
}

/// Trusts a root from now on. A fingerprint, where somebody gives one, must be its own.
pub fn trust(slot: &Slot, root: &Trusted, fingerprint: Option<&str>) -> Result<(), SyncError> {
    if let Some(wanted) = fingerprint
        && digits(wanted) != digits(&root.fingerprint())
    {
        return Err(SyncError::Fingerprint { is: root.fingerprint() });
    }
    let _held = slot.lock()?;
    let path = slot.root_file();
    let refused = |source| SyncError::File { path: path.clone(), source };
    make_folder(slot.folder()).map_err(refused)?;
    if trusted(slot).ok().flatten().as_ref() != Some(root) {
        // A root that was set up anew begins without what was seen under the old one.
        super::state::State::forget(slot)?;
    }
    replace(&path, root.text.as_bytes()).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_read_as_it_was_printed() {
        let pin = Pin { version: 3, sha256: "ab".repeat(32), url: "https://lists.example/national".into() };
        assert_eq!(Pin::parse(&format!("  {pin}\n")), Some(pin.clone()));
        assert_eq!(Pin::parse(&Pin { url: String::new(), ..pin }.to_string()).unwrap().url, "");
        let wrong = ["", "countercheck-list 2 3 ab", "countercheck-list 1 3 AB https://x", "countercheck-list 1 x y z"];
        for text in wrong {
            assert_eq!(Pin::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_fingerprint_is_read_in_groups() {
        assert_eq!(grouped("0123abcd"), "0123 ABCD");
        assert_eq!(digits("0123-ABCD"), "0123abcd");
    }
}
