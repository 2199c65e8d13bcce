//! Backups: a folder that holds all that a shop needs to go on, and proves which register it is of.
//!
//! | in a backup | what |
//! | --- | --- |
//! | `ledger.db`, `vault.db` | copies of one committed state each, the vault's not older than the ledger's |
//! | `keys/`, `epochs/` | as they are, without any signing key of the register |
//! | `config.toml` | as it is |
//! | `checkpoint` | the signed checkpoint over the copied ledger |
//! | `manifest.json` | SHA-256 and length of every file |
//!
//! It refuses to copy the key that signs the register: whoever has a backup has no second till. Where
//! it is put back, a new epoch with a key of its own begins. Invariant: under its final name a backup
//! is whole, verified and on disk; everything else is named `.partial`.

mod error;
mod files;
mod manifest;

pub use error::BackupError;
pub use manifest::{Kind, Manifest};

use super::checkpoint::Checkpoint;
use super::head;
use super::note::VerifierKey;
use super::store::{KEY_FILES, LEDGER_FILE, Sealed, schema, seal};
use super::tree::{self, Frontier, Hash, leaf_hash};
use crate::sqlite;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the vault's database in a shop's folder.
const VAULT: &str = "vault.db";
const CHECKPOINT: &str = "checkpoint";
const CONFIG: &str = "config.toml";
/// End of the name of a backup that is not done.
const PARTIAL: &str = ".partial";

/// `[backup]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupConfig {
    /// Where backups go: another disk, a stick, a share. None are made by themselves without it.
    pub folder: Option<PathBuf>,
    /// How many are kept; older ones are deleted after a new one was verified, so that what was
    /// erased leaves the backups too.
    pub keep: usize,
}

impl Default for BackupConfig {
    fn default() -> Self {
        Self { folder: None, keep: 14 }
    }
}

/// A backup that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its folder.
    pub path: PathBuf,
    /// The checkpoint over its ledger.
    pub checkpoint: Checkpoint,
    /// Bytes in it.
    pub bytes: u64,
    /// Folders of older backups that were deleted.
    pub removed: Vec<PathBuf>,
}

/// What a backup is made as.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// The shop's folder.
    pub shop: &'a Path,
    /// Where the new folder goes; made if it is missing, unless it is a mount point's child that is away.
    pub to: &'a Path,
    /// A backup or a move.
    pub kind: Kind,
    /// The present time.
    pub now: DateTime<Utc>,
    /// Version of this program.
    pub build: &'a str,
}

/// Makes a backup beside a running till, verifies it, and deletes all but the newest `keep` of this
/// shop. Nothing that is there is touched before the new one is whole.
pub fn make(job: &Job<'_>, keep: usize) -> Result<Made, BackupError> {
    let staged = stage(job)?;
    let mut made = publish(&staged)?;
    made.removed = files::rotate(job.to, &prefix(job.shop)?, keep.max(1))?;
    Ok(made)
}

/// A backup that is whole and verified, under its provisional name.
#[derive(Debug)]
pub struct Staged {
    partial: PathBuf,
    path: PathBuf,
    manifest: Manifest,
}

impl Staged {
    /// The checkpoint over its ledger.
    pub fn checkpoint(&self) -> Result<Checkpoint, BackupError> {
        self.manifest.checkpoint()
    }
}

/// Makes a backup under a provisional name.
pub fn stage(job: &Job<'_>) -> Result<Staged, BackupError> {
    files::make_folder(job.to)?;
    let prefix = prefix(job.shop)?;
    files::sweep(job.to, &prefix)?;
    let name = files::free_name(job.to, &format!("{prefix}-{}", job.now.format("%Y%m%d-%H%M%S")));
    let partial = job.to.join(format!("{name}{PARTIAL}"));
    files::make_folder(&partial)?;
    let note = copy_all(job, &partial)?;
    let manifest = Manifest::of(&partial, job, &note)?;
    files::put(&partial.join(manifest::FILE), manifest.to_text().as_bytes())?;
    files::sync_all_folders(&partial)?;
    verify(&partial)?;
    Ok(Staged { path: job.to.join(name), partial, manifest })
}

/// Gives a staged backup its name.
pub fn publish(staged: &Staged) -> Result<Made, BackupError> {
    fs::rename(&staged.partial, &staged.path).map_err(BackupError::file(&staged.path))?;
    if let Some(folder) = staged.path.parent() {
        files::sync(folder)?;
    }
    let bytes = staged.manifest.bytes();
    Ok(Made { path: staged.path.clone(), checkpoint: staged.checkpoint()?, bytes, removed: Vec::new() })
}

/// Copies a shop's folder; returns the signed checkpoint over the copied ledger.
fn copy_all(job: &Job<'_>, to: &Path) -> Result<String, BackupError> {
    let db = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::Db { path, source }
    };
    let ledger = job.shop.join(LEDGER_FILE);
    // The ledger first: every entry in its copy then has its row in the vault's.
    sqlite::copy(&ledger, &to.join(LEDGER_FILE)).map_err(db(&ledger))?;
    let vault = job.shop.join(VAULT);
    sqlite::copy(&vault, &to.join(VAULT)).map_err(db(&vault))?;
    files::copy_tree(&job.shop.join("keys"), &to.join("keys"), &mut |name| {
        name == KEY_FILES[0] || name == KEY_FILES[2] || name.starts_with("sealed")
    })?;
    let epochs = job.shop.join("epochs");
    if epochs.exists() {
        // What stands aside is evidence, and may be damaged: byte by byte. The old signing keys stay behind.
        files::copy_tree(&epochs, &to.join("epochs"), &mut |name| name == KEY_FILES[0] || name == "next")?;
    }
    files::copy_one(&job.shop.join(CONFIG), &to.join(CONFIG))?;
    let copied = to.join(LEDGER_FILE);
    let read = sqlite::open_read_only(&copied, &schema::SCHEMA).map_err(db(&copied))?;
    let note = schema::newest_note(&read).map_err(db(&copied))?.ok_or(BackupError::NoRegister)?;
    let checkpoint = schema::unchecked(&note).ok_or(BackupError::NoRegister)?;
    files::put(&to.join(CHECKPOINT), note.as_bytes())?;
    let path = to.join("keys").join(KEY_FILES[2]);
    head::create(&path, &checkpoint).map_err(BackupError::file(&path))?;
    files::put(&seal::path(to), format!("{}\n", Sealed::Backup.word()).as_bytes())?;
    Ok(note)
}

/// Reads a backup again, file by file and leaf by leaf; an error says what does not hold.
pub fn verify(folder: &Path) -> Result<Manifest, BackupError> {
    let manifest = Manifest::read(folder)?;
    for (name, expected) in manifest.files() {
        let found = files::digest(&folder.join(name))?;
        if found != *expected {
            return Err(BackupError::Altered { name: name.clone() });
        }
    }
    for name in [LEDGER_FILE, VAULT, CONFIG, CHECKPOINT, "keys/ledger.pub", "keys/head"] {
        if !manifest.files().contains_key(name) {
            return Err(BackupError::Altered { name: name.to_owned() });
        }
    }
    let failed = |name: &str| {
        let path = folder.join(name);
        move |source| BackupError::Db { path, source }
    };
    sqlite::check_sound(&folder.join(VAULT)).map_err(failed(VAULT))?;
    let db = sqlite::open_read_only(&folder.join(LEDGER_FILE), &schema::SCHEMA).map_err(failed(LEDGER_FILE))?;
    let checkpoint = manifest.checkpoint()?;
    let mut frontier = Frontier::default();
    schema::leaves(&db, 0..u64::MAX, &mut |_, bytes| {
        frontier.push(leaf_hash(bytes));
        true
    })
    .map_err(failed(LEDGER_FILE))?;
    if frontier.size() != checkpoint.size || frontier.root() != checkpoint.root {
        return Err(BackupError::Altered { name: LEDGER_FILE.to_owned() });
    }
    Ok(manifest)
}

/// Copies a verified backup into the new folder `to`, checking every byte on the way; what comes
/// out is a shop's folder without a signing key, to be continued by a new epoch.
pub fn unpack(folder: &Path, manifest: &Manifest, to: &Path) -> Result<(), BackupError> {
    for (name, expected) in manifest.files() {
        let target = to.join(name);
        if let Some(parent) = target.parent() {
            files::make_folder(parent)?;
        }
        files::copy_one(&folder.join(name), &target)?;
        if files::digest(&target)? != *expected {
            return Err(BackupError::Altered { name: name.clone() });
        }
    }
    let seal = seal::path(to);
    fs::remove_file(&seal).map_err(BackupError::file(&seal))?;
    fs::remove_file(to.join(CHECKPOINT)).map_err(BackupError::file(to.join(CHECKPOINT)))?;
    files::sync_all_folders(to)
}

/// Root of the first `size` leaves of a backup's register; `None` when it has fewer.
pub fn root_at(folder: &Path, size: u64) -> Result<Option<Hash>, BackupError> {
    let path = folder.join(LEDGER_FILE);
    let read = || {
        let db = sqlite::open_read_only(&path, &schema::SCHEMA)?;
        if schema::count(&db)? < size {
            return Ok(None);
        }
        tree::root_at(size, &mut |level, n| schema::node(&db, level, n)).map(Some)
    };
    read().map_err(|source| BackupError::Db { path: path.clone(), source })
}

/// Closes a shop's folder for good, because the register goes on elsewhere.
pub fn close_folder(shop: &Path) -> Result<(), BackupError> {
    seal::close(shop, Sealed::Moved).map_err(BackupError::file(shop))
}

/// Names of this shop's backups begin with this: the terminal's, and what tells two shops of one
/// name apart through all epochs (the shop's public key never changes).
fn prefix(shop: &Path) -> Result<String, BackupError> {
    let path = shop.join("keys").join("shop.pub");
    let public = fs::read(&path).map_err(BackupError::file(&path))?;
    let terminal = key_of(shop)?.name().split('/').nth(2).unwrap_or("till").to_owned();
    Ok(format!("countercheck-{terminal}-{}", hex::encode(&Sha256::digest(public.trim_ascii())[..4])))
}

fn key_of(folder: &Path) -> Result<VerifierKey, BackupError> {
    let path = folder.join("keys").join(KEY_FILES[1]);
    let text = fs::read_to_string(&path).map_err(BackupError::file(&path))?;
    text.trim_end().parse().map_err(|_| BackupError::NoRegister)
}

/// The newest whole backup of this shop in a folder; `None` when there is none or the folder is away.
pub fn newest(shop: &Path, folder: &Path) -> Option<PathBuf> {
    files::whole(folder, &prefix(shop).ok()?).ok()?.pop()
}

/// Whether an error only says that something is not there.
fn is_gone(e: &io::Error) -> bool {
    e.kind() == io::ErrorKind::NotFound
}
