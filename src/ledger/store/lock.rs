//! `run.lock`: who has the folder open, and whether he is alone.
//!
//! Housekeeping at start (sweeping the vault, closing dangling checks, a new epoch) must not run
//! beside another program that is between its vault commit and its ledger commit. So it needs
//! [`Alone`], which is only had without waiting; everybody else works under [`Shared`].
//! The standard library maps the locks to `flock` and `LockFileEx`; the latter is untested.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

/// How the folder was entered.
#[derive(Debug)]
pub enum Entered {
    /// Nobody else has it open: housekeeping may run before [`Alone::share`].
    Alone(Alone),
    /// Others have it open too.
    Shared(Shared),
}

/// The folder is this program's alone.
#[derive(Debug)]
pub struct Alone(File);

/// The folder is open here, and perhaps elsewhere.
#[derive(Debug)]
pub struct Shared {
    _lock: File,
}

/// Enters a shop's folder; waits only while another program does its housekeeping.
pub fn enter(folder: &Path) -> io::Result<Entered> {
    let path = folder.join("run.lock");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Entered::Alone(Alone(file))),
        Err(TryLockError::WouldBlock) => share(file).map(Entered::Shared),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

impl Alone {
    /// Lets others in. Between giving up one lock and taking the other somebody else may be alone
    /// for a moment, which is harmless: nothing is half done on this side.
    pub fn share(self) -> io::Result<Shared> {
        self.0.unlock()?;
        share(self.0)
    }
}

fn share(file: File) -> io::Result<Shared> {
    file.lock_shared()?;
    Ok(Shared { _lock: file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_alone_until_he_shares() {
        let folder = tempfile::tempdir().unwrap();
        let Entered::Alone(alone) = enter(folder.path()).unwrap() else { panic!("first") };
        let path = folder.path().to_owned();
        let second = std::thread::spawn(move || matches!(enter(&path).unwrap(), Entered::Shared(_)));
        let first = alone.share().unwrap();
        assert!(second.join().unwrap() || !folder.path().exists());
        assert!(matches!(enter(folder.path()).unwrap(), Entered::Shared(_)));
        drop(first);
        assert!(matches!(enter(folder.path()).unwrap(), Entered::Alone(_)));
    }
}
