//! Why there is no backup, or it cannot be put back.

use crate::ledger::checkpoint::CheckpointError;
use crate::sqlite::SqliteError;
use std::io;
use std::path::PathBuf;

/// Why a backup was not made or does not hold.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file or folder refused.
    #[error("{} cannot be read or written", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// A database could not be copied or read.
    #[error("{} cannot be copied or read", path.display())]
    Db {
        /// The database.
        path: PathBuf,
        /// Why.
        source: SqliteError,
    },
    /// There is no signed register in the folder.
    #[error("there is no signed register to be copied")]
    NoRegister,
    /// The folder is not a backup.
    #[error("{} is not a backup", path.display())]
    NotABackup {
        /// The folder.
        path: PathBuf,
    },
    /// A file is missing or not what it was when the backup was made.
    #[error("{name} in the backup is missing or was altered")]
    Altered {
        /// Its path in the backup.
        name: String,
    },
    /// The backup's checkpoint is not signed by the backup's key.
    #[error("the backup's checkpoint is not signed by its register's key")]
    Checkpoint(#[from] CheckpointError),
}

impl BackupError {
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// Whether the disk is full, the folder away, and so on: one word for the entry that records it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::File { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => "folder_missing",
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disk_full",
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "not_writable",
                _ => "file",
            },
            Self::Db { source, .. } if source.is_full() => "disk_full",
            Self::Db { .. } => "database",
            Self::NoRegister | Self::NotABackup { .. } => "no_register",
            Self::Altered { .. } | Self::Checkpoint(_) => "does_not_verify",
        }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::File { .. } if self.word() == "folder_missing" => {
                "plug the stick or disk in, or correct [backup] folder in config.toml"
            }
            Self::File { .. } => {
                "check that the stick or disk is there, has room and can be written to, then try again"
            }
            Self::Db { source, .. } => source.advice(),
            Self::NoRegister => "look for the shop's folder in its usual place",
            Self::NotABackup { .. } => "name the dated folder itself, the one that holds manifest.json",
            Self::Altered { .. } | Self::Checkpoint(_) => "use another backup; this one is damaged or was changed",
        }
    }
}
