//! Everything the till knows; drawing needs nothing else.

use super::recheck::{AT_ONCE, LONGEST_ASK_MS};
use super::{
    Check, CheckId, Crew, Deals, Inspection, ListNow, ManualForm, Papers, PapersPane, Phase, PhotoNotice, Photos, Post,
    Setup, StockNotice, StockRoom, Trouble, Warning,
};
use crate::clock::Moment;
use crate::document::DocumentError;
use crate::finding::{Finding, SourceName};
use crate::imei::{Identified, Imei};
use crate::ledger::leaf::EntryId;
use crate::scan::{DeviceStatus, Scan, Trouble as ScanTrouble};
use crate::staff::Act;
use chrono::NaiveDate;

/// Who stands at the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The `staff_on` entry; every entry of the shift names it.
    pub id: EntryId,
    /// Name or initials, shown and never written in plain.
    pub name: String,
    /// Who that is, where the shop has a list of people.
    pub post: Option<Post>,
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
    /// Somebody is signed on and away: only a PIN opens it.
    Locked,
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
    /// An officer looks into the register.
    Inspection,
    /// Handsets that may not be sold at present.
    OnHold,
    /// Why is the hold of the handset on the card lifted?
    Release,
    /// What is in the shop, and what is done with it.
    Stock,
    /// The deal in front.
    Deal,
    /// The other kinds of deals, and those that are parked.
    Deals,
    /// Pictures: the newest one, and how another one comes.
    Photo,
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
    /// A list that the shop holds is damaged in places.
    ListDamaged {
        /// The list's name.
        list: SourceName,
        /// What is damaged.
        what: String,
    },
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
    /// Lock the till, or hand it over?
    Leave,
    /// Who stands behind this act?
    Second(Act),
    /// A receipt, the day's end, or training.
    Papers(PapersPane),
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
    /// Kept for the handset whose number comes next.
    CodeHeld(Identified),
    /// The scanner is set up wrongly.
    Scanner(ScanTrouble),
    /// The recheck of an earlier check came to a result.
    Rechecked(CheckId),
    /// A list no longer holds a handset that it held; nothing follows from that by itself.
    LateRemoval(CheckId),
    /// The handset counts as bought.
    Marked(CheckId),
    /// The handset is on hold.
    Held(CheckId),
    /// The hold is lifted.
    Released(CheckId),
    /// Something about stock.
    Stock(StockNotice),
    /// Whoever is on duty may not do this.
    NotAllowed(Act),
    /// Nothing to look up by hand.
    NoManualSource,
    /// Copied to the clipboard.
    Copied,
    /// The printer does not take them yet.
    PapersWait {
        /// How many papers wait.
        papers: usize,
        /// Why, and what to do.
        trouble: Trouble,
    },
    /// Papers that waited are printed.
    PapersPrinted {
        /// How many.
        papers: usize,
    },
    /// A paper could not be kept: print it once more.
    PaperLost(Trouble),
    /// Something about the deal in front; the catalogues' key of its sentence.
    Deal(&'static str),
    /// A document that could not be read.
    Document(DocumentError),
    /// About a picture.
    Photo(PhotoNotice),
    /// Days were closed.
    DaysClosed {
        /// The last of them.
        day: NaiveDate,
        /// How many.
        days: usize,
    },
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

/// How the shift ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The next person takes over.
    HandOver,
    /// The program ends.
    Quit,
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
    /// What the shop must look after; shown while no notice is.
    pub warning: Option<Warning>,
    /// Who is on duty.
    pub staff: Option<Staff>,
    /// Who works here, and who is being let in.
    pub crew: Crew,
    /// An inspection, or the form that begins one.
    pub inspection: Option<Inspection>,
    /// Every check this run knows, oldest first.
    pub checks: Vec<Check>,
    /// The check on the card.
    pub shown: Option<CheckId>,
    /// Checks that wait for an answer.
    pub queue: Vec<Waiting>,
    /// Block lists as they were last looked at.
    pub lists: Vec<ListNow>,
    /// Training, and the day that is traded in.
    pub papers: Papers,
    /// Papers that wait for the printer.
    pub papers_waiting: usize,
    /// What is in the shop.
    pub stock: StockRoom,
    /// Deals that are not over.
    pub deals: Deals,
    /// Pictures.
    pub photos: Photos,
    /// The form of the manual screen.
    pub manual: Option<ManualForm>,
    /// What came in before it can be used.
    pub held: Held,
    /// State of the serial scanner, once it is known.
    pub devices: Vec<DeviceStatus>,
}

/// What came in before it can be used, and what has to be remembered between events.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// The last scan, for duplicates.
    pub last: Option<Scan>,
    /// Scans that wait for the sign-in, oldest first.
    pub scans: Vec<Scan>,
    /// Codes that wait for their handset's IMEI.
    pub codes: Vec<(Identified, Moment)>,
    /// A name typed at sign-in whose entry is being written.
    pub staff: Option<Staff>,
    /// Panes behind the open one.
    pub panes: Vec<Pane>,
    /// Sources whose last word was a silence.
    pub silent: Vec<SourceName>,
    /// The shift's last entry is being written.
    pub leaving: Option<Leaving>,
    /// What earlier runs left has been read back.
    pub restored: bool,
    /// How often handsets are being held against the lists.
    pub screening: usize,
    /// How many handsets were held against the lists.
    pub screened: usize,
    /// Damaged places of lists that were told.
    pub damage: Vec<String>,
    /// The chosen row of the list of holds.
    pub hold_row: usize,
    /// A worker died: nothing may wait for it.
    pub died: bool,
    /// The moment against which the wall clock is judged; `None` before the first event.
    pub clock: Option<Moment>,
    /// Which demo handset comes next.
    pub demo_next: usize,
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
            warning: None,
            staff: None,
            crew: Crew::default(),
            inspection: None,
            checks: Vec::new(),
            shown: None,
            queue: Vec::new(),
            lists: Vec::new(),
            papers: Papers::default(),
            papers_waiting: 0,
            stock: StockRoom::default(),
            deals: Deals::default(),
            photos: Photos::default(),
            manual: None,
            held: Held { clock: Some(now), ..Held::default() },
            devices: Vec::new(),
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

    /// The finding that may be shown for a check: recorded, and over all the handset's numbers.
    pub fn verdict(&self, id: CheckId) -> Option<Finding> {
        self.check(id).and_then(|c| c.finding).filter(|_| !self.waits_for_merge(id))
    }

    /// Whether a check is one handset with an earlier one whose number it has not taken over yet.
    pub fn waits_for_merge(&self, id: CheckId) -> bool {
        let Some(check) = self.check(id) else { return false };
        let first = check.book.joins.and_then(|f| self.check(f));
        first.is_some_and(|f| !f.imeis.iter().any(|i| check.imeis.iter().any(|o| o.body() == i.body())))
    }

    /// Whether a later check speaks for the handset of this one.
    pub fn is_continued(&self, id: CheckId) -> bool {
        self.checks.iter().any(|c| c.book.joins == Some(id) && c.phase != Phase::Failed)
    }

    /// Somebody is signed on and not about to leave.
    pub fn is_on_duty(&self) -> bool {
        self.staff.is_some() && self.held.leaving.is_none() && self.crew.locked.is_none()
    }

    /// The clerk sees this check's card now, or that of its handset's other number.
    pub(super) fn on_card(&self, id: CheckId) -> bool {
        let shown = self.shown().is_some_and(|c| c.id == id || c.book.joins == Some(id));
        let asked = self.stock.form.as_ref().is_some_and(|form| form.recheck == Some(id));
        let at_counter = shown && matches!(self.screen, Screen::Counter | Screen::Deal);
        (at_counter || (asked && self.screen == Screen::Stock)) && self.staff.is_some()
    }

    /// Whether another repeated question may go out.
    pub(super) fn has_room(&self) -> bool {
        self.queue.iter().filter(|w| w.next.is_none()).count() < AT_ONCE
    }

    /// When the till next wants a tick, in monotonic milliseconds; `None` when only the clock's
    /// own minute matters. What is due already waits for an event, not for time.
    pub fn deadline(&self) -> Option<u64> {
        let asking = |c: &&Check| c.phase == Phase::Asking && !c.awaited.is_empty();
        let unanswered = self.checks.iter().filter(asking).map(|c| c.book.asked_at.saturating_add(LONGEST_ASK_MS));
        let repeated = self.queue.iter().filter_map(|w| w.next);
        let lock = super::crew::deadline(self);
        let photos = self.photos.deadline();
        repeated.chain(unanswered).chain(lock).chain(photos).filter(|t| *t > self.now.mono).min()
    }
}
