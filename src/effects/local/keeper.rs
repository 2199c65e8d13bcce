//! One list with the thread that reads it.

use crate::blocklist::shelf::Slot;
use crate::finding::{Answer, Detail, Outcome, Silence, SourceName};
use crate::imei::Imei;
use crate::registry::client::{ListAnswer, ListFile};
use crate::registry::{Coverage, SourceConfig};
use crate::till::ListNow;
use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Looks numbers up; may hang.
type Look = Box<dyn FnMut(&[Imei], DateTime<Utc>) -> Vec<Answer> + Send>;

/// A question on its way to the thread.
struct Job {
    ticket: u64,
    imeis: Arc<[Imei]>,
    now: DateTime<Utc>,
    reply: Sender<Vec<Answer>>,
}

/// What comes of a question.
pub(super) enum Promise {
    /// The thread is at it.
    Asked(u64, Receiver<Vec<Answer>>),
    /// It will not answer, and why.
    Silent(Silence),
}

/// What is known of a list beside its answers.
pub(super) struct About {
    pub(super) name: SourceName,
    /// Milliseconds that an answer may take.
    pub(super) timeout_ms: u64,
    pub(super) coverage: Coverage,
    pub(super) seen: Seen,
}

/// Where the version that was last read can be looked up without waiting for the thread.
pub(super) enum Seen {
    /// A CSV file: its digest.
    Hot(Arc<ListFile>),
    /// A list of the shelf.
    Block {
        /// As it was last taken up.
        now: Arc<Mutex<ListNow>>,
        /// Where it lies.
        slot: Slot,
    },
}

/// Digits of a hot list's digest that name its version.
const VERSION: usize = 16;

/// The sending side of a list's thread. Dropping it ends the thread as soon as it does not hang.
pub(super) struct Keeper {
    about: About,
    jobs: Option<Sender<Job>>,
    asked: AtomicU64,
    /// The last ticket that the thread is done with.
    done: Arc<AtomicU64>,
    /// The last ticket that nobody waits for any more.
    late: AtomicU64,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keeper({})", self.about.name)
    }
}

impl Keeper {
    /// Starts the thread, which reads the list before anybody waits for it.
    pub(super) fn of(source: &SourceConfig) -> Self {
        let list = Arc::new(ListFile::new(&source.url));
        let (config, file) = (source.clone(), Arc::clone(&list));
        let first = Arc::clone(&list);
        let look = move |imeis: &[Imei], now| imeis.iter().map(|imei| answer(&config, &file, imei, now)).collect();
        let about = About {
            name: source.name.clone(),
            timeout_ms: source.timeout(),
            coverage: source.coverage.clone(),
            seen: Seen::Hot(list),
        };
        Self::start(about, move || first.refresh(), Box::new(look))
    }

    /// `warm` runs first, then `look` for every question.
    pub(super) fn start(about: About, warm: impl FnOnce() + Send + 'static, mut look: Look) -> Self {
        let (jobs, inbox) = channel::<Job>();
        let done = Arc::new(AtomicU64::new(0));
        let ready = Arc::clone(&done);
        let body = move || {
            warm();
            for Job { ticket, imeis, now, reply } in inbox {
                let answers = look(&imeis, now);
                ready.store(ticket, Ordering::SeqCst);
                // Nobody waits any more where it took too long.
                let _late = reply.send(answers);
            }
        };
        let started = std::thread::Builder::new().name("list".to_owned()).spawn(body);
        Self {
            about,
            jobs: started.ok().map(|_detached| jobs),
            asked: AtomicU64::new(0),
            done,
            late: AtomicU64::new(0),
        }
    }

    pub(super) fn name(&self) -> &SourceName {
        &self.about.name
    }

    /// The version that was last read, in the words of a leaf: a block list's number, or the first
    /// 16 hexadecimal digits of a hot list's SHA-256.
    pub(super) fn version(&self) -> Option<String> {
        match &self.about.seen {
            Seen::Hot(list) => list.digest().map(|digest| digest.chars().take(VERSION).collect()),
            Seen::Block { .. } => self.now()?.version.map(|v| v.version.to_string()),
        }
    }

    /// A block list as it was last taken up; `None` for a hot list.
    pub(super) fn now(&self) -> Option<ListNow> {
        match &self.about.seen {
            Seen::Hot(_) => None,
            Seen::Block { now, .. } => Some(now.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        }
    }

    /// Where a block list lies.
    pub(super) fn slot(&self) -> Option<&Slot> {
        match &self.about.seen {
            Seen::Hot(_) => None,
            Seen::Block { slot, .. } => Some(slot),
        }
    }

    /// Puts a question and returns at once.
    pub(super) fn ask(&self, imeis: &Arc<[Imei]>, now: DateTime<Utc>) -> Promise {
        if self.late.load(Ordering::SeqCst) > self.done.load(Ordering::SeqCst) {
            return Promise::Silent(Silence::Timeout);
        }
        let ticket = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let (reply, answers) = channel();
        let job = Job { ticket, imeis: Arc::clone(imeis), now, reply };
        match self.jobs.as_ref().map(|jobs| jobs.send(job)) {
            Some(Ok(())) => Promise::Asked(ticket, answers),
            _ => Promise::Silent(Silence::Interrupted),
        }
    }

    /// Milliseconds that an answer may take.
    pub(super) fn timeout(&self) -> u64 {
        self.about.timeout_ms
    }

    /// The answers, no later than `until`.
    pub(super) fn wait(&self, promise: Promise, until: Instant, imeis: &[Imei]) -> Vec<Answer> {
        let (ticket, answers) = match promise {
            Promise::Asked(ticket, answers) => (ticket, answers),
            Promise::Silent(silence) => return self.silent(imeis, &silence),
        };
        let left = until.saturating_duration_since(Instant::now());
        match answers.recv_timeout(left) {
            Ok(answers) => answers,
            Err(RecvTimeoutError::Timeout) => {
                self.late.fetch_max(ticket, Ordering::SeqCst);
                self.silent(imeis, &Silence::Timeout)
            }
            Err(RecvTimeoutError::Disconnected) => self.silent(imeis, &Silence::Interrupted),
        }
    }

    /// What is known about numbers without the list.
    pub(super) fn silent(&self, imeis: &[Imei], silence: &Silence) -> Vec<Answer> {
        let outcome = |imei: &Imei| {
            let covered = self.about.coverage.covers(&imei.body());
            if covered { Outcome::NoAnswer(silence.clone()) } else { Outcome::NotCovered(Detail::default()) }
        };
        imeis.iter().map(|imei| Answer::new(&self.about.name, &imei.body(), outcome(imei))).collect()
    }
}

fn answer(source: &SourceConfig, list: &ListFile, imei: &Imei, now: DateTime<Utc>) -> Answer {
    let body = imei.body();
    let said = if source.coverage.covers(&body) {
        list.ask(&body, source.fresh_for(), now)
    } else {
        ListAnswer { outcome: Outcome::NotCovered(Detail::default()), as_of: None, evidence: None }
    };
    Answer { as_of: said.as_of, evidence: said.evidence, ..Answer::new(&source.name, &body, said.outcome) }
}
