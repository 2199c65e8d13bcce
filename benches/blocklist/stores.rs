//! What every store is asked, and how that is measured.

use super::generator::{Pair, Queries};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A store that is open.
pub(crate) trait Store {
    /// The packed value of a number.
    fn get(&self, key: u64) -> Option<u32>;
}

/// A kind of store; everything it has lies in a folder.
pub(crate) trait Kind {
    fn name(&self) -> &'static str;
    /// Builds it anew from sorted entries; the seconds. `None` where another kind's is used.
    fn build(&self, dir: &Path, entries: &[Pair]) -> Option<f64>;
    fn file(&self, dir: &Path) -> PathBuf;
    /// Opens it and gives it to `ask`.
    fn with(&self, dir: &Path, ask: &mut dyn FnMut(&dyn Store));
    /// Applies changes; seconds, and bytes written. `None` where it cannot be changed.
    fn change(&self, dir: &Path, delta: &[Pair]) -> Option<(f64, u64)>;
    fn remove(&self, dir: &Path);
}

/// A row of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) bytes: u64,
    /// Seconds on the clock, and of the processor: other programs lengthen the former only.
    pub(crate) build: Option<[f64; 2]>,
    pub(crate) hit: [u64; 2],
    pub(crate) miss: [u64; 2],
    pub(crate) cold: f64,
    pub(crate) anonymous: f64,
    pub(crate) delta: Option<(f64, u64)>,
}

impl Row {
    pub(crate) fn new(name: &'static str) -> Self {
        let most = [u64::MAX; 2];
        Self { name, bytes: 0, build: None, hit: most, miss: most, cold: f64::MAX, anonymous: 0.0, delta: None }
    }
}

type Kinds = [Box<dyn Kind>];

pub(crate) fn build(kinds: &Kinds, rows: &mut [Row], dir: &Path, entries: &[Pair], rounds: usize) {
    for _ in 0..rounds {
        for (kind, row) in kinds.iter().zip(&mut *rows) {
            let before = processor();
            let Some(seconds) = kind.build(dir, entries) else { continue };
            let took = [seconds, processor() - before];
            row.build = Some(row.build.map_or(took, |best| [best[0].min(took[0]), best[1].min(took[1])]));
            eprintln!("{}: built in {:.2} s, {:.2} s of the processor's", kind.name(), took[0], took[1]);
        }
    }
    for (kind, row) in kinds.iter().zip(rows) {
        row.bytes = std::fs::metadata(kind.file(dir)).unwrap().len();
    }
}

/// Seconds that this process had of the processor.
fn processor() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Warm look-ups, one after the other; of five rounds the one with the least median.
pub(crate) fn ask(kinds: &Kinds, rows: &mut [Row], dir: &Path, entries: &[Pair], queries: &Queries) {
    for kind in kinds {
        kind.with(dir, &mut |store| {
            for &(key, value) in entries.iter().step_by(entries.len() / 100_000 + 1) {
                assert_eq!(store.get(key), Some(value), "{} {key}", kind.name());
            }
        });
    }
    for _ in 0..5 {
        for (kind, row) in kinds.iter().zip(&mut *rows) {
            kind.with(dir, &mut |store| {
                row.hit = row.hit.min(latency(store, &queries.hits, true));
                row.miss = row.miss.min(latency(store, &queries.misses, false));
            });
        }
    }
}

/// p50 and p99 in nanoseconds of single look-ups, the clock's own time taken off. A first pass
/// warms the store up.
fn latency(store: &dyn Store, keys: &[u64], listed: bool) -> [u64; 2] {
    let mut times = Vec::with_capacity(keys.len());
    let clock = clock_overhead();
    for round in 0..2 {
        times.clear();
        for &key in keys {
            let start = Instant::now();
            let found = store.get(std::hint::black_box(key));
            let time = start.elapsed().as_nanos();
            assert_eq!(std::hint::black_box(found).is_some(), listed, "{key} in round {round}");
            times.push(u64::try_from(time).unwrap().saturating_sub(clock));
        }
    }
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn clock_overhead() -> u64 {
    let mut times: Vec<u64> = (0..1001)
        .map(|_| {
            let start = Instant::now();
            u64::try_from(std::hint::black_box(start).elapsed().as_nanos()).unwrap()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// Microseconds from opening to the first answer, the file's pages dropped from the system's
/// memory before: the median of 15, in turns.
pub(crate) fn cold(kinds: &Kinds, rows: &mut [Row], dir: &Path, queries: &Queries) {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); kinds.len()];
    for round in 0..15 {
        for (kind, times) in kinds.iter().zip(&mut times) {
            drop_pages(&kind.file(dir));
            let key = queries.hits[round * 997];
            let start = Instant::now();
            kind.with(dir, &mut |store| {
                store.get(key).unwrap();
                times.push(start.elapsed().as_secs_f64() * 1e6);
            });
        }
    }
    for (times, row) in times.iter_mut().zip(rows) {
        times.sort_by(f64::total_cmp);
        row.cold = times[times.len() / 2];
    }
}

fn drop_pages(path: &Path) {
    let file = std::fs::File::open(path).unwrap();
    file.sync_all().unwrap();
    #[cfg(target_os = "linux")]
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
}

/// Anonymous memory that a fresh process has more of, once it opened the store and asked it 400,000 times.
pub(crate) fn memory(kinds: &Kinds, rows: &mut [Row], dir: &Path, queries: &Queries) {
    let keys = dir.join("keys");
    let all = || queries.hits.iter().chain(&queries.misses).flat_map(|key| key.to_le_bytes());
    let mut file = std::fs::File::create(&keys).unwrap();
    file.write_all(&all().collect::<Vec<u8>>()).unwrap();
    for (kind, row) in kinds.iter().zip(rows) {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--memory", kind.name(), dir.to_str().unwrap()])
            .output()
            .unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        row.anonymous = String::from_utf8(child.stdout).unwrap().trim().parse().unwrap();
    }
    std::fs::remove_file(keys).unwrap();
}

/// `--memory STORE FOLDER`, in that process.
pub(crate) fn memory_child(kinds: &Kinds, args: &[String]) {
    let (kind, dir) = (kinds.iter().find(|kind| kind.name() == args[0]).unwrap(), Path::new(&args[1]));
    let keys = std::fs::read(dir.join("keys")).unwrap();
    let before = anonymous();
    kind.with(dir, &mut |store| {
        let found = keys.as_chunks().0.iter().filter(|key| store.get(u64::from_le_bytes(**key)).is_some()).count();
        assert!(found > 0);
        println!("{}", anonymous() - before);
    });
}

/// Megabytes of anonymous memory of this process.
fn anonymous() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

pub(crate) fn change(kinds: &Kinds, rows: &mut [Row], dir: &Path, queries: &Queries) {
    for (kind, row) in kinds.iter().zip(rows) {
        row.delta = kind.change(dir, &queries.delta);
    }
}
