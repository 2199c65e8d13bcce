//! The screen: draws one [`State`], reads no clock, lock or file while doing so.
//!
//! ```text
//! ┌ header: shop / terminal          who is at the counter        time ┐
//! │ scan field, always armed                                           │
//! │ ┌ result ─────────────────────┐ ┌ sources' answers ──────────────┐ │
//! │ │ numbers, verdict, what to do│ │ one line per source and number │ │
//! │ │ and what to say             │ ├ today's checks ────────────────┤ │
//! │ └─────────────────────────────┘ └────────────────────────────────┘ │
//! │ notice                                                             │
//! └ function keys ─────────────────────────────────────────────────────┘
//! ```
//!
//! The room refuses to draw bytes from outside as they came: [`escape`](crate::words::escape) stands before every cell.
//! Invariant: the terminal is restored however the program ends ([`Terminal`] on drop, [`restore`] in the
//! program's panic hook).

mod age;
mod answers;
mod counter;
mod deals;
mod frame;
mod help;
mod inspect;
mod lists;
mod manual;
mod number;
mod on_hold;
mod panes;
mod papers;
mod photo;
mod sign_in;
mod staff;
mod stock;
mod terminal;
mod theme;
mod verdict;
mod wrap;

pub use frame::warning_text;
pub use terminal::{Terminal, TuiError, restore};
pub use theme::Theme;

use crate::till::{Screen, State};
use crate::words::Words;
use ratatui::Frame;

/// What drawing needs beside the state.
#[derive(Debug)]
pub struct Look {
    /// Texts in the shop's language.
    pub words: Words,
    /// Colours.
    pub theme: Theme,
    /// Shows a hit so that the room can see it.
    pub loud: bool,
}

/// The smallest window in which everything is readable.
pub const SMALLEST: (u16, u16) = (80, 24);

/// Draws the whole screen.
pub fn draw(f: &mut Frame<'_>, state: &State, look: &Look) {
    let area = f.area();
    f.buffer_mut().set_style(area, look.theme.base());
    let Some(body) = frame::draw(f, state, look) else { return };
    match state.screen {
        Screen::Opening => frame::opening(f, body, look),
        Screen::Sealed => {}
        Screen::SignIn if state.has_people() => staff::draw(f, body, state, look),
        Screen::SignIn => sign_in::draw(f, body, state, look),
        Screen::Locked => staff::draw(f, body, state, look),
        Screen::Counter => counter::draw(f, body, state, look),
        Screen::Today => lists::today(f, body, state, look),
        Screen::Inspection => inspect::draw(f, body, state, look),
        Screen::Queue => lists::queue(f, body, state, look),
        Screen::Help => help::draw(f, body, look),
        Screen::Manual => manual::draw(f, body, state, look),
        Screen::OnHold => on_hold::draw(f, body, state, look),
        Screen::Release => on_hold::release(f, body, state, look),
        Screen::Stock => stock::draw(f, body, state, look),
        Screen::Deal | Screen::Deals => deals::draw(f, body, state, look),
        Screen::Photo => photo::draw(f, body, state, look),
    }
    panes::draw(f, state, look);
}
