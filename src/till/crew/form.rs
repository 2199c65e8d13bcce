//! Typing into the form: a name or a number, then a PIN that shows as dots.

use super::super::{Effect, Fresh, Pane, Screen, State};
use super::{Form, Said, StaffAsk, Step, lock, second, sign_in};
use crate::scan::{Key, Scan};
use crate::staff::{PersonId, Pin, badge_of};

/// Longest part of a name that is taken.
const NAME_CHARS: usize = 60;

/// Whether the form has the keyboard now.
pub(in crate::till) fn asks(state: &State) -> bool {
    match &state.pane {
        Some(Pane::Second(_)) => true,
        Some(_) if state.crew.locked.is_none() => false,
        // What lies under the lock waits with it; a failure and its way out do not.
        Some(Pane::Error(_) | Pane::Ledger(_) | Pane::Quit) => false,
        _ => match state.screen {
            Screen::Locked => true,
            Screen::SignIn => state.has_people() && state.held.staff.is_none(),
            _ => false,
        },
    }
}

/// Typed text that came in one piece.
pub(in crate::till) fn text(state: &mut State, text: &str) {
    text.chars().for_each(|c| push(state, c));
}

/// A key, or `None` where it is not the form's.
pub(in crate::till) fn key(state: &mut State, fresh: &mut Fresh, key: Key) -> Option<Vec<Effect>> {
    let pane = matches!(state.pane, Some(Pane::Second(_)));
    match key {
        Key::Char(c) => push(state, c),
        Key::Backspace => pop(state),
        Key::Up | Key::Down => step(state, key == Key::Down),
        Key::Enter => return Some(enter(state, fresh)),
        Key::Esc if pane && state.crew.form.step == Step::Name => second::cancel(state),
        Key::Esc => begin(state),
        Key::F(10) if state.screen == Screen::Locked => lock::ask_to_leave(state),
        Key::F(5) if state.screen == Screen::Locked => return Some(lock::other_person(state, fresh)),
        _ if pane => return Some(Vec::new()),
        _ => return None,
    }
    Some(Vec::new())
}

/// The form as it begins: on a locked till with the PIN of whoever locked it.
pub(super) fn begin(state: &mut State) {
    let own = state.staff.as_ref().and_then(|staff| staff.post).map(|post| post.person);
    let locked = state.screen == Screen::Locked && !matches!(state.pane, Some(Pane::Second(_)));
    let step = own.filter(|_| locked).map_or(Step::Name, Step::Pin);
    state.crew.form = Form { step, ..Form::default() };
}

/// A badge was scanned: it names its owner, and the PIN follows.
pub(in crate::till) fn badge(state: &mut State, scan: &Scan) -> bool {
    if !asks(state) || !matches!(state.crew.form.step, Step::Name | Step::Pin(_)) {
        return false;
    }
    let Some(person) = badge_of(&state.crew.people, &scan.raw).map(|person| person.id) else { return false };
    // A locked till is opened by whoever locked it, or handed over first.
    if state.crew.locked.is_none() || matches!(state.pane, Some(Pane::Second(_))) {
        choose(state, person);
    }
    true
}

fn push(state: &mut State, c: char) {
    let form = &mut state.crew.form;
    match form.step {
        Step::Name if !c.is_control() && form.name.chars().count() < NAME_CHARS => {
            form.name.push(c);
            form.row = 0;
            form.said = None;
        }
        Step::Pin(_) | Step::Passphrase(_) => form.typed.push(c),
        Step::Name | Step::Checking(_) | Step::Opening(_) => {}
    }
}

fn pop(state: &mut State) {
    let form = &mut state.crew.form;
    match form.step {
        Step::Name => {
            form.name.pop();
            form.row = 0;
        }
        Step::Pin(_) | Step::Passphrase(_) => form.typed.pop(),
        Step::Checking(_) | Step::Opening(_) => {}
    }
}

fn step(state: &mut State, down: bool) {
    let last = state.candidates().len().saturating_sub(1);
    let row = state.crew.form.row.min(last);
    state.crew.form.row = if down { (row + 1).min(last) } else { row.saturating_sub(1) };
}

fn choose(state: &mut State, person: PersonId) {
    state.crew.form = Form { step: Step::Pin(person), ..Form::default() };
}

fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let typed = !state.crew.form.typed.is_empty();
    match state.crew.form.step {
        Step::Name => {
            let row = state.crew.form.row;
            let chosen = state.candidates().get(row).map(|person| person.id);
            if let Some(person) = chosen {
                choose(state, person);
            }
            Vec::new()
        }
        Step::Pin(person) if typed => {
            let pin = take(state);
            state.crew.form.step = Step::Checking(person);
            vec![Effect::Staff(StaffAsk::Verify { person, pin })]
        }
        Step::Passphrase(person) if typed => {
            let secret = take(state);
            state.crew.form.step = Step::Opening(person);
            vec![Effect::Staff(StaffAsk::Unlock { secret })]
        }
        // Not everybody who opens in the morning knows it; names stay hidden then.
        Step::Passphrase(person) => sign_in::let_in(state, fresh, person),
        Step::Pin(_) | Step::Checking(_) | Step::Opening(_) => Vec::new(),
    }
}

fn take(state: &mut State) -> Pin {
    std::mem::take(&mut state.crew.form.typed)
}

/// Back to typing, with a sentence about what was wrong.
pub(super) fn again(state: &mut State, step: Step, said: Said) {
    let form = &mut state.crew.form;
    form.typed = Pin::default();
    form.step = step;
    form.said = Some(said);
}
