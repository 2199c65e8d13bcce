//! Separators: what may stand between the digits of a number, and what may not.

use super::{Part, Rejection, shown};

/// Dashes of any script and the lines that fonts use for them. All are dropped: numbers are
/// copied from PDFs and web shops. The set is that of python-stdnum's `clean`, so that both agree.
const DASHES: &[char] = &[
    '-', '\u{AF}', '\u{2D7}', '\u{58A}', '\u{5BE}', '\u{1680}', '\u{180A}', '\u{2010}', '\u{2011}', '\u{2012}',
    '\u{2013}', '\u{2014}', '\u{2015}', '\u{203E}', '\u{2043}', '\u{207B}', '\u{208B}', '\u{2212}', '\u{23AF}',
    '\u{23BA}', '\u{23BB}', '\u{23BC}', '\u{23BD}', '\u{23E4}', '\u{FE63}', '\u{FF0D}', '\u{FFE3}',
];

/// A text without its separators.
pub(super) struct Cleaned {
    /// ASCII letters (upper case) and digits only.
    pub(super) text: String,
    /// Lengths of the runs between separators: `35-209900-176148-1` gives 2, 6, 6, 1.
    pub(super) groups: Vec<usize>,
    /// Two digits behind a slash that followed 15 digits: the software version.
    pub(super) svn: Option<String>,
}

/// Drops separators: space, dash, dot, slash. White space of other kinds may stand at the ends only.
pub(super) fn clean(text: &str) -> Result<Cleaned, Rejection> {
    foreign_digits(text)?;
    let kept: Vec<(usize, char)> = text.chars().enumerate().filter(|(_, c)| !is_separator(*c)).collect();
    let blank = |(_, c): &&(usize, char)| is_blank(*c);
    let leading = kept.iter().take_while(blank).count();
    let trailing = kept[leading..].iter().rev().take_while(blank).count();
    let inner = &kept[leading..kept.len() - trailing];
    if let Some((at, c)) = inner.iter().find(|(_, c)| !c.is_ascii_alphanumeric()) {
        let message =
            format!("character {} ({}) at position {} does not belong in a number", named(*c), code(*c), at + 1);
        return Err(Rejection::new(Part::Format, message));
    }
    let mut read = Cleaned { text: String::with_capacity(inner.len()), groups: Vec::new(), svn: None };
    let mut previous = None;
    for (at, c) in inner {
        match read.groups.last_mut() {
            Some(group) if previous == Some(at.wrapping_sub(1)) => *group += 1,
            _ => read.groups.push(1),
        }
        previous = Some(*at);
        read.text.push(c.to_ascii_uppercase());
    }
    if read.text.is_empty() {
        return Err(Rejection::new(Part::Length, "there is nothing to read"));
    }
    cut_svn(text, &mut read)?;
    Ok(read)
}

/// Whether the printed grouping is one that handset numbers have; a guard where several numbers
/// may stand side by side with nothing but spaces between them.
pub(super) fn is_usual_grouping(groups: &[usize]) -> bool {
    const USUAL: &[&[usize]] = &[
        &[2, 6, 6, 1],
        &[2, 6, 6],
        &[2, 6, 6, 2],
        &[6, 2, 6, 1],
        &[6, 2, 6],
        &[6, 2, 6, 2],
        &[2, 4, 2, 6, 1],
        &[8, 6, 1],
        &[8, 6],
        &[8, 6, 2],
        &[14, 1],
        &[14, 2],
        &[15, 2],
        &[2, 6, 6, 1, 2],
        &[3, 3, 9],
        &[3, 3, 3, 3, 3],
        &[5, 5, 5],
        &[4, 4, 4, 3],
        &[4, 4, 4, 4],
        &[5, 5, 4, 4],
        &[5, 5, 4, 4, 1],
        &[2, 2, 2, 2, 2, 2, 2, 1],
        &[4, 4, 4, 4, 4, 4, 4, 4],
        &[2, 2, 2, 2, 2, 2, 2],
        &[8, 8, 8, 8],
        &[4, 4, 4, 4, 3],
        &[4, 4, 4, 4, 4],
        &[1, 6, 6],
        &[1, 5, 5, 1],
        &[4, 4],
    ];
    groups.len() <= 1 || USUAL.contains(&groups)
}

/// `352099001761481/01` ends in a software version; any other slash is a separator.
fn cut_svn(text: &str, read: &mut Cleaned) -> Result<(), Rejection> {
    let Some((_, behind)) = text.rsplit_once('/') else { return Ok(()) };
    let tail = behind.chars().filter(char::is_ascii_alphanumeric).count();
    let body = read.text.len().saturating_sub(tail);
    if body == 15 && tail > 0 {
        let svn = read.text.split_off(body);
        if svn.len() != 2 || !svn.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("/{} behind 15 digits is not a software version, which has two digits", shown(&svn));
            return Err(Rejection::new(Part::Format, message));
        }
        read.svn = Some(svn);
    } else if read.text.len() > 16 {
        let message = format!("a slash stands inside {}, which is too long for one number", shown(&read.text));
        return Err(Rejection::new(Part::Format, message));
    }
    Ok(())
}

/// Digits that are not 0–9 come from a keyboard in another mode; read as ASCII they would match
/// here and in no list, so they are refused by name.
fn foreign_digits(text: &str) -> Result<(), Rejection> {
    let found = text.chars().enumerate().find(|(_, c)| !c.is_ascii() && c.is_numeric());
    let Some((at, c)) = found else { return Ok(()) };
    let what = match c {
        '\u{FF10}'..='\u{FF19}' => "full-width digit",
        '\u{1D7CE}'..='\u{1D7FF}' => "mathematical digit",
        _ => "digit of another script",
    };
    let message = format!("{what} {c} ({}) at position {}: only the digits 0 to 9 are read", code(c), at + 1);
    Err(Rejection::new(Part::Format, message))
}

fn is_separator(c: char) -> bool {
    let space = matches!(c, ' ' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}');
    space || matches!(c, '.' | '\u{B7}' | '/') || DASHES.contains(&c)
}

/// White space as line ends and separators of barcodes give it; allowed around a number only.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

fn named(c: char) -> String {
    match c {
        '\t' => "tab".to_owned(),
        '\n' | '\r' => "line end".to_owned(),
        '\u{1D}' => "group separator".to_owned(),
        '\u{FEFF}' | '\u{200B}'..='\u{200F}' => "invisible mark".to_owned(),
        c => shown(&c.to_string()),
    }
}

fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
