//! The counter's state machine: [`update`] takes one event and says what is to be done.
//!
//! No clock, no file, no network, no randomness: time and a fresh entry id come in with every
//! event ([`Stamped`]), everything that touches the world goes out as an [`Effect`]. A scene in
//! `tests/scenes` is therefore a whole shop day without a shop.
//!
//! Invariants: a verdict becomes visible only after `Recorded` came back for it; a check that was
//! started ends in `check_answered` or `check_dropped`; input that arrived as a burst never
//! reaches the key table.
//!
//! ```
//! use countercheck::clock::Moment;
//! use countercheck::ledger::leaf::EntryId;
//! use countercheck::till::{Event, Setup, Stamped, State, update};
//! let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 0);
//! let mut state = State::new(Setup::for_shop("Test shop"), at);
//! let effects = update(&mut state, Stamped { at, fresh: EntryId::from_u128(1), event: Event::Tick });
//! assert!(effects.is_empty());
//! ```

mod book;
mod check;
mod checks;
mod codes;
mod crew;
mod deals;
mod effect;
mod entries;
mod event;
mod hints;
mod holds;
mod inspect;
mod joining;
mod keys;
mod manual;
mod panes;
mod papers;
mod photo;
mod printing;
mod recheck;
mod screening;
mod settle;
mod setup;
mod staff;
mod state;
mod stock;
mod warning;

pub use check::{Awaited, Check, CheckId, Phase, Reason};
pub use crew::{Crew, Form as StaffForm, Leave, PinAnswer, Post, Said, StaffAsk, StaffTold, Step as StaffStep};
pub use deals::{
    Asking, CannotBuy, Choice, Deal, DealEffect, DealEvent, DealId, DealPaper, DealSetup, DealTicket, DealView, Deals,
    Declared, DropReason, EnterDoes, Group, How, KeptDraft, KnownSeller, Line, LineEnd, LineState, LineStep,
    LineSummary, Lock, LookUp, Mark, MenuRow, MenuView, Method, Number, Numbers, OwnWarning, Paper, PaperLine, Picture,
    PictureOf, Place, Prompt, Refusal, Resolution, Resolved, Row, RowState, Signed, Stage, Step, Value, WarningKind,
    WarningView, Written, draft_name, is_over, line_state, menu,
};
pub use effect::{Beep, Committed, Effect, Ticket};
pub use event::{Event, Fresh, RestoredCheck, Stamped, Trouble};
pub use hints::{Action, KeyHint, hints};
pub use holds::{Hold, HoldReason, StockAction};
pub use inspect::{FirstPage, InspectAsk, InspectTold, Inspection, LogRow, PAGE, Stage as InspectionStage, Values};
pub use manual::{ManualForm, ManualStep};
pub use papers::{Papers, PapersAsk, PapersPane, PapersTold};
pub use photo::{
    Decided, PhoneCode, Photo, PhotoAsk, PhotoId, PhotoLine, PhotoNotice, PhotoTold, Photos, ReadPhoto, Ways,
};
pub use printing::PrintTold;
pub use screening::{ListNow, ListVersion};
pub use setup::{ListInfo, Mode, Reach, Setup, SourceInfo};
pub use state::{Held, Leaving, Notice, Pane, Screen, Staff, State, Waiting};
pub use stock::{
    CardKey, Count as StockCount, Field as StockField, Form as StockForm, StockAsk, StockNotice, StockRoom, StockTold,
    View as StockView, card_keys,
};
pub use warning::Warning;

use crate::clock::{Moment, step_between};
use book::Cause;

/// Takes one event, changes the state, and returns what is to be done, in order.
pub fn update(state: &mut State, stamped: Stamped) -> Vec<Effect> {
    let Stamped { at, fresh, event } = stamped;
    let mut fresh = Fresh::new(fresh);
    let mut effects: Vec<Effect> = clock(state, &mut fresh, at).into_iter().collect();
    state.now = at;
    effects.extend(match event {
        Event::Input(input) => keys::input(state, &mut fresh, input),
        Event::Consulted { check, answers } => checks::consulted(state, &mut fresh, check, answers),
        Event::Answered { check, answer } => checks::answered(state, &mut fresh, check, answer),
        Event::Recorded { ticket, committed } => settle::recorded(state, &mut fresh, ticket, &committed),
        Event::NotRecorded { ticket, trouble } => settle::not_recorded(state, &mut fresh, ticket, trouble),
        Event::Papers(told) => papers::told(state, told),
        Event::Print(told) => printing::told(state, told),
        Event::Stock(told) => stock::told(state, &mut fresh, told),
        Event::Deal(event) => deals::told(state, event),
        Event::Inspect(told) => inspect::told(state, told),
        Event::Staff(told) => crew::told(state, &mut fresh, told),
        Event::Photo(told) => photo::told(state, &mut fresh, told),
        Event::Restored(checks) => recheck::restored(state, checks),
        Event::Lists(lists) => screening::lists(state, lists),
        Event::Screened(answers) => screening::screened(state, &mut fresh, answers),
        Event::Opened => staff::opened(state),
        Event::Sealed(trouble) => staff::sealed(state, trouble),
        Event::WorkerDied(trouble) => staff::worker_died(state, &mut fresh, trouble),
        Event::Hangup => staff::leave(state, &mut fresh),
        Event::Warned(warning) => {
            state.warning = warning;
            Vec::new()
        }
        Event::Tick => Vec::new(),
    });
    effects.extend(recheck::due(state, &mut fresh));
    effects.extend(papers::due(state));
    effects.extend(photo::due(state));
    crew::idle(state);
    deals::follow(state, effects)
}

/// Judges the wall clock against one moment until it steps, so that many small steps add up. While
/// the register cannot be written, the judgement waits.
fn clock(state: &mut State, fresh: &mut Fresh, at: Moment) -> Option<Effect> {
    if matches!(state.screen, Screen::Opening | Screen::Sealed) {
        return None;
    }
    let step = step_between(state.held.clock.unwrap_or(state.now), at)?;
    state.held.clock = Some(at);
    Some(entries::clock_stepped(state, fresh, at, step))
}
