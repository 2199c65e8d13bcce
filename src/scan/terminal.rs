//! The terminal's bytes, on Unix: one thread that sleeps in poll(2) and drains all there is.
//!
//! It changes no terminal setting; raw mode, size and output stay with the screen's library. That
//! library's own parser is not used for input, because a bare `ESC [` makes it wait for ever and
//! swallow the scans behind it.

use super::pump::Pump;
use super::{Input, ScanError, ScanSettings, ScanSource};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter};
use std::thread::{Builder, JoinHandle};

/// The reading thread. Dropping it tells the thread to end.
pub struct TerminalHandle {
    /// Closing it wakes the thread.
    stop: PipeWriter,
    thread: JoinHandle<()>,
}

impl TerminalHandle {
    /// Ends the thread and waits for it: after this the terminal's bytes are another's to read.
    /// Must not be called from within `send`, nor while nobody takes what `send` hands on.
    pub fn stop(self) {
        drop(self.stop);
        // A panic of the callback was reported where it happened.
        let _ = self.thread.join();
    }
}

/// Reads standard input, or the controlling terminal when standard input is none. `send` is
/// called on the reading thread, once a wake-up, never with nothing; the last call carries
/// [`Input::Hangup`] when the terminal is gone.
pub fn spawn(settings: &ScanSettings, send: impl Fn(Vec<Input>) + Send + 'static) -> Result<TerminalHandle, ScanError> {
    let stdin = rustix::stdio::stdin();
    let tty = if rustix::termios::isatty(stdin) {
        stdin.try_clone_to_owned().map_err(ScanError::Terminal)?
    } else {
        std::fs::File::open("/dev/tty").map_err(ScanError::Terminal)?.into()
    };
    spawn_on(tty, settings, send)
}

/// The same on any descriptor.
pub fn spawn_on(
    tty: OwnedFd,
    settings: &ScanSettings,
    send: impl Fn(Vec<Input>) + Send + 'static,
) -> Result<TerminalHandle, ScanError> {
    let (stopped, stop) = io::pipe().map_err(ScanError::Terminal)?;
    let pump = Pump::new(settings, ScanSource::Keyboard);
    let thread = Builder::new()
        .name("scan-terminal".into())
        .spawn(move || run(&tty, &stopped, pump, send))
        .map_err(|source| ScanError::Thread { what: "terminal", source })?;
    Ok(TerminalHandle { stop, thread })
}

fn run(tty: &OwnedFd, stopped: &PipeReader, mut pump: Pump, send: impl Fn(Vec<Input>)) {
    loop {
        let mut alive = true;
        match wait(tty.as_fd(), stopped.as_fd(), pump.wait_ms()) {
            Woken::Stop => return,
            Woken::Quiet => pump.quiet(),
            Woken::Ready => alive = drain(tty.as_fd(), &mut pump),
        }
        if !alive {
            pump.end();
        }
        let mut inputs = pump.take().unwrap_or_default();
        if !alive {
            inputs.push(Input::Hangup);
        }
        if !inputs.is_empty() {
            send(inputs);
        }
        if !alive {
            return;
        }
    }
}

/// Why a wait ended.
pub(super) enum Woken {
    /// The other end of the stop pipe was closed.
    Stop,
    /// The time ran out.
    Quiet,
    /// Bytes, or the end of them.
    Ready,
}

/// Sleeps until there is something to do; without a limit when `limit_ms` is `None`.
pub(super) fn wait(device: BorrowedFd<'_>, stopped: BorrowedFd<'_>, limit_ms: Option<u64>) -> Woken {
    let mut fds = [PollFd::from_borrowed_fd(device, PollFlags::IN), PollFd::from_borrowed_fd(stopped, PollFlags::IN)];
    match poll(&mut fds, limit_ms.map(timespec).as_ref()) {
        // A signal (a resized window): the caller computes the rest of its time anew.
        Err(Errno::INTR) | Ok(0) => Woken::Quiet,
        _ if !fds[1].revents().is_empty() => Woken::Stop,
        // Hang-up and error count as ready: only a read tells whether bytes lie before the end.
        _ => Woken::Ready,
    }
}

/// A time limit in the system's form.
pub(super) fn timespec(ms: u64) -> Timespec {
    let (secs, rest) = (i64::try_from(ms / 1000).unwrap_or(i64::MAX), i64::try_from(ms % 1000).unwrap_or(0));
    Timespec { tv_sec: secs, tv_nsec: rest * 1_000_000 }
}

/// Reads all there is; false when the terminal is gone. The descriptor is shared with the shell
/// that started us, so it must not be made non-blocking: poll before every read instead.
fn drain(tty: BorrowedFd<'_>, pump: &mut Pump) -> bool {
    let mut buffer = [0_u8; 4096];
    loop {
        match rustix::io::read(tty, &mut buffer) {
            Ok(0) => return false,
            Ok(n) => pump.bytes(&buffer[..n]),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => return false,
        }
        let mut more = [PollFd::from_borrowed_fd(tty, PollFlags::IN)];
        if !matches!(poll(&mut more, Some(&timespec(0))), Ok(1)) {
            return true;
        }
    }
}
