//! The promise of exactly one answer: whatever happens to a question, its answer is delivered once.

use super::Deliver;
use crate::clock::system::now;
use crate::finding::{Answer, Outcome, Silence, SourceName};
use crate::imei::Imei14;

/// A question that has not been answered. Dropped unanswered (the program stops, a worker
/// panics), it delivers `Interrupted`.
pub(super) struct Pending {
    source: SourceName,
    imei: Imei14,
    deliver: Option<Deliver>,
}

impl Pending {
    pub(super) fn new(source: &SourceName, imei: Imei14, deliver: &Deliver) -> Self {
        Self { source: source.clone(), imei, deliver: Some(deliver.clone()) }
    }

    pub(super) fn finish(mut self, answer: Answer) {
        if let Some(deliver) = self.deliver.take() {
            deliver(answer, now());
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(deliver) = self.deliver.take() {
            let silence = Outcome::NoAnswer(Silence::Interrupted);
            deliver(Answer::new(&self.source, &self.imei, silence), now());
        }
    }
}
