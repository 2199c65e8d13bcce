//! The screen for pictures: the number beside its crop, or how a picture comes in.

use super::{Look, counter, wrap};
use crate::imei::{Kind, identify};
use crate::photo::Trust;
use crate::photo::settings::Graphics;
use crate::photo::wire::Crop;
use crate::print::QrCode;
use crate::till::{Decided, Photo, PhotoLine, PhotoNotice, State};
use crate::words::{Arg, Words, escape, keys};
use image::{DynamicImage, RgbImage, imageops};
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect, Size};
use ratatui::style::{Color, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use ratatui_image::Image;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

/// Pixels of a character cell, as terminals that draw pictures mostly have them.
const CELL: (u32, u32) = (10, 20);
/// Rows that a crop may take.
const CROP_ROWS: u16 = 10;
/// Of the line's length, how much both halves of it show in common, in hundredths.
const OVERLAP: u32 = 6;
/// The one picture that is shown at a time, for terminals that number them.
const PICTURE: u32 = 1;

/// White around the code, as readers want it, and what they mostly do with.
const QUIET: [usize; 2] = [QrCode::QUIET, 2];

/// Draws the screen.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    if let Some(photo) = state.photos.front() {
        return one(f, area, state, look, photo);
    }
    let Some((code, _)) = &state.photos.phone else { return ways(f, area, state, look, None) };
    let fits = |code: &QrCode| {
        code.side() <= usize::from(area.width / 2) && code.side().div_ceil(2) <= usize::from(area.height)
    };
    let codes = QUIET.iter().filter_map(|quiet| QrCode::of_text(&code.link, *quiet).ok());
    let Some(code) = codes.into_iter().find(fits) else { return ways(f, area, state, look, Some(false)) };
    let width = u16::try_from(code.side()).unwrap_or(area.width);
    let [left, right] = Layout::horizontal([Constraint::Min(0), Constraint::Length(width)]).areas(area);
    ways(f, left, state, look, Some(true));
    // Black on white whatever the theme: readers want it so.
    let ink = Style::new().fg(Color::Black).bg(Color::White);
    let lines: Vec<Line<'_>> = code.blocks().into_iter().map(|row| Line::styled(row, ink)).collect();
    f.render_widget(Paragraph::new(lines), right);
}

/// What to do so that a picture comes; a phone's code may stand beside it, or have no room.
fn ways(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look, code: Option<bool>) {
    let words = &look.words;
    let block = counter::block(look, "pane-photo");
    let width = usize::from(block.inner(area).width);
    let ways = &state.photos.ways;
    let mut lines = wrap::styled(&words.say("photo-intro"), width, 0, look.theme.strong());
    let mut say = |text: &str| {
        lines.push(Line::default());
        lines.extend(wrap::styled(text, width, 0, look.theme.base()));
    };
    match code {
        Some(true) => {
            say(&words.say("photo-scan-code"));
            say(&words.say("photo-same-network"));
            if !ways.tls {
                say(&words.say("photo-no-documents"));
            }
        }
        Some(false) => say(&words.say("photo-code-no-room")),
        None => {}
    }
    if let Some(inbox) = &ways.inbox {
        say(&words.say_with("photo-inbox", &[("folder", Arg::from(&escape(inbox, 120)))]));
    }
    if !ways.phone && ways.inbox.is_none() {
        say(&words.say("photo-no-way"));
        say(&words.say("photo-no-way-next"));
    }
    f.render_widget(Paragraph::new(lines).block(block), area);
}

fn one(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look, photo: &Photo) {
    let words = &look.words;
    let block = counter::block(look, "pane-photo");
    let inner = block.inner(area);
    f.render_widget(block, area);
    let width = usize::from(inner.width);
    let mut top = head(state, look, photo, width);
    let open = photo.open_line();
    top.extend(photo.lines.iter().map(|line| row(look, line, open == Some(line))));
    let bottom = ask(state, words, look, photo, width);
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let room = inner.height.saturating_sub(rows(&bottom));
    let crop = open.and_then(|line| line.found.crop.as_ref());
    let above = rows(&top).min(room);
    let [upper, middle, lower] = Layout::vertical([
        Constraint::Length(above),
        Constraint::Length(room - above),
        Constraint::Length(rows(&bottom)),
    ])
    .areas(inner);
    f.render_widget(Paragraph::new(top), upper);
    if let Some(crop) = crop {
        picture(f, middle, state.photos.ways.graphics, crop);
    }
    f.render_widget(Paragraph::new(bottom), lower);
}

fn head<'a>(state: &State, look: &Look, photo: &Photo, width: usize) -> Vec<Line<'a>> {
    let words = &look.words;
    let time = photo.at.wall.with_timezone(&state.setup.zone).format("%H:%M").to_string();
    let told = [("time", Arg::from(&time)), ("n", Arg::from(state.photos.waiting()))];
    let mut lines = wrap::styled(&words.say_with("photo-of", &told), width, 0, look.theme.faint());
    if photo.unread > 0 {
        let unread = words.say_with("photo-unread", &[("n", Arg::from(photo.unread))]);
        lines.extend(wrap::styled(&unread, width, 0, look.theme.notice()));
    }
    for warning in photo.warnings.iter().filter_map(|word| keys::photo_warning(word)) {
        lines.extend(wrap::styled(&words.say(warning), width, 0, look.theme.notice()));
    }
    lines
}

/// A number, and what came of it.
fn row<'a>(look: &Look, line: &PhotoLine, asked: bool) -> Line<'a> {
    let words = &look.words;
    let mark = if asked { "> " } else { "  " };
    let value = match &line.decided {
        Decided::Taken(value) => value,
        Decided::Open | Decided::LeftOut => &line.found.value,
    };
    let told = match (&line.decided, line.found.trust) {
        (Decided::Open, _) => "photo-trust-review",
        (Decided::LeftOut, _) => "photo-left-out",
        (Decided::Taken(_), Trust::Confirmed) => "photo-trust-confirmed",
        (Decided::Taken(_), Trust::Good) => "photo-trust-good",
        (Decided::Taken(_), Trust::Review) => "photo-compared",
    };
    let style = if asked { look.theme.strong() } else { look.theme.base() };
    let text = format!("{mark}{:<6} {:<23} {}", kind(line.found.kind), grouped(value), words.say(told));
    Line::styled(text, style)
}

fn kind(kind: Kind) -> String {
    escape(&kind.word().to_uppercase(), 8)
}

/// As the handset's screen mostly writes it; what is no IMEI stays as it was read.
fn grouped(value: &str) -> String {
    let imei = identify(value, None).ok().and_then(|number| number.imei());
    match imei.filter(|_| value.len() == 15) {
        Some(imei) => super::number::grouped(&imei, false),
        None => escape(value, 40),
    }
}

/// What is asked, and what was typed.
fn ask<'a>(state: &State, words: &Words, look: &Look, photo: &Photo, width: usize) -> Vec<Line<'a>> {
    let question = match photo.open_line() {
        Some(_) => "photo-compare",
        None if photo.unread > 0 => "photo-unread-next",
        None => "photo-ready",
    };
    let mut lines = wrap::styled(&words.say(question), width, 0, look.theme.base());
    let typed = format!("{}_", escape(&state.field, 80));
    let typed = words.say_with("photo-typed", &[("text", Arg::from(&typed))]);
    lines.extend(wrap::styled(&typed, width, 0, look.theme.strong()));
    lines
}

/// The line as the camera saw it. In blocks it is drawn in two halves, one below the other: digits
/// need some five cells each.
fn picture(f: &mut Frame<'_>, area: Rect, graphics: Graphics, crop: &Crop) {
    let Some(image) = RgbImage::from_raw(crop.width, crop.height, crop.rgb.to_vec()) else { return };
    if area.width < 20 || area.height < 3 {
        return;
    }
    if graphics == Graphics::Blocks {
        let half = (crop.width * (50 + OVERLAP) / 100).max(1);
        let rows = (area.height / 2).clamp(1, CROP_ROWS / 2);
        for (n, from) in [(0, 0), (1, crop.width - half)] {
            let part = imageops::crop_imm(&image, from, 0, half, crop.height).to_image();
            let place = Rect { y: area.y + n * rows, height: rows, ..area };
            // Blocks are one by two: as high as the width asks for, as far as there is room.
            let wanted = u32::from(area.width) * crop.height / half / 2 + 1;
            let height = u16::try_from(wanted).unwrap_or(rows).clamp(1, rows);
            let size = Size { width: area.width, height };
            show(f, place, Halfblocks::new(part.into(), size).map(Protocol::Halfblocks));
        }
        return;
    }
    let rows = u32::from(area.width) * CELL.0 * crop.height / crop.width.max(1) / CELL.1 + 1;
    let height = u16::try_from(rows).unwrap_or(CROP_ROWS).min(area.height).min(CROP_ROWS);
    let size = Size { width: area.width, height };
    let (wide, high) = (u32::from(size.width) * CELL.0, u32::from(size.height) * CELL.1);
    let image = DynamicImage::from(imageops::resize(&image, wide, high, imageops::FilterType::Triangle));
    show(
        f,
        area,
        match graphics {
            Graphics::Sixel => Sixel::new(image, size, false).map(Protocol::Sixel),
            Graphics::Kitty => Kitty::new(image, size, PICTURE, false, false).map(Protocol::Kitty),
            Graphics::Iterm2 => Iterm2::new(image, size, false).map(Protocol::ITerm2),
            Graphics::Blocks => Halfblocks::new(image, size).map(Protocol::Halfblocks),
        },
    );
}

/// What cannot be drawn is left out: the digits stand above, and the handset lies on the counter.
fn show<E>(f: &mut Frame<'_>, area: Rect, protocol: Result<Protocol, E>) {
    if let Ok(protocol) = protocol {
        f.render_widget(Image::new(&protocol), area);
    }
}

/// The line for the clerk.
pub(super) fn notice(words: &Words, notice: &PhotoNotice) -> String {
    match notice {
        PhotoNotice::Reading => words.say("photo-reading"),
        PhotoNotice::Waits => words.say("photo-waits"),
        PhotoNotice::Nothing { unread: 0 } => words.say("photo-none"),
        PhotoNotice::Nothing { unread } => words.say_with("photo-unread", &[("n", Arg::from(*unread))]),
        PhotoNotice::Refused(trouble) => format!("{} {}", ended(&trouble.what), ended(&trouble.advice)),
        PhotoNotice::TypeIt => words.say("photo-type-it"),
        PhotoNotice::TooMany => words.say("photo-too-many"),
    }
}

/// An error's text as a sentence.
fn ended(text: &str) -> String {
    let text = escape(text, 300);
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
