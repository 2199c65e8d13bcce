//! The register from the command line: look, find, extract, prove.

mod due;
mod erase;
mod export;
mod extract;
mod look;
mod prove;
mod scope;
mod terms;

pub(super) use erase::erase;
pub(super) use export::export;
pub(super) use extract::epoch;
pub(super) use look::{displayed, find, show};
pub(super) use prove::prove;
