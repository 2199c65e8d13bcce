//! Signed distribution: lists come from any web server or stick, and are believed for their
//! signatures only.
//!
//! A repository of The Update Framework holds the list in parts of at most 8 MiB, and one signed
//! `manifest.json` that says which of them make which version (`docs/lists.md`). This is the only
//! room that names `tough`.
//!
//! It refuses what is older than what was seen, what does not fit together, what is cut short or
//! changed, and what its publisher did not sign, and it says which. Whether a signature has run
//! out is judged by the clock that is passed in: from the network that is a refusal, from a stick
//! it is only told, because the age of a list stands beside each of its answers anyway.
//!
//! Invariant: nothing is believed before it is verified, and what was believed is never forgotten:
//! the newest metadata that was accepted is on disk before anything else is asked for.

mod export;
mod fault;
mod fetch;
pub mod keys;
mod load;
mod manifest;
mod papers;
pub mod publish;
mod refusal;
mod repo;
mod roots;
mod run;
mod state;
mod transport;

pub use export::{Exported, export};
pub use refusal::{Refusal, What};
pub use roots::{Pin, Trusted, trust, trusted};
pub use run::{Looked, Outcome, fetch_root, holds, run};
pub use transport::Watch;

use super::files::FilesError;
use super::shelf::ShelfError;
use reqwest::Url;
use std::io;
use std::path::{Path, PathBuf};

/// Why a list did not come.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// What is offered cannot be believed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The shelf cannot take it.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The system refused.
    #[error("cannot use {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server cannot be reached.
    #[error("{url} cannot be reached: {why}")]
    Unreachable {
        /// Which address.
        url: String,
        /// Why.
        why: String,
    },
    /// There is no repository at the address.
    #[error("there is no signed list in {0}")]
    NothingThere(String),
    /// No root of trust was set up.
    #[error("nobody has said whom to trust for the list {0:?}")]
    Untrusted(String),
    /// What should be a root of trust is none.
    #[error("this is no root of trust: {0}")]
    Root(String),
    /// The fingerprint is another one.
    #[error("the fingerprint is another one; this file's is {is}")]
    Fingerprint {
        /// What it is.
        is: String,
    },
    /// What was seen and trusted cannot be read.
    #[error("what this shop has seen of the list {0:?} cannot be read")]
    State(String),
    /// An address that is none.
    #[error("{0:?} is no address of a list")]
    Address(String),
    /// The version in use came without the publisher's signatures.
    #[error("the list {0:?} has no signatures that another shop could check")]
    NoPapers(String),
    /// A publisher's keys or repository.
    #[error(transparent)]
    Publish(#[from] publish::PublishError),
}

impl SyncError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Refused(e) => e.advice(),
            Self::Shelf(e) => e.advice(),
            Self::File { .. } => "check that the path exists, that you may use it, and that the disk is not full",
            Self::Unreachable { .. } => "check the network; what has come is kept. A stick does it too: list import",
            Self::NothingThere(_) => "check the address or folder; it must hold the folders metadata and targets",
            Self::Untrusted(_) => "get root.json from the publisher and run list trust NAME --root root.json",
            Self::Root(_) => "ask the publisher for its root.json",
            Self::Fingerprint { .. } => {
                "nothing was changed; ask the publisher again, over another way than the file came"
            }
            Self::State(_) => "set the list up anew: list trust NAME --root root.json",
            Self::Address(_) => "it begins with https://, http:// or file://",
            Self::NoPapers(_) => "fetch the list again, then export it",
            Self::Publish(e) => e.advice(),
        }
    }

    /// The word for the register, where it is a refusal.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => Some(refusal.what.word()),
            _ => None,
        }
    }

    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

impl From<FilesError> for SyncError {
    fn from(error: FilesError) -> Self {
        ShelfError::from(error).into()
    }
}

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    base: Url,
    /// Its publisher keeps it up to date: a signature that has run out is a refusal.
    online: bool,
}

impl Source {
    /// An address: http, https or file.
    pub fn address(text: &str) -> Result<Self, SyncError> {
        let bad = || SyncError::Address(text.chars().take(200).collect());
        let slash = if text.ends_with('/') { "" } else { "/" };
        let base = Url::parse(&format!("{text}{slash}")).map_err(|_| bad())?;
        let plain = base.query().is_none() && base.fragment().is_none();
        if plain && matches!(base.scheme(), "http" | "https" | "file") {
            Ok(Self { base, online: true })
        } else {
            Err(bad())
        }
    }

    /// A folder, such as a stick, that may be old.
    pub fn folder(path: &Path) -> Result<Self, SyncError> {
        let full = std::path::absolute(path).map_err(|source| SyncError::File { path: path.to_owned(), source })?;
        let base = Url::from_directory_path(full).map_err(|()| SyncError::Address(path.display().to_string()))?;
        Ok(Self { base, online: false })
    }

    fn metadata(&self) -> Result<Url, SyncError> {
        self.base.join("metadata/").map_err(|_| SyncError::Address(self.base.to_string()))
    }

    fn targets(&self) -> Result<Url, SyncError> {
        self.base.join("targets/").map_err(|_| SyncError::Address(self.base.to_string()))
    }

    fn is_folder(&self) -> bool {
        self.base.scheme() == "file"
    }
}
