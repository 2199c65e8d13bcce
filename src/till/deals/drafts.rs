//! Drafts: every change of a deal is on disk before anything follows from it, so that a power cut
//! at any step loses nothing that was confirmed.

use super::{Deal, DealEffect, DealId, DropReason, KeptDraft, Numbers, Written, effect, entries, signing};
use crate::imei::{Identified, Imei, identify};
use crate::ledger::tree::leaf_hash;
use crate::till::book::Stage;
use crate::till::{Effect, Fresh, Notice, Screen, State, Ticket, checks};
use std::sync::Arc;

/// Puts every deal that has changed since into its draft. Goes before all other effects of an event.
pub(in crate::till) fn save(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    for deal in &mut state.deals.open {
        let Ok(bytes) = serde_json::to_vec(&*deal) else { continue };
        let digest = leaf_hash(&bytes);
        if deal.asked.saved.replace(digest) != Some(digest) {
            effects.push(effect(DealEffect::SaveDraft { deal: deal.id, bytes }));
        }
    }
    effects
}

/// The deal is over: it goes from the screen, and its draft from the disk.
pub(in crate::till) fn forget(state: &mut State, id: DealId) -> Vec<Effect> {
    state.deals.open.retain(|deal| deal.id != id);
    if state.deals.front == Some(id) {
        leave_front(state);
        state.shown = None;
    }
    vec![effect(DealEffect::RemoveDraft { deal: id })]
}

fn leave_front(state: &mut State) {
    state.deals.front = None;
    state.deals.cursor = None;
    state.deals.asking = None;
    state.deals.parts.clear();
    if state.screen == Screen::Deal {
        state.screen = Screen::Counter;
    }
}

/// The deal in front waits in the list of parked deals.
pub(super) fn park(state: &mut State) {
    if state.deals.front.is_some() {
        state.notice = Some(Notice::Deal("deal-parked"));
        state.shown = None;
        leave_front(state);
    }
}

/// A shift ends: its deals wait for the next one, which sees nobody's data in them.
pub(in crate::till) fn shift_ends(state: &mut State) {
    leave_front(state);
    state.deals.signed = None;
    for deal in &mut state.deals.open {
        deal.masked = true;
        deal.masked_person = true;
    }
}

/// Brings a parked deal to the front. A handset whose check is not known any more is checked anew.
pub(super) fn resume(state: &mut State, fresh: &mut Fresh, id: DealId) -> Vec<Effect> {
    let Some(deal) = state.deals.open.iter().find(|d| d.id == id) else { return Vec::new() };
    let lost = |l: &&super::Line| l.ended.is_none() && l.checks.iter().any(|c| state.check(*c).is_none());
    let lost: Vec<(u32, Vec<Imei>)> =
        deal.lines.iter().filter(lost).map(|l| (l.no, l.numbers.iter().map(|n| n.imei).collect())).collect();
    let newest = deal.lines.last().and_then(|l| l.checks.last().copied());
    super::keys::show(state, id);
    state.shown = newest.filter(|id| state.check(*id).is_some());
    let mut effects = Vec::new();
    for (no, imeis) in lost {
        state.shown = None;
        let mut numbers: Vec<Identified> = imeis.iter().filter_map(|i| identify(&i.digits(), None).ok()).collect();
        numbers.dedup_by(|a, b| a.value == b.value);
        if numbers.is_empty() {
            continue;
        }
        effects.extend(checks::start(state, fresh, &numbers));
        let check = state.shown;
        let line = state.deal_mut().and_then(|d| d.lines.iter_mut().find(|l| l.no == no));
        if let (Some(line), Some(check)) = (line, check) {
            line.checks = vec![check];
        }
    }
    effects
}

/// The stores are open: numbers to go on with, and what earlier runs left.
pub(super) fn opened(state: &mut State, next: Numbers, drafts: Vec<KeptDraft>) -> Vec<Effect> {
    state.deals.next = Some(next);
    let mut read = Vec::new();
    for kept in drafts {
        // A draft that cannot be read stays on the disk; a later version may.
        let Ok(mut deal) = serde_json::from_slice::<Deal>(&kept.bytes) else { continue };
        if state.deals.open.iter().any(|known| known.id == deal.id) {
            continue;
        }
        for picture in &mut deal.pictures {
            let bytes = kept.pictures.iter().find(|(name, _)| *name == picture.name);
            picture.bytes = Arc::new(bytes.map(|(_, bytes)| bytes.clone()).unwrap_or_default());
        }
        deal.written = if kept.opened { Written::Opened } else { Written::Nothing };
        deal.masked = true;
        deal.masked_person = true;
        read.push(deal);
    }
    state.deals.open.splice(0..0, read);
    if state.notice.is_none() {
        remind(state);
    }
    Vec::new()
}

/// Whoever comes to the counter is told of deals that wait.
pub(in crate::till) fn remind(state: &mut State) {
    if !state.deals.open.is_empty() && state.staff.is_some() {
        state.notice = Some(Notice::Deal("deal-drafts-there"));
    }
}

/// The clerk drops the deal in front and says why.
pub(super) fn drop(state: &mut State, why: DropReason) -> Vec<Effect> {
    let Some(deal) = state.deal().filter(|d| !d.is_sending()) else { return Vec::new() };
    if deal.written == Written::Opening {
        state.notice = Some(Notice::Deal("deal-slip-writing"));
        return Vec::new();
    }
    let drafts = entries::dropped(state, deal, why);
    let (id, returned) = (deal.id, signing::returned_checks(state, deal, true));
    if let Some(deal) = state.deal_mut() {
        deal.send();
    }
    state.deals.asking = None;
    for check in returned {
        signing::put_away(state, check, Stage::Sent);
    }
    vec![Effect::Record { ticket: Ticket::Deal(super::DealTicket::Dropped(id)), drafts }]
}
