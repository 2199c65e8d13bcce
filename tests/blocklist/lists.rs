//! Generated pairs as entries of a list, and lists made from them.

use super::generator::{Pair, REMOVED};
use countercheck::blocklist::{BuildError, Day, Entry, Identity, Interner, Record, Status, encode};

/// 2010-01-01 as a day of a list.
pub(crate) const DAY_0: u16 = 3_654;

const STATUSES: [Status; 6] =
    [Status::Stolen, Status::Lost, Status::Fraud, Status::Blocked, Status::Duplicate, Status::Faulty];

/// The words that generated values stand for.
pub(crate) struct Words {
    pub(crate) interner: Interner,
    classes: [u16; 8],
    reporters: Vec<u16>,
}

impl Words {
    pub(crate) fn new() -> Self {
        let mut interner = Interner::default();
        let mut classes = [0; 8];
        for (class, status) in classes.iter_mut().zip(STATUSES) {
            *class = interner.class(status, "").unwrap();
        }
        classes[7] = interner.class(Status::Removed, "").unwrap();
        let mut reporters: Vec<u16> =
            (0..800).map(|n| interner.reporter(&format!("OP{n:03}"), country(n)).unwrap()).collect();
        reporters.push(interner.reporter("", "").unwrap());
        Self { interner, classes, reporters }
    }

    pub(crate) fn entry(&self, (key, value): Pair) -> Entry {
        if value == REMOVED {
            return Entry { key, class: self.classes[7], reporter: self.reporters[800], day: Day::NONE };
        }
        let reporter = self.reporters[(value >> 13 & 0x3ff) as usize];
        Entry { key, class: self.classes[(value >> 23) as usize], reporter, day: day(value) }
    }

    pub(crate) fn list(&self, identity: Identity, pairs: &[Pair]) -> Vec<u8> {
        encode(identity, &self.interner, || pairs.iter().map(|&pair| Ok::<_, BuildError>(self.entry(pair)))).unwrap()
    }
}

pub(crate) fn identity(version: u64, changes: Option<u64>) -> Identity {
    Identity { name: "test".into(), version, changes, issued: 1_700_000_000 + i64::try_from(version).unwrap() }
}

pub(crate) fn day(value: u32) -> Day {
    Day(DAY_0 + u16::try_from(value & 0x1fff).unwrap())
}

/// Networks of one country have names in a row.
pub(crate) fn country(reporter: u32) -> &'static str {
    ["GB", "FR", "DE", "IN", "PK", "CO", "BR", "AU"][(reporter % 8) as usize]
}

/// Whether a record is what the generated value says, text for text.
pub(crate) fn same(record: &Record<'_>, value: u32) -> bool {
    let reporter = value >> 13 & 0x3ff;
    record.status == STATUSES[(value >> 23) as usize]
        && record.reason.is_empty()
        && record.day == day(value)
        && record.organisation == format!("OP{reporter:03}")
        && record.country == country(reporter)
}
