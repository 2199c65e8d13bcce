//! A hot list on disk: read when it is first asked, and again when the file has changed.

use crate::finding::{Evidence, Outcome, Silence};
use crate::imei::Imei14;
use crate::registry::hotlist::{HotList, HotListError, Rejections};
use crate::registry::wire::bounded;
use chrono::{DateTime, TimeDelta, Utc};
use std::fs::File;
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

/// Reads a hot list file.
pub fn load_hotlist(path: &Path) -> Result<LoadedList, HotListError> {
    let file = File::open(path)?;
    let issued = file.metadata()?.modified()?.into();
    let (list, rejected) = HotList::read(BufReader::new(file))?;
    Ok(LoadedList { list: Arc::new(list), rejected, issued })
}

/// A hot list on disk: read at the first question, and again when the file changes.
#[derive(Debug)]
pub struct ListFile {
    path: PathBuf,
    held: Mutex<Option<(Stamp, LoadedList)>>,
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
        Self { path: path.into(), held: Mutex::new(None) }
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
        ListAnswer { outcome, as_of: Some(loaded.issued), evidence }
    }

    /// The list as the file stands now. A file that cannot be read makes the source silent, even
    /// when an older reading is still in memory: it may have been withdrawn.
    fn current(&self) -> Result<LoadedList, HotListError> {
        let meta = std::fs::metadata(&self.path)?;
        let stamp = (meta.modified()?, meta.len());
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, loaded)) = held.as_ref().filter(|(at, _)| *at == stamp) {
            debug_assert_eq!(*at, stamp);
            return Ok(loaded.clone());
        }
        let loaded = load_hotlist(&self.path)?;
        *held = Some((stamp, loaded.clone()));
        Ok(loaded)
    }
}

/// Why an all-clear of that time no longer vouches. A time that lies ahead by more than a day
/// says that some clock is wrong, so the age is not known.
pub(super) fn stale(as_of: DateTime<Utc>, fresh_hours: Option<u32>, now: DateTime<Utc>) -> Option<Silence> {
    let hours = TimeDelta::hours(i64::from(fresh_hours?));
    let age = now - as_of;
    let since = crate::clock::rfc3339(as_of);
    if age >= hours {
        Some(Silence::Stale(format!("since {since}")))
    } else if age < -TimeDelta::days(1) {
        Some(Silence::Stale(format!("its time lies ahead: {since}")))
    } else {
        None
    }
}
