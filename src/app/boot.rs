//! What every leaf says about its writer.

use crate::ledger::leaf::Stamp;
use std::collections::BTreeMap;

/// Version of this program, as leaves and `--version` give it.
pub const BUILD: &str = concat!("countercheck ", env!("CARGO_PKG_VERSION"));

/// The stamp of this run.
pub(super) fn stamp() -> Stamp {
    Stamp { boot: boot_id(), build: BUILD.to_owned(), lists: BTreeMap::new() }
}

/// The machine's boot, so that monotonic times can be compared; a random one where the system has none.
fn boot_id() -> String {
    let known = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let id = known.trim();
    if id.is_empty() { crate::effects::fresh_id().to_string() } else { id.to_owned() }
}
