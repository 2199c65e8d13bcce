//! Declared, signed, written: the way from a full checklist to one entry.
//!
//! What was declared is compared by its digest: a declaration printed before the last change
//! confirms nothing.

use super::{
    Deal, DealEffect, DealPaper, DealTicket, Declared, Line, LineState, Method, Numbers, Paper, PaperLine, Signed,
    Step, Written, drafts, effect, entries, keys, line_state, model_of, steps,
};
use crate::codes::{DeclarationCode, OurCode};
use crate::finding::Finding;
use crate::imei::Imei;
use crate::ledger::tree::leaf_hash;
use crate::policy::{CashRule, DealKind, Goods};
use crate::till::{Beep, Check, Committed, Effect, Fresh, Hold, HoldReason, Notice, Pane, PapersAsk, State};
use crate::till::{Screen, Ticket, Trouble, book::Stage, panes, screening};
use serde_json::json;

/// What the bars of a deal's newest declaration say.
fn code_of(deal: &Deal) -> DeclarationCode {
    DeclarationCode::new(deal.id.to_u128(), deal.declared.as_ref().map_or(0, |declared| declared.print))
}

/// Reads a declaration's code out of a scan, with whatever the scanner puts before it.
pub(super) fn code(text: &str) -> Option<DeclarationCode> {
    let bare = text.find("CCD").and_then(|at| text.get(at..)).unwrap_or(text);
    match OurCode::parse(bare) {
        Some(OurCode::Declaration(code)) => Some(code),
        _ => None,
    }
}

/// Whether the deal may be paid so.
pub(super) fn may_pay(state: &State, deal: &Deal, method: Method) -> bool {
    method != Method::Cash || cash_rule(state, deal) == CashRule::Allowed
}

/// What the law of the place says of paying the whole in cash.
pub(super) fn cash_rule(state: &State, deal: &Deal) -> CashRule {
    let policy = &state.setup.deals.policy;
    let amount = total(state, deal);
    let mut goods: Vec<Goods> = taken(state, deal).map(|(_, line)| line.what).collect();
    goods.sort();
    goods.dedup();
    goods.into_iter().map(|g| policy.cash(amount, g)).find(|r| *r != CashRule::Allowed).unwrap_or(CashRule::Allowed)
}

/// The lines that are taken in, with their places from 1.
pub(super) fn taken<'a>(state: &'a State, deal: &'a Deal) -> impl Iterator<Item = (u32, &'a Line)> {
    let numbered = deal.lines.iter().zip(1u32..).map(|(line, n)| (n, line));
    numbered.filter(|(_, line)| steps::goes_on(deal.kind, line_state(state, line)))
}

/// What is paid for what is taken, minor units.
pub(super) fn total(state: &State, deal: &Deal) -> u64 {
    if !steps::pays(deal.kind) {
        return 0;
    }
    taken(state, deal).filter_map(|(_, line)| line.price).fold(0, u64::saturating_add)
}

/// Digest of what a declaration says.
pub(super) fn digest(state: &State, deal: &Deal) -> [u8; 32] {
    let lines: Vec<_> =
        taken(state, deal).map(|(n, l)| json!([n, l.what, l.numbers, l.told, l.lock, l.marks, l.price])).collect();
    let text = json!([deal.kind, lines, deal.identity, deal.told, deal.payment, deal.due, deal.against]);
    leaf_hash(&serde_json::to_vec(&text).unwrap_or_default())
}

/// Prints the declaration of the deal as it is now.
pub(super) fn declare(state: &mut State) -> Vec<Effect> {
    let Some(deal) = state.deal() else { return Vec::new() };
    let digest = digest(state, deal);
    let Some(deal) = state.deal_mut() else { return Vec::new() };
    deal.prints += 1;
    deal.declared = Some(Declared { print: deal.prints, digest });
    state.deals.cursor = None;
    let Some(paper) = state.deal().map(|deal| paper(state, deal)) else { return Vec::new() };
    state.notice = Some(Notice::Deal("deal-declaration-printed"));
    vec![effect(DealEffect::Print(Paper::Declaration(Box::new(paper))))]
}

/// What stands on the papers of a deal now.
pub(super) fn paper(state: &State, deal: &Deal) -> DealPaper {
    let zone = state.setup.zone;
    let line = |(n, line): (u32, &Line)| PaperLine {
        line: n,
        item: None,
        what: line.what,
        name: line.told.get("model").cloned().or_else(|| model_of(state, line)).unwrap_or_default(),
        numbers: numbers(line),
        told: line.told.clone(),
        price: line.price,
        hold: entries::hold(state, deal, line.what, state.now.wall, zone).map(|h| h.until),
    };
    DealPaper {
        deal: deal.id,
        kind: deal.kind,
        number: None,
        index: None,
        code: code_of(deal).bars(),
        at: state.now.wall,
        lines: taken(state, deal).map(line).collect(),
        identity: deal.identity.clone(),
        told: deal.told.clone(),
        currency: state.setup.deals.currency.clone(),
        total: total(state, deal),
        payment: deal.payment,
        due: deal.due,
        training: state.papers.training,
    }
}

fn numbers(line: &Line) -> Vec<String> {
    let mut numbers: Vec<String> = line.numbers.iter().map(|n| n.imei.digits()).collect();
    numbers.sort();
    numbers.dedup();
    numbers
}

/// The code of a declaration was scanned: it confirms the signature under what it says.
pub(super) fn scanned(state: &mut State, fresh: &mut Fresh, code: DeclarationCode) -> Vec<Effect> {
    let refuse = |state: &mut State, why: &'static str| {
        state.notice = Some(Notice::Deal(why));
        vec![Effect::Beep(Beep::Unreadable)]
    };
    let Some(deal) = state.deal() else { return Vec::new() };
    if !code.is_of(deal.id.to_u128()) {
        return refuse(state, "deal-slip-other-declaration");
    }
    let current = deal.declared.is_some() && code == code_of(deal);
    let open = !deal.is_sending();
    if !open || !current || !steps::is_done(state, deal, Step::Declaration) {
        return refuse(state, "deal-slip-old-declaration");
    }
    if steps::next(state, deal) != Some(Step::Confirm) {
        return refuse(state, "deal-slip-not-complete");
    }
    sign(state, fresh)
}

/// Everything is there and signed: one entry, shown as done when it is on disk.
pub(super) fn sign(state: &mut State, _fresh: &mut Fresh) -> Vec<Effect> {
    if !state.is_on_duty() {
        return Vec::new();
    }
    let Some(deal) = state.deal().filter(|d| steps::next(state, d) == Some(Step::Confirm)) else { return Vec::new() };
    let Some(next) = state.next_numbers() else {
        state.notice = Some(Notice::Deal("deal-slip-not-open"));
        return vec![Effect::Beep(Beep::Unreadable)];
    };
    if state.deals.open.iter().any(Deal::is_sending) {
        state.notice = Some(Notice::Deal("deal-slip-writing"));
        return Vec::new();
    }
    if deal.training != state.papers.training {
        state.notice = Some(Notice::Deal("deal-slip-training"));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let drafts = entries::signed(state, deal, next);
    let (id, sending) = (deal.id, Sending::of(state, deal, next));
    if let Some(deal) = state.deal_mut() {
        deal.send();
    }
    state.deals.sending = Some(sending);
    state.deals.cursor = None;
    state.notice = None;
    mark_dropped(state, id, Stage::Sent);
    vec![Effect::Record { ticket: Ticket::Deal(DealTicket::Signed(id)), drafts }]
}

/// What is being signed, as it stands in the entry: what comes in meanwhile changes nothing of it.
#[derive(Clone)]
pub(in crate::till) struct Sending {
    paper: DealPaper,
    checks: Vec<crate::till::CheckId>,
    items: Vec<u64>,
    after: Numbers,
    provisional: bool,
}

impl std::fmt::Debug for Sending {
    /// A paper is personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sending").field("items", &self.items).finish_non_exhaustive()
    }
}

impl Sending {
    fn of(state: &State, deal: &Deal, next: Numbers) -> Self {
        let lines: Vec<(u32, Line)> = taken(state, deal).map(|(n, line)| (n, line.clone())).collect();
        let states: Vec<LineState> = lines.iter().map(|(_, line)| line_state(state, line)).collect();
        let mut paper = paper(state, deal);
        paper.number = Some(next.deal);
        let kept = entries::has_items(deal.kind);
        for (line, n) in paper.lines.iter_mut().zip(next.item..).filter(|_| kept) {
            line.item = Some(n);
        }
        let items: Vec<u64> = paper.lines.iter().filter_map(|l| l.item).collect();
        Self {
            after: Numbers { deal: next.deal + 1, item: next.item + items.len() as u64 },
            provisional: entries::provisional(deal, &lines, &states),
            checks: lines.iter().flat_map(|(_, line)| line.checks.clone()).collect(),
            paper,
            items,
        }
    }
}

/// Checks of lines that went back over the counter are asked no further.
pub(super) fn returned_checks(state: &State, deal: &Deal, all: bool) -> Vec<crate::till::CheckId> {
    let back = |line: &&Line| all || !steps::goes_on(deal.kind, line_state(state, line));
    let ids = deal.lines.iter().filter(back).flat_map(|line| line.checks.iter().copied());
    ids.filter(|id| state.check(*id).is_some_and(|c| c.book.begun == Stage::Written && droppable(c))).collect()
}

fn droppable(check: &Check) -> bool {
    !check.is_dropped() && !check.marked && check.finding.is_some()
}

fn mark_dropped(state: &mut State, id: super::DealId, how_far: Stage) {
    let Some(deal) = state.deals.open.iter().find(|d| d.id == id) else { return };
    for check in returned_checks(state, deal, false) {
        put_away(state, check, how_far);
    }
}

/// The check's own end is on its way, or on disk.
pub(super) fn put_away(state: &mut State, check: crate::till::CheckId, how_far: Stage) {
    state.queue.retain(|waiting| waiting.check != check);
    if let Some(check) = state.check_mut(check) {
        check.book.dropped = how_far;
    }
}

/// An entry of a deal is on disk.
pub(in crate::till) fn recorded(state: &mut State, ticket: &DealTicket, committed: &[Committed]) -> Vec<Effect> {
    match ticket {
        DealTicket::Opened(id) => {
            if let Some(deal) = super::by_id(state, *id).filter(|d| d.written == Written::Opening) {
                deal.written = Written::Opened;
            }
            Vec::new()
        }
        DealTicket::Signed(id) => is_signed(state, *id, committed),
        DealTicket::Dropped(id) => {
            let effects = drafts::forget(state, *id);
            state.notice = Some(Notice::Deal("deal-dropped"));
            effects
        }
    }
}

fn is_signed(state: &mut State, id: super::DealId, committed: &[Committed]) -> Vec<Effect> {
    let known = state.deals.open.iter().find(|d| d.id == id && d.is_sending()).cloned();
    let (Some(deal), Some(sent)) = (known, state.deals.sending.take()) else { return Vec::new() };
    let index = entries::place_of_signed(&deal, committed);
    let Sending { mut paper, checks, items, after, provisional } = sent;
    paper.index = Some(index);
    if deal.training {
        state.deals.training = after;
    } else {
        state.deals.next = Some(after);
    }
    if deal.kind != DealKind::Repair {
        for check in &checks {
            keep(state, *check);
        }
    }
    let number = paper.number.unwrap_or_default();
    let total = paper.total;
    state.deals.signed = Some(Signed { deal: id, kind: deal.kind, number, index, items, total, provisional });
    let mut effects = drafts::forget(state, id);
    state.notice = Some(Notice::Deal("deal-signed"));
    effects.push(Effect::Beep(Beep::Result));
    effects.push(Effect::Papers(PapersAsk::Receipt(index)));
    let papers = if deal.kind == DealKind::Repair { Paper::Ticket } else { Paper::Labels };
    effects.push(effect(DealEffect::Print(papers(Box::new(paper)))));
    // A version of a list that came in since the check has not been held against it yet.
    effects.extend(screening::screen(state, |check| checks.contains(&check.id)));
    effects
}

/// The handset is the shop's from here on: it is screened against every newer version of a list, and
/// one that a source lists already is not sold on by oversight.
fn keep(state: &mut State, id: crate::till::CheckId) {
    let now = state.now.wall;
    let Some(check) = state.check_mut(id) else { return };
    check.marked = true;
    if check.finding == Some(Finding::Stop) && check.hold.is_none() {
        check.hold = Some(Hold { since: now, why: HoldReason::ByHand, sources: check.listing() });
    }
}

/// An entry of a deal could not be written: nothing is done, and the same can be tried again.
pub(in crate::till) fn not_recorded(state: &mut State, ticket: &DealTicket, trouble: Trouble) {
    let (DealTicket::Opened(id) | DealTicket::Signed(id) | DealTicket::Dropped(id)) = ticket;
    let known = state.deals.open.iter().find(|d| d.id == *id).cloned();
    if let Some(deal) = known {
        let sending = deal.is_sending();
        for check in deal.lines.iter().flat_map(|l| &l.checks).filter(|_| sending) {
            if let Some(check) = state.check_mut(*check).filter(|c| c.book.dropped == Stage::Sent) {
                check.book.dropped = Stage::No;
            }
        }
        if let Some(deal) = super::by_id(state, *id) {
            deal.take_back();
        }
        if sending {
            state.deals.sending = None;
            keys::show(state, *id);
        }
    }
    panes::raise(state, Pane::Error(trouble));
    if state.deals.front.is_some() && state.staff.is_some() {
        state.screen = Screen::Deal;
    }
}

/// A number that one of the deal's handsets has: for the masked view of a draft.
pub(super) fn masked(imei: &Imei) -> String {
    format!("{}-xxxxxx-x", imei.body().tac())
}
