//! A shop that holds one list, and what it must never come to.

use super::mint::{Mint, now};
use chrono::{DateTime, Utc};
use countercheck::blocklist::Said;
use countercheck::blocklist::imei_of;
use countercheck::blocklist::shelf::{Installed, Shelf, Slot};
use countercheck::blocklist::sync::{self, Looked, Outcome, Refusal, Source, SyncError, Trusted};
use countercheck::registry::Link;
use std::path::Path;
use std::sync::Arc;

pub struct Shop {
    pub dir: tempfile::TempDir,
}

impl Shop {
    /// A shop that trusts a publisher.
    pub fn new(mint: &Mint) -> Self {
        let shop = Self { dir: tempfile::tempdir().unwrap() };
        sync::trust(&shop.slot(), &Trusted::parse(&mint.root_file()).unwrap(), None).unwrap();
        shop
    }

    /// A shop that holds what a publisher offers.
    pub fn with(mint: &Mint) -> Self {
        let shop = Self::new(mint);
        shop.sync(mint).unwrap();
        shop
    }

    pub fn slot(&self) -> Slot {
        Shelf::new(&self.dir.path().join("lists")).slot("national").unwrap()
    }

    pub fn installed(&self) -> Option<Installed> {
        self.slot().installed()
    }

    pub fn look(&self, source: &Source, now: DateTime<Utc>) -> Looked {
        sync::run(&self.slot(), source, &Link::default(), now, Arc::new(|_, _| ()))
    }

    pub fn sync_at(&self, mint: &Mint, now: DateTime<Utc>) -> Looked {
        self.look(&online(&mint.dir), now)
    }

    pub fn sync(&self, mint: &Mint) -> Result<Outcome, SyncError> {
        self.sync_at(mint, now()).outcome
    }

    pub fn import(&self, dir: &Path, now: DateTime<Utc>) -> Looked {
        self.look(&Source::folder(dir).unwrap(), now)
    }

    /// The version in use, which must be whole: its own numbers are found, others are not.
    pub fn version(&self) -> Option<u64> {
        let list = self.installed()?;
        assert_eq!(list.damage, None);
        let stack = list.open().unwrap();
        let first = 35_209_900_000_000 + if list.version == 1 { 0 } else { list.version };
        for n in [0, 7, 7 * 499] {
            let imei = imei_of(first + n).unwrap();
            assert!(matches!(stack.find(&imei).unwrap(), Said::Listed(_)), "version {} is not whole", list.version);
            assert_eq!(stack.find(&imei_of(first + n + 3).unwrap()).unwrap(), Said::Nothing);
        }
        Some(list.version)
    }

    /// What is offered is refused with this word and says so; the list in use stays what it was.
    pub fn refuses(&self, outcome: Result<Outcome, SyncError>, word: &str, says: &str) -> Refusal {
        let before = self.installed().map(|list| list.files());
        let error = outcome.unwrap_err();
        let SyncError::Refused(refusal) = error else { panic!("not refused, but: {error}") };
        let said = format!("{refusal}; {}", refusal.advice());
        assert_eq!(refusal.what.word(), word, "{said}");
        assert!(said.contains(says), "{said:?} does not say {says:?}");
        assert!(said.starts_with("the list was refused: ") && !refusal.advice().is_empty());
        self.version();
        assert_eq!(self.installed().map(|list| list.files()), before);
        refusal
    }
}

/// A folder that is kept up to date, as an address.
pub fn online(dir: &Path) -> Source {
    Source::address(&format!("file://{}", dir.display())).unwrap()
}
