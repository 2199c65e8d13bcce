//! What can go wrong with the ledger on disk: alarms (it is not what it was) and errors (it could
//! not be written or read just now).

use crate::ledger::checkpoint::CheckpointError;
use crate::ledger::leaf::{EntryId, LeafError};
use crate::sqlite::SqliteError;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing may be signed in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// The register was moved to another computer.
    Moved,
    /// The folder is a backup.
    Backup,
}

impl Sealed {
    /// The word in `keys/sealed`, and in the first entry of an epoch that answers it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Moved => "moved_away",
            Self::Backup => "backup",
        }
    }

    fn says(self) -> &'static str {
        match self {
            Self::Moved => "was moved to another computer and is closed here",
            Self::Backup => "is a backup, and nothing is written to a backup",
        }
    }
}

/// Why the ledger is not opened, or not written on. Never answered with a fresh ledger: those for
/// which [`Alarm::offers_epoch`] holds can be answered with a new epoch, which cites the old.
#[derive(Debug, thiserror::Error)]
pub enum Alarm {
    /// There is no ledger.
    #[error("{} is missing", path.display())]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The file is there and holds nothing.
    #[error("ledger.db is empty{}", if *log { " although its log lies beside it" } else { "" })]
    Empty {
        /// Whether a write-ahead log with content lies beside it.
        log: bool,
    },
    /// `keys/head` remembers more entries than there are: an older copy, or a deleted tail.
    #[error("the register holds {size} entries, and the last known number is {head}")]
    BehindHead {
        /// Number of leaves that `keys/head` remembers.
        head: u64,
        /// Number of leaves found.
        size: u64,
    },
    /// The entries up to the size in `keys/head` are not those that it remembers.
    #[error("the first {head} entries are not those last known")]
    ForkedFromHead {
        /// Number of leaves that `keys/head` remembers.
        head: u64,
    },
    /// `keys/head` is missing or of another log.
    #[error("the last known state (keys/head) is missing or of another register")]
    HeadMissing,
    /// Both copies in `keys/head` are damaged.
    #[error("the last known state (keys/head) is damaged")]
    HeadDamaged,
    /// The signing key is missing, malformed, or not this log's.
    #[error("the signing key (keys/ledger) is not this register's")]
    ForeignKey,
    /// A key file is there and cannot be read just now: no reason to set anything aside.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The register goes on elsewhere, or this is a copy of it: nothing is signed here.
    #[error("this register {}", why.says())]
    Sealed {
        /// Why.
        why: Sealed,
    },
    /// The newest checkpoint is missing or not signed by the log's key.
    #[error("the newest checkpoint is not signed by this register's key")]
    Unsigned(#[source] Option<CheckpointError>),
    /// Leaves, nodes and newest checkpoint contradict each other.
    #[error("entries, tree and checkpoint do not match near entry {index}")]
    TilesDoNotMatch {
        /// The first leaf of the tile in which it shows, or the leaf itself.
        index: u64,
    },
    /// The file's content is not that of a sound ledger.
    #[error("ledger.db is damaged")]
    Corrupt(#[source] SqliteError),
    /// It was written by a later version.
    #[error("ledger.db was written by a later version")]
    Newer(#[source] SqliteError),
    /// It could not be opened just now.
    #[error("ledger.db cannot be opened")]
    Unreachable(#[source] SqliteError),
}

impl Alarm {
    /// A file that is gone or no text raises `missing`; one that cannot be read just now does not.
    pub(in crate::ledger) fn key_file(path: &Path, source: io::Error, missing: Self) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::InvalidData => missing,
            _ => Self::Unreadable { path: path.to_owned(), source },
        }
    }

    /// The stable word for it in the first entry of the epoch that answers it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Empty { .. } => "empty",
            Self::BehindHead { .. } => "behind_head",
            Self::ForkedFromHead { .. } => "forked_from_head",
            Self::HeadMissing => "head_missing",
            Self::HeadDamaged => "head_damaged",
            Self::ForeignKey => "foreign_key",
            Self::Unsigned(_) => "unsigned",
            Self::TilesDoNotMatch { .. } => "tiles_do_not_match",
            Self::Corrupt(_) => "corrupt",
            Self::Newer(_) => "newer",
            Self::Unreachable(_) => "unreachable",
            Self::Unreadable { .. } => "unreadable",
            Self::Sealed { why } => why.word(),
        }
    }

    /// Whether trading can go on in a new epoch.
    pub fn offers_epoch(&self) -> bool {
        !matches!(self, Self::Newer(_) | Self::Unreachable(_) | Self::Unreadable { .. } | Self::Sealed { .. })
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Newer(e) | Self::Unreachable(e) => e.advice(),
            Self::Unreadable { .. } => "check the rights on the shop's folder and the disk, then start again",
            Self::Sealed { why: Sealed::Moved } => {
                "open the till on the computer that it was moved to; if the move never arrived there, go on here with `countercheck log epoch --reason \"…\"`"
            }
            Self::Sealed { why: Sealed::Backup } => {
                "put it back into a folder of its own with `countercheck log restore`"
            }
            Self::Missing { .. } => {
                "look for the shop's folder in its usual place; if it is gone, keep trading in a new epoch and tell the police contact"
            }
            Self::BehindHead { .. } | Self::ForkedFromHead { .. } => {
                "if a backup was put back, start a new epoch and say so; if not, keep the folder as it is and call the police contact"
            }
            _ => "keep a copy of the folder as it is, then keep trading in a new epoch, which records this alarm",
        }
    }
}

impl From<SqliteError> for Alarm {
    fn from(e: SqliteError) -> Self {
        match e {
            SqliteError::Missing { path } => Self::Missing { path },
            SqliteError::Empty { log, .. } => Self::Empty { log },
            SqliteError::Newer { .. } => Self::Newer(e),
            e if e.is_damage() => Self::Corrupt(e),
            e => Self::Unreachable(e),
        }
    }
}

/// Why something was not recorded, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The ledger is not what it was.
    #[error("the register raises an alarm")]
    Alarm(#[from] Alarm),
    /// What was to be recorded is not a leaf.
    #[error("the entry cannot be recorded")]
    Leaf(#[from] LeafError),
    /// An entry with this id stands in the ledger already.
    #[error("entry {entry} is recorded already")]
    Twice {
        /// The entry.
        entry: EntryId,
    },
    /// The database could not be read or written.
    #[error("the register could not be read or written")]
    Db(#[from] SqliteError),
    /// A commit failed earlier, and whether it took hold is unknown until the ledger is opened again.
    #[error("an earlier write failed; its outcome is unknown")]
    Broken,
    /// A key file or folder could not be made, read or moved.
    #[error("{} cannot be made, read or moved", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random numbers")]
    Random,
    /// The checkpoint could not be made.
    #[error("the checkpoint could not be signed")]
    Sign(#[from] CheckpointError),
}

impl StoreError {
    /// Names the file that an I/O error is about.
    pub(in crate::ledger) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.into(), source }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Alarm(alarm) => alarm.advice(),
            Self::Leaf(leaf) => leaf.advice(),
            Self::Db(db) => db.advice(),
            Self::Broken => "close the program and start it again; what was confirmed is safe",
            Self::File { .. } => "check that the disk is not full and the folder can be written to, then try again",
            Self::Twice { .. } | Self::Random | Self::Sign(_) => "start the program again, then repeat the last step",
        }
    }
}
