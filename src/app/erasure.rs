//! Follows the register's `erased` entries: what they name is removed, also where an erasure was
//! interrupted or an older copy of the vault was put back.

use super::AppError;
use crate::cli::Out;
use crate::config::Paths;
use crate::effects::Recorder;
use crate::ledger::archive::Archive;
use crate::ledger::leaf::{EntryId, Leaf, LeafKind};
use crate::registry::cache::CacheStore;
use crate::vault::VaultError;
use serde_json::Value;

/// Entries after which the vault is told how far the register was followed: a commit is not worth
/// the reading of fewer.
const STRIDE: u64 = 512;

/// Brings the vault in line with the register. Erased content that cannot be overwritten just now
/// (another program is reading) is tried again at the next start.
pub(super) fn replay(recorder: &mut Recorder, paths: &Paths) -> Result<(), AppError> {
    let origin = recorder.store.origin();
    let size = recorder.store.len()?;
    let from = recorder.vault.replayed(&origin)?.filter(|from| *from <= size);
    let mut named = Vec::new();
    if from.is_none() {
        // A new epoch, or a vault that never followed: earlier registers may name entries too.
        for archive in Archive::readable(paths.root()) {
            archive.from(0, &mut |_, bytes| named.extend(erased_by(bytes)))?;
        }
    }
    recorder.store.range(from.unwrap_or(0)..size, &mut |_, bytes| {
        named.extend(erased_by(bytes));
        true
    })?;
    if !named.is_empty() {
        recorder.vault.erase(&named)?;
    }
    if recorder.vault.needs_scrub()?
        && let Err(error) = scrub(recorder, paths)
    {
        Out::note(&format!("{}; {}", crate::words::chain(&error), error.advice()));
    }
    if !named.is_empty() || from.is_none_or(|from| size - from >= STRIDE) {
        recorder.vault.set_replayed(&origin, size)?;
    }
    Ok(())
}

/// Overwrites what was erased, in every file that may hold something of it.
pub(super) fn scrub(recorder: &mut Recorder, paths: &Paths) -> Result<(), AppError> {
    // The vault last: it remembers that this is still to be done.
    CacheStore::forget_answers(&paths.cache()).map_err(|_| VaultError::NotScrubbed)?;
    Ok(recorder.vault.scrub()?)
}

/// The entries that a leaf declares erased.
fn erased_by(bytes: &[u8]) -> Vec<EntryId> {
    // Most leaves are of another kind; reading them whole would make the start of a large shop slow.
    let word = LeafKind::Erased.word().as_bytes();
    if !bytes.windows(word.len()).any(|window| window == word) {
        return Vec::new();
    }
    let Ok(leaf) = Leaf::parse(bytes) else { return Vec::new() };
    let named = leaf.plain.get("entries").and_then(Value::as_array).filter(|_| leaf.kind == LeafKind::Erased);
    named.into_iter().flatten().filter_map(|id| id.as_str()?.parse().ok()).collect()
}
