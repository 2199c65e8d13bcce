//! One handset's check, from the scan to the recorded finding.

use super::book::{Book, Stage};
use super::{Committed, Hold};
use crate::clock::Moment;
use crate::finding::{Answer, Doubt, Finding, Outcome, SourceName, Subject, merge};
use crate::imei::{Identified, Imei, Imei14, identify};
use crate::ledger::leaf::EntryId;

/// A check is named by its `check_started` entry.
pub type CheckId = EntryId;

/// A source and a number whose answer is still to come.
pub type Awaited = (SourceName, Imei14);

/// How far a check has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The shop's own lists are being read.
    Consulting,
    /// `check_started` is being written.
    Recording,
    /// Machine sources are being asked.
    Asking,
    /// `check_answered` is being written; its finding may not be shown yet.
    Settling,
    /// The finding is on disk and on the screen.
    Done,
    /// It could not be recorded: no finding is shown.
    Failed,
}

/// Why a check was started or what it belongs to, in the ledger's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reason {
    /// Somebody offers the handset for sale.
    #[default]
    Purchase,
    /// A question without a deal.
    Enquiry,
}

impl Reason {
    /// The stable word in leaves.
    pub fn word(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Enquiry => "enquiry",
        }
    }
}

/// One handset being checked.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its `check_started` entry.
    pub id: CheckId,
    /// When the scan came.
    pub started: Moment,
    /// All its IMEIs; those of a joined check come first.
    pub imeis: Vec<Imei>,
    /// Other codes of the same handset: EID, serial, GTIN.
    pub codes: Vec<Identified>,
    /// What is wrong with the numbers themselves.
    pub doubts: Vec<Doubt>,
    /// All answers so far, oldest first.
    pub answers: Vec<Answer>,
    /// What has not come in yet.
    pub awaited: Vec<Awaited>,
    /// How far it has come.
    pub phase: Phase,
    /// The finding on disk; `None` until it is recorded.
    pub finding: Option<Finding>,
    /// Where its last entry stands.
    pub committed: Option<Committed>,
    /// Belongs to an earlier shift: numbers show masked.
    pub masked: bool,
    /// Whether its handset was bought.
    pub marked: bool,
    /// Why its handset may not be sold at present.
    pub hold: Option<Hold>,
    /// What of it stands in the register.
    pub(super) book: Book,
}

impl Check {
    /// A check of `imeis`, nothing asked yet.
    pub fn new(id: CheckId, started: Moment, imeis: Vec<Imei>) -> Self {
        Self {
            id,
            started,
            book: Book { own: imeis.len(), ..Book::default() },
            imeis,
            codes: Vec::new(),
            doubts: Vec::new(),
            answers: Vec::new(),
            awaited: Vec::new(),
            phase: Phase::Consulting,
            finding: None,
            committed: None,
            masked: false,
            marked: false,
            hold: None,
        }
    }

    /// The bodies of all its numbers.
    pub fn bodies(&self) -> Vec<Imei14> {
        self.imeis.iter().map(Imei::body).collect()
    }

    /// The numbers that this check was started with: those of a joined check stand in its own entry.
    pub fn own_imeis(&self) -> &[Imei] {
        &self.imeis[self.imeis.len().saturating_sub(self.book.own)..]
    }

    /// Whether the clerk put it away; late answers are recorded all the same.
    pub fn is_dropped(&self) -> bool {
        self.book.dropped != Stage::No
    }

    /// Whether answers may be seen: not before `check_started` is on disk, or a handset could be
    /// sent away after a hit without a trace.
    pub fn shows_answers(&self) -> bool {
        self.book.begun == Stage::Written
    }

    /// What the answers so far amount to.
    pub fn judge(&self, required: &[SourceName]) -> Finding {
        merge(Subject { imeis: &self.bodies(), doubts: &self.doubts }, required, &self.answers)
    }

    /// Takes an answer in and strikes it from what is awaited.
    pub(super) fn take(&mut self, answer: Answer) {
        let before = self.awaited.len();
        self.awaited.retain(|(source, imei)| *source != answer.source || *imei != answer.imei);
        let expected = self.awaited.len() < before;
        let last = self.answers.iter_mut().rev().find(|a| a.source == answer.source && a.imei == answer.imei);
        match last {
            // A silence after a silence tells nothing new: the latest reason stands.
            Some(last) if is_silent(last) && is_silent(&answer) => *last = answer,
            // Nobody waited for it, and it says nothing: what was answered before stays as it is.
            Some(_) if is_silent(&answer) && !expected => {}
            _ => self.answers.push(answer),
        }
    }

    /// The last answer of one source about one number.
    pub fn last(&self, source: &SourceName, imei: &Imei14) -> Option<&Answer> {
        self.answers.iter().rev().find(|a| a.source == *source && a.imei == *imei)
    }

    /// Pairs of `sources` and numbers whose last answer is a silence that asking again may end.
    pub fn silent(&self, sources: &[SourceName]) -> Vec<Awaited> {
        let waits = |source: &SourceName, imei: &Imei14| match self.last(source, imei).map(|a| &a.outcome) {
            Some(Outcome::NoAnswer(why)) => why.is_temporary(),
            Some(_) => false,
            None => true,
        };
        let askable: Vec<Imei14> = self.imeis.iter().filter(|i| names_a_handset(i)).map(Imei::body).collect();
        let pairs = sources.iter().flat_map(|s| askable.iter().map(move |i| (s, i)));
        pairs.filter(|(s, i)| waits(s, i)).map(|(s, i)| (s.clone(), *i)).collect()
    }

    /// Whether something came in that no entry holds yet.
    pub(super) fn has_news(&self) -> bool {
        let written = self.book.answers.min(self.answers.len());
        self.codes.len() > self.book.codes
            || !self.book.owed.is_empty()
            || self.answers[written..].iter().any(|a| !is_silent(a))
    }
}

/// Whether an answer is none.
pub(super) fn is_silent(answer: &Answer) -> bool {
    matches!(answer.outcome, Outcome::NoAnswer(_))
}

/// Whether asking about the number can tell anything: one that thousands of handsets share says
/// nothing about this one, and no fee is spent on it.
pub(super) fn names_a_handset(imei: &Imei) -> bool {
    identify(&imei.digits(), None).is_ok_and(|n| !n.is_placeholder() && !n.is_documentation())
}
