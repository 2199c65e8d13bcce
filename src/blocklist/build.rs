//! The second reading: packs entries into pages.
//!
//! A function of the entries and the identity alone: the same content gives the same bytes, on
//! any machine, from any order of source files.

use super::BLOCK;
use super::bits::PAGE;
use super::error::BuildError;
use super::groups;
use super::head::Head;
use super::huffman::{codes, reversed};
use super::model::{DAYS, RECENT, Recent, Token, pair_token, slot_token, width};
use super::pack::{Coded, Item, Packer, Run};
use super::record::{Entry, KEYS, SERIALS};
use super::survey::{Plan, Tokens, day_symbol};

/// Entries of a full block.
const FULL: usize = BLOCK as usize;
/// Tokens that a table may have room for; beyond that they are looked up.
const MAX_TABLE: usize = 1 << 20;

/// The code of each token.
enum TokenCodes {
    /// By class times the slots of a class, plus slot; a length of 0 is no code.
    Table {
        slots: usize,
        codes: Vec<(u16, u8)>,
    },
    Map(Tokens<(u64, u32)>),
}

impl TokenCodes {
    fn new(classes: usize, reporters: usize, known: impl Iterator<Item = (Token, (u64, u32))>) -> Self {
        let slots = reporters + RECENT;
        if classes * slots > MAX_TABLE {
            return Self::Map(known.collect());
        }
        let mut codes = vec![(0, 0); classes * slots];
        for (token, (code, length)) in known {
            let place = (token >> 16) as usize * slots + (token & 0xffff) as usize;
            if let (Some(held), Ok(code), Ok(length)) =
                (codes.get_mut(place), u16::try_from(code), u8::try_from(length))
            {
                *held = (code, length);
            }
        }
        Self::Table { slots, codes }
    }

    #[inline]
    fn get(&self, token: Token) -> Option<(u64, u32)> {
        match self {
            Self::Table { slots, codes } => {
                let (code, length) = *codes.get((token >> 16) as usize * slots + (token & 0xffff) as usize)?;
                (length > 0).then_some((u64::from(code), u32::from(length)))
            }
            Self::Map(codes) => codes.get(&token).copied(),
        }
    }
}

/// Codes classes and reporters.
struct Coder {
    codes: TokenCodes,
    escape: Coded,
    class_bits: u32,
    reporter_bits: u32,
}

impl Coder {
    fn new(plan: &Plan) -> Self {
        let lengths = &plan.lengths;
        let low = |(code, &length): (u16, &u8)| (u64::from(reversed(code, length)), u32::from(length));
        let mut coded = codes(&lengths.of_tokens).into_iter().zip(&lengths.of_tokens).map(low);
        let escape = coded.next().unwrap_or_default();
        let (classes, reporters) = plan.dictionary.sizes();
        let known = lengths.tokens.iter().copied().zip(coded);
        Self {
            codes: TokenCodes::new(classes, reporters, known),
            escape,
            class_bits: width(classes),
            reporter_bits: width(reporters),
        }
    }

    #[inline]
    fn value(&self, item: &Item, recent: Recent) -> Coded {
        let nearest = self.codes.get(slot_token(item.class, recent.slot(item.reporter)));
        if let Some(coded) = nearest.or_else(|| self.codes.get(pair_token(item.class, item.reporter))) {
            return coded;
        }
        let (code, length) = self.escape;
        let plain = u64::from(item.class) | u64::from(item.reporter) << self.class_bits;
        (code | plain << length, length + self.class_bits + self.reporter_bits)
    }
}

/// Packs entries into pages.
pub struct Encoder {
    plan: Plan,
    seed: u32,
    coder: Coder,
    /// A day symbol's code, its first bit highest.
    days: Vec<Coded>,
    rank: usize,
    waiting: [Item; FULL],
    waits: usize,
    page: Packer,
    /// The pages' first keys.
    index: Vec<u64>,
    taken: u64,
}

impl Encoder {
    /// An encoder for exactly the entries that the plan was made from, in the same order.
    pub fn new(plan: Plan) -> Self {
        let pair = |(code, &length): (u16, &u8)| (u64::from(code), u32::from(length));
        let days: Vec<_> = codes(&plan.lengths.of_days).into_iter().zip(&plan.lengths.of_days).map(pair).collect();
        debug_assert_eq!(days.len(), DAYS);
        Self {
            seed: plan.identity.seed(),
            coder: Coder::new(&plan),
            plan,
            days,
            rank: 0,
            waiting: [Item::default(); FULL],
            waits: 0,
            page: Packer::new(),
            index: Vec::new(),
            taken: 0,
        }
    }

    /// Takes the next entry; `page` gets each page as it is full.
    #[inline]
    pub fn add<E: From<BuildError>>(
        &mut self,
        entry: Entry,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<(), E> {
        let item = self.item(entry)?;
        self.taken += 1;
        if let Some(slot) = self.waiting.get_mut(self.waits) {
            *slot = item;
            self.waits += 1;
        }
        // A block for which the page has no room at all waits for the next page.
        while self.waits >= FULL {
            self.settle(page)?;
        }
        Ok(())
    }

    #[inline]
    fn item(&mut self, entry: Entry) -> Result<Item, BuildError> {
        let tac = u32::try_from(entry.key / SERIALS).map_err(|_| BuildError::Key)?;
        while self.plan.tacs.get(self.rank).is_some_and(|&listed| listed < tac) {
            self.rank += 1;
        }
        let base = match (self.plan.tacs.get(self.rank), self.plan.bases.get(self.rank)) {
            (Some(&listed), Some(&base)) if listed == tac && entry.key < KEYS => base,
            _ => return Err(BuildError::Changed),
        };
        let place = |map: &[u16], id: u16| map.get(usize::from(id)).copied().filter(|&p| p != u16::MAX);
        let class = place(&self.plan.class_map, entry.class).ok_or(BuildError::Changed)?;
        let reporter = place(&self.plan.reporter_map, entry.reporter).ok_or(BuildError::Changed)?;
        let (symbol, (tail, tail_bits)) = day_symbol(entry.day, base);
        let (code, length) = self.days.get(symbol).copied().filter(|c| c.1 > 0).ok_or(BuildError::Changed)?;
        let key = self.rank as u64 * SERIALS + entry.key % SERIALS;
        Ok(Item { key, class, reporter, day: (code << tail_bits | tail, length + tail_bits) })
    }

    /// Places the waiting entries; those that do not fit close the page and wait for the next.
    fn settle<E: From<BuildError>>(&mut self, page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>) -> Result<(), E> {
        let mut recent = Recent::new();
        let coder = &self.coder;
        let run = Run::new(self.waiting.get(..self.waits).unwrap_or_default(), |item| {
            let value = coder.value(item, recent);
            recent.touch(item.reporter);
            value
        });
        let placed = self.page.place(&run);
        let left = self.waits - placed;
        if left > 0 {
            self.waiting.copy_within(placed..self.waits, 0);
            self.close(page)?;
        }
        self.waits = left;
        Ok(())
    }

    /// Writes the page out.
    fn close<E: From<BuildError>>(&mut self, page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>) -> Result<(), E> {
        let number = u32::try_from(self.index.len()).map_err(|_| BuildError::TooManyPages)?;
        if let Some((bytes, first)) = self.page.close(self.seed, number) {
            page(&bytes)?;
            self.index.push(first);
        }
        Ok(())
    }

    /// Writes the last page; gives the header, which stands before the pages, and what stands
    /// after them.
    pub fn finish<E: From<BuildError>>(
        mut self,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<Ends, E> {
        while self.waits > 0 {
            self.settle(page)?;
        }
        self.close(page)?;
        if self.taken != self.plan.entries {
            return Err(BuildError::Changed.into());
        }
        let plan = self.plan;
        let (groups, directory) = groups::write(&plan.tacs, &plan.bases, &self.index, self.seed);
        let texts = [plan.dictionary.write(), plan.lengths.write(plan.dictionary.classes.len())];
        let tables = [directory.as_slice(), texts.concat().as_slice()].concat();
        let number = |count: usize| u32::try_from(count).map_err(|_| BuildError::TooManyPages);
        let head = Head {
            identity: plan.identity,
            block: BLOCK,
            entries: plan.entries,
            removed: plan.removed,
            pages: number(self.index.len())?,
            tacs: number(plan.tacs.len())?,
            groups: number(directory.len() / groups::RECORD)?,
            tables_crc: crc32c::crc32c(&tables),
            tables: texts.each_ref().map(|table| u32::try_from(table.len()).unwrap_or(u32::MAX)),
        };
        Ok(Ends { head: Box::new(head.write()), tables: [groups, tables].concat() })
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Encoder({} of {} entries)", self.taken, self.plan.entries)
    }
}

/// What stands before and after the pages.
#[derive(Debug)]
pub struct Ends {
    /// The first page of the file.
    pub head: Box<[u8; PAGE]>,
    /// What follows the last page.
    pub tables: Vec<u8>,
}
