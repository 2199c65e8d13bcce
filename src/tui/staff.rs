//! Sign-in from the list of people, the lock, and the pane of a second person.

use super::{Look, counter, panes, wrap};
use crate::staff::{Act, Person, Role};
use crate::till::{Said, Screen, StaffForm as Form, StaffStep as Step, State};
use crate::words::{Arg, escape};
use ratatui::Frame;
use ratatui::layout::{Constraint, Flex, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Columns of the box.
const WIDTH: u16 = 60;
/// People that are shown at once.
const PEOPLE: usize = 8;

/// The sign-in of a shop with a list of people, and a locked till.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let locked = state.screen == Screen::Locked;
    let mut lines = vec![Line::default()];
    if locked {
        lines.extend(say(look, &look.words.say("lock-why")));
    }
    lines.extend(form(state, look, &state.crew.form));
    if locked {
        lines.push(Line::default());
        lines.extend(say(look, &look.words.say("lock-other-person")));
    }
    let height = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX).min(area.height);
    let [row] = Layout::vertical([Constraint::Length(height)]).flex(Flex::Center).areas(area);
    let [place] = Layout::horizontal([Constraint::Length(WIDTH)]).flex(Flex::Center).areas(row);
    let block = counter::block(look, if locked { "pane-locked" } else { "pane-sign-in" });
    f.render_widget(Paragraph::new(lines).block(block), place);
}

/// Title and lines of the pane that asks a second person.
pub(super) fn second<'a>(state: &State, look: &Look, act: Act) -> (&'static str, Vec<Line<'a>>) {
    let what = look.words.say(act.label());
    let mut lines = panes::strong(look, &look.words.say_with("second-why", &[("act", Arg::from(&what))]));
    lines.push(Line::default());
    lines.extend(form(state, look, &state.crew.form));
    lines.extend(panes::keys(look, &[("Esc", "key-back")]));
    ("pane-second", lines)
}

/// Lines of the question behind F5.
pub(super) fn leave<'a>(look: &Look) -> (&'static str, Vec<Line<'a>>) {
    let mut lines = panes::plain(look, &look.words.say("leave-why"));
    lines.extend(panes::keys(look, &[("F5", "leave-lock"), ("H", "leave-hand-over"), ("Esc", "key-back")]));
    ("pane-leave", lines)
}

fn form<'a>(state: &State, look: &Look, form: &Form) -> Vec<Line<'a>> {
    let words = &look.words;
    let mut lines = match form.step {
        Step::Name => names(state, look, form),
        Step::Pin(person) | Step::Checking(person) => {
            let name = state.person(person).map(|p| escape(&p.name, 40)).unwrap_or_default();
            secret(look, &words.say_with("sign-in-pin", &[("name", Arg::from(&name))]), form.typed.typed())
        }
        Step::Passphrase(_) | Step::Opening(_) => {
            let mut lines = secret(look, &words.say("sign-in-passphrase"), form.typed.typed());
            lines.extend(say(look, &words.say("sign-in-passphrase-why")));
            lines
        }
    };
    lines.push(Line::default());
    lines.extend(match (&form.said, form.step) {
        (_, Step::Checking(_) | Step::Opening(_)) => say(look, &words.say("sign-in-checking")),
        (Some(said), _) => {
            let text = said_text(state, look, said);
            wrap::styled(&format!(" {text}"), room(), 1, look.theme.strong())
        }
        (None, Step::Name) => say(look, &words.say("sign-in-people-hint")),
        (None, _) => say(look, &words.say("sign-in-pin-hint")),
    });
    lines
}

fn names<'a>(state: &State, look: &Look, form: &Form) -> Vec<Line<'a>> {
    let prompt = format!(" {}: {}_", look.words.say("sign-in-who"), escape(&form.name, 36));
    let mut lines = vec![Line::styled(prompt, look.theme.strong()), Line::default()];
    let people = state.candidates();
    let chosen = form.row.min(people.len().saturating_sub(1));
    // The chosen row stays in sight.
    let first = (chosen + 1).saturating_sub(PEOPLE);
    for (n, person) in people.iter().enumerate().skip(first).take(PEOPLE) {
        let style = if n == chosen { look.theme.strong() } else { look.theme.base() };
        lines.push(Line::styled(wrap::cut(&row(look, person, n == chosen), room()), style));
    }
    let more = people.len().saturating_sub(first + PEOPLE);
    if more > 0 {
        lines.push(Line::styled(
            format!("   {}", look.words.say_with("list-more", &[("n", Arg::from(more))])),
            look.theme.faint(),
        ));
    }
    if people.is_empty() {
        lines.extend(say(look, &look.words.say("sign-in-nobody")));
    }
    lines
}

fn row(look: &Look, person: &Person, chosen: bool) -> String {
    let mark = if chosen { ">" } else { " " };
    let role = look.words.say(match person.role {
        Role::Clerk => "role-clerk",
        Role::Manager => "role-manager",
        Role::Auditor => "role-auditor",
    });
    let locked = if person.locked { look.words.say("sign-in-locked-row") } else { String::new() };
    format!(" {mark} {:>3}  {:<26} {role} {locked}", person.number, escape(&person.name, 26)).trim_end().to_owned()
}

fn secret<'a>(look: &Look, prompt: &str, typed: usize) -> Vec<Line<'a>> {
    /// More dots than a PIN has digits: how long a passphrase is, nobody needs to see.
    const MOST: usize = 12;
    let dots = "*".repeat(typed.min(MOST));
    vec![Line::styled(format!(" {prompt}: {dots}_"), look.theme.strong())]
}

fn said_text(state: &State, look: &Look, said: &Said) -> String {
    let words = &look.words;
    match said {
        Said::Wrong { left } => words.say_with("pin-wrong", &[("left", Arg::from(u64::from(*left)))]),
        Said::Wait { until } => {
            let time = until.with_timezone(&state.setup.zone).format("%H:%M:%S").to_string();
            words.say_with("pin-wait", &[("time", Arg::from(&time))])
        }
        Said::Locked => words.say("pin-locked"),
        Said::Left => words.say("pin-left"),
        Said::WrongPassphrase => words.say("passphrase-wrong"),
        Said::CannotSecond => words.say("second-cannot"),
    }
}

fn room() -> usize {
    usize::from(WIDTH - 2)
}

fn say<'a>(look: &Look, text: &str) -> Vec<Line<'a>> {
    wrap::styled(&format!(" {text}"), room(), 1, look.theme.faint())
}
