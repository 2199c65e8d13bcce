//! A block list of the shelf as a source: what it says of a number, and of which version.

use super::keeper::{About, Keeper, Seen};
use crate::blocklist::held::{Held, HeldError};
use crate::blocklist::shelf::{Installed, Shelf};
use crate::blocklist::{Freshness, ListConfig, Policy, Record, Said, Status, freshness};
use crate::finding::{Answer, Detail, Edition, ListAge, Outcome, Silence, SourceName};
use crate::imei::Imei;
use crate::registry::Coverage;
use crate::till::{ListNow, ListVersion};
use chrono::{DateTime, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// Milliseconds that a list may take: a look-up takes microseconds, a sleeping disk seconds.
const TIMEOUT_MS: u64 = 3_000;

/// The policy that the config asks for.
pub fn policy(config: &ListConfig) -> Policy {
    Policy { fresh_hours: config.fresh_hours, ageing_days: config.ageing_days }
}

/// Starts the thread of a list; `None` where its name cannot be a folder's.
pub(super) fn keeper(shelf: &Shelf, config: &ListConfig) -> Option<Keeper> {
    let slot = shelf.slot(&config.name).ok()?;
    let name = SourceName::new(&config.name);
    let now = Arc::new(Mutex::new(ListNow { name: name.clone(), version: None }));
    let held = Arc::new(Mutex::new(Held::new(slot.clone())));
    let about = About {
        name: name.clone(),
        timeout_ms: TIMEOUT_MS,
        coverage: Coverage::default(),
        seen: Seen::Block { now: Arc::clone(&now), slot },
    };
    let (first, told, policy) = (Arc::clone(&held), Arc::clone(&now), policy(config));
    let warm = move || refresh(&mut first.lock().unwrap_or_else(PoisonError::into_inner), &told);
    let look = move |imeis: &[Imei], at: DateTime<Utc>| {
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        refresh(&mut held, &now);
        imeis.iter().map(|imei| answer(&held, &name, imei, policy, at)).collect()
    };
    Some(Keeper::start(about, warm, Box::new(look)))
}

/// Takes up the version that counts now, and tells which it is.
fn refresh(held: &mut Held, now: &Mutex<ListNow>) {
    held.refresh();
    let version = held.installed().filter(|_| held.is_usable()).map(version);
    now.lock().unwrap_or_else(PoisonError::into_inner).version = version;
}

/// What the register and the screen are told of a version.
pub fn version(installed: &Installed) -> ListVersion {
    ListVersion {
        version: installed.version,
        issued_at: Some(installed.issued_at),
        sha256: hex::encode(installed.sha256),
        entries: installed.entries,
        how: installed.how.clone(),
        signer: installed.signer.clone(),
    }
}

fn answer(held: &Held, name: &SourceName, imei: &Imei, policy: Policy, now: DateTime<Utc>) -> Answer {
    let installed = held.installed().filter(|i| i.damage.is_none());
    let issued = installed.map(|i| i.issued_at);
    let state = freshness(issued, now, &policy);
    let age = if issued.is_some() { state.age() } else { ListAge::Stale };
    Answer {
        as_of: issued,
        edition: installed.map(|i| Edition { version: i.version, state: age }),
        ..Answer::new(name, &imei.body(), outcome(held.find(&imei.body()), state))
    }
}

/// What a list of this age says with these words.
fn outcome(said: Result<Said<'_>, HeldError>, state: Freshness) -> Outcome {
    match said {
        Ok(Said::Listed(record)) if record.status == Status::Pending => Outcome::Caution(detail(&record)),
        Ok(Said::Listed(record)) => Outcome::Listed(detail(&record)),
        // A hit stands however old the list is; only an all-clear grows old.
        Ok(Said::Removed(_) | Said::Nothing) => match state {
            Freshness::Fresh | Freshness::Ageing => Outcome::NotListed,
            Freshness::Stale { since } => {
                Outcome::NoAnswer(Silence::Stale(format!("since {}", since.format("%Y-%m-%d %H:%MZ"))))
            }
            Freshness::Unknown => {
                let why = "its time lies ahead of this machine's clock, so one of the two is wrong".to_owned();
                Outcome::NoAnswer(Silence::Stale(why))
            }
        },
        Err(HeldError::Missing) => Outcome::NoAnswer(Silence::Missing),
        Err(error) => Outcome::NoAnswer(Silence::Damaged(error.to_string())),
    }
}

/// Who, why, since when, which country; every word as the list spells it.
fn detail(record: &Record<'_>) -> Detail {
    let said = [record.status.word(), record.reason];
    let reporter = match (record.organisation, record.country) {
        ("", "") => None,
        (name, "") => Some(name.to_owned()),
        ("", country) => Some(country.to_owned()),
        (name, country) => Some(format!("{name} ({country})")),
    };
    Detail {
        reasons: said.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        since: record.day.text(),
        reporter,
        ..Detail::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocklist::{Day, ListError};
    use proptest::prelude::*;

    fn record(status: Status) -> Record<'static> {
        Record { status, reason: "0011", day: Day(9_500), organisation: "Example Police", country: "FR" }
    }

    fn said(n: u8) -> Result<Said<'static>, HeldError> {
        match n {
            0 => Ok(Said::Nothing),
            1 => Ok(Said::Removed(record(Status::Removed))),
            2 => Ok(Said::Listed(record(Status::Pending))),
            3 => Ok(Said::Listed(record(Status::Stolen))),
            4 => Err(HeldError::Missing),
            5 => Err(HeldError::Unusable("cut short".to_owned())),
            _ => Err(HeldError::Damaged(ListError::Page(7))),
        }
    }

    #[test]
    fn a_hit_says_who_why_since_when_and_which_country() {
        let Outcome::Listed(detail) = outcome(said(3), Freshness::Unknown) else { panic!("a hit stands") };
        assert_eq!(detail.reasons, ["stolen", "0011"]);
        assert_eq!(
            (detail.since.as_deref(), detail.reporter.as_deref()),
            (Some("2026-01-03"), Some("Example Police (FR)"))
        );
        assert!(matches!(outcome(said(2), Freshness::Fresh), Outcome::Caution(_)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Not listed needs a whole page, a miss, and a list that vouches; a hit needs nothing but a page.
        #[test]
        fn a_list_clears_only_what_it_can_vouch_for(age in -200_000i64..2_000_000, hours in 0u32..60, days in 0u32..14, n in 0u8..7) {
            let (issued, policy) = (DateTime::<Utc>::UNIX_EPOCH, Policy { fresh_hours: hours, ageing_days: days });
            let state = freshness(Some(issued), issued + chrono::Duration::seconds(age), &policy);
            let outcome = outcome(said(n), state);
            let limit = (i64::from(hours) * 3600).max(i64::from(days) * 86_400);
            let vouches = n <= 1 && (-86_400..=limit).contains(&age);
            prop_assert_eq!(outcome == Outcome::NotListed, vouches, "{:?} {:?}", outcome, state);
            prop_assert_eq!(matches!(outcome, Outcome::Listed(_)), n == 3);
            prop_assert_eq!(matches!(outcome, Outcome::NoAnswer(_)), n > 3 || (n <= 1 && !vouches));
        }
    }
}
