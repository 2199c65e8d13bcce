//! `list …`: makes block lists and looks into them.

mod applied;
mod build;
mod fetch;
pub(super) mod progress;
mod publish;
mod shelf;
mod stick;
mod trust;

pub(super) use trust::{at_init, of_init};

use super::AppError;
use crate::blocklist::files::{self, FilesError, Map};
use crate::blocklist::{Identity, List, Policy, Record, Said, Stack, Status, Trust, csv_header, csv_line, freshness};
use crate::cli::{Exit, ListCommand, Out, safe};
use crate::clock::rfc3339;
use crate::config::Paths;
use crate::imei::Imei;
use chrono::{DateTime, Utc};
use progress::Progress;
use serde::Serialize;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

/// Longest line that `list find -` takes, in bytes.
const LINE: usize = 4096;

/// Runs a command.
pub(super) fn run(paths: &Paths, command: &ListCommand) -> Result<Exit, AppError> {
    match command {
        ListCommand::Build(args) => build::run(args),
        ListCommand::Find { file, overlays, numbers, json } => find(file, overlays, numbers, *json),
        ListCommand::Status { files, json } if files.is_empty() => shelf::status(paths, *json),
        ListCommand::Status { files, json } => status(files, *json),
        ListCommand::Dump { file, overlays, output } => dump(file, overlays, output.as_deref()),
        ListCommand::Fold { file: Some(file), overlays, output: Some(output) } => fold(file, overlays, output),
        ListCommand::Fold { .. } => shelf::fold(paths),
        ListCommand::Trust(args) => trust::run(paths, args),
        ListCommand::Sync(args) => fetch::run(paths, args),
        ListCommand::Import(args) => stick::import(paths, args),
        ListCommand::Export(args) => stick::export(paths, args),
        ListCommand::Publish(args) => publish::run(args),
    }
}

fn stack(file: &Path, overlays: &[PathBuf]) -> Result<Stack<Map>, AppError> {
    let base = files::open(file, Trust::Never)?;
    let opened: Result<Vec<_>, FilesError> = overlays.iter().map(|path| files::open(path, Trust::Never)).collect();
    let named = |source| FilesError::List { path: file.to_owned(), source };
    Ok(Stack::new(base, opened?).map_err(named)?)
}

fn issued(identity: &Identity) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(identity.issued, 0)
}

/// One line of `list find --json`.
#[derive(Debug, Serialize)]
struct FindLine {
    imei: String,
    outcome: &'static str,
    status: Option<&'static str>,
    reason: Option<String>,
    since: Option<String>,
    reporter: Option<String>,
    list: String,
    version: u64,
    issued_at: Option<String>,
}

fn reporter(record: &Record<'_>) -> Option<String> {
    match (record.organisation, record.country) {
        ("", "") => None,
        (name, "") => Some(name.to_owned()),
        ("", country) => Some(country.to_owned()),
        (name, country) => Some(format!("{name} ({country})")),
    }
}

fn find(file: &Path, overlays: &[PathBuf], numbers: &[String], json: bool) -> Result<Exit, AppError> {
    let stack = stack(file, overlays)?;
    let out = Out { json };
    let mut worst = Exit::Done;
    let mut one = |text: &str| {
        let exit = find_one(&stack, text, &out);
        let weight = |exit| [Exit::Done, Exit::NotChecked, Exit::Caution, Exit::Listed].iter().position(|e| *e == exit);
        if weight(exit) > weight(worst) {
            worst = exit;
        }
    };
    for number in numbers {
        if number != "-" {
            one(number);
            continue;
        }
        let mut input = std::io::stdin().lock();
        let mut raw = Vec::new();
        while input.read_until(b'\n', &mut raw).map_err(AppError::file("-"))? > 0 {
            let text = String::from_utf8_lossy(raw.get(..LINE.min(raw.len())).unwrap_or_default()).into_owned();
            if !text.trim().is_empty() {
                one(text.trim());
            }
            raw.clear();
        }
    }
    Ok(worst)
}

/// Says what the lists say of one number. What cannot be answered is "no answer", never a miss.
fn find_one(stack: &Stack<Map>, text: &str, out: &Out) -> Exit {
    let newest = stack.lists().last().map(List::identity);
    let mut line = FindLine {
        imei: text.to_owned(),
        outcome: "no_answer",
        status: None,
        reason: None,
        since: None,
        reporter: None,
        list: newest.map_or_else(String::new, |identity| identity.name.clone()),
        version: newest.map_or(0, |identity| identity.version),
        issued_at: newest.and_then(issued).map(rfc3339),
    };
    let exit = match Imei::parse(text) {
        Err(rejection) => {
            Out::problem(&rejection.message, rejection.advice());
            Exit::NotChecked
        }
        Ok(imei) => {
            line.imei = imei.digits();
            match stack.find(&imei.body()) {
                Err(error) => {
                    Out::problem(&error.to_string(), error.advice());
                    Exit::NotChecked
                }
                Ok(Said::Listed(record)) => {
                    line.status = Some(record.status.word());
                    line.reason = Some(record.reason.to_owned()).filter(|reason| !reason.is_empty());
                    line.since = record.day.text();
                    line.reporter = reporter(&record);
                    let pending = record.status == Status::Pending;
                    line.outcome = if pending { "caution" } else { "listed" };
                    if pending { Exit::Caution } else { Exit::Listed }
                }
                // A miss in an old list vouches for nothing; a hit stands however old it is.
                Ok(Said::Removed(_) | Said::Nothing) if is_stale(newest) => {
                    Out::problem(
                        "the list is too old for a miss to say anything",
                        "get the newest list, then ask again",
                    );
                    Exit::NotChecked
                }
                Ok(Said::Removed(_) | Said::Nothing) => {
                    line.outcome = "not_listed";
                    Exit::Done
                }
            }
        }
    };
    out.object(&line);
    out.line(&readable(&line));
    exit
}

fn is_stale(identity: Option<&Identity>) -> bool {
    let now = crate::clock::system::now().wall;
    !freshness(identity.and_then(issued), now, &Policy::default()).vouches()
}

fn readable(line: &FindLine) -> String {
    let said = match line.outcome {
        "not_listed" => "not listed".to_owned(),
        "no_answer" => "no answer".to_owned(),
        word => {
            let parts = [line.status.map(str::to_owned), line.reason.clone(), line.reporter.clone()];
            let since = line.since.as_ref().map(|day| format!("since {day}"));
            let parts: Vec<String> = parts.into_iter().chain([since]).flatten().collect();
            format!("{word}: {}", parts.join(", "))
        }
    };
    let issued = line.issued_at.as_deref().unwrap_or("an unknown time");
    safe(&format!("{}: {said}  ({} version {}, issued {issued})", line.imei, line.list, line.version))
}

/// One line of `list status --json`.
#[derive(Debug, Serialize)]
struct StatusLine {
    list: String,
    version: u64,
    issued_at: Option<String>,
    entries: u64,
    bytes: u64,
    signer: Option<String>,
    age_seconds: Option<i64>,
    state: &'static str,
}

fn status(paths: &[PathBuf], json: bool) -> Result<Exit, AppError> {
    let out = Out { json };
    let now = crate::clock::system::now().wall;
    for path in paths {
        let list = files::open(path, Trust::Never)?;
        let identity = list.identity();
        let issued = issued(identity);
        let age = issued.map(|at| (now - at).num_seconds());
        let state = freshness(issued, now, &Policy::default()).word();
        let line = StatusLine {
            list: identity.name.clone(),
            version: identity.version,
            issued_at: issued.map(rfc3339),
            entries: list.entries(),
            bytes: list.bytes(),
            signer: None,
            age_seconds: age,
            state,
        };
        out.object(&line);
        let changes = identity
            .changes
            .map_or_else(String::new, |from| format!(", changes to version {from}, {} taken off", list.removed()));
        out.line(&safe(&format!(
            "{} version {}{changes}: {} entries, {} bytes, issued {}, {state}, not signed",
            line.list,
            line.version,
            line.entries,
            line.bytes,
            line.issued_at.as_deref().unwrap_or("at an unknown time"),
        )));
        whole(path, &list)?;
    }
    Ok(Exit::Done)
}

/// Reads every page; the first that is damaged is the error.
fn whole(path: &Path, list: &List<Map>) -> Result<(), FilesError> {
    let progress = Progress::new("checking", Some(list.entries()));
    for (count, entry) in (0_u64..).zip(list) {
        entry.map_err(|source| FilesError::List { path: path.to_owned(), source })?;
        if count.is_multiple_of(1 << 16) {
            progress.at(count);
        }
    }
    Ok(())
}

fn dump(file: &Path, overlays: &[PathBuf], output: Option<&Path>) -> Result<Exit, AppError> {
    let name = output.unwrap_or(Path::new("-"));
    let refused = |source| AppError::File { path: name.to_owned(), source };
    let sink: Box<dyn Write> = match output {
        Some(path) => Box::new(std::fs::File::create(path).map_err(refused)?),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut out = std::io::BufWriter::with_capacity(1 << 18, sink);
    out.write_all(csv_header().as_bytes()).map_err(refused)?;
    let mut line = Vec::new();
    let mut put = |key, record: Option<Record<'_>>| {
        line.clear();
        if let Some(record) = record {
            csv_line(key, &record, &mut line);
        }
        out.write_all(&line).map_err(refused)
    };
    let base = files::open(file, Trust::Never)?;
    let named = |source| FilesError::List { path: file.to_owned(), source };
    if overlays.is_empty() {
        // Changes alone are dumped as they are, removals included.
        for entry in &base {
            let entry = entry.map_err(named)?;
            put(entry.key, base.dictionary().record(&entry))?;
        }
    } else {
        let stack = stack(file, overlays)?;
        let mut words = crate::blocklist::Interner::default();
        let folded = crate::blocklist::Folded::new(&stack, &mut words).map_err(FilesError::from)?;
        for entry in folded {
            let entry = entry.map_err(FilesError::from)?;
            put(entry.key, words.dictionary().record(&entry))?;
        }
    }
    out.flush().map_err(refused)?;
    Ok(Exit::Done)
}

fn fold(file: &Path, overlays: &[PathBuf], output: &Path) -> Result<Exit, AppError> {
    let stack = stack(file, overlays)?;
    let all: u64 = stack.lists().iter().map(List::entries).sum();
    let progress = Progress::new("folding", Some(2 * all));
    let written = files::fold(output, &stack, &mut |done| progress.at(done))?;
    drop(progress);
    Out::default().line(&safe(&format!("{}: {} entries, {} bytes", output.display(), written.entries, written.bytes)));
    Ok(Exit::Done)
}
