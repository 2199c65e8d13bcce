//! `witness serve`

use super::{folder, seconds_now};
use crate::app::AppError;
use crate::cli::{Exit, Out, WitnessServeArgs, safe};
use crate::ledger::note::VerifierKey;
use crate::ledger::witness::state::{Witness, WitnessError};
use crate::ledger::witness::{Refusal, Submission};
use crate::server::witness::{Replied, WitnessDoors, serve};
use crate::server::{ServeTls, Served};
use std::path::Path;
use std::sync::Arc;

/// Serves until the process is ended.
pub(super) fn run(args: &WitnessServeArgs) -> Result<Exit, AppError> {
    let witness = Witness::open(&folder(&args.state))?;
    for key in keys(&args.logs)? {
        witness.watch(&key)?;
    }
    let watched = witness.known()?.len();
    if watched == 0 {
        Out::note("no register is watched yet: every request will be refused; name keys with --log");
    }
    let tls = match (&args.cert, &args.key) {
        (Some(cert), Some(key)) => Some(ServeTls { cert: cert.clone(), key: key.clone(), client_ca: None }),
        _ => None,
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    let key = witness.verifier();
    let mut doors = doors(witness);
    doors.log = Some(Arc::new(|served: &Served| Out::note(&format!("{} {}", served.service, served.status))));
    let running = serve(args.listen, tls.as_ref(), doors)
        .map_err(|error| AppError::Failed { what: crate::words::chain(&error), advice: error.advice().to_owned() })?;
    Out::default().line(&format!("witness {key}\nwatching {watched} registers on {scheme}://{}", running.addr()));
    running.wait();
    Ok(Exit::Done)
}

/// What the server asks, answered by this witness.
fn doors(witness: Witness) -> WitnessDoors {
    let witness = Arc::new(witness);
    let reader = Arc::clone(&witness);
    WitnessDoors {
        add: Arc::new(move |body| match Submission::parse(body) {
            None => Replied::status(400),
            Some(submission) => match witness.submit(&submission, None, seconds_now()) {
                Ok(signed) => Replied { status: 200, size: None, text: signed.line },
                Err(WitnessError::Refused { refusal: Refusal::Conflict { size }, .. }) => {
                    Replied { status: 409, size: Some(size), text: String::new() }
                }
                Err(WitnessError::Refused { refusal, .. }) => {
                    Replied { status: refusal.status(), size: None, text: format!("{refusal}\n") }
                }
                Err(error) => {
                    Out::note(&crate::words::chain(&error));
                    Replied::status(500)
                }
            },
        }),
        read: Arc::new(move |hash| match reader.monitored(hash) {
            Ok(Some(note)) => Replied { status: 200, size: None, text: note },
            Ok(None) => Replied::status(404),
            Err(error) => {
                Out::note(&crate::words::chain(&error));
                Replied::status(500)
            }
        }),
        log: None,
    }
}

fn keys(given: &[String]) -> Result<Vec<VerifierKey>, AppError> {
    let mut all = Vec::new();
    for text in given {
        let path = Path::new(text);
        let content =
            if path.is_file() { std::fs::read_to_string(path).map_err(AppError::file(path))? } else { text.clone() };
        for line in content.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let key = line.parse().map_err(|_| AppError::Usage(format!("{:?} is not a register's key", safe(line))))?;
            all.push(key);
        }
    }
    Ok(all)
}
