//! TAC names: which model a handset should be, from a table that the shop imports.
//!
//! No table may be shipped inside a permissively licensed program, none is complete, and a TAC
//! that is missing is the normal case for a new phone: a note, never a refusal. Two forms are
//! read, by position because their headers repeat names: `tac,maker,model,…` (Osmocom; its first
//! line is a licence, which is kept for display) and `tac,model,model2…` (model codes only).
//!
//! ```
//! use countercheck::imei::TacTable;
//! let (table, left_out) = TacTable::from_csv("tac,maker,model\n01234567,Example,One\n".as_bytes()).unwrap();
//! assert_eq!(table.get("01234567").map(|name| (name.maker, name.model)), Some((Some("Example"), "One")));
//! assert!(left_out.is_empty());
//! ```

use super::{Imei14, Note, shown};
use std::io::Read;

/// Rows beyond this are not read: ten times the world's allocations.
const MAX_ROWS: u64 = 2_000_000;
/// Longest name kept, in bytes.
const MAX_NAME: usize = 200;

/// Models by TAC, compact in memory: one text for all names, 16 bytes a row.
#[derive(Clone, Default)]
pub struct TacTable {
    /// Sorted by TAC.
    rows: Vec<Row>,
    /// Names, each maker once.
    text: String,
    licence: Option<String>,
}

#[derive(Clone, Copy)]
struct Row {
    tac: u32,
    maker: Span,
    model: Span,
}

/// A name inside the table's text; a length of 0 is no name.
#[derive(Clone, Copy, Default)]
struct Span {
    start: u32,
    len: u16,
}

/// What a TAC is known as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TacName<'a> {
    /// The maker; `None` where the table gives model codes only.
    pub maker: Option<&'a str>,
    /// The model, or several codes with comma and space between them.
    pub model: &'a str,
}

/// Why a table could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum TacError {
    /// Reading stopped.
    #[error("the table could not be read after line {line}")]
    Read {
        /// The last line that was complete, from 1.
        line: u64,
        /// What the reader said.
        source: csv::Error,
    },
    /// No line begins with the word `tac`, so the columns are unknown.
    #[error("no line of the first {0} begins with the column name tac")]
    NoHeader(u64),
    /// More rows than the world has.
    #[error("more than {0} rows")]
    TooLong(u64),
}

impl TacError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Read { .. } => "copy the file again and check that it opens as text",
            Self::NoHeader(_) => "the file needs a line of column names: tac,maker,model or tac,model",
            Self::TooLong(_) => "this is not a TAC table; export the TAC columns only",
        }
    }
}

/// Which columns hold what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    MakerAndModel,
    ModelCodes,
}

/// One row while the table grows.
struct Entry {
    tac: u32,
    maker: String,
    model: String,
}

impl TacTable {
    /// Reads a table in UTF-8, with or without a byte-order mark. The second value lists the rows
    /// that were left out or repaired: line, from 1, and why. Rows of one TAC are joined.
    pub fn from_csv(reader: impl Read) -> Result<(Self, Vec<(u64, String)>), TacError> {
        let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(reader);
        let (mut entries, mut remarks) = (Vec::new(), Vec::new());
        let (mut form, mut licence, mut line) = (None, None, 0);
        let mut record = csv::ByteRecord::new();
        while csv.read_byte_record(&mut record).map_err(|source| TacError::Read { line, source })? {
            line = record.position().map_or(line + 1, csv::Position::line);
            let Some(columns) = form else {
                form = header(&record);
                if form.is_none() && licence.is_none() && record.len() == 1 {
                    licence = Some(name(&record, 0)).filter(|text| !text.is_empty());
                } else if form.is_none() {
                    return Err(TacError::NoHeader(line));
                }
                continue;
            };
            match entry(&record, columns) {
                Ok((entry, remark)) => {
                    entries.push(entry);
                    remarks.extend(remark.map(|why| (line, why)));
                }
                Err(why) => remarks.push((line, why)),
            }
            if line > MAX_ROWS {
                return Err(TacError::TooLong(MAX_ROWS));
            }
        }
        if form.is_none() {
            return Err(TacError::NoHeader(line));
        }
        Ok((Self::build(entries, licence), remarks))
    }

    /// The name of a TAC of 8 digits.
    pub fn get(&self, tac: &str) -> Option<TacName<'_>> {
        let key = number(tac)?;
        let at = self.rows.binary_search_by_key(&key, |row| row.tac).ok()?;
        let row = self.rows.get(at)?;
        Some(TacName { maker: self.span(row.maker), model: self.span(row.model).unwrap_or_default() })
    }

    /// The note that belongs to a handset whose TAC is not in the table.
    pub fn note(&self, body: &Imei14) -> Option<Note> {
        self.get(body.tac()).is_none().then_some(Note::UnknownTac)
    }

    /// How many TACs have a name.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The licence line in front of the header, to be shown where names are.
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }

    /// Bytes that the table holds in memory.
    pub fn memory(&self) -> usize {
        self.rows.capacity() * size_of::<Row>() + self.text.capacity()
    }

    fn build(mut entries: Vec<Entry>, licence: Option<String>) -> Self {
        // A stable sort keeps the file's order among rows of one TAC.
        entries.sort_by_key(|entry| entry.tac);
        entries.dedup_by(|later, first| {
            let same = later.tac == first.tac;
            if same {
                join(&mut first.model, &later.model);
            }
            same
        });
        let mut table = Self { rows: Vec::with_capacity(entries.len()), text: String::new(), licence };
        let mut makers = std::collections::HashMap::<String, Span>::new();
        for Entry { tac, maker, model } in entries {
            let known = makers.get(&maker).copied();
            let maker = known.unwrap_or_else(|| {
                let span = table.keep(&maker);
                makers.insert(maker, span);
                span
            });
            let model = table.keep(&model);
            table.rows.push(Row { tac, maker, model });
        }
        table.text.shrink_to_fit();
        table
    }

    /// Appends a name; an empty one takes no room. 2,000,000 names of 200 bytes stay below 2^32.
    fn keep(&mut self, text: &str) -> Span {
        let span = (u32::try_from(self.text.len()), u16::try_from(text.len()));
        let (Ok(start), Ok(len)) = span else { return Span::default() };
        self.text.push_str(text);
        Span { start, len }
    }

    fn span(&self, span: Span) -> Option<&str> {
        let start = usize::try_from(span.start).ok()?;
        self.text.get(start..start + usize::from(span.len)).filter(|text| !text.is_empty())
    }
}

impl std::fmt::Debug for TacTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TacTable({} rows, {} bytes)", self.len(), self.memory())
    }
}

/// The header tells the form by its second column; names repeat, so no other is looked at.
fn header(record: &csv::ByteRecord) -> Option<Form> {
    if !name(record, 0).eq_ignore_ascii_case("tac") {
        return None;
    }
    let model_first = name(record, 1).to_ascii_lowercase().starts_with("model");
    Some(if model_first { Form::ModelCodes } else { Form::MakerAndModel })
}

fn entry(record: &csv::ByteRecord, form: Form) -> Result<(Entry, Option<String>), String> {
    if record.iter().any(|field| std::str::from_utf8(field).is_err()) {
        return Err("not UTF-8".to_owned());
    }
    let digits = name(record, 0);
    let (tac, remark) = match number(&digits) {
        Some(tac) => (tac, None),
        // Spreadsheets drop a leading zero; more than one missing digit could be anything.
        None => match number(&format!("0{digits}")) {
            Some(tac) => (tac, Some(format!("TAC {digits} has 7 digits, read as 0{digits}"))),
            None => return Err(format!("TAC {} is not 8 digits", shown(&digits))),
        },
    };
    let (maker, model) = match form {
        Form::MakerAndModel => (name(record, 1), name(record, 2)),
        Form::ModelCodes => {
            let mut models = String::new();
            for at in 1..record.len() {
                join(&mut models, &name(record, at));
            }
            (String::new(), models)
        }
    };
    if model.is_empty() && maker.is_empty() {
        return Err(format!("TAC {digits} has no name"));
    }
    Ok((Entry { tac, maker, model }, remark))
}

/// One field as it may reach a screen: trimmed, bounded, without control or direction marks.
fn name(record: &csv::ByteRecord, at: usize) -> String {
    let text = String::from_utf8_lossy(record.get(at).unwrap_or_default());
    let visible = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut kept = String::new();
    for c in text.trim().chars().filter(visible) {
        if kept.len() + c.len_utf8() > MAX_NAME {
            break;
        }
        kept.push(c);
    }
    kept.trim().to_owned()
}

/// Adds the names of `more` that `names` does not hold yet.
fn join(names: &mut String, more: &str) {
    for one in more.split(", ").filter(|one| !one.is_empty()) {
        let known = names.split(", ").any(|name| name == one);
        if !known && names.len() + one.len() + 2 <= MAX_NAME {
            if !names.is_empty() {
                names.push_str(", ");
            }
            names.push_str(one);
        }
    }
}

fn number(tac: &str) -> Option<u32> {
    let digits = tac.len() == 8 && tac.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| tac.parse().ok()).flatten()
}
