//! What papers say and what staff are told.

use super::{Policy, Rule};
use crate::words::Lang;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A text that depends on the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// What the seller signs.
    Declaration,
    /// What the receipt says besides.
    Receipt,
    /// What a clerk says to the person whose handset is listed.
    HitSay,
    /// What the law says about keeping or returning it; for staff.
    HitKeep,
    /// Whom staff call.
    HitCall,
    /// The slip for the person: no deal today, and who can tell more.
    Slip,
}

impl Wording {
    /// Every text.
    pub const ALL: [Self; 6] =
        [Self::Declaration, Self::Receipt, Self::HitSay, Self::HitKeep, Self::HitCall, Self::Slip];

    /// The stable word for it in policies.
    pub fn word(self) -> &'static str {
        match self {
            Self::Declaration => "declaration",
            Self::Receipt => "receipt",
            Self::HitSay => "hit_say",
            Self::HitKeep => "hit_keep",
            Self::HitCall => "hit_call",
            Self::Slip => "slip",
        }
    }

    /// Whether only staff read it: other texts never speak of theft.
    pub fn is_for_staff(self) -> bool {
        matches!(self, Self::HitKeep | Self::HitCall)
    }
}

/// A text in its languages, by primary tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Texts {
    /// Which text.
    pub what: Wording,
    /// Tag → text.
    pub text: BTreeMap<String, String>,
}

/// What no text says.
const NEVER: [&str; 6] = ["clean", "propre", "propres", "genuine", "guaranteed", "garanti"];
/// What no text says that somebody else than staff reads.
const STAFF_ONLY: [&str; 14] = [
    "stolen", "theft", "thief", "thieves", "steal", "volé", "volée", "volés", "volées", "vol", "vols", "voleur",
    "dérobé", "recel",
];

/// The word that this text may not use.
pub(super) fn forbidden_word(what: Wording, text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    let says = |word: &&&str| words.iter().any(|said| said == **word);
    let never = NEVER.iter().find(says);
    never.or_else(|| STAFF_ONLY.iter().find(says).filter(|_| !what.is_for_staff())).copied()
}

impl Policy {
    /// A text in this language; where the place has it in another language only, in that.
    pub fn wording(&self, what: Wording, lang: Lang) -> &str {
        let text = self.wording_rule(what).map(|rule| &rule.value.text);
        let said = text.and_then(|text| {
            text.get(lang.tag()).or_else(|| text.get(Lang::ENGLISH.tag())).or_else(|| text.values().next())
        });
        said.map(String::as_str).unwrap_or_default()
    }

    /// The rule behind it.
    pub fn wording_rule(&self, what: Wording) -> Option<&Rule<Texts>> {
        self.line().flat_map(|policy| &policy.rules.wordings).find(|rule| rule.value.what == what)
    }
}
