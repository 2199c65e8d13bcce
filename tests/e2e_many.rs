//! A till and ten programs at once: one history, nothing lost. A minute with `COUNTERCHECK_FULL=1`,
//! twelve seconds otherwise.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::ledger::{Confirmed, keeps};
use support::numbers;
use support::shop::{Shop, of_kind};
use support::till::Till;

#[test]
fn a_till_and_ten_programs_write_one_history() {
    let shop = Shop::offline();
    let end = Instant::now() + Duration::from_secs(if support::full() { 60 } else { 12 });
    let next = AtomicUsize::new(0);
    let confirmed = Mutex::new(Vec::new());
    let mut shown = Vec::new();
    let mut till = Till::signed_in(&shop);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                while Instant::now() < end {
                    // Several numbers a run: their commits fall between those of the others.
                    let first = next.fetch_add(3, Ordering::Relaxed);
                    let mut words = vec!["check".to_owned(), "--json".to_owned()];
                    words.extend((first..first + 3).map(numbers::nth));
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    let done = shop.run(&words).expect(0);
                    let lines: Vec<_> = done.out.lines().filter_map(Confirmed::read).collect();
                    assert_eq!(lines.len(), 3, "{}", done.out);
                    confirmed.lock().expect("no panic").extend(lines);
                }
            });
        }
        while Instant::now() < end {
            let number = numbers::nth(500_000 + shown.len());
            till.scan(&number, "NOT LISTED");
            shown.push(number);
        }
    });
    assert_eq!(till.leave(), 0);
    let confirmed = confirmed.into_inner().expect("no panic");
    let held = keeps(&shop, &confirmed);
    assert_eq!(held.started, confirmed.len() + shown.len(), "every check once");
    assert_eq!((held.dropped, held.open.len()), (0, 0), "{held:?}");
    let entries = shop.revealed();
    let values: Vec<String> = of_kind(&entries, "check_started").iter().map(|e| e["values"].to_string()).collect();
    for number in &shown {
        assert!(values.iter().any(|v| v.contains(number)), "{number} was shown");
    }
    assert!(!shown.is_empty() && confirmed.len() > 10, "{} and {}", shown.len(), confirmed.len());
    println!("{} checks at the till, {} by ten programs, {} entries", shown.len(), confirmed.len(), held.size);
}
