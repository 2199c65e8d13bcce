//! The one place that opens a database.
//!
//! It refuses to make one by accident: [`create`] wants no file, [`open`] wants one, and a file of
//! length zero is refused before `SQLite` sees it (`SQLite` would delete the log beside it and start
//! afresh). Invariant: a connection that comes out of here is in WAL mode, syncs every commit
//! (`synchronous=FULL`, set and read back), belongs to this application and has its newest schema.
//!
//! ```
//! use countercheck::sqlite::{self, Schema, SqliteError};
//! const NOTES: Schema = Schema { application_id: 0x4343_7864, version: 1, create: "CREATE TABLE t (a INTEGER) STRICT;", migrations: &[], secure_delete: false };
//! let folder = tempfile::tempdir().unwrap();
//! let path = folder.path().join("notes.db");
//! assert!(matches!(sqlite::open(&path, &NOTES), Err(SqliteError::Missing { .. })));
//! sqlite::create(&path, &NOTES).unwrap();
//! assert!(sqlite::open(&path, &NOTES).is_ok());
//! ```

mod copy;
#[cfg(test)]
mod tests;

pub use copy::{check_sound, copy};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a writer waits for another before it gives up.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The first release without the fault by which two connections that checkpoint at once corrupt
/// the database (sqlite.org/wal.html, "The WAL-reset bug").
const MIN_LIBRARY: i32 = 3_051_003;

/// What a database of one kind looks like.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// Marks the file as this kind of ours, and keeps one kind from being opened as another.
    pub application_id: i32,
    /// Version of the schema that `create` makes; at least 1.
    pub version: i32,
    /// Statements that make the newest schema.
    pub create: &'static str,
    /// Additive statements that lead from version `n` to `n + 1`: the first from 1 to 2, and so on.
    pub migrations: &'static [&'static str],
    /// Whether deleted content is overwritten.
    pub secure_delete: bool,
}

/// Makes a new database, readable by its owner only; refuses if the file exists.
pub fn create(path: &Path, schema: &Schema) -> Result<Connection, SqliteError> {
    let file = |source| SqliteError::File { path: path.to_owned(), source };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(file)?;
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    settle(&connection, schema)?;
    let sql = format!(
        "BEGIN IMMEDIATE; PRAGMA application_id = {}; PRAGMA user_version = {}; {} COMMIT;",
        schema.application_id, schema.version, schema.create
    );
    connection.execute_batch(&sql)?;
    // Into the main file at once: a database whose pages all lie in the log looks empty to a copy.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(connection)
}

/// Opens an existing database and brings its schema up to date.
pub fn open(path: &Path, schema: &Schema) -> Result<Connection, SqliteError> {
    check_file(path)?;
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let found = version(&connection, path, schema)?;
    settle(&connection, schema)?;
    if found < schema.version {
        migrate(&mut connection, path, schema)?;
    }
    Ok(connection)
}

/// Opens an existing database for looking at: nothing is migrated, and where no log lies beside
/// the file nothing is written next to it either (a stick may be write-protected).
pub fn open_read_only(path: &Path, schema: &Schema) -> Result<Connection, SqliteError> {
    check_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = if log_beside(path) {
        connect(path, flags)?
    } else {
        connect(Path::new(&immutable_uri(path)), flags | OpenFlags::SQLITE_OPEN_URI)?
    };
    version(&connection, path, schema)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    Ok(connection)
}

/// Whether a write-ahead log with content lies beside the database.
pub fn log_beside(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    fs::metadata(PathBuf::from(name)).is_ok_and(|log| log.len() > 0)
}

fn immutable_uri(path: &Path) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().replace('\\', "/").bytes() {
        match byte {
            // Paths that are not ASCII go in as their UTF-8 bytes, escaped.
            b'?' | b'#' | b'%' | 128.. => uri.extend(['%', digit(byte >> 4), digit(byte & 15)]),
            _ => uri.push(char::from(byte)),
        }
    }
    uri + "?immutable=1"
}

/// Only asks for the length and never opens the file: closing a file that `SQLite` holds elsewhere
/// in this process would drop its locks (POSIX).
fn check_file(path: &Path) -> Result<(), SqliteError> {
    match fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Err(SqliteError::Missing { path: path.to_owned() }),
        Err(source) => Err(SqliteError::File { path: path.to_owned(), source }),
        Ok(file) if file.len() == 0 => Err(SqliteError::Empty { path: path.to_owned(), log: log_beside(path) }),
        Ok(_) => Ok(()),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, SqliteError> {
    let library = rusqlite::version_number();
    if library < MIN_LIBRARY {
        return Err(SqliteError::Library { version: rusqlite::version() });
    }
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Sets what a connection must have, and reads it back: `SQLite` ignores a setting that it cannot apply.
fn settle(connection: &Connection, schema: &Schema) -> Result<(), SqliteError> {
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    if mode != "wal" {
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(SqliteError::Setting { name: "journal_mode" });
        }
    }
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    let secure = i64::from(schema.secure_delete);
    connection.query_row(&format!("PRAGMA secure_delete = {secure}"), [], |_| Ok(()))?;
    for (name, wanted) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("secure_delete", secure),
    ] {
        let found: i64 = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?;
        if found != wanted {
            return Err(SqliteError::Setting { name });
        }
    }
    Ok(())
}

fn version(connection: &Connection, path: &Path, schema: &Schema) -> Result<i32, SqliteError> {
    let read = |name: &str| connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0));
    let (kind, found) = (read("application_id")?, read("user_version")?);
    if kind != schema.application_id || found < 1 {
        return Err(SqliteError::Foreign { path: path.to_owned() });
    }
    if found > schema.version {
        return Err(SqliteError::Newer { path: path.to_owned(), found, known: schema.version });
    }
    Ok(found)
}

/// Each step in its own transaction; another process may have taken it meanwhile.
fn migrate(connection: &mut Connection, path: &Path, schema: &Schema) -> Result<(), SqliteError> {
    loop {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = version(&step, path, schema)?;
        if found == schema.version {
            return Ok(());
        }
        let sql = usize::try_from(found - 1).ok().and_then(|n| schema.migrations.get(n));
        step.execute_batch(sql.ok_or(SqliteError::Setting { name: "user_version" })?)?;
        step.execute_batch(&format!("PRAGMA user_version = {}", found + 1))?;
        step.commit()?;
    }
}

/// Why a database does not open, or does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SqliteError {
    /// There is no such file.
    #[error("{} is missing", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file is there and holds nothing.
    #[error("{} is empty{}", path.display(), if *log { " although a log lies beside it" } else { "" })]
    Empty {
        /// The file.
        path: PathBuf,
        /// Whether a write-ahead log with content lies beside it.
        log: bool,
    },
    /// The file system refused.
    #[error("{} cannot be made or read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// A database of another kind or program.
    #[error("{} is not a database of this kind", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A database of a later version.
    #[error("{} has format {found}; this program knows up to {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i32,
        /// The newest that is known.
        known: i32,
    },
    /// A setting that the stores rely on could not be made.
    #[error("the database does not accept {name}")]
    Setting {
        /// The setting.
        name: &'static str,
    },
    /// `SQLite` itself is too old.
    #[error("SQLite {version} can damage a log that two programs write")]
    Library {
        /// Its version.
        version: &'static str,
    },
    /// Anything else that `SQLite` reports.
    #[error("the database reports an error")]
    Db(#[from] rusqlite::Error),
}

impl SqliteError {
    fn code(&self) -> Option<ErrorCode> {
        if let Self::Db(e) = self { e.sqlite_error_code() } else { None }
    }

    /// Another program holds the database; trying again may help.
    pub fn is_busy(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// The disk is full.
    pub fn is_full(&self) -> bool {
        let extended = if let Self::Db(e) = self { e.sqlite_error().map(|e| e.extended_code) } else { None };
        // The log's index lies on the same disk, and its growth fails in a way of its own.
        self.code() == Some(ErrorCode::DiskFull) || extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
    }

    /// The disk, folder or file is write-protected.
    pub fn is_read_only(&self) -> bool {
        self.code() == Some(ErrorCode::ReadOnly)
    }

    /// The file's content is not that of a sound database of this kind.
    pub fn is_damage(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
            || matches!(self, Self::Foreign { .. })
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "update the program on this computer to the version that wrote it",
            Self::Library { .. } | Self::Setting { .. } => "install the program again from its own package",
            _ if self.is_busy() => "close other windows of the program that wait for something, then try again",
            _ if self.is_full() => "free some space on the disk, then try again",
            _ if self.is_read_only() => "make the disk or folder writable, then try again",
            Self::Missing { .. } | Self::Empty { .. } | Self::Foreign { .. } => {
                "look for the shop's folder in its usual place, or restore the last backup"
            }
            _ => "check the disk and its cable; restore the last backup if the error stays",
        }
    }
}
