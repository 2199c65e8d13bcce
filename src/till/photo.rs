//! Pictures: what was read in them, what a person has to compare, and the telephone as camera.
//!
//! A worker takes pictures from the inbox folder and from the phone page and has them read in a
//! process of its own; the till gets identifiers with their trust. What is *confirmed* or *good*
//! goes the way of a scan at once; a *review* number is taken only after a person compared it with
//! its crop, and a line that could not be read is said, never passed over. Invariant: a handset's
//! numbers from one picture are checked together, so that it never shows the better of the two first.

#[cfg(test)]
mod tests;

use super::book::Stage;
use super::{Beep, CheckId, Effect, Fresh, Notice, Phase, Screen, State, Trouble, codes};
use crate::clock::Moment;
use crate::imei::{Identified, Kind, identify};
use crate::ledger::leaf::{Blob, EntryId};
use crate::photo::Trust;
use crate::photo::settings::Graphics;
use crate::photo::wire::{Identifier, Reading};
use crate::scan::{Scan, ScanSource};
use std::sync::Arc;

/// Pictures that may wait for the clerk; the oldest goes.
const WAITING: usize = 8;
/// IMEIs that one handset has.
const OF_ONE_HANDSET: usize = 2;
/// How often the phone's code is renewed by itself while the screen is open: about ten minutes.
const RENEWALS: u8 = 5;

/// The random name of a picture.
pub type PhotoId = EntryId;

/// What the worker is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoAsk {
    /// Look into the inbox now.
    Look,
    /// Open the page for a telephone, or show a new code.
    Phone,
    /// Close it.
    EndPhone,
    /// A picture is used, or not wanted: delete it.
    Forget(PhotoId),
}

/// What the worker says.
#[derive(Clone, Debug)]
pub enum PhotoTold {
    /// How pictures can come in.
    Ways(Ways),
    /// A picture came and is being read.
    Reading,
    /// It was read.
    Read(Box<ReadPhoto>),
    /// A picture, or a way in, cannot be used.
    Refused(Trouble),
    /// The page for a telephone is open.
    Phone(PhoneCode),
    /// It cannot be opened.
    NoPhone(Trouble),
}

/// How pictures can come in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// The folder that is watched.
    pub inbox: Option<String>,
    /// A telephone can be the camera.
    pub phone: bool,
    /// Its connection is encrypted: only then may identity documents be photographed with it.
    pub tls: bool,
    /// How parts of pictures are drawn.
    pub graphics: Graphics,
}

/// The code that a telephone opens the page with.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneCode {
    /// The address with its token.
    pub link: String,
    /// How long it is good, in milliseconds.
    pub life_ms: u64,
}

impl std::fmt::Debug for PhoneCode {
    /// Leaves the token out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PhoneCode").field("life_ms", &self.life_ms).finish_non_exhaustive()
    }
}

/// A picture that was read.
#[derive(Clone, Debug)]
pub struct ReadPhoto {
    /// Its name.
    pub id: PhotoId,
    /// What was read.
    pub reading: Reading,
    /// The copy that is kept with the check; `None` where none is kept.
    pub picture: Option<Arc<[u8]>>,
    /// It waited since an earlier run: it starts nothing by itself.
    pub from_before: bool,
}

/// A picture that waits, or is being checked.
#[derive(Clone, Debug)]
pub struct Photo {
    /// Its name.
    pub id: PhotoId,
    /// When it came.
    pub at: Moment,
    /// The numbers on it.
    pub lines: Vec<PhotoLine>,
    /// Lines that could not be read.
    pub unread: usize,
    /// Stable words of what is odd about the picture.
    pub warnings: Vec<String>,
    /// The copy that is kept with the check.
    picture: Option<Arc<[u8]>>,
    /// The check that it led to.
    used: Option<CheckId>,
}

/// One number on a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PhotoLine {
    /// As it was read.
    pub found: Identifier,
    /// What the clerk, or the reader itself, made of it.
    pub decided: Decided,
}

/// What became of a number.
#[derive(Clone, PartialEq, Eq)]
pub enum Decided {
    /// A person has to compare it.
    Open,
    /// Taken, with this value.
    Taken(String),
    /// Left out.
    LeftOut,
}

impl std::fmt::Debug for Decided {
    /// Leaves the number out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Taken(_) => "Taken(…)",
            Self::LeftOut => "LeftOut",
        })
    }
}

/// A line for the clerk about a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoNotice {
    /// One is being read.
    Reading,
    /// One waits to be looked at.
    Waits,
    /// No number was found, and so many lines could not be read.
    Nothing {
        /// How many.
        unread: usize,
    },
    /// It cannot be used.
    Refused(Trouble),
    /// This reading is no number that can be taken: it has to be typed.
    TypeIt,
    /// More numbers than one handset has.
    TooMany,
}

/// All that the till knows about pictures.
#[derive(Clone, Debug, Default)]
pub struct Photos {
    /// How they come in.
    pub ways: Ways,
    /// Those that wait, and those whose check is being recorded; the newest last.
    pub photos: Vec<Photo>,
    /// The phone's code, and until when it is good (monotonic milliseconds).
    pub phone: Option<(PhoneCode, u64)>,
    /// The page was asked for and is, or will be, open.
    phone_open: bool,
    renewals: u8,
}

impl Photos {
    /// The newest picture that waits for the clerk.
    pub fn front(&self) -> Option<&Photo> {
        self.photos.iter().rev().find(|photo| photo.used.is_none())
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.photos.iter().filter(|photo| photo.used.is_none()).count()
    }

    /// When the till wants a tick for the phone's code, in monotonic milliseconds.
    pub(super) fn deadline(&self) -> Option<u64> {
        self.phone.as_ref().map(|(_, until)| *until)
    }

    fn front_mut(&mut self) -> Option<&mut Photo> {
        self.photos.iter_mut().rev().find(|photo| photo.used.is_none())
    }
}

impl Photo {
    /// The number that a person has to compare now.
    pub fn open_line(&self) -> Option<&PhotoLine> {
        self.lines.iter().find(|line| line.decided == Decided::Open)
    }

    /// The numbers that were taken.
    fn taken(&self) -> Vec<Identified> {
        let values = self.lines.iter().filter_map(|line| match &line.decided {
            Decided::Taken(value) => identify(value, None).ok(),
            Decided::Open | Decided::LeftOut => None,
        });
        values.collect()
    }

    /// Nothing is left to decide, and nothing was passed over.
    fn is_whole(&self) -> bool {
        self.open_line().is_none() && self.unread == 0 && !self.taken().is_empty()
    }
}

/// F6: the newest picture, and the ways by which another one comes.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if !state.is_on_duty() {
        return Vec::new();
    }
    let again = state.screen == Screen::Photo;
    state.screen = Screen::Photo;
    state.notice = None;
    if !again {
        state.field.clear();
    }
    state.photos.renewals = RENEWALS;
    let mut effects = vec![Effect::Photo(PhotoAsk::Look)];
    effects.extend(show_code(state));
    effects
}

fn show_code(state: &mut State) -> Option<Effect> {
    state.photos.phone_open |= state.photos.ways.phone;
    state.photos.ways.phone.then_some(Effect::Photo(PhotoAsk::Phone))
}

/// The worker spoke.
pub(super) fn told(state: &mut State, fresh: &mut Fresh, told: PhotoTold) -> Vec<Effect> {
    match told {
        PhotoTold::Ways(ways) => state.photos.ways = ways,
        PhotoTold::Reading => say(state, PhotoNotice::Reading),
        PhotoTold::Read(photo) => return came(state, fresh, *photo),
        PhotoTold::Refused(trouble) => {
            say(state, PhotoNotice::Refused(trouble));
            return vec![Effect::Beep(Beep::Unreadable)];
        }
        PhotoTold::Phone(code) if state.photos.phone_open => {
            let until = state.now.mono.saturating_add(code.life_ms);
            state.photos.phone = Some((code, until));
        }
        // The screen was left before the page was open.
        PhotoTold::Phone(_) => return vec![Effect::Photo(PhotoAsk::EndPhone)],
        PhotoTold::NoPhone(trouble) => {
            state.photos.phone = None;
            state.photos.phone_open = false;
            say(state, PhotoNotice::Refused(trouble));
        }
    }
    Vec::new()
}

fn say(state: &mut State, notice: PhotoNotice) {
    state.notice = Some(Notice::Photo(notice));
}

fn came(state: &mut State, fresh: &mut Fresh, read: ReadPhoto) -> Vec<Effect> {
    let ReadPhoto { id, reading, picture, from_before } = read;
    // The code that brought it is used up.
    let mut effects: Vec<Effect> =
        if state.screen == Screen::Photo { show_code(state).into_iter().collect() } else { Vec::new() };
    let lines: Vec<PhotoLine> = reading.identifiers.into_iter().map(PhotoLine::new).collect();
    if lines.is_empty() {
        say(state, PhotoNotice::Nothing { unread: reading.unread });
        effects.extend([Effect::Photo(PhotoAsk::Forget(id)), Effect::Beep(Beep::Unreadable)]);
        return effects;
    }
    let (at, unread, warnings) = (state.now, reading.unread, reading.warnings);
    let photo = Photo { id, at, lines, unread, warnings, picture, used: None };
    let starts = photo.is_whole() && !from_before && state.is_on_duty() && state.pane.is_none();
    state.photos.photos.push(photo);
    while state.photos.waiting() > WAITING {
        let Some(oldest) = state.photos.photos.iter().position(|photo| photo.used.is_none()) else { break };
        effects.push(Effect::Photo(PhotoAsk::Forget(state.photos.photos.remove(oldest).id)));
    }
    if starts {
        effects.extend(start(state, fresh));
        return effects;
    }
    if state.screen == Screen::Photo {
        state.notice = None;
    } else {
        say(state, PhotoNotice::Waits);
    }
    effects.push(Effect::Beep(Beep::Result));
    effects
}

impl PhotoLine {
    fn new(found: Identifier) -> Self {
        // A number that does not hold is compared, whatever the reader thinks of it.
        let holds = identify(&found.value, None).is_ok();
        let taken = found.trust != Trust::Review && holds;
        let decided = if taken { Decided::Taken(found.value.clone()) } else { Decided::Open };
        Self { found, decided }
    }
}

/// Enter: takes what was typed, or the number as it was read, or checks what was taken.
pub(super) fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let typed = std::mem::take(&mut state.field);
    let typed = typed.trim();
    let Some(photo) = state.photos.front_mut() else {
        return if typed.is_empty() { Vec::new() } else { codes::read(state, fresh, typed.as_bytes()) };
    };
    let open = photo.lines.iter().position(|line| line.decided == Decided::Open);
    match (typed.is_empty(), open) {
        (true, None) => return start(state, fresh),
        (true, Some(n)) => {
            let line = &mut photo.lines[n];
            match identify(&line.found.value, None) {
                Ok(number) if number.kind == line.found.kind || number.imei().is_some() => {
                    line.decided = Decided::Taken(line.found.value.clone());
                }
                _ => {
                    say(state, PhotoNotice::TypeIt);
                    return vec![Effect::Beep(Beep::Unreadable)];
                }
            }
        }
        (false, open) => match identify(typed, None) {
            Ok(number) => {
                if let Some(n) = open {
                    photo.lines[n].decided = Decided::Taken(number.value);
                } else {
                    // A line that could not be read, typed from the handset.
                    photo.unread = photo.unread.saturating_sub(1);
                    photo.lines.push(PhotoLine::typed(number));
                }
            }
            Err(why) => {
                state.notice = Some(Notice::Rejected { message: why.rejection.message, correction: None });
                return vec![Effect::Beep(Beep::Unreadable)];
            }
        },
    }
    state.notice = None;
    go_on(state, fresh)
}

impl PhotoLine {
    fn typed(number: Identified) -> Self {
        let (kind, value) = (number.kind, number.value.clone());
        let found = Identifier { kind, value, trust: Trust::Review, area: None, agreed: Vec::new(), crop: None };
        Self { found, decided: Decided::Taken(number.value) }
    }
}

/// Starts the check as soon as nothing is left to decide.
fn go_on(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    if state.photos.front().is_some_and(Photo::is_whole) { start(state, fresh) } else { Vec::new() }
}

/// Delete: the number that is being compared is none of this handset.
pub(super) fn leave_out(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let line = state.photos.front_mut().and_then(|p| p.lines.iter_mut().find(|line| line.decided == Decided::Open));
    let Some(line) = line else { return Vec::new() };
    line.decided = Decided::LeftOut;
    state.field.clear();
    go_on(state, fresh)
}

/// F8: the picture is not wanted.
pub(super) fn discard(state: &mut State) -> Vec<Effect> {
    let Some(id) = state.photos.front().map(|photo| photo.id) else { return Vec::new() };
    state.notice = None;
    state.field.clear();
    vec![forget(state, id)]
}

fn forget(state: &mut State, id: PhotoId) -> Effect {
    state.photos.photos.retain(|photo| photo.id != id);
    Effect::Photo(PhotoAsk::Forget(id))
}

/// The numbers of the newest picture go the way of a scan: one handset.
fn start(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(photo) = state.photos.front() else { return Vec::new() };
    let (id, taken) = (photo.id, photo.taken());
    let imeis: Vec<&Identified> = taken.iter().filter(|n| n.imei().is_some() && n.kind != Kind::Meid).collect();
    if imeis.len() > OF_ONE_HANDSET {
        say(state, PhotoNotice::TooMany);
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let codes = taken.iter().filter(|n| matches!(n.kind, Kind::Eid | Kind::Iccid));
    let mut values: Vec<&str> = imeis.iter().copied().chain(codes).map(|n| n.value.as_str()).collect();
    if values.is_empty() {
        // A serial number or a MEID alone: told like a scan of it.
        values = taken.iter().map(|n| n.value.as_str()).collect();
    }
    if values.is_empty() {
        say(state, PhotoNotice::TypeIt);
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let scan = Scan { source: ScanSource::Photo, raw: values.join("\n").into_bytes(), at: state.now };
    let before = state.checks.len();
    let mut effects = codes::scanned(state, fresh, scan);
    let check = state.checks.get(before).map(|check| check.id);
    match check {
        Some(check) => {
            // Other pictures of the same handset have said what they had to say.
            let same = |photo: &Photo| {
                photo.id != id
                    && photo.used.is_none()
                    && photo.taken().iter().any(|n| taken.iter().any(|t| t.value == n.value))
            };
            let others: Vec<PhotoId> = state.photos.photos.iter().filter(|p| same(p)).map(|p| p.id).collect();
            effects.extend(others.into_iter().map(|other| forget(state, other)));
            if let Some(photo) = state.photos.photos.iter_mut().find(|photo| photo.id == id) {
                photo.used = Some(check);
            }
        }
        // The handset stands on the card already.
        None => effects.push(forget(state, id)),
    }
    effects
}

/// The picture that led to a check, for its first entry.
pub(super) fn picture(state: &State, check: CheckId) -> Option<Blob> {
    let photo = state.photos.photos.iter().find(|photo| photo.used == Some(check))?;
    let picture = photo.picture.as_ref()?;
    Some(Blob { label: "picture.1".to_owned(), bytes: picture.to_vec() })
}

/// What follows after each event: pictures whose check is on disk go, and the phone's page is open
/// only while its code is shown.
pub(super) fn due(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut kept = Vec::new();
    for mut photo in std::mem::take(&mut state.photos.photos) {
        let check = photo.used.and_then(|id| state.check(id));
        if check.is_some_and(|check| check.book.begun == Stage::Written) {
            effects.push(Effect::Photo(PhotoAsk::Forget(photo.id)));
            continue;
        }
        if check.is_some_and(|check| check.phase == Phase::Failed) {
            // Nothing of it was recorded: it waits for the next attempt.
            photo.used = None;
        }
        kept.push(photo);
    }
    state.photos.photos = kept;
    if state.photos.phone_open && (state.screen != Screen::Photo || !state.is_on_duty()) {
        end_phone(state, &mut effects);
    } else if state.photos.deadline().is_some_and(|until| until <= state.now.mono) {
        if state.photos.renewals == 0 {
            end_phone(state, &mut effects);
        } else {
            state.photos.renewals -= 1;
            // Not shown any more; the new one comes.
            state.photos.phone = None;
            effects.extend(show_code(state));
        }
    }
    effects
}

fn end_phone(state: &mut State, effects: &mut Vec<Effect>) {
    state.photos.phone = None;
    state.photos.phone_open = false;
    effects.push(Effect::Photo(PhotoAsk::EndPhone));
}
