//! Sources that the shop holds itself: hot lists.
//!
//! A list lies on a disk, a stick or a share, and each of them can hang. So every list is read by
//! a thread of its own, and one more waits for them: the till's thread only sends. While nothing
//! is asked, all of them sleep without a timer. A list that does not answer in its time is silent;
//! as long as it hangs, later questions are not put behind the one that it hangs on.

mod keeper;
#[cfg(test)]
mod tests;

use super::Outbox;
use crate::clock::Moment;
use crate::finding::{Answer, Silence};
use crate::imei::Imei;
use crate::registry::{Protocol, SourceConfig};
use crate::till::{CheckId, Event};
use keeper::Keeper;
use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// Digits of a list's digest that name its version.
const VERSION: usize = 16;

/// All lists that the shop holds.
#[derive(Debug, Default)]
pub struct LocalSources {
    keepers: Arc<Vec<Keeper>>,
    waiter: OnceLock<Option<Sender<Question>>>,
}

/// One check's question to all lists.
struct Question {
    check: CheckId,
    imeis: Vec<Imei>,
    outbox: Outbox,
}

impl LocalSources {
    /// The hot lists among `sources`, which begin to be read. One that cannot be read stays a
    /// source: it answers that it is set up wrongly.
    pub fn of(sources: &[SourceConfig]) -> Self {
        let lists = sources.iter().filter(|s| s.protocol == Protocol::Hotlist);
        Self::kept(lists.map(Keeper::of).collect())
    }

    fn kept(keepers: Vec<Keeper>) -> Self {
        Self { keepers: Arc::new(keepers), waiter: OnceLock::new() }
    }

    /// What every list says about every number. Waits as long as the slowest list may take.
    pub fn ask(&self, imeis: &[Imei], now: Moment) -> Vec<Answer> {
        ask(&self.keepers, imeis, now)
    }

    /// Asks every list about every number and returns at once; one `Consulted` goes to `outbox`.
    pub fn consult(&self, check: CheckId, imeis: Vec<Imei>, outbox: &Outbox) {
        if self.keepers.is_empty() {
            return outbox.send_soon(Event::Consulted { check, answers: Vec::new() });
        }
        let question = Question { check, imeis, outbox: outbox.clone() };
        let left = match self.waiter.get_or_init(|| waiter(Arc::clone(&self.keepers))) {
            Some(waiter) => waiter.send(question).err().map(|unsent| unsent.0),
            None => Some(question),
        };
        if let Some(Question { imeis, .. }) = left {
            let silent = |keeper: &Keeper| keeper.silent(&imeis, &Silence::Interrupted);
            let answers = self.keepers.iter().flat_map(silent).collect();
            outbox.send_soon(Event::Consulted { check, answers });
        }
    }

    /// Which version of each list was last read: the first 16 hexadecimal digits of its SHA-256.
    /// A list that was never read is not among them.
    pub fn versions(&self) -> BTreeMap<String, String> {
        let short = |digest: String| digest.chars().take(VERSION).collect();
        let read = self.keepers.iter().filter_map(|k| Some((k.name().to_string(), short(k.digest()?))));
        read.collect()
    }
}

/// Starts the thread that waits; `None` where the system gives none.
fn waiter(keepers: Arc<Vec<Keeper>>) -> Option<Sender<Question>> {
    let (questions, inbox) = channel::<Question>();
    let body = move || {
        for Question { check, imeis, outbox } in inbox {
            let answers = ask(&keepers, &imeis, outbox.now());
            outbox.send(Event::Consulted { check, answers });
        }
    };
    std::thread::Builder::new().name("lists".to_owned()).spawn(body).ok()?;
    Some(questions)
}

/// All lists at the same time; each has its own deadline.
fn ask(keepers: &[Keeper], imeis: &[Imei], now: Moment) -> Vec<Answer> {
    let asked = Instant::now();
    let imeis: Arc<[Imei]> = imeis.into();
    let promises: Vec<_> = keepers.iter().map(|k| (k, k.ask(&imeis, now.wall))).collect();
    promises.into_iter().flat_map(|(k, promise)| k.wait(promise, asked, &imeis)).collect()
}
