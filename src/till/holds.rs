//! What the shop keeps: handsets bought, put on hold, and released again.
//!
//! A hold is put on by itself where a source lists a handset after the fact, and lifted by a person
//! with a reason only: that a list dropped a number says nothing about why it stood there.

use super::{
    Check, CheckId, Effect, Fresh, Notice, Phase, Screen, State, Ticket, crew, deals, entries, keys, screening,
};
use crate::finding::{Outcome, SourceName};
pub use crate::goods::HoldReason;
use crate::staff::Act;
use chrono::{DateTime, Utc};

/// Longest reason that is taken.
const REASON_CHARS: usize = 200;

/// A hold that nobody lifted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub why: HoldReason,
    /// The sources that listed the handset then.
    pub sources: Vec<SourceName>,
}

/// What the stock key does for the check on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockAction {
    /// Begin its purchase.
    Buy,
    /// Keep it from being sold.
    Hold,
    /// Ask for the reason, then lift the hold.
    Release,
}

impl State {
    /// What the stock key does now; `None` while no finding stands on the card.
    pub fn stock_action(&self) -> Option<StockAction> {
        let check = self.shown().filter(|c| c.finding.is_some() && c.phase != Phase::Failed)?;
        Some(match (&check.hold, check.marked) {
            (Some(_), _) => StockAction::Release,
            (None, true) => StockAction::Hold,
            (None, false) => StockAction::Buy,
        })
    }

    /// Checks whose handsets are on hold, oldest hold first.
    pub fn on_hold(&self) -> Vec<&Check> {
        let mut held: Vec<&Check> = self.checks.iter().filter(|c| c.hold.is_some()).collect();
        held.sort_by_key(|c| c.hold.as_ref().map(|h| h.since));
        held
    }
}

impl Check {
    /// The sources whose newest answer about one of the handset's numbers lists it.
    pub fn listing(&self) -> Vec<SourceName> {
        let mut names: Vec<SourceName> = Vec::new();
        for answer in &self.answers {
            let newest = self.last(&answer.source, &answer.imei);
            if matches!(newest.map(|a| &a.outcome), Some(Outcome::Listed(_))) && !names.contains(&answer.source) {
                names.push(answer.source.clone());
            }
        }
        names
    }
}

/// The stock key.
pub(super) fn act(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let (Some(action), Some(id)) = (state.stock_action(), state.shown) else { return buy(state, fresh) };
    if !state.is_on_duty() {
        return Vec::new();
    }
    match action {
        StockAction::Buy => buy(state, fresh),
        StockAction::Hold => hold(state, fresh, id),
        StockAction::Release => {
            state.field.clear();
            state.notice = None;
            state.screen = Screen::Release;
            Vec::new()
        }
    }
}

/// Who may not buy is told so before anything is asked of a seller.
fn buy(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    crew::leave_for(state, Act::Buy).map(|_| deals::buy(state, fresh)).unwrap_or_default()
}

fn hold(state: &mut State, fresh: &mut Fresh, id: CheckId) -> Vec<Effect> {
    let Some(leave) = crew::leave_for(state, Act::Hold) else { return Vec::new() };
    let Some(check) = state.check(id) else { return Vec::new() };
    let draft = leave.onto(entries::held(state, fresh, check, HoldReason::ByHand));
    vec![Effect::Record { ticket: Ticket::Held(id), drafts: vec![draft] }]
}

/// Enter after the reason. Without one nothing is lifted.
pub(super) fn release(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let reason: String = state.field.chars().filter(|c| !c.is_control()).take(REASON_CHARS).collect();
    let (reason, id) = (reason.trim().to_owned(), state.shown);
    let Some(id) = id.filter(|_| !reason.is_empty() && state.stock_action() == Some(StockAction::Release)) else {
        return Vec::new();
    };
    let Some(leave) = crew::leave_for(state, Act::Release) else { return Vec::new() };
    state.field.clear();
    keys::to_counter(state);
    let draft = leave.onto(entries::released(state, fresh, id, reason));
    vec![Effect::Record { ticket: Ticket::Released(id), drafts: vec![draft] }]
}

/// `marked` is on disk.
pub(super) fn marked(state: &mut State, id: CheckId, drafts: usize) -> Vec<Effect> {
    let now = state.now.wall;
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.marked = true;
    if drafts > 1 {
        check.hold = Some(Hold { since: now, why: HoldReason::ByHand, sources: check.listing() });
    }
    state.notice = Some(Notice::Marked(id));
    // A version that came in since its check has not been held against it yet.
    screening::screen(state, |check| check.id == id)
}

/// `held` is on disk.
pub(super) fn held(state: &mut State, id: CheckId) -> Vec<Effect> {
    let now = state.now.wall;
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.hold = Some(Hold { since: now, why: HoldReason::ByHand, sources: check.listing() });
    state.notice = Some(Notice::Held(id));
    Vec::new()
}

/// `released` is on disk.
pub(super) fn released(state: &mut State, id: CheckId) -> Vec<Effect> {
    let Some(check) = state.check_mut(id) else { return Vec::new() };
    check.hold = None;
    state.notice = Some(Notice::Released(id));
    Vec::new()
}

/// Up and down in the list of holds.
pub(super) fn step(state: &mut State, down: bool) {
    let last = state.on_hold().len().saturating_sub(1);
    let row = state.held.hold_row.min(last);
    state.held.hold_row = if down { (row + 1).min(last) } else { row.saturating_sub(1) };
}

/// Brings the chosen handset's card up.
pub(super) fn choose(state: &mut State) {
    let row = state.held.hold_row;
    let Some(id) = state.on_hold().get(row).map(|c| c.id) else { return };
    state.shown = Some(id);
    keys::to_counter(state);
}
