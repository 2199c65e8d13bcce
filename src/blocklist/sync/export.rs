//! The list in use onto a stick, for a shop without a network.

use super::SyncError;
use super::manifest::{Manifest, Packed};
use super::papers::Papers;
use super::roots;
use crate::blocklist::files;
use crate::blocklist::shelf::{Installed, hash_file, make_folder, put_in_place, write_new};
use serde_json::Value;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// What the name of a version as one file begins with; its SHA-256 follows, which is signed.
pub(super) const WHOLE: &str = "whole-";

/// What was put onto a stick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The folder that another shop imports.
    pub folder: PathBuf,
    /// The list's version.
    pub version: u64,
    /// Bytes of list files.
    pub bytes: u64,
}

/// Writes the list in use, with its publisher's signatures, into a folder of its name in `dir`.
/// A stick that holds an older version is brought up to date. `progress` is told bytes.
pub fn export(list: &Installed, dir: &Path, progress: &mut dyn FnMut(u64)) -> Result<Exported, SyncError> {
    // Nothing may be thrown away while it is copied.
    let _held = list.slot().lock()?;
    list.open()?;
    let unsigned = || SyncError::NoPapers(list.name.clone());
    let papers = Papers::of(list).ok_or_else(unsigned)?;
    let manifest = Manifest::parse(papers.manifest.as_bytes()).map_err(|_| unsigned())?;
    if manifest.version != list.version || manifest.sha256 != hex::encode(list.sha256) {
        return Err(unsigned());
    }
    let newest: Value = papers.roots.last().and_then(|r| serde_json::from_str(r).ok()).ok_or_else(unsigned)?;
    let consistent = newest["signed"]["consistent_snapshot"].as_bool().unwrap_or(true);
    let mut stick = Stick { folder: dir.join(&list.name), consistent, named: HashSet::new(), bytes: 0, progress };
    stick.files(list, &manifest, &papers)?;
    stick.metadata(&papers)?;
    stick.prune();
    Ok(Exported { folder: stick.folder, version: list.version, bytes: stick.bytes })
}

struct Stick<'a> {
    folder: PathBuf,
    consistent: bool,
    /// Targets that belong to this version.
    named: HashSet<String>,
    bytes: u64,
    progress: &'a mut dyn FnMut(u64),
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> SyncError + '_ {
    |source| SyncError::File { path: path.to_owned(), source }
}

impl Stick<'_> {
    fn target(&self, sha256: &str, name: &str) -> String {
        if self.consistent { format!("{sha256}.{name}") } else { name.to_owned() }
    }

    fn put(&mut self, name: String, sha256: &str, length: u64, mut from: impl Read) -> Result<(), SyncError> {
        let targets = self.folder.join("targets");
        make_folder(&targets).map_err(refused(&targets))?;
        let path = targets.join(&name);
        self.named.insert(name);
        self.bytes += length;
        let there = std::fs::metadata(&path).is_ok_and(|m| m.len() == length)
            && hash_file(&path, &mut |_| ()).is_ok_and(|(hash, _)| hex::encode(hash) == sha256);
        if !there {
            let beside = write_new(&path, |out| io::copy(&mut from, out).map(|_| ())).map_err(refused(&path))?;
            put_in_place(&beside, &path).map_err(refused(&path))?;
        }
        (self.progress)(self.bytes);
        Ok(())
    }

    /// A file in the publisher's parts.
    fn parts(&mut self, page: &Path, file: &Packed) -> Result<(), SyncError> {
        let mut source = File::open(page).map_err(refused(page))?;
        for part in &file.parts {
            let name = self.target(&part.sha256, &part.target);
            // Read whole, so that a part that is on the stick already is passed over here too.
            let mut bytes = Vec::new();
            Read::by_ref(&mut source).take(part.bytes).read_to_end(&mut bytes).map_err(refused(page))?;
            self.put(name, &part.sha256, part.bytes, bytes.as_slice())?;
        }
        Ok(())
    }

    fn files(&mut self, list: &Installed, manifest: &Manifest, papers: &Papers) -> Result<(), SyncError> {
        let held: HashSet<&str> = list.current.files().map(|part| part.sha256.as_str()).collect();
        let mut complete = held.contains(manifest.base.sha256.as_str());
        for file in std::iter::once(&manifest.base).chain(&manifest.overlays) {
            if held.contains(file.sha256.as_str()) {
                self.parts(&list.slot().page(&file.sha256), file)?;
            } else if file.changes.is_some_and(|from| from >= manifest.base.version) {
                complete = false;
            }
        }
        if !complete {
            self.whole(list, &manifest.sha256)?;
        }
        let targets: Value = serde_json::from_str(&papers.targets).unwrap_or_default();
        let sha256 = targets["signed"]["targets"][super::manifest::MANIFEST]["hashes"]["sha256"].as_str();
        let name = self.target(sha256.unwrap_or_default(), super::manifest::MANIFEST);
        self.put(name, sha256.unwrap_or_default(), papers.manifest.len() as u64, papers.manifest.as_bytes())
    }

    /// The version as one file: a shop that folded it no longer has its publisher's parts.
    fn whole(&mut self, list: &Installed, sha256: &str) -> Result<(), SyncError> {
        let name = format!("{WHOLE}{sha256}");
        let base = list.slot().page(&list.current.base.sha256);
        if list.current.overlays.is_empty() {
            let file = File::open(&base).map_err(refused(&base))?;
            return self.put(name, sha256, list.current.base.bytes, file);
        }
        let staging = list.slot().staging();
        make_folder(&staging).map_err(refused(&staging))?;
        let made = staging.join("export");
        files::fold(&made, &list.open()?, &mut |_| ())?;
        let length = std::fs::metadata(&made).map_err(refused(&made))?.len();
        let file = File::open(&made).map_err(refused(&made))?;
        self.put(name, sha256, length, file)?;
        let _later = std::fs::remove_file(made);
        Ok(())
    }

    /// Signatures come last, so that a stick pulled too early still holds its old version.
    fn metadata(&self, papers: &Papers) -> Result<(), SyncError> {
        let folder = self.folder.join("metadata");
        make_folder(&folder).map_err(refused(&folder))?;
        let write = |name: String, text: &str| {
            let path = folder.join(name);
            write_new(&path, |out| out.write_all(text.as_bytes()))
                .and_then(|beside| put_in_place(&beside, &path))
                .map_err(refused(&path))
        };
        for root in &papers.roots {
            write(format!("{}.root.json", roots::version(root).unwrap_or(0)), root)?;
        }
        for (name, text) in [("targets", &papers.targets), ("snapshot", &papers.snapshot)] {
            let number = roots::version(text).unwrap_or(0);
            let number = if self.consistent { format!("{number}.") } else { String::new() };
            write(format!("{number}{name}.json"), text)?;
        }
        write("timestamp.json".to_owned(), &papers.timestamp)
    }

    /// Throws away what older versions left, and nothing that is somebody else's.
    fn prune(&self) {
        let Ok(entries) = std::fs::read_dir(self.folder.join("targets")) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let part = name.split_once('.').is_some_and(|(hash, _)| hash.len() == 64 && hex::decode(hash).is_ok());
            if (part || name.starts_with(WHOLE)) && !self.named.contains(&name) {
                let _later = std::fs::remove_file(entry.path());
            }
        }
    }
}
