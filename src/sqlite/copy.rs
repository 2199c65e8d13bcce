//! A copy of a database while others go on writing to it.

use super::{SqliteError, check_file, connect};
use rusqlite::OpenFlags;
use rusqlite::backup::{Backup, StepResult};
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

/// How often a busy source is asked again, and how long that goes on.
const TRIES: u32 = 250;
const PAUSE: Duration = Duration::from_millis(20);

/// Copies one committed state of `from` into the new file `to`, readable by its owner only, checks
/// the copy and syncs it. The copy needs no log beside it, so it can be read on a write-protected stick.
pub fn copy(from: &Path, to: &Path) -> Result<(), SqliteError> {
    check_file(from)?;
    let file = |source| SqliteError::File { path: to.to_owned(), source };
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(to).map_err(file)?;
    let source = connect(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut target = connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    {
        let backup = Backup::new(&source, &mut target)?;
        // All pages in one step: one read transaction, so one committed state; writers do not wait for it.
        let mut tries = 0;
        while backup.step(-1)? != StepResult::Done {
            tries += 1;
            if tries > TRIES {
                return Err(SqliteError::Setting { name: "a copy" });
            }
            std::thread::sleep(PAUSE);
        }
    }
    let mode: String = target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode != "delete" {
        return Err(SqliteError::Setting { name: "journal_mode" });
    }
    sound(&target)?;
    drop(target);
    File::open(to).and_then(|copy| copy.sync_all()).map_err(file)
}

/// Whether `SQLite` finds the file whole. Nothing is written beside it.
pub fn check_sound(path: &Path) -> Result<(), SqliteError> {
    check_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    sound(&connect(Path::new(&super::immutable_uri(path)), flags)?)
}

fn sound(db: &rusqlite::Connection) -> Result<(), SqliteError> {
    let said: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(SqliteError::Setting { name: "a whole database" }) }
}
