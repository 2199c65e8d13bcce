//! The register from the command line: look, find, extract, verify.

mod extract;
mod look;

pub(super) use extract::{epoch, export, verify};
pub(super) use look::{displayed, find, show};
