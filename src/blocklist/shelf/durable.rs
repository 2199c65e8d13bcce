//! Files that are there whole or not at all, after a power cut too.

use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Bytes read at once.
const BUFFER: usize = 1 << 18;

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// Writes a file beside its place, syncs it, and returns where it lies until [`put_in_place`].
pub(in crate::blocklist) fn write_new(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<PathBuf> {
    let beside = beside(path);
    let mut out = io::BufWriter::with_capacity(BUFFER, File::create(&beside)?);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(beside)
}

/// Gives a synced file its name, and makes the name durable.
pub(in crate::blocklist) fn put_in_place(beside: &Path, path: &Path) -> io::Result<()> {
    fs::rename(beside, path)?;
    if let Some(folder) = path.parent() {
        // Not every system lets a folder be synced; the rename is then as durable as it gets.
        let _unsynced = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Puts `bytes` in the place of `path`: the old file or the new one, never half of one.
pub(in crate::blocklist) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = write_new(path, |out| out.write_all(bytes))?;
    put_in_place(&beside, path)
}

/// Makes a folder and those above it.
pub(in crate::blocklist) fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// SHA-256 and length of a file.
pub(in crate::blocklist) fn hash_file(path: &Path, tick: &mut dyn FnMut(u64)) -> io::Result<([u8; 32], u64)> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; BUFFER];
    let mut length = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((digest.finalize().into(), length));
        }
        digest.update(buffer.get(..read).unwrap_or_default());
        length += read as u64;
        tick(length);
    }
}
