//! The merge: from answers to one finding. It exists once.

use super::{Answer, Doubt, Finding, Outcome, SourceName};
use crate::imei::Imei14;

/// What is being judged: all numbers of one handset, and what is wrong with them by themselves.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Every IMEI of the handset; a phone is as good as its worst.
    pub imeis: &'a [Imei14],
    /// Doubts about the numbers themselves.
    pub doubts: &'a [Doubt],
}

/// Merges all answers about one handset.
///
/// `required` holds the names that must have answered `NotListed` for every IMEI. A required
/// name that no answer carries counts as silent, and an empty list vouches for nothing: both
/// give [`Finding::NotChecked`]. Answers of other sources can make a finding worse, never better.
/// Answers about numbers that are not the subject's are ignored. Of several answers of one source
/// about one number the last vouches; a hit or a caution among them weighs whatever came later, so
/// whoever rechecks after a listing was lifted passes the new answers alone.
pub fn merge(subject: Subject<'_>, required: &[SourceName], answers: &[Answer]) -> Finding {
    let ours = || answers.iter().filter(|a| subject.imeis.contains(&a.imei));
    if ours().any(|a| matches!(a.outcome, Outcome::Listed(_))) {
        return Finding::Stop;
    }
    if !subject.doubts.is_empty() || ours().any(|a| matches!(a.outcome, Outcome::Caution(_))) {
        return Finding::Caution;
    }
    let vouched = !required.is_empty()
        && !subject.imeis.is_empty()
        && required.iter().all(|source| {
            subject.imeis.iter().all(|imei| latest(answers, source, imei).is_some_and(|o| *o == Outcome::NotListed))
        });
    if vouched { Finding::NotListed } else { Finding::NotChecked }
}

/// The last answer of one source about one number: a later silence takes back an earlier miss.
fn latest<'a>(answers: &'a [Answer], source: &SourceName, imei: &Imei14) -> Option<&'a Outcome> {
    answers.iter().rev().find(|a| a.source == *source && a.imei == *imei).map(|a| &a.outcome)
}
