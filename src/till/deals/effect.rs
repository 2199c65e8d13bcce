//! What deals want done, and what comes back.

use super::{DealId, Method, PictureOf};
use crate::document::Identity;
use crate::imei::Imei;
use crate::ledger::leaf::EntryId;
use crate::policy::{DealKind, Goods};
use crate::till::Trouble;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// One thing to be done for a deal.
#[derive(Clone)]
pub enum DealEffect {
    /// Keep the draft, in place of the one before; on disk before anything that follows is done.
    SaveDraft {
        /// Which deal.
        deal: DealId,
        /// The whole draft.
        bytes: Vec<u8>,
    },
    /// Keep a picture beside the draft.
    SavePicture {
        /// Which deal.
        deal: DealId,
        /// The picture's name.
        name: String,
        /// The file's bytes.
        bytes: Arc<Vec<u8>>,
    },
    /// The deal is over: its draft and pictures go.
    RemoveDraft {
        /// Which deal.
        deal: DealId,
    },
    /// Look into the shop's own register; one `Warnings` comes back.
    LookUp {
        /// Which deal.
        deal: DealId,
        /// Comes back with the answer.
        turn: u32,
        /// What to look for.
        about: LookUp,
    },
    /// Open the address of an earlier deal of the same person; one `Known` comes back.
    Known {
        /// Which deal.
        deal: DealId,
        /// The earlier `deal_signed` entry.
        entry: EntryId,
        /// Who asks: the display is an entry.
        staff: Option<EntryId>,
    },
    /// Print something.
    Print(Paper),
}

impl fmt::Debug for DealEffect {
    /// Drafts, pictures and what is looked for are personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SaveDraft { .. } => "SaveDraft",
            Self::SavePicture { .. } => "SavePicture",
            Self::RemoveDraft { .. } => "RemoveDraft",
            Self::LookUp { .. } => "LookUp",
            Self::Known { .. } => "Known",
            Self::Print(Paper::Declaration(_)) => "Print(Declaration)",
            Self::Print(Paper::Labels(_)) => "Print(Labels)",
            Self::Print(Paper::Ticket(_)) => "Print(Ticket)",
            Self::Print(Paper::CannotBuy(_)) => "Print(CannotBuy)",
        })
    }
}

/// What is looked for in the shop's own register; in memory only.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct LookUp {
    /// The document's number.
    pub document: Option<String>,
    /// The person's full name.
    pub name: Option<String>,
    /// The address, where the pattern is switched on.
    pub address: Option<String>,
    /// Each line, counted from 1, with its numbers.
    pub lines: Vec<(u32, Vec<Imei>)>,
    /// What is paid so far, minor units, where the pattern is switched on.
    pub amount: u64,
}

impl fmt::Debug for LookUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookUp").field("lines", &self.lines.len()).finish_non_exhaustive()
    }
}

/// Something that the shop's own register, or the deal itself, gives reason to look at. It holds
/// numbers and nobody's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWarning {
    /// What it is.
    pub kind: WarningKind,
    /// The line that it is about, counted from 1; `None`: the person.
    pub line: Option<u32>,
    /// How many were counted.
    pub count: u32,
    /// From how many on it is said.
    pub threshold: u32,
    /// Over how many days they were counted; 0 where time plays no part.
    pub days: u32,
}

impl OwnWarning {
    /// A warning that says itself without numbers.
    pub fn plain(kind: WarningKind, line: Option<u32>) -> Self {
        Self { kind, line, count: 1, threshold: 1, days: 0 }
    }
}

/// What a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// This handset was refused here before.
    RefusedBefore,
    /// This handset was bought here before and has not been sold.
    StillInStock,
    /// The same person sold often in a short time.
    OftenSeller,
    /// One document number came with two names.
    TwoNames,
    /// The person is under age.
    UnderAge,
    /// The number on the tray or the box is not the one that the handset shows.
    NumbersDiffer,
    /// The document has expired.
    DocumentExpired,
    /// The document is of a kind that is not accepted here.
    DocumentKind,
    /// A source advises caution about the handset.
    Caution,
    /// The anti-theft lock is on.
    LockOn,
    /// The price is out of the usual; off unless the shop wants it.
    PricePattern,
    /// Many people with one address; off unless the shop wants it.
    AddressPattern,
    /// The shop's own register could not be looked into.
    NotLookedUp,
}

impl WarningKind {
    /// The stable word in leaves.
    pub fn word(self) -> &'static str {
        match self {
            Self::RefusedBefore => "refused_before",
            Self::StillInStock => "still_in_stock",
            Self::OftenSeller => "often_seller",
            Self::TwoNames => "two_names",
            Self::UnderAge => "under_age",
            Self::NumbersDiffer => "numbers_differ",
            Self::DocumentExpired => "document_expired",
            Self::DocumentKind => "document_kind",
            Self::Caution => "caution",
            Self::LockOn => "lock_on",
            Self::PricePattern => "price_pattern",
            Self::AddressPattern => "address_pattern",
            Self::NotLookedUp => "not_looked_up",
        }
    }

    /// Whether the deal cannot go on with it: no resolution but declining takes it away.
    pub fn forbids(self) -> bool {
        self == Self::UnderAge
    }

    /// Whether the till finds it by itself, without the register.
    pub fn is_own(self) -> bool {
        use WarningKind::{Caution, DocumentExpired, DocumentKind, LockOn, NotLookedUp, NumbersDiffer, UnderAge};
        matches!(self, UnderAge | NumbersDiffer | DocumentExpired | DocumentKind | Caution | LockOn | NotLookedUp)
    }
}

/// What is printed for a deal.
#[derive(Clone)]
pub enum Paper {
    /// What the seller declares, to be signed; its code confirms the signature.
    Declaration(Box<DealPaper>),
    /// A label for each thing that was taken.
    Labels(Box<DealPaper>),
    /// What a repair's owner takes away.
    Ticket(Box<DealPaper>),
    /// "We cannot buy today".
    CannotBuy(CannotBuy),
}

/// What stands on the papers of a deal.
#[derive(Clone)]
pub struct DealPaper {
    /// Which deal.
    pub deal: DealId,
    /// Its kind.
    pub kind: DealKind,
    /// Its number, once it is signed.
    pub number: Option<u64>,
    /// Index of its `deal_signed` entry, once it is on disk.
    pub index: Option<u64>,
    /// What the declaration's bars say.
    pub code: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// What is taken, in order.
    pub lines: Vec<PaperLine>,
    /// The person.
    pub identity: Identity,
    /// What else was told, by its word (`phone`, `provenance`, `fault`, …).
    pub told: BTreeMap<String, String>,
    /// Currency of all amounts (ISO 4217).
    pub currency: String,
    /// What is paid, minor units.
    pub total: u64,
    /// How.
    pub payment: Option<Method>,
    /// When a pledge falls due.
    pub due: Option<NaiveDate>,
    /// Whether nothing of it is real.
    pub training: bool,
}

/// One line on a paper.
#[derive(Clone)]
pub struct PaperLine {
    /// Counted from 1, over all lines of the deal.
    pub line: u32,
    /// Our number of it, once it is signed.
    pub item: Option<u64>,
    /// What it is.
    pub what: Goods,
    /// Maker and model, or the description.
    pub name: String,
    /// Its IMEIs.
    pub numbers: Vec<String>,
    /// What else was told about it, by its word (`serial`, `colour`, …).
    pub told: BTreeMap<String, String>,
    /// Price, minor units.
    pub price: Option<u64>,
    /// Until when it is kept.
    pub hold: Option<DateTime<Utc>>,
}

/// "We cannot buy today": whom to turn to, and a reference; never why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotBuy {
    /// Names the deal to the shop, and nothing else to anybody else.
    pub reference: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Whether nothing of it is real.
    pub training: bool,
}

/// What comes back to deals.
#[derive(Clone)]
pub enum DealEvent {
    /// The stores are open: what numbers come next, and the drafts of earlier runs that are not over.
    Opened {
        /// Number of the next deal.
        next_number: u64,
        /// Number of the next item.
        next_item: u64,
        /// Drafts, oldest first.
        drafts: Vec<KeptDraft>,
    },
    /// The shop's own register was looked into.
    Warnings {
        /// Which deal.
        deal: DealId,
        /// Which question it answers.
        turn: u32,
        /// What was found; `None` where it could not be looked into.
        found: Option<Vec<OwnWarning>>,
        /// An earlier `deal_signed` entry with the same document.
        known: Option<EntryId>,
    },
    /// An earlier deal's address and telephone, or why they stay sealed.
    Known {
        /// Which deal.
        deal: DealId,
        /// What was found.
        told: Result<KnownSeller, Trouble>,
    },
    /// A picture was taken.
    Picture {
        /// The line that it shows, by its place from 0; `None`: person or document.
        line: Option<usize>,
        /// What it shows.
        of: PictureOf,
        /// The file's bytes.
        bytes: Arc<Vec<u8>>,
    },
    /// A draft could not be kept, or a paper not be printed.
    Failed(Trouble),
}

impl fmt::Debug for DealEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Opened { .. } => "Opened",
            Self::Warnings { .. } => "Warnings",
            Self::Known { .. } => "Known",
            Self::Picture { .. } => "Picture",
            Self::Failed(_) => "Failed",
        })
    }
}

/// A draft as it was kept.
#[derive(Clone)]
pub struct KeptDraft {
    /// The draft.
    pub bytes: Vec<u8>,
    /// Whether its `deal_opened` stands in the register.
    pub opened: bool,
    /// Its pictures, by name.
    pub pictures: Vec<(String, Vec<u8>)>,
}

/// What an earlier deal tells about a person.
#[derive(Clone, Default)]
pub struct KnownSeller {
    /// Address.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}
