//! Somebody who works here.

use super::Role;
use chrono::NaiveDate;
use std::fmt;

/// Stands for a person in entries; random, and nothing can be read from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(u128);

impl PersonId {
    /// From 16 random bytes.
    pub const fn from_u128(id: u128) -> Self {
        Self(id)
    }

    /// The same bytes, big end first.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Somebody who works here, as the sign-in knows him.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// In entries.
    pub id: PersonId,
    /// At the sign-in, from 1; never given to another.
    pub number: u32,
    /// Name or initials.
    pub name: String,
    /// What he may do.
    pub role: Role,
    /// The last day on which he may sign in, for somebody who works here for a while.
    pub until: Option<NaiveDate>,
    /// Whether only a reset lets him in again.
    pub locked: bool,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl Person {
    /// Whether his time here is over on this day.
    pub fn has_left(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// Those whose number is what was typed, or whose name, or a part of it, begins with it.
pub fn matching<'a>(people: &'a [Person], typed: &str) -> Vec<&'a Person> {
    let typed = typed.trim().to_lowercase();
    if let Ok(number) = typed.parse::<u32>() {
        return people.iter().filter(|p| p.number == number).collect();
    }
    let begins = |p: &&Person| {
        let name = p.name.to_lowercase();
        name.starts_with(&typed) || name.split_whitespace().any(|part| part.starts_with(&typed))
    };
    people.iter().filter(begins).collect()
}
