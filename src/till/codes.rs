//! What a scan or a typed line leads to.

use super::joining::HANDSET_WINDOW_MS;
use super::{Beep, Cause, Check, CheckId, Effect, Fresh, Notice, Phase, State};
use super::{checks, deals, keys, panes, settle, stock};
use crate::codes::OurCode;
use crate::imei::{Check as CheckDigit, Identified, Imei, Kind, Note, Rejected, identify};
use crate::scan::{Scan, frame};

/// Scans and codes that are kept for later: more than any box has, few enough to be read at once.
const KEPT: usize = 16;

/// A burst came in, on whatever screen.
pub(super) fn scanned(state: &mut State, fresh: &mut Fresh, scan: Scan) -> Vec<Effect> {
    let window = u64::from(state.setup.scan.duplicate_ms);
    let twice = state.held.last.as_ref().is_some_and(|l| l.raw == scan.raw && scan.at.since(l.at) <= window);
    // The scanner's own repetition keeps the window open, so that a held trigger stays one scan.
    state.held.last = Some(scan.clone());
    if twice {
        state.notice = Some(Notice::Duplicate);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    if !state.is_on_duty() {
        if state.held.scans.len() == KEPT {
            state.held.scans.remove(0);
        }
        state.held.scans.push(scan);
        state.notice = Some(Notice::WaitsForSignIn);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    state.field.clear();
    read(state, fresh, &scan.raw)
}

/// Reads raw bytes as identifiers and acts on them.
pub(super) fn read(state: &mut State, fresh: &mut Fresh, raw: &[u8]) -> Vec<Effect> {
    if let Some(effects) = deals::scanned(state, fresh, raw) {
        return effects;
    }
    if let Some(OurCode::Item(label)) = std::str::from_utf8(raw).ok().and_then(OurCode::parse) {
        return stock::label(state, label.number());
    }
    let frame = frame::read(raw, &state.setup.scan);
    let (numbers, codes): (Vec<Identified>, Vec<Identified>) =
        frame.identifiers.into_iter().partition(|i| i.imei().is_some());
    if !numbers.is_empty() {
        if let Some(effects) = stock::numbers(state, &numbers) {
            return effects;
        }
        let effects = take_numbers(state, fresh, &numbers, codes);
        if state.notice.is_none() {
            // The number was read all the same; what is wrong with the scanner is worth a line.
            state.notice = frame.trouble.map(Notice::Scanner);
        }
        return effects;
    }
    if let Some(trouble) = frame.trouble {
        state.notice = Some(Notice::Scanner(trouble));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    if codes.is_empty() {
        return frame.rejected.into_iter().next().map(|why| refuse(state, why)).unwrap_or_default();
    }
    codes.into_iter().flat_map(|code| take_code(state, fresh, code)).collect()
}

/// The clerk took the number that the network's form stands for.
pub(super) fn accept(state: &mut State, fresh: &mut Fresh, imei: Imei) -> Vec<Effect> {
    let Ok(mut number) = identify(&imei.digits(), None) else { return Vec::new() };
    number.check = CheckDigit::Computed;
    number.notes.push(Note::NetworkForm);
    take_numbers(state, fresh, &[number], Vec::new())
}

fn take_numbers(state: &mut State, fresh: &mut Fresh, numbers: &[Identified], codes: Vec<Identified>) -> Vec<Effect> {
    state.notice = None;
    panes::clear_errors(state);
    if state.deals.front.is_some() {
        panes::clear_questions(state);
        keys::to_counter(state);
        return deals::numbers(state, fresh, numbers, codes);
    }
    if let Some(id) = just_checked(state, numbers) {
        state.shown = Some(id);
        keys::to_counter(state);
        let effects: Vec<Effect> = codes.into_iter().flat_map(|code| take_code(state, fresh, code)).collect();
        if effects.is_empty() {
            state.notice = Some(Notice::SameAgain);
            return vec![Effect::Beep(Beep::Duplicate)];
        }
        return effects;
    }
    panes::clear_questions(state);
    let now = state.now;
    state.held.codes.retain(|(_, at)| now.since(*at) <= HANDSET_WINDOW_MS);
    state.held.codes.extend(codes.into_iter().map(|c| (c, now)));
    checks::start(state, fresh, numbers)
}

/// The newest check of this handset, scanned again within its window. An empty card starts anew:
/// whoever put the last handset away means it.
fn just_checked(state: &State, numbers: &[Identified]) -> Option<CheckId> {
    state.shown()?;
    let known =
        |check: &Check, n: &Identified| n.imei().is_some_and(|i| check.imeis.iter().any(|c| c.body() == i.body()));
    let recent = state.checks.iter().rev().find(|c| is_fresh(state, c) && numbers.iter().all(|n| known(c, n)))?;
    Some(recent.id)
}

/// Whether more codes of the same handset may still come.
fn is_fresh(state: &State, check: &Check) -> bool {
    let recent = state.now.since(check.started) <= HANDSET_WINDOW_MS;
    recent && check.phase != Phase::Failed && !check.is_dropped() && !check.masked
}

/// A code that is no IMEI: part of the handset on the card, or of the one to come.
fn take_code(state: &mut State, fresh: &mut Fresh, code: Identified) -> Vec<Effect> {
    if let Some(effects) = deals::other_code(state, &code) {
        return effects;
    }
    if matches!(code.kind, Kind::Unknown | Kind::Meid | Kind::Pesn | Kind::UkLicence | Kind::Mrz | Kind::Aamva) {
        state.notice = Some(Notice::NotANumberToCheck(code));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let now = state.now;
    let shown = state.shown().filter(|c| is_fresh(state, c)).map(|c| c.id);
    let Some(check) = shown.and_then(|id| state.check_mut(id)) else {
        state.notice = Some(Notice::CodeHeld(code.clone()));
        state.held.codes.retain(|(held, at)| *held != code && now.since(*at) <= HANDSET_WINDOW_MS);
        if state.held.codes.len() < KEPT {
            state.held.codes.push((code, now));
        }
        return vec![Effect::Beep(Beep::Result)];
    };
    if check.codes.contains(&code) || check.codes.len() >= KEPT {
        state.notice = Some(Notice::Duplicate);
        return vec![Effect::Beep(Beep::Duplicate)];
    }
    check.codes.push(code.clone());
    let (id, done) = (check.id, check.phase == Phase::Done);
    state.notice = Some(Notice::CodeAdded(code));
    let mut effects = vec![Effect::Beep(Beep::Result)];
    if done && !super::joining::waits_for_first(state, id) {
        // The finding is on disk already; what was confirmed on the screen goes there too.
        effects.extend(settle::settle(state, fresh, id, Cause::Clerk));
    }
    effects
}

fn refuse(state: &mut State, rejected: Rejected) -> Vec<Effect> {
    let Rejected { rejection, correction, .. } = rejected;
    state.notice = Some(Notice::Rejected { message: rejection.message, correction });
    vec![Effect::Beep(Beep::Unreadable)]
}
