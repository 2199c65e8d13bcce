//! RFC 6962 Merkle tree: hashes, roots, inclusion and consistency proofs.
//!
//! Pure, and blind to what a leaf means. Proof checks follow RFC 9162 sections 2.1.3.2 and
//! 2.1.4.2 (the same tree, clearer algorithms).

#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

/// A SHA-256 value: a leaf hash, a node hash or a root.
pub type Hash = [u8; 32];

/// Hash of a leaf's bytes.
pub fn leaf_hash(bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(bytes);
    hasher.finalize().into()
}

/// Hash of an inner node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut block = [1; 65];
    block[1..33].copy_from_slice(left);
    block[33..].copy_from_slice(right);
    Sha256::digest(block).into()
}

/// Root of the tree without leaves.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Level and index of the perfect subtrees that make up a tree of this size, largest first.
pub fn peaks(size: u64) -> Vec<(u32, u64)> {
    (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1).map(|level| (level, (size >> level) - 1)).collect()
}

/// Where the store keeps a perfect node: nodes are numbered in the order in which they become
/// complete, so that an append only ever adds at the end (Go sumdb/tlog, `StoredHashIndex`).
pub fn stored_index(level: u32, index: u64) -> u64 {
    let mut leaf = (0..level).fold(index, |n, _| 2 * n + 1);
    let mut position = u64::from(level);
    while leaf > 0 {
        position += leaf;
        leaf >>= 1;
    }
    position
}

/// The right edge of a growing tree: enough to append and to name the root, nothing more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of this size from its [`peaks`], largest first; `None` if their
    /// number does not fit the size.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (size.count_ones() as usize == peaks.len()).then_some(Self { size, peaks })
    }

    /// Number of leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        self.push_with(leaf, &mut |_, _, _| ());
    }

    /// Appends a leaf and hands every node that it completes (itself first) to `each`, with level and index.
    pub fn push_with(&mut self, leaf: Hash, each: &mut dyn FnMut(u32, u64, &Hash)) {
        let mut hash = leaf;
        each(0, self.size, &hash);
        for level in 0..self.size.trailing_ones() {
            // One peak per one-bit of the size, so there is one to pop for each trailing one.
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            each(level + 1, self.size >> (level + 1), &hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// Root of the tree as it stands.
    pub fn root(&self) -> Hash {
        let mut from_right = self.peaks.iter().rev();
        let Some(last) = from_right.next() else { return empty_root() };
        from_right.fold(*last, |right, left| node_hash(left, &right))
    }
}

/// Reads a perfect node by level and index.
pub type ReadNode<'a, E> = &'a mut dyn FnMut(u32, u64) -> Result<Hash, E>;

/// Root of the first `size` leaves.
pub fn root_at<E>(size: u64, read: ReadNode<'_, E>) -> Result<Hash, E> {
    if size == 0 { Ok(empty_root()) } else { subtree(0, size, read) }
}

/// The hashes that lead from leaf `index` to the root of the first `size` leaves, lowest first;
/// empty when the index lies outside.
pub fn inclusion_proof<E>(index: u64, size: u64, read: ReadNode<'_, E>) -> Result<Vec<Hash>, E> {
    let (mut low, mut high, mut proof) = (0, size, Vec::new());
    while index < size && high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            proof.push(subtree(middle, high, read)?);
            high = middle;
        } else {
            proof.push(subtree(low, middle, read)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The hashes that show that the first `old` leaves begin the first `new` ones; empty when there
/// is nothing to show (`old` 0, equal, or larger).
pub fn consistency_proof<E>(old: u64, new: u64, read: ReadNode<'_, E>) -> Result<Vec<Hash>, E> {
    let (mut low, mut high, mut proof) = (0, new, Vec::new());
    if old == 0 || old >= new {
        return Ok(proof);
    }
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(subtree(middle, high, read)?);
            high = middle;
        } else {
            proof.push(subtree(low, middle, read)?);
            low = middle;
        }
    }
    // The old tree itself needs no naming where it is a subtree on its own.
    if low > 0 {
        proof.push(subtree(low, high, read)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Largest power of two below `size` (at least 2).
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// Hash over the leaves `low..high`; `low` is a multiple of every split inside.
fn subtree<E>(low: u64, high: u64, read: ReadNode<'_, E>) -> Result<Hash, E> {
    let size = high - low;
    if size.is_power_of_two() {
        let level = size.trailing_zeros();
        return read(level, low >> level);
    }
    let middle = low + split(size);
    let left = subtree(low, middle, read)?;
    let right = subtree(middle, high, read)?;
    Ok(node_hash(&left, &right))
}

/// Whether `proof` leads from the leaf to the root (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// A tree as a checkpoint names it: number of leaves and root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Number of leaves.
    pub size: u64,
    /// Root hash.
    pub root: Hash,
}

/// Whether `proof` shows that the leaves of `old` begin those of `new` (RFC 9162, 2.1.4.2).
/// An empty `old` proves nothing and is refused: whoever starts from nothing has nothing to compare.
pub fn verify_consistency(old: &Tree, new: &Tree, proof: &[Hash]) -> bool {
    if old.size == 0 || old.size > new.size {
        return false;
    }
    if old.size == new.size {
        return proof.is_empty() && old.root == new.root;
    }
    let own_start = [old.root];
    let (start, rest) =
        if old.size.is_power_of_two() { (&own_start[..], proof) } else { proof.split_at(proof.len().min(1)) };
    start.first().and_then(|start| climb(old.size, new.size, start, rest)) == Some((old.root, new.root))
}

/// The root that the first `old` leaves of this very tree have, as a consistency proof to it shows;
/// `None` when the proof does not lead to the tree. Where `old` is a power of two the proof does not
/// hold that root, and it cannot be told. Against another signed root of that size it is proof that
/// two histories were signed.
pub fn implied_root(old: u64, new: &Tree, proof: &[Hash]) -> Option<Hash> {
    if old == 0 || old >= new.size || old.is_power_of_two() {
        return None;
    }
    let (start, rest) = proof.split_first()?;
    let (old_root, new_root) = climb(old, new.size, start, rest)?;
    (new_root == new.root).then_some(old_root)
}

/// The roots of both sizes to which the hashes lead from `start`, the largest subtree at the old edge.
fn climb(old: u64, new: u64, start: &Hash, rest: &[Hash]) -> Option<(Hash, Hash)> {
    let shift = (old - 1).trailing_ones();
    let (mut node, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut old_hash, mut new_hash) = (*start, *start);
    for step in rest {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(step, &old_hash);
            new_hash = node_hash(step, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some((old_hash, new_hash))
}
