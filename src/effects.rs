//! One runner per [`Effect`]: turns what the till wants into calls of the edges, and what the
//! edges say into events.
//!
//! Everything slow happens in workers: the recorder thread owns ledger, vault and projection;
//! the registry client owns its own runtime. The till's thread only sends. A worker that ends by
//! a panic is told to the till as an event, never lost.

mod applied;
mod beside;
mod closing;
mod deal_papers;
mod deals;
mod desk;
mod local;
mod outbox;
mod photo;
mod printing;
mod recorder;
mod restore;
mod warnings;

pub use applied::{list_clock_cleared, list_refused, note_lists};
pub use beside::Beside;
pub use closing::{Closing, MOST_DAYS, starts};
pub use deal_papers::{Stationery, deal_papers};
pub use deals::{deal, open_deals};
pub use desk::{Desk, Job, RECORDER};
pub use local::{LocalSources, list_policy, list_version};
pub use outbox::{Inbox, Outbox, fresh_id};
pub use photo::{PHOTO_WORKER, PhotoDesk, PhotoWork};
pub use printing::{Printing, Round, SpoolError, keep, print_waiting, waiting};
pub use recorder::{RecordError, Recorder};
pub use restore::{restore, restore_one};
pub use warnings::{Found, WarningsConfig, look_up};

use crate::finding::SourceName;
use crate::imei::Imei;
use crate::registry::client::Client;
use crate::till::{Beep, CheckId, Effect, Event, PrintTold, Trouble};
use std::sync::Arc;

/// What only the owner of the terminal can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaceEffect {
    /// Make a sound.
    Beep(Beep),
    /// Put a text on the clipboard.
    Copy(String),
    /// End the program.
    Quit,
}

/// Feeds the demo's scanner with one of its handsets.
pub type Simulator = Box<dyn Fn(usize, &Outbox) + Send>;

/// Runs effects.
pub struct Runner {
    /// Records, in a thread of its own.
    pub desk: Desk,
    /// Lists that the shop holds.
    pub local: LocalSources,
    /// Machine sources over the network.
    pub client: Option<Client>,
    /// Where events go.
    pub outbox: Outbox,
    /// Commands beside this till, on the same folder.
    pub beside: Beside,
    /// The printer; commands print nothing by themselves.
    pub printing: Option<Printing>,
    /// The demo's scanner.
    pub simulator: Option<Simulator>,
    /// Takes pictures in and has them read, in a thread of its own.
    pub photos: Option<PhotoDesk>,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner").finish_non_exhaustive()
    }
}

impl Runner {
    /// Runs one effect; hands back what only the face can do.
    pub fn run(&mut self, effect: Effect) -> Option<FaceEffect> {
        match effect {
            Effect::Record { ticket, drafts } => {
                self.desk.send(Job::Record { ticket, drafts, lists: self.local.versions() });
            }
            Effect::NewEpoch => self.desk.send(Job::NewEpoch),
            Effect::Inspect(ask) => self.desk.send(Job::Inspect(ask)),
            Effect::Staff(ask) => self.desk.send(Job::Staff(ask)),
            Effect::Papers(ask) => self.desk.send(Job::Papers(ask)),
            Effect::Stock(ask) => self.desk.send(Job::Stock(ask)),
            Effect::Deal(effect) => self.desk.send(Job::Deal(effect)),
            Effect::Photo(ask) => self.photos.iter().for_each(|photos| photos.send(ask)),
            Effect::Consult { check, imeis } => self.local.consult(check, imeis, &self.outbox),
            Effect::Screen { handsets } => self.local.screen(handsets, &self.outbox),
            Effect::NoteLists(lists) => self.desk.send(Job::Lists(lists)),
            Effect::Ask { check, imeis, sources } => self.ask(check, &imeis, &sources),
            Effect::Print { paper, entry } => {
                if let Some(printing) = &self.printing {
                    printing.print(paper, fresh_id(), entry, &self.outbox);
                } else {
                    let trouble = Trouble::from(&SpoolError::NoPrinter);
                    self.outbox.send_soon(Event::Print(PrintTold::Lost(trouble)));
                }
            }
            Effect::Simulate(n) => {
                if let Some(simulator) = &self.simulator {
                    simulator(n, &self.outbox);
                }
            }
            Effect::Beep(beep) => return Some(FaceEffect::Beep(beep)),
            Effect::Copy(text) => return Some(FaceEffect::Copy(text)),
            Effect::Quit => return Some(FaceEffect::Quit),
        }
        None
    }

    fn ask(&mut self, check: CheckId, imeis: &[Imei], sources: &[SourceName]) {
        let Some(client) = &self.client else { return };
        let outbox = self.outbox.clone();
        client.ask(imeis, Some(sources), Arc::new(move |answer, _at| outbox.send(Event::Answered { check, answer })));
    }
}
