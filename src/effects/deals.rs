//! The runner of deals: drafts in the vault's tray, the shop's own register, and what comes next.
//!
//! Drafts go through the recorder's thread like entries, so that a draft is on disk before the entry
//! that follows from it, and goes after the entry that ends it.

mod look_up;

use super::{RecordError, Recorder};
use crate::clock::Moment;
use crate::ledger::leaf::{Draft, EntryId, LeafKind};
use crate::till::{DealEffect, DealEvent, DealId, Event, KeptDraft, KnownSeller, Paper, Trouble, draft_name, is_over};
use crate::vault::{Kept, Tray};
use serde_json::json;

/// Does one thing for a deal; what is printed goes to `print`.
pub fn deal(
    recorder: &mut Recorder,
    effect: DealEffect,
    now: Moment,
    print: &mut dyn FnMut(Paper) -> Option<Trouble>,
) -> Vec<Event> {
    let failed = |error: &RecordError| vec![Event::Deal(DealEvent::Failed(Trouble::from(error)))];
    match effect {
        DealEffect::SaveDraft { deal, bytes } => {
            put(recorder, draft_name(deal), bytes).map_or_else(|e| failed(&e), |()| Vec::new())
        }
        DealEffect::SavePicture { name, bytes, .. } => {
            put(recorder, name, bytes.to_vec()).map_or_else(|e| failed(&e), |()| Vec::new())
        }
        DealEffect::RemoveDraft { deal } => remove(recorder, deal).map_or_else(|e| failed(&e), |()| Vec::new()),
        DealEffect::LookUp { deal, turn, about } => {
            let (found, known) = match look_up::look_up(recorder, &about, now) {
                Ok((found, known)) => (Some(found), known),
                // A warning of its own says so; the deal goes on.
                Err(_) => (None, None),
            };
            vec![Event::Deal(DealEvent::Warnings { deal, turn, found, known })]
        }
        DealEffect::Known { deal, entry, staff } => {
            let told = known(recorder, entry, staff, now).map_err(|error| Trouble::from(&error));
            vec![Event::Deal(DealEvent::Known { deal, told })]
        }
        DealEffect::Print(paper) => {
            print(paper).map(|trouble| Event::Deal(DealEvent::Failed(trouble))).into_iter().collect()
        }
    }
}

fn put(recorder: &mut Recorder, name: String, bytes: Vec<u8>) -> Result<(), RecordError> {
    Ok(recorder.vault.put(Tray::Drafts, &Kept { name, entry: None, bytes })?)
}

/// A deal that is over: its draft first, so that no picture without a draft is left behind unseen.
fn remove(recorder: &mut Recorder, deal: DealId) -> Result<(), RecordError> {
    let draft = draft_name(deal);
    recorder.vault.remove(Tray::Drafts, &draft)?;
    for name in recorder.vault.list(Tray::Drafts)? {
        if name.starts_with(&draft) {
            recorder.vault.remove(Tray::Drafts, &name)?;
        }
    }
    Ok(())
}

/// Address and telephone of an earlier deal. The display is an entry, and it comes first.
fn known(
    recorder: &mut Recorder,
    entry: EntryId,
    staff: Option<EntryId>,
    now: Moment,
) -> Result<KnownSeller, RecordError> {
    let index = recorder.store.find(entry)?;
    let values = recorder.vault.reveal(entry)?;
    let labels = ["address.1", "phone.1"];
    let mut draft = Draft::new(super::fresh_id(), LeafKind::Displayed, now);
    for (name, value) in [
        ("staff", json!(staff.map(|id| id.to_string()))),
        ("where", json!("deal")),
        ("first", json!(index)),
        ("last", json!(index)),
        ("entries", json!(1)),
        ("labels", json!(labels)),
    ] {
        draft.plain.insert(name.to_owned(), value);
    }
    recorder.record(&[draft])?;
    let one = |label: &str| values.iter().find(|v| v.label == label).map(|v| v.value.clone());
    Ok(KnownSeller { address: one("address.1"), phone: one("phone.1") })
}

/// What deals need at the start: the next numbers, and the drafts of deals that are not over. The
/// draft of one that is over stayed because the power went between the entry and the removal.
pub fn open_deals(recorder: &mut Recorder) -> Result<Event, RecordError> {
    let names = recorder.vault.list(Tray::Drafts)?;
    let mut drafts = Vec::new();
    for name in &names {
        let Some(deal) = deal_of(name) else { continue };
        let over = is_over(deal, &mut |id| recorder.store.find(id).map(|found| found.is_some()))?;
        if over {
            remove(recorder, deal)?;
            continue;
        }
        let Some(kept) = recorder.vault.get(Tray::Drafts, name)? else { continue };
        let opened = recorder.store.find(deal)?.is_some();
        let mut pictures = Vec::new();
        for picture in names.iter().filter(|n| n.len() > name.len() && n.starts_with(name.as_str())) {
            if let Some(kept) = recorder.vault.get(Tray::Drafts, picture)? {
                pictures.push((picture.clone(), kept.bytes));
            }
        }
        drafts.push(KeptDraft { bytes: kept.bytes, opened, pictures });
    }
    let (next_number, next_item) = next_numbers(recorder)?;
    Ok(Event::Deal(DealEvent::Opened { next_number, next_item, drafts }))
}

/// The deal whose draft has this name; `None` for pictures and for what is no draft of a deal.
fn deal_of(name: &str) -> Option<DealId> {
    name.strip_prefix("deal.")?.parse().ok()
}

/// The numbers after the last that the register gave away, in this epoch or an earlier one. Those of
/// training are none.
fn next_numbers(recorder: &mut Recorder) -> Result<(u64, u64), RecordError> {
    recorder.catch_up()?;
    let next = |row: &str| recorder.stock.counter(row).map(|newest| newest.saturating_add(1));
    Ok((next("deal")?, next("item")?))
}
