//! What the shop's own register gives reason to look at.

use crate::clock::Moment;
use crate::effects::{RecordError, Recorder};
use crate::ledger::leaf::{EntryId, Leaf, LeafKind, TokenClass};
use crate::till::{LookUp, OwnWarning};

/// Warnings about these numbers and this person, and the newest deal signed with the same document.
pub(super) fn look_up(
    recorder: &Recorder,
    about: &LookUp,
    _now: Moment,
) -> Result<(Vec<OwnWarning>, Option<EntryId>), RecordError> {
    let mut known = None;
    if let Some(document) = &about.document {
        for entry in recorder.vault.find(TokenClass::Document, document)?.into_iter().rev() {
            let leaf = match recorder.store.find(entry)? {
                Some(index) => recorder.store.read(index)?.and_then(|bytes| Leaf::parse(&bytes).ok()),
                None => None,
            };
            if leaf.is_some_and(|leaf| leaf.kind == LeafKind::DealSigned) {
                known = Some(entry);
                break;
            }
        }
    }
    Ok((Vec::new(), known))
}
