//! The list of kinds of deals, and of those that wait.

use super::Look;
use crate::till::State;
use crate::tui::{age, counter, wrap};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws the list.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let words = &look.words;
    let block = counter::block(look, "deal-menu-title");
    let (width, room) = (usize::from(area.width.saturating_sub(2)), usize::from(area.height.saturating_sub(2)));
    let mut lines = wrap::styled(&words.say("deal-menu-hint"), width, 0, look.theme.faint());
    let mut parked = false;
    let mut chosen = 0;
    for (n, view) in state.deal_menu().into_iter().enumerate() {
        let kind = words.say(view.kind.key());
        let (text, waits) = match view.begun {
            None => (kind, false),
            Some(begun) => {
                let since = age::long(words, state.now, begun);
                let names = escape(&view.names.join(", "), 60);
                let what = if names.is_empty() { kind } else { format!("{kind} ({names})") };
                (words.say_with("deal-menu-row", &[("what", Arg::from(&what)), ("since", Arg::from(&since))]), true)
            }
        };
        if n == 0 || waits != parked {
            parked = waits;
            let title = if waits { "deal-menu-parked" } else { "deal-menu-begin" };
            lines.push(Line::default());
            lines.push(Line::styled(words.say(title), look.theme.strong()));
        }
        if view.chosen {
            chosen = lines.len();
        }
        let (mark, style) = if view.chosen { ("►", look.theme.strong()) } else { (" ", look.theme.base()) };
        lines.push(Line::styled(wrap::cut(&format!("{mark} {} {text}", n + 1), width), style));
    }
    let first = (chosen + 2).saturating_sub(room).min(lines.len().saturating_sub(room));
    let lines: Vec<Line<'_>> = lines.into_iter().skip(first).collect();
    f.render_widget(Paragraph::new(wrap::fit(lines, room, look)).block(block), area);
}
