//! The front of a licence's code: what file it is, and where its subfile begins.

use super::codes::code_at;

/// What stands in front of the elements.
pub(super) struct Header {
    /// Version of the standard, 0 to 99.
    pub(super) version: u8,
    /// Whether the subfile is that of an identity card.
    pub(super) is_card: bool,
    /// Where the first element's code stands, in bytes of the text.
    pub(super) elements: usize,
    /// Length that the directory says the whole has, in characters; 0 where it says none.
    pub(super) declared: usize,
    /// Types of the subfiles, as the directory names them.
    pub(super) types: Vec<String>,
}

/// How far from the start the file type may stand: behind `@`, three separators and what keyboards make of them.
const FRONT: usize = 24;

/// Reads the header of an upper-case text. `None` where it is no licence.
pub(super) fn read(text: &str) -> Option<Header> {
    let (start, digits) = file_type(text)?;
    let count = text[digits..].bytes().take_while(u8::is_ascii_digit).count();
    // Issuer 6, version 2, jurisdiction's version 2 (not in the oldest files), entries 2.
    if count < 8 {
        return None;
    }
    let version = text.get(digits + 6..digits + 8)?.parse().ok()?;
    let mut at = digits + count.min(12);
    let (mut types, mut offsets, mut declared) = (Vec::new(), Vec::new(), 0);
    while let Some((kind, offset, length)) = entry(&text[at..]) {
        types.push(kind.to_owned());
        offsets.push(offset);
        declared = declared.max(offset + length);
        at += 10;
    }
    let (elements, kind) = subfile(text, start, at, &offsets)?;
    Some(Header { version, is_card: kind == "ID", elements, declared, types })
}

/// Where the text begins that offsets count from, and where the digits behind the file type stand.
fn file_type(text: &str) -> Option<(usize, usize)> {
    let (at, length) = ["ANSI", "AAMVA"].iter().filter_map(|name| Some((text.find(name)?, name.len()))).min()?;
    let behind = &text[at + length..];
    let gap = behind.bytes().take_while(|b| b.is_ascii_whitespace() || b.is_ascii_control()).count();
    let digits = at + length + gap;
    let enough = text[digits..].bytes().take_while(u8::is_ascii_digit).count() >= 8;
    let start = text[..at].rfind('@').unwrap_or(at);
    (at <= FRONT && gap <= 2 && enough).then_some((start, digits))
}

/// One entry of the directory: two letters, offset and length of four digits each.
fn entry(text: &str) -> Option<(&str, usize, usize)> {
    let (kind, offset, length) = (text.get(..2)?, text.get(2..6)?, text.get(6..10)?);
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    let good = kind.bytes().all(|b| b.is_ascii_uppercase());
    good.then_some((kind, number(offset)?, number(length)?))
}

/// The first element of the licence's own subfile, and the subfile's type. The marker behind the
/// directory counts; an offset only where no marker stands there; any marker after that.
fn subfile<'a>(text: &'a str, start: usize, directory: usize, offsets: &[usize]) -> Option<(usize, &'a str)> {
    let marker = |at: usize| {
        let kind = text.get(at..at + 2).filter(|kind| matches!(*kind, "DL" | "ID" | "EN"))?;
        code_at(text.get(at + 2..)?).map(|_| (at + 2, kind))
    };
    let blank = text[directory..].bytes().take_while(|b| !b.is_ascii_alphanumeric()).count();
    let first = directory + blank;
    let named = offsets.iter().find_map(|offset| marker(start + offset));
    let found = marker(first).or(named).or_else(|| (directory..text.len()).find_map(marker));
    // Some issuers leave the marker out.
    found.or_else(|| code_at(text.get(first..)?).map(|_| (first, "DL")))
}
