//! `manifest.json`: what is in a backup.

use super::{BackupError, Job, files, key_of};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::note::VerifierKey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Component, Path};

pub(super) const FILE: &str = "manifest.json";
const FORMAT: &str = "countercheck-backup";
/// The longest manifest in bytes: a line for each file of every epoch.
const MAX: u64 = 4 << 20;

/// What a folder was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The shop went on after it: what came later is not in it.
    Backup,
    /// The shop was closed with it: nothing came later.
    Move,
}

/// One file: lower-case hexadecimal SHA-256 and length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) sha256: String,
    pub(super) bytes: u64,
}

/// The file's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    v: u64,
    /// What it was made for.
    pub kind: Kind,
    /// When, RFC 3339 in UTC, by the till's clock.
    pub made_at: String,
    /// Version of the program that made it.
    pub build: String,
    /// The register's key.
    pub key: String,
    /// The signed checkpoint over the copied register.
    pub checkpoint: String,
    files: BTreeMap<String, Entry>,
}

impl Manifest {
    /// Of a folder that is filled.
    pub(super) fn of(folder: &Path, job: &Job<'_>, note: &str) -> Result<Self, BackupError> {
        let mut found = BTreeMap::new();
        for name in files::names(folder)? {
            let entry = files::digest(&folder.join(&name))?;
            found.insert(name, entry);
        }
        Ok(Self {
            format: FORMAT.to_owned(),
            v: 1,
            kind: job.kind,
            made_at: crate::clock::rfc3339(job.now),
            build: job.build.to_owned(),
            key: key_of(job.shop)?.to_string(),
            checkpoint: note.to_owned(),
            files: found,
        })
    }

    /// Reads the file; refuses names that would lead out of the folder.
    pub(super) fn read(folder: &Path) -> Result<Self, BackupError> {
        let not = || BackupError::NotABackup { path: folder.to_owned() };
        let bytes = files::small(&folder.join(FILE), MAX)?.ok_or_else(not)?;
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|_| not())?;
        let inside = |name: &String| {
            let mut parts = Path::new(name).components();
            !name.is_empty() && !name.contains('\\') && parts.all(|part| matches!(part, Component::Normal(_)))
        };
        let ours = manifest.format == FORMAT && manifest.v == 1 && manifest.files.keys().all(inside);
        if ours { Ok(manifest) } else { Err(not()) }
    }

    pub(super) fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Every file by its path in the folder, `/` between.
    pub(super) fn files(&self) -> &BTreeMap<String, Entry> {
        &self.files
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|entry| entry.bytes).sum()
    }

    /// The key of the register in it.
    pub fn verifier(&self) -> Result<VerifierKey, BackupError> {
        self.key.parse().map_err(|_| BackupError::NoRegister)
    }

    /// The checkpoint, if the key has signed it.
    pub fn checkpoint(&self) -> Result<Checkpoint, BackupError> {
        Ok(Checkpoint::open(self.checkpoint.as_bytes(), &self.verifier()?)?)
    }
}
