//! The whole program in a pseudo-terminal, looked at from outside: its screen, its memory, its threads.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const ROWS: u16 = 24;
const COLUMNS: u16 = 80;

/// A program that was started in a pseudo-terminal of 80 × 24. Dropping it kills it.
pub(crate) struct Running {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    _master: Box<dyn MasterPty + Send>,
    started: Instant,
    pub(crate) screen: Screen,
}

impl Running {
    /// Starts the program; the clock runs from just before.
    pub(crate) fn start(program: &Path, arguments: &[&str]) -> Self {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let keyboard = pair.master.take_writer().expect("its input");
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                let _ended = send.send((Instant::now(), buffer[..n].to_vec()));
            }
        });
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        for (name, value) in [("TERM", "xterm-256color"), ("LANG", "en"), ("LC_ALL", "en"), ("COUNTERCHECK_DATA", "")] {
            command.env(name, value);
        }
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        Self { child, keyboard, output, _master: pair.master, started, screen: Screen::new() }
    }

    /// Reads until the screen is as wanted; the time from the start to the bytes that made it so.
    pub(crate) fn until(&mut self, patience: Duration, wanted: impl Fn(&Screen) -> bool) -> Option<Duration> {
        let end = Instant::now() + patience;
        while let Ok((at, bytes)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.screen.feed(&bytes);
            if wanted(&self.screen) {
                return Some(at - self.started);
            }
        }
        None
    }

    /// Reads until the program has ended; the time that it took.
    #[allow(dead_code, reason = "for the bench's baseline")]
    pub(crate) fn end(mut self) -> Duration {
        let _status = self.child.wait();
        self.started.elapsed()
    }

    /// Types like a person: one key, then quiet.
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in keys.bytes() {
            self.keyboard.write_all(&[key]).expect("a keystroke");
            self.keyboard.flush().expect("a keystroke");
            std::thread::sleep(Duration::from_millis(150));
        }
    }

    /// The program's process.
    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().expect("a running program")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

/// What stands on the screen: enough of a terminal for a program that places every run of text.
pub(crate) struct Screen {
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// The beginning of a sequence whose end has not come yet.
    rest: Vec<u8>,
}

impl Screen {
    fn new() -> Self {
        Self { rows: vec![vec![' '; usize::from(COLUMNS)]; usize::from(ROWS)], row: 0, column: 0, rest: Vec::new() }
    }

    /// Whether some row holds this text.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.rows.iter().any(|row| row.iter().collect::<String>().contains(text))
    }

    /// Whether the last row, which is drawn last, holds anything.
    #[allow(dead_code, reason = "for the bench's first frame")]
    pub(crate) fn has_last_row(&self) -> bool {
        self.rows.last().is_some_and(|row| row.iter().any(|c| *c != ' '))
    }

    /// All rows.
    pub(crate) fn text(&self) -> String {
        self.rows.iter().map(|row| row.iter().collect::<String>() + "\n").collect()
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        let all = std::mem::take(&mut self.rest);
        let mut left = &all[..];
        while let Some(used) = self.one(left) {
            left = &left[used..];
        }
        self.rest = left.to_vec();
    }

    /// Takes one character or sequence; `None` when it is not complete.
    fn one(&mut self, bytes: &[u8]) -> Option<usize> {
        match bytes {
            [] | [0x1b] => None,
            [0x1b, b'[', sequence @ ..] => {
                let end = sequence.iter().position(|b| (0x40..=0x7e).contains(b))?;
                let numbers = String::from_utf8_lossy(&sequence[..end]);
                let mut numbers = numbers.split(';').map(|n| n.parse::<usize>().unwrap_or(1));
                match sequence[end] {
                    b'H' => (self.row, self.column) = (numbers.next()? - 1, numbers.next().unwrap_or(1) - 1),
                    b'J' => self.rows.iter_mut().for_each(|row| row.fill(' ')),
                    _ => {}
                }
                Some(end + 3)
            }
            [0x1b, b']', sequence @ ..] => Some(sequence.iter().position(|b| *b == 7)? + 3),
            [0x1b, _, ..] => Some(2),
            [0..0x20, ..] => Some(1),
            [first, ..] => {
                let length = match first {
                    0..0xc0 => 1,
                    0xc0..0xe0 => 2,
                    0xe0..0xf0 => 3,
                    _ => 4,
                };
                let c = String::from_utf8_lossy(bytes.get(..length)?).chars().next()?;
                if let Some(cell) = self.rows.get_mut(self.row).and_then(|row| row.get_mut(self.column)) {
                    *cell = c;
                }
                self.column += 1;
                Some(length)
            }
        }
    }
}

/// A thread of a process and how often it went to sleep and was put aside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Thread {
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) slept: u64,
    pub(crate) set_aside: u64,
}

/// All threads of a process.
pub(crate) fn threads(process: u32) -> Vec<Thread> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).expect("a running program");
    let mut all: Vec<_> = tasks
        .filter_map(|task| {
            let task = task.ok()?;
            let status = std::fs::read_to_string(task.path().join("status")).ok()?;
            let number = |name| field(&status, name)?.parse().ok();
            Some(Thread {
                name: field(&status, "Name:")?.to_owned(),
                id: task.file_name().to_string_lossy().into_owned(),
                slept: number("voluntary_ctxt_switches:")?,
                set_aside: number("nonvoluntary_ctxt_switches:")?,
            })
        })
        .collect();
    all.sort();
    all
}

/// Anonymous memory that is resident, in kibibytes: heap, stacks, and what was written of the program's data.
pub(crate) fn anonymous(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a running program");
    kibibytes(&status, "RssAnon:")
}

/// Memory that is this process's alone and was written to, in kibibytes.
#[allow(dead_code, reason = "a second witness, for the bench")]
pub(crate) fn private_dirty(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    kibibytes(&rollup, "Private_Dirty:")
}

fn kibibytes(text: &str, name: &str) -> u64 {
    field(text, name).and_then(|value| value.split(' ').next()?.parse().ok()).unwrap_or(0)
}

fn field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim)
}
