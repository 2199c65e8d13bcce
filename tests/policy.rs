//! Holds, retention and deadlines of every jurisdiction, at moments that trip clocks up.
//!
//! Expected moments in `policy/*.toml` are worked out by hand from a calendar. Each hold and deadline is
//! also counted minute by minute (`policy/counter.rs`), which shares nothing with the program but the
//! zone's offsets.

#![cfg(test)]

#[path = "policy/counter.rs"]
mod counter;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use countercheck::policy::{Acquired, DealKind, Goods, HoldClock, Policy, Record, ids};
use proptest::prelude::*;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    policy: String,
    zone: Tz,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "purchase")]
    deal: DealKind,
    zone: Option<Tz>,
    at: DateTime<FixedOffset>,
    reported: Option<DateTime<FixedOffset>>,
    hold: Option<DateTime<FixedOffset>>,
    #[serde(default)]
    waits: bool,
    hit: Option<DateTime<FixedOffset>>,
    keep: Option<NaiveDate>,
    erase: Option<NaiveDate>,
    read_log: Option<NaiveDate>,
    report: Option<DateTime<FixedOffset>>,
}

fn purchase() -> DealKind {
    DealKind::Purchase
}

/// The case's offset must be the zone's: a slip of the person who wrote it is told first.
fn expected(at: Option<DateTime<FixedOffset>>, zone: Tz, what: &str) -> Option<DateTime<Utc>> {
    let at = at?;
    let shown = at.with_timezone(&zone).naive_local();
    let written = at.naive_local() == shown || at.offset().local_minus_utc() == 0;
    assert!(written, "{what}: {at} is not written in {zone}");
    Some(at.to_utc())
}

#[test]
fn every_jurisdiction_keeps_to_its_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/policy");
    for id in ids() {
        let text = std::fs::read_to_string(folder.join(format!("{id}.toml"))).unwrap_or_else(|e| panic!("{id}: {e}"));
        let table: Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{id}: {e}"));
        assert_eq!(table.policy, id);
        assert!(table.case.len() >= 8, "{id} has {} cases", table.case.len());
        let policy = Policy::builtin(id).unwrap();
        for case in &table.case {
            judge(policy, case, case.zone.unwrap_or(table.zone));
        }
    }
}

fn judge(policy: &Policy, case: &Case, zone: Tz) {
    let what = format!("{}, {}", policy.id(), case.name);
    let at = case.at.to_utc();
    let reported = case.reported.map(|at| at.to_utc());

    let hold = policy.hold(case.deal, at, reported, zone);
    assert_eq!(hold.as_ref().map(|h| h.until), expected(case.hold, zone, &what), "{what}: hold");
    assert_eq!(hold.as_ref().is_some_and(|h| h.waits_for_report), case.waits, "{what}: waits");
    if let Some(hold) = &hold {
        let start = if policy.id() == "california" { reported.unwrap_or(at).max(at) } else { at };
        assert_eq!(hold.until, counter::count(hold.clock, start, zone, &[]), "{what}: hold, minute by minute");
        assert!(hold.rule.starts_with(policy.id()), "{what}: {}", hold.rule);
        assert_eq!(hold.is_over(hold.until), !case.waits, "{what}");
        assert!(!hold.is_over(hold.until - TimeDelta::seconds(1)), "{what}");
    }
    let hit = policy.hold_on_hit(case.deal, at, zone);
    if case.hit.is_some() || policy.id() != "scotland" {
        assert_eq!(hit.map(|h| h.until), expected(case.hit, zone, &what), "{what}: hit");
    }

    let day = at.with_timezone(&zone).date_naive();
    let keep = policy.retention(day);
    assert_eq!((keep.floor, keep.ceiling), (case.keep, case.erase), "{what}: retention");
    assert_eq!(policy.retention_of(Record::ReadLog, day).floor, case.read_log, "{what}: log of readings");

    let report = policy.report_deadline(case.deal, at, zone);
    assert_eq!(report.as_ref().map(|r| r.by), expected(case.report, zone, &what), "{what}: report");
    if let Some(report) = report {
        assert_eq!(report.by, counter::count(report.within, at, zone, &[]), "{what}: report, minute by minute");
        assert!(report.format.is_some() && report.to.is_some(), "{what}");
    }
}

/// A place with every clock, and holidays of two years.
const OWN: &str = r#"
id = "own"
name = "Own place"
[holidays]
id = "days"
source = "test"
dates = [2026-12-25, 2026-12-28, 2027-01-01]
valid_until = 2027
[[hold]]
id = "five"
source = "test"
period = "5 working days"
[[report]]
id = "noon"
source = "test"
within = "1 day"
by = 12:00:00
"#;

#[test]
fn working_days_know_their_holidays_and_where_they_end() {
    let policy = Policy::parse(OWN).unwrap();
    let zone: Tz = "Europe/London".parse().unwrap();
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    // Wed 23 December: Thu 24, (Fri 25 and Mon 28 are holidays), Tue 29, Wed 30, Thu 31, (Fri 1), Mon 4.
    let hold = policy.hold(DealKind::Purchase, at("2026-12-23T17:00:00Z"), None, zone).unwrap();
    assert_eq!((hold.until, hold.uncertain), (at("2027-01-05T00:00:00Z"), false));
    // The last working days of the table's last year reach into a year of which nothing is known.
    let hold = policy.hold(DealKind::Purchase, at("2027-12-29T17:00:00Z"), None, zone).unwrap();
    assert_eq!((hold.until, hold.uncertain), (at("2028-01-06T00:00:00Z"), true));
    // Day by day before the end of the table: certain.
    let hold = policy.hold(DealKind::Purchase, at("2027-12-23T17:00:00Z"), None, zone).unwrap();
    assert_eq!((hold.until, hold.uncertain), (at("2027-12-31T00:00:00Z"), false));
}

#[test]
fn a_report_by_noon_is_due_at_the_shops_noon() {
    let policy = Policy::parse(OWN).unwrap();
    let zone: Tz = "Europe/London".parse().unwrap();
    let due = |text: &str| policy.report_deadline(DealKind::Purchase, text.parse().unwrap(), zone).unwrap().by;
    assert_eq!(due("2026-10-24T20:00:00Z").to_rfc3339(), "2026-10-25T12:00:00+00:00");
    assert_eq!(due("2026-07-01T23:30:00Z").to_rfc3339(), "2026-07-03T11:00:00+00:00");
}

/// Zones whose clocks change in every way: at midnight, by half an hour, not at all, far from Greenwich.
const ZONES: [&str; 14] = [
    "UTC",
    "Europe/London",
    "Europe/Paris",
    "America/New_York",
    "America/Los_Angeles",
    "America/Santiago",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Africa/Cairo",
];

fn zones() -> impl Strategy<Value = Tz> {
    prop::sample::select(ZONES.as_slice()).prop_map(|name| name.parse().unwrap())
}

/// Minutes of the years 2026 to 2030.
fn moments() -> impl Strategy<Value = DateTime<Utc>> {
    (0i64..5 * 366 * 24 * 60).prop_map(|minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(29_453_760 + minutes))
}

fn clocks() -> impl Strategy<Value = HoldClock> {
    (1u32..60, 0..4).prop_map(|(n, kind)| match kind {
        0 => HoldClock::Hours(n),
        1 => HoldClock::WeekdayHours(n),
        2 => HoldClock::Days(n % 16 + 1),
        _ => HoldClock::WorkingDays(n % 8 + 1),
    })
}

fn with(clock: HoldClock) -> Policy {
    let text = OWN.replace("5 working days", &clock.to_string());
    Policy::parse(&text).unwrap()
}

fn until(policy: &Policy, at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let acquired = Acquired { at, reported: None, zone };
    policy.hold_of(DealKind::Purchase, Goods::Handset, acquired).unwrap().until
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_clock_agrees_with_counting_minutes(clock in clocks(), at in moments(), zone in zones()) {
        let holidays: Vec<NaiveDate> = ["2026-12-25", "2026-12-28", "2027-01-01"].map(|d| d.parse().unwrap()).into();
        prop_assert_eq!(until(&with(clock), at, zone), counter::count(clock, at, zone, &holidays));
    }

    #[test]
    fn nothing_is_free_before_it_came_or_before_what_came_earlier(
        clock in clocks(), at in moments(), later in 0i64..5_000, zone in zones(),
    ) {
        let policy = with(clock);
        let first = until(&policy, at, zone);
        prop_assert!(first > at);
        prop_assert!(until(&policy, at + TimeDelta::minutes(later), zone) >= first);
    }

    #[test]
    fn no_jurisdiction_frees_early_or_out_of_turn(at in moments(), later in 0i64..5_000, zone in zones()) {
        let then = at + TimeDelta::minutes(later);
        for policy in ids().filter_map(Policy::builtin) {
            for deal in DealKind::all() {
                for reported in [None, Some(at - TimeDelta::days(2)), Some(then)] {
                    let hold = |at| policy.hold(deal, at, reported, zone).map(|hold| hold.until);
                    prop_assert!(hold(at).is_none_or(|until| until > at));
                    prop_assert!(hold(then) >= hold(at));
                }
                let due = |at| policy.report_deadline(deal, at, zone).map(|due| due.by);
                prop_assert!(due(at).is_none_or(|by| by > at));
                prop_assert!(due(then) >= due(at));
            }
            let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
            for of in Record::ALL {
                let keep = policy.retention_of(of, day(at));
                prop_assert!(keep.floor.is_none_or(|floor| floor > day(at)));
                prop_assert!(keep.ceiling.is_none_or(|ceiling| keep.floor.is_none_or(|floor| floor <= ceiling)));
                prop_assert!(policy.retention_of(of, day(then)).floor >= keep.floor);
            }
        }
    }
}
