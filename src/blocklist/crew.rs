//! Threads that share the work on a list, stretch by stretch, and give it back in order.
//!
//! A list's bytes do not depend on how many threads made them: a stretch is worked on by itself,
//! and what comes of it is taken in the list's order.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle, available_parallelism};

/// More threads would wait for the one that reads.
const MOST: usize = 8;
/// Jobs that wait for a thread.
const AHEAD: usize = 2;

/// A crew that turns each `J` into a `D`.
pub(crate) struct Crew<J, D> {
    lanes: Vec<Lane<J, D>>,
    given: usize,
    taken: usize,
}

struct Lane<J, D> {
    jobs: SyncSender<J>,
    done: Receiver<D>,
    thread: Option<JoinHandle<()>>,
}

impl<J: Send + 'static, D: Send + 'static> Crew<J, D> {
    /// As many threads as the machine runs at once, each doing `work`.
    pub(crate) fn new<W: FnMut(J) -> D + Send + 'static>(work: impl Fn() -> W) -> Self {
        let threads = available_parallelism().map_or(1, usize::from).min(MOST);
        Self { lanes: (0..threads).map(|_| Lane::new(work())).collect(), given: 0, taken: 0 }
    }

    /// Gives the crew its next job. What comes back is the oldest job's result, once all are busy.
    pub(crate) fn give(&mut self, job: J) -> Option<D> {
        let full = self.given - self.taken >= self.lanes.len() * AHEAD;
        let result = if full { self.take() } else { None };
        let lane = self.given % self.lanes.len().max(1);
        self.given += 1;
        if let Some(lane) = self.lanes.get_mut(lane) {
            // A thread that ended by a panic is noticed when its result is asked for.
            let _ended = lane.jobs.send(job);
        }
        result
    }

    /// The next result in the order of the jobs; `None` when all were taken.
    pub(crate) fn take(&mut self) -> Option<D> {
        if self.taken == self.given {
            return None;
        }
        let lane = self.taken % self.lanes.len().max(1);
        self.taken += 1;
        self.lanes.get_mut(lane).map(Lane::next)
    }
}

impl<J: Send + 'static, D: Send + 'static> Lane<J, D> {
    fn new(mut work: impl FnMut(J) -> D + Send + 'static) -> Self {
        let (jobs, inbox) = sync_channel::<J>(AHEAD);
        let (outbox, done) = sync_channel(AHEAD);
        let thread = thread::spawn(move || {
            for job in inbox {
                // Nobody waits any more: the list was given up.
                if outbox.send(work(job)).is_err() {
                    break;
                }
            }
        });
        Self { jobs, done, thread: Some(thread) }
    }

    fn next(&mut self) -> D {
        loop {
            match (self.done.recv(), self.thread.take()) {
                (Ok(done), thread) => {
                    self.thread = thread;
                    return done;
                }
                // Only a panic ends a thread that is still asked.
                (Err(_), Some(thread)) => {
                    if let Err(panic) = thread.join() {
                        resume_unwind(panic);
                    }
                }
                (Err(_), None) => resume_unwind(Box::new("a thread of the list's crew ended")),
            }
        }
    }
}

impl<J, D> std::fmt::Debug for Crew<J, D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crew({} threads, {} of {} jobs)", self.lanes.len(), self.taken, self.given)
    }
}
