//! One look at a repository: its metadata fetched, verified by `tough`, and judged by the time.

use super::fault;
use super::manifest::{MANIFEST, Manifest};
use super::state::State;
use super::transport::Carrier;
use super::{Source, SyncError, What};
use crate::blocklist::shelf::Slot;
use chrono::{DateTime, TimeDelta, Utc};
use std::path::PathBuf;
use tough::schema::{Role, Root, Signed, Targets};
use tough::{ExpirationEnforcement, IntoVec, Limits, Repository, RepositoryLoader, TargetName};

/// A manifest is not longer.
const MANIFEST_BYTES: u64 = 4 << 20;
/// A clock may lie so far before the time of a signed list.
const BEHIND: TimeDelta = TimeDelta::hours(24);

/// Metadata that is signed and fits together.
pub(super) struct Loaded {
    pub(super) repository: Repository,
    pub(super) manifest: Manifest,
    /// The manifest as it came.
    pub(super) manifest_text: String,
    /// Id of a key that signed which files the list is made of.
    pub(super) signer: String,
    /// Since when one of the signatures has run out; only where that is no reason to refuse.
    pub(super) expired: Option<DateTime<Utc>>,
    /// The clock lies before the time of the list.
    pub(super) clock_behind: bool,
}

fn scratch(slot: &Slot) -> PathBuf {
    slot.staging().join("tuf")
}

/// Fetches and verifies the metadata. What was accepted is kept, whatever comes after.
pub(super) async fn load(
    slot: &Slot,
    state: &mut State,
    source: &Source,
    carrier: &Carrier,
    now: DateTime<Utc>,
) -> Result<Loaded, SyncError> {
    let folder = scratch(slot);
    state.lay_out(&folder).map_err(|e| SyncError::File { path: folder.clone(), source: e })?;
    let root = state.root().to_owned();
    let loader = RepositoryLoader::new(&root, source.metadata()?, source.targets()?)
        .transport(carrier.clone())
        .datastore(&folder)
        .limits(Limits { max_root_updates: 256, ..Limits::default() })
        // Expiry is judged below, by the clock that was passed in.
        .expiration_enforcement(ExpirationEnforcement::Unsafe);
    let outcome = loader.load().await;
    state.absorb(&folder, carrier, outcome.is_ok());
    state.save(slot)?;
    let _later = std::fs::remove_dir_all(&folder);
    let repository = match outcome {
        Ok(repository) => repository,
        Err(error) => return Err(fault::of_metadata(&error, state, source, carrier).await),
    };
    let expired = expired(&repository, now);
    if let Some((role, at)) = expired.as_ref().filter(|_| source.online) {
        let detail = format!("the {role} ran out on {}, this machine's clock says {}", day(*at), day(now));
        return Err(What::Freeze.with(detail).into());
    }
    let text = target(&repository, carrier, MANIFEST, MANIFEST_BYTES).await?;
    let manifest = Manifest::parse(&text).map_err(|what| What::Damaged.with(what))?;
    let clock_behind = now + BEHIND < manifest.issued_at;
    if clock_behind && source.online {
        let detail = format!("the clock says {}, the list is of {}", day(now), day(manifest.issued_at));
        return Err(What::Clock.with(detail).into());
    }
    Ok(Loaded {
        signer: signer(repository.root(), repository.targets()),
        manifest,
        manifest_text: String::from_utf8_lossy(&text).into_owned(),
        expired: expired.map(|(_, at)| at),
        clock_behind,
        repository,
    })
}

/// A day, as a clerk reads it.
pub(super) fn day(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// The first role whose signature has run out.
fn expired(repository: &Repository, now: DateTime<Utc>) -> Option<(&'static str, DateTime<Utc>)> {
    let roles = [
        ("root", repository.root().signed.expires()),
        ("timestamp", repository.timestamp().signed.expires()),
        ("snapshot", repository.snapshot().signed.expires()),
        ("targets", repository.targets().signed.expires()),
    ];
    let times = roles.into_iter().map(|(role, at)| (role, DateTime::from_timestamp(at.as_second(), 0)));
    // A time beyond the calendar does not come.
    times.filter_map(|(role, at)| Some((role, at?))).find(|(_, at)| *at < now)
}

/// A key of the targets role whose signature holds: every one is tried by itself, because
/// verification stops caring once there are enough.
fn signer(root: &Signed<Root>, targets: &Signed<Targets>) -> String {
    let mut alone = root.signed.clone();
    if let Some(role) = alone.roles.get_mut(&Targets::TYPE) {
        role.threshold = std::num::NonZeroU64::MIN;
    }
    let mut ids: Vec<String> = Vec::new();
    for signature in &targets.signatures {
        let one = Signed { signed: targets.signed.clone(), signatures: vec![signature.clone()] };
        if alone.verify_role(&one).is_ok() {
            ids.push(hex::encode(&signature.keyid));
        }
    }
    ids.into_iter().min().unwrap_or_default()
}

/// Whether a key may still sign which files a list is made of.
pub(super) fn may_sign(repository: &Repository, key: &str) -> bool {
    let roles = &repository.root().signed.roles;
    roles.get(&Targets::TYPE).is_some_and(|role| role.keyids.iter().any(|id| hex::encode(id) == key))
}

/// A target's bytes, verified.
pub(super) async fn target(
    repository: &Repository,
    carrier: &Carrier,
    name: &str,
    most: u64,
) -> Result<Vec<u8>, SyncError> {
    let missing = || What::Damaged.with(format!("{name} is not among the signed files"));
    let target = TargetName::new(name).map_err(|_| missing())?;
    let entry = repository.targets().signed.find_target(&target, false).map_err(|_| missing())?;
    if entry.length > most {
        return Err(What::WrongLength.with(format!("{name} has {} bytes", entry.length)).into());
    }
    let stream = match repository.read_target(&target).await {
        Ok(stream) => stream.ok_or_else(missing)?,
        Err(error) => return Err(fault::of_target(&error, name, entry.length, carrier)),
    };
    let bytes = stream.into_vec().await.map_err(|error| fault::of_target(&error, name, entry.length, carrier))?;
    if bytes.len() as u64 == entry.length {
        Ok(bytes)
    } else {
        Err(What::Truncated.with(format!("{name} has {} of {} bytes", bytes.len(), entry.length)).into())
    }
}
