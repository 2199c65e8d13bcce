//! What can happen to the till.

use super::{
    CheckId, Committed, DealEvent, Hold, InspectTold, ListNow, PapersTold, PhotoTold, PrintTold, StaffTold, StockTold,
    Ticket, Warning,
};
use crate::clock::Moment;
use crate::finding::{Answer, Doubt, Finding};
use crate::imei::Imei;
use crate::ledger::leaf::EntryId;
use crate::scan::Input;

/// An event with its time and a random entry id, so that the till itself needs neither clock nor dice.
#[derive(Clone, Debug)]
pub struct Stamped {
    /// When it happened.
    pub at: Moment,
    /// The base for the ids of entries that this event causes.
    pub fresh: EntryId,
    /// What happened.
    pub event: Event,
}

/// Everything that can happen.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key, typed text, a scan, or a scanner's news.
    Input(Input),
    /// The sources held in the shop answered.
    Consulted {
        /// Whose numbers they answered about.
        check: CheckId,
        /// All their answers at once.
        answers: Vec<Answer>,
    },
    /// One machine source answered (or was given up) for one number.
    Answered {
        /// The check that asked.
        check: CheckId,
        /// What it said.
        answer: Answer,
    },
    /// Entries are on disk, in the order in which they were sent.
    Recorded {
        /// What the entries were for.
        ticket: Ticket,
        /// Where they stand in the ledger.
        committed: Vec<Committed>,
    },
    /// Entries could not be written; nothing of them is to be shown.
    NotRecorded {
        /// What the entries were for.
        ticket: Ticket,
        /// What happened and what to do.
        trouble: Trouble,
    },
    /// Today's checks of earlier runs, and all that still wait for an answer, read back at start.
    Restored(Vec<RestoredCheck>),
    /// Receipts, closures and training: what was asked for, and what others changed.
    Papers(PapersTold),
    /// Papers that were printed, or wait.
    Print(PrintTold),
    /// Stock: what is here, and what was asked about it.
    Stock(StockTold),
    /// What comes back to deals.
    Deal(DealEvent),
    /// What an officer looks at.
    Inspect(InspectTold),
    /// Who works here, and what came of a PIN.
    Staff(StaffTold),
    /// Pictures: what was read in them, and the page for a telephone.
    Photo(PhotoTold),
    /// Which block lists the shop holds now: at the start, and whenever one has changed.
    Lists(Vec<ListNow>),
    /// What the shop's lists say of everything that was held against them.
    Screened(Vec<(CheckId, Answer)>),
    /// The stores are open; trading can begin.
    Opened,
    /// The ledger raised an alarm at start; nothing can be recorded.
    Sealed(Trouble),
    /// A worker thread ended by a panic.
    WorkerDied(Trouble),
    /// What the shop must look after now; `None` when all is well.
    Warned(Option<Warning>),
    /// The terminal went away.
    Hangup,
    /// Time passed.
    Tick,
}

/// Something went wrong: what, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// One sentence: what happened.
    pub what: String,
    /// One sentence: what to do.
    pub advice: String,
}

/// A check of an earlier run.
#[derive(Clone, Debug)]
pub struct RestoredCheck {
    /// Its first entry.
    pub check: CheckId,
    /// When it was started.
    pub started: Moment,
    /// Its numbers, unsealed with the till's key.
    pub imeis: Vec<Imei>,
    /// Doubts recorded with it.
    pub doubts: Vec<Doubt>,
    /// The answers it has, without their details.
    pub answers: Vec<Answer>,
    /// Its recorded finding.
    pub finding: Finding,
    /// Whether a repeated question may still change it.
    pub waiting: bool,
    /// Whether its handset was bought.
    pub marked: bool,
    /// Why its handset may not be sold.
    pub hold: Option<Hold>,
}

/// Hands out entry ids that follow one random base.
#[derive(Debug)]
pub struct Fresh {
    next: u128,
}

impl Fresh {
    /// Starts at `base`.
    pub fn new(base: EntryId) -> Self {
        Self { next: base.to_u128() }
    }

    /// The next unused id.
    pub fn take(&mut self) -> EntryId {
        let id = EntryId::from_u128(self.next);
        self.next = self.next.wrapping_add(1);
        id
    }
}
