//! Today's checks and what waits for an answer.

use super::{Look, age, counter, number, wrap};
use crate::till::{Check, Phase, Reach, State, Waiting};
use crate::words::keys;
use chrono::Duration;
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Row, Table};

/// A handset in one short text: its first number, and how many more; masked where it is another shift's.
pub(super) fn handset(check: &Check) -> String {
    let first = check.imeis.first().map(|i| number::grouped(i, check.masked)).unwrap_or_default();
    if check.imeis.len() > 1 { format!("{first} +{}", check.imeis.len() - 1) } else { first }
}

/// The same for a narrow column: the end of the number, which tells handsets of one model apart.
fn short_handset(check: &Check) -> String {
    let first = check.imeis.first().map(|i| number::ending(i, check.masked)).unwrap_or_default();
    if check.imeis.len() > 1 { format!("{first} +{}", check.imeis.len() - 1) } else { first }
}

fn result(state: &State, look: &Look, check: &Check) -> String {
    match state.verdict(check.id) {
        Some(finding) => {
            let verdict = keys::verdict(finding);
            format!("{} {}", verdict.shape, look.words.say(verdict.word))
        }
        None if check.phase == Phase::Failed => format!("× {}", look.words.say("today-not-recorded")),
        None => format!("… {}", look.words.say("verdict-waiting")),
    }
}

/// Today's handsets, newest first; a check whose handset a later one speaks for is left out.
fn today_of(state: &State) -> Vec<&Check> {
    let zone = state.setup.zone;
    let day = state.now.wall.with_timezone(&zone).date_naive();
    let of_today = |c: &&Check| c.started.wall.with_timezone(&zone).date_naive() == day;
    state.checks.iter().rev().filter(of_today).filter(|c| !state.is_continued(c.id)).collect()
}

/// The newest checks, in the corner of the counter.
pub(super) fn today_short(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let rows = today_of(state).into_iter().map(|c| vec![time(state, c), short_handset(c), result(state, look, c)]);
    let widths = [Constraint::Length(5), Constraint::Min(8), Constraint::Length(14)];
    table(f, area, look, &List { title: "pane-today", empty: "today-empty", head: None }, (rows.collect(), &widths));
}

/// The whole screen of today's checks.
pub(super) fn today(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let row = |check: &Check| {
        let tac = check.imeis.first().map(|i| counter::model(state, look, i.body().tac())).unwrap_or_default();
        let entry = check.committed.map(|c| c.index.to_string()).unwrap_or_default();
        vec![time(state, check), handset(check), tac, result(state, look, check), entry]
    };
    let rows = today_of(state).into_iter().map(row).collect();
    let widths = [
        Constraint::Length(5),
        Constraint::Length(21),
        Constraint::Min(10),
        Constraint::Length(14),
        Constraint::Length(8),
    ];
    let head: &[&str] = &[
        "today-column-time",
        "today-column-handset",
        "today-column-model",
        "today-column-result",
        "today-column-entry",
    ];
    table(f, area, look, &List { title: "pane-today", empty: "today-empty", head: Some(head) }, (rows, &widths));
}

/// The screen of checks that wait for an answer.
pub(super) fn queue(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let width = usize::from(area.width.saturating_sub(2));
    let hint = wrap::styled(&look.words.say("queue-hint"), width, 1, look.theme.faint());
    let rows = u16::try_from(hint.len()).unwrap_or(1);
    f.render_widget(
        Paragraph::new(hint),
        Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: rows, ..area },
    );
    let rest = Rect { y: area.y + rows, height: area.height.saturating_sub(rows), ..area };
    let lines = state.queue.iter().filter_map(|w| state.check(w.check).map(|c| waiting(state, look, *w, c))).collect();
    let widths = [Constraint::Length(21), Constraint::Min(16), Constraint::Length(14), Constraint::Length(10)];
    let head: &[&str] = &["today-column-handset", "queue-column-sources", "queue-column-since", "queue-column-next"];
    table(f, rest, look, &List { title: "pane-queue", empty: "queue-empty", head: Some(head) }, (lines, &widths));
}

fn waiting(state: &State, look: &Look, waiting: Waiting, check: &Check) -> Vec<String> {
    let sources = [state.setup.reach(Reach::Machine), state.setup.reach(Reach::Local)].concat();
    let silent = check.silent(&sources);
    let mut names: Vec<&str> = silent.iter().map(|(source, _)| source.as_str()).collect();
    names.dedup();
    let next = match waiting.next {
        Some(at) => {
            let millis = i64::try_from(at.saturating_sub(state.now.mono)).unwrap_or(0);
            let when = state.now.wall + Duration::milliseconds(millis);
            when.with_timezone(&state.setup.zone).format("%H:%M:%S").to_string()
        }
        None => look.words.say("queue-asking"),
    };
    vec![handset(check), wrap::cut(&names.join(", "), 28), age::short(&look.words, state.now, check.started.wall), next]
}

fn time(state: &State, check: &Check) -> String {
    check.started.wall.with_timezone(&state.setup.zone).format("%H:%M").to_string()
}

/// What stands around a list.
pub(super) struct List<'a> {
    pub(super) title: &'a str,
    pub(super) empty: &'a str,
    pub(super) head: Option<&'a [&'a str]>,
}

/// Draws as many rows as fit; the last line says how many do not.
pub(super) fn table(
    f: &mut Frame<'_>,
    area: Rect,
    look: &Look,
    list: &List<'_>,
    (mut rows, widths): (Vec<Vec<String>>, &[Constraint]),
) {
    let block = counter::block(look, list.title);
    if rows.is_empty() {
        let empty = Paragraph::new(look.words.say(list.empty)).style(look.theme.faint());
        f.render_widget(empty.block(block), area);
        return;
    }
    let inner = block.inner(area);
    let room = usize::from(inner.height).saturating_sub(usize::from(list.head.is_some()));
    let missing = if rows.len() > room { rows.len() + 1 - room.max(1) } else { 0 };
    rows.truncate(rows.len() - missing);
    let header = list.head.map(|keys| {
        Row::new(keys.iter().map(|key| Text::styled(look.words.say(key), look.theme.faint())).collect::<Vec<_>>())
    });
    let table = Table::new(rows.into_iter().map(Row::new), widths.iter().copied()).block(block);
    let table = if let Some(header) = header { table.header(header) } else { table };
    f.render_widget(table, area);
    if missing > 0 && inner.height > 0 {
        let bottom = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
        f.render_widget(Paragraph::new(Line::styled(wrap::more(look, missing), look.theme.faint())), bottom);
    }
}
