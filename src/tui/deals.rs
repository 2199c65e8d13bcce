//! The deal in front as plain rows, and the list of kinds and parked deals.

use super::Look;
use crate::till::{DealView, MenuRow, Screen, State, Value, menu};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws the deal in front, or the list.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let lines = match (state.screen, state.deal_view()) {
        (Screen::Deal, Some(view)) => rows(&view, look),
        _ => list(state, look),
    };
    f.render_widget(Paragraph::new(lines), area);
}

fn rows(view: &DealView, look: &Look) -> Vec<Line<'static>> {
    let say = |key: &str| look.words.say(key);
    let mut lines = vec![Line::from(say(view.kind.key())), Line::from(say(view.prompt.question))];
    let choice = |c: &crate::till::Choice| Line::from(format!("  {} {}", c.key, say(c.label)));
    lines.extend(view.prompt.choices.iter().map(choice));
    for row in &view.rows {
        let value = match &row.value {
            Value::Nothing => String::new(),
            Value::Hidden => "·····".to_owned(),
            Value::Text(text) => crate::words::escape(text, 60),
            Value::Word(key) => say(key),
            Value::Money(minor) | Value::Count(minor) => minor.to_string(),
            Value::Day(day) => day.to_string(),
        };
        lines.push(Line::from(format!("{}: {value}", say(row.label))));
    }
    lines
}

fn list(state: &State, look: &Look) -> Vec<Line<'static>> {
    let row = |(n, row): (usize, MenuRow)| {
        let mark = if n == state.deals.menu_row { ">" } else { " " };
        let text = match row {
            MenuRow::Begin(kind) => look.words.say(kind.key()),
            MenuRow::Resume(id) => {
                let kind = state.deals.open.iter().find(|d| d.id == id).map_or("deal-row-first", |d| d.kind.key());
                look.words.say(kind)
            }
        };
        Line::from(format!("{mark} {} {text}", n + 1))
    };
    menu(state).into_iter().enumerate().map(row).collect()
}
