//! The verdict: a word and a shape, what it means, what to do, what to say.

use super::{Look, wrap};
use crate::clock::rfc3339;
use crate::finding::Finding;
use crate::till::{Check, Phase, State, StockAction};
use crate::words::{Arg, keys};
use ratatui::text::{Line, Span};

/// Word, meaning, next step and what to say, in lines of `width` cells.
pub(super) fn lines<'a>(state: &State, look: &Look, check: &Check, width: usize) -> Vec<Line<'a>> {
    let (words, strong, base) = (&look.words, look.theme.strong(), look.theme.base());
    if check.phase == Phase::Failed {
        let mut lines = wrap::styled(&words.say("error-not-recorded"), width, 0, strong);
        lines.extend(wrap::styled(&words.say("error-not-recorded-next"), width, 0, base));
        return lines;
    }
    // A finding that is not on disk is not shown: until then the card says that it is checking.
    let Some(finding) = state.verdict(check.id) else {
        let mut lines = vec![Line::styled(format!("… {}", words.say("verdict-waiting")), strong)];
        lines.extend(wrap::styled(&words.say("verdict-waiting-means"), width, 0, base));
        return lines;
    };
    let verdict = keys::verdict(finding);
    let word = format!(" {} {} ", verdict.shape, words.say(verdict.word));
    let mut lines = vec![Line::from(Span::styled(word, look.theme.verdict(finding, look.loud)))];
    let means =
        if finding == Finding::NotListed { not_listed_by(state, look, check) } else { words.say(verdict.means) };
    lines.extend(wrap::styled(&means, width, 0, base));
    for doubt in &check.doubts {
        lines.extend(wrap::styled(&words.say(keys::doubt(*doubt)), width, 0, strong));
    }
    lines.push(Line::default());
    if check.hold.is_some() {
        // It lies in the shop: nobody stands at the counter with it.
        lines.extend(wrap::styled(&words.say("hold-next"), width, 0, strong));
        return lines;
    }
    lines.extend(wrap::styled(&words.say(verdict.next), width, 0, strong));
    lines.extend(wrap::styled(&format!("\"{}\"", words.say(verdict.say)), width, 0, base));
    lines
}

/// What a stop asks of the person at the counter; it stands last, where there is room.
pub(super) fn conduct<'a>(state: &State, look: &Look, check: &Check, width: usize) -> Vec<Line<'a>> {
    if state.verdict(check.id) != Some(Finding::Stop) {
        return Vec::new();
    }
    wrap::styled(&look.words.say("staff-stop-safety"), width, 0, look.theme.faint())
}

/// Where the finding stands in the register, and what the shop does with the handset.
pub(super) fn recorded<'a>(state: &State, look: &Look, check: &Check, width: usize) -> Vec<Line<'a>> {
    let mut text = check
        .committed
        .map(|place| look.words.say_with("status-recorded", &[("index", Arg::from(place.index))]))
        .unwrap_or_default();
    // "Do not buy it" has no "bought" beside it, though the key works: the register takes what happened.
    let offers = |a: &StockAction| *a != StockAction::Buy || check.finding != Some(Finding::Stop);
    let stock = state.stock_action().filter(|a| state.is_on_duty() && offers(a)).map(|action| {
        look.words.say(match action {
            StockAction::Buy => "stock-mark",
            StockAction::Hold => "stock-in",
            StockAction::Release => "stock-on-hold",
        })
    });
    let mut lines = Vec::new();
    if let Some(stock) = stock {
        let both = format!("{text}   {stock}");
        if wrap::width(&both) <= width && !text.is_empty() {
            text = both;
        } else {
            lines.push(Line::styled(wrap::cut(&stock, width), look.theme.faint()));
        }
    }
    if !text.is_empty() {
        lines.insert(0, Line::styled(text, look.theme.faint()));
    }
    lines
}

/// "Not listed by national as of 14:32": whom it rests on, and how old their word is.
fn not_listed_by(state: &State, look: &Look, check: &Check) -> String {
    let oldest = |source: &crate::finding::SourceName| {
        let times = check.answers.iter().filter(|a| a.source == *source).filter_map(|a| a.as_of);
        match times.min() {
            Some(t) if (state.now.wall - t).num_hours() < 48 => super::age::long(&look.words, state.now, t),
            Some(t) => rfc3339(t).chars().take(10).collect(),
            None => look.words.say("outcome-as-of-unknown"),
        }
    };
    let by: Vec<String> = state.setup.required.iter().map(|s| format!("{s} ({})", oldest(s))).collect();
    look.words.say_with("verdict-not-listed-by", &[("sources", Arg::from(&by.join(", ")))])
}
