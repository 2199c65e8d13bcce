//! The guided look-up by a person.

use super::{Look, counter, number, wrap};
use crate::registry::manual::How;
use crate::till::{ManualForm, ManualStep, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// The answers in the order of their keys.
const ANSWERS: [&str; 4] =
    ["manual-answer-listed", "manual-answer-caution", "manual-answer-not-listed", "manual-answer-not-covered"];

/// Draws the guide: number large, where to look, what to look for, the four answers.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let block = counter::block(look, "pane-manual");
    let inner = block.inner(area);
    let (width, rows) = (usize::from(inner.width), usize::from(inner.height));
    let mut lines = Vec::new();
    if let Some(form) = &state.manual {
        lines = number_and_guide(state, look, form, width);
        let below = answers(state, look, form, width);
        lines.truncate(rows.saturating_sub(below.len()));
        lines.extend(below);
    }
    f.render_widget(Paragraph::new(lines).block(block), area);
}

fn number_and_guide<'a>(state: &State, look: &Look, form: &ManualForm, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let say = |text: &str| wrap::styled(text, width, 0, look.theme.base());
    let guide = state.setup.sources.iter().find(|s| s.name == form.source).and_then(|s| s.guide.as_ref());
    let name = guide.map_or(String::new(), |g| format!(": {}", g.name));
    let title = format!("{}{name}   {}", escape(form.source.as_str(), 24), number::grouped(&form.imei, false));
    let mut lines = vec![Line::styled(wrap::cut(&title, width), look.theme.strong())];
    lines.extend(say(&words.say("manual-intro")));
    lines.push(Line::default());
    lines.extend(number::large(&form.imei.digits()).into_iter().map(|row| Line::styled(row, look.theme.strong())));
    lines.push(Line::default());
    if let Some(guide) = guide {
        for how in std::iter::once(&guide.how).chain(guide.also) {
            lines.extend(say(&way(look, how, form)));
        }
        let what = words.say(guide.look_for.0);
        lines.extend(say(&words.say_with("manual-look-for", &[("text", Arg::from(&what))])));
        lines.push(Line::default());
    }
    lines
}

fn way(look: &Look, how: &How, form: &ManualForm) -> String {
    let words = &look.words;
    match how {
        How::Web { url } => words.say_with("manual-step-web", &[("address", Arg::from(&escape(url, 120)))]),
        How::Sms { to, .. } => {
            let text = how.fill(&form.imei);
            words.say_with("manual-step-sms", &[("to", Arg::from(*to)), ("text", Arg::from(&text))])
        }
        How::App { name } => words.say_with("manual-step-app", &[("name", Arg::from(*name))]),
    }
}

fn answers<'a>(state: &State, look: &Look, form: &ManualForm, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    match form.step {
        ManualStep::Answer => {
            let mut lines = vec![Line::styled(words.say("manual-answer"), look.theme.strong())];
            lines.extend(
                ANSWERS.iter().enumerate().map(|(n, key)| Line::raw(format!("  {}  {}", n + 1, words.say(key)))),
            );
            lines
        }
        ManualStep::Reference => {
            let prompt = format!("{}: {}_", words.say("manual-reference"), escape(&state.field, 120));
            let picked = form.said.and_then(|said| ANSWERS.get(said as usize)).map(|key| words.say(key));
            let picked = format!("{} {}", words.say("manual-answer"), picked.unwrap_or_default());
            let mut lines = vec![Line::raw(wrap::cut(&picked, width))];
            lines.extend(wrap::styled(&prompt, width, 2, look.theme.strong()));
            lines.push(Line::styled(format!("Enter: {}", words.say("manual-save")), look.theme.faint()));
            lines
        }
    }
}
