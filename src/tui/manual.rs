//! The guided look-up by a person.

use super::{Look, counter, number};
use crate::registry::manual::How;
use crate::till::{ManualStep, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Wrap};

/// Draws the guide: number large, where to look, what to look for, the four answers.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let block = counter::block(look, "pane-manual");
    let Some(form) = &state.manual else {
        f.render_widget(block, area);
        return;
    };
    let words = &look.words;
    let digits = form.imei.digits();
    let mut lines =
        vec![Line::styled(form.source.to_string(), look.theme.strong()), Line::raw(words.say("manual-intro"))];
    lines.push(Line::default());
    lines.extend(number::large(&digits).into_iter().map(|row| Line::styled(row, look.theme.strong())));
    lines.push(Line::raw(number::grouped(&form.imei, false)));
    lines.push(Line::default());
    let guide = state.setup.sources.iter().find(|s| s.name == form.source).and_then(|s| s.guide.as_ref());
    if let Some(guide) = guide {
        let step = match &guide.how {
            How::Web { url } => words.say_with("manual-step-web", &[("address", Arg::from(url.as_ref()))]),
            How::Sms { to, text } => {
                let text = text.replace("{imei}", &digits);
                words.say_with("manual-step-sms", &[("to", Arg::from(*to)), ("text", Arg::from(&text))])
            }
            How::App { name } => words.say_with("manual-step-app", &[("name", Arg::from(*name))]),
        };
        lines.push(Line::raw(step));
        lines.push(Line::raw(words.say_with("manual-look-for", &[("text", Arg::from(&words.say(guide.look_for.0)))])));
        lines.push(Line::default());
    }
    let answers =
        ["manual-answer-listed", "manual-answer-caution", "manual-answer-not-listed", "manual-answer-not-covered"];
    match form.step {
        ManualStep::Answer => {
            lines.push(Line::styled(words.say("manual-answer"), look.theme.strong()));
            for (n, key) in answers.iter().enumerate() {
                lines.push(Line::raw(format!("  {}  {}", n + 1, words.say(key))));
            }
        }
        ManualStep::Reference => {
            let typed = escape(&state.field, 60);
            lines.push(Line::styled(format!("{}: {typed}_", words.say("manual-reference")), look.theme.strong()));
            lines.push(Line::styled(format!("Enter: {}", words.say("manual-save")), look.theme.faint()));
        }
    }
    f.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), area);
}
