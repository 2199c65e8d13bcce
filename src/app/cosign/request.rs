//! `log witness request`

use super::exists;
use crate::app::shop::{self, Shop};
use crate::app::{AppError, files};
use crate::cli::{Exit, Out};
use crate::config::Paths;
use crate::effects::fresh_id;
use crate::ledger::leaf::{Draft, Leaf, LeafKind};
use crate::ledger::store::{Store, StoreError};
use crate::ledger::witness::request::{First, MAX_PROOFS, ProofFrom, Request, texts};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// How a request is shown.
pub(super) struct Printed {
    pub(super) qr: bool,
    pub(super) json: bool,
}

/// Writes the request, then the entry that says so.
pub(super) fn run(paths: &Paths, output: &Path, from: &[u64], printed: &Printed) -> Result<Exit, AppError> {
    if output.exists() {
        return Err(exists(output));
    }
    let mut shop = Shop::open(paths, shop::now())?;
    let store = &shop.recorder.store;
    let (checkpoint, note) = store.checkpoint()?;
    let size = checkpoint.size;
    if let Some(wrong) = from.iter().find(|old| **old == 0 || **old > size) {
        return Err(AppError::Usage(format!("--from {wrong}: the register has {size} entries")));
    }
    let mut sizes = sizes_seen(store)?;
    sizes.extend(from);
    sizes.retain(|old| *old < size);
    // The newest are what a witness has seen last; those named are never left out.
    let newest = sizes.iter().rev().filter(|old| !from.contains(old)).take(MAX_PROOFS.saturating_sub(from.len()));
    let sizes: BTreeSet<u64> = newest.copied().chain(from.iter().copied().filter(|old| *old < size)).collect();
    let proofs = sizes.into_iter().map(|old| proof(store, old, size)).collect::<Result<Vec<_>, _>>()?;
    let leaf = String::from_utf8_lossy(&store.read(0)?.unwrap_or_default()).into_owned();
    let first = First { leaf, hashes: texts(&store.inclusion_proof(0, size)?) };
    let text = Request::new(&store.verifier(), note.clone(), first, proofs).to_text();
    files::replace(output, text.as_bytes()).map_err(AppError::file(output))?;
    let asked = Draft::new(fresh_id(), LeafKind::WitnessRequested, shop::now());
    let asked = asked.with("size", size).with("root", STANDARD.encode(checkpoint.root)).with("witness", Value::Null);
    shop.recorder.record(&[asked])?;
    let out = Out { json: printed.json };
    out.object(&json!({
        "output": output.display().to_string(), "origin": checkpoint.origin, "size": size,
        "root": hex::encode(checkpoint.root), "bytes": text.len(),
    }));
    out.line(&format!("{}: {size} entries of {}", output.display(), checkpoint.origin));
    out.line("give it to the witness; take the answer in with `countercheck log witness accept`");
    if printed.qr {
        out.line(&qr(&note).unwrap_or_else(|| "the checkpoint is too long for a QR code".to_owned()));
    }
    Ok(Exit::Done)
}

/// Sizes for which a witness may have signed: those that came back, and those that were asked for.
fn sizes_seen(store: &Store) -> Result<BTreeSet<u64>, StoreError> {
    let mut sizes: BTreeSet<u64> = store.cosignatures()?.iter().map(|cosigned| cosigned.size).collect();
    store.range(0..store.len()?, &mut |_, bytes| {
        // Looked for as text first: a register has a million other entries.
        if memchr::memmem::find(bytes, b"\"witness_requested\"").is_some()
            && let Ok(leaf) = Leaf::parse(bytes)
            && leaf.kind == LeafKind::WitnessRequested
        {
            sizes.extend(leaf.plain.get("size").and_then(Value::as_u64));
        }
        true
    })?;
    Ok(sizes)
}

fn proof(store: &Store, old: u64, size: u64) -> Result<ProofFrom, StoreError> {
    let hashes = texts(&store.consistency_proof(old, size)?);
    Ok(ProofFrom { old, root: STANDARD.encode(store.root_at(old)?), hashes })
}

fn qr(note: &str) -> Option<String> {
    let code = qrcode::QrCode::new(note.as_bytes()).ok()?;
    Some(code.render::<qrcode::render::unicode::Dense1x2>().build())
}
