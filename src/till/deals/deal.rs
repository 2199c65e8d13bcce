//! One deal and its lines, as they lie in a draft.

use super::{DealId, OwnWarning};
use crate::document::Identity;
use crate::goods::Method;
use crate::imei::Imei;
use crate::ledger::leaf::EntryId;
use crate::policy::{DealKind, Goods};
use crate::till::CheckId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What a deal is about: one person, one to many lines.
///
/// It is written whole into the drafts after every change, so everything that a clerk has confirmed
/// is in here, and nothing that the till can work out again.
#[derive(Clone, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "a draft's facts about one person and one shift, each by itself")]
pub struct Deal {
    /// Its `deal_opened` entry.
    pub id: DealId,
    /// What kind of deal.
    pub kind: DealKind,
    /// When it was begun, UTC.
    pub begun: DateTime<Utc>,
    /// What it is about, in the order in which it came over the counter.
    pub lines: Vec<Line>,
    /// Who offers it.
    pub identity: Identity,
    /// How the identity came in, once there is one.
    pub how: Option<How>,
    /// What else was typed about the person or the deal, by the word of what asks for it.
    pub told: BTreeMap<String, String>,
    /// When a pledge falls due, in the shop's zone.
    pub due: Option<NaiveDate>,
    /// The page of the book in which the goods stood before the register.
    pub book_page: Option<u32>,
    /// Our number of the item that a part-exchange goes towards.
    pub against: Option<u64>,
    /// How it is paid.
    pub payment: Option<Method>,
    /// What the shop's own register, and the deal itself, give reason to look at.
    pub warnings: Vec<Resolved>,
    /// Pictures; their bytes lie beside the draft.
    pub pictures: Vec<Picture>,
    /// The declaration that was printed last.
    pub declared: Option<Declared>,
    /// How often a declaration was printed.
    pub prints: u32,
    /// Whether nothing of it is real: a deal that was begun in training ends in training.
    pub training: bool,
    /// How far its entries have come.
    pub written: Written,
    /// How often its last entry was sent: each attempt has an entry id of its own.
    pub tries: u32,
    /// The number that the next line gets.
    pub next_line: u32,
    /// How old the person was, in whole years, when the document was read; the birth date itself may
    /// be one of the things that are not kept.
    pub age: Option<u32>,
    /// Whether the document had expired.
    pub expired: bool,
    /// Belongs to an earlier shift: numbers and what was told show masked.
    #[serde(skip)]
    pub masked: bool,
    /// The same for the person, until the document is read anew.
    #[serde(skip)]
    pub masked_person: bool,
    /// What the till remembers of it and can ask again.
    #[serde(skip)]
    pub(super) asked: Asked,
}

/// How far a deal's entries have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// Nothing is known to be on disk.
    #[default]
    Nothing,
    /// `deal_opened` is with the recorder.
    Opening,
    /// `deal_opened` stands.
    Opened,
    /// The last entry is with the recorder, and `deal_opened` with it: nothing may change.
    SendingBoth,
    /// The last entry is with the recorder: nothing may change.
    Sending,
}

/// What was asked of the shop's own register, and what it said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Digest of what was asked about last.
    pub(super) about: Option<[u8; 32]>,
    /// Counts the questions; an answer to an earlier one is of no use any more.
    pub(super) turn: u32,
    /// The answer is still to come.
    pub(super) waits: bool,
    /// It could not be answered.
    pub(super) failed: bool,
    /// An earlier deal of the same person.
    pub(super) known: Option<EntryId>,
    /// The draft as it was last sent to the disk.
    pub(super) saved: Option<[u8; 32]>,
}

/// How an identity came in, in the ledger's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Read from the document by machine.
    Read,
    /// Typed.
    Typed,
    /// Taken over from an earlier deal of the same person.
    Known,
}

impl How {
    /// The stable word in leaves.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Typed => "typed",
            Self::Known => "known",
        }
    }
}

/// The declaration that was printed, and what stood on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// Which print it was, from 1: the code on the paper says so.
    pub print: u32,
    /// Digest of what was declared: a declaration of something else is not confirmed.
    pub digest: [u8; 32],
}

/// A warning and what the clerk made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// What the warning says.
    pub warning: OwnWarning,
    /// What the clerk decided; `None` while it is open.
    pub resolution: Option<Resolution>,
    /// Why, in the clerk's words.
    pub reason: Option<String>,
}

/// What a clerk makes of a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Looked into, and all right.
    Explained,
    /// The deal goes on all the same.
    Accepted,
    /// The line is not bought.
    Declined,
}

impl Resolution {
    /// All, in the order of their keys.
    pub const ALL: [Self; 3] = [Self::Explained, Self::Accepted, Self::Declined];

    /// The stable word in leaves.
    pub fn word(self) -> &'static str {
        match self {
            Self::Explained => "explained",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

/// A picture that belongs to a deal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its name beside the draft.
    pub name: String,
    /// What it shows.
    pub of: PictureOf,
    /// The line that it shows, by its number; `None`: the person or the document.
    pub line: Option<u32>,
    /// The file's bytes; empty where they could not be read back.
    #[serde(skip)]
    pub bytes: Arc<Vec<u8>>,
}

/// What a picture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureOf {
    /// The goods.
    Goods,
    /// The document.
    Document,
    /// The person.
    Seller,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("of", &self.of).field("line", &self.line).finish_non_exhaustive()
    }
}

/// One thing that a deal is about.
#[derive(Clone, Serialize, Deserialize)]
pub struct Line {
    /// Its number within the deal, never used again; leaves and screens count the lines instead.
    pub no: u32,
    /// What it is.
    pub what: Goods,
    /// The checks of its numbers; the last one speaks for all of them.
    pub checks: Vec<CheckId>,
    /// Its numbers, by where they were read.
    pub numbers: Vec<Number>,
    /// What was typed about it, by the word of what asks for it.
    pub told: BTreeMap<String, String>,
    /// The anti-theft lock.
    pub lock: Option<Lock>,
    /// What is special about it.
    pub marks: Vec<Mark>,
    /// Price in minor units of the shop's currency.
    pub price: Option<u64>,
    /// Not taken, by the clerk's decision.
    pub ended: Option<LineEnd>,
}

/// A number and where it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    /// The number.
    pub imei: Imei,
    /// Where it was read.
    pub place: Place,
}

/// Where a number was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// From the handset's screen (`*#06#`), or whatever was scanned first.
    Screen,
    /// From the SIM tray or the back.
    Tray,
    /// From the box.
    Box,
}

/// The anti-theft lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// It is on.
    On,
    /// It is off.
    Off,
    /// It could not be shown.
    NotShown,
}

impl Lock {
    /// All, in the order of their keys.
    pub const ALL: [Self; 3] = [Self::Off, Self::On, Self::NotShown];

    /// The stable word in leaves.
    pub fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::NotShown => "not_shown",
        }
    }
}

/// What is special about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It does not start.
    Dead,
    /// Its number can be read nowhere.
    NoNumber,
    /// It is bought for its parts.
    ForParts,
}

impl Mark {
    /// All, in the order of their keys.
    pub const ALL: [Self; 3] = [Self::Dead, Self::NoNumber, Self::ForParts];

    /// The stable word of a mark.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::NoNumber => "no_number",
            Self::ForParts => "for_parts",
        }
    }
}

/// Why a line is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// The shop does not take it.
    Refused,
    /// The person takes it back.
    HandedBack,
}

impl Line {
    /// An empty line.
    pub fn new(no: u32, what: Goods) -> Self {
        Self {
            no,
            what,
            checks: Vec::new(),
            numbers: Vec::new(),
            told: BTreeMap::new(),
            lock: None,
            marks: Vec::new(),
            price: None,
            ended: None,
        }
    }

    /// Whether a mark is set.
    pub fn is(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }

    /// Whether one of its numbers names the same handset, wherever it was read.
    pub fn holds(&self, imei: &Imei) -> bool {
        self.numbers.iter().any(|n| n.imei.body() == imei.body())
    }

    /// Its numbers that were read at one place.
    pub fn at(&self, place: Place) -> impl Iterator<Item = &Imei> {
        self.numbers.iter().filter(move |n| n.place == place).map(|n| &n.imei)
    }

    /// Whether a number of the tray or the box is none of those that the handset shows itself.
    pub fn contradicts(&self, place: Place) -> bool {
        let own: Vec<_> = self.at(Place::Screen).map(Imei::body).collect();
        !own.is_empty() && self.at(place).any(|imei| !own.contains(&imei.body()))
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("no", &self.no).field("what", &self.what).finish_non_exhaustive()
    }
}

impl Deal {
    /// A deal without a line.
    pub fn new(id: DealId, kind: DealKind, begun: DateTime<Utc>) -> Self {
        Self {
            id,
            kind,
            begun,
            lines: Vec::new(),
            identity: Identity::empty(),
            how: None,
            told: BTreeMap::new(),
            due: None,
            book_page: None,
            against: None,
            payment: None,
            warnings: Vec::new(),
            pictures: Vec::new(),
            declared: None,
            prints: 0,
            training: false,
            written: Written::Nothing,
            tries: 0,
            next_line: 1,
            age: None,
            expired: false,
            masked: false,
            masked_person: false,
            asked: Asked::default(),
        }
    }

    /// Whether its last entry is with the recorder.
    pub fn is_sending(&self) -> bool {
        matches!(self.written, Written::Sending | Written::SendingBoth)
    }

    /// Its last entry goes to the recorder.
    pub(super) fn send(&mut self) {
        self.tries += 1;
        self.written = if self.written == Written::Nothing { Written::SendingBoth } else { Written::Sending };
    }

    /// The recorder refused what was with it.
    pub(super) fn take_back(&mut self) {
        self.written = match self.written {
            Written::Sending | Written::Opened => Written::Opened,
            _ => Written::Nothing,
        };
    }

    /// Adds an empty line and gives its place.
    pub(super) fn add_line(&mut self, what: Goods) -> usize {
        let no = self.next_line;
        self.next_line += 1;
        self.lines.push(Line::new(no, what));
        self.lines.len() - 1
    }
}

impl fmt::Debug for Deal {
    /// Leaves out everything about the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deal").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}
