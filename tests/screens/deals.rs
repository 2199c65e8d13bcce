//! Pictures of deals: the checklist in its stages, a hit in the middle, warnings, the list of kinds.

use super::{A, B, Counter, FAR, look, pictures, reason, text};
use countercheck::finding::Outcome;
use countercheck::policy::Policy;
use countercheck::scan::{Input, Key};
use countercheck::till::{DealEffect, DealEvent, DealSetup, Effect, Event, OwnWarning, Screen, WarningKind};
use countercheck::words::Lang;
use std::cell::RefCell;
use std::sync::Arc;

/// Published specimen of ICAO 9303: long expired.
const PASSPORT: &[u8] = b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\rL898902C36UTO7408122F1204159ZE184226B<<<<<10\r";

thread_local! {
    /// What the shop's own register says in this test.
    static REGISTER: RefCell<Vec<OwnWarning>> = const { RefCell::new(Vec::new()) };
}

/// What the shop's own register answers.
pub(crate) fn answer(effect: &Effect) -> Option<Event> {
    let Effect::Deal(DealEffect::LookUp { deal, turn, .. }) = effect else { return None };
    let found = Some(REGISTER.with_borrow(Vec::clone));
    Some(Event::Deal(DealEvent::Warnings { deal: *deal, turn: *turn, found, known: None }))
}

fn counter(policy: &str) -> Counter {
    let mut till = Counter::new();
    till.state.setup.deals = DealSetup::of(Arc::new(Policy::builtin(policy).unwrap().clone()));
    till.event(Event::Deal(DealEvent::Opened { next_number: 128, next_item: 311, drafts: Vec::new() }));
    till
}

fn checked(till: &mut Counter, body: &str) {
    till.scan(&[body]);
    till.all_say(&Outcome::NotListed);
}

fn typed(till: &mut Counter, text: &str) {
    till.event(Event::Input(Input::Text(text.to_owned())));
    till.key(Key::Enter);
}

/// Answers every question with the first thing that it takes, until the deal asks for `label`.
fn until(till: &mut Counter, label: &str) {
    for _ in 0..30 {
        let view = till.state.deal_view().unwrap();
        let next = view.rows.iter().find(|row| Some(row.step) == view.prompt.step);
        if next.is_some_and(|row| row.label == label) {
            return;
        }
        match next.map(|row| row.label) {
            Some("deal-row-lock" | "deal-row-payment" | "deal-row-warning" | "deal-row-document-kind") => {
                let choice = view.prompt.choices.iter().find(|choice| choice.allowed).unwrap();
                till.key(Key::Char(choice.key));
            }
            Some("deal-row-declaration") => till.key(Key::Enter),
            Some("ask-price") => typed(till, "120"),
            Some("ask-phone") => typed(till, "01632 960123"),
            Some("ask-born" | "ask-document-issued") => typed(till, "1990-03-01"),
            Some("ask-document-expires") => typed(till, "2031-03-01"),
            Some(_) => typed(till, "Example 1"),
            None => return,
        }
    }
    panic!("{label} is never asked for");
}

#[test]
fn a_purchase_begins() {
    let mut till = counter("england");
    checked(&mut till, A);
    till.key(Key::F(7));
    pictures("deal_begun", &till.state);
}

#[test]
fn an_expired_document_is_a_warning() {
    let mut till = counter("england");
    checked(&mut till, A);
    till.key(Key::F(7));
    till.raw(PASSPORT);
    until(&mut till, "deal-row-warning");
    pictures("deal_warning", &till.state);
    let picture = text(&super::drawn(&till.state, &look(Lang::ENGLISH), (80, 24)));
    assert!(picture.contains("ERIKSSON"), "the document was not read:\n{picture}");
}

#[test]
fn what_is_typed_stands_in_the_field() {
    let mut till = counter("france");
    checked(&mut till, A);
    till.key(Key::F(7));
    until(&mut till, "ask-price");
    till.event(Event::Input(Input::Text("120,50".into())));
    pictures("deal_price_typed", &till.state);
}

#[test]
fn one_of_two_is_listed() {
    let mut till = counter("england");
    checked(&mut till, A);
    till.key(Key::F(7));
    till.scan(&[FAR]);
    till.say("national", 0, Outcome::Listed(reason("0011 Stolen or Lost")));
    till.all_say(&Outcome::NotListed);
    pictures("deal_one_listed", &till.state);
    let picture = text(&super::drawn(&till.state, &look(Lang::ENGLISH), (120, 40)));
    assert!(picture.contains("Reference D-"), "no reference for the slip:\n{picture}");
}

#[test]
fn ready_to_sign_and_signed() {
    let mut till = counter("generic");
    checked(&mut till, A);
    till.key(Key::F(7));
    until(&mut till, "deal-row-confirm");
    pictures("deal_ready", &till.state);
    till.key(Key::Char('s'));
    pictures("deal_signed", &till.state);
}

#[test]
fn why_is_it_put_away() {
    let mut till = counter("generic");
    checked(&mut till, B);
    till.key(Key::F(7));
    till.key(Key::F(8));
    pictures("deal_why", &till.state);
}

#[test]
fn a_repair() {
    let mut till = counter("england");
    till.key(Key::F(11));
    till.key(Key::Char('2'));
    till.scan(&[A]);
    till.say("national", 0, Outcome::Listed(reason("0011 Stolen or Lost")));
    till.all_say(&Outcome::NotListed);
    pictures("deal_repair_listed", &till.state);
}

#[test]
fn kinds_and_parked_deals() {
    let mut till = counter("generic");
    checked(&mut till, A);
    till.key(Key::F(7));
    till.key(Key::Esc);
    till.wait(11 * 60_000);
    till.key(Key::F(11));
    assert_eq!(till.state.screen, Screen::Deals);
    pictures("deal_menu", &till.state);
}

#[test]
fn warnings_of_the_own_register_name_nobody() {
    let warning = |kind, line, count| OwnWarning { kind, line, count, threshold: 3, days: 30 };
    let found = vec![
        warning(WarningKind::RefusedBefore, Some(1), 2),
        warning(WarningKind::OftenSeller, None, 5),
        warning(WarningKind::TwoNames, None, 2),
    ];
    REGISTER.set(found);
    let mut till = counter("england");
    checked(&mut till, A);
    till.key(Key::F(7));
    pictures("deal_own_warnings", &till.state);
}
