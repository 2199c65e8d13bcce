//! `keys/head`: the last known size and root, kept apart from the database that they are about.
//!
//! Two slots of 4 KiB, each with its own digest, written in turn and never at once: a torn write
//! damages one, the other still stands. It is written after the commit and not synced, so it may
//! lag behind the ledger; it is never ahead of it. A ledger behind its head was rolled back.

#[cfg(test)]
mod tests;

use super::checkpoint::Checkpoint;
use super::store::{Alarm, files};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A slot fills a page of its own, so that one torn page never holds both.
const SLOT: usize = 4096;
const TITLE: &str = "countercheck head v1";

/// Makes the file with its first content, synced.
pub fn create(path: &Path, checkpoint: &Checkpoint) -> io::Result<()> {
    let mut bytes = encode(checkpoint).ok_or(io::ErrorKind::InvalidInput)?;
    bytes.resize(2 * SLOT, 0);
    files::write_new(path, &bytes)
}

/// The newest of the two slots.
pub fn read(path: &Path) -> Result<Checkpoint, Alarm> {
    // A share that is away for a moment must not talk anybody into a new epoch.
    let failed = |e| Alarm::key_file(path, e, Alarm::HeadMissing);
    let mut file = File::open(path).map_err(failed)?;
    file.lock_shared().map_err(failed)?;
    newest(&slots(&mut file).map_err(failed)?).map(|(_, head)| head).ok_or(Alarm::HeadDamaged)
}

/// Remembers a newer checkpoint; an older one than what stands there changes nothing (another
/// program committed after this one and was faster here).
pub fn advance(path: &Path, checkpoint: &Checkpoint) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    file.lock()?;
    let slot = match newest(&slots(&mut file)?) {
        Some((_, head)) if head.size >= checkpoint.size => return Ok(()),
        Some((slot, _)) => 1 - slot,
        None => return Err(io::ErrorKind::InvalidData.into()),
    };
    let bytes = encode(checkpoint).ok_or(io::ErrorKind::InvalidInput)?;
    file.seek(SeekFrom::Start(if slot == 0 { 0 } else { SLOT as u64 }))?;
    file.write_all(&bytes)
}

fn slots(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(2 * SLOT);
    file.take(2 * SLOT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Number and content of the newest sound slot.
fn newest(bytes: &[u8]) -> Option<(usize, Checkpoint)> {
    let sound = bytes.chunks(SLOT).take(2).enumerate().filter_map(|(slot, bytes)| Some((slot, decode(bytes)?)));
    sound.max_by_key(|(_, head)| head.size)
}

/// Title and checkpoint, behind the digest of both, in the first 512 bytes of the slot.
fn encode(checkpoint: &Checkpoint) -> Option<Vec<u8>> {
    let body = format!("{TITLE}\n{}", checkpoint.to_text());
    let mut bytes = format!("{}\n{body}\n", hex::encode(Sha256::digest(&body))).into_bytes();
    let fits = bytes.len() <= 512;
    bytes.resize(512, 0);
    fits.then_some(bytes)
}

fn decode(slot: &[u8]) -> Option<Checkpoint> {
    let end = slot.iter().position(|&b| b == 0).unwrap_or(slot.len());
    let (digest, body) = std::str::from_utf8(&slot[..end]).ok()?.split_once('\n')?;
    let body = body.strip_suffix('\n')?;
    if hex::encode(Sha256::digest(body)) != digest {
        return None;
    }
    Checkpoint::parse(body.strip_prefix(TITLE)?.strip_prefix('\n')?).ok()
}
