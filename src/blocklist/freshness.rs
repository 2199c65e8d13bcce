//! How old a list may be before its silence vouches for nothing.
//!
//! Only a miss grows old: a hit stands whatever the list's age. Judged against the clock that is
//! passed in, so that a machine with a wrong clock is doubted and not believed.
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use countercheck::blocklist::{Freshness, Policy, freshness};
//! let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
//! let issued = at("2026-05-01T10:00:00Z");
//! let state = |now| freshness(Some(issued), at(now), &Policy::default());
//! assert_eq!(state("2026-05-02T10:00:00Z"), Freshness::Fresh);
//! assert_eq!(state("2026-05-02T10:00:01Z"), Freshness::Ageing);
//! assert_eq!(state("2026-05-09T10:00:00Z"), Freshness::Stale { since: at("2026-05-08T10:00:00Z") });
//! assert_eq!(state("2026-04-01T10:00:00Z"), Freshness::Unknown);
//! ```

use crate::finding::ListAge;
use chrono::{DateTime, Duration, Utc};

/// How far ahead of the machine's clock a list may be issued, in hours: clocks differ, and a
/// moment further ahead means that one of them is wrong.
const AHEAD_HOURS: i64 = 24;

/// How long a list's misses vouch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Up to this age, in hours, the list is fresh.
    pub fresh_hours: u32,
    /// Up to this age, in days, its misses still vouch; then it is stale.
    pub ageing_days: u32,
}

impl Default for Policy {
    /// A day, then a week.
    fn default() -> Self {
        Self { fresh_hours: 24, ageing_days: 7 }
    }
}

/// What a list's age makes of its misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// A miss vouches.
    Fresh,
    /// A miss still vouches; a new version is due.
    Ageing,
    /// A miss says nothing.
    Stale {
        /// Since when it has said nothing.
        since: DateTime<Utc>,
    },
    /// The list gives no time, or one that lies ahead: a miss says nothing.
    Unknown,
}

impl Freshness {
    /// Whether a miss says that the list does not hold the number.
    pub fn vouches(self) -> bool {
        matches!(self, Self::Fresh | Self::Ageing)
    }

    /// The same in the words of an answer. An unknown age is as doubtful as an old one.
    pub fn age(self) -> ListAge {
        match self {
            Self::Fresh => ListAge::Fresh,
            Self::Ageing => ListAge::Ageing,
            Self::Stale { .. } | Self::Unknown => ListAge::Stale,
        }
    }

    /// The stable word in `--json`.
    pub fn word(self) -> &'static str {
        match self.age() {
            ListAge::Fresh => "fresh",
            ListAge::Ageing => "ageing",
            ListAge::Stale => "stale",
        }
    }
}

/// What the age of a list that was issued at `issued_at` makes of its misses. A policy whose week
/// ends before its day keeps to the day.
pub fn freshness(issued_at: Option<DateTime<Utc>>, now: DateTime<Utc>, policy: &Policy) -> Freshness {
    let Some(issued) = issued_at else { return Freshness::Unknown };
    let fresh = Duration::hours(i64::from(policy.fresh_hours));
    let ageing = Duration::days(i64::from(policy.ageing_days)).max(fresh);
    let age = now - issued;
    if age < -Duration::hours(AHEAD_HOURS) {
        return Freshness::Unknown;
    }
    match issued.checked_add_signed(ageing) {
        _ if age <= fresh => Freshness::Fresh,
        _ if age <= ageing => Freshness::Ageing,
        Some(since) => Freshness::Stale { since },
        None => Freshness::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_list_from_the_future_and_one_without_a_time_are_doubted() {
        let policy = Policy { fresh_hours: 1, ageing_days: 1 };
        assert_eq!(freshness(None, at(0), &policy), Freshness::Unknown);
        assert_eq!(freshness(Some(at(86_400)), at(0), &policy), Freshness::Fresh);
        assert_eq!(freshness(Some(at(86_401)), at(0), &policy), Freshness::Unknown);
        assert_eq!(freshness(Some(DateTime::<Utc>::MAX_UTC), at(0), &policy), Freshness::Unknown);
        assert!(!Freshness::Unknown.vouches() && Freshness::Unknown.word() == "stale");
    }

    #[test]
    fn a_policy_that_contradicts_itself_keeps_to_its_hours() {
        let policy = Policy { fresh_hours: 48, ageing_days: 1 };
        assert_eq!(freshness(Some(at(0)), at(47 * 3600), &policy), Freshness::Fresh);
        assert_eq!(freshness(Some(at(0)), at(49 * 3600), &policy), Freshness::Stale { since: at(48 * 3600) });
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_list_never_grows_younger(age in -100_000i64..10_000_000, more in 0i64..10_000_000, hours in 0u32..500, days in 0u32..50) {
            let policy = Policy { fresh_hours: hours, ageing_days: days };
            let rank = |age| match freshness(Some(at(0)), at(age), &policy) {
                Freshness::Fresh => 0,
                Freshness::Ageing => 1,
                Freshness::Stale { .. } => 2,
                Freshness::Unknown => 3,
            };
            // Before its time it is unknown; from then on it only ages.
            prop_assert!(age < -86_400 || rank(age) <= rank(age + more));
        }
    }
}
