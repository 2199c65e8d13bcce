//! What of a register is disclosed: which labels, of which entries.

use crate::app::AppError;
use crate::cli::ExportArgs;
use crate::ledger::archive::Archive;
use crate::ledger::leaf::{EntryId, Leaf};
use crate::ledger::store::Store;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Labels, days and entries.
pub(super) struct Scope {
    labels: Vec<String>,
    from: Option<DateTime<Utc>>,
    /// The first moment after.
    until: Option<DateTime<Utc>>,
    only: Vec<Only>,
}

/// An entry as it was named.
enum Only {
    /// By its number in the present register.
    Index(u64),
    /// By its random name, in any epoch.
    Id(EntryId),
}

/// The entries in scope, and where each stands.
#[derive(Default)]
pub(super) struct Entries {
    /// Entry → place of its archive, `None` for the present register.
    pub(super) all: BTreeMap<EntryId, Option<usize>>,
    /// Number of the first and the last in the present register.
    pub(super) span: Option<(u64, u64)>,
}

impl Scope {
    /// From the command line; days are the shop's.
    pub(super) fn new(args: &ExportArgs, zone: Tz) -> Result<Self, AppError> {
        let only = args.entries.iter().map(|text| named(text)).collect::<Result<_, _>>()?;
        let until = args.to.and_then(|day| day.checked_add_days(Days::new(1)));
        let scope = Self {
            labels: args.disclose.clone(),
            from: args.from.map(|day| begin(day, zone)),
            until: until.map(|day| begin(day, zone)),
            only,
        };
        match (scope.from, scope.until) {
            (Some(from), Some(until)) if from >= until => Err(AppError::Usage("--from lies after --to".to_owned())),
            _ => Ok(scope),
        }
    }

    /// Labels of a leaf that are disclosed; `imei` stands for `imei.1`, `imei.2`, …, `all` for everything.
    pub(super) fn labels<'a>(&self, leaf: &'a Leaf) -> Vec<&'a str> {
        let wanted = |label: &&str| {
            let family = label.split('.').next().unwrap_or(label);
            self.labels.iter().any(|s| s == "all" || s == label || s == family)
        };
        leaf.c.keys().map(String::as_str).filter(wanted).collect()
    }

    fn takes(&self, index: Option<u64>, leaf: &Leaf) -> bool {
        let named = |only: &Only| match only {
            Only::Index(n) => index == Some(*n),
            Only::Id(id) => *id == leaf.entry_id,
        };
        self.from.is_none_or(|from| leaf.at >= from)
            && self.until.is_none_or(|until| leaf.at < until)
            && (self.only.is_empty() || self.only.iter().any(named))
            && !self.labels(leaf).is_empty()
    }

    /// Every entry of which something is disclosed.
    pub(super) fn entries(&self, store: &Store, earlier: &[Archive]) -> Result<Entries, AppError> {
        let mut found = Entries::default();
        if self.labels.is_empty() {
            return Ok(found);
        }
        for (place, archive) in earlier.iter().enumerate() {
            // An epoch that cannot be read to its end is not exported either.
            let _ = archive.from(0, &mut |_, bytes| {
                if let Some(leaf) = Leaf::parse(bytes).ok().filter(|leaf| self.takes(None, leaf)) {
                    found.all.insert(leaf.entry_id, Some(place));
                }
            });
        }
        store.range(0..u64::MAX, &mut |index, bytes| {
            if let Some(leaf) = Leaf::parse(bytes).ok().filter(|leaf| self.takes(Some(index), leaf)) {
                found.all.insert(leaf.entry_id, None);
                found.span = Some((found.span.map_or(index, |(first, _)| first), index));
            }
            true
        })?;
        Ok(found)
    }
}

fn named(text: &str) -> Result<Only, AppError> {
    if let Ok(id) = text.parse() {
        return Ok(Only::Id(id));
    }
    let number = text.strip_prefix('#').unwrap_or(text).parse();
    number.map(Only::Index).map_err(|_| AppError::Usage(format!("{text:?} is neither an entry's number nor its id")))
}

/// The first moment of a day; where the clocks skip midnight, the hour after it.
fn begin(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = |naive: chrono::NaiveDateTime| naive.and_local_timezone(zone).earliest();
    let first = local(midnight).or_else(|| local(midnight + TimeDelta::hours(1)));
    first.map_or_else(|| midnight.and_utc(), |moment| moment.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_where_the_shop_is() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(begin(day("2026-05-02"), chrono_tz::Europe::Paris).to_rfc3339(), "2026-05-01T22:00:00+00:00");
        // Cuba's clocks go from 0:00 to 1:00.
        assert_eq!(begin(day("2026-03-08"), chrono_tz::America::Havana).to_rfc3339(), "2026-03-08T05:00:00+00:00");
    }

    #[test]
    fn entries_are_named_by_number_or_id() {
        assert!(matches!(named("17"), Ok(Only::Index(17))));
        assert!(matches!(named("#17"), Ok(Only::Index(17))));
        assert!(matches!(named(&"0a".repeat(16)), Ok(Only::Id(_))));
        assert!(named("first").is_err());
    }
}
