//! List files in parts, and back.

use super::{Listing, PublishError, file_error};
use crate::blocklist::files;
use crate::blocklist::shelf::{hash_file, make_folder, put_in_place, write_new};
use crate::blocklist::sync::manifest::{MANIFEST, Manifest, PART, Packed, Piece};
use crate::blocklist::sync::repo::Repo;
use crate::blocklist::{Stack, Trust};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tough::schema::Targets;

/// A folder for work, which goes when it is dropped.
pub(super) struct Work {
    folder: PathBuf,
}

impl Drop for Work {
    fn drop(&mut self) {
        let _next_time = std::fs::remove_dir_all(&self.folder);
    }
}

/// What all targets of a manifest are.
pub(super) fn targets(manifest: &Manifest) -> Listing {
    let files = std::iter::once(&manifest.base).chain(&manifest.overlays);
    files.flat_map(|file| &file.parts).map(|p| (p.target.clone(), (p.bytes, p.sha256.clone()))).collect()
}

/// The names of target files on the server.
pub(super) fn names(targets: &Targets) -> HashSet<String> {
    let file = |(name, target): (&tough::TargetName, &tough::schema::Target)| {
        format!("{}.{}", hex::encode(&target.hashes.sha256), name.raw())
    };
    targets.targets.iter().map(file).collect()
}

impl Work {
    pub(super) fn begin(dir: &Path) -> Result<Self, PublishError> {
        let folder = dir.join(".publish");
        let _absent = std::fs::remove_dir_all(&folder);
        make_folder(&folder).map_err(file_error(&folder))?;
        let targets = dir.join("targets");
        make_folder(&targets).map_err(file_error(&targets))?;
        Ok(Self { folder })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The published version as one file.
    pub(super) fn rebuild(
        &self,
        repo: &Repo,
        old: &Manifest,
        progress: &mut dyn FnMut(u64),
    ) -> Result<PathBuf, PublishError> {
        let base = self.join(repo, &old.base)?;
        let mut lists = Vec::new();
        for overlay in old.overlays.iter().filter(|o| o.version > old.base.version) {
            lists.push(files::open(&self.join(repo, overlay)?, Trust::Never)?);
        }
        let whole = if lists.is_empty() {
            base
        } else {
            let stack = Stack::new(files::open(&base, Trust::Never)?, lists).map_err(files::FilesError::from)?;
            let whole = self.path("before");
            files::fold(&whole, &stack, progress)?;
            whole
        };
        let what = "its parts do not make the version that was signed".to_owned();
        if hash(&whole)? == old.sha256 { Ok(whole) } else { Err(PublishError::Broken { path: whole, what }) }
    }

    fn join(&self, repo: &Repo, file: &Packed) -> Result<PathBuf, PublishError> {
        let path = self.path(&file.sha256);
        let mut out = io::BufWriter::new(File::create(&path).map_err(file_error(&path))?);
        for part in &file.parts {
            let from = repo.target_file(&part.sha256, &part.target);
            let mut source = File::open(&from).map_err(file_error(&from))?;
            io::copy(&mut source, &mut out).map_err(file_error(&path))?;
        }
        out.flush().map_err(file_error(&path))?;
        Ok(path)
    }
}

/// SHA-256 of a file, in hex.
pub(super) fn hash(path: &Path) -> Result<String, PublishError> {
    hash_file(path, &mut |_| ()).map(|(hash, _)| hex::encode(hash)).map_err(file_error(path))
}

/// Puts a list file among the targets, in parts.
pub(super) fn pack(repo: &Repo, path: &Path, version: u64, changes: Option<u64>) -> Result<Packed, PublishError> {
    let mut source = File::open(path).map_err(file_error(path))?;
    let stem = changes.map_or_else(|| format!("base-{version}"), |from| format!("changes-{from}-{version}"));
    let (mut whole, mut parts, mut bytes) = (Sha256::new(), Vec::new(), 0);
    loop {
        let mut part = Vec::new();
        Read::by_ref(&mut source).take(PART).read_to_end(&mut part).map_err(file_error(path))?;
        if part.is_empty() {
            break;
        }
        whole.update(&part);
        let target = format!("{stem}.{:03}", parts.len());
        let sha256 = hex::encode(Sha256::digest(&part));
        put(&repo.target_file(&sha256, &target), &part)?;
        bytes += part.len() as u64;
        parts.push(Piece { target, bytes: part.len() as u64, sha256 });
    }
    Ok(Packed { version, changes, bytes, sha256: hex::encode(whole.finalize()), parts })
}

/// Puts the manifest among the targets.
pub(super) fn manifest(repo: &Repo, manifest: &Manifest) -> Result<(String, (u64, String)), PublishError> {
    let mut bytes = serde_json::to_vec_pretty(manifest).map_err(|e| PublishError::Made(e.to_string()))?;
    bytes.push(b'\n');
    let sha256 = hex::encode(Sha256::digest(&bytes));
    put(&repo.target_file(&sha256, MANIFEST), &bytes)?;
    Ok((MANIFEST.to_owned(), (bytes.len() as u64, sha256)))
}

/// Throws away files that neither this version nor the one before names: who began to fetch
/// that one may end it.
pub(super) fn prune(repo: &Repo, before: &HashSet<String>) {
    let named = repo.targets.as_ref().map(|t| names(&t.signed)).unwrap_or_default();
    let folder = repo.target_file("", "");
    let entries = folder.parent().map(std::fs::read_dir);
    for entry in entries.into_iter().flatten().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = name.split_once('.').is_some_and(|(hash, _)| hash.len() == 64 && hex::decode(hash).is_ok());
        if ours && !named.contains(&name) && !before.contains(&name) {
            let _later = std::fs::remove_file(entry.path());
        }
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    if std::fs::metadata(path).is_ok_and(|m| m.len() == bytes.len() as u64) {
        // Its name is its SHA-256, and it was synced before it got it.
        return Ok(());
    }
    write_new(path, |out| out.write_all(bytes)).and_then(|beside| put_in_place(&beside, path)).map_err(file_error(path))
}
