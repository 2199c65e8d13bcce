//! What the room delivers.

use crate::clock::Moment;

/// One thing that came in. Ordered as it came; a batch never reorders.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    /// A key with quiet on both sides. Only this may become a command.
    Key(Key),
    /// Printable characters of a burst too short for a scan: they go into the field, never further.
    Text(String),
    /// A burst of a scanner. It replaces what stands in the field: its first characters may have
    /// been shown there as keys when they came haltingly.
    Scan(Scan),
    /// Something came that cannot be used, and why.
    Trouble(Trouble),
    /// A scanner came, went or cannot be opened.
    Device(DeviceStatus),
    /// The terminal is gone: nothing more will come from it.
    Hangup,
}

impl std::fmt::Debug for Input {
    /// Typed and scanned numbers are personal data: a debug print gives their length only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(Key::Char(_)) => f.write_str("Key(Char(…))"),
            Self::Key(key) => f.debug_tuple("Key").field(key).finish(),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Scan(scan) => scan.fmt(f),
            Self::Trouble(trouble) => f.debug_tuple("Trouble").field(trouble).finish(),
            Self::Device(status) => f.debug_tuple("Device").field(status).finish(),
            Self::Hangup => f.write_str("Hangup"),
        }
    }
}

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A printable character.
    Char(char),
    /// Return, also Ctrl+J, which some keypads send.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift+Tab.
    BackTab,
    /// Backspace, also Ctrl+H, which some terminals send.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Cursor up.
    Up,
    /// Cursor down.
    Down,
    /// Cursor left.
    Left,
    /// Cursor right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// F1 to F12.
    F(u8),
    /// Control with a lower-case letter, digit or space.
    Ctrl(char),
}

/// What one pull of the trigger delivered.
#[derive(Clone, PartialEq, Eq)]
pub struct Scan {
    /// Which device it came from.
    pub source: ScanSource,
    /// Its bytes as they came, terminators and separators kept, at most 4096 (`RAW_LIMIT`).
    pub raw: Vec<u8>,
    /// When its last byte came.
    pub at: Moment,
}

impl std::fmt::Debug for Scan {
    /// The bytes hold IMEIs, which are personal data: length and source only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scan({} bytes from {:?})", self.raw.len(), self.source)
    }
}

/// Where a scan came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ScanSource {
    /// A scanner that types, through the terminal.
    Keyboard,
    /// A serial scanner, by the port's path.
    Serial(String),
    /// Recorded bytes.
    Replay,
    /// A picture in which the numbers were read.
    Photo,
}

/// State of the serial scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceStatus {
    /// It is open and scans will come.
    Connected {
        /// What it calls itself.
        name: String,
        /// The port's path.
        port: String,
    },
    /// It was unplugged; everything read before was delivered.
    Lost {
        /// What it called itself.
        name: String,
    },
    /// None is plugged in; it is opened as soon as one comes.
    Waiting,
    /// Several could be it: the shop must name one.
    Ambiguous {
        /// Their paths.
        ports: Vec<String>,
    },
    /// The port is there but cannot be used: one sentence with the port and the reason. It is tried again.
    Error(String),
}

/// Input that cannot be used as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// More bytes without a pause than any code holds; they were dropped.
    TooLong,
    /// Nothing but control bytes.
    ControlBytes,
    /// The scanner types characters as Alt and number-pad codes.
    AltNumpad,
    /// The scanner types for another keyboard; the number was restored and its check digit holds.
    LayoutRepaired,
    /// The scanner types for another keyboard, and no check digit proves the number.
    LayoutWrong,
    /// It reads as two different numbers and nothing tells which one is meant.
    TwoReadings,
}

impl Trouble {
    /// Stable word, also the key of its text in the catalogues (`scan-trouble-…`).
    pub fn word(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::ControlBytes => "control_bytes",
            Self::AltNumpad => "alt_numpad",
            Self::LayoutRepaired => "layout_repaired",
            Self::LayoutWrong => "layout_wrong",
            Self::TwoReadings => "two_readings",
        }
    }

    /// The next step for the clerk, in English.
    pub fn advice(self) -> &'static str {
        match self {
            Self::TooLong => {
                "Let go of the trigger and scan one code alone. A scanner that keeps sending needs its manual's reset code."
            }
            Self::ControlBytes => {
                "This code holds no number. Scan the IMEI code on the phone's screen (dial *#06#) or on the box."
            }
            Self::AltNumpad => {
                "Scan the code \"ALT mode off\" or \"keyboard: USA\" in the scanner's manual, or switch the scanner to USB serial."
            }
            Self::LayoutRepaired => {
                "The number is right. Set the scanner's keyboard country to this computer's, so that serials are right too."
            }
            Self::LayoutWrong => {
                "Set the scanner's keyboard country to this computer's (manual: \"keyboard country\"), or switch it to USB serial, and scan again."
            }
            Self::TwoReadings => "Compare the number with the phone's screen (dial *#06#) and type it.",
        }
    }
}
