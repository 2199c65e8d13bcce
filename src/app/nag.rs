//! What the shop is reminded of: backups that fail or are old, and a witness that refused.
//!
//! `standing.json` in the shop's folder remembers how the last attempts ended; it may be thrown away.

use super::files;
use super::shop;
use crate::cli::Out;
use crate::config::{Config, Paths};
use crate::ledger::store::Store;
use crate::till::Warning;
use crate::tui::warning_text;
use crate::words::{Lang, Words};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a shop may go without a backup.
const PATIENCE: TimeDelta = TimeDelta::days(3);
const FILE: &str = "standing.json";

/// How the last attempts ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Standing {
    /// The last backup that was made and verified.
    pub(super) backup_at: Option<DateTime<Utc>>,
    /// Why the newest attempt failed, if it did.
    pub(super) backup_failed: Option<String>,
    /// When somebody first looked and found none.
    pub(super) watched_since: Option<DateTime<Utc>>,
    /// Witnesses that say that the register does not continue what they knew: name and origin.
    pub(super) refused: BTreeMap<String, String>,
}

impl Standing {
    pub(super) fn load(paths: &Paths) -> Self {
        let text = std::fs::read(paths.root().join(FILE)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Changes what is remembered; a shop works without it, so a failure only shows in the next attempt.
    pub(super) fn change(paths: &Paths, change: impl FnOnce(&mut Self)) {
        let mut standing = Self::load(paths);
        change(&mut standing);
        if let Ok(bytes) = serde_json::to_vec(&standing) {
            let _forgotten = files::replace(&paths.root().join(FILE), &bytes);
        }
    }
}

/// What the shop must be told now, the weightiest first.
pub(super) fn warning(paths: &Paths, config: &Config, now: DateTime<Utc>) -> Option<Warning> {
    let standing = Standing::load(paths);
    if let Some(witness) = standing.refused.keys().next() {
        return Some(Warning::WitnessRefused { witness: witness.clone() });
    }
    config.backup.folder.as_ref()?;
    if standing.backup_failed.is_some() {
        return Some(Warning::BackupFailed);
    }
    match (standing.backup_at, standing.watched_since) {
        // A backup of the future speaks of a clock that was set back, not of a fresh backup.
        (Some(at), _) if (now - at).abs() > PATIENCE => Some(Warning::BackupOld { days: (now - at).num_days().abs() }),
        (None, Some(since)) if (now - since).abs() > PATIENCE => Some(Warning::NoBackup),
        (None, None) => {
            Standing::change(paths, |standing| standing.watched_since = Some(now));
            None
        }
        _ => None,
    }
}

/// Says it behind a command, on standard error.
pub(super) fn say(paths: &Paths) {
    let Ok(config) = Config::load(&paths.config()) else { return };
    if let Some(warning) = warning(paths, &config, shop::now().wall) {
        let tag = config.screen.language.or_else(|| std::env::var("LC_ALL").ok()).unwrap_or_default();
        Out::note(&warning_text(&warning, &Words::new(Lang::from_tag(&tag).unwrap_or_default())));
    }
}

/// A witness's refusals belong to one register: a new epoch answers them.
pub(super) fn forget_answered(paths: &Paths, store: &Store) {
    let origin = store.origin();
    if Standing::load(paths).refused.values().any(|of| *of != origin) {
        Standing::change(paths, |standing| standing.refused.retain(|_, of| *of == origin));
    }
}
