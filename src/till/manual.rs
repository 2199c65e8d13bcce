//! The guided look-up: a person asks a public site, sends an SMS or opens an app.

use super::{Cause, Check, CheckId, Effect, Fresh, Notice, Reach, Screen, State, entries, keys, settle};
use crate::finding::{Outcome, Silence, SourceName};
use crate::imei::Imei;
use crate::registry::manual::{Heard, Said, answer};

/// Longest reference that is taken.
const REFERENCE_CHARS: usize = 80;

/// What the form asks for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManualStep {
    /// What did it say? One of the keys 1 to 4.
    Answer,
    /// Reference number or other proof; may stay empty.
    Reference,
}

/// One number to be looked up at one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualForm {
    /// Whose number.
    pub check: CheckId,
    /// The source.
    pub source: SourceName,
    /// The number, shown large and copied.
    pub imei: Imei,
    /// How far the form is.
    pub step: ManualStep,
    /// What the person saw, once chosen.
    pub said: Option<Said>,
}

/// Opens the form for the first number that still waits for a person: on the card, or else of the
/// newest handset of this shift.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let people = state.setup.reach(Reach::Person);
    let newest = state.checks.iter().rev().filter(|c| !c.masked);
    let next = state.shown().into_iter().chain(newest).find_map(|check| waiting(check, &people));
    if !state.is_on_duty() || next.is_none() {
        state.notice = Some(Notice::NoManualSource);
        return Vec::new();
    }
    next.into_iter().flat_map(|form| show(state, form)).collect()
}

fn show(state: &mut State, form: ManualForm) -> Vec<Effect> {
    let number = form.imei.digits();
    state.field.clear();
    state.shown = Some(form.check);
    state.manual = Some(form);
    state.screen = Screen::Manual;
    state.notice = Some(Notice::Copied);
    vec![Effect::Copy(number)]
}

/// The first pair of source and number that waits for a person, once the check's own entry stands.
fn waiting(check: &Check, people: &[SourceName]) -> Option<ManualForm> {
    if check.finding.is_none() || check.is_dropped() {
        return None;
    }
    let waits = |s: &SourceName, i: &Imei| {
        matches!(check.last(s, &i.body()).map(|a| &a.outcome), Some(Outcome::NoAnswer(Silence::AwaitingPerson)))
    };
    let pair = people.iter().find_map(|s| check.imeis.iter().find(|i| waits(s, i)).map(|i| (s.clone(), *i)));
    pair.map(|(source, imei)| ManualForm { check: check.id, source, imei, step: ManualStep::Answer, said: None })
}

/// One of the four answers was chosen.
pub(super) fn choose(state: &mut State, key: char) -> Vec<Effect> {
    let Some(form) = state.manual.as_mut().filter(|f| f.step == ManualStep::Answer) else { return Vec::new() };
    form.said = match key {
        '1' => Some(Said::Listed),
        '2' => Some(Said::Caution),
        '3' => Some(Said::NotListed),
        '4' => Some(Said::NotCovered),
        _ => return Vec::new(),
    };
    form.step = ManualStep::Reference;
    state.field.clear();
    state.notice = None;
    Vec::new()
}

/// Enter after the reference: the answer is recorded, and the finding made anew. The handset's
/// next look-up follows by itself, unless this one ended the matter.
pub(super) fn submit(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some((form, said)) = state.manual.clone().and_then(|f| f.said.map(|said| (f, said))) else {
        return Vec::new();
    };
    let reference: String = state.field.chars().filter(|c| !c.is_control()).take(REFERENCE_CHARS).collect();
    state.field.clear();
    keys::to_counter(state);
    let heard = Heard { wording: "", reference: reference.trim(), at: state.now.wall };
    let answer = answer(&form.source, &form.imei.body(), said, heard);
    let Some(check) = state.check_mut(form.check) else { return Vec::new() };
    check.take(answer.clone());
    let copy = check.clone();
    let draft = entries::manual_answer(state, fresh, &copy, &answer);
    let Some(check) = state.check_mut(form.check) else { return Vec::new() };
    // The look-up and what follows from it share a commit.
    check.book.owed.push(draft);
    let mut effects = settle::settle(state, fresh, form.check, Cause::Clerk);
    if said != Said::Listed {
        let people = state.setup.reach(Reach::Person);
        let next = state.check(form.check).and_then(|c| waiting(c, &people));
        effects.extend(next.into_iter().flat_map(|form| show(state, form)));
    }
    effects
}
