//! What stands around every screen: header, status, notice and function keys.

use super::{Look, SMALLEST, wrap};
use crate::finding::Outcome;
use crate::scan::{DeviceStatus, RAW_LIMIT, Trouble};
use crate::till::{CheckId, Mode, Notice, Pane, Reach, Screen, State, Warning, hints};
use crate::words::{Arg, Words, escape};
use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

/// Rows that the status of sources and scanner may take.
const STATUS_ROWS: usize = 2;
/// Rows that a notice may take.
const NOTICE_ROWS: usize = 3;

/// Draws the frame and returns the room for the screen; `None` when the window is too small.
pub(super) fn draw(f: &mut Frame<'_>, state: &State, look: &Look) -> Option<Rect> {
    let area = f.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let text = look.words.say_with(
            "error-terminal-small",
            &[("columns", Arg::from(u64::from(SMALLEST.0))), ("rows", Arg::from(u64::from(SMALLEST.1)))],
        );
        f.render_widget(Paragraph::new(text).alignment(Alignment::Center), area);
        return None;
    }
    let width = usize::from(area.width);
    let status_text = cut_rows(wrap::wrap(&status_line(state, look), width, 1), STATUS_ROWS, width);
    let said = match (&state.notice, &state.warning) {
        // On a locked till no notice names a handset.
        (Some(notice), _) if state.screen == Screen::Locked && !is_for_all(notice) => String::new(),
        (Some(notice), _) => notice_text(notice, state, look),
        (None, Some(warning)) => warning_text(warning, &look.words),
        (None, None) => String::new(),
    };
    let said = cut_rows(wrap::wrap(&format!(" {said}"), width, 1), NOTICE_ROWS, width);
    let rows = |lines: &[String]| u16::try_from(lines.len()).unwrap_or(1);
    let banner = u16::from(state.setup.mode != Mode::Shop);
    let [top, training, demo, body, status, notice, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(u16::from(state.papers.training)),
        Constraint::Length(banner),
        Constraint::Min(0),
        Constraint::Length(rows(&status_text)),
        Constraint::Length(rows(&said)),
        Constraint::Length(1),
    ])
    .areas(area);
    header(f, top, state, look);
    let say = match state.setup.mode {
        Mode::Demo => "demo-banner",
        Mode::Offline | Mode::Shop => "status-offline",
    };
    let style = look.theme.strong().add_modifier(Modifier::REVERSED);
    f.render_widget(Paragraph::new(look.words.say(say)).alignment(Alignment::Center).style(style), demo);
    f.render_widget(
        Paragraph::new(look.words.say("training-band")).alignment(Alignment::Center).style(style),
        training,
    );
    f.render_widget(Paragraph::new(status_text.join("\n")).style(look.theme.faint()), status);
    f.render_widget(Paragraph::new(said.join("\n")).style(look.theme.notice()), notice);
    key_line(f, keys, state, look);
    Some(body)
}

/// Nothing can be done yet: the stores are being opened.
pub(super) fn opening(f: &mut Frame<'_>, area: Rect, look: &Look) {
    let text = format!("\n\n{}", look.words.say("status-opening"));
    f.render_widget(Paragraph::new(text).alignment(Alignment::Center).style(look.theme.faint()), area);
}

/// Text beyond `most` rows is cut, and seen to be cut.
fn cut_rows(mut lines: Vec<String>, most: usize, width: usize) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = wrap::cut(&format!("{last} …"), width);
        }
    }
    lines
}

fn header(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let setup = &state.setup;
    let middle = match &state.staff {
        Some(staff) => look.words.say_with("status-staff", &[("name", Arg::from(&escape(&staff.name, 20)))]),
        None => look.words.say("status-nobody"),
    };
    let time = state.now.wall.with_timezone(&setup.zone).format("%Y-%m-%d %H:%M").to_string();
    let fixed = format!("{middle}   {time} ");
    let room = usize::from(area.width).saturating_sub(wrap::width(&fixed) + 3);
    let terminal = escape(&setup.terminal, 16);
    let shop = wrap::cut(&escape(&setup.shop, 60), room.saturating_sub(wrap::width(&terminal) + 3));
    let left = look.words.say_with("status-shop", &[("shop", Arg::from(&shop)), ("terminal", Arg::from(&terminal))]);
    let gap = usize::from(area.width).saturating_sub(wrap::width(&left) + wrap::width(&fixed) + 1);
    let line = format!(" {left}{}{fixed}", " ".repeat(gap));
    f.render_widget(Paragraph::new(line).style(look.theme.bar()), area);
}

fn status_line(state: &State, look: &Look) -> String {
    let words = &look.words;
    let mut parts = Vec::new();
    let machines: Vec<_> = state.setup.sources.iter().filter(|s| s.reach != Reach::Person).collect();
    let silent = machines.iter().filter(|s| last_was_silence(state, s.name.as_str())).count();
    if state.setup.sources.is_empty() {
        parts.push(words.say("status-no-sources"));
    } else {
        parts.push(words.say_with("status-online", &[("n", Arg::from(machines.len() - silent))]));
        if silent > 0 {
            parts.push(words.say_with("status-sources-silent", &[("n", Arg::from(silent))]));
        }
    }
    if !state.queue.is_empty() {
        parts.push(words.say_with("status-queue", &[("n", Arg::from(state.queue.len()))]));
    }
    let checks = state.on_hold().into_iter().filter(|check| state.item_of(check.id).is_none()).count();
    let held = checks + state.held_items();
    if held > 0 {
        parts.push(words.say_with("status-on-hold", &[("n", Arg::from(held))]));
    }
    for device in &state.devices {
        parts.push(device_text(device, look));
    }
    if state.devices.is_empty() {
        parts.push(words.say("scanner-keyboard"));
    }
    format!(" {}", parts.join(" | "))
}

/// Whether the newest answer of a source, over all checks, was a silence of the network.
fn last_was_silence(state: &State, source: &str) -> bool {
    let newest = state.checks.iter().rev().flat_map(|c| c.answers.iter().rev()).find(|a| a.source.as_str() == source);
    matches!(newest.map(|a| &a.outcome), Some(Outcome::NoAnswer(_)))
}

fn device_text(device: &DeviceStatus, look: &Look) -> String {
    let words = &look.words;
    match device {
        DeviceStatus::Connected { name, .. } => {
            words.say_with("scanner-connected", &[("name", Arg::from(&escape(name, 24)))])
        }
        DeviceStatus::Lost { name } => words.say_with("scanner-lost", &[("name", Arg::from(&escape(name, 16)))]),
        DeviceStatus::Ambiguous { ports } => {
            words.say_with("scanner-ambiguous", &[("ports", Arg::from(&escape(&ports.join(", "), 60)))])
        }
        DeviceStatus::Waiting => words.say("scanner-waiting"),
        DeviceStatus::Error(why) => words.say_with("scanner-error", &[("why", Arg::from(&escape(why, 60)))]),
    }
}

/// Whether a notice says nothing of anybody's handset.
fn is_for_all(notice: &Notice) -> bool {
    matches!(notice, Notice::WaitsForSignIn | Notice::Duplicate | Notice::Scanner(_) | Notice::DaysClosed { .. })
}

fn notice_text(notice: &Notice, state: &State, look: &Look) -> String {
    let words = &look.words;
    match notice {
        Notice::Duplicate => words.say("scan-duplicate"),
        Notice::SameAgain => words.say("scan-same-again"),
        Notice::WaitsForSignIn => words.say("sign-in-first"),
        Notice::Rejected { message, correction } => match correction {
            Some(imei) => {
                let number = super::number::grouped(imei, false);
                words.say_with("number-correction", &[("number", Arg::from(&number))])
            }
            None => escape(message, 200),
        },
        Notice::NotANumberToCheck(code) => {
            words.say_with("scan-ignored", &[("text", Arg::from(&escape(&code.value, 40)))])
        }
        Notice::CodeAdded(code) => {
            let kind = words.say(super::counter::kind_key(code.kind));
            format!("{kind}: {}", words.say("scan-added"))
        }
        Notice::CodeHeld(code) => {
            let kind = words.say(super::counter::kind_key(code.kind));
            format!("{kind}: {}", words.say("scan-held"))
        }
        Notice::Scanner(trouble) => trouble_text(*trouble, look),
        Notice::Rechecked(id) => {
            let handset = state.check(*id).map(super::lists::handset).unwrap_or_default();
            let finding = state.check(*id).and_then(|c| c.finding);
            let result = finding.map(|f| words.say(crate::words::keys::verdict(f).word)).unwrap_or_default();
            words.say_with("queue-resolved", &[("handset", Arg::from(&handset)), ("result", Arg::from(&result))])
        }
        Notice::LateRemoval(id) => of_handset("notice-late-removal", *id, state, look),
        Notice::Marked(id) => of_handset("notice-marked", *id, state, look),
        Notice::Held(id) => of_handset("notice-held", *id, state, look),
        Notice::Released(id) => of_handset("notice-released", *id, state, look),
        Notice::Stock(told) => super::stock::notice(told, state, look),
        Notice::NotAllowed(act) => {
            let act = words.say(act.label());
            words.say_with("notice-not-allowed", &[("act", Arg::from(&act))])
        }
        Notice::NoManualSource => words.say("manual-none-waiting"),
        Notice::Copied => words.say("manual-copied"),
        Notice::PapersWait { papers, trouble } => {
            let (what, advice) = (escape(&trouble.what, 120), escape(&trouble.advice, 120));
            let told = [("n", Arg::from(*papers)), ("what", Arg::from(&what)), ("advice", Arg::from(&advice))];
            words.say_with("notice-papers-wait", &told)
        }
        Notice::PapersPrinted { papers } => words.say_with("notice-papers-printed", &[("n", Arg::from(*papers))]),
        Notice::PaperLost(trouble) => {
            let (what, advice) = (escape(&trouble.what, 120), escape(&trouble.advice, 120));
            words.say_with("notice-paper-lost", &[("what", Arg::from(&what)), ("advice", Arg::from(&advice))])
        }
        Notice::Deal(key) => words.say(key),
        Notice::Document(why) => format!("{why}: {}", why.advice()),
        Notice::Photo(notice) => super::photo::notice(words, notice),
        Notice::DaysClosed { day, days } => {
            let day = day.to_string();
            words.say_with("day-closed-late", &[("n", Arg::from(*days)), ("day", Arg::from(&day))])
        }
    }
}

/// The sentence of a standing warning, for the screen and behind commands.
pub fn warning_text(warning: &Warning, words: &Words) -> String {
    match warning {
        Warning::BackupOld { days } => words.say_with(warning.key(), &[("days", Arg::from(*days))]),
        Warning::WitnessRefused { witness } => {
            words.say_with(warning.key(), &[("witness", Arg::from(&escape(witness, 60)))])
        }
        Warning::BackupFailed | Warning::NoBackup => words.say(warning.key()),
    }
}

/// A sentence about one check's handset.
fn of_handset(key: &str, id: CheckId, state: &State, look: &Look) -> String {
    let handset = state.check(id).map(super::lists::handset).unwrap_or_default();
    look.words.say_with(key, &[("handset", Arg::from(&handset))])
}

fn trouble_text(trouble: Trouble, look: &Look) -> String {
    let key = match trouble {
        Trouble::TooLong => "trouble-too-long",
        Trouble::ControlBytes => "trouble-control-bytes",
        Trouble::AltNumpad => "trouble-alt-numpad",
        Trouble::LayoutRepaired => "trouble-azerty",
        Trouble::LayoutWrong => "trouble-azerty-unrepaired",
        Trouble::TwoReadings => "trouble-two-readings",
    };
    look.words.say_with(key, &[("max", Arg::from(RAW_LIMIT))])
}

fn key_line(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let mut spans = vec![Span::raw(" ")];
    // A pane says itself what it can be answered with; only a failure leaves the way out open.
    let shown = match &state.pane {
        None => hints(state.screen, state.setup.mode),
        Some(Pane::Error(_)) => hints(Screen::Opening, state.setup.mode),
        Some(_) => &[],
    };
    for hint in shown {
        spans.push(Span::styled(hint.name, look.theme.bar().add_modifier(Modifier::BOLD)));
        spans.push(Span::raw(format!(" {}  ", look.words.say(hint.label))));
    }
    f.render_widget(Paragraph::new(Line::from(spans)).style(look.theme.bar()), area);
}
