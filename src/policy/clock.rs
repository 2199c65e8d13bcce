//! When a period is over: the one place of that rule.
//!
//! Days are the shop's days. The day on which a period begins does not count, and the last day
//! counts to its end: by either reading of a law a handset is never free too early.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A period as a law counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HoldClock {
    /// So many hours, day and night.
    Hours(u32),
    /// So many hours; the time of Saturdays and Sundays (of the shop's weekend) does not count.
    WeekdayHours(u32),
    /// Until the end of the n-th day after.
    Days(u32),
    /// Until the end of the n-th day after that is neither weekend nor holiday.
    WorkingDays(u32),
}

impl HoldClock {
    /// Reads `48 weekday hours`, `14 days`, `5 working days`, `24 hours`.
    pub fn parse(text: &str) -> Option<Self> {
        let (n, unit) = text.split_once(' ')?;
        let n = n.parse().ok().filter(|n| (1..=LONGEST).contains(n))?;
        Some(match unit {
            "hour" | "hours" => Self::Hours(n),
            "weekday hour" | "weekday hours" => Self::WeekdayHours(n),
            "day" | "days" => Self::Days(n),
            "working day" | "working days" => Self::WorkingDays(n),
            _ => return None,
        })
    }

    /// The stable word for the unit.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hours(_) => "hours",
            Self::WeekdayHours(_) => "weekday_hours",
            Self::Days(_) => "days",
            Self::WorkingDays(_) => "working_days",
        }
    }

    /// The catalogue key of the period in words; it takes `$n`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Hours(_) => "policy-clock-hours",
            Self::WeekdayHours(_) => "policy-clock-weekday-hours",
            Self::Days(_) => "policy-clock-days",
            Self::WorkingDays(_) => "policy-clock-working-days",
        }
    }

    /// How many of the unit.
    pub fn n(self) -> u32 {
        match self {
            Self::Hours(n) | Self::WeekdayHours(n) | Self::Days(n) | Self::WorkingDays(n) => n,
        }
    }
}

impl TryFrom<String> for HoldClock {
    type Error = NoPeriod;
    fn try_from(text: String) -> Result<Self, NoPeriod> {
        Self::parse(&text).ok_or(NoPeriod(text))
    }
}

impl From<HoldClock> for String {
    fn from(clock: HoldClock) -> Self {
        clock.to_string()
    }
}

/// A text that is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no period such as \"14 days\", \"5 working days\", \"24 hours\" or \"48 weekday hours\"")]
pub struct NoPeriod(pub(super) String);

impl std::fmt::Display for HoldClock {
    /// As a policy writes it: `48 weekday hours`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = self.word().replace('_', " ");
        let unit = if self.n() == 1 { unit.trim_end_matches('s') } else { &unit };
        write!(f, "{} {unit}", self.n())
    }
}

/// Most that a period may count: ten years of days.
const LONGEST: u32 = 3_653;

/// Days on which a clock stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Calendar {
    /// Days of the week on which shops and offices rest.
    pub(super) weekend: Vec<Weekday>,
    /// Public holidays.
    pub(super) holidays: BTreeSet<NaiveDate>,
    /// Last year that the holidays are complete for; `None` where none are known.
    pub(super) valid_until: Option<i32>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { weekend: vec![Weekday::Sat, Weekday::Sun], holidays: BTreeSet::new(), valid_until: None }
    }
}

/// When a period is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// The first moment after it.
    pub(super) at: DateTime<Utc>,
    /// Whether it needed holidays of a year that the table does not reach.
    pub(super) uncertain: bool,
}

/// Runs `clock` from `start` in the shop's zone. `None` only beyond the calendar's end.
pub(super) fn run(clock: HoldClock, start: DateTime<Utc>, zone: Tz, calendar: &Calendar) -> Option<Over> {
    let certain = |at| Over { at, uncertain: false };
    match clock {
        HoldClock::Hours(n) => start.checked_add_signed(TimeDelta::hours(i64::from(n))).map(certain),
        HoldClock::WeekdayHours(n) => weekday_hours(n, start, zone, calendar).map(certain),
        HoldClock::Days(_) | HoldClock::WorkingDays(_) => {
            let last = last_day(clock, local(start, zone), calendar)?;
            Some(Over { at: start_of(last.succ_opt()?, zone)?, uncertain: calendar.uncertain(clock, last) })
        }
    }
}

/// The last day of a period in days; the day itself for a clock in hours.
pub(super) fn last_day(clock: HoldClock, first: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    match clock {
        HoldClock::Hours(_) | HoldClock::WeekdayHours(_) => Some(first),
        HoldClock::Days(n) => first.checked_add_days(Days::new(u64::from(n))),
        HoldClock::WorkingDays(n) => {
            let mut day = first;
            for _ in 0..n {
                day = day.succ_opt()?;
                while calendar.rests(day) {
                    day = day.succ_opt()?;
                }
            }
            Some(day)
        }
    }
}

fn weekday_hours(n: u32, start: DateTime<Utc>, zone: Tz, calendar: &Calendar) -> Option<DateTime<Utc>> {
    let mut left = TimeDelta::hours(i64::from(n));
    let mut at = start;
    loop {
        let day = local(at, zone);
        let end = start_of(day.succ_opt()?, zone)?;
        if !calendar.weekend.contains(&day.weekday()) {
            if left <= end - at {
                return at.checked_add_signed(left);
            }
            left -= end - at;
        }
        at = end;
    }
}

impl Calendar {
    fn rests(&self, day: NaiveDate) -> bool {
        self.weekend.contains(&day.weekday()) || self.holidays.contains(&day)
    }

    pub(super) fn uncertain(&self, clock: HoldClock, last: NaiveDate) -> bool {
        matches!(clock, HoldClock::WorkingDays(_)) && self.valid_until.is_none_or(|year| last.year() > year)
    }
}

/// The day in the shop.
pub(super) fn local(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The moment from which on the shop's date is `day` or later. Not everywhere is that a midnight that
/// exists, or exists once: clocks change at midnight in some places.
pub(super) fn start_of(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    moment(day, NaiveTime::MIN, zone).map(|(first, last)| {
        let before = last - TimeDelta::nanoseconds(1);
        if local(before, zone) >= day { first } else { last }
    })
}

/// The first and last moment at which the shop's clock shows this; where it skips it, the end of the gap.
pub(super) fn moment(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let wanted = day.and_time(time);
    // No zone has skipped more than a day.
    (0..=26 * 60).find_map(|minutes| {
        let shown = wanted.checked_add_signed(TimeDelta::minutes(minutes))?.and_local_timezone(zone);
        Some((shown.earliest()?.to_utc(), shown.latest()?.to_utc()))
    })
}

/// Days of the week as policies write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Day {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl From<Day> for Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Monday => Self::Mon,
            Day::Tuesday => Self::Tue,
            Day::Wednesday => Self::Wed,
            Day::Thursday => Self::Thu,
            Day::Friday => Self::Fri,
            Day::Saturday => Self::Sat,
            Day::Sunday => Self::Sun,
        }
    }
}
