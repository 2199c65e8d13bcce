//! What scanners and keyboards deliver: raw bytes in, [`Input`]s out, identifiers by [`frame`].
//!
//! A barcode is hostile text that arrives through the same door as the clerk's keys. The room
//! tells the two apart by time ([`decoder`]) and refuses to let one become the other: a [`Key`]
//! is alone, with quiet on both sides; everything that arrives in a burst is data, whatever its
//! bytes are. It judges no duplicates and opens no check: that is the till's business.
//! Invariant: for any bytes in any chunking the inputs are the same, no byte is held longer than
//! the idle flush, and no control byte leaves in a text meant for display.
//!
//! ```
//! use countercheck::clock::Moment;
//! use countercheck::scan::{Decoder, Input, Key, ScanSettings};
//! let at = |mono| Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), mono);
//! let mut decoder = Decoder::new(&ScanSettings::default());
//! let mut out = Vec::new();
//! decoder.feed(b"?", at(0), &mut out);                      // a key, alone
//! decoder.feed(b"\x1b[352099001761481\r", at(500), &mut out); // a burst
//! decoder.flush(at(600), &mut out);
//! assert_eq!(out[0], Input::Key(Key::Char('?')));
//! assert!(matches!(&out[1], Input::Scan(scan) if scan.raw.len() == 18));
//! assert_eq!(out.len(), 2);
//! ```

mod bytes;
pub mod decoder;
mod error;
pub mod frame;
mod input;
mod layout;
pub mod ports;
mod pump;
pub mod replay;
mod settings;

#[cfg(unix)]
mod plug;
#[cfg(unix)]
pub mod serial;
#[cfg(any(windows, test))]
pub mod serial_windows;
#[cfg(unix)]
pub mod terminal;
#[cfg(any(windows, test))]
pub mod terminal_windows;
#[cfg(windows)]
pub use {serial_windows as serial, terminal_windows as terminal};

pub use bytes::{escape, escape_text};
pub use decoder::{Decoder, RAW_LIMIT};
pub use error::ScanError;
pub use frame::{Frame, read};
pub use input::{DeviceStatus, Input, Key, Scan, ScanSource, Trouble};
pub use settings::{PortChoice, ScanSettings, Terminator};
