//! Corners of the fold, the rules, and amounts.

use super::*;
use crate::clock::Moment;
use crate::ledger::leaf::{Draft, LeafKind};
use serde_json::json;

#[test]
fn amounts_are_read_and_written_by_their_currency() {
    for (text, currency, minor) in [
        ("120", "GBP", Some(12_000)),
        ("120.5", "GBP", Some(12_050)),
        ("120,50", "EUR", Some(12_050)),
        (" 0 ", "GBP", Some(0)),
        ("120", "JPY", Some(120)),
        ("1.234", "KWD", Some(1_234)),
        ("1.5", "JPY", None),
        ("1.234", "GBP", None),
        ("-1", "GBP", None),
        ("1e3", "GBP", None),
        ("", "GBP", None),
        (".5", "GBP", None),
        ("99999999999", "GBP", None),
        ("1.", "GBP", Some(100)),
    ] {
        assert_eq!(money::typed(text, currency), minor, "{text:?} {currency}");
    }
    for (minor, currency, text) in
        [(5, "GBP", "0.05"), (-5, "GBP", "-0.05"), (-120, "JPY", "-120"), (1_234, "KWD", "1.234")]
    {
        assert_eq!(money::written(minor, currency), text);
    }
}

#[test]
fn a_hold_ends_on_the_stroke_and_not_before() {
    let until: DateTime<Utc> = "2026-05-04T10:00:00Z".parse().unwrap();
    let hold = Hold {
        id: EntryId::from_u128(1),
        why: HoldReason::Statutory,
        since: until,
        until: Some(until),
        sources: Vec::new(),
        agency: None,
        rule: None,
        unverified: false,
        origin: Origin { epoch: 1, index: 0 },
    };
    assert!(hold.is_live(until - chrono::TimeDelta::milliseconds(1)) && !hold.is_live(until));
    assert!(Hold { until: None, ..hold }.is_live(until + chrono::TimeDelta::days(36_500)));
}

/// A table of everything that may be done, for each place and each kind of hold that binds.
#[test]
fn what_a_hold_forbids() {
    use Act::{Collect, Dismantle, Forfeit, Redeem, Refund, Release, Renew, Reverse, Sell, Surrender, ToOwner};
    use HoldReason::{LateHit, Statutory};
    let here = [Place::Shop, Place::Pledged, Place::Repair];
    for why in HoldReason::ALL {
        for (act, place, allowed_in_spite) in [
            (Sell, Place::Shop, &[][..]),
            (Reverse, Place::Shop, &[]),
            (Dismantle, Place::Shop, &[]),
            (Renew, Place::Pledged, &[]),
            (Redeem, Place::Pledged, &[Statutory]),
            (Collect, Place::Repair, &[LateHit, Statutory]),
            (Refund, Place::Sold, &HoldReason::ALL),
            (Forfeit, Place::Pledged, &HoldReason::ALL),
        ] {
            let item = held(place, why);
            let told = allowed(act, &item, now());
            assert_eq!(told.is_ok(), allowed_in_spite.contains(&why), "{act:?} under {why:?}: {told:?}");
        }
        for place in here {
            for act in [Surrender, ToOwner, Release, Act::Hold] {
                assert_eq!(allowed(act, &held(place, why), now()), Ok(()), "{act:?} under {why:?}");
            }
        }
    }
}

#[test]
fn what_is_not_there_is_not_touched() {
    for act in Act::ALL {
        let gone = [Place::Returned, Place::Surrendered, Place::Parts];
        for place in gone {
            let told = allowed(act, &item(place), now());
            assert!(matches!(told, Err(Refusal::Elsewhere { .. })), "{act:?} {place:?}");
        }
    }
}

fn now() -> DateTime<Utc> {
    "2026-05-02T10:00:00Z".parse().unwrap()
}

fn item(place: Place) -> Item {
    Item {
        key: Key::Number(1),
        place,
        kind: "purchase".to_owned(),
        what: "handset".to_owned(),
        entry: EntryId::from_u128(1),
        since: now(),
        deal: Some(1),
        line: 1,
        check: None,
        tac: Vec::new(),
        cost: Some(1),
        currency: "GBP".to_owned(),
        provisional: false,
        pledge: None,
        holds: Vec::new(),
        sale: None,
        gone: None,
        origin: Origin { epoch: 1, index: 0 },
    }
}

fn held(place: Place, why: HoldReason) -> Item {
    let hold = Hold {
        id: EntryId::from_u128(2),
        why,
        since: now(),
        until: None,
        sources: Vec::new(),
        agency: None,
        rule: None,
        unverified: false,
        origin: Origin { epoch: 1, index: 0 },
    };
    Item { holds: vec![hold], ..item(place) }
}

/// A shelf that holds nothing.
struct Empty;

impl Shelf for Empty {
    type Error = std::convert::Infallible;

    fn item(&self, _: Key) -> Result<Option<Item>, Self::Error> {
        Ok(None)
    }
    fn of_check(&self, _: EntryId) -> Result<Option<Item>, Self::Error> {
        Ok(None)
    }
    fn put(&mut self, _: &Item) -> Result<(), Self::Error> {
        Ok(())
    }
    fn remove(&mut self, _: Key) -> Result<(), Self::Error> {
        Ok(())
    }
    fn pay(&mut self, _: &Movement) -> Result<(), Self::Error> {
        Ok(())
    }
    fn counted(&mut self, _: &CashCount) -> Result<(), Self::Error> {
        Ok(())
    }
    fn counter(&self, _: &str) -> Result<u64, Self::Error> {
        Ok(0)
    }
    fn set_counter(&mut self, _: &str, _: u64) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[test]
fn entries_of_one_commit_are_judged_one_after_the_other() {
    let at = Moment::new(now(), 1);
    let deal = |number: u64, item: u64| {
        Draft::new(EntryId::from_u128(u128::from(number)), "deal_signed".parse::<LeafKind>().unwrap(), at)
            .with("number", number)
            .with("deal_kind", "purchase")
            .with("currency", "GBP")
            .with("lines", json!([{ "line": 1, "item": item, "outcome": "bought", "price": 100 }]))
    };
    let by = |n| drafts::By { entry: EntryId::from_u128(n), at, staff: None, role: None };
    let pay = drafts::Pay { amount: 150, currency: "GBP".to_owned(), method: Method::Cash };
    let sold = |n| by(n).sold(&[(Key::Number(1), 150)], &pay, false, None);
    let judged = |mut drafts: Vec<Draft>| judge(&Empty, &mut drafts).unwrap().map(|()| drafts);
    let fine = judged(vec![deal(1, 1), sold(10)]).unwrap();
    assert_eq!(fine[1].plain["invoice"], "1");
    assert!(matches!(judged(vec![deal(1, 1), sold(10), sold(11)]), Err(Refusal::Elsewhere { .. })), "sold twice");
    let held = by(9).held(Key::Number(1), HoldReason::Own, None, None);
    assert!(matches!(judged(vec![deal(1, 1), held, sold(10)]), Err(Refusal::OnHold { .. })));
    assert!(matches!(judged(vec![sold(10)]), Err(Refusal::Unknown { .. })));
    assert!(matches!(judged(vec![deal(2, 1)]), Err(Refusal::Number { row: "deal", .. })), "a deal is left out");
    assert!(matches!(judged(vec![deal(1, 2)]), Err(Refusal::Number { row: "item", .. })), "an item is left out");
    let none = by(12).sold(&[], &pay, false, None);
    assert!(matches!(judged(vec![none]), Err(Refusal::Missing { .. })), "an invoice for nothing");
}
