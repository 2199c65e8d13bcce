//! From lines in any order to entries in ascending order, in bounded memory.
//!
//! Every report becomes 16 bytes. As many as memory may hold are sorted at once and written to a
//! file without a name; the sorted runs are then merged. What several lines say about one number is
//! settled when they meet: see [`Heap::settle`].

use super::FilesError;
use super::input::Source;
use crate::blocklist::{Columns, Day, Entry, Interner, Line, Memo, Order, Remark, Scratch, Status};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Reports that are sorted at once: 160 MB.
const RUN: usize = 10_000_000;
/// Fewer reports are sorted by one thread.
const ALONE: usize = 1 << 16;
/// Bytes of the buffer of a run that is merged.
const BUFFER: usize = 1 << 18;

/// Key 47 bits, line 37 bits, class 12 bits, reporter 16 bits, day 16 bits: sorts by number, then
/// by age.
type Packed = u128;

/// What reading the sources amounted to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Lines read, headers included.
    pub lines: u64,
    /// Lines without a readable number.
    pub rejected: u64,
    /// Lines that were kept, though not as they stood.
    pub remarked: u64,
    /// Reports about a number that another line reports as well.
    pub duplicates: u64,
    /// Entries of the list.
    pub entries: u64,
}

/// Reports on their way to a list.
pub struct Heap {
    /// What the reports' numbers stand for.
    pub words: Interner,
    /// What was read so far.
    pub report: Report,
    held: Vec<Packed>,
    runs: Vec<File>,
    folder: PathBuf,
    run: usize,
    sequence: u128,
}

impl std::fmt::Debug for Heap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Heap({} runs, {:?})", self.runs.len(), self.report)
    }
}

impl Heap {
    /// An empty heap; runs that do not fit memory lie in `folder` until the heap is dropped.
    pub fn new(folder: &Path) -> Self {
        Self::with_run(folder, RUN)
    }

    /// The same with at most `run` reports in memory.
    pub fn with_run(folder: &Path, run: usize) -> Self {
        let (words, report) = (Interner::default(), Report::default());
        Self { words, report, held: Vec::new(), runs: Vec::new(), folder: folder.to_owned(), run, sequence: 0 }
    }

    /// Reads a source; the columns that no list holds. `read` counts its bytes, `remark` gets the
    /// number of every line that was rejected (`true`) or not kept as it stood, `tick` is called
    /// now and then.
    pub fn read(
        &mut self,
        source: &Source,
        read: &Arc<AtomicU64>,
        remark: &mut dyn FnMut(u64, bool, &Remark) -> io::Result<()>,
        tick: &mut dyn FnMut(),
    ) -> Result<Vec<String>, FilesError> {
        let path = source.path().to_owned();
        let refused = |source| FilesError::File { path: path.clone(), source };
        let mut lines = source.lines(read).map_err(refused)?;
        let first = lines.next().map_err(refused)?.and_then(|(_, line)| line).unwrap_or_default().to_vec();
        let columns = Columns::read(&first).map_err(|source| FilesError::Rows { path: path.clone(), source })?;
        let mut scratch = Scratch::default();
        let (mut whats, mut whos) = (Memo::default(), Memo::default());
        self.report.lines += 1;
        if columns.headless {
            self.take(1, columns.line(&first, &mut scratch), &path, remark)?;
        }
        while let Some((number, line)) = lines.next().map_err(refused)? {
            self.report.lines += 1;
            if self.report.lines.is_multiple_of(1 << 16) {
                tick();
            }
            let plain = line.and_then(|line| columns.plain(line));
            let known = plain.and_then(|plain| Some((plain, whats.get(plain.what)?, whos.get(plain.who)?)));
            if let Some((plain, class, reporter)) = known {
                self.push(plain.key, class, reporter, plain.day)?;
                continue;
            }
            if line.is_some_and(|line| line.trim_ascii().is_empty()) {
                continue;
            }
            let parsed = line.ok_or(Remark::Unreadable).and_then(|line| columns.line(line, &mut scratch));
            let taken = self.take(number, parsed, &path, remark)?;
            if let (Some(plain), Some((class, reporter))) = (plain, taken) {
                whats.put(plain.what, class);
                whos.put(plain.who, reporter);
            }
        }
        Ok(columns.ignored)
    }

    /// Takes a line. Its class and reporter, where the next line with the same texts has them too.
    fn take(
        &mut self,
        number: u64,
        parsed: Result<Line<'_>, Remark>,
        path: &Path,
        remark: &mut dyn FnMut(u64, bool, &Remark) -> io::Result<()>,
    ) -> Result<Option<(u16, u16)>, FilesError> {
        let line = match parsed {
            Ok(line) => line,
            Err(why) => {
                self.report.rejected += 1;
                return remark(number, true, &why).map(|()| None).map_err(FilesError::file(path));
            }
        };
        self.report.remarked += u64::from(!line.remarks.is_empty());
        for why in &line.remarks {
            remark(number, false, why).map_err(FilesError::file(path))?;
        }
        let lifted = line.order == Order::Lift;
        let status = if lifted { Status::Removed } else { line.status };
        let class = self.words.class(status, if lifted { "" } else { &line.reason })?;
        let reporter = self.words.reporter(&line.organisation, &line.country)?;
        self.push(line.key, class, reporter, line.day)?;
        Ok(line.remarks.is_empty().then_some((class, reporter)))
    }

    #[inline]
    fn push(&mut self, key: u64, class: u16, reporter: u16, day: Day) -> Result<(), FilesError> {
        self.sequence += 1;
        let word = u128::from(key) << 81 | self.sequence << 44 | u128::from(class) << 32;
        self.held.push(word | u128::from(reporter) << 16 | u128::from(day.0));
        if self.held.len() >= self.run { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<(), FilesError> {
        let folder = self.folder.clone();
        sort(&mut self.held);
        let run = write_run(&folder, self.held.iter().copied().map(Ok)).map_err(FilesError::file(&folder))?;
        self.runs.push(run);
        self.held.clear();
        Ok(())
    }

    /// All reports read: brings them in order and settles what several lines say of one number.
    ///
    /// Files count in the order in which they were read, their lines from the first to the last.
    /// A reporter's later line about a number replaces the earlier one; a removal takes off the
    /// listing of the reporter that it names, or all listings where it names none. Where several
    /// reporters list a number, the heaviest status is kept, of equals the latest day, of equals
    /// the latest line.
    pub fn settle(&mut self) -> Result<Sorted, FilesError> {
        let folder = self.folder.clone();
        let refused = |source| FilesError::File { path: folder.clone(), source };
        let statuses: Vec<Status> = (0..=u16::MAX).map_while(|class| self.words.dictionary().status(class)).collect();
        let nobody = self.words.reporter("", "")?;
        let mut settled = Settle { statuses, nobody, group: Vec::new(), key: None, duplicates: 0 };
        sort(&mut self.held);
        let sorted = if self.runs.is_empty() {
            let mut kept = 0;
            for at in 0..=self.held.len() {
                let next = self.held.get(at).copied();
                if let (Some(done), Some(slot)) = (settled.next(next), self.held.get_mut(kept)) {
                    *slot = done;
                    kept += 1;
                }
            }
            self.held.truncate(kept);
            Sorted::Memory(std::mem::take(&mut self.held))
        } else {
            if !self.held.is_empty() {
                self.spill()?;
            }
            self.held = Vec::new();
            let mut merged = Merge::new(std::mem::take(&mut self.runs)).map_err(refused)?;
            let mut ended = false;
            let entries = std::iter::from_fn(|| {
                while !ended {
                    let next = match merged.next() {
                        Ok(next) => next,
                        Err(e) => return Some(Err(e)),
                    };
                    ended = next.is_none();
                    if let Some(done) = settled.next(next) {
                        return Some(Ok(done));
                    }
                }
                None
            });
            Sorted::File(write_run(&folder, entries).map_err(refused)?, folder.clone())
        };
        self.report.duplicates = settled.duplicates;
        self.report.entries = sorted.len().map_err(refused)?;
        Ok(sorted)
    }
}

/// Sorts two halves at once, then joins them.
fn sort(reports: &mut [Packed]) {
    if reports.len() < ALONE {
        return reports.sort_unstable();
    }
    let (left, right) = reports.split_at_mut(reports.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| left.sort_unstable());
        right.sort_unstable();
    });
    #[expect(
        clippy::stable_sort_primitive,
        reason = "it finds two sorted halves and merges them; the other sorts anew"
    )]
    reports.sort();
}

/// Settles the reports about one number after the other.
struct Settle {
    statuses: Vec<Status>,
    nobody: u16,
    group: Vec<Packed>,
    key: Option<u64>,
    duplicates: u64,
}

impl Settle {
    /// Takes the next report; gives the entry of the number before it, once all of its reports are in.
    fn next(&mut self, report: Option<Packed>) -> Option<Packed> {
        let key = report.map(|report| unpack(report).key);
        let done = if key == self.key && key.is_some() { None } else { self.close() };
        self.key = key;
        if let Some(report) = report {
            self.join(report);
        }
        done
    }

    fn join(&mut self, report: Packed) {
        let entry = unpack(report);
        self.duplicates += u64::from(!self.group.is_empty());
        let removed = self.status(entry.class) == Status::Removed;
        if removed && entry.reporter == self.nobody {
            return self.group.clear();
        }
        self.group.retain(|&held| unpack(held).reporter != entry.reporter);
        if !removed {
            self.group.push(report);
        }
    }

    fn status(&self, class: u16) -> Status {
        self.statuses.get(usize::from(class)).copied().unwrap_or(Status::Blocked)
    }

    fn close(&mut self) -> Option<Packed> {
        let group = std::mem::take(&mut self.group);
        let best = group.iter().copied().max_by_key(|&report| {
            let entry = unpack(report);
            (self.status(entry.class).weight(), entry.day, report)
        });
        self.group = group;
        self.group.clear();
        best
    }
}

fn unpack(packed: Packed) -> Entry {
    let field = |shift: u32, bits: u32| u64::try_from(packed >> shift & ((1 << bits) - 1)).unwrap_or(0);
    Entry {
        key: field(81, 47),
        class: u16::try_from(field(32, 12)).unwrap_or(0),
        reporter: u16::try_from(field(16, 16)).unwrap_or(0),
        day: Day(u16::try_from(field(0, 16)).unwrap_or(0)),
    }
}

/// Writes reports into a file without a name: it is gone with the program, however that ends.
fn write_run(folder: &Path, reports: impl Iterator<Item = io::Result<Packed>>) -> io::Result<File> {
    let mut out = BufWriter::with_capacity(BUFFER, unnamed(folder)?);
    for report in reports {
        out.write_all(&report?.to_le_bytes())?;
    }
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

fn unnamed(folder: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    for number in 0..1000_u32 {
        let path = folder.join(format!(".sort-{}-{number}", std::process::id()));
        match options.open(&path) {
            Ok(file) => {
                // Where a file in use cannot be deleted, it is left for the next one to find.
                let _left = std::fs::remove_file(&path);
                return Ok(file);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Entries in ascending order, one a number.
#[derive(Debug)]
pub enum Sorted {
    /// All of them fitted memory.
    Memory(Vec<u128>),
    /// They lie in a file without a name; the folder is for messages.
    File(File, PathBuf),
}

impl Sorted {
    fn len(&self) -> io::Result<u64> {
        match self {
            Self::Memory(held) => Ok(held.len() as u64),
            Self::File(file, _) => Ok(file.metadata()?.len() / 16),
        }
    }

    /// Gives every entry to `take`, in order.
    pub(super) fn each(&mut self, mut take: impl FnMut(Entry) -> Result<(), FilesError>) -> Result<(), FilesError> {
        match self {
            Self::Memory(held) => held.iter().try_for_each(|&packed| take(unpack(packed))),
            Self::File(file, folder) => {
                let folder: &Path = folder;
                file.rewind().map_err(FilesError::file(folder))?;
                let mut reader = BufReader::with_capacity(BUFFER, file);
                while let Some(packed) = read_packed(&mut reader).map_err(FilesError::file(folder))? {
                    take(unpack(packed))?;
                }
                Ok(())
            }
        }
    }
}

fn read_packed(reader: &mut impl Read) -> io::Result<Option<Packed>> {
    let mut bytes = [0; 16];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u128::from_le_bytes(bytes))),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(e) => Err(e),
    }
}

/// Sorted runs as one.
struct Merge {
    runs: Vec<BufReader<File>>,
    heads: BinaryHeap<Reverse<(Packed, usize)>>,
}

impl Merge {
    fn new(files: Vec<File>) -> io::Result<Self> {
        let mut runs: Vec<_> = files.into_iter().map(|file| BufReader::with_capacity(BUFFER, file)).collect();
        let mut heads = BinaryHeap::new();
        for (number, run) in runs.iter_mut().enumerate() {
            heads.extend(read_packed(run)?.map(|packed| Reverse((packed, number))));
        }
        Ok(Self { runs, heads })
    }

    fn next(&mut self) -> io::Result<Option<Packed>> {
        let Some(mut head) = self.heads.peek_mut() else { return Ok(None) };
        let Reverse((packed, number)) = *head;
        match self.runs.get_mut(number).map(read_packed).transpose()?.flatten() {
            Some(next) => *head = Reverse((next, number)),
            None => drop(PeekMut::pop(head)),
        }
        Ok(Some(packed))
    }
}
