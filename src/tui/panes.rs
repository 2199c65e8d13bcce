//! Panes over the screen: problems with a next step, and questions.

use super::{Look, counter, lists, number};
use crate::till::{Pane, State, Trouble};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph, Wrap};

/// Draws the pane that is open, if one is.
pub(super) fn draw(f: &mut Frame<'_>, state: &State, look: &Look) {
    let Some(pane) = &state.pane else { return };
    let words = &look.words;
    let number_of = |id| state.check(id).map(|c| lists::handset(state, c)).unwrap_or_default();
    let (title, lines) = match pane {
        Pane::Error(trouble) => ("pane-error", problem(look, trouble, &[("Esc", "key-back")])),
        Pane::Ledger(trouble) => {
            let mut lines = problem(look, trouble, &[("F9", "alarm-new-epoch"), ("F10", "alarm-leave")]);
            lines.insert(2, Line::raw(words.say("alarm-next")));
            ("alarm-title", lines)
        }
        Pane::LateHit(id) => {
            let handset =
                state.check(*id).map(|c| c.imeis.iter().map(|i| number::grouped(i, c.masked)).collect::<Vec<_>>());
            let handset = handset.unwrap_or_default().join(", ");
            let text = words.say_with("queue-late-stop", &[("handset", Arg::from(&handset))]);
            (
                "pane-error",
                vec![Line::styled(text, look.theme.strong()), Line::default(), keys(look, &[("Enter", "key-details")])],
            )
        }
        Pane::SameHandset { first, second } => (
            "pane-two-handsets",
            vec![
                Line::raw(format!("1: {}", number_of(*first))),
                Line::raw(format!("2: {}", number_of(*second))),
                Line::styled(words.say("two-handsets-question"), look.theme.strong()),
                Line::raw(words.say("two-handsets-why")),
                Line::default(),
                keys(look, &[("S", "two-handsets-one"), ("A", "two-handsets-two")]),
            ],
        ),
        Pane::Quit => {
            let mut lines = vec![Line::styled(words.say("quit-question"), look.theme.strong())];
            if !state.queue.is_empty() {
                lines.push(Line::raw(words.say_with("quit-waiting", &[("n", Arg::from(state.queue.len()))])));
            }
            lines.push(Line::default());
            lines.push(keys(look, &[("Enter", "key-yes"), ("Esc", "key-no")]));
            ("pane-notes", lines)
        }
        Pane::Demo => ("pane-demo", demo(state, look)),
    };
    let height = u16::try_from(lines.len()).unwrap_or(10) + 6;
    let area = place(f.area(), height);
    f.render_widget(Clear, area);
    let block = counter::block(look, title).style(look.theme.base());
    f.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), area);
}

fn place(area: Rect, height: u16) -> Rect {
    let [row] = Layout::vertical([Constraint::Length(height)]).flex(Flex::Center).areas(area);
    let [place] = Layout::horizontal([Constraint::Length(72)]).flex(Flex::Center).areas(row);
    place
}

fn problem<'a>(look: &Look, trouble: &Trouble, choices: &[(&str, &str)]) -> Vec<Line<'a>> {
    vec![
        Line::styled(escape(&trouble.what, 400), look.theme.strong()),
        Line::default(),
        Line::raw(format!("{}: {}", look.words.say("error-next"), escape(&trouble.advice, 400))),
        Line::default(),
        keys(look, choices),
    ]
}

fn demo<'a>(state: &State, look: &Look) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = state
        .setup
        .demo
        .iter()
        .enumerate()
        .map(|(n, label)| Line::raw(format!("  {}  {}", n + 1, look.words.say(label))))
        .collect();
    lines.push(Line::default());
    lines.push(keys(look, &[("Esc", "key-back")]));
    lines
}

fn keys<'a>(look: &Look, choices: &[(&str, &str)]) -> Line<'a> {
    let choices: Vec<String> = choices.iter().map(|(key, label)| format!("{key}  {}", look.words.say(label))).collect();
    Line::styled(choices.join("      "), look.theme.strong())
}
