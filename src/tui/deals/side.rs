//! What is known of each line, what the clerk has to look at, and what to do about what is not bought.

use super::{Look, money};
use crate::finding::Finding;
use crate::policy::{Goods, Wording};
use crate::till::{DealView, LineEnd, LineState, LineSummary, Refusal, State, WarningView};
use crate::tui::{counter, wrap};
use crate::words::{Arg, escape, keys};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Draws the side.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, view: &DealView, look: &Look) {
    let block = counter::block(look, "deal-lines");
    let (width, room) = (usize::from(area.width.saturating_sub(2)), usize::from(area.height.saturating_sub(2)));
    let mut lines: Vec<Line<'_>> = Vec::new();
    for line in &view.lines {
        lines.extend(summary(line, state, view, look, width));
    }
    if view.total > 0 {
        let amount = money(view.total, &view.currency);
        lines.push(Line::styled(
            look.words.say_with("deal-total", &[("amount", Arg::from(&amount))]),
            look.theme.strong(),
        ));
    }
    lines.extend(warnings(&view.warnings, look, width));
    if let Some(refusal) = &view.refusal {
        lines.push(Line::default());
        lines.extend(refused(refusal, state, look, width));
    }
    if view.known_seller {
        lines.extend(wrap::styled(&look.words.say("deal-known-offer"), width, 0, look.theme.notice()));
    }
    let keys = wrap::styled(&look.words.say("deal-more-keys"), width, 0, look.theme.faint());
    if lines.len() + keys.len() < room {
        lines.push(Line::default());
        lines.extend(keys);
    }
    f.render_widget(Paragraph::new(wrap::fit(lines, room, look)).block(block), area);
}

/// `1 ● NOT LISTED  iPhone 12   120.00 GBP`, then its hold and what is special about it.
fn summary<'a>(line: &LineSummary, state: &State, view: &DealView, look: &Look, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let name = if line.name.is_empty() {
        words.say(match line.what {
            Goods::Handset => "deal-line-unnamed",
            Goods::Device => "deal-line-device",
            Goods::Goods => "deal-line-goods",
        })
    } else {
        escape(&line.name, 60)
    };
    let price = line.price.map(|p| money(p, &view.currency)).unwrap_or_default();
    let first = Line::from(vec![
        Span::raw(format!("{} ", line.line)),
        Span::styled(standing(line, look), look.theme.strong()),
        Span::raw(format!("  {price}")),
    ]);
    let numbers: Vec<&str> = line.numbers.iter().map(String::as_str).collect();
    let mut lines = vec![first, Line::raw(wrap::cut(&format!("  {name}"), width))];
    if !numbers.is_empty() {
        lines.push(Line::styled(wrap::cut(&format!("  {}", numbers.join(" + ")), width), look.theme.faint()));
    }
    let marks: Vec<String> = line.marks.iter().map(|key| words.say(key)).collect();
    if !marks.is_empty() {
        lines.push(Line::raw(wrap::cut(&format!("  {}", marks.join(", ")), width)));
    }
    if !line.listing.is_empty() {
        let sources: Vec<String> = line.listing.iter().map(|s| escape(s.as_str(), 24)).collect();
        let text = words.say_with("deal-line-listed-by", &[("sources", Arg::from(&sources.join(", ")))]);
        lines.extend(wrap::styled(&format!("  {text}"), width, 2, look.theme.base()));
    }
    if let Some(until) = line.hold {
        let until = until.with_timezone(&state.setup.zone).format("%Y-%m-%d %H:%M").to_string();
        let text = words.say_with("deal-line-hold", &[("until", Arg::from(&until))]);
        lines.push(Line::styled(wrap::cut(&format!("  {text}"), width), look.theme.faint()));
    }
    lines
}

fn standing(line: &LineSummary, look: &Look) -> String {
    let finding = |finding: Finding| {
        let verdict = keys::verdict(finding);
        format!("{} {}", verdict.shape, look.words.say(verdict.word))
    };
    match line.state {
        LineState::Stop => finding(Finding::Stop),
        LineState::Caution => finding(Finding::Caution),
        LineState::NotChecked => finding(Finding::NotChecked),
        LineState::NotListed => finding(Finding::NotListed),
        LineState::Checking => format!("… {}", look.words.say("verdict-waiting")),
        LineState::Empty => format!("○ {}", look.words.say("deal-state-empty")),
        LineState::Failed => format!("× {}", look.words.say("deal-state-failed")),
        LineState::NoCheck => format!("· {}", look.words.say("deal-state-no-check")),
        LineState::Ended(LineEnd::Refused) => format!("× {}", look.words.say("deal-state-ended-refused")),
        LineState::Ended(LineEnd::HandedBack) => format!("× {}", look.words.say("deal-state-ended-handed-back")),
    }
}

fn warnings<'a>(warnings: &[WarningView], look: &Look, width: usize) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    if !warnings.is_empty() {
        lines.push(Line::styled(look.words.say("deal-warnings"), look.theme.strong()));
    }
    for warning in warnings {
        let args = [
            ("line", Arg::from(u64::from(warning.warning.line.unwrap_or(0)))),
            ("count", Arg::from(u64::from(warning.warning.count))),
            ("threshold", Arg::from(u64::from(warning.warning.threshold))),
            ("days", Arg::from(u64::from(warning.warning.days))),
        ];
        let text = look.words.say_with(warning.key, &args);
        let (mark, style) = match (warning.next, warning.resolution.is_some()) {
            (true, _) => ("►", look.theme.strong()),
            (false, true) => ("●", look.theme.faint()),
            (false, false) => ("▲", look.theme.notice()),
        };
        lines.extend(wrap::styled(&format!("{mark} {text}"), width, 2, style));
    }
    lines
}

/// What is done about listed lines, calmly: whom to call, what to say.
fn refused<'a>(refusal: &Refusal, state: &State, look: &Look, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let numbers: Vec<String> = refusal.lines.iter().map(ToString::to_string).collect();
    let numbers = numbers.join(", ");
    let args = [("lines", Arg::from(&numbers)), ("reference", Arg::from(&refusal.reference))];
    let key = if refusal.advice { "deal-refusal-advice" } else { "deal-refusal" };
    let mut lines = wrap::styled(&words.say_with(key, &args), width, 0, look.theme.strong());
    let policy = &state.setup.deals.policy;
    let wording = |what: Wording| policy.wording(what, words.lang()).to_owned();
    let say = words.say_with("deal-refusal-say", &[("text", Arg::from(&wording(Wording::HitSay)))]);
    lines.extend(wrap::styled(&say, width, 0, look.theme.base()));
    if refusal.others {
        lines.extend(wrap::styled(&words.say("deal-refusal-others"), width, 0, look.theme.base()));
    }
    for what in [Wording::HitCall, Wording::HitKeep] {
        lines.extend(wrap::styled(&wording(what), width, 0, look.theme.faint()));
    }
    lines
}
