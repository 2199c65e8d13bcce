//! A serial scanner, on Windows, through `serialport`. **Untested.**
//!
//! Windows gives no descriptor to poll and no folder to watch: the thread wakes once a second.

use super::ports::{self, Chosen, Identity};
use super::pump::Pump;
use super::{DeviceStatus, Input, PortChoice, ScanError, ScanSettings, ScanSource};
use std::io::{ErrorKind, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle, sleep};
use std::time::Duration;

const LOOK: Duration = Duration::from_secs(1);

/// The reading thread. Dropping it tells the thread to end.
pub struct SerialHandle {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SerialHandle {
    /// Ends the thread and waits for it, at most a second. Must not be called from within `send`.
    pub fn stop(mut self) {
        self.stopped.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // A panic of the callback was reported where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for SerialHandle {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
    }
}

/// Starts reading the scanner that the settings name; as its Unix counterpart.
pub fn spawn(settings: &ScanSettings, send: impl Fn(Vec<Input>) + Send + 'static) -> Result<SerialHandle, ScanError> {
    let stopped = Arc::new(AtomicBool::new(false));
    let mut reader =
        Reader { settings: settings.clone(), stopped: Arc::clone(&stopped), send, before: None, told: None };
    let thread = Builder::new()
        .name("scan-serial".into())
        .spawn(move || reader.run())
        .map_err(|source| ScanError::Thread { what: "serial", source })?;
    Ok(SerialHandle { stopped, thread: Some(thread) })
}

struct Reader<F> {
    settings: ScanSettings,
    stopped: Arc<AtomicBool>,
    send: F,
    before: Option<Identity>,
    told: Option<DeviceStatus>,
}

impl<F: Fn(Vec<Input>)> Reader<F> {
    fn run(&mut self) {
        if self.settings.serial == PortChoice::Off {
            return;
        }
        while !self.stopped.load(Ordering::Acquire) {
            let found =
                ports::list().map(|all| (ports::choose(&all, &self.settings.serial, self.before.as_ref()), all));
            match found {
                Ok((Chosen::Open(path), all)) if all.iter().any(|p| p.path == path) => self.open(&path, &all),
                Ok((Chosen::Several(ports), _)) => self.tell(DeviceStatus::Ambiguous { ports }),
                Ok(_) => self.tell(DeviceStatus::Waiting),
                Err(e) => self.tell(DeviceStatus::Error(format!("{e}; {}", e.advice()))),
            }
            sleep(LOOK);
        }
    }

    fn open(&mut self, path: &str, all: &[ports::PortInfo]) {
        let mut port = match serialport::new(path, 115_200).timeout(LOOK).dtr_on_open(true).open() {
            Ok(port) => port,
            Err(e) => {
                let error = ScanError::Open { port: path.to_owned(), source: e.into() };
                return self.tell(DeviceStatus::Error(format!("{error}; {}", error.advice())));
            }
        };
        let info = all.iter().find(|p| p.path == path);
        self.before = info.and_then(Identity::of);
        let name = info.map_or_else(|| path.to_owned(), ports::PortInfo::name);
        self.tell(DeviceStatus::Connected { name: name.clone(), port: path.to_owned() });
        let mut pump = Pump::new(&self.settings, ScanSource::Serial(path.to_owned()));
        let mut buffer = [0_u8; 4096];
        while !self.stopped.load(Ordering::Acquire) {
            let limit = pump.wait_ms().map_or(LOOK, Duration::from_millis);
            // A port without this setting still wakes after a second.
            let _ = port.set_timeout(limit);
            match port.read(&mut buffer) {
                Ok(n) if n > 0 => pump.bytes(&buffer[..n]),
                Err(e) if e.kind() == ErrorKind::TimedOut => pump.quiet(),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                _ => break,
            }
            if let Some(inputs) = pump.take() {
                (self.send)(inputs);
            }
        }
        drop(port);
        pump.end();
        if let Some(inputs) = pump.take() {
            (self.send)(inputs);
        }
        self.tell(DeviceStatus::Lost { name });
    }

    fn tell(&mut self, status: DeviceStatus) {
        if self.told.as_ref() != Some(&status) {
            self.told = Some(status.clone());
            (self.send)(vec![Input::Device(status)]);
        }
    }
}
