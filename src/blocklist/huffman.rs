//! Canonical Huffman codes of at most 13 bits.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Longest code, in bits.
pub(crate) const LONGEST: u32 = 13;
/// Symbols that an alphabet may have: all fit codes of 13 bits with room to spare.
pub(crate) const SYMBOLS: usize = 4096;

/// The length of each symbol's code in bits; 0 where the count is 0. One symbol alone has length 1.
/// Counts are halved, rounded up, until no code is longer than [`LONGEST`].
pub(crate) fn lengths(counts: &[u64]) -> Vec<u8> {
    let mut counts = counts.to_vec();
    loop {
        let lengths = unlimited(&counts);
        if lengths.iter().all(|&length| u32::from(length) <= LONGEST) {
            return lengths;
        }
        for count in &mut counts {
            *count = count.div_ceil(2);
        }
    }
}

/// Huffman's tree. Equal weights are taken in the order: older node first, where the symbols are
/// the oldest nodes in their own order.
fn unlimited(counts: &[u64]) -> Vec<u8> {
    let mut heap = BinaryHeap::new();
    let mut parents = vec![usize::MAX; counts.len()];
    for (symbol, &count) in counts.iter().enumerate() {
        if count > 0 {
            heap.push(Reverse((count, symbol)));
        }
    }
    let mut lengths = vec![0_u8; counts.len()];
    if let (1, Some(Reverse((_, only)))) = (heap.len(), heap.peek()) {
        if let Some(length) = lengths.get_mut(*only) {
            *length = 1;
        }
        return lengths;
    }
    while let (Some(Reverse((a, left))), Some(Reverse((b, right)))) = (heap.pop(), heap.pop()) {
        let node = parents.len();
        parents.push(usize::MAX);
        for child in [left, right] {
            if let Some(parent) = parents.get_mut(child) {
                *parent = node;
            }
        }
        if heap.is_empty() {
            break;
        }
        heap.push(Reverse((a.saturating_add(b), node)));
    }
    let mut depths = vec![0_u8; parents.len()];
    for node in (0..parents.len()).rev() {
        let parent = parents.get(node).copied().and_then(|parent| depths.get(parent).copied());
        if let (Some(parent), Some(depth)) = (parent, depths.get_mut(node)) {
            *depth = parent.saturating_add(1);
        }
    }
    depths.truncate(counts.len());
    depths
}

/// The code of each symbol, its first bit lowest: symbols of one length are numbered in their
/// order, shorter lengths first.
pub(crate) fn codes(lengths: &[u8]) -> Vec<u16> {
    let mut codes = vec![0_u16; lengths.len()];
    let mut next = 0_u32;
    for length in 1..=LONGEST {
        for (symbol, _) in lengths.iter().enumerate().filter(|&(_, &l)| u32::from(l) == length) {
            let reversed = next.reverse_bits() >> (32 - length);
            if let Some(code) = codes.get_mut(symbol) {
                *code = u16::try_from(reversed).unwrap_or_default();
            }
            next += 1;
        }
        next <<= 1;
    }
    codes
}

/// Reads codes: indexed by the next 13 bits, gives what was stored for the symbol and its length
/// in the lowest 4 bits. A length of 0 is no code.
pub(crate) struct Table(Box<[u32; 1 << LONGEST]>);

impl Table {
    /// `payload(symbol)` must fit 28 bits. `None` when the lengths are no prefix code.
    pub(crate) fn new(lengths: &[u8], payload: impl Fn(usize) -> u32) -> Option<Self> {
        let used: u64 =
            lengths.iter().filter(|&&l| l > 0).map(|&l| 1_u64 << (LONGEST.saturating_sub(u32::from(l)))).sum();
        if used > 1 << LONGEST || lengths.iter().any(|&l| u32::from(l) > LONGEST) {
            return None;
        }
        let mut table: Box<[u32; 1 << LONGEST]> = vec![0; 1 << LONGEST].into_boxed_slice().try_into().ok()?;
        for (symbol, (&code, &length)) in codes(lengths).iter().zip(lengths).enumerate() {
            if length == 0 {
                continue;
            }
            let entry = payload(symbol) << 4 | u32::from(length);
            for slot in table.iter_mut().skip(usize::from(code)).step_by(1 << length) {
                *slot = entry;
            }
        }
        Some(Self(table))
    }

    /// The payload and the length of the code that `bits` begin with.
    #[inline]
    pub(crate) fn read(&self, bits: u64) -> (u32, u32) {
        let entry =
            usize::try_from(bits & ((1 << LONGEST) - 1)).ok().and_then(|at| self.0.get(at)).copied().unwrap_or(0);
        (entry >> 4, entry & 15)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        let counts: Vec<u64> = (0..300).map(|i| if i % 7 == 0 { 0 } else { 1 << (i % 40) }).collect();
        let lengths = lengths(&counts);
        let codes = codes(&lengths);
        let table = Table::new(&lengths, |symbol| u32::try_from(symbol).unwrap()).unwrap();
        for symbol in 0..counts.len() {
            let length = u32::from(lengths[symbol]);
            assert_eq!(length == 0, counts[symbol] == 0);
            if length > 0 {
                let noise = 0x5555_5555 << length;
                let read = table.read(u64::from(codes[symbol]) | noise);
                assert_eq!(read, (u32::try_from(symbol).unwrap(), length));
            }
        }
    }

    #[test]
    fn small_alphabets_have_codes() {
        assert_eq!(lengths(&[0, 5]), [0, 1]);
        assert_eq!(lengths(&[]), [0_u8; 0]);
        assert_eq!(lengths(&[1, 1]), [1, 1]);
        assert!(Table::new(&[1, 1, 1], |_| 0).is_none());
        assert!(Table::new(&[14], |_| 0).is_none());
    }
}
