//! The witness: somebody outside the shop who remembers how far the register had come, and signs
//! for it only if everything before is still in it.
//!
//! It refuses to sign what does not continue what it signed before; of two checkpoints that
//! contradict each other it keeps both ([`super::fork`]). Its key and state never lie on a till.
//! Invariant: for one log, what it has signed only ever grows, whatever comes in at once.
//!
//! [`judge`] decides, [`request`] holds what is carried on a stick; both are pure. [`state`] is the
//! witness's folder, [`push`] the shop's side of C2SP `tlog-witness`.
//!
//! ```
//! use countercheck::ledger::witness::{Refusal, Submission, judge};
//! use countercheck::ledger::{checkpoint::Checkpoint, note::SigningKey, tree};
//! let key = SigningKey::from_seed("shop/till/1", [7; 32]).unwrap();
//! let first = Checkpoint::new("shop/till/1", 1, tree::leaf_hash(b"a"));
//! let body = format!("old 0\n\n{}", first.sign(&key).unwrap());
//! let submission = Submission::parse(body.as_bytes()).unwrap();
//! assert_eq!(judge(&submission, &key.verifier(), None).unwrap(), first);
//! let shorter = Checkpoint::new("shop/till/1", 2, [0; 32]);
//! assert!(matches!(judge(&submission, &key.verifier(), Some(&shorter)), Err(Refusal::Conflict { size: 2 })));
//! ```

mod judge;
pub mod push;
pub mod request;
pub mod state;

pub use judge::{MAX_BODY, MAX_PROOF, Refusal, Submission, judge, origin_of};
