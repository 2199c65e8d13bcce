//! A hot list on disk: read when it is first asked, and again when the file has changed.

use super::age::stale;
use crate::finding::{Evidence, Outcome, Silence};
use crate::imei::Imei14;
use crate::registry::hotlist::{HotList, HotListError, Rejections};
use crate::registry::wire::bounded;
use chrono::{DateTime, Utc};
use std::fs::{File, Metadata};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A list as it was read from a file.
#[derive(Clone, Debug)]
pub struct LoadedList {
    /// The list.
    pub list: Arc<HotList>,
    /// What was not taken.
    pub rejected: Rejections,
    /// When the file was last written: the list's age, as far as a file can tell.
    pub issued: DateTime<Utc>,
}

/// Reads a hot list file. Anything but a regular file is refused unopened: a pipe would keep the
/// reader waiting, a device might act on being opened.
pub fn load_hotlist(path: &Path) -> Result<LoadedList, HotListError> {
    regular(&std::fs::metadata(path)?)?;
    let mut options = File::options();
    options.read(true);
    // In case a pipe took the file's place in between.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    let file = options.open(path)?;
    let meta = file.metadata()?;
    regular(&meta)?;
    let issued = meta.modified()?.into();
    let (list, rejected) = HotList::read(BufReader::new(file))?;
    Ok(LoadedList { list: Arc::new(list), rejected, issued })
}

fn regular(meta: &Metadata) -> Result<(), HotListError> {
    if meta.is_file() { Ok(()) } else { Err(HotListError::NoFile) }
}

/// A hot list on disk: read at the first question, and again when the file changes.
#[derive(Debug)]
pub struct ListFile {
    path: PathBuf,
    held: Mutex<Option<(Stamp, LoadedList)>>,
    /// Apart from `held`, which is locked while the file is read.
    digest: Mutex<Option<String>>,
}

/// What tells a changed file.
type Stamp = (std::time::SystemTime, u64);

/// What a list file says about one number.
#[derive(Clone, Debug)]
pub struct ListAnswer {
    /// Listed, caution, not listed, or why there is no answer.
    pub outcome: Outcome,
    /// Age of the list.
    pub as_of: Option<DateTime<Utc>>,
    /// Digest of the list.
    pub evidence: Option<Evidence>,
}

impl ListAnswer {
    fn silent(silence: Silence) -> Self {
        Self { outcome: Outcome::NoAnswer(silence), as_of: None, evidence: None }
    }
}

impl ListFile {
    /// The list at `path`; nothing is read yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), held: Mutex::new(None), digest: Mutex::new(None) }
    }

    /// SHA-256 of the list as it was last read, hexadecimal; `None` before. Never waits for the file.
    pub fn digest(&self) -> Option<String> {
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the list if the file has changed, so that the next question need not. What is wrong
    /// with it is told when it is asked.
    pub fn refresh(&self) {
        let _told_later = self.current();
    }

    /// What the list says now. Blocks on the file system; a miss in a list older than
    /// `fresh_hours` vouches for nothing.
    pub fn ask(&self, imei: &Imei14, fresh_hours: Option<u32>, now: DateTime<Utc>) -> ListAnswer {
        let loaded = match self.current() {
            Ok(loaded) => loaded,
            Err(e) => {
                let cause = std::error::Error::source(&e).map(|s| format!(": {s}")).unwrap_or_default();
                return ListAnswer::silent(Silence::Misconfigured(bounded(format!("{e}{cause}"))));
            }
        };
        let outcome = loaded.list.ask(imei);
        let evidence = Some(Evidence::Digest(loaded.list.digest().to_owned()));
        // A hit stands however old the list is; only an all-clear grows old.
        if outcome == Outcome::NotListed {
            if loaded.list.is_empty() {
                return ListAnswer::silent(Silence::Misconfigured("the list holds no number".to_owned()));
            }
            if let Some(silence) = stale(loaded.issued, fresh_hours, now) {
                return ListAnswer { as_of: Some(loaded.issued), ..ListAnswer::silent(silence) };
            }
        }
        let as_of = Some(loaded.issued);
        match outcome {
            Outcome::NoAnswer(silence) => ListAnswer { as_of, ..ListAnswer::silent(silence) },
            outcome => ListAnswer { outcome, as_of, evidence },
        }
    }

    /// The list as the file stands now. A file that cannot be read makes the source silent, even
    /// when an older reading is still in memory: it may have been withdrawn.
    fn current(&self) -> Result<LoadedList, HotListError> {
        let meta = std::fs::metadata(&self.path)?;
        regular(&meta)?;
        let stamp = (meta.modified()?, meta.len());
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, loaded)) = held.as_ref().filter(|(at, _)| *at == stamp) {
            debug_assert_eq!(*at, stamp);
            return Ok(loaded.clone());
        }
        let loaded = load_hotlist(&self.path)?;
        *self.digest.lock().unwrap_or_else(PoisonError::into_inner) = Some(loaded.list.digest().to_owned());
        *held = Some((stamp, loaded.clone()));
        Ok(loaded)
    }
}
