//! The register: an append-only RFC 6962 log of what happened at the counter.

pub mod checkpoint;
pub mod head;
pub mod leaf;
pub mod note;
pub mod store;
pub mod tiles;
pub mod tree;
