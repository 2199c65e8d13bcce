//! Holds: why an item may not leave, since when and until when.

use super::fold::Origin;
use crate::ledger::leaf::EntryId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why a thing is on hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// A source listed it after it had been checked.
    LateHit,
    /// Somebody decided so, without a deal.
    ByHand,
    /// The shop keeps it back for a reason of its own.
    Own,
    /// The police asked for it to be kept.
    Police,
    /// The law of the place keeps it from being sold for a time.
    Statutory,
}

impl HoldReason {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::LateHit, Self::ByHand, Self::Own, Self::Police, Self::Statutory];

    /// The stable word in leaves and `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::LateHit => "late_hit",
            Self::ByHand => "by_hand",
            Self::Own => "own",
            Self::Police => "police",
            Self::Statutory => "statutory",
        }
    }

    /// The reason that a leaf's word stands for; a later version's word is a person's decision.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.word() == word).unwrap_or(Self::ByHand)
    }
}

/// A hold that nobody lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The entry that put it on: `held`, or the `deal_signed` whose law it is.
    pub id: EntryId,
    /// Why.
    pub why: HoldReason,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it ends by itself; `None`: when somebody lifts it.
    pub until: Option<DateTime<Utc>>,
    /// The sources that listed the handset then.
    pub sources: Vec<String>,
    /// The public body that asked for it.
    pub agency: Option<String>,
    /// The rule of the place, for a statutory hold.
    pub rule: Option<String>,
    /// Whether nobody has checked that rule against the law.
    pub unverified: bool,
    /// Where its entry stands.
    pub origin: Origin,
}

impl Hold {
    /// Whether it binds at a moment. On the stroke of its end it binds no more.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
