//! Lists on disk: opened as maps, built from CSV files of any size.

mod input;
mod map;
mod output;
mod sort;

pub use input::Source;
pub use map::Map;
pub use output::{Written, difference, fold, write};
pub use sort::{Heap, Report, Sorted};

use super::{BuildError, Layout, List, ListError, MergeError, PAGE, RowError, Trust};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Why files could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The system refused.
    #[error("cannot use {path}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A list cannot be used.
    #[error("{path}: {source}")]
    List {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: ListError,
    },
    /// A source file's columns cannot be read.
    #[error("{path}: {source}")]
    Rows {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: RowError,
    },
    /// No list can be made of what was read.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Lists do not go together.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The new version lost more than a quarter of the old one.
    #[error("the new list has {new} entries, the old one {old}: it shrank by more than a quarter")]
    Shrunk {
        /// Entries of the new version.
        new: u64,
        /// Entries of the version before.
        old: u64,
    },
}

impl FilesError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::File { .. } => "check that the path exists, that you may use it, and that the disk is not full",
            Self::List { source, .. } => source.advice(),
            Self::Rows { source, .. } => source.advice(),
            Self::Build(e) => e.advice(),
            Self::Merge(e) => e.advice(),
            Self::Shrunk { .. } => {
                "look whether a source file was cut short; allow it where so many were really taken off"
            }
        }
    }

    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |source| Self::File { path: path.to_owned(), source }
    }
}

/// Opens a list: reads its tables, maps its pages.
pub fn open(path: &Path, trust: Trust) -> Result<List<Map>, FilesError> {
    let refused = |source| FilesError::File { path: path.to_owned(), source };
    let broken = |source| FilesError::List { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(refused)?;
    let length = file.metadata().map_err(refused)?.len();
    let mut first = Vec::with_capacity(PAGE);
    file.by_ref().take(PAGE as u64).read_to_end(&mut first).map_err(refused)?;
    let layout = Layout::read(&first, length).map_err(broken)?;
    file.seek(SeekFrom::Start(layout.tables_at())).map_err(refused)?;
    let mut tables = Vec::with_capacity(usize::try_from(length - layout.tables_at()).unwrap_or(0));
    file.by_ref().take(length - layout.tables_at()).read_to_end(&mut tables).map_err(refused)?;
    let map = Map::new(&file).map_err(refused)?;
    List::open(layout, &tables, map, trust).map_err(broken)
}
