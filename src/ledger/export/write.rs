//! Writing an export: one snapshot of each log, streamed.

use super::files::Sink;
use super::{
    BLOBS, CHECKPOINT, CHECKPOINTS, DISCLOSED, EPOCHS, ExportError, KEY, MANIFEST, Manifest, PAGE, README, README_TEXT,
};
use crate::ledger::archive::Archive;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::{EntryId, Leaf};
use crate::ledger::note::VerifierKey;
use crate::ledger::store::files::sync_folder;
use crate::ledger::store::{Store, StoreError, schema};
use crate::ledger::tiles::{self, Rows, WIDTH};
use crate::ledger::tree::{Frontier, Hash, leaf_hash};
use crate::ledger::verify::Disclosure;
use crate::sqlite::SqliteError;
use age::x25519::Recipient;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Opens what is to be disclosed of an entry: label, salt and value of each field in scope, in
/// order of label.
pub type Disclose<'a> = &'a mut dyn FnMut(EntryId) -> Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;
/// Opens a blob of an entry by its label; `None` when it is no longer there.
pub type Blob<'a> = &'a mut dyn FnMut(EntryId, &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>>;

/// What goes into an export besides the present register.
#[derive(Default)]
pub struct Plan<'a> {
    /// Registers of earlier epochs, oldest first.
    pub earlier: &'a [Archive],
    /// Opens fields; without it nothing personal leaves the shop.
    pub disclose: Option<Disclose<'a>>,
    /// Opens the pictures among them; without it they are left out.
    pub blob: Option<Blob<'a>>,
    /// Who alone can read it; nobody in particular when empty.
    pub recipients: &'a [Recipient],
}

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Number of leaves of the present epoch.
    pub entries: u64,
    /// Root over them.
    pub root: Hash,
    /// Number of disclosed fields.
    pub disclosed: u64,
    /// Number of disclosed pictures.
    pub blobs: u64,
    /// Numbers of the earlier epochs in it.
    pub epochs: Vec<u64>,
}

/// Writes the whole present log to `path`, a folder, or one file when the name ends in `.zip`;
/// refuses to overwrite.
pub fn write(store: &Store, path: &Path, disclose: Option<Disclose<'_>>) -> Result<Exported, ExportError> {
    write_plan(store, path, Plan { disclose, ..Plan::default() })
}

/// The same with everything that can be asked for; with recipients it is one encrypted file.
pub fn write_plan(store: &Store, path: &Path, plan: Plan<'_>) -> Result<Exported, ExportError> {
    if path.exists() {
        return Err(ExportError::Exists { path: path.to_owned() });
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    let partial = Path::new(&name);
    let _ = if partial.is_dir() { fs::remove_dir_all(partial) } else { fs::remove_file(partial) };
    // Everything of a log comes from one snapshot, while the till goes on appending.
    let snapshot = store.db().unchecked_transaction().map_err(|e| StoreError::from(SqliteError::from(e)))?;
    let Plan { earlier, disclose, blob, recipients } = plan;
    let sink = Sink::create(path, partial, recipients)?;
    let mut out = Out { sink, folder: String::new(), digests: BTreeMap::new(), disclose, blob, pictures: Vec::new() };
    let exported = everything(&snapshot, earlier, &mut out);
    let finished = exported.and_then(|exported| out.sink.finish().map(|()| exported));
    let exported = match finished {
        Ok(exported) => exported,
        // Half an export is of no use, and may hold what was to be disclosed.
        Err(e) => {
            let _ = if partial.is_dir() { fs::remove_dir_all(partial) } else { fs::remove_file(partial) };
            return Err(e);
        }
    };
    fs::rename(partial, path).map_err(ExportError::file(path))?;
    // Without this the name itself may be gone after a power cut, and with it all that it names.
    path.parent().map_or(Ok(()), sync_folder).map_err(ExportError::file(path))?;
    Ok(exported)
}

/// Hands on the next lines of a file, without their last line end.
type Next<'a, O> = &'a mut dyn FnMut(&mut O) -> Result<Option<Vec<u8>>, ExportError>;

/// The sink, what opens fields, and the digests of what went into the present folder.
struct Out<'a> {
    sink: Sink,
    /// Of the log that is being written, below the export; ends in `/`, or is empty.
    folder: String,
    digests: BTreeMap<&'static str, String>,
    disclose: Option<Disclose<'a>>,
    blob: Option<Blob<'a>>,
    /// Entry, label and digest of each disclosed picture.
    pictures: Vec<(EntryId, String, String)>,
}

impl Out<'_> {
    fn file(&mut self, name: &'static str, bytes: &[u8]) -> Result<(), ExportError> {
        self.digests.insert(name, hex::encode(Sha256::digest(bytes)));
        self.plain(name, bytes)
    }

    fn plain(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        self.sink.start(&format!("{}{name}", self.folder))?;
        self.sink.write_all(bytes).map_err(ExportError::file(Path::new(name)))
    }

    /// A file of JSON lines, until `next` has no more.
    fn lines(&mut self, name: &'static str, next: Next<'_, Self>) -> Result<(), ExportError> {
        self.sink.start(&format!("{}{name}", self.folder))?;
        let mut hasher = Sha256::new();
        while let Some(mut lines) = next(self)? {
            lines.push(b'\n');
            hasher.update(&lines);
            self.sink.write_all(&lines).map_err(ExportError::file(Path::new(name)))?;
        }
        self.digests.insert(name, hex::encode(hasher.finalize()));
        Ok(())
    }

    /// The lines of `disclosed.jsonl` for one leaf.
    fn disclosures(&mut self, index: u64, bytes: &[u8]) -> Result<Vec<Vec<u8>>, ExportError> {
        let (Ok(leaf), Some(disclose)) = (Leaf::parse(bytes), self.disclose.as_mut()) else { return Ok(Vec::new()) };
        if leaf.c.is_empty() {
            return Ok(Vec::new());
        }
        let mut lines = Vec::new();
        for (label, salt, value) in disclose(leaf.entry_id).map_err(ExportError::Disclose)? {
            if super::is_picture(&label) {
                // A picture that is gone is not disclosed: its digest alone shows nothing.
                let Some(blob) = self.blob.as_mut() else { continue };
                let there = blob(leaf.entry_id, &label).map_err(ExportError::Disclose)?;
                if there.is_none_or(|bytes| hex::encode(Sha256::digest(bytes)) != value) {
                    continue;
                }
                self.pictures.push((leaf.entry_id, label.clone(), value.clone()));
            }
            lines.push(serde_json::to_vec(&Disclosure { index, label, salt: hex::encode(salt), value })?);
        }
        Ok(lines)
    }

    /// The pictures named so far, one at a time in memory. Returns their number.
    fn blobs(&mut self) -> Result<u64, ExportError> {
        let mut written = BTreeSet::new();
        for (entry, label, digest) in std::mem::take(&mut self.pictures) {
            let Some(blob) = self.blob.as_mut() else { break };
            let bytes = blob(entry, &label).map_err(ExportError::Disclose)?;
            let Some(bytes) = bytes.filter(|_| written.insert(digest.clone())) else { continue };
            self.plain(&format!("{BLOBS}/{digest}"), &bytes)?;
        }
        Ok(written.len() as u64)
    }
}

fn everything(db: &Connection, earlier: &[Archive], out: &mut Out<'_>) -> Result<Exported, ExportError> {
    let mut epochs = Vec::new();
    let mut disclosed = 0;
    out.file(README, README_TEXT.as_bytes())?;
    // For looking only: an officer uses his own copy, because this one was put here by the shop.
    out.file(PAGE, crate::page::html().as_bytes())?;
    let readme = std::mem::take(&mut out.digests);
    for archive in earlier {
        out.folder = format!("{EPOCHS}/{}/", archive.number());
        let snapshot = archive.db().unchecked_transaction().map_err(|e| StoreError::from(SqliteError::from(e)))?;
        // One that is too damaged to be read is left out; the verifier then tells what is missing.
        if let Some(log) = Log::of(&snapshot).ok().flatten().filter(|_| readable(&snapshot)) {
            disclosed += register(&snapshot, &log, &[], out)?;
            epochs.push(archive.number());
        }
        out.digests.clear();
    }
    out.folder.clear();
    out.digests = readme;
    let log = Log::of(db)?.ok_or(StoreError::Alarm(crate::ledger::store::Alarm::Unsigned(None)))?;
    disclosed += register(db, &log, &epochs, out)?;
    let blobs = out.blobs()?;
    Ok(Exported { entries: log.checkpoint.size, root: log.checkpoint.root, disclosed, blobs, epochs })
}

/// Whether every leaf and checkpoint can be read, whatever they say.
fn readable(db: &Connection) -> bool {
    let mut size = 0;
    while let Ok(Some((next, _))) = schema::checkpoint_after(db, size) {
        size = next;
    }
    schema::checkpoint_after(db, size).is_ok() && schema::leaves(db, 0..u64::MAX, &mut |_, _| true).is_ok()
}

/// What a log says of itself.
struct Log {
    key: VerifierKey,
    note: String,
    checkpoint: Checkpoint,
}

impl Log {
    /// `None` when it has no readable key or checkpoint.
    fn of(db: &Connection) -> Result<Option<Self>, StoreError> {
        let (row, note) = (schema::log_row(db)?, schema::newest_note(db)?);
        let key = row.and_then(|row| row.vkey.parse().ok());
        let checkpoint = note.as_deref().and_then(schema::unchecked);
        let (Some(key), Some(checkpoint)) = (key, checkpoint) else { return Ok(None) };
        // Once more, with the lines of its cosigners.
        let cosigned = schema::checkpoint_after(db, checkpoint.size.saturating_sub(1))?;
        Ok(cosigned.or_else(|| Some((0, note?))).map(|(_, note)| Self { key, note, checkpoint }))
    }
}

/// One log; returns the number of fields disclosed.
fn register(db: &Connection, log: &Log, epochs: &[u64], out: &mut Out<'_>) -> Result<u64, ExportError> {
    let newest = log.checkpoint.size;
    out.file(CHECKPOINT, log.note.as_bytes())?;
    out.file(KEY, format!("{}\n", log.key).as_bytes())?;
    tiles_and_bundles(db, newest, out)?;
    let mut size = 0;
    out.lines(CHECKPOINTS, &mut |_| {
        let Some((next, note)) = schema::checkpoint_after(db, size).map_err(StoreError::from)? else { return Ok(None) };
        size = next;
        Ok(Some(serde_json::to_vec(&serde_json::json!({ "size": next, "note": note }))?))
    })?;
    let mut disclosed = 0;
    if out.disclose.is_some() {
        let mut index = 0;
        out.lines(DISCLOSED, &mut |out| {
            while let Some(bytes) = schema::leaf(db, index).map_err(StoreError::from)? {
                let lines = out.disclosures(index, &bytes)?;
                index += 1;
                if !lines.is_empty() {
                    disclosed += lines.len() as u64;
                    return Ok(Some(lines.join(&b'\n')));
                }
            }
            Ok(None)
        })?;
    }
    let digests = std::mem::take(&mut out.digests);
    let Checkpoint { origin, size, root } = &log.checkpoint;
    let manifest = Manifest::new(origin, *size, root, digests).with_epochs(epochs.to_vec());
    out.plain(MANIFEST, &manifest.bytes()?)?;
    Ok(disclosed)
}

fn tiles_and_bundles(db: &Connection, size: u64, out: &mut Out<'_>) -> Result<(), ExportError> {
    let (mut frontier, mut rows, mut bundle) = (Frontier::default(), Rows::default(), Vec::new());
    let mut failed = None;
    let mut ready = Vec::new();
    schema::leaves(db, 0..size, &mut |index, bytes| {
        tiles::push_leaf(&mut bundle, bytes);
        frontier.push_with(leaf_hash(bytes), &mut |level, _, hash| {
            rows.node(level, hash, &mut |path, tile| ready.push((path, tile.to_vec())));
        });
        if index % WIDTH == WIDTH - 1 || index + 1 == size {
            ready.push((tiles::bundle(index / WIDTH, index % WIDTH + 1), std::mem::take(&mut bundle)));
        }
        failed = ready.drain(..).find_map(|(path, bytes)| out.plain(&path, &bytes).err());
        failed.is_none()
    })
    .map_err(StoreError::from)?;
    rows.finish(&mut |path, tile| ready.push((path, tile.to_vec())));
    failed.map_or(Ok(()), Err)?;
    ready.into_iter().try_for_each(|(path, bytes)| out.plain(&path, &bytes))
}
