//! Counts a period the dullest way: a minute at a time, asking each time what the clock on the wall shows.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use countercheck::policy::HoldClock;

/// The first whole minute after the period.
pub(crate) fn count(clock: HoldClock, start: DateTime<Utc>, zone: Tz, holidays: &[NaiveDate]) -> DateTime<Utc> {
    let shows = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let weekend = |day: NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let first = shows(start);
    let (mut counted, mut last_seen, mut at) = (0, first, start);
    match clock {
        HoldClock::Hours(n) | HoldClock::WeekdayHours(n) => {
            while counted < n * 60 {
                counted += u32::from(matches!(clock, HoldClock::Hours(_)) || !weekend(shows(at)));
                at += TimeDelta::minutes(1);
            }
            at
        }
        HoldClock::Days(n) | HoldClock::WorkingDays(n) => {
            // Days turn on whole minutes.
            at -= TimeDelta::seconds(at.timestamp().rem_euclid(60));
            let counts = |day| matches!(clock, HoldClock::Days(_)) || !(weekend(day) || holidays.contains(&day));
            loop {
                at += TimeDelta::minutes(1);
                let day = shows(at);
                if day > last_seen {
                    // The n-th day that counts is over as soon as the wall shows another.
                    if counted == n {
                        return at;
                    }
                    last_seen = day;
                    counted += u32::from(counts(day));
                }
            }
        }
    }
}
