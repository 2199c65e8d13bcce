//! An inspection: the form that begins it, what an officer sees first, and the masked log.

use super::{Look, counter, panes, wrap};
use crate::till::{FirstPage, Inspection, InspectionStage as Stage, State, Values};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws the screen.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let block = counter::block(look, "pane-inspection");
    let inner = block.inner(area);
    let (width, rows) = (usize::from(inner.width), usize::from(inner.height));
    let mut lines = match &state.inspection {
        None => Vec::new(),
        Some(inspection) => match inspection.stage {
            Stage::Agency => form(state, look, "inspection-agency", width),
            Stage::Officer | Stage::Beginning => form(state, look, "inspection-officer", width),
            Stage::Reason => form(state, look, "inspection-reason", width),
            Stage::Open => opened(state, look, inspection, (width, rows)),
        },
    };
    lines.truncate(rows);
    f.render_widget(Paragraph::new(lines).block(block), area);
}

fn form<'a>(state: &State, look: &Look, prompt: &str, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let mut lines = wrap::styled(&words.say("inspection-why"), width, 1, look.theme.faint());
    lines.push(Line::default());
    let typed = format!(" {}: {}_", words.say(prompt), escape(&state.field, 200));
    lines.extend(wrap::styled(&typed, width, 2, look.theme.strong()));
    lines
}

fn opened<'a>(state: &State, look: &Look, inspection: &Inspection, room: (usize, usize)) -> Vec<Line<'a>> {
    let (width, _) = room;
    let agency = escape(&inspection.agency, 60);
    let title = look.words.say_with("inspection-open", &[("agency", Arg::from(&agency))]);
    let mut lines = vec![Line::styled(wrap::cut(&format!(" {title}"), width), look.theme.strong()), Line::default()];
    match (&inspection.values, &inspection.page) {
        (Some(values), _) => lines.extend(revealed(look, values, width)),
        (None, _) if inspection.log => lines.extend(log(state, look, inspection, room)),
        (None, Some(page)) => lines.extend(first_page(state, look, page, width)),
        (None, None) => {
            lines.push(Line::styled(format!(" {}", look.words.say("sign-in-checking")), look.theme.faint()));
        }
    }
    lines
}

fn first_page<'a>(state: &State, look: &Look, page: &FirstPage, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let [checks, hits, purchases] = page.totals;
    let origin = escape(&page.origin, 60);
    let (size, epoch) = (Arg::from(page.size), Arg::from(page.epoch));
    let verified = match page.verified {
        Some((true, _)) => words.say("inspection-verifies"),
        Some((false, n)) => words.say_with("inspection-verifies-not", &[("n", Arg::from(n))]),
        None => words.say("inspection-not-verified"),
    };
    let closed = match page.closed {
        Some(day) => words.say_with("inspection-closed", &[("day", Arg::from(&day.to_string()))]),
        None => words.say("inspection-not-closed"),
    };
    let cosigned = match &page.cosigned {
        Some((witness, size, at)) => {
            let at = at.with_timezone(&state.setup.zone).format("%Y-%m-%d %H:%M").to_string();
            let witness = escape(witness, 60);
            let args = [("witness", Arg::from(&witness)), ("size", Arg::from(*size)), ("at", Arg::from(&at))];
            words.say_with("inspection-cosigned", &args)
        }
        None => words.say("inspection-not-cosigned"),
    };
    let totals = [("checks", Arg::from(checks)), ("hits", Arg::from(hits)), ("purchases", Arg::from(purchases))];
    let stock = [("stock", Arg::from(page.stock)), ("held", Arg::from(page.held))];
    let texts = [
        (words.say_with("inspection-size", &[("origin", Arg::from(&origin)), ("n", size), ("epoch", epoch)]), true),
        (words.say_with("inspection-root", &[("root", Arg::from(&page.root))]), false),
        (verified, true),
        (closed, false),
        (cosigned, false),
        (words.say_with("inspection-totals", &totals), false),
        (words.say_with("inspection-stock", &stock), false),
        (words.say_with("inspection-alarms", &[("n", Arg::from(page.alarms))]), false),
        (words.say("inspection-own-copy"), false),
    ];
    let style = |strong| if strong { look.theme.strong() } else { look.theme.base() };
    texts.iter().flat_map(|(text, strong)| wrap::styled(&format!(" {text}"), width, 3, style(*strong))).collect()
}

fn log<'a>(state: &State, look: &Look, inspection: &Inspection, (width, rows): (usize, usize)) -> Vec<Line<'a>> {
    // Title and hint take four rows.
    let room = rows.saturating_sub(4).max(1);
    let first = (inspection.row + 1).saturating_sub(room);
    let mut lines = wrap::styled(&format!(" {}", look.words.say("inspection-log-hint")), width, 1, look.theme.faint());
    for (n, row) in inspection.rows.iter().enumerate().skip(first).take(room) {
        let chosen = n == inspection.row;
        let at = row.at.with_timezone(&state.setup.zone).format("%m-%d %H:%M:%S");
        let labels = row.labels.iter().map(|label| format!("{}=****", escape(label, 20))).collect::<Vec<_>>().join(" ");
        let text = format!(
            "{}{:>6}  {at}  {:<15} {} {labels}",
            if chosen { ">" } else { " " },
            row.index,
            escape(&row.kind, 20),
            escape(&row.plain, 60),
        );
        let style = if chosen { look.theme.strong() } else { look.theme.base() };
        lines.push(Line::styled(wrap::cut(text.trim_end(), width), style));
    }
    lines
}

fn revealed<'a>(look: &Look, values: &Values, width: usize) -> Vec<Line<'a>> {
    let title = look.words.say_with("inspection-values", &[("index", Arg::from(values.index))]);
    let mut lines = panes::strong(look, &format!(" {title}"));
    if values.fields.is_empty() {
        lines.push(Line::raw(format!(" {}", look.words.say("inspection-erased"))));
    }
    for (label, value) in &values.fields {
        let text = format!(" {:<14} {}", escape(label, 20), escape(value, 400));
        lines.extend(wrap::styled(&text, width, 16, look.theme.base()));
    }
    lines
}
