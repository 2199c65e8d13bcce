//! The register: an append-only RFC 6962 log of what happened at the counter.

pub mod leaf;
pub mod store;
pub mod tree;
