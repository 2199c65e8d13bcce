//! `list sync`, and what it shares with `list import`.

use super::applied;
use super::progress::Progress;
use crate::app::{AppError, shop};
use crate::blocklist::ListConfig;
use crate::blocklist::shelf::{Shelf, Slot};
use crate::blocklist::sync::{self, Looked, Outcome, Source, SyncError};
use crate::cli::{Exit, ListSyncArgs, Out, safe};
use crate::clock::rfc3339;
use crate::clock::system::now;
use crate::config::{Config, Paths};
use crate::registry::Link;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// One line of `list sync --json` and `list import --json`.
#[derive(Debug, Serialize)]
struct Line {
    list: String,
    version: Option<u64>,
    issued_at: Option<String>,
    entries: Option<u64>,
    signer: Option<String>,
    applied: bool,
    fetched: u64,
    expired_at: Option<String>,
    refused: Option<&'static str>,
    message: Option<String>,
}

/// The shop's config; `None` where there is no shop, whose lists can be fetched all the same.
pub(super) fn config(paths: &Paths) -> Result<Option<Config>, AppError> {
    if paths.config().exists() { shop::load(paths).map(Some) } else { Ok(None) }
}

/// How the network is reached.
pub(super) fn link(config: Option<&Config>) -> Link {
    let Some(net) = config.map(|config| &config.network) else { return Link::default() };
    Link { proxy: net.proxy.clone(), ca_file: net.ca_file.clone(), ..Link::default() }
}

/// Fetches what the shop's lists are now.
pub(super) fn run(paths: &Paths, args: &ListSyncArgs) -> Result<Exit, AppError> {
    let config = config(paths)?;
    let lists = config.as_ref().map(|config| config.lists.as_slice()).unwrap_or_default();
    let wanted = wanted(lists, args)?;
    let shelf = Shelf::new(&paths.lists());
    let job = Job { paths, link: link(config.as_ref()), how: "sync", json: args.json };
    let mut worst = Exit::Done;
    for (name, url) in wanted {
        let slot = shelf.slot(&name)?;
        if let Some(list) = lists.iter().find(|list| list.name == name) {
            built_in(paths, &slot, list)?;
        }
        let exit = Source::address(&url).map(|source| job.run(&slot, &source));
        worst = heavier(worst, exit??);
    }
    Ok(worst)
}

/// A list that fails must not keep the others from coming; the worst end is told.
pub(super) fn heavier(one: Exit, other: Exit) -> Exit {
    let weight = |exit| [Exit::Done, Exit::Failed, Exit::DoesNotVerify].iter().position(|e| *e == exit);
    if weight(other) > weight(one) { other } else { one }
}

fn wanted(lists: &[ListConfig], args: &ListSyncArgs) -> Result<Vec<(String, String)>, AppError> {
    let usage = |text: &str| AppError::Usage(text.to_owned());
    if args.url.is_some() && args.lists.len() != 1 {
        return Err(usage("--url needs the name of one list"));
    }
    let mut names = args.lists.clone();
    if names.is_empty() {
        names.extend(lists.iter().filter(|list| list.url.is_some()).map(|list| list.name.clone()));
    }
    if names.is_empty() {
        return Err(usage("no list is set up; see countercheck list trust --help"));
    }
    let url_of = |name: String| {
        let configured = lists.iter().find(|list| list.name == name).and_then(|list| list.url.clone());
        match args.url.clone().or(configured) {
            Some(url) => Ok((name, url)),
            None => Err(usage(&format!("config.toml says no url for the list {name:?}"))),
        }
    };
    names.into_iter().map(url_of).collect()
}

/// A chain's config may bring the root of trust along: it counts until set-up gives one.
fn built_in(paths: &Paths, slot: &Slot, list: &ListConfig) -> Result<(), AppError> {
    let Some(file) = &list.root else { return Ok(()) };
    if sync::trusted(slot)?.is_some() {
        return Ok(());
    }
    let root = super::trust::read(&paths.resolve(file))?;
    sync::trust(slot, &root, None)?;
    Out::note(&format!("{}: trusting the root of config.toml, fingerprint {}", slot.name(), root.fingerprint()));
    Ok(())
}

/// What all lists of one command share.
pub(super) struct Job<'a> {
    pub(super) paths: &'a Paths,
    pub(super) link: Link,
    /// `sync` or `import`
    pub(super) how: &'static str,
    pub(super) json: bool,
}

impl Job<'_> {
    /// Brings one list up to date, tells the register, and says how it went.
    pub(super) fn run(&self, slot: &Slot, source: &Source) -> Result<Exit, AppError> {
        let progress = Progress::bytes("fetching");
        let watch = Arc::new(move |done, all| {
            if all > 0 {
                progress.of(done, all);
            }
        });
        let Looked { clock_cleared, outcome } = sync::run(slot, source, &self.link, now().wall, watch);
        let name = slot.name();
        if let Some(was) = clock_cleared {
            applied::clock_cleared(self.paths, name, was)?;
            let was = was.format("%Y-%m-%d");
            Out::note(&format!(
                "{name}: this machine's clock had once run ahead to {was}; that is noted, and set right"
            ));
        }
        match outcome {
            Ok(outcome) => self.done(slot, &outcome),
            Err(error) => self.failed(name, &error),
        }
    }

    fn done(&self, slot: &Slot, outcome: &Outcome) -> Result<Exit, AppError> {
        let name = slot.name();
        let out = Out { json: self.json };
        if let Some(applied) = &outcome.applied {
            applied::applied(self.paths, applied);
        }
        let held = slot.installed();
        let entries = held.as_ref().map(|list| list.entries);
        let issued = outcome.issued_at.format("%Y-%m-%d %H:%M UTC");
        let came = if outcome.applied.is_some() { "now" } else { "still" };
        out.line(&safe(&format!(
            "{name}: {came} version {}, issued {issued}, {} entries",
            outcome.version,
            entries.unwrap_or(0),
        )));
        if let Some(at) = outcome.expired {
            let at = at.format("%Y-%m-%d");
            Out::note(&format!(
                "{name}: the publisher's signature ran out on {at}; the list is used, and its age is shown with every answer"
            ));
        }
        if outcome.clock_behind {
            Out::note(&format!(
                "{name}: this machine's clock lies before the time of the list; set it: until then nothing counts as not listed"
            ));
        }
        out.object(&Line {
            list: name.to_owned(),
            version: Some(outcome.version),
            issued_at: Some(rfc3339(outcome.issued_at)),
            entries,
            signer: held.as_ref().and_then(|list| list.signer.clone()),
            applied: outcome.applied.is_some(),
            fetched: outcome.fetched,
            expired_at: outcome.expired.map(rfc3339),
            refused: None,
            message: None,
        });
        if outcome.applied.is_some()
            && let Some(list) = held
        {
            super::shelf::fold_if_due(self.paths, &list)?;
        }
        Ok(Exit::Done)
    }

    fn failed(&self, name: &str, error: &SyncError) -> Result<Exit, AppError> {
        if let Some(word) = error.word() {
            applied::refused(self.paths, Some(name), word, self.how)?;
        }
        let message = crate::words::chain(error);
        Out::problem(&format!("{name}: {message}"), error.advice());
        Out { json: self.json }.object(&Line {
            list: name.to_owned(),
            version: None,
            issued_at: None,
            entries: None,
            signer: None,
            applied: false,
            fetched: 0,
            expired_at: None,
            refused: error.word(),
            message: Some(message),
        });
        Ok(if error.word().is_some() { Exit::DoesNotVerify } else { Exit::Failed })
    }
}

/// The folder of one list on a stick: its own, or the stick itself.
pub(super) fn on_stick(dir: &Path, slot: &Slot) -> Option<std::path::PathBuf> {
    let own = dir.join(slot.name());
    [own, dir.to_owned()].into_iter().find(|folder| folder.join("metadata").join("timestamp.json").is_file())
}
