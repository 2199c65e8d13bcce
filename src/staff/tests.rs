use super::*;
use chrono::{DateTime, TimeDelta, Utc};

fn person(number: u32, name: &str) -> Person {
    let id = PersonId::from_u128(u128::from(number) << 100);
    Person { id, number, name: name.into(), role: Role::Clerk, until: None, locked: false }
}

#[test]
fn nobody_but_a_manager_changes_people_and_nobody_erases_alone() {
    for role in Role::ALL {
        assert_ne!(may(role, Act::Erase), May::Allowed);
        assert_eq!(may(role, Act::ManageStaff) == May::Allowed, role == Role::Manager);
        assert_eq!(may(role, Act::Inspect), May::Allowed, "an inspection waits for nobody");
    }
    assert!(
        Act::all().all(|act| may(Role::Auditor, act) != May::NeedsSecond),
        "an auditor never trades, not even with help"
    );
}

#[test]
fn a_second_person_has_the_right_or_stands_beside_one_who_answers_for_it() {
    assert!(may_second(Role::Clerk, Role::Manager, Act::Release));
    assert!(!may_second(Role::Clerk, Role::Clerk, Act::Release));
    assert!(!may_second(Role::Clerk, Role::Auditor, Act::Release));
    assert!(may_second(Role::Manager, Role::Clerk, Act::Erase));
    assert!(!may_second(Role::Clerk, Role::Manager, Act::Erase), "who may not do it at all gets no help with it");
    assert!(!may_second(Role::Auditor, Role::Manager, Act::Sell));
}

#[test]
fn words_of_acts_and_roles_are_told_apart() {
    let words: std::collections::BTreeSet<&str> = Act::all().map(Act::word).collect();
    assert_eq!(words.len(), Act::all().count());
    assert!(Act::all().all(|act| act.label() == format!("act-{}", act.word().replace('_', "-"))));
    assert!(Role::ALL.iter().all(|role| role.word().parse() == Ok(*role)));
    assert!("boss".parse::<Role>().is_err());
}

#[test]
fn waiting_grows_and_ends_in_a_lock_that_no_clock_opens() {
    let at: DateTime<Utc> = "2026-05-02T10:00:00Z".parse().unwrap();
    let wait = |failures| match lockout(failures, Some(at), at) {
        Lockout::Wait { until } => (until - at).num_seconds(),
        Lockout::Open { .. } => 0,
        Lockout::Locked => -1,
    };
    let waits: Vec<i64> = (0..=11).map(wait).collect();
    assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, -1, -1]);
    assert_eq!(lockout(2, Some(at), at), Lockout::Open { left: 8 });
    assert_eq!(lockout(9, Some(at), at + TimeDelta::seconds(128)), Lockout::Open { left: 1 });
    // A clock that was set back locks nobody out for years, and gives nobody an eleventh try.
    assert_eq!(lockout(9, Some(at), at - TimeDelta::days(900)), Lockout::Open { left: 1 });
    assert_eq!(lockout(10, Some(at), at + TimeDelta::days(9000)), Lockout::Locked);
}

#[test]
fn a_pin_has_digits_that_are_not_guessed_first() {
    for good in ["2580", "493817", "112358", "493817493812"] {
        assert_eq!(Pin::from(good).check(), Ok(()), "{good}");
    }
    for (bad, why) in [
        ("123", PinError::Length),
        ("1234567890123", PinError::Length),
        ("", PinError::Length),
        ("49a8", PinError::NotADigit),
        ("４９３８", PinError::NotADigit),
        ("1234", PinError::Weak),
        ("9876", PinError::Weak),
        ("8901", PinError::Weak),
        ("0000", PinError::Weak),
        ("1212", PinError::Weak),
        ("454545", PinError::Weak),
        ("1987", PinError::Weak),
    ] {
        assert_eq!(Pin::from(bad).check(), Err(why), "{bad}");
    }
}

#[test]
fn a_pin_stands_in_no_debug_output() {
    let mut pin = Pin::from("493817");
    pin.push('\u{1b}');
    assert_eq!((pin.typed(), format!("{pin:?}").as_str()), (6, "Pin"));
    assert!(!format!("{:?}", person(7, "Zoë Example")).contains("Zo"));
    (0..5000).for_each(|_| pin.push('1'));
    assert!(pin.typed() <= 1024, "{}", pin.typed());
}

#[test]
fn people_are_found_by_number_by_a_beginning_and_by_badge() {
    let people = [person(1, "Ann Mason"), person(2, "Ben Ann"), person(12, "Zoë Clark")];
    let found = |typed: &str| matching(&people, typed).iter().map(|p| p.number).collect::<Vec<_>>();
    assert_eq!(found(""), [1, 2, 12]);
    assert_eq!(found("ann"), [1, 2]);
    assert_eq!(found("ZOË"), [12]);
    assert_eq!(found("1"), [1], "a number is that number, and not the beginning of another");
    assert_eq!(found("nn"), [0_u32; 0]);
    let text = badge(people[2].id);
    assert_eq!(badge_of(&people, format!(" {}\r", text.to_lowercase()).as_bytes()), Some(&people[2]));
    assert_eq!(badge_of(&people, &text.as_bytes()[..15]), None);
    assert_eq!(badge_of(&people, b"\xff\xfe"), None);
}
