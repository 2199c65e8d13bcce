//! Receipts, the day's end, and training.
//!
//! The recorder does the work; the till asks and shows. A receipt is asked for by the index of an
//! entry that is on disk, so nothing is ever shown that was not committed.

use super::{Beep, Effect, Fresh, Notice, Pane, Screen, State, Trouble, crew, entries, panes};
use crate::ledger::closures::{Closed, ClosedDay, DaySheet, day_of};
use crate::ledger::leaf::EntryId;
use crate::print::Slip;
use crate::scan::Key;
use crate::staff::Act;
use chrono::NaiveDate;

/// After a failure to close days the till tries again after this long.
const AGAIN_MS: u64 = 10 * 60 * 1000;

/// What the recorder is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PapersAsk {
    /// The receipt of a committed entry, by its index.
    Receipt(u64),
    /// The day so far.
    Sheet,
    /// Close the days that are over, and the present one if somebody says so.
    Close {
        /// Whether the present day is closed too.
        today_too: bool,
        /// Who closes it.
        staff: Option<EntryId>,
    },
}

/// What the recorder says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PapersTold {
    /// Training began or ended, here or in another program.
    Training(bool),
    /// The receipt.
    Receipt(Box<Slip>),
    /// The day so far.
    Sheet(Box<DaySheet>),
    /// What came of closing.
    Closed(Closed),
    /// It cannot be done.
    Refused {
        /// What was asked for.
        ask: PapersAsk,
        /// Why not, and what to do.
        trouble: Trouble,
    },
}

/// What a pane of this room shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PapersPane {
    /// A receipt.
    Receipt(Box<Slip>),
    /// The day so far: close it?
    Day(Box<DaySheet>),
    /// The day that was closed.
    Closed(Box<ClosedDay>),
    /// More days are open than are closed unasked.
    TooMany {
        /// How many.
        days: u64,
        /// The last day that is closed.
        since: Option<NaiveDate>,
    },
    /// Begin or end training?
    Training,
}

/// What has to be remembered of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Papers {
    /// Whether the shop is in training.
    pub training: bool,
    /// The day that is traded in.
    pub(super) day: Option<NaiveDate>,
    /// When closing is tried again, in monotonic milliseconds.
    pub(super) again: Option<u64>,
    /// Somebody waits for the present day to be closed.
    pub(super) closing: bool,
}

/// A day began: the days before it are to be closed. The start of a till closes them by itself.
pub(super) fn due(state: &mut State) -> Option<Effect> {
    if matches!(state.screen, Screen::Opening | Screen::Sealed) || state.held.died {
        return None;
    }
    let today = day_of(state.now.wall, state.setup.zone);
    // A clock that was ahead and is set right must not keep later days from being seen; the register
    // itself closes no day twice.
    let next_day = state.papers.day.replace(today).is_some_and(|before| today > before);
    let again = state.papers.again.is_some_and(|at| at <= state.now.mono);
    if !next_day && !again {
        return None;
    }
    state.papers.again = None;
    Some(Effect::Papers(PapersAsk::Close { today_too: false, staff: None }))
}

/// F12: the receipt of the check on the card, once it is on disk.
pub(super) fn receipt_of_shown(state: &State) -> Vec<Effect> {
    let committed = state.shown().filter(|_| state.is_on_duty()).and_then(|check| check.committed);
    committed.map(|place| Effect::Papers(PapersAsk::Receipt(place.index))).into_iter().collect()
}

/// The day so far, and the question whether it ends here.
pub(super) fn day_end(state: &mut State) -> Vec<Effect> {
    if !state.is_on_duty() {
        return Vec::new();
    }
    if state.pane == Some(Pane::Quit) {
        panes::close(state);
    }
    vec![Effect::Papers(PapersAsk::Sheet)]
}

/// Begin or end training? Asked, because nothing that follows is what it seems.
pub(super) fn ask_training(state: &mut State) -> Vec<Effect> {
    if state.is_on_duty() {
        panes::raise(state, Pane::Papers(PapersPane::Training));
    }
    Vec::new()
}

/// A key under one of these panes.
pub(super) fn pane_key(state: &mut State, fresh: &mut Fresh, pane: &PapersPane, key: Key) -> Vec<Effect> {
    let answer = match (pane, key) {
        (PapersPane::Day(sheet), Key::Enter) if sheet.open && state.is_on_duty() && !state.papers.closing => {
            if crew::leave_for(state, Act::CloseDay).is_none() {
                return Vec::new();
            }
            state.papers.closing = true;
            let staff = state.staff.as_ref().map(|staff| staff.id);
            vec![Effect::Papers(PapersAsk::Close { today_too: true, staff })]
        }
        // A second Enter while the day is being closed.
        (PapersPane::Day(_), Key::Enter) if state.papers.closing => return Vec::new(),
        (PapersPane::Training, Key::Enter) if state.is_on_duty() => {
            let Some(leave) = crew::leave_for(state, Act::Training) else { return Vec::new() };
            vec![entries::training(state, fresh, !state.papers.training, leave)]
        }
        (_, Key::Esc | Key::Enter) => Vec::new(),
        _ => return Vec::new(),
    };
    let stays = matches!(pane, PapersPane::Day(_)) && state.papers.closing;
    if !stays {
        panes::close(state);
    }
    answer
}

/// The recorder answered.
pub(super) fn told(state: &mut State, told: PapersTold) -> Vec<Effect> {
    match told {
        PapersTold::Training(on) => state.papers.training = on,
        // A receipt or sheet that comes after the clerk has left is nobody's any more.
        PapersTold::Receipt(slip) if state.is_on_duty() => show(state, PapersPane::Receipt(slip)),
        PapersTold::Sheet(sheet) if state.is_on_duty() => show(state, PapersPane::Day(sheet)),
        PapersTold::Receipt(_) | PapersTold::Sheet(_) => {}
        PapersTold::Closed(closed) => closed_days(state, closed),
        PapersTold::Refused { ask, trouble } => {
            if let PapersAsk::Close { .. } = ask {
                state.papers.closing = false;
                state.papers.again = Some(state.now.mono.saturating_add(AGAIN_MS));
            }
            panes::raise(state, Pane::Error(trouble));
            return vec![Effect::Beep(Beep::Unreadable)];
        }
    }
    Vec::new()
}

fn closed_days(state: &mut State, closed: Closed) {
    let asked = std::mem::take(&mut state.papers.closing);
    if asked && matches!(state.pane, Some(Pane::Papers(PapersPane::Day(_)))) {
        panes::close(state);
    }
    match closed {
        Closed::TooMany { days, since } => show(state, PapersPane::TooMany { days, since }),
        Closed::Days(mut days) => {
            let count = days.len();
            let Some(last) = days.pop() else { return };
            if asked {
                show(state, PapersPane::Closed(Box::new(last)));
            } else {
                state.notice = Some(Notice::DaysClosed { day: last.closure.day, days: count });
            }
        }
    }
}

/// One pane of this room at a time.
fn show(state: &mut State, pane: PapersPane) {
    if matches!(state.pane, Some(Pane::Papers(_) | Pane::Quit)) {
        panes::close(state);
    }
    panes::raise(state, Pane::Papers(pane));
}
