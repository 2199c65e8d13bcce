//! One handset or two: a second number soon after the first.
//!
//! Two numbers of one handset mostly share the TAC and stand close together, or were allocated
//! to the same model under two TACs; two handsets mostly differ in model. Where neither is
//! plain, the clerk is asked, and both numbers are checked meanwhile as if they were two: the
//! question can only add a number to a handset, never take one away.
//!
//! The later check carries the finding of both. It waits for the earlier one, so that a handset
//! never shows the better of its two numbers first.

use super::{Cause, Check, CheckId, Effect, Fresh, Pane, Phase, State, deals, panes, settle};
use crate::imei::{Imei, TacName, TacTable};

/// How long after a scan another number may still belong to the same handset.
pub(super) const HANDSET_WINDOW_MS: u64 = 20_000;

/// Serial numbers of one handset's two IMEIs lie at most this far apart under one TAC: makers
/// number both in one run.
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
        (Some(x), Some(y)) if differs_in_maker(&x, &y) || differs_in_model(&x, &y) => Relation::Other,
        _ => Relation::Unclear,
    }
}

fn differs_in_maker(x: &TacName<'_>, y: &TacName<'_>) -> bool {
    matches!((&x.maker, &y.maker), (Some(x), Some(y)) if !x.eq_ignore_ascii_case(y))
}

/// Tables write one model in several ways ("X10", "X10 Dual SIM"): names without a word in common
/// are two models.
fn differs_in_model(x: &TacName<'_>, y: &TacName<'_>) -> bool {
    let words = |name: &TacName<'_>| -> Vec<String> {
        name.model.split([' ', ',', '/']).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let other = words(y);
    !words(x).iter().any(|word| other.contains(word))
}

/// Whether numbers read from one label cannot be one handset's: their makers differ.
pub(super) fn contradict(imeis: &[Imei], tacs: &TacTable) -> bool {
    let names: Vec<TacName<'_>> = imeis.iter().filter_map(|i| tacs.get(i.body().tac())).collect();
    names.windows(2).any(|pair| differs_in_maker(&pair[0], &pair[1]))
}

/// Looks at the check before: joins the new one to it, asks, or leaves them apart. A number that
/// many handsets share tells nothing about whose it is.
pub(super) fn relate(state: &mut State, check: &mut Check) {
    let usable = |c: &&Check| {
        check.started.since(c.started) <= HANDSET_WINDOW_MS
            && check.imeis.len() == 1
            && c.imeis.len() == 1
            // A handset has two numbers: a third next to them is rather the next one of the same lot.
            && c.book.joins.is_none()
            && !c.is_dropped()
            && !c.masked
            && c.phase != Phase::Failed
            && c.doubts.is_empty()
            && check.doubts.is_empty()
    };
    let Some(first) = state.shown().filter(usable) else { return };
    match relation(&first.imeis[0], &check.imeis[0], &state.setup.tacs) {
        Relation::Same => check.book.joins = Some(first.id),
        Relation::Other => {}
        Relation::Unclear => {
            let question = Pane::SameHandset { first: first.id, second: check.id };
            panes::raise(state, question);
        }
    }
}

/// Takes over what the first check of the handset knows: its number, codes and answers. A first
/// check that could not be recorded is no part of anything.
pub(super) fn adopt(state: &mut State, id: CheckId) {
    let Some(first) = state.check(id).and_then(|c| c.book.joins).and_then(|f| state.check(f)).cloned() else {
        return;
    };
    let merges = state.waits_for_merge(id) && !waits_for_first(state, id);
    let Some(check) = state.check_mut(id) else { return };
    if !merges {
        return;
    }
    if first.phase == Phase::Failed {
        check.book.joins = None;
        return;
    }
    check.imeis.splice(0..0, first.imeis);
    check.answers.splice(0..0, first.answers);
    check.doubts.extend(first.doubts);
    check.doubts.sort();
    check.doubts.dedup();
    for code in first.codes {
        if !check.codes.contains(&code) {
            check.codes.push(code);
        }
    }
}

/// Whether the finding must wait for the handset's other number.
pub(super) fn waits_for_first(state: &State, id: CheckId) -> bool {
    if !state.waits_for_merge(id) {
        return false;
    }
    let first = state.check(id).and_then(|c| c.book.joins).and_then(|f| state.check(f));
    first.is_some_and(|f| f.phase != Phase::Failed && f.finding.is_none())
}

/// The first number's check came to an end: settle those that waited for it.
pub(super) fn first_is_complete(state: &mut State, fresh: &mut Fresh, first: CheckId) -> Vec<Effect> {
    let ready = |c: &Check| match c.phase {
        Phase::Asking => c.awaited.is_empty(),
        Phase::Done => true,
        _ => false,
    };
    let ids: Vec<CheckId> =
        state.checks.iter().filter(|c| c.book.joins == Some(first) && ready(c)).map(|c| c.id).collect();
    let mut effects = Vec::new();
    for id in ids {
        if state.waits_for_merge(id) && !waits_for_first(state, id) {
            effects.extend(merge(state, fresh, id));
        }
    }
    effects
}

fn merge(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    let cause = if state.check(id).is_some_and(|c| c.finding.is_some()) { Cause::Clerk } else { Cause::First };
    settle::settle(state, fresh, id, cause)
}

/// The clerk said that both numbers belong to one handset.
pub(super) fn join(state: &mut State, fresh: &mut Fresh, first: CheckId, second: CheckId) -> Vec<Effect> {
    if state.check(first).is_none_or(|f| f.phase == Phase::Failed) {
        return Vec::new();
    }
    let Some(check) = state.check_mut(second).filter(|c| c.phase != Phase::Failed) else { return Vec::new() };
    check.book.joins = Some(first);
    deals::joined(state, first, second);
    let Some(check) = state.check(second) else { return Vec::new() };
    // A check that is still under way, or whose other number is, joins when it settles.
    if check.phase == Phase::Done && !waits_for_first(state, second) {
        return merge(state, fresh, second);
    }
    Vec::new()
}
