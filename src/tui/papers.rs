//! Panes of receipts, of the day's end, and of training.

use super::{Look, counter, panes, stock};
use crate::goods::{Method, MoneySheet, money};
use crate::ledger::closures::{Counts, DaySheet};
use crate::print::Slip;
use crate::till::{PapersPane, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Color, Style};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph};
use std::collections::BTreeMap;

/// Rows below the code: its letters, place and time, how to leave.
const BELOW: usize = 3;

/// The receipt with its QR code, over everything but the header; `false` where the window is too
/// small for a code that a telephone can read.
pub(super) fn receipt(f: &mut Frame<'_>, state: &State, look: &Look, slip: &Slip) -> bool {
    let Ok(qr) = slip.qr() else { return false };
    let blocks = qr.blocks();
    let screen = f.area();
    let top = 1 + u16::from(state.papers.training);
    let (width, height) = (qr.side() + 2, blocks.len() + BELOW + 2);
    let (Ok(width), Ok(height)) = (u16::try_from(width), u16::try_from(height)) else { return false };
    if screen.width < width || screen.height < top + height {
        return false;
    }
    // Black on white whatever the theme: readers want it so.
    let ink = Style::new().fg(Color::Black).bg(Color::White);
    let mut lines: Vec<Line<'_>> = blocks.into_iter().map(|row| Line::styled(row, ink)).collect();
    lines.push(Line::styled(slip.code.clone(), look.theme.strong()));
    lines.push(Line::raw(place(look, slip)));
    let hint = slip.band(&look.words).unwrap_or_else(|| look.words.say("receipt-scan"));
    lines.push(Line::raw(hint));
    let area = Rect { x: (screen.width - width) / 2, y: top, width, height };
    f.render_widget(Clear, area);
    let block = counter::block(look, "receipt-title").style(look.theme.base());
    f.render_widget(Paragraph::new(lines).alignment(Alignment::Center).block(block), area);
    true
}

fn place(look: &Look, slip: &Slip) -> String {
    let place = [("index", Arg::from(slip.index)), ("size", Arg::from(slip.size))];
    format!("{}, {}", look.words.say_with("receipt-entry", &place), slip.time())
}

/// Title and lines of a pane.
pub(super) fn content<'a>(state: &State, look: &Look, pane: &PapersPane) -> (&'static str, Vec<Line<'a>>) {
    let words = &look.words;
    let back = [("Esc", "key-back")];
    match pane {
        PapersPane::Receipt(slip) => {
            let mut lines = panes::strong(look, &slip.code);
            lines.extend(panes::plain(look, &place(look, slip)));
            lines.extend(slip.band(words).iter().flat_map(|band| panes::strong(look, band)));
            lines.push(Line::default());
            let index = [("index", Arg::from(slip.index))];
            lines.extend(panes::plain(look, &words.say_with("receipt-window-small", &index)));
            lines.extend(panes::keys(look, &back));
            ("receipt-title", lines)
        }
        PapersPane::Day(sheet) => ("day-title", day(state, look, sheet)),
        PapersPane::Closed(closed) => {
            let closure = &closed.closure;
            let day = closure.day.to_string();
            let told = [("day", Arg::from(&day)), ("index", Arg::from(closed.index))];
            let mut lines = panes::strong(look, &words.say_with("day-closed", &told));
            lines.push(Line::default());
            lines.extend(table(look, &closure.counts, &closure.totals, &closure.training_counts));
            lines.extend(panes::keys(look, &back));
            ("day-title", lines)
        }
        PapersPane::TooMany { days, since } => {
            let since = since.map(|day| day.to_string()).unwrap_or_default();
            let told = [("days", Arg::from(*days)), ("since", Arg::from(&since))];
            let mut lines = panes::strong(look, &words.say_with("day-too-many", &told));
            lines.extend(panes::plain(look, &words.say("day-too-many-next")));
            lines.extend(panes::keys(look, &back));
            ("day-title", lines)
        }
        PapersPane::Training => {
            let (question, why) = if state.papers.training {
                ("training-end", "training-end-why")
            } else {
                ("training-begin", "training-begin-why")
            };
            let mut lines = panes::strong(look, &words.say(question));
            lines.extend(panes::plain(look, &words.say(why)));
            lines.extend(panes::keys(look, &[("Enter", "key-yes"), ("Esc", "key-no")]));
            ("training-title", lines)
        }
    }
}

fn day<'a>(state: &State, look: &Look, sheet: &DaySheet) -> Vec<Line<'a>> {
    let day = sheet.day.to_string();
    let mut lines = panes::strong(look, &look.words.say_with("day-so-far", &[("day", Arg::from(&day))]));
    lines.push(Line::default());
    lines.extend(table(look, &sheet.counts, &sheet.totals, &sheet.training));
    lines.extend(money_lines(look, &sheet.money));
    lines.push(Line::default());
    let closed = sheet.closed.is_some_and(|closed| closed >= sheet.day);
    let (text, keys): (_, &[_]) = match (sheet.open, closed) {
        (true, _) => ("day-close-why", &[("Enter", "key-close-day"), ("Esc", "key-back")]),
        (false, true) => ("day-closed-already", &[("Esc", "key-back")]),
        (false, false) => ("day-too-many-next", &[("Esc", "key-back")]),
    };
    lines.extend(panes::plain(look, &look.words.say(text)));
    if !state.queue.is_empty() {
        let waiting = [("n", Arg::from(state.queue.len()))];
        lines.extend(panes::plain(look, &look.words.say_with("status-queue", &waiting)));
    }
    lines.extend(panes::keys(look, keys));
    lines
}

/// Money by method over all clerks, and what the drawer should hold; nothing where no money moved.
fn money_lines<'a>(look: &Look, sheet: &MoneySheet) -> Vec<Line<'a>> {
    let mut sums: BTreeMap<(&str, Method), (i64, i64)> = BTreeMap::new();
    for line in &sheet.lines {
        let sum = sums.entry((&line.currency, line.method)).or_default();
        *sum = (sum.0.saturating_add(line.into), sum.1.saturating_add(line.out));
    }
    let mut lines = Vec::new();
    for ((currency, method), (into, out)) in sums {
        let name = look.words.say(stock::method_key(method));
        let (into, out) = (money::written(into, currency), money::written(out, currency));
        let told = [("in", Arg::from(&into)), ("out", Arg::from(&out)), ("currency", Arg::from(currency))];
        lines.push(Line::raw(format!("{name:<12}{}", look.words.say_with("day-money", &told))));
    }
    for (currency, amount) in sheet.expected.iter().filter(|_| !sheet.is_empty()) {
        let amount = money::written(*amount, currency);
        let told = [("amount", Arg::from(&amount)), ("currency", Arg::from(currency))];
        lines.extend(panes::plain(look, &look.words.say_with("day-drawer", &told)));
    }
    lines
}

/// Counts beside totals; a column of training where there is any.
fn table<'a>(look: &Look, counts: &Counts, totals: &Counts, training: &Counts) -> Vec<Line<'a>> {
    const NAMES: [&str; 7] = [
        "count-checks",
        "count-hits",
        "count-purchases",
        "count-refusals",
        "count-corrections",
        "count-erasures",
        "count-displays",
    ];
    let with_training = *training != Counts::default();
    let row = |name: String, [day, total, training]: [String; 3]| {
        let training = if with_training { training } else { String::new() };
        Line::raw(escape(&format!("{name:<28}{day:>10}{total:>10}{training:>11}"), 80).trim_end().to_owned())
    };
    let head = ["count-day", "count-total", "count-training"].map(|key| look.words.say(key));
    let mut lines = vec![row(String::new(), head)];
    let numbers = counts.named().into_iter().zip(totals.named()).zip(training.named());
    lines.extend(NAMES.iter().zip(numbers).map(|(key, (((_, day), (_, total)), (_, training)))| {
        row(look.words.say(key), [day.to_string(), total.to_string(), training.to_string()])
    }));
    lines
}
