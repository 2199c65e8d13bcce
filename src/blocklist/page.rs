//! One page: found in, and decoded whole.
//!
//! Nothing here trusts the page. Every offset and count is held against the page's size, every
//! code against its table; whatever does not fit makes the page damaged, never empty.

use super::MAX_OFFSET_BITS;
use super::bits::{BODY, PAGE, low, peek};
use super::build::POINTER_BITS;
use super::model::{BASE_BITS, DAY_BITS, DAY_ESCAPE, DAY_NONE, ESCAPE, FIRST_REPORTER, Recent, Tables, width};
use super::record::Day;

/// Bits of a page's body.
const BODY_BITS: usize = BODY * 8;
/// Bits that one reading delivers.
const WINDOW: usize = 57;

/// The page cannot be what the encoder wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damage;

/// What a page's reader must know of its list.
pub(crate) struct Context<'a> {
    pub tables: &'a Tables,
    /// The earliest day of each TAC, by rank.
    pub bases: &'a [u8],
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

/// CRC32C over the list's seed, the page's number, and all of the page but its last four bytes.
pub(crate) fn checksum(page: &[u8; PAGE], seed: u32, number: u32) -> u32 {
    let crc = crc32c::crc32c(&(u64::from(seed) | u64::from(number) << 32).to_le_bytes());
    crc32c::crc32c_append(crc, page.get(..PAGE - 4).unwrap_or_default())
}

/// Whether the page is the one that was written under this number.
pub(crate) fn is_whole(page: &[u8; PAGE], seed: u32, number: u32) -> bool {
    let stored = page.get(PAGE - 4..).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    stored == Some(checksum(page, seed, number))
}

/// A page whose footer makes sense.
pub(crate) struct Page<'a> {
    bits: &'a [u8; PAGE],
    first: u64,
    count: usize,
    blocks: usize,
    offset_bits: u32,
}

/// A mini-block of a page.
struct Block {
    first: u64,
    entries: usize,
    rice: u32,
    /// Where the low parts of the gaps lie.
    lows: usize,
    /// Where their unary parts lie; values follow.
    unary: usize,
}

impl<'a> Page<'a> {
    /// `first` is what the index says.
    pub(crate) fn open(bits: &'a [u8; PAGE], first: u64, context: &Context<'_>) -> Result<Self, Damage> {
        let footer = bits.get(BODY..).ok_or(Damage)?;
        let held = footer.get(..8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
        let count = footer.get(8..10).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
        let blocks = usize::from(footer.get(10).copied().unwrap_or(0));
        let offset_bits = u32::from(footer.get(11).copied().unwrap_or(u8::MAX));
        let page = Self { bits, first, count: usize::from(count), blocks, offset_bits };
        let counted = blocks > 0 && page.count <= blocks * context.block && page.count > (blocks - 1) * context.block;
        let possible = offset_bits <= MAX_OFFSET_BITS && page.directory_bits() <= BODY_BITS;
        if held == Some(first) && counted && possible { Ok(page) } else { Err(Damage) }
    }

    fn directory_bits(&self) -> usize {
        self.blocks * (self.offset_bits + POINTER_BITS) as usize
    }

    #[inline]
    fn offset(&self, block: usize) -> u64 {
        low(peek(self.bits, block * (self.offset_bits + POINTER_BITS) as usize), self.offset_bits)
    }

    fn block(&self, number: usize, context: &Context<'_>) -> Result<Block, Damage> {
        let entry = peek(self.bits, number * (self.offset_bits + POINTER_BITS) as usize);
        let pointer = entry >> self.offset_bits;
        let lows = usize::try_from(low(pointer, 15)).map_err(|_| Damage)?;
        let rice = u32::try_from(low(pointer >> 15, 5)).map_err(|_| Damage)?;
        let entries = (self.count - number * context.block).min(context.block);
        let unary = lows + (entries - 1) * rice as usize;
        if lows < self.directory_bits() || unary > BODY_BITS {
            return Err(Damage);
        }
        Ok(Block { first: self.first + low(entry, self.offset_bits), entries, rice, lows, unary })
    }

    /// The value of a key that is not below the page's first.
    #[inline]
    pub(crate) fn find(&self, key: u64, context: &Context<'_>) -> Result<Option<Value>, Damage> {
        let wanted = key.checked_sub(self.first).ok_or(Damage)?;
        let (mut from, mut to) = (0, self.blocks);
        while to - from > 1 {
            let middle = usize::midpoint(from, to);
            if self.offset(middle) <= wanted { from = middle } else { to = middle }
        }
        let block = self.block(from, context)?;
        let mut at = block.first;
        let mut unary = block.unary;
        let mut lows = block.lows;
        let mut nth = 0;
        while at < key {
            nth += 1;
            if nth >= block.entries {
                return Ok(None);
            }
            let high = self.zeros(&mut unary)?;
            at += 1 + (high << block.rice | low(peek(self.bits, lows), block.rice));
            lows += block.rice as usize;
        }
        if at != key {
            return Ok(None);
        }
        let mut values = self.skip_ones(unary, block.entries - 1 - nth)?;
        let mut recent = Recent::new();
        for _ in 0..nth {
            self.token(&mut values, &mut recent, context)?;
            self.skip_day(&mut values, context)?;
        }
        let (class, reporter) = self.token(&mut values, &mut recent, context)?;
        let day = self.day(&mut values, key, context)?;
        Ok(Some(Value { class, reporter, day }))
    }

    /// All entries of the page, ascending; none reaches `next`, the first key of the next page.
    pub(crate) fn decode(&self, next: u64, context: &Context<'_>, out: &mut Vec<(u64, Value)>) -> Result<(), Damage> {
        let mut least = self.first;
        for number in 0..self.blocks {
            let block = self.block(number, context)?;
            let mut keys = Vec::with_capacity(block.entries);
            let (mut key, mut unary, mut lows) = (block.first, block.unary, block.lows);
            keys.push(key);
            for _ in 1..block.entries {
                let high = self.zeros(&mut unary)?;
                key += 1 + (high << block.rice | low(peek(self.bits, lows), block.rice));
                lows += block.rice as usize;
                keys.push(key);
            }
            if block.first < least || key >= next {
                return Err(Damage);
            }
            least = key + 1;
            let mut values = unary;
            let mut recent = Recent::new();
            for key in keys {
                let (class, reporter) = self.token(&mut values, &mut recent, context)?;
                let day = self.day(&mut values, key, context)?;
                out.push((key, Value { class, reporter, day }));
            }
        }
        Ok(())
    }

    /// Zeros up to the next one, and past it.
    #[inline]
    fn zeros(&self, at: &mut usize) -> Result<u64, Damage> {
        let mut zeros = 0;
        while *at < BODY_BITS {
            let window = low(peek(self.bits, *at), 57);
            if window != 0 {
                let here = window.trailing_zeros();
                *at += here as usize + 1;
                return if *at <= BODY_BITS { Ok(zeros + u64::from(here)) } else { Err(Damage) };
            }
            zeros += WINDOW as u64;
            *at += WINDOW;
        }
        Err(Damage)
    }

    /// The bit after the next `count` ones.
    #[inline]
    fn skip_ones(&self, mut at: usize, mut count: usize) -> Result<usize, Damage> {
        while count > 0 {
            if at >= BODY_BITS {
                return Err(Damage);
            }
            let mut window = low(peek(self.bits, at), 57);
            let ones = window.count_ones() as usize;
            if ones < count {
                count -= ones;
                at += WINDOW;
                continue;
            }
            for _ in 1..count {
                window &= window - 1;
            }
            at += window.trailing_zeros() as usize + 1;
            break;
        }
        if at <= BODY_BITS { Ok(at) } else { Err(Damage) }
    }

    /// Class and reporter of the next value.
    #[inline]
    fn token(&self, at: &mut usize, recent: &mut Recent, context: &Context<'_>) -> Result<(u16, u16), Damage> {
        let window = peek(self.bits, *at);
        let (token, length) = context.tables.values.read(window);
        *at += length as usize;
        if length == 0 || *at > BODY_BITS {
            return Err(Damage);
        }
        let slot = token & 0xffff;
        let (class, reporter) = if token == ESCAPE {
            let class_bits = width(context.classes);
            let reporter_bits = width(context.reporters);
            let plain = window >> length;
            *at += (class_bits + reporter_bits) as usize;
            (low(plain, class_bits), low(plain >> class_bits, reporter_bits))
        } else if let Some(reporter) = slot.checked_sub(FIRST_REPORTER) {
            (u64::from(token >> 16), u64::from(reporter))
        } else {
            let reporter = recent.get(slot as usize).ok_or(Damage)?;
            (u64::from(token >> 16), u64::from(reporter))
        };
        let (Ok(class), Ok(reporter)) = (u16::try_from(class), u16::try_from(reporter)) else { return Err(Damage) };
        if usize::from(class) >= context.classes || usize::from(reporter) >= context.reporters {
            return Err(Damage);
        }
        recent.touch(reporter);
        Ok((class, reporter))
    }

    /// The day symbol, and where its tail lies.
    #[inline]
    fn day_symbol(&self, at: &mut usize, context: &Context<'_>) -> Result<(usize, u64), Damage> {
        let window = peek(self.bits, *at);
        let (symbol, length) = context.tables.days.read(window);
        let symbol = symbol as usize;
        let tail = match symbol {
            DAY_NONE => 0,
            DAY_ESCAPE => 16,
            _ => DAY_BITS,
        };
        *at += (length + tail) as usize;
        if length == 0 || *at > BODY_BITS {
            return Err(Damage);
        }
        Ok((symbol, low(window >> length, tail)))
    }

    #[inline]
    fn skip_day(&self, at: &mut usize, context: &Context<'_>) -> Result<(), Damage> {
        self.day_symbol(at, context).map(|_| ())
    }

    fn day(&self, at: &mut usize, key: u64, context: &Context<'_>) -> Result<Day, Damage> {
        let (symbol, tail) = self.day_symbol(at, context)?;
        let day = match symbol {
            DAY_NONE => return Ok(Day::NONE),
            DAY_ESCAPE => tail,
            bucket => {
                let rank = usize::try_from(key / super::record::SERIALS).map_err(|_| Damage)?;
                let base = context.bases.get(rank).copied().ok_or(Damage)?;
                (u64::from(base) << BASE_BITS) + ((bucket as u64) << DAY_BITS) + tail
            }
        };
        u16::try_from(day).ok().filter(|&day| day != 0).map(Day).ok_or(Damage)
    }
}
