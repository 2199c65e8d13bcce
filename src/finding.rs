//! What the sources said ([`Answer`]) and what it amounts to for a handset ([`Finding`]).
//!
//! The room refuses to hold a `bool`: a source that failed is [`Outcome::NoAnswer`] with its
//! reason, a source that cannot know is [`Outcome::NotCovered`], and neither can be turned into
//! [`Outcome::NotListed`]. Invariant: [`Finding::NotListed`] needs a `NotListed` answer from
//! **every** required source for **every** IMEI, and no list, caution or doubt anywhere.
//!
//! ```
//! use countercheck::finding::{Answer, Finding, Outcome, Silence, SourceName, Subject, merge};
//! use countercheck::imei::Imei;
//! let imei = Imei::parse("490154203237518").unwrap();
//! let national = SourceName::new("national");
//! let silent = Answer::new(&national, &imei.body(), Outcome::NoAnswer(Silence::Timeout));
//! let subject = Subject { imeis: &[imei.body()], doubts: &[] };
//! assert_eq!(merge(subject, &[national], &[silent]), Finding::NotChecked);
//! ```

mod merge;
#[cfg(test)]
mod tests;

pub use merge::{Subject, merge};

use crate::imei::Imei14;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A source as the config names it (`national`, `checkmend`, `hotlist`): letters, digits, `-`, `_`, `.`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceName(String);

impl SourceName {
    /// Takes a configured name as it stands.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SourceName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a source adds to `Listed`, `Caution` or `NotCovered`: its own words, kept verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// Status, reason code and text as the source spells them (`BLACKLISTED`, `0011 Stolen or Lost`).
    pub reasons: Vec<String>,
    /// Since when it stands so, as the source writes it.
    pub since: Option<String>,
    /// Who reported it: organisation and country.
    pub reporter: Option<String>,
    /// The source's reference for this answer (certificate, case, SMS id).
    pub reference: Option<String>,
    /// Earlier events, oldest first; history is not status.
    pub history: Vec<String>,
}

impl Detail {
    /// A detail that carries one reason.
    pub fn reason(text: impl Into<String>) -> Self {
        Self { reasons: vec![text.into()], ..Self::default() }
    }
}

/// Why a source gave no answer. Every variant keeps `NoAnswer` apart from an all-clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "what")]
pub enum Silence {
    /// Nothing complete came within the source's time.
    Timeout,
    /// No connection: the text says which step failed.
    Unreachable(String),
    /// The breaker is open after repeated failures; the source was not asked.
    Resting,
    /// It refused: quota, credentials, contract.
    Refused(String),
    /// It replied with something that is not an answer of its protocol.
    BadReply(String),
    /// What the shop holds of it is too old; the text says since when.
    Stale(String),
    /// The till was set to work offline.
    Offline,
    /// A person has yet to look it up.
    AwaitingPerson,
    /// The check was closed before it answered.
    Interrupted,
    /// It is set up wrongly here.
    Misconfigured(String),
    /// The shop is to hold a list of it, and holds none.
    Missing,
    /// What the shop holds of it is damaged where the number would stand; the text says what.
    Damaged(String),
}

impl Silence {
    /// The stable word for it in leaves: the reason without its text.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unreachable(_) => "unreachable",
            Self::Resting => "resting",
            Self::Refused(_) => "refused",
            Self::BadReply(_) => "bad_reply",
            Self::Stale(_) => "stale",
            Self::Offline => "offline",
            Self::AwaitingPerson => "awaiting_person",
            Self::Interrupted => "interrupted",
            Self::Misconfigured(_) => "misconfigured",
            Self::Missing => "missing",
            Self::Damaged(_) => "damaged",
        }
    }

    /// What the source or the network said about it, where anything was said.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Unreachable(t)
            | Self::Refused(t)
            | Self::BadReply(t)
            | Self::Stale(t)
            | Self::Misconfigured(t)
            | Self::Damaged(t) => Some(t),
            Self::Timeout
            | Self::Resting
            | Self::Offline
            | Self::AwaitingPerson
            | Self::Interrupted
            | Self::Missing => None,
        }
    }

    /// The silence that [`Self::word`] stands for; the text is lost in a leaf.
    pub fn from_word(word: &str) -> Self {
        let no_text = String::new;
        match word {
            "timeout" => Self::Timeout,
            "unreachable" => Self::Unreachable(no_text()),
            "resting" => Self::Resting,
            "refused" => Self::Refused(no_text()),
            "bad_reply" => Self::BadReply(no_text()),
            "stale" => Self::Stale(no_text()),
            "offline" => Self::Offline,
            "awaiting_person" => Self::AwaitingPerson,
            "misconfigured" => Self::Misconfigured(no_text()),
            "missing" => Self::Missing,
            "damaged" => Self::Damaged(no_text()),
            _ => Self::Interrupted,
        }
    }

    /// Whether asking again later may help without anyone changing the set-up.
    pub fn is_temporary(&self) -> bool {
        !matches!(self, Self::Misconfigured(_) | Self::AwaitingPerson)
    }
}

/// One source's reply about one IMEI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome", content = "detail")]
pub enum Outcome {
    /// The source lists the number.
    Listed(Detail),
    /// The source asks for care: grey list, pending report.
    Caution(Detail),
    /// The source covers the number and does not list it.
    NotListed,
    /// The source cannot know this number.
    NotCovered(Detail),
    /// The source said nothing that can be used, and why.
    NoAnswer(Silence),
}

impl Outcome {
    /// The stable word for it in leaves and `--json`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Listed(_) => "listed",
            Self::Caution(_) => "caution",
            Self::NotListed => "not_listed",
            Self::NotCovered(_) => "not_covered",
            Self::NoAnswer(_) => "no_answer",
        }
    }

    /// The source's own words, where it gave any.
    pub fn detail(&self) -> Option<&Detail> {
        match self {
            Self::Listed(d) | Self::Caution(d) | Self::NotCovered(d) => Some(d),
            Self::NotListed | Self::NoAnswer(_) => None,
        }
    }
}

/// One source's reply about one IMEI, with its age and its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who answered.
    pub source: SourceName,
    /// About which number.
    pub imei: Imei14,
    /// What it said.
    pub outcome: Outcome,
    /// The moment that the answer describes: the source's own time or list issue time; `None` when unknown.
    pub as_of: Option<DateTime<Utc>>,
    /// What may be kept of the reply itself, as the source's terms allow.
    pub evidence: Option<Evidence>,
    /// Which version of a block list answered; its issue time is `as_of`. `None` for every other source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,
}

/// Which version of a block list an answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The list's version; rises with every issue.
    pub version: u64,
    /// What the list's age made of its misses when it answered.
    pub state: ListAge,
}

/// How old a list was by the shop's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListAge {
    /// A miss vouches.
    Fresh,
    /// A miss still vouches; a new version is due.
    Ageing,
    /// A miss says nothing.
    Stale,
}

/// The reply behind an answer, kept exactly as the terms allow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kept", content = "value")]
pub enum Evidence {
    /// The reply's text, whole.
    Body(String),
    /// SHA-256 of the reply, hexadecimal, where the terms forbid more.
    Digest(String),
}

impl Answer {
    /// An answer without time and evidence; both are set by whoever knows them.
    pub fn new(source: &SourceName, imei: &Imei14, outcome: Outcome) -> Self {
        Self { source: source.clone(), imei: *imei, outcome, as_of: None, evidence: None, edition: None }
    }
}

/// What all answers amount to for one handset, lightest first so that `max` is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Every required source answered for every IMEI, and none lists it.
    NotListed,
    /// Something required stayed silent, or nothing is required.
    NotChecked,
    /// A source asks for care, or the numbers themselves are doubtful.
    Caution,
    /// At least one source lists it.
    Stop,
}

impl Finding {
    /// The stable word for it in leaves and `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Caution => "caution",
            Self::NotChecked => "not_checked",
            Self::NotListed => "not_listed",
        }
    }
}

/// What is wrong with the numbers themselves, before any source is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Shared by thousands of re-flashed or emulated handsets.
    Placeholder,
    /// An example number of a specification.
    Documentation,
    /// The numbers read from one handset contradict each other.
    Contradiction,
}
