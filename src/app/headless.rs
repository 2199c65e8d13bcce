//! The till without a terminal: the same state machine and the same runners, for `check` and the
//! demo's smoke run.

use super::actor::Actor;
use super::{AppError, shop};
use crate::clock::Moment;
use crate::effects::{Inbox, Runner};
use crate::print::Slip;
use crate::scan::{Input, Key, Scan, ScanSource};
use crate::till::{Check, CheckId, Effect, Event, Pane, PapersAsk, PapersPane, Phase, Setup, StaffTold, State, update};
use std::time::Duration;

/// How long nothing may happen before the run counts as stuck: longer than any source's timeout.
const PATIENCE: Duration = Duration::from_mins(1);

/// A till that a command drives.
#[derive(Debug)]
pub(super) struct Headless {
    /// Its state.
    pub(super) state: State,
    runner: Runner,
    inbox: Inbox,
}

impl Headless {
    /// A till over open stores.
    pub(super) fn new(setup: Setup, runner: Runner, inbox: Inbox) -> Self {
        Self { state: State::new(setup, shop::now()), runner, inbox }
    }

    /// Puts an input in, as if it came from a device.
    pub(super) fn input(&self, input: Input) {
        self.runner.outbox.send_soon(Event::Input(input));
    }

    /// A scan of `text`.
    pub(super) fn scan(&self, text: &str) {
        let scan = Scan { source: ScanSource::Replay, raw: text.as_bytes().to_vec(), at: shop::now() };
        self.input(Input::Scan(scan));
    }

    /// Lets the demo's scanner read one of its handsets.
    pub(super) fn simulate(&mut self, n: usize) {
        self.runner.run(crate::till::Effect::Simulate(n));
    }

    /// Signs a person on and waits for the entry.
    pub(super) fn sign_on(&mut self, name: &str) -> Result<(), AppError> {
        self.until(PATIENCE, |state| state.screen == crate::till::Screen::SignIn)?;
        self.input(Input::Text(name.to_owned()));
        self.input(Input::Key(Key::Enter));
        self.until(PATIENCE, |state| state.staff.is_some())
    }

    /// Signs the person of a command on and waits for the entry.
    pub(super) fn sign_on_as(&mut self, actor: &Actor) -> Result<(), AppError> {
        let Some(person) = actor.vouched() else { return self.sign_on(actor.name()) };
        self.until(PATIENCE, |state| state.screen == crate::till::Screen::SignIn)?;
        self.runner.outbox.send_soon(Event::Staff(StaffTold::Vouched(person)));
        self.until(PATIENCE, |state| state.staff.is_some())
    }

    /// The receipt of a committed entry.
    pub(super) fn receipt(&mut self, index: u64) -> Result<Slip, AppError> {
        self.runner.run(Effect::Papers(PapersAsk::Receipt(index)));
        let shown = |state: &State| match &state.pane {
            Some(Pane::Papers(PapersPane::Receipt(slip))) => Some((**slip).clone()),
            _ => None,
        };
        self.until(PATIENCE, |state| shown(state).is_some())?;
        let slip = shown(&self.state).ok_or_else(stuck);
        self.state.pane = None;
        slip
    }

    /// Signs off and waits until everything is on disk.
    pub(super) fn leave(mut self) -> Result<(), AppError> {
        self.runner.outbox.send_soon(Event::Hangup);
        self.until(PATIENCE, |_| false)
    }

    /// Runs until a check that is not among `before` has ended, and returns it.
    pub(super) fn next_check(&mut self, before: &[CheckId]) -> Result<Check, AppError> {
        let ended = |state: &State| {
            let new = state.checks.iter().find(|c| !before.contains(&c.id));
            new.filter(|c| matches!(c.phase, Phase::Done | Phase::Failed)).cloned()
        };
        self.until(PATIENCE, |state| ended(state).is_some())?;
        ended(&self.state).ok_or_else(stuck)
    }

    /// Runs the loop until `done`; an error pane or a quiet time longer than `patience` ends it as a failure.
    pub(super) fn until(&mut self, patience: Duration, done: impl Fn(&State) -> bool) -> Result<(), AppError> {
        let started = shop::now();
        while !done(&self.state) {
            if let Some(Pane::Error(trouble) | Pane::Ledger(trouble)) = &self.state.pane {
                return Err(AppError::Failed { what: trouble.what.clone(), advice: trouble.advice.clone() });
            }
            if over(started, patience) {
                return Err(stuck());
            }
            let wait = self.state.deadline().map_or(1_000, |at| at.saturating_sub(shop::now().mono).clamp(10, 1_000));
            let Some(stamped) = self.inbox.next(Some(Duration::from_millis(wait))) else { return Err(stuck()) };
            for effect in update(&mut self.state, stamped) {
                if self.runner.run(effect) == Some(crate::effects::FaceEffect::Quit) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn over(started: Moment, patience: Duration) -> bool {
    u128::from(shop::now().since(started)) > patience.as_millis()
}

fn stuck() -> AppError {
    AppError::Failed {
        what: "a part of the program does not answer".to_owned(),
        advice: "try again; what was printed is recorded".to_owned(),
    }
}
