//! Warnings: what the deal itself gives reason to look at, and what the shop's own register is asked.

use super::{Deal, DealEffect, LineState, LookUp, OwnWarning, Place, Resolved, WarningKind, effect, line_state, steps};
use super::{DealId, Lock, Mark};
use crate::ledger::closures::day_of;
use crate::ledger::leaf::EntryId;
use crate::ledger::tree::leaf_hash;
use crate::policy::DealKind;
use crate::till::{Effect, State};

/// Brings the warnings of the deal in front up to date, and asks the register where what it is
/// asked about has changed.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    let Some(deal) = state.deal().filter(|d| !d.is_sending()) else { return Vec::new() };
    if deal.kind == DealKind::Enquiry {
        return Vec::new();
    }
    let own = own(state, deal);
    let about = about(state, deal);
    let Some(deal) = state.deal_mut() else { return Vec::new() };
    set(deal, own, WarningKind::is_own);
    ask(deal, about).into_iter().collect()
}

/// Replaces the warnings of one origin; what the clerk decided about one that stays, stays.
fn set(deal: &mut Deal, found: Vec<OwnWarning>, origin: impl Fn(WarningKind) -> bool) {
    let same = |a: &OwnWarning, b: &OwnWarning| a.kind == b.kind && a.line == b.line && a.count == b.count;
    deal.warnings.retain(|w| !origin(w.warning.kind) || found.iter().any(|f| same(f, &w.warning)));
    for warning in found {
        if !deal.warnings.iter().any(|w| same(&w.warning, &warning)) {
            deal.warnings.push(Resolved { warning, resolution: None, reason: None });
        }
    }
}

/// What the deal itself says.
fn own(state: &State, deal: &Deal) -> Vec<OwnWarning> {
    let mut found = Vec::new();
    let today = day_of(state.now.wall, state.setup.zone);
    if steps::pays(deal.kind) {
        let policy = &state.setup.deals.policy;
        if let (Some(minimum), Some(age)) =
            (policy.minimum_age_for(deal.kind), deal.identity.age_on(today).or(deal.age))
        {
            let minimum = u32::from(minimum.value);
            if age < minimum {
                found.push(OwnWarning { count: age, threshold: minimum, ..plain(WarningKind::UnderAge, None) });
            }
        }
        if deal.expired || deal.identity.expired_on(today) {
            found.push(plain(WarningKind::DocumentExpired, None));
        }
        let typed = deal.identity.form.is_none() && !deal.told.contains_key("document_kind");
        let shown = deal.identity.number.is_some() && !typed;
        if shown && !policy.accepts(deal.identity.kind.value) {
            found.push(plain(WarningKind::DocumentKind, None));
        }
    }
    for (n, line) in deal.lines.iter().enumerate() {
        let at = Some(u32::try_from(n + 1).unwrap_or(u32::MAX));
        let known = line_state(state, line);
        if !steps::goes_on(deal.kind, known) {
            continue;
        }
        if line.contradicts(Place::Tray) || line.contradicts(Place::Box) {
            found.push(plain(WarningKind::NumbersDiffer, at));
        }
        if known == LineState::Caution && steps::pays(deal.kind) {
            found.push(plain(WarningKind::Caution, at));
        }
        if line.lock == Some(Lock::On) && !line.is(Mark::ForParts) {
            found.push(plain(WarningKind::LockOn, at));
        }
    }
    if deal.asked.failed {
        found.push(plain(WarningKind::NotLookedUp, None));
    }
    found
}

fn plain(kind: WarningKind, line: Option<u32>) -> OwnWarning {
    OwnWarning::plain(kind, line)
}

/// What the register is to be asked about.
fn about(state: &State, deal: &Deal) -> LookUp {
    let patterns = state.setup.deals.patterns;
    let line = |(n, line): (usize, &super::Line)| {
        let numbers: Vec<_> = line.numbers.iter().map(|n| n.imei).collect();
        let goes_on = steps::goes_on(deal.kind, line_state(state, line));
        (goes_on && !numbers.is_empty()).then(|| (u32::try_from(n + 1).unwrap_or(u32::MAX), numbers))
    };
    LookUp {
        document: deal.identity.number.as_ref().map(|n| n.value.clone()),
        name: deal.identity.full_name(),
        address: deal.identity.address.as_ref().map(|a| a.value.clone()).filter(|_| patterns),
        lines: deal.lines.iter().enumerate().filter_map(line).collect(),
        amount: if patterns { deal.lines.iter().filter_map(|l| l.price).sum() } else { 0 },
    }
}

fn ask(deal: &mut Deal, about: LookUp) -> Option<Effect> {
    let empty = about.document.is_none() && about.name.is_none() && about.lines.is_empty();
    let digest = leaf_hash(&serde_json::to_vec(&about).unwrap_or_default());
    if empty || deal.asked.about == Some(digest) {
        return None;
    }
    deal.asked.about = Some(digest);
    deal.asked.turn += 1;
    deal.asked.waits = true;
    deal.asked.failed = false;
    Some(effect(DealEffect::LookUp { deal: deal.id, turn: deal.asked.turn, about }))
}

/// The register answered. One that cannot be looked into is a warning of its own.
pub(super) fn answered(
    state: &mut State,
    (id, turn): (DealId, u32),
    found: Option<Vec<OwnWarning>>,
    known: Option<EntryId>,
) {
    let Some(deal) = super::by_id(state, id).filter(|d| d.asked.turn == turn) else { return };
    deal.asked.waits = false;
    deal.asked.failed = found.is_none();
    deal.asked.known = known;
    if let Some(found) = found {
        set(deal, found, |kind| !kind.is_own());
    }
}
