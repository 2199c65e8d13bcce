//! What is asked for now, the armed field, and what can be chosen with one key.

use super::Look;
use crate::till::{Choice, DealView, EnterDoes, Stage, State};
use crate::tui::{counter, wrap};
use crate::words::escape;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Blanks between two choices.
const GAP: usize = 3;

/// The question, the field and the choices, in lines of `width` cells. The field stands second to
/// the question's last line.
pub(super) fn lines<'a>(state: &State, view: &DealView, look: &Look, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let row = view.rows.iter().find(|row| Some(row.step) == view.prompt.step);
    let question = words.say(view.prompt.question);
    // "Type it" says what only together with the row's name.
    let question = row.map_or(question.clone(), |row| format!("{}: {question}", words.say(row.label)));
    let mut lines = wrap::styled(&question, width, 0, look.theme.strong());
    if view.stage == Stage::Writing {
        return lines;
    }
    let typed = counter::tail(&escape(&state.field, 400), width.saturating_sub(3));
    let hint = if state.field.is_empty() { enter(view.prompt.enter) } else { None };
    let faint = hint.map(|key| Span::styled(words.say(key), look.theme.faint()));
    let mut field = vec![Span::raw("> "), Span::styled(typed, look.theme.strong())];
    field.extend(faint);
    lines.push(Line::from(field));
    lines.extend(choices(&view.prompt.choices, look, width));
    if let Some(rule) = &view.prompt.rule {
        lines.push(Line::styled(wrap::cut(rule, width), look.theme.notice()));
    }
    lines
}

fn enter(does: EnterDoes) -> Option<&'static str> {
    Some(match does {
        EnterDoes::Nothing => return None,
        EnterDoes::Take => "deal-enter-take",
        EnterDoes::PassOver => "deal-enter-pass",
        EnterDoes::Print => "deal-enter-print",
        EnterDoes::Finish => "deal-enter-finish",
        EnterDoes::PutAway(_) => "deal-enter-put-away",
    })
}

/// `1 Off   2 On`, as many to a line as fit; what is chosen is reversed, what the rules do not allow is faint.
fn choices<'a>(choices: &[Choice], look: &Look, width: usize) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    let mut used = width;
    for choice in choices {
        let text = format!("{} {}", choice.key.to_uppercase(), look.words.say(choice.label));
        let style = match (choice.allowed, choice.chosen) {
            (false, _) => look.theme.faint().add_modifier(Modifier::CROSSED_OUT),
            (true, true) => look.theme.strong().add_modifier(Modifier::REVERSED),
            (true, false) => look.theme.base(),
        };
        let cells = wrap::width(&text);
        if used + GAP + cells > width {
            lines.push(Line::default());
            used = 0;
        } else {
            used += GAP;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push_span(Span::raw(" ".repeat(GAP)));
            }
            line.push_span(Span::styled(wrap::cut(&text, width), style));
        }
        used += cells;
    }
    lines
}

/// Draws the box, with the cursor where the next key goes.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look, lines: Vec<Line<'_>>) {
    let block = counter::block(look, "pane-scan");
    let inner = block.inner(area);
    let field = lines.iter().position(|line| line.spans.first().is_some_and(|span| span.content == "> "));
    let typed = wrap::width(&counter::tail(&escape(&state.field, 400), usize::from(inner.width.saturating_sub(3))));
    f.render_widget(Paragraph::new(lines).block(block), area);
    if let Some(row) = field.filter(|_| state.pane.is_none()) {
        let x = inner.x + u16::try_from(typed + 2).unwrap_or(u16::MAX).min(inner.width.saturating_sub(1));
        f.set_cursor_position((x, inner.y + u16::try_from(row).unwrap_or(0)));
    }
}
