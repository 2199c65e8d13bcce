//! A newer version of a list: what waits and what was bought is held against it, in one pass.
//!
//! Only what is new is written down: most handsets of a shop stand on no list, today as yesterday.

use super::check::is_silent;
use super::{Cause, Check, CheckId, Effect, Fresh, Pane, Phase, Screen, State, entries, panes, recheck, settle};
use crate::finding::{Answer, Outcome, Silence, SourceName};
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};

/// A list as the shop holds it at present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListNow {
    /// Its name as a source.
    pub name: SourceName,
    /// The version in force; `None` where there is none that can be used.
    pub version: Option<ListVersion>,
}

/// One whole, verified version of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListVersion {
    /// Rises with every issue.
    pub version: u64,
    /// When it was issued; `None` where the list says nothing usable.
    pub issued_at: Option<DateTime<Utc>>,
    /// SHA-256 of the list as a whole, hexadecimal.
    pub sha256: String,
    /// Entries that it holds.
    pub entries: u64,
    /// How it came in: `sync`, `import`, `fold` or `file`.
    pub how: String,
    /// Fingerprint of the key that signed it.
    pub signer: Option<String>,
}

/// The shop's lists were looked at: a version that was not there before is noted and screened for.
pub(super) fn lists(state: &mut State, lists: Vec<ListNow>) -> Vec<Effect> {
    // A fold changes how a version lies on the disk and nothing else.
    let content = |list: &ListNow| list.version.as_ref().map(|v| (v.version, v.sha256.clone()));
    let known = |new: &ListNow| state.lists.iter().any(|old| old.name == new.name && content(old) == content(new));
    let turned = lists.iter().any(|new| new.version.is_some() && !known(new));
    state.lists = lists;
    if !turned {
        return Vec::new();
    }
    let mut effects = note(state);
    effects.extend(screen(state, |_| true));
    effects
}

/// The register is to know the versions in force.
pub(super) fn note(state: &State) -> Vec<Effect> {
    let open = !matches!(state.screen, Screen::Opening | Screen::Sealed);
    let lists: Vec<ListNow> = state.lists.iter().filter(|l| l.version.is_some()).cloned().collect();
    if !open || lists.is_empty() { Vec::new() } else { vec![Effect::NoteLists(lists)] }
}

/// Holds what the shop keeps, and what waits for an answer, against its lists.
pub(super) fn screen(state: &mut State, wanted: impl Fn(&Check) -> bool) -> Vec<Effect> {
    if state.lists.is_empty() {
        return Vec::new();
    }
    let waits: HashSet<CheckId> = state.queue.iter().map(|w| w.check).collect();
    let kept = |c: &&Check| c.finding.is_some() && (c.marked || c.hold.is_some() || waits.contains(&c.id));
    let handsets: Vec<_> =
        state.checks.iter().filter(kept).filter(|c| wanted(c)).map(|c| (c.id, c.imeis.clone())).collect();
    if handsets.is_empty() {
        return Vec::new();
    }
    state.held.screening += 1;
    state.held.screened = handsets.len();
    vec![Effect::Screen { handsets }]
}

/// What the lists say of everything that was held against them.
pub(super) fn screened(state: &mut State, fresh: &mut Fresh, answers: Vec<(CheckId, Answer)>) -> Vec<Effect> {
    state.held.screening = state.held.screening.saturating_sub(1);
    let mut effects = Vec::new();
    let mut order: Vec<CheckId> = Vec::new();
    let mut of: HashMap<CheckId, Vec<Answer>> = HashMap::new();
    for (id, answer) in answers {
        effects.extend(damage(state, fresh, &answer));
        let news = of.entry(id).or_insert_with(|| {
            order.push(id);
            Vec::new()
        });
        news.push(answer);
    }
    for id in order {
        effects.extend(of.remove(&id).map(|news| one(state, fresh, id, news)).unwrap_or_default());
    }
    effects
}

fn one(state: &mut State, fresh: &mut Fresh, id: CheckId, answers: Vec<Answer>) -> Vec<Effect> {
    let sources = &state.setup.sources;
    let answers: Vec<Answer> = answers.into_iter().filter(|a| sources.iter().any(|s| s.name == a.source)).collect();
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    let bodies = check.bodies();
    let mut heard = Vec::new();
    for answer in answers.into_iter().filter(|a| bodies.contains(&a.imei)) {
        let before = check.last(&answer.source, &answer.imei).map(|a| a.outcome.clone());
        if !is_news(before.as_ref(), &answer) {
            continue;
        }
        check.book.relisted |= matches!(answer.outcome, Outcome::Listed(_));
        check.book.removed |=
            answer.outcome == Outcome::NotListed && matches!(before, Some(Outcome::Listed(_) | Outcome::Caution(_)));
        heard.push(answer.clone());
        check.take(answer);
    }
    let (news, done) = (check.has_news(), check.phase == Phase::Done);
    for answer in &heard {
        recheck::heard(state, answer);
    }
    if news && done { settle::settle(state, fresh, id, Cause::Late) } else { Vec::new() }
}

/// Whether an answer says something else than the one before it. That a list has grown old takes
/// nothing back: what was said is what was said then.
fn is_news(before: Option<&Outcome>, answer: &Answer) -> bool {
    if is_silent(answer) {
        return false;
    }
    before.is_none_or(|before| std::mem::discriminant(before) != std::mem::discriminant(&answer.outcome))
}

/// A list that is damaged where a number would stand: said once for each place, and recorded.
pub(super) fn damage(state: &mut State, fresh: &mut Fresh, answer: &Answer) -> Option<Effect> {
    let Outcome::NoAnswer(Silence::Damaged(what)) = &answer.outcome else { return None };
    let version = answer.edition.map_or_else(|| "-".to_owned(), |e| e.version.to_string());
    let fault = format!("list {} version {version}: {what}", answer.source);
    if state.held.damage.contains(&fault) {
        return None;
    }
    state.held.damage.push(fault.clone());
    panes::raise(state, Pane::ListDamaged { list: answer.source.clone(), what: what.clone() });
    Some(entries::fault(state, fresh, &fault))
}
