//! `log restore` and `log move`: the register goes on in another folder, as a new epoch.
//!
//! Nothing is signed with the old key any more. Everything is made ready beside the new folder and
//! moved there in one step: killed at any instant, there is no shop yet or a whole one.

use super::boot::BUILD;
use super::shop::{self, Shop};
use super::{AppError, init};
use crate::cli::{Exit, MoveArgs, Out, Outside, RestoreArgs};
use crate::config::Paths;
use crate::effects::fresh_id;
use crate::ledger::archive::Archive;
use crate::ledger::backup::{self, Job, Kind, Manifest};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::epoch;
use crate::ledger::leaf::{Draft, Field, LeafKind};
use crate::ledger::receipt::Receipt;
use crate::ledger::store::lock::{self, Entered};
use crate::ledger::store::{Alarm, Sealed, Store};
use crate::ledger::tree::{Hash, Tree};
use crate::vault::Vault;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// `log restore`
pub(super) fn restore(paths: &Paths, args: &RestoreArgs) -> Result<Exit, AppError> {
    let manifest = backup::verify(&args.backup)?;
    let seen = seen(&args.backup, &manifest, &args.outside)?;
    let back = Back { folder: &args.backup, manifest, seen, reason: "restored", words: args.outside.reason.as_deref() };
    let shop = back.bring(paths)?;
    let out = Out { json: args.json };
    tell(&out, &shop, &back)?;
    out.line("what was recorded after the backup is not in it: enter again what the papers of those days show");
    Ok(Exit::Done)
}

/// `log move`
pub(super) fn relocate(paths: &Paths, args: &MoveArgs) -> Result<Exit, AppError> {
    let out = Out { json: args.json };
    if let Some(to) = &args.to {
        return away(paths, to, &out);
    }
    let Some(package) = &args.from else { return Err(AppError::Usage("give --to or --from".to_owned())) };
    let manifest = backup::verify(package)?;
    if manifest.kind != Kind::Move {
        return Err(AppError::Failed {
            what: format!("{} is a backup; the shop went on after it", package.display()),
            advice: "put it back with `countercheck log restore`, which says that something may be missing".to_owned(),
        });
    }
    let back = Back { folder: package, manifest, seen: None, reason: "moved", words: None };
    let shop = back.bring(paths)?;
    tell(&out, &shop, &back)?;
    Ok(Exit::Done)
}

/// The old computer's side: whole and verified on the stick first, then closed here, then given its
/// name. Interrupted before the closing, the shop is as it was; after it, the same command again
/// makes the package anew.
fn away(paths: &Paths, to: &Path, out: &Out) -> Result<Exit, AppError> {
    let root = paths.root();
    std::fs::metadata(paths.config()).map_err(AppError::file(paths.config()))?;
    let Entered::Alone(_alone) = lock::enter(root).map_err(AppError::file(root))? else {
        return Err(AppError::Failed {
            what: "another program has the shop's folder open".to_owned(),
            advice: "close every till and command on this folder, then try again".to_owned(),
        });
    };
    let again = match Store::open(root) {
        Ok(_) => false,
        Err(Alarm::Sealed { why: Sealed::Moved }) => true,
        Err(alarm) => return Err(alarm.into()),
    };
    let to = std::path::absolute(to).map_err(AppError::file(to))?;
    let job = Job { shop: root, to: &to, kind: Kind::Move, now: shop::now().wall, build: BUILD };
    let staged = backup::stage(&job)?;
    // From here on nothing is signed in this folder, whatever happens to the stick.
    backup::close_folder(root)?;
    let made = backup::publish(&staged)?;
    out.object(&json!({
        "path": made.path.display().to_string(), "size": made.checkpoint.size, "root": hex::encode(made.checkpoint.root),
        "bytes": made.bytes, "again": again,
    }));
    out.line(&format!("{}: {} entries; the register is closed here", made.path.display(), made.checkpoint.size));
    out.line(&format!("on the new computer: countercheck --data NEW-FOLDER log move --from {}", made.path.display()));
    out.line("keep this folder until the new till is open; then wipe it, it still holds the shop's keys");
    Ok(Exit::Done)
}

/// A commitment that somebody outside holds.
struct Seen {
    tree: Tree,
    what: &'static str,
    note: Option<String>,
}

/// What is to be put back.
struct Back<'a> {
    folder: &'a Path,
    manifest: Manifest,
    seen: Option<Seen>,
    reason: &'static str,
    words: Option<&'a str>,
}

impl Back<'_> {
    /// Makes the folder ready beside its place and moves it there.
    fn bring(&self, paths: &Paths) -> Result<Shop, AppError> {
        let root = std::path::absolute(paths.root()).map_err(AppError::file(paths.root()))?;
        free(&root)?;
        let mut name = root.as_os_str().to_owned();
        name.push(".restoring");
        let staging = Paths::new(PathBuf::from(name));
        let at = staging.root();
        let parent = at.parent().unwrap_or(at);
        std::fs::create_dir_all(parent).map_err(AppError::file(parent))?;
        // What an interrupted attempt left; nothing in it was ever shown or signed for outside.
        if at.exists() {
            std::fs::remove_dir_all(at).map_err(AppError::file(at))?;
        }
        std::fs::create_dir(at).map_err(AppError::file(at))?;
        init::owner_only(at)?;
        backup::unpack(self.folder, &self.manifest, at)?;
        self.begin(&staging)?;
        match std::fs::remove_dir(&root) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(AppError::file(&root)(e)),
            _ => std::fs::rename(at, &root).map_err(AppError::file(&root))?,
        }
        // Not every system lets a folder be synced; the rename is then as durable as it gets.
        let _unsynced = std::fs::File::open(parent).and_then(|folder| folder.sync_all());
        let mut shop = Shop::open(paths, shop::now())?;
        if let Some(words) = self.words {
            let mut draft = Draft::new(fresh_id(), LeafKind::Fault, shop::now()).with("what", self.reason);
            draft.fields.push(Field::person("reason.1", words));
            shop.recorder.record(&[draft])?;
        }
        Ok(shop)
    }

    /// The new epoch, with a key of its own, over the unpacked register.
    fn begin(&self, staging: &Paths) -> Result<(), AppError> {
        let at = staging.root();
        let config = shop::load(staging)?;
        let Entered::Alone(alone) = lock::enter(at).map_err(AppError::file(at))? else {
            return Err(AppError::Failed {
                what: format!("{} is in use", at.display()),
                advice: "another restore is under way: wait for it, then look".to_owned(),
            });
        };
        let mut opening = init::opening(&config);
        opening.draft = opening.draft.with("outside", self.outside()).with("lost", self.lost()?);
        let mut vault = Vault::open(at)?;
        drop(epoch::new_epoch(at, &opening, self.reason, &alone)?);
        // Rows that were written between the copies of ledger and vault belong to entries that are
        // not here; the old epochs know all the others, and the new ledger knows none.
        let archives = Archive::readable(at);
        vault.sweep_orphans(&mut |entry| {
            let mut places = archives.iter().map(|archive| archive.find(entry));
            // An archive that cannot say stops the sweep: nothing is removed on a guess.
            places.try_fold(false, |found, place| place.ok().map(|place| found || place.is_some()))
        })?;
        vault.keep_all()?;
        Ok(())
    }

    fn outside(&self) -> Value {
        self.seen.as_ref().map_or(Value::Null, |seen| {
            json!({
                "what": seen.what, "size": seen.tree.size, "root": STANDARD.encode(seen.tree.root),
                "checkpoint": seen.note,
            })
        })
    }

    /// Entries that are known to have been there: from the first that the backup lacks to the last
    /// that somebody outside knows of. There may have been more; `null` where nothing is known.
    fn lost(&self) -> Result<Value, AppError> {
        let size = self.manifest.checkpoint()?.size;
        let beyond = self.seen.as_ref().filter(|seen| seen.tree.size > size);
        Ok(beyond.map_or(Value::Null, |seen| json!({ "from": size, "to": seen.tree.size })))
    }
}

/// The newest of what was seen outside. Each must be signed by the backup's register, and one that
/// is not newer than the backup must agree with it.
fn seen(folder: &Path, manifest: &Manifest, outside: &Outside) -> Result<Option<Seen>, AppError> {
    let (key, have) = (manifest.verifier()?, manifest.checkpoint()?);
    let mut all = Vec::new();
    if let Some(path) = &outside.checkpoint {
        let note = std::fs::read_to_string(path).map_err(AppError::file(path))?;
        let checkpoint = Checkpoint::open(note.as_bytes(), &key).map_err(|e| not_of_it(&crate::words::chain(&e)))?;
        all.push(Seen { tree: checkpoint.tree(), what: "checkpoint", note: Some(note) });
    }
    if let Some(given) = &outside.last_receipt {
        let path = Path::new(given);
        let text =
            if path.is_file() { std::fs::read_to_string(path).map_err(AppError::file(path))? } else { given.clone() };
        let receipt = Receipt::from_digits(text.trim()).map_err(|e| AppError::Usage(crate::words::chain(&e)))?;
        if receipt.log_key != key.bytes() || !receipt.verify_signature() {
            return Err(not_of_it("the receipt is not signed by its key"));
        }
        all.push(Seen { tree: receipt.tree(), what: "receipt", note: None });
    }
    for seen in &all {
        let root: Option<Hash> = backup::root_at(folder, seen.tree.size)?;
        if seen.tree.size <= have.size && root != Some(seen.tree.root) {
            return Err(AppError::Failed {
                what: format!("the backup's first {} entries are not those of the {}", seen.tree.size, seen.what),
                advice: "this backup is not an older state of that register: keep both, and call the police contact"
                    .to_owned(),
            });
        }
    }
    Ok(all.into_iter().max_by_key(|seen| seen.tree.size))
}

fn not_of_it(why: &str) -> AppError {
    AppError::Failed {
        what: format!("what was seen outside does not belong to the backup's register: {why}"),
        advice: "it may be of another till or of an earlier epoch; leave it out if it is".to_owned(),
    }
}

/// The new place must hold nothing: a shop that is there is never written over.
fn free(root: &Path) -> Result<(), AppError> {
    match std::fs::read_dir(root) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(AppError::file(root)(e)),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(AppError::Failed {
                what: format!("{} is not empty", root.display()),
                advice: "rename that folder and keep it, then run the command again; or name a new folder with --data"
                    .to_owned(),
            }),
        },
    }
}

fn tell(out: &Out, shop: &Shop, back: &Back<'_>) -> Result<(), AppError> {
    let store = &shop.recorder.store;
    let had = back.manifest.checkpoint()?;
    out.object(&json!({
        "origin": store.origin(), "epoch": store.epoch(), "log_key": store.verifier().to_string(), "reason": back.reason,
        "previous": { "origin": had.origin, "size": had.size, "root": hex::encode(had.root) },
        "lost": back.lost()?,
    }));
    out.line(&format!("the register goes on as epoch {}: {}", store.epoch(), store.origin()));
    out.line(&format!("it follows {} with {} entries, which lies in the folder epochs", had.origin, had.size));
    if let Some(seen) = back.seen.as_ref().filter(|seen| seen.tree.size > had.size) {
        out.line(&format!(
            "entries {} to {} are known to be lost; the first entry says so",
            had.size,
            seen.tree.size - 1
        ));
    }
    out.line(&format!("its key is new; give it to your police contact and witnesses:\n{}", store.verifier()));
    Ok(())
}
