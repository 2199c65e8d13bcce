//! The signed metadata of the version in use, kept beside it: a stick for another shop needs it.

use super::SyncError;
use super::load::Loaded;
use super::state::State;
use crate::blocklist::shelf::{Installed, Part, Slot, put_in_place, write_new};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Metadata as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Papers {
    pub(super) roots: Vec<String>,
    pub(super) timestamp: String,
    pub(super) snapshot: String,
    pub(super) targets: String,
    pub(super) manifest: String,
}

impl Papers {
    /// Puts the papers of a verified version into `pages/`.
    pub(super) fn keep(slot: &Slot, state: &State, loaded: &Loaded) -> Result<Option<Part>, SyncError> {
        let (Some(timestamp), Some(snapshot), Some(targets)) =
            (state.timestamp.clone(), state.snapshot.clone(), state.targets.clone())
        else {
            return Ok(None);
        };
        let papers =
            Self { roots: state.roots.clone(), timestamp, snapshot, targets, manifest: loaded.manifest_text.clone() };
        let text = serde_json::to_vec(&papers).map_err(|_| SyncError::State(slot.name().to_owned()))?;
        let part = Part { sha256: hex::encode(Sha256::digest(&text)), bytes: text.len() as u64 };
        let path = slot.page(&part.sha256);
        write_new(&path, |out| out.write_all(&text))
            .and_then(|beside| put_in_place(&beside, &path))
            .map_err(|source| SyncError::File { path, source })?;
        Ok(Some(part))
    }

    /// The papers of the version in use, if they were kept and are whole.
    pub(super) fn of(list: &Installed) -> Option<Self> {
        let part = list.current.papers.as_ref()?;
        let bytes = std::fs::read(list.slot().page(&part.sha256)).ok()?;
        let whole = hex::encode(Sha256::digest(&bytes)) == part.sha256;
        serde_json::from_slice(&bytes).ok().filter(|_| whole)
    }
}
