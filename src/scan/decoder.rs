//! Bytes to inputs, by time and content. Pure: time comes in with the bytes.
//!
//! Two limits, both settings. Bytes closer than the *gap* (30 ms) are one burst: a key that is
//! not followed within the gap is a key, and nothing else is. A burst of several bytes may halt
//! for up to the *idle flush* (50 ms) before it counts as ended; nothing is ever held longer,
//! so a bare `ESC [` or an unfinished character cannot swallow what follows it.
//!
//! Inside a burst every byte is data: Ctrl+C, `ESC`, `ESC[200~` and Enter run nothing there.

mod keys;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub(super) use keys::without_sequences;

use super::bytes::{chars, printable};
use super::input::{Input, Key, Scan, ScanSource, Trouble};
use super::settings::ScanSettings;
use crate::clock::Moment;

/// Most bytes of one burst. The largest code, a QR of version 40, holds 2,953; a driving licence
/// as PDF417 about 1,100.
pub const RAW_LIMIT: usize = 4096;

/// Turns the bytes of one device into inputs.
pub struct Decoder {
    settings: ScanSettings,
    source: ScanSource,
    pending: Vec<u8>,
    /// When the first pending byte came.
    began: u64,
    last: Moment,
    /// Bytes past the limit were dropped from the pending burst.
    overflowed: bool,
    /// Characters given out as keys so shortly before the pending burst that they may be its head.
    head: Vec<u8>,
    head_at: u64,
    /// Until when a lone terminator is the tail of something already given out.
    tail_until: u64,
}

impl Decoder {
    /// A decoder for the terminal, where keys and scans arrive mixed.
    pub fn new(settings: &ScanSettings) -> Self {
        Self::of(settings, ScanSource::Keyboard)
    }

    /// A decoder for a device: of [`ScanSource::Keyboard`] the bytes may be keys, of others every byte is a scan's.
    pub fn of(settings: &ScanSettings, source: ScanSource) -> Self {
        let last = Moment::new(chrono::DateTime::UNIX_EPOCH, 0);
        let settings = settings.clone();
        Self {
            settings,
            source,
            pending: Vec::new(),
            began: 0,
            last,
            overflowed: false,
            head: Vec::new(),
            head_at: 0,
            tail_until: 0,
        }
    }

    /// Takes bytes that came at `at`; first ends what had its quiet before them.
    pub fn feed(&mut self, bytes: &[u8], at: Moment, out: &mut Vec<Input>) {
        if bytes.is_empty() {
            return;
        }
        self.flush(at, out);
        if self.pending.is_empty() {
            self.began = at.mono;
        }
        self.last = at;
        let (kept, over) = bytes.split_at(bytes.len().min(RAW_LIMIT - self.pending.len()));
        self.pending.extend_from_slice(kept);
        if !over.is_empty() && !self.overflowed {
            // Said at once: a stuck scanner never falls quiet.
            self.overflowed = true;
            out.push(Input::Trouble(Trouble::TooLong));
        }
    }

    /// Gives out what has had its quiet by `now`.
    pub fn flush(&mut self, now: Moment, out: &mut Vec<Input>) {
        if self.deadline().is_some_and(|quiet| now.since(self.last) >= quiet) {
            self.end(out);
        }
    }

    /// Milliseconds after the last byte at which [`Self::flush`] is due; `None` when nothing is pending.
    pub fn deadline(&self) -> Option<u64> {
        if self.pending.is_empty() {
            return None;
        }
        let alone = self.typed() && keys::lone(&self.pending).is_some();
        Some(if alone { u64::from(self.settings.gap_ms) } else { self.settings.quiet_ms() })
    }

    /// When the last byte came.
    pub fn last(&self) -> Moment {
        self.last
    }

    /// Gives out everything now: the device is gone and no further byte can come.
    pub fn end(&mut self, out: &mut Vec<Input>) {
        if self.pending.is_empty() {
            return;
        }
        let raw = std::mem::take(&mut self.pending);
        if std::mem::take(&mut self.overflowed) {
            self.head.clear();
        } else if self.typed() {
            self.end_typed(&raw, out);
        } else if raw.iter().any(|&b| !self.settings.ends(b)) {
            out.push(Input::Scan(Scan { source: self.source.clone(), raw, at: self.last }));
        }
    }

    /// True where bytes may be keys.
    fn typed(&self) -> bool {
        self.source == ScanSource::Keyboard
    }

    fn end_typed(&mut self, raw: &[u8], out: &mut Vec<Input>) {
        if self.began.saturating_sub(self.head_at) >= self.settings.quiet_ms() {
            self.head.clear();
        }
        if let Some(key) = keys::lone(raw) {
            self.end_key(key, raw, out);
        } else if keys::foreign(raw) {
            self.head.clear();
        } else {
            self.end_burst(raw, out);
        }
    }

    fn end_key(&mut self, key: Key, raw: &[u8], out: &mut Vec<Input>) {
        // The line feed of a halting CR LF, or a terminator that limps after its scan: swallowed,
        // because as a key it would confirm whatever stands on the screen.
        if matches!(raw, [b'\r' | b'\n' | b'\t']) && self.began < self.tail_until {
            self.tail_until = 0;
            return;
        }
        match key {
            // A scan cut after its first digit would read as 14 digits, which is a valid form.
            Key::Char(_) => {
                self.head.extend_from_slice(raw);
                self.head.truncate(RAW_LIMIT);
                self.head_at = self.last.mono;
            }
            _ => self.head.clear(),
        }
        self.tail_until = if raw == b"\r" { self.last.mono + self.settings.quiet_ms() } else { 0 };
        out.push(Input::Key(key));
    }

    fn end_burst(&mut self, raw: &[u8], out: &mut Vec<Input>) {
        let head = std::mem::take(&mut self.head);
        let ended = raw.last().is_some_and(|&b| self.settings.ends(b));
        if self.is_scan(raw, ended) {
            self.tail_until = if ended { 0 } else { self.last.mono + 2 * self.settings.quiet_ms() };
            let mut whole = head;
            whole.extend_from_slice(raw);
            if whole.len() > RAW_LIMIT {
                out.push(Input::Trouble(Trouble::TooLong));
            } else {
                out.push(Input::Scan(Scan { source: self.source.clone(), raw: whole, at: self.last }));
            }
            return;
        }
        let text: String = chars(&without_sequences(raw)).filter(|&c| printable(c)).collect();
        if !text.is_empty() {
            out.push(Input::Text(text));
        } else if without_sequences(raw).iter().any(|&b| !self.settings.ends(b) && !matches!(b, 0x08 | 0x7f)) {
            // Clumped cursor keys and backspaces of a slow line are dropped without a word.
            out.push(Input::Trouble(Trouble::ControlBytes));
        }
    }

    /// Whether a burst is a scan: its length in printable characters, less of them with a
    /// terminator, or the configured prefix.
    fn is_scan(&self, raw: &[u8], ended: bool) -> bool {
        let prefix = self.settings.prefix.as_bytes();
        let weight = chars(&without_sequences(raw)).filter(|&c| printable(c)).count();
        let enough = if ended { self.settings.min_length_ended } else { self.settings.min_length };
        weight >= usize::from(enough.max(1)) || (!prefix.is_empty() && raw.starts_with(prefix))
    }
}
