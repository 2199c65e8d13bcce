//! Canonical Huffman codes of bounded length.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Longest code of a token, in bits.
pub(crate) const LONGEST: u32 = 13;
/// Longest code of a day, in bits: two days with their tails then fit one reading.
pub(crate) const LONGEST_DAY: u32 = 12;
/// Symbols that an alphabet may have: all fit codes of 13 bits with room to spare.
pub(crate) const SYMBOLS: usize = 4096;

/// The length of each symbol's code in bits; 0 where the count is 0. One symbol alone has length 1.
/// Counts are halved, rounded up, until no code is longer than `longest`.
pub(crate) fn lengths(counts: &[u64], longest: u32) -> Vec<u8> {
    let mut counts = counts.to_vec();
    loop {
        let lengths = unlimited(&counts);
        if lengths.iter().all(|&length| u32::from(length) <= longest) {
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

/// The code of each symbol, its first bit highest: symbols of one length are numbered in their
/// order, shorter lengths first.
pub(crate) fn codes(lengths: &[u8]) -> Vec<u16> {
    let mut counts = [0_u32; 16];
    for &length in lengths {
        if let Some(count) = counts.get_mut(usize::from(length)) {
            *count += 1;
        }
    }
    let mut next = [0_u32; 16];
    let mut code = 0;
    for (first, count) in next.iter_mut().zip(counts).skip(1) {
        code <<= 1;
        *first = code;
        code += count;
    }
    let mut code = |length: u8| {
        let next = next.get_mut(usize::from(length)).filter(|_| length > 0)?;
        *next += 1;
        u16::try_from(*next - 1).ok()
    };
    lengths.iter().map(|&length| code(length).unwrap_or(0)).collect()
}

/// A code whose first bit is lowest.
pub(crate) fn reversed(code: u16, length: u8) -> u16 {
    code.reverse_bits().checked_shr(16 - u32::from(length)).unwrap_or(0)
}

/// Which end of a reading a code begins at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    Lowest,
    Highest,
}

/// Reads codes: indexed by the next log2(N) bits, it gives what `entry` made of the symbol and the
/// length of its code; 0 is no code. `None` when the lengths are no prefix code.
pub(crate) fn table<const N: usize>(
    lengths: &[u8],
    first: First,
    entry: impl Fn(usize, u8) -> u16,
) -> Option<Box<[u16; N]>> {
    let longest = N.ilog2();
    if lengths.iter().any(|&l| u32::from(l) > longest) {
        return None;
    }
    let used: u64 = lengths.iter().filter(|&&l| l > 0).map(|&l| 1_u64 << (longest - u32::from(l))).sum();
    if used > N as u64 {
        return None;
    }
    let mut table: Box<[u16; N]> = vec![0; N].into_boxed_slice().try_into().ok()?;
    for (symbol, (code, &length)) in codes(lengths).into_iter().zip(lengths).enumerate() {
        if length == 0 {
            continue;
        }
        let held = entry(symbol, length);
        let rest = longest - u32::from(length);
        match first {
            First::Lowest => {
                let slots = table.iter_mut().skip(usize::from(reversed(code, length))).step_by(1 << length);
                slots.for_each(|slot| *slot = held);
            }
            First::Highest => {
                let from = usize::from(code) << rest;
                table.get_mut(from..from + (1 << rest))?.fill(held);
            }
        }
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        let counts: Vec<u64> = (0..300).map(|i| if i % 7 == 0 { 0 } else { 1 << (i % 40) }).collect();
        let lengths = lengths(&counts, LONGEST);
        let codes = codes(&lengths);
        let entry = |symbol: usize, length: u8| u16::try_from(symbol << 4).unwrap() | u16::from(length);
        let low = table::<8192>(&lengths, First::Lowest, entry).unwrap();
        let high = table::<8192>(&lengths, First::Highest, entry).unwrap();
        for symbol in 0..counts.len() {
            let length = lengths[symbol];
            assert_eq!(length == 0, counts[symbol] == 0);
            if length > 0 {
                let from_low = usize::from(reversed(codes[symbol], length)) | 0x5555 << length;
                assert_eq!(low[from_low & 8191], entry(symbol, length));
                let from_high = usize::from(codes[symbol]) << (13 - length) | 0x1555 >> length;
                assert_eq!(high[from_high], entry(symbol, length));
            }
        }
    }

    #[test]
    fn small_alphabets_have_codes() {
        assert_eq!(lengths(&[0, 5], LONGEST), [0, 1]);
        assert_eq!(lengths(&[], LONGEST), [0_u8; 0]);
        assert_eq!(lengths(&[1, 1], LONGEST), [1, 1]);
        assert!(table::<8192>(&[1, 1, 1], First::Lowest, |_, _| 1).is_none());
        assert!(table::<8192>(&[14], First::Lowest, |_, _| 1).is_none());
        let deep: Vec<u64> = (0..40).map(|i| 1 << i).collect();
        assert!(lengths(&deep, LONGEST_DAY).iter().all(|&length| (1..=12).contains(&length)));
    }
}
