//! The counterpart where there is no termios: what is typed shows. Untested.

use crate::cli::Out;
use std::fs::{File, OpenOptions};
use std::io;

/// The console of the person at the keyboard.
pub(super) fn terminal() -> io::Result<(File, File)> {
    let input = OpenOptions::new().read(true).write(true).open("CONIN$")?;
    let output = OpenOptions::new().write(true).open("CONOUT$")?;
    Ok((input, output))
}

/// Cannot hide anything here, and says so once.
pub(super) struct Echo {
    told: bool,
}

impl Echo {
    /// Of this console.
    pub(super) fn of<T>(_console: &T) -> Self {
        Self { told: false }
    }

    /// Tells that nothing is hidden.
    pub(super) fn hide(&mut self, hidden: bool) -> bool {
        if hidden && !self.told {
            Out::note("what is typed can be seen on this system; --passphrase-file takes it from a file");
            self.told = true;
        }
        true
    }
}
