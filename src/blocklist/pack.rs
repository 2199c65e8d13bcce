//! Blocks and pages on their way into the file.

use super::bits::{BITS, HEAD_BITS, PAGE, Writer};
use super::{BLOCK, MAX_OFFSET_BITS};

/// Bits of a directory entry besides the key: where the block lies, its Rice parameter.
pub(crate) const POINTER_BITS: u32 = 20;
/// Blocks that a page may have.
const MAX_BLOCKS: usize = 255;
/// Entries of a full block.
const FULL: usize = BLOCK as usize;

/// Bits with their number.
pub(crate) type Coded = (u64, u32);

/// An entry on its way into a page.
#[derive(Clone, Copy, Default)]
pub(crate) struct Item {
    /// TAC rank times 10^6 plus serial.
    pub key: u64,
    pub class: u16,
    pub reporter: u16,
    pub day: Coded,
}

/// A run of entries with their codes: any beginning of it can become a block.
pub(crate) struct Run {
    first: u64,
    gaps: [u32; FULL],
    tokens: [Coded; FULL],
    days: [Coded; FULL],
    /// Bits of all values before each, and of all.
    sums: [usize; FULL + 1],
    len: usize,
}

impl Run {
    /// `token` codes an entry's class and reporter; it is asked in order.
    pub(crate) fn new(items: &[Item], mut token: impl FnMut(&Item) -> Coded) -> Self {
        let mut run = Self {
            first: items.first().map_or(0, |item| item.key),
            gaps: [0; FULL],
            tokens: [(0, 0); FULL],
            days: [(0, 0); FULL],
            sums: [0; FULL + 1],
            len: items.len().min(FULL),
        };
        for (gap, pair) in run.gaps.iter_mut().zip(items.windows(2)) {
            if let [a, b] = pair {
                *gap = u32::try_from(b.key.saturating_sub(a.key + 1)).unwrap_or(u32::MAX);
            }
        }
        let mut sum = 0;
        let slots = run.tokens.iter_mut().zip(&mut run.days).zip(run.sums.iter_mut().skip(1));
        for (item, ((coded, day), total)) in items.iter().zip(slots) {
            (*coded, *day) = (token(item), item.day);
            sum += (coded.1 + day.1) as usize;
            *total = sum;
        }
        run
    }

    fn gaps(&self, entries: usize) -> &[u32] {
        self.gaps.get(..entries.saturating_sub(1)).unwrap_or_default()
    }
}

/// A block that has its place.
struct Placed {
    first: u64,
    at: usize,
    rice: u32,
}

/// A page that is being filled.
pub(crate) struct Packer {
    blocks: Vec<Placed>,
    entries: usize,
    /// The blocks' bits, one after the other.
    streams: Writer,
    /// The page, as it is closed.
    out: Writer,
}

impl Packer {
    pub(crate) fn new() -> Self {
        Self { blocks: Vec::with_capacity(MAX_BLOCKS), entries: 0, streams: Writer::new(), out: Writer::new() }
    }

    /// Puts the longest beginning of the run that fits into the page; how many entries that is.
    pub(crate) fn place(&mut self, run: &Run) -> usize {
        let first = self.blocks.first().map_or(run.first, |block| block.first);
        let directory = (self.blocks.len() + 1) * (offset_width(run.first - first) + POINTER_BITS) as usize;
        let taken = HEAD_BITS + directory + self.streams.bits();
        if self.blocks.len() >= MAX_BLOCKS || taken >= BITS {
            return 0;
        }
        for entries in (1..=run.len).rev() {
            let values = run.sums.get(entries).copied().unwrap_or(BITS);
            // The gaps take a bit each at least.
            if taken + values + entries > BITS + 1 {
                continue;
            }
            let (rice, gaps) = rice(run.gaps(entries));
            if taken + values + gaps <= BITS {
                self.blocks.push(Placed { first: run.first, at: self.streams.bits(), rice });
                self.entries += entries;
                self.write(run, entries, rice);
                return entries;
            }
        }
        0
    }

    fn write(&mut self, run: &Run, entries: usize, rice: u32) {
        let out = &mut self.streams;
        let low = |gap: u32| u64::from(gap) & ((1 << rice) - 1);
        let (pairs, last) = run.gaps(entries).as_chunks::<2>();
        // Two of a key's 21 bits at most fit one writing.
        for &[a, b] in pairs {
            out.put(low(a) | low(b) << rice, 2 * rice);
        }
        for &gap in last {
            out.put(low(gap), rice);
        }
        for &gap in run.gaps(entries) {
            out.unary(u64::from(gap >> rice));
        }
        for &(value, bits) in run.tokens.iter().take(entries) {
            out.put(value, bits);
        }
        for &(value, bits) in run.days.iter().take(entries).rev() {
            out.put(value, bits);
        }
    }

    /// The page but for its checksum, and its first key; nothing where no block was placed.
    pub(crate) fn close(&mut self) -> Option<([u8; PAGE], u64)> {
        let (first, last) = (self.blocks.first()?, self.blocks.last()?);
        let (first, offset_bits) = (first.first, offset_width(last.first - first.first));
        let start = HEAD_BITS + self.blocks.len() * (offset_bits + POINTER_BITS) as usize;
        let out = &mut self.out;
        out.clear();
        let head = [(0, 32), (self.entries, 16), (self.blocks.len(), 8), (offset_bits as usize, 8)];
        for (value, bits) in head {
            out.put(value as u64, bits);
        }
        out.put(first, 48);
        out.put((start + self.streams.bits()) as u64, 16);
        for block in &self.blocks {
            out.put(block.first - first, offset_bits);
        }
        for block in &self.blocks {
            out.put((start + block.at) as u64 | u64::from(block.rice) << 15, POINTER_BITS);
        }
        out.append(&self.streams);
        let page = out.page();
        self.blocks.clear();
        self.streams.clear();
        self.entries = 0;
        Some((page, first))
    }
}

/// The Rice parameter that takes the fewest bits, the smallest of equals; and those bits.
fn rice(gaps: &[u32]) -> (u32, usize) {
    let sum = u64::from(gaps.iter().fold(0_u32, |sum, &gap| sum.wrapping_add(gap)));
    let mean = (sum / (gaps.len() as u64).max(1)).max(1);
    let middle = mean.ilog2();
    // A block's gaps add up to less than 2^32: each is below two million.
    let highs = |k: u32| gaps.iter().fold(0_u32, |sum, &gap| sum.wrapping_add(gap >> k));
    let cost = |k: u32| u64::from(highs(k)) + gaps.len() as u64 * u64::from(k + 1);
    let best = (middle.saturating_sub(3)..=(middle + 1).min(31)).map(|k| (cost(k), k)).min().unwrap_or((0, 0));
    (best.1, usize::try_from(best.0).unwrap_or(usize::MAX))
}

/// Bits that hold a key's distance from its page's first.
fn offset_width(offset: u64) -> u32 {
    (u64::BITS - offset.leading_zeros()).min(MAX_OFFSET_BITS)
}
