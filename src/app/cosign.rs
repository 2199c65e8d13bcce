//! `log witness`: the shop's side of witnessing, by stick and over the network.

use super::nag::{self, Standing};
use super::shop::{self, Shop};
use super::{AppError, files};
use crate::cli::{Exit, LogWitnessCommand, Out, safe};
use crate::config::{Config, Paths};
use crate::effects::{Recorder, fresh_id};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::leaf::{Draft, Leaf, LeafKind};
use crate::ledger::note::cosignature::{self, CosignVerifier};
use crate::ledger::store::{Cosigned, Store, StoreError};
use crate::ledger::witness::Submission;
use crate::ledger::witness::push::{self, Net, Reply, WitnessConfig};
use crate::ledger::witness::request::{Answer, First, MAX_FILE, MAX_PROOFS, ProofFrom, Request, texts};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

/// How often a witness that has moved on is asked again.
const TRIES: usize = 3;

/// `log witness …`
pub(super) fn run(paths: &Paths, command: LogWitnessCommand) -> Result<Exit, AppError> {
    match command {
        LogWitnessCommand::Request { output, from, qr, json } => request(paths, &output, &from, &Printed { qr, json }),
        LogWitnessCommand::Accept { answer, expect, json } => accept(paths, &answer, expect.as_deref(), json),
        LogWitnessCommand::Push { json } => push_all(paths, &Out { json }),
        LogWitnessCommand::List { json } => list(paths, json),
    }
}

/// How a request is shown.
struct Printed {
    qr: bool,
    json: bool,
}

fn request(paths: &Paths, output: &Path, from: &[u64], printed: &Printed) -> Result<Exit, AppError> {
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
struct Taken {
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
        out.line(&safe(&format!("its key was not compared with anything; if it is right, put it into config.toml:\n[[witness]]\nkey = \"{key}\"")));
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

/// `log witness push`, and the push after a closure. Status 6 when a witness says that the register
/// does not continue what it knew.
pub(super) fn push_all(paths: &Paths, out: &Out) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    let online: Vec<_> = config.witnesses.iter().filter(|witness| witness.url.is_some()).collect();
    if online.is_empty() {
        out.line("no witness with an address in config.toml; `countercheck log witness request` asks one by stick");
        return Ok(Exit::Done);
    }
    let mut shop = Shop::open(paths, shop::now())?;
    nag::forget_answered(paths, &shop.recorder.store);
    let mut worst = Exit::Done;
    for witness in online {
        let Some(key) = witness.verifier() else { continue };
        match push_one(&mut shop.recorder, witness, &key, &net(&config)) {
            Ok(taken) => {
                Standing::change(paths, |standing| drop(standing.refused.remove(key.name())));
                print_taken(out, &taken, true);
            }
            Err(failed) => {
                if let Some(status) = failed.alarm {
                    worst = Exit::DoesNotVerify;
                    alarm(paths, &mut shop.recorder, &key, status)?;
                } else if worst == Exit::Done {
                    worst = Exit::Failed;
                }
                out.object(&json!({
                    "witness": key.name(), "key": key.to_string(), "ok": false, "size": Value::Null, "time": Value::Null,
                    "new": false, "expected": true, "why": failed.what,
                }));
                Out::problem(&format!("{}: {}", key.name(), failed.what), failed.advice);
            }
        }
    }
    Ok(worst)
}

/// A push that came to nothing; `alarm` is the status where it speaks of two histories.
struct Failed {
    what: String,
    advice: &'static str,
    alarm: Option<u16>,
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        Self { what: crate::words::chain(&error), advice: "nothing is lost; try again", alarm: None }
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        AppError::from(error).into()
    }
}

fn push_one(
    recorder: &mut Recorder,
    witness: &WitnessConfig,
    key: &CosignVerifier,
    net: &Net,
) -> Result<Taken, Failed> {
    let url = witness.url.as_deref().unwrap_or_default();
    let (checkpoint, note) = recorder.store.checkpoint()?;
    let signed = recorder.store.cosignatures()?;
    let mut old = signed.iter().filter(|c| c.witness == key.name()).map(|c| c.size).max().unwrap_or(0);
    let back = |status, what: String| Failed {
        what,
        advice: "if a backup was put back, begin a new epoch with `countercheck log epoch`; if not, keep the folder as it is and call the police contact",
        alarm: Some(status),
    };
    for _ in 0..TRIES {
        let proof = recorder.store.consistency_proof(old, checkpoint.size)?;
        let reply = push::add_checkpoint(url, &Submission { old, proof, note: &note }, net);
        match reply.map_err(|e| Failed { what: crate::words::chain(&e), advice: e.advice(), alarm: None })? {
            Reply::Lines(lines) => return Ok(take(recorder, &with_lines(&note, &lines, key), key)?),
            Reply::Conflict { size } if size > checkpoint.size => {
                let have = checkpoint.size;
                return Err(back(
                    409,
                    format!("it has signed for {size} entries, and there are {have}: the register was set back"),
                ));
            }
            Reply::Conflict { size } => old = size,
            Reply::Refused { status: 422 } => {
                return Err(back(422, "the register does not continue what it has signed for".to_owned()));
            }
            Reply::Refused { status } => {
                let what = format!("it does not know this register's key (status {status})");
                return Err(Failed { what, advice: "give it the line in keys/ledger.pub", alarm: None });
            }
        }
    }
    let what = "it is being asked by somebody else for the same register at the same time".to_owned();
    Err(Failed {
        what,
        advice: "a second till on a copy of this folder would look like this; if there is none, try again",
        alarm: None,
    })
}

/// The note with those lines of a reply that this witness signed; others are ignored.
fn with_lines(note: &str, lines: &str, key: &CosignVerifier) -> String {
    let fits = |line: &&str| {
        let alone = cosignature::add(note, line);
        alone.is_ok_and(|alone| cosignature::check(alone.as_bytes(), key).is_some())
    };
    let good = lines.split_inclusive('\n').take(16).find(fits);
    good.and_then(|line| cosignature::add(note, line).ok()).unwrap_or_else(|| note.to_owned())
}

/// Two histories, says a witness: remembered for the till's notice, and an entry, once per register.
fn alarm(paths: &Paths, recorder: &mut Recorder, key: &CosignVerifier, status: u16) -> Result<(), AppError> {
    let origin = recorder.store.origin();
    if Standing::load(paths).refused.get(key.name()) == Some(&origin) {
        return Ok(());
    }
    let draft = Draft::new(fresh_id(), LeafKind::Fault, shop::now());
    recorder.record(&[draft.with("what", "witness_refused").with("witness", key.name()).with("status", status)])?;
    Standing::change(paths, |standing| drop(standing.refused.insert(key.name().to_owned(), origin)));
    Ok(())
}

fn net(config: &Config) -> Net {
    let proxy = config.network.proxy.as_ref().map(|proxy| proxy.reveal().to_owned());
    Net { proxy, ca_file: config.network.ca_file.clone() }
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
