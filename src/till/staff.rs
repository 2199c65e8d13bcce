//! Signing on and off: every entry names who stood at the counter.

use super::{Effect, Fresh, Pane, Screen, Staff, State, Ticket, Trouble, codes, entries};

/// Longest name that is taken.
const NAME_CHARS: usize = 60;

/// Enter on the sign-in screen.
pub(super) fn sign_on(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let name: String = state.field.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    if name.is_empty() || state.held.staff.is_some() {
        return Vec::new();
    }
    state.field.clear();
    let staff = Staff { id: fresh.take(), name };
    let draft = entries::staff_on(state, &staff);
    state.held.staff = Some(staff);
    vec![Effect::Record { ticket: Ticket::StaffOn, drafts: vec![draft] }]
}

/// `staff_on` is on disk: open the counter, and take the scan that waited.
pub(super) fn signed_on(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    state.staff = state.held.staff.take().or(state.staff.take());
    state.screen = Screen::Counter;
    state.notice = None;
    match state.held.scan.take() {
        Some(scan) => codes::read(state, fresh, &scan.raw),
        None => Vec::new(),
    }
}

/// Hands the counter over to the next person.
pub(super) fn hand_over(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    sign_off(state, fresh, false)
}

/// Ends the program, with the shift's last entry where somebody is signed on.
pub(super) fn leave(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    if state.staff.is_none() {
        return vec![Effect::Quit];
    }
    sign_off(state, fresh, true)
}

fn sign_off(state: &mut State, fresh: &mut Fresh, quit: bool) -> Vec<Effect> {
    let draft = entries::staff_off(state, fresh);
    vec![Effect::Record { ticket: Ticket::StaffOff { quit }, drafts: vec![draft] }]
}

/// `staff_off` is on disk. The next person sees no numbers of this shift.
pub(super) fn signed_off(state: &mut State, quit: bool) -> Vec<Effect> {
    if quit {
        return vec![Effect::Quit];
    }
    state.staff = None;
    state.shown = None;
    state.pane = None;
    state.notice = None;
    state.manual = None;
    state.field.clear();
    for check in &mut state.checks {
        check.masked = true;
    }
    state.screen = Screen::SignIn;
    Vec::new()
}

/// A worker ended: say so, and keep a trace where that is still possible.
pub(super) fn worker_died(state: &mut State, fresh: &mut Fresh, trouble: Trouble) -> Vec<Effect> {
    let what = trouble.what.clone();
    state.pane = Some(Pane::Error(trouble));
    vec![entries::fault(state, fresh, &what)]
}
