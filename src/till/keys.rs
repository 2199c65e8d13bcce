//! What keys, typed text and scanners' news lead to. A burst never comes through here as a key.

use super::hints::UNLISTED;
use super::{Action, Beep, Effect, Fresh, ManualStep, Mode, Notice, Pane, Screen, State, hints};
use super::{codes, crew, deals, holds, inspect, joining, manual, panes, papers, photo, recheck, settle, staff, stock};
use crate::scan::{Input, Key};

/// Longest text that the armed field takes.
const FIELD_CHARS: usize = 128;

/// Takes what the keyboard or a scanner delivered.
pub(super) fn input(state: &mut State, fresh: &mut Fresh, input: Input) -> Vec<Effect> {
    if matches!(input, Input::Scan(_) | Input::Text(_) | Input::Key(_)) {
        state.crew.active = state.now.mono;
        state.crew.key = None;
    }
    match input {
        Input::Scan(scan) if crew::badge(state, &scan) => vec![Effect::Beep(Beep::Result)],
        Input::Text(text) if crew::asks(state) => {
            crew::text(state, &text);
            Vec::new()
        }
        Input::Scan(scan) => codes::scanned(state, fresh, scan),
        Input::Text(text) => {
            text.chars().for_each(|c| type_char(state, c));
            Vec::new()
        }
        Input::Trouble(trouble) => {
            state.notice = Some(Notice::Scanner(trouble));
            vec![Effect::Beep(Beep::Unreadable)]
        }
        Input::Device(status) => {
            state.devices = vec![status];
            Vec::new()
        }
        Input::Hangup => staff::leave(state, fresh),
        Input::Key(key) => {
            state.crew.key = Some(key);
            let asked = if crew::asks(state) { crew::key(state, fresh, key) } else { None };
            match asked {
                Some(effects) => effects,
                None if state.pane.is_some() => pane_key(state, fresh, key),
                None => screen_key(state, fresh, key),
            }
        }
    }
}

fn pane_key(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    let Some(pane) = state.pane.clone() else { return Vec::new() };
    let typed = !state.field.is_empty();
    match (pane, key) {
        (Pane::Ledger(_), Key::F(9)) => staff::new_epoch(state),
        (Pane::Ledger(_), Key::F(10) | Key::Esc) => vec![Effect::Quit],
        (Pane::Leave, key) => crew::pane_key(state, fresh, key),
        (Pane::Papers(pane), key) => papers::pane_key(state, fresh, &pane, key),
        (Pane::Quit, Key::F(7)) => papers::day_end(state),
        (Pane::Quit, Key::Enter) => {
            panes::close(state);
            staff::leave(state, fresh)
        }
        (Pane::Demo, Key::Char(c)) => choose_demo(state, c),
        (Pane::SameHandset { first, second }, Key::Char('s' | 'S')) => {
            panes::close(state);
            joining::join(state, fresh, first, second)
        }
        // What is being typed under a pane is a number, and Enter belongs to it.
        (Pane::SameHandset { .. } | Pane::Error(_) | Pane::LateHit(_) | Pane::ListDamaged { .. }, Key::Enter)
            if typed =>
        {
            enter(state, fresh)
        }
        (Pane::SameHandset { .. }, Key::Char('a' | 'A') | Key::Esc | Key::Enter)
        | (Pane::Error(_) | Pane::ListDamaged { .. }, Key::Esc | Key::Enter)
        | (Pane::LateHit(_) | Pane::Quit | Pane::Demo, Key::Esc) => {
            panes::close(state);
            Vec::new()
        }
        (Pane::LateHit(id), Key::Enter) => {
            panes::close(state);
            deals::make_way(state, id);
            state.shown = Some(id);
            to_counter(state);
            Vec::new()
        }
        (Pane::SameHandset { .. }, Key::Char(c)) if !c.is_ascii_digit() => Vec::new(),
        (
            Pane::SameHandset { .. } | Pane::Error(_) | Pane::LateHit(_) | Pane::ListDamaged { .. },
            Key::Char(_) | Key::Backspace,
        ) => {
            edit(state, key);
            Vec::new()
        }
        (Pane::SameHandset { .. } | Pane::Error(_) | Pane::LateHit(_) | Pane::ListDamaged { .. }, Key::Tab)
            if can_demo(state) =>
        {
            act(state, fresh, Action::DemoNext)
        }
        // The failure may be that nothing can be recorded: leaving stays possible.
        (Pane::Error(_), Key::F(10)) => act(state, fresh, Action::Quit),
        _ => Vec::new(),
    }
}

fn can_demo(state: &State) -> bool {
    state.setup.mode == Mode::Demo && state.screen == Screen::Counter && state.is_on_duty()
}

fn choose_demo(state: &mut State, key: char) -> Vec<Effect> {
    let chosen = key.to_digit(10).and_then(|d| (d as usize).checked_sub(1));
    let Some(chosen) = chosen.filter(|n| *n < state.setup.demo.len()) else { return Vec::new() };
    panes::close(state);
    vec![Effect::Simulate(chosen)]
}

fn screen_key(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    if state.screen == Screen::Stock
        && state.is_on_duty()
        && let Some(effects) = stock::key(state, fresh, key)
    {
        return effects;
    }
    if state.screen == Screen::Deal
        && let Some(effects) = deals::key(state, fresh, key)
    {
        return effects;
    }
    if state.screen == Screen::Inspection
        && state.is_on_duty()
        && let Some(effects) = inspect::key(state, fresh, key)
    {
        return effects;
    }
    if let Some(hint) = hints(state.screen, state.setup.mode).iter().find(|h| h.key == key) {
        return act(state, fresh, hint.action);
    }
    if key == Key::Tab && state.screen == Screen::Deal && state.setup.mode == Mode::Demo {
        return act(state, fresh, Action::DemoNext);
    }
    if key == Key::F(12) && state.screen == Screen::Counter {
        return papers::receipt_of_shown(state);
    }
    if let Some(hint) = UNLISTED.iter().find(|h| h.key == key && state.screen == Screen::Counter) {
        return act(state, fresh, hint.action);
    }
    // Where a text is asked for, a question mark is part of it.
    let reference = matches!(state.screen, Screen::Release | Screen::Deal)
        || (state.screen == Screen::Stock && state.stock.form.is_some())
        || (state.screen == Screen::Manual && step(state) == Some(ManualStep::Reference));
    match key {
        Key::Char('1'..='9') | Key::Up | Key::Down if state.screen == Screen::Deals => {
            deals::menu_key(state, fresh, key)
        }
        Key::Char('?') if !reference && !matches!(state.screen, Screen::Opening | Screen::Sealed | Screen::Locked) => {
            act(state, fresh, Action::Help)
        }
        Key::Char(c) if state.screen == Screen::Manual && step(state) == Some(ManualStep::Answer) => {
            manual::choose(state, c)
        }
        Key::Char(_) | Key::Backspace => {
            edit(state, key);
            Vec::new()
        }
        Key::Up | Key::Down if state.screen == Screen::OnHold => {
            holds::step(state, key == Key::Down);
            Vec::new()
        }
        Key::Delete if state.screen == Screen::Photo => photo::leave_out(state, fresh),
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

fn edit(state: &mut State, key: Key) {
    match key {
        Key::Char(c) => type_char(state, c),
        Key::Backspace => {
            state.field.pop();
        }
        _ => {}
    }
}

pub(super) fn type_char(state: &mut State, c: char) {
    let open = !matches!(state.screen, Screen::Sealed | Screen::Opening);
    if open && !c.is_control() && state.field.chars().count() < FIELD_CHARS {
        state.field.push(c);
    }
}

fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    match state.screen {
        Screen::Opening | Screen::Sealed | Screen::Locked => Vec::new(),
        // Help is open to anybody; a number is checked by somebody.
        _ if state.staff.is_none() => staff::sign_on(state, fresh),
        _ if !state.is_on_duty() => Vec::new(),
        Screen::Manual => manual::submit(state, fresh),
        Screen::Release => holds::release(state, fresh),
        Screen::Deal => deals::enter(state, fresh),
        Screen::Deals => deals::menu_key(state, fresh, Key::Enter),
        Screen::Photo => photo::enter(state, fresh),
        Screen::Counter
        | Screen::Today
        | Screen::Queue
        | Screen::OnHold
        | Screen::Stock
        | Screen::Help
        | Screen::Inspection
        | Screen::SignIn => {
            let text = std::mem::take(&mut state.field);
            match &state.notice {
                Some(Notice::Rejected { correction: Some(imei), .. }) if text.is_empty() => {
                    let imei = *imei;
                    codes::accept(state, fresh, imei)
                }
                _ if text.trim().is_empty() => Vec::new(),
                _ => codes::read(state, fresh, text.as_bytes()),
            }
        }
    }
}

/// Brings the card up, where somebody may see it.
pub(super) fn to_counter(state: &mut State) {
    state.manual = None;
    if state.crew.locked.is_some() {
        state.crew.locked = Some(deals::counter_screen(state));
    } else if state.staff.is_some() {
        state.screen = deals::counter_screen(state);
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
        Action::OnHold => go(state, Screen::OnHold),
        Action::Shelf => stock::open(state),
        Action::Stock => holds::act(state, fresh),
        Action::Deals => deals::open_menu(state),
        Action::Inspect => inspect::open(state),
        Action::Confirm if state.screen == Screen::OnHold && state.field.is_empty() => {
            holds::choose(state);
            Vec::new()
        }
        Action::Confirm => enter(state, fresh),
        Action::Back => back(state),
        Action::Manual => manual::open(state),
        Action::HandOver => crew::hand_over_or_lock(state, fresh),
        Action::Photo => photo::open(state),
        Action::Drop if state.screen == Screen::Photo => photo::discard(state),
        Action::Drop if state.is_on_duty() => settle::drop_shown(state, fresh),
        // An inspection takes its own keys; without one there is nothing to turn or end.
        Action::Drop | Action::Turn | Action::EndInspection => Vec::new(),
        Action::DemoMenu => {
            panes::raise(state, Pane::Demo);
            Vec::new()
        }
        Action::DemoNext => {
            let next = state.held.demo_next % state.setup.demo.len().max(1);
            state.held.demo_next = next + 1;
            vec![Effect::Simulate(next)]
        }
        Action::AskNow => recheck::all_now(state),
        Action::CloseDay => papers::day_end(state),
        Action::Training => papers::ask_training(state),
        Action::Quit => {
            // A question about leaving comes before every failure: it may be the way out of it.
            panes::clear_errors(state);
            panes::raise(state, Pane::Quit);
            Vec::new()
        }
    }
}

/// Esc: from help back to a form that was open, from everywhere else to the counter.
fn back(state: &mut State) -> Vec<Effect> {
    state.notice = None;
    if state.screen == Screen::Help && state.manual.is_some() {
        state.screen = Screen::Manual;
        return Vec::new();
    }
    state.manual = None;
    state.field.clear();
    state.screen = match (&state.staff, state.crew.locked) {
        (None, _) => Screen::SignIn,
        (Some(_), Some(_)) => Screen::Locked,
        (Some(_), None) => deals::counter_screen(state),
    };
    Vec::new()
}
