//! The codes of a list's values: which reporter and class, which day.
//!
//! Reporters come in runs, because handsets of one production lot are sold by one network. So a
//! value is coded as *the reporter of a recent entry again*, where it is one, and as the pair
//! itself otherwise; both share one Huffman code. A class with reporter `r` is the token
//! `(class, RECENT + r)`, a class with the `i`-th most recent reporter is `(class, i)`.

use super::bits::{Bytes, put_varint};
use super::error::ListError;
use super::huffman::{First, LONGEST, LONGEST_DAY, SYMBOLS, table};

/// Recent reporters that a token can name.
pub(crate) const RECENT: usize = 3;
/// The slot of reporter 0.
pub(crate) const FIRST_REPORTER: u32 = 3;
/// Day symbols: buckets of 16 days, then the two below.
pub(crate) const DAYS: usize = 512;
/// The day follows in 16 bits.
pub(crate) const DAY_ESCAPE: usize = 510;
/// There is no day.
pub(crate) const DAY_NONE: usize = 511;
/// Days of a bucket, as bits.
pub(crate) const DAY_BITS: u32 = 4;
/// The earliest day of a type allocation code is kept in steps of this many days, as bits.
pub(crate) const BASE_BITS: u32 = 6;
/// The payload of the token that class and reporter follow in full.
pub(crate) const ESCAPE: u32 = 0xffff;

/// Where no reporter is.
const NOBODY: u16 = u16::MAX;

/// Recent reporters, latest first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recent(u16, u16, u16);

impl Recent {
    pub(crate) const fn new() -> Self {
        Self(NOBODY, NOBODY, NOBODY)
    }

    /// The slot of a reporter: a recent one's, or its own. Without branches: reporters cannot be guessed.
    #[inline]
    pub(crate) fn slot(self, reporter: u16) -> u32 {
        let own = u32::from(reporter) + FIRST_REPORTER;
        let third = if self.2 == reporter { 2 } else { own };
        let second = if self.1 == reporter { 1 } else { third };
        if self.0 == reporter { 0 } else { second }
    }

    /// The reporter that a slot names, moved to the front; [`NOBODY`] where there is none. Without
    /// branches: what a slot names cannot be guessed.
    #[inline]
    pub(crate) fn name(&mut self, slot: u32) -> u16 {
        let fresh = slot.wrapping_sub(FIRST_REPORTER) & 0xffff;
        let all = u64::from(self.0) | u64::from(self.1) << 16 | u64::from(self.2) << 32 | u64::from(fresh) << 48;
        let reporter = u16::try_from(all >> (16 * slot.min(FIRST_REPORTER)) & 0xffff).unwrap_or(NOBODY);
        self.touch(reporter);
        reporter
    }

    /// Moves a reporter to the front, or puts it there and forgets the last.
    #[inline]
    pub(crate) fn touch(&mut self, reporter: u16) {
        let Self(first, second, third) = *self;
        let third = if reporter == first || reporter == second { third } else { second };
        let second = if reporter == first { second } else { first };
        *self = Self(reporter, second, third);
    }
}

/// Whether a slot named a recent reporter where there was none.
#[inline]
pub(crate) fn is_nobody(reporter: u16) -> bool {
    reporter == NOBODY
}

/// `class << 16 | slot`, where a slot below [`RECENT`] is a recent reporter.
pub(crate) type Token = u32;

#[inline]
pub(crate) fn slot_token(class: u16, slot: u32) -> Token {
    u32::from(class) << 16 | slot
}

#[inline]
pub(crate) fn pair_token(class: u16, reporter: u16) -> Token {
    u32::from(class) << 16 | (u32::from(reporter) + FIRST_REPORTER)
}

/// Bits that hold any number below `count`.
pub(crate) fn width(count: usize) -> u32 {
    usize::BITS - count.saturating_sub(1).leading_zeros()
}

/// The code lengths as the file holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lengths {
    /// Ascending; the escape is not among them.
    pub tokens: Vec<Token>,
    /// Of the escape, then of each token.
    pub of_tokens: Vec<u8>,
    /// Of each day symbol.
    pub of_days: Vec<u8>,
}

impl Lengths {
    pub(crate) fn write(&self, classes: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut tokens = self.tokens.iter().copied().peekable();
        for class in 0..u32::try_from(classes).unwrap_or(u32::MAX) {
            let mut slots = Vec::new();
            while let Some(token) = tokens.next_if(|&token| token >> 16 == class) {
                slots.push(u64::from(token & 0xffff));
            }
            put_varint(&mut out, slots.len() as u64);
            let mut next = 0;
            for slot in slots {
                put_varint(&mut out, slot - next);
                next = slot + 1;
            }
        }
        let lengths: Vec<u8> = self.of_tokens.iter().chain(&self.of_days).copied().collect();
        out.extend(lengths.chunks(2).map(|pair| pair.first().unwrap_or(&0) | pair.get(1).unwrap_or(&0) << 4));
        out
    }

    pub(crate) fn read(bytes: &[u8], classes: usize, reporters: usize) -> Result<Self, ListError> {
        Self::parse(Bytes(bytes), classes, reporters).ok_or(ListError::Head("code table"))
    }

    fn parse(mut bytes: Bytes<'_>, classes: usize, reporters: usize) -> Option<Self> {
        let mut read = Self::default();
        for class in 0..classes {
            let mut next = 0;
            for _ in 0..bytes.varint()? {
                let slot = bytes.varint()?.checked_add(next).filter(|&s| s < (reporters + RECENT) as u64)?;
                read.tokens.push(u32::try_from(class).ok()? << 16 | u32::try_from(slot).ok()?);
                next = slot + 1;
                if read.tokens.len() >= SYMBOLS {
                    return None;
                }
            }
        }
        let all = read.tokens.len() + 1 + DAYS;
        let nibbles = bytes.take(all.div_ceil(2))?;
        let mut lengths: Vec<u8> = nibbles.iter().flat_map(|b| [b & 15, b >> 4]).collect();
        lengths.truncate(all);
        read.of_days = lengths.split_off(read.tokens.len() + 1);
        read.of_tokens = lengths;
        bytes.0.is_empty().then_some(read)
    }

    /// The tables that read these codes.
    pub(crate) fn tables(self) -> Result<Tables, ListError> {
        let symbol = |symbol: usize| u16::try_from(symbol).unwrap_or(0);
        let values =
            table::<TOKEN_TABLE>(&self.of_tokens, First::Lowest, |at, length| symbol(at) << 4 | u16::from(length));
        let days = table::<DAY_TABLE>(&self.of_days, First::Highest, |at, length| {
            symbol(at) << 5 | (u16::from(length) + u16::try_from(day_tail(at)).unwrap_or(0))
        });
        let mut tokens = self.tokens;
        tokens.insert(0, ESCAPE);
        let tables = values.zip(days).map(|(values, days)| Tables { values, days, tokens });
        tables.ok_or(ListError::Head("code table"))
    }
}

/// Bits that follow the code of a day symbol.
#[inline]
pub(crate) fn day_tail(symbol: usize) -> u32 {
    match symbol {
        DAY_NONE => 0,
        DAY_ESCAPE => 16,
        _ => DAY_BITS,
    }
}

const TOKEN_TABLE: usize = 1 << LONGEST;
const DAY_TABLE: usize = 1 << LONGEST_DAY;

/// The lowest bits as a place in a table.
#[inline]
fn place(bits: u64) -> usize {
    usize::try_from(bits & 0xffff).unwrap_or(0)
}

/// Reads tokens and days.
pub(crate) struct Tables {
    /// By the next bits, lowest first: the symbol, and in the lowest 4 bits its code's length.
    values: Box<[u16; TOKEN_TABLE]>,
    /// By the next bits, highest first: the symbol, and in the lowest 5 bits the length of its
    /// code and what follows it.
    days: Box<[u16; DAY_TABLE]>,
    /// By symbol; the first is the escape.
    tokens: Vec<Token>,
}

impl Tables {
    /// The next token's symbol and its code's length; a length of 0 is no code.
    #[inline]
    pub(crate) fn symbol(&self, bits: u64) -> (u32, u32) {
        let entry = self.values[place(bits) & (TOKEN_TABLE - 1)];
        (u32::from(entry >> 4), u32::from(entry & 15))
    }

    /// What a symbol stands for.
    #[inline]
    pub(crate) fn token(&self, symbol: u32) -> Token {
        self.tokens.get(symbol as usize).copied().unwrap_or(ESCAPE)
    }

    /// The next day's symbol, and the bits that it takes with its tail; 0 is no code.
    #[inline]
    pub(crate) fn day(&self, bits: u64) -> (usize, u32) {
        let entry = self.days[place(bits >> (64 - LONGEST_DAY)) & (DAY_TABLE - 1)];
        (usize::from(entry >> 5), u32::from(entry & 31))
    }
}
