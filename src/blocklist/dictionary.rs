//! The dictionary of a list: what stands once, however many handsets share it.

use super::bits::{Bytes, put_text, put_varint};
use super::error::{BuildError, ListError};
use super::record::{Day, Entry, MAX_COUNTRY, MAX_ORGANISATION, MAX_REASON, Record, Status};
use std::collections::HashMap;

/// Different (status, reason) that a list may have.
pub const MAX_CLASSES: usize = 4096;
/// Different (organisation, country) that a list may have.
pub const MAX_REPORTERS: usize = 65_000;

/// A status with the reporter's reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Class {
    pub status: Status,
    pub reason: Box<str>,
}

/// Who reported.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reporter {
    pub organisation: Box<str>,
    pub country: Box<str>,
}

/// Classes and reporters by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    pub(crate) classes: Vec<Class>,
    pub(crate) reporters: Vec<Reporter>,
}

impl Dictionary {
    /// What an entry's numbers stand for; `None` when the entry belongs to another dictionary.
    pub fn record(&self, entry: &Entry) -> Option<Record<'_>> {
        self.resolve(entry.class, entry.reporter, entry.day)
    }

    pub(crate) fn resolve(&self, class: u16, reporter: u16, day: Day) -> Option<Record<'_>> {
        let class = self.classes.get(usize::from(class))?;
        let reporter = self.reporters.get(usize::from(reporter))?;
        Some(Record {
            status: class.status,
            reason: &class.reason,
            day,
            organisation: &reporter.organisation,
            country: &reporter.country,
        })
    }

    /// The status of a class.
    pub fn status(&self, class: u16) -> Option<Status> {
        self.classes.get(usize::from(class)).map(|class| class.status)
    }

    /// How many classes and reporters it has.
    pub fn sizes(&self) -> (usize, usize) {
        (self.classes.len(), self.reporters.len())
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_varint(&mut out, self.classes.len() as u64);
        for class in &self.classes {
            out.push(class.status as u8);
            put_text(&mut out, &class.reason);
        }
        put_varint(&mut out, self.reporters.len() as u64);
        for reporter in &self.reporters {
            put_text(&mut out, &reporter.organisation);
            put_text(&mut out, &reporter.country);
        }
        out
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ListError> {
        Self::parse(Bytes(bytes)).ok_or(ListError::Head("dictionary"))
    }

    fn parse(mut bytes: Bytes<'_>) -> Option<Self> {
        let mut dictionary = Self::default();
        for _ in 0..count(&mut bytes, MAX_CLASSES)? {
            let status = Status::from_number(bytes.byte()?)?;
            let reason = bytes.text(MAX_REASON)?.into();
            dictionary.classes.push(Class { status, reason });
        }
        for _ in 0..count(&mut bytes, MAX_REPORTERS)? {
            let organisation = bytes.text(MAX_ORGANISATION)?.into();
            let country = bytes.text(MAX_COUNTRY)?.into();
            dictionary.reporters.push(Reporter { organisation, country });
        }
        bytes.0.is_empty().then_some(dictionary)
    }
}

fn count(bytes: &mut Bytes<'_>, most: usize) -> Option<usize> {
    usize::try_from(bytes.varint()?).ok().filter(|&n| n <= most)
}

/// A dictionary that grows while a list is read.
#[derive(Debug, Default)]
pub struct Interner {
    dictionary: Dictionary,
    classes: HashMap<Box<[u8]>, u16>,
    reporters: HashMap<Box<[u8]>, u16>,
    word: Vec<u8>,
}

impl Interner {
    /// The number of a status with its reason; texts longer than the format takes are refused.
    pub fn class(&mut self, status: Status, reason: &str) -> Result<u16, BuildError> {
        self.word.clear();
        self.word.push(status as u8);
        self.word.extend_from_slice(reason.as_bytes());
        if let Some(&id) = self.classes.get(self.word.as_slice()) {
            return Ok(id);
        }
        if reason.len() > MAX_REASON {
            return Err(BuildError::LongText(reason.len()));
        }
        let id = next(self.dictionary.classes.len(), MAX_CLASSES).ok_or(BuildError::TooManyReasons)?;
        self.dictionary.classes.push(Class { status, reason: reason.into() });
        self.classes.insert(self.word.as_slice().into(), id);
        Ok(id)
    }

    /// The number of an organisation with its country.
    pub fn reporter(&mut self, organisation: &str, country: &str) -> Result<u16, BuildError> {
        self.word.clear();
        self.word.extend_from_slice(organisation.as_bytes());
        // No UTF-8 holds this byte, so no two reporters share a word.
        self.word.push(0xff);
        self.word.extend_from_slice(country.as_bytes());
        if let Some(&id) = self.reporters.get(self.word.as_slice()) {
            return Ok(id);
        }
        if organisation.len() > MAX_ORGANISATION || country.len() > MAX_COUNTRY {
            return Err(BuildError::LongText(organisation.len().max(country.len())));
        }
        let id = next(self.dictionary.reporters.len(), MAX_REPORTERS).ok_or(BuildError::TooManyReporters)?;
        self.dictionary.reporters.push(Reporter { organisation: organisation.into(), country: country.into() });
        self.reporters.insert(self.word.as_slice().into(), id);
        Ok(id)
    }

    /// Takes another list's dictionary in; what its numbers become here.
    pub fn adopt(&mut self, other: &Dictionary) -> Result<Translation, BuildError> {
        let classes = other.classes.iter().map(|c| self.class(c.status, &c.reason)).collect::<Result<_, _>>()?;
        let reporters =
            other.reporters.iter().map(|r| self.reporter(&r.organisation, &r.country)).collect::<Result<_, _>>()?;
        Ok(Translation { classes, reporters })
    }

    /// The dictionary as it stands.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }
}

fn next(used: usize, most: usize) -> Option<u16> {
    u16::try_from(used).ok().filter(|_| used < most)
}

/// One dictionary's numbers in another's.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub(crate) classes: Vec<u16>,
    pub(crate) reporters: Vec<u16>,
}

impl Translation {
    /// The entry in the other dictionary's numbers; `None` when it is not of the dictionary translated from.
    pub fn entry(&self, entry: Entry) -> Option<Entry> {
        let class = *self.classes.get(usize::from(entry.class))?;
        let reporter = *self.reporters.get(usize::from(entry.reporter))?;
        Some(Entry { class, reporter, ..entry })
    }
}
