use super::*;
use crate::scan::Scan;
use std::io::Write as _;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::channel;

/// A socket pair shows the same readiness as a device that goes: readable and hung up at once.
#[test]
fn what_came_before_the_hang_up_is_delivered_first() {
    let (mut scanner, ours) = UnixStream::pair().unwrap();
    ours.set_nonblocking(true).unwrap();
    scanner.write_all(b"LASTSCAN\r").unwrap();
    drop(scanner);
    let (send, receive) = channel();
    let (stopped, _stop) = io::pipe().unwrap();
    let send = move |batch: Vec<Input>| batch.into_iter().for_each(|input| send.send(input).unwrap());
    let mut reader = Reader { settings: ScanSettings::default(), stopped, send, before: None, told: None };
    let port = Port { fd: ours.into(), path: "port".into(), name: "scanner".into() };
    assert_eq!(reader.read(port), Some(true));
    let got: Vec<Input> = receive.try_iter().collect();
    assert!(
        matches!(&got[0], Input::Scan(Scan { raw, source: ScanSource::Serial(path), .. }) if raw == b"LASTSCAN\r" && path == "port")
    );
    assert_eq!(got[1..], [Input::Device(DeviceStatus::Lost { name: "scanner".into() })]);
}

#[test]
fn a_port_that_is_switched_off_ends_the_thread_without_a_word() {
    let settings = ScanSettings { serial: PortChoice::Off, ..ScanSettings::default() };
    let (send, receive) = channel();
    spawn(&settings, move |batch| send.send(batch).unwrap()).unwrap().stop();
    assert!(receive.recv().is_err());
}

#[test]
fn a_path_that_is_no_serial_port_is_reported_with_a_next_step() {
    let settings = ScanSettings { serial: PortChoice::Path("/dev/null".into()), ..ScanSettings::default() };
    let (send, receive) = channel();
    let handle = spawn(&settings, move |batch| send.send(batch).unwrap()).unwrap();
    let first = receive.recv_timeout(std::time::Duration::from_secs(5)).unwrap();
    assert!(
        matches!(&first[..], [Input::Device(DeviceStatus::Error(text))] if text.starts_with("/dev/null does not open: ") && text.contains("; "))
    );
    handle.stop();
}
