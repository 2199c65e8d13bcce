//! A check's way to its answers: scanned → consulted → recorded → asked.

use super::book::Stage;
use super::check::{is_silent, names_a_handset};
use super::settle::{self, complete};
use super::{Awaited, Cause, Check, CheckId, Effect, Fresh, Mode, Phase, Reach, State, Ticket};
use super::{entries, joining, keys, recheck, screening};
use crate::finding::{Answer, Doubt, Outcome, Silence, SourceName};
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
    if joining::contradict(&imeis, &state.setup.tacs) {
        doubts.push(Doubt::Contradiction);
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
    keys::to_counter(state);
    vec![Effect::Consult { check: id, imeis }]
}

/// The shop's own lists answered. If nobody else is to be asked, started and answered share a commit.
pub(super) fn consulted(state: &mut State, fresh: &mut Fresh, id: CheckId, answers: Vec<Answer>) -> Vec<Effect> {
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    if check.phase != Phase::Consulting {
        let mut effects: Vec<Effect> = answers.iter().filter_map(|a| screening::damage(state, fresh, a)).collect();
        // A list that was too old is read again by a recheck.
        effects.extend(answers.into_iter().flat_map(|answer| answered(state, fresh, id, answer)).collect::<Vec<_>>());
        return effects;
    }
    let bodies = check.bodies();
    let answers: Vec<Answer> = answers.into_iter().filter(|a| bodies.contains(&a.imei)).collect();
    check.answers.extend(answers.iter().cloned());
    let mut damaged = Vec::new();
    for answer in &answers {
        recheck::heard(state, answer);
        damaged.extend(screening::damage(state, fresh, answer));
    }
    let machines = state.setup.reach(Reach::Machine);
    let offline = state.setup.mode == Mode::Offline;
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    let own: Vec<_> = check.own_imeis().iter().filter(|i| names_a_handset(i)).map(Imei::body).collect();
    let pairs = machines.iter().flat_map(|s| own.iter().map(move |i| (s.clone(), *i)));
    if offline {
        check.answers.extend(pairs.map(|(s, i)| Answer::new(&s, &i, Outcome::NoAnswer(Silence::Offline))));
    } else {
        check.awaited = pairs.collect();
    }
    let at_once = check.awaited.is_empty() && !joining::waits_for_first(state, id);
    let mut effects = if at_once { settle::settle(state, fresh, id, Cause::First) } else { record_start(state, id) };
    effects.extend(damaged);
    effects.extend(settle::drop_if_wanted(state, fresh, id));
    effects
}

fn record_start(state: &mut State, id: CheckId) -> Vec<Effect> {
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.phase = Phase::Recording;
    check.book.begun = Stage::Sent;
    let check = check.clone();
    vec![Effect::Record { ticket: Ticket::Started(id), drafts: vec![entries::check_started(state, &check)] }]
}

/// `check_started` is on disk: the machine sources may be asked.
pub(super) fn started(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    let now = state.now.mono;
    let Some(check) = state.check_mut(id).filter(|c| c.book.begun == Stage::Sent) else { return Vec::new() };
    check.book.begun = Stage::Written;
    if check.phase != Phase::Recording {
        return Vec::new();
    }
    check.phase = Phase::Asking;
    check.book.asked_at = now;
    if check.awaited.is_empty() {
        return complete(state, fresh, id);
    }
    let pairs = check.awaited.clone();
    ask(check, &pairs)
}

/// The questions behind `pairs`, each asked once: sources that are to be asked about the same
/// numbers share an effect, so that no source is asked about a number it has answered.
pub(super) fn ask(check: &Check, pairs: &[Awaited]) -> Vec<Effect> {
    let mut groups: Vec<(Vec<SourceName>, Vec<Imei>)> = Vec::new();
    let mut known: Vec<&SourceName> = Vec::new();
    for (source, _) in pairs {
        if known.contains(&source) {
            continue;
        }
        known.push(source);
        let wanted = |i: &&Imei| pairs.iter().any(|(s, b)| s == source && *b == i.body());
        let imeis: Vec<Imei> = check.imeis.iter().filter(wanted).copied().collect();
        match groups.iter_mut().find(|(_, same)| *same == imeis) {
            Some((sources, _)) => sources.push(source.clone()),
            None => groups.push((vec![source.clone()], imeis)),
        }
    }
    groups.into_iter().map(|(sources, imeis)| Effect::Ask { check: check.id, imeis, sources }).collect()
}

/// One source answered about one number.
pub(super) fn answered(state: &mut State, fresh: &mut Fresh, id: CheckId, answer: Answer) -> Vec<Effect> {
    if !state.setup.sources.iter().any(|s| s.name == answer.source) {
        return Vec::new();
    }
    recheck::heard(state, &answer);
    let Some(check) = state.check_mut(id).filter(|c| c.bodies().contains(&answer.imei)) else { return Vec::new() };
    check.take(answer);
    match check.phase {
        Phase::Asking if check.awaited.is_empty() => complete(state, fresh, id),
        // Nobody waited for it any more; it is recorded all the same.
        Phase::Done if check.has_news() => settle::settle(state, fresh, id, Cause::Late),
        _ => Vec::new(),
    }
}

/// Gives up on what has not come: the reason stands where the answer would.
pub(super) fn give_up(check: &mut Check) {
    for (source, imei) in std::mem::take(&mut check.awaited) {
        let last = check.last(&source, &imei);
        if last.is_none_or(is_silent) {
            check.take(Answer::new(&source, &imei, Outcome::NoAnswer(Silence::Interrupted)));
        }
    }
}
