//! What is counted of one stretch of a list.

use super::BLOCK;
use super::model::{BASE_BITS, DAY_BITS, DAY_ESCAPE, DAY_NONE, DAYS, Recent, Token, slot_token};
use super::record::{Day, Entry, SERIALS};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A hasher for tokens: they are numbered by the list's own maker and bounded in count.
#[derive(Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0 ^ u64::from(value)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Something known of each token.
pub(crate) type Tokens<T> = HashMap<Token, T, BuildHasherDefault<Spread>>;

/// Counts tokens: those of common classes and reporters in a table, the others in a map.
#[derive(Debug)]
pub(crate) struct Counts {
    table: Vec<u64>,
    rest: Tokens<u64>,
}

/// Classes and slots that the table has, as bits: a quarter of a megabyte.
const TABLE: (u32, u32) = (4, 11);

impl Counts {
    pub(crate) fn new() -> Self {
        Self { table: vec![0; 1 << (TABLE.0 + TABLE.1)], rest: Tokens::default() }
    }

    #[inline]
    fn add(&mut self, token: Token) {
        let (class, slot) = (token >> 16, token & 0xffff);
        let place = (class << TABLE.1 | slot) as usize;
        match self.table.get_mut(place).filter(|_| slot >> TABLE.1 == 0) {
            Some(count) => *count += 1,
            None => *self.rest.entry(token).or_default() += 1,
        }
    }

    /// Adds another stretch's counts.
    pub(crate) fn join(&mut self, other: &Self) {
        self.table.iter_mut().zip(&other.table).for_each(|(sum, count)| *sum += count);
        for (&token, count) in &other.rest {
            *self.rest.entry(token).or_default() += count;
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (Token, u64)> {
        let token = |place: u32| (place >> TABLE.1) << 16 | place & ((1 << TABLE.1) - 1);
        let table = (0..).zip(&self.table).filter(|&(_, &count)| count > 0);
        let table = table.map(move |(place, &count)| (token(place), count));
        table.chain(self.rest.iter().map(|(&token, &count)| (token, count)))
    }
}

/// The days of one type allocation code, or of those of its entries that a stretch holds.
#[derive(Debug, Default)]
pub(crate) struct OpenTac {
    pub tac: u32,
    pub days: Vec<Day>,
}

impl OpenTac {
    /// Counts its days' symbols; the base that they were counted against.
    pub(crate) fn close(&self, counts: &mut [u64]) -> u8 {
        let first = self.days.iter().filter(|&&day| day != Day::NONE).min().copied().unwrap_or_default();
        let base = u8::try_from(first.0 >> BASE_BITS).unwrap_or(u8::MAX);
        for &day in &self.days {
            let (symbol, _) = day_symbol(day, base);
            if let Some(count) = counts.get_mut(symbol) {
                *count += 1;
            }
        }
        base
    }
}

/// A stretch, counted. Its first and its last type allocation code may go on in its neighbours.
#[derive(Debug)]
pub(crate) struct Tally {
    pub tokens: Counts,
    pub reporters: Vec<u64>,
    pub days: Vec<u64>,
    pub first: OpenTac,
    /// Those that begin and end in the stretch, each with its base.
    pub whole: Vec<(u32, u8)>,
    /// Where there are two or more.
    pub last: Option<OpenTac>,
    /// The stretch, to be filled anew.
    pub entries: Vec<Entry>,
}

impl Tally {
    /// Counts a stretch that begins at a multiple of [`BLOCK`].
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        let (mut tokens, mut reporters, mut days) = (Counts::new(), Vec::new(), vec![0; DAYS]);
        for block in entries.chunks(usize::from(BLOCK)) {
            let mut recent = Recent::new();
            for entry in block {
                bump(&mut reporters, u32::from(entry.reporter), 1);
                tokens.add(slot_token(entry.class, recent.slot(entry.reporter)));
                recent.touch(entry.reporter);
            }
        }
        let (mut first, mut last, mut whole) = (None, None, Vec::new());
        for alike in entries.chunk_by(|a, b| a.key / SERIALS == b.key / SERIALS) {
            let tac = alike.first().and_then(|entry| u32::try_from(entry.key / SERIALS).ok()).unwrap_or(u32::MAX);
            let open = OpenTac { tac, days: alike.iter().map(|entry| entry.day).collect() };
            if first.is_none() {
                first = Some(open);
            } else if let Some(done) = last.replace(open) {
                whole.push((done.tac, done.close(&mut days)));
            }
        }
        Self { tokens, reporters, days, first: first.unwrap_or_default(), whole, last, entries }
    }
}

#[inline]
pub(crate) fn bump(counts: &mut Vec<u64>, id: u32, by: u64) {
    let id = id as usize;
    if counts.len() <= id {
        counts.resize(id + 1, 0);
    }
    if let Some(count) = counts.get_mut(id) {
        *count += by;
    }
}

/// The symbol of a day, and what follows it: (value, bits).
#[inline]
pub(crate) fn day_symbol(day: Day, base: u8) -> (usize, (u64, u32)) {
    if day == Day::NONE {
        return (DAY_NONE, (0, 0));
    }
    let first = u16::from(base) << BASE_BITS;
    match day.0.checked_sub(first).map(|lag| (usize::from(lag >> DAY_BITS), lag)) {
        Some((bucket, lag)) if bucket < DAY_ESCAPE => (bucket, (u64::from(lag & ((1 << DAY_BITS) - 1)), DAY_BITS)),
        _ => (DAY_ESCAPE, (u64::from(day.0), 16)),
    }
}
