//! Writing an export: one snapshot of the log, streamed.

use super::files::Sink;
use super::{CHECKPOINT, CHECKPOINTS, DISCLOSED, ExportError, KEY, MANIFEST, Manifest, README, README_TEXT};
use crate::ledger::leaf::{EntryId, Leaf};
use crate::ledger::store::files::sync_folder;
use crate::ledger::store::{Store, StoreError, schema};
use crate::ledger::tiles::{self, Rows, WIDTH};
use crate::ledger::tree::{Frontier, Hash, leaf_hash};
use crate::ledger::verify::Disclosure;
use crate::sqlite::SqliteError;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Opens what is to be disclosed of an entry: label, salt and value of each field in scope.
pub type Disclose<'a> = &'a mut dyn FnMut(EntryId) -> Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Number of leaves.
    pub entries: u64,
    /// Root over them.
    pub root: Hash,
    /// Number of disclosed fields.
    pub disclosed: u64,
}

/// Writes the whole log to `path`, a folder, or one file when the name ends in `.zip`; refuses to
/// overwrite. Without `disclose` nothing personal leaves the shop.
pub fn write(store: &Store, path: &Path, disclose: Option<Disclose<'_>>) -> Result<Exported, ExportError> {
    if path.exists() {
        return Err(ExportError::Exists { path: path.to_owned() });
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    let partial = Path::new(&name);
    let _ = if partial.is_dir() { fs::remove_dir_all(partial) } else { fs::remove_file(partial) };
    // Everything comes from one snapshot, while the till goes on appending.
    let snapshot = store.db().unchecked_transaction().map_err(|e| StoreError::from(SqliteError::from(e)))?;
    let mut out = Out { sink: Sink::create(path, partial)?, digests: BTreeMap::new() };
    let exported = everything(store, &snapshot, &mut out, disclose)?;
    out.sink.finish()?;
    fs::rename(partial, path).map_err(ExportError::file(path))?;
    // Without this the name itself may be gone after a power cut, and with it all that it names.
    path.parent().map_or(Ok(()), sync_folder).map_err(ExportError::file(path))?;
    Ok(exported)
}

/// The sink and the digests of what went into it.
struct Out {
    sink: Sink,
    digests: BTreeMap<&'static str, String>,
}

impl Out {
    fn file(&mut self, name: &'static str, bytes: &[u8]) -> Result<(), ExportError> {
        self.digests.insert(name, hex::encode(Sha256::digest(bytes)));
        self.plain(name, bytes)
    }

    fn plain(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        self.sink.start(name)?;
        self.sink.write_all(bytes).map_err(ExportError::file(Path::new(name)))
    }

    /// A file of JSON lines, until `next` has no more.
    fn lines(
        &mut self,
        name: &'static str,
        next: &mut dyn FnMut() -> Result<Option<Vec<u8>>, ExportError>,
    ) -> Result<(), ExportError> {
        self.sink.start(name)?;
        let mut hasher = Sha256::new();
        while let Some(mut lines) = next()? {
            lines.push(b'\n');
            hasher.update(&lines);
            self.sink.write_all(&lines).map_err(ExportError::file(Path::new(name)))?;
        }
        self.digests.insert(name, hex::encode(hasher.finalize()));
        Ok(())
    }
}

fn everything(
    store: &Store,
    db: &Connection,
    out: &mut Out,
    disclose: Option<Disclose<'_>>,
) -> Result<Exported, ExportError> {
    let (checkpoint, note) = store.checkpoint()?;
    out.file(README, README_TEXT.as_bytes())?;
    out.file(CHECKPOINT, note.as_bytes())?;
    out.file(KEY, format!("{}\n", store.verifier()).as_bytes())?;
    tiles_and_bundles(db, checkpoint.size, out)?;
    let mut size = 0;
    out.lines(CHECKPOINTS, &mut || {
        let Some((next, note)) = schema::checkpoint_after(db, size).map_err(StoreError::from)? else { return Ok(None) };
        size = next;
        Ok(Some(serde_json::to_vec(&serde_json::json!({ "size": next, "note": note }))?))
    })?;
    let mut disclosed = 0;
    if let Some(disclose) = disclose {
        let mut index = 0;
        out.lines(DISCLOSED, &mut || {
            while let Some(bytes) = schema::leaf(db, index).map_err(StoreError::from)? {
                let lines = disclosures(index, &bytes, disclose)?;
                index += 1;
                if !lines.is_empty() {
                    disclosed += lines.len() as u64;
                    return Ok(Some(lines.join(&b'\n')));
                }
            }
            Ok(None)
        })?;
    }
    let manifest = Manifest::new(&checkpoint.origin, checkpoint.size, &checkpoint.root, out.digests.clone());
    out.plain(MANIFEST, &manifest.bytes()?)?;
    Ok(Exported { entries: checkpoint.size, root: checkpoint.root, disclosed })
}

/// The lines of `disclosed.jsonl` for one leaf.
fn disclosures(index: u64, bytes: &[u8], disclose: Disclose<'_>) -> Result<Vec<Vec<u8>>, ExportError> {
    let Ok(leaf) = Leaf::parse(bytes) else { return Ok(Vec::new()) };
    if leaf.c.is_empty() {
        return Ok(Vec::new());
    }
    let fields = disclose(leaf.entry_id).map_err(ExportError::Disclose)?;
    let lines = fields
        .into_iter()
        .map(|(label, salt, value)| serde_json::to_vec(&Disclosure { index, label, salt: hex::encode(salt), value }));
    Ok(lines.collect::<Result<_, _>>()?)
}

fn tiles_and_bundles(db: &Connection, size: u64, out: &mut Out) -> Result<(), ExportError> {
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
