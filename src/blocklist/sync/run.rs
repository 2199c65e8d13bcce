//! A list brought up to date.

use super::load::{self, Loaded};
use super::manifest::{Manifest, Packed, Plan};
use super::papers::Papers;
use super::state::State;
use super::transport::{Carrier, Watch};
use super::{Source, SyncError, Trusted, What, fetch, roots};
use crate::blocklist::shelf::{Applied, Busy, Current, How, Installed, Part, Slot};
use crate::registry::Link;
use chrono::{DateTime, Utc};
use std::path::{Path, PathBuf};

/// Overlays on one base at most.
const MOST_OVERLAYS: usize = 300;

/// What became of a look at a repository.
#[derive(Debug)]
pub struct Looked {
    /// The stored time lay ahead of the clock, which had run ahead once: it was set back to now.
    /// The register notes that.
    pub clock_cleared: Option<DateTime<Utc>>,
    /// What became of the list.
    pub outcome: Result<Outcome, SyncError>,
}

/// What a shop holds now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The version that has just begun to count; `None` where it did already.
    pub applied: Option<Applied>,
    /// The version that counts.
    pub version: u64,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Bytes of list files that came.
    pub fetched: u64,
    /// Since when its signature has run out (from a stick only).
    pub expired: Option<DateTime<Utc>>,
    /// This machine's clock lies before the time of the list (from a stick only).
    pub clock_behind: bool,
}

/// Brings a list up to date from `source`. Killed at any instant, the list in use stays whole,
/// and the next run goes on where this one ended.
pub fn run(slot: &Slot, source: &Source, link: &Link, now: DateTime<Utc>, watch: Watch) -> Looked {
    let mut clock_cleared = None;
    let outcome =
        carrier(source, link, watch).and_then(|carrier| attempt(slot, source, &carrier, now, &mut clock_cleared));
    Looked { clock_cleared, outcome }
}

fn attempt(
    slot: &Slot,
    source: &Source,
    carrier: &Carrier,
    now: DateTime<Utc>,
    clock_cleared: &mut Option<DateTime<Utc>>,
) -> Result<Outcome, SyncError> {
    // Before the lock, which would make the folder of a list that nobody trusts.
    State::load(slot)?;
    let held = slot.lock()?;
    let mut state = State::load(slot)?;
    *clock_cleared = state.look(now);
    let work = async {
        let loaded = load::load(slot, &mut state, source, carrier, now).await?;
        let job = Job { slot, source, carrier, loaded: &loaded };
        job.apply(&state, &held).await
    };
    runtime()?.block_on(work)
}

fn carrier(source: &Source, link: &Link, watch: Watch) -> Result<Carrier, SyncError> {
    if source.is_folder() {
        return Ok(Carrier::folder(watch));
    }
    let url = source.base.to_string();
    Carrier::web(&source.base, link, watch).map_err(|why| SyncError::Unreachable { url, why })
}

fn runtime() -> Result<tokio::runtime::Runtime, SyncError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|source| SyncError::File { path: "network".into(), source })
}

/// Fetches the root file number `version` of a repository, unverified: a pin decides about it.
pub fn fetch_root(source: &Source, link: &Link, version: u64) -> Result<Trusted, SyncError> {
    let carrier = carrier(source, link, std::sync::Arc::new(|_, _| ()))?;
    let nothing = || SyncError::NothingThere(source.base.to_string());
    let url = source.metadata()?.join(&format!("{version}.root.json")).map_err(|_| nothing())?;
    let got = runtime()?.block_on(carrier.get(&url));
    let unreachable = |why: String| SyncError::Unreachable { url: url.to_string(), why };
    let bytes = got.map_err(|e| unreachable(e.to_string()))?.ok_or_else(nothing)?;
    Trusted::parse(&String::from_utf8_lossy(&bytes))
}

/// Whether a folder holds a repository that begins with what this shop trusts for the list.
pub fn holds(slot: &Slot, folder: &Path) -> bool {
    let Ok(state) = State::load(slot) else { return false };
    state.roots.iter().any(|root| {
        let number = roots::version(root).unwrap_or(0);
        let path = folder.join("metadata").join(format!("{number}.root.json"));
        roots::read(&path).is_ok_and(|offered| offered.text == *root)
    })
}

struct Job<'a> {
    slot: &'a Slot,
    source: &'a Source,
    carrier: &'a Carrier,
    loaded: &'a Loaded,
}

impl Job<'_> {
    fn manifest(&self) -> &Manifest {
        &self.loaded.manifest
    }

    async fn apply(&self, state: &State, held: &Busy) -> Result<Outcome, SyncError> {
        let manifest = self.manifest();
        let installed = self.slot.installed().filter(|list| list.damage.is_none());
        if let Some(list) = &installed {
            self.not_older(list)?;
        }
        self.carrier.expect(0);
        // A file that went bad on this disk is fetched again.
        let same = installed.as_ref().filter(|list| list.version == manifest.version).is_some_and(whole);
        let outcome = |applied| Outcome {
            applied,
            version: manifest.version,
            issued_at: manifest.issued_at,
            fetched: self.carrier.bytes(),
            expired: self.loaded.expired,
            clock_behind: self.loaded.clock_behind,
        };
        if same {
            return Ok(outcome(None));
        }
        let usable = installed.filter(|list| list.version != manifest.version && list.open().is_ok());
        let (base, overlays) = self.files(usable.as_ref()).await?;
        let how = if self.source.online { How::Sync } else { How::Import };
        let current = Current {
            v: Current::FORM,
            list: manifest.list.clone(),
            version: manifest.version,
            issued_at: manifest.issued_at,
            sha256: manifest.sha256.clone(),
            entries: manifest.entries,
            signer: Some(self.loaded.signer.clone()),
            how: how.word().to_owned(),
            base,
            overlays,
            papers: Papers::keep(self.slot, state, self.loaded)?,
        };
        let applied = self.slot.install(&current, how, held)?;
        let _later = std::fs::remove_dir_all(self.slot.staging());
        Ok(outcome(Some(applied)))
    }

    /// The list's own number must not fall either, unless it was signed by a key that has been
    /// taken out of use since: what a thief published must not outlast him.
    fn not_older(&self, list: &Installed) -> Result<(), SyncError> {
        let manifest = self.manifest();
        let signed = list.signer.as_ref().is_some_and(|key| load::may_sign(&self.loaded.repository, key));
        if signed && manifest.version < list.version {
            let detail = format!("version {}, this shop holds version {}", manifest.version, list.version);
            return Err(What::Rollback.with(detail).into());
        }
        if signed && manifest.version == list.version && manifest.sha256 != hex::encode(list.sha256) {
            let detail = format!("version {} was published twice, with different content", list.version);
            return Err(What::MixAndMatch.with(detail).into());
        }
        Ok(())
    }

    /// Base and overlays of the new version, all on disk.
    async fn files(&self, usable: Option<&Installed>) -> Result<(Part, Vec<Part>), SyncError> {
        let held = usable.filter(|list| list.current.overlays.len() < MOST_OVERLAYS);
        let (mut kept, wanted) = match (held, self.manifest().plan(held.map(|list| list.version))) {
            (Some(list), Plan::Changes(files)) => (list.current.files().cloned().collect(), files),
            (_, Plan::Changes(files) | Plan::Whole(files)) => (Vec::new(), files),
            (_, Plan::Nothing) => (Vec::new(), Vec::new()),
        };
        if let Some(whole) = self.whole_on_stick(&wanted) {
            let all = std::fs::metadata(&whole).map_or(0, |m| m.len());
            let watch = self.carrier.watch();
            let base = fetch::copy(self.slot, &whole, &self.manifest().sha256, &mut |done| watch(done, all))?;
            return Ok((base, Vec::new()));
        }
        self.carrier.expect(wanted.iter().map(|file| fetch::missing(self.slot, file)).sum());
        for file in &wanted {
            kept.push(fetch::file(self.slot, self.loaded, self.carrier, file).await?);
        }
        if kept.is_empty() {
            return Err(What::Damaged.with("the manifest names no base").into());
        }
        let overlays = kept.split_off(1);
        Ok((kept.remove(0), overlays))
    }

    /// The version as one file, which a shop that folded it puts onto its stick, where the
    /// publisher's parts are not all there.
    fn whole_on_stick(&self, wanted: &[Packed]) -> Option<PathBuf> {
        if !self.source.is_folder() {
            return None;
        }
        let targets = self.source.targets().ok()?.to_file_path().ok()?;
        let consistent = self.loaded.repository.root().signed.consistent_snapshot;
        let there = |file: &Packed| {
            fetch::missing(self.slot, file) == 0
                || file.parts.iter().all(|part| {
                    let hash = if consistent { format!("{}.", part.sha256) } else { String::new() };
                    targets.join(format!("{hash}{}", part.target)).is_file()
                })
        };
        let whole = targets.join(format!("{}{}", super::export::WHOLE, self.manifest().sha256));
        (!wanted.iter().all(there) && whole.is_file()).then_some(whole)
    }
}

/// Whether every file of the list still has the content that it is named by.
fn whole(list: &Installed) -> bool {
    list.current.files().all(|part| fetch::is_whole(&list.slot().page(&part.sha256), &part.sha256, part.bytes))
}
