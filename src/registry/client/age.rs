//! How old an answer is: when a source said it, and until when an all-clear vouches.

use crate::finding::Silence;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use reqwest::header::{self, HeaderMap};

/// How far a source's clock may be ahead of ours before neither is believed.
const AHEAD: TimeDelta = TimeDelta::days(1);
/// No `Age` counts for more: a larger one says "very old" just as well.
const OLDEST: i64 = 10 * 366 * 24 * 3600;

/// When a reply was made, from its `Date` and `Age`; the moment of receipt where neither is there.
/// A `Date` that nobody can read comes back as it is: what it stands over might be years old.
pub(super) fn said_at(headers: &HeaderMap, received: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let aged = age(headers).map(|age| received - age);
    let Some(date) = headers.get(header::DATE) else { return Ok(aged.unwrap_or(received)) };
    let text = String::from_utf8_lossy(date.as_bytes());
    let date = http_date(&text).ok_or_else(|| text.chars().take(64).collect::<String>())?;
    // A cache that says how long it kept the reply must not hide that a clock is wrong.
    Ok(if date - received > AHEAD { date } else { aged.map_or(date, |aged| aged.min(date)) })
}

/// The largest `Age` of all caches on the way; what is no number says nothing (RFC 9111 section 5.1).
fn age(headers: &HeaderMap) -> Option<TimeDelta> {
    let values = headers.get_all(header::AGE).iter().filter_map(|value| value.to_str().ok());
    let digits = values.flat_map(|value| value.split(',')).map(str::trim);
    let digits = digits.filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    digits.map(|d| TimeDelta::seconds(d.parse().unwrap_or(OLDEST).min(OLDEST))).max()
}

/// The three forms that a recipient has to read (RFC 9110 section 5.6.7).
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let old = |form| NaiveDateTime::parse_from_str(text, form).ok().map(|t| t.and_utc());
    let new = DateTime::parse_from_rfc2822(text).ok().map(|t| t.with_timezone(&Utc));
    new.or_else(|| old("%A, %d-%b-%y %H:%M:%S GMT")).or_else(|| old("%a %b %e %H:%M:%S %Y"))
}

/// Why an all-clear of that time no longer vouches. A time that lies ahead by more than a day
/// says that some clock is wrong, so the age is not known.
pub(super) fn stale(as_of: DateTime<Utc>, fresh_hours: Option<u32>, now: DateTime<Utc>) -> Option<Silence> {
    let hours = TimeDelta::hours(i64::from(fresh_hours?));
    let age = now - as_of;
    let since = crate::clock::rfc3339(as_of);
    if age >= hours {
        Some(Silence::Stale(format!("since {since}")))
    } else if age < -AHEAD {
        Some(Silence::Stale(format!("its time lies ahead: {since}")))
    } else {
        None
    }
}
