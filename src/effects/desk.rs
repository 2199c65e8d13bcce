//! The recorder's thread: entries go in, what stands on disk comes out.

use super::Outbox;
use crate::ledger::leaf::Draft;
use crate::till::{DealEffect, Event, InspectAsk, ListNow, PapersAsk, StaffAsk, StockAsk, Ticket, Trouble};
use std::collections::BTreeMap;
use std::sync::mpsc::{SendError, Sender, channel};
use std::thread::JoinHandle;

/// Name of the recorder's thread, as a panic reports it.
pub const RECORDER: &str = "recorder";

/// What the recorder is asked to do.
#[derive(Debug)]
pub enum Job {
    /// Write entries.
    Record {
        /// Comes back with the result.
        ticket: Ticket,
        /// The entries.
        drafts: Vec<Draft>,
        /// Lists in force: name and version, as the entries say it.
        lists: BTreeMap<String, String>,
    },
    /// Make sure that the register knows these versions of lists.
    Lists(Vec<ListNow>),
    /// Read back what earlier runs left.
    Restore,
    /// Make ahead what the next entries need; follows every other job by itself.
    Prepare,
    /// Read what other processes appended.
    CatchUp,
    /// Begin a new epoch.
    NewEpoch,
    /// Close days, make a receipt, count the day so far.
    Papers(PapersAsk),
    /// Look into the stock.
    Stock(StockAsk),
    /// Keep a deal's draft, look into the shop's own register, print.
    Deal(DealEffect),
    /// What an officer looks at.
    Inspect(InspectAsk),
    /// Compare a PIN, unlock the shop's key.
    Staff(StaffAsk),
}

/// The sending side of the recorder's thread.
#[derive(Debug)]
pub struct Desk {
    jobs: Option<Sender<Job>>,
    outbox: Outbox,
    thread: Option<JoinHandle<()>>,
}

impl Desk {
    /// Starts the thread; `work` handles one job and returns what happened.
    pub fn start<W>(outbox: Outbox, mut work: W) -> Self
    where
        W: FnMut(Job) -> Vec<Event> + Send + 'static,
    {
        let (jobs, inbox) = channel();
        let events = outbox.clone();
        let body = move || {
            let alarm = Alarm(events.clone());
            for job in inbox {
                for event in work(job) {
                    events.send(event);
                }
                // Now nobody waits.
                for event in work(Job::Prepare) {
                    events.send(event);
                }
            }
            std::mem::forget(alarm);
        };
        let thread = std::thread::Builder::new().name(RECORDER.to_owned()).spawn(body).ok();
        Self { jobs: Some(jobs), outbox, thread }
    }

    /// Hands a job over; never waits. Where the recorder is gone, the job is refused like one that
    /// could not be written, so that nothing waits for it for ever.
    pub fn send(&self, job: Job) {
        let Some(jobs) = &self.jobs else { return };
        if let Err(SendError(Job::Record { ticket, .. })) = jobs.send(job) {
            self.outbox.send_soon(Event::NotRecorded { ticket, trouble: stopped() });
        }
    }
}

/// The recorder ended by a panic.
fn stopped() -> Trouble {
    Trouble {
        what: format!("the {RECORDER} stopped"),
        advice: "leave the till and start it again; what was confirmed is recorded".to_owned(),
    }
}

impl Drop for Desk {
    /// Lets the recorder finish what it was given: nothing that was sent is lost at the end.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

/// Reports the thread's death, unless it ended in order.
struct Alarm(Outbox);

impl Drop for Alarm {
    fn drop(&mut self) {
        self.0.send(Event::WorkerDied(stopped()));
    }
}
