//! What is put in order when a shop is opened.

use super::AppError;
use super::boot::BUILD;
use crate::clock::Moment;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, Leaf, LeafKind};

/// Sweeps orphans and closes dangling checks, if nobody else has the folder open; notes an upgrade
/// of the program in any case. Another process's check in flight looks just like a dangling one:
/// it is left to whoever opens the folder alone.
pub(super) fn at_start(recorder: &mut Recorder, now: Moment, alone: bool) -> Result<(), AppError> {
    let mut drafts = Vec::new();
    if let Some(before) = last_build(recorder)?.filter(|b| b != BUILD) {
        drafts.push(Draft::new(fresh_id(), LeafKind::Upgraded, now).with("from", before).with("to", BUILD));
    }
    if alone {
        let store = &recorder.store;
        recorder.vault.sweep_orphans(&mut |entry| store.find(entry).ok().map(|place| place.is_some()))?;
        recorder.vault.settle_people(&mut |entry| store.find(entry).ok().map(|place| place.is_some()))?;
        for row in recorder.stock.open_checks()? {
            let draft = Draft::new(fresh_id(), LeafKind::CheckDropped, now);
            drafts.push(draft.with("check", row.check.to_string()).with("why", "interrupted"));
        }
    }
    recorder.record(&drafts)?;
    Ok(())
}

fn last_build(recorder: &Recorder) -> Result<Option<String>, AppError> {
    let size = recorder.store.len()?;
    let Some(newest) = size.checked_sub(1) else { return Ok(None) };
    let bytes = recorder.store.read(newest)?;
    Ok(bytes.and_then(|b| Leaf::parse(&b).ok()).map(|leaf| leaf.build))
}
