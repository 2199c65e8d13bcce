//! Handsets that may not be sold at present, and the form that lifts a hold.

use super::lists::{List, handset, table};
use super::{Look, age, counter, wrap};
use crate::till::{Check, HoldReason, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// The list of holds, oldest first.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let width = usize::from(area.width.saturating_sub(2));
    let hint = wrap::styled(&look.words.say("on-hold-hint"), width, 1, look.theme.faint());
    let rows = u16::try_from(hint.len()).unwrap_or(1);
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: rows, ..area };
    f.render_widget(Paragraph::new(hint), top);
    let rest = Rect { y: area.y + rows, height: area.height.saturating_sub(rows), ..area };
    let items = state.on_hold();
    let chosen = state.held.hold_row.min(items.len().saturating_sub(1));
    // The chosen row stays in sight.
    let room = usize::from(rest.height).saturating_sub(4).max(1);
    let first = (chosen + 1).saturating_sub(room);
    let lines = items.iter().enumerate().skip(first).map(|(n, check)| row(state, look, check, n == chosen)).collect();
    let widths = [
        Constraint::Length(23),
        Constraint::Min(10),
        Constraint::Length(13),
        Constraint::Length(12),
        Constraint::Length(14),
    ];
    let head: &[&str] = &[
        "today-column-handset",
        "today-column-model",
        "on-hold-column-why",
        "queue-column-since",
        "on-hold-column-now",
    ];
    let list = List { title: "pane-on-hold", empty: "on-hold-empty", head: Some(head) };
    table(f, rest, look, &list, (lines, &widths));
}

fn row(state: &State, look: &Look, check: &Check, chosen: bool) -> Vec<String> {
    let words = &look.words;
    let mark = if chosen { "> " } else { "  " };
    let tac = check.imeis.first().map(|i| counter::model(state, look, i.body().tac())).unwrap_or_default();
    let why = check.hold.as_ref().map_or("", |hold| match hold.why {
        HoldReason::LateHit => "on-hold-late-hit",
        HoldReason::ByHand => "on-hold-by-hand",
        HoldReason::Own => "on-hold-own",
        HoldReason::Police => "on-hold-police",
        HoldReason::Statutory => "on-hold-statutory",
    });
    let since = check.hold.as_ref().map(|hold| age::short(words, state.now, hold.since)).unwrap_or_default();
    let listed: Vec<String> = check.listing().iter().map(|s| escape(s.as_str(), 24)).collect();
    let now = if listed.is_empty() { words.say("on-hold-nobody") } else { listed.join(", ") };
    vec![format!("{mark}{}", handset(check)), tac, words.say(why), since, wrap::cut(&now, 14)]
}

/// The form that asks for the reason.
pub(super) fn release(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let words = &look.words;
    let block = counter::block(look, "pane-release");
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = Vec::new();
    if let Some(check) = state.shown() {
        lines.push(Line::styled(handset(check), look.theme.strong()));
        let sources: Vec<String> = check.hold.iter().flat_map(|h| &h.sources).map(|s| escape(s.as_str(), 24)).collect();
        if !sources.is_empty() {
            let text = words.say_with("release-listed-by", &[("sources", Arg::from(&sources.join(", ")))]);
            lines.extend(wrap::styled(&text, width, 0, look.theme.base()));
        }
    }
    lines.push(Line::default());
    let typed = format!("{}: {}", words.say("release-prompt"), escape(&state.field, 200));
    lines.extend(wrap::styled(&typed, width, 0, look.theme.strong()));
    lines.push(Line::default());
    lines.extend(wrap::styled(&words.say("release-hint"), width, 0, look.theme.faint()));
    f.render_widget(Paragraph::new(lines).block(block), area);
}
