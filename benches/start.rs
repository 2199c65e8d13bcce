//! From process start to the first frame, and what the idle till costs: memory and wake-ups.
//!
//! The shop has 10,000 entries, three sources, and the table of device types from
//! `../shared/data` where that is there.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot start the program has nothing to measure"
)]

#[path = "support/counter.rs"]
mod counter;
#[path = "support/figures.rs"]
mod figures;
#[path = "support/process.rs"]
mod process;
#[path = "support/pty.rs"]
mod pty;

use chrono::TimeDelta;
use counter::Counter;
use countercheck::clock::{Moment, system};
use countercheck::effects::Recorder;
use countercheck::ledger::store::Store;
use countercheck::stock::Stock;
use countercheck::vault::Vault;
use figures::Series;
use pty::Running;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_countercheck");
/// Entries of the register, two a check.
const ENTRIES: u32 = 10_000;
const STARTS: usize = 30;
const PATIENCE: Duration = Duration::from_secs(20);
/// A minute, so that one change of the clock's minute lies in it.
const IDLE: Duration = Duration::from_mins(1);
/// Bounds of the issue: milliseconds, megabytes.
const FRAME_BOUND: f64 = 150.0;
const MEMORY_BOUND: f64 = 40.0;

fn main() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the measured disk");
    figures::machine(folder.path());
    let shop = shop(folder.path());
    let data = shop.to_str().expect("a plain path");
    let program = Path::new(PROGRAM);
    println!("start: {STARTS} starts of a shop with {ENTRIES} entries");

    let mut series: [Series; 4] = Default::default();
    for _ in 0..STARTS {
        series[0].push(Running::start(Path::new("/bin/true"), &[]).end());
        series[1].push(Running::start(program, &["--version"]).end());
        let mut till = Running::start(program, &["--data", data]);
        series[2].push(till.until(PATIENCE, whole));
        series[3].push(till.until(PATIENCE, signing_in));
    }
    let names = ["/bin/true, to its end", "countercheck --version, to its end", "first frame", "ready to sign in"];
    names.iter().zip(&series).for_each(|(name, series)| figures::line(name, series));
    figures::absolute("first frame", series[2].median() * 1e3, FRAME_BOUND, "ms");
    idle(program, data);
}

/// Whether the header and the row of keys, which is drawn last, are there.
fn whole(screen: &str) -> bool {
    screen.contains("Bench shop") && screen.contains("F10")
}

fn signing_in(screen: &str) -> bool {
    screen.contains("Your name or initials")
}

/// Signs in and leaves the till alone.
fn idle(program: &Path, data: &str) {
    let mut till = Running::start(program, &["--data", data]);
    till.until(PATIENCE, signing_in);
    till.keys("AB\r");
    till.until(PATIENCE, |screen| screen.contains("At the counter: AB"));
    std::thread::sleep(Duration::from_secs(4));
    let before = process::threads(till.pid());
    std::thread::sleep(IDLE);
    let after = process::threads(till.pid());
    println!("idle for {} s: times that each thread woke up", IDLE.as_secs());
    let mut beyond = 0;
    for thread in &after {
        let earlier = before.iter().find(|t| t.id == thread.id);
        let woke = thread.slept - earlier.map_or(0, |t| t.slept);
        println!(
            "  {:<20} {woke:>4}   put aside {}",
            thread.name,
            thread.set_aside - earlier.map_or(0, |t| t.set_aside)
        );
        // The main thread is named after the program and draws the new minute.
        beyond += if thread.name == "countercheck" { woke.saturating_sub(1) } else { woke };
    }
    figures::absolute("wake-ups beyond the clock's one", f64::from(u32::try_from(beyond).unwrap_or(u32::MAX)), 0.0, "");
    let mega = |kibibytes: u64| f64::from(u32::try_from(kibibytes).unwrap_or(u32::MAX)) * 1024.0 / 1e6;
    figures::absolute("anonymous memory, idle", mega(process::anonymous(till.pid())), MEMORY_BOUND, "MB");
    println!("{:<46} {:>9.1} MB", "private and written to", mega(process::private_dirty(till.pid())));
}

/// A shop as the program makes it, with a register of past checks.
fn shop(folder: &Path) -> PathBuf {
    let shop = folder.join("shop");
    let now = system::now();
    let mut counter = Counter::new(folder, now);
    let hotlist = format!("hotlist={}", folder.join("police.csv").display());
    let sources = ["n5g-eir=http://127.0.0.1:9", hotlist.as_str(), "manual=https://imei.example"];
    let mut init = Command::new(PROGRAM);
    init.arg("--data").arg(&shop).args(["init", "--shop", "Bench shop", "--terminal", "till-1"]);
    for source in sources {
        init.args(["--source", source]);
    }
    let names = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/tacdb-osmocom.csv");
    match names.canonicalize() {
        Ok(names) => _ = init.arg("--tac-names").arg(names),
        Err(_) => println!("no table of device types: ../shared/data is not there"),
    }
    let made = init.output().expect("the program");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let (vault, store) = (Vault::open(&shop).expect("a vault"), Store::open(&shop).expect("a ledger"));
    let stock = Stock::open(&shop.join("stock.db")).expect("a projection");
    let mut recorder = Recorder::new(store, vault, stock, counter::stamp());
    let minutes = i64::from(ENTRIES) * 2;
    for n in 0..ENTRIES / 2 {
        // One check every four minutes, the last of them just now.
        let ago = TimeDelta::minutes(minutes - 4 * i64::from(n));
        let at = Moment::new(now.wall - ago, now.mono);
        let wanted = counter.scan(at);
        let committed = recorder.record(&wanted.drafts).expect("a record");
        counter.done(&wanted, committed);
    }
    shop
}
