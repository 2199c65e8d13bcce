//! A new epoch: how trading goes on after an alarm, a restore or a move.
//!
//! Nothing is repaired and nothing is deleted: the old files are moved to `epochs/N`, and a log
//! with a new name and key begins, whose first leaf cites the last known checkpoint of the old one
//! and says why. No path leads to a second history under the old key.

use super::checkpoint::Checkpoint;
use super::head;
use super::store::lock::Alone;
use super::store::{KEY_FILES, LEDGER_FILE, Opening, Store, StoreError, files, schema};
use crate::sqlite;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Moves the old ledger aside and begins the next epoch. `reason` is written into the first leaf
/// as it stands (a word of the till's, not personal). Needs the folder alone, because another
/// program could still be writing to the files that are moved.
///
/// The vault is not touched; its rows must be declared kept before its next sweep
/// (`Vault::keep_all`), because the new ledger knows none of them.
pub fn new_epoch(dir: &Path, opening: &Opening, reason: &str, _alone: &Alone) -> Result<Store, StoreError> {
    let old = last_number(dir)? + 1;
    let aside = dir.join("epochs").join(old.to_string());
    let staging = dir.join("epochs").join("next");
    let _ = fs::remove_dir_all(&staging);
    for folder in [&aside.join("keys"), &staging] {
        files::private_folder(folder).map_err(StoreError::file(folder))?;
    }
    let mut opening = opening.clone();
    opening.draft = opening.draft.with("previous", last_known(dir, old)).with("reason", reason);
    // Begun whole beside the old one, so that a power cut never leaves half a ledger in its place.
    drop(Store::begin(&staging, &opening, old + 1)?);
    // The database goes first: from here on a start finds it missing and offers the epoch again.
    // The head goes last: until then it still says what was last known.
    for name in moved_names() {
        move_if_there(&dir.join(&name), &aside.join(&name))?;
    }
    for name in KEY_FILES {
        move_if_there(&staging.join("keys").join(name), &dir.join("keys").join(name))?;
    }
    move_if_there(&staging.join(LEDGER_FILE), &dir.join(LEDGER_FILE))?;
    for folder in [dir, &dir.join("keys"), &aside, &aside.join("keys")] {
        files::sync_folder(folder).map_err(StoreError::file(folder))?;
    }
    let _ = fs::remove_dir_all(&staging);
    Ok(Store::open(dir)?)
}

/// Database, its side files, keys, head: in the order in which they are moved.
fn moved_names() -> Vec<PathBuf> {
    let mut names = vec![LEDGER_FILE.into(), format!("{LEDGER_FILE}-wal").into(), format!("{LEDGER_FILE}-shm").into()];
    names.extend(KEY_FILES.iter().map(|name| Path::new("keys").join(name)));
    // Last: until everything else lies aside, a folder that was closed stays closed.
    names.push(Path::new("keys").join("sealed"));
    names
}

fn move_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(StoreError::file(from)),
    }
}

/// Number of the newest epoch that was moved aside; 0 when none was.
fn last_number(dir: &Path) -> Result<u64, StoreError> {
    let folder = dir.join("epochs");
    let entries = match fs::read_dir(&folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other.map_err(StoreError::file(&folder))?,
    };
    Ok(entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).max().unwrap_or(0))
}

/// What is known of the log that ends: from `keys/head`, or where a move was interrupted from the
/// folder that it had been moved to; and the signed checkpoint, where the database still gives it.
fn last_known(dir: &Path, old: u64) -> Value {
    let aside = |n: u64| dir.join("epochs").join(n.to_string()).join("keys/head");
    let mut heads = [dir.join("keys/head"), aside(old), aside(old.saturating_sub(1))].into_iter();
    let head = heads.find_map(|path| head::read(&path).ok());
    let note = newest_note(&dir.join(LEDGER_FILE));
    let signed = note.as_deref().and_then(schema::unchecked);
    let best = [head, signed].into_iter().flatten().max_by_key(|checkpoint| checkpoint.size);
    let Some(Checkpoint { origin, size, root }) = best else { return Value::Null };
    json!({ "origin": origin, "size": size, "root": STANDARD.encode(root), "checkpoint": note })
}

/// Only looks: a file of length zero is never opened, so a log beside it stays as evidence.
fn newest_note(path: &Path) -> Option<String> {
    let db = sqlite::open_read_only(path, &schema::SCHEMA).ok()?;
    schema::newest_note(&db).ok()?
}
