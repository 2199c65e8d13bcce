//! Reading an export into the verifier: every byte of it hostile, memory bounded by a bundle.

mod lines;

use super::files::{Below, Files};
use super::{
    BLOBS, CHECKPOINT, CHECKPOINTS, Claimed, DISCLOSED, EPOCHS, ExportError, FIRST_VERSION, KEY, MANIFEST, Manifest,
    PAGE, README, Wanted, earlier, is_picture,
};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::closures::Carry;
use crate::ledger::note::{MAX_NOTE, VerifierKey};
use crate::ledger::tiles::{self, MAX_BUNDLE, Rows, WIDTH};
use crate::ledger::tree::Hash;
use crate::ledger::verify::{Around, Audit, Beside, Disclosure, Held, Line, Summary, conclude};
use lines::Lines;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Read};

/// No key is longer.
const MAX_SMALL: usize = 65_536;
/// A manifest names a number for each earlier epoch.
const MAX_MANIFEST: usize = 1 << 20;
/// More fields than fit into one leaf.
const MAX_FIELDS: usize = 1_000;
/// The longest picture, as the vault takes them.
const MAX_BLOB: u64 = 16 << 20;
/// More epochs than any shop begins.
const MAX_EPOCHS: usize = 1_000;

type Open<'a, F> = &'a dyn Fn() -> Result<F, ExportError>;

/// A line of `checkpoints.jsonl`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    size: u64,
    note: String,
}

/// Verifies what `open` opens: earlier epochs first, then the present one.
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
    let mut findings = u64::from(damage.is_some());
    if let Some(damage) = damage {
        report(Line { index: None, ok: false, what: damage });
    }
    let claimed = files.whole(MANIFEST, MAX_MANIFEST).unwrap_or_default();
    let mut epochs = claimed.and_then(|text| Some(serde_json::from_slice::<Claimed>(&text).ok()?.epochs));
    if epochs.as_ref().is_some_and(|epochs| epochs.len() > MAX_EPOCHS) {
        return Ok(hopeless(report, "manifest.json names more epochs than any shop begins"));
    }
    let mut epochs = epochs.take().unwrap_or_default();
    epochs.sort_unstable();
    epochs.dedup();
    let folder = |n: &u64| format!("{EPOCHS}/{n}/");
    let below = |folder: String| Ok(Below { files: open()?, folder });

    let mut firsts = Vec::new();
    for prefix in epochs.iter().map(folder).chain([String::new()]) {
        firsts.extend(first_leaf(&mut below(prefix)?));
    }
    let mut held = Held::new(&wanted.trust);
    let mut link = earlier::Link::new(&firsts);
    let mut carry = None;
    for n in &epochs {
        let mut lines = earlier::Lines::new(*n, report);
        let one = Register { open: &|| below(folder(n)), pictures: &mut files, deep: wanted.deep };
        let around = Around { held: &mut held, cited: &link.cited, carry: carry.take() };
        match one.verify(around, &mut |line| lines.take(line)) {
            Ok((key, summary, came_to)) => {
                carry = link.whole(&key, &summary).then_some(came_to);
                findings += summary.findings;
                lines.end(&summary);
                link.met(&key);
            }
            Err(what) => {
                findings += 1;
                lines.take(Line { index: None, ok: false, what });
            }
        }
    }
    let one = Register { open: &|| below(String::new()), pictures: &mut files, deep: wanted.deep };
    let around = Around { held: &mut held, cited: &link.cited, carry };
    let (key, summary, _) = match one.verify(around, report) {
        Ok(verified) => verified,
        Err(what) => return Ok(hopeless(report, &what).with(findings, held.anchor())),
    };
    link.met(&key);
    findings += link.end(report);
    Ok(conclude(summary, findings, &mut held, report))
}

fn hopeless(report: &mut dyn FnMut(Line), what: &str) -> Summary {
    report(Line { index: None, ok: false, what: what.to_owned() });
    Summary::unreadable()
}

fn key(files: &mut dyn Files) -> Option<VerifierKey> {
    let text = files.whole(KEY, MAX_SMALL).unwrap_or_default();
    text.and_then(|text| String::from_utf8(text).ok()?.strip_suffix('\n')?.parse().ok())
}

/// The leaf that opens a log, if it can be read: what it says is checked when its turn comes.
fn first_leaf(files: &mut dyn Files) -> Option<Vec<u8>> {
    let key = key(files)?;
    let note = files.whole(CHECKPOINT, MAX_NOTE).ok()??;
    let size = Checkpoint::open(&note, &key).ok()?.size;
    let bundle = files.whole(&tiles::bundle(0, tiles::width(0, size)), MAX_BUNDLE).ok()??;
    Some(tiles::leaves(&bundle)?.first()?.to_vec())
}

/// One log of an export.
struct Register<'a, F> {
    /// It is opened three times, to read leaves and lines side by side.
    open: Open<'a, Below<F>>,
    /// The top of the export, where the pictures are.
    pictures: &'a mut dyn Files,
    deep: bool,
}

impl<F: Files> Register<'_, F> {
    /// Its key, its result, and what it came to; the error says what is so wrong that there is nothing to verify.
    fn verify(self, around: Around<'_>, report: &mut dyn FnMut(Line)) -> Result<(VerifierKey, Summary, Carry), String> {
        let again = || (self.open)().map_err(|_| "the files cannot be read".to_owned());
        let (mut files, mut fields, mut notes) = (again()?, again()?, again()?);
        let newest = files.whole(CHECKPOINT, MAX_NOTE).unwrap_or_default();
        let newest = newest.ok_or("the file checkpoint is missing or cannot be read")?;
        let key = key(&mut files).ok_or("the file log.vkey is missing or is not a key")?;
        let size = Checkpoint::open(&newest, &key).ok().map(|checkpoint| checkpoint.size);

        let mut audit = Audit::new(key.clone(), around, report);
        let (fields, notes) = (
            Lines::new(fields.stream(DISCLOSED).unwrap_or_default()),
            Lines::new(notes.stream(CHECKPOINTS).unwrap_or_default()),
        );
        let (rows, tiles, pictures, deep) = (Rows::default(), Vec::new(), self.pictures, self.deep);
        let mut pass = Pass { audit, rows, tiles, fields, notes, pictures, deep };
        pass.bundles(&mut files, size);
        let Pass { audit: walked, rows, mut tiles, mut fields, mut notes, .. } = pass;
        audit = walked;
        rows.finish(&mut |path, tile| tiles.push((path, tile.to_vec())));
        compare_tiles(&mut audit, &mut files, &mut tiles);
        for (lines, name) in [(&mut fields, DISCLOSED), (&mut notes, CHECKPOINTS)] {
            if let Some(what) = lines.rest() {
                audit.finding(None, &format!("{name}: {what}"));
            }
        }
        let root = audit.root();
        compare_manifest(&mut audit, &mut files, &key, root);
        let carry = audit.carry();
        Ok((key, audit.finish(&newest), carry))
    }
}

/// One walk over the leaves, with the lines that belong to them.
struct Pass<'a, 'b> {
    audit: Audit<'a>,
    rows: Rows,
    tiles: Vec<(String, Vec<u8>)>,
    fields: Lines<'b>,
    notes: Lines<'b>,
    pictures: &'b mut dyn Files,
    deep: bool,
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
        for field in disclosed.iter().filter(|field| is_picture(&field.label)) {
            if !picture_is_there(self.pictures, &field.value) {
                self.audit.finding(Some(index), "a disclosed picture is missing, or is not the one committed to");
            }
        }
        let size = self.audit.size();
        if let Some(stored) = self.notes.take_if(|stored: &Stored| stored.size == size)
            && (self.deep || self.audit.matters(stored.note.as_bytes()))
        {
            self.audit.checkpoint(stored.note.as_bytes());
        }
    }
}

/// Whether the blob of this name is there and has the digest that is its name.
fn picture_is_there(files: &mut dyn Files, digest: &str) -> bool {
    // The value names a file: nothing but a digest may.
    if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return false;
    }
    let Ok(Some(stream)) = files.stream(&format!("{BLOBS}/{digest}")) else { return false };
    let mut hasher = Sha256::new();
    let read = io::copy(&mut stream.take(MAX_BLOB + 1), &mut hasher);
    read.is_ok_and(|length| length <= MAX_BLOB) && hex::encode(hasher.finalize()) == digest
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
    for name in [README, PAGE, CHECKPOINT, KEY, CHECKPOINTS, DISCLOSED] {
        if let Ok(Some(mut stream)) = files.stream(name) {
            let mut hasher = Sha256::new();
            if io::copy(&mut stream, &mut hasher).is_ok() {
                digests.insert(name, hex::encode(hasher.finalize()));
            }
        }
    }
    let found = files.whole(MANIFEST, MAX_MANIFEST).unwrap_or_default();
    let claimed = found.as_deref().and_then(|text| serde_json::from_slice::<Claimed>(text).ok());
    let mut expected = Manifest::new(key.name(), audit.size(), &root, digests);
    if let Some(claimed) = claimed.filter(|claimed| claimed.v != FIRST_VERSION) {
        expected = expected.with_epochs(claimed.epochs);
    }
    if found.is_none() || found != expected.bytes().ok() {
        audit.finding(None, "manifest.json does not fit the other files: the copy is damaged or was changed");
    }
}
