//! A serial scanner, on Unix: opened when it is there, found again when it was unplugged.
//!
//! The port is opened and read with plain system calls, not through `serialport`: that crate
//! takes poll's "readable and hung up" for an error and never reads the bytes, so the scan of
//! someone who pulls the plug right after the beep would be lost. Its listing of ports is used.
//!
//! The thread sleeps without a time limit, in poll(2), on the port and a stop pipe, or, while no
//! scanner is there, on a watch of `/dev`. Only a port that refuses to open is tried by time.

use super::plug::Plug;
use super::ports::{self, Chosen, Identity};
use super::pump::Pump;
use super::terminal::{Woken, timespec, wait};
use super::{DeviceStatus, Input, PortChoice, ScanError, ScanSettings, ScanSource};
use crate::clock::system;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios::{ControlModes, OptionalActions, SpecialCodeIndex};
use std::error::Error as _;
use std::io::{self, PipeReader, PipeWriter};
use std::path::Path;
use std::thread::{Builder, JoinHandle};

/// The first and the longest pause between two tries of a port that refuses, in milliseconds.
/// `ModemManager` holds a new port for about 10 s.
const RETRY_MS: (u64, u64) = (500, 16_000);

/// Bits a second; USB scanners ignore it, adapters in front of RS-232 scanners do not.
const BAUD: u32 = 115_200;

/// The reading thread. Dropping it tells the thread to end.
pub struct SerialHandle {
    stop: PipeWriter,
    thread: JoinHandle<()>,
}

impl SerialHandle {
    /// Ends the thread and waits for it. Must not be called from within `send`, nor while nobody
    /// takes what `send` hands on.
    pub fn stop(self) {
        drop(self.stop);
        // A panic of the callback was reported where it happened.
        let _ = self.thread.join();
    }
}

/// Starts reading the scanner that the settings name; with [`PortChoice::Off`] the thread ends at
/// once. `send` is called on the reading thread: scans, and each change of the device's state.
pub fn spawn(settings: &ScanSettings, send: impl Fn(Vec<Input>) + Send + 'static) -> Result<SerialHandle, ScanError> {
    let thread_error = |source| ScanError::Thread { what: "serial", source };
    let (stopped, stop) = io::pipe().map_err(thread_error)?;
    let mut reader = Reader { settings: settings.clone(), stopped, send, before: None, told: None };
    let thread = Builder::new().name("scan-serial".into()).spawn(move || reader.run()).map_err(thread_error)?;
    Ok(SerialHandle { stop, thread })
}

struct Reader<F> {
    settings: ScanSettings,
    stopped: PipeReader,
    send: F,
    /// The device that was open last.
    before: Option<Identity>,
    told: Option<DeviceStatus>,
}

/// An open port.
struct Port {
    fd: OwnedFd,
    path: String,
    name: String,
}

impl<F: Fn(Vec<Input>)> Reader<F> {
    fn run(&mut self) {
        if self.settings.serial == PortChoice::Off {
            return;
        }
        let mut pause = RETRY_MS.0;
        while let Some(port) = self.find() {
            let began = system::now();
            let Some(delivered) = self.read(port) else { return };
            if delivered || system::now().since(began) > RETRY_MS.0 {
                pause = RETRY_MS.0;
                continue;
            }
            // A port that dies as soon as it is opened must not keep the processor busy.
            if self.rest(None, Some(pause)) {
                return;
            }
            pause = (pause * 2).min(RETRY_MS.1);
        }
    }

    /// Waits for the scanner and opens it; `None` to end.
    fn find(&mut self) -> Option<Port> {
        let plug = Plug::new();
        let mut pause = RETRY_MS.0;
        loop {
            if let PortChoice::Path(path) = &self.settings.serial {
                plug.watch_for(Path::new(path));
            }
            plug.drain();
            let mut limit = plug.fd().is_none().then_some(2000);
            match self.look() {
                Ok(Chosen::Open(path)) => match open(&path) {
                    Ok(fd) => return Some(self.opened(fd, path)),
                    Err(e) if e.kind() == io::ErrorKind::NotFound => self.tell(DeviceStatus::Waiting),
                    Err(source) => {
                        self.tell(trouble(&ScanError::Open { port: path, source }));
                        limit = Some(pause);
                        pause = (pause * 2).min(RETRY_MS.1);
                    }
                },
                Ok(Chosen::Nothing) => self.tell(DeviceStatus::Waiting),
                Ok(Chosen::Several(ports)) => self.tell(DeviceStatus::Ambiguous { ports }),
                Err(e) => self.tell(trouble(&e)),
            }
            if self.rest(Some(&plug), limit) {
                return None;
            }
        }
    }

    fn look(&self) -> Result<Chosen, ScanError> {
        let ports = ports::list()?;
        Ok(ports::choose(&ports, &self.settings.serial, self.before.as_ref()))
    }

    /// Sleeps until something is plugged in or the limit passed; true to end.
    fn rest(&self, plug: Option<&Plug>, limit_ms: Option<u64>) -> bool {
        let mut fds = vec![PollFd::new(&self.stopped, PollFlags::IN)];
        if let Some(fd) = plug.and_then(Plug::fd) {
            fds.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
        }
        // A signal only makes us look once more.
        let _ = poll(&mut fds, limit_ms.map(timespec).as_ref());
        !fds[0].revents().is_empty()
    }

    fn opened(&mut self, fd: OwnedFd, path: String) -> Port {
        // A link is resolved, because the listing knows real names only.
        let real = std::fs::canonicalize(&path).map_or_else(|_| path.clone(), |p| p.to_string_lossy().into_owned());
        let info = ports::list().ok().and_then(|all| all.into_iter().find(|p| p.path == real));
        self.before = info.as_ref().and_then(Identity::of);
        let name = info.map_or_else(|| path.clone(), |i| i.name());
        self.tell(DeviceStatus::Connected { name: name.clone(), port: path.clone() });
        Port { fd, path, name }
    }

    /// Delivers scans until the port is gone; `None` to end, otherwise whether any byte came.
    fn read(&mut self, port: Port) -> Option<bool> {
        let Port { fd, path, name } = port;
        let mut pump = Pump::new(&self.settings, ScanSource::Serial(path));
        let mut delivered = false;
        loop {
            let alive = match wait(fd.as_fd(), self.stopped.as_fd(), pump.wait_ms()) {
                Woken::Stop => return None,
                Woken::Quiet => {
                    pump.quiet();
                    true
                }
                Woken::Ready => drain(&fd, &mut pump, &mut delivered),
            };
            if !alive {
                pump.end();
            }
            if let Some(inputs) = pump.take() {
                (self.send)(inputs);
            }
            if !alive {
                // Closed before the scanner is looked for: while the old descriptor is open, the
                // kernel gives the returning device another name.
                drop(fd);
                self.tell(DeviceStatus::Lost { name });
                return Some(delivered);
            }
        }
    }

    /// Reports a state once.
    fn tell(&mut self, status: DeviceStatus) {
        if self.told.as_ref() != Some(&status) {
            self.told = Some(status.clone());
            (self.send)(vec![Input::Device(status)]);
        }
    }
}

/// An error with its reason and its next step, for the screen.
fn trouble(error: &ScanError) -> DeviceStatus {
    let why = error.source().map(|s| format!(": {s}")).unwrap_or_default();
    DeviceStatus::Error(format!("{error}{why}; {}", error.advice()))
}

/// Opens a port for itself alone and makes it pass every byte on as it is. Opening raises DTR,
/// which some scanners want to see before they send.
fn open(path: &str) -> io::Result<OwnedFd> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let fd = rustix::fs::open(path, flags, Mode::empty())?;
    let mut line = rustix::termios::tcgetattr(&fd)?;
    line.make_raw();
    line.control_modes |= ControlModes::CREAD | ControlModes::CLOCAL;
    line.control_modes -= ControlModes::CRTSCTS;
    line.special_codes[SpecialCodeIndex::VMIN] = 1;
    line.special_codes[SpecialCodeIndex::VTIME] = 0;
    line.set_speed(BAUD)?;
    rustix::termios::tcsetattr(&fd, OptionalActions::Now, &line)?;
    // Two readers would get half a scan each.
    rustix::termios::ioctl_tiocexcl(&fd)?;
    Ok(fd)
}

/// Reads all there is, also after a hang-up; false when the port is gone.
fn drain(fd: &OwnedFd, pump: &mut Pump, delivered: &mut bool) -> bool {
    let mut buffer = [0_u8; 4096];
    loop {
        match rustix::io::read(fd, &mut buffer) {
            Ok(0) => return false,
            Ok(n) => {
                *delivered = true;
                pump.bytes(&buffer[..n]);
            }
            Err(Errno::AGAIN) => return true,
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests;
