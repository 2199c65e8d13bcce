//! What every leaf says about its writer.

use crate::effects::fresh_id;
use crate::ledger::leaf::Stamp;
use crate::ledger::store::boot_id;
use std::collections::BTreeMap;

/// Version of this program, as leaves and `--version` give it.
pub(super) const BUILD: &str = concat!("countercheck ", env!("CARGO_PKG_VERSION"));

/// The stamp of this run.
pub(super) fn stamp() -> Stamp {
    Stamp {
        boot: boot_id().unwrap_or_else(|_| fresh_id().to_string()),
        build: BUILD.to_owned(),
        lists: BTreeMap::new(),
        training: false,
    }
}
