//! What a scan or a typed line leads to.

use super::joining::HANDSET_WINDOW_MS;
use super::{Beep, CheckId, Effect, Fresh, Notice, Phase, Screen, State, checks};
use crate::imei::{Identified, Kind, Rejected};
use crate::scan::{Scan, frame};

/// A burst came in, on whatever screen.
pub(super) fn scanned(state: &mut State, fresh: &mut Fresh, scan: Scan) -> Vec<Effect> {
    let window = u64::from(state.setup.scan.duplicate_ms);
    let twice = state.held.last.as_ref().is_some_and(|l| l.raw == scan.raw && scan.at.since(l.at) <= window);
    let raw = scan.raw.clone();
    if twice {
        // The scanner's own repetition keeps the window open, so that a held trigger stays one scan.
        state.held.last = Some(scan);
        state.notice = Some(Notice::Duplicate);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    state.held.last = Some(scan.clone());
    if state.staff.is_none() {
        state.held.scan = Some(scan);
        state.notice = Some(Notice::WaitsForSignIn);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    state.field.clear();
    read(state, fresh, &raw)
}

/// Reads raw bytes as identifiers and acts on them.
pub(super) fn read(state: &mut State, fresh: &mut Fresh, raw: &[u8]) -> Vec<Effect> {
    let frame = frame::read(raw, &state.setup.scan);
    let (numbers, codes): (Vec<Identified>, Vec<Identified>) =
        frame.identifiers.into_iter().partition(|i| i.imei().is_some());
    if !numbers.is_empty() {
        return take_numbers(state, fresh, &numbers, codes);
    }
    if let Some(trouble) = frame.trouble {
        state.notice = Some(Notice::Scanner(trouble));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    if let Some(rejected) = frame.rejected.into_iter().next() {
        return refuse(state, rejected);
    }
    codes.into_iter().flat_map(|code| take_code(state, fresh, code)).collect()
}

fn take_numbers(state: &mut State, fresh: &mut Fresh, numbers: &[Identified], codes: Vec<Identified>) -> Vec<Effect> {
    state.notice = None;
    state.pane = None;
    if let Some(id) = just_checked(state, numbers) {
        state.shown = Some(id);
        state.notice = Some(Notice::SameAgain);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    let now = state.now;
    state.held.codes.retain(|(_, at)| now.since(*at) <= HANDSET_WINDOW_MS);
    state.held.codes.extend(codes.into_iter().map(|c| (c, now)));
    checks::start(state, fresh, numbers)
}

/// The handset on the card, scanned again within its window.
fn just_checked(state: &State, numbers: &[Identified]) -> Option<CheckId> {
    let check = state.shown()?;
    let fresh_enough = state.now.since(check.started) <= HANDSET_WINDOW_MS;
    let known = |n: &Identified| n.imei().is_some_and(|i| check.imeis.iter().any(|c| c.body() == i.body()));
    let usable = check.phase != Phase::Failed && !check.dropped && !check.masked;
    (fresh_enough && usable && numbers.iter().all(known)).then_some(check.id)
}

/// A code that is no IMEI: part of the handset on the card, or of the one to come.
fn take_code(state: &mut State, fresh: &mut Fresh, code: Identified) -> Vec<Effect> {
    if matches!(code.kind, Kind::Unknown | Kind::Meid | Kind::Pesn | Kind::UkLicence | Kind::Mrz | Kind::Aamva) {
        state.notice = Some(Notice::NotANumberToCheck(code));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let now = state.now;
    state.notice = Some(Notice::CodeAdded(code.clone()));
    let shown = state.shown().filter(|c| now.since(c.started) <= HANDSET_WINDOW_MS && !c.masked).map(|c| c.id);
    let Some(check) = shown.and_then(|id| state.check_mut(id)) else {
        state.held.codes.push((code, now));
        return vec![Effect::Beep(Beep::Result)];
    };
    if check.codes.contains(&code) {
        state.notice = Some(Notice::Duplicate);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    check.codes.push(code);
    let (id, done) = (check.id, check.phase == Phase::Done);
    let mut effects = vec![Effect::Beep(Beep::Result)];
    if done {
        // The finding is on disk already; what was confirmed on the screen goes there too.
        effects.extend(checks::settle(state, fresh, id, false));
    }
    effects
}

fn refuse(state: &mut State, rejected: Rejected) -> Vec<Effect> {
    state.notice =
        Some(Notice::Rejected { message: rejected.rejection.message.clone(), correction: rejected.correction });
    if state.screen != Screen::SignIn {
        state.screen = Screen::Counter;
    }
    vec![Effect::Beep(Beep::Unreadable)]
}
