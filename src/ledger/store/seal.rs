//! `keys/sealed`: this folder signs nothing any more, because the register goes on elsewhere.
//!
//! The signing key is removed with it, so that a seal that is taken off leaves no till behind.

use super::error::{Alarm, Sealed};
use super::files;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(in crate::ledger) fn path(dir: &Path) -> PathBuf {
    dir.join("keys").join("sealed")
}

/// Refuses a folder that is sealed. What stands in the file only tells why; that it is there decides.
pub(super) fn check(dir: &Path) -> Result<(), Alarm> {
    let path = path(dir);
    match files::read_text(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) if e.kind() != io::ErrorKind::InvalidData => Err(Alarm::Unreadable { path, source: e }),
        Ok(text) if text.trim_end() == Sealed::Backup.word() => Err(Alarm::Sealed { why: Sealed::Backup }),
        _ => Err(Alarm::Sealed { why: Sealed::Moved }),
    }
}

/// Seals a folder, then removes its signing key. When it returns, both are durable; killed in
/// between, the folder is sealed and the next call removes the key.
pub(in crate::ledger) fn close(dir: &Path, why: Sealed) -> io::Result<()> {
    let keys = dir.join("keys");
    let (seal, beside) = (path(dir), keys.join("sealed.new"));
    if !seal.exists() {
        gone(fs::remove_file(&beside))?;
        files::write_new(&beside, format!("{}\n", why.word()).as_bytes())?;
        fs::rename(&beside, &seal)?;
        files::sync_folder(&keys)?;
    }
    gone(fs::remove_file(keys.join("ledger")))?;
    files::sync_folder(&keys)
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
