//! Who works here: names, roles and PINs, sealed under the till's key, because the sign-in must work
//! before anybody unlocks anything.
//!
//! A change is written beside what is in force, then the ledger learns of it, and only then it takes
//! effect: whatever interrupts that, the list is the one that the ledger tells ([`Vault::settle_people`]). A
//! PIN counts as wrong before it is compared, so that pulling the plug buys no further guess.

use super::cost::Cost;
use super::keys::random;
use super::seal::{open_bytes, seal_bytes};
use super::{Vault, VaultError, set_mark};
use crate::ledger::leaf::EntryId;
use crate::ledger::leaf::commitment::hmac;
use crate::sqlite::SqliteError;
use crate::staff::{Lockout, MOST_FAILURES, Person, PersonId, Pin, Role, lockout};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension as _, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize as _, Zeroizing};

/// What is to become of somebody; what is `None` stays as it is.
#[derive(Clone, Default)]
pub struct PersonChange {
    /// The name.
    pub name: Option<String>,
    /// The role.
    pub role: Option<Role>,
    /// The last day; `Some(None)`: without an end.
    pub until: Option<Option<NaiveDate>>,
    /// The PIN.
    pub pin: Option<Pin>,
}

impl fmt::Debug for PersonChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonChange")
    }
}

/// What came of trying a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinTry {
    /// It fits; the count begins anew.
    Right,
    /// It does not fit.
    Wrong {
        /// Tries that are left.
        left: u32,
    },
    /// It was not compared: not before this moment.
    Wait {
        /// The moment.
        until: DateTime<Utc>,
    },
    /// It was not compared, or was the last one: only a reset helps.
    Locked {
        /// Whether this try was the last one.
        just_now: bool,
    },
    /// Nobody of this id signs in here, or not any more.
    Left,
}

/// What is sealed of somebody.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    name: String,
    role: Role,
    until: Option<NaiveDate>,
    cost: String,
    salt: String,
    pin: String,
    /// The count of wrong PINs begins anew with this record.
    #[serde(default)]
    reset: bool,
}

impl Drop for Record {
    fn drop(&mut self) {
        self.name.zeroize();
        self.pin.zeroize();
    }
}

impl Record {
    fn set_pin(&mut self, pin: &Pin) -> Result<(), VaultError> {
        let salt: [u8; 16] = random()?;
        self.pin = hex::encode(Cost::PIN.derive(pin.secret().as_bytes(), &salt)?.as_slice());
        self.salt = hex::encode(salt);
        self.cost = Cost::PIN.to_string();
        Ok(())
    }

    fn fits(&self, pin: &Pin) -> Result<bool, VaultError> {
        let cost: Cost = self.cost.parse()?;
        let salt = hex::decode(&self.salt).map_err(|_| VaultError::Person)?;
        let found = Zeroizing::new(hex::encode(cost.derive(pin.secret().as_bytes(), &salt)?.as_slice()));
        Ok(same(found.as_bytes(), self.pin.as_bytes()))
    }
}

/// Compares in the same time wherever the first difference lies.
fn same(a: &[u8], b: &[u8]) -> bool {
    let differs = a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
    a.len() == b.len() && std::hint::black_box(differs) == 0
}

/// A row as it lies in the database.
struct Row {
    number: u32,
    id: [u8; 16],
    sealed: Option<Vec<u8>>,
    next: Option<Vec<u8>>,
    entry: Option<[u8; 16]>,
    failures: u32,
    failed_at: Option<i64>,
}

const COLUMNS: &str = "SELECT number, id, sealed, next, entry, failures, failed_at FROM person";

impl Row {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            id: row.get(1)?,
            sealed: row.get(2)?,
            next: row.get(3)?,
            entry: row.get(4)?,
            failures: row.get(5)?,
            failed_at: row.get(6)?,
        })
    }
}

impl Vault {
    /// Everybody who works here, by number.
    pub fn people(&self) -> Result<Vec<Person>, VaultError> {
        let mut people = Vec::new();
        for row in self.rows()? {
            let Some(sealed) = &row.sealed else { continue };
            let record = self.open_person(row.id, sealed)?;
            people.push(Person {
                id: PersonId::from_u128(u128::from_be_bytes(row.id)),
                number: row.number,
                name: record.name.clone(),
                role: record.role,
                until: record.until,
                locked: row.failures >= MOST_FAILURES,
            });
        }
        Ok(people)
    }

    /// Prepares somebody who joins; takes effect with [`Vault::settle_person`] once `entry` is on disk.
    pub fn plan_joiner(&mut self, person: PersonId, change: &PersonChange, entry: EntryId) -> Result<(), VaultError> {
        let (Some(name), Some(role), Some(pin)) = (&change.name, change.role, &change.pin) else {
            return Err(VaultError::Person);
        };
        let until = change.until.flatten();
        let (cost, salt, none) = (String::new(), String::new(), String::new());
        let mut record = Record { name: name.clone(), role, until, cost, salt, pin: none, reset: true };
        record.set_pin(pin)?;
        let next = self.seal_person(person.to_bytes(), &record)?;
        let sql = "INSERT INTO person (id, next, entry) VALUES (?1, ?2, ?3)";
        let done = self.db.execute(sql, params![person.to_bytes(), next, entry.as_bytes()]);
        Ok(done.map(drop).map_err(SqliteError::from)?)
    }

    /// Prepares a change; the count of wrong PINs begins anew with it. Takes effect as above.
    pub fn plan_change(&mut self, person: PersonId, change: &PersonChange, entry: EntryId) -> Result<(), VaultError> {
        let row = self.row_of(person)?.ok_or(VaultError::Person)?;
        let mut record = self.open_person(row.id, row.sealed.as_deref().ok_or(VaultError::Person)?)?;
        if let Some(name) = &change.name {
            record.name.clone_from(name);
        }
        record.role = change.role.unwrap_or(record.role);
        record.until = change.until.unwrap_or(record.until);
        if let Some(pin) = &change.pin {
            record.set_pin(pin)?;
        }
        record.reset = true;
        let next = self.seal_person(row.id, &record)?;
        self.plan(person, &next, entry)
    }

    /// Prepares that somebody leaves. Takes effect as above.
    pub fn plan_leaver(&mut self, person: PersonId, entry: EntryId) -> Result<(), VaultError> {
        self.plan(person, &[], entry)
    }

    fn plan(&mut self, person: PersonId, next: &[u8], entry: EntryId) -> Result<(), VaultError> {
        let sql = "UPDATE person SET next = ?2, entry = ?3 WHERE id = ?1 AND entry IS NULL";
        let done = self.db.execute(sql, params![person.to_bytes(), next, entry.as_bytes()]);
        match done.map_err(SqliteError::from)? {
            0 => Err(VaultError::PersonBusy),
            _ => Ok(()),
        }
    }

    /// Lets what was prepared with `entry` take effect, or forgets it where that entry never came to be.
    pub fn settle_person(&mut self, entry: EntryId, recorded: bool) -> Result<(), VaultError> {
        let Some(row) = self.rows()?.into_iter().find(|row| row.entry == Some(*entry.as_bytes())) else {
            return Ok(());
        };
        let leaves = row.next.as_ref().is_some_and(Vec::is_empty);
        let goes = if recorded { leaves } else { row.sealed.is_none() };
        if goes {
            // First, so that a kill in between scrubs for nothing rather than not at all.
            set_mark(&self.db, super::erase::SCRUB, "1")?;
            return self.change("DELETE FROM person WHERE number = ?1", row.number);
        }
        let Some(next) = row.next.filter(|_| recorded) else {
            return self.change("UPDATE person SET next = NULL, entry = NULL WHERE number = ?1", row.number);
        };
        let reset = self.open_person(row.id, &next)?.reset;
        self.change(
            if reset {
                "UPDATE person SET sealed = next, next = NULL, entry = NULL, failures = 0, failed_at = NULL WHERE number = ?1"
            } else {
                "UPDATE person SET sealed = next, next = NULL, entry = NULL WHERE number = ?1"
            },
            row.number,
        )
    }

    /// Settles what a kill left between vault and ledger. Asks `recorded` about each entry (`None`: the
    /// ledger cannot say). Only while nobody else has the folder open.
    pub fn settle_people(&mut self, recorded: &mut dyn FnMut(EntryId) -> Option<bool>) -> Result<(), VaultError> {
        let entries: Vec<EntryId> = self.rows()?.iter().filter_map(|row| row.entry).map(EntryId::from_bytes).collect();
        for entry in entries {
            if let Some(stands) = recorded(entry) {
                self.settle_person(entry, stands)?;
            }
        }
        Ok(())
    }

    /// Tries a PIN. The failure is on disk before the PIN is compared.
    pub fn try_pin(
        &mut self,
        person: PersonId,
        pin: &Pin,
        now: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<PinTry, VaultError> {
        let Some(row) = self.row_of(person)? else { return Ok(PinTry::Left) };
        let Some(sealed) = &row.sealed else { return Ok(PinTry::Left) };
        let record = self.open_person(row.id, sealed)?;
        if record.until.is_some_and(|until| until < today) {
            return Ok(PinTry::Left);
        }
        let last = row.failed_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        match lockout(row.failures, last, now) {
            Lockout::Locked => return Ok(PinTry::Locked { just_now: false }),
            Lockout::Wait { until } => return Ok(PinTry::Wait { until }),
            Lockout::Open { .. } => {}
        }
        let Some(failures) = self.count_failure(row.number, row.failures, now)? else {
            // Another program tried at the same moment; its try counts.
            return Ok(PinTry::Wait { until: now });
        };
        if record.fits(pin)? {
            self.change("UPDATE person SET failures = 0, failed_at = NULL WHERE number = ?1", row.number)?;
            return Ok(PinTry::Right);
        }
        Ok(match MOST_FAILURES.saturating_sub(failures) {
            0 => PinTry::Locked { just_now: true },
            left => PinTry::Wrong { left },
        })
    }

    /// `None` where somebody else counted meanwhile.
    fn count_failure(&mut self, number: u32, before: u32, now: DateTime<Utc>) -> Result<Option<u32>, VaultError> {
        let mut work = || -> rusqlite::Result<usize> {
            let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql = "UPDATE person SET failures = failures + 1, failed_at = ?3 WHERE number = ?1 AND failures = ?2";
            let changed = begun.execute(sql, params![number, before, now.timestamp()])?;
            begun.commit()?;
            Ok(changed)
        };
        let changed = work().map_err(SqliteError::from)?;
        Ok((changed > 0).then_some(before + 1))
    }

    fn change(&self, sql: &str, number: u32) -> Result<(), VaultError> {
        Ok(self.db.execute(sql, [number]).map(drop).map_err(SqliteError::from)?)
    }

    fn rows(&self) -> Result<Vec<Row>, VaultError> {
        let read = || -> rusqlite::Result<Vec<Row>> {
            let mut select = self.db.prepare_cached(&format!("{COLUMNS} ORDER BY number"))?;
            select.query_map([], Row::read)?.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    fn row_of(&self, person: PersonId) -> Result<Option<Row>, VaultError> {
        let sql = format!("{COLUMNS} WHERE id = ?1");
        let read = || self.db.prepare_cached(&sql)?.query_row([person.to_bytes()], Row::read).optional();
        Ok(read().map_err(SqliteError::from)?)
    }

    fn people_key(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(self.keys.till.as_slice(), &[b"countercheck people"]))
    }

    fn seal_person(&self, id: [u8; 16], record: &Record) -> Result<Vec<u8>, VaultError> {
        let text = Zeroizing::new(serde_json::to_vec(record).map_err(|_| VaultError::Sealing)?);
        seal_bytes(&self.people_key(), &[&id], &text)
    }

    fn open_person(&self, id: [u8; 16], sealed: &[u8]) -> Result<Record, VaultError> {
        let text = open_bytes(&self.people_key(), &[&id], sealed).map(Zeroizing::new).ok_or(VaultError::Person)?;
        serde_json::from_slice(&text).map_err(|_| VaultError::Person)
    }
}
