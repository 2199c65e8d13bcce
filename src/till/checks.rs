//! A check's way: scanned → consulted → recorded → asked → settled → shown.

use super::state::Waiting;
use super::{
    Beep, Check, CheckId, Committed, Effect, Fresh, Mode, Notice, Pane, Phase, Reach, Screen, State, Ticket, Trouble,
};
use super::{entries, joining, recheck, staff};
use crate::finding::{Answer, Doubt, Finding, Outcome, Silence};
use crate::imei::{Identified, Imei};

/// Starts a check of the numbers of one handset.
pub(super) fn start(state: &mut State, fresh: &mut Fresh, numbers: &[Identified]) -> Vec<Effect> {
    let mut imeis: Vec<Imei> = Vec::new();
    let mut doubts: Vec<Doubt> = Vec::new();
    for number in numbers {
        let Some(imei) = number.imei() else { continue };
        if !imeis.iter().any(|i| i.body() == imei.body()) {
            imeis.push(imei);
        }
        if number.is_placeholder() {
            doubts.push(Doubt::Placeholder);
        } else if number.is_documentation() {
            doubts.push(Doubt::Documentation);
        }
    }
    let mut check = Check::new(fresh.take(), state.now, imeis);
    doubts.sort();
    doubts.dedup();
    check.doubts = doubts;
    check.codes = std::mem::take(&mut state.held.codes).into_iter().map(|(code, _)| code).collect();
    for source in state.setup.reach(Reach::Person) {
        for imei in check.bodies() {
            check.answers.push(Answer::new(&source, &imei, Outcome::NoAnswer(Silence::AwaitingPerson)));
        }
    }
    let id = check.id;
    let imeis = check.imeis.clone();
    joining::relate(state, &mut check);
    state.checks.push(check);
    state.shown = Some(id);
    if matches!(state.screen, Screen::Today | Screen::Queue | Screen::Help) {
        state.screen = Screen::Counter;
    }
    vec![Effect::Consult { check: id, imeis }]
}

/// The shop's own lists answered. If nobody else is to be asked, started and answered share a commit.
pub(super) fn consulted(state: &mut State, fresh: &mut Fresh, id: CheckId, answers: Vec<Answer>) -> Vec<Effect> {
    let machines = state.setup.reach(Reach::Machine);
    let offline = state.setup.mode == Mode::Offline;
    let Some(check) = state.check_mut(id).filter(|c| c.phase == Phase::Consulting) else {
        return Vec::new();
    };
    check.answers.extend(answers);
    let own: Vec<_> = check.own_imeis().iter().map(Imei::body).collect();
    let pairs = machines.iter().flat_map(|s| own.iter().map(move |i| (s.clone(), *i)));
    if offline {
        check.answers.extend(pairs.map(|(s, i)| Answer::new(&s, &i, Outcome::NoAnswer(Silence::Offline))));
    } else if check.doubts.is_empty() {
        // A number that thousands share says nothing about this handset: no fee is spent on it.
        check.awaited = pairs.collect();
    }
    if check.awaited.is_empty() && !joining::waits_for_first(state, id) {
        return settle(state, fresh, id, true);
    }
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.phase = Phase::Recording;
    let check = check.clone();
    let draft = entries::check_started(state, &check);
    vec![Effect::Record { ticket: Ticket::Started(id), drafts: vec![draft] }]
}

/// One machine source answered.
pub(super) fn answered(state: &mut State, fresh: &mut Fresh, id: CheckId, answer: Answer) -> Vec<Effect> {
    let mut effects = Vec::new();
    if !matches!(answer.outcome, Outcome::NoAnswer(_)) {
        recheck::source_is_back(state, &answer.source);
    }
    let Some(check) = state.check_mut(id) else { return effects };
    if !check.take(answer) || !check.awaited.is_empty() || check.phase != Phase::Asking {
        return effects;
    }
    effects.extend(if check.finding.is_some() {
        recheck::complete(state, fresh, id)
    } else if joining::waits_for_first(state, id) {
        Vec::new()
    } else {
        settle(state, fresh, id, false)
    });
    effects.extend(joining::first_is_complete(state, fresh, id));
    effects
}

/// Writes the finding; it shows when `Recorded` comes back.
pub(super) fn settle(state: &mut State, fresh: &mut Fresh, id: CheckId, with_start: bool) -> Vec<Effect> {
    joining::adopt(state, id);
    let required = state.setup.required.clone();
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    let finding = check.judge(&required);
    check.phase = Phase::Settling;
    check.settling = Some(finding);
    let check = check.clone();
    let mut drafts = Vec::new();
    if with_start {
        drafts.push(entries::check_started(state, &check));
    }
    drafts.push(entries::check_answered(state, &check, fresh.take(), finding));
    if let Some(check) = state.check_mut(id) {
        check.codes_recorded = check.codes.len();
    }
    vec![Effect::Record { ticket: Ticket::Settled(id), drafts }]
}

/// Entries are on disk.
pub(super) fn recorded(state: &mut State, fresh: &mut Fresh, ticket: Ticket, committed: &[Committed]) -> Vec<Effect> {
    match ticket {
        Ticket::Started(id) => started(state, id),
        Ticket::Settled(id) => settled(state, fresh, id, committed.last().copied()),
        Ticket::StaffOn => staff::signed_on(state, fresh),
        Ticket::StaffOff { quit } => staff::signed_off(state, quit),
        Ticket::Dropped(_) | Ticket::Aside => Vec::new(),
    }
}

fn started(state: &mut State, id: CheckId) -> Vec<Effect> {
    let Some(check) = state.check_mut(id).filter(|c| c.phase == Phase::Recording) else {
        return Vec::new();
    };
    check.phase = Phase::Asking;
    let mut sources: Vec<_> = check.awaited.iter().map(|(source, _)| source.clone()).collect();
    sources.dedup();
    if sources.is_empty() {
        return Vec::new();
    }
    vec![Effect::Ask { check: id, imeis: check.own_imeis().to_vec(), sources }]
}

fn settled(state: &mut State, fresh: &mut Fresh, id: CheckId, committed: Option<Committed>) -> Vec<Effect> {
    let machines = state.setup.reach(Reach::Machine);
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    let before = check.finding;
    check.finding = check.settling.take();
    let changed = before.is_some() && before != check.finding;
    check.phase = Phase::Done;
    check.committed = committed.or(check.committed);
    let waits = !check.silent(&machines).is_empty()
        && check.doubts.is_empty()
        && !check.dropped
        && check.finding != Some(Finding::Stop);
    let mut effects = Vec::new();
    if before.is_none() {
        effects.push(Effect::Beep(Beep::Result));
    }
    if changed {
        tell(state, id);
    }
    set_waiting(state, id, waits);
    effects.extend(joining::first_is_complete(state, fresh, id));
    effects
}

/// Puts a check on the recheck queue or takes it off.
fn set_waiting(state: &mut State, id: CheckId, waits: bool) {
    if !waits {
        state.queue.retain(|w| w.check != id);
    } else if !state.queue.iter().any(|w| w.check == id) {
        let next = Some(state.now.mono + recheck::FIRST_PAUSE_MS);
        state.queue.push(Waiting { check: id, tries: 0, next });
    }
}

/// Entries could not be written: no finding is shown, and the clerk is told what to do.
pub(super) fn not_recorded(state: &mut State, ticket: Ticket, trouble: Trouble) -> Vec<Effect> {
    match ticket {
        Ticket::Started(id) | Ticket::Settled(id) => {
            if let Some(check) = state.check_mut(id) {
                check.phase = Phase::Failed;
                check.settling = None;
                check.awaited.clear();
            }
            state.queue.retain(|w| w.check != id);
        }
        Ticket::StaffOn => state.held.staff = None,
        Ticket::StaffOff { quit: true } => return vec![Effect::Quit],
        Ticket::StaffOff { quit: false } | Ticket::Dropped(_) | Ticket::Aside => {}
    }
    state.pane = Some(Pane::Error(trouble));
    vec![Effect::Beep(Beep::Unreadable)]
}

/// The clerk drops the check on the card: it stays in the ledger, and so do its late answers.
pub(super) fn drop_shown(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(id) = state.shown else { return Vec::new() };
    let Some(check) = state.check(id).filter(|c| !c.dropped && c.phase != Phase::Failed).cloned() else {
        return Vec::new();
    };
    let draft = entries::check_dropped(state, fresh, &check, "dropped_by_clerk");
    if let Some(check) = state.check_mut(id) {
        check.dropped = true;
    }
    state.shown = None;
    state.notice = None;
    set_waiting(state, id, false);
    vec![Effect::Record { ticket: Ticket::Dropped(id), drafts: vec![draft] }]
}

/// The finding of a check changed after it had been shown.
fn tell(state: &mut State, id: CheckId) {
    let finding = state.check(id).and_then(|c| c.finding);
    if finding == Some(Finding::Stop) {
        state.pane = Some(Pane::LateHit(id));
    } else {
        state.notice = Some(Notice::Rechecked(id));
    }
}
