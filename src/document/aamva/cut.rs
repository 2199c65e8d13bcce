//! Elements out of a subfile: by its separators, or where a scanner ate them, by known codes.

use super::codes::{code_at, fits};
use std::collections::BTreeMap;

/// Element code → value, without blanks around it. The first of two with one code counts.
pub(super) type Elements = BTreeMap<String, String>;

/// Lines that begin with a code, from which separators are trusted.
const TRUSTED: usize = 4;
/// Ways to cut that are followed side by side.
const WAYS: usize = 96;
/// Places with a code's letters, above which a text without separators is not looked at.
const PLACES: usize = 300;

/// Cuts a subfile, `types` being the subfiles that may follow it.
pub(super) fn cut(subfile: &str, types: &[String]) -> Elements {
    let visible = with_visible_separator(subfile);
    let text = visible.as_deref().unwrap_or(subfile);
    let lines: Vec<&str> = text.split(char::is_control).filter(|line| code_at(line).is_some()).collect();
    if lines.len() >= TRUSTED {
        let mut found = Elements::new();
        for line in lines {
            let value = value(&line[3..]);
            found.entry(line[..3].to_owned()).or_insert(value);
        }
        return found;
    }
    let glued: String = text.chars().filter(|c| !c.is_control()).collect();
    by_codes(before_next_subfile(&glued, types))
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

/// One way to cut: the places taken so far.
#[derive(Clone)]
struct Way {
    places: Vec<usize>,
    used: u128,
}

/// The way with the most codes, each once, every value of its code's shape. Where several ways
/// have as many, only what they agree on is taken.
fn by_codes(text: &str) -> Elements {
    let places: Vec<(usize, usize)> =
        text.char_indices().filter_map(|(at, _)| code_at(&text[at..]).map(|code| (at, code))).collect();
    if places.first().is_none_or(|(at, _)| *at != 0) || places.len() > PLACES {
        return Elements::new();
    }
    let mut ways = vec![Way { places: vec![0], used: 1 << places[0].1 }];
    for (at, code) in &places[1..] {
        let mut next = Vec::with_capacity(ways.len() * 2);
        for way in &ways {
            let last = way.places.last().copied().unwrap_or(0);
            if *at >= last + 3 && way.used & (1 << code) == 0 && element_fits(text, last, *at) {
                let mut longer = way.clone();
                longer.places.push(*at);
                longer.used |= 1 << code;
                next.push(longer);
            }
        }
        next.append(&mut ways);
        next.sort_by_key(|way| std::cmp::Reverse(way.places.len()));
        next.truncate(WAYS);
        ways = next;
    }
    ways.retain(|way| way.places.last().is_some_and(|last| element_fits(text, *last, text.len())));
    let most = ways.iter().map(|way| way.places.len()).max().unwrap_or(0);
    let mut readings = ways.iter().filter(|way| way.places.len() == most).map(|way| elements(text, &way.places));
    let mut found = readings.next().unwrap_or_default();
    for other in readings {
        found.retain(|code, value| other.get(code) == Some(value));
    }
    found
}

fn element_fits(text: &str, from: usize, to: usize) -> bool {
    text.get(from..from + 3).zip(text.get(from + 3..to)).is_some_and(|(code, value)| fits(code, value))
}

fn elements(text: &str, places: &[usize]) -> Elements {
    let ends = places.iter().skip(1).copied().chain([text.len()]);
    places.iter().zip(ends).map(|(from, to)| (text[*from..from + 3].to_owned(), value(&text[from + 3..to]))).collect()
}
