//! Why an offered list was not taken, in words for the shop and for its register.

use std::fmt;

/// What is wrong with an offered list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Older than what was seen before.
    Rollback,
    /// Its signature has run out, so that nobody can say whether there is a newer one.
    Freeze,
    /// Files of different versions.
    MixAndMatch,
    /// More bytes than were signed.
    WrongLength,
    /// Other bytes than were signed.
    WrongHash,
    /// Too few valid signatures.
    Unsigned,
    /// Fewer bytes than were signed, or a file that is missing.
    Truncated,
    /// Nothing that could be read.
    Damaged,
    /// Signed under another root of trust than this shop's.
    ForeignRoot,
    /// This machine's clock lies before the time of a signed list.
    Clock,
}

/// Word, sentence and next step of each.
const TABLE: [(What, &str, &str, &str); 10] = [
    (
        What::Rollback,
        "rollback",
        "it is older than what this shop has already seen",
        "nothing was changed; if it goes on, tell the publisher that its server or stick offers old lists",
    ),
    (
        What::Freeze,
        "freeze",
        "its signature has run out, so there may be a newer list that is being kept from this shop",
        "check this machine's clock; if it is right, tell the publisher. The list in use stays and its age is shown",
    ),
    (
        What::MixAndMatch,
        "mix_and_match",
        "files of different versions were mixed",
        "nothing was changed; try again in some minutes, and if it goes on, tell the publisher",
    ),
    (
        What::WrongLength,
        "wrong_length",
        "a file is longer than its publisher signed",
        "nothing was changed; try again, and if it goes on, tell the publisher",
    ),
    (
        What::WrongHash,
        "wrong_hash",
        "a file holds something else than its publisher signed",
        "nothing was changed; try again, and if it goes on, tell the publisher",
    ),
    (
        What::Unsigned,
        "unsigned",
        "it is not signed by its publisher",
        "nothing was changed; take lists from their publisher only, and ask where this one comes from",
    ),
    (
        What::Truncated,
        "truncated",
        "a file is missing or was cut short",
        "nothing was changed; try again: what arrived whole is kept. A stick must be copied anew",
    ),
    (
        What::Damaged,
        "damaged",
        "it cannot be read",
        "nothing was changed; try again, and if it goes on, tell the publisher",
    ),
    (
        What::ForeignRoot,
        "foreign_root",
        "it belongs to another publisher than the one that this shop trusts under this name",
        "nothing was changed; ask the publisher for its fingerprint and compare it with the one that this shop trusts",
    ),
    (
        What::Clock,
        "clock",
        "this machine's clock lies before the time at which the list was signed",
        "set the clock, then try again; with a wrong clock nobody can say how old a list is",
    ),
];

impl What {
    fn row(self) -> (&'static str, &'static str, &'static str) {
        let row = TABLE.iter().find(|row| row.0 == self);
        row.map_or(("damaged", "", ""), |&(_, word, sentence, advice)| (word, sentence, advice))
    }

    /// The word in the register's `list_refused`.
    pub fn word(self) -> &'static str {
        self.row().0
    }

    pub(super) fn with(self, detail: impl Into<String>) -> Refusal {
        Refusal { what: self, detail: detail.into() }
    }
}

/// An offered list that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong with it.
    pub what: What,
    /// Which file, which versions.
    pub detail: String,
}

impl Refusal {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        self.what.row().2
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the list was refused: {} ({})", self.what.row().1, self.detail)
    }
}

impl std::error::Error for Refusal {}
