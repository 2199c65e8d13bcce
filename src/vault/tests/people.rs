//! The list of people: what is sealed, what a kill leaves, and what guessing costs.

use super::*;
use crate::staff::{MOST_FAILURES, PersonId, Pin, Role};
use crate::vault::{PersonChange, PinTry};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

fn at() -> DateTime<Utc> {
    "2026-05-02T10:00:00Z".parse().unwrap()
}

fn today() -> NaiveDate {
    at().date_naive()
}

fn id(n: u128) -> EntryId {
    EntryId::from_u128(n)
}

const ANN: PersonId = PersonId::from_u128(7);

fn ann() -> PersonChange {
    let (name, pin) = (Some("Ann Manager".to_owned()), Some(Pin::from("493817")));
    PersonChange { name, role: Some(Role::Manager), pin, until: None }
}

fn with_ann() -> (tempfile::TempDir, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let mut vault = Vault::create(folder.path()).unwrap();
    vault.plan_joiner(ANN, &ann(), id(100)).unwrap();
    assert!(vault.people().unwrap().is_empty(), "nobody is there before the ledger says so");
    vault.settle_person(id(100), true).unwrap();
    (folder, vault)
}

fn tries(vault: &mut Vault, pin: &str, now: DateTime<Utc>) -> PinTry {
    vault.try_pin(ANN, &Pin::from(pin), now, today()).unwrap()
}

#[test]
fn nothing_personal_lies_in_plain() {
    let (folder, vault) = with_ann();
    let people = vault.people().unwrap();
    assert_eq!((people[0].number, people[0].name.as_str(), people[0].role), (1, "Ann Manager", Role::Manager));
    drop(vault);
    let bytes: Vec<u8> = ["vault.db", "vault.db-wal"]
        .iter()
        .flat_map(|name| std::fs::read(folder.path().join(name)).unwrap_or_default())
        .collect();
    for secret in ["Ann", "Manager", "493817", "manager", "argon"] {
        assert!(memchr::memmem::find(&bytes, secret.as_bytes()).is_none(), "{secret}");
    }
}

#[test]
fn the_count_is_kept_across_restarts_waits_longer_and_ends() {
    let (folder, mut vault) = with_ann();
    let mut now = at();
    for n in 1..MOST_FAILURES {
        assert_eq!(tries(&mut vault, "000000", now), PinTry::Wrong { left: MOST_FAILURES - n });
        drop(vault);
        vault = Vault::open(folder.path()).unwrap();
        if n >= 3 {
            assert!(matches!(tries(&mut vault, "493817", now), PinTry::Wait { .. }), "even the right one waits");
        }
        now += TimeDelta::seconds(200);
    }
    assert_eq!(tries(&mut vault, "000000", now), PinTry::Locked { just_now: true });
    now += TimeDelta::days(400);
    assert_eq!(tries(&mut vault, "493817", now), PinTry::Locked { just_now: false });
    assert!(vault.people().unwrap()[0].locked);
    vault.plan_change(ANN, &PersonChange::default(), id(101)).unwrap();
    vault.settle_person(id(101), true).unwrap();
    assert_eq!(tries(&mut vault, "493817", now), PinTry::Right);
}

#[test]
fn the_right_pin_begins_the_count_anew() {
    let (_folder, mut vault) = with_ann();
    for _ in 0..2 {
        assert_eq!(tries(&mut vault, "000000", at()), PinTry::Wrong { left: 9 });
        assert_eq!(tries(&mut vault, "493817", at()), PinTry::Right);
    }
}

#[test]
fn a_kill_between_vault_and_ledger_leaves_what_the_ledger_tells() {
    for recorded in [false, true] {
        let (folder, mut vault) = with_ann();
        vault
            .plan_change(ANN, &PersonChange { pin: Some(Pin::from("271828")), ..PersonChange::default() }, id(101))
            .unwrap();
        vault.plan_joiner(PersonId::from_u128(8), &ann(), id(102)).unwrap();
        drop(vault);
        let mut vault = Vault::open(folder.path()).unwrap();
        assert_eq!(tries(&mut vault, "493817", at()), PinTry::Right, "the old PIN holds until then");
        vault.settle_people(&mut |_| Some(recorded)).unwrap();
        assert_eq!(vault.people().unwrap().len(), if recorded { 2 } else { 1 });
        let (new, old) = (tries(&mut vault, "271828", at()), tries(&mut vault, "493817", at()));
        assert_eq!((new == PinTry::Right, old == PinTry::Right), (recorded, !recorded));
    }
}

#[test]
fn who_left_signs_in_no_more_and_leaves_no_trace() {
    let (folder, mut vault) = with_ann();
    vault.plan_leaver(ANN, id(101)).unwrap();
    assert!(vault.plan_leaver(ANN, id(102)).is_err(), "two changes at once");
    assert_eq!(vault.people().unwrap().len(), 1, "not before the ledger says so");
    let sealed: Vec<u8> = vault.db.query_row("SELECT sealed FROM person", [], |row| row.get(0)).unwrap();
    vault.settle_person(id(101), true).unwrap();
    assert_eq!(tries(&mut vault, "493817", at()), PinTry::Left);
    assert!(vault.needs_scrub().unwrap());
    vault.scrub().unwrap();
    drop(vault);
    let bytes = std::fs::read(folder.path().join("vault.db")).unwrap();
    assert!(memchr::memmem::find(&bytes, &sealed[..32]).is_none());
    let mut vault = Vault::open(folder.path()).unwrap();
    vault.plan_joiner(PersonId::from_u128(8), &ann(), id(103)).unwrap();
    vault.settle_person(id(103), true).unwrap();
    assert_eq!(vault.people().unwrap()[0].number, 2, "a number is never given to another");
}

#[test]
fn a_temp_signs_in_until_the_last_day() {
    let (_folder, mut vault) = with_ann();
    let change = PersonChange { until: Some(Some(today())), ..PersonChange::default() };
    vault.plan_change(ANN, &change, id(101)).unwrap();
    vault.settle_person(id(101), true).unwrap();
    assert_eq!(tries(&mut vault, "493817", at()), PinTry::Right);
    let tomorrow = today().succ_opt().unwrap();
    assert_eq!(vault.try_pin(ANN, &Pin::from("493817"), at(), tomorrow).unwrap(), PinTry::Left);
}

#[test]
fn a_record_moved_to_another_person_does_not_open() {
    let (_folder, mut vault) = with_ann();
    let eve =
        PersonChange { name: Some("Eve".into()), role: Some(Role::Clerk), pin: Some(Pin::from("271828")), until: None };
    vault.plan_joiner(PersonId::from_u128(8), &eve, id(101)).unwrap();
    vault.settle_person(id(101), true).unwrap();
    vault
        .db
        .execute("UPDATE person SET sealed = (SELECT sealed FROM person WHERE number = 1) WHERE number = 2", [])
        .unwrap();
    assert!(vault.people().is_err());
}

#[test]
fn what_a_guess_costs_is_said() {
    let (_folder, mut vault) = with_ann();
    let started = std::time::Instant::now();
    assert_eq!(tries(&mut vault, "493817", at()), PinTry::Right);
    let each = started.elapsed();
    let all = |digits: u32| each.as_secs_f64() * 10_f64.powi(i32::try_from(digits).unwrap()) / 3600.0;
    println!(
        "one PIN: {each:?}; all of 4 digits: {:.1} h, of 6: {:.0} h on one core, with vault.db and keys/till",
        all(4),
        all(6)
    );
    assert!(each < std::time::Duration::from_secs(5));
}
