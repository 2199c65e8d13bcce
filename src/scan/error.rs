//! What can fail here.

use std::io;

/// Why scans cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A port setting that names nothing.
    #[error("{value:?} is no port")]
    Choice {
        /// The setting, at most 80 characters.
        value: String,
    },
    /// The terminal's input cannot be used.
    #[error("the terminal cannot be read")]
    Terminal(#[source] io::Error),
    /// A reading thread could not be started.
    #[error("no thread for reading {what}")]
    Thread {
        /// `terminal` or `serial`.
        what: &'static str,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// A port is there but does not open.
    #[error("{port} does not open")]
    Open {
        /// Its path.
        port: String,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The machine's ports cannot be listed.
    #[error("the serial ports cannot be listed: {why}")]
    List {
        /// The system's reason.
        why: String,
    },
    /// A capture file that does not follow its format.
    #[error("line {line} of the capture: {why}")]
    Capture {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// A capture file that cannot be read.
    #[error("the capture cannot be read")]
    Read(#[source] io::Error),
}

impl ScanError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Choice { .. } => {
                "write auto, off, a path such as /dev/ttyACM0 or COM3, or the USB numbers such as 1eab:0c06"
            }
            Self::Terminal(_) => "start the till in a terminal window, not in a pipe",
            Self::Thread { .. } => "close other programs, then start the till again",
            Self::Open { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "install the udev rules from hw/udev, or add this user to the group that owns the port (dialout or uucp), then plug the scanner in again"
            }
            Self::Open { .. } => "close the program that holds the port, or unplug the scanner and plug it in again",
            Self::List { .. } => "name the port's path in the settings",
            Self::Capture { .. } => "see hw/README.md for the format of captures",
            Self::Read(_) => "check that the file exists and may be read",
        }
    }
}
