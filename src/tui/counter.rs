//! The counter: armed field, the handset and its verdict, what each source said, today's checks.

use super::{Look, answers, deals, lists, number, verdict, wrap};
use crate::imei::{Check as CheckDigit, Kind};
use crate::till::{Check, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Rows that the list of today's checks keeps beside long answers.
const TODAY_ROWS: u16 = 5;

/// Draws the counter.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let [field, main] = Layout::vertical([Constraint::Length(3), Constraint::Min(0)]).areas(area);
    scan_field(f, field, state, look);
    let [left, right] = Layout::horizontal([Constraint::Percentage(54), Constraint::Percentage(46)]).areas(main);
    match state.shown() {
        Some(check) => card(f, left, state, look, check),
        None if state.deals.signed.is_some() => deals::signed(f, left, state, look),
        None => nothing_yet(f, left, look),
    }
    let room = right.height.saturating_sub(TODAY_ROWS + 2);
    let lines = answers::lines(state, look, (usize::from(right.width.saturating_sub(2)), usize::from(room)));
    let rows = u16::try_from(lines.len()).unwrap_or(room).clamp(3, room.max(3));
    let [upper, lower] = Layout::vertical([Constraint::Length(rows + 2), Constraint::Min(0)]).areas(right);
    answers::draw(f, upper, look, lines);
    lists::today_short(f, lower, state, look);
}

/// A titled box.
pub(super) fn block<'a>(look: &Look, title: &str) -> Block<'a> {
    titled(look, &look.words.say(title))
}

/// The same with a title that is said already.
pub(super) fn titled<'a>(look: &Look, title: &str) -> Block<'a> {
    Block::bordered().border_style(look.theme.faint()).title(Span::styled(format!(" {title} "), look.theme.strong()))
}

fn scan_field(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let block = block(look, "pane-scan");
    let inner = block.inner(area);
    let room = usize::from(inner.width.saturating_sub(1));
    let shown = tail(&escape(&state.field, 200), room);
    let typed = u16::try_from(wrap::width(&shown)).unwrap_or(u16::MAX);
    let text = if state.field.is_empty() {
        Line::from(Span::styled(wrap::cut(&look.words.say("scan-prompt-hint"), room), look.theme.faint()))
    } else {
        Line::from(Span::styled(shown, look.theme.strong()))
    };
    f.render_widget(Paragraph::new(text).block(block), area);
    if state.pane.is_none() {
        f.set_cursor_position((inner.x + typed.min(inner.width.saturating_sub(1)), inner.y));
    }
}

/// The end of what was typed: that is where the next key goes.
pub(super) fn tail(text: &str, cells: usize) -> String {
    let mut out = text;
    while wrap::width(out) > cells {
        out = out.get(out.chars().next().map_or(1, char::len_utf8)..).unwrap_or_default();
    }
    out.to_owned()
}

fn nothing_yet(f: &mut Frame<'_>, area: Rect, look: &Look) {
    let text = format!("{}\n\n{}", look.words.say("help-scan"), look.words.say("help-all-numbers"));
    let paragraph = Paragraph::new(text).wrap(Wrap { trim: true }).block(block(look, "pane-verdict"));
    f.render_widget(paragraph.style(look.theme.faint()), area);
}

/// The word first and always in the same place, then what to do and to say; the handset's numbers
/// take what room is left.
fn card(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look, check: &Check) {
    let block = block(look, "pane-verdict");
    let inner = block.inner(area);
    let (width, rows) = (usize::from(inner.width), usize::from(inner.height));
    let mut lines = verdict::lines(state, look, check, width);
    let mut below = numbers(state, look, check, width);
    below.extend(verdict::recorded(state, look, check, width));
    if lines.len() + 1 + below.len() <= rows {
        lines.push(Line::default());
    }
    let left = rows.saturating_sub(lines.len());
    lines.extend(wrap::fit(below, left, look));
    let conduct = verdict::conduct(state, look, check, width);
    if lines.len() + 1 + conduct.len() <= rows && !conduct.is_empty() {
        lines.push(Line::default());
        lines.extend(conduct);
    }
    f.render_widget(Paragraph::new(lines).block(block), area);
}

fn numbers<'a>(state: &State, look: &Look, check: &Check, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let mut lines = Vec::new();
    let mut models: Vec<String> = Vec::new();
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
        if imei.check() == CheckDigit::Computed && !check.masked {
            spans.push(Span::styled(format!("  {}", words.say("number-check-computed")), look.theme.faint()));
        }
        lines.push(Line::from(spans));
        let model = wrap::cut(&model(state, look, imei.body().tac()), width);
        if !models.contains(&model) {
            models.push(model);
        }
    }
    lines.extend(models.into_iter().map(Line::raw));
    for code in &check.codes {
        let value = if check.masked { words.say("number-masked") } else { escape(&code.value, 34) };
        lines.push(Line::raw(wrap::cut(&format!("{}  {value}", words.say(kind_key(code.kind))), width)));
    }
    lines
}

/// What the TAC says about the model, the maker's name once.
pub(super) fn model(state: &State, look: &Look, tac: &str) -> String {
    let Some(name) = state.setup.tacs.get(tac) else { return look.words.say("number-tac-unknown") };
    let maker = name.maker.unwrap_or_default();
    let maker = if name.model.to_lowercase().starts_with(&maker.to_lowercase()) { "" } else { maker };
    let (maker, model) = (escape(maker, 20), escape(name.model, 40));
    let text = look.words.say_with("number-model", &[("maker", Arg::from(&maker)), ("model", Arg::from(&model))]);
    text.trim().to_owned()
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
