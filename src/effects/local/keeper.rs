//! One list with the thread that reads it.

use crate::finding::{Answer, Detail, Outcome, Silence, SourceName};
use crate::imei::Imei;
use crate::registry::SourceConfig;
use crate::registry::client::{ListAnswer, ListFile};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

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

/// The sending side of a list's thread. Dropping it ends the thread as soon as it does not hang.
pub(super) struct Keeper {
    source: SourceConfig,
    list: Arc<ListFile>,
    jobs: Option<Sender<Job>>,
    asked: AtomicU64,
    /// The last ticket that the thread is done with.
    done: Arc<AtomicU64>,
    /// The last ticket that nobody waits for any more.
    late: AtomicU64,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keeper({})", self.source.name)
    }
}

impl Keeper {
    /// Starts the thread, which reads the list before anybody waits for it.
    pub(super) fn of(source: &SourceConfig) -> Self {
        let list = Arc::new(ListFile::new(&source.url));
        let (config, file) = (source.clone(), Arc::clone(&list));
        let first = Arc::clone(&list);
        let look = move |imeis: &[Imei], now| imeis.iter().map(|imei| answer(&config, &file, imei, now)).collect();
        Self::start(source, list, move || first.refresh(), Box::new(look))
    }

    /// `warm` runs first, then `look` for every question.
    pub(super) fn start(
        source: &SourceConfig,
        list: Arc<ListFile>,
        warm: impl FnOnce() + Send + 'static,
        mut look: Look,
    ) -> Self {
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
            source: source.clone(),
            list,
            jobs: started.ok().map(|_detached| jobs),
            asked: AtomicU64::new(0),
            done,
            late: AtomicU64::new(0),
        }
    }

    pub(super) fn name(&self) -> &SourceName {
        &self.source.name
    }

    /// Digest of the list as it was last read.
    pub(super) fn digest(&self) -> Option<String> {
        self.list.digest()
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

    /// The answers, no later than the source's timeout after `asked`.
    pub(super) fn wait(&self, promise: Promise, asked: Instant, imeis: &[Imei]) -> Vec<Answer> {
        let (ticket, answers) = match promise {
            Promise::Asked(ticket, answers) => (ticket, answers),
            Promise::Silent(silence) => return self.silent(imeis, &silence),
        };
        let left = Duration::from_millis(self.source.timeout()).saturating_sub(asked.elapsed());
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
            let covered = self.source.coverage.covers(&imei.body());
            if covered { Outcome::NoAnswer(silence.clone()) } else { Outcome::NotCovered(Detail::default()) }
        };
        imeis.iter().map(|imei| Answer::new(&self.source.name, &imei.body(), outcome(imei))).collect()
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
