//! The verdict: a word and a shape, what it means, what to do, what to say.

use super::Look;
use crate::clock::rfc3339;
use crate::finding::Finding;
use crate::till::{Check, Phase, State};
use crate::words::{Arg, keys};
use ratatui::text::{Line, Span};

/// The lines below the numbers.
pub(super) fn lines<'a>(state: &State, look: &Look, check: &Check) -> Vec<Line<'a>> {
    let words = &look.words;
    let mut lines = Vec::new();
    if check.phase == Phase::Failed {
        lines.push(Line::styled(words.say("error-not-recorded"), look.theme.strong()));
        return lines;
    }
    // A finding that is not on disk is not shown: until then the card says that it is checking.
    let Some(finding) = check.finding else {
        lines.push(Line::styled(format!("… {}", words.say("verdict-waiting")), look.theme.strong()));
        lines.push(Line::raw(words.say("verdict-waiting-means")));
        return lines;
    };
    let verdict = keys::verdict(finding);
    let word = format!(" {} {} ", verdict.shape, words.say(verdict.word));
    lines.push(Line::from(Span::styled(word, look.theme.verdict(finding, look.loud))));
    if finding == Finding::NotListed {
        lines.push(Line::raw(not_listed_by(state, look, check)));
    } else {
        lines.push(Line::raw(words.say(verdict.means)));
    }
    for doubt in &check.doubts {
        lines.push(Line::styled(words.say(keys::doubt(*doubt)), look.theme.strong()));
    }
    lines.push(Line::default());
    lines.push(Line::styled(words.say(verdict.next), look.theme.strong()));
    lines.push(Line::raw(format!("\"{}\"", words.say(verdict.say))));
    if let Some(place) = check.committed {
        let recorded = words.say_with("status-recorded", &[("index", Arg::from(place.index))]);
        lines.push(Line::default());
        lines.push(Line::styled(recorded, look.theme.faint()));
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
