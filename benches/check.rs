//! One recorded offline check against two bare `fdatasync` appends of the same bytes.
//!
//! Both, and two plain inserts into SQLite with the same promise, take turns on the same file
//! system, so that a disk that is slow for a moment is slow for all of them.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench that cannot write has nothing to measure")]

#[path = "support/counter.rs"]
mod counter;
#[path = "support/figures.rs"]
mod figures;

use counter::Counter;
use countercheck::clock::system::now;
use countercheck::effects::Recorder;
use countercheck::ledger::leaf::to_bytes;
use figures::Series;
use rusqlite::Connection;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Checks measured unless `COUNTERCHECK_BENCH_ROUNDS` says otherwise: several busy days.
const ROUNDS: usize = 500;
/// Between rounds: disks of virtual machines slow down who writes without a pause, as no counter does.
const PAUSE: Duration = Duration::from_millis(10);
/// Bound of the issue.
const BOUND: f64 = 3.0;

fn main() {
    let rounds = std::env::var("COUNTERCHECK_BENCH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    figures::machine(folder.path());
    let mut bench = Bench::new(folder.path());
    bench.check();
    let (mut bare, mut ours, mut plain) = (Series::default(), Series::default(), Series::default());
    for round in 0..rounds {
        std::thread::sleep(PAUSE);
        // Who comes first changes, so that nobody always pays for what the one before left.
        for turn in 0..3 {
            match (round + turn) % 3 {
                0 => bare.push(bench.bare()),
                1 => ours.push(bench.check()),
                _ => plain.push(bench.plain()),
            }
        }
    }
    let bytes: usize = bench.leaves.iter().map(Vec::len).sum();
    println!("check: {rounds} rounds, two leaves of {bytes} bytes together");
    figures::line("two bare appends with fdatasync", &bare);
    figures::line("one recorded offline check", &ours);
    figures::line("two plain SQLite inserts (WAL, FULL)", &plain);
    figures::ratio("check : two bare appends", ours.median() / bare.median(), BOUND);
    figures::ratio("check : two bare appends, side by side", ours.side_by_side(&bare), BOUND);
    figures::ratio("check : two bare appends, p90", ours.at(0.9) / bare.at(0.9), BOUND);
    println!("{:<46} {:>9.2} ×", "two plain inserts : two bare appends", plain.median() / bare.median());
    bench.parts(rounds / 2);
}

/// The three contestants, each with its own files in one folder.
struct Bench {
    counter: Counter,
    recorder: Recorder,
    file: File,
    db: Connection,
    /// The leaves of the newest check: the bytes that the others write.
    leaves: Vec<Vec<u8>>,
}

impl Bench {
    fn new(folder: &Path) -> Self {
        let db = Connection::open(folder.join("plain.db")).expect("a database");
        let sql = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE leaf (idx INTEGER PRIMARY KEY, bytes BLOB) STRICT;";
        db.execute_batch(sql).expect("a table");
        Self {
            counter: Counter::new(folder, now()),
            recorder: counter::recorder(folder, now()),
            file: File::create(folder.join("appends")).expect("a file"),
            db,
            leaves: Vec::new(),
        }
    }

    /// From the scan to the moment at which the finding may be shown.
    fn check(&mut self) -> Duration {
        let begun = Instant::now();
        let wanted = self.counter.scan(now());
        let committed = self.recorder.record(&wanted.drafts).expect("a record");
        let time = begun.elapsed();
        let leaf = |place: &countercheck::till::Committed| self.recorder.store.read(place.index).expect("a leaf");
        self.leaves = committed.iter().filter_map(leaf).collect();
        self.counter.done(&wanted, committed);
        // As the recorder's thread does it once the finding is shown.
        self.recorder.prepare();
        time
    }

    /// What the machine needs for the same promise without any of our work.
    fn bare(&mut self) -> Duration {
        let begun = Instant::now();
        for leaf in &self.leaves {
            self.file.write_all(leaf).expect("an append");
            self.file.sync_data().expect("a sync");
        }
        begun.elapsed()
    }

    /// What somebody would write who needs no proof, no sealing and no search.
    fn plain(&mut self) -> Duration {
        let begun = Instant::now();
        for leaf in &self.leaves {
            let mut insert = self.db.prepare_cached("INSERT INTO leaf (bytes) VALUES (?1)").expect("a statement");
            insert.execute([leaf]).expect("an insert");
        }
        begun.elapsed()
    }

    /// Where a check's time goes, in rounds of their own.
    fn parts(&mut self, rounds: usize) {
        let mut parts: [(&str, Series, Duration); 4] =
            ["  of it: till, list, drafts", "  of it: vault", "  of it: ledger", "  of it: projection"]
                .map(|name| (name, Series::default(), Duration::ZERO));
        let stamp = counter::stamp();
        for _ in 0..rounds {
            let mut lap = Lap::new();
            let wanted = self.counter.scan(now());
            lap.end(&mut parts[0]);
            let c = self.recorder.vault.seal(&wanted.drafts).expect("sealed");
            lap.end(&mut parts[1]);
            let leaves = wanted.drafts.iter().zip(&c).map(|(draft, c)| to_bytes(draft, &stamp, c));
            let leaves: Vec<_> = leaves.collect::<Result<_, _>>().expect("leaves");
            let appended = self.recorder.store.append(&leaves, now()).expect("appended");
            lap.end(&mut parts[2]);
            let origin = self.recorder.store.origin();
            self.recorder.stock.apply(&origin, appended.first, &leaves).expect("applied");
            lap.end(&mut parts[3]);
            self.counter.done(&wanted, Vec::new());
            self.recorder.prepare();
        }
        for (name, series, cpu) in &parts {
            let each = cpu.as_secs_f64() * 1e3 / f64::from(u32::try_from(rounds.max(1)).unwrap_or(1));
            println!("{name:<46} {:>9.3} ms   processor {each:>6.3} ms", series.median() * 1e3);
        }
    }
}

/// Wall and processor time since the part before.
struct Lap(Instant, Duration);

impl Lap {
    fn new() -> Self {
        Self(Instant::now(), processor())
    }

    fn end(&mut self, (_, series, cpu): &mut (&str, Series, Duration)) {
        series.push(self.0.elapsed());
        *cpu += processor().saturating_sub(self.1);
        *self = Self::new();
    }
}

/// Processor time of this process; zero where the system has no such clock here.
#[cfg(unix)]
fn processor() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(not(unix))]
fn processor() -> Duration {
    Duration::ZERO
}
