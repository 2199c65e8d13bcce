//! Copying, digesting and naming files of backups; every copy is synced.

use super::manifest::Entry;
use super::{BackupError, PARTIAL, is_gone, manifest};
use crate::ledger::store::files;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Makes a folder, open to its owner only. Its parent must be there: on a stick that is not plugged
/// in a backup would silently land on the disk that it is meant to survive.
pub(super) fn make_folder(path: &Path) -> Result<(), BackupError> {
    if path.is_dir() {
        return Ok(());
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        fs::metadata(parent).map_err(BackupError::file(parent))?;
    }
    files::private_folder(path).map_err(BackupError::file(path))
}

pub(super) fn sync(folder: &Path) -> Result<(), BackupError> {
    files::sync_folder(folder).map_err(BackupError::file(folder))
}

pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    files::write_new(path, bytes).map_err(BackupError::file(path))
}

/// A small file whole; `None` when it is not there or too long.
pub(super) fn small(path: &Path, most: u64) -> Result<Option<Vec<u8>>, BackupError> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)) {
        Err(e) if is_gone(&e) || path.parent().is_some_and(Path::is_file) => Ok(None),
        Err(e) => Err(BackupError::file(path)(e)),
        Ok(_) => Ok((bytes.len() as u64 <= most).then_some(bytes)),
    }
}

pub(super) fn copy_one(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut source = File::open(from).map_err(BackupError::file(from))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut target = options.open(to).map_err(BackupError::file(to))?;
    io::copy(&mut source, &mut target).and_then(|_| target.sync_all()).map_err(BackupError::file(to))
}

/// Copies a folder and all below it but the names that `leave` speaks of. Links are not followed.
pub(super) fn copy_tree(from: &Path, to: &Path, leave: &mut dyn FnMut(&str) -> bool) -> Result<(), BackupError> {
    make_folder(to)?;
    for entry in fs::read_dir(from).map_err(BackupError::file(from))? {
        let entry = entry.map_err(BackupError::file(from))?;
        let (name, path) = (entry.file_name(), entry.path());
        if leave(&name.to_string_lossy()) {
            continue;
        }
        let kind = entry.file_type().map_err(BackupError::file(&path))?;
        if kind.is_dir() {
            copy_tree(&path, &to.join(&name), leave)?;
        } else if kind.is_file() {
            copy_one(&path, &to.join(&name))?;
        }
    }
    Ok(())
}

/// Paths of all files below a folder but the manifest, `/` between, sorted.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, BackupError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(BackupError::file(folder))? {
        let entry = entry.map_err(BackupError::file(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            names.extend(self::names(&entry.path())?.into_iter().map(|inner| format!("{name}/{inner}")));
        } else if name != manifest::FILE {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

pub(super) fn digest(path: &Path) -> Result<Entry, BackupError> {
    let mut hasher = Sha256::new();
    let bytes = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher));
    let bytes = match bytes {
        Err(e) if is_gone(&e) => return Err(BackupError::Altered { name: path.display().to_string() }),
        other => other.map_err(BackupError::file(path))?,
    };
    Ok(Entry { sha256: hex::encode(hasher.finalize()), bytes })
}

pub(super) fn sync_all_folders(folder: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(folder).map_err(BackupError::file(folder))? {
        let path = entry.map_err(BackupError::file(folder))?.path();
        if path.is_dir() {
            sync_all_folders(&path)?;
        }
    }
    sync(folder)
}

/// A name that nothing bears yet: two backups within a second, or a clock that was set back.
pub(super) fn free_name(folder: &Path, wanted: &str) -> String {
    let taken = |name: &str| folder.join(name).exists();
    let numbered = (2..1000).map(|n| format!("{wanted}-{n}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_else(|| wanted.to_owned())
}

/// Whole backups whose name has this prefix, oldest first.
pub(super) fn whole(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = of_prefix(folder, prefix)?;
    found.retain(|path| !path.to_string_lossy().ends_with(PARTIAL) && path.join(manifest::FILE).is_file());
    found.sort();
    Ok(found)
}

/// Removes what earlier runs left unfinished.
pub(super) fn sweep(folder: &Path, prefix: &str) -> Result<(), BackupError> {
    for path in of_prefix(folder, prefix)?.iter().filter(|path| path.to_string_lossy().ends_with(PARTIAL)) {
        fs::remove_dir_all(path).map_err(BackupError::file(path))?;
    }
    Ok(())
}

/// Removes all but the newest whole backups of a prefix; returns what is gone. A move is never removed.
pub(super) fn rotate(folder: &Path, prefix: &str, keep: usize) -> Result<Vec<PathBuf>, BackupError> {
    let mut all = whole(folder, prefix)?;
    all.retain(|path| manifest::Manifest::read(path).is_ok_and(|m| m.kind == manifest::Kind::Backup));
    let old: Vec<_> = all[..all.len().saturating_sub(keep)].to_vec();
    for path in &old {
        // Half removed it must not look whole.
        let mut dying = path.as_os_str().to_owned();
        dying.push(PARTIAL);
        fs::rename(path, &dying).map_err(BackupError::file(path))?;
        fs::remove_dir_all(&dying).map_err(BackupError::file(path))?;
    }
    if !old.is_empty() {
        sync(folder)?;
    }
    Ok(old)
}

fn of_prefix(folder: &Path, prefix: &str) -> Result<Vec<PathBuf>, BackupError> {
    let entries = fs::read_dir(folder).map_err(BackupError::file(folder))?;
    let start = format!("{prefix}-");
    let ours = entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(&start));
    Ok(ours.map(|e| e.path()).filter(|path| path.is_dir()).collect())
}
