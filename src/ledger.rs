//! The register: an append-only RFC 6962 log of what happened at the counter, with signed
//! checkpoints, and the proof that nothing in it was changed.
//!
//! It refuses to hold anything personal (only commitments to it, see [`leaf`]), to sign two
//! histories under one key, and to begin afresh where a ledger is missing: that is an
//! [`store::Alarm`], which a new [`epoch`] can answer. Invariant: what [`store::Store::append`]
//! confirmed is on disk, in the tree, and under a signed checkpoint.
//!
//! Pure: [`leaf`], [`tree`], [`note`], [`checkpoint`], [`closures`], [`receipt`], [`tiles`], [`verify`] (the file to read
//! first), [`witness`], [`fork`]. At the edge: [`store`], [`head`], [`export`], [`epoch`],
//! [`backup`].
//!
//! ```
//! use countercheck::clock::Moment;
//! use countercheck::ledger::leaf::{Commitments, Draft, LeafKind, Stamp, to_bytes};
//! use countercheck::ledger::store::{Opening, Store, fresh_entry_id};
//! use countercheck::ledger::tree;
//! let folder = tempfile::tempdir().unwrap();
//! let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
//! let base = fresh_entry_id().unwrap();
//! let draft = Draft::new(base, LeafKind::Opened, at);
//! let opening = Opening { shop: "Test Phones".into(), terminal: "till-1".into(), draft, stamp: Stamp::default() };
//! let mut store = Store::create(folder.path(), &opening).unwrap();
//!
//! let fault = Draft::new(base.plus(1), LeafKind::Fault, at).with("what", "printer");
//! let leaf = to_bytes(&fault, &Stamp::default(), &Commitments::new()).unwrap();
//! let done = store.append(&[leaf.clone()], at).unwrap();
//! let proof = store.inclusion_proof(done.first, done.size).unwrap();
//! assert!(tree::verify_inclusion(done.first, done.size, &tree::leaf_hash(&leaf), &proof, &done.root));
//! ```

pub mod archive;
pub mod backup;
pub mod checkpoint;
pub mod closures;
pub mod epoch;
pub mod export;
pub mod fork;
pub mod head;
pub mod leaf;
pub mod note;
pub mod receipt;
pub mod store;
pub mod tiles;
pub mod tree;
pub mod verify;
pub mod witness;
