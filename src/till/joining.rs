//! One handset or two: a second number soon after the first.
//!
//! Two numbers of one handset mostly share the TAC and stand close together, or were allocated
//! to the same model under two TACs; two handsets mostly differ in model. Where neither is
//! plain, the clerk is asked, and both numbers are checked meanwhile as if they were two: the
//! question can only add a number to a handset, never take one away.

use super::{Check, CheckId, Effect, Fresh, Pane, Phase, State, checks};
use crate::imei::{Imei, TacTable};

/// How long after a scan another number may still belong to the same handset.
pub(super) const HANDSET_WINDOW_MS: u64 = 20_000;

/// Serial numbers of one handset's two IMEIs lie at most this far apart under one TAC. Makers
/// number both in one run; ten leaves room for a third radio.
const NEAR: u32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Same,
    Other,
    Unclear,
}

fn relation(a: &Imei, b: &Imei, tacs: &TacTable) -> Relation {
    let (a, b) = (a.body(), b.body());
    let serial = |digits: &str| digits.get(8..).and_then(|s| s.parse::<u32>().ok()).unwrap_or(0);
    if a.tac() == b.tac() {
        let near = serial(a.as_str()).abs_diff(serial(b.as_str())) <= NEAR;
        return if near { Relation::Same } else { Relation::Unclear };
    }
    match (tacs.get(a.tac()), tacs.get(b.tac())) {
        (Some(x), Some(y)) if x.maker != y.maker => Relation::Other,
        _ => Relation::Unclear,
    }
}

/// Looks at the check before: joins the new one to it, asks, or leaves them apart.
pub(super) fn relate(state: &mut State, check: &mut Check) {
    let Some(first) = state.shown().filter(|c| {
        check.started.since(c.started) <= HANDSET_WINDOW_MS
            && c.imeis.len() == 1
            && check.imeis.len() == 1
            && !c.dropped
            && !c.masked
            && c.phase != Phase::Failed
            && c.doubts.is_empty()
    }) else {
        return;
    };
    match relation(&first.imeis[0], &check.imeis[0], &state.setup.tacs) {
        Relation::Same => check.joins = Some(first.id),
        Relation::Other => {}
        Relation::Unclear => state.pane = Some(Pane::SameHandset { first: first.id, second: check.id }),
    }
}

/// Takes over what the first check of the handset knows: its number, codes and answers.
pub(super) fn adopt(state: &mut State, id: CheckId) {
    let Some(first) = state.check(id).and_then(|c| c.joins).and_then(|f| state.check(f)).cloned() else {
        return;
    };
    let Some(check) = state.check_mut(id) else { return };
    if check.imeis.iter().any(|i| first.imeis.iter().any(|f| f.body() == i.body())) {
        return;
    }
    check.imeis.splice(0..0, first.imeis);
    check.answers.splice(0..0, first.answers);
    check.doubts.extend(first.doubts);
    for code in first.codes {
        if !check.codes.contains(&code) {
            check.codes.push(code);
        }
    }
}

/// Whether the finding must wait for the handset's other number.
pub(super) fn waits_for_first(state: &State, id: CheckId) -> bool {
    let first = state.check(id).and_then(|c| c.joins).and_then(|f| state.check(f));
    first.is_some_and(|f| f.finding.is_none() && f.phase != Phase::Failed)
}

/// The first number's check is complete: settle those that waited for it.
pub(super) fn first_is_complete(state: &mut State, fresh: &mut Fresh, first: CheckId) -> Vec<Effect> {
    let ready: Vec<CheckId> = state
        .checks
        .iter()
        .filter(|c| c.joins == Some(first) && c.phase == Phase::Asking && c.awaited.is_empty())
        .map(|c| c.id)
        .filter(|id| !waits_for_first(state, *id))
        .collect();
    ready.into_iter().flat_map(|id| checks::settle(state, fresh, id, false)).collect()
}

/// The clerk said that both numbers belong to one handset.
pub(super) fn join(state: &mut State, fresh: &mut Fresh, first: CheckId, second: CheckId) -> Vec<Effect> {
    let Some(check) = state.check_mut(second) else { return Vec::new() };
    check.joins = Some(first);
    // A check that is still under way joins when it settles.
    if check.phase == Phase::Done && !waits_for_first(state, second) {
        return checks::settle(state, fresh, second, false);
    }
    Vec::new()
}
