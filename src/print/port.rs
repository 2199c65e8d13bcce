//! Printers: a device file, a socket on the shop's network, or a folder for shops without one.
//!
//! A printer that is off, out of paper or unplugged is the normal case: every step has an end to its
//! patience, and what was not taken whole is told as an error, so that the paper stays where it
//! waits. The room knows nothing of what waits; it hands bytes over. What a printer has taken into
//! its memory it may still lose: nobody tells us.

#[cfg(unix)]
mod device;
#[cfg(not(unix))]
mod device_windows;

use super::{Charset, Page, PrintError};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::net::{Shutdown, TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a printer on the network may take to answer at all.
const CONNECT: Duration = Duration::from_secs(2);
/// How long it may take for the next piece of a paper.
const WRITE: Duration = Duration::from_secs(5);
/// Where printers listen for raw bytes unless the config says otherwise.
const PORT: u16 = 9100;
/// Name of the file that whoever prints holds.
const CLAIM: &str = "print.lock";

/// `[printer]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrinterConfig {
    /// `/dev/usb/lp0`, `tcp://192.0.2.5:9100` or `file:DIR`; none where nothing is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Characters of a line: 32 (58 mm), 42 or 48 (80 mm).
    pub columns: usize,
    /// The printer's letters: `ascii`, `cp1252` or `cp858`.
    pub codepage: Charset,
    /// Lines under the shop's name: address, telephone, registrations.
    pub head: Vec<String>,
}

impl Default for PrinterConfig {
    fn default() -> Self {
        Self { device: None, columns: 42, codepage: Charset::Ascii, head: Vec::new() }
    }
}

impl PrinterConfig {
    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with it, if anything.
    pub fn fault(&self) -> Option<&'static str> {
        if !(24..=96).contains(&self.columns) {
            return Some("columns is 32, 42 or 48 for most printers, and at least 24 and at most 96");
        }
        match self.device.as_deref().map(Device::parse) {
            Some(None) => Some("device is a path such as /dev/usb/lp0, tcp://HOST:PORT, or file:DIR"),
            _ => None,
        }
    }

    /// The printer, with a folder's path taken from the shop's; `None` where none is set up.
    pub fn printer(&self, root: &Path) -> Option<Printer> {
        let device = match Device::parse(self.device.as_deref()?)? {
            Device::Folder(dir) => Device::Folder(root.join(dir)),
            other => other,
        };
        Some(Printer { device, columns: self.columns, charset: self.codepage })
    }
}

/// Where bytes go.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Device {
    /// A printer's device file.
    File(PathBuf),
    /// Host and port.
    Socket(String),
    /// A folder that somebody prints from: text and picture, no printer's bytes.
    Folder(PathBuf),
}

impl Device {
    fn parse(text: &str) -> Option<Self> {
        if let Some(host) = text.strip_prefix("tcp://") {
            let host = host.trim_end_matches('/');
            let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
            let named = !name.is_empty() && !host.contains(['/', ' ', '@']);
            let bracketed = host.ends_with(']');
            return match port.parse::<u16>() {
                Ok(_) if named && !bracketed => Some(Self::Socket(host.to_owned())),
                Err(_) if named && (bracketed || !host.contains(':')) => Some(Self::Socket(format!("{host}:{PORT}"))),
                _ => None,
            };
        }
        let path = text.strip_prefix("file:").unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return None;
        }
        Some(if text.starts_with("file:") { Self::Folder(path.into()) } else { Self::File(path.into()) })
    }
}

/// Why a paper did not reach its printer.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The printer's device or folder does not take it.
    #[error("the printer {} does not take it", path.display())]
    Device {
        /// The device or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The printer on the network does not take it.
    #[error("the printer at {host} does not take it")]
    Network {
        /// Host and port.
        host: String,
        /// What the network said.
        source: io::Error,
    },
    /// The device is an ordinary file.
    #[error("{} is no device of a printer", path.display())]
    NoDevice {
        /// Its path.
        path: PathBuf,
    },
    /// The paper cannot be made for this printer.
    #[error("the paper cannot be made for this printer")]
    Paper(#[from] PrintError),
    /// The file that whoever prints holds cannot be opened.
    #[error("{} cannot be opened", path.display())]
    Claim {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl PortError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Device { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "let the user of this computer print: add him to the group lp, then log in again"
            }
            Self::Device { .. } | Self::Network { .. } => {
                "switch the printer on, look at its paper and cable; the paper waits and is printed by itself"
            }
            Self::NoDevice { .. } => "name the printer's device in the section [printer], or file:DIR for a folder",
            Self::Paper(paper) => paper.advice(),
            Self::Claim { .. } => "check that the shop's folder can be written to",
        }
    }
}

/// A printer as the config describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printer {
    device: Device,
    columns: usize,
    charset: Charset,
}

impl Printer {
    /// Hands a paper over, whole or not at all as far as can be known. `name` is that of its files
    /// where the printer is a folder.
    pub fn print(&self, page: &Page, name: &str) -> Result<(), PortError> {
        match &self.device {
            Device::Folder(dir) => {
                folder(dir, page, name).map_err(|source| PortError::Device { path: dir.clone(), source })
            }
            Device::File(path) => {
                let bytes = page.bytes(self.columns, self.charset)?;
                let failed = |source| PortError::Device { path: path.clone(), source };
                let there = std::fs::metadata(path).map_err(failed)?;
                if there.is_file() || there.is_dir() {
                    return Err(PortError::NoDevice { path: path.clone() });
                }
                #[cfg(unix)]
                let sent = device::send(path, &bytes, WRITE);
                #[cfg(not(unix))]
                let sent = device_windows::send(path, &bytes, WRITE);
                sent.map_err(failed)
            }
            Device::Socket(host) => {
                let bytes = page.bytes(self.columns, self.charset)?;
                socket(host, &bytes).map_err(|source| PortError::Network { host: host.clone(), source })
            }
        }
    }
}

/// Both files stand whole, or the paper is not printed yet: the picture is written last.
fn folder(dir: &Path, page: &Page, name: &str) -> io::Result<()> {
    /// Columns of an office printer's page.
    const COLUMNS: usize = 80;
    std::fs::create_dir_all(dir)?;
    for (ending, text) in [("txt", page.plain(COLUMNS)), ("svg", page.svg())] {
        let beside = dir.join(format!("{name}.{ending}.new"));
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, dir.join(format!("{name}.{ending}")))?;
    }
    Ok(())
}

fn socket(host: &str, bytes: &[u8]) -> io::Result<()> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name leads to no address");
    for address in host.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(mut stream) => {
                stream.set_write_timeout(Some(WRITE))?;
                stream.write_all(bytes)?;
                // What was taken is sent before the connection ends.
                return stream.shutdown(Shutdown::Write);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Held by whoever prints what waits in a shop's folder, so that a command beside an open till does
/// not print the same paper; `None` while somebody else holds it.
pub fn claim(root: &Path) -> Result<Option<File>, PortError> {
    let path = root.join(CLAIM);
    let failed = |source| PortError::Claim { path: path.clone(), source };
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_apart() {
        let socket = |text: &str| Some(Device::Socket(text.to_owned()));
        for (text, expected) in [
            ("/dev/usb/lp0", Some(Device::File("/dev/usb/lp0".into()))),
            ("LPT1", Some(Device::File("LPT1".into()))),
            ("file:prints", Some(Device::Folder("prints".into()))),
            ("tcp://192.0.2.5:9100", socket("192.0.2.5:9100")),
            ("tcp://printer.example", socket("printer.example:9100")),
            ("tcp://[2001:db8::5]/", socket("[2001:db8::5]:9100")),
            ("tcp://[2001:db8::5]:515", socket("[2001:db8::5]:515")),
            ("tcp://192.0.2.5:99999", None),
            ("tcp://", None),
            ("http://192.0.2.5", None),
            ("file:", None),
        ] {
            assert_eq!(Device::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn a_file_is_no_printer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register");
        std::fs::File::create(&path).unwrap().write_all(b"kept").unwrap();
        let config = PrinterConfig { device: Some(path.display().to_string()), ..PrinterConfig::default() };
        let printer = config.printer(folder.path()).unwrap();
        let page = Page::new(false, &crate::words::Words::new(crate::words::Lang::ENGLISH));
        assert!(matches!(printer.print(&page, "x"), Err(PortError::NoDevice { .. })));
        assert_eq!(std::fs::read(&path).unwrap(), b"kept");
    }
}
