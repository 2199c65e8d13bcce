//! The deal in front: what is asked for now, the checklist, and what is known of each line.
//!
//! Everything comes from [`State::deal_view`]; nothing is decided here.

mod menu;
mod prompt;
mod rows;
mod side;

use super::Look;
use crate::print::Amount;
use crate::till::{Screen, State};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

/// Draws the deal in front, or the list of kinds and parked deals.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let Some(view) = state.deal_view().filter(|_| state.screen == Screen::Deal) else {
        return menu::draw(f, area, state, look);
    };
    let asked = prompt::lines(state, &view, look, usize::from(area.width.saturating_sub(2)));
    let height = u16::try_from(asked.len() + 2).unwrap_or(area.height);
    let [top, below] = Layout::vertical([Constraint::Length(height), Constraint::Min(0)]).areas(area);
    prompt::draw(f, top, state, look, asked);
    let [left, right] = Layout::horizontal([Constraint::Percentage(52), Constraint::Percentage(48)]).areas(below);
    rows::draw(f, left, &view, look);
    side::draw(f, right, state, &view, look);
}

/// An amount as people read it.
fn money(minor: u64, currency: &str) -> String {
    Amount::new(i64::try_from(minor).unwrap_or(i64::MAX), currency).to_string()
}
