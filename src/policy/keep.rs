//! How long what was recorded must and may be kept.

use super::{Policy, Rule};
use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// What is kept, as far as laws tell it apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A deal with everything in it.
    #[default]
    Deal,
    /// The picture of an identity document.
    DocumentPicture,
    /// Any other picture.
    Picture,
    /// A recording of the shop's camera.
    Video,
    /// Who looked at personal data, and why.
    ReadLog,
}

impl Record {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Deal, Self::DocumentPicture, Self::Picture, Self::Video, Self::ReadLog];

    /// The stable word for it in policies.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deal => "deal",
            Self::DocumentPicture => "document_picture",
            Self::Picture => "picture",
            Self::Video => "video",
            Self::ReadLog => "read_log",
        }
    }
}

/// A length of time in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Span {
    /// So many days.
    Days(u32),
    /// So many months; twelve a year.
    Months(u32),
}

impl Span {
    /// Reads `60 days`, `18 months`, `2 years`.
    pub fn parse(text: &str) -> Option<Self> {
        let (n, unit) = text.split_once(' ')?;
        let n = n.parse::<u32>().ok().filter(|n| (1..=36_525).contains(n))?;
        match unit {
            "day" | "days" => Some(Self::Days(n)),
            "month" | "months" => Some(Self::Months(n)),
            "year" | "years" => Some(Self::Months(n.checked_mul(12)?)),
            _ => None,
        }
    }

    /// The day after so much time; a day that the year does not have becomes the next (`late`) or the
    /// last of its month.
    fn after(self, day: NaiveDate, late: bool) -> Option<NaiveDate> {
        match self {
            Self::Days(n) => day.checked_add_days(Days::new(u64::from(n))),
            Self::Months(n) => {
                let then = day.checked_add_months(Months::new(n))?;
                let cut = chrono::Datelike::day(&then) != chrono::Datelike::day(&day);
                if cut && late { then.succ_opt() } else { Some(then) }
            }
        }
    }
}

impl TryFrom<String> for Span {
    type Error = NoSpan;
    fn try_from(text: String) -> Result<Self, NoSpan> {
        Self::parse(&text).ok_or(NoSpan(text))
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// A text that is no length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time such as \"60 days\", \"18 months\" or \"2 years\"")]
pub struct NoSpan(String);

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (n, unit) = match *self {
            Self::Days(n) => (n, "day"),
            Self::Months(n) if n % 12 == 0 => (n / 12, "year"),
            Self::Months(n) => (n, "month"),
        };
        write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeepRule {
    /// What.
    pub of: Record,
    /// At least.
    pub keep: Option<Span>,
    /// At most.
    pub erase: Option<Span>,
}

/// From when on something may, and by when it must be erased.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retention {
    /// The first day on which it may be erased; before that a law wants it.
    pub floor: Option<NaiveDate>,
    /// The day on which it is due to be erased; never before `floor`.
    pub ceiling: Option<NaiveDate>,
    /// Id of the rule that sets the floor, or else the ceiling; `None` where nothing says anything.
    pub rule: Option<String>,
    /// `false`: a law that nobody has read in the text itself.
    pub verified: bool,
}

impl Policy {
    /// How long a deal is kept that was recorded on this day of the shop.
    pub fn retention(&self, recorded: NaiveDate) -> Retention {
        self.retention_of(Record::Deal, recorded)
    }

    /// The same for a kind of record.
    pub fn retention_of(&self, of: Record, recorded: NaiveDate) -> Retention {
        let rules: Vec<&Rule<KeepRule>> = self.keeps().into_iter().filter(|rule| rule.value.of == of).collect();
        let on = |rule: &Rule<KeepRule>, span: Option<Span>, late| Some((span?.after(recorded, late)?, rule.with(())));
        let floor = rules.iter().filter_map(|rule| on(rule, rule.value.keep, true)).max_by_key(|(day, _)| *day);
        let ceiling = rules.iter().filter_map(|rule| on(rule, rule.value.erase, false)).min_by_key(|(day, _)| *day);
        let rule = floor.as_ref().or(ceiling.as_ref()).map(|(_, rule)| rule.clone());
        let floor = floor.map(|(day, _)| day);
        Retention {
            floor,
            ceiling: ceiling.map(|(day, _)| floor.map_or(day, |floor| day.max(floor))),
            verified: rule.as_ref().is_none_or(|rule| !rule.unverified()),
            rule: rule.map(|rule| rule.id),
        }
    }

    /// The rules behind it.
    pub fn keeps(&self) -> Vec<&Rule<KeepRule>> {
        self.line().flat_map(|policy| &policy.rules.keeps).collect()
    }
}
