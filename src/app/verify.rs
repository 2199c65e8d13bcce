//! `verify`: checks what somebody brings, with what the reader holds himself.

mod presented;

use super::lists::progress::Progress;
use super::{AppError, evidence};
use crate::cli::{Exit, Out, VerifyArgs, safe};
use crate::ledger::export::{self, Wanted};
use crate::ledger::verify::{Anchor, Line, Summary, Trust};
use std::path::Path;

/// `verify`: status 6 when anything fails.
pub(super) fn run(args: &VerifyArgs) -> Result<Exit, AppError> {
    let out = Out { json: args.json };
    let mut wanted = Wanted { deep: args.deep, ..Wanted::default() };
    for text in &args.trust {
        wanted.trust.push(trust(text)?);
    }
    for text in &args.receipts {
        wanted.trust.push(Trust::Receipt(presented::read(text)?));
    }
    for path in &args.identities {
        let keys = export::identities(&evidence::small_file(path)?);
        wanted.identities.extend(keys.map_err(|e| evidence::failed(&e))?);
    }
    let progress = (!args.json).then(|| Progress::entries("verifying"));
    let mut report = |line: Line| {
        out.object(&line);
        if let (Some(bar), Some(index)) = (&progress, line.index) {
            bar.at(index + 1);
        }
        // A sound entry is a line of JSON; people read what is wrong or remarkable.
        if !line.is_routine() {
            let place = line.index.map(|n| format!("entry {n}: ")).unwrap_or_default();
            let mark = if line.ok { "note " } else { "FAIL " };
            // The line's own mark says it already.
            let told = line.what.replace("note: ", "");
            let print = || out.line(&safe(&format!("{mark} {place}{told}")));
            progress.as_ref().map_or_else(print, |bar| bar.aside(print));
        }
    };
    let verified = export::verify(&args.path, &wanted, &mut report);
    drop(progress);
    let summary = verified.map_err(|error| evidence::failed(&error))?;
    out.object(&summary);
    readable(&out, &summary);
    Ok(if summary.ok { Exit::Done } else { Exit::DoesNotVerify })
}

fn readable(out: &Out, summary: &Summary) {
    let word = if summary.ok { "verifies" } else { "DOES NOT VERIFY" };
    out.line(&format!("{word}: {} entries, {} findings\nroot {}", summary.entries, summary.findings, summary.root));
    out.line(match summary.anchored {
        Anchor::None => "anchored: none. Whoever owns the machine could have made all of it today; only a receipt or a checkpoint from outside shows that nothing before it was changed (--receipt, --trust).",
        Anchor::Receipt => "anchored: receipt. Nothing up to the entries that the receipt commits to was changed or left out.",
        Anchor::Officer => "anchored: officer. Nothing up to the checkpoint that you kept was changed or left out.",
        Anchor::Witness => "anchored: witness. Nothing up to the newest checkpoint that the witness cosigned was changed or left out since.",
    });
}

/// A key or a checkpoint, given as text or as the path of a file that holds it.
fn trust(text: &str) -> Result<Trust, AppError> {
    let path = Path::new(text);
    if path.is_file() {
        return Ok(Trust::parse(&evidence::small_file(path)?));
    }
    match Trust::parse(text) {
        // A checkpoint has several lines; one line that is no key is a mistyped path.
        Trust::Checkpoint(_) if text.lines().count() < 3 => {
            Err(AppError::Usage(format!("{text:?} is neither a file nor a key")))
        }
        trust => Ok(trust),
    }
}
