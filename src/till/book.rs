//! What of a check stands in the register, and what is on its way there.
//!
//! One settling at a time: what comes in while an entry is being written waits as news for the
//! next one, so that nothing that was shown is missing from the ledger.

use super::{CheckId, Hold};
use crate::finding::Finding;
use crate::ledger::leaf::Draft;

/// How far an entry has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Not asked for.
    #[default]
    No,
    /// Asked for, but another entry has to come first.
    Wanted,
    /// With the recorder.
    Sent,
    /// On disk.
    Written,
}

/// Why a finding is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The check is complete.
    First,
    /// A source answered later.
    Late,
    /// The clerk added something: a code, a look-up by hand, the handset's other number.
    Clerk,
}

/// A finding with the recorder, and how much of the check it covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settling {
    pub(super) finding: Finding,
    pub(super) cause: Cause,
    pub(super) answers: usize,
    pub(super) codes: usize,
    pub(super) owed: usize,
    /// A list holds the handset that did not before.
    pub(super) relisted: bool,
    /// A list no longer holds it.
    pub(super) removed: bool,
}

/// A check's side of the register.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    /// How many of the numbers this check was started with: the last ones.
    pub(super) own: usize,
    /// `check_started`.
    pub(super) begun: Stage,
    /// `check_dropped`.
    pub(super) dropped: Stage,
    /// How many of the answers stand in an entry.
    pub(super) answers: usize,
    /// How many of the codes stand in an entry.
    pub(super) codes: usize,
    /// How many answers an earlier run recorded; their words lie sealed in its entries.
    pub(super) earlier: usize,
    /// The finding being written.
    pub(super) settling: Option<Settling>,
    /// A list holds the handset that did not before: not written yet.
    pub(super) relisted: bool,
    /// A list no longer holds it: not written yet.
    pub(super) removed: bool,
    /// The hold whose entry is among those owed.
    pub(super) holding: Option<Hold>,
    /// Entries that go with the next finding.
    pub(super) owed: Vec<Draft>,
    /// When sources were last asked, in monotonic milliseconds.
    pub(super) asked_at: u64,
    /// The check of the same handset that this one continues.
    pub(super) joins: Option<CheckId>,
}
