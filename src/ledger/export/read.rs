//! Reading an export into the verifier: every byte of it hostile, memory bounded by a bundle.

use super::files::Files;
use super::{CHECKPOINT, CHECKPOINTS, DISCLOSED, ExportError, KEY, MANIFEST, Manifest, README, Wanted};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::note::{MAX_NOTE, VerifierKey};
use crate::ledger::tiles::{self, MAX_BUNDLE, Rows, WIDTH};
use crate::ledger::tree::Hash;
use crate::ledger::verify::{Anchor, Audit, Beside, Disclosure, Line, Summary};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read};

/// No key, and no manifest, is longer.
const MAX_SMALL: usize = 65_536;
/// A disclosed value of a mebibyte, every character of it escaped.
const MAX_LINE: usize = 8 << 20;
/// More fields than fit into one leaf.
const MAX_FIELDS: usize = 1_000;

type Open<'a, F> = &'a dyn Fn() -> Result<F, ExportError>;

/// A line of `checkpoints.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    size: u64,
    note: String,
}

/// Verifies what `open` opens; it is opened three times, to read leaves and lines side by side.
pub(super) fn verify<F: Files>(
    open: Open<'_, F>,
    wanted: &Wanted,
    report: &mut dyn FnMut(Line),
    damage: Option<String>,
) -> Result<Summary, ExportError> {
    let mut files = match open() {
        Ok(files) => files,
        // What was once an archive and cannot be read any more does not verify.
        Err(ExportError::Zip(_)) => return Ok(hopeless(report, "the .zip file is damaged and cannot be read")),
        Err(e) => return Err(e),
    };
    let (mut fields, mut notes) = (open()?, open()?);
    let newest = files.whole(CHECKPOINT, MAX_NOTE).unwrap_or_default();
    let key = files.whole(KEY, MAX_SMALL).unwrap_or_default();
    let Some(newest) = newest else { return Ok(hopeless(report, "the file checkpoint is missing or cannot be read")) };
    let key = key.and_then(|text| String::from_utf8(text).ok()?.strip_suffix('\n')?.parse::<VerifierKey>().ok());
    let Some(key) = key else { return Ok(hopeless(report, "the file log.vkey is missing or is not a key")) };
    let size = Checkpoint::open(&newest, &key).ok().map(|checkpoint| checkpoint.size);

    let mut audit = Audit::new(key.clone(), wanted.trust.as_ref(), report);
    if let Some(damage) = damage {
        audit.finding(None, &damage);
    }
    let fields = Lines::new(fields.stream(DISCLOSED).unwrap_or_default());
    let notes = if wanted.deep { notes.stream(CHECKPOINTS).unwrap_or_default() } else { None };
    let mut pass = Pass { audit, rows: Rows::default(), tiles: Vec::new(), fields, notes: Lines::new(notes) };
    pass.bundles(&mut files, size);
    let Pass { mut audit, rows, mut tiles, mut fields, mut notes } = pass;
    rows.finish(&mut |path, tile| tiles.push((path, tile.to_vec())));
    compare_tiles(&mut audit, &mut files, &mut tiles);
    for (lines, name) in [(&mut fields, DISCLOSED), (&mut notes, CHECKPOINTS)] {
        if let Some(what) = lines.rest() {
            audit.finding(None, &format!("{name}: {what}"));
        }
    }
    let root = audit.root();
    compare_manifest(&mut audit, &mut files, &key, root);
    Ok(audit.finish(&newest))
}

fn hopeless(report: &mut dyn FnMut(Line), what: &str) -> Summary {
    report(Line { index: None, ok: false, what: what.to_owned() });
    Summary { ok: false, entries: 0, size: None, root: String::new(), findings: 1, anchored: Anchor::None }
}

/// One walk over the leaves, with the lines that belong to them.
struct Pass<'a, 'b> {
    audit: Audit<'a>,
    rows: Rows,
    tiles: Vec<(String, Vec<u8>)>,
    fields: Lines<'b>,
    notes: Lines<'b>,
}

impl Pass<'_, '_> {
    fn bundles(&mut self, files: &mut dyn Files, size: Option<u64>) {
        for n in 0.. {
            let width = match size {
                Some(size) => tiles::width(n, size),
                // Without a readable checkpoint: whatever is there.
                None => present(files, n),
            };
            if width == 0 {
                return;
            }
            let bundle = files.whole(&tiles::bundle(n, width), MAX_BUNDLE).unwrap_or_default();
            let leaves = bundle.as_deref().and_then(tiles::leaves).filter(|leaves| leaves.len() as u64 == width);
            let Some(leaves) = leaves else {
                self.audit.finding(None, &format!("the entries from {} on are missing or cannot be read", n * WIDTH));
                return;
            };
            let hashes = files.whole(&tiles::hash_tile(0, n, width), 32 * 256).unwrap_or_default();
            for (i, leaf) in leaves.iter().enumerate() {
                let recorded = hashes.as_deref().and_then(|hashes| hashes.get(32 * i..32 * i + 32)?.try_into().ok());
                self.leaf(leaf, recorded);
            }
            compare_tiles(&mut self.audit, files, &mut self.tiles);
        }
    }

    fn leaf(&mut self, bytes: &[u8], recorded: Option<Hash>) {
        let index = self.audit.size();
        let mut disclosed = Vec::new();
        while let Some(field) = self.fields.take_if(|field: &Disclosure| field.index == index) {
            disclosed.push(field);
            if disclosed.len() > MAX_FIELDS {
                self.audit.finding(Some(index), "more fields are disclosed than a leaf can hold");
                break;
            }
        }
        let (rows, tiles) = (&mut self.rows, &mut self.tiles);
        self.audit.leaf(bytes, &Beside { recorded, disclosed: &disclosed }, &mut |level, _, hash| {
            rows.node(level, hash, &mut |path, tile| tiles.push((path, tile.to_vec())));
        });
        let size = self.audit.size();
        if let Some(stored) = self.notes.take_if(|stored: &Stored| stored.size == size) {
            self.audit.checkpoint(stored.note.as_bytes());
        }
    }
}

/// Width of bundle `n` as far as it is there: full, or the widest partial one.
fn present(files: &mut dyn Files, n: u64) -> u64 {
    let mut there = |width: &u64| matches!(files.stream(&tiles::bundle(n, *width)), Ok(Some(_)));
    (1..=WIDTH).rev().find(|width| there(width)).unwrap_or(0)
}

fn compare_tiles(audit: &mut Audit<'_>, files: &mut dyn Files, tiles: &mut Vec<(String, Vec<u8>)>) {
    for (path, tile) in tiles.drain(..) {
        if files.whole(&path, tile.len()).ok().flatten().as_deref() != Some(&tile) {
            audit.finding(None, &format!("{path} is missing or is not the tree over these entries"));
        }
    }
}

fn compare_manifest(audit: &mut Audit<'_>, files: &mut dyn Files, key: &VerifierKey, root: Hash) {
    let mut digests = BTreeMap::new();
    for name in [README, CHECKPOINT, KEY, CHECKPOINTS, DISCLOSED] {
        if let Ok(Some(mut stream)) = files.stream(name) {
            let mut hasher = Sha256::new();
            if io::copy(&mut stream, &mut hasher).is_ok() {
                digests.insert(name, hex::encode(hasher.finalize()));
            }
        }
    }
    let expected = Manifest::new(key.name(), audit.size(), &root, digests).bytes().ok();
    if files.whole(MANIFEST, MAX_SMALL).unwrap_or_default() != expected {
        audit.finding(None, "manifest.json does not fit the other files: the copy is damaged or was changed");
    }
}

/// JSON lines, read one ahead.
struct Lines<'a> {
    stream: Option<BufReader<Box<dyn Read + 'a>>>,
    ahead: Vec<u8>,
    wrong: Option<&'static str>,
}

impl<'a> Lines<'a> {
    fn new(stream: Option<Box<dyn Read + 'a>>) -> Self {
        let mut lines = Self { stream: stream.map(BufReader::new), ahead: Vec::new(), wrong: None };
        lines.advance();
        lines
    }

    fn advance(&mut self) {
        self.ahead.clear();
        let Some(stream) = &mut self.stream else { return };
        let mut limited = stream.take(MAX_LINE as u64);
        if limited.read_until(b'\n', &mut self.ahead).is_err() {
            self.wrong = Some("cannot be read");
        } else if self.ahead.last().is_some_and(|last| *last != b'\n') {
            self.wrong = Some("holds a line that is too long or has no end");
        }
        if self.wrong.is_some() || self.ahead.is_empty() {
            self.stream = None;
        }
    }

    /// The next line, if it fits; a line that does not parse ends the reading.
    fn take_if<T: for<'de> Deserialize<'de>>(&mut self, fits: impl FnOnce(&T) -> bool) -> Option<T> {
        self.stream.as_ref()?;
        match serde_json::from_slice(&self.ahead) {
            Ok(value) if fits(&value) => {
                self.advance();
                Some(value)
            }
            Ok(_) => None,
            Err(_) => {
                (self.stream, self.wrong) = (None, Some("holds a line that is not of its form"));
                None
            }
        }
    }

    /// What is wrong when all leaves have been read: lines must be used up by then.
    fn rest(&mut self) -> Option<&'static str> {
        if self.stream.is_some() && self.wrong.is_none() {
            self.wrong = Some("holds lines that belong to no entry or are out of order");
        }
        self.wrong
    }
}
