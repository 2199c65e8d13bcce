//! A second person at the same till stands behind one act.

use super::super::{Beep, Effect, Fresh, Notice, Pane, State, Ticket, entries, keys, panes};
use super::{Form, Grant, Post, Said, Step, form};
use crate::ledger::leaf::{Draft, EntryId};
use crate::scan::Input;
use crate::staff::{Act, May, Person, PersonId, Role, may, may_second};
use serde_json::json;

/// What an act was allowed by; its entry says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "the entry of the act says who stood behind it"]
pub struct Leave {
    /// The `staff_on` entry of the second person.
    pub second: Option<EntryId>,
    /// A second person would have been needed, and the shop has none.
    pub sole_trader: bool,
}

impl Leave {
    /// Writes it into the entry of the act.
    pub fn onto(self, mut draft: Draft) -> Draft {
        if let Some(second) = self.second {
            draft.plain.insert("second".to_owned(), json!(second.to_string()));
        }
        if self.sole_trader {
            draft.plain.insert("sole_trader".to_owned(), json!(true));
        }
        draft
    }
}

/// Leave to do it now. Where it is `None`, the till has asked for a second person or said no, and
/// the caller changes nothing: once somebody stands behind it, the same key comes again.
pub(in crate::till) fn leave_for(state: &mut State, act: Act) -> Option<Leave> {
    match state.may(act) {
        May::Allowed => {
            let second = state.crew.grant.take_if(|grant| grant.act == act).map(|grant| grant.second);
            let role = state.staff.as_ref().and_then(|staff| staff.post).map(|post| post.role);
            let alone = second.is_none() && role.is_some_and(|role| may(role, act) == May::NeedsSecond);
            Some(Leave { second, sole_trader: alone && state.has_people() && state.setup.sole_trader })
        }
        May::NeedsSecond => {
            ask(state, act);
            None
        }
        May::No => {
            // Nobody on duty: there is nobody to tell either.
            if state.is_on_duty() {
                state.notice = Some(Notice::NotAllowed(act));
            }
            None
        }
    }
}

fn ask(state: &mut State, act: Act) {
    if matches!(state.pane, Some(Pane::Second(_))) {
        return;
    }
    state.crew.form = Form::default();
    state.crew.key_asked = state.crew.key;
    state.crew.under = state.pane.take();
    panes::raise(state, Pane::Second(act));
}

/// Nobody stands behind it; what lay under the question comes back.
pub(super) fn cancel(state: &mut State) {
    if matches!(state.pane, Some(Pane::Second(_))) {
        state.crew.form = Form::default();
        state.pane = None;
        match state.crew.under.take() {
            Some(under) => state.pane = Some(under),
            None => panes::close(state),
        }
    }
}

/// Whether somebody can stand behind an act of whoever is on duty: another one, with the right.
pub(super) fn can_second(state: &State, person: &Person, act: Act) -> bool {
    let own = state.staff.as_ref().and_then(|staff| staff.post);
    let first = own.map_or(Role::Clerk, |post| post.role);
    own.is_none_or(|post| post.person != person.id) && may_second(first, person.role, act)
}

/// The PIN fits. The second person's entry comes first, then the act that names it.
pub(super) fn stands_behind(state: &mut State, fresh: &mut Fresh, person: PersonId, act: Act) -> Vec<Effect> {
    let Some(second) = state.person(person).cloned() else { return Vec::new() };
    // Whom the list leaves out a badge may still name.
    if !can_second(state, &second, act) {
        form::again(state, Step::Name, Said::CannotSecond);
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let post = Post { person, role: second.role };
    let staff = super::super::Staff { id: fresh.take(), name: second.name, post: Some(post) };
    let draft = entries::second_on(state, &staff, act);
    state.crew.granting = Some(Grant { act, second: staff.id, key: state.crew.key_asked });
    vec![Effect::Record { ticket: Ticket::Second, drafts: vec![draft] }]
}

/// The second person's entry is on disk: the key that asked for the act is pressed once more.
pub(in crate::till) fn second_recorded(state: &mut State, fresh: &mut Fresh, written: bool) -> Vec<Effect> {
    let grant = state.crew.granting.take();
    cancel(state);
    let Some(grant) = grant.filter(|_| written) else { return Vec::new() };
    let Some(key) = grant.key else { return Vec::new() };
    state.crew.grant = Some(grant);
    let effects = keys::input(state, fresh, Input::Key(key));
    // For this one act, and now.
    state.crew.grant = None;
    effects
}
