//! The register from the command line: look, find, extract, verify.

mod due;
mod erase;
mod extract;
mod look;

pub(super) use erase::erase;
pub(super) use extract::{epoch, export, verify};
pub(super) use look::{find, show};
