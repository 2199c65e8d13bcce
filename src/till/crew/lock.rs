//! The idle lock, and handing the counter over.

use super::super::{Effect, Fresh, Leaving, Pane, Screen, State, codes, inspect, panes, staff};
use super::form;
use crate::scan::Key;

/// When the till locks itself, in monotonic milliseconds; `None` where it does not.
pub(in crate::till) fn deadline(state: &State) -> Option<u64> {
    let minutes = u64::from(state.setup.lock_minutes);
    let on = minutes > 0 && has_owner(state) && state.is_on_duty();
    on.then(|| state.crew.active.saturating_add(minutes * 60_000))
}

/// Locks the till where nobody has touched it for long enough.
pub(in crate::till) fn idle(state: &mut State) {
    if deadline(state).is_some_and(|at| at <= state.now.mono) {
        lock(state);
    }
}

/// Only somebody with a PIN can open a lock again.
fn has_owner(state: &State) -> bool {
    state.has_people() && state.staff.as_ref().is_some_and(|staff| staff.post.is_some())
}

/// F5: asks what is meant; without a list of people it hands over at once.
pub(in crate::till) fn hand_over_or_lock(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    if !has_owner(state) {
        return staff::hand_over(state, fresh);
    }
    if state.is_on_duty() {
        panes::raise(state, Pane::Leave);
    }
    Vec::new()
}

/// A key under the question.
pub(in crate::till) fn pane_key(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    match key {
        Key::F(5) | Key::Enter => {
            panes::close(state);
            lock(state);
        }
        Key::Char('h' | 'H') => {
            panes::close(state);
            return staff::hand_over(state, fresh);
        }
        Key::Esc => panes::close(state),
        _ => {}
    }
    Vec::new()
}

pub(super) fn lock(state: &mut State) {
    // Whoever had begun to ask a second person asks again.
    super::second::cancel(state);
    inspect::cover(state);
    panes::clear_questions(state);
    state.crew.locked = Some(state.screen);
    state.screen = Screen::Locked;
    state.notice = None;
    form::begin(state);
}

/// F10 on a locked till: what lies under the lock waits behind the question.
pub(super) fn ask_to_leave(state: &mut State) {
    state.held.panes.extend(state.pane.take());
    state.pane = Some(Pane::Quit);
}

/// The PIN fits: everything is as it was, and the scans that waited are read.
pub(super) fn unlock(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(back) = state.crew.locked.take() else { return Vec::new() };
    state.crew.form = super::Form::default();
    state.crew.active = state.now.mono;
    // A register that raised an alarm meanwhile stands above the lock.
    if state.screen == Screen::Locked {
        state.screen = back;
    }
    state.notice = None;
    let scans = std::mem::take(&mut state.held.scans);
    scans.into_iter().flat_map(|scan| codes::read(state, fresh, &scan.raw)).collect()
}

/// Somebody else takes the till over: the shift that was locked ends.
pub(super) fn other_person(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    if state.held.leaving.is_some() {
        return Vec::new();
    }
    state.held.leaving = Some(Leaving::HandOver);
    let mut effects = inspect::end(state, fresh);
    effects.push(staff::sign_off(state, fresh, false));
    effects
}
