//! How old something is, in words.

use crate::clock::Moment;
use crate::words::{Arg, Words, keys};
use chrono::{DateTime, Utc};

/// "3 hours ago", against the state's time.
pub(super) fn long(words: &Words, now: Moment, then: DateTime<Utc>) -> String {
    let age = keys::age((now.wall - then).num_seconds());
    words.say_with(age.long, &[("n", Arg::from(age.n))])
}

/// "3 h", for narrow columns.
pub(super) fn short(words: &Words, now: Moment, then: DateTime<Utc>) -> String {
    let age = keys::age((now.wall - then).num_seconds());
    words.say_with(age.short, &[("n", Arg::from(age.n))])
}
