//! One page of help.

use super::{Look, counter};
use crate::finding::Finding;
use crate::words::keys;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// Draws the page.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, look: &Look) {
    let words = &look.words;
    let mut lines = vec![Line::styled(words.say("help-title"), look.theme.strong()), Line::default()];
    lines.push(Line::raw(words.say("help-scan")));
    lines.push(Line::raw(words.say("help-all-numbers")));
    lines.push(Line::raw(words.say("help-verdict")));
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
        lines.push(Line::raw(words.say(key)));
    }
    lines.push(Line::default());
    lines.push(Line::styled(words.say("help-close"), look.theme.faint()));
    let paragraph = Paragraph::new(lines).wrap(Wrap { trim: false }).block(counter::block(look, "pane-help"));
    f.render_widget(paragraph, area);
}
