//! What a shop has seen and trusts: one file, replaced whole.
//!
//! `tough` keeps its state in several files that it rewrites in place; one that a power cut left
//! half written would be ignored, and with it the protection against old lists. So it works on a
//! throw-away copy, and what it accepted is taken over here in one step. Its record of the newest
//! time ever seen stays out: one start with a clock in the future would poison it for ever.

use super::roots::{self, Trusted};
use super::{SyncError, transport::Carrier};
use crate::blocklist::shelf::{Slot, make_folder, replace};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::{Path, PathBuf};

const FORM: u32 = 1;
/// A clock that is set back by less has only been corrected.
const CORRECTED: TimeDelta = TimeDelta::minutes(10);

/// The trusted state of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    v: u32,
    /// The latest time at which the list was looked at, by this machine's clock.
    seen: Option<DateTime<Utc>>,
    /// Every root from set-up to the newest, as it came.
    pub(super) roots: Vec<String>,
    pub(super) timestamp: Option<String>,
    pub(super) snapshot: Option<String>,
    pub(super) targets: Option<String>,
}

fn file(slot: &Slot) -> PathBuf {
    slot.tuf().join("state.json")
}

impl State {
    /// The state of a list: at first only the root from set-up.
    pub(super) fn load(slot: &Slot) -> Result<Self, SyncError> {
        let root = roots::read(&slot.root_file())
            .map_err(|e| if e.is_missing() { SyncError::Untrusted(slot.name().to_owned()) } else { e })?;
        let path = file(slot);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::new(root)),
            Err(source) => return Err(SyncError::File { path, source }),
        };
        let state: Option<Self> = serde_json::from_str(&text).ok();
        let state = state.filter(|s| s.v == FORM && !s.roots.is_empty());
        let state = state.ok_or_else(|| SyncError::State(slot.name().to_owned()))?;
        // Set up anew with another root: what was seen under the old one counts no more.
        if state.roots.first() == Some(&root.text) { Ok(state) } else { Ok(Self::new(root)) }
    }

    fn new(root: Trusted) -> Self {
        Self { v: FORM, seen: None, roots: vec![root.text], timestamp: None, snapshot: None, targets: None }
    }

    /// Forgets everything but the root: the next look begins as after set-up.
    pub(super) fn forget(slot: &Slot) -> Result<(), SyncError> {
        let path = file(slot);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(SyncError::File { path, source }),
            _ => Ok(()),
        }
    }

    pub(super) fn save(&self, slot: &Slot) -> Result<(), SyncError> {
        let path = file(slot);
        let text = serde_json::to_string(self).map_err(|_| SyncError::State(slot.name().to_owned()))?;
        make_folder(&slot.tuf())
            .and_then(|()| replace(&path, text.as_bytes()))
            .map_err(|source| SyncError::File { path, source })
    }

    /// The newest root.
    pub(super) fn root(&self) -> &str {
        self.roots.last().map_or("", String::as_str)
    }

    /// Notes the time. A clock that had run ahead gives back the time that it had reached.
    pub(super) fn look(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let ahead = self.seen.filter(|&seen| now + CORRECTED < seen);
        if ahead.is_some() || self.seen.is_none_or(|seen| seen < now) {
            self.seen = Some(now);
        }
        ahead
    }

    /// Lays the copy out that `tough` works on.
    pub(super) fn lay_out(&self, folder: &Path) -> std::io::Result<()> {
        let _absent = std::fs::remove_dir_all(folder);
        make_folder(folder)?;
        for (name, text) in [("timestamp.json", &self.timestamp), ("snapshot.json", &self.snapshot)] {
            if let Some(text) = text {
                replace(&folder.join(name), text.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Takes over what `tough` accepted, also where it refused what came after.
    pub(super) fn absorb(&mut self, folder: &Path, carrier: &Carrier, all: bool) {
        let accepted = |name: &str| -> Option<Value> {
            std::fs::read(folder.join(name)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())
        };
        let version = |value: &Value| value["signed"]["version"].as_u64();
        let came = |name: &str| carrier.metadata(name).and_then(|bytes| String::from_utf8(bytes).ok());
        let held = roots::version(self.root()).unwrap_or(0);
        if let Some(newest) = accepted("root.json").as_ref().and_then(version) {
            for number in held + 1..=newest {
                let Some(root) = came(&format!("{number}.root.json")) else { break };
                self.roots.push(root);
            }
        }
        let numbered = |name: &str, value: &Value| {
            let plain = came(&format!("{name}.json"));
            plain.or_else(|| came(&format!("{}.{name}.json", version(value)?)))
        };
        for (name, slot) in
            [("timestamp", &mut self.timestamp), ("snapshot", &mut self.snapshot), ("targets", &mut self.targets)]
        {
            match accepted(&format!("{name}.json")) {
                // New keys: what the old ones signed counts no more.
                None if name != "targets" => *slot = None,
                None => {}
                Some(value) => {
                    // A file that was only laid out did not come, or came and was refused.
                    let same = |text: &String| all || serde_json::from_str::<Value>(text).ok().as_ref() == Some(&value);
                    if let Some(text) = numbered(name, &value).filter(same) {
                        *slot = Some(text);
                    }
                }
            }
        }
    }
}
