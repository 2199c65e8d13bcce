//! Elements out of a subfile: by its separators, or where a scanner ate them, by known codes.

use super::codes::{code_at, fits, is_none, is_usual};
use super::header::Header;
use std::collections::{BTreeMap, BTreeSet};

/// Element code → value, without blanks around it.
type Values = BTreeMap<String, String>;

/// What was cut out of a subfile.
#[derive(Default)]
pub(super) struct Elements {
    values: Values,
    /// Codes whose values could be cut in several ways.
    doubtful: BTreeSet<String>,
}

impl Elements {
    /// The value of a code: not blank, not the standard's word for none.
    pub(super) fn get(&self, code: &str) -> Option<&str> {
        self.values.get(code).map(String::as_str).filter(|v| !v.is_empty() && !is_none(v))
    }

    /// Whether none of the codes could be cut in two ways.
    pub(super) fn is_sure(&self, codes: &[&str]) -> bool {
        !codes.iter().any(|code| self.doubtful.contains(*code))
    }
}

/// Lines that begin with a code, from which separators are trusted.
const TRUSTED: usize = 4;
/// Ways to cut that are followed side by side.
const WAYS: usize = 128;
/// Places with a code's letters, above which a text without separators is not looked at.
const PLACES: usize = 300;

/// Cuts the subfile that the header names.
pub(super) fn cut(subfile: &str, header: &Header) -> Elements {
    let visible = with_visible_separator(subfile);
    let text = visible.as_deref().unwrap_or(subfile);
    let lines: Vec<&str> = text.split(char::is_control).filter(|line| code_at(line).is_some()).collect();
    if lines.len() >= TRUSTED {
        let mut found = Elements::default();
        for line in lines {
            // The first of two with one code counts.
            found.values.entry(line[..3].to_owned()).or_insert_with(|| value(&line[3..]));
        }
        return found;
    }
    let glued: String = text.chars().filter(|c| !c.is_control()).collect();
    by_codes(before_next_subfile(&glued, &header.types), header.version)
}

/// What is kept of a value: printable, without blanks around it, bounded.
fn value(raw: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || c.is_ascii_graphic() || *c == ' ';
    raw.chars().filter(kept).take(100).collect::<String>().trim().to_owned()
}

/// Where one printable character stands before nearly every code, a keyboard put it in a
/// separator's place.
fn with_visible_separator(text: &str) -> Option<String> {
    let codes = |at: usize| text.get(at..).is_some_and(|rest| code_at(rest).is_some());
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    let mut all = 0;
    for (at, c) in text.char_indices().filter(|(at, c)| codes(at + c.len_utf8())) {
        all += 1;
        if !c.is_alphanumeric() && !c.is_control() && c != ' ' && at > 0 {
            *counts.entry(c).or_default() += 1;
        }
    }
    let (separator, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= TRUSTED && count * 2 > all).then(|| {
        let parts =
            text.char_indices().map(|(at, c)| if c == separator && codes(at + c.len_utf8()) { '\n' } else { c });
        parts.collect()
    })
}

/// The text up to the next subfile: its type, and then a code that begins with the same letters.
fn before_next_subfile<'a>(text: &'a str, types: &[String]) -> &'a str {
    let start = |kind: &String| text.rfind(&format!("{kind}{kind}"));
    let end = types.iter().filter(|kind| kind.starts_with('Z')).filter_map(start).min();
    end.map_or(text, |at| &text[..at])
}

/// One way to cut: the places taken so far, the codes at them, and how many values are not blank.
#[derive(Clone)]
struct Way {
    places: Vec<usize>,
    used: u128,
    full: usize,
}

impl Way {
    /// Ends the last element at `to`, if its value then has the form of its code.
    fn ended(&self, text: &str, to: usize) -> Option<Self> {
        let from = self.places.last().copied()?;
        let fitting = to >= from + 3 && element_fits(text, from, to);
        let blank = text.get(from + 3..to).is_none_or(|value| value.trim().is_empty());
        fitting.then(|| Self { full: self.full + usize::from(!blank), ..self.clone() })
    }
}

/// The way with the most values, each code once, every value of its code's form. Where several
/// ways have as many, only what they agree on is taken.
fn by_codes(text: &str, version: u8) -> Elements {
    let all: Vec<(usize, usize)> =
        text.char_indices().filter_map(|(at, _)| code_at(&text[at..]).map(|code| (at, code))).collect();
    let places: Vec<(usize, usize)> =
        all.iter().copied().filter(|(at, _)| is_usual(version, &text[*at..*at + 3])).collect();
    if places.first().is_none_or(|(at, _)| *at != 0) || places.len() > PLACES {
        return Elements::default();
    }
    let mut ways = vec![Way { places: vec![0], used: 1 << places[0].1, full: 0 }];
    for (at, code) in &places[1..] {
        let free = ways.iter().filter(|way| way.used & (1 << code) == 0);
        let mut next: Vec<Way> = free.filter_map(|way| way.ended(text, *at)).collect();
        for way in &mut next {
            way.places.push(*at);
            way.used |= 1 << code;
        }
        next.append(&mut ways);
        next.sort_by_key(|way| std::cmp::Reverse((way.full, way.places.len())));
        next.truncate(WAYS);
        ways = next;
    }
    let ways: Vec<Way> = ways.iter().filter_map(|way| way.ended(text, text.len())).collect();
    let most = ways.iter().map(|way| way.full).max().unwrap_or(0);
    let mut readings = ways.iter().filter(|way| way.full == most).map(|way| values(text, &way.places));
    let mut found = Elements { values: readings.next().unwrap_or_default(), ..Elements::default() };
    for other in readings {
        let codes = found.values.keys().chain(other.keys());
        let differing: Vec<String> =
            codes.filter(|code| found.values.get(*code) != other.get(*code)).cloned().collect();
        for code in differing {
            found.values.remove(&code);
            found.doubtful.insert(code);
        }
    }
    if let Some(best) = ways.iter().find(|way| way.full == most) {
        found.doubtful.extend(with_unused_codes(text, best, &all));
    }
    found.values.retain(|code, _| !found.doubtful.contains(code));
    found
}

/// Elements whose value holds a code that stands nowhere else, and a value of its form behind it:
/// that may be an element of its own.
fn with_unused_codes(text: &str, way: &Way, all: &[(usize, usize)]) -> Vec<String> {
    let span = |at: usize| {
        let from = way.places.iter().copied().rev().find(|place| place + 2 < at)?;
        let to = way.places.iter().copied().find(|place| *place > at).unwrap_or(text.len());
        (at + 3 < to && element_fits(text, at, to)).then(|| text[from..from + 3].to_owned())
    };
    all.iter().filter(|(_, code)| way.used & (1 << code) == 0).filter_map(|(at, _)| span(*at)).collect()
}

fn element_fits(text: &str, from: usize, to: usize) -> bool {
    text.get(from..from + 3).zip(text.get(from + 3..to)).is_some_and(|(code, value)| fits(code, value))
}

fn values(text: &str, places: &[usize]) -> Values {
    let ends = places.iter().skip(1).copied().chain([text.len()]);
    places.iter().zip(ends).map(|(from, to)| (text[*from..from + 3].to_owned(), value(&text[from + 3..to]))).collect()
}
