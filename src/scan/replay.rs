//! Recorded bytes of scanners, played through the decoder at their recorded times.
//!
//! The format of a capture stands in `hw/README.md`. No time passes while one is played.

use super::{Decoder, Input, ScanError, ScanSettings, ScanSource};
use crate::clock::Moment;
use std::io::Read;

/// Largest capture file, in bytes.
const LIMIT: u64 = 1 << 20;

/// A recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// True when every byte is a scan's (`device: serial`), false when they may be keys.
    pub serial: bool,
    /// Milliseconds since the chunk before, and the bytes that came at once.
    pub chunks: Vec<(u64, Vec<u8>)>,
    /// What the author of the capture says is in it, one line each, for tests.
    pub expected: Vec<String>,
}

/// Reads a capture.
pub fn read(from: impl Read) -> Result<Capture, ScanError> {
    let mut text = String::new();
    from.take(LIMIT).read_to_string(&mut text).map_err(ScanError::Read)?;
    let mut capture = Capture::default();
    for (at, line) in text.lines().enumerate() {
        take_line(&mut capture, line.trim_end()).map_err(|why| ScanError::Capture { line: at + 1, why })?;
    }
    Ok(capture)
}

fn take_line(capture: &mut Capture, line: &str) -> Result<(), String> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    if let Some(expected) = line.strip_prefix("= ") {
        capture.expected.push(expected.to_owned());
        return Ok(());
    }
    if let Some(device) = line.strip_prefix("device: ") {
        capture.serial = match device {
            "serial" => true,
            "keyboard" => false,
            _ => return Err(format!("{device:?} is neither keyboard nor serial")),
        };
        return Ok(());
    }
    let (pause, data) = line.split_once(' ').ok_or("no space between time and bytes")?;
    let each = pause.strip_suffix('*');
    let pause = each.unwrap_or(pause).parse::<u64>().map_err(|_| format!("{pause:?} is no number of milliseconds"))?;
    let bytes = unescape(data)?;
    match each {
        Some(_) => capture.chunks.extend(bytes.into_iter().map(|b| (pause, vec![b]))),
        None => capture.chunks.push((pause, bytes)),
    }
    Ok(())
}

/// Printable ASCII as it is, `\r \n \t \e \\`, and `\xHH` for any byte.
fn unescape(data: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(data.len());
    let mut rest = data.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        bytes.push(match rest.next() {
            Some('r') => b'\r',
            Some('n') => b'\n',
            Some('t') => b'\t',
            Some('e') => 0x1b,
            Some('\\') => b'\\',
            Some('x') => {
                let hex: String = rest.by_ref().take(2).collect();
                u8::from_str_radix(&hex, 16).map_err(|_| format!("\\x{hex} is no byte"))?
            }
            other => return Err(format!("no such escape: {other:?}")),
        });
    }
    Ok(bytes)
}

impl Capture {
    /// Plays it, beginning at `start`. Scans carry [`ScanSource::Replay`].
    pub fn inputs(&self, settings: &ScanSettings, start: Moment) -> Vec<Input> {
        let source = if self.serial { ScanSource::Replay } else { ScanSource::Keyboard };
        let (mut decoder, mut out, mut now) = (Decoder::of(settings, source), Vec::new(), start);
        for (pause, bytes) in &self.chunks {
            now = Moment::new(
                now.wall + chrono::TimeDelta::milliseconds(i64::try_from(*pause).unwrap_or(0)),
                now.mono + pause,
            );
            decoder.feed(bytes, now, &mut out);
        }
        decoder.end(&mut out);
        for input in &mut out {
            if let Input::Scan(scan) = input {
                scan.source = ScanSource::Replay;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_is_read() {
        let text = "# a comment\ndevice: serial\n0 35\\r\\x1d\n8* ab\n= imei 1\n";
        let capture = read(text.as_bytes()).unwrap();
        assert!(capture.serial);
        assert_eq!(capture.chunks, [(0, b"35\r\x1d".to_vec()), (8, b"a".to_vec()), (8, b"b".to_vec())]);
        assert_eq!(capture.expected, ["imei 1"]);
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, line) in [("x", 1), ("\n\nx y", 3), ("1 \\q", 1), ("1 \\xg0", 1), ("device: usb", 1), ("5 \\", 1)] {
            assert!(
                matches!(read(text.as_bytes()), Err(ScanError::Capture { line: at, .. }) if at == line),
                "{text:?}"
            );
        }
    }
}
