//! One handset's check, from the scan to the recorded finding.

use super::Committed;
use crate::clock::Moment;
use crate::finding::{Answer, Doubt, Finding, Outcome, SourceName, Subject, merge};
use crate::imei::{Identified, Imei, Imei14};
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
    /// How many of `imeis` this check asks about itself: the last ones.
    pub own: usize,
    /// Other codes of the same handset: EID, serial, GTIN.
    pub codes: Vec<Identified>,
    /// How many of `codes` stand in the ledger.
    pub codes_recorded: usize,
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
    /// The finding being written.
    pub settling: Option<Finding>,
    /// Where its last entry stands.
    pub committed: Option<Committed>,
    /// The check of the same handset that this one continues.
    pub joins: Option<CheckId>,
    /// Belongs to an earlier shift: numbers show masked.
    pub masked: bool,
    /// The clerk dropped it; late answers are recorded all the same.
    pub dropped: bool,
}

impl Check {
    /// A check of `imeis`, nothing asked yet.
    pub fn new(id: CheckId, started: Moment, imeis: Vec<Imei>) -> Self {
        Self {
            id,
            started,
            own: imeis.len(),
            imeis,
            codes: Vec::new(),
            codes_recorded: 0,
            doubts: Vec::new(),
            answers: Vec::new(),
            awaited: Vec::new(),
            phase: Phase::Consulting,
            finding: None,
            settling: None,
            committed: None,
            joins: None,
            masked: false,
            dropped: false,
        }
    }

    /// The bodies of all its numbers.
    pub fn bodies(&self) -> Vec<Imei14> {
        self.imeis.iter().map(Imei::body).collect()
    }

    /// The numbers that this check asks about itself.
    pub fn own_imeis(&self) -> &[Imei] {
        &self.imeis[self.imeis.len().saturating_sub(self.own)..]
    }

    /// What the answers so far amount to.
    pub fn judge(&self, required: &[SourceName]) -> Finding {
        merge(Subject { imeis: &self.bodies(), doubts: &self.doubts }, required, &self.answers)
    }

    /// Takes an answer in and strikes it from what is awaited; `false` if nobody waited for it.
    pub fn take(&mut self, answer: Answer) -> bool {
        let before = self.awaited.len();
        self.awaited.retain(|(source, imei)| *source != answer.source || *imei != answer.imei);
        let expected = self.awaited.len() < before;
        let silent = |a: &Answer| matches!(a.outcome, Outcome::NoAnswer(_));
        let last = self.answers.iter_mut().rev().find(|a| a.source == answer.source && a.imei == answer.imei);
        match last {
            // A silence after a silence tells nothing new: the latest reason stands.
            Some(last) if silent(last) && silent(&answer) => *last = answer,
            _ => self.answers.push(answer),
        }
        expected
    }

    /// The last answer of one source about one number.
    pub fn last(&self, source: &SourceName, imei: &Imei14) -> Option<&Answer> {
        self.answers.iter().rev().find(|a| a.source == *source && a.imei == *imei)
    }

    /// Pairs of `sources` and own numbers whose last answer is a silence that asking again may end.
    pub fn silent(&self, sources: &[SourceName]) -> Vec<Awaited> {
        let mut pairs = Vec::new();
        for source in sources {
            for imei in &self.imeis {
                let last = self.last(source, &imei.body()).map(|a| &a.outcome);
                let temporary = match last {
                    Some(Outcome::NoAnswer(why)) => why.is_temporary(),
                    Some(_) => false,
                    None => true,
                };
                if temporary {
                    pairs.push((source.clone(), imei.body()));
                }
            }
        }
        pairs
    }
}
