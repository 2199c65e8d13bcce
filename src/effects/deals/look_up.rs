//! What the shop's own register gives reason to look at.

use crate::clock::Moment;
use crate::effects::{self, Found, RecordError, Recorder};
use crate::ledger::leaf::EntryId;
use crate::till::{LookUp, OwnWarning};

/// Warnings about these numbers and this person, and the newest deal signed with the same document.
pub(super) fn look_up(
    recorder: &Recorder,
    about: &LookUp,
    now: Moment,
) -> Result<(Vec<OwnWarning>, Option<EntryId>), RecordError> {
    let Found { warnings, known } =
        effects::look_up(&recorder.vault, &recorder.stock, about, now.wall, &recorder.warnings)?;
    Ok((warnings, known))
}
