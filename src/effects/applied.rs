//! The register's knowledge of lists: each version that came into force is an entry, once.

use super::{RecordError, Recorder, fresh_id};
use crate::clock::{Moment, rfc3339};
use crate::ledger::leaf::{Draft, LeafKind};
use crate::stock::Applied;
use crate::till::ListNow;
use serde_json::json;

/// Writes `list_applied` for every version in force that the register does not know yet; returns
/// the names of those lists. A fold changes no content, so it is no new version.
pub fn note_lists(recorder: &mut Recorder, lists: &[ListNow], now: Moment) -> Result<Vec<String>, RecordError> {
    // Another program may have written it in the meantime.
    recorder.catch_up()?;
    let known = recorder.stock.applied()?;
    let mut drafts = Vec::new();
    let mut names = Vec::new();
    for list in lists {
        let Some(version) = &list.version else { continue };
        let applied = Applied {
            list: list.name.to_string(),
            version: version.version.to_string(),
            sha256: version.sha256.clone(),
        };
        if known.contains(&applied) {
            continue;
        }
        let draft = Draft::new(fresh_id(), LeafKind::ListApplied, now)
            .with("list", applied.list.clone())
            .with("version", applied.version)
            .with("sha256", applied.sha256)
            .with("issued_at", json!(version.issued_at.map(rfc3339)))
            .with("entries", version.entries)
            .with("how", version.how.clone())
            .with("signer", json!(version.signer));
        drafts.push(draft);
        names.push(applied.list);
    }
    if !drafts.is_empty() {
        let in_force = lists.iter().filter_map(|l| Some((l.name.to_string(), l.version.as_ref()?.version.to_string())));
        recorder.set_lists(in_force.collect());
        recorder.record(&drafts)?;
    }
    Ok(names)
}

/// `list_refused`: what was refused (a word of `docs/leaf-format.md`), and how it came.
pub fn list_refused(list: Option<&str>, what: &str, how: &str, now: Moment) -> Draft {
    let draft = Draft::new(fresh_id(), LeafKind::ListRefused, now);
    draft.with("list", json!(list)).with("what", what).with("how", how)
}

/// `list_clock_cleared`: a list's remembered time lay in the future (RFC 3339) and was cleared.
pub fn list_clock_cleared(list: &str, was: &str, now: Moment) -> Draft {
    Draft::new(fresh_id(), LeafKind::ListClockCleared, now).with("list", list).with("was", was)
}
