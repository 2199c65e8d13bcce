//! The reading threads sleep while nothing comes. One test, alone in its process: it counts threads by name.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

use countercheck::scan::{PortChoice, ScanSettings, serial, terminal};
use serialport::{SerialPort as _, TTYPort};
use std::io::Write as _;
use std::sync::mpsc::channel;
use std::time::Duration;

/// Voluntary context switches of every thread whose name begins with `scan-`: name and count.
fn switches() -> Vec<(String, u64)> {
    let mut all = Vec::new();
    for task in std::fs::read_dir("/proc/self/task").unwrap() {
        let status = std::fs::read_to_string(task.unwrap().path().join("status")).unwrap();
        let field = |name: &str| status.lines().find_map(|l| l.strip_prefix(name)).unwrap().trim().to_owned();
        let name = field("Name:");
        if name.starts_with("scan-") {
            all.push((name, field("voluntary_ctxt_switches:").parse().unwrap()));
        }
    }
    all.sort();
    all
}

#[test]
fn no_wake_ups_while_idle() {
    let (send, inputs) = channel();
    let (mut keyboard, mut tty) = TTYPort::pair().unwrap();
    let (mut scanner, mut port) = TTYPort::pair().unwrap();
    tty.set_exclusive(false).unwrap();
    port.set_exclusive(false).unwrap();
    let open = std::fs::File::open(tty.name().unwrap()).unwrap();
    let settings = |path: &str| ScanSettings { serial: PortChoice::Path(path.into()), ..ScanSettings::default() };
    let sender = || {
        let send = send.clone();
        move |batch: Vec<_>| batch.into_iter().for_each(|i| drop(send.send(i)))
    };
    let terminal = terminal::spawn_on(open.into(), &ScanSettings::default(), sender()).unwrap();
    let connected = serial::spawn(&settings(&port.name().unwrap()), sender()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let waiting = serial::spawn(&settings(folder.path().join("none").to_str().unwrap()), sender()).unwrap();
    // Both have worked once, so a timer left behind by a flush would be seen.
    keyboard.write_all(b"352099001761481\r").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    scanner.write_all(b"352099001761481\r").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(inputs.try_iter().count(), 4, "two scans, connected, waiting");

    let before = switches();
    assert_eq!(
        before.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["scan-serial", "scan-serial", "scan-terminal"]
    );
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(switches(), before);

    keyboard.write_all(b"x").unwrap();
    assert!(inputs.recv_timeout(Duration::from_secs(2)).is_ok(), "the threads are dead, not asleep");
    assert_ne!(switches(), before);
    terminal.stop();
    connected.stop();
    waiting.stop();
}
