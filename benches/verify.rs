//! Verifying 1,000,000 leaves' integrity against hashing the same bytes.

use divan::Bencher;
use divan::counter::BytesCount;
use sha2::{Digest, Sha256};

/// Leaves of a large register: some thirty years of a busy shop.
const LEAVES: usize = 1_000_000;
/// Bytes of a usual leaf.
const LEAF_BYTES: usize = 700;

fn main() {
    divan::main();
}

/// SHA-256 over as many bytes as the leaves have.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn bare_hashing(bencher: Bencher<'_, '_>) {
    let leaf = [b'x'; LEAF_BYTES];
    bencher.counter(BytesCount::new(LEAVES * LEAF_BYTES)).bench_local(|| {
        let mut hash = Sha256::new();
        for _ in 0..LEAVES {
            hash.update(leaf);
        }
        hash.finalize()
    });
}
