//! The tlog-tiles layout (C2SP tlog-tiles v0.1.0): where hashes and leaves stand in an export.
//!
//! ```
//! use countercheck::ledger::tiles;
//! assert_eq!(tiles::hash_tile(0, 1_234_067, 256), "tile/0/x001/x234/067");
//! assert_eq!(tiles::bundle(0, 3), "tile/entries/000.p/3");
//! ```

use super::leaf::MAX_LEAF;
use super::tree::Hash;

/// Hashes in a full tile, and leaves in a full bundle.
pub const WIDTH: u64 = 256;
/// The longest bundle in bytes: 256 leaves, each behind its length in two bytes.
pub const MAX_BUNDLE: usize = 256 * (2 + MAX_LEAF);
/// Tree levels between one row of tiles and the next.
pub const HEIGHT: u32 = 8;

/// Path of a tile of hashes: row `level`, number `n`, holding `width` hashes.
pub fn hash_tile(level: u32, n: u64, width: u64) -> String {
    format!("tile/{level}/{}", number(n, width))
}

/// Path of a bundle of leaves.
pub fn bundle(n: u64, width: u64) -> String {
    format!("tile/entries/{}", number(n, width))
}

/// Width of tile `n` of a row that holds `total` hashes; 0 when there is none.
pub fn width(n: u64, total: u64) -> u64 {
    total.saturating_sub(n.saturating_mul(WIDTH)).min(WIDTH)
}

/// Groups of three digits, all but the last behind an `x`; `.p/W` when partial.
fn number(n: u64, width: u64) -> String {
    let mut path = format!("{:03}", n % 1000);
    let mut rest = n / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < WIDTH { format!("{path}.p/{width}") } else { path }
}

/// Adds a leaf to a bundle; false when it is too long for one.
pub fn push_leaf(bundle: &mut Vec<u8>, leaf: &[u8]) -> bool {
    let Ok(length) = u16::try_from(leaf.len()) else { return false };
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(leaf);
    true
}

/// The leaves of a bundle; `None` when its lengths do not add up.
pub fn leaves(mut bundle: &[u8]) -> Option<Vec<&[u8]>> {
    let mut all = Vec::new();
    while let Some((length, rest)) = bundle.split_first_chunk() {
        let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        all.push(leaf);
        bundle = rest;
    }
    bundle.is_empty().then_some(all)
}

/// Collects the hashes of a growing tree into tiles, row by row, and hands each one on when it is
/// full: what an export writes and what a verifier compares it with.
#[derive(Debug, Default)]
pub struct Rows {
    rows: Vec<(u64, Vec<u8>)>,
}

impl Rows {
    /// Takes a node as [`super::tree::Frontier::push_with`] completes it.
    pub fn node(&mut self, level: u32, hash: &Hash, full: &mut dyn FnMut(String, &[u8])) {
        if !level.is_multiple_of(HEIGHT) {
            return;
        }
        let row = (level / HEIGHT) as usize;
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Default::default);
        }
        let (n, tile) = &mut self.rows[row];
        tile.extend_from_slice(hash);
        if tile.len() as u64 == WIDTH * 32 {
            full(hash_tile(level / HEIGHT, *n, WIDTH), tile);
            *n += 1;
            tile.clear();
        }
    }

    /// Hands on the partial tiles of the right edge.
    pub fn finish(self, partial: &mut dyn FnMut(String, &[u8])) {
        for (level, (n, tile)) in (0..).zip(&self.rows) {
            if !tile.is_empty() {
                partial(hash_tile(level, *n, tile.len() as u64 / 32), tile);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_survive_and_torn_ones_are_refused() {
        let mut bundle = Vec::new();
        let longest = vec![7; MAX_LEAF];
        for leaf in [&b""[..], b"a", &longest] {
            assert!(push_leaf(&mut bundle, leaf));
        }
        assert!(!push_leaf(&mut bundle, &vec![0; MAX_LEAF + 1]));
        assert_eq!(leaves(&bundle).unwrap(), [&b""[..], b"a", &longest]);
        assert!(leaves(&bundle[..bundle.len() - 1]).is_none());
        assert!(leaves(&[0]).is_none());
        assert_eq!(leaves(&[]), Some(vec![]));
    }

    #[test]
    fn rows_hold_every_eighth_level() {
        let (mut frontier, mut rows, mut seen) =
            (crate::ledger::tree::Frontier::default(), Rows::default(), Vec::new());
        for i in 0..600u64 {
            frontier.push_with(crate::ledger::tree::leaf_hash(&i.to_be_bytes()), &mut |level, _, hash| {
                rows.node(level, hash, &mut |path, tile| seen.push((path, tile.len())));
            });
        }
        rows.finish(&mut |path, tile| seen.push((path, tile.len())));
        let expected =
            [("tile/0/000", 8192), ("tile/0/001", 8192), ("tile/0/002.p/88", 88 * 32), ("tile/1/000.p/2", 64)];
        assert_eq!(seen, expected.map(|(path, len)| (path.to_owned(), len)));
        assert_eq!([width(0, 600), width(2, 600), width(3, 600)], [256, 88, 0]);
    }
}
