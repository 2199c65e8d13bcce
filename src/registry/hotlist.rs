//! A hot list: a few thousand listed numbers as police hand them out, a full DIRBS stolen list
//! (`imei,reporting_date,status`; header in any case).
//!
//! A line that cannot be read is told with its number and reason, never dropped in silence, and
//! from then on a miss vouches for nothing: the number may stand in the lost line. A line whose
//! number can be read but whose status cannot counts as a caution: the publisher listed it for
//! some reason. The list knows nothing about its own age; whoever loads it does.
//!
//! ```
//! use countercheck::finding::Outcome;
//! use countercheck::imei::Imei;
//! use countercheck::registry::hotlist::HotList;
//! let csv = "IMEI,reporting_date,status\n35209900176148,20260102,blacklist\n";
//! let (list, rejected) = HotList::read(csv.as_bytes()).unwrap();
//! assert!(rejected.is_empty());
//! let imei = Imei::parse("352099001761481").unwrap();
//! assert!(matches!(list.ask(&imei.body()), Outcome::Listed(_)));
//! ```

#[cfg(test)]
mod tests;

use super::wire::{bounded, detail};
use crate::finding::{Detail, Outcome, Silence};
use crate::imei::Imei14;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

/// Lines a hot list may have; beyond that a block list is the right form.
pub const MAX_LINES: u64 = 2_000_000;
/// Bytes a hot list may have.
pub const MAX_BYTES: u64 = 128 * 1024 * 1024;
/// Rejected lines that are told one by one; the rest are counted.
pub const MAX_REJECTED: usize = 100;
/// Characters of the DIRBS `imei` column (`^[0-9A-Fa-f\*\#]{1,16}$`).
const MAX_NUMBER: usize = 16;

/// Bytes that a line may have; a real one has 35.
const MAX_LINE: usize = 1024;

const COLUMNS: [&str; 3] = ["imei", "reporting_date", "status"];

/// A file that is no hot list.
#[derive(Debug, thiserror::Error)]
pub enum HotListError {
    /// There is no header line.
    #[error("the list is empty: not even a header line")]
    Empty,
    /// A delta list says what changed, not what is listed.
    #[error("the list has a column change_type: it is a delta list")]
    Delta,
    /// The columns are others.
    #[error("the list has the columns {0:?}, not imei,reporting_date,status")]
    Columns(String),
    /// More than [`MAX_LINES`] lines or [`MAX_BYTES`] bytes.
    #[error("the list is longer than {MAX_LINES} lines or {MAX_BYTES} bytes")]
    TooLong,
    /// A folder, a pipe or a device.
    #[error("the list is no regular file")]
    NoFile,
    /// The bytes could not be read.
    #[error("the list could not be read")]
    Read(#[from] std::io::Error),
}

impl HotListError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Empty | Self::Columns(_) => {
                "save the list as CSV with commas and the header imei,reporting_date,status"
            }
            Self::Delta => "ask the publisher for the full list: changes alone do not say what is listed",
            Self::TooLong => "ask the publisher for a signed block list: it holds millions of numbers",
            Self::NoFile => "name the CSV file itself; a pipe or a device is not read",
            Self::Read(_) => "copy the file again and check the stick or the share it lies on",
        }
    }
}

/// One line that was not taken, or not as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Line number in the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

/// What was not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejections {
    /// The first [`MAX_REJECTED`], in file order.
    pub lines: Vec<Rejected>,
    /// How many there were altogether.
    pub total: u64,
}

impl Rejections {
    /// Whether every line was taken as it stood.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    fn add(&mut self, line: u64, why: impl AsRef<str>) {
        self.total += 1;
        if self.lines.len() < MAX_REJECTED {
            self.lines.push(Rejected { line, why: bounded(why) });
        }
    }
}

/// Ordered by weight, so that the worse of two lines about one number wins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Pending,
    Odd(Box<str>),
    Blacklist,
}

#[derive(Clone, Debug)]
struct Entry {
    standing: Standing,
    /// `YYYYMMDD`; 0 where the list gives none.
    since: u32,
}

/// The list in memory.
#[derive(Clone, Default)]
pub struct HotList {
    entries: HashMap<Imei14, Entry>,
    others: u64,
    lost: u64,
    first_lost: Option<Rejected>,
    digest: String,
}

impl std::fmt::Debug for HotList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HotList({} numbers)", self.entries.len())
    }
}

impl HotList {
    /// Reads a whole list. Numbers are normalised as DIRBS does: 14 leading digits are the number;
    /// one with `*`, `#` or letters is kept out of the IMEIs and counted. Fewer than 14 digits are
    /// what a spreadsheet leaves of a number that begins with zeros: that line is lost.
    pub fn read(reader: impl Read) -> Result<(Self, Rejections), HotListError> {
        let mut lines = Lines { inner: BufReader::new(reader), hash: Sha256::new(), bytes: 0, number: 0 };
        let mut list = Self::default();
        let mut rejected = Rejections::default();
        let columns = match lines.next()? {
            None => return Err(HotListError::Empty),
            Some(Line::Text { text, .. }) => columns(&text)?,
            Some(Line::Unreadable) => return Err(HotListError::Columns("unreadable".to_owned())),
        };
        while let Some(line) = lines.next()? {
            if lines.number > MAX_LINES || lines.bytes > MAX_BYTES {
                return Err(HotListError::TooLong);
            }
            match line {
                Line::Text { text, .. } if text.trim().is_empty() => {}
                Line::Text { text, ended } => {
                    let row = Row { line: lines.number, text: &text, ended };
                    list.take(&row, columns, &mut rejected);
                }
                Line::Unreadable => {
                    let why = format!("not UTF-8, or longer than {MAX_LINE} bytes");
                    list.lose(lines.number, why, &mut rejected);
                }
            }
        }
        list.digest = hex::encode(lines.hash.finalize());
        Ok((list, rejected))
    }

    /// Takes what can be read of a line. A line that is damaged anywhere is lost, even where its
    /// number still lists: what else it held is unknown.
    fn take(&mut self, row: &Row<'_>, columns: [usize; 3], rejected: &mut Rejections) {
        let line = row.line;
        let cells: Vec<&str> = fields(row.text).collect();
        let [number, since, status] = columns.map(|at| cells.get(at).copied().unwrap_or_default());
        let whole = cells.len() == COLUMNS.len();
        if !whole {
            self.lose(line, format!("{} fields instead of 3", cells.len()), rejected);
        }
        let imei = match read_number(number) {
            Ok(Some(imei)) => imei,
            Ok(None) => {
                self.others += 1;
                return;
            }
            Err(why) if whole => return self.lose(line, why, rejected),
            Err(why) => return rejected.add(line, why),
        };
        let standing = match status.to_ascii_lowercase().as_str() {
            "blacklist" => Standing::Blacklist,
            "pending" => Standing::Pending,
            "removed" => return rejected.add(line, "status removed: the number is left out"),
            _ => {
                let shown = shown(status);
                if whole && !row.ended {
                    self.lose(line, format!("the file breaks off in the status {shown:?}"), rejected);
                }
                rejected.add(line, format!("status {shown:?} is neither blacklist nor pending: kept as a caution"));
                Standing::Odd(bounded(status).into_boxed_str())
            }
        };
        let since = day(since).unwrap_or_else(|| {
            rejected.add(line, format!("reporting_date {:?} is no YYYYMMDD: kept without a date", shown(since)));
            0
        });
        self.add(imei, Entry { standing, since });
    }

    /// Tells a line that cannot be read, and gives up vouching.
    fn lose(&mut self, line: u64, why: String, rejected: &mut Rejections) {
        rejected.add(line, &why);
        self.lost += 1;
        if self.first_lost.is_none() {
            self.first_lost = Some(Rejected { line, why: bounded(why) });
        }
    }

    fn add(&mut self, imei: Imei14, entry: Entry) {
        let held = self.entries.entry(imei).or_insert_with(|| entry.clone());
        if entry.standing > held.standing {
            *held = entry;
        }
    }

    /// What the list says. A miss is `NotListed` only where every line was read; whether the list
    /// is fresh enough to vouch is judged by whoever knows its age.
    pub fn ask(&self, imei: &Imei14) -> Outcome {
        let Some(entry) = self.entries.get(imei) else { return self.miss() };
        let say = |word: &str| Detail { since: (entry.since != 0).then(|| entry.since.to_string()), ..detail(word) };
        match &entry.standing {
            Standing::Blacklist => Outcome::Listed(say("blacklist")),
            Standing::Pending => Outcome::Caution(say("pending")),
            Standing::Odd(word) => Outcome::Caution(say(word)),
        }
    }

    fn miss(&self) -> Outcome {
        let Some(first) = &self.first_lost else { return Outcome::NotListed };
        let lines = if self.lost == 1 { "line" } else { "lines" };
        let why =
            format!("{} {lines} of the list cannot be read; first: line {}: {}", self.lost, first.line, first.why);
        Outcome::NoAnswer(Silence::Misconfigured(bounded(why)))
    }

    /// How many handsets it lists.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it lists no handset; such a list vouches for nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Lines whose number can be no IMEI (`*`, `#`, letters): no handset matches them.
    pub fn others(&self) -> u64 {
        self.others
    }

    /// Lines that could not be read; with any of them a miss vouches for nothing.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// The first line that could not be read.
    pub fn first_lost(&self) -> Option<&Rejected> {
        self.first_lost.as_ref()
    }

    /// SHA-256 of the file's bytes, hexadecimal: the list's version in evidence.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// The fields of a line. None of the three columns can hold a comma or a quote, so quotes are
/// only what a spreadsheet put around them.
fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(|field| field.trim().trim_matches('"').trim())
}

/// The number of a line, `None` where it can be no IMEI, or why the line is lost.
fn read_number(number: &str) -> Result<Option<Imei14>, String> {
    let dirbs = |b: u8| b.is_ascii_hexdigit() || b == b'*' || b == b'#';
    if number.is_empty() || number.len() > MAX_NUMBER || !number.bytes().all(dirbs) {
        return Err(format!("{:?} is no number of 1 to 16 digits", masked(number)));
    }
    if number.len() < 14 && number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{:?} has {} digits: zeros at its beginning are lost", masked(number), number.len()));
    }
    Ok(number.get(..14).and_then(Imei14::from_digits))
}

/// Where the three columns stand. A byte order mark is what spreadsheets leave.
fn columns(header: &str) -> Result<[usize; 3], HotListError> {
    let names: Vec<String> = fields(header.trim_start_matches('\u{feff}')).map(str::to_ascii_lowercase).collect();
    if names.iter().any(|n| n == "change_type") {
        return Err(HotListError::Delta);
    }
    let find = |wanted: &str| names.iter().position(|n| n == wanted);
    if let ([Some(imei), Some(since), Some(status)], 3) = (COLUMNS.map(find), names.len()) {
        return Ok([imei, since, status]);
    }
    // A list without a header begins with somebody's number.
    let shown: Vec<String> = names.iter().map(|name| shown(name)).collect();
    Err(HotListError::Columns(bounded(shown.join(","))))
}

/// `YYYYMMDD` or nothing.
fn day(text: &str) -> Option<u32> {
    if text.is_empty() {
        return Some(0);
    }
    (text.len() == 8).then(|| chrono::NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()?;
    text.parse().ok()
}

/// A rejected number may still be somebody's: its first 8 characters are enough to find the line.
fn masked(number: &str) -> String {
    let head: String = number.chars().take(8).collect();
    if number.chars().count() > 8 { format!("{head}…") } else { head }
}

/// A cell that should hold a word or a day: where columns are swapped it holds a number.
fn shown(cell: &str) -> String {
    if cell.bytes().filter(u8::is_ascii_digit).count() > 8 { masked(cell) } else { cell.to_owned() }
}

/// One line on its way into the list.
struct Row<'a> {
    line: u64,
    text: &'a str,
    /// Whether a line end follows it.
    ended: bool,
}

enum Line {
    Text {
        text: String,
        /// Whether a line end follows it; at the end of a file that was cut off, none does.
        ended: bool,
    },
    /// Too long, or not UTF-8.
    Unreadable,
}

/// The lines of a file, counted and hashed, each of bounded length.
struct Lines<R> {
    inner: BufReader<R>,
    hash: Sha256,
    bytes: u64,
    number: u64,
}

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Result<Option<Line>, HotListError> {
        let mut line = Vec::new();
        let mut whole = true;
        let ended = loop {
            let mut part = Vec::new();
            let read = self.inner.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut part)?;
            self.hash.update(&part);
            self.bytes += read as u64;
            let ended = part.ends_with(b"\n");
            if line.len() + part.len() <= MAX_LINE {
                line.extend(part);
            } else {
                whole = false;
            }
            if ended || read == 0 || self.bytes > MAX_BYTES {
                break ended;
            }
        };
        if line.is_empty() && whole {
            return Ok(None);
        }
        self.number += 1;
        let text = whole.then_some(line).and_then(|l| String::from_utf8(l).ok());
        Ok(Some(text.map_or(Line::Unreadable, |text| Line::Text { text, ended })))
    }
}
