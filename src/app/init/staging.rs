//! Keys and stores of a new shop: made beside, moved in when they are whole.

use super::{AppError, files, owner_only};
use crate::ledger::store::{LEDGER_FILE, Opening, Store};
use crate::vault::{VAULT_FILE, Vault};
use std::path::Path;

/// The ledger comes last: where it is missing, the set-up is not done.
const PARTS: [&str; 3] = ["keys", VAULT_FILE, LEDGER_FILE];

/// Stands in the staging folder once all parts in it are whole.
const READY: &str = "ready";

/// Makes keys and stores and moves them in. A set-up that was interrupted is taken up where it
/// stood: what has been moved in already is never made anew, and never removed.
pub(super) fn stores(root: &Path, opening: &Opening) -> Result<(), AppError> {
    let staging = root.join(".setup");
    let ready = staging.join(READY);
    if !ready.exists() {
        if PARTS.iter().any(|name| root.join(name).exists()) {
            return Err(AppError::ShopExists(root.to_owned()));
        }
        if staging.exists() {
            std::fs::remove_dir_all(&staging).map_err(AppError::file(&staging))?;
        }
        std::fs::create_dir(&staging).map_err(AppError::file(&staging))?;
        owner_only(&staging)?;
        Vault::create(&staging)?;
        Store::create(&staging, opening)?;
        for folder in [&staging.join("keys"), &staging, root] {
            files::sync_folder(folder).map_err(AppError::file(folder))?;
        }
        files::replace(&ready, b"").map_err(AppError::file(&ready))?;
    }
    for name in PARTS {
        let (from, to) = (staging.join(name), root.join(name));
        match (from.exists(), to.exists()) {
            (true, false) => std::fs::rename(&from, &to).map_err(AppError::file(&to))?,
            (false, true) => (),
            _ => return Err(AppError::ShopExists(root.to_owned())),
        }
    }
    files::sync_folder(root).map_err(AppError::file(root))?;
    std::fs::remove_dir_all(&staging).map_err(AppError::file(&staging))
}
