//! Exports and their verification: the tlog-tiles layout in a folder, one `.zip`, or that encrypted;
//! proofs of one entry; and live folders.
//!
//! | file | what |
//! | --- | --- |
//! | `checkpoint` | the newest signed checkpoint |
//! | `log.vkey` | the key that checks it: compare with your own copy |
//! | `tile/entries/…`, `tile/0/…` | leaves, and the tree over them (C2SP tlog-tiles) |
//! | `checkpoints.jsonl` | every stored checkpoint: `{"size", "note"}` |
//! | `disclosed.jsonl` | disclosed fields in order of index: `{"index", "label", "salt", "value"}` |
//! | `blobs/HEX` | disclosed pictures by their SHA-256 |
//! | `epochs/N/…` | earlier epochs, in the same layout |
//! | `manifest.json` | sizes and digests of the above, so that a damaged copy is noticed |
//! | `README.txt` | how to look at it |
//! | `verifier.html` | the page to look at it with; whoever checks uses a copy of his own |
//!
//! An export holds nothing personal but what is disclosed, and never an entry's secret. Verification
//! trusts no file of it: the manifest only tells damage from forgery.

mod earlier;
mod files;
mod live;
mod read;
mod sealed;
mod write;

pub use sealed::{identities, recipients};
pub use write::{Blob, Disclose, Exported, Plan, write, write_plan};

use super::store::{LEDGER_FILE, StoreError};
use super::verify::proof::{self, Proof, ProofError};
use super::verify::{Line, Summary, Trust};
use age::x25519::Identity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

const CHECKPOINT: &str = "checkpoint";
const KEY: &str = "log.vkey";
const CHECKPOINTS: &str = "checkpoints.jsonl";
const DISCLOSED: &str = "disclosed.jsonl";
const MANIFEST: &str = "manifest.json";
const README: &str = "README.txt";
const PAGE: &str = crate::page::FILE_NAME;
const BLOBS: &str = "blobs";
const EPOCHS: &str = "epochs";
const README_TEXT: &str = include_str!("export/README.txt");

/// The version of the layout that is written, and the one before it, which knew no epochs.
const VERSION: u64 = 2;
const FIRST_VERSION: u64 = 1;

/// What `manifest.json` says, in this order; every byte of it follows from the other files.
#[derive(Debug, Serialize)]
struct Manifest {
    format: &'static str,
    v: u64,
    origin: String,
    entries: u64,
    root: String,
    /// SHA-256 of each file of this folder.
    files: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    epochs: Option<Vec<u64>>,
}

impl Manifest {
    fn new(origin: &str, entries: u64, root: &[u8; 32], files: BTreeMap<&'static str, String>) -> Self {
        let (origin, root) = (origin.to_owned(), hex::encode(root));
        Self { format: "countercheck-export", v: FIRST_VERSION, origin, entries, root, files, epochs: None }
    }

    fn with_epochs(self, epochs: Vec<u64>) -> Self {
        Self { v: VERSION, epochs: Some(epochs), ..self }
    }

    fn bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// What a reader takes from a manifest: a claim like everything else in an export.
#[derive(Debug, Deserialize)]
struct Claimed {
    v: u64,
    #[serde(default)]
    epochs: Vec<u64>,
}

/// Labels whose value is the digest of a blob.
fn is_picture(label: &str) -> bool {
    label.starts_with("picture.")
}

/// How to verify.
#[derive(Clone, Default)]
pub struct Wanted {
    /// What the reader holds himself.
    pub trust: Vec<Trust>,
    /// Whether every stored checkpoint is checked too.
    pub deep: bool,
    /// Keys that open encrypted exports.
    pub identities: Vec<Identity>,
}

/// Verifies an export (folder, `.zip` or `.zip.age`), a proof of one entry, or a shop's data folder.
/// Reports a line per entry and per finding and does not stop at the first; an error only means
/// that nothing could be read.
pub fn verify(path: &Path, wanted: &Wanted, report: &mut dyn FnMut(Line)) -> Result<Summary, ExportError> {
    if path.is_dir() && (path.join(LEDGER_FILE).exists() || path.join("keys").is_dir()) {
        return live::verify(path, wanted, report);
    }
    if path.is_dir() {
        return read::verify(&|| Ok(files::Folder::new(path)), wanted, report, None);
    }
    let start = files::start(path).map_err(ExportError::file(path))?;
    if start.starts_with(proof::TITLE.as_bytes()) {
        let text = files::whole(path, proof::MAX_PROOF).map_err(ExportError::file(path))?;
        return Ok(Proof::parse(&text)?.check(&wanted.trust, report));
    }
    if start.starts_with(sealed::START) {
        if wanted.identities.is_empty() {
            return Err(ExportError::Encrypted { path: path.to_owned() });
        }
        return read::verify(&|| files::Zip::sealed(path, &wanted.identities), wanted, report, None);
    }
    let damage = files::container_damage(path).map_err(ExportError::file(path))?;
    read::verify(&|| files::Zip::open(path), wanted, report, damage)
}

/// Why an export could not be written or read at all.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file or folder to be written is there already.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file or folder.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("{} cannot be read or written", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Neither an export nor a shop's folder.
    #[error("{} is neither an export nor a shop's folder", path.display())]
    NotARegister {
        /// The file or folder.
        path: PathBuf,
    },
    /// It is encrypted, and no key was given.
    #[error("{} is encrypted", path.display())]
    Encrypted {
        /// The file.
        path: PathBuf,
    },
    /// It is encrypted to others.
    #[error("{} is not encrypted to this key", path.display())]
    NotForThisKey {
        /// The file.
        path: PathBuf,
    },
    /// A line that is no public key of age.
    #[error("line {line} is not an age public key (age1…)")]
    NoRecipient {
        /// Its number, from 1.
        line: usize,
    },
    /// A line that is no secret key of age.
    #[error("line {line} is not an age secret key (AGE-SECRET-KEY-1…)")]
    NoIdentity {
        /// Its number, from 1.
        line: usize,
    },
    /// A proof of one entry that cannot be read.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The archive could not be made or read.
    #[error("the .zip file cannot be read or written")]
    Zip(#[from] zip::result::ZipError),
    /// The register could not be read.
    #[error("the register could not be read")]
    Store(#[from] StoreError),
    /// A field to be disclosed could not be opened.
    #[error("a field could not be opened for disclosure")]
    Disclose(#[source] Box<dyn Error + Send + Sync>),
    /// Something could not be written as JSON.
    #[error("the export could not be written")]
    Json(#[from] serde_json::Error),
}

impl ExportError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Exists { .. } => "choose another name, or move the old export away first",
            Self::File { .. } | Self::Zip(_) | Self::Json(_) => {
                "check the disk or stick and its free space, then try again"
            }
            Self::Encrypted { .. } => "name the file of your own secret key (--identity)",
            Self::NotForThisKey { .. } => "try another of your keys, or ask for an export to your public key",
            Self::NoRecipient { .. } => "copy the officer's public key again, whole: it begins with age1",
            Self::NoIdentity { .. } => "name the file that age-keygen wrote; it must not be encrypted itself",
            Self::Proof(proof) => proof.advice(),
            Self::NotARegister { .. } => {
                "name the export's folder, its .zip or .zip.age file, a proof, or the shop's data folder"
            }
            Self::Store(store) => store.advice(),
            Self::Disclose(_) => "unlock the shop's key, or export without personal data",
        }
    }
}
