//! `log witness push`, and the push after a closure.

use super::{Taken, print_taken, take};
use crate::app::AppError;
use crate::app::nag::{self, Standing};
use crate::app::shop::{self, Shop};
use crate::cli::{Exit, Out};
use crate::config::{Config, Paths};
use crate::effects::{Recorder, fresh_id};
use crate::ledger::leaf::{Draft, LeafKind};
use crate::ledger::note::cosignature::{self, CosignVerifier};
use crate::ledger::store::StoreError;
use crate::ledger::witness::Submission;
use crate::ledger::witness::push::{self, Net, Reply, WitnessConfig};
use serde_json::{Value, json};

/// How often a witness that has moved on is asked again.
const TRIES: usize = 3;

/// `log witness push`. Status 6 when a witness says that the register does not continue what it knew.
pub(super) fn push_all(paths: &Paths, out: &Out) -> Result<Exit, AppError> {
    let config = shop::load(paths)?;
    if config.witnesses.iter().all(|witness| witness.url.is_none()) {
        out.line("no witness with an address in config.toml; `countercheck log witness request` asks one by stick");
        return Ok(Exit::Done);
    }
    let mut shop = Shop::open(paths, shop::now())?;
    let mut worst = Exit::Done;
    push_each(paths, &config, &mut shop.recorder, &mut |key, pushed| match pushed {
        Ok(taken) => print_taken(out, taken, true),
        Err(failed) => {
            if failed.alarm.is_some() {
                worst = Exit::DoesNotVerify;
            } else if worst == Exit::Done {
                worst = Exit::Failed;
            }
            out.object(&json!({
                "witness": key.name(), "key": key.to_string(), "ok": false, "size": Value::Null, "time": Value::Null,
                "new": false, "expected": true, "why": failed.what,
            }));
            Out::problem(&format!("{}: {}", key.name(), failed.what), failed.advice);
        }
    })?;
    Ok(worst)
}

/// Hands the newest checkpoint to every witness that has an address, and tells how each replied.
pub(in crate::app) fn push_each(
    paths: &Paths,
    config: &Config,
    recorder: &mut Recorder,
    told: &mut dyn FnMut(&CosignVerifier, &Result<Taken, Failed>),
) -> Result<(), AppError> {
    nag::forget_answered(paths, &recorder.store);
    for witness in config.witnesses.iter().filter(|witness| witness.url.is_some()) {
        let Some(key) = witness.verifier() else { continue };
        let pushed = push_one(recorder, witness, &key, &net(config));
        match &pushed {
            Ok(_) => Standing::change(paths, |standing| drop(standing.refused.remove(key.name()))),
            Err(Failed { alarm: Some(status), .. }) => alarm(paths, recorder, &key, *status)?,
            Err(_) => {}
        }
        told(&key, &pushed);
    }
    Ok(())
}

/// A push that came to nothing; `alarm` is the status where it speaks of two histories.
pub(in crate::app) struct Failed {
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
