//! Everything the till knows; drawing needs nothing else.

use super::{Awaited, Check, CheckId, ManualForm, Trouble};
use crate::clock::Moment;
use crate::finding::SourceName;
use crate::imei::{Identified, Imei, TacTable};
use crate::ledger::leaf::EntryId;
use crate::registry::manual::Guide;
use crate::scan::{DeviceStatus, Scan, ScanSettings, Trouble as ScanTrouble};
use std::sync::Arc;

/// What does not change while the till runs.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The shop's name, as on its papers.
    pub shop: String,
    /// This terminal's name.
    pub terminal: String,
    /// The shop's time zone, for what people read.
    pub zone: chrono_tz::Tz,
    /// Sources that must have answered for `NotListed`.
    pub required: Vec<SourceName>,
    /// All sources, in the config's order.
    pub sources: Vec<SourceInfo>,
    /// Names of device types.
    pub tacs: Arc<TacTable>,
    /// How bursts are read.
    pub scan: ScanSettings,
    /// How the program runs.
    pub mode: Mode,
    /// Why checks are made here.
    pub purpose: super::Reason,
    /// The catalogue keys of the demo's handsets.
    pub demo: Vec<&'static str>,
}

/// How the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A shop's till.
    #[default]
    Shop,
    /// A shop's till that may not use the network.
    Offline,
    /// The demonstration: said on every screen.
    Demo,
}

impl Setup {
    /// A shop without sources: every check says "not checked".
    pub fn for_shop(name: &str) -> Self {
        Self {
            shop: name.to_owned(),
            terminal: "till-1".to_owned(),
            zone: chrono_tz::UTC,
            required: Vec::new(),
            sources: Vec::new(),
            tacs: Arc::default(),
            scan: ScanSettings::default(),
            mode: Mode::Shop,
            purpose: super::Reason::default(),
            demo: Vec::new(),
        }
    }

    /// Names of the sources of one reach.
    pub fn reach(&self, reach: Reach) -> Vec<SourceName> {
        self.sources.iter().filter(|s| s.reach == reach).map(|s| s.name.clone()).collect()
    }
}

/// How a source is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Held in the shop: answers at once, without a network.
    Local,
    /// Asked over the network.
    Machine,
    /// Looked up by a person.
    Person,
}

/// One configured source as the screen shows it.
#[derive(Clone, Debug)]
pub struct SourceInfo {
    /// Its configured name.
    pub name: SourceName,
    /// How it is reached.
    pub reach: Reach,
    /// What a person is to do, for `Reach::Person`.
    pub guide: Option<Guide>,
}

/// Who stands at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The `staff_on` entry; every entry of the shift names it.
    pub id: EntryId,
    /// Name or initials, shown and never written in plain.
    pub name: String,
}

/// The one screen that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The stores are being opened.
    Opening,
    /// The ledger raised an alarm: only a new epoch or leaving is possible.
    Sealed,
    /// Who are you?
    SignIn,
    /// The armed field and the verdict.
    Counter,
    /// This run's checks.
    Today,
    /// Checks that wait for an answer.
    Queue,
    /// Help.
    Help,
    /// A source that a person looks up.
    Manual,
}

/// What lies over the screen until it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pane {
    /// Something failed.
    Error(Trouble),
    /// The ledger cannot be continued.
    Ledger(Trouble),
    /// A recheck found what the first check could not.
    LateHit(CheckId),
    /// Two numbers in a row: one handset or two?
    SameHandset {
        /// The earlier check.
        first: CheckId,
        /// The later check.
        second: CheckId,
    },
    /// Leave the program?
    Quit,
    /// Which demo handset?
    Demo,
}

/// A line for the clerk that asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The same code within a second: ignored.
    Duplicate,
    /// Already checked a moment ago; the card shows it.
    SameAgain,
    /// A scan waits for the clerk to sign in.
    WaitsForSignIn,
    /// Not a device number, or a broken one: the sentence of the number room.
    Rejected {
        /// What is wrong.
        message: String,
        /// A number that Enter would take instead.
        correction: Option<Imei>,
    },
    /// Read, but not something that is checked.
    NotANumberToCheck(Identified),
    /// Belongs to the handset on the screen.
    CodeAdded(Identified),
    /// The scanner is set up wrongly.
    Scanner(ScanTrouble),
    /// The recheck of an earlier check came to a result.
    Rechecked(CheckId),
    /// Nothing to look up by hand.
    NoManualSource,
    /// Copied to the clipboard.
    Copied,
}

/// A check that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub check: CheckId,
    /// How often it was asked again.
    pub tries: u32,
    /// When to ask next (monotonic milliseconds); `None` while asking.
    pub next: Option<u64>,
}

/// The whole state of one till.
#[derive(Clone, Debug)]
pub struct State {
    /// What does not change.
    pub setup: Setup,
    /// The last event's moment: drawing takes the time from here.
    pub now: Moment,
    /// The screen.
    pub screen: Screen,
    /// What lies over it.
    pub pane: Option<Pane>,
    /// What was typed into the armed field.
    pub field: String,
    /// A line for the clerk.
    pub notice: Option<Notice>,
    /// Who is on duty.
    pub staff: Option<Staff>,
    /// Every check this run knows, oldest first.
    pub checks: Vec<Check>,
    /// The check on the card.
    pub shown: Option<CheckId>,
    /// Checks that wait for an answer.
    pub queue: Vec<Waiting>,
    /// The form of the manual screen.
    pub manual: Option<ManualForm>,
    /// What came in before it can be used.
    pub held: Held,
    /// State of serial scanners by name.
    pub devices: Vec<DeviceStatus>,
    /// Which demo handset comes next.
    pub demo_next: usize,
}

/// What came in before it can be used.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The last scan, for duplicates.
    pub last: Option<Scan>,
    /// A scan that waits for the sign-in.
    pub scan: Option<Scan>,
    /// Codes that wait for their handset's IMEI.
    pub codes: Vec<(Identified, Moment)>,
    /// A name typed at sign-in whose entry is being written.
    pub staff: Option<Staff>,
}

impl State {
    /// A till that has just been started.
    pub fn new(setup: Setup, now: Moment) -> Self {
        Self {
            setup,
            now,
            screen: Screen::Opening,
            pane: None,
            field: String::new(),
            notice: None,
            staff: None,
            checks: Vec::new(),
            shown: None,
            queue: Vec::new(),
            manual: None,
            held: Held::default(),
            devices: Vec::new(),
            demo_next: 0,
        }
    }

    /// The check with this id.
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.iter().rev().find(|c| c.id == id)
    }

    /// The check with this id, to be changed.
    pub fn check_mut(&mut self, id: CheckId) -> Option<&mut Check> {
        self.checks.iter_mut().rev().find(|c| c.id == id)
    }

    /// The check on the card.
    pub fn shown(&self) -> Option<&Check> {
        self.shown.and_then(|id| self.check(id))
    }

    /// When the till next wants a tick, in monotonic milliseconds; `None` when only the clock's
    /// own minute matters.
    pub fn deadline(&self) -> Option<u64> {
        self.queue.iter().filter_map(|w| w.next).min()
    }

    /// What the whole till still waits for from machine sources.
    pub fn awaited(&self) -> impl Iterator<Item = &Awaited> {
        self.checks.iter().flat_map(|c| c.awaited.iter())
    }
}
