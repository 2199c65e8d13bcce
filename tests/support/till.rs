//! The till in a terminal of 80 × 24, driven from outside as a person and a scanner would.

use super::program::{BIN, FOREIGN};
use super::{DEADLINE, shop::Shop};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longer than the decoder's idle flush: what was sent before is over.
pub const QUIET: Duration = Duration::from_millis(90);

/// What the terminal has shown so far.
struct Seen {
    screen: vt100::Parser,
    raw: Vec<u8>,
    /// Texts that must not appear, and the first screen on which one did.
    forbidden: Vec<String>,
    caught: Option<String>,
}

/// A running till and its terminal.
pub struct Till {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    seen: Arc<Mutex<Seen>>,
    /// Kept open, so that the terminal's settings can be read after the program has ended.
    _slave: Box<dyn SlavePty + Send>,
    before: String,
}

impl Till {
    /// Opens the till of a shop.
    pub fn of(shop: &Shop) -> Self {
        Self::start(&["--data", shop.data_word()])
    }

    /// Opens the till of a shop and signs in.
    pub fn signed_in(shop: &Shop) -> Self {
        let mut till = Self::of(shop);
        till.sign_in("EK");
        till
    }

    /// Starts the program with these words.
    pub fn start(words: &[&str]) -> Self {
        Self::start_in(words, &[])
    }

    /// The same with further variables.
    pub fn start_in(words: &[&str], variables: &[(&str, &Path)]) -> Self {
        let mut command = CommandBuilder::new(BIN);
        command.args(words);
        for name in FOREIGN {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C");
        command.env("USER", "tester");
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        Self::spawn(command)
    }

    /// Starts any command in a terminal.
    pub fn spawn(command: CommandBuilder) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let before = settings(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let sides = |n: u16| NonZeroU16::new(n).expect("not zero");
        let screen = vt100::Parser::new(sides(24), sides(80), 0);
        let seen = Arc::new(Mutex::new(Seen { screen, raw: Vec::new(), forbidden: Vec::new(), caught: None }));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65536];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                let mut seen = shared.lock().unwrap_or_else(PoisonError::into_inner);
                seen.take(&bytes[..n]);
            }
        });
        Self { child, master: pair.master, writer, seen, _slave: pair.slave, before }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The screen's text, a line a row.
    pub fn screen(&self) -> String {
        self.seen().screen.screen().contents()
    }

    /// From now on these texts must never stand on the screen.
    pub fn forbid(&mut self, texts: &[&str]) {
        self.seen().forbidden = texts.iter().map(|&t| t.to_owned()).collect();
    }

    /// Fails when a forbidden text was seen.
    pub fn nothing_forbidden(&self, after: &str) {
        if let Some(caught) = &self.seen().caught {
            panic!("after {after}:\n{caught}");
        }
    }

    /// Whether a forbidden text was seen.
    pub fn caught(&self) -> bool {
        self.seen().caught.is_some()
    }

    /// Waits until the screen satisfies `test`, and returns it.
    pub fn until(&mut self, what: &str, test: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + DEADLINE;
        loop {
            let screen = self.screen();
            if test(&screen) {
                return screen;
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                // What it wrote last may still be on its way.
                std::thread::sleep(Duration::from_millis(200));
                let screen = self.screen();
                assert!(test(&screen), "ended ({status:?}) while waiting for {what:?}:\n{screen}");
                return screen;
            }
            assert!(Instant::now() < end, "still waiting for {what:?}:\n{screen}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a text stands on the screen.
    pub fn sees(&mut self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    /// Sends bytes at once, then nothing for a while.
    pub fn send(&mut self, bytes: &[u8]) {
        self.write(bytes);
        std::thread::sleep(QUIET);
    }

    /// Sends bytes at once.
    pub fn write(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).and_then(|()| self.writer.flush()).expect("the terminal takes bytes");
    }

    /// Presses a function key.
    pub fn press(&mut self, f: u8) {
        let sequence: &[u8] = match f {
            1 => b"\x1bOP",
            2 => b"\x1bOQ",
            3 => b"\x1bOR",
            4 => b"\x1bOS",
            5 => b"\x1b[15~",
            6 => b"\x1b[17~",
            7 => b"\x1b[18~",
            8 => b"\x1b[19~",
            9 => b"\x1b[20~",
            10 => b"\x1b[21~",
            11 => b"\x1b[23~",
            12 => b"\x1b[24~",
            other => panic!("no F{other} here"),
        };
        self.send(sequence);
    }

    /// Types a name at the sign-in and waits for the counter.
    pub fn sign_in(&mut self, name: &str) {
        self.sees("Who is at the counter?");
        self.send(name.as_bytes());
        self.until("the typed name", |screen| screen.contains(&format!("initials: {name}")));
        self.send(b"\r");
        self.sees(&format!("At the counter: {name}"));
    }

    /// Scans a number that ends in a carriage return and waits until its card shows this word.
    pub fn scan(&mut self, number: &str, verdict: &str) -> String {
        self.send(format!("{number}\r").as_bytes());
        let shown = grouped(number);
        self.until(&format!("{verdict} for {shown}"), |screen| card(screen, &shown) && result(screen).contains(verdict))
    }

    /// Leaves by F10 and Enter; returns the exit status.
    pub fn leave(mut self) -> u32 {
        self.press(10);
        self.sees("Leave the till?");
        self.send(b"\r");
        self.ended()
    }

    /// Waits for the program's end: the terminal must be as it was found.
    pub fn ended(&mut self) -> u32 {
        let end = Instant::now() + DEADLINE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child of ours") {
                break status;
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(10));
        };
        assert_eq!(settings(&*self.master), self.before, "the terminal's settings");
        super::eventually("the alternate screen is left", || {
            let seen = self.seen();
            let screen = seen.screen.screen();
            (!screen.alternate_screen() && !screen.hide_cursor()).then_some(())
        });
        status.exit_code()
    }

    /// Everything that the program wrote to the terminal.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// The program's process id.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Ends it by SIGKILL, with no chance to do anything more (the pty crate's `kill` hangs up first).
    pub fn kill(&mut self) {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw).expect("a process id");
        kill_process(pid, Signal::KILL).expect("a child of ours");
        self.child.wait().expect("a child of ours");
    }

    /// Closes the terminal window: the program hears a hang-up.
    pub fn hang_up(&mut self) {
        let pid = i32::try_from(self.pid()).ok().and_then(Pid::from_raw).expect("a process id");
        kill_process(pid, Signal::HUP).expect("a child of ours");
    }
}

impl Drop for Till {
    fn drop(&mut self) {
        // A failing test leaves nothing behind.
        if let Ok(None) = self.child.try_wait() {
            self.kill();
        }
    }
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        if self.raw.len() < 16 << 20 {
            self.raw.extend_from_slice(bytes);
        }
        if !self.forbidden.is_empty() && self.caught.is_none() {
            let contents = self.screen.screen().contents();
            if let Some(text) = self.forbidden.iter().find(|text| contents.contains(text.as_str())) {
                self.caught = Some(format!("forbidden: {text}\n{contents}"));
            }
        }
    }
}

/// The terminal's settings as text, to be compared.
fn settings(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a terminal"))
}

/// An IMEI as the screen writes it.
pub fn grouped(number: &str) -> String {
    format!("{}-{}-{}-{}", &number[..2], &number[2..8], &number[8..14], &number[14..])
}

/// Whether the card (not only the list of checks) shows the number.
pub fn card(screen: &str, shown: &str) -> bool {
    screen.lines().any(|line| line.contains("IMEI") && line.contains(shown))
}

/// The left half of the screen, where the card with the verdict stands.
pub fn result(screen: &str) -> String {
    screen.lines().map(|line| line.chars().take(43).collect::<String>() + "\n").collect()
}
