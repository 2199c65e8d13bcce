//! The shop's key at set-up: made with its lock and recovery key, or offered a lock later.

use super::{Chosen, new_lock, save};
use crate::app::AppError;
use crate::app::shop::{self, Shop};
use crate::app::unlock::on_terminal;
use crate::cli::{Lock, NewKeyArgs, Out, choose_lock, recovery};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, Field, LeafKind};
use crate::vault::{RecoveryKey, Vault};
use serde_json::json;

/// The key of a shop to be made.
pub(in crate::app) struct FirstKey {
    /// Its lock.
    pub(in crate::app) lock: Chosen,
    /// What opens it when the passphrase is lost.
    pub(in crate::app) recovery: Option<RecoveryKey>,
}

impl FirstKey {
    /// A key in the folder, without more.
    pub(in crate::app) fn open() -> Self {
        Self { lock: Chosen::Open, recovery: None }
    }

    /// As the flags of `init` say. Files are written first: a shop must not be locked with
    /// something that nobody has.
    pub(in crate::app) fn of(args: &NewKeyArgs) -> Result<Self, AppError> {
        let lock = new_lock(args, &mut || Ok(Lock::File))?;
        let locked = !matches!(lock, Chosen::Open);
        if let Chosen::Passphrase(text) = &lock
            && text.chars().count() < crate::vault::MIN_PASSPHRASE
        {
            return Err(crate::vault::VaultError::ShortPassphrase.into());
        }
        let recovery = (locked || args.recovery_file.is_some()).then(RecoveryKey::random).transpose()?;
        if let (Some(path), Some(key)) = (&args.recovery_file, &recovery) {
            save(path, key, "recovery key")?;
        }
        Ok(Self { lock, recovery })
    }

    /// What the key's lock and recovery key are, as entries and for the person who set it up.
    pub(in crate::app) fn record(&self, paths: &Paths, args: &NewKeyArgs) -> Result<(), AppError> {
        if matches!(self.lock, Chosen::Open) {
            Out::note(
                "the shop's key lies in a key file (keys/shop): whoever copies the folder can read everything; `countercheck keys wrap` puts a passphrase on it",
            );
        }
        self.recorded(paths)?;
        if let (None, Some(key)) = (&args.recovery_file, &self.recovery) {
            Out::default().line(&format!("recovery key, shown this once: {}", *key.to_text()));
        }
        Ok(())
    }

    /// The entries alone; none where everything is as it always was.
    pub(in crate::app) fn recorded(&self, paths: &Paths) -> Result<(), AppError> {
        if self.recovery.is_none() {
            return Ok(());
        }
        let mut shop = Shop::open(paths, shop::now())?;
        record_lock(&mut shop.recorder, None)?;
        record_recovery(&mut shop.recorder, None)
    }
}

/// The entry that says how the key is locked.
pub(super) fn record_lock(recorder: &mut Recorder, staff: Option<&str>) -> Result<(), AppError> {
    let state = recorder.vault.key_state()?;
    let cost = state
        .cost
        .map(|c| json!({ "kdf": "argon2id", "memory_kib": c.memory_kib, "passes": c.passes, "lanes": c.lanes }));
    let draft = Draft::new(fresh_id(), LeafKind::KeyWrapped, shop::now());
    let draft = draft.with("key", state.fingerprint).with("lock", state.lock).with("cost", cost);
    recorder.record(&[by(draft, staff)])?;
    Ok(())
}

/// The entry that says that there is a new recovery key.
pub(super) fn record_recovery(recorder: &mut Recorder, staff: Option<&str>) -> Result<(), AppError> {
    let key = recorder.vault.key_state()?.fingerprint;
    let draft = Draft::new(fresh_id(), LeafKind::RecoveryMade, shop::now()).with("key", key);
    recorder.record(&[by(draft, staff)])?;
    Ok(())
}

fn by(mut draft: Draft, staff: Option<&str>) -> Draft {
    draft.fields.extend(shop::who(staff).map(|who| Field::person("staff.1", who)));
    draft
}

/// Offers a lock to a shop whose key lies as earlier versions left it. Whoever leaves the question
/// is asked again at the next start.
pub(in crate::app) fn offer(paths: &Paths) -> Result<(), AppError> {
    let bare = Vault::open(paths.root()).and_then(|vault| vault.key_state()).is_ok_and(|state| state.lock == "bare");
    if !bare {
        return Ok(());
    }
    let key = RecoveryKey::random()?;
    let answered = on_terminal(&mut |prompts| {
        prompts.tell("vault-lock-offer")?;
        let lock = choose_lock(prompts)?;
        recovery(prompts, &key, &|path| save(path, &key, "recovery key").map_err(|e| crate::words::chain(&e)))?;
        Ok(lock)
    });
    let Ok(lock) = answered else { return Ok(()) };
    let lock = new_lock(&NewKeyArgs::default(), &mut || Ok(lock.clone()))?;
    // A register that raises an alarm is the till's to tell of; the key can wait.
    let Ok(mut shop) = Shop::open(paths, shop::now()) else { return Ok(()) };
    shop.recorder.vault.set_recovery(&key)?;
    shop.recorder.vault.relock(&lock.lock())?;
    record_recovery(&mut shop.recorder, None)?;
    record_lock(&mut shop.recorder, None)
}
