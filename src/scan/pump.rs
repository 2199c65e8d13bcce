//! The decoder fed from a device that wakes us: what waits, and how long.

use super::{Decoder, Input, ScanSettings, ScanSource};
use crate::clock::{Moment, system};

/// A decoder and its clock.
pub(super) struct Pump {
    decoder: Decoder,
    out: Vec<Input>,
}

impl Pump {
    pub(super) fn new(settings: &ScanSettings, source: ScanSource) -> Self {
        Self { decoder: Decoder::of(settings, source), out: Vec::new() }
    }

    /// Milliseconds until a flush is due; `None` to wait without a limit.
    pub(super) fn wait_ms(&self) -> Option<u64> {
        let quiet = self.decoder.deadline()?;
        // At least 1: with 0 a clock that stands still would make this a busy loop.
        Some(quiet.saturating_sub(system::now().since(self.decoder.last())).max(1))
    }

    /// Bytes that were ready before the wait ran out.
    ///
    /// They count as in time even when this thread was too late to read them in time: on a busy
    /// machine a late wake-up must not cut a scan in two, and the kernel keeps no arrival times.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let now = system::now();
        let mono = match self.decoder.deadline() {
            Some(quiet) => now.mono.min(self.decoder.last().mono + quiet.saturating_sub(1)),
            None => now.mono,
        };
        self.decoder.feed(bytes, Moment::new(now.wall, mono), &mut self.out);
    }

    /// The wait ran out.
    pub(super) fn quiet(&mut self) {
        self.decoder.flush(system::now(), &mut self.out);
    }

    /// No further byte will come.
    pub(super) fn end(&mut self) {
        self.decoder.end(&mut self.out);
    }

    /// What came out since the last call; `None` for nothing.
    pub(super) fn take(&mut self) -> Option<Vec<Input>> {
        (!self.out.is_empty()).then(|| std::mem::take(&mut self.out))
    }
}
