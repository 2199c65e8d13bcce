//! How old something is, in words.

use crate::clock::Moment;
use crate::words::{Arg, Words};
use chrono::{DateTime, Utc};

/// "3 hours ago", against the state's time.
pub(super) fn long(words: &Words, now: Moment, then: DateTime<Utc>) -> String {
    say(words, now, then, "age-now", ["age-minutes", "age-hours", "age-days"])
}

/// "3 h", for narrow columns.
pub(super) fn short(words: &Words, now: Moment, then: DateTime<Utc>) -> String {
    say(words, now, then, "age-short-now", ["age-short-minutes", "age-short-hours", "age-short-days"])
}

fn say(words: &Words, now: Moment, then: DateTime<Utc>, fresh: &str, keys: [&str; 3]) -> String {
    let minutes = (now.wall - then).num_minutes();
    let (key, n) = match minutes {
        ..=0 => return words.say(fresh),
        1..60 => (keys[0], minutes),
        60..2880 => (keys[1], minutes / 60),
        _ => (keys[2], minutes / 1440),
    };
    words.say_with(key, &[("n", Arg::from(n))])
}
