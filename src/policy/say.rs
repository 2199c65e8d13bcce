//! Clocks, days and marks as sentences, so that every screen and paper says them alike.

use super::{Basis, BuyerRule, CashRule, Hold, HoldClock, Need, Policy, ReportDue, Retention, Rule};
use crate::words::{Arg, Words};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

impl HoldClock {
    /// The period in words: `48 hours, Saturday and Sunday not counted`.
    pub fn say(self, words: &Words) -> String {
        words.say_with(self.key(), &[("n", Arg::from(i64::from(self.n())))])
    }
}

impl Hold {
    /// Until when, and why so long; moments in the shop's zone.
    pub fn say(&self, words: &Words, zone: Tz) -> String {
        let (until, period) = (minute(self.until, zone), self.clock.say(words));
        let (until, period) = (("until", Arg::from(&until)), ("period", Arg::from(&period)));
        if self.waits_for_report {
            words.say_with("policy-hold-waits", &[period])
        } else if self.uncertain {
            words.say_with("policy-hold-uncertain", &[until, period])
        } else {
            words.say_with("policy-hold-until", &[until, period])
        }
    }
}

impl ReportDue {
    /// By when; in the shop's zone.
    pub fn say(&self, words: &Words, zone: Tz) -> String {
        words.say_with("policy-report-by", &[("when", Arg::from(&minute(self.by, zone)))])
    }
}

impl Retention {
    /// Until when it must and may be kept; empty where nothing says so.
    pub fn say(&self, words: &Words) -> String {
        let day = |key, day: chrono::NaiveDate| words.say_with(key, &[("day", Arg::from(&day.to_string()))]);
        let floor = self.floor.map(|floor| day("policy-keep-until", floor));
        let ceiling = self.ceiling.map(|ceiling| day("policy-erase-by", ceiling));
        floor.into_iter().chain(ceiling).collect::<Vec<_>>().join(" ")
    }
}

impl<T> Rule<T> {
    /// The mark that stands beside the rule wherever it is shown.
    pub fn mark(&self, words: &Words) -> String {
        let read =
            || self.verified_on.map(|day| words.say_with("policy-verified", &[("day", Arg::from(&day.to_string()))]));
        let kind = match self.basis {
            Basis::Law => None,
            Basis::Code => Some(words.say("policy-code")),
            Basis::House => return words.say("policy-house"),
        };
        let read = read().unwrap_or_else(|| words.say("policy-unverified"));
        kind.into_iter().chain([read]).collect::<Vec<_>>().join(", ")
    }
}

impl Rule<u8> {
    /// The rule about a seller's age.
    pub fn say(&self, words: &Words) -> String {
        words.say_with("policy-under-age", &[("years", Arg::from(i64::from(self.value)))])
    }
}

impl CashRule {
    /// Why cash is not paid; `None` where it may be.
    pub fn say(&self, words: &Words) -> Option<String> {
        matches!(self, Self::Forbidden(_)).then(|| words.say("policy-cash-forbidden"))
    }
}

impl Rule<BuyerRule> {
    /// Why the buyer is asked.
    pub fn say(&self, words: &Words) -> String {
        words.say("policy-buyer-needed")
    }
}

impl Need {
    /// The catalogue key of its word.
    pub fn key(self) -> &'static str {
        match self {
            Self::Required => "need-required",
            Self::Optional => "need-optional",
            Self::Forbidden => "need-forbidden",
        }
    }
}

impl Policy {
    /// Its name in the clerk's language; a shop's own is called what its file says.
    pub fn title(&self, words: &Words) -> String {
        self.name_key().map_or_else(|| self.name().to_owned(), |key| words.say(key))
    }
}

fn minute(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}
