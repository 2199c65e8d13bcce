//! What each source said about each number, as the answers arrive.

use super::{Look, age, counter};
use crate::finding::{Answer, Outcome, SourceName};
use crate::till::{Check, State};
use crate::words::{Arg, escape, keys};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// Longest text of a source on the screen, in characters.
const WORDS_SHOWN: usize = 160;

/// Lines that the panel needs at least.
pub(super) fn height(state: &State) -> usize {
    let numbers = state.shown().map_or(0, |c| c.imeis.len());
    // An answer with words, or a silence with its reason, takes lines of its own.
    let worded = |a: &&Answer| a.outcome.detail().is_some() || matches!(a.outcome, Outcome::NoAnswer(_));
    let worded = state.shown().map_or(0, |c| c.answers.iter().filter(worded).count());
    names(state).len() * (1 + numbers) + worded * 2
}

/// Sources of the config, and required names that have no section.
fn names(state: &State) -> Vec<SourceName> {
    let mut names: Vec<SourceName> = state.setup.sources.iter().map(|s| s.name.clone()).collect();
    names.extend(state.setup.required.iter().filter(|r| !state.setup.sources.iter().any(|s| s.name == **r)).cloned());
    names
}

/// Draws the panel.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let mut lines = Vec::new();
    for name in names(state) {
        let required = state.setup.required.contains(&name);
        let weight = look.words.say(if required { "outcome-required" } else { "outcome-optional" });
        lines.push(Line::from(vec![
            Span::styled(escape(name.as_str(), 24), look.theme.strong()),
            Span::styled(format!("  {weight}"), look.theme.faint()),
        ]));
        if !state.setup.sources.iter().any(|s| s.name == name) {
            lines.push(Line::raw(format!("  {}", look.words.say("silence-unknown-source"))));
        } else if let Some(check) = state.shown() {
            lines.extend(of_source(state, look, check, &name));
        }
    }
    if lines.is_empty() {
        lines.push(Line::raw(look.words.say("sources-empty")));
        lines.push(Line::raw(look.words.say("sources-empty-next")));
    }
    let paragraph = Paragraph::new(lines).wrap(Wrap { trim: false }).block(counter::block(look, "pane-answers"));
    f.render_widget(paragraph, area);
}

fn of_source<'a>(state: &State, look: &Look, check: &Check, source: &SourceName) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for (n, imei) in check.imeis.iter().enumerate() {
        let asking = check.awaited.iter().any(|(s, i)| s == source && *i == imei.body());
        let prefix = if check.imeis.len() > 1 { format!("  {}: ", n + 1) } else { "  ".to_owned() };
        match (check.last(source, &imei.body()), asking) {
            (_, true) => lines.push(Line::raw(format!("{prefix}{} …", look.words.say("outcome-asking")))),
            (Some(answer), false) => lines.extend(answer_lines(state, look, &prefix, answer)),
            (None, false) => lines.push(Line::raw(format!("{prefix}{}", look.words.say("outcome-not-asked")))),
        }
    }
    lines
}

fn answer_lines<'a>(state: &State, look: &Look, prefix: &str, answer: &Answer) -> Vec<Line<'a>> {
    let words = &look.words;
    let word = words.say(keys::outcome(&answer.outcome));
    let age = answer.as_of.map(|t| age::short(words, state.now, t));
    let age =
        age.map(|a| format!("  ({})", words.say_with("outcome-as-of", &[("when", Arg::from(&a))]))).unwrap_or_default();
    let mut lines = vec![Line::from(vec![Span::raw(format!("{prefix}{word}")), Span::styled(age, look.theme.faint())])];
    if let Outcome::NoAnswer(silence) = &answer.outcome {
        let what = escape(silence.text().unwrap_or("-"), WORDS_SHOWN);
        let why = words.say_with(keys::silence(silence), &[("what", Arg::from(&what))]);
        lines.push(Line::styled(format!("    {why}"), look.theme.faint()));
    }
    let Some(detail) = answer.outcome.detail() else { return lines };
    let mut say = |key: &str, text: &str| {
        let text = escape(text, WORDS_SHOWN);
        lines.push(Line::raw(format!("    {}", words.say_with(key, &[("text", Arg::from(&text))]))));
    };
    detail.reasons.iter().for_each(|r| say("outcome-reason", r));
    detail.since.iter().for_each(|r| say("outcome-since", r));
    detail.reporter.iter().for_each(|r| say("outcome-reporter", r));
    detail.reference.iter().for_each(|r| say("outcome-reference", r));
    detail.history.iter().for_each(|r| say("outcome-history", r));
    lines
}
