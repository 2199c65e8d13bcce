//! List files from signed parts. A part that came whole is on disk under its SHA-256 before the
//! next is asked for, so a killed run never asks for it again.

use super::load::{self, Loaded};
use super::manifest::{Packed, Piece};
use super::transport::Carrier;
use super::{SyncError, What};
use crate::blocklist::shelf::{Part, Slot, hash_file, make_folder, put_in_place, write_new};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

fn refused(path: &Path) -> impl FnOnce(io::Error) -> SyncError + '_ {
    |source| SyncError::File { path: path.to_owned(), source }
}

/// Whether a file is there with this content.
pub(super) fn is_whole(path: &Path, sha256: &str, bytes: u64) -> bool {
    // The length first: reading half a gigabyte for nothing takes a second.
    std::fs::metadata(path).is_ok_and(|m| m.len() == bytes)
        && hash_file(path, &mut |_| ()).is_ok_and(|(hash, _)| hex::encode(hash) == sha256)
}

fn staged(slot: &Slot, sha256: &str) -> PathBuf {
    slot.staging().join(sha256)
}

/// Bytes of a file that have yet to come.
pub(super) fn missing(slot: &Slot, file: &Packed) -> u64 {
    if std::fs::metadata(slot.page(&file.sha256)).is_ok_and(|m| m.len() == file.bytes) {
        return 0;
    }
    let here = |part: &Piece| std::fs::metadata(staged(slot, &part.sha256)).is_ok_and(|m| m.len() == part.bytes);
    file.parts.iter().filter(|part| !here(part)).map(|part| part.bytes).sum()
}

/// A list file, whole and verified, in `pages/`.
pub(super) async fn file(slot: &Slot, loaded: &Loaded, carrier: &Carrier, file: &Packed) -> Result<Part, SyncError> {
    let made = Part { sha256: file.sha256.clone(), bytes: file.bytes };
    let page = slot.page(&file.sha256);
    if is_whole(&page, &file.sha256, file.bytes) {
        return Ok(made);
    }
    for folder in [slot.staging(), slot.folder().join("pages")] {
        make_folder(&folder).map_err(refused(&folder))?;
    }
    for part in &file.parts {
        let path = staged(slot, &part.sha256);
        if is_whole(&path, &part.sha256, part.bytes) {
            continue;
        }
        let bytes = load::target(&loaded.repository, carrier, &part.target, part.bytes).await?;
        if hex::encode(Sha256::digest(&bytes)) != part.sha256 {
            // Signed, but not what the manifest says: the publisher mixed versions itself.
            return Err(What::MixAndMatch.with(format!("{} is not the part that the list names", part.target)).into());
        }
        let beside = write_new(&path, |out| out.write_all(&bytes)).map_err(refused(&path))?;
        put_in_place(&beside, &path).map_err(refused(&path))?;
    }
    let parts: Vec<PathBuf> = file.parts.iter().map(|part| staged(slot, &part.sha256)).collect();
    join(&parts, &page, &made)?;
    for path in parts {
        let _later = std::fs::remove_file(path);
    }
    Ok(made)
}

/// Parts become a file, if that has the SHA-256 that was signed.
fn join(parts: &[PathBuf], page: &Path, made: &Part) -> Result<(), SyncError> {
    let mut digest = Sha256::new();
    let beside = write_new(page, |out| {
        for path in parts {
            let mut bytes = Vec::new();
            File::open(path)?.read_to_end(&mut bytes)?;
            digest.update(&bytes);
            out.write_all(&bytes)?;
        }
        Ok(())
    })
    .map_err(refused(page))?;
    if hex::encode(digest.finalize()) != made.sha256 {
        let _gone = std::fs::remove_file(beside);
        return Err(What::WrongHash.with(format!("the parts do not make {}", made.sha256)).into());
    }
    put_in_place(&beside, page).map_err(refused(page))
}

/// Copies a whole list from a stick, if it has the SHA-256 that was signed.
pub(super) fn copy(slot: &Slot, from: &Path, sha256: &str, tick: &mut dyn FnMut(u64)) -> Result<Part, SyncError> {
    let pages = slot.folder().join("pages");
    make_folder(&pages).map_err(refused(&pages))?;
    let page = slot.page(sha256);
    let (mut digest, mut bytes) = (Sha256::new(), 0_u64);
    let beside = write_new(&page, |out| {
        let mut file = File::open(from)?;
        let mut buffer = vec![0; 1 << 18];
        loop {
            let read = file.read(&mut buffer)?;
            let piece = buffer.get(..read).unwrap_or_default();
            if piece.is_empty() {
                return Ok(());
            }
            digest.update(piece);
            out.write_all(piece)?;
            bytes += read as u64;
            tick(bytes);
        }
    })
    .map_err(refused(from))?;
    if hex::encode(digest.finalize()) != sha256 {
        let _gone = std::fs::remove_file(beside);
        return Err(What::WrongHash.with(from.file_name().unwrap_or_default().to_string_lossy()).into());
    }
    put_in_place(&beside, &page).map_err(refused(&page))?;
    Ok(Part { sha256: sha256.to_owned(), bytes })
}
