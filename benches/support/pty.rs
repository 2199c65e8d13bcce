//! The whole program in a pseudo-terminal, with the time at which each byte came.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
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
    screen: vt100::Parser,
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
            let mut buffer = vec![0; 65_536];
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
        let sides = |n: u16| NonZeroU16::new(n).expect("not zero");
        let screen = vt100::Parser::new(sides(ROWS), sides(COLUMNS), 0);
        Self { child, keyboard, output, _master: pair.master, started, screen }
    }

    /// Reads until the screen is as wanted; the time from the start to the bytes that made it so.
    pub(crate) fn until(&mut self, patience: Duration, wanted: impl Fn(&str) -> bool) -> Duration {
        let end = Instant::now() + patience;
        while let Ok((at, bytes)) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.screen.process(&bytes);
            if wanted(&self.screen.screen().contents()) {
                return at - self.started;
            }
        }
        unreachable!("not what was waited for:\n{}", self.screen.screen().contents());
    }

    /// Reads until the program has ended; the time that it took.
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
    pub(crate) fn pid(&self) -> u32 {
        self.child.process_id().expect("a running program")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}
