//! A publisher's repository on disk: read, and written so that a server may serve it meanwhile.

use super::keys::{self, Key};
use super::manifest::{MANIFEST, Manifest};
use super::publish::{Lifetimes, PublishError};
use super::roots;
use crate::blocklist::shelf::{make_folder, replace};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use tough::TargetName;
use tough::schema::{Hashes, Metafile, Role, RoleKeys, RoleType, Root, Signed, Snapshot, Target, Targets, Timestamp};

/// The specification's version that is written.
const SPEC: &str = "1.0.31";
/// Superseded metadata that stays for those who are fetching just now.
const KEPT: u64 = 10;

/// Newest metadata.
pub(super) struct Repo {
    dir: PathBuf,
    pub(super) root: Signed<Root>,
    pub(super) targets: Option<Signed<Targets>>,
    pub(super) snapshot: Option<Signed<Snapshot>>,
    pub(super) timestamp: Option<Signed<Timestamp>>,
}

fn next(version: Option<NonZeroU64>) -> NonZeroU64 {
    version.map_or(NonZeroU64::MIN, |v| v.saturating_add(1))
}

/// A moment as metadata writes it: whole seconds.
macro_rules! expiry {
    ($at:expr) => {{
        let at: DateTime<Utc> = $at;
        at.format("%Y-%m-%dT%H:%M:%SZ").to_string().parse().map_err(|_| PublishError::Made("an expiry".to_owned()))?
    }};
}

impl Repo {
    pub(super) fn metadata(dir: &Path) -> PathBuf {
        dir.join("metadata")
    }

    pub(super) fn target_file(&self, sha256: &str, name: &str) -> PathBuf {
        self.dir.join("targets").join(format!("{sha256}.{name}"))
    }

    /// Reads what is published.
    pub(super) fn open(dir: &Path) -> Result<Self, PublishError> {
        let folder = Self::metadata(dir);
        let mut number = None;
        for candidate in 1..=u64::from(u32::MAX) {
            if !folder.join(format!("{candidate}.root.json")).is_file() {
                break;
            }
            number = Some(candidate);
        }
        let number = number.ok_or_else(|| PublishError::NoRepository(dir.to_owned()))?;
        let root = read(&folder.join(format!("{number}.root.json")))?;
        let mut repo = Self { dir: dir.to_owned(), root, targets: None, snapshot: None, timestamp: None };
        let path = folder.join("timestamp.json");
        if path.is_file() {
            let timestamp: Signed<Timestamp> = read(&path)?;
            let at = |meta: &HashMap<String, Metafile>, name: &str| meta.get(name).map(|m| m.version);
            if let Some(version) = at(&timestamp.signed.meta, "snapshot.json") {
                let snapshot: Signed<Snapshot> = read(&folder.join(format!("{version}.snapshot.json")))?;
                if let Some(version) = at(&snapshot.signed.meta, "targets.json") {
                    repo.targets = Some(read(&folder.join(format!("{version}.targets.json")))?);
                }
                repo.snapshot = Some(snapshot);
            }
            repo.timestamp = Some(timestamp);
        }
        Ok(repo)
    }

    /// A new repository with its first root.
    pub(super) fn create(dir: &Path, root: Signed<Root>) -> Result<Self, PublishError> {
        let repo = Self { dir: dir.to_owned(), root, targets: None, snapshot: None, timestamp: None };
        repo.write_root()?;
        Ok(repo)
    }

    pub(super) fn role(&self, role: RoleType) -> Result<&RoleKeys, PublishError> {
        self.root.signed.roles.get(&role).ok_or_else(|| PublishError::Made(role.to_string()))
    }

    pub(super) fn manifest(&self) -> Result<Option<Manifest>, PublishError> {
        let Some(targets) = &self.targets else { return Ok(None) };
        let entry = targets.signed.targets.iter().find(|(name, _)| name.raw() == MANIFEST);
        let Some((_, target)) = entry else { return Ok(None) };
        let path = self.target_file(&hex::encode(&target.hashes.sha256), MANIFEST);
        let bytes = std::fs::read(&path).map_err(|source| PublishError::File { path: path.clone(), source })?;
        Manifest::parse(&bytes).map(Some).map_err(|what| PublishError::Broken { path, what })
    }

    pub(super) fn write_root(&self) -> Result<(), PublishError> {
        let folder = Self::metadata(&self.dir);
        make_folder(&folder).map_err(|source| PublishError::File { path: folder.clone(), source })?;
        let (bytes, _) = packed(&self.root)?;
        put(&folder.join(format!("{}.root.json", self.root.signed.version)), &bytes)?;
        // The newest one under a plain name, for people.
        put(&self.dir.join("root.json"), &bytes)
    }

    /// Signs which targets there are.
    pub(super) fn sign_targets(
        &mut self,
        list: HashMap<String, (u64, String)>,
        pen: &Pen<'_>,
    ) -> Result<(), PublishError> {
        let version = next(self.targets.as_ref().map(|t| t.signed.version));
        let mut targets = Targets::new(SPEC.to_owned(), version, expiry!(pen.until(RoleType::Targets)));
        targets.delegations = None;
        for (name, (length, sha256)) in list {
            let made = |e: String| PublishError::Made(e);
            let name = TargetName::new(name).map_err(|e| made(e.to_string()))?;
            let hash = hex::decode(&sha256).map_err(|e| made(e.to_string()))?;
            let hashes = Hashes { sha256: hash.into(), _extra: HashMap::new() };
            targets.add_target(name, Target { length, hashes, custom: HashMap::new(), _extra: HashMap::new() });
        }
        self.targets = Some(keys::sign(targets, pen.keys, &[self.role(RoleType::Targets)?])?);
        Ok(())
    }

    /// Signs the same targets again.
    pub(super) fn renew_targets(&mut self, pen: &Pen<'_>) -> Result<(), PublishError> {
        let Some(old) = &self.targets else { return Ok(()) };
        let mut targets = old.signed.clone();
        targets.version = next(Some(targets.version));
        targets.expires = expiry!(pen.until(RoleType::Targets));
        self.targets = Some(keys::sign(targets, pen.keys, &[self.role(RoleType::Targets)?])?);
        Ok(())
    }

    /// Signs which version of the targets counts.
    pub(super) fn sign_snapshot(&mut self, pen: &Pen<'_>) -> Result<(), PublishError> {
        let Some(targets) = &self.targets else { return Ok(()) };
        let version = next(self.snapshot.as_ref().map(|s| s.signed.version));
        let mut snapshot = Snapshot::new(SPEC.to_owned(), version, expiry!(pen.until(RoleType::Snapshot)));
        snapshot.meta.insert("targets.json".to_owned(), metafile(targets)?);
        self.snapshot = Some(keys::sign(snapshot, pen.keys, &[self.role(RoleType::Snapshot)?])?);
        Ok(())
    }

    /// Signs that this is the newest.
    pub(super) fn sign_timestamp(&mut self, pen: &Pen<'_>) -> Result<(), PublishError> {
        let Some(snapshot) = &self.snapshot else { return Ok(()) };
        let version = next(self.timestamp.as_ref().map(|t| t.signed.version));
        let mut timestamp = Timestamp::new(SPEC.to_owned(), version, expiry!(pen.until(RoleType::Timestamp)));
        timestamp.meta.insert("snapshot.json".to_owned(), metafile(snapshot)?);
        self.timestamp = Some(keys::sign(timestamp, pen.keys, &[self.role(RoleType::Timestamp)?])?);
        Ok(())
    }

    /// Writes what was signed, each file whole, the timestamp last: whoever fetches meanwhile
    /// gets the old version or the new one.
    pub(super) fn write(&self) -> Result<(), PublishError> {
        let folder = Self::metadata(&self.dir);
        if let Some(targets) = &self.targets {
            put(&folder.join(format!("{}.targets.json", targets.signed.version)), &packed(targets)?.0)?;
        }
        if let Some(snapshot) = &self.snapshot {
            put(&folder.join(format!("{}.snapshot.json", snapshot.signed.version)), &packed(snapshot)?.0)?;
        }
        if let Some(timestamp) = &self.timestamp {
            put(&folder.join("timestamp.json"), &packed(timestamp)?.0)?;
        }
        self.prune(&folder);
        Ok(())
    }

    fn prune(&self, folder: &Path) {
        let newest = |name: &str| match name {
            "targets" => self.targets.as_ref().map(|t| t.signed.version.get()),
            "snapshot" => self.snapshot.as_ref().map(|s| s.signed.version.get()),
            _ => None,
        };
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((number, rest)) = name.split_once('.') else { continue };
            let old = newest(rest.trim_end_matches(".json"));
            if number.parse::<u64>().is_ok_and(|n| old.is_some_and(|newest| n + KEPT < newest)) {
                let _later = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// Who signs, until when.
pub(super) struct Pen<'a> {
    pub(super) keys: &'a [Key],
    pub(super) lifetimes: Lifetimes,
    pub(super) now: DateTime<Utc>,
}

impl Pen<'_> {
    pub(super) fn until(&self, role: RoleType) -> DateTime<Utc> {
        self.now + TimeDelta::days(i64::from(self.lifetimes.days(role)))
    }

    /// Whether a signature has lived more than half of its life.
    pub(super) fn is_old<T: Role>(&self, role: &T) -> bool {
        let half = i64::from(self.lifetimes.days(T::TYPE)) * 86_400 / 2;
        role.expires().as_second() - self.now.timestamp() < half
    }

    pub(super) fn can(&self, role: &RoleKeys) -> bool {
        let ids = keys::ids(role);
        self.keys.iter().filter(|key| ids.iter().any(|id| id == key.id())).count() as u64 >= role.threshold.get()
    }
}

/// A root that names these keys.
pub(super) fn root(
    version: NonZeroU64,
    roles: &[(RoleType, u64, &[Key])],
    pen: &Pen<'_>,
) -> Result<Root, PublishError> {
    let mut root = Root {
        spec_version: SPEC.to_owned(),
        consistent_snapshot: true,
        version,
        expires: expiry!(pen.until(RoleType::Root)),
        keys: HashMap::new(),
        roles: HashMap::new(),
        _extra: HashMap::new(),
    };
    for (role, threshold, keys) in roles {
        let threshold = NonZeroU64::new(*threshold).filter(|t| t.get() <= keys.len() as u64);
        let threshold = threshold.ok_or(PublishError::Threshold)?;
        let mut keyids = Vec::new();
        for key in *keys {
            let public = key.public()?;
            let id = public.key_id().map_err(|e| PublishError::Made(e.to_string()))?;
            keyids.push(id.clone());
            root.keys.insert(id, public);
        }
        root.roles.insert(*role, RoleKeys { keyids, threshold, _extra: HashMap::new() });
    }
    Ok(root)
}

/// The next root: another expiry, and new keys for one role.
pub(super) fn next_root(old: &Root, changed: Option<(RoleType, &[Key])>, pen: &Pen<'_>) -> Result<Root, PublishError> {
    let mut root = old.clone();
    root.version = next(Some(old.version));
    root.expires = expiry!(pen.until(RoleType::Root));
    if let Some((role, keys)) = changed {
        let threshold = old.roles.get(&role).map_or(1, |r| r.threshold.get());
        let only = self::root(root.version, &[(role, threshold, keys)], pen)?;
        root.roles.extend(only.roles);
        root.keys.extend(only.keys);
        let used: Vec<_> = root.roles.values().flat_map(|r| r.keyids.iter().cloned()).collect();
        root.keys.retain(|id, _| used.contains(id));
    }
    Ok(root)
}

fn metafile<T: Role + Serialize>(role: &Signed<T>) -> Result<Metafile, PublishError> {
    let (bytes, sha256) = packed(role)?;
    let hashes = Hashes { sha256: sha256.to_vec().into(), _extra: HashMap::new() };
    Ok(Metafile {
        length: Some(bytes.len() as u64),
        hashes: Some(hashes),
        version: role.signed.version(),
        _extra: HashMap::new(),
    })
}

/// A file's bytes: the same every time, though maps have no order.
fn packed<T: Serialize>(role: &Signed<T>) -> Result<(Vec<u8>, [u8; 32]), PublishError> {
    let made = |e: serde_json::Error| PublishError::Made(e.to_string());
    let mut value = serde_json::to_value(role).map_err(made)?;
    value.sort_all_objects();
    let mut bytes = serde_json::to_vec(&value).map_err(made)?;
    bytes.push(b'\n');
    let sha256 = Sha256::digest(&bytes).into();
    Ok((bytes, sha256))
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    replace(path, bytes).map_err(|source| PublishError::File { path: path.to_owned(), source })
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, PublishError> {
    let bytes = std::fs::read(path).map_err(|source| PublishError::File { path: path.to_owned(), source })?;
    serde_json::from_slice(&bytes).map_err(|e| PublishError::Broken { path: path.to_owned(), what: e.to_string() })
}

/// The newest root as shops are given it.
pub(super) fn newest(dir: &Path) -> Result<roots::Trusted, PublishError> {
    let path = dir.join("root.json");
    roots::read(&path).map_err(|e| PublishError::Broken { path, what: e.to_string() })
}
