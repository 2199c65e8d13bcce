//! CSV lines: what a publisher's file says, and how a list is written back.
//!
//! One line is one report. A line whose number can be read is never dropped: what cannot be
//! understood besides is left out or kept as a caution, and remarked upon. A line without a
//! readable number is rejected with its reason.

mod quick;

pub use quick::{Memo, Plain};

use super::record::{Day, MAX_COUNTRY, MAX_ORGANISATION, MAX_REASON, Record, Status, imei_of, key_of};
use crate::imei::Imei14;
use chrono::NaiveDate;
use std::borrow::Cow;

/// Fields that a line may have.
const MAX_FIELDS: usize = 64;
/// The columns that are read.
const KINDS: usize = 7;
const IMEI: usize = 0;
const STATUS: usize = 1;
const REASON: usize = 2;
const SINCE: usize = 3;
const REPORTER: usize = 4;
const COUNTRY: usize = 5;
const CHANGE: usize = 6;

/// Names of columns, in lower case; the first of each is ours.
const NAMES: [&[&str]; KINDS] = [
    &["imei", "imei_norm", "imei14", "imei15", "imei_number"],
    &["status", "list_status", "state"],
    &["reason", "reason_code", "code"],
    &["since", "reporting_date", "report_date", "reported", "block_date", "date"],
    &["reporter", "organisation", "organization", "operator", "source"],
    &["country", "country_code"],
    &["change_type", "change"],
];

/// Words for statuses besides their own.
const WORDS: [(&str, Status); 6] = [
    ("blacklist", Status::Blocked),
    ("blacklisted", Status::Blocked),
    ("blocklisted", Status::Blocked),
    ("barred", Status::Blocked),
    ("provisional", Status::Pending),
    ("remove", Status::Removed),
];

/// What a spreadsheet takes for a formula, and the mark that keeps it from doing so.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\'', '\t'];

/// A file whose columns cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// There is no first line.
    #[error("the file is empty: not even a header line")]
    Empty,
    /// No column is named as one with numbers is.
    #[error("no column of {0:?} is named imei")]
    NoNumbers(String),
    /// A column stands twice, under one name or two.
    #[error("the column {0} stands twice")]
    Twice(&'static str),
}

impl RowError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        "save the list as CSV with the header imei,status,reason,since,reporter,country"
    }
}

/// Why a line was rejected, or what of it was not kept as it stood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// Rejected: not a number of a handset.
    #[error("{0:?} is no IMEI")]
    Number(String),
    /// Rejected: too long or not text.
    #[error("the line is not UTF-8, or too long")]
    Unreadable,
    /// The status is in nobody's vocabulary.
    #[error("status {0:?} is unknown: kept as pending")]
    Status(String),
    /// The change is in nobody's vocabulary.
    #[error("change {0:?} is unknown: kept as listed")]
    Change(String),
    /// The day cannot be read.
    #[error("{0:?} is no day: kept without one")]
    Day(String),
    /// A text was cut, or control characters taken out of it.
    #[error("the {0} was shortened or cleaned")]
    Text(&'static str),
    /// More fields than columns.
    #[error("{0} fields are more than there are columns")]
    Fields(usize),
}

/// What a line orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The number is listed, or listed differently.
    List,
    /// The reporter takes the number off; every reporter's listing where it names none.
    Lift,
}

/// A line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The number's 14 digits.
    pub key: u64,
    /// What is ordered.
    pub order: Order,
    /// Why it is listed.
    pub status: Status,
    /// The reporter's reason code, verbatim.
    pub reason: Cow<'a, str>,
    /// Since when.
    pub day: Day,
    /// Who reports.
    pub organisation: Cow<'a, str>,
    /// In which country.
    pub country: Cow<'a, str>,
    /// What was not kept as it stood.
    pub remarks: Vec<Remark>,
}

/// Where a file's columns stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    delimiter: u8,
    at: [Option<usize>; KINDS],
    spans: Option<quick::Spans>,
    width: usize,
    /// Columns that no part of a list comes from.
    pub ignored: Vec<String>,
    /// Whether the first line is a report itself.
    pub headless: bool,
}

impl Columns {
    /// Reads a file's first line. Without header a file has one column of numbers, or the four
    /// `imei,status,since,reporter`.
    pub fn read(first: &[u8]) -> Result<Self, RowError> {
        let text = String::from_utf8_lossy(first);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(RowError::Empty);
        }
        let delimiter = [b'\t', b';', b'|'].into_iter().find(|&d| text.as_bytes().contains(&d)).unwrap_or(b',');
        let mut parts = Vec::new();
        let mut unquoted = Vec::new();
        let held = split(text.as_bytes(), delimiter, &mut parts, &mut unquoted);
        let name = |&(from, to): &(usize, usize)| {
            String::from_utf8_lossy(held.get(from..to).unwrap_or_default()).to_lowercase()
        };
        let names: Vec<String> = parts.iter().map(name).collect();
        let mut columns = Self {
            delimiter,
            at: [None; KINDS],
            spans: None,
            width: names.len(),
            ignored: Vec::new(),
            headless: false,
        };
        if names.first().and_then(|first| Imei14::from_listed(first)).is_some() && matches!(names.len(), 1 | 4) {
            let places = [Some(0), Some(1), None, Some(2), Some(3), None, None];
            columns.at = if names.len() == 4 { places } else { [Some(0), None, None, None, None, None, None] };
            columns.headless = true;
            columns.spans = quick::Spans::of(&columns.at);
            return Ok(columns);
        }
        for (place, name) in names.iter().enumerate() {
            let Some(kind) = NAMES.iter().position(|known| known.contains(&name.as_str())) else {
                columns.ignored.push(name.clone());
                continue;
            };
            let own = NAMES.get(kind).and_then(|names| names.first()).copied().unwrap_or_default();
            match columns.at.get_mut(kind) {
                Some(slot @ None) => *slot = Some(place),
                _ => return Err(RowError::Twice(own)),
            }
        }
        columns.spans = quick::Spans::of(&columns.at);
        if columns.at[IMEI].is_none() { Err(RowError::NoNumbers(shown(text))) } else { Ok(columns) }
    }

    /// Reads a line, without its line end.
    pub fn line<'a>(&self, line: &'a [u8], scratch: &'a mut Scratch) -> Result<Line<'a>, Remark> {
        let Scratch { parts, unquoted } = scratch;
        let held: &'a [u8] = split(line, self.delimiter, parts, unquoted);
        let text = std::str::from_utf8(held).map_err(|_| Remark::Unreadable)?;
        let mut remarks = Vec::new();
        if parts.len() > self.width {
            remarks.push(Remark::Fields(parts.len()));
        }
        let mut fields = [""; KINDS];
        for (field, place) in fields.iter_mut().zip(self.at) {
            let part = place.and_then(|place| parts.get(place));
            *field = part.and_then(|&(from, to)| text.get(from..to)).unwrap_or_default();
        }
        let number = fields[IMEI].strip_prefix('\'').unwrap_or(fields[IMEI]);
        let imei = Imei14::from_listed(number).ok_or_else(|| Remark::Number(masked(number)))?;
        let mut reason = fields[REASON];
        let status = self.status(fields[STATUS], &mut reason, &mut remarks);
        let order = order(status, fields[CHANGE], &mut remarks);
        let day = day(fields[SINCE]).unwrap_or_else(|| {
            remarks.push(Remark::Day(shown(fields[SINCE])));
            Day::NONE
        });
        let reason = tidy(reason, MAX_REASON, "reason", &mut remarks);
        let organisation = tidy(fields[REPORTER], MAX_ORGANISATION, "reporter", &mut remarks);
        let country = tidy(fields[COUNTRY], MAX_COUNTRY, "country", &mut remarks);
        Ok(Line { key: key_of(&imei), order, status, reason, day, organisation, country, remarks })
    }

    fn status<'a>(&self, word: &'a str, reason: &mut &'a str, remarks: &mut Vec<Remark>) -> Status {
        if word.is_empty() && self.at[STATUS].is_none() {
            return Status::Blocked;
        }
        let own = Status::ALL.into_iter().find(|status| status.word().eq_ignore_ascii_case(word));
        let alias = || WORDS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, status)| status);
        own.or_else(alias).unwrap_or_else(|| {
            remarks.push(Remark::Status(shown(word)));
            if reason.is_empty() {
                *reason = word;
            }
            Status::Pending
        })
    }
}

fn order(status: Status, change: &str, remarks: &mut Vec<Remark>) -> Order {
    let known = |word: &str| change.eq_ignore_ascii_case(word);
    if known("remove") || (status == Status::Removed && change.is_empty()) {
        return Order::Lift;
    }
    if !(change.is_empty() || known("add") || known("update")) {
        remarks.push(Remark::Change(shown(change)));
    }
    if status == Status::Removed { Order::Lift } else { Order::List }
}

/// Space that reading lines needs again and again.
#[derive(Debug, Default)]
pub struct Scratch {
    parts: Vec<(usize, usize)>,
    unquoted: Vec<u8>,
}

/// Splits a line into `parts`, which are places in what is returned: the line itself, or its text
/// without quotes. White space around a field goes.
fn split<'a>(line: &'a [u8], delimiter: u8, parts: &mut Vec<(usize, usize)>, out: &'a mut Vec<u8>) -> &'a [u8] {
    parts.clear();
    if memchr::memchr(b'"', line).is_none() {
        let mut from = 0;
        for at in memchr::memchr_iter(delimiter, line).take(MAX_FIELDS).chain([line.len()]) {
            parts.push(trimmed(line, from, at));
            from = at + 1;
        }
        return line;
    }
    out.clear();
    let mut rest = line.iter().copied().peekable();
    while parts.len() <= MAX_FIELDS {
        let from = out.len();
        while rest.next_if(|&b| b == b' ').is_some() {}
        let quoted = rest.next_if_eq(&b'"').is_some();
        let mut inside = quoted;
        let ended = loop {
            match rest.next() {
                None => break true,
                Some(b'"') if inside && rest.next_if_eq(&b'"').is_none() => inside = false,
                Some(b) if b == delimiter && !inside => break false,
                Some(b) => out.push(b),
            }
        };
        let to = out.len();
        parts.push(if quoted { (from, to) } else { trimmed(out, from, to) });
        if ended {
            break;
        }
    }
    out
}

fn trimmed(bytes: &[u8], mut from: usize, mut to: usize) -> (usize, usize) {
    let blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r'));
    while from < to && blank(from) {
        from += 1;
    }
    while to > from && blank(to - 1) {
        to -= 1;
    }
    (from, to)
}

/// `YYYY-MM-DD` or `YYYYMMDD`; nothing is no day.
fn day(text: &str) -> Option<Day> {
    let (year, month, day) = match text.len() {
        0 => return Some(Day::NONE),
        8 => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        10 if text.get(4..5) == Some("-") && text.get(7..8) == Some("-") => {
            (text.get(..4)?, text.get(5..7)?, text.get(8..)?)
        }
        _ => return None,
    };
    let number =
        |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)?;
    Day::from_date(date)
}

/// A text as the list keeps it: no mark against formulas, no control characters, not too long.
fn tidy<'a>(text: &'a str, most: usize, what: &'static str, remarks: &mut Vec<Remark>) -> Cow<'a, str> {
    let text = text.strip_prefix('\'').unwrap_or(text);
    if text.len() <= most && !text.chars().any(char::is_control) {
        return Cow::Borrowed(text);
    }
    remarks.push(Remark::Text(what));
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Cow::Owned(clean[..clean.floor_char_boundary(most)].trim().to_owned())
}

/// A value as it may stand in a remark.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A rejected number may still be somebody's: its first 8 characters are enough to find the line.
fn masked(number: &str) -> String {
    let head: String = number.chars().take(8).collect();
    if number.chars().count() > 8 { format!("{head}…") } else { head }
}

/// The header of a list written as CSV.
pub fn csv_header() -> &'static str {
    "imei,status,reason,since,reporter,country\n"
}

/// Appends an entry as one line of CSV: 15 digits, the day as `YYYY-MM-DD`.
pub fn csv_line(key: u64, record: &Record<'_>, out: &mut Vec<u8>) {
    if let Some(imei) = imei_of(key) {
        out.extend_from_slice(imei.with_check_digit().as_bytes());
    }
    let since = record.day.text().unwrap_or_default();
    let texts = [record.status.word(), record.reason, &since, record.organisation, record.country];
    for (at, text) in texts.into_iter().enumerate() {
        out.push(b',');
        let marked = at != 2 && text.starts_with(FORMULA);
        let quoted = text.contains([',', '"', ';', '|']) || text.starts_with(' ') || text.ends_with(' ');
        if quoted {
            out.push(b'"');
        }
        if marked {
            out.push(b'\'');
        }
        out.extend_from_slice(if quoted { text.replace('"', "\"\"") } else { text.to_owned() }.as_bytes());
        if quoted {
            out.push(b'"');
        }
    }
    out.push(b'\n');
}
