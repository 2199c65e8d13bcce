//! Registries: who can be asked about a handset, how, on what terms, and what they answered.
//!
//! Pure codecs ([`n5g_eir`], [`camara`], [`checkmend`], [`hotlist`]) turn a number into a request
//! and a reply into an [`Outcome`](crate::finding::Outcome); [`client`] carries them over the
//! network, [`cache`] keeps what the terms allow, [`manual`] and [`enrol`] guide people where no
//! machine answers.
//!
//! The room refuses to guess: an HTTP status is not a verdict, an unknown word is not an answer,
//! and nothing but the source's own vouching word becomes `NotListed`. Invariant: every question
//! put to a machine source ends in exactly one answer, within the source's time.
//!
//! ```
//! use countercheck::finding::Outcome;
//! use countercheck::registry::{HttpReply, n5g_eir};
//! let reply = HttpReply { status: 200, content_type: Some("application/json"), body: br#"{"status":"WHITELISTED"}"# };
//! assert_eq!(n5g_eir::reply(&reply).outcome, Outcome::NotListed);
//! let odd = HttpReply { body: br#"{"status":"whitelisted?"}"#, ..reply };
//! assert!(matches!(n5g_eir::reply(&odd).outcome, Outcome::NoAnswer(_)));
//! ```

pub mod cache;
pub mod camara;
pub mod checkmend;
pub mod client;
pub mod enrol;
mod error;
pub mod hotlist;
pub mod manual;
pub mod n5g_eir;
mod source;
#[cfg(test)]
mod tests;
mod wire;

pub use error::RegistryError;
pub use source::{
    Auth, BearerAuth, CheckmendAuth, ClientAuth, Coverage, DIRECT, Fee, Keep, Link, Protocol, Secret, SendSecret,
    SourceConfig, UnknownProtocol,
};
pub(crate) use wire::form_encode;
pub use wire::{BODY_LIMIT, HttpAnswer, HttpReply, HttpRequest, Method, REASON_LIMIT, Verdict};
