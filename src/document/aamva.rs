//! The PDF417 code of North American licences and identity cards (AAMVA, versions 1 to 10, and
//! the older files that begin with `AAMVA`).
//!
//! Nothing in it is signed and nothing has a check digit, so all of it is evidence of what was
//! read and of no more. Directories with wrong offsets are usual: the subfile's own marker
//! counts. Scanners that type eat or translate the separators; then the text is cut at known
//! codes, and what could be cut in two ways is left out.

mod codes;
mod cut;
mod header;

use super::{DocumentError, DocumentKind, DocumentPart, Field, Form, Identity, dates};
use chrono::NaiveDate;
use codes::is_none;
use cut::Elements;

/// What keyboards and terminals make of the three separators, as text.
const SPELT: &[(&str, &str)] = &[
    ("^J", "\n"),
    ("^M", "\r"),
    ("^^", "\u{1e}"),
    ("<LF>", "\n"),
    ("<CR>", "\r"),
    ("<RS>", "\u{1e}"),
    ("\\N", "\n"),
    ("\\R", "\r"),
    ("\\X0A", "\n"),
    ("\\X0D", "\r"),
    ("\\X1E", "\u{1e}"),
    ("\u{240a}", "\n"),
    ("\u{240d}", "\r"),
    ("\u{241e}", "\u{1e}"),
];

/// The version whose files hold the whole name in one element.
const FULL_NAME_IN_ONE: u8 = 1;

/// Whether a text begins as a licence's code does.
pub(super) fn is_meant(text: &str) -> bool {
    let text = prepared(text);
    ["ANSI", "AAMVA"].iter().any(|name| {
        text.find(name).is_some_and(|at| {
            let behind = text[at + name.len()..].trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
            at <= 24 && behind.bytes().take_while(u8::is_ascii_digit).count() >= 8
        })
    })
}

/// How many characters the directory says the whole code has, when `text` begins one.
pub(super) fn declared(text: &str) -> Option<usize> {
    header::read(&prepared(text)).map(|header| header.declared)
}

/// Reads a licence's code.
pub(super) fn read(text: &str, today: NaiveDate) -> Result<Identity, DocumentError> {
    let text = prepared(text);
    let header = header::read(&text).ok_or(DocumentError::Missing { part: DocumentPart::Code })?;
    let elements = cut::cut(text.get(header.elements..).unwrap_or_default(), &header);
    let get = |code: &str| elements.get(code);
    let first = |codes: &[&str]| codes.iter().find_map(|code| get(code));
    let field = |value: Option<String>| value.filter(|v| !v.is_empty()).map(Field::read);
    let name = name(&elements, header.version);
    if name.surname.is_none() && name.given.is_none() {
        return Err(DocumentError::Missing { part: DocumentPart::Surname });
    }
    let number = first(&["DAQ"]).ok_or(DocumentError::Missing { part: DocumentPart::Number })?;
    let born = date(first(&["DBB"]), DocumentPart::Born)?;
    if born.is_some_and(|day| day > today) {
        return Err(DocumentError::Date { part: DocumentPart::Born });
    }
    let kind = if header.is_card { DocumentKind::IdCard } else { DocumentKind::DrivingLicence };
    Ok(Identity {
        kind: Field::read(kind),
        form: Some(Form::Aamva),
        issuer: field(first(&["DAJ", "DAO"]).map(str::to_owned)),
        number: field(Some(number.to_owned())),
        surname: field(name.surname),
        given: field(name.given),
        suffix: field(name.suffix),
        born: born.map(Field::read),
        sex: first(&["DBC"]).and_then(sex).map(Field::read),
        issued: date(first(&["DBD"]), DocumentPart::Issued)?.map(Field::read),
        expires: date(first(&["DBA"]), DocumentPart::Expires)?.map(Field::read),
        address: field(address(&elements)),
        ..Identity::empty()
    })
}

/// Upper case, because caps lock turns letters round and the standard has capitals; separators
/// that came as text are separators again.
fn prepared(text: &str) -> String {
    let upper: String = text.chars().map(|c| c.to_ascii_uppercase()).collect();
    let upper = super::pieces::without_aim(&upper).to_owned();
    SPELT
        .iter()
        .fold(upper, |text, (spelt, meant)| if text.contains(spelt) { text.replace(spelt, meant) } else { text })
}

struct Name {
    surname: Option<String>,
    given: Option<String>,
    suffix: Option<String>,
}

/// Names in the fields of their version: family, first and middle name by themselves; first and
/// middle together (`DCT`, version 2 and 3); or all in one (`DAA`: family, first, middle, suffix).
fn name(elements: &Elements, version: u8) -> Name {
    let get = |code: &str| elements.get(code);
    let joined = |parts: &[Option<&str>]| {
        let known: Vec<&str> =
            parts.iter().flatten().map(|p| p.trim()).filter(|p| !p.is_empty() && !is_none(p)).collect();
        (!known.is_empty()).then(|| known.join(" "))
    };
    let surname = get("DCS").or_else(|| get("DAB"));
    let sure = |codes: &[&str], value: Option<String>| value.filter(|_| elements.is_sure(codes));
    if let Some(whole) = get("DAA").filter(|_| surname.is_none() || version <= FULL_NAME_IN_ONE) {
        let parts: Vec<&str> = whole.split(',').collect();
        let part = |at: usize| parts.get(at).copied();
        return Name { surname: joined(&[part(0)]), given: joined(&[part(1), part(2)]), suffix: joined(&[part(3)]) };
    }
    let together = get("DCT").map(|names| names.replace(',', " "));
    let together = together.map(|names| names.split_whitespace().collect::<Vec<_>>().join(" "));
    let given = joined(&[get("DAC"), get("DAD")]).or(together);
    Name {
        surname: sure(&["DCS", "DAB"], joined(&[surname])),
        given: sure(&["DAC", "DAD", "DCT"], given),
        suffix: joined(&[get("DCU").or_else(|| get("DAE"))]),
    }
}

/// Eight digits must be a date; anything else says that there is none.
fn date(value: Option<&str>, part: DocumentPart) -> Result<Option<NaiveDate>, DocumentError> {
    let Some(value) = value else { return Ok(None) };
    if !value.bytes().all(|b| b.is_ascii_digit()) && part != DocumentPart::Born {
        return Ok(None);
    }
    dates::eight(value).map(Some).ok_or(DocumentError::Date { part })
}

/// ANSI D20: 1 male, 2 female, 9 not said; the oldest files have letters.
fn sex(value: &str) -> Option<char> {
    match value {
        "1" | "M" => Some('M'),
        "2" | "F" => Some('F'),
        "9" | "X" => Some('X'),
        _ => None,
    }
}

/// Street, city, state and postal code, country: the address for letters, or the residence of the oldest files.
fn address(elements: &Elements) -> Option<String> {
    let get = |code: &str| elements.get(code);
    let joined = |parts: &[Option<&str>], between: &str| {
        let known: Vec<&str> = parts.iter().flatten().copied().collect();
        (!known.is_empty()).then(|| known.join(between))
    };
    let sets = [["DAG", "DAH", "DAI", "DAJ", "DAK"], ["DAL", "DAM", "DAN", "DAO", "DAP"]];
    let set = sets.into_iter().find(|set| get(set[0]).is_some())?;
    // Half an address looks like a whole one.
    if !elements.is_sure(&set) || !elements.is_sure(&["DCG"]) {
        return None;
    }
    let [street, second, city, state, postal] = set.map(get);
    let place = joined(&[city, state, postal], " ");
    joined(&[street, second, place.as_deref(), get("DCG")], ", ")
}
