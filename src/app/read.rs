//! `read`: the numbers in pictures, and the hidden process that reads them.

use super::lists::progress::Progress;
use super::{AppError, shop};
use crate::cli::{Exit, Out, PhotoWorkerArgs, ReadArgs, safe};
use crate::config::Paths;
use crate::photo::Trust;
use crate::photo::child::{LookError, Looker, Want};
use crate::photo::gate::MAX_BYTES;
use crate::photo::wire::{Identifier, Reading};
use crate::photo::worker;
use crate::words::{Arg, Lang, Words, chain};
use serde::Serialize;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Reads every picture and prints what is on it; nothing is recorded.
pub(super) fn run(paths: &Paths, args: &ReadArgs) -> Exit {
    let configured = || shop::load(paths).ok().and_then(|config| config.photo.models);
    let models = args.models.clone().or_else(configured).map(|folder| paths.resolve(&folder));
    let mut looker = Looker::new(models.as_deref());
    let words = Words::new(language());
    let out = Out { json: args.json };
    let all = u64::try_from(args.files.len()).unwrap_or(u64::MAX);
    let progress = (args.files.len() > 1).then(|| Progress::new("reading pictures", Some(all)));
    let (mut failed, mut look) = (false, false);
    for (n, file) in (0_u64..).zip(&args.files) {
        let read = one(&mut looker, file);
        let print = || match &read {
            Ok(reading) => readable(&out, file, reading, &words),
            Err((what, advice)) => Out::problem(&format!("{}: {what}", file.display()), advice),
        };
        match &progress {
            Some(progress) => progress.aside(print),
            None => print(),
        }
        out.object(&Line::new(file, &read));
        failed |= read.is_err();
        look |= read.as_ref().is_ok_and(needs_a_look);
        if let Some(progress) = &progress {
            progress.at(n + 1);
        }
    }
    match (failed, look) {
        (true, _) => Exit::Failed,
        (false, true) => Exit::NotChecked,
        (false, false) => Exit::Done,
    }
}

/// `photo-worker`: answers on its pipe until the till closes it.
pub(super) fn worker(args: &PhotoWorkerArgs) -> Result<Exit, AppError> {
    let done = worker::run(args.models.as_deref(), &mut io::stdin().lock(), &mut io::stdout().lock());
    done.map_err(|error| AppError::Failed { what: chain(&error), advice: error.advice() })?;
    Ok(Exit::Done)
}

/// The language of the terminal; a shop's config is none of this command's business.
fn language() -> Lang {
    let tag = std::env::var("LC_ALL").or_else(|_| std::env::var("LANG")).ok();
    tag.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_default()
}

/// What happened, and what to do.
type Problem = (String, String);

fn one(looker: &mut Looker, file: &Path) -> Result<Reading, Problem> {
    let unusable = |error: io::Error| {
        (
            format!("it cannot be opened: {}", chain(&error)),
            "check that the path exists and that you may read it".to_owned(),
        )
    };
    let bytes = if file == Path::new("-") {
        whole(&mut io::stdin().lock())
    } else {
        File::open(file).and_then(|mut f| whole(&mut f))
    };
    let seen = looker.look(bytes.map_err(unusable)?, Want { read: true, keep: false });
    seen.map(|seen| seen.reading).map_err(|error: LookError| (chain(&error), error.advice()))
}

/// At most one byte more than is taken, so that the gate sees that it is too much.
fn whole(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn needs_a_look(reading: &Reading) -> bool {
    let unsure = |found: &Identifier| found.trust == Trust::Review;
    reading.identifiers.is_empty() || reading.unread > 0 || reading.identifiers.iter().any(unsure)
}

/// One line of `read --json`.
#[derive(Debug, Serialize)]
struct Line {
    file: String,
    identifiers: Vec<Value>,
    unread: usize,
    warnings: Vec<String>,
    /// Width and height of the upright picture, to which boxes refer.
    size: Option<[u32; 2]>,
    error: Option<Value>,
}

impl Line {
    fn new(file: &Path, read: &Result<Reading, Problem>) -> Self {
        let file = file.display().to_string();
        match read {
            Ok(reading) => Self {
                file,
                identifiers: reading.identifiers.iter().map(identifier).collect(),
                unread: reading.unread,
                warnings: reading.warnings.clone(),
                size: Some(reading.size.into()),
                error: None,
            },
            Err((what, advice)) => Self {
                file,
                identifiers: Vec::new(),
                unread: 0,
                warnings: Vec::new(),
                size: None,
                error: Some(json!({ "message": what, "advice": advice })),
            },
        }
    }
}

fn identifier(found: &Identifier) -> Value {
    let tenths = |n: f32| (f64::from(n) * 10.0).round() / 10.0;
    let corners = found.area.map(|area| area.map(|corner| corner.map(tenths)));
    json!({
        "kind": found.kind.word(),
        "value": found.value,
        "trust": found.trust.word(),
        "box": corners,
        "agreed": found.agreed,
    })
}

fn readable(out: &Out, file: &Path, reading: &Reading, words: &Words) {
    out.line(&safe(&file.display().to_string()));
    for found in &reading.identifiers {
        let trust = words.say(trust_key(found.trust));
        out.line(&safe(&format!("  {} {}: {trust}", found.kind.word(), found.value)));
    }
    if reading.identifiers.is_empty() {
        out.line(&format!("  {}", words.say("photo-none")));
    }
    if reading.unread > 0 {
        out.line(&format!("  {}", words.say_with("photo-unread", &[("n", Arg::from(reading.unread))])));
    }
    for warning in reading.warnings.iter().filter_map(|word| crate::words::keys::photo_warning(word)) {
        out.line(&format!("  {}", words.say(warning)));
    }
    if reading.identifiers.iter().any(|found| found.trust == Trust::Review) {
        out.line(&format!("  {}", words.say("photo-review-next")));
    }
}

fn trust_key(trust: Trust) -> &'static str {
    match trust {
        Trust::Confirmed => "photo-trust-confirmed",
        Trust::Good => "photo-trust-good",
        Trust::Review => "photo-trust-review",
    }
}
