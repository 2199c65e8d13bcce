//! `log backup`, and the backup after the daily closure.

use super::boot::BUILD;
use super::nag::Standing;
use super::shop::{self, Shop};
use super::{AppError, cosign, nag};
use crate::cli::{BackupArgs, Exit, Out};
use crate::config::{Config, Paths};
use crate::effects::{Outbox, RecordError, Recorder, fresh_id};
use crate::ledger::backup::{self, BackupConfig, BackupError, Job, Kind, Made};
use crate::ledger::leaf::{Draft, LeafKind};
use crate::till::{Event, Warning};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;

/// `log backup`
pub(super) fn run(paths: &Paths, args: &BackupArgs) -> Result<Exit, AppError> {
    let out = Out { json: args.json };
    if let Some(folder) = &args.verify {
        return look(folder, &out);
    }
    let config = shop::load(paths)?;
    // A path on the command line is meant from here, one of the config from the shop's folder.
    let given = args.to.as_ref().map(|to| std::path::absolute(to).map_err(AppError::file(to))).transpose()?;
    let Some(to) = given.or_else(|| config.backup.folder.as_ref().map(|folder| paths.resolve(folder))) else {
        let what = "where to? give --to DIR, or set folder in the section [backup] of config.toml";
        return Err(AppError::Usage(what.to_owned()));
    };
    let mut shop = Shop::open(paths, shop::now())?;
    let made = make(paths, &to, config.backup.keep);
    record(paths, &mut shop.recorder, &made)?;
    let made = made?;
    out.object(&json!({
        "path": made.path.display().to_string(), "size": made.checkpoint.size, "root": hex::encode(made.checkpoint.root),
        "bytes": made.bytes, "removed": made.removed.iter().map(|p| p.display().to_string()).collect::<Vec<_>>(),
    }));
    out.line(&format!(
        "{}: {} entries, {} MB, read again and sound",
        made.path.display(),
        made.checkpoint.size,
        made.bytes.div_ceil(1_000_000)
    ));
    if !made.removed.is_empty() {
        out.line(&format!("{} older ones deleted (the newest {} are kept)", made.removed.len(), config.backup.keep));
    }
    Ok(Exit::Done)
}

/// `log backup --verify`: status 6 when it does not hold.
fn look(folder: &Path, out: &Out) -> Result<Exit, AppError> {
    match backup::verify(folder).and_then(|m| Ok((m.checkpoint()?, m.bytes(), m.made_at))) {
        Ok((checkpoint, bytes, made_at)) => {
            out.object(&json!({
                "path": folder.display().to_string(), "ok": true, "size": checkpoint.size,
                "root": hex::encode(checkpoint.root), "made_at": made_at, "bytes": bytes, "why": Value::Null,
            }));
            out.line(&format!(
                "sound: {} entries, made {made_at}\nroot {}",
                checkpoint.size,
                hex::encode(checkpoint.root)
            ));
            Ok(Exit::Done)
        }
        Err(error @ (BackupError::Altered { .. } | BackupError::Checkpoint(_) | BackupError::Db { .. })) => {
            let why = crate::words::chain(&error);
            out.object(&json!({
                "path": folder.display().to_string(), "ok": false, "size": Value::Null, "root": Value::Null,
                "made_at": Value::Null, "bytes": Value::Null, "why": why,
            }));
            out.line(&format!("DOES NOT HOLD: {why}"));
            Out::note(error.advice());
            Ok(Exit::DoesNotVerify)
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes one beside whatever else is open on the folder.
fn make(paths: &Paths, to: &Path, keep: usize) -> Result<Made, BackupError> {
    let job = Job { shop: paths.root(), to, kind: Kind::Backup, now: shop::now().wall, build: BUILD };
    backup::make(&job, keep)
}

/// Writes down how it ended: in the register, and for the reminder.
fn record(paths: &Paths, recorder: &mut Recorder, made: &Result<Made, BackupError>) -> Result<(), RecordError> {
    let now = shop::now();
    Standing::change(paths, |standing| match made {
        Ok(_) => (standing.backup_at, standing.backup_failed) = (Some(now.wall), None),
        Err(error) => standing.backup_failed = Some(error.word().to_owned()),
    });
    let draft = Draft::new(fresh_id(), LeafKind::BackedUp, now);
    let draft = match made {
        Ok(made) => draft
            .with("size", made.checkpoint.size)
            .with("root", STANDARD.encode(made.checkpoint.root))
            .with("ok", true)
            .with("why", Value::Null),
        Err(error) => {
            draft.with("size", Value::Null).with("root", Value::Null).with("ok", false).with("why", error.word())
        }
    };
    recorder.record(&[draft]).map(drop)
}

/// After the daily closure: the backup where the config names a folder, and the checkpoint to the
/// witnesses that have an address; returns what the clerk must be told. It may take a minute.
pub(super) fn after_closure(
    paths: &Paths,
    config: &Config,
    recorder: &mut Recorder,
) -> Result<Option<Warning>, AppError> {
    if let BackupConfig { folder: Some(folder), keep } = &config.backup {
        let made = make(paths, &paths.resolve(folder), *keep);
        record(paths, recorder, &made)?;
    }
    cosign::push_each(paths, config, recorder, &mut |_, _| ())?;
    Ok(nag::warning(paths, config, shop::now().wall))
}

/// The same beside an open till, on a thread of its own: nobody at the counter waits for a stick or
/// a network. What it appends is seen by the till like the entries of any other program.
#[allow(dead_code, reason = "called by the till after the daily closure, which comes from another room")]
pub(super) fn after_closure_aside(paths: Paths, outbox: Outbox) {
    let work = move || {
        let done = shop::load(&paths).and_then(|config| {
            let mut shop = Shop::open(&paths, shop::now())?;
            after_closure(&paths, &config, &mut shop.recorder)
        });
        // What could not even be tried is a backup that failed.
        outbox.send(Event::Warned(done.unwrap_or(Some(Warning::BackupFailed))));
    };
    // Without a thread the next closure tries again.
    let _not_started = std::thread::Builder::new().name("backup".to_owned()).spawn(work);
}

impl From<BackupError> for AppError {
    fn from(error: BackupError) -> Self {
        Self::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() }
    }
}
