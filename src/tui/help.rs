//! One page of help.

use super::{Look, counter, wrap};
use crate::finding::Finding;
use crate::words::keys;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Draws the page: it fits the smallest window whole, in every language.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, look: &Look) {
    let words = &look.words;
    let block = counter::block(look, "help-title");
    let inner = block.inner(area);
    let (width, rows) = (usize::from(inner.width), usize::from(inner.height));
    let say = |key: &str| wrap::styled(&words.say(key), width, 2, look.theme.base());
    let mut lines = Vec::new();
    for key in ["help-scan", "help-all-numbers", "help-verdict"] {
        lines.extend(say(key));
    }
    let meanings = [
        (Finding::Stop, "help-stop"),
        (Finding::Caution, "help-caution"),
        (Finding::NotChecked, "help-not-checked"),
        (Finding::NotListed, "help-not-listed"),
    ];
    for (finding, key) in meanings {
        let verdict = keys::verdict(finding);
        lines.push(Line::from(vec![
            Span::styled(format!("  {} {:<13}", verdict.shape, words.say(verdict.word)), look.theme.strong()),
            Span::raw(words.say(key)),
        ]));
    }
    for key in ["help-discreet", "help-offline", "help-recheck", "help-register", "help-mask", "help-more"] {
        lines.extend(say(key));
    }
    let close = wrap::styled(&words.say("help-close"), width, 0, look.theme.faint());
    if lines.len() + 1 + close.len() <= rows {
        lines.push(Line::default());
    }
    lines.extend(close);
    f.render_widget(Paragraph::new(wrap::fit(lines, rows, look)).block(block), area);
}
