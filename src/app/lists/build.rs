//! `list build`.

use super::super::AppError;
use super::progress::Progress;
use crate::blocklist::files::{self, FilesError, Heap, Report, Source, Written};
use crate::blocklist::{Identity, ListError, Remark, Trust};
use crate::cli::{Exit, ListBuildArgs, Out, safe};
use crate::clock::rfc3339;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One line of `list build --json`.
#[derive(Debug, Serialize)]
struct BuildLine {
    list: String,
    version: u64,
    issued_at: Option<String>,
    entries: u64,
    bytes: u64,
    lines: u64,
    rejected: u64,
    remarked: u64,
    duplicates: u64,
    rejects: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(args: &ListBuildArgs) -> Result<Exit, AppError> {
    if let Some([old, new]) = args.delta.as_deref() {
        return delta(old, new, args);
    }
    let old = replaced(&args.output)?;
    let identity = identity(args, old.as_ref())?;
    let folder = folder(&args.output);
    let mut heap = Heap::new(folder);
    let mut rejects = Rejects::new(args);
    for source in &args.sources {
        read(&mut heap, &Source::new(source), &mut rejects)?;
    }
    let rejects = rejects.finish().map_err(AppError::file(&*args.output))?;
    let mut sorted = heap.settle()?;
    let report = heap.report;
    let before = old.as_ref().map_or(0, |(_, entries)| *entries);
    if report.entries.saturating_mul(4) < before.saturating_mul(3) && !args.allow_shrink {
        return Err(FilesError::Shrunk { new: report.entries, old: before }.into());
    }
    let progress = Progress::new("writing", Some(2 * report.entries));
    let written =
        files::write(&args.output, identity.clone(), &heap.words, &mut sorted, &mut |done| progress.at(done))?;
    drop(progress);
    tell(args, &identity, report, written, rejects);
    Ok(Exit::Done)
}

/// The list that is there already: its identity and entries. A file that is no list is not overwritten.
fn replaced(output: &Path) -> Result<Option<(Identity, u64)>, AppError> {
    if !output.exists() {
        return Ok(None);
    }
    match files::open(output, Trust::Never) {
        Ok(list) => Ok(Some((list.identity().clone(), list.entries()))),
        Err(FilesError::List { source, .. }) if source != ListError::NotAList => {
            Out::note(&format!("{} is damaged and is replaced: {source}", output.display()));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn identity(args: &ListBuildArgs, old: Option<&(Identity, u64)>) -> Result<Identity, AppError> {
    let old = old.map(|(identity, _)| identity);
    let stem = || args.output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let issued = match &args.issued_at {
        None => crate::clock::system::now().wall,
        Some(text) => DateTime::parse_from_rfc3339(text)
            .map_err(|_| AppError::Usage(format!("{text:?} is no time like 2026-01-31T12:00:00Z")))?
            .with_timezone(&Utc),
    };
    Ok(Identity {
        name: args.name.clone().or_else(|| old.map(|o| o.name.clone())).unwrap_or_else(stem),
        version: args.version.or_else(|| old.map(|o| o.version.saturating_add(1))).unwrap_or(1),
        changes: None,
        issued: issued.timestamp(),
    })
}

fn folder(output: &Path) -> &Path {
    output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn read(heap: &mut Heap, source: &Source, rejects: &mut Rejects) -> Result<(), AppError> {
    let taken = Arc::new(AtomicU64::new(0));
    let progress = Progress::new("reading", source.length());
    let file = source.path().display().to_string();
    let (watch, bar) = (Arc::clone(&taken), progress);
    let ticker = Ticker { watch, bar };
    let ignored =
        heap.read(source, &taken, &mut |line, rejected, why| rejects.add(&file, line, rejected, why), &mut || {
            ticker.tick();
        })?;
    drop(ticker);
    if !ignored.is_empty() {
        Out::note(&format!("{file}: columns that no list holds were left out: {}", ignored.join(", ")));
    }
    Ok(())
}

struct Ticker {
    watch: Arc<AtomicU64>,
    bar: Progress,
}

impl Ticker {
    fn tick(&self) {
        self.bar.at(self.watch.load(Ordering::Relaxed));
    }
}

/// The first line of a file of rejected lines.
const HEADER: &str = "file,line,kept,why\n";

/// The file that tells what was not taken, made when there is something to tell.
struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Rejects {
    fn new(args: &ListBuildArgs) -> Self {
        let path = args.rejects.clone().unwrap_or_else(|| {
            let mut name = args.output.as_os_str().to_owned();
            name.push(".rejected.csv");
            name.into()
        });
        Self { path, file: None }
    }

    fn add(&mut self, source: &str, line: u64, rejected: bool, why: &Remark) -> io::Result<()> {
        if self.file.is_none() {
            let mut file = BufWriter::new(File::create(&self.path)?);
            file.write_all(HEADER.as_bytes())?;
            self.file = Some(file);
        }
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let quoted = |text: &str| safe(text).replace('"', "\"\"");
        let kept = if rejected { "no" } else { "yes" };
        writeln!(file, "\"{}\",{line},{kept},\"{}\"", quoted(source), quoted(&why.to_string()))
    }

    fn finish(self) -> io::Result<Option<PathBuf>> {
        if let Some(mut file) = self.file {
            return file.flush().map(|()| Some(self.path));
        }
        self.clear().map(|()| None)
    }

    /// Takes away what an earlier build left: every line was taken this time. Only what begins as
    /// such a file does is one.
    fn clear(&self) -> io::Result<()> {
        let mut first = [0; HEADER.len()];
        let is_ours = match File::open(&self.path) {
            Ok(mut file) => file.read_exact(&mut first).is_ok() && first == *HEADER.as_bytes(),
            Err(_) => false,
        };
        if is_ours { std::fs::remove_file(&self.path) } else { Ok(()) }
    }
}

fn tell(args: &ListBuildArgs, identity: &Identity, report: Report, written: Written, rejects: Option<PathBuf>) {
    let out = Out { json: args.json };
    out.line(&safe(&format!(
        "{}: {} version {}, {} entries, {} bytes, from {} lines ({} rejected, {} kept with a remark, {} about a number told before)",
        args.output.display(),
        identity.name,
        identity.version,
        written.entries,
        written.bytes,
        report.lines,
        report.rejected,
        report.remarked,
        report.duplicates,
    )));
    if let Some(path) = &rejects {
        Out::note(&format!("lines that were not taken as they stood: {}", path.display()));
    }
    out.object(&BuildLine {
        list: identity.name.clone(),
        version: identity.version,
        issued_at: super::issued(identity).map(rfc3339),
        entries: written.entries,
        bytes: written.bytes,
        lines: report.lines,
        rejected: report.rejected,
        remarked: report.remarked,
        duplicates: report.duplicates,
        rejects,
    });
}

/// `--delta OLD NEW`
fn delta(old: &Path, new: &Path, args: &ListBuildArgs) -> Result<Exit, AppError> {
    let (old, new) = (files::open(old, Trust::Never)?, files::open(new, Trust::Never)?);
    if old.identity().name != new.identity().name || old.identity().version >= new.identity().version {
        return Err(AppError::Failed {
            what: format!(
                "{} version {} does not follow {} version {}",
                new.identity().name,
                new.identity().version,
                old.identity().name,
                old.identity().version
            ),
            advice: "name the older list first, then the newer one of the same name".to_owned(),
        });
    }
    if new.entries().saturating_mul(4) < old.entries().saturating_mul(3) && !args.allow_shrink {
        return Err(FilesError::Shrunk { new: new.entries(), old: old.entries() }.into());
    }
    let progress = Progress::new("comparing", None);
    let written = files::difference(&args.output, &old, &new, &mut |done| progress.at(done))?;
    drop(progress);
    tell(args, new.identity(), Report::default(), written, None);
    Ok(Exit::Done)
}
