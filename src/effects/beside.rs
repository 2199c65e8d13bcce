//! Other programs on the same folder: have they appended since we last looked?

use crate::ledger::store;
use std::path::PathBuf;

/// Looks at the register from outside, without waking the recorder.
#[derive(Debug)]
pub struct Beside {
    folder: PathBuf,
    seen: store::Trace,
}

impl Beside {
    /// Begins to look at a shop's folder.
    pub fn of(folder: PathBuf) -> Self {
        Self { seen: store::trace(&folder), folder }
    }

    /// Whether the register has changed since the last look, by whomever.
    pub fn changed(&mut self) -> bool {
        let now = store::trace(&self.folder);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}
