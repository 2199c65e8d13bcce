//! The deal in front: what is asked for now, the checklist, and what is known of each line.
//!
//! Everything comes from [`State::deal_view`]; nothing is decided here.

mod menu;
mod prompt;
mod rows;
mod side;

use super::{Look, counter, wrap};
use crate::codes::ItemLabel;
use crate::print::Amount;
use crate::till::{Screen, State};
use crate::words::Arg;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws the deal in front, or the list of kinds and parked deals.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let Some(view) = state.deal_view().filter(|_| state.screen == Screen::Deal) else {
        return menu::draw(f, area, state, look);
    };
    let asked = prompt::lines(state, &view, look, usize::from(area.width.saturating_sub(2)));
    let height = u16::try_from(asked.len() + 2).unwrap_or(area.height);
    let [top, below] = Layout::vertical([Constraint::Length(height), Constraint::Min(0)]).areas(area);
    prompt::draw(f, top, state, look, asked);
    let [left, right] = Layout::horizontal([Constraint::Percentage(57), Constraint::Percentage(43)]).areas(below);
    rows::draw(f, left, &view, look);
    side::draw(f, right, state, &view, look);
}

/// The deal that was just signed, on the empty card.
pub(super) fn signed(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let Some(signed) = &state.deals.signed else { return };
    let block = counter::titled(look, &look.words.say(signed.kind.key()));
    let width = usize::from(area.width.saturating_sub(2));
    let items: Vec<String> =
        signed.items.iter().filter_map(|item| ItemLabel::new(*item)).map(|label| label.to_string()).collect();
    let (items, total) = (items.join(", "), money(signed.total, &state.setup.deals.currency));
    let args = [
        ("number", Arg::from(signed.number)),
        ("index", Arg::from(signed.index)),
        ("items", Arg::from(&items)),
        ("total", Arg::from(&total)),
    ];
    let mut lines = wrap::styled(&look.words.say_with("deal-signed-card", &args), width, 0, look.theme.strong());
    if signed.provisional {
        lines.push(Line::default());
        lines.extend(wrap::styled(&look.words.say("deal-signed-provisional"), width, 0, look.theme.base()));
    }
    f.render_widget(Paragraph::new(lines).block(block), area);
}

/// An amount as people read it.
fn money(minor: u64, currency: &str) -> String {
    Amount::new(i64::try_from(minor).unwrap_or(i64::MAX), currency).to_string()
}
