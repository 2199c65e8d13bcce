//! A terminal that shows nothing of what is typed (Unix).

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, isatty, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd};

/// The terminal of the person at the keyboard, whatever standard input and output are.
pub(super) fn terminal() -> io::Result<(File, File)> {
    let tty = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    let output = tty.try_clone()?;
    Ok((tty, output))
}

/// Switches echo off and on; on again at the latest when it is dropped.
pub(super) struct Echo<'a> {
    tty: BorrowedFd<'a>,
    before: Option<Termios>,
}

impl<'a> Echo<'a> {
    /// Of this terminal.
    pub(super) fn of(tty: &'a impl AsFd) -> Self {
        Self { tty: tty.as_fd(), before: None }
    }

    /// Hides what is typed, or shows it again; tells whether this is a terminal.
    pub(super) fn hide(&mut self, hidden: bool) -> bool {
        if !isatty(self.tty) {
            return false;
        }
        if !hidden {
            self.restore();
            return true;
        }
        let Ok(before) = tcgetattr(self.tty) else { return false };
        let mut quiet = before.clone();
        // Without signals too: ^C comes as a byte, and the echo is never left switched off.
        quiet.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        quiet.special_codes[SpecialCodeIndex::VMIN] = 1;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 0;
        if tcsetattr(self.tty, OptionalActions::Now, &quiet).is_ok() {
            self.before = Some(before);
        }
        true
    }

    fn restore(&mut self) {
        if let Some(before) = self.before.take() {
            // A terminal that has gone needs no echo.
            let _gone = tcsetattr(self.tty, OptionalActions::Now, &before);
        }
    }
}

impl Drop for Echo<'_> {
    fn drop(&mut self) {
        self.restore();
    }
}
