//! Where workers put events: every one gets its time and a random entry id here.

use crate::clock::{Moment, system};
use crate::ledger::leaf::EntryId;
use crate::till::{Event, Stamped};
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Events that may wait before a worker has to.
const WAITING: usize = 1024;

/// The sending side, for workers and runners.
#[derive(Clone, Debug)]
pub struct Outbox {
    channel: SyncSender<Stamped>,
    /// Events of the till's own thread: it must never wait for itself.
    own: Arc<Mutex<VecDeque<Stamped>>>,
}

/// The receiving side, for the till's loop.
#[derive(Debug)]
pub struct Inbox {
    channel: Receiver<Stamped>,
    own: Arc<Mutex<VecDeque<Stamped>>>,
}

impl Outbox {
    /// The one channel of the program.
    pub fn new() -> (Self, Inbox) {
        let (sender, receiver) = sync_channel(WAITING);
        let own = Arc::new(Mutex::new(VecDeque::new()));
        (Self { channel: sender, own: Arc::clone(&own) }, Inbox { channel: receiver, own })
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        system::now()
    }

    /// Puts an event in from a worker; waits while the channel is full. After the till has ended
    /// nobody reads any more, and the event is dropped with it.
    pub fn send(&self, event: Event) {
        let _ended = self.channel.send(stamp(event));
    }

    /// Puts an event in from a place that may not wait, such as a panic; drops it while the channel is full.
    pub fn send_if_room(&self, event: Event) {
        let _full = self.channel.try_send(stamp(event));
    }

    /// Puts an event in from the till's own thread; never waits.
    pub fn send_soon(&self, event: Event) {
        self.own.lock().unwrap_or_else(PoisonError::into_inner).push_back(stamp(event));
    }
}

impl Inbox {
    /// The next event, or a tick when `patience` is over; `None` when every sender is gone.
    pub fn next(&self, patience: Option<Duration>) -> Option<Stamped> {
        if let Some(own) = self.own.lock().unwrap_or_else(PoisonError::into_inner).pop_front() {
            return Some(own);
        }
        let Some(patience) = patience else { return self.channel.recv().ok() };
        match self.channel.recv_timeout(patience) {
            Ok(stamped) => Some(stamped),
            Err(RecvTimeoutError::Timeout) => Some(stamp(Event::Tick)),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    /// An event that is there already.
    pub fn at_once(&self) -> Option<Stamped> {
        let own = self.own.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        own.or_else(|| self.channel.try_recv().ok())
    }
}

/// Gives an event its time and a base for entry ids.
fn stamp(event: Event) -> Stamped {
    Stamped { at: system::now(), fresh: fresh_id(), event }
}

/// A random entry id. Without the system's randomness nothing can be committed to, so the
/// program does not go on.
#[expect(clippy::expect_used, reason = "the stores asked the same generator for their keys when they were opened")]
pub fn fresh_id() -> EntryId {
    crate::ledger::store::fresh_entry_id().expect("the system gives random numbers")
}
