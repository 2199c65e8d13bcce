//! The second reading: packs entries into pages.
//!
//! A function of the entries and the identity alone: the same content gives the same bytes, on
//! any machine, from any order of source files.

use super::bits::{BODY, PAGE, Writer, put_varint};
use super::error::BuildError;
use super::head::Head;
use super::huffman::codes;
use super::model::{DAYS, RECENT, Recent, Token, pair_token, recent_token, width};
use super::record::{Entry, KEYS, SERIALS};
use super::survey::{Plan, Tokens, day_symbol};
use super::{BLOCK, MAX_OFFSET_BITS};

/// Bits of a page's body.
const BODY_BITS: usize = BODY * 8;
/// Bits of a directory entry besides the key: where the block lies, its Rice parameter.
pub(crate) const POINTER_BITS: u32 = 20;
/// Blocks that a page may have.
const MAX_BLOCKS: usize = 255;

/// An entry on its way into a page.
#[derive(Clone, Copy)]
struct Item {
    /// TAC rank times 10^6 plus serial.
    key: u64,
    class: u16,
    reporter: u16,
    day: (u64, u32),
}

/// A block that has its place.
struct Placed {
    first: u64,
    gaps: Vec<u32>,
    rice: u32,
    values: Vec<(u64, u32)>,
    bits: usize,
}

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

/// Packs entries into pages.
pub struct Encoder {
    plan: Plan,
    seed: u32,
    token_codes: TokenCodes,
    escape: (u64, u32),
    day_codes: Vec<(u64, u32)>,
    rank: usize,
    waiting: Vec<Item>,
    blocks: Vec<Placed>,
    stream_bits: usize,
    index: Vec<u64>,
    taken: u64,
}

impl Encoder {
    /// An encoder for exactly the entries that the plan was made from, in the same order.
    pub fn new(plan: Plan) -> Self {
        let pair = |(code, &length): (u16, &u8)| (u64::from(code), u32::from(length));
        let lengths = &plan.lengths;
        let mut coded = codes(&lengths.of_tokens).into_iter().zip(&lengths.of_tokens).map(pair);
        let escape = coded.next().unwrap_or_default();
        let (classes, reporters) = plan.dictionary.sizes();
        let token_codes = TokenCodes::new(classes, reporters, lengths.tokens.iter().copied().zip(coded));
        let day_codes: Vec<_> = codes(&lengths.of_days).into_iter().zip(&lengths.of_days).map(pair).collect();
        debug_assert_eq!(day_codes.len(), DAYS);
        Self {
            seed: plan.identity.seed(),
            plan,
            token_codes,
            escape,
            day_codes,
            rank: 0,
            waiting: Vec::with_capacity(usize::from(BLOCK)),
            blocks: Vec::new(),
            stream_bits: 0,
            index: Vec::new(),
            taken: 0,
        }
    }

    /// Takes the next entry; `page` gets each page as it is full.
    pub fn add<E: From<BuildError>>(
        &mut self,
        entry: Entry,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<(), E> {
        let item = self.item(entry)?;
        self.waiting.push(item);
        self.taken += 1;
        // A block for which the page has no room at all waits for the next page.
        while self.waiting.len() >= usize::from(BLOCK) {
            self.settle(page)?;
        }
        Ok(())
    }

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
        let (code, length) = self.day_codes.get(symbol).copied().filter(|c| c.1 > 0).ok_or(BuildError::Changed)?;
        let key = self.rank as u64 * SERIALS + entry.key % SERIALS;
        Ok(Item { key, class, reporter, day: (code | tail << length, length + tail_bits) })
    }

    /// Places the waiting entries, closing the page as often as they do not fit.
    fn settle<E: From<BuildError>>(&mut self, page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>) -> Result<(), E> {
        let block = self.block(&self.waiting);
        if self.fits(&block) {
            self.place(block);
            self.waiting.clear();
            return Ok(());
        }
        // Fill what is left of the page with as many of them as fit.
        let fitting = (1..self.waiting.len()).rev().find_map(|n| {
            let part = self.block(self.waiting.get(..n)?);
            self.fits(&part).then_some((n, part))
        });
        if let Some((n, part)) = fitting {
            self.place(part);
            self.waiting.drain(..n);
        }
        self.close(page)?;
        Ok(())
    }

    fn place(&mut self, block: Placed) {
        self.stream_bits += block.bits;
        self.blocks.push(block);
    }

    fn fits(&self, block: &Placed) -> bool {
        let Some(first) = self.blocks.first() else { return block.bits + POINTER_BITS as usize <= BODY_BITS };
        let offset_bits = offset_width(block.first - first.first);
        let directory = (self.blocks.len() + 1) * (offset_bits + POINTER_BITS) as usize;
        self.blocks.len() < MAX_BLOCKS && directory + self.stream_bits + block.bits <= BODY_BITS
    }

    /// Codes a run of entries.
    fn block(&self, items: &[Item]) -> Placed {
        let gaps: Vec<u32> = items
            .windows(2)
            .map(|pair| match pair {
                [a, b] => u32::try_from(b.key.saturating_sub(a.key + 1)).unwrap_or(u32::MAX),
                _ => 0,
            })
            .collect();
        let (rice, gap_bits) = rice(&gaps);
        let mut recent = Recent::new();
        let mut values = Vec::with_capacity(items.len() * 2);
        let mut bits = gap_bits;
        for item in items {
            let token = self.value(item, recent);
            recent.touch(item.reporter);
            values.extend([token, item.day]);
            bits += (token.1 + item.day.1) as usize;
        }
        Placed { first: items.first().map_or(0, |item| item.key), gaps, rice, values, bits }
    }

    fn value(&self, item: &Item, recent: Recent) -> (u64, u32) {
        let again = recent.position(item.reporter).and_then(|at| self.token_codes.get(recent_token(item.class, at)));
        if let Some(coded) = again.or_else(|| self.token_codes.get(pair_token(item.class, item.reporter))) {
            return coded;
        }
        let (code, length) = self.escape;
        let class_bits = width(self.plan.dictionary.classes.len());
        let reporter_bits = width(self.plan.dictionary.reporters.len());
        let plain = u64::from(item.class) | u64::from(item.reporter) << class_bits;
        (code | plain << length, length + class_bits + reporter_bits)
    }

    /// Writes the page out.
    fn close<E: From<BuildError>>(&mut self, page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>) -> Result<(), E> {
        let (Some(first), Some(last)) = (self.blocks.first(), self.blocks.last()) else { return Ok(()) };
        let number = u32::try_from(self.index.len()).map_err(|_| BuildError::TooManyPages)?;
        let (first, offset_bits) = (first.first, offset_width(last.first - first.first));
        let mut out = [0; PAGE];
        let mut writer = Writer::new(&mut out);
        let mut at = self.blocks.len() * (offset_bits + POINTER_BITS) as usize;
        for block in &self.blocks {
            put_long(&mut writer, block.first - first, offset_bits);
            writer.put(at as u64, 15);
            writer.put(u64::from(block.rice), 5);
            at += block.bits;
        }
        let mut count = 0_u16;
        for block in &self.blocks {
            block.write(&mut writer);
            count += u16::try_from(block.gaps.len() + 1).unwrap_or(0);
        }
        writer.finish();
        let mut footer = first.to_le_bytes().to_vec();
        footer.extend(count.to_le_bytes());
        footer.push(u8::try_from(self.blocks.len()).unwrap_or(0));
        footer.push(u8::try_from(offset_bits).unwrap_or(0));
        out.iter_mut().skip(BODY).zip(footer).for_each(|(to, from)| *to = from);
        let crc = super::page::checksum(&out, self.seed, number);
        out.iter_mut().skip(PAGE - 4).zip(crc.to_le_bytes()).for_each(|(to, from)| *to = from);
        page(&out)?;
        self.index.push(first);
        self.blocks.clear();
        self.stream_bits = 0;
        Ok(())
    }

    /// Writes the last page; gives the header, which stands before the pages, and the tables,
    /// which stand after them.
    pub fn finish<E: From<BuildError>>(
        mut self,
        page: &mut impl FnMut(&[u8; PAGE]) -> Result<(), E>,
    ) -> Result<Ends, E> {
        while !self.waiting.is_empty() {
            self.settle(page)?;
        }
        self.close(page)?;
        if self.taken != self.plan.entries {
            return Err(BuildError::Changed.into());
        }
        let plan = self.plan;
        let largest = self.index.last().copied().unwrap_or(0);
        let key_bytes = u8::try_from((u64::BITS - largest.leading_zeros()).div_ceil(8).max(1)).unwrap_or(8);
        let tables = [
            plan.dictionary.write(),
            plan.lengths.write(plan.dictionary.classes.len()),
            tac_table(&plan.tacs, &plan.bases),
            self.index.iter().flat_map(|key| key.to_le_bytes().into_iter().take(usize::from(key_bytes))).collect(),
        ];
        let sizes = tables.each_ref().map(|table| u32::try_from(table.len()).unwrap_or(u32::MAX));
        let tables = tables.concat();
        let head = Head {
            identity: plan.identity,
            block: BLOCK,
            key_bytes,
            entries: plan.entries,
            removed: plan.removed,
            pages: u32::try_from(self.index.len()).map_err(|_| BuildError::TooManyPages)?,
            tacs: u32::try_from(plan.tacs.len()).map_err(|_| BuildError::TooManyPages)?,
            tables: sizes,
            tables_crc: crc32c::crc32c(&tables),
        };
        Ok(Ends { head: Box::new(head.write()), tables })
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

impl Placed {
    fn write(&self, writer: &mut Writer<'_>) {
        for &gap in &self.gaps {
            writer.put(u64::from(gap), self.rice);
        }
        for &gap in &self.gaps {
            writer.unary(u64::from(gap >> self.rice));
        }
        for &(value, bits) in &self.values {
            put_long(writer, value, bits);
        }
    }
}

fn put_long(writer: &mut Writer<'_>, value: u64, bits: u32) {
    let first = bits.min(32);
    writer.put(value, first);
    if bits > 32 {
        writer.put(value >> 32, bits - 32);
    }
}

/// The Rice parameter that takes the fewest bits, the smallest of equals; and those bits.
fn rice(gaps: &[u32]) -> (u32, usize) {
    let sum: u64 = gaps.iter().map(|&gap| u64::from(gap)).sum();
    let mean = (sum / (gaps.len() as u64).max(1)).max(1);
    let middle = mean.ilog2();
    let cost = |k: u32| gaps.iter().map(|&gap| u64::from(gap >> k)).sum::<u64>() + gaps.len() as u64 * u64::from(k + 1);
    let best = (middle.saturating_sub(3)..=(middle + 1).min(31)).map(|k| (cost(k), k)).min().unwrap_or((0, 0));
    (best.1, usize::try_from(best.0).unwrap_or(usize::MAX))
}

/// Bits that hold a key's distance from its page's first.
fn offset_width(offset: u64) -> u32 {
    (u64::BITS - offset.leading_zeros()).min(MAX_OFFSET_BITS)
}

fn tac_table(tacs: &[u32], bases: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(tacs.len() * 3);
    let mut next = 0;
    for &tac in tacs {
        put_varint(&mut out, u64::from(tac - next));
        next = tac + 1;
    }
    out.extend_from_slice(bases);
    out
}
