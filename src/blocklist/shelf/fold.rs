//! Folding in idle time: a base and its overlays become one file.

use super::current::{Current, Part};
use super::{Applied, How, Installed, ShelfError, durable};
use crate::blocklist::{List, files};

/// So many overlays are worth a fold: a look-up asks each.
const MANY: usize = 8;
/// Or overlays of more than this part of the base.
const LARGE: u64 = 20;

/// Whether it is worth while to fold the list in idle time.
pub fn fold_due(list: &Installed) -> bool {
    let overlays = &list.current.overlays;
    let bytes: u64 = overlays.iter().map(|part| part.bytes).sum();
    list.damage.is_none() && (overlays.len() >= MANY || bytes.saturating_mul(LARGE) > list.current.base.bytes)
}

/// Makes one file of a base and its overlays, byte for byte what its publisher built for that
/// version; refuses a result that hashes to anything else. Killed at any instant, the list stays
/// as it was and the next fold begins anew. `None` where there is nothing to fold, or where the
/// list changed meanwhile. `progress` is told the entries done, and of how many.
pub fn fold(list: &Installed, progress: &mut dyn FnMut(u64, u64)) -> Result<Option<Applied>, ShelfError> {
    let slot = list.slot();
    let held = slot.lock()?;
    let same = slot.installed().is_some_and(|now| now.current == list.current);
    if !same || list.current.overlays.is_empty() {
        return Ok(None);
    }
    let stack = list.open()?;
    let all = 2 * stack.lists().iter().map(List::entries).sum::<u64>();
    let staging = slot.staging();
    durable::make_folder(&staging).map_err(ShelfError::file(&staging))?;
    let made = staging.join("fold");
    let written = files::fold(&made, &stack, &mut |done| progress(done, all))?;
    let (sha256, bytes) = durable::hash_file(&made, &mut |_| ()).map_err(ShelfError::file(&made))?;
    if sha256 != list.sha256 {
        let _gone = std::fs::remove_file(&made);
        return Err(ShelfError::FoldDiffers(list.name.clone()));
    }
    let base = Part { sha256: hex::encode(sha256), bytes };
    let page = slot.page(&base.sha256);
    durable::put_in_place(&made, &page).map_err(ShelfError::file(&page))?;
    let current = Current {
        base,
        overlays: Vec::new(),
        entries: written.entries,
        how: How::Fold.word().to_owned(),
        ..list.current.clone()
    };
    slot.install(&current, How::Fold, &held).map(Some)
}
