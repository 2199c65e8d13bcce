//! A value with the text that it rests on.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a rule rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A statute, or a condition under one.
    #[default]
    Law,
    /// A code of practice that the trade has given itself.
    Code,
    /// This program's or this shop's own choice.
    House,
}

/// A value, and why it is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule<T> {
    /// What it says.
    pub value: T,
    /// `policy/rule` (`scotland/s25`): what leaves record.
    pub id: String,
    /// The text that it rests on: act and section, address.
    pub source: String,
    /// What that text is.
    pub basis: Basis,
    /// When somebody last read the text itself. Where only the month is known, its first day.
    pub verified_on: Option<NaiveDate>,
    /// What the reader should know besides.
    pub note: Option<String>,
}

impl<T> Rule<T> {
    /// Whether it claims to be law or code, and nobody has read that in the text itself: said wherever
    /// the rule is shown. A house rule needs nobody to verify it.
    pub fn unverified(&self) -> bool {
        self.verified_on.is_none() && self.basis != Basis::House
    }

    /// The same rule about another value.
    pub fn with<U>(&self, value: U) -> Rule<U> {
        Rule {
            value,
            id: self.id.clone(),
            source: self.source.clone(),
            basis: self.basis,
            verified_on: self.verified_on,
            note: self.note.clone(),
        }
    }
}

/// What becomes of something that could be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The deal cannot be signed without it.
    Required,
    /// It may be asked and kept.
    Optional,
    /// It is neither asked nor kept: because the law forbids it, or because nothing wants it.
    Forbidden,
}

impl Need {
    /// The stable word for it in policies.
    pub fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Forbidden => "forbidden",
        }
    }
}
