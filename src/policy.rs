//! What the law of a place, a code or the house wants of a deal: jurisdictions as data.
//!
//! A [`Policy`] is a TOML file (`docs/policy.md`), one of the program's ([`Policy::builtin`]) or a shop's
//! own. It says what is asked and what is not kept, how old a seller must be, which sources must
//! answer, how long goods are held and records kept, when the police must know, and what papers
//! say. Each of its rules names the text it rests on and when somebody read that text itself; a rule
//! that nobody has read so is [`Rule::unverified`], and screens say it. A policy that leaves
//! something out takes it from the one that it extends, in the end from `generic`, which demands
//! nothing.
//!
//! The room refuses to guess: an unknown key, a rule without a source, and a field that is required
//! and forbidden at once are mistakes with their line. It reads no clock: moments and the shop's
//! zone come with the question. It gives no legal advice.
//!
//! Invariants: a hold never ends before the acquisition, and a later acquisition is never free
//! earlier; a floor is never after its ceiling.
//!
//! ```
//! use countercheck::policy::{Ask, DealKind, Need, Policy};
//! let generic = Policy::builtin("generic").unwrap();
//! assert!(generic.asks(DealKind::Purchase).is_empty());
//! assert_eq!(generic.need(DealKind::Purchase, Ask::Thumbprint).value, Need::Forbidden);
//! let error = Policy::parse("id = \"x\"\nname = \"X\"\n[[age]]\nid = \"a\"\nyears = 18\n").unwrap_err();
//! assert!(error.to_string().contains("missing field `source`"));
//! ```

mod ask;
mod clock;
mod deal;
mod error;
mod file;
mod form;
mod hold;
mod keep;
mod listing;
mod load;
mod money;
mod rule;
mod say;
mod shipped;
#[cfg(test)]
mod tests;
mod wording;

pub use ask::{About, Ask};
pub use clock::{HoldClock, NoPeriod};
pub use deal::{DealKind, Goods};
pub use error::PolicyError;
pub use form::RequiredSource;
pub use hold::{Acquired, Hold, HoldRule, On, ReportDue, ReportRule, Starts};
pub use keep::{KeepRule, NoSpan, Record, Retention, Span};
pub use listing::{Listed, Topic};
pub use money::{BuyerRule, CashRule};
pub use rule::{Basis, Need, Rule};
pub use shipped::{GENERIC, for_place, ids, text};
pub use wording::{Texts, Wording};

use crate::document::DocumentKind;
use clock::Calendar;

/// The rules of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    id: String,
    name: String,
    base: Option<&'static Policy>,
    countries: Vec<String>,
    currency: Option<String>,
    note: Option<String>,
    calendar: Option<Calendar>,
    open: Vec<Open>,
    rules: Rules,
}

/// Its rules, by what they are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Rules {
    asks: Vec<Scoped<Asked>>,
    ages: Vec<Scoped<u8>>,
    documents: Vec<Rule<Vec<DocumentKind>>>,
    sources: Vec<Rule<RequiredSource>>,
    holds: Vec<Scoped<HoldRule>>,
    keeps: Vec<Rule<KeepRule>>,
    reports: Vec<Scoped<ReportRule>>,
    cash: Vec<Scoped<u64>>,
    buyers: Vec<Scoped<BuyerRule>>,
    wordings: Vec<Rule<Texts>>,
}

/// A rule that is not about everything.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scoped<T> {
    rule: Rule<T>,
    scope: Scope,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Scope {
    deals: Vec<DealKind>,
    goods: Vec<Goods>,
}

impl Scope {
    fn covers(&self, deal: DealKind, goods: Goods) -> bool {
        self.deals.contains(&deal) && self.goods.contains(&goods)
    }
}

/// Fields that share a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    need: Need,
    fields: Vec<Ask>,
}

/// Something about the place that the policy leaves open.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Open {
    /// What.
    pub about: String,
    /// What is known of it, and whom to ask.
    pub note: String,
}

impl Policy {
    /// Reads a shop's own policy; the first of its mistakes where it has any.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        Self::read(text, false).map_err(|mut mistakes| mistakes.swap_remove(0))
    }

    /// All mistakes of a file, in the order of its lines; none where it can be used.
    pub fn mistakes(text: &str) -> Vec<PolicyError> {
        Self::read(text, false).err().unwrap_or_default()
    }

    /// Its id, as config and leaves name it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its name in the file, English for the program's own.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The policy that it extends.
    pub fn base(&self) -> Option<&'static Self> {
        self.base
    }

    /// ISO 3166 countries or subdivisions (`GB`, `US-CA`) that it is for.
    pub fn countries(&self) -> &[String] {
        &self.countries
    }

    /// ISO 4217 currency of its amounts.
    pub fn currency(&self) -> Option<&str> {
        self.line().find_map(|policy| policy.currency.as_deref())
    }

    /// What the reader should know of it as a whole.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// What it leaves open.
    pub fn open(&self) -> &[Open] {
        &self.open
    }

    /// This policy and those that it extends, nearest first.
    fn line(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |policy| policy.base)
    }

    /// The nearest table of weekends and holidays; Saturday and Sunday where there is none.
    fn calendar(&self) -> &Calendar {
        static PLAIN: std::sync::OnceLock<Calendar> = std::sync::OnceLock::new();
        self.line().find_map(|policy| policy.calendar.as_ref()).unwrap_or_else(|| PLAIN.get_or_init(Calendar::default))
    }
}
