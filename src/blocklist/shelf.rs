//! The shelf: the lists that a shop holds, each whole, verified and of one version.
//!
//! In `lists/` of the shop's folder each list has a folder of its own name:
//!
//! | name | what |
//! | --- | --- |
//! | `root.json` | the root of trust from set-up |
//! | `tuf/` | what was seen and trusted since |
//! | `pages/` | immutable list files, named by their SHA-256 |
//! | `staging/` | downloads that are not finished; may be thrown away |
//! | `current.json` | which of the files count; replaced whole, as the last step of every change |
//!
//! Invariant: what `current.json` names is one whole verified version, at every instant. A file
//! is complete and on disk before it is named, and goes only after it is no longer named.
//!
//! ```
//! use countercheck::blocklist::shelf::Shelf;
//! // No folder, no lists: not an error.
//! assert!(Shelf::new(std::path::Path::new("/nonexistent/lists")).installed().unwrap().is_empty());
//! ```

mod current;
mod durable;
mod fold;
mod slot;
#[cfg(test)]
mod tests;

pub use fold::{fold, fold_due};
pub use slot::{Busy, Slot};

pub(in crate::blocklist) use current::{Current, Part};
pub(in crate::blocklist) use durable::{hash_file, make_folder, put_in_place, replace, write_new};

use super::Stack;
use super::files::{self, FilesError, Map};
use crate::blocklist::Trust;
use chrono::{DateTime, Utc};
use std::io;
use std::path::{Path, PathBuf};

/// Longest name of a list on the shelf, in bytes.
pub const MAX_SHELF_NAME: usize = 40;

/// Why a list on the shelf cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The system refused.
    #[error("cannot use {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A name that cannot be a folder's.
    #[error("a list's name has 1 to {MAX_SHELF_NAME} small letters, digits and '-', not {0:?}")]
    Name(String),
    /// What should say which version counts cannot be understood.
    #[error("the list {list} is damaged: {what}")]
    Damaged {
        /// Name of the list.
        list: String,
        /// What is wrong with it.
        what: String,
    },
    /// Its files cannot be read.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Another program is changing the list.
    #[error("the list {0} is being changed by another program")]
    Busy(String),
    /// The folded list is not the one that its publisher signed.
    #[error("the folded list {0} differs from the one that its publisher signed")]
    FoldDiffers(String),
}

impl ShelfError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::File { .. } => "check that the shop's folder may be written and that the disk is not full",
            Self::Name(_) => "choose a short name such as national",
            Self::Damaged { .. } => "fetch the list again; until then it vouches for nothing",
            Self::Files(e) => e.advice(),
            Self::Busy(_) => "wait until it is done, then try again",
            Self::FoldDiffers(_) => "the list stays as it is and goes on answering; tell its publisher",
        }
    }

    pub(in crate::blocklist) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::File { path: path.to_owned(), source }
    }
}

/// How a version came onto the shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Fetched from its publisher's address.
    Sync,
    /// From a folder, such as a stick.
    Import,
    /// The version that was there, as one file.
    Fold,
    /// An unsigned file that somebody chose.
    File,
}

impl How {
    /// The word in `current.json` and in the leaf.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Import => "import",
            Self::Fold => "fold",
            Self::File => "file",
        }
    }
}

/// A version that has just begun to count: what the register's `list_applied` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Name of the list in this shop.
    pub name: String,
    /// Its version.
    pub version: u64,
    /// SHA-256 of the list as one file.
    pub sha256: [u8; 32],
    /// When its publisher issued it.
    pub issued_at: DateTime<Utc>,
    /// Numbers that it lists.
    pub entries: u64,
    /// How it came.
    pub how: How,
    /// Id of the key that signed it (64 hex digits); none for a file without a signature.
    pub signer: Option<String>,
}

/// A list on the shelf.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Name of the list in this shop.
    pub name: String,
    /// Its version; 0 where the list is damaged.
    pub version: u64,
    /// When its publisher issued it; 1970 where the list is damaged.
    pub issued_at: DateTime<Utc>,
    /// SHA-256 of the list as one file.
    pub sha256: [u8; 32],
    /// Id of the key that signed it (64 hex digits); none for a file without a signature.
    pub signer: Option<String>,
    /// How it came: `sync`, `import`, `fold` or `file`.
    pub how: String,
    /// Numbers that it lists, as its publisher counts them.
    pub entries: u64,
    /// What is wrong with it; such a list answers nothing.
    pub damage: Option<String>,
    pub(in crate::blocklist) current: Current,
    slot: Slot,
}

impl Installed {
    /// The folder that it lies in.
    pub fn slot(&self) -> &Slot {
        &self.slot
    }

    /// The files that count, oldest version first: the base, then what changed since.
    pub fn files(&self) -> Vec<PathBuf> {
        self.current.files().map(|part| self.slot.page(&part.sha256)).collect()
    }

    /// Bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.current.files().map(|part| part.bytes).sum()
    }

    /// Opens its files for look-ups.
    pub fn open(&self) -> Result<Stack<Map>, ShelfError> {
        if let Some(what) = &self.damage {
            return Err(ShelfError::Damaged { list: self.name.clone(), what: what.clone() });
        }
        let mut lists = Vec::new();
        for path in self.files() {
            lists.push(files::open(&path, Trust::Never)?);
        }
        let named = |source| FilesError::List { path: self.slot.page(&self.current.base.sha256), source };
        let base = lists.remove(0);
        let stack = Stack::new(base, lists).map_err(named)?;
        let newest = stack.lists().last().map(|list| list.identity().version);
        if newest == Some(self.version) {
            Ok(stack)
        } else {
            let what = "its files are of another version than it says".to_owned();
            Err(ShelfError::Damaged { list: self.name.clone(), what })
        }
    }

    fn damaged(slot: Slot, what: String) -> Self {
        Self {
            name: slot.name().to_owned(),
            version: 0,
            issued_at: DateTime::UNIX_EPOCH,
            sha256: [0; 32],
            signer: None,
            how: How::File.word().to_owned(),
            entries: 0,
            damage: Some(what),
            current: Current::nothing(),
            slot,
        }
    }
}

/// The shop's lists.
#[derive(Clone, Debug)]
pub struct Shelf {
    root: PathBuf,
}

impl Shelf {
    /// The shelf in the folder `lists_dir`, which need not exist.
    pub fn new(lists_dir: &Path) -> Self {
        Self { root: lists_dir.to_owned() }
    }

    /// The folder of one list, which need not exist.
    pub fn slot(&self, name: &str) -> Result<Slot, ShelfError> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=MAX_SHELF_NAME).contains(&name.len()) && name.bytes().all(plain) {
            Ok(Slot::new(self.root.join(name), name))
        } else {
            Err(ShelfError::Name(name.chars().take(80).collect()))
        }
    }

    /// Every list that has a folder, sorted by name, those too that were never fetched.
    pub fn slots(&self) -> Result<Vec<Slot>, ShelfError> {
        let entries = match std::fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(ShelfError::file(&self.root)(e)),
        };
        let mut slots = Vec::new();
        for entry in entries {
            let name = entry.map_err(ShelfError::file(&self.root))?.file_name();
            // A folder with another name is somebody else's.
            slots.extend(name.to_str().and_then(|name| self.slot(name).ok()).filter(Slot::is_there));
        }
        slots.sort_by(|a, b| a.name().cmp(b.name()));
        Ok(slots)
    }

    /// The lists that count, sorted by name. A damaged one is among them and says so.
    pub fn installed(&self) -> Result<Vec<Installed>, ShelfError> {
        Ok(self.slots()?.into_iter().filter_map(|slot| slot.installed()).collect())
    }
}
