//! The words for what an entry records.

use super::LeafError;
use std::str::FromStr;

/// Kinds whose names later versions will use; nothing else may take them.
pub const RESERVED_KINDS: [&str; 5] = [
    "restored",
    "moved",
    "config_changed",
    "alarmed",
    "printed",
];

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What an entry records. Unknown words are kept: a leaf of a later version verifies.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum LeafKind {
            $($(#[$doc])* $name,)*
            /// A word that this version does not know: lower-case letters, digits and `_`.
            Other(String),
        }

        impl LeafKind {
            /// Every kind that this version writes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word in leaves and `--json`.
            pub fn word(&self) -> &str {
                match self {
                    $(Self::$name => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl FromStr for LeafKind {
            type Err = LeafError;

            fn from_str(word: &str) -> Result<Self, LeafError> {
                match word {
                    $($word => Ok(Self::$name),)*
                    other if is_word(other) => Ok(Self::Other(other.to_owned())),
                    _ => Err(LeafError::Wrong { name: "kind" }),
                }
            }
        }
    };
}

kinds! {
    /// An epoch began: the first leaf of every log.
    Opened = "opened",
    /// A member of staff took over the till.
    StaffOn = "staff_on",
    /// A member of staff left it.
    StaffOff = "staff_off",
    /// Somebody joined the list of staff.
    StaffAdded = "staff_added",
    /// Somebody's name, role, last day or PIN was changed, or a lock-out lifted.
    StaffChanged = "staff_changed",
    /// Somebody left the list of staff.
    StaffRemoved = "staff_removed",
    /// An officer looks into the register at the counter.
    InspectionStarted = "inspection_started",
    /// The inspection is over.
    InspectionEnded = "inspection_ended",
    /// A handset was scanned and sources were asked; written before any answer is shown.
    CheckStarted = "check_started",
    /// What the sources said.
    CheckAnswered = "check_answered",
    /// A check ended without an answer, and why.
    CheckDropped = "check_dropped",
    /// A person looked a number up and wrote down what the source said.
    ManualAnswer = "manual_answer",
    /// Personal data was shown to somebody, and why.
    Displayed = "displayed",
    /// Something failed that an officer may ask about.
    Fault = "fault",
    /// The wall clock moved against the monotonic one.
    ClockStepped = "clock_stepped",
    /// Another version of the program took over.
    Upgraded = "upgraded",
    /// A day was closed.
    Closed = "closed",
    /// A day was closed after the following one had begun.
    ClosedLate = "closed_late",
    /// An earlier entry was wrong, and what is right.
    Corrected = "corrected",
    /// From here on nothing is real.
    TrainingOn = "training_on",
    /// From here on everything is real again.
    TrainingOff = "training_off",
    /// Entries lost what the vault held about them, by whom and on what basis.
    Erased = "erased",
    /// Police keys that can open entries were added or removed.
    RecipientsChanged = "recipients_changed",
    /// The shop's secret key was put under a passphrase or a key file.
    KeyWrapped = "key_wrapped",
    /// A new recovery key was made; an earlier one opens nothing any more.
    RecoveryMade = "recovery_made",
    /// An extract left the shop: what it disclosed, and to how many keys it was encrypted.
    Exported = "exported",
    /// A backup was made, or failed.
    BackedUp = "backed_up",
    /// A checkpoint went out to be cosigned.
    WitnessRequested = "witness_requested",
    /// A witness's cosignature came back.
    Cosigned = "cosigned",
    /// A version of a block list came into force.
    ListApplied = "list_applied",
    /// Something that was to be a version of a block list was refused, and why.
    ListRefused = "list_refused",
    /// A list's remembered time lay in the future and was cleared.
    ListClockCleared = "list_clock_cleared",
    /// A handset was bought: it is re-screened against every new version of a list.
    Marked = "marked",
    /// A handset is on hold, and why.
    Held = "held",
    /// Somebody lifted a hold, and why.
    Released = "released",
    /// Things were sold, on one invoice.
    Sold = "sold",
    /// Something went back: a sale undone, a purchase undone, a repair collected, to its owner.
    Returned = "returned",
    /// Something was handed to the police.
    Surrendered = "surrendered",
    /// A pledge was handed out against the loan.
    Redeemed = "redeemed",
    /// A pledge was given more time.
    Renewed = "renewed",
    /// A pledge became the shop's.
    Forfeited = "forfeited",
    /// Something was taken apart.
    Dismantled = "dismantled",
    /// The stock was counted.
    StockCounted = "stock_counted",
    /// The drawer was counted.
    CashCounted = "cash_counted",
    /// Deals went out in a format of the police's.
    Reported = "reported",
    /// A deal was begun.
    DealOpened = "deal_opened",
    /// A deal was signed: what was taken, what was paid, who offered it.
    DealSigned = "deal_signed",
    /// A deal ended without anything being taken, and why.
    DealDropped = "deal_dropped",
}

fn is_word(word: &str) -> bool {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=40).contains(&word.len()) && word.bytes().all(good)
}
