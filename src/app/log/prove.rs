//! `log prove`.

use crate::app::shop::{self, Shop};
use crate::app::{AppError, evidence, files};
use crate::cli::{Exit, Out, ProveArgs};
use crate::config::Paths;
use crate::ledger::export::ExportError;
use crate::ledger::verify::proof::Proof;
use serde_json::json;

/// `log prove`: one entry and the way from it to a signed checkpoint, in a file. Nothing personal.
pub(in crate::app) fn prove(paths: &Paths, args: &ProveArgs) -> Result<Exit, AppError> {
    if args.output.exists() {
        return Err(evidence::failed(&ExportError::Exists { path: args.output.clone() }));
    }
    let shop = Shop::open(paths, shop::now())?;
    let store = &shop.recorder.store;
    let len = store.len()?;
    let size = args.size.unwrap_or(len);
    if size > len {
        return Err(AppError::Usage(format!("there are {len} entries, not {size}")));
    }
    if args.index >= size {
        return Err(AppError::Usage(format!(
            "there is no entry {} among the first {size}; they count from 0",
            args.index
        )));
    }
    let (Some(leaf), Some(note)) = (store.read(args.index)?, store.signed_at(size)?) else {
        return Err(AppError::Failed {
            what: format!("the register kept no checkpoint of size {size}"),
            advice: "name the size in a checkpoint of this register, or leave --size out for the newest".to_owned(),
        });
    };
    let hashes = store.inclusion_proof(args.index, size)?;
    let proof = Proof { index: args.index, key: store.verifier(), leaf, hashes, note };
    files::replace(&args.output, proof.to_text().as_bytes()).map_err(AppError::file(&args.output))?;
    let out = Out { json: args.json };
    let root = hex::encode(store.root_at(size)?);
    out.object(&json!({
        "output": args.output.display().to_string(), "index": args.index, "size": size, "root": root,
    }));
    out.line(&format!(
        "{}: entry {} in the register of {size} entries\nroot {root}",
        args.output.display(),
        args.index
    ));
    Ok(Exit::Done)
}
