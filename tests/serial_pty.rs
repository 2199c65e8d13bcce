//! A serial scanner on pseudo-terminals: the path stays, the device behind it comes and goes.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

use countercheck::imei::Imei;
use countercheck::scan::serial::{SerialHandle, spawn};
use countercheck::scan::{DeviceStatus, Input, PortChoice, ScanSettings, ScanSource};
use serialport::{SerialPort as _, TTYPort};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// `TTYPort::pair` is not safe in two threads at once, by the crate's own word.
static PAIRS: Mutex<()> = Mutex::new(());
const PATIENCE: Duration = Duration::from_secs(20);

/// The end that the scanner writes to, and the end that is a port.
struct Plugged {
    scanner: TTYPort,
    port: TTYPort,
}

fn plug_in() -> Plugged {
    let (scanner, mut port) = TTYPort::pair().unwrap();
    port.set_exclusive(false).unwrap();
    Plugged { scanner, port }
}

/// Points the link at a port, in one step, as udev does.
fn point(link: &Path, port: &TTYPort) {
    let fresh = link.with_extension("new");
    std::os::unix::fs::symlink(port.name().unwrap(), &fresh).unwrap();
    std::fs::rename(fresh, link).unwrap();
}

struct Bench {
    link: PathBuf,
    inputs: Receiver<Input>,
    handle: Option<SerialHandle>,
    /// Digits of all scans since the device last came; a line feed that limps behind its scan is no scan.
    read: Vec<u8>,
    scans: Vec<Vec<u8>>,
    _folder: tempfile::TempDir,
    _alone: MutexGuard<'static, ()>,
}

impl Bench {
    fn new(settings: ScanSettings) -> Self {
        let alone = PAIRS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("scanner");
        let settings = ScanSettings { serial: PortChoice::Path(link.to_str().unwrap().into()), ..settings };
        let (send, inputs) = channel();
        // The receiver may be gone when the thread ends.
        let handle = spawn(&settings, move |batch| batch.into_iter().for_each(|i| drop(send.send(i)))).unwrap();
        Self { link, inputs, handle: Some(handle), read: Vec::new(), scans: Vec::new(), _folder: folder, _alone: alone }
    }

    /// Takes inputs until `done` says so for a state of the device, or enough bytes came.
    fn until(&mut self, what: &str, done: impl Fn(Option<&DeviceStatus>, usize) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let input = self
                .inputs
                .recv_timeout(end.saturating_duration_since(Instant::now()))
                .unwrap_or_else(|_| panic!("no {what}"));
            let mut state = None;
            match input {
                Input::Scan(scan) => {
                    assert_eq!(scan.source, ScanSource::Serial(self.link.to_str().unwrap().into()));
                    self.read.extend(digits(&scan.raw));
                    self.scans.push(scan.raw);
                }
                Input::Device(status) => state = Some(status),
                other => panic!("{other:?} from a serial scanner"),
            }
            if done(state.as_ref(), self.read.len()) {
                return;
            }
        }
    }

    fn connected(&mut self) {
        self.until("connection", |state, _| matches!(state, Some(DeviceStatus::Connected { .. })));
        self.read.clear();
    }

    fn lost(&mut self) {
        self.until("loss", |state, _| matches!(state, Some(DeviceStatus::Lost { .. })));
    }

    fn has_read(&mut self, bytes: usize) {
        if self.read.len() < bytes {
            self.until("scan", |_, read| read >= bytes);
        }
    }
}

fn digits(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    bytes.iter().copied().filter(u8::is_ascii_digit)
}

fn imei(number: usize) -> String {
    Imei::parse(&format!("35209900{number:06}")).unwrap().digits()
}

/// A thousand scans in random pieces over ten unplugs: the bytes of every finished scan arrive
/// once, in order, on the connection they were sent on.
#[test]
fn a_thousand_scans_and_ten_unplugs() {
    let mut state = 2_u64;
    // Knuth's MMIX generator: the same pieces in every run.
    let mut below = move |n: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap() % n
    };
    let mut bench = Bench::new(ScanSettings { gap_ms: 6, idle_flush_ms: 12, ..ScanSettings::default() });
    let mut plugged = plug_in();
    point(&bench.link, &plugged.port);
    bench.connected();
    let mut number = 0;
    for unplug in 0..10 {
        let mut sent = Vec::new();
        for _ in 0..100 {
            let scan = imei(number) + ["\r", "\r\n", "\n"][number % 3];
            number += 1;
            let mut rest = scan.as_bytes();
            while !rest.is_empty() {
                let (piece, later) = rest.split_at((below(17) as usize + 1).min(rest.len()));
                plugged.scanner.write_all(piece).unwrap();
                rest = later;
                std::thread::sleep(Duration::from_micros(u64::from(below(1500))));
            }
            sent.extend(digits(scan.as_bytes()));
            // Mostly as people scan, sometimes faster than any can.
            std::thread::sleep(Duration::from_millis(if below(8) == 0 { 0 } else { 16 }));
        }
        bench.has_read(sent.len());
        let cut_short = &imei(999_999).into_bytes()[..below(15) as usize];
        if unplug % 2 == 1 {
            plugged.scanner.write_all(cut_short).unwrap();
        }
        let next = plug_in();
        if unplug % 3 == 0 {
            // The trap: the device is back under its new name while the old descriptor is open.
            point(&bench.link, &next.port);
            drop(std::mem::replace(&mut plugged, next));
            bench.lost();
        } else {
            drop(std::mem::replace(&mut plugged, next));
            bench.lost();
            point(&bench.link, &plugged.port);
        }
        let (whole, tail) = bench.read.split_at(sent.len());
        assert_eq!(whole, sent, "connection {unplug}");
        assert!(cut_short.starts_with(tail), "connection {unplug}: {} bytes too many", tail.len());
        bench.connected();
    }
    let whole = (0..1000)
        .filter(|n| {
            bench.scans.iter().any(|raw| {
                raw.strip_suffix(b"\r").or(raw.strip_suffix(b"\r\n")).or(raw.strip_suffix(b"\n"))
                    == Some(imei(*n).as_bytes())
            })
        })
        .count();
    // An eighth are sent back to back on purpose, and a busy machine sends haltingly: 12 ms is little.
    assert!(whole >= 300, "{whole} of 1000 came as one scan each");
    bench.handle.take().unwrap().stop();
}

#[test]
fn a_scanner_that_is_plugged_in_later_is_found() {
    let mut bench = Bench::new(ScanSettings::default());
    bench.until("waiting", |state, _| state == Some(&DeviceStatus::Waiting));
    let mut plugged = plug_in();
    point(&bench.link, &plugged.port);
    bench.connected();
    plugged.scanner.write_all(b"352099001761481").unwrap();
    bench.has_read(15);
    assert_eq!(bench.scans, [b"352099001761481"]);
}

/// Bytes that are read but still within the gap when the plug is pulled.
#[test]
fn an_unplug_right_after_the_last_byte_loses_nothing() {
    let mut bench = Bench::new(ScanSettings { gap_ms: 400, ..ScanSettings::default() });
    let mut plugged = plug_in();
    point(&bench.link, &plugged.port);
    bench.connected();
    plugged.scanner.write_all(b"352099001761481\r").unwrap();
    // The reader has them long before the gap is over; the decoder still holds them.
    std::thread::sleep(Duration::from_millis(100));
    assert!(bench.inputs.try_recv().is_err());
    drop(plugged);
    bench.lost();
    assert_eq!(bench.scans, [b"352099001761481\r"]);
}

#[test]
fn stopping_does_not_wait_for_a_scan() {
    let mut bench = Bench::new(ScanSettings::default());
    let plugged = plug_in();
    point(&bench.link, &plugged.port);
    bench.connected();
    let began = Instant::now();
    bench.handle.take().unwrap().stop();
    assert!(began.elapsed() < Duration::from_secs(2));
}
