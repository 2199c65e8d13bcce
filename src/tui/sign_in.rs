//! Who is at the counter?

use super::{Look, counter};
use crate::till::State;
use crate::words::escape;
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws the sign-in box.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let [row] = Layout::vertical([Constraint::Length(6)]).flex(Flex::Center).areas(area);
    let [place] = Layout::horizontal([Constraint::Length(60)]).flex(Flex::Center).areas(row);
    let words = &look.words;
    let prompt = format!("{}: ", words.say("sign-in-prompt"));
    let lines = vec![
        Line::default(),
        Line::styled(format!("{prompt}{}", escape(&state.field, 40)), look.theme.strong()),
        Line::default(),
        Line::styled(words.say("sign-in-hint"), look.theme.faint()),
    ];
    let block = counter::block(look, "pane-sign-in");
    let inner = block.inner(place);
    f.render_widget(Paragraph::new(lines).block(block), place);
    if state.pane.is_none() {
        let typed = prompt.chars().count() + state.field.chars().count();
        let x = inner.x + u16::try_from(typed).unwrap_or(0).min(inner.width.saturating_sub(1));
        f.set_cursor_position((x, inner.y + 1));
    }
}
