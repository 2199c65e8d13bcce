//! RFC 6962 Merkle tree.

/// A SHA-256 value: a leaf hash, a node hash or a root.
pub type Hash = [u8; 32];
