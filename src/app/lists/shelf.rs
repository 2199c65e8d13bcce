//! `list status` and `list fold` of the shop's own lists.

use super::progress::Progress;
use super::{StatusLine, applied, fetch, whole};
use crate::app::AppError;
use crate::blocklist::files;
use crate::blocklist::shelf::{self, Installed, Shelf};
use crate::blocklist::{List, ListConfig, Policy, Trust, freshness};
use crate::cli::{Exit, Out, safe};
use crate::clock::rfc3339;
use crate::config::Paths;
use crate::effects::list_policy;

/// What the shop holds.
pub(super) fn status(paths: &Paths, json: bool) -> Result<Exit, AppError> {
    let shelf = Shelf::new(&paths.lists());
    let out = Out { json };
    let mut exit = Exit::Done;
    let slots = shelf.slots()?;
    let config = fetch::config(paths)?;
    let lists = config.as_ref().map(|config| config.lists.as_slice()).unwrap_or_default();
    if slots.is_empty() {
        Out::note("the shop holds no list; see countercheck list trust --help");
    }
    for slot in slots {
        match slot.installed() {
            None => Out::note(&format!("{}: trusted, but not fetched yet; see countercheck list sync", slot.name())),
            Some(list) => {
                if !one(&list, policy(lists, &list.name), &out) {
                    exit = Exit::Failed;
                }
            }
        }
    }
    Ok(exit)
}

/// How old the config lets a list be; a list that it does not name has the default.
fn policy(lists: &[ListConfig], name: &str) -> Policy {
    lists.iter().find(|list| list.name == name).map(list_policy).unwrap_or_default()
}

/// One list; whether every page of it is whole.
fn one(list: &Installed, policy: Policy, out: &Out) -> bool {
    let damage = match list.open() {
        Err(error) => Some((crate::words::chain(&error), error.advice())),
        Ok(stack) => {
            let mut damage = None;
            for (path, part) in list.files().iter().zip(stack.lists()) {
                if let Err(error) = whole(path, part) {
                    damage = Some((crate::words::chain(&error), error.advice()));
                }
            }
            damage
        }
    };
    let now = crate::clock::system::now().wall;
    let age = (now - list.issued_at).num_seconds();
    // A damaged list vouches for nothing, however new it is.
    let state = if damage.is_some() { "stale" } else { freshness(Some(list.issued_at), now, &policy).word() };
    let line = StatusLine {
        list: list.name.clone(),
        version: list.version,
        issued_at: list.damage.is_none().then(|| rfc3339(list.issued_at)),
        entries: list.entries,
        bytes: list.bytes(),
        signer: list.signer.clone(),
        age_seconds: list.damage.is_none().then_some(age),
        state,
    };
    out.object(&line);
    if list.damage.is_none() {
        let signer = line.signer.as_deref().and_then(|id| id.get(..16)).unwrap_or("nobody");
        out.line(&safe(&format!(
            "{} version {}: {} entries, {} bytes in {} files, issued {}, {state}, signed by {signer}, by {}",
            line.list,
            line.version,
            line.entries,
            line.bytes,
            list.files().len(),
            line.issued_at.as_deref().unwrap_or_default(),
            list.how,
        )));
    }
    if let Some((what, advice)) = &damage {
        Out::problem(&format!("{}: {what}", list.name), advice);
    }
    damage.is_none()
}

/// Folds every list that has changes beside its base.
pub(super) fn fold(paths: &Paths) -> Result<Exit, AppError> {
    for list in Shelf::new(&paths.lists()).installed()? {
        if list.damage.is_none() {
            fold_one(paths, &list)?;
        }
    }
    Ok(Exit::Done)
}

/// Folds a list that has grown a long tail.
pub(super) fn fold_if_due(paths: &Paths, list: &Installed) -> Result<(), AppError> {
    if shelf::fold_due(list) { fold_one(paths, list) } else { Ok(()) }
}

fn fold_one(paths: &Paths, list: &Installed) -> Result<(), AppError> {
    let progress = Progress::new("folding", Some(2 * list.entries));
    let folded = shelf::fold(list, &mut |done, _| progress.at(done))?;
    drop(progress);
    if let Some(folded) = folded {
        applied::applied(paths, &folded);
        let path = list.slot().installed().and_then(|list| list.files().into_iter().next());
        let bytes = path.map_or(Ok(0), |path| files::open(&path, Trust::Never).map(|list| List::bytes(&list)))?;
        Out::note(&format!("{}: version {} is one file of {bytes} bytes now", folded.name, folded.version));
    }
    Ok(())
}
