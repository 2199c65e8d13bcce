//! The terminal's keys, on Windows. **Untested on Windows**; the conversion is tested everywhere.
//!
//! The console delivers key events, not bytes. They are turned back into the bytes that a Unix
//! terminal would have sent and go through the same decoder, so that the same rules hold: a key
//! is alone, a burst is data.

use super::pump::Pump;
use super::{Input, ScanError, ScanSettings, ScanSource};
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, poll, read};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;
use std::time::Duration;

/// The reading thread. Dropping it lets the thread end with the next key.
pub struct TerminalHandle {
    stopped: Arc<AtomicBool>,
}

impl TerminalHandle {
    /// Tells the thread to end. It does so with the next key: a console read cannot be woken.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for TerminalHandle {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
    }
}

/// Reads the console. `send` is called on the reading thread, never with nothing.
pub fn spawn(settings: &ScanSettings, send: impl Fn(Vec<Input>) + Send + 'static) -> Result<TerminalHandle, ScanError> {
    let stopped = Arc::new(AtomicBool::new(false));
    let (mut pump, seen) = (Pump::new(settings, ScanSource::Keyboard), Arc::clone(&stopped));
    let body = move || {
        while !seen.load(Ordering::Acquire) {
            if step(&mut pump).is_err() {
                pump.end();
                let mut last = pump.take().unwrap_or_default();
                last.push(Input::Hangup);
                send(last);
                return;
            }
            if let Some(inputs) = pump.take() {
                send(inputs);
            }
        }
    };
    Builder::new()
        .name("scan-terminal".into())
        .spawn(body)
        .map_err(|source| ScanError::Thread { what: "terminal", source })?;
    Ok(TerminalHandle { stopped })
}

/// One wake-up: an event and all that lie behind it, or the end of a wait.
fn step(pump: &mut Pump) -> io::Result<()> {
    if let Some(limit) = pump.wait_ms()
        && !poll(Duration::from_millis(limit))?
    {
        pump.quiet();
        return Ok(());
    }
    loop {
        match read()? {
            Event::Key(key) => pump.bytes(&bytes_of(&key)),
            Event::Paste(text) => pump.bytes(text.as_bytes()),
            _ => {}
        }
        // With zero, poll reports the library's own queue only.
        if !poll(Duration::from_millis(1))? {
            return Ok(());
        }
    }
}

/// The bytes that a Unix terminal sends for a key event; none for what has none.
fn bytes_of(key: &KeyEvent) -> Vec<u8> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    // AltGr arrives as Ctrl+Alt and makes ordinary characters.
    let alt_gr = key.modifiers.contains(KeyModifiers::CONTROL | KeyModifiers::ALT);
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL) && !alt_gr;
    let alt = key.modifiers.contains(KeyModifiers::ALT) && !alt_gr;
    let plain: &[u8] = match key.code {
        KeyCode::Char(c) => return char_bytes(c, ctrl, alt),
        KeyCode::F(n) => return function_key(n).to_vec(),
        KeyCode::Enter => b"\r",
        KeyCode::Tab => b"\t",
        KeyCode::BackTab => b"\x1b[Z",
        KeyCode::Esc => b"\x1b",
        KeyCode::Backspace => b"\x7f",
        KeyCode::Null => b"\x00",
        KeyCode::Up => b"\x1b[A",
        KeyCode::Down => b"\x1b[B",
        KeyCode::Right => b"\x1b[C",
        KeyCode::Left => b"\x1b[D",
        KeyCode::Home => b"\x1b[H",
        KeyCode::End => b"\x1b[F",
        KeyCode::Insert => b"\x1b[2~",
        KeyCode::Delete => b"\x1b[3~",
        KeyCode::PageUp => b"\x1b[5~",
        KeyCode::PageDown => b"\x1b[6~",
        _ => b"",
    };
    plain.to_vec()
}

fn char_bytes(c: char, ctrl: bool, alt: bool) -> Vec<u8> {
    let mut bytes = if alt { vec![0x1b] } else { Vec::new() };
    match c {
        // The low five bits, as on a Unix terminal: Ctrl+A is 1, Ctrl+] is the GS of a barcode.
        '@'..='~' if ctrl => bytes.push(c as u8 & 0x1f),
        ' ' | '2' if ctrl => bytes.push(0),
        '3'..='7' if ctrl => bytes.push(c as u8 - b'3' + 0x1b),
        _ => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
    }
    bytes
}

fn function_key(number: u8) -> &'static [u8] {
    const KEYS: [&[u8]; 12] = [
        b"\x1bOP",
        b"\x1bOQ",
        b"\x1bOR",
        b"\x1bOS",
        b"\x1b[15~",
        b"\x1b[17~",
        b"\x1b[18~",
        b"\x1b[19~",
        b"\x1b[20~",
        b"\x1b[21~",
        b"\x1b[23~",
        b"\x1b[24~",
    ];
    usize::from(number).checked_sub(1).and_then(|i| KEYS.get(i)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Decoder, Key};
    use super::*;
    use crate::clock::Moment;

    fn key_of(event: &KeyEvent) -> Vec<Input> {
        let (mut decoder, mut out) = (Decoder::new(&ScanSettings::default()), Vec::new());
        decoder.feed(&bytes_of(event), Moment::new(chrono::DateTime::UNIX_EPOCH, 0), &mut out);
        decoder.end(&mut out);
        out
    }

    #[test]
    fn a_key_event_becomes_the_same_key_again() {
        let plain = KeyModifiers::NONE;
        for (code, with, key) in [
            (KeyCode::Char('é'), plain, Key::Char('é')),
            (KeyCode::Char('C'), KeyModifiers::SHIFT, Key::Char('C')),
            (KeyCode::Char('c'), KeyModifiers::CONTROL, Key::Ctrl('c')),
            (KeyCode::Char('5'), KeyModifiers::CONTROL, Key::Ctrl('5')),
            (KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT, Key::Char('@')),
            (KeyCode::Enter, plain, Key::Enter),
            (KeyCode::Esc, plain, Key::Esc),
            (KeyCode::PageDown, plain, Key::PageDown),
            (KeyCode::BackTab, KeyModifiers::SHIFT, Key::BackTab),
        ] {
            assert_eq!(key_of(&KeyEvent::new(code, with)), [Input::Key(key)], "{code:?}");
        }
        for n in 1..=12 {
            assert_eq!(key_of(&KeyEvent::new(KeyCode::F(n), plain)), [Input::Key(Key::F(n))]);
        }
    }

    #[test]
    fn a_released_key_and_a_lone_modifier_are_nothing() {
        let mut released = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        released.kind = KeyEventKind::Release;
        assert!(key_of(&released).is_empty());
        assert!(key_of(&KeyEvent::new(KeyCode::CapsLock, KeyModifiers::NONE)).is_empty());
        assert!(key_of(&KeyEvent::new(KeyCode::F(40), KeyModifiers::NONE)).is_empty());
    }
}
