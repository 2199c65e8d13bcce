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

mod check;
mod checks;
mod codes;
mod effect;
mod entries;
mod event;
mod joining;
mod keys;
mod manual;
mod recheck;
mod staff;
mod state;
#[cfg(test)]
mod tests;

pub use check::{Awaited, Check, CheckId, Phase, Reason};
pub use effect::{Beep, Committed, Effect, Ticket};
pub use event::{Event, Fresh, RestoredCheck, Stamped, Trouble};
pub use keys::{Action, KeyHint, hints};
pub use manual::{ManualForm, ManualStep};
pub use state::{Mode, Notice, Pane, Reach, Screen, Setup, SourceInfo, Staff, State, Waiting};

use crate::clock::step_between;

/// Takes one event, changes the state, and returns what is to be done, in order.
pub fn update(state: &mut State, stamped: Stamped) -> Vec<Effect> {
    let Stamped { at, fresh, event } = stamped;
    let mut fresh = Fresh::new(fresh);
    let mut effects = Vec::new();
    if let Some(step) = step_between(state.now, at) {
        effects.push(entries::clock_stepped(state, &mut fresh, at, step));
    }
    state.now = at;
    effects.extend(match event {
        Event::Input(input) => keys::input(state, &mut fresh, input),
        Event::Consulted { check, answers } => checks::consulted(state, &mut fresh, check, answers),
        Event::Answered { check, answer } => checks::answered(state, &mut fresh, check, answer),
        Event::Recorded { ticket, committed } => checks::recorded(state, &mut fresh, ticket, &committed),
        Event::NotRecorded { ticket, trouble } => checks::not_recorded(state, ticket, trouble),
        Event::Restored(checks) => recheck::restored(state, checks),
        Event::Opened => {
            state.screen = Screen::SignIn;
            state.pane = None;
            Vec::new()
        }
        Event::Sealed(trouble) => {
            state.screen = Screen::Sealed;
            state.pane = Some(Pane::Ledger(trouble));
            Vec::new()
        }
        Event::WorkerDied(trouble) => staff::worker_died(state, &mut fresh, trouble),
        Event::Hangup => staff::leave(state, &mut fresh),
        Event::Tick => Vec::new(),
    });
    effects.extend(recheck::due(state));
    effects
}
