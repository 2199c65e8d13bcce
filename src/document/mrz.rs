//! Machine-readable zones: passports, cards and visas (ICAO 9303 parts 3 to 7).
//!
//! Every check digit must hold, the composite one included. One character of a date, or a check
//! digit itself, may be repaired: a letter cannot stand there, so the place of the error is known
//! and the digit proves the repair. In a document number nothing says *where* the error is, one
//! repair in ten would hold by chance, and so none is made there.
//!
//! Check digits come from the crate `mrz`; its readers are not used, because they split names
//! without `<<` by guess, read a long number in a second, private form, and take the century of
//! a birth from the year in which they were built. The tests hold both against each other.

mod keyboard;
mod layout;
mod names;
mod zone;

use super::pieces::pieces;
use super::{DocumentError, DocumentKind, DocumentPart, Evidence, Field, Form, Identity, dates};
use chrono::NaiveDate;
use layout::{CODE, Cell, Checked, ISSUER, LAYOUTS, Layout};
use zone::{FILLER, Zone, holds};

/// Letters that are taken for digits, where only a digit can stand.
const MISREAD: &[(u8, u8)] = &[
    (b'O', b'0'),
    (b'Q', b'0'),
    (b'D', b'0'),
    (b'I', b'1'),
    (b'L', b'1'),
    (b'Z', b'2'),
    (b'S', b'5'),
    (b'G', b'6'),
    (b'B', b'8'),
];

/// Reads a whole zone.
pub(super) fn read(text: &str, today: NaiveDate) -> Result<Identity, DocumentError> {
    let parts: Vec<&str> = pieces(text).collect();
    let total: usize = parts.iter().map(|part| part.chars().count()).sum();
    let first = parts.first().and_then(|part| part.bytes().next()).unwrap_or_default().to_ascii_uppercase();
    let fits = |l: &&Layout| l.lines * l.width == total && l.codes.contains(&first);
    let layout = LAYOUTS.iter().find(fits).ok_or_else(|| wrong_size(&parts, first))?;
    for (line, part) in parts.iter().enumerate() {
        let got = part.chars().count();
        if got % layout.width != 0 {
            return Err(DocumentError::Length { line: line + 1, expected: layout.width, got });
        }
    }
    let chars: Vec<char> = parts.iter().flat_map(|part| part.chars()).collect();
    let mut read: Vec<(Zone, Identity)> = Vec::new();
    let mut why = None;
    for (bytes, changed) in keyboard::readings(&chars, layout.width)? {
        let mut zone = Zone::new(&bytes, &changed, layout.width);
        match identity(&mut zone, layout, today) {
            Ok(found) if read.iter().all(|(_, known)| *known != found) => read.push((zone, found)),
            Ok(_) => {}
            Err(error) => why = why.or(Some(error)),
        }
    }
    match read.len() {
        1 => read.pop().map(|(_, found)| found).ok_or(DocumentError::Layout),
        0 => Err(why.unwrap_or(DocumentError::Layout)),
        _ => Err(DocumentError::Layout),
    }
}

/// Whether a text is meant to be a zone: fillers stand in a row, or a keyboard's stranger in their
/// place and the sizes fit.
pub(super) fn is_meant(text: &str) -> bool {
    let total: usize = pieces(text).map(|part| part.chars().count()).sum();
    let chars: Vec<char> = pieces(text).flat_map(str::chars).collect();
    let code = chars.first().is_some_and(|c| "PIACVpiacv".contains(*c));
    let fillers = chars.windows(2).any(|pair| pair == ['<'; 2]);
    if fillers {
        return code && total >= 28;
    }
    let size = |l: &Layout| l.lines * l.width == total && pieces(text).all(|part| part.chars().count() % l.width == 0);
    let twin = chars.windows(2).any(|pair| pair[0] == pair[1] && !pair[0].is_alphanumeric());
    code && twin && LAYOUTS.iter().any(size)
}

/// Lines that a document has whose first line is `text`; `None` when it is no first line.
pub(super) fn lines_from(text: &str) -> Option<usize> {
    let mut parts = pieces(text);
    let (Some(line), None) = (parts.next(), parts.next()) else { return None };
    let bytes: Vec<u8> = line.bytes().map(|b| b.to_ascii_uppercase()).collect();
    let first = *bytes.first()?;
    let layout = LAYOUTS.iter().find(|l| l.width == bytes.len() && l.codes.contains(&first))?;
    let alphabet = bytes.iter().all(|&b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == FILLER);
    let issuer = bytes.get(ISSUER.from..ISSUER.to)?.iter().all(|&b| b.is_ascii_uppercase() || b == FILLER);
    // A first line of names has fillers; that of a card may be full, and its number is checked.
    let number = layout.number.digit;
    let sure = match number.line {
        0 => bytes.contains(&FILLER) || holds(&bytes[5..14], bytes[14]),
        _ => bytes.windows(2).any(|pair| pair == b"<<"),
    };
    (alphabet && issuer && sure).then_some(layout.lines)
}

/// Whether a line can be the second of its size: the check digit of its birth date holds.
pub(super) fn is_second(text: &str) -> bool {
    let bytes = pieces(text).next().unwrap_or_default().as_bytes();
    LAYOUTS.iter().filter(|l| l.width == bytes.len()).any(|l| {
        let Checked { field, digit, .. } = l.born;
        bytes.get(field.from..field.to).zip(bytes.get(digit.from)).is_some_and(|(born, digit)| holds(born, *digit))
    })
}

/// Characters of one line, when `text` is a single line that may belong to a zone.
pub(super) fn line_width(text: &str) -> Option<usize> {
    let mut parts = pieces(text);
    let (Some(line), None) = (parts.next(), parts.next()) else { return None };
    let alphabet = line.bytes().all(|b| b.is_ascii_alphanumeric() || b == FILLER);
    (alphabet && LAYOUTS.iter().any(|l| l.width == line.len())).then_some(line.len())
}

fn wrong_size(parts: &[&str], first: u8) -> DocumentError {
    let width = parts.first().map_or(0, |part| part.chars().count());
    let even = parts.iter().all(|part| part.chars().count() == width);
    let of_code = |l: &&Layout| l.codes.contains(&first);
    if let Some(layout) = LAYOUTS.iter().filter(of_code).find(|l| even && l.width == width && parts.len() < l.lines) {
        return DocumentError::MoreLines { have: parts.len(), need: layout.lines };
    }
    let near = LAYOUTS.iter().filter(of_code).min_by_key(|l| l.width.abs_diff(width));
    let Some(layout) = near else { return DocumentError::NotADocument };
    let off = parts.iter().position(|part| part.chars().count() != layout.width).unwrap_or(0);
    let got = parts.get(off).map_or(0, |part| part.chars().count());
    DocumentError::Length { line: off + 1, expected: layout.width, got }
}

fn identity(zone: &mut Zone, layout: &Layout, today: NaiveDate) -> Result<Identity, DocumentError> {
    repair_digits(zone, layout.born)?;
    repair_digits(zone, layout.expires)?;
    repair_check(zone, layout.number);
    if let Some(checked) = layout.optional {
        repair_check(zone, checked);
    }
    let (number, tail) = number(zone, layout)?;
    let optional = optional(zone, layout, tail)?;
    composite(zone, layout)?;
    let code = state(zone, CODE, DocumentPart::Code)?;
    let (surname, given) = names::split(zone, layout.names)?;
    let text = |value: String| (!value.is_empty()).then(|| Field::read(value));
    let born = date(zone, layout.born, today)?;
    let expires = date(zone, layout.expires, today)?;
    Ok(Identity {
        kind: Field::read(kind(&code)),
        form: Some(Form::Mrz),
        issuer: text(state(zone, ISSUER, DocumentPart::Issuer)?),
        number: Some(Field::new(number, evidence(zone, &[layout.number.field, layout.number.digit]))),
        surname: Some(Field::read(surname)),
        given: text(given),
        born: born.map(|day| Field::new(day, evidence(zone, &[layout.born.field, layout.born.digit]))),
        sex: Some(Field::read(sex(zone, layout)?)),
        nationality: text(state(zone, layout.nationality, DocumentPart::Nationality)?),
        expires: expires.map(|day| Field::new(day, evidence(zone, &[layout.expires.field, layout.expires.digit]))),
        optional,
        ..Identity::empty()
    })
}

fn evidence(zone: &Zone, cells: &[Cell]) -> Evidence {
    if cells.iter().any(|cell| zone.is_changed(*cell)) { Evidence::Repaired } else { Evidence::CheckDigit }
}

/// A field of digits and its check digit: one letter in them may be a misread digit, if the check
/// digit then holds. Single unknown characters are no date: fillers stand for a whole year, month or day.
fn repair_digits(zone: &mut Zone, checked: Checked) -> Result<(), DocumentError> {
    let places: Vec<(usize, u8)> = (checked.field.from..=checked.digit.from)
        .map(|at| (at, zone.one(Cell { from: at, to: at + 1, ..checked.field })))
        .collect();
    let odd: Vec<&(usize, u8)> = places.iter().filter(|(_, b)| b.is_ascii_uppercase()).collect();
    let refused =
        |at: usize| DocumentError::Character { line: checked.field.line + 1, column: at + 1, part: checked.part };
    if let [(at, letter)] = odd[..] {
        let digit = MISREAD.iter().find(|(l, _)| l == letter).map(|(_, d)| *d).ok_or_else(|| refused(*at))?;
        zone.put(checked.field.line, *at, digit);
    } else if let Some((at, _)) = odd.first() {
        return Err(refused(*at));
    }
    for (at, pair) in zone.text(checked.field).chunks(2).enumerate() {
        if pair.contains(&FILLER) && pair != [FILLER; 2] {
            return Err(refused(checked.field.from + 2 * at));
        }
    }
    verify(zone, checked)
}

/// A check digit that came as a letter: what it must be is known, so it is repaired or refused.
fn repair_check(zone: &mut Zone, checked: Checked) {
    let printed = zone.one(checked.digit);
    let meant = MISREAD.iter().find(|(letter, _)| *letter == printed).map(|(_, digit)| *digit);
    if let Some(digit) = meant.filter(|digit| holds(zone.text(checked.field), *digit)) {
        zone.put(checked.digit.line, checked.digit.from, digit);
    }
}

fn verify(zone: &Zone, checked: Checked) -> Result<(), DocumentError> {
    let good = holds(zone.text(checked.field), zone.one(checked.digit));
    good.then_some(()).ok_or(DocumentError::CheckDigit { part: checked.part })
}

/// The number, and how many characters of the first free cell a long one takes.
fn number(zone: &Zone, layout: &Layout) -> Result<(String, usize), DocumentError> {
    let checked = layout.number;
    let field = zone.text(checked.field);
    let missing = DocumentError::Missing { part: DocumentPart::Number };
    if field.first().is_none_or(|&b| b == FILLER) {
        return Err(missing);
    }
    let plain = |bytes: &[u8]| bytes.iter().filter(|&&b| b != FILLER).map(|&b| char::from(b)).collect::<String>();
    if zone.one(checked.digit) != FILLER || !layout.long_numbers {
        verify(zone, checked)?;
        return Ok((plain(field), 0));
    }
    // Part 5, 4.2.4: the rest of the number, its check digit and a filler begin the optional data.
    let wrong = DocumentError::CheckDigit { part: DocumentPart::Number };
    let free = layout.free.first().map(|cell| zone.text(*cell)).unwrap_or_default();
    let end = free.iter().position(|&b| b == FILLER).ok_or(wrong)?;
    let Some((digit, rest)) = free.get(..end).and_then(<[u8]>::split_last) else { return Err(wrong) };
    let whole = [field, rest].concat();
    let good = !rest.is_empty() && !field.contains(&FILLER) && holds(&whole, *digit);
    good.then(|| (plain(&whole), end)).ok_or(wrong)
}

fn optional(zone: &Zone, layout: &Layout, tail: usize) -> Result<Option<Field<String>>, DocumentError> {
    if let Some(checked) = layout.optional {
        // An unused field may have a filler for its digit (part 4, 4.2.2.2).
        let unused = zone.text(checked.field).iter().all(|&b| b == FILLER) && zone.one(checked.digit) == FILLER;
        if !unused {
            verify(zone, checked)?;
        }
        let value = zone.words(checked.field);
        let field = Field::new(value, evidence(zone, &[checked.field, checked.digit]));
        return Ok(Some(field).filter(|f| !f.value.is_empty()));
    }
    let free: Vec<String> = layout
        .free
        .iter()
        .enumerate()
        .map(|(at, cell)| zone::words(zone.text(*cell).get(if at == 0 { tail } else { 0 }..).unwrap_or_default()))
        .filter(|value| !value.is_empty())
        .collect();
    // The composite digit covers these, but says nothing of one field by itself.
    Ok((!free.is_empty()).then(|| Field::read(free.join(" "))))
}

fn composite(zone: &mut Zone, layout: &Layout) -> Result<(), DocumentError> {
    let Some((cells, digit)) = layout.composite else { return Ok(()) };
    let whole: Vec<u8> = cells.iter().flat_map(|cell| zone.text(*cell)).copied().collect();
    let printed = zone.one(digit);
    let meant = MISREAD.iter().find(|(letter, _)| *letter == printed).map_or(printed, |(_, d)| *d);
    if !holds(&whole, meant) {
        return Err(DocumentError::CheckDigit { part: DocumentPart::Composite });
    }
    if meant != printed {
        zone.put(digit.line, digit.from, meant);
    }
    Ok(())
}

/// Letters at the left, fillers behind them.
fn state(zone: &Zone, cell: Cell, part: DocumentPart) -> Result<String, DocumentError> {
    let bytes = zone.text(cell);
    let letters = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    match bytes.iter().skip(letters).position(|&b| b != FILLER) {
        Some(at) => Err(DocumentError::Character { line: cell.line + 1, column: cell.from + letters + at + 1, part }),
        None => Ok(zone.words(cell)),
    }
}

fn sex(zone: &Zone, layout: &Layout) -> Result<char, DocumentError> {
    match zone.one(layout.sex) {
        sex @ (b'M' | b'F') => Ok(char::from(sex)),
        b'X' | FILLER => Ok('X'),
        _ => {
            let Cell { line, from, .. } = layout.sex;
            Err(DocumentError::Character { line: line + 1, column: from + 1, part: DocumentPart::Sex })
        }
    }
}

/// States print residence permits as AR, CR and IR; other second letters are at their discretion.
fn kind(code: &str) -> DocumentKind {
    match code.as_bytes() {
        [b'P', ..] => DocumentKind::Passport,
        [b'V', ..] => DocumentKind::Visa,
        [_, b'R'] => DocumentKind::ResidencePermit,
        _ => DocumentKind::IdCard,
    }
}

/// `None` where the document leaves a part of the date open.
fn date(zone: &Zone, checked: Checked, today: NaiveDate) -> Result<Option<NaiveDate>, DocumentError> {
    let bytes = zone.text(checked.field);
    if bytes.contains(&FILLER) {
        return Ok(None);
    }
    let two = |at: usize| {
        bytes.get(at..at + 2).map_or(0, |pair| pair.iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0')))
    };
    let year = i32::try_from(two(0)).unwrap_or(0);
    let found = match checked.part {
        DocumentPart::Born => dates::born(year, two(2), two(4), today),
        _ => dates::expires(year, two(2), two(4), today),
    };
    found.map(Some).ok_or(DocumentError::Date { part: checked.part })
}
