//! `log witness`: the shop's side of witnessing, by stick and over the network.

mod push;
mod request;

pub(super) use push::push_each;

use super::AppError;
use super::shop::{self, Shop};
use crate::cli::{Exit, LogWitnessCommand, Out, safe};
use crate::config::Paths;
use crate::effects::{Recorder, fresh_id};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::{Draft, Leaf, LeafKind};
use crate::ledger::note::cosignature::{self, CosignVerifier};
use crate::ledger::store::{Cosigned, Store, StoreError};
use crate::ledger::witness::push::WitnessConfig;
use crate::ledger::witness::request::{Answer, MAX_FILE};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use request::Printed;
use serde_json::{Value, json};
use std::io::Read as _;
use std::path::Path;

/// `log witness …`
pub(super) fn run(paths: &Paths, command: LogWitnessCommand) -> Result<Exit, AppError> {
    match command {
        LogWitnessCommand::Request { output, from, qr, json } => {
            request::run(paths, &output, &from, &Printed { qr, json })
        }
        LogWitnessCommand::Accept { answer, expect, json } => accept(paths, &answer, expect.as_deref(), json),
        LogWitnessCommand::Push { json } => push::push_all(paths, &Out { json }),
        LogWitnessCommand::List { json } => list(paths, json),
    }
}

fn accept(paths: &Paths, path: &Path, expect: Option<&str>, json: bool) -> Result<Exit, AppError> {
    let bytes = read_bounded(path)?;
    let answer = Answer::parse(&bytes).ok_or_else(|| AppError::Failed {
        what: format!("{} is not a witness's answer", path.display()),
        advice: "give the file that `countercheck witness sign` wrote".to_owned(),
    })?;
    let config = shop::load(paths)?;
    let said: CosignVerifier = answer.witness.parse().map_err(|_| wrong_key("the witness's key in it is malformed"))?;
    let expected = match expect {
        Some(text) => Some(
            text.trim()
                .parse::<CosignVerifier>()
                .map_err(|_| AppError::Usage("--expect is not a witness's key".to_owned()))?,
        ),
        None => config.witnesses.iter().filter_map(WitnessConfig::verifier).find(|key| key.name() == said.name()),
    };
    if expected.as_ref().is_some_and(|expected| *expected != said) {
        return Err(wrong_key("it comes from another key than the one expected"));
    }
    let mut shop = Shop::open(paths, shop::now())?;
    let taken = take(&mut shop.recorder, &answer.note, &said)?;
    let out = Out { json };
    print_taken(&out, &taken, expected.is_some());
    Ok(Exit::Done)
}

/// A cosignature that is kept now.
pub(super) struct Taken {
    cosigned: Cosigned,
    key: CosignVerifier,
    new: bool,
}

/// Verifies a cosigned note against this register and keeps its line.
fn take(recorder: &mut Recorder, note: &str, key: &CosignVerifier) -> Result<Taken, AppError> {
    let not_ours = |why: &str| AppError::Failed {
        what: format!("the answer is not about this register: {why}"),
        advice: "it may be of another till or of an earlier epoch; keep the file".to_owned(),
    };
    let store = &recorder.store;
    let checkpoint =
        Checkpoint::open(note.as_bytes(), &store.verifier()).map_err(|e| not_ours(&crate::words::chain(&e)))?;
    let (Some(time), Some(line)) =
        (cosignature::check(note.as_bytes(), key), cosignature::line_of(note.as_bytes(), key))
    else {
        return Err(wrong_key("the cosignature does not verify"));
    };
    let own = store.note_at(checkpoint.size)?.map(|own| Checkpoint::open(own.as_bytes(), &store.verifier()));
    if !own.is_some_and(|own| own.is_ok_and(|own| own == checkpoint)) {
        return Err(not_ours(
            "it has never had this state, although its key signed it; if a backup was put back, that explains it",
        ));
    }
    let cosigned = Cosigned { size: checkpoint.size, witness: key.name().to_owned(), time, line };
    let new = recorder.store.keep_cosignature(&cosigned)?;
    // Killed between the two, the same answer taken in again finds the line and still writes the entry.
    if new || !is_recorded(&recorder.store, &cosigned)? {
        let draft = Draft::new(fresh_id(), LeafKind::Cosigned, shop::now())
            .with("witness", cosigned.witness.as_str())
            .with("size", cosigned.size)
            .with("root", STANDARD.encode(checkpoint.root))
            .with("time", cosigned.time)
            .with("signature", cosigned.line.trim_end());
        recorder.record(&[draft])?;
    }
    Ok(Taken { cosigned, key: key.clone(), new })
}

/// Whether an entry after the cosigned size holds this line.
fn is_recorded(store: &Store, cosigned: &Cosigned) -> Result<bool, StoreError> {
    let mut found = false;
    store.range(cosigned.size..store.len()?, &mut |_, bytes| {
        found = Leaf::parse(bytes)
            .is_ok_and(|leaf| leaf.plain.get("signature").and_then(Value::as_str) == Some(cosigned.line.trim_end()));
        !found
    })?;
    Ok(found)
}

fn print_taken(out: &Out, taken: &Taken, expected: bool) {
    let Taken { cosigned, key, new } = taken;
    let time = chrono::DateTime::from_timestamp(i64::try_from(cosigned.time).unwrap_or(0), 0);
    let time = time.map(crate::clock::rfc3339).unwrap_or_default();
    out.object(&json!({
        "witness": cosigned.witness, "key": key.to_string(), "ok": true, "size": cosigned.size, "time": time,
        "new": new, "expected": expected, "why": Value::Null,
    }));
    out.line(&safe(&format!("{} has signed for {} entries at {time}", cosigned.witness, cosigned.size)));
    if !expected {
        out.line("its key was not compared with anything; if it is right, put it into config.toml:");
        out.line("[[witness]]");
        out.line(&safe(&format!("key = \"{key}\"")));
    }
}

fn list(paths: &Paths, json: bool) -> Result<Exit, AppError> {
    let shop = Shop::open(paths, shop::now())?;
    let out = Out { json };
    let all = shop.recorder.store.cosignatures()?;
    if all.is_empty() {
        out.line("no witness has signed for this register yet");
    }
    for cosigned in all {
        let time = chrono::DateTime::from_timestamp(i64::try_from(cosigned.time).unwrap_or(0), 0);
        let time = time.map(crate::clock::rfc3339).unwrap_or_default();
        out.object(&json!({
            "witness": cosigned.witness, "size": cosigned.size, "time": time, "signature": cosigned.line.trim_end(),
        }));
        out.line(&safe(&format!("{:>8}  {time}  {}", cosigned.size, cosigned.witness)));
    }
    Ok(Exit::Done)
}

fn wrong_key(why: &str) -> AppError {
    AppError::Failed {
        what: format!("the answer is refused: {why}"),
        advice: "ask the witness for its key on another way than by this stick, and compare".to_owned(),
    }
}

/// A file that must not be written over.
pub(super) fn exists(path: &Path) -> AppError {
    AppError::Failed {
        what: format!("{} exists already", path.display()),
        advice: "choose another name, or delete the file yourself".to_owned(),
    }
}

/// A file from a stick, up to the most that such files hold.
pub(super) fn read_bounded(path: &Path) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(AppError::file(path))?;
    file.take(MAX_FILE as u64 + 1).read_to_end(&mut bytes).map_err(AppError::file(path))?;
    Ok(bytes)
}
