//! The counter: armed field, the handset and its verdict, what each source said, today's checks.

use super::{Look, answers, lists, number, verdict};
use crate::imei::{Check as CheckDigit, Kind};
use crate::till::{Check, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Draws the counter.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let [field, main] = Layout::vertical([Constraint::Length(3), Constraint::Min(0)]).areas(area);
    scan_field(f, field, state, look);
    let [left, right] = Layout::horizontal([Constraint::Percentage(54), Constraint::Percentage(46)]).areas(main);
    match state.shown() {
        Some(check) => card(f, left, state, look, check),
        None => nothing_yet(f, left, look),
    }
    let sources = u16::try_from(answers::height(state)).unwrap_or(u16::MAX);
    let [upper, lower] = Layout::vertical([
        Constraint::Length((sources + 2).clamp(5, right.height.saturating_sub(5))),
        Constraint::Min(5),
    ])
    .areas(right);
    answers::draw(f, upper, state, look);
    lists::today_short(f, lower, state, look);
}

/// A titled box.
pub(super) fn block<'a>(look: &Look, title: &str) -> Block<'a> {
    Block::bordered()
        .border_style(look.theme.faint())
        .title(Span::styled(format!(" {} ", look.words.say(title)), look.theme.strong()))
}

fn scan_field(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let block = block(look, "pane-scan");
    let inner = block.inner(area);
    let text = if state.field.is_empty() {
        Line::from(Span::styled(look.words.say("scan-prompt-hint"), look.theme.faint()))
    } else {
        Line::from(Span::styled(escape(&state.field, usize::from(inner.width.saturating_sub(2))), look.theme.strong()))
    };
    f.render_widget(Paragraph::new(text).block(block), area);
    let typed = u16::try_from(state.field.chars().count()).unwrap_or(u16::MAX);
    if state.pane.is_none() {
        f.set_cursor_position((inner.x + typed.min(inner.width.saturating_sub(1)), inner.y));
    }
}

fn nothing_yet(f: &mut Frame<'_>, area: Rect, look: &Look) {
    let text = look.words.say("help-scan");
    let paragraph = Paragraph::new(text).wrap(Wrap { trim: true }).block(block(look, "pane-verdict"));
    f.render_widget(paragraph.style(look.theme.faint()), area);
}

fn card(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look, check: &Check) {
    let mut lines = numbers(state, look, check);
    lines.push(Line::default());
    lines.extend(verdict::lines(state, look, check));
    let paragraph = Paragraph::new(lines).wrap(Wrap { trim: false }).block(block(look, "pane-verdict"));
    f.render_widget(paragraph, area);
}

fn numbers<'a>(state: &State, look: &Look, check: &Check) -> Vec<Line<'a>> {
    let words = &look.words;
    let mut lines = Vec::new();
    for (n, imei) in check.imeis.iter().enumerate() {
        let label = if check.imeis.len() == 1 {
            words.say("number-imei")
        } else {
            words.say_with("number-imei-n", &[("n", Arg::from(n + 1))])
        };
        let mut spans = vec![
            Span::raw(format!("{label}  ")),
            Span::styled(number::grouped(imei, check.masked), look.theme.strong()),
        ];
        if imei.check() == CheckDigit::Computed {
            spans.push(Span::styled(format!("  {}", words.say("number-check-computed")), look.theme.faint()));
        }
        lines.push(Line::from(spans));
        lines.push(Line::from(Span::raw(format!("   {}", model(state, look, imei.body().tac())))));
    }
    for code in &check.codes {
        let value = if check.masked { words.say("number-masked") } else { escape(&code.value, 34) };
        lines.push(Line::from(format!("{}  {value}", words.say(kind_key(code.kind)))));
    }
    lines
}

/// What the TAC says about the model; the number of the TAC where it says nothing.
pub(super) fn model(state: &State, look: &Look, tac: &str) -> String {
    match state.setup.tacs.get(tac) {
        Some(name) => {
            let maker = name.maker.clone().unwrap_or_default();
            let text = look.words.say_with(
                "number-model",
                &[("maker", Arg::from(&escape(&maker, 20))), ("model", Arg::from(&escape(&name.model, 24)))],
            );
            text.trim().to_owned()
        }
        None => look.words.say("number-tac-unknown"),
    }
}

/// The catalogue's key of a kind of number.
pub(super) fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Imei => "number-imei",
        Kind::Imeisv => "number-imeisv",
        Kind::Meid => "number-meid",
        Kind::Eid => "number-eid",
        Kind::Iccid => "number-iccid",
        Kind::Gtin => "number-gtin",
        Kind::Serial => "number-serial",
        Kind::Pesn => "number-pesn",
        _ => "number-unknown",
    }
}
