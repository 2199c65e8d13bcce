//! Sources that the shop holds itself: hot lists, and the block lists of its shelf.
//!
//! A list lies on a disk, a stick or a share, and each of them can hang. So every list is read by
//! a thread of its own, and one more waits for them: the till's thread only sends. While nothing
//! is asked, all of them sleep without a timer. A list that does not answer in its time is silent;
//! as long as it hangs, later questions are not put behind the one that it hangs on.

mod folding;
mod keeper;
mod listed;
#[cfg(test)]
mod tests;

pub use listed::{policy as list_policy, version as list_version};

use super::Outbox;
use crate::blocklist::ListConfig;
use crate::blocklist::held::{Trace, trace};
use crate::blocklist::shelf::Shelf;
use crate::clock::Moment;
use crate::finding::{Answer, Silence};
use crate::imei::Imei;
use crate::registry::{Protocol, SourceConfig};
use crate::till::{CheckId, Event, ListNow};
use folding::Folding;
use keeper::Keeper;
use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long all lists together may take over everything that the shop keeps.
const SCREENING: Duration = Duration::from_mins(2);

/// All lists that the shop holds.
#[derive(Debug, Default)]
pub struct LocalSources {
    keepers: Arc<Vec<Keeper>>,
    waiter: OnceLock<Option<Sender<Question>>>,
    /// The shelf as it looked when it was last looked at from outside.
    seen: Arc<Mutex<Vec<Trace>>>,
    folding: Folding,
}

/// What the waiting thread is to ask the lists.
struct Question {
    what: What,
    outbox: Outbox,
}

enum What {
    /// One check's numbers.
    Check { check: CheckId, imeis: Vec<Imei> },
    /// Everything that the shop keeps, at once.
    Kept(Vec<(CheckId, Vec<Imei>)>),
    /// Which versions count now.
    Versions,
}

impl LocalSources {
    /// The hot lists among `sources`, which begin to be read. One that cannot be read stays a
    /// source: it answers that it is set up wrongly.
    pub fn of(sources: &[SourceConfig]) -> Self {
        Self::kept(hot(sources).collect())
    }

    /// The same, and the block lists that the config names or the shelf holds: one that is not
    /// there stays a source, and says so.
    pub fn with_lists(sources: &[SourceConfig], lists: &[ListConfig], shelf: &Shelf) -> Self {
        let blocks = lists.iter().filter_map(|config| listed::keeper(shelf, config));
        Self::kept(hot(sources).chain(blocks).collect())
    }

    fn kept(keepers: Vec<Keeper>) -> Self {
        Self { keepers: Arc::new(keepers), waiter: OnceLock::new(), seen: Arc::default(), folding: Folding::default() }
    }

    /// What every list says about every number. Waits as long as the slowest list may take.
    pub fn ask(&self, imeis: &[Imei], now: Moment) -> Vec<Answer> {
        ask(&self.keepers, imeis, now, None)
    }

    /// Asks every list about every number and returns at once; one `Consulted` goes to `outbox`.
    pub fn consult(&self, check: CheckId, imeis: Vec<Imei>, outbox: &Outbox) {
        if self.keepers.is_empty() {
            return outbox.send_soon(Event::Consulted { check, answers: Vec::new() });
        }
        if let Err(What::Check { imeis, .. }) = self.put(What::Check { check, imeis }, outbox) {
            let silent = |keeper: &Keeper| keeper.silent(&imeis, &Silence::Interrupted);
            let answers = self.keepers.iter().flat_map(silent).collect();
            outbox.send_soon(Event::Consulted { check, answers });
        }
    }

    /// Holds all handsets against every list in one pass and returns at once; one `Screened` goes
    /// to `outbox`.
    pub fn screen(&self, handsets: Vec<(CheckId, Vec<Imei>)>, outbox: &Outbox) {
        if self.keepers.is_empty() || self.put(What::Kept(handsets), outbox).is_err() {
            outbox.send_soon(Event::Screened(Vec::new()));
        }
    }

    /// Looks which versions count now and returns at once; one `Lists` goes to `outbox`.
    pub fn look(&self, outbox: &Outbox) {
        // Where the system gives no thread, the first check tells it.
        let _untold = self.put(What::Versions, outbox);
    }

    /// Whether a list of the shelf was replaced since this was last asked. Opens nothing.
    pub fn changed(&self) -> bool {
        let now: Vec<Trace> = self.keepers.iter().filter_map(Keeper::slot).map(trace).collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = *seen != now;
        *seen = now;
        changed
    }

    /// Nobody has touched the till for so long: lists with a long tail of changes are folded.
    pub fn idle(&self, quiet: Duration) {
        let slots: Vec<_> = self.keepers.iter().filter_map(Keeper::slot).cloned().collect();
        self.folding.begin(&slots, quiet);
    }

    fn put(&self, what: What, outbox: &Outbox) -> Result<(), What> {
        let question = Question { what, outbox: outbox.clone() };
        match self.waiter.get_or_init(|| waiter(Arc::clone(&self.keepers))) {
            Some(waiter) => waiter.send(question).map_err(|unsent| unsent.0.what),
            None => Err(question.what),
        }
    }

    /// Which version of each list was last read, as the leaves' stamp says it: a block list's
    /// number, or the first 16 hexadecimal digits of a hot list's SHA-256. A list that was never
    /// read is not among them.
    pub fn versions(&self) -> BTreeMap<String, String> {
        self.keepers.iter().filter_map(|k| Some((k.name().to_string(), k.version()?))).collect()
    }
}

fn hot(sources: &[SourceConfig]) -> impl Iterator<Item = Keeper> {
    sources.iter().filter(|s| s.protocol == Protocol::Hotlist).map(Keeper::of)
}

/// Starts the thread that waits; `None` where the system gives none.
fn waiter(keepers: Arc<Vec<Keeper>>) -> Option<Sender<Question>> {
    let (questions, inbox) = channel::<Question>();
    let body = move || {
        let mut told: Vec<ListNow> = Vec::new();
        for Question { what, outbox } in inbox {
            let answer = match what {
                What::Check { check, imeis } => {
                    Some(Event::Consulted { check, answers: ask(&keepers, &imeis, outbox.now(), None) })
                }
                What::Kept(handsets) => Some(Event::Screened(screen(&keepers, &handsets, outbox.now()))),
                What::Versions => {
                    ask(&keepers, &[], outbox.now(), None);
                    None
                }
            };
            // Before the answers that rest on it: the register is to know a version first.
            let lists: Vec<ListNow> = keepers.iter().filter_map(Keeper::now).collect();
            if lists != told {
                told.clone_from(&lists);
                outbox.send(Event::Lists(lists));
            }
            if let Some(event) = answer {
                outbox.send(event);
            }
        }
    };
    std::thread::Builder::new().name("lists".to_owned()).spawn(body).ok()?;
    Some(questions)
}

/// All lists at the same time; each has its own deadline unless they are given one together.
fn ask(keepers: &[Keeper], imeis: &[Imei], now: Moment, within: Option<Duration>) -> Vec<Answer> {
    let asked = Instant::now();
    let imeis: Arc<[Imei]> = imeis.into();
    let promises: Vec<_> = keepers.iter().map(|k| (k, k.ask(&imeis, now.wall))).collect();
    let until = |k: &Keeper| asked + within.unwrap_or_else(|| Duration::from_millis(k.timeout()));
    promises.into_iter().flat_map(|(k, promise)| k.wait(promise, until(k), &imeis)).collect()
}

/// All handsets at once, in the order of their numbers: neighbours stand on one page of a list.
fn screen(keepers: &[Keeper], handsets: &[(CheckId, Vec<Imei>)], now: Moment) -> Vec<(CheckId, Answer)> {
    let mut imeis: Vec<Imei> = handsets.iter().flat_map(|(_, imeis)| imeis.iter().copied()).collect();
    imeis.sort_by_key(Imei::body);
    imeis.dedup_by_key(|imei| imei.body());
    let mut of: HashMap<_, Vec<Answer>> = HashMap::new();
    for answer in ask(keepers, &imeis, now, Some(SCREENING)) {
        of.entry(answer.imei).or_default().push(answer);
    }
    let said = |imei: &Imei| of.get(&imei.body()).into_iter().flatten();
    handsets.iter().flat_map(|(id, imeis)| imeis.iter().flat_map(said).map(move |a| (*id, a.clone()))).collect()
}
