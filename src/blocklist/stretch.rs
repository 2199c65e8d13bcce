//! One stretch of a list, packed into pages.

use super::BLOCK;
use super::bits::PAGE;
use super::error::BuildError;
use super::huffman::{codes, reversed};
use super::model::{DAYS, RECENT, Recent, Token, pair_token, slot_token, width};
use super::pack::{Coded, Item, Packer, Run};
use super::record::{Entry, KEYS, SERIALS};
use super::survey::Plan;
use super::tally::{Tokens, day_symbol};
use std::sync::Arc;

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

/// A stretch's pages, without number and checksum, each with its first key.
pub(crate) type Pages = Vec<([u8; PAGE], u64)>;

/// Packs stretches: what it needs of the plan, and the codes.
#[derive(Clone)]
pub(crate) struct Stretcher {
    plan: Arc<Plan>,
    coder: Arc<Coder>,
    /// A day symbol's code, its first bit highest.
    days: Arc<[Coded]>,
}

impl Stretcher {
    pub(crate) fn new(plan: Arc<Plan>) -> Self {
        let pair = |(code, &length): (u16, &u8)| (u64::from(code), u32::from(length));
        let days: Arc<[_]> = codes(&plan.lengths.of_days).into_iter().zip(&plan.lengths.of_days).map(pair).collect();
        debug_assert_eq!(days.len(), DAYS);
        Self { coder: Arc::new(Coder::new(&plan)), plan, days }
    }

    /// Packs a stretch; `pages` then holds its pages and nothing else.
    pub(crate) fn pack(&self, entries: &[Entry], pages: &mut Pages) -> Result<(), BuildError> {
        let first = entries.first().map_or(0, |entry| entry.key / SERIALS);
        let mut rank = self.plan.tacs.partition_point(|&tac| u64::from(tac) < first);
        let (mut waiting, mut waits) = ([Item::default(); FULL], 0);
        let mut packer = Packer::new();
        pages.clear();
        for entry in entries {
            let item = self.item(entry, &mut rank)?;
            if let Some(slot) = waiting.get_mut(waits) {
                *slot = item;
                waits += 1;
            }
            // A block for which the page has no room at all waits for the next page.
            while waits >= FULL {
                waits = self.settle(&mut waiting, waits, &mut packer, pages);
            }
        }
        while waits > 0 {
            waits = self.settle(&mut waiting, waits, &mut packer, pages);
        }
        pages.extend(packer.close());
        Ok(())
    }

    #[inline]
    fn item(&self, entry: &Entry, rank: &mut usize) -> Result<Item, BuildError> {
        let tac = u32::try_from(entry.key / SERIALS).map_err(|_| BuildError::Key)?;
        while self.plan.tacs.get(*rank).is_some_and(|&listed| listed < tac) {
            *rank += 1;
        }
        let base = match (self.plan.tacs.get(*rank), self.plan.bases.get(*rank)) {
            (Some(&listed), Some(&base)) if listed == tac && entry.key < KEYS => base,
            _ => return Err(BuildError::Changed),
        };
        let place = |map: &[u16], id: u16| map.get(usize::from(id)).copied().filter(|&p| p != u16::MAX);
        let class = place(&self.plan.class_map, entry.class).ok_or(BuildError::Changed)?;
        let reporter = place(&self.plan.reporter_map, entry.reporter).ok_or(BuildError::Changed)?;
        let (symbol, (tail, tail_bits)) = day_symbol(entry.day, base);
        let (code, length) = self.days.get(symbol).copied().filter(|c| c.1 > 0).ok_or(BuildError::Changed)?;
        let key = *rank as u64 * SERIALS + entry.key % SERIALS;
        Ok(Item { key, class, reporter, day: (code << tail_bits | tail, length + tail_bits) })
    }

    /// Places the waiting entries; those that do not fit close the page and wait for the next.
    fn settle(&self, waiting: &mut [Item; FULL], waits: usize, packer: &mut Packer, pages: &mut Pages) -> usize {
        let mut recent = Recent::new();
        let run = Run::new(waiting.get(..waits).unwrap_or_default(), |item| {
            let value = self.coder.value(item, recent);
            recent.touch(item.reporter);
            value
        });
        let placed = packer.place(&run);
        let left = waits - placed;
        if left > 0 {
            waiting.copy_within(placed..waits, 0);
            pages.extend(packer.close());
        }
        left
    }
}
