//! `log export`, `log epoch` and `verify`.

use super::look::displayed;
use crate::app::shop::{self, Shop};
use crate::app::unlock::unlock;
use crate::app::{AppError, init};
use crate::cli::{Exit, ExportArgs, Out, VerifyArgs, safe};
use crate::config::Paths;
use crate::ledger::archive::Archive;
use crate::ledger::export::{self, Exported, Wanted};
use crate::ledger::leaf::{EntryId, Leaf};
use crate::ledger::store::Store;
use crate::ledger::tree::Hash;
use crate::ledger::verify::{Anchor, Line, Summary, Trust};
use crate::vault::Vault;
use serde_json::json;
use std::error::Error;
use std::path::Path;

/// `log export`: the whole log; of personal values only those of the labels in scope, and only
/// after the entry that says so is on disk.
pub(in crate::app) fn export(paths: &Paths, args: &ExportArgs) -> Result<Exit, AppError> {
    let mut shop = Shop::open(paths, shop::now())?;
    let size = shop.recorder.store.len()?;
    if let Some(entry) = displayed("export", &args.reveal, usize::try_from(size).unwrap_or(usize::MAX))? {
        if !args.disclose.is_empty() {
            unlock(&mut shop.recorder, &args.reveal.key)?;
        }
        shop.recorder.record(&[entry.with("labels", args.disclose.clone())])?;
    }
    let recorder = &shop.recorder;
    let exported = write(&recorder.store, &recorder.vault, &args.output, &args.disclose)
        .map_err(|error| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() })?;
    let out = Out { json: args.json };
    out.object(&json!({
        "output": args.output.display().to_string(), "entries": exported.entries,
        "root": hex::encode(exported.root), "disclosed": exported.disclosed,
    }));
    out.line(&format!(
        "{}: {} entries, {} values disclosed\nroot {}",
        args.output.display(),
        exported.entries,
        exported.disclosed,
        hex::encode(exported.root)
    ));
    Ok(Exit::Done)
}

type Opened = Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

fn write(store: &Store, vault: &Vault, path: &Path, scope: &[String]) -> Result<Exported, export::ExportError> {
    if scope.is_empty() {
        return export::write(store, path, None);
    }
    let mut open = |entry: EntryId| -> Opened {
        let bytes = store.find(entry)?.map(|index| store.read(index)).transpose()?.flatten();
        let leaf = bytes.map(|b| Leaf::parse(&b)).transpose()?;
        let labels = leaf.iter().flat_map(|l| l.c.keys().map(String::as_str)).filter(|label| in_scope(scope, label));
        let fields = vault.disclosure(entry, &labels.collect::<Vec<_>>())?;
        Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
    };
    export::write(store, path, Some(&mut open))
}

/// `imei` stands for `imei.1`, `imei.2`, …; `all` for everything.
fn in_scope(scope: &[String], label: &str) -> bool {
    let family = label.split('.').next().unwrap_or(label);
    scope.iter().any(|s| s == "all" || s == label || s == family)
}

/// `log epoch`
pub(in crate::app) fn epoch(paths: &Paths, reason: &str, without_alarm: bool) -> Result<Exit, AppError> {
    let shop = init::new_epoch(paths, Some(reason), without_alarm)?;
    Out::default().line(&format!("a new epoch has begun: {}", shop.recorder.store.origin()));
    Out::default().line("the old register lies unchanged in the folder epochs; `log find` and `verify` look there too");
    Ok(Exit::Done)
}

/// `verify`: status 6 when anything fails.
pub(in crate::app) fn verify(args: &VerifyArgs) -> Result<Exit, AppError> {
    let out = Out { json: args.json };
    let wanted = Wanted { trust: args.trust.as_deref().map(trust).transpose()?, deep: args.deep };
    let mut report = |line: Line| {
        out.object(&line);
        // A sound entry is a line of JSON; people read what is wrong or remarkable.
        if !line.ok || line.what.contains("note") {
            let place = line.index.map(|n| format!("entry {n}: ")).unwrap_or_default();
            let mark = if line.ok { "note " } else { "FAIL " };
            out.line(&safe(&format!("{mark} {place}{}", line.what)));
        }
    };
    let summary = export::verify(&args.path, &wanted, &mut report)
        .map_err(|error| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() })?;
    earlier(&args.path, &mut report);
    out.object(&summary);
    readable(&out, &summary);
    Ok(if summary.ok { Exit::Done } else { Exit::DoesNotVerify })
}

/// Says how the earlier epochs beside a live register stand. They end as they ended: their faults
/// are notes, not findings against the register that goes on.
fn earlier(dir: &Path, report: &mut dyn FnMut(Line)) {
    for (number, folder) in Archive::folders(dir) {
        let verified = export::verify(&folder, &Wanted::default(), &mut |_| {});
        let what = match verified {
            Ok(s) if s.ok => format!("verifies: {} entries, root {}", s.entries, s.root),
            Ok(s) => format!(
                "does not verify: {} findings; look with `countercheck verify {}`",
                s.findings,
                folder.display()
            ),
            Err(error) => format!("cannot be read: {}", crate::words::chain(&error)),
        };
        report(Line { index: None, ok: true, what: format!("note: epoch {number}, before this one, {what}") });
    }
}

fn readable(out: &Out, summary: &Summary) {
    let word = if summary.ok { "verifies" } else { "DOES NOT VERIFY" };
    out.line(&format!("{word}: {} entries, {} findings\nroot {}", summary.entries, summary.findings, summary.root));
    out.line(match summary.anchored {
        Anchor::None => "anchored: none. Whoever owns the machine could have made all of it today; only a checkpoint that you kept shows that nothing before it was changed (--trust).",
        Anchor::Officer => "anchored: officer. Nothing up to the checkpoint that you kept was changed or left out.",
    });
}

/// A key or a checkpoint, given as text or as the path of a file that holds it.
fn trust(text: &str) -> Result<Trust, AppError> {
    let path = Path::new(text);
    if path.is_file() {
        let content = std::fs::read_to_string(path).map_err(AppError::file(path))?;
        return Ok(Trust::parse(&content));
    }
    match Trust::parse(text) {
        // A checkpoint has several lines; one line that is no key is a mistyped path.
        Trust::Checkpoint(_) if text.lines().count() < 3 => {
            Err(AppError::Usage(format!("{text:?} is neither a file nor a key")))
        }
        trust => Ok(trust),
    }
}
