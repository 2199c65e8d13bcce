//! Panes over the screen: problems with a next step, and questions.

use super::{Look, counter, lists, number, papers, staff, wrap};
use crate::till::{Pane, PapersPane, Screen, State, Trouble};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};

/// Columns of a pane, borders included.
const WIDTH: u16 = 72;
/// Rows below a pane: the border under it, status, notice and keys.
const BELOW: u16 = 4;

/// Draws the pane that is open, if one is. It stands at the bottom, so that the word on the card
/// stays in sight.
pub(super) fn draw(f: &mut Frame<'_>, state: &State, look: &Look) {
    let Some(pane) = &state.pane else { return };
    // What lies under a lock shows nothing before it is opened.
    let seen_by_all = matches!(pane, Pane::Error(_) | Pane::Ledger(_) | Pane::Quit);
    if state.screen == Screen::Locked && !seen_by_all {
        return;
    }
    if let Pane::Papers(PapersPane::Receipt(slip)) = pane
        && papers::receipt(f, state, look, slip)
    {
        return;
    }
    let (title, lines) = content(state, look, pane);
    let screen = f.area();
    let width = WIDTH.min(screen.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(screen.height.saturating_sub(BELOW));
    let area = Rect { x: (screen.width - width) / 2, y: screen.height.saturating_sub(BELOW + height), width, height };
    f.render_widget(Clear, area);
    let block = counter::block(look, title).style(look.theme.base());
    let lines = wrap::fit(lines, usize::from(height.saturating_sub(2)), look);
    f.render_widget(Paragraph::new(lines).block(block), area);
}

fn content<'a>(state: &State, look: &Look, pane: &Pane) -> (&'static str, Vec<Line<'a>>) {
    let words = &look.words;
    match pane {
        Pane::Error(trouble) => ("pane-error", problem(look, trouble, None, &[("Esc", "key-back")])),
        Pane::Ledger(trouble) => {
            let keys = [("F9", "alarm-new-epoch"), ("F10", "alarm-leave")];
            ("alarm-title", problem(look, trouble, Some("alarm-next"), &keys))
        }
        Pane::LateHit(id) => {
            let handset =
                state.check(*id).map(|c| c.imeis.iter().map(|i| number::grouped(i, c.masked)).collect::<Vec<_>>());
            let handset = handset.unwrap_or_default().join(", ");
            let mut lines = strong(look, &words.say_with("queue-late-stop", &[("handset", Arg::from(&handset))]));
            lines.extend(keys(look, &[("Enter", "key-details"), ("Esc", "key-back")]));
            ("pane-late", lines)
        }
        Pane::ListDamaged { list, what } => {
            let (list, what) = (escape(list.as_str(), 40), escape(what, 200));
            let args = [("list", Arg::from(&list)), ("what", Arg::from(&what))];
            let mut lines = strong(look, &words.say_with("list-damaged", &args));
            lines.push(Line::default());
            lines.extend(plain(look, &words.say("list-damaged-next")));
            lines.extend(keys(look, &[("Esc", "key-back")]));
            ("pane-list-damaged", lines)
        }
        Pane::SameHandset { first, second } => {
            let number_of = |id| state.check(id).map(lists::handset).unwrap_or_default();
            let mut lines = vec![Line::raw(format!("1: {}    2: {}", number_of(*first), number_of(*second)))];
            lines.extend(strong(look, &words.say("two-handsets-question")));
            lines.extend(plain(look, &words.say("two-handsets-why")));
            lines.extend(keys(look, &[("S", "two-handsets-one"), ("A", "two-handsets-two")]));
            ("pane-two-handsets", lines)
        }
        Pane::Quit => {
            let mut lines = Vec::new();
            if !state.queue.is_empty() {
                lines.extend(plain(look, &words.say_with("quit-waiting", &[("n", Arg::from(state.queue.len()))])));
            }
            let day = state.staff.as_ref().map(|_| ("F7", "quit-close-day"));
            let choices: Vec<_> = [("Enter", "key-yes"), ("Esc", "key-no")].into_iter().chain(day).collect();
            lines.extend(keys(look, &choices));
            ("quit-question", lines)
        }
        Pane::Demo => ("pane-demo", demo(state, look)),
        Pane::Leave => staff::leave(look),
        Pane::Second(act) => staff::second(state, look, *act),
        Pane::Papers(pane) => papers::content(state, look, pane),
    }
}

fn room() -> usize {
    usize::from(WIDTH - 2)
}

pub(super) fn strong<'a>(look: &Look, text: &str) -> Vec<Line<'a>> {
    wrap::styled(text, room(), 0, look.theme.strong())
}

pub(super) fn plain<'a>(look: &Look, text: &str) -> Vec<Line<'a>> {
    wrap::styled(text, room(), 0, look.theme.base())
}

/// What happened, the house's own advice where there is one, and what to do.
fn problem<'a>(look: &Look, trouble: &Trouble, more: Option<&str>, choices: &[(&str, &str)]) -> Vec<Line<'a>> {
    let mut lines = strong(look, &escape(&trouble.what, 400));
    lines.push(Line::default());
    let advice = format!("{}: {}", look.words.say("error-next"), escape(&trouble.advice, 400));
    lines.extend(plain(look, &advice));
    if let Some(key) = more {
        lines.extend(plain(look, &look.words.say(key)));
    }
    lines.extend(keys(look, choices));
    lines
}

fn demo<'a>(state: &State, look: &Look) -> Vec<Line<'a>> {
    let label = |(n, key): (usize, &&'static str)| Line::raw(format!("  {}  {}", n + 1, look.words.say(key)));
    let mut lines: Vec<Line<'a>> = state.setup.demo.iter().enumerate().map(label).collect();
    lines.extend(keys(look, &[("Esc", "key-back")]));
    lines
}

/// One line for each choice, after an empty one.
pub(super) fn keys<'a>(look: &Look, choices: &[(&str, &str)]) -> Vec<Line<'a>> {
    const COLUMN: usize = 7;
    let mut lines = vec![Line::default()];
    for (key, label) in choices {
        for (n, row) in wrap::wrap(&look.words.say(label), room() - COLUMN, 0).into_iter().enumerate() {
            let key = if n == 0 { *key } else { "" };
            lines.push(Line::styled(format!("{key:<COLUMN$}{row}"), look.theme.strong()));
        }
    }
    lines
}
