//! Payloads that hold several numbers: QR and Data Matrix codes of boxes, the text of `*#06#`.
//!
//! They follow no public standard, so labels are trusted first. Without a label only what proves
//! itself is taken: 15 digits that hold their check digit, and EIDs. A subscriber number (IMSI)
//! often stands beside the IMEI, also has 15 digits, and passes one time in ten: it is not taken
//! under its own label, nor without one when a better number is there.

#[cfg(test)]
mod tests;

use super::clean::{clean, is_usual_grouping};
use super::label::{self, Label};
use super::{Check, Identified, Kind, MAX_TEXT, Note, Part, Rejected, Rejection, Symbology, classify, gs1, identify};

/// Every number in `text`: labelled ones first, each group in order of appearance, none twice.
/// Empty never: a text in which nothing is found gives the one refusal that fits it as a whole.
///
/// ```
/// use countercheck::imei::{Kind, identify_all};
/// let box_code = "SN:R58M123ABCD|IMEI1:352099001761481|IMSI:001010123456789|IMEI2:357355090000321";
/// let found: Vec<_> = identify_all(box_code, None).into_iter().filter_map(Result::ok).collect();
/// assert_eq!(found.iter().filter(|one| one.kind == Kind::Imei).count(), 2);
/// ```
pub fn identify_all(text: &str, symbology: Option<Symbology>) -> Vec<Result<Identified, Rejected>> {
    let whole = identify(text, symbology);
    if text.len() > MAX_TEXT {
        return vec![whole];
    }
    let bracketed = text.trim_start().starts_with('(');
    if let Some(found) = (bracketed || symbology.is_some_and(Symbology::is_gs1)).then(|| elements(text)).flatten() {
        return found;
    }
    if whole.is_ok() {
        return vec![whole];
    }
    let found = pieces(text);
    if found.is_empty() { vec![whole] } else { found }
}

/// A value with the label in front of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Labelled<'a> {
    label: Option<Label>,
    /// The value, up to the next label or separator.
    pub value: &'a str,
}

impl Labelled<'_> {
    /// Whether a label stood in front of it.
    pub fn has_label(&self) -> bool {
        self.label.is_some()
    }
}

impl std::fmt::Debug for Labelled<'_> {
    /// Values are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Labelled({:?}, {} bytes)", self.label, self.value.len())
    }
}

/// Splits a payload at separators and labels, in order of appearance. A piece behind a label runs
/// to the next label or hard separator and may hold further text after its value.
pub fn labelled(text: &str) -> Vec<Labelled<'_>> {
    let mut found = Vec::new();
    let (mut start, mut at, mut label) = (0, 0, None);
    let mut previous_letter = false;
    while let Some(c) = text[at..].chars().next() {
        let next = (!previous_letter && c.is_ascii_alphabetic()).then(|| label::at(&text[at..])).flatten();
        if let Some((new, used)) = next {
            piece(&mut found, label, &text[start..at]);
            label = Some(new);
            at += used;
            start = at;
            previous_letter = false;
            continue;
        }
        if is_hard(c) {
            piece(&mut found, label.take(), &text[start..at]);
            start = at + c.len_utf8();
        }
        previous_letter = c.is_alphabetic();
        at += c.len_utf8();
    }
    piece(&mut found, label, &text[start..]);
    found
}

fn piece<'a>(found: &mut Vec<Labelled<'a>>, label: Option<Label>, value: &'a str) {
    let value = value.trim();
    if !value.is_empty() {
        found.push(Labelled { label, value });
    }
}

/// Ends a value for certain. Space and slash do not: they also stand inside numbers.
fn is_hard(c: char) -> bool {
    matches!(c, ',' | ';' | '|' | ':' | '，' | '；' | '"' | '{' | '}' | '&' | '?' | '=' | '<' | '>') || c.is_control()
}

fn elements(text: &str) -> Option<Vec<Result<Identified, Rejected>>> {
    let found = gs1::elements(text)?;
    Some(found.into_iter().map(|(label, value)| classify::under_label(label, value)).collect())
}

fn pieces(text: &str) -> Vec<Result<Identified, Rejected>> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for one in labelled(text) {
        match one.label {
            Some(label) => {
                let rest = under_label(label, one.value, &mut first);
                unlabelled(rest, &mut second);
            }
            None => unlabelled(one.value, &mut second),
        }
    }
    drop_subscriber_numbers(&first, &mut second);
    let mut all: Vec<Result<Identified, Rejected>> = Vec::new();
    for one in first.into_iter().chain(second) {
        let known = all.iter().any(|other| match (&one, other) {
            (Ok(a), Ok(b)) => a.kind == b.kind && a.value == b.value,
            (a, b) => a == b,
        });
        if !known {
            all.push(one);
        }
    }
    all
}

/// Reads the longest beginning of `value` that is what its label says; gives back what is left.
fn under_label<'a>(label: Label, value: &'a str, found: &mut Vec<Result<Identified, Rejected>>) -> &'a str {
    let ends = token_ends(value);
    if let Label::Imsi | Label::Other = label {
        return ends.first().map_or("", |end| &value[*end..]);
    }
    for (count, end) in ends.iter().enumerate().rev() {
        let part = &value[..*end];
        let usual = count == 0 || clean(part).is_ok_and(|read| is_usual_grouping(&read.groups));
        if let Some(one) = usual.then(|| classify::under_label(label, part)).and_then(Result::ok) {
            found.push(Ok(one));
            return &value[*end..];
        }
    }
    let Some(first) = ends.first() else { return "" };
    if let Err(why) = classify::under_label(label, &value[..*first]) {
        found.push(Err(why));
    }
    &value[*first..]
}

fn unlabelled(value: &str, found: &mut Vec<Result<Identified, Rejected>>) {
    let mut rest = value.trim_matches([' ', '/']);
    while !rest.is_empty() {
        let ends = token_ends(rest);
        let taken = ends.iter().rev().find_map(|end| proven(&rest[..*end]).map(|one| (one, *end)));
        let end = match taken {
            Some((one, end)) => {
                found.push(Ok(one));
                end
            }
            None => ends.first().copied().unwrap_or(rest.len()),
        };
        rest = rest[end..].trim_start_matches([' ', '/']);
    }
}

/// A number that needs no label to be believed.
fn proven(text: &str) -> Option<Identified> {
    if !clean(text).is_ok_and(|read| is_usual_grouping(&read.groups)) {
        return None;
    }
    let one = identify(text, None).ok()?;
    let sure = matches!(one.kind, Kind::Imei | Kind::Eid) && one.check == Check::Given;
    sure.then_some(one)
}

/// Ends of the first one to eight tokens, split at space and slash; no printed number has more groups.
fn token_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let soft = c == ' ' || c == '/';
        if inside && soft {
            ends.push(at);
            if ends.len() == 8 {
                return ends;
            }
        }
        inside = !soft;
    }
    if inside {
        ends.push(text.len());
    }
    ends
}

/// Beside a better IMEI, 15 digits without a label that begin like an IMSI are taken for one.
fn drop_subscriber_numbers(named: &[Result<Identified, Rejected>], unnamed: &mut [Result<Identified, Rejected>]) {
    let doubtful = |one: &Identified| one.notes.contains(&Note::ImsiLookAlike);
    let better = named.iter().flatten().any(|one| one.imei().is_some())
        || unnamed.iter().flatten().any(|one| one.imei().is_some() && !doubtful(one));
    if !better {
        return;
    }
    for one in unnamed {
        let Ok(number) = one else { continue };
        if doubtful(number) {
            let value = &number.value;
            let message = format!("{value} begins like the number of a SIM card (IMSI), and an IMEI stands beside it");
            *one = Err(Rejected::new(Kind::Unknown, Rejection::new(Part::Component, message)));
        }
    }
}
