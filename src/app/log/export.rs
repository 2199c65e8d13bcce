//! `log export`.

use super::scope::{Entries, Scope};
use crate::app::actor::{self, Actor};
use crate::app::lists::progress::Progress;
use crate::app::shop::{self, Shop};
use crate::app::unlock::unlock;
use crate::app::{AppError, evidence};
use crate::cli::{Exit, ExportArgs, Out, Reveal};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::archive::Archive;
use crate::ledger::export::{self, ExportError, Exported, Plan};
use crate::ledger::leaf::{Draft, EntryId, Field, Leaf, LeafKind};
use crate::ledger::tree::Hash;
use crate::staff::Act;
use age::x25519::Recipient;
use serde_json::json;
use std::error::Error;
use std::path::Path;

/// `log export`: the whole log; of personal values only those in scope, and only after the entry
/// that says so is on disk.
pub(in crate::app) fn export(paths: &Paths, args: &ExportArgs) -> Result<Exit, AppError> {
    let recipients = recipients(&args.to_officer)?;
    check_name(&args.output, !recipients.is_empty())?;
    let zone = shop::load(paths)?.shop.timezone;
    let scope = Scope::new(args, zone)?;
    let mut shop = Shop::open(paths, shop::now())?;
    if args.output.exists() {
        return Err(evidence::failed(&ExportError::Exists { path: args.output.clone() }));
    }
    let earlier = Archive::readable(paths.root());
    let entries = scope.entries(&shop.recorder.store, &earlier)?;
    let who = args.reveal.staff.as_deref();
    let actor = if entries.all.is_empty() {
        shop::who(who).map(Actor::unproved)
    } else {
        actor::allowed(&mut shop.recorder, who, Act::Export)?
    };
    let draft = exported(args, &entries, recipients.len(), actor.as_ref())?;
    if !entries.all.is_empty() {
        unlock(&mut shop.recorder, &args.reveal.key)?;
    }
    shop.recorder.record(&[draft])?;
    let wanted = Wanted { scope: &scope, entries: &entries, earlier: &earlier, recipients: &recipients };
    let (exported, missing) = wanted.write(&shop.recorder, &args.output).map_err(|error| evidence::failed(&error))?;
    tell(args, &exported, missing);
    Ok(Exit::Done)
}

/// The entry that says what leaves the shop, why and to whom.
fn exported(args: &ExportArgs, entries: &Entries, recipients: usize, actor: Option<&Actor>) -> Result<Draft, AppError> {
    let mut draft = Draft::new(fresh_id(), LeafKind::Exported, shop::now())
        .with("staff", serde_json::Value::Null)
        .with("labels", args.disclose.clone())
        .with("first", entries.span.map(|(first, _)| first))
        .with("last", entries.span.map(|(_, last)| last))
        .with("entries", entries.all.len())
        .with("encrypted", recipients > 0)
        .with("recipients", recipients);
    let Reveal { reason, .. } = &args.reveal;
    if let Some(person) = actor.and_then(Actor::person) {
        draft = draft.with("person", person.to_string());
    }
    match actor {
        Some(actor) => draft.fields.push(Field::person("staff.1", actor.name())),
        None if !args.disclose.is_empty() => {
            return Err(AppError::Usage("who takes it? name the person with --staff".to_owned()));
        }
        None => (),
    }
    draft.fields.extend(reason.as_ref().map(|reason| Field::person("reason.1", reason)));
    Ok(draft)
}

/// Everything that decides what goes into the file.
struct Wanted<'a> {
    scope: &'a Scope,
    entries: &'a Entries,
    earlier: &'a [Archive],
    recipients: &'a [Recipient],
}

type Opened = Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

impl Wanted<'_> {
    /// What was written, and of how many entries in scope nothing could be disclosed any more.
    fn write(&self, recorder: &Recorder, path: &Path) -> Result<(Exported, u64), ExportError> {
        let bar = Progress::new("exporting", Some(self.entries.all.len() as u64));
        let (mut done, mut missing) = (0, 0);
        let mut fields = |entry: EntryId| {
            done += u64::from(self.entries.all.contains_key(&entry));
            bar.at(done);
            let fields = self.fields(recorder, entry)?;
            missing += u64::from(fields.is_empty() && self.entries.all.contains_key(&entry));
            Ok(fields)
        };
        let mut blob = |entry: EntryId, label: &str| Ok(recorder.vault.blob(entry, label)?);
        let mut plan = Plan { earlier: self.earlier, recipients: self.recipients, ..Plan::default() };
        if !self.entries.all.is_empty() {
            plan.disclose = Some(&mut fields);
            plan.blob = Some(&mut blob);
        }
        let exported = export::write_plan(&recorder.store, path, plan)?;
        Ok((exported, missing))
    }

    fn fields(&self, recorder: &Recorder, entry: EntryId) -> Opened {
        let Some(place) = self.entries.all.get(&entry) else { return Ok(Vec::new()) };
        let bytes = match place.and_then(|place| self.earlier.get(place)) {
            Some(archive) => archive.read(entry)?,
            None => recorder.store.find(entry)?.map(|index| recorder.store.read(index)).transpose()?.flatten(),
        };
        let Some(leaf) = bytes.map(|b| Leaf::parse(&b)).transpose()? else { return Ok(Vec::new()) };
        let fields = recorder.vault.disclosure(entry, &self.scope.labels(&leaf))?;
        Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
    }
}

fn recipients(given: &[String]) -> Result<Vec<Recipient>, AppError> {
    let mut all = Vec::new();
    for text in given {
        let file = Path::new(text);
        let content = if file.is_file() { evidence::small_file(file)? } else { text.clone() };
        let found = export::recipients(&content);
        all.extend(found.map_err(|e| AppError::Usage(format!("{text}: {e}; {}", e.advice())))?);
    }
    Ok(all)
}

/// A file that cannot be opened by its name's program would be taken for a damaged one.
fn check_name(output: &Path, encrypted: bool) -> Result<(), AppError> {
    let ends = |path: &Path, with: &str| path.extension().is_some_and(|end| end.eq_ignore_ascii_case(with));
    let stem = Path::new(output.file_stem().unwrap_or_default());
    match (encrypted, ends(output, "age")) {
        (true, age) if !age || !ends(stem, "zip") => {
            Err(AppError::Usage("an encrypted export is one file: its name must end in .zip.age".to_owned()))
        }
        (false, true) => {
            Err(AppError::Usage("for whom is it encrypted? name the officer's key with --to-officer".to_owned()))
        }
        _ => Ok(()),
    }
}

fn tell(args: &ExportArgs, exported: &Exported, missing: u64) {
    let out = Out { json: args.json };
    let root = hex::encode(exported.root);
    out.object(&json!({
        "output": args.output.display().to_string(), "entries": exported.entries, "root": root,
        "disclosed": exported.disclosed, "pictures": exported.blobs, "epochs": exported.epochs,
        "encrypted": !args.to_officer.is_empty(), "missing": missing,
    }));
    let epochs = match exported.epochs.len() {
        0 => String::new(),
        1 => ", and the epoch before".to_owned(),
        n => format!(", and the {n} epochs before"),
    };
    let file = args.output.display();
    out.line(&format!(
        "{file}: {} entries{epochs}, {} values disclosed\nroot {root}",
        exported.entries, exported.disclosed
    ));
    if missing > 0 {
        out.line(&format!(
            "of {missing} entries in scope the vault holds nothing: erased, or it is not the whole vault"
        ));
    }
}
