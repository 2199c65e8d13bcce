//! Pictures of named staff: sign-in, lock, second person; and of an inspection.

use crate::counter::Counter;
use crate::{drawn, look, pictures, staff_words, text};
use countercheck::scan::{Input, Key};
use countercheck::till::{Effect, Event};
use countercheck::words::Lang;

const PEOPLE: [&str; 5] =
    ["Ann manager", "Ben clerk", "Bérénice-Charlotte-van-der-Longname-Example clerk", "Cleo auditor", "Dora clerk"];

fn people() -> Vec<String> {
    PEOPLE.iter().map(|&text| text.to_owned()).collect()
}

/// Named staff, and nobody signed in.
fn before() -> Counter {
    let mut till = Counter::opening();
    till.event(staff_words::people(&people(), false).unwrap());
    till.event(Event::Opened);
    till
}

fn enter(till: &mut Counter, typed: &str) {
    till.event(Event::Input(Input::Text(typed.into())));
    till.key(Key::Enter);
}

fn signed_in(number: usize) -> Counter {
    let mut till = before();
    enter(&mut till, &number.to_string());
    enter(&mut till, &staff_words::pin(number));
    till
}

#[test]
fn staff_sign_in() {
    let mut till = before();
    pictures("staff_sign_in", &till.state);
    till.event(Event::Input(Input::Text("b".into())));
    till.key(Key::Down);
    till.key(Key::Enter);
    till.event(Event::Input(Input::Text("0000".into())));
    till.key(Key::Enter);
    till.event(Event::Input(Input::Text("4938".into())));
    pictures("staff_wrong_pin", &till.state);
    for lang in Lang::all() {
        let picture = text(&drawn(&till.state, &look(lang), (80, 24)));
        assert!(!picture.contains("4938") && picture.contains("****"), "{picture}");
    }
}

#[test]
fn staff_locked() {
    let mut till = signed_in(2);
    till.scan(&["00101101000101"]);
    till.wait(601_000);
    pictures("staff_locked", &till.state);
    let picture = text(&drawn(&till.state, &look(Lang::ENGLISH), (80, 24)));
    assert!(!picture.contains("000101"), "a number shows on a locked till\n{picture}");
}

#[test]
fn staff_leave_and_second_person() {
    let mut till = signed_in(2);
    till.key(Key::F(5));
    pictures("staff_leave", &till.state);
    till.key(Key::Esc);
    till.key(Key::F(2));
    till.key(Key::F(8));
    till.key(Key::Enter);
    pictures("staff_second", &till.state);
}

#[test]
fn inspection() {
    let mut till = signed_in(2);
    till.key(Key::F(2));
    till.key(Key::F(6));
    pictures("inspection_form", &till.state);
    enter(&mut till, "Example police, Central");
    enter(&mut till, "PC 1234 A. Example");
    pictures("inspection_first_page", &till.state);
    till.key(Key::Tab);
    pictures("inspection_log", &till.state);
    till.key(Key::Enter);
    enter(&mut till, "case 2026/114");
    pictures("inspection_values", &till.state);
}

/// What the recorder of a picture answers.
pub(crate) fn answer(effect: &Effect, at: countercheck::clock::Moment) -> Option<Event> {
    match effect {
        Effect::Staff(ask) => Some(staff_words::answer(ask, &mut 0)),
        Effect::Inspect(ask) => Some(staff_words::inspected(*ask, at)),
        _ => None,
    }
}
