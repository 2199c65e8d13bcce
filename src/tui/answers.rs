//! What each source said about each number, as the answers arrive.

use super::{Look, age, counter, wrap};
use crate::blocklist::freshness;
use crate::finding::{Answer, Detail, ListAge, Outcome, Silence, SourceName};
use crate::till::{Check, ListInfo, State};
use crate::words::{Arg, escape, keys};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Longest text of a source on the screen, in characters.
const WORDS_SHOWN: usize = 160;

/// Reasons of at most so many cells together share a row.
const SHORT: usize = 22;

/// How much of the sources' own words is shown: as much as there is room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Everything, with the time at which each list was issued.
    Whole,
    /// The sources' words, each text with at most this many rows.
    All(usize),
    /// Reasons, one row each.
    Reasons,
    /// None; an ellipsis stands for them.
    Hidden,
}

const FROM_MOST: [Words; 6] =
    [Words::Whole, Words::All(usize::MAX), Words::All(2), Words::All(1), Words::Reasons, Words::Hidden];

impl Words {
    fn has_words(self) -> bool {
        matches!(self, Self::Whole | Self::All(_))
    }
}

/// Sources of the config, and required names that have no section.
fn names(state: &State) -> Vec<SourceName> {
    let mut names: Vec<SourceName> = state.setup.sources.iter().map(|s| s.name.clone()).collect();
    names.extend(state.setup.required.iter().filter(|r| !state.setup.sources.iter().any(|s| s.name == **r)).cloned());
    names
}

/// The panel's lines for a room of `width` × `rows` cells. What the sources decided comes before
/// their words: where it does not all fit, the words are cut first.
pub(super) fn lines<'a>(state: &State, look: &Look, (width, rows): (usize, usize)) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for shown in FROM_MOST {
        lines = Panel { state, look, width, shown }.lines();
        if lines.len() <= rows {
            break;
        }
    }
    wrap::fit(lines, rows, look)
}

/// Draws the panel.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, look: &Look, lines: Vec<Line<'_>>) {
    f.render_widget(Paragraph::new(lines).block(counter::block(look, "pane-answers")), area);
}

struct Panel<'s> {
    state: &'s State,
    look: &'s Look,
    width: usize,
    shown: Words,
}

impl Panel<'_> {
    fn lines<'a>(&self) -> Vec<Line<'a>> {
        let words = &self.look.words;
        let mut lines = Vec::new();
        for name in names(self.state) {
            let required = self.state.setup.required.contains(&name);
            let weight = words.say(if required { "outcome-required" } else { "outcome-optional" });
            lines.push(Line::from(vec![
                Span::styled(wrap::cut(&escape(name.as_str(), 24), 24), self.look.theme.strong()),
                Span::styled(self.beside(&name, &weight), self.look.theme.faint()),
            ]));
            if !self.state.setup.sources.iter().any(|s| s.name == name) {
                self.push(&mut lines, 2, &words.say("silence-unknown-source"));
            } else if let Some(check) = self.state.shown() {
                self.of_source(&mut lines, check, &name);
            } else if let Some(info) = self.list(&name) {
                self.list_now(&mut lines, info);
            }
        }
        if lines.is_empty() {
            for key in ["sources-empty", "sources-empty-next"] {
                lines.extend(wrap::styled(&words.say(key), self.width, 0, self.look.theme.base()));
            }
        }
        lines
    }

    fn list(&self, name: &SourceName) -> Option<&ListInfo> {
        self.state.setup.lists.iter().find(|list| list.name == *name)
    }

    /// What stands beside a source's name: its weight, and the countries that a list covers.
    fn beside(&self, name: &SourceName, weight: &str) -> String {
        let countries = self.list(name).map(|list| list.countries.join(" ")).unwrap_or_default();
        let room = self.width.saturating_sub(wrap::width(&wrap::cut(&escape(name.as_str(), 24), 24)));
        let text = if countries.is_empty() { format!("  {weight}") } else { format!("  {weight}  {countries}") };
        wrap::cut(&text, room)
    }

    /// A list that nothing is asked of at present: its version and age.
    fn list_now(&self, lines: &mut Vec<Line<'_>>, info: &ListInfo) {
        let words = &self.look.words;
        let held = self.state.lists.iter().find(|now| now.name == info.name).and_then(|now| now.version.as_ref());
        let Some(version) = held else {
            lines.push(Line::raw(format!("  {}", wrap::cut(&words.say("list-none"), self.width.saturating_sub(2)))));
            return;
        };
        let when = version.issued_at.map(|t| age::short(words, self.state.now, t)).unwrap_or_default();
        let args = [("version", Arg::from(version.version)), ("when", Arg::from(&when))];
        lines.push(Line::raw(wrap::cut(&format!("  {}", words.say_with("list-version", &args)), self.width)));
        self.age(lines, freshness(version.issued_at, self.state.now.wall, &info.policy).age());
    }

    /// What a list's age means for its misses.
    fn age(&self, lines: &mut Vec<Line<'_>>, age: ListAge) {
        match age {
            ListAge::Fresh => {}
            ListAge::Ageing => self.push(lines, 4, &self.look.words.say("list-ageing")),
            ListAge::Stale => self.push(lines, 4, &self.look.words.say("list-stale")),
        }
    }

    /// One text of a source, at most the rows that it may take.
    fn push(&self, lines: &mut Vec<Line<'_>>, indent: usize, text: &str) {
        let most = match self.shown {
            Words::Whole => usize::MAX,
            Words::All(rows) => rows,
            Words::Reasons => 1,
            Words::Hidden => return,
        };
        let mut rows = wrap::wrap(&format!("{}{text}", " ".repeat(indent)), self.width, indent);
        if rows.len() > most {
            rows.truncate(most);
            if let Some(last) = rows.last_mut() {
                *last = wrap::cut(&format!("{last} …"), self.width);
            }
        }
        let style = self.look.theme.base();
        lines.extend(rows.into_iter().map(|row| Line::styled(row, style)));
    }

    fn of_source(&self, lines: &mut Vec<Line<'_>>, check: &Check, source: &SourceName) {
        let words = &self.look.words;
        for (n, imei) in check.imeis.iter().enumerate() {
            let prefix = if check.imeis.len() > 1 { format!("  {}: ", n + 1) } else { "  ".to_owned() };
            // Nothing is seen of an answer before the check's start is on disk.
            let last = check.last(source, &imei.body()).filter(|_| check.shows_answers());
            let asking = check.awaited.iter().any(|(s, i)| s == source && *i == imei.body());
            match last {
                _ if asking => lines.push(Line::raw(format!("{prefix}{} …", words.say("outcome-asking")))),
                Some(answer) => self.answer(lines, &prefix, answer),
                None => lines.push(Line::raw(format!("{prefix}{}", words.say("outcome-not-asked")))),
            }
        }
    }

    fn answer(&self, lines: &mut Vec<Line<'_>>, prefix: &str, answer: &Answer) {
        let words = &self.look.words;
        let word = words.say(keys::outcome(&answer.outcome));
        if let Outcome::NoAnswer(silence) = &answer.outcome {
            let more = if self.shown == Words::Hidden { " …" } else { "" };
            let held = answer.edition.map(|_| format!("  ({})", self.as_of(answer))).unwrap_or_default();
            lines.push(Line::raw(wrap::cut(&format!("{prefix}{word}{held}{more}"), self.width)));
            let text = silence.text().unwrap_or("-");
            let since = text.strip_prefix("since ").filter(|_| matches!(silence, Silence::Stale(_)));
            let key = since.map_or(keys::silence(silence), |_| "silence-stale-since");
            let what = escape(since.unwrap_or(text), WORDS_SHOWN);
            self.push(lines, 4, &words.say_with(key, &[("what", Arg::from(&what))]));
            return;
        }
        let age = self.as_of(answer);
        let hidden = answer.outcome.detail().is_some_and(|d| *d != Detail::default()) && !self.shown.has_words();
        let text = format!("{prefix}{word}  ({age}){}", if hidden { " …" } else { "" });
        lines.push(Line::raw(wrap::cut(&text, self.width)));
        if matches!(answer.outcome, Outcome::NotCovered(_)) {
            self.push(lines, 4, &words.say("outcome-not-covered-means"));
        }
        if let Some(detail) = answer.outcome.detail() {
            self.detail(lines, detail);
        }
        self.edition(lines, answer);
    }

    /// How old an answer is, and of which version of a list.
    fn as_of(&self, answer: &Answer) -> String {
        let words = &self.look.words;
        let when = answer.as_of.map(|t| age::short(words, self.state.now, t));
        match (answer.edition, when) {
            (Some(edition), Some(when)) => {
                let args = [("version", Arg::from(edition.version)), ("when", Arg::from(&when))];
                words.say_with("outcome-as-of-list", &args)
            }
            (_, Some(when)) => words.say_with("outcome-as-of", &[("when", Arg::from(&when))]),
            (_, None) => words.say("outcome-as-of-unknown"),
        }
    }

    /// When the list was issued that answered, and whether it is ageing.
    fn edition(&self, lines: &mut Vec<Line<'_>>, answer: &Answer) {
        let Some((edition, issued)) = answer.edition.zip(answer.as_of) else { return };
        if answer.outcome == Outcome::NotListed && edition.state == ListAge::Ageing {
            self.age(lines, edition.state);
        }
        if self.shown == Words::Whole {
            let issued = issued.with_timezone(&self.state.setup.zone).format("%Y-%m-%d %H:%M").to_string();
            self.push(lines, 4, &self.look.words.say_with("list-issued", &[("time", Arg::from(&issued))]));
        }
    }

    fn detail(&self, lines: &mut Vec<Line<'_>>, detail: &Detail) {
        let mut say = |key: &str, text: &str| {
            let text = escape(text, WORDS_SHOWN);
            self.push(lines, 4, &self.look.words.say_with(key, &[("text", Arg::from(&text))]));
        };
        // Status and code of a list are short: one row for both.
        let joined = detail.reasons.join(", ");
        if wrap::width(&joined) <= SHORT {
            Some(joined).filter(|text| !text.is_empty()).iter().for_each(|r| say("outcome-reason", r));
        } else {
            detail.reasons.iter().for_each(|r| say("outcome-reason", r));
        }
        if !self.shown.has_words() {
            return;
        }
        detail.since.iter().for_each(|r| say("outcome-since", r));
        detail.reporter.iter().for_each(|r| say("outcome-reporter", r));
        detail.reference.iter().for_each(|r| say("outcome-reference", r));
        detail.history.iter().for_each(|r| say("outcome-history", r));
    }
}
