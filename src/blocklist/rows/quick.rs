//! The quick way of nearly every line: no quotes, a number and a day in plain digits, and texts
//! that an earlier line had as well. It gives what the careful way gives, or nothing.

use super::super::record::Day;
use super::{CHANGE, COUNTRY, Columns, IMEI, KINDS, REASON, REPORTER, SINCE, STATUS};

/// Columns that a file may have for the quick way.
const FIELDS: usize = 16;
/// Texts that are remembered; a power of two.
const SLOTS: usize = 4096;
/// Days of a year before each month, and of all months, without a leap day.
const BEFORE: [u32; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
/// A one in every byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// Bytes that a delimiter is looked for in at once.
const WORD: usize = 8;

/// A line whose number and day stand plainly.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    /// The number's 14 digits.
    pub key: u64,
    /// Since when.
    pub day: Day,
    /// The bytes that say status, reason and change.
    pub what: &'a [u8],
    /// The bytes that say organisation and country.
    pub who: &'a [u8],
}

impl Columns {
    /// The line's parts, without its line end; `None` where they ask for care. Another line of the
    /// file with the same `what` says the same of status, reason and change; so does `who` of the
    /// reporter.
    #[inline]
    pub fn plain<'a>(&self, line: &'a [u8]) -> Option<Plain<'a>> {
        let Spans { what, who } = self.spans?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut ends = [0; FIELDS];
        let count = split(line, self.delimiter, &mut ends)?;
        if count > self.width || (!self.ignored.is_empty() && std::str::from_utf8(line).is_err()) {
            return None;
        }
        let ends = ends.get(..count)?;
        let part = |from: usize, to: usize| {
            let start = if from == 0 { 0 } else { ends.get(from - 1)? + 1 };
            line.get(start..*ends.get(to)?)
        };
        let span = |span: Option<(usize, usize)>| span.map_or(Some(b"".as_slice()), |(from, to)| part(from, to));
        let field = |place: Option<usize>| span(place.map(|place| (place, place)));
        Some(Plain {
            key: key(field(self.at[IMEI])?)?,
            day: day(field(self.at[SINCE])?)?,
            what: span(what)?,
            who: span(who)?,
        })
    }
}

/// From which column to which the texts stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spans {
    what: Option<(usize, usize)>,
    who: Option<(usize, usize)>,
}

impl Spans {
    /// `None` where a number or a day stands among them: no two lines would have the same.
    pub(super) fn of(at: &[Option<usize>; KINDS]) -> Option<Self> {
        let span = |kinds: &[usize]| {
            let places = || kinds.iter().filter_map(|&kind| at.get(kind).copied().flatten());
            places().min().zip(places().max())
        };
        let spans = Self { what: span(&[STATUS, REASON, CHANGE]), who: span(&[REPORTER, COUNTRY]) };
        let apart = |(from, to): (usize, usize)| {
            [at[IMEI], at[SINCE]].into_iter().flatten().all(|place| place < from || place > to)
        };
        [spans.what, spans.who].into_iter().flatten().all(apart).then_some(spans)
    }
}

/// Bytes of `word` that are `byte`, as their top bits.
#[inline]
fn matches(word: u64, byte: u8) -> u64 {
    let other = word ^ (ONES * u64::from(byte));
    let low = (other & !(ONES << 7)).wrapping_add(!(ONES << 7));
    !(low | other) & ONES << 7
}

/// Where each field ends, and how many there are; `None` with quotes, or with too many.
#[inline]
fn split(line: &[u8], delimiter: u8, ends: &mut [usize; FIELDS]) -> Option<usize> {
    let (words, rest) = line.as_chunks::<WORD>();
    let mut last = [0; WORD];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let (mut count, mut quotes) = (0, 0);
    for (at, word) in words.iter().chain([&last]).enumerate() {
        let word = u64::from_le_bytes(*word);
        quotes |= matches(word, b'"');
        let mut found = matches(word, delimiter);
        while found != 0 {
            *ends.get_mut(count)? = at * WORD + found.trailing_zeros() as usize / 8;
            count += 1;
            found &= found - 1;
        }
    }
    *ends.get_mut(count)? = line.len();
    (quotes == 0).then_some(count + 1)
}

/// Eight digits as a number.
#[inline]
fn digits(bytes: [u8; 8]) -> Option<u32> {
    let word = u64::from_le_bytes(bytes);
    let high = 0xf0 * ONES;
    if word & high != 0x30 * ONES || word.wrapping_add(6 * ONES) & high != 0x30 * ONES {
        return None;
    }
    let pairs = (word & (0x0f * ONES)).wrapping_mul(10 << 8 | 1) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(100 << 16 | 1) >> 16;
    let all = (fours & 0x0000_ffff_0000_ffff).wrapping_mul(10_000 << 32 | 1) >> 32;
    u32::try_from(all).ok()
}

/// As [`crate::imei::Imei14::from_listed`] reads it.
#[inline]
fn key(field: &[u8]) -> Option<u64> {
    let (body, tail) = field.split_at_checked(14)?;
    let known = match tail {
        [] => true,
        [letter] => letter.is_ascii_alphanumeric(),
        [a, b] => a.is_ascii_digit() && b.is_ascii_digit(),
        _ => false,
    };
    let tac = digits(*body.first_chunk()?)?;
    let rest = digits(*body.last_chunk()?)?;
    known.then(|| u64::from(tac) * 1_000_000 + u64::from(rest % 1_000_000))
}

/// `YYYY-MM-DD`, `YYYYMMDD` or nothing, as the careful way reads it.
#[inline]
fn day(field: &[u8]) -> Option<Day> {
    let plain = match field.len() {
        0 => return Some(Day::NONE),
        8 => *field.first_chunk()?,
        10 if field.get(4) == Some(&b'-') && field.get(7) == Some(&b'-') => {
            let mut plain = *field.first_chunk::<8>()?;
            plain.get_mut(4..6)?.copy_from_slice(field.get(5..7)?);
            plain.get_mut(6..8)?.copy_from_slice(field.get(8..10)?);
            plain
        }
        _ => return None,
    };
    let number = digits(plain)?;
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let before = month.checked_sub(1)? as usize;
    let later = u32::from(leap && month > 2);
    let (start, end) = (*BEFORE.get(before)?, *BEFORE.get(before + 1)? + u32::from(leap && month == 2));
    if year < 2000 || day == 0 || day > end - start {
        return None;
    }
    let leaps = |year: u32| year / 4 - year / 100 + year / 400;
    let days = 365 * (year - 2000) + leaps(year - 1) - leaps(1999) + start + later + day;
    u16::try_from(days).ok().map(Day)
}

/// Numbers that texts were given, found again by the texts. Where two texts want one place, the
/// later has it: what is forgotten is only slower.
#[derive(Debug)]
pub struct Memo(Vec<(Box<[u8]>, Option<u16>)>);

impl Default for Memo {
    fn default() -> Self {
        Self(vec![(Box::default(), None); SLOTS])
    }
}

impl Memo {
    /// The number of this text.
    #[inline]
    pub fn get(&self, text: &[u8]) -> Option<u16> {
        let (held, number) = self.0.get(place(text))?;
        number.filter(|_| **held == *text)
    }

    /// Keeps the number of this text.
    pub fn put(&mut self, text: &[u8], number: u16) {
        if let Some(slot) = self.0.get_mut(place(text)) {
            *slot = (text.into(), Some(number));
        }
    }
}

#[inline]
fn place(text: &[u8]) -> usize {
    let mut hash = text.len() as u64;
    let mut mix = |word: u64| hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = text.as_chunks::<WORD>();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    mix(match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32,
        _ => rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    });
    usize::try_from(hash >> 44).unwrap_or(0) & (SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::super::Scratch;
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn days_are_those_of_the_calendar() {
        let first = NaiveDate::from_ymd_opt(1999, 1, 1).unwrap();
        for date in first.iter_days().take(181 * 366) {
            let careful = Day::from_date(date);
            for text in [date.format("%Y-%m-%d").to_string(), date.format("%Y%m%d").to_string()] {
                assert_eq!(day(text.as_bytes()), careful, "{text}");
            }
        }
        for none in [
            "2021-02-29",
            "2100-02-29",
            "2021-13-01",
            "2021-00-01",
            "2021-01-00",
            "2021-04-31",
            "20210x01",
            "2021/01/01",
        ] {
            assert_eq!(day(none.as_bytes()), None, "{none}");
        }
    }

    /// Whatever the quick way takes, the careful way takes the same without a remark about it.
    #[test]
    fn both_ways_agree() {
        let columns = Columns::read(b"imei,status,reason,since,reporter,country").unwrap();
        let numbers = [
            "35209900176148",
            "352099001761481",
            "35209900176148A",
            "3520990017614812",
            "3520990017614",
            "'35209900176148",
            "3520990017614x",
            "35209900176148-",
            "35209900176148é",
            " 35209900176148",
            "",
        ];
        let days = ["", "2020-02-29", "2021-02-29", "20200101", "x", "1999-12-31", "2179-06-07"];
        let tails = ["", ",GB", ",GB,more", ",\"G,B\"", ",GB\r", ", GB"];
        let mut taken = 0;
        for number in numbers {
            for day in days {
                for tail in tails {
                    let line = format!("{number},stolen,11,{day},Police{tail}");
                    let mut scratch = Scratch::default();
                    let careful = columns.line(line.as_bytes(), &mut scratch);
                    let Some(plain) = columns.plain(line.as_bytes()) else { continue };
                    let careful = careful.unwrap();
                    assert_eq!((plain.key, plain.day, careful.remarks.len()), (careful.key, careful.day, 0), "{line}");
                    assert_eq!(plain.what, b"stolen,11");
                    assert!(plain.who.starts_with(careful.organisation.as_bytes()));
                    assert!(plain.who.trim_ascii_end().ends_with(careful.country.as_bytes()));
                    taken += 1;
                }
            }
        }
        assert_eq!(taken, 4 * 3 * 3, "numbers, days and tails that are plain");
    }

    #[test]
    fn remembered_texts_are_told_apart() {
        let mut memo = Memo::default();
        memo.put(b"abc", 1);
        assert_eq!(memo.get(b"abc"), Some(1));
        for (number, text) in (2..).zip([b"ab".as_slice(), b"", b"abcabcab", b"abcabcabc"]) {
            assert_eq!(memo.get(text), None);
            memo.put(text, number);
            assert_eq!(memo.get(text), Some(number));
        }
    }
}
