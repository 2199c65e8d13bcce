//! The client: asks every machine source about every number at the same time.
//!
//! One thread with a current-thread runtime does all network work; while nothing is asked it
//! sleeps without a timer. Answers arrive through a callback, one for every pair of source and
//! number, none later than that source's timeout (plus what the scheduler takes).

mod age;
mod breaker;
mod check;
mod exchange;
mod http;
mod list_file;
mod machine;
mod pending;
mod redirect;
#[cfg(test)]
mod tests;
pub(crate) mod tls;
mod token;

pub use breaker::{FIRST_REST_MS, LONGEST_REST_MS, THRESHOLD};
pub use check::check_sources;
pub use list_file::{ListAnswer, ListFile, LoadedList, load_hotlist};

use super::cache::CacheStore;
use super::error::RegistryError;
use super::source::{Secret, SourceConfig};
use crate::clock::Moment;
use crate::clock::system::now;
use crate::finding::{Answer, SourceName};
use crate::imei::{Imei, Imei14};
use machine::Machine;
use pending::Pending;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Takes one answer and the moment it came. Called on the client's thread: it must not block
/// for long, or other sources' answers wait behind it.
pub type Deliver = Arc<dyn Fn(Answer, Moment) + Send + Sync>;

/// What holds for every source that does not say otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetConfig {
    /// A proxy's address, or [`DIRECT`](super::DIRECT); the machine's own setting when absent.
    pub proxy: Option<Secret>,
    /// A PEM file of further authorities to trust.
    pub ca_file: Option<PathBuf>,
}

/// How a source stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceStatus {
    /// It is asked at the next scan.
    Ready,
    /// It failed repeatedly and is left alone until then (milliseconds of the monotonic clock).
    Resting {
        /// When the next question goes through as a probe.
        until_ms: u64,
    },
    /// Its set-up cannot be used, and why.
    Unusable(String),
    /// A person looks it up.
    Manual,
}

struct Job {
    machine: Arc<Machine>,
    imei: Imei,
    asked: Instant,
    pending: Pending,
}

/// The running client. Dropping it ends the thread; questions under way are answered `Interrupted`.
pub struct Client {
    sources: Vec<SourceConfig>,
    machines: Vec<Arc<Machine>>,
    jobs: UnboundedSender<Job>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({} sources)", self.sources.len())
    }
}

impl Client {
    /// Checks the set-up and starts the thread, which reads certificates and secrets while nobody
    /// waits for them. Nothing is asked yet.
    pub fn start(sources: Vec<SourceConfig>, net: NetConfig, cache: Option<CacheStore>) -> Result<Self, RegistryError> {
        check_sources(&sources)?;
        let cache = cache.map(Arc::new);
        let net = Arc::new(net);
        let machines: Vec<Arc<Machine>> = sources
            .iter()
            .filter(|s| s.protocol.is_machine())
            .map(|s| Arc::new(Machine::new(s.clone(), net.clone(), cache.clone())))
            .collect();
        for resting in cache.iter().flat_map(|c| c.resting()) {
            if let Some(machine) = machines.iter().find(|m| m.config.name == resting.source) {
                machine.resume(&resting);
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .thread_name("registry-file")
            .thread_keep_alive(Duration::from_secs(1))
            .build()
            .map_err(RegistryError::Worker)?;
        let (jobs, received) = unbounded_channel();
        let asked = machines.clone();
        std::thread::Builder::new()
            .name("registry".to_owned())
            .spawn(move || {
                runtime.block_on(work(asked, received));
                // Not waited for: a file share that hangs must not hold up the program's end.
                runtime.shutdown_background();
            })
            .map_err(RegistryError::Worker)?;
        Ok(Self { sources, machines, jobs })
    }

    /// Asks all machine sources, or the named ones, about every number, and returns at once.
    /// A number given twice is asked once; names of no machine source are passed over.
    pub fn ask(&self, imeis: &[Imei], sources: Option<&[SourceName]>, deliver: Deliver) {
        let asked = Instant::now();
        let promise = move |source: &SourceName, imei: Imei14| Pending::new(source, imei, &deliver);
        let mut seen: Vec<Imei14> = Vec::with_capacity(imeis.len());
        for imei in imeis {
            if seen.contains(&imei.body()) {
                continue;
            }
            seen.push(imei.body());
            for machine in &self.machines {
                if sources.is_some_and(|names| !names.contains(&machine.config.name)) {
                    continue;
                }
                let pending = promise(&machine.config.name, imei.body());
                // If the thread is gone, the job comes back and its end delivers `Interrupted`.
                let _ = self.jobs.send(Job { machine: machine.clone(), imei: *imei, asked, pending });
            }
        }
    }

    /// How each source stands, in the order of the config.
    pub fn status(&self) -> Vec<(SourceName, SourceStatus)> {
        let now = now().mono;
        let status = |source: &SourceConfig| {
            let Some(machine) = self.machines.iter().find(|m| m.config.name == source.name) else {
                return SourceStatus::Manual;
            };
            match (machine.unusable(), machine.resting_until()) {
                (Some(why), _) => SourceStatus::Unusable(why),
                (None, Some(until_ms)) if until_ms > now => SourceStatus::Resting { until_ms },
                (None, _) => SourceStatus::Ready,
            }
        };
        self.sources.iter().map(|s| (s.name.clone(), status(s))).collect()
    }

    /// The configured sources, manual ones included.
    pub fn sources(&self) -> &[SourceConfig] {
        &self.sources
    }
}

async fn work(machines: Vec<Arc<Machine>>, mut jobs: UnboundedReceiver<Job>) {
    for machine in machines.into_iter().filter(|m| m.config.protocol.is_online()) {
        // What is wrong with its files is told when it is asked.
        tokio::spawn(async move { machine.ready().await.map(drop) });
    }
    while let Some(Job { machine, imei, asked, pending }) = jobs.recv().await {
        tokio::spawn(async move { machine.answer(imei, asked, pending).await });
    }
}
