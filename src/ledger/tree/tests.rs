//! The tree against a second implementation that follows RFC 6962 section 2.1 word for word.

use super::*;
use proptest::prelude::*;
use std::convert::Infallible;

/// The largest power of two below `n`, by trying.
fn split_of(n: usize) -> usize {
    (0..20).map(|p| 1 << p).filter(|k| *k < n).max().unwrap_or(1)
}

fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [one] => *one,
        many => {
            let k = split_of(many.len());
            node_hash(&naive_root(&many[..k]), &naive_root(&many[k..]))
        }
    }
}

fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let k = split_of(leaves.len());
    let (mut path, sibling) = if index < k {
        (naive_path(index, &leaves[..k]), naive_root(&leaves[k..]))
    } else {
        (naive_path(index - k, &leaves[k..]), naive_root(&leaves[..k]))
    };
    path.push(sibling);
    path
}

fn naive_subproof(m: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let k = split_of(leaves.len());
    let (mut proof, other) = if m <= k {
        (naive_subproof(m, &leaves[..k], whole), naive_root(&leaves[k..]))
    } else {
        (naive_subproof(m - k, &leaves[k..], false), naive_root(&leaves[..k]))
    };
    proof.push(other);
    proof
}

fn hashes(n: usize) -> Vec<Hash> {
    (0..n).map(|i| leaf_hash(&i.to_be_bytes())).collect()
}

/// All perfect nodes of the tree, by their stored index.
fn stored(leaves: &[Hash]) -> (Frontier, Vec<Hash>) {
    let (mut frontier, mut nodes) = (Frontier::default(), Vec::new());
    for leaf in leaves {
        frontier.push_with(*leaf, &mut |level, index, hash| {
            assert_eq!(stored_index(level, index), nodes.len() as u64, "nodes are stored in order of completion");
            nodes.push(*hash);
        });
    }
    (frontier, nodes)
}

fn reader(nodes: &[Hash]) -> impl FnMut(u32, u64) -> Result<Hash, Infallible> {
    |level, index| Ok(nodes[usize::try_from(stored_index(level, index)).unwrap()])
}

#[test]
fn rfc_6962_reference_roots() {
    // certificate-transparency's own eight leaves and roots (transparency-dev/merkle, testonly/constants.go).
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut frontier = Frontier::default();
    assert_eq!(hex::encode(frontier.root()), roots[0]);
    for (leaf, root) in leaves.iter().zip(&roots[1..]) {
        frontier.push(leaf_hash(&hex::decode(leaf).unwrap()));
        assert_eq!(&hex::encode(frontier.root()), root);
    }
}

#[test]
fn peaks_are_the_binary_digits() {
    assert_eq!(peaks(0), []);
    assert_eq!(peaks(1), [(0, 0)]);
    assert_eq!(peaks(11), [(3, 0), (1, 4), (0, 10)]);
    assert!(Frontier::from_peaks(3, vec![[0; 32]]).is_none());
}

#[test]
fn index_outside_the_tree_is_refused() {
    let leaf = leaf_hash(b"a");
    assert!(verify_inclusion(0, 1, &leaf, &[], &leaf));
    assert!(!verify_inclusion(1, 1, &leaf, &[], &leaf));
    assert!(!verify_inclusion(0, 0, &leaf, &[], &leaf));
    assert!(!verify_inclusion(u64::MAX - 1, u64::MAX, &leaf, &[], &leaf));
}

proptest! {
    #[test]
    fn roots_and_proofs_agree_with_the_naive_tree(n in 1usize..300, a in 0usize..300, b in 0usize..300) {
        let leaves = hashes(n);
        let (frontier, nodes) = stored(&leaves);
        let root = naive_root(&leaves);
        prop_assert_eq!(frontier.root(), root);
        let peaks = peaks(n as u64).iter().map(|(l, i)| reader(&nodes)(*l, *i).unwrap()).collect();
        prop_assert_eq!(Frontier::from_peaks(n as u64, peaks).unwrap(), frontier);

        let index = a % n;
        let Ok(path) = inclusion_proof(index as u64, n as u64, &mut reader(&nodes));
        prop_assert_eq!(&path, &naive_path(index, &leaves));
        prop_assert!(verify_inclusion(index as u64, n as u64, &leaves[index], &path, &root));

        let old = b % n + 1;
        let Ok(proof) = consistency_proof(old as u64, n as u64, &mut reader(&nodes));
        prop_assert_eq!(&proof, &naive_subproof(old, &leaves, true));
        let Ok(old_root) = root_at(old as u64, &mut reader(&nodes));
        prop_assert_eq!(old_root, naive_root(&leaves[..old]));
        let (old, new) = (Tree { size: old as u64, root: old_root }, Tree { size: n as u64, root });
        prop_assert!(verify_consistency(&old, &new, &proof));
    }

    #[test]
    fn a_changed_proof_is_refused(n in 2usize..300, a in 0usize..300, bit in 0usize..256, step in 0usize..10) {
        let leaves = hashes(n);
        let (frontier, nodes) = stored(&leaves);
        let (root, size) = (frontier.root(), n as u64);
        let index = (a % n) as u64;
        let Ok(mut path) = inclusion_proof(index, size, &mut reader(&nodes));
        let leaf = &leaves[a % n];
        prop_assert!(!verify_inclusion(index, size, leaf, &path[1..], &root), "a step missing");
        prop_assert!(!verify_inclusion(index, size, leaf, &[&path[..], &[root]].concat(), &root), "a step too many");
        prop_assert!(!verify_inclusion((index + 1) % size, size, leaf, &path, &root), "another index");
        let at = step % path.len();
        path[at][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify_inclusion(index, size, leaf, &path, &root), "a bit flipped");

        let old = Tree { size: index.max(1), root: naive_root(&leaves[..usize::try_from(index.max(1)).unwrap()]) };
        let new = Tree { size, root };
        let Ok(mut proof) = consistency_proof(old.size, size, &mut reader(&nodes));
        prop_assert!(!verify_consistency(&new, &old, &proof), "sizes swapped");
        prop_assert!(!verify_consistency(&old, &new, &proof[1..]), "a step missing");
        let at = step % proof.len();
        proof[at][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!verify_consistency(&old, &new, &proof), "a bit flipped");
    }
}
