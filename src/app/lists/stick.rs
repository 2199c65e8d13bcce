//! `list import` and `list export`: lists by stick.

use super::fetch::{Job, heavier, link, on_stick};
use super::progress::Progress;
use crate::app::AppError;
use crate::blocklist::shelf::{Shelf, Slot};
use crate::blocklist::sync::{self, Refusal, Source, SyncError, What};
use crate::cli::{Exit, ListStickArgs, Out, safe};
use crate::config::Paths;
use serde_json::json;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

/// Takes lists from a folder.
pub(super) fn import(paths: &Paths, args: &ListStickArgs) -> Result<Exit, AppError> {
    let shelf = Shelf::new(&paths.lists());
    let job = Job { paths, link: link(None), how: "import", json: args.json };
    let mut worst = Exit::Done;
    let wanted = wanted(&shelf, args)?;
    if wanted.is_empty() {
        return nothing(paths, args);
    }
    for slot in wanted {
        let folder = on_stick(&args.dir, &slot).unwrap_or_else(|| args.dir.join(slot.name()));
        worst = heavier(worst, job.run(&slot, &Source::folder(&folder)?)?);
    }
    Ok(worst)
}

/// The lists that were named, or those that lie in a folder of their name, or the one whose
/// publisher's repository the folder is.
fn wanted(shelf: &Shelf, args: &ListStickArgs) -> Result<Vec<Slot>, AppError> {
    if !args.lists.is_empty() {
        return args.lists.iter().map(|name| Ok(shelf.slot(name)?)).collect();
    }
    let slots = shelf.slots()?;
    let own = |slot: &&Slot| args.dir.join(slot.name()).join("metadata").is_dir();
    let named: Vec<Slot> = slots.iter().filter(own).cloned().collect();
    if !named.is_empty() || !args.dir.join("metadata").is_dir() {
        return Ok(named);
    }
    let known: Vec<Slot> = slots.iter().filter(|slot| sync::holds(slot, &args.dir)).cloned().collect();
    // A repository that nobody here trusts is refused by name, where only one can be meant.
    Ok(if known.is_empty() && slots.len() == 1 { slots } else { known })
}

/// Nothing that could be taken; a bare list file, however new, is refused by name.
fn nothing(paths: &Paths, args: &ListStickArgs) -> Result<Exit, AppError> {
    let bare = |path: &PathBuf| {
        let mut first = [0; 7];
        File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok() && first == *b"CCBLIST"
    };
    let entries = std::fs::read_dir(&args.dir).map_err(AppError::file(&args.dir))?;
    if let Some(path) = entries.flatten().map(|entry| entry.path()).find(bare) {
        let detail = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        super::applied::refused(paths, None, What::Unsigned.word(), "import")?;
        return Err(SyncError::from(Refusal { what: What::Unsigned, detail }).into());
    }
    Err(AppError::Failed {
        what: format!("there is no signed list in {} that this shop trusts", args.dir.display()),
        advice: "for a new publisher, list trust comes first".to_owned(),
    })
}

/// Puts the shop's lists onto a stick.
pub(super) fn export(paths: &Paths, args: &ListStickArgs) -> Result<Exit, AppError> {
    let mut lists = Shelf::new(&paths.lists()).installed()?;
    lists.retain(|list| args.lists.is_empty() || args.lists.contains(&list.name));
    let missing = args.lists.iter().find(|name| lists.iter().all(|list| list.name != **name));
    if let Some(name) = missing {
        return Err(AppError::Usage(format!("the shop holds no list {name:?}")));
    }
    if lists.is_empty() {
        return Err(AppError::Usage("the shop holds no list".to_owned()));
    }
    let out = Out { json: args.json };
    for list in lists {
        let progress = Progress::bytes("copying");
        let all = list.bytes();
        let exported = sync::export(&list, &args.dir, &mut |done| progress.of(done, all))?;
        drop(progress);
        out.line(&safe(&format!(
            "{}: version {}, {} bytes in {}",
            list.name,
            exported.version,
            exported.bytes,
            exported.folder.display()
        )));
        out.object(&json!({
            "list": list.name, "version": exported.version, "bytes": exported.bytes, "folder": exported.folder,
        }));
    }
    Ok(Exit::Done)
}
