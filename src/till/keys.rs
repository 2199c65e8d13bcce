//! Which key does what, on which screen. A burst never comes through here as a key.

use super::{Effect, Fresh, ManualStep, Mode, Notice, Pane, Screen, State};
use super::{checks, codes, joining, manual, recheck, staff};
use crate::scan::{DeviceStatus, Input, Key};

/// Longest text that the armed field takes.
const FIELD_CHARS: usize = 128;

/// What a key can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open help.
    Help,
    /// Show this run's checks.
    Today,
    /// Show what waits for an answer.
    Queue,
    /// Look a number up by hand.
    Manual,
    /// Hand the counter over to another person.
    HandOver,
    /// Drop the check on the card.
    Drop,
    /// Leave the program.
    Quit,
    /// Close what is open.
    Back,
    /// Ask waiting sources now.
    AskNow,
    /// Scan the next demo handset.
    DemoNext,
    /// Choose a demo handset.
    DemoMenu,
}

/// A key with its action, and the words' key of its label.
#[derive(Clone, Copy, Debug)]
pub struct KeyHint {
    /// The key.
    pub key: Key,
    /// How the key is written on the screen.
    pub name: &'static str,
    /// What it does.
    pub action: Action,
    /// Label in the catalogues.
    pub label: &'static str,
}

const fn hint(key: Key, name: &'static str, action: Action, label: &'static str) -> KeyHint {
    KeyHint { key, name, action, label }
}

const HELP: KeyHint = hint(Key::F(1), "F1", Action::Help, "key-help");
const BACK: KeyHint = hint(Key::Esc, "Esc", Action::Back, "key-back");
const QUIT: KeyHint = hint(Key::F(10), "F10", Action::Quit, "key-quit");

const COUNTER: &[KeyHint] = &[
    HELP,
    hint(Key::F(2), "F2", Action::Today, "key-today"),
    hint(Key::F(3), "F3", Action::Queue, "key-queue"),
    hint(Key::F(4), "F4", Action::Manual, "key-manual"),
    hint(Key::F(5), "F5", Action::HandOver, "key-hand-over"),
    hint(Key::F(8), "F8", Action::Drop, "key-drop"),
    QUIT,
];
const DEMO: &[KeyHint] = &[
    HELP,
    hint(Key::Tab, "Tab", Action::DemoNext, "key-demo-scan"),
    hint(Key::F(6), "F6", Action::DemoMenu, "key-demo-menu"),
    hint(Key::F(2), "F2", Action::Today, "key-today"),
    hint(Key::F(3), "F3", Action::Queue, "key-queue"),
    hint(Key::F(8), "F8", Action::Drop, "key-drop"),
    QUIT,
];
const QUEUE: &[KeyHint] = &[HELP, hint(Key::F(5), "F5", Action::AskNow, "key-ask-now"), BACK, QUIT];
const SIDE: &[KeyHint] = &[HELP, BACK, QUIT];
const OUTSIDE: &[KeyHint] = &[HELP, QUIT];

/// The keys of a screen, in the order of the bottom line.
pub fn hints(screen: Screen, mode: Mode) -> &'static [KeyHint] {
    match screen {
        Screen::Counter if mode == Mode::Demo => DEMO,
        Screen::Counter => COUNTER,
        Screen::Queue => QUEUE,
        Screen::Today | Screen::Help | Screen::Manual => SIDE,
        Screen::Opening | Screen::Sealed | Screen::SignIn => OUTSIDE,
    }
}

/// Takes what the keyboard or a scanner delivered.
pub(super) fn input(state: &mut State, fresh: &mut Fresh, input: Input) -> Vec<Effect> {
    match input {
        Input::Scan(scan) => codes::scanned(state, fresh, scan),
        Input::Text(text) => {
            text.chars().for_each(|c| type_char(state, c));
            Vec::new()
        }
        Input::Trouble(trouble) => {
            state.notice = Some(Notice::Scanner(trouble));
            Vec::new()
        }
        Input::Device(status) => {
            device(state, status);
            Vec::new()
        }
        Input::Hangup => staff::leave(state, fresh),
        Input::Key(key) if state.pane.is_some() => pane_key(state, fresh, key),
        Input::Key(key) => screen_key(state, fresh, key),
    }
}

fn device(state: &mut State, status: DeviceStatus) {
    state.devices = vec![status];
}

fn pane_key(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    let Some(pane) = state.pane.clone() else { return Vec::new() };
    match (pane, key) {
        (Pane::SameHandset { first, second }, Key::Char('s' | 'S')) => {
            state.pane = None;
            joining::join(state, fresh, first, second)
        }
        (Pane::SameHandset { .. }, Key::Char('a' | 'A') | Key::Esc | Key::Enter)
        | (Pane::Error(_), Key::Esc | Key::Enter)
        | (Pane::Quit | Pane::Demo, Key::Esc) => {
            state.pane = None;
            Vec::new()
        }
        (Pane::LateHit(id), Key::Esc | Key::Enter) => {
            state.pane = None;
            state.shown = Some(id);
            if state.staff.is_some() {
                state.screen = Screen::Counter;
            }
            Vec::new()
        }
        (Pane::Quit, Key::Enter) => {
            state.pane = None;
            staff::leave(state, fresh)
        }
        (Pane::Demo, Key::Char(c)) => {
            let chosen = c.to_digit(10).and_then(|d| (d as usize).checked_sub(1));
            let chosen = chosen.filter(|n| *n < state.setup.demo.len());
            if chosen.is_some() {
                state.pane = None;
            }
            chosen.map(Effect::Simulate).into_iter().collect()
        }
        (Pane::Ledger(trouble), Key::F(9)) => vec![Effect::NewEpoch { reason: trouble.what }],
        (Pane::Ledger(_), Key::F(10) | Key::Esc) => vec![Effect::Quit],
        // Typed digits belong to the armed field even under a question.
        (Pane::SameHandset { .. }, Key::Char(c)) if c.is_ascii_digit() => {
            type_char(state, c);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn screen_key(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    if let Some(hint) = hints(state.screen, state.setup.mode).iter().find(|h| h.key == key) {
        return act(state, fresh, hint.action);
    }
    match key {
        Key::Char('?') => act(state, fresh, Action::Help),
        Key::Char(c) if state.screen == Screen::Manual && step(state) == Some(ManualStep::Answer) => {
            manual::choose(state, c)
        }
        Key::Char(c) => {
            type_char(state, c);
            Vec::new()
        }
        Key::Backspace => {
            state.field.pop();
            Vec::new()
        }
        Key::Enter => enter(state, fresh),
        Key::Esc => {
            state.field.clear();
            state.notice = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn step(state: &State) -> Option<ManualStep> {
    state.manual.as_ref().map(|m| m.step)
}

fn type_char(state: &mut State, c: char) {
    if state.screen != Screen::Sealed && !c.is_control() && state.field.chars().count() < FIELD_CHARS {
        state.field.push(c);
    }
}

fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    match state.screen {
        Screen::SignIn => staff::sign_on(state, fresh),
        Screen::Manual => manual::submit(state, fresh),
        Screen::Counter | Screen::Today | Screen::Queue | Screen::Help => {
            let text = std::mem::take(&mut state.field);
            match &state.notice {
                Some(Notice::Rejected { correction: Some(imei), .. }) if text.is_empty() => {
                    let digits = imei.digits();
                    codes::read(state, fresh, digits.as_bytes())
                }
                _ if text.trim().is_empty() => Vec::new(),
                _ => codes::read(state, fresh, text.as_bytes()),
            }
        }
        Screen::Opening | Screen::Sealed => Vec::new(),
    }
}

fn act(state: &mut State, fresh: &mut Fresh, action: Action) -> Vec<Effect> {
    let go = |state: &mut State, screen| {
        state.screen = screen;
        state.notice = None;
        Vec::new()
    };
    match action {
        Action::Help => go(state, Screen::Help),
        Action::Today => go(state, Screen::Today),
        Action::Queue => go(state, Screen::Queue),
        Action::Back => {
            state.manual = None;
            state.field.clear();
            let home = if state.staff.is_some() { Screen::Counter } else { Screen::SignIn };
            go(state, home)
        }
        Action::Manual => manual::open(state),
        Action::HandOver => staff::hand_over(state, fresh),
        Action::Drop => checks::drop_shown(state, fresh),
        Action::DemoMenu => {
            state.pane = Some(Pane::Demo);
            Vec::new()
        }
        Action::DemoNext => {
            let next = state.demo_next % state.setup.demo.len().max(1);
            state.demo_next = next + 1;
            vec![Effect::Simulate(next)]
        }
        Action::AskNow => recheck::all_now(state),
        Action::Quit => {
            state.pane = Some(Pane::Quit);
            Vec::new()
        }
    }
}
