//! A check's way to its finding: complete → written → shown, or put away.

use super::book::{Settling, Stage};
use super::state::Waiting;
use super::{Beep, Cause, Check, CheckId, Committed, Effect, Fresh, Notice, Pane, Phase, State, Ticket, Trouble};
use super::{Hold, HoldReason, crew, deals, entries, holds, inspect, joining, panes, recheck, staff, stock};
use crate::finding::Finding;

/// Everything that was asked is answered.
pub(super) fn complete(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    if joining::waits_for_first(state, id) {
        return Vec::new();
    }
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    if check.finding.is_none() {
        let mut effects = settle(state, fresh, id, Cause::First);
        effects.extend(joining::first_is_complete(state, fresh, id));
        return effects;
    }
    check.phase = Phase::Done;
    if wants_settling(state, id) {
        return settle(state, fresh, id, Cause::Late);
    }
    recheck::wait_on(state, id);
    Vec::new()
}

/// Writes the finding; it shows when `Recorded` comes back. `check_started` goes with it where it
/// is not on its way yet.
pub(super) fn settle(state: &mut State, fresh: &mut Fresh, id: CheckId, cause: Cause) -> Vec<Effect> {
    if state.check(id).is_none_or(|c| matches!(c.phase, Phase::Settling | Phase::Failed)) {
        return Vec::new();
    }
    joining::adopt(state, id);
    let required = state.setup.required.clone();
    let Some(finding) = state.check(id).map(|c| c.judge(&required)) else { return Vec::new() };
    hold(state, fresh, id, finding, cause);
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.phase = Phase::Settling;
    check.book.settling = Some(Settling {
        finding,
        cause,
        answers: check.answers.len(),
        codes: check.codes.len(),
        owed: check.book.owed.len(),
        relisted: check.book.relisted,
        removed: check.book.removed,
    });
    let mut drafts = check.book.owed.clone();
    let with_start = check.book.begun == Stage::No;
    if with_start {
        check.book.begun = Stage::Sent;
    }
    let check = check.clone();
    if with_start {
        drafts.push(entries::check_started(state, &check));
    }
    drafts.push(entries::check_answered(state, &check, fresh.take(), finding));
    vec![Effect::Record { ticket: Ticket::Settled(id), drafts }]
}

/// A handset that the shop keeps and that is listed after the fact is put on hold, in the commit that
/// says so. One that was put away went back over the counter.
fn hold(state: &mut State, fresh: &mut Fresh, id: CheckId, finding: Finding, cause: Cause) {
    let (now, continued) = (state.now.wall, state.is_continued(id));
    let Some(check) = state.check(id) else { return };
    let late = finding == Finding::Stop && check.finding.is_some_and(|before| before != Finding::Stop);
    let kept = check.marked || (cause == Cause::Late && !check.is_dropped() && !continued);
    if !(late || check.book.relisted) || !kept || check.hold.is_some() || check.book.holding.is_some() {
        return;
    }
    let draft = entries::held(state, fresh, check, HoldReason::LateHit);
    let sources = check.listing();
    if let Some(check) = state.check_mut(id) {
        check.book.owed.push(draft);
        check.book.holding = Some(Hold { since: now, why: HoldReason::LateHit, sources });
    }
}

/// Whether an entry is due: something came in, or the handset's other number is complete.
pub(super) fn wants_settling(state: &State, id: CheckId) -> bool {
    let merges = state.waits_for_merge(id) && !joining::waits_for_first(state, id);
    state.check(id).is_some_and(|c| c.has_news() || merges)
}

/// Entries are on disk.
pub(super) fn recorded(state: &mut State, fresh: &mut Fresh, ticket: Ticket, committed: &[Committed]) -> Vec<Effect> {
    match ticket {
        Ticket::Started(id) => super::checks::started(state, fresh, id),
        Ticket::Settled(id) => settled(state, fresh, id, committed.last().copied()),
        Ticket::Marked(id) => holds::marked(state, id, committed.len()),
        Ticket::Held(id) => holds::held(state, id),
        Ticket::Released(id) => holds::released(state, id),
        Ticket::Stock => stock::recorded(state),
        Ticket::Deal(ticket) => deals::recorded(state, &ticket, committed),
        Ticket::StaffOn => staff::signed_on(state, fresh),
        Ticket::StaffOff { quit } => staff::signed_off(state, quit),
        Ticket::Dropped(id) => {
            if let Some(check) = state.check_mut(id).filter(|c| c.is_dropped()) {
                check.book.dropped = Stage::Written;
                // It went back over the counter.
                check.hold = check.hold.take().filter(|_| check.marked);
            }
            Vec::new()
        }
        Ticket::Inspection => inspect::recorded(state, true),
        Ticket::Second => crew::second_recorded(state, fresh, true),
        Ticket::Aside => Vec::new(),
    }
}

fn settled(state: &mut State, fresh: &mut Fresh, id: CheckId, committed: Option<Committed>) -> Vec<Effect> {
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    let Some(settling) = check.book.settling.take() else { return Vec::new() };
    let before = check.finding.replace(settling.finding);
    check.committed = committed.or(check.committed);
    check.book.begun = Stage::Written;
    check.book.answers = settling.answers;
    check.book.codes = settling.codes;
    check.book.owed.drain(..settling.owed.min(check.book.owed.len()));
    check.hold = check.book.holding.take().or(check.hold.take());
    check.book.relisted &= !settling.relisted;
    check.book.removed &= !settling.removed;
    check.phase = if check.awaited.is_empty() { Phase::Done } else { Phase::Asking };
    let done = check.phase == Phase::Done;
    let mut effects = tell(state, id, before, settling);
    recheck::set_waiting(state, id);
    if done && wants_settling(state, id) {
        effects.extend(settle(state, fresh, id, Cause::Late));
    }
    effects.extend(joining::first_is_complete(state, fresh, id));
    effects
}

/// Says that a finding stands. One that nobody looks at, or that turned into a hit after it had
/// been shown, waits in a pane until somebody does.
fn tell(state: &mut State, id: CheckId, before: Option<Finding>, settling: Settling) -> Vec<Effect> {
    let on_card = state.on_card(id);
    let hit = settling.finding == Finding::Stop && before != Some(Finding::Stop);
    let changed = before.is_some_and(|b| b != settling.finding);
    let seen = on_card && (before.is_none() || settling.cause == Cause::Clerk);
    let relisted = settling.relisted && settling.finding == Finding::Stop;
    if (hit || relisted) && !seen {
        panes::raise(state, Pane::LateHit(id));
    } else if settling.removed {
        state.notice = Some(Notice::LateRemoval(id));
    } else if changed && settling.cause == Cause::Late {
        state.notice = Some(Notice::Rechecked(id));
    }
    if changed || hit || relisted || settling.removed || (before.is_none() && on_card) {
        vec![Effect::Beep(Beep::Result)]
    } else {
        Vec::new()
    }
}

/// Entries could not be written: no finding is shown, and the clerk is told what to do.
pub(super) fn not_recorded(state: &mut State, fresh: &mut Fresh, ticket: Ticket, trouble: Trouble) -> Vec<Effect> {
    let mut effects = vec![Effect::Beep(Beep::Unreadable)];
    match ticket {
        Ticket::Started(id) | Ticket::Settled(id) => {
            if let Some(check) = state.check_mut(id) {
                fail(check);
            }
            // The same code may come again at once: it is no duplicate of a scan that failed.
            state.held.last = None;
            recheck::postpone(state, id);
            effects.extend(joining::first_is_complete(state, fresh, id));
        }
        Ticket::Dropped(id) => {
            if let Some(check) = state.check_mut(id) {
                check.book.dropped = Stage::No;
            }
            recheck::set_waiting(state, id);
        }
        Ticket::StaffOn => {
            if let Some(staff) = state.held.staff.take().filter(|staff| staff.post.is_none()) {
                state.field = staff.name;
            }
        }
        Ticket::StaffOff { quit } => {
            let wanted = state.held.leaving.take();
            if quit || wanted == Some(super::Leaving::Quit) {
                return vec![Effect::Quit];
            }
        }
        Ticket::Stock => stock::not_recorded(state),
        Ticket::Deal(ticket) => {
            deals::not_recorded(state, &ticket, trouble);
            return effects;
        }
        Ticket::Inspection => effects.extend(inspect::recorded(state, false)),
        Ticket::Second => effects.extend(crew::second_recorded(state, fresh, false)),
        Ticket::Aside | Ticket::Marked(_) | Ticket::Held(_) | Ticket::Released(_) => {}
    }
    panes::raise(state, Pane::Error(trouble));
    effects
}

/// A check whose entry was refused. What an earlier entry confirmed stands; without one there is
/// no finding, and the scan is to be repeated.
fn fail(check: &mut Check) {
    check.book.settling = None;
    if check.book.begun == Stage::Sent {
        check.book.begun = Stage::No;
    }
    if check.finding.is_none() {
        check.phase = Phase::Failed;
        check.awaited.clear();
    } else {
        check.phase = if check.awaited.is_empty() { Phase::Done } else { Phase::Asking };
    }
}

/// The recorder is gone: what it was writing may or may not be on disk, so nothing of it is shown.
pub(super) fn strand(state: &mut State) {
    for check in &mut state.checks {
        let writing = matches!(check.phase, Phase::Recording | Phase::Settling);
        if writing && check.finding.is_none() {
            check.phase = Phase::Failed;
            check.awaited.clear();
        }
    }
}

/// The clerk puts the check on the card away: it stays in the ledger, and so do its late answers.
pub(super) fn drop_shown(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(id) = state.shown.take() else { return Vec::new() };
    state.notice = None;
    let Some(check) = state.check_mut(id).filter(|c| !c.is_dropped()) else { return Vec::new() };
    match (check.phase, check.book.begun) {
        // Nothing of it is in the ledger, and nothing will be.
        (Phase::Failed, Stage::No | Stage::Wanted) => return Vec::new(),
        // The start has to stand there before the end.
        (_, Stage::No) => {
            check.book.dropped = Stage::Wanted;
            return Vec::new();
        }
        _ => check.book.dropped = Stage::Wanted,
    }
    drop_if_wanted(state, fresh, id)
}

/// Writes `check_dropped` as soon as `check_started` is on its way.
pub(super) fn drop_if_wanted(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    let Some(check) = state.check_mut(id).filter(|c| c.book.dropped == Stage::Wanted) else { return Vec::new() };
    check.book.dropped = Stage::Sent;
    let check = check.clone();
    state.queue.retain(|w: &Waiting| w.check != id);
    let draft = entries::check_dropped(state, fresh, &check, "dropped_by_clerk");
    vec![Effect::Record { ticket: Ticket::Dropped(id), drafts: vec![draft] }]
}
