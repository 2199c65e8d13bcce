//! Checks that wait for an answer ask again by themselves.
//!
//! A check leaves the queue only when nothing more can come of asking, when it is put away, or
//! when it is a stop. One that cannot be asked yet waits longer; none is asked twice at a time.

use super::book::Stage;
use super::check::is_silent;
use super::state::Waiting;
use super::{Awaited, Cause, Check, CheckId, Effect, Fresh, Mode, Phase, Reach, RestoredCheck, State};
use super::{checks, screening, settle};
use crate::finding::{Answer, Finding, Outcome, Silence, SourceName};

/// Pause before the first repetition.
pub(super) const FIRST_PAUSE_MS: u64 = 5_000;
/// The pause doubles up to this.
const LONGEST_PAUSE_MS: u64 = 300_000;
/// How many repetitions may be under way at once: a dead source costs little, a live one is not flooded.
pub(super) const AT_ONCE: usize = 4;
/// After this long a question counts as unanswered, whatever became of the worker that asked:
/// longer than any sensible timeout of a source, so that only a fault ends this way.
pub(super) const LONGEST_ASK_MS: u64 = 120_000;

/// Asks again for what is due.
pub(super) fn due(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let mut effects = expire(state, fresh);
    if state.held.leaving.is_some() {
        return effects;
    }
    let now = state.now.mono;
    let due: Vec<CheckId> = state.queue.iter().filter(|w| w.next.is_some_and(|t| t <= now)).map(|w| w.check).collect();
    for id in due {
        effects.extend(ask_again(state, fresh, id));
    }
    effects
}

fn ask_again(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    let Some(check) = state.check(id) else {
        state.queue.retain(|w| w.check != id);
        return Vec::new();
    };
    if check.phase != Phase::Done {
        return Vec::new();
    }
    if settle::wants_settling(state, id) {
        return settle::settle(state, fresh, id, Cause::Late);
    }
    if check.silent(&sources(state)).is_empty() {
        state.queue.retain(|w| w.check != id);
        return Vec::new();
    }
    let (local, online) = questions(state, check);
    if local.is_empty() && online.is_empty() {
        wait_on(state, id);
        return Vec::new();
    }
    if !state.has_room() {
        return Vec::new();
    }
    set_next(state, id, None);
    let now = state.now.mono;
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.phase = Phase::Asking;
    check.book.asked_at = now;
    check.awaited = [local.clone(), online.clone()].concat();
    let mut effects = checks::ask(check, &online);
    if !local.is_empty() {
        let imeis = check.imeis.iter().filter(|i| local.iter().any(|(_, b)| *b == i.body())).copied().collect();
        effects.push(Effect::Consult { check: id, imeis });
    }
    effects
}

/// What can be asked at present: the shop's lists, and machine sources unless the till works offline.
fn questions(state: &State, check: &Check) -> (Vec<Awaited>, Vec<Awaited>) {
    let online = state.setup.mode != Mode::Offline;
    let machines = if online { state.setup.reach(Reach::Machine) } else { Vec::new() };
    (check.silent(&state.setup.reach(Reach::Local)), check.silent(&machines))
}

/// Sources that can be asked without a person.
fn sources(state: &State) -> Vec<SourceName> {
    [state.setup.reach(Reach::Machine), state.setup.reach(Reach::Local)].concat()
}

/// Ends questions whose answers will not come: a worker's death must not leave a check open.
fn expire(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let now = state.now.mono;
    let over = |c: &Check| {
        c.phase == Phase::Asking && !c.awaited.is_empty() && now.saturating_sub(c.book.asked_at) >= LONGEST_ASK_MS
    };
    let ids: Vec<CheckId> = state.checks.iter().filter(|c| over(c)).map(|c| c.id).collect();
    let mut effects = Vec::new();
    for id in ids {
        if let Some(check) = state.check_mut(id) {
            checks::give_up(check);
        }
        effects.extend(settle::complete(state, fresh, id));
    }
    effects
}

/// The pause before repetition `tries`.
fn pause(tries: u32) -> u64 {
    FIRST_PAUSE_MS.saturating_mul(1 << tries.min(6)).min(LONGEST_PAUSE_MS)
}

fn set_next(state: &mut State, id: CheckId, next: Option<u64>) {
    if let Some(waiting) = state.queue.iter_mut().find(|w| w.check == id) {
        waiting.next = next;
    }
}

/// Puts a check whose finding stands on the queue, or takes it off.
pub(super) fn set_waiting(state: &mut State, id: CheckId) {
    let sources = sources(state);
    let waits =
        |c: &Check| !c.is_dropped() && c.finding.is_some_and(|f| f != Finding::Stop) && !c.silent(&sources).is_empty();
    if !state.check(id).is_some_and(waits) {
        state.queue.retain(|w| w.check != id);
        return;
    }
    let now = state.now.mono;
    match state.queue.iter_mut().find(|w| w.check == id) {
        Some(waiting) => waiting.next = Some(now.saturating_add(pause(waiting.tries))),
        None => state.queue.push(Waiting { check: id, tries: 0, next: Some(now.saturating_add(FIRST_PAUSE_MS)) }),
    }
}

/// Asking again brought nothing: the next pause is longer.
pub(super) fn wait_on(state: &mut State, id: CheckId) {
    if let Some(waiting) = state.queue.iter_mut().find(|w| w.check == id) {
        waiting.tries = waiting.tries.saturating_add(1);
    }
    set_waiting(state, id);
}

/// What came in could not be written: it stays with the check and is written later.
pub(super) fn postpone(state: &mut State, id: CheckId) {
    if state.check(id).is_none_or(|c| c.finding.is_none()) {
        state.queue.retain(|w| w.check != id);
        return;
    }
    let now = state.now.mono;
    match state.queue.iter_mut().find(|w| w.check == id) {
        Some(waiting) => {
            waiting.tries = waiting.tries.saturating_add(1);
            waiting.next = Some(now.saturating_add(pause(waiting.tries)));
        }
        None => state.queue.push(Waiting { check: id, tries: 0, next: Some(now.saturating_add(FIRST_PAUSE_MS)) }),
    }
}

/// Remembers which sources speak. When one that could not be reached speaks again, everything
/// that waits for it is due now.
pub(super) fn heard(state: &mut State, answer: &Answer) {
    match &answer.outcome {
        // It refuses this one number or talks nonsense about it; others need not wait for that to end.
        Outcome::NoAnswer(Silence::Refused(_) | Silence::BadReply(_)) => {}
        Outcome::NoAnswer(_) => {
            if !state.held.silent.contains(&answer.source) {
                state.held.silent.push(answer.source.clone());
            }
        }
        _ => {
            let before = state.held.silent.len();
            state.held.silent.retain(|s| *s != answer.source);
            if state.held.silent.len() < before {
                source_is_back(state, &answer.source);
            }
        }
    }
}

fn source_is_back(state: &mut State, source: &SourceName) {
    let now = state.now.mono;
    let waits = |c: &Check| !c.silent(std::slice::from_ref(source)).is_empty();
    let ids: Vec<CheckId> = state.checks.iter().filter(|c| waits(c)).map(|c| c.id).collect();
    for waiting in state.queue.iter_mut().filter(|w| w.next.is_some() && ids.contains(&w.check)) {
        waiting.next = Some(now);
    }
}

/// Takes back today's earlier checks and what is left waiting.
pub(super) fn restored(state: &mut State, checks: Vec<RestoredCheck>) -> Vec<Effect> {
    let now = state.now.mono;
    let (mut earlier, mut bought) = (Vec::new(), Vec::new());
    for old in checks {
        if let Some(known) = state.check_mut(old.check) {
            // Another program may have marked it or lifted its hold.
            if known.book.holding.is_none() {
                if old.marked && !known.marked {
                    bought.push(old.check);
                }
                (known.marked, known.hold) = (old.marked, old.hold);
            }
            continue;
        }
        let mut check = Check::new(old.check, old.started, old.imeis);
        check.doubts = old.doubts;
        check.book.answers = old.answers.len();
        check.book.earlier = old.answers.len();
        check.book.begun = Stage::Written;
        check.answers = old.answers;
        check.phase = Phase::Done;
        check.finding = Some(old.finding);
        check.masked = true;
        (check.marked, check.hold) = (old.marked, old.hold);
        for answer in check.answers.iter().filter(|a| is_silent(a)) {
            heard(state, answer);
        }
        if old.waiting {
            state.queue.push(Waiting { check: check.id, tries: 0, next: Some(now.saturating_add(FIRST_PAUSE_MS)) });
        }
        earlier.push(check);
    }
    let ids: Vec<CheckId> = earlier.iter().map(|c: &Check| c.id).chain(bought).collect();
    state.checks.splice(0..0, earlier);
    state.held.restored = true;
    // The lists may have changed while no till was open.
    screening::screen(state, |check| ids.contains(&check.id))
}

/// Asks for everything now, on the clerk's wish.
pub(super) fn all_now(state: &mut State) -> Vec<Effect> {
    let now = state.now.mono;
    for waiting in state.queue.iter_mut().filter(|w| w.next.is_some()) {
        waiting.next = Some(now);
    }
    Vec::new()
}
