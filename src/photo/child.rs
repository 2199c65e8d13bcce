//! The till's side of the process that looks at pictures: it starts it, waits so long and no longer,
//! and starts another after a failure.
//!
//! The till gives a file's bytes and gets identifiers or a refusal. Whatever the process does (ends,
//! hangs, talks nonsense) is one refusal, and nothing more. Invariant: nothing of a picture is on
//! disk, and no process outlives its [`Looker`].

use super::gate;
use super::wire::{self, Answer, Refused, Seen, Wish};
use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Name of the hidden command.
pub const COMMAND: &str = "photo-worker";
/// Pictures that one process looks at: what a decoder may leave behind goes with it.
const PICTURES: usize = 64;
/// How long one picture may take; a build for tests is slower.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 200 } else { 20 });

/// Why a picture was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The picture itself is refused.
    #[error("{}", .0.what)]
    Refused(Refused),
    /// The process ended or talked nonsense: out of memory, or a fault of a decoder.
    #[error("the picture could not be read: the reader stopped over it")]
    Stopped(#[source] io::Error),
    /// It took too long.
    #[error("the picture could not be read within {} seconds", .0.as_secs())]
    Late(Duration),
    /// The process cannot be started.
    #[error("the reader of pictures cannot be started")]
    Start(#[source] io::Error),
}

impl LookError {
    /// What to do next.
    pub fn advice(&self) -> String {
        match self {
            Self::Refused(refused) => refused.advice.clone(),
            Self::Stopped(_) | Self::Late(_) => {
                "take the picture again, closer and with fewer pixels, or type the number".to_owned()
            }
            Self::Start(_) => "type the number; close other programs and start the till again".to_owned(),
        }
    }
}

/// What one picture is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Read the identifiers on it.
    pub read: bool,
    /// Make a copy to keep.
    pub keep: bool,
}

/// A process that looks at pictures, started when the first one comes.
#[derive(Debug)]
pub struct Looker {
    program: PathBuf,
    models: Option<PathBuf>,
    patience: Duration,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    wishes: Sender<Job>,
    answers: Receiver<io::Result<Result<Seen, Refused>>>,
    left: usize,
}

struct Job {
    wish: Wish,
    file: Vec<u8>,
}

impl Looker {
    /// This very program does the looking, with the models of a folder or its own.
    pub fn new(models: Option<&Path>) -> Self {
        Self::with_program(own_program(), models)
    }

    /// The same with the program at a path.
    pub fn with_program(program: PathBuf, models: Option<&Path>) -> Self {
        Self { program, models: models.map(Path::to_owned), patience: PATIENCE, running: None }
    }

    /// Waits at most so long for each picture.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The process's id, while there is one.
    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.child.id())
    }

    /// Starts the process, so that the first picture does not wait for it.
    pub fn warm_up(&mut self) -> Result<(), LookError> {
        if self.running.is_none() {
            self.running = Some(Running::start(&self.program, self.models.as_deref()).map_err(LookError::Start)?);
        }
        Ok(())
    }

    /// Looks at one file.
    pub fn look(&mut self, file: Vec<u8>, want: Want) -> Result<Seen, LookError> {
        if file.len() > gate::MAX_BYTES {
            let error = gate::GateError::Bytes { bytes: file.len() };
            return Err(LookError::Refused(Refused { what: error.to_string(), advice: error.advice().to_owned() }));
        }
        self.warm_up()?;
        let Some(mut running) = self.running.take() else { return Err(LookError::Late(self.patience)) };
        let wish = Wish { bytes: file.len(), read: want.read, keep: want.keep };
        let gone = || LookError::Stopped(io::ErrorKind::BrokenPipe.into());
        if running.wishes.send(Job { wish, file }).is_err() {
            return Err(gone());
        }
        let seen = match running.answers.recv_timeout(self.patience) {
            Ok(Ok(seen)) => seen,
            // The process goes with `running`; the next picture gets another.
            Ok(Err(error)) => return Err(LookError::Stopped(error)),
            Err(RecvTimeoutError::Timeout) => return Err(LookError::Late(self.patience)),
            Err(RecvTimeoutError::Disconnected) => return Err(gone()),
        };
        running.left -= 1;
        if running.left > 0 {
            self.running = Some(running);
        }
        seen.map_err(LookError::Refused)
    }
}

/// The program that runs now, even where its file was replaced meanwhile.
fn own_program() -> PathBuf {
    let own = Path::new("/proc/self/exe");
    if own.exists() {
        own.to_owned()
    } else {
        std::env::current_exe().unwrap_or_else(|_| PathBuf::from("countercheck"))
    }
}

impl Running {
    fn start(program: &Path, models: Option<&Path>) -> io::Result<Self> {
        let mut words = vec![OsString::from(COMMAND)];
        words.extend(models.iter().flat_map(|folder| [OsString::from("--models"), folder.as_os_str().to_owned()]));
        let mut command = Command::new(program);
        // Nothing of the till's surroundings: no secrets in variables, no folder that is kept busy.
        command.args(words).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // One heap for all threads: less memory is reserved than is used.
        command.env("MALLOC_ARENA_MAX", "2");
        let mut child = command.spawn()?;
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        let (stdin, stdout) = (child.stdin.take().ok_or_else(gone)?, child.stdout.take().ok_or_else(gone)?);
        let (wishes, jobs) = channel();
        let (sender, answers) = channel();
        let talking = move || talk(stdin, stdout, &jobs, &sender);
        std::thread::Builder::new().name("pictures".to_owned()).spawn(talking)?;
        Ok(Self { child, wishes, answers, left: PICTURES })
    }
}

/// Hands pictures over and takes answers, so that a process that does neither keeps only this thread.
fn talk(
    stdin: ChildStdin,
    stdout: ChildStdout,
    jobs: &Receiver<Job>,
    answers: &Sender<io::Result<Result<Seen, Refused>>>,
) {
    let (mut to, mut from) = (BufWriter::new(stdin), BufReader::new(stdout));
    for job in jobs {
        let sent = wire::send(&mut to, &job.wish, &[&job.file]);
        drop(job.file);
        let answered = sent.and_then(|()| {
            let head: Option<Answer> = wire::head(&mut from)?;
            head.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?.seen(&mut from)
        });
        if answers.send(answered).is_err() {
            return;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A process that ended by itself is gone already; either way none is left behind.
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}
