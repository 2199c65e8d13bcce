//! What the till wants done; `effects` has one runner for each.

use super::{CheckId, DealEffect, DealTicket, InspectAsk, ListNow, PapersAsk, StaffAsk, StockAsk};
use crate::finding::SourceName;
use crate::imei::Imei;
use crate::ledger::leaf::{Draft, EntryId};

/// One thing to be done in the world.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Write these entries: vault, then ledger in one commit, then report.
    Record {
        /// Comes back with the result.
        ticket: Ticket,
        /// The entries, in order.
        drafts: Vec<Draft>,
    },
    /// Ask the sources that the shop holds itself; one `Consulted` comes back.
    Consult {
        /// Whose numbers these are.
        check: CheckId,
        /// The numbers.
        imeis: Vec<Imei>,
    },
    /// Ask machine sources, all at once; one `Answered` comes back for each number and source.
    Ask {
        /// The check that asks.
        check: CheckId,
        /// The numbers.
        imeis: Vec<Imei>,
        /// The sources.
        sources: Vec<SourceName>,
    },
    /// Hold handsets against the lists that the shop holds itself, in one pass; one `Screened` comes back.
    Screen {
        /// Each check with its handset's numbers.
        handsets: Vec<(CheckId, Vec<Imei>)>,
    },
    /// Make sure that the register knows these versions of lists.
    NoteLists(Vec<ListNow>),
    /// Make a sound.
    Beep(Beep),
    /// Put a text on the clipboard of the terminal.
    Copy(String),
    /// Keep trading in a new epoch after a ledger alarm.
    NewEpoch,
    /// Close days, make a receipt, count the day so far.
    Papers(PapersAsk),
    /// Look into the stock.
    Stock(StockAsk),
    /// Keep a deal's draft, look into the shop's own register, print.
    Deal(DealEffect),
    /// What an officer looks at.
    Inspect(InspectAsk),
    /// Compare a PIN, unlock the shop's key.
    Staff(StaffAsk),
    /// Let the demo's scanner read this one of its handsets.
    Simulate(usize),
    /// End the program.
    Quit,
}

/// The till's sounds. A hit sounds like any other result: the seller hears them too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beep {
    /// A result stands on the screen.
    Result,
    /// The same code again within a second; nothing was done.
    Duplicate,
    /// The scan held nothing usable.
    Unreadable,
}

/// What recorded entries were for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ticket {
    /// `check_started` stands; machine sources may be asked.
    Started(CheckId),
    /// `check_answered` stands (with `check_started` in the same commit where all answers were local).
    Settled(CheckId),
    /// `check_dropped` stands.
    Dropped(CheckId),
    /// `marked` stands: the handset was bought (with `held` in the same commit where a source lists it).
    Marked(CheckId),
    /// `held` stands.
    Held(CheckId),
    /// `released` stands.
    Released(CheckId),
    /// Entries about items stand.
    Stock,
    /// An entry of a deal stands.
    Deal(DealTicket),
    /// `staff_on` stands.
    StaffOn,
    /// `staff_off` stands; the program may end.
    StaffOff {
        /// Whether the program ends now.
        quit: bool,
    },
    /// An entry of an inspection stands.
    Inspection,
    /// The `staff_on` of a second person stands.
    Second,
    /// An entry that nothing waits for.
    Aside,
}

/// Where one entry stands in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Which entry.
    pub entry_id: EntryId,
    /// Its index, from 0.
    pub index: u64,
    /// RFC 6962 leaf hash.
    pub leaf_hash: [u8; 32],
    /// Size of the tree that the checkpoint signed with it covers.
    pub size: u64,
    /// Root of that tree.
    pub root: [u8; 32],
}
