//! The demo's block list: published, signed and brought to the shelf as a real one, on this machine.

use crate::app::{AppError, files, shop};
use crate::blocklist::shelf::Shelf;
use crate::blocklist::sync::keys::Key;
use crate::blocklist::sync::publish::{self, Lifetimes, Quorum, Signing};
use crate::blocklist::sync::{self, Source};
use crate::blocklist::{BuildError, Day, Entry, Identity, Interner, Status, encode, key_of};
use crate::config::Paths;
use crate::imei::Imei14;
use crate::registry::Link;
use chrono::{Duration, NaiveDate};
use std::path::PathBuf;
use std::sync::Arc;

/// The list's name on the demo's shelf.
pub(super) const LIST: &str = "police-list";

/// A line of the list: body, status, reason, day of January 2026.
type Row = (&'static str, Status, &'static str, u32);

const FIRST: &[Row] = &[("00101107000808", Status::Stolen, "0011", 11), ("00101109001010", Status::Fraud, "0041", 19)];
/// The next version also holds the handset that nobody listed before.
const NEXT: &[Row] = &[
    ("00101101000101", Status::Stolen, "0011", 28),
    ("00101107000808", Status::Stolen, "0011", 11),
    ("00101108000909", Status::Lost, "0016", 27),
    ("00101109001010", Status::Fraud, "0041", 19),
];

/// The publisher, and the shop's side of it.
#[derive(Clone, Debug)]
pub(super) struct Publisher {
    folder: PathBuf,
    shelf: Shelf,
}

impl Publisher {
    /// Begins a repository with keys of its own, and publishes the first version.
    pub(super) fn start(paths: &Paths) -> Result<Self, AppError> {
        let publisher = Self { folder: paths.root().join("publisher"), shelf: Shelf::new(&paths.lists()) };
        let now = shop::now().wall;
        let one = Quorum { threshold: 1, keys: 1 };
        let root = publish::init(&publisher.folder, &publisher.keys(), [one; 4], Lifetimes::default(), now)?;
        sync::trust(&publisher.shelf.slot(LIST)?, &root, None)?;
        publisher.issue(1, FIRST)?;
        Ok(publisher)
    }

    /// Publishes the next version and brings it to the shelf, as `list sync` does.
    pub(super) fn go_on(&self) -> Result<(), AppError> {
        self.issue(2, NEXT)
    }

    fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    fn issue(&self, version: u64, rows: &[Row]) -> Result<(), AppError> {
        let now = shop::now().wall;
        let issued = now - Duration::hours(if version == 1 { 5 } else { 0 });
        let list = self.folder.join(format!("{LIST}-{version}.list"));
        files::replace(&list, &bytes(version, issued.timestamp(), rows)?).map_err(AppError::file(&list))?;
        let keys = Key::read_all(&[self.keys()])?;
        let signing = Signing { keys: &keys, lifetimes: Lifetimes::default(), now };
        publish::publish(&self.folder, &list, false, &signing, &mut |_| ())?;
        let source = Source::folder(&self.folder)?;
        sync::run(&self.shelf.slot(LIST)?, &source, &Link::default(), now, Arc::new(|_, _| ())).outcome?;
        Ok(())
    }
}

/// The list's bytes.
fn bytes(version: u64, issued: i64, rows: &[Row]) -> Result<Vec<u8>, AppError> {
    let made = || -> Result<Vec<u8>, BuildError> {
        let mut words = Interner::default();
        let reporter = words.reporter("Demo police", "GB")?;
        let mut entries = Vec::new();
        for (body, status, reason, day) in rows {
            let Some(imei) = Imei14::from_digits(body) else { continue };
            let day = NaiveDate::from_ymd_opt(2026, 1, *day).and_then(Day::from_date).unwrap_or(Day::NONE);
            entries.push(Entry { key: key_of(&imei), class: words.class(*status, reason)?, reporter, day });
        }
        let identity = Identity { name: LIST.to_owned(), version, changes: None, issued };
        encode(identity, &words, || entries.iter().copied().map(Ok::<_, BuildError>))
    };
    made().map_err(|error| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() })
}
