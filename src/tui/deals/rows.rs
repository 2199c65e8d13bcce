//! The checklist.

use super::{Look, money};
use crate::document::Evidence;
use crate::till::{DealView, Group, Row, RowState, Value};
use crate::tui::{counter, wrap};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Cells of the labels' column.
const LABEL: usize = 18;

/// Draws the checklist; the row that is next stays in sight.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, view: &DealView, look: &Look) {
    let title = if view.masked { "deal-title-masked" } else { "deal-title" };
    let kind = look.words.say(view.kind.key());
    let title = look.words.say_with(title, &[("kind", Arg::from(&kind))]);
    let block = counter::titled(look, &title);
    let width = usize::from(area.width.saturating_sub(2));
    let room = usize::from(area.height.saturating_sub(2)).max(1);
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut next = 0;
    let mut group = view.rows.first().map(|row| row.group);
    // Where not all fits, what may stay empty makes room for what is needed.
    let all = view.rows.len() <= room;
    for row in view.rows.iter().filter(|row| all || !is_spare(row)) {
        // A line's rows stand apart from the person's.
        if group.replace(row.group) != Some(row.group) && view.lines.len() > 1 {
            lines.push(heading(row.group, look));
        }
        if matches!(row.state, RowState::Next) {
            next = lines.len();
        }
        lines.push(line(row, view, look, width));
        if let Some(rule) = &row.unverified {
            let text = look.words.say_with("deal-rule", &[("rule", Arg::from(rule))]);
            if matches!(row.state, RowState::Next) {
                lines.push(Line::styled(wrap::cut(&format!("    {text}"), width), look.theme.faint()));
            }
        }
    }
    let first = (next + 2).saturating_sub(room).min(lines.len().saturating_sub(room));
    let lines: Vec<Line<'_>> = lines.into_iter().skip(first).collect();
    f.render_widget(Paragraph::new(wrap::fit(lines, room, look)).block(block), area);
}

fn is_spare(row: &Row) -> bool {
    row.state == RowState::Optional && row.value == Value::Nothing
}

fn heading<'a>(group: Group, look: &Look) -> Line<'a> {
    let text = match group {
        Group::Line(n) => format!("- {} {n} -", look.words.say("deal-lines")),
        Group::Person | Group::Deal => String::new(),
    };
    Line::styled(text, look.theme.faint())
}

fn line<'a>(row: &Row, view: &DealView, look: &Look, width: usize) -> Line<'a> {
    let (mark, style) = match row.state {
        RowState::Done => ("●", look.theme.base()),
        RowState::Next => ("►", look.theme.strong()),
        RowState::Open => ("○", look.theme.base()),
        RowState::Optional => ("·", look.theme.faint()),
        RowState::Waiting => ("…", look.theme.base()),
        RowState::Blocked => ("■", look.theme.strong()),
    };
    let label = wrap::cut(&look.words.say(row.label), LABEL);
    let pad = " ".repeat(LABEL.saturating_sub(wrap::width(&label)) + 1);
    let star = if row.unverified.is_some() { "*" } else { "" };
    let evidence = row.evidence.map(|e| format!("  ({})", look.words.say(evidence(e)))).unwrap_or_default();
    let value = value(&row.value, view, look);
    let left = format!("{mark} {label}{star}{}", pad.get(star.len()..).unwrap_or_default());
    let room = width.saturating_sub(wrap::width(&left));
    // What stands in the row comes before how it is known.
    let evidence = Some(evidence).filter(|e| wrap::width(&value) + wrap::width(e) <= room).unwrap_or_default();
    let value = wrap::cut(&value, room);
    Line::from(vec![
        Span::styled(left, style),
        Span::styled(value, look.theme.strong()),
        Span::styled(evidence, look.theme.faint()),
    ])
}

fn value(value: &Value, view: &DealView, look: &Look) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Hidden => "·····".to_owned(),
        Value::Text(text) => escape(text, 80),
        Value::Word(key) => look.words.say(key),
        Value::Money(minor) => money(*minor, &view.currency),
        Value::Day(day) => day.to_string(),
        Value::Count(n) => n.to_string(),
    }
}

/// The catalogues' key of how a value is known.
fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Read => "evidence-read",
        Evidence::CheckDigit => "evidence-check-digit",
        Evidence::Repaired => "evidence-repaired",
        Evidence::Typed => "evidence-typed",
    }
}
