//! How long the shop's config, or the law of its place, lets personal data stay.

use super::due::Chain;
use crate::app::AppError;
use crate::policy::{Policy, Record, Retention};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// What makes a matter due.
#[derive(Debug)]
pub(super) enum Limit {
    /// It is older than so many days.
    Days(u32),
    /// Rules of the place, by their ids.
    Place(String),
}

impl Limit {
    /// As the `erased` entry says it.
    pub(super) fn rule(&self) -> String {
        match self {
            Self::Days(days) => format!("older than {days} days"),
            Self::Place(ids) => ids.clone(),
        }
    }
}

/// The law of the place, today.
pub(super) struct Terms<'a> {
    pub(super) policy: &'a Policy,
    pub(super) zone: Tz,
    pub(super) today: DateTime<Utc>,
}

impl Terms<'_> {
    /// What the shop says, or else the place; `None` where neither says anything.
    pub(super) fn limit(&self, days: Option<u32>) -> Option<Limit> {
        let ids = || {
            let rules = self.policy.keeps().into_iter().filter(|rule| rule.value.erase.is_some());
            let ids: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
            (!ids.is_empty()).then(|| Limit::Place(ids.join(", ")))
        };
        days.map(Limit::Days).or_else(ids)
    }

    /// Whether a matter is due.
    pub(super) fn is_due(&self, chain: &Chain, limit: &Limit) -> bool {
        match limit {
            Limit::Days(days) => {
                let line = self.today.checked_sub_signed(TimeDelta::days(i64::from(*days)));
                line.is_some_and(|line| chain.newest < line)
            }
            Limit::Place(_) => self.retention(chain).ceiling.is_some_and(|day| day <= self.day(self.today)),
        }
    }

    /// Until when a law wants a matter kept, and which; `None` where it may go.
    pub(super) fn wanted(&self, chain: &Chain) -> Option<(NaiveDate, String)> {
        let Retention { floor, rule, .. } = self.retention(chain);
        // What ended without a deal is nothing that a law about dealers wants.
        let floor = floor.filter(|day| (chain.acquired || looked(chain)) && *day > self.day(self.today))?;
        Some((floor, rule.unwrap_or_default()))
    }

    /// Fails where a law still wants one of them.
    pub(super) fn refuse(&self, chains: &[Chain]) -> Result<(), AppError> {
        let Some((until, rule)) = chains.iter().find_map(|chain| self.wanted(chain)) else { return Ok(()) };
        Err(AppError::Failed {
            what: format!("the law of the place wants it kept until {until} ({rule})"),
            advice: "wait until then; another basis (request, court, error) is yours to answer for".to_owned(),
        })
    }

    fn retention(&self, chain: &Chain) -> Retention {
        let of = if looked(chain) { Record::ReadLog } else { Record::Deal };
        self.policy.retention_of(of, self.day(chain.newest))
    }

    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}

/// Whether it only says who looked at what.
fn looked(chain: &Chain) -> bool {
    chain.entries.iter().all(|place| place.kind == "displayed")
}
