//! The terminal reader on a pseudo-terminal, in real time.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

use countercheck::scan::terminal::{TerminalHandle, spawn_on};
use countercheck::scan::{Input, Key, ScanSettings, read};
use serialport::{SerialPort as _, TTYPort};
use std::io::{Read as _, Write as _};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

static PAIRS: Mutex<()> = Mutex::new(());
const IMEI: &str = "352099001761481";
const SUFFIXES: [&str; 5] = ["", "\r", "\n", "\r\n", "\t"];

struct Terminal {
    keyboard: TTYPort,
    path: String,
    inputs: Receiver<Input>,
    handle: Option<TerminalHandle>,
}

impl Terminal {
    fn new() -> Self {
        let _alone = PAIRS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (keyboard, mut tty) = TTYPort::pair().unwrap();
        tty.set_exclusive(false).unwrap();
        let path = tty.name().unwrap();
        let ours = std::fs::File::options().read(true).write(true).open(&path).unwrap();
        let (send, inputs) = channel();
        let handle = spawn_on(ours.into(), &ScanSettings::default(), move |batch| {
            for input in batch {
                // The test may have ended.
                drop(send.send(input));
            }
        })
        .unwrap();
        Self { keyboard, path, inputs, handle: Some(handle) }
    }

    /// Sends pieces with a pause before each and gives what came out. On a busy machine a pause
    /// may grow past the gap, and then a key is a key: such a try says nothing and is repeated.
    fn send(&mut self, pieces: &[(u64, &[u8])]) -> Vec<Input> {
        for _ in 0..30 {
            let mut longest = Duration::ZERO;
            let mut last = None;
            for (pause, bytes) in pieces {
                std::thread::sleep(Duration::from_millis(*pause));
                self.keyboard.write_all(bytes).unwrap();
                let before = last.replace(Instant::now());
                longest = longest.max(before.map_or(Duration::ZERO, |b: Instant| b.elapsed()));
            }
            let inputs = self.settle();
            if longest < Duration::from_millis(28) {
                return inputs;
            }
        }
        panic!("this machine cannot keep a pause")
    }

    /// Everything until the terminal has been quiet for a while.
    fn settle(&self) -> Vec<Input> {
        let mut all = Vec::new();
        while let Ok(input) = self.inputs.recv_timeout(Duration::from_millis(if all.is_empty() { 2000 } else { 80 })) {
            all.push(input);
        }
        all
    }
}

fn numbers(inputs: &[Input]) -> Vec<String> {
    let scans = inputs.iter().filter_map(|i| if let Input::Scan(scan) = i { Some(scan) } else { None });
    scans.flat_map(|scan| read(&scan.raw, &ScanSettings::default()).identifiers).map(|found| found.value).collect()
}

#[test]
fn bursts_at_each_speed_with_each_suffix_are_read() {
    let mut terminal = Terminal::new();
    for gap in [1, 8, 16] {
        for suffix in SUFFIXES {
            let code = format!("{IMEI}{suffix}");
            let inputs = terminal.send(&code.as_bytes().chunks(1).map(|b| (gap, b)).collect::<Vec<_>>());
            assert_eq!(numbers(&inputs), [IMEI], "{gap} ms, {suffix:?}: {inputs:?}");
            assert_eq!(inputs.len(), 1, "{gap} ms, {suffix:?}: {inputs:?}");
        }
    }
}

/// Every opener, a pause within the gap, then a good scan: no key, and the number is read.
#[test]
fn no_opener_runs_a_command_or_swallows_the_scan_behind_it() {
    let singles = (0..=255_u8).map(|b| vec![b]);
    let longer = [
        "\x1b[",
        "\x1b[200~",
        "\x1bO",
        "\x1b]",
        "\x1bP",
        "\x1b_",
        "\x1b[M",
        "\x1b[?1;",
        "\x1b\x1b",
        "\x1b[A",
        "\x1bOP",
    ];
    let openers: Vec<Vec<u8>> = singles.chain(longer.iter().map(|o| o.as_bytes().to_vec())).collect();
    std::thread::scope(|scope| {
        for (lane, some) in openers.chunks(openers.len().div_ceil(6)).enumerate() {
            scope.spawn(move || {
                let mut terminal = Terminal::new();
                for (i, opener) in some.iter().enumerate() {
                    let suffix = SUFFIXES[(i + lane) % 5];
                    let scan = format!("{IMEI}{suffix}");
                    let mut pieces: Vec<(u64, &[u8])> = opener.chunks(1).map(|b| (1, b)).collect();
                    pieces.push((10, scan.as_bytes()));
                    let inputs = terminal.send(&pieces);
                    assert!(!inputs.iter().any(|i| matches!(i, Input::Key(_))), "{opener:?}: {inputs:?}");
                    assert!(numbers(&inputs).iter().any(|n| n == IMEI), "{opener:?}: {inputs:?}");
                }
            });
        }
    });
}

#[test]
fn a_bare_opener_is_given_out_and_keys_work_behind_it() {
    let mut terminal = Terminal::new();
    for opener in ["\x1b[", "\x1b[200~", "\x1bO", "\x1b]"] {
        terminal.keyboard.write_all(opener.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(120));
        terminal.keyboard.write_all(b"?").unwrap();
        assert_eq!(terminal.settle().last(), Some(&Input::Key(Key::Char('?'))), "{opener:?}");
    }
    terminal.keyboard.write_all(b"\x03").unwrap();
    assert_eq!(terminal.settle(), [Input::Key(Key::Ctrl('c'))]);
}

#[test]
fn a_closed_terminal_is_reported_and_what_came_before_is_delivered() {
    let mut terminal = Terminal::new();
    terminal.keyboard.write_all(IMEI.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(15));
    let Terminal { keyboard, inputs, handle, .. } = terminal;
    drop(keyboard);
    let all: Vec<Input> = inputs.iter().collect();
    assert_eq!(numbers(&all), [IMEI]);
    assert_eq!(all.last(), Some(&Input::Hangup));
    handle.unwrap().stop();
}

#[test]
fn stopping_leaves_the_terminal_to_others() {
    let mut terminal = Terminal::new();
    let mut other = std::fs::File::open(&terminal.path).unwrap();
    terminal.handle.take().unwrap().stop();
    terminal.keyboard.write_all(b"x").unwrap();
    let mut byte = [0];
    other.read_exact(&mut byte).unwrap();
    assert_eq!((byte, terminal.inputs.try_recv().ok()), (*b"x", None));
}
