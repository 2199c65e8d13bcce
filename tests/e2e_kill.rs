//! SIGKILL at random instants: what was confirmed is in the register, the register verifies, and the
//! next start is in order. 200 times with `COUNTERCHECK_FULL=1`, 40 otherwise.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;
use support::ledger::{Confirmed, keeps};
use support::numbers;
use support::program::command;
use support::shop::{Shop, of_kind};
use support::till::{QUIET, Till};

/// A series of instants that is the same in every run; the machine makes them random enough.
struct Instants(u64);

impl Instants {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Starts a `check` of many numbers, kills it after `pause`, and returns what it had confirmed.
fn killed_check(shop: &Shop, first: usize, pause: Duration) -> (Vec<Confirmed>, bool) {
    let mut words: Vec<String> = ["--data", shop.data_word(), "check", "--json"].map(str::to_owned).to_vec();
    words.extend((first..first + 60).map(numbers::nth));
    words.push(numbers::listed());
    let mut child = command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    // A line counts once its line feed came: before that nobody was told anything.
    let reader = std::thread::spawn(move || {
        let lines = stdout.split(b'\n').map_while(Result::ok);
        lines.filter_map(|line| Confirmed::read(&String::from_utf8_lossy(&line))).collect::<Vec<_>>()
    });
    std::thread::sleep(pause);
    let finished = child.try_wait().expect("a child of ours").is_some();
    child.kill().expect("a child of ours");
    let status = child.wait().expect("a child of ours");
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("a pipe");
    assert_eq!(said, "", "a start after a kill is in order ({status:?})");
    (reader.join().expect("a reader"), finished)
}

#[test]
fn whatever_was_printed_survives_a_kill() {
    let rounds = if support::full() { 200 } else { 40 };
    let shop = Shop::offline();
    let mut instants = Instants(2);
    let mut confirmed = Vec::new();
    let mut cut = 0;
    for round in 0..rounds {
        let pause = Duration::from_millis(instants.below(500));
        let (lines, finished) = killed_check(&shop, round * 60, pause);
        cut += usize::from(!finished && !lines.is_empty());
        confirmed.extend(lines);
        if round % 10 == 9 {
            let line = shop.check(&numbers::nth(100_000 + round)).expect(0);
            confirmed.extend(line.out.lines().filter_map(Confirmed::read));
            assert_eq!(keeps(&shop, &confirmed).open.len(), 0, "nothing stays open");
        }
    }
    assert!(cut * 4 > rounds, "only {cut} of {rounds} kills came between two confirmations");
    println!("{rounds} kills, {cut} of them in the midst of checks, {} confirmations kept", confirmed.len());
}

#[test]
fn a_till_that_was_killed_keeps_what_its_screen_confirmed() {
    let rounds = if support::full() { 20 } else { 4 };
    let shop = Shop::offline();
    let mut instants = Instants(3);
    let mut shown = Vec::new();
    for round in 0..rounds {
        let mut till = Till::signed_in(&shop);
        for n in 0..4 {
            let number = numbers::nth(round * 8 + n);
            till.scan(&number, "NOT LISTED");
            shown.push(number);
        }
        // One more, cut off somewhere on its way.
        till.write(format!("{}\r", numbers::nth(round * 8 + 5)).as_bytes());
        std::thread::sleep(QUIET / 2 + Duration::from_millis(instants.below(60)));
        till.kill();
    }
    let entries = shop.revealed();
    let values: Vec<String> = of_kind(&entries, "check_started").iter().map(|e| e["values"].to_string()).collect();
    for number in &shown {
        assert!(values.iter().any(|v| v.contains(number)), "{number} was shown");
    }
    assert_eq!(keeps(&shop, &[]).open.len(), 0);
}

#[test]
fn a_check_that_was_killed_while_it_asked_is_closed_at_the_next_start() {
    // It accepts and never says a word: every check hangs between its two entries.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let shop = Shop::with(&[format!("n5g-eir=http://{}", silent.local_addr().expect("an address"))]);
    let rounds = if support::full() { 20 } else { 5 };
    for round in 0..rounds {
        let mut child = command(&["--data", shop.data_word(), "check", "--json", &numbers::nth(round)])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let store = countercheck::ledger::store::Store::open(shop.data()).expect("no alarm");
        let before = store.len().expect("readable");
        support::eventually("a started check", || {
            let newest = store.len().ok().filter(|size| *size > before)? - 1;
            let bytes = store.read(newest).ok().flatten()?;
            String::from_utf8_lossy(&bytes).contains("\"check_started\"").then_some(())
        });
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");
    }
    // Any command that opens the shop puts it in order.
    shop.entries();
    let held = keeps(&shop, &[]);
    assert_eq!((held.started, held.dropped, held.open.len()), (rounds, rounds, 0), "{held:?}");
    let entries = shop.entries();
    assert!(of_kind(&entries, "check_dropped").iter().all(|e| e["plain"]["why"] == "interrupted"));
}
