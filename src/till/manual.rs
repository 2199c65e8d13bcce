//! The guided look-up: a person asks a public site, sends an SMS or opens an app.

use super::{CheckId, Effect, Fresh, Notice, Phase, Reach, Screen, State, Ticket, checks, entries};
use crate::finding::{Answer, Detail, Evidence, Outcome, Silence, SourceName};
use crate::imei::Imei;

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
    pub outcome: Option<Outcome>,
}

/// Opens the form for the first number that still waits for a person.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let people = state.setup.reach(Reach::Person);
    let next = state.shown().filter(|c| c.phase == Phase::Done && !c.dropped).and_then(|check| {
        let waits = |s: &SourceName, i: &Imei| {
            matches!(check.last(s, &i.body()).map(|a| &a.outcome), Some(Outcome::NoAnswer(Silence::AwaitingPerson)))
        };
        let pair = people.iter().find_map(|s| check.imeis.iter().find(|i| waits(s, i)).map(|i| (s.clone(), *i)));
        pair.map(|(source, imei)| ManualForm { check: check.id, source, imei, step: ManualStep::Answer, outcome: None })
    });
    let Some(form) = next else {
        state.notice = Some(Notice::NoManualSource);
        state.screen = Screen::Counter;
        state.manual = None;
        return Vec::new();
    };
    let number = form.imei.digits();
    state.field.clear();
    state.manual = Some(form);
    state.screen = Screen::Manual;
    vec![Effect::Copy(number)]
}

/// One of the four answers was chosen.
pub(super) fn choose(state: &mut State, key: char) -> Vec<Effect> {
    let Some(form) = state.manual.as_mut().filter(|f| f.step == ManualStep::Answer) else { return Vec::new() };
    form.outcome = match key {
        '1' => Some(Outcome::Listed(Detail::default())),
        '2' => Some(Outcome::Caution(Detail::default())),
        '3' => Some(Outcome::NotListed),
        '4' => Some(Outcome::NotCovered(Detail::default())),
        _ => return Vec::new(),
    };
    form.step = ManualStep::Reference;
    Vec::new()
}

/// Enter after the reference: the answer is recorded, and the finding made anew.
pub(super) fn submit(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(form) = state.manual.take() else { return Vec::new() };
    let Some(mut outcome) = form.outcome.clone() else {
        state.manual = Some(form);
        return Vec::new();
    };
    let reference: String = state.field.trim().chars().filter(|c| !c.is_control()).take(REFERENCE_CHARS).collect();
    state.field.clear();
    let evidence = (!reference.is_empty()).then(|| Evidence::Body(reference.clone()));
    if let Outcome::Listed(detail) | Outcome::Caution(detail) | Outcome::NotCovered(detail) = &mut outcome {
        detail.reference = (!reference.is_empty()).then_some(reference);
    }
    let mut answer = Answer::new(&form.source, &form.imei.body(), outcome);
    answer.as_of = Some(state.now.wall);
    answer.evidence = evidence;
    let Some(check) = state.check_mut(form.check) else { return Vec::new() };
    check.take(answer.clone());
    let check = check.clone();
    let draft = entries::manual_answer(state, fresh, &check, &answer);
    let mut effects = vec![Effect::Record { ticket: Ticket::Aside, drafts: vec![draft] }];
    effects.extend(checks::settle(state, fresh, form.check, false));
    state.screen = Screen::Counter;
    effects
}
