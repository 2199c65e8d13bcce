//! Checks that wait for an answer ask again by themselves.

use super::state::Waiting;
use super::{Check, CheckId, Effect, Fresh, Phase, Reach, RestoredCheck, State, checks};
use crate::finding::{Outcome, SourceName};

/// Pause before the first repetition.
pub(super) const FIRST_PAUSE_MS: u64 = 5_000;
/// The pause doubles up to this.
const LONGEST_PAUSE_MS: u64 = 300_000;
/// How many repetitions may be under way at once: a dead source costs little, a live one is not flooded.
const AT_ONCE: usize = 4;

/// Asks again for what is due.
pub(super) fn due(state: &mut State) -> Vec<Effect> {
    let machines = state.setup.reach(Reach::Machine);
    let mut effects = Vec::new();
    let mut room = AT_ONCE.saturating_sub(state.queue.iter().filter(|w| w.next.is_none()).count());
    let now = state.now.mono;
    let due: Vec<CheckId> = state.queue.iter().filter(|w| w.next.is_some_and(|t| t <= now)).map(|w| w.check).collect();
    for id in due {
        let Some(check) = state.check_mut(id).filter(|c| c.phase == Phase::Done) else { continue };
        let pairs = check.silent(&machines);
        if room == 0 || pairs.is_empty() {
            continue;
        }
        room -= 1;
        check.awaited.clone_from(&pairs);
        check.phase = Phase::Asking;
        let mut sources: Vec<SourceName> = pairs.iter().map(|(source, _)| source.clone()).collect();
        sources.dedup();
        let imeis = check.imeis.iter().filter(|i| pairs.iter().any(|(_, b)| *b == i.body())).copied().collect();
        effects.push(Effect::Ask { check: id, imeis, sources });
        if let Some(waiting) = state.queue.iter_mut().find(|w| w.check == id) {
            waiting.next = None;
        }
    }
    effects
}

/// All repeated questions of a check are answered: record what changed, or wait longer.
pub(super) fn complete(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    let machines = state.setup.reach(Reach::Machine);
    let required = state.setup.required.clone();
    let now = state.now.mono;
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    let still_silent = !check.silent(&machines).is_empty();
    let changed = check.finding != Some(check.judge(&required));
    if still_silent && !changed {
        check.phase = Phase::Done;
        if let Some(waiting) = state.queue.iter_mut().find(|w| w.check == id) {
            waiting.tries += 1;
            let pause = FIRST_PAUSE_MS.saturating_mul(1 << waiting.tries.min(6)).min(LONGEST_PAUSE_MS);
            waiting.next = Some(now + pause);
        }
        return Vec::new();
    }
    let effects = checks::settle(state, fresh, id, false);
    if let Some(waiting) = state.queue.iter_mut().find(|w| w.check == id) {
        waiting.next = Some(now + FIRST_PAUSE_MS);
    }
    effects
}

/// A source that was silent spoke again: everything that waits for it is due now.
pub(super) fn source_is_back(state: &mut State, source: &SourceName) {
    let now = state.now.mono;
    let waits = |c: &Check| {
        c.imeis.iter().any(|i| c.last(source, &i.body()).is_none_or(|a| matches!(a.outcome, Outcome::NoAnswer(_))))
    };
    let ids: Vec<CheckId> = state.checks.iter().filter(|c| waits(c)).map(|c| c.id).collect();
    for waiting in state.queue.iter_mut().filter(|w| w.next.is_some() && ids.contains(&w.check)) {
        waiting.next = Some(now);
    }
}

/// Takes back today's earlier checks and what is left waiting.
pub(super) fn restored(state: &mut State, checks: Vec<RestoredCheck>) -> Vec<Effect> {
    let now = state.now.mono;
    for old in checks {
        let mut check = Check::new(old.check, old.started, old.imeis);
        check.doubts = old.doubts;
        check.answers = old.answers;
        check.phase = Phase::Done;
        check.finding = Some(old.finding);
        check.masked = true;
        if old.waiting {
            state.queue.push(Waiting { check: check.id, tries: 0, next: Some(now + FIRST_PAUSE_MS) });
        }
        state.checks.push(check);
    }
    Vec::new()
}

/// Asks for everything now, on the clerk's wish.
pub(super) fn all_now(state: &mut State) -> Vec<Effect> {
    let now = state.now.mono;
    for waiting in state.queue.iter_mut().filter(|w| w.next.is_some()) {
        waiting.next = Some(now);
    }
    Vec::new()
}
