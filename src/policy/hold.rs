//! Holds and reports to the police: when they end and when they are due.

use super::clock::{self, Calendar, HoldClock, Over};
use super::{Basis, DealKind, Goods, Policy, Rule};
use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// What a hold is counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Starts {
    /// The moment at which the shop acquired the goods.
    #[default]
    Acquisition,
    /// The moment at which the police's system took the report.
    Report,
}

/// What brings a hold about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// Every acquisition.
    #[default]
    Acquisition,
    /// A source that lists the handset.
    Hit,
}

/// How long goods are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HoldRule {
    /// For so long.
    pub period: HoldClock,
    /// From here on.
    pub starts: Starts,
    /// In this case.
    pub on: On,
}

/// By when, in what form and to whom an acquisition is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportRule {
    /// Within this time of the acquisition.
    pub within: HoldClock,
    /// At this time of the last day, in the shop's zone; its end where there is none.
    pub by: Option<NaiveTime>,
    /// Name of the format.
    pub format: Option<String>,
    /// Who gets it.
    pub to: Option<String>,
}

/// When goods were acquired, and what else a clock needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acquired {
    /// When the deal was signed.
    pub at: DateTime<Utc>,
    /// When the police's system took the report; `None` before.
    pub reported: Option<DateTime<Utc>>,
    /// The shop's time zone.
    pub zone: Tz,
}

/// Until when goods may not be sold or altered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// The first moment at which they may; where the report is still to come, the earliest that it can be.
    pub until: DateTime<Utc>,
    /// Id of the rule.
    pub rule: String,
    /// How it counts.
    pub clock: HoldClock,
    /// The text that it rests on.
    pub source: String,
    /// What that text is.
    pub basis: Basis,
    /// `false`: law or code that nobody has read in the text itself.
    pub verified: bool,
    /// The clock starts with a report that has not been taken yet: `until` frees nothing.
    pub waits_for_report: bool,
    /// It needed holidays that the policy does not know: look them up before goods go.
    pub uncertain: bool,
}

impl Hold {
    /// Whether the goods are free.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        !self.waits_for_report && now >= self.until
    }
}

/// By when an acquisition is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportDue {
    /// The moment by which it has to be in. Holidays that the policy does not know are not counted: the
    /// law's own moment may be later, never earlier.
    pub by: DateTime<Utc>,
    /// Id of the rule.
    pub rule: String,
    /// Within this time of the acquisition.
    pub within: HoldClock,
    /// Name of the format.
    pub format: Option<String>,
    /// Who gets it.
    pub to: Option<String>,
    /// The text that it rests on.
    pub source: String,
    /// `false`: law that nobody has read in the text itself.
    pub verified: bool,
}

impl Policy {
    /// Until when a handset of this deal is held: the longest of all holds that apply.
    pub fn hold(
        &self,
        deal: DealKind,
        acquired: DateTime<Utc>,
        reported: Option<DateTime<Utc>>,
        zone: Tz,
    ) -> Option<Hold> {
        self.hold_of(deal, Goods::Handset, Acquired { at: acquired, reported, zone })
    }

    /// The same for any goods.
    pub fn hold_of(&self, deal: DealKind, goods: Goods, acquired: Acquired) -> Option<Hold> {
        self.longest(On::Acquisition, deal, goods, acquired)
    }

    /// How long a handset is kept that a source lists, counted from the moment at which its reporter was
    /// told; `None` where nothing says so.
    pub fn hold_on_hit(&self, deal: DealKind, told: DateTime<Utc>, zone: Tz) -> Option<Hold> {
        self.longest(On::Hit, deal, Goods::Handset, Acquired { at: told, reported: None, zone })
    }

    /// The rules behind it, in the policy's order; for showing.
    pub fn holds(&self, deal: DealKind, goods: Goods) -> Vec<&Rule<HoldRule>> {
        let all = self.line().flat_map(|policy| &policy.rules.holds);
        all.filter(|one| one.scope.covers(deal, goods)).map(|one| &one.rule).collect()
    }

    fn longest(&self, on: On, deal: DealKind, goods: Goods, acquired: Acquired) -> Option<Hold> {
        let calendar = self.calendar();
        let holds = self.holds(deal, goods).into_iter().filter(|rule| rule.value.on == on);
        let holds: Vec<Hold> = holds.filter_map(|rule| until(rule, acquired, calendar)).collect();
        let uncertain = holds.iter().any(|hold| hold.uncertain);
        let until = holds.iter().map(|hold| hold.until).max()?;
        let longest = holds.into_iter().max_by_key(|hold| (hold.waits_for_report, hold.until))?;
        Some(Hold { until, uncertain, ..longest })
    }

    /// By when a deal has to be reported: the first of all deadlines that apply.
    pub fn report_deadline(&self, deal: DealKind, acquired: DateTime<Utc>, zone: Tz) -> Option<ReportDue> {
        let rules = self.line().flat_map(|policy| &policy.rules.reports);
        let rules = rules.filter(|one| one.scope.deals.contains(&deal)).map(|one| &one.rule);
        rules.filter_map(|rule| due(rule, acquired, zone, self.calendar())).min_by_key(|due| due.by)
    }

    /// The rules behind it.
    pub fn reports(&self) -> Vec<&Rule<ReportRule>> {
        self.line().flat_map(|policy| &policy.rules.reports).map(|one| &one.rule).collect()
    }
}

fn until(rule: &Rule<HoldRule>, acquired: Acquired, calendar: &Calendar) -> Option<Hold> {
    let HoldRule { period, starts, .. } = rule.value;
    let waits_for_report = starts == Starts::Report && acquired.reported.is_none();
    let start = match starts {
        Starts::Acquisition => acquired.at,
        // A machine whose clock was wrong may have reported "before"; the hold does not shrink by that.
        Starts::Report => acquired.reported.unwrap_or(acquired.at).max(acquired.at),
    };
    let Over { at, uncertain } = clock::run(period, start, acquired.zone, calendar)?;
    Some(Hold {
        until: at,
        rule: rule.id.clone(),
        clock: period,
        source: rule.source.clone(),
        basis: rule.basis,
        verified: !rule.unverified(),
        waits_for_report,
        uncertain,
    })
}

fn due(rule: &Rule<ReportRule>, acquired: DateTime<Utc>, zone: Tz, calendar: &Calendar) -> Option<ReportDue> {
    let ReportRule { within, by, format, to } = &rule.value;
    let over = clock::run(*within, acquired, zone, calendar)?.at;
    let by = match by {
        Some(time) => {
            let last = clock::last_day(*within, clock::local(acquired, zone), calendar)?;
            clock::moment(last, *time, zone)?.0.max(acquired)
        }
        None => over,
    };
    Some(ReportDue {
        by,
        rule: rule.id.clone(),
        within: *within,
        format: format.clone(),
        to: to.clone(),
        source: rule.source.clone(),
        verified: !rule.unverified(),
    })
}
