//! Exports and their verification: the tlog-tiles layout in a folder or one `.zip`, and live folders.
//!
//! | file | what |
//! | --- | --- |
//! | `checkpoint` | the newest signed checkpoint |
//! | `log.vkey` | the key that checks it: compare with your own copy |
//! | `tile/entries/…`, `tile/0/…` | leaves, and the tree over them (C2SP tlog-tiles) |
//! | `checkpoints.jsonl` | every stored checkpoint: `{"size", "note"}` |
//! | `disclosed.jsonl` | disclosed fields in order of index: `{"index", "label", "salt", "value"}` |
//! | `manifest.json` | sizes and digests of the above, so that a damaged copy is noticed |
//! | `README.txt` | how to look at it |
//!
//! An export holds nothing personal but what is disclosed, and never an entry's secret. Verification
//! trusts no file of it: the manifest only tells damage from forgery.

mod files;
mod live;
mod read;
mod write;

pub use write::{Disclose, Exported, write};

use super::store::{LEDGER_FILE, StoreError};
use super::verify::{Line, Summary, Trust};
use serde::Serialize;
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
const README_TEXT: &str = include_str!("export/README.txt");

/// What `manifest.json` says, in this order; every byte of it follows from the other files.
#[derive(Debug, Serialize)]
struct Manifest {
    format: &'static str,
    v: u64,
    origin: String,
    entries: u64,
    root: String,
    /// SHA-256 of each file outside `tile`.
    files: BTreeMap<&'static str, String>,
}

impl Manifest {
    fn new(origin: &str, entries: u64, root: &[u8; 32], files: BTreeMap<&'static str, String>) -> Self {
        Self { format: "countercheck-export", v: 1, origin: origin.to_owned(), entries, root: hex::encode(root), files }
    }

    fn bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// How to verify.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The reader's own key or checkpoint.
    pub trust: Option<Trust>,
    /// Whether every stored checkpoint is checked too.
    pub deep: bool,
}

/// Verifies an export (folder or `.zip`) or a shop's data folder. Reports a line per entry and per
/// finding and does not stop at the first; an error only means that nothing could be read.
pub fn verify(path: &Path, wanted: &Wanted, report: &mut dyn FnMut(Line)) -> Result<Summary, ExportError> {
    if path.is_dir() && (path.join(LEDGER_FILE).exists() || path.join("keys").is_dir()) {
        return live::verify(path, wanted, report);
    }
    if path.is_dir() {
        let open = || Ok(files::Folder::new(path));
        return read::verify(&open, wanted, report, None);
    }
    let damage = files::container_damage(path).map_err(ExportError::file(path))?;
    let open = || files::Zip::open(path);
    read::verify(&open, wanted, report, damage)
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
            Self::NotARegister { .. } => "name the export's folder or .zip file, or the shop's data folder",
            Self::Store(store) => store.advice(),
            Self::Disclose(_) => "unlock the shop's key, or export without personal data",
        }
    }
}
