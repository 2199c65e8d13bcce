//! The table of keys: which key does what on which screen, and how the bottom line calls it.

use super::{Mode, Screen};
use crate::scan::Key;

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
    /// Buy the handset on the card; put one that was bought on hold, or lift the hold.
    Stock,
    /// Choose another kind of deal, or a parked one.
    Deals,
    /// Show what is on hold.
    OnHold,
    /// Show what is in stock.
    Shelf,
    /// Begin an inspection, or return to it.
    Inspect,
    /// Turn an inspection's page.
    Turn,
    /// End the inspection.
    EndInspection,
    /// Take the chosen row, or what was typed.
    Confirm,
    /// Close what is open.
    Back,
    /// Ask waiting sources now.
    AskNow,
    /// Scan the next demo handset.
    DemoNext,
    /// Choose a demo handset.
    DemoMenu,
    /// Show the day's end.
    CloseDay,
    /// Begin or end training.
    Training,
    /// Show the newest picture, and how another one comes.
    Photo,
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
const ON_HOLD: KeyHint = hint(Key::F(9), "F9", Action::OnHold, "key-on-hold");
const SHELF: KeyHint = hint(Key::F(9), "F9", Action::Shelf, "key-stock");
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
const QUEUE: &[KeyHint] = &[HELP, hint(Key::F(5), "F5", Action::AskNow, "key-ask-now"), ON_HOLD, BACK, QUIT];
const HELD: &[KeyHint] = &[HELP, hint(Key::Enter, "Enter", Action::Confirm, "key-details"), BACK, QUIT];
const RELEASE: &[KeyHint] = &[HELP, hint(Key::Enter, "Enter", Action::Confirm, "key-release"), BACK, QUIT];
const TODAY: &[KeyHint] = &[
    HELP,
    hint(Key::F(6), "F6", Action::Inspect, "key-inspect"),
    hint(Key::F(7), "F7", Action::CloseDay, "key-close-day"),
    hint(Key::F(8), "F8", Action::Training, "key-training"),
    BACK,
    QUIT,
];
/// The stock screen takes its own keys: the list's first line names them, and the card those of its item.
const STOCK: &[KeyHint] = &[HELP, hint(Key::Enter, "Enter", Action::Confirm, "key-details"), BACK, QUIT];
const DEAL: &[KeyHint] = &[
    HELP,
    hint(Key::Enter, "Enter", Action::Confirm, "key-next"),
    hint(Key::F(8), "F8", Action::Drop, "key-drop"),
    hint(Key::F(11), "F11", Action::Deals, "key-deals"),
    hint(Key::Esc, "Esc", Action::Back, "key-park"),
    QUIT,
];
const DEALS: &[KeyHint] = &[HELP, hint(Key::Enter, "Enter", Action::Confirm, "key-begin"), BACK, QUIT];
const INSPECTION: &[KeyHint] = &[
    HELP,
    hint(Key::Tab, "Tab", Action::Turn, "key-turn"),
    hint(Key::Enter, "Enter", Action::Confirm, "key-open"),
    hint(Key::F(6), "F6", Action::EndInspection, "key-end"),
    BACK,
    QUIT,
];
const PHOTO: &[KeyHint] = &[
    HELP,
    hint(Key::Enter, "Enter", Action::Confirm, "key-photo-take"),
    hint(Key::F(6), "F6", Action::Photo, "key-photo-code"),
    hint(Key::F(8), "F8", Action::Drop, "key-photo-drop"),
    BACK,
    QUIT,
];
const SIDE: &[KeyHint] = &[HELP, BACK, QUIT];
const OUTSIDE: &[KeyHint] = &[HELP, QUIT];
const CLOSED: &[KeyHint] = &[QUIT];

/// Keys of the counter that its bottom line has no room for: the card names the one, the status line
/// the other, where there is something for them to do.
pub(super) const UNLISTED: &[KeyHint] = &[
    hint(Key::F(7), "F7", Action::Stock, "key-buy"),
    SHELF,
    hint(Key::F(11), "F11", Action::Deals, "key-deals"),
    hint(Key::F(6), "F6", Action::Photo, "key-photo"),
    // F6 is the demo's menu.
    hint(Key::Ctrl('p'), "Ctrl+P", Action::Photo, "key-photo"),
];

/// The keys of a screen, in the order of the bottom line.
pub fn hints(screen: Screen, mode: Mode) -> &'static [KeyHint] {
    match screen {
        Screen::Counter if mode == Mode::Demo => DEMO,
        Screen::Counter => COUNTER,
        Screen::Queue => QUEUE,
        Screen::OnHold => HELD,
        Screen::Inspection => INSPECTION,
        Screen::Release => RELEASE,
        Screen::Photo => PHOTO,
        Screen::Today => TODAY,
        Screen::Stock => STOCK,
        Screen::Deal => DEAL,
        Screen::Deals => DEALS,
        Screen::Help | Screen::Manual => SIDE,
        Screen::SignIn => OUTSIDE,
        // No other screen can be reached from behind a lock.
        Screen::Opening | Screen::Sealed | Screen::Locked => CLOSED,
    }
}
