//! Today's checks and what waits for an answer.

use super::{Look, age, counter, number};
use crate::till::{Check, State};
use crate::words::{Arg, keys};
use chrono::Duration;
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Paragraph, Row, Table, Wrap};

/// A handset in one short text: the last digits, masked where they are another shift's.
pub(super) fn handset(_state: &State, check: &Check) -> String {
    let first = check.imeis.first().map(|i| number::grouped(i, check.masked)).unwrap_or_default();
    if check.imeis.len() > 1 { format!("{first} +{}", check.imeis.len() - 1) } else { first }
}

fn result(look: &Look, check: &Check) -> String {
    match check.finding {
        Some(finding) => {
            let verdict = keys::verdict(finding);
            format!("{} {}", verdict.shape, look.words.say(verdict.word))
        }
        None => format!("… {}", look.words.say("verdict-waiting")),
    }
}

fn today_of(state: &State) -> impl Iterator<Item = &Check> {
    let day = state.now.wall.with_timezone(&state.setup.zone).date_naive();
    let zone = state.setup.zone;
    state.checks.iter().rev().filter(move |c| c.started.wall.with_timezone(&zone).date_naive() == day)
}

/// The newest checks, in the corner of the counter.
pub(super) fn today_short(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    table(f, area, state, look, false);
}

/// The whole screen of today's checks.
pub(super) fn today(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    table(f, area, state, look, true);
}

fn table(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look, wide: bool) {
    let words = &look.words;
    let block = counter::block(look, "pane-today");
    let mut checks = today_of(state).peekable();
    if checks.peek().is_none() {
        f.render_widget(Paragraph::new(words.say("today-empty")).style(look.theme.faint()).block(block), area);
        return;
    }
    let rows = checks.map(|check| {
        let time = check.started.wall.with_timezone(&state.setup.zone).format("%H:%M").to_string();
        let mut cells = vec![time, handset(state, check)];
        if wide {
            let tac = check.imeis.first().map(|i| i.body());
            cells.push(tac.map(|b| counter::model(state, look, b.tac())).unwrap_or_default());
        }
        cells.push(result(look, check));
        if wide {
            cells.push(check.committed.map(|c| c.index.to_string()).unwrap_or_default());
        }
        Row::new(cells)
    });
    let narrow = [Constraint::Length(5), Constraint::Min(10), Constraint::Length(14)];
    let broad = [
        Constraint::Length(5),
        Constraint::Length(22),
        Constraint::Min(10),
        Constraint::Length(15),
        Constraint::Length(6),
    ];
    let table = if wide { Table::new(rows, broad) } else { Table::new(rows, narrow) };
    f.render_widget(table.block(block), area);
}

/// The screen of checks that wait for an answer.
pub(super) fn queue(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let words = &look.words;
    let mut lines = vec![words.say("queue-hint"), String::new()];
    if state.queue.is_empty() {
        lines.push(words.say("queue-empty"));
    }
    for waiting in &state.queue {
        let Some(check) = state.check(waiting.check) else { continue };
        let silent = check.silent(&state.setup.reach(crate::till::Reach::Machine));
        let mut sources: Vec<&str> = silent.iter().map(|(source, _)| source.as_str()).collect();
        sources.dedup();
        let item = words.say_with(
            "queue-item",
            &[("handset", Arg::from(&handset(state, check))), ("source", Arg::from(&sources.join(", ")))],
        );
        let since = age::long(words, state.now, check.started.wall);
        let next = match waiting.next {
            Some(at) => {
                let millis = i64::try_from(at.saturating_sub(state.now.mono)).unwrap_or(0);
                let when = state.now.wall + Duration::milliseconds(millis);
                let when = when.with_timezone(&state.setup.zone).format("%H:%M:%S").to_string();
                words.say_with("queue-next-try", &[("when", Arg::from(&when))])
            }
            None => words.say("queue-asking"),
        };
        lines.push(format!("{item} ({since}; {next})"));
    }
    let paragraph = Paragraph::new(lines.join("\n")).wrap(Wrap { trim: true });
    f.render_widget(paragraph.block(counter::block(look, "pane-queue")), area);
}
