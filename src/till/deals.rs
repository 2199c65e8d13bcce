//! Deals: one person, one to many lines, as a checklist that fills itself in any order.
//!
//! A deal is begun by an entry, lies whole in a draft after every change, and ends in one entry:
//! signed, or dropped with the reason. What a scan, a key or a picture means for it is decided
//! here; what it shows is a [`DealView`] and nothing else.
//!
//! The room refuses to take a listed handset in exchange for money, to keep a field that the policy
//! forbids, and to say that something is done before it is on disk. Invariants: a deal's number is
//! taken only when its entry came back from the disk; the prices of what was taken add up to what
//! was paid; no leaf holds a person's data in plain.

mod asking;
mod deal;
mod drafts;
mod effect;
mod entries;
mod keys;
mod scans;
mod signing;
mod steps;
#[cfg(test)]
mod tests;
mod told;
mod typing;
mod view;
mod warnings;

pub use crate::goods::Method;
pub use asking::{Asking, Choice, DropReason};
pub use deal::{
    Deal, Declared, How, Line, LineEnd, Lock, Mark, Number, Picture, PictureOf, Place, Resolution, Resolved, Written,
};
pub use effect::{
    CannotBuy, DealEffect, DealEvent, DealPaper, KeptDraft, KnownSeller, LookUp, OwnWarning, Paper, PaperLine,
    WarningKind,
};
pub use keys::MenuRow;
pub use steps::{LineStep, Step};
pub use view::{
    DealView, EnterDoes, Group, LineSummary, MenuView, Prompt, Refusal, Row, RowState, Stage, Value, WarningView,
};

pub use keys::menu;

pub(super) use drafts::{remind, shift_ends};
pub(super) use keys::{buy, enter, key, make_way, menu_key, open_menu};
pub(super) use scans::{joined, numbers, other_code, scanned};
pub(super) use signing::{not_recorded, recorded};
pub(super) use told::told;

use super::{Check, Effect, Phase, Screen, State};
use crate::finding::Finding;
use crate::ledger::leaf::EntryId;
use crate::policy::Policy;
use std::sync::Arc;

/// A deal is named by its `deal_opened` entry.
pub type DealId = EntryId;

/// What deals need to know of the shop.
#[derive(Clone, Debug)]
pub struct DealSetup {
    /// The rules of the place.
    pub policy: Arc<Policy>,
    /// Currency of all prices (ISO 4217).
    pub currency: String,
    /// Whether prices and addresses are looked at for patterns.
    pub patterns: bool,
}

impl DealSetup {
    /// The rules that demand nothing special.
    #[expect(clippy::expect_used, reason = "the tests read every policy of the program")]
    pub fn generic() -> Self {
        let policy = Policy::builtin("generic").expect("the program brings it").clone();
        Self::of(Arc::new(policy))
    }

    /// Under these rules, in their currency.
    pub fn of(policy: Arc<Policy>) -> Self {
        let currency = policy.currency().unwrap_or("EUR").to_owned();
        Self { policy, currency, patterns: false }
    }
}

/// What is written back once a deal's entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DealTicket {
    /// `deal_opened`.
    Opened(DealId),
    /// `deal_signed`.
    Signed(DealId),
    /// `deal_dropped`.
    Dropped(DealId),
}

/// All deals that are not over.
#[derive(Clone, Debug, Default)]
pub struct Deals {
    /// Every open deal, oldest first.
    pub open: Vec<Deal>,
    /// The one in front; the others are parked.
    pub front: Option<DealId>,
    /// The row that the clerk chose; `None`: the one that is next.
    pub cursor: Option<Step>,
    /// A question that comes before the checklist.
    pub asking: Option<Asking>,
    /// The chosen row of the list of kinds and parked deals.
    pub menu_row: usize,
    /// Number of the next deal and of the next item; `None` before the stores are open.
    pub next: Option<Numbers>,
    /// The same for deals of training, which take no number from the real ones.
    pub(super) training: Numbers,
    /// Lines of a document that the scanner sends one by one.
    pub(super) parts: crate::document::Lines,
    /// What is being signed.
    pub(super) sending: Option<signing::Sending>,
    /// The deal that was just signed: shown until the next one begins.
    pub signed: Option<Signed>,
}

/// What is counted without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Number of the next deal.
    pub deal: u64,
    /// Number of the next item.
    pub item: u64,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { deal: 1, item: 1 }
    }
}

/// A deal that stands in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Which.
    pub deal: DealId,
    /// What kind.
    pub kind: crate::policy::DealKind,
    /// Its number.
    pub number: u64,
    /// Index of its entry.
    pub index: u64,
    /// Our numbers of what was taken.
    pub items: Vec<u64>,
    /// What was paid, minor units.
    pub total: u64,
    /// Whether something of it is still to be checked.
    pub provisional: bool,
}

/// What is known of a line's handset at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// A handset without a number yet.
    Empty,
    /// Its finding is not on disk yet.
    Checking,
    /// Its check could not be recorded, or is not known any more: scan it again.
    Failed,
    /// A source lists it.
    Stop,
    /// A source advises caution.
    Caution,
    /// Not all required sources answered.
    NotChecked,
    /// No source lists it.
    NotListed,
    /// There is nothing to be checked: described goods, another device, a handset without a readable number.
    NoCheck,
    /// It is not taken.
    Ended(LineEnd),
}

/// The state of a line; several numbers are as good as the worst.
pub fn line_state(state: &State, line: &Line) -> LineState {
    if let Some(end) = line.ended {
        return LineState::Ended(end);
    }
    if line.checks.is_empty() {
        let numberless = line.what != crate::policy::Goods::Handset || line.is(Mark::NoNumber);
        return if numberless { LineState::NoCheck } else { LineState::Empty };
    }
    let of = |check: Option<&Check>| match check {
        None => LineState::Failed,
        Some(check) if check.phase == Phase::Failed => LineState::Failed,
        Some(check) => match state.verdict(check.id) {
            None => LineState::Checking,
            Some(Finding::Stop) => LineState::Stop,
            Some(Finding::Caution) => LineState::Caution,
            Some(Finding::NotChecked) => LineState::NotChecked,
            Some(Finding::NotListed) => LineState::NotListed,
        },
    };
    let weight = |state: &LineState| match state {
        LineState::Stop => 5,
        LineState::Failed => 4,
        LineState::Checking => 3,
        LineState::Caution => 2,
        LineState::NotChecked => 1,
        _ => 0,
    };
    let states = line.checks.iter().map(|id| of(state.check(*id)));
    states.max_by_key(weight).unwrap_or(LineState::Empty)
}

/// Maker and model by the type allocation code of the line's first number.
pub(super) fn model_of(state: &State, line: &Line) -> Option<String> {
    let number = line.numbers.first()?;
    let body = number.imei.body();
    let name = state.setup.tacs.get(body.tac())?;
    Some(match &name.maker {
        Some(maker) if !name.model.to_lowercase().starts_with(&maker.to_lowercase()) => {
            format!("{maker} {}", name.model)
        }
        _ => name.model.to_string(),
    })
}

impl State {
    /// The deal in front.
    pub fn deal(&self) -> Option<&Deal> {
        self.deals.front.and_then(|id| self.deals.open.iter().find(|d| d.id == id))
    }

    /// The deal in front, to be changed: none while its last entry is being written.
    pub(super) fn deal_mut(&mut self) -> Option<&mut Deal> {
        let front = self.deals.front?;
        self.deals.open.iter_mut().find(|d| d.id == front && !d.is_sending())
    }

    /// Deals that wait for the clerk to come back to them, oldest first.
    pub fn parked(&self) -> Vec<&Deal> {
        self.deals.open.iter().filter(|d| Some(d.id) != self.deals.front).collect()
    }

    /// Numbers that the next deal takes.
    pub(super) fn next_numbers(&self) -> Option<Numbers> {
        if self.papers.training { Some(self.deals.training) } else { self.deals.next }
    }
}

/// The deal in front, or one of the parked ones, by its id.
pub(super) fn by_id(state: &mut State, id: DealId) -> Option<&mut Deal> {
    state.deals.open.iter_mut().find(|d| d.id == id)
}

/// What a check is made for, in the ledger's words.
pub(super) fn purpose(state: &State, check: super::CheckId) -> &'static str {
    let deal = state.deals.open.iter().find(|d| d.lines.iter().any(|l| l.checks.contains(&check)));
    deal.map_or(state.setup.purpose.word(), |d| d.kind.word())
}

/// Where the counter is: at the deal in front, otherwise at the card.
pub(super) fn counter_screen(state: &State) -> Screen {
    if state.deals.front.is_some() { Screen::Deal } else { Screen::Counter }
}

/// The name of a deal's draft on the disk; those of its pictures begin with it.
pub fn draft_name(deal: DealId) -> String {
    format!("deal.{deal}")
}

/// Whether the register holds the last entry of a deal, asked entry by entry.
pub fn is_over<E>(deal: DealId, stands: &mut dyn FnMut(EntryId) -> Result<bool, E>) -> Result<bool, E> {
    for from in [entries::SIGNED_FROM, entries::DROPPED_FROM] {
        for attempt in 0..u64::from(entries::MOST_TRIES) {
            if stands(deal.plus(from + attempt))? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// After every event: warnings are brought up to date, and what has changed is saved before anything
/// else is done.
pub(super) fn follow(state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
    let asked = warnings::refresh(state);
    let mut all = drafts::save(state);
    all.extend(effects);
    all.extend(asked);
    all
}

/// One effect of this room.
pub(super) fn effect(effect: DealEffect) -> Effect {
    Effect::Deal(effect)
}
