//! What lies over the screen: one pane at a time, the weightiest first, none lost.

use super::{Pane, State};

/// Panes that must be seen wait behind a weightier one; questions about the moment do not.
fn weight(pane: &Pane) -> u8 {
    match pane {
        Pane::Ledger(_) => 4,
        Pane::Error(_) => 3,
        Pane::LateHit(_) | Pane::ListDamaged { .. } => 2,
        Pane::SameHandset { .. } | Pane::Second(_) => 1,
        Pane::Quit | Pane::Leave | Pane::Demo | Pane::Papers(_) => 0,
    }
}

/// Puts a pane up, or behind a weightier one.
pub(super) fn raise(state: &mut State, pane: Pane) {
    if state.pane.as_ref() == Some(&pane) || state.held.panes.contains(&pane) {
        return;
    }
    match state.pane.take() {
        Some(open) if weight(&open) >= weight(&pane) => {
            state.pane = Some(open);
            keep(state, pane);
        }
        Some(open) => {
            keep(state, open);
            state.pane = Some(pane);
        }
        None => state.pane = Some(pane),
    }
}

/// A pane that has to wait. Of the failures the first tells the cause; the rest repeat it.
fn keep(state: &mut State, pane: Pane) {
    let another_error = matches!(pane, Pane::Error(_)) && matches!(state.pane, Some(Pane::Error(_)));
    if weight(&pane) > 0 && !another_error {
        state.held.panes.push(pane);
    }
}

/// Closes the open pane and shows the weightiest that waits.
pub(super) fn close(state: &mut State) {
    let heaviest = (0..state.held.panes.len()).max_by_key(|n| (weight(&state.held.panes[*n]), std::cmp::Reverse(*n)));
    state.pane = heaviest.map(|n| state.held.panes.remove(n));
}

/// Work goes on: questions about the moment go away, what has to be seen stays.
pub(super) fn clear_questions(state: &mut State) {
    let question = |p: &Pane| weight(p) <= 1;
    state.held.panes.retain(|p| !question(p));
    if state.pane.as_ref().is_some_and(question) {
        close(state);
    }
}

/// The clerk tries again: the failure before is answered by that.
pub(super) fn clear_errors(state: &mut State) {
    state.held.panes.retain(|p| !matches!(p, Pane::Error(_)));
    if matches!(state.pane, Some(Pane::Error(_))) {
        close(state);
    }
}
