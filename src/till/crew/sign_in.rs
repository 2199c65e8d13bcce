//! What the recorder says of people and PINs.

use super::super::{Beep, Effect, Fresh, Pane, Screen, Staff, State, panes, staff};
use super::{Form, PinAnswer, Post, Said, StaffTold, Step, form, lock, second};
use crate::staff::{Person, PersonId};

/// The recorder told something.
pub(in crate::till) fn told(state: &mut State, fresh: &mut Fresh, told: StaffTold) -> Vec<Effect> {
    match told {
        StaffTold::People { people, sealed } => {
            state.crew.people = people;
            state.crew.sealed = sealed;
            changed(state);
            Vec::new()
        }
        StaffTold::Pin { person, answer } if state.crew.form.step == Step::Checking(person) => {
            answered(state, fresh, person, answer)
        }
        // Nobody waits for it any more.
        StaffTold::Pin { .. } => Vec::new(),
        StaffTold::Key(open) => opened(state, fresh, open),
        StaffTold::Vouched(person) => vouched(state, fresh, person),
    }
}

/// Whoever is on duty has the role that the list gives him now; a leaver gets no further.
fn changed(state: &mut State) {
    let Some(post) = state.staff.as_ref().and_then(|staff| staff.post) else { return };
    let role = state.person(post.person).map(|person| person.role);
    let Some(role) = role else {
        if state.is_on_duty() {
            lock::lock(state);
        }
        return;
    };
    if let Some(post) = state.staff.as_mut().and_then(|staff| staff.post.as_mut()) {
        post.role = role;
    }
}

fn answered(state: &mut State, fresh: &mut Fresh, person: PersonId, answer: PinAnswer) -> Vec<Effect> {
    let said = match answer {
        PinAnswer::Right => return right(state, fresh, person),
        PinAnswer::Wrong { left } => Said::Wrong { left },
        PinAnswer::Wait { until } => Said::Wait { until },
        PinAnswer::Locked => Said::Locked,
        PinAnswer::Left => Said::Left,
        PinAnswer::Failed(trouble) => {
            state.crew.form.step = Step::Pin(person);
            panes::raise(state, Pane::Error(trouble));
            return vec![Effect::Beep(Beep::Unreadable)];
        }
    };
    let stays = matches!(said, Said::Wrong { .. } | Said::Wait { .. }) || state.screen == Screen::Locked;
    form::again(state, if stays { Step::Pin(person) } else { Step::Name }, said);
    vec![Effect::Beep(Beep::Unreadable)]
}

fn right(state: &mut State, fresh: &mut Fresh, person: PersonId) -> Vec<Effect> {
    if let Some(Pane::Second(act)) = &state.pane {
        let act = *act;
        return second::stands_behind(state, fresh, person, act);
    }
    if state.crew.locked.is_some() {
        return lock::unlock(state, fresh);
    }
    if state.crew.sealed {
        state.crew.form.step = Step::Passphrase(person);
        return Vec::new();
    }
    let_in(state, fresh, person)
}

/// The person is who he says: the shift begins with its entry.
pub(super) fn let_in(state: &mut State, fresh: &mut Fresh, person: PersonId) -> Vec<Effect> {
    state.crew.form = Form::default();
    let Some(person) = state.person(person).cloned() else { return Vec::new() };
    vouched(state, fresh, person)
}

fn vouched(state: &mut State, fresh: &mut Fresh, person: Person) -> Vec<Effect> {
    let post = Some(Post { person: person.id, role: person.role });
    staff::sign_on_as(state, Staff { id: fresh.take(), name: person.name, post })
}

fn opened(state: &mut State, fresh: &mut Fresh, open: bool) -> Vec<Effect> {
    state.crew.sealed &= !open;
    let Step::Opening(person) = state.crew.form.step else { return Vec::new() };
    if !open {
        form::again(state, Step::Passphrase(person), Said::WrongPassphrase);
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let_in(state, fresh, person)
}
