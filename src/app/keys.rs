//! `keys …`: the shop's key, its passphrase, its recovery key, and the police's keys.

mod made;
mod recipients;
mod status;

pub(super) use made::{FirstKey, offer};

use super::shop::{self, Shop};
use super::unlock::{self, on_terminal, secret_file};
use super::{AppError, files};
use crate::cli::{Exit, KeysCommand, Lock, NewKeyArgs, Out, choose_lock, new_passphrase, recovery};
use crate::config::Paths;
use crate::effects::Recorder;
use crate::vault::{NewLock, RecoveryKey};
use std::path::Path;
use zeroize::Zeroizing;

/// `keys …`
pub(super) fn run(paths: &Paths, command: &KeysCommand) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let recorder = &mut shop.recorder;
    match command {
        KeysCommand::Status { json } => return status::status(recorder, *json),
        KeysCommand::Wrap { new, open, staff } => wrap(recorder, new, *open, staff.staff.as_deref())?,
        KeysCommand::Passphrase { key, new_passphrase_file, new_key_file, staff } => {
            unlock::unlock(recorder, key)?;
            let args = NewKeyArgs {
                passphrase_file: new_passphrase_file.clone(),
                key_file: new_key_file.clone(),
                recovery_file: None,
            };
            let lock = new_lock(&args, &mut || on_terminal(&mut new_passphrase).map(Lock::Passphrase))?;
            relock(recorder, &lock, staff.staff.as_deref())?;
        }
        KeysCommand::Recovery { key, check: true, .. } => {
            let given = unlock::given(key, "vault-passphrase")?;
            let fits = recorder.vault.opens(&given)?;
            Out::default().line(if fits { "it opens the shop's key" } else { "it does not open the shop's key" });
            return Ok(if fits { Exit::Done } else { Exit::Failed });
        }
        KeysCommand::Recovery { key, recovery_file, staff, .. } => {
            unlock::unlock(recorder, key)?;
            new_recovery(recorder, recovery_file.as_deref(), staff.staff.as_deref())?;
        }
        KeysCommand::Recipients(command) => return recipients::run(recorder, command),
    }
    Ok(Exit::Done)
}

/// What a new lock is made of.
pub(super) enum Chosen {
    /// None, on purpose.
    Open,
    /// A passphrase.
    Passphrase(Zeroizing<String>),
    /// A key file, written already.
    KeyFile(RecoveryKey),
}

impl Chosen {
    /// As the vault takes it.
    pub(super) fn lock(&self) -> NewLock<'_> {
        match self {
            Self::Open => NewLock::Open,
            Self::Passphrase(text) => NewLock::Passphrase(text),
            Self::KeyFile(key) => NewLock::KeyFile(key),
        }
    }
}

/// The lock that flags name, or that a person chooses. A key file is written here: it must be safe
/// before anything is locked with it.
pub(super) fn new_lock(args: &NewKeyArgs, ask: &mut dyn FnMut() -> Result<Lock, AppError>) -> Result<Chosen, AppError> {
    if let Some(path) = &args.passphrase_file {
        return secret_file(path).map(Chosen::Passphrase);
    }
    if let Some(path) = &args.key_file {
        let key = RecoveryKey::random()?;
        save(path, &key, "key file")?;
        return Ok(Chosen::KeyFile(key));
    }
    Ok(match ask()? {
        Lock::Passphrase(text) => Chosen::Passphrase(text),
        Lock::File => Chosen::Open,
    })
}

fn wrap(recorder: &mut Recorder, new: &NewKeyArgs, open: bool, staff: Option<&str>) -> Result<(), AppError> {
    let state = recorder.vault.key_state()?;
    if !matches!(state.lock, "bare" | "open") {
        return Err(AppError::Failed {
            what: "the shop's key does not lie open".to_owned(),
            advice: "`countercheck keys passphrase` changes its lock; `countercheck keys status` says how it lies"
                .to_owned(),
        });
    }
    let mut ask = || on_terminal(&mut choose_lock);
    let lock = if open { Chosen::Open } else { new_lock(new, &mut ask)? };
    // The recovery key first: whoever is interrupted here has one key more, not one less.
    if !state.recovery || new.recovery_file.is_some() {
        new_recovery(recorder, new.recovery_file.as_deref(), staff)?;
    }
    relock(recorder, &lock, staff)?;
    unlock::hand_on(recorder, staff)
}

/// Puts the lock on, and records it.
fn relock(recorder: &mut Recorder, lock: &Chosen, staff: Option<&str>) -> Result<(), AppError> {
    recorder.vault.relock(&lock.lock())?;
    made::record_lock(recorder, staff)?;
    Out::default().line(match lock {
        Chosen::Open => "the shop's key lies open in keys/shop: whoever copies the folder can read everything",
        Chosen::Passphrase(_) => "the shop's key is under the new passphrase",
        Chosen::KeyFile(_) => "the shop's key is under the key file; keep it away from this computer",
    });
    Ok(())
}

/// Makes a recovery key, puts it on paper or into a file, and only then in force.
fn new_recovery(recorder: &mut Recorder, file: Option<&Path>, staff: Option<&str>) -> Result<(), AppError> {
    let key = RecoveryKey::random()?;
    match file {
        Some(path) => save(path, &key, "recovery key")?,
        None => on_terminal(&mut |prompts| {
            recovery(prompts, &key, &|path| save(path, &key, "recovery key").map_err(|e| crate::words::chain(&e)))
        })?,
    }
    recorder.vault.set_recovery(&key)?;
    made::record_recovery(recorder, staff)?;
    Out::default().line("the new recovery key is in force; an earlier one opens nothing any more");
    Ok(())
}

/// Writes a key into a new file that only its owner reads. Its first line is what opens.
pub(super) fn save(path: &Path, key: &RecoveryKey, what: &str) -> Result<(), AppError> {
    let text = Zeroizing::new(format!(
        "{}\n\nCountercheck, {what} of a shop, made {}.\nWhoever has it and a copy of the shop's folder can read everything in it.\n",
        *key.to_text(),
        shop::now().wall.format("%Y-%m-%d"),
    ));
    files::new_private(path, text.as_bytes()).map_err(AppError::file(path))
}
