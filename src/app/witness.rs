//! `witness …`: the officer's or trade body's own program, with its own key and memory.

mod http;
mod remarks;

use super::cosign::{exists, read_bounded};
use super::shop;
use super::{AppError, files};
use crate::cli::{Exit, Out, SignArgs, StateDir, WitnessCommand, safe};
use crate::config::Paths;
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::fork::{Evidence, Fork, MAX_EVIDENCE};
use crate::ledger::note::VerifierKey;
use crate::ledger::note::cosignature;
use crate::ledger::witness::request::{Answer, Request};
use crate::ledger::witness::state::{Witness, WitnessError};
use remarks::remarks;
use serde_json::json;
use std::path::{Path, PathBuf};

/// `witness …`
pub(super) fn run(command: WitnessCommand) -> Result<Exit, AppError> {
    match command {
        WitnessCommand::Init { name, state, json } => init(&folder(&state), &name, &Out { json }),
        WitnessCommand::Show { state, json } => show(&folder(&state), &Out { json }),
        WitnessCommand::Sign(args) => sign(&args),
        WitnessCommand::Proof { file, json } => proof(&file, &Out { json }),
        WitnessCommand::Serve(args) => http::run(&args),
    }
}

fn folder(state: &StateDir) -> PathBuf {
    state.state.clone().unwrap_or_else(Paths::default_witness)
}

fn init(dir: &Path, name: &str, out: &Out) -> Result<Exit, AppError> {
    let dir = std::path::absolute(dir).map_err(AppError::file(dir))?;
    let witness = Witness::init(&dir, name)?;
    out.object(&json!({ "state": dir.display().to_string(), "witness": name, "key": witness.verifier().to_string() }));
    out.line(&format!("witness in {}; its key, to be given to shops, courts and export readers:", dir.display()));
    out.line(&witness.verifier().to_string());
    out.line("back this folder up, and never let an older copy of it sign: it would forget what it has seen");
    Ok(Exit::Done)
}

fn show(dir: &Path, out: &Out) -> Result<Exit, AppError> {
    let witness = Witness::open(dir)?;
    out.line(&format!("key: {}", witness.verifier()));
    for known in witness.known()? {
        let seen = known.seen.as_ref();
        let time = seen.and_then(|(_, note)| cosignature::check(note.as_bytes(), &witness.verifier())).map(moment);
        out.object(&json!({
            "origin": known.key.name(), "key": known.key.to_string(), "size": seen.map(|(c, _)| c.size),
            "root": seen.map(|(c, _)| hex::encode(c.root)), "time": time,
            "witness": witness.verifier().to_string(),
        }));
        let state = seen.map_or("nothing signed yet".to_owned(), |(c, _)| {
            format!("{} entries, signed {}", c.size, time.clone().unwrap_or_default())
        });
        out.line(&safe(&format!("{}: {state}", known.key.name())));
    }
    Ok(Exit::Done)
}

fn moment(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|s| chrono::DateTime::from_timestamp(s, 0));
    time.map(crate::clock::rfc3339).unwrap_or_default()
}

fn seconds_now() -> u64 {
    u64::try_from(shop::now().wall.timestamp()).unwrap_or(0)
}

/// `witness sign`
fn sign(args: &SignArgs) -> Result<Exit, AppError> {
    if args.output.exists() {
        return Err(exists(&args.output));
    }
    let witness = Witness::open(&folder(&args.state))?;
    let request = Request::parse(&read_bounded(&args.request)?)
        .ok_or_else(|| not_a_request(&args.request, "it is not of the form"))?;
    let key: VerifierKey =
        request.key.parse().map_err(|_| not_a_request(&args.request, "the register's key in it is malformed"))?;
    if let Some(expected) = &args.expect
        && expected.trim() != key.to_string()
    {
        return Err(AppError::Failed {
            what: format!("the request is of another register: {}", safe(&request.key)),
            advice: "compare the key on the shop's enrolment paper; one name with two keys is no accident".to_owned(),
        });
    }
    let checkpoint = Checkpoint::open(request.checkpoint.as_bytes(), &key)
        .map_err(|e| not_a_request(&args.request, &crate::words::chain(&e)))?;
    let beginning = request
        .beginning(&checkpoint)
        .ok_or_else(|| not_a_request(&args.request, "its first entry does not open this register with this key"))?;
    let all = witness.known()?;
    let known = all.iter().find(|known| known.key.name() == key.name());
    let seen = known.and_then(|known| known.seen.as_ref()).map_or(0, |(checkpoint, _)| checkpoint.size);
    let notes = remarks(&key, &beginning, &all, args.expect.is_some());
    witness.watch(&key)?;
    if seen > checkpoint.size {
        return Err(set_back(&witness, &request, seen, checkpoint.size));
    }
    let submission = request.submission(seen).ok_or_else(|| AppError::Failed {
        what: format!("this witness has last signed for {seen} entries, and the request has no proof from there"),
        advice: format!("ask the shop for `countercheck log witness request --output FILE --from {seen}`"),
    })?;
    let claimed = request.claimed_root(seen);
    let signed = witness.submit(&submission, claimed.as_ref(), seconds_now())?;
    let answer = Answer::new(&witness.verifier(), signed.note.clone()).to_text();
    files::replace(&args.output, answer.as_bytes()).map_err(AppError::file(&args.output))?;
    let out = Out { json: args.json };
    out.object(&json!({
        "output": args.output.display().to_string(), "origin": key.name(), "key": key.to_string(),
        "size": signed.checkpoint.size, "root": hex::encode(signed.checkpoint.root), "before": signed.before,
        "witness": witness.verifier().to_string(), "notes": notes,
    }));
    let before =
        signed.before.map_or("first seen today".to_owned(), |n| format!("continues the {n} signed for before"));
    out.line(&safe(&format!("{}: {} entries, {before}", key.name(), signed.checkpoint.size)));
    for note in &notes {
        out.line(&safe(&format!("note: {note}")));
    }
    out.line(&format!("{}: give it back to the shop", args.output.display()));
    Ok(Exit::Done)
}

fn set_back(witness: &Witness, request: &Request, seen: u64, size: u64) -> AppError {
    let kept = witness.keep_older(&request.checkpoint).ok().flatten();
    let kept = kept.map(|path| format!("; both checkpoints are kept in {}", path.display())).unwrap_or_default();
    AppError::Failed {
        what: format!("this witness has signed for {seen} entries, and the request has {size}{kept}"),
        advice: "an older request, or a register that was set back: ask for a request made now, before your eyes"
            .to_owned(),
    }
}

fn not_a_request(path: &Path, why: &str) -> AppError {
    AppError::Failed {
        what: format!("{} is not a request to a witness: {why}", path.display()),
        advice: "ask the shop for a fresh one (`countercheck log witness request`)".to_owned(),
    }
}

/// `witness proof`
fn proof(file: &Path, out: &Out) -> Result<Exit, AppError> {
    let bytes = read_bounded(file)?;
    let failed = |e: crate::ledger::fork::ForkError| AppError::Failed {
        what: crate::words::chain(&e),
        advice: e.advice().to_owned(),
    };
    let evidence = Evidence::parse(bytes.get(..MAX_EVIDENCE.min(bytes.len())).unwrap_or_default()).map_err(failed)?;
    let fork = evidence.verify().map_err(failed)?;
    let (word, old, new, text) = match fork {
        Fork::TwoRoots { size } => (
            "two_roots",
            size,
            size,
            format!("PROVEN: the register's key has signed two different states of {size} entries"),
        ),
        Fork::Rewritten { old, new } => (
            "rewritten",
            old,
            new,
            format!(
                "PROVEN: the register's key has signed for {old} entries, and for {new} that do not begin with them"
            ),
        ),
        Fork::Unanswered { old, new } => (
            "unanswered",
            old,
            new,
            format!(
                "NOT PROVEN: both states, of {old} and {new} entries, are signed, and nothing here leads from one to the other. Ask the shop for the proof; if it cannot give it, the register was rewritten or set back"
            ),
        ),
    };
    out.object(&json!({ "ok": !fork.is_proof(), "what": word, "old": old, "new": new, "key": evidence.key }));
    out.line(&text);
    out.line(&safe(&format!("key: {}", evidence.key)));
    Ok(if fork.is_proof() { Exit::DoesNotVerify } else { Exit::Done })
}

impl From<WitnessError> for AppError {
    fn from(error: WitnessError) -> Self {
        let mut what = crate::words::chain(&error);
        if let WitnessError::Refused { proof: Some(path), .. } = &error {
            what = format!("{what}; both checkpoints are kept in {}", path.display());
        }
        Self::Failed { what, advice: error.advice().to_owned() }
    }
}
