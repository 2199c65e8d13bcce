//! The first reading: counts what the codes are made from.

use super::dictionary::Dictionary;
use super::error::BuildError;
use super::huffman::{LONGEST, LONGEST_DAY, SYMBOLS, lengths};
use super::model::{
    BASE_BITS, DAY_BITS, DAY_ESCAPE, DAY_NONE, DAYS, FIRST_REPORTER, Lengths, Recent, Token, pair_token, slot_token,
};
use super::record::{Day, Entry, KEYS, SERIALS, Status};
use super::{BLOCK, Identity};
use std::cmp::Reverse;
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
struct Counts {
    table: Vec<u64>,
    rest: Tokens<u64>,
}

/// Classes and slots that the table has, as bits: a quarter of a megabyte.
const TABLE: (u32, u32) = (4, 11);

impl Counts {
    fn new() -> Self {
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

    fn all(&self) -> impl Iterator<Item = (Token, u64)> {
        let token = |place: u32| (place >> TABLE.1) << 16 | place & ((1 << TABLE.1) - 1);
        let table = (0..).zip(&self.table).filter(|&(_, &count)| count > 0);
        let table = table.map(move |(place, &count)| (token(place), count));
        table.chain(self.rest.iter().map(|(&token, &count)| (token, count)))
    }
}

/// Counts a list's entries, in ascending order of their numbers.
#[derive(Debug)]
pub struct Survey {
    identity: Identity,
    entries: u64,
    last: Option<u64>,
    classes: Vec<u64>,
    reporters: Vec<u64>,
    tokens: Counts,
    recent: Recent,
    days: Vec<u64>,
    tacs: Vec<u32>,
    bases: Vec<u8>,
    /// The days of the TAC that is being read.
    open: Vec<Day>,
}

impl Survey {
    /// A survey of the entries of the list `identity`.
    pub fn new(identity: Identity) -> Result<Self, BuildError> {
        identity.check()?;
        Ok(Self {
            identity,
            entries: 0,
            last: None,
            classes: Vec::new(),
            reporters: Vec::new(),
            tokens: Counts::new(),
            recent: Recent::new(),
            days: vec![0; DAYS],
            tacs: Vec::new(),
            bases: Vec::new(),
            open: Vec::new(),
        })
    }

    /// Takes the next entry.
    pub fn add(&mut self, entry: Entry) -> Result<(), BuildError> {
        if entry.key >= KEYS {
            return Err(BuildError::Key);
        }
        if self.last.is_some_and(|last| entry.key <= last) {
            return Err(BuildError::Order);
        }
        self.last = Some(entry.key);
        let tac = u32::try_from(entry.key / SERIALS).map_err(|_| BuildError::Key)?;
        if self.tacs.last() != Some(&tac) {
            self.close_tac();
            self.tacs.push(tac);
        }
        self.open.push(entry.day);
        if self.entries.is_multiple_of(u64::from(BLOCK)) {
            self.recent = Recent::new();
        }
        self.entries += 1;
        bump(&mut self.reporters, u32::from(entry.reporter), 1);
        self.tokens.add(slot_token(entry.class, self.recent.slot(entry.reporter)));
        self.recent.touch(entry.reporter);
        Ok(())
    }

    fn close_tac(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let first = self.open.iter().filter(|&&day| day != Day::NONE).min().copied().unwrap_or_default();
        let base = u8::try_from(first.0 >> BASE_BITS).unwrap_or(u8::MAX);
        self.bases.push(base);
        for day in self.open.drain(..) {
            let (symbol, _) = day_symbol(day, base);
            if let Some(count) = self.days.get_mut(symbol) {
                *count += 1;
            }
        }
    }

    /// How many entries were taken.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// What the second reading needs. `dictionary` is the one that the entries' numbers belong to.
    pub fn finish(mut self, dictionary: &Dictionary) -> Result<Plan, BuildError> {
        self.close_tac();
        for (token, count) in self.tokens.all() {
            bump(&mut self.classes, token >> 16, count);
        }
        let (classes, reporters) = (&dictionary.classes, &dictionary.reporters);
        if self.classes.len() > classes.len() || self.reporters.len() > reporters.len() {
            return Err(BuildError::Dictionary);
        }
        let (class_order, class_map) = order(&self.classes, classes);
        let (reporter_order, reporter_map) = order(&self.reporters, reporters);
        let pick = |id: &usize| classes.get(*id).cloned();
        let dictionary = Dictionary {
            classes: class_order.iter().filter_map(pick).collect(),
            reporters: reporter_order.iter().filter_map(|id| reporters.get(*id).cloned()).collect(),
        };
        let removed_of = |id: &usize| classes.get(*id).is_some_and(|class| class.status == Status::Removed);
        let removed = class_order.iter().filter(|id| removed_of(id)).filter_map(|&id| self.classes.get(id)).sum();
        if removed > 0 && self.identity.changes.is_none() {
            return Err(BuildError::RemovedInBase);
        }
        let lengths = code_lengths(&self.tokens, &self.days, &class_map, &reporter_map);
        Ok(Plan {
            identity: self.identity,
            entries: self.entries,
            removed,
            dictionary,
            class_map,
            reporter_map,
            lengths,
            tacs: self.tacs,
            bases: self.bases,
        })
    }
}

#[inline]
fn bump(counts: &mut Vec<u64>, id: u32, by: u64) {
    let id = id as usize;
    if counts.len() <= id {
        counts.resize(id + 1, 0);
    }
    if let Some(count) = counts.get_mut(id) {
        *count += by;
    }
}

/// The ids in use, most frequent first, equals by their text; and each id's place among them.
fn order<T: Ord>(counts: &[u64], things: &[T]) -> (Vec<usize>, Vec<u16>) {
    let count = |id: &usize| counts.get(*id).copied().unwrap_or(0);
    let mut ids: Vec<usize> = (0..counts.len()).filter(|id| count(id) > 0).collect();
    ids.sort_by_key(|id| (Reverse(count(id)), things.get(*id)));
    let mut places = vec![u16::MAX; things.len()];
    for (place, &id) in ids.iter().enumerate() {
        if let (Some(slot), Ok(place)) = (places.get_mut(id), u16::try_from(place)) {
            *slot = place;
        }
    }
    (ids, places)
}

/// The most frequent tokens get codes of their own, the rest share the escape.
fn code_lengths(counts: &Counts, days: &[u64], class_map: &[u16], reporter_map: &[u16]) -> Lengths {
    let mut tokens: Vec<(u64, Token)> =
        counts.all().map(|(token, n)| (n, place(token, class_map, reporter_map))).collect();
    tokens.sort_by_key(|&(count, token)| (Reverse(count), token));
    let rest: u64 = tokens.iter().skip(SYMBOLS - 1).map(|(count, _)| count).sum();
    tokens.truncate(SYMBOLS - 1);
    tokens.sort_by_key(|&(_, token)| token);
    let mut weights = vec![rest.max(1)];
    weights.extend(tokens.iter().map(|(count, _)| count));
    let mut days = days.to_vec();
    // Blocks are laid differently than they were counted, never days: but a page's codes must
    // hold any day, so the escape always has a code.
    if let Some(escape) = days.get_mut(DAY_ESCAPE) {
        *escape = (*escape).max(1);
    }
    Lengths {
        tokens: tokens.into_iter().map(|(_, token)| token).collect(),
        of_tokens: lengths(&weights, LONGEST),
        of_days: lengths(&days, LONGEST_DAY),
    }
}

/// A counted token in the final numbers.
fn place(token: Token, class_map: &[u16], reporter_map: &[u16]) -> Token {
    let at = |map: &[u16], id: u32| usize::try_from(id).ok().and_then(|id| map.get(id)).copied().unwrap_or(u16::MAX);
    let class = at(class_map, token >> 16);
    match (token & 0xffff).checked_sub(FIRST_REPORTER) {
        Some(reporter) => pair_token(class, at(reporter_map, reporter)),
        None => slot_token(class, token & 0xffff),
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

/// What the encoder needs to know of all entries before the first.
#[derive(Debug)]
pub struct Plan {
    pub(crate) identity: Identity,
    pub(crate) entries: u64,
    pub(crate) removed: u64,
    pub(crate) dictionary: Dictionary,
    pub(crate) class_map: Vec<u16>,
    pub(crate) reporter_map: Vec<u16>,
    pub(crate) lengths: Lengths,
    pub(crate) tacs: Vec<u32>,
    pub(crate) bases: Vec<u8>,
}
