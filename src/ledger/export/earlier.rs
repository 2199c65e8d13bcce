//! Earlier epochs beside the present one: how their lines are told, and whether all are there.

use crate::ledger::note::VerifierKey;
use crate::ledger::verify::link::uncited;
use crate::ledger::verify::{Line, Previous, Summary};

/// Lines about an earlier epoch: its sound entries are not told one by one.
pub(super) struct Lines<'a> {
    number: u64,
    report: &'a mut dyn FnMut(Line),
}

impl<'a> Lines<'a> {
    pub(super) fn new(number: u64, report: &'a mut dyn FnMut(Line)) -> Self {
        Self { number, report }
    }

    /// One line of its verification; the index is that of another log, so it stands in the text.
    pub(super) fn take(&mut self, line: &Line) {
        if !line.is_routine() {
            let place = line.index.map(|index| format!(", entry {index}")).unwrap_or_default();
            let what = format!("epoch {}{place}: {}", self.number, line.what);
            (self.report)(Line { index: None, ok: line.ok, what });
        }
    }

    /// What is said of it as a whole.
    pub(super) fn end(&mut self, summary: &Summary) {
        if summary.ok {
            let what = format!("note: verifies, {} entries, root {}", summary.entries, summary.root);
            self.take(&Line { index: None, ok: true, what });
        }
    }
}

/// What the first leaves cite, and which of it has been met.
pub(super) struct Link {
    pub(super) cited: Vec<Previous>,
    met: Vec<String>,
    uncited: Vec<Line>,
}

impl Link {
    /// From the first leaves of all epochs that are there.
    pub(super) fn new(firsts: &[Vec<u8>]) -> Self {
        let cited = firsts.iter().filter_map(|first| Previous::of(first)).collect();
        Self { cited, met: Vec::new(), uncited: firsts.iter().filter_map(|first| uncited(first)).collect() }
    }

    /// A log with this key has been read.
    pub(super) fn met(&mut self, key: &VerifierKey) {
        self.met.push(key.name().to_owned());
    }

    /// Whether a log holds, and is all that later epochs cite of it.
    pub(super) fn whole(&self, key: &VerifierKey, summary: &Summary) -> bool {
        let all = |previous: &Previous| previous.origin == key.name() && previous.tree.size == summary.entries;
        summary.ok && self.cited.iter().any(all)
    }

    /// Tells what is cited and not there; returns the number of findings.
    pub(super) fn end(self, report: &mut dyn FnMut(Line)) -> u64 {
        let missing = self.cited.iter().filter(|previous| !self.met.contains(&previous.origin));
        let mut findings = 0;
        for line in missing.filter_map(Previous::missing).chain(self.uncited) {
            findings += u64::from(!line.ok);
            report(line);
        }
        findings
    }
}
