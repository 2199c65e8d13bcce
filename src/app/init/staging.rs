//! Keys and stores of a new shop: made beside, moved in when they are whole.

use super::{AppError, FirstKey, files, owner_only};
use crate::ledger::store::{LEDGER_FILE, Opening, Store};
use crate::vault::{VAULT_FILE, Vault};
use std::path::Path;

/// The ledger comes last: where it is missing, the set-up is not done.
const PARTS: [&str; 3] = ["keys", VAULT_FILE, LEDGER_FILE];

/// Stands in the staging folder once all parts in it are whole.
const READY: &str = "ready";

/// Makes keys and stores and moves them in.
pub(super) fn stores(root: &Path, opening: &Opening, key: &FirstKey) -> Result<(), AppError> {
    let staging = root.join(".setup");
    if staging.join(READY).exists() {
        set_aside(root, &staging)?;
    }
    if PARTS.iter().any(|name| root.join(name).exists()) {
        return Err(AppError::ShopExists(root.to_owned()));
    }
    if staging.exists() {
        std::fs::remove_dir_all(&staging).map_err(AppError::file(&staging))?;
    }
    std::fs::create_dir(&staging).map_err(AppError::file(&staging))?;
    owner_only(&staging)?;
    Vault::create_with(&staging, &key.lock.lock(), key.recovery.as_ref())?;
    Store::create(&staging, opening)?;
    for folder in [&staging.join("keys"), &staging, root] {
        files::sync_folder(folder).map_err(AppError::file(folder))?;
    }
    let ready = staging.join(READY);
    files::replace(&ready, b"").map_err(AppError::file(&ready))?;
    for name in PARTS {
        let (from, to) = (staging.join(name), root.join(name));
        std::fs::rename(&from, &to).map_err(AppError::file(&to))?;
    }
    files::sync_folder(root).map_err(AppError::file(root))?;
    std::fs::remove_dir_all(&staging).map_err(AppError::file(&staging))
}

/// Puts away what an interrupted set-up had begun to move in: its keys are locked with another
/// passphrase than the one that was just chosen. Nothing is removed.
fn set_aside(root: &Path, staging: &Path) -> Result<(), AppError> {
    for name in PARTS {
        let (from, to) = (root.join(name), staging.join(name));
        if from.exists() && !to.exists() {
            std::fs::rename(&from, &to).map_err(AppError::file(&to))?;
        }
    }
    let mut names = (1..).map(|n| root.join(format!(".setup.interrupted.{n}")));
    let Some(aside) = names.find(|name| !name.exists()) else { return Ok(()) };
    std::fs::rename(staging, &aside).map_err(AppError::file(&aside))
}
