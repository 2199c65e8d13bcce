//! Papers on their way to the printer: kept in the vault first, then printed, then let go.
//!
//! Whatever happens in between, the paper still waits at the next start. A paper that was printed
//! in the moment of a power cut may come twice, never not at all.

use super::Outbox;
use crate::ledger::leaf::EntryId;
use crate::print::port::{self, PortError, Printer, PrinterConfig};
use crate::print::{Paper, PrintError};
use crate::till::{Event, PrintTold, Trouble};
use crate::vault::{Kept, Tray, Vault, VaultError};
use crate::words::{Lang, Words, chain};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// While papers wait, the printer is tried again after this long.
const AGAIN: Duration = Duration::from_secs(30);
/// How long the till's end waits for a paper to be kept: as long as a printer may hold one up.
const LEAVE: Duration = Duration::from_secs(15);

/// Why a paper was not kept or not printed.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// The vault does not keep it, or does not give it back.
    #[error("the paper cannot be kept")]
    Vault(#[from] VaultError),
    /// The printer does not take it.
    #[error("the paper waits")]
    Port(#[from] PortError),
    /// The paper cannot be made.
    #[error("the paper cannot be made")]
    Paper(#[from] PrintError),
    /// What is kept is no paper that this version knows.
    #[error("the waiting paper {name} was kept by another version")]
    Unknown {
        /// Its name in the tray.
        name: String,
    },
    /// No printer is set up.
    #[error("no printer is set up")]
    NoPrinter,
}

impl SpoolError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Vault(vault) => vault.advice(),
            Self::Port(port) => port.advice(),
            Self::Paper(paper) => paper.advice(),
            Self::Unknown { .. } => "print it anew from its deal",
            Self::NoPrinter => "name the printer in the section [printer] of config.toml",
        }
    }
}

impl From<&SpoolError> for Trouble {
    fn from(error: &SpoolError) -> Self {
        Self { what: chain(error), advice: error.advice().to_owned() }
    }
}

/// Keeps a paper, on disk when it returns; gives its name. It goes with `entry` when that is erased.
pub fn keep(vault: &mut Vault, paper: &Paper, id: EntryId, entry: Option<EntryId>) -> Result<String, SpoolError> {
    let name = format!("{}.{id}", paper.word());
    let bytes = serde_json::to_vec(paper).map_err(|_| SpoolError::Unknown { name: name.clone() })?;
    vault.put(Tray::Prints, &Kept { name: name.clone(), entry, bytes })?;
    Ok(name)
}

/// Names of the papers that wait, oldest first: the word of each and its id.
pub fn waiting(vault: &Vault) -> Result<Vec<String>, SpoolError> {
    Ok(vault.list(Tray::Prints)?)
}

/// How a round of printing ended.
#[derive(Debug, Default)]
pub struct Round {
    /// Papers that were printed.
    pub printed: usize,
    /// Papers that still wait.
    pub left: usize,
    /// What is in the way of the first of them.
    pub trouble: Option<SpoolError>,
}

/// Prints what waits, oldest first, up to the first that the printer does not take. A paper that
/// cannot be made or read holds up none of the others.
pub fn print_waiting(vault: &mut Vault, printer: &Printer, words: &Words) -> Result<Round, SpoolError> {
    let mut round = Round::default();
    let names = waiting(vault)?;
    for (n, name) in names.iter().enumerate() {
        match print_one(vault, name, printer, words) {
            Ok(()) => {
                // A crash before this line prints it once more.
                vault.remove(Tray::Prints, name)?;
                round.printed += 1;
            }
            Err(error) => {
                let off = matches!(error, SpoolError::Port(_));
                round.trouble.get_or_insert(error);
                if off {
                    round.left += names.len() - n;
                    break;
                }
                round.left += 1;
            }
        }
    }
    Ok(round)
}

fn print_one(vault: &Vault, name: &str, printer: &Printer, words: &Words) -> Result<(), SpoolError> {
    let Some(kept) = vault.get(Tray::Prints, name)? else { return Ok(()) };
    let unknown = |_| SpoolError::Unknown { name: name.to_owned() };
    let paper: Paper = serde_json::from_slice(&kept.bytes).map_err(unknown)?;
    match printer.print(&paper.page(words)?, name) {
        Err(PortError::Paper(error)) => Err(error.into()),
        done => Ok(done?),
    }
}

enum Job {
    Print(Box<Paper>, EntryId, Option<EntryId>),
    /// The till ends: answered once everything before it is kept.
    Leave(Sender<()>),
}

/// The printer's thread.
#[derive(Debug)]
pub struct Printing {
    jobs: Sender<Job>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

/// What the thread works with.
struct Work {
    root: PathBuf,
    printer: Option<Printer>,
    words: Words,
    outbox: Outbox,
    left: usize,
}

impl Printing {
    /// Starts the thread for the shop in `root`; what an earlier run left is printed at once.
    pub fn start(root: &Path, config: &PrinterConfig, lang: Lang, outbox: &Outbox) -> Self {
        let (jobs, inbox) = channel();
        let printer = config.printer(root);
        let (root, outbox) = (root.to_owned(), outbox.clone());
        let body = move || Work { root, printer, words: Words::new(lang), outbox, left: 0 }.run(&inbox);
        // Without a thread the first paper says so: the channel is closed.
        let _thread = std::thread::Builder::new().name("printer".to_owned()).spawn(body);
        Self { jobs }
    }

    /// Hands a paper over; never waits. `id` names it while it waits.
    pub fn print(&self, paper: Box<Paper>, id: EntryId, entry: Option<EntryId>, outbox: &Outbox) {
        if self.jobs.send(Job::Print(paper, id, entry)).is_err() {
            let trouble = Trouble {
                what: "the part of the till that prints has stopped".to_owned(),
                advice: "leave the till and start it again, then print the paper once more".to_owned(),
            };
            outbox.send_soon(Event::Print(PrintTold::Lost(trouble)));
        }
    }
}

impl Drop for Printing {
    /// What was handed over is kept before the program ends; whether it is printed shows at the next start.
    fn drop(&mut self) {
        let (done, kept) = channel();
        if self.jobs.send(Job::Leave(done)).is_ok() {
            let _in_time = kept.recv_timeout(LEAVE);
        }
    }
}

impl Work {
    fn run(mut self, jobs: &Receiver<Job>) {
        if self.printer.is_some() {
            self.round();
        }
        loop {
            // With nothing waiting, nothing wakes.
            let job = match self.left {
                0 => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
                _ => jobs.recv_timeout(AGAIN),
            };
            match job {
                Ok(Job::Print(paper, id, entry)) => self.take(&paper, id, entry),
                Ok(Job::Leave(done)) => {
                    let _nobody_waits = done.send(());
                    return;
                }
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            // All that came meanwhile is kept before any of it is printed.
            while let Ok(job) = jobs.try_recv() {
                match job {
                    Job::Print(paper, id, entry) => self.take(&paper, id, entry),
                    Job::Leave(done) => {
                        let _nobody_waits = done.send(());
                        return;
                    }
                }
            }
            self.round();
        }
    }

    fn take(&mut self, paper: &Paper, id: EntryId, entry: Option<EntryId>) {
        let kept = match self.printer {
            // Nothing would ever print it; in the vault it would only lie.
            None => Err(SpoolError::NoPrinter),
            Some(_) => Vault::open(&self.root)
                .map_err(SpoolError::from)
                .and_then(|mut vault| keep(&mut vault, paper, id, entry)),
        };
        match kept {
            Ok(_) => self.left += 1,
            Err(error) => self.outbox.send(Event::Print(PrintTold::Lost(Trouble::from(&error)))),
        }
    }

    fn round(&mut self) {
        let Some(printer) = &self.printer else { return };
        let before = self.left;
        let done = || -> Result<Option<Round>, SpoolError> {
            let Some(_claim) = port::claim(&self.root)? else { return Ok(None) };
            print_waiting(&mut Vault::open(&self.root)?, printer, &self.words).map(Some)
        };
        let told = match done() {
            // A command beside the till prints at this moment.
            Ok(None) => return,
            Ok(Some(Round { left, trouble: Some(trouble), .. })) => {
                self.left = left;
                PrintTold::Waits { papers: left, trouble: Trouble::from(&trouble) }
            }
            Ok(Some(round)) => {
                self.left = 0;
                if round.printed == 0 {
                    return;
                }
                PrintTold::Printed { papers: round.printed }
            }
            Err(error) => PrintTold::Waits { papers: before.max(1), trouble: Trouble::from(&error) },
        };
        self.outbox.send(Event::Print(told));
    }
}
