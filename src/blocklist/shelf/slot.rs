//! The folder of one list.

use super::current::Current;
use super::{Applied, How, Installed, ShelfError, durable};
use std::collections::HashSet;
use std::fs::{File, TryLockError};
use std::io::Read;
use std::path::{Path, PathBuf};

/// `current.json` is not longer.
const MAX_CURRENT: u64 = 1 << 20;

/// The folder of one list, whether or not it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    folder: PathBuf,
    name: String,
}

/// While it lives no other program changes the list.
#[derive(Debug)]
pub struct Busy(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl Slot {
    pub(super) fn new(folder: PathBuf, name: &str) -> Self {
        Self { folder, name: name.to_owned() }
    }

    /// Name of the list in this shop.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The root of trust from set-up.
    pub fn root_file(&self) -> PathBuf {
        self.folder.join("root.json")
    }

    /// What was seen and trusted since.
    pub fn tuf(&self) -> PathBuf {
        self.folder.join("tuf")
    }

    /// Where unfinished downloads lie.
    pub fn staging(&self) -> PathBuf {
        self.folder.join("staging")
    }

    /// The list file with this SHA-256.
    pub(in crate::blocklist) fn page(&self, sha256: &str) -> PathBuf {
        self.folder.join("pages").join(sha256)
    }

    fn current(&self) -> PathBuf {
        self.folder.join("current.json")
    }

    /// Whether the list is known here: trusted, or fetched.
    pub(super) fn is_there(&self) -> bool {
        self.root_file().is_file() || self.current().is_file()
    }

    /// The version that counts; `None` where none was ever fetched.
    pub fn installed(&self) -> Option<Installed> {
        let mut text = String::new();
        let read = File::open(self.current()).and_then(|file| file.take(MAX_CURRENT).read_to_string(&mut text));
        match read {
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return None,
            Err(e) => return Some(Installed::damaged(self.clone(), format!("current.json cannot be read: {e}"))),
        }
        let found = Current::parse(&text).and_then(|current| {
            let missing = current.files().find(|part| {
                let length = std::fs::metadata(self.page(&part.sha256)).map(|m| m.len());
                !length.is_ok_and(|length| length == part.bytes)
            });
            match missing {
                Some(part) => Err(format!("its file {} is missing or cut short", part.sha256)),
                None => Ok(current),
            }
        });
        match found {
            Ok(current) => Some(self.of(current)),
            Err(what) => Some(Installed::damaged(self.clone(), what)),
        }
    }

    fn of(&self, current: Current) -> Installed {
        Installed {
            name: self.name.clone(),
            version: current.version,
            issued_at: current.issued_at,
            sha256: current.whole().unwrap_or_default(),
            signer: current.signer.clone(),
            how: current.how.clone(),
            entries: current.entries,
            damage: None,
            current,
            slot: self.clone(),
        }
    }

    /// Keeps other programs from changing the list meanwhile; reading goes on.
    pub fn lock(&self) -> Result<Busy, ShelfError> {
        durable::make_folder(&self.folder).map_err(ShelfError::file(&self.folder))?;
        let path = self.folder.join("lock");
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(&path).map_err(ShelfError::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Busy(file)),
            Err(TryLockError::WouldBlock) => Err(ShelfError::Busy(self.name.clone())),
            Err(TryLockError::Error(e)) => Err(ShelfError::file(&path)(e)),
        }
    }

    /// Makes a version count. Its files are on disk already; this is the last step, after which
    /// files that no longer count are thrown away.
    pub(in crate::blocklist) fn install(
        &self,
        current: &Current,
        how: How,
        _held: &Busy,
    ) -> Result<Applied, ShelfError> {
        let damaged = |what: String| ShelfError::Damaged { list: self.name.clone(), what };
        let text = serde_json::to_string_pretty(current).map_err(|e| damaged(e.to_string()))?;
        let current = Current::parse(&text).map_err(damaged)?;
        // Opened as a till will: what cannot be opened must never count.
        let installed = self.of(current);
        installed.open()?;
        let path = self.current();
        durable::replace(&path, text.as_bytes()).map_err(ShelfError::file(&path))?;
        self.prune(&installed.current);
        Ok(Applied {
            name: installed.name,
            version: installed.version,
            sha256: installed.sha256,
            issued_at: installed.issued_at,
            entries: installed.entries,
            how,
            signer: installed.signer,
        })
    }

    /// Throws away files that do not count. What cannot go (a till may hold it open, on Windows)
    /// goes next time.
    fn prune(&self, current: &Current) {
        let named: HashSet<&str> = current.files().chain(&current.papers).map(|part| part.sha256.as_str()).collect();
        let Ok(entries) = std::fs::read_dir(self.folder.join("pages")) else { return };
        for entry in entries.flatten() {
            if !entry.file_name().to_str().is_some_and(|name| named.contains(name)) {
                let _later = std::fs::remove_file(entry.path());
            }
        }
    }
}
