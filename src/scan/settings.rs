//! What a shop can set about its scanners.

use super::error::ScanError;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The `[scan]` table of the config. The defaults suit every scanner that sends at most 16 ms
/// between characters, which is the slowest seen in the wild (hw/README.md).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScanSettings {
    /// Bytes closer than this many milliseconds are one burst and never a key. Key repeat of
    /// common desktops starts at 30 ms: a larger gap makes a held cursor key look like a scan.
    pub gap_ms: u16,
    /// Quiet in milliseconds after which a burst ends and an unfinished one is given out: a burst
    /// that is under way may halt longer than `gap_ms`. Raised to `gap_ms` where smaller.
    pub idle_flush_ms: u16,
    /// Printable characters from which a burst is a scan.
    pub min_length: u16,
    /// The same for a burst that ends in a terminator.
    pub min_length_ended: u16,
    /// Bytes that scanners send after a code.
    pub terminators: Vec<Terminator>,
    /// Text that the scanner puts before every code; a burst that starts with it is a scan.
    pub prefix: String,
    /// Text that the scanner puts after every code, before the terminator.
    pub suffix: String,
    /// The same code again within this many milliseconds is one scan; judged by the till.
    pub duplicate_ms: u32,
    /// The serial scanner: `auto`, `off`, a port's path, `VID:PID` or `VID:PID:SERIAL` (hexadecimal).
    pub serial: PortChoice,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            gap_ms: 30,
            idle_flush_ms: 50,
            min_length: 6,
            min_length_ended: 3,
            terminators: vec![Terminator::Cr, Terminator::Lf, Terminator::Tab],
            prefix: String::new(),
            suffix: String::new(),
            duplicate_ms: 1000,
            serial: PortChoice::Auto,
        }
    }
}

impl ScanSettings {
    /// Quiet in milliseconds that ends a burst.
    pub fn quiet_ms(&self) -> u64 {
        u64::from(self.idle_flush_ms.max(self.gap_ms))
    }

    /// True for a byte that is one of the configured terminators.
    pub fn ends(&self, byte: u8) -> bool {
        self.terminators.iter().any(|t| t.byte() == byte)
    }
}

/// A byte that a scanner sends after a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Terminator {
    /// Carriage return, the Enter key.
    Cr,
    /// Line feed.
    Lf,
    /// Tab.
    Tab,
    /// End of text, 0x03.
    Etx,
    /// Null.
    Nul,
}

impl Terminator {
    /// Its byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Cr => b'\r',
            Self::Lf => b'\n',
            Self::Tab => b'\t',
            Self::Etx => 0x03,
            Self::Nul => 0x00,
        }
    }
}

/// Which serial port the scanner is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PortChoice {
    /// No serial scanner.
    Off,
    /// The one port of a known scanner, otherwise the only USB serial port.
    Auto,
    /// By USB identity, wherever it is plugged in.
    Usb {
        /// Vendor id.
        vid: u16,
        /// Product id.
        pid: u16,
        /// Serial number, where two of the same kind stand on one counter.
        serial: Option<String>,
    },
    /// By path: `/dev/ttyACM0`, `/dev/serial/by-id/…`, `/dev/barcode/…`, `COM3`.
    Path(String),
}

impl FromStr for PortChoice {
    type Err = ScanError;

    fn from_str(text: &str) -> Result<Self, ScanError> {
        let unknown = || ScanError::Choice { value: text.chars().take(80).collect() };
        match text {
            "off" => return Ok(Self::Off),
            "auto" => return Ok(Self::Auto),
            _ if text.starts_with('/') => return Ok(Self::Path(text.to_owned())),
            _ => {}
        }
        if let Some(number) = text.strip_prefix("COM")
            && number.parse::<u16>().is_ok()
        {
            return Ok(Self::Path(text.to_owned()));
        }
        let mut parts = text.splitn(3, ':');
        let mut id = || {
            let part = parts.next().filter(|p| p.len() == 4).ok_or_else(unknown)?;
            u16::from_str_radix(part, 16).map_err(|_| unknown())
        };
        let (vid, pid) = (id()?, id()?);
        let serial = parts.next().filter(|s| !s.is_empty()).map(ToOwned::to_owned);
        Ok(Self::Usb { vid, pid, serial })
    }
}

impl TryFrom<String> for PortChoice {
    type Error = ScanError;
    fn try_from(text: String) -> Result<Self, ScanError> {
        text.parse()
    }
}

impl std::fmt::Display for PortChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Auto => f.write_str("auto"),
            Self::Path(path) => f.write_str(path),
            Self::Usb { vid, pid, serial: None } => write!(f, "{vid:04x}:{pid:04x}"),
            Self::Usb { vid, pid, serial: Some(serial) } => write!(f, "{vid:04x}:{pid:04x}:{serial}"),
        }
    }
}

impl From<PortChoice> for String {
    fn from(choice: PortChoice) -> Self {
        choice.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_choice_reads_and_writes_the_same() {
        for text in ["off", "auto", "/dev/ttyACM0", "COM3", "1eab:0c06", "1eab:0c06:A-1:b"] {
            assert_eq!(text.parse::<PortChoice>().unwrap().to_string(), text);
        }
        for text in ["", "COMx", "1eab", "1eab:", "1eab:xyzw", "+eab:0c06x", "ttyACM0"] {
            assert!(text.parse::<PortChoice>().is_err(), "{text}");
        }
    }

    #[test]
    fn settings_refuse_unknown_keys_and_fill_in_the_rest() {
        let some: ScanSettings = toml::from_str("gap_ms = 20\nserial = \"off\"\nterminators = [\"cr\"]").unwrap();
        assert_eq!((some.gap_ms, some.idle_flush_ms, some.serial.clone()), (20, 50, PortChoice::Off));
        assert!(toml::from_str::<ScanSettings>("gap = 20").is_err());
        let again: ScanSettings = toml::from_str(&toml::to_string(&some).unwrap()).unwrap();
        assert_eq!(some, again);
    }

    #[test]
    fn the_flush_is_never_shorter_than_the_gap() {
        let settings = ScanSettings { gap_ms: 80, ..ScanSettings::default() };
        assert_eq!(settings.quiet_ms(), 80);
    }
}
