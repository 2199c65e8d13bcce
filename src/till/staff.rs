//! Signing on and off: every entry names who stood at the counter.

use super::book::Cause;
use super::crew::Form;
use super::{Check, CheckId, Effect, Fresh, Leaving, Pane, Phase, Screen, Staff, State, Ticket, Trouble};
use super::{checks, codes, deals, entries, inspect, panes, screening, settle};

/// Longest name that is taken.
const NAME_CHARS: usize = 60;

/// The stores are open; trading can begin.
pub(super) fn opened(state: &mut State) -> Vec<Effect> {
    state.held.panes.retain(|p| !matches!(p, Pane::Ledger(_)));
    if matches!(state.pane, Some(Pane::Ledger(_) | Pane::Quit)) {
        panes::close(state);
    }
    if matches!(state.screen, Screen::Opening | Screen::Sealed) {
        state.screen = match (&state.staff, state.crew.locked) {
            (None, _) => Screen::SignIn,
            (Some(_), Some(_)) => Screen::Locked,
            (Some(_), None) => Screen::Counter,
        };
    }
    screening::note(state)
}

/// The ledger raised an alarm: only a new epoch or leaving is possible.
pub(super) fn sealed(state: &mut State, trouble: Trouble) -> Vec<Effect> {
    state.screen = Screen::Sealed;
    state.held.panes.retain(|p| !matches!(p, Pane::Ledger(_)));
    if matches!(state.pane, Some(Pane::Ledger(_))) {
        state.pane = None;
    }
    panes::raise(state, Pane::Ledger(trouble));
    Vec::new()
}

/// The clerk keeps trading in a new epoch. Asked for once: `Opened` or `Sealed` comes back.
pub(super) fn new_epoch(state: &mut State) -> Vec<Effect> {
    state.pane = None;
    state.screen = Screen::Opening;
    vec![Effect::NewEpoch]
}

/// Enter on the sign-in screen.
pub(super) fn sign_on(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let name: String = state.field.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let name = name.trim().to_owned();
    // Where people are named, a name alone opens nothing.
    if name.is_empty() || state.has_people() {
        return Vec::new();
    }
    sign_on_as(state, Staff { id: fresh.take(), name, post: None })
}

/// The shift's first entry goes out; the counter opens once it is on disk.
pub(super) fn sign_on_as(state: &mut State, staff: Staff) -> Vec<Effect> {
    if state.held.staff.is_some() || state.staff.is_some() {
        return Vec::new();
    }
    state.field.clear();
    let draft = entries::staff_on(state, &staff);
    state.held.staff = Some(staff);
    vec![Effect::Record { ticket: Ticket::StaffOn, drafts: vec![draft] }]
}

/// `staff_on` is on disk: open the counter, and take the scans that waited.
pub(super) fn signed_on(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(staff) = state.held.staff.take() else { return Vec::new() };
    state.staff = Some(staff);
    state.crew.active = state.now.mono;
    state.screen = Screen::Counter;
    state.notice = None;
    deals::remind(state);
    let scans = std::mem::take(&mut state.held.scans);
    scans.into_iter().flat_map(|scan| codes::read(state, fresh, &scan.raw)).collect()
}

/// Hands the counter over to the next person.
pub(super) fn hand_over(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    if !state.is_on_duty() {
        return Vec::new();
    }
    state.held.leaving = Some(Leaving::HandOver);
    let mut effects = inspect::end(state, fresh);
    effects.push(sign_off(state, fresh, false));
    effects
}

/// Ends the program, with the shift's last entry where somebody is signed on. What is being asked
/// is recorded as it stands: a hit that is known already must not vanish with the program.
pub(super) fn leave(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let again = state.held.leaving.replace(Leaving::Quit);
    let mut effects = interrupt(state, fresh);
    match again {
        // Confirmed a second time, or nobody is left who could write: nothing is waited for.
        Some(Leaving::Quit) => effects.push(Effect::Quit),
        Some(Leaving::HandOver) => {}
        None if state.staff.is_none() => effects.push(Effect::Quit),
        None => {
            effects.extend(inspect::end(state, fresh));
            effects.push(sign_off(state, fresh, true));
        }
    }
    if state.held.died && !effects.iter().any(|e| matches!(e, Effect::Quit)) {
        effects.push(Effect::Quit);
    }
    effects
}

fn interrupt(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let open = |c: &&Check| c.finding.is_none() && matches!(c.phase, Phase::Recording | Phase::Asking);
    let ids: Vec<CheckId> = state.checks.iter().filter(open).map(|c| c.id).collect();
    let mut effects = Vec::new();
    for id in ids {
        if let Some(check) = state.check_mut(id) {
            checks::give_up(check);
        }
        effects.extend(settle::settle(state, fresh, id, Cause::First));
    }
    effects
}

pub(super) fn sign_off(state: &State, fresh: &mut Fresh, quit: bool) -> Effect {
    let draft = entries::staff_off(state, fresh);
    Effect::Record { ticket: Ticket::StaffOff { quit }, drafts: vec![draft] }
}

/// `staff_off` is on disk. The next person sees no numbers of this shift.
pub(super) fn signed_off(state: &mut State, quit: bool) -> Vec<Effect> {
    let wanted = state.held.leaving.take();
    if quit || wanted == Some(Leaving::Quit) {
        return vec![Effect::Quit];
    }
    panes::clear_questions(state);
    state.staff = None;
    state.shown = None;
    state.notice = None;
    state.manual = None;
    state.inspection = None;
    state.field.clear();
    state.held.codes.clear();
    state.crew.locked = None;
    state.crew.form = Form::default();
    for check in &mut state.checks {
        check.masked = true;
    }
    deals::shift_ends(state);
    state.screen = Screen::SignIn;
    Vec::new()
}

/// A worker ended: say so, keep a trace where that is still possible, and wait for it no more.
pub(super) fn worker_died(state: &mut State, fresh: &mut Fresh, trouble: Trouble) -> Vec<Effect> {
    let what = trouble.what.clone();
    state.held.died = true;
    settle::strand(state);
    panes::raise(state, Pane::Error(trouble));
    if matches!(state.screen, Screen::Opening | Screen::Sealed) {
        return Vec::new();
    }
    vec![entries::fault(state, fresh, &what)]
}
