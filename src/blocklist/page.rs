//! One page: found in, and decoded whole.
//!
//! Nothing here trusts the page. Every offset and count is held against the page's size, every
//! code against its table; whatever does not fit makes the page damaged, never empty. What is read
//! beyond a block's end is bits without meaning, and is noticed where the reading ends.

use super::MAX_OFFSET_BITS;
use super::bits::{BITS, HEAD_BITS, PAGE, low, peek, peek_back};
use super::model::{BASE_BITS, DAY_BITS, DAY_ESCAPE, DAY_NONE, Recent, Tables, day_tail, is_nobody, width};
use super::pack::POINTER_BITS;
use super::record::Day;

/// Bits that one reading delivers.
const WINDOW: u32 = 57;
/// Directory entries that are looked at together: their reads do not wait for one another.
const STRIDE: usize = 8;

/// The page cannot be what the encoder wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damage;

/// What a page's reader must know of its list.
pub(crate) struct Context<'a> {
    pub tables: &'a Tables,
    pub classes: usize,
    pub reporters: usize,
    /// Entries of a full mini-block.
    pub block: usize,
}

/// A value as the page holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub class: u16,
    pub reporter: u16,
    pub day: Day,
}

/// CRC32C over the list's seed, the page's number, and all of the page but its first four bytes.
pub(crate) fn checksum(page: &[u8; PAGE], seed: u32, number: u32) -> u32 {
    let crc = crc32c::crc32c(&(u64::from(seed) | u64::from(number) << 32).to_le_bytes());
    crc32c::crc32c_append(crc, page.get(4..).unwrap_or_default())
}

/// Whether the page is the one that was written under this number.
pub(crate) fn is_whole(page: &[u8; PAGE], seed: u32, number: u32) -> bool {
    let stored = page.first_chunk().copied().map(u32::from_le_bytes);
    stored == Some(checksum(page, seed, number))
}

/// A page whose head makes sense.
pub(crate) struct Page<'a> {
    bits: &'a [u8; PAGE],
    first: u64,
    count: usize,
    blocks: usize,
    offset_bits: u32,
    end: usize,
}

/// A mini-block of a page.
struct Block {
    /// Its first key's distance from the page's.
    first: u64,
    entries: usize,
    rice: u32,
    /// Where the low parts of the gaps lie; their unary parts follow, then the tokens.
    from: usize,
    /// Where it ends; the days lie before, the first one last.
    to: usize,
}

impl<'a> Page<'a> {
    pub(crate) fn open(bits: &'a [u8; PAGE], context: &Context<'_>) -> Result<Self, Damage> {
        let head = u64::from_le_bytes(bits.first_chunk().copied().ok_or(Damage)?);
        let rest = u64::from_le_bytes(bits.get(8..16).and_then(|b| b.try_into().ok()).ok_or(Damage)?);
        let number = |value: u64| usize::try_from(value).map_err(|_| Damage);
        let (count, blocks) = (number(low(head >> 32, 16))?, number(low(head >> 48, 8))?);
        let offset_bits = u32::try_from(head >> 56).map_err(|_| Damage)?;
        let page = Self { bits, first: low(rest, 48), count, blocks, offset_bits, end: number(rest >> 48)? };
        let counted = blocks > 0 && count <= blocks * context.block && count > (blocks - 1) * context.block;
        let possible = offset_bits <= MAX_OFFSET_BITS && page.directory_end() <= page.end && page.end <= BITS;
        if counted && possible { Ok(page) } else { Err(Damage) }
    }

    /// The page's first key.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    fn directory_end(&self) -> usize {
        HEAD_BITS + self.blocks * (self.offset_bits + POINTER_BITS) as usize
    }

    #[inline]
    fn offset(&self, block: usize) -> u64 {
        low(peek(self.bits, HEAD_BITS + block * self.offset_bits as usize), self.offset_bits)
    }

    /// The last block that does not begin above `wanted`.
    #[inline]
    fn search(&self, wanted: u64) -> usize {
        let below = |from: usize, to: usize, step: usize| {
            (from..to).step_by(step).map(|block| usize::from(self.offset(block) <= wanted)).sum::<usize>()
        };
        let from = below(0, self.blocks, STRIDE).saturating_sub(1) * STRIDE;
        let to = (from + STRIDE).min(self.blocks);
        from + below(from, to, 1).saturating_sub(1)
    }

    #[inline]
    fn block(&self, number: usize, context: &Context<'_>) -> Result<Block, Damage> {
        let pointers = HEAD_BITS + self.blocks * self.offset_bits as usize;
        let pointer = peek(self.bits, pointers + number * POINTER_BITS as usize);
        let place = |bits: u64| usize::try_from(low(bits, 15)).unwrap_or(0);
        let from = place(pointer);
        let rice = u32::try_from(low(pointer >> 15, 5)).unwrap_or(0);
        let last = number + 1 == self.blocks;
        let to = if last { self.end } else { place(pointer >> POINTER_BITS) };
        let entries = if last { self.count - number * context.block } else { context.block };
        if from < self.directory_end() || to > self.end || from + (entries - 1) * rice as usize > to {
            return Err(Damage);
        }
        Ok(Block { first: self.offset(number), entries, rice, from, to })
    }

    /// The value of a key that is not below the page's first; `base` is that of its TAC.
    #[inline]
    pub(crate) fn find(&self, key: u64, base: u8, context: &Context<'_>) -> Result<Option<Value>, Damage> {
        let wanted = key.checked_sub(self.first).ok_or(Damage)?;
        let block = self.block(self.search(wanted), context)?;
        let mut at = block.first;
        let mut gaps = Gaps::new(self.bits, &block);
        let mut nth = 0;
        while at < wanted {
            nth += 1;
            if nth >= block.entries {
                return Ok(None);
            }
            at += 1 + gaps.next()?;
        }
        match at == wanted {
            false if nth == 0 => Err(Damage),
            false => Ok(None),
            true => {
                let tokens = gaps.skip(block.entries - 1 - nth)?;
                let mut values = Values::new(self.bits, context, tokens, block.to);
                values.pass(nth)?;
                values.next(base).map(Some)
            }
        }
    }

    /// All entries of the page, ascending; none reaches `next`, the first key of the next page.
    /// `base` knows the base of every TAC rank.
    pub(crate) fn decode(
        &self,
        next: u64,
        context: &Context<'_>,
        base: &mut impl FnMut(u64) -> Option<u8>,
        out: &mut Vec<(u64, Value)>,
    ) -> Result<(), Damage> {
        let mut least = self.first;
        for number in 0..self.blocks {
            let block = self.block(number, context)?;
            let mut keys = [0; u8::MAX as usize];
            let mut key = self.first + block.first;
            let mut gaps = Gaps::new(self.bits, &block);
            for (nth, slot) in keys.iter_mut().take(block.entries).enumerate() {
                if nth > 0 {
                    key += 1 + gaps.next()?;
                }
                *slot = key;
            }
            if self.first + block.first < least || key >= next {
                return Err(Damage);
            }
            least = key + 1;
            let mut values = Values::new(self.bits, context, gaps.skip(0)?, block.to);
            for &key in keys.iter().take(block.entries) {
                let base = base(key / super::record::SERIALS).ok_or(Damage)?;
                out.push((key, values.next(base)?));
            }
        }
        Ok(())
    }
}

/// The gaps of a block, one after the other.
struct Gaps<'a> {
    bits: &'a [u8; PAGE],
    rice: u32,
    lows: usize,
    /// The next high part's place, and the bits from there on that are held.
    highs: usize,
    window: u64,
    to: usize,
}

impl<'a> Gaps<'a> {
    #[inline]
    fn new(bits: &'a [u8; PAGE], block: &Block) -> Self {
        let highs = block.from + (block.entries - 1) * block.rice as usize;
        let window = low(peek(bits, highs), WINDOW);
        Self { bits, rice: block.rice, lows: block.from, highs, window, to: block.to }
    }

    /// The next gap. The window's ones are all real: what it holds no more of is read anew.
    #[inline]
    fn next(&mut self) -> Result<u64, Damage> {
        let mut high = 0;
        if self.window == 0 {
            high = self.refill()?;
        }
        let zeros = self.window.trailing_zeros();
        self.window = self.window >> zeros >> 1;
        self.highs += zeros as usize + 1;
        high += u64::from(zeros);
        let lows = low(peek(self.bits, self.lows), self.rice);
        self.lows += self.rice as usize;
        Ok(high << self.rice | lows)
    }

    /// Reads until there is a one; the zeros passed by.
    #[cold]
    fn refill(&mut self) -> Result<u64, Damage> {
        let mut zeros = 0;
        while self.highs < self.to {
            self.window = low(peek(self.bits, self.highs), WINDOW);
            if self.window != 0 {
                return Ok(zeros);
            }
            zeros += u64::from(WINDOW);
            self.highs += WINDOW as usize;
        }
        Err(Damage)
    }

    /// Passes `count` gaps; where the tokens begin.
    #[inline]
    fn skip(&mut self, mut count: usize) -> Result<usize, Damage> {
        while count > 0 {
            let ones = self.window.count_ones() as usize;
            if ones >= count {
                let mut window = self.window;
                for _ in 1..count {
                    window &= window - 1;
                }
                self.highs += window.trailing_zeros() as usize + 1;
                break;
            }
            count -= ones;
            if ones > 0 {
                self.highs += 64 - self.window.leading_zeros() as usize;
            }
            self.refill()?;
        }
        if self.highs <= self.to { Ok(self.highs) } else { Err(Damage) }
    }
}

/// The values of a block, one after the other: tokens forward from their beginning, days backward
/// from the block's end, so that neither waits for the other.
struct Values<'a> {
    bits: &'a [u8; PAGE],
    context: &'a Context<'a>,
    tokens: usize,
    days: usize,
    recent: Recent,
}

impl<'a> Values<'a> {
    #[inline]
    fn new(bits: &'a [u8; PAGE], context: &'a Context<'a>, tokens: usize, days: usize) -> Self {
        Self { bits, context, tokens, days, recent: Recent::new() }
    }

    /// Passes `count` values.
    #[inline]
    fn pass(&mut self, count: usize) -> Result<(), Damage> {
        for _ in 0..count / 4 {
            self.four()?;
        }
        for _ in 0..count % 4 {
            self.token()?;
            self.day()?;
        }
        Ok(())
    }

    /// Passes four values: their tokens fit one reading and their days two, unless one is rare.
    #[inline]
    fn four(&mut self) -> Result<(), Damage> {
        let (tables, mut recent) = (self.context.tables, self.recent);
        let (mut rare, mut used) = (false, 0);
        let mut window = peek(self.bits, self.tokens);
        for _ in 0..4 {
            let (symbol, length) = tables.symbol(window);
            window >>= length;
            used += length;
            rare |= symbol == 0;
            rare |= is_nobody(recent.name(tables.token(symbol) & 0xffff));
        }
        let mut days = self.days;
        for _ in 0..2 {
            let window = peek_back(self.bits, days);
            let (_, first) = tables.day(window);
            let (_, second) = tables.day(window << first);
            rare |= first == 0 || second == 0;
            days = days.saturating_sub((first + second) as usize);
        }
        if rare {
            return self.rare_four();
        }
        (self.recent, self.tokens, self.days) = (recent, self.tokens + used as usize, days);
        self.check()
    }

    #[cold]
    fn rare_four(&mut self) -> Result<(), Damage> {
        for _ in 0..4 {
            self.token()?;
            self.day()?;
        }
        Ok(())
    }

    #[inline]
    fn check(&self) -> Result<(), Damage> {
        if self.tokens <= self.days { Ok(()) } else { Err(Damage) }
    }

    #[inline]
    fn next(&mut self, base: u8) -> Result<Value, Damage> {
        let (class, reporter) = self.token()?;
        let (symbol, tail) = self.day()?;
        let day = match symbol {
            DAY_NONE => return Ok(Value { class, reporter, day: Day::NONE }),
            DAY_ESCAPE => tail,
            bucket => (u64::from(base) << BASE_BITS) + ((bucket as u64) << DAY_BITS) + tail,
        };
        let day = u16::try_from(day).ok().filter(|&day| day != 0).map(Day).ok_or(Damage)?;
        Ok(Value { class, reporter, day })
    }

    /// Class and reporter of the next value.
    #[inline]
    fn token(&mut self) -> Result<(u16, u16), Damage> {
        let window = peek(self.bits, self.tokens);
        let (symbol, length) = self.context.tables.symbol(window);
        self.tokens += length as usize;
        let (class, reporter) = if symbol == 0 {
            if length == 0 {
                return Err(Damage);
            }
            self.escaped(window >> length)?
        } else {
            let token = self.context.tables.token(symbol);
            (u16::try_from(token >> 16).map_err(|_| Damage)?, self.recent.name(token & 0xffff))
        };
        if is_nobody(reporter) {
            return Err(Damage);
        }
        self.check()?;
        Ok((class, reporter))
    }

    /// Class and reporter in full.
    #[cold]
    fn escaped(&mut self, plain: u64) -> Result<(u16, u16), Damage> {
        let (classes, reporters) = (self.context.classes, self.context.reporters);
        let (class_bits, reporter_bits) = (width(classes), width(reporters));
        self.tokens += (class_bits + reporter_bits) as usize;
        let (class, reporter) = (low(plain, class_bits), low(plain >> class_bits, reporter_bits));
        let (Ok(class), Ok(reporter)) = (u16::try_from(class), u16::try_from(reporter)) else { return Err(Damage) };
        if usize::from(class) >= classes || usize::from(reporter) >= reporters {
            return Err(Damage);
        }
        self.recent.touch(reporter);
        Ok((class, reporter))
    }

    /// The symbol of the next day, and its tail.
    #[inline]
    fn day(&mut self) -> Result<(usize, u64), Damage> {
        let window = peek_back(self.bits, self.days);
        let (symbol, length) = self.context.tables.day(window);
        self.days = self.days.saturating_sub(length as usize);
        if length == 0 || self.tokens > self.days {
            return Err(Damage);
        }
        let tail = day_tail(symbol);
        Ok((symbol, if tail == 0 { 0 } else { window << (length - tail) >> (64 - tail) }))
    }
}
