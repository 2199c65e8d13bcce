//! What is chosen rather than typed: one key each, no Enter.

use super::{Deal, LineEnd, LineStep, Lock, Mark, Method, Resolution, Step, signing, steps};
use crate::document::DocumentKind;
use crate::policy::{Ask, Goods};
use crate::till::State;

/// A question that comes before the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Why is the deal dropped?
    Why,
    /// What is added?
    Add,
    /// Why is this line not taken?
    EndLine(u32),
    /// What is special about this line?
    Marks(u32),
}

/// Why a deal is dropped, in the ledger's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// Something was scanned by mistake.
    WrongScan,
    /// Somebody only wanted to know.
    Enquiry,
    /// The person does not want to any more.
    ChangedMind,
    /// The shop does not want to.
    Refused,
    /// It was given back after a hit.
    HandedBack,
    /// Nobody came back to it.
    Abandoned,
}

impl DropReason {
    /// All, in the order of their keys.
    pub const ALL: [Self; 6] =
        [Self::WrongScan, Self::Enquiry, Self::ChangedMind, Self::Refused, Self::HandedBack, Self::Abandoned];

    /// The stable word in leaves.
    pub fn word(self) -> &'static str {
        match self {
            Self::WrongScan => "wrong_scan",
            Self::Enquiry => "enquiry",
            Self::ChangedMind => "changed_mind",
            Self::Refused => "refused",
            Self::HandedBack => "handed_back",
            Self::Abandoned => "abandoned",
        }
    }

    /// The catalogues' key.
    pub fn key(self) -> &'static str {
        match self {
            Self::WrongScan => "deal-why-wrong-scan",
            Self::Enquiry => "deal-why-enquiry",
            Self::ChangedMind => "deal-why-changed-mind",
            Self::Refused => "deal-why-refused",
            Self::HandedBack => "deal-why-handed-back",
            Self::Abandoned => "deal-why-abandoned",
        }
    }
}

/// One possible answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its key.
    pub key: char,
    /// Its label in the catalogues.
    pub label: &'static str,
    /// Whether it can be chosen.
    pub allowed: bool,
    /// Whether it is chosen already.
    pub chosen: bool,
}

/// What a choice does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    Drop(DropReason),
    Add(Goods, Option<Mark>),
    /// `None`: the line was a mistake and goes without a trace in the deal.
    End(u32, Option<LineEnd>),
    Mark(u32, Mark),
    Lock(u32, Lock),
    Document(DocumentKind),
    OnPaper(Ask),
    Resolve(usize, Resolution),
    Pay(Method),
    Sign,
}

/// The answers that are possible now, with what they do.
pub(super) fn picks(state: &State, deal: &Deal) -> Vec<(Choice, Pick)> {
    match (state.deals.asking, super::keys::current(state, deal)) {
        (Some(Asking::Why), _) => numbered(DropReason::ALL.map(|why| (why.key(), true, false, Pick::Drop(why)))),
        (Some(Asking::Add), _) => numbered([
            ("deal-add-device", true, false, Pick::Add(Goods::Device, None)),
            ("deal-add-goods", true, false, Pick::Add(Goods::Goods, None)),
            ("deal-add-no-number", true, false, Pick::Add(Goods::Handset, Some(Mark::NoNumber))),
        ]),
        (Some(Asking::EndLine(no)), _) => numbered([
            ("deal-end-refused", true, false, Pick::End(no, Some(LineEnd::Refused))),
            ("deal-end-handed-back", true, false, Pick::End(no, Some(LineEnd::HandedBack))),
            ("deal-end-mistake", true, false, Pick::End(no, None)),
        ]),
        (Some(Asking::Marks(no)), _) => numbered(Mark::ALL.map(|mark| {
            let set = deal.lines.iter().any(|l| l.no == no && l.is(mark));
            (mark_key(mark), may_mark(deal, no, mark), set, Pick::Mark(no, mark))
        })),
        (None, Some(step)) => of_step(state, deal, step),
        (None, None) => Vec::new(),
    }
}

fn of_step(state: &State, deal: &Deal, step: Step) -> Vec<(Choice, Pick)> {
    match step {
        Step::Line(no, LineStep::Lock) => {
            let now = deal.lines.iter().find(|l| l.no == no).and_then(|l| l.lock);
            numbered(Lock::ALL.map(|lock| (lock_key(lock), true, now == Some(lock), Pick::Lock(no, lock))))
        }
        Step::DocumentKind => numbered(DocumentKind::ALL.map(|kind| {
            let chosen = deal.told.contains_key("document_kind") && deal.identity.kind.value == kind;
            (document_key(kind), true, chosen, Pick::Document(kind))
        })),
        Step::Warning(n) => {
            let Some(warning) = deal.warnings.get(n) else { return Vec::new() };
            numbered(Resolution::ALL.map(|what| {
                let allowed = what == Resolution::Declined || !warning.warning.kind.forbids();
                (resolution_key(what), allowed, warning.resolution == Some(what), Pick::Resolve(n, what))
            }))
        }
        Step::Person(ask @ Ask::Thumbprint) => {
            let chosen = deal.told.contains_key(ask.word());
            numbered([("deal-on-paper", true, chosen, Pick::OnPaper(ask))])
        }
        Step::Payment => numbered(Method::ALL.map(|method| {
            let allowed = signing::may_pay(state, deal, method);
            (method_key(method), allowed, deal.payment == Some(method), Pick::Pay(method))
        })),
        Step::Confirm => {
            let label = if steps::is_declared(deal) { "deal-signed-on-paper" } else { "deal-confirm" };
            vec![(Choice { key: 's', label, allowed: true, chosen: false }, Pick::Sign)]
        }
        _ => Vec::new(),
    }
}

fn numbered<const N: usize>(answers: [(&'static str, bool, bool, Pick); N]) -> Vec<(Choice, Pick)> {
    let one = |(key, (label, allowed, chosen, pick))| (Choice { key, label, allowed, chosen }, pick);
    ('1'..='9').zip(answers).map(one).collect()
}

/// A number that can be read nowhere is said of a handset only, and only while none was read.
fn may_mark(deal: &Deal, no: u32, mark: Mark) -> bool {
    let Some(line) = deal.lines.iter().find(|l| l.no == no) else { return false };
    line.what == Goods::Handset && (mark != Mark::NoNumber || line.numbers.is_empty())
}

/// The catalogues' key of a mark.
pub(super) fn mark_key(mark: Mark) -> &'static str {
    match mark {
        Mark::Dead => "deal-mark-dead",
        Mark::NoNumber => "deal-mark-no-number",
        Mark::ForParts => "deal-mark-for-parts",
    }
}

/// The catalogues' key of a lock's state.
pub(super) fn lock_key(lock: Lock) -> &'static str {
    match lock {
        Lock::On => "deal-lock-on",
        Lock::Off => "deal-lock-off",
        Lock::NotShown => "deal-lock-not-shown",
    }
}

/// The catalogues' key of a way to pay.
pub(super) fn method_key(method: Method) -> &'static str {
    match method {
        Method::Cash => "deal-pay-cash",
        Method::Card => "deal-pay-card",
        Method::Transfer => "deal-pay-transfer",
        Method::Cheque => "deal-pay-cheque",
        Method::Voucher => "deal-pay-voucher",
    }
}

/// The catalogues' key of a resolution.
pub(super) fn resolution_key(what: Resolution) -> &'static str {
    match what {
        Resolution::Explained => "deal-resolved-explained",
        Resolution::Accepted => "deal-resolved-accepted",
        Resolution::Declined => "deal-resolved-declined",
    }
}

/// The catalogues' key of a kind of document.
pub(super) fn document_key(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Passport => "deal-document-passport",
        DocumentKind::IdCard => "deal-document-id-card",
        DocumentKind::ResidencePermit => "deal-document-residence-permit",
        DocumentKind::Visa => "deal-document-visa",
        DocumentKind::DrivingLicence => "deal-document-driving-licence",
        DocumentKind::Other => "deal-document-other",
    }
}
