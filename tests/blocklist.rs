//! Block lists against a plain map: every entry, near misses, overlays, folding.
//!
//! Ordinary runs use some 200,000 entries. A whole million, or ten:
//! `COUNTERCHECK_FULL=1 cargo test --release --test blocklist`, or `COUNTERCHECK_FULL=10m`.

#![cfg(test)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the generator draws as its description says"
)]

#[path = "blocklist/generator.rs"]
mod generator;
#[path = "blocklist/lists.rs"]
mod lists;
#[path = "blocklist/mutations.rs"]
mod mutations;

use countercheck::blocklist::{
    BuildError, Day, Difference, Entry, Folded, Interner, List, MergeError, Said, Stack, Status, Trust, csv_header,
    csv_line, encode,
};
use generator::{Generated, Pair, REMOVED, Random, generate};
use lists::{Words, identity, same};
use std::collections::BTreeMap;

/// `reduced` entries, or as many as a full run has.
fn size(reduced: u64) -> u64 {
    match std::env::var("COUNTERCHECK_FULL").as_deref() {
        Err(_) => reduced,
        Ok("10m") => 10_000_000,
        Ok(_) => 1_000_000,
    }
}

fn sample() -> Generated {
    generate(0x00C0_FFEE, size(200_000), false)
}

fn sum(keys: impl Iterator<Item = u64>) -> u64 {
    keys.fold(0, u64::wrapping_add)
}

fn value(list: &List<Vec<u8>>, key: u64, expected: Option<u32>) {
    match (list.find_key(key).unwrap(), expected) {
        (Said::Listed(record), Some(value)) => assert!(same(&record, value), "{key}: {record:?} is not {value:x}"),
        (Said::Nothing, None) => {}
        (said, expected) => panic!("{key}: {said:?} instead of {expected:x?}"),
    }
}

#[test]
fn the_generator_is_the_documented_one() {
    let small = generate(0x00C0_FFEE, 1_000_000, false);
    assert_eq!(small.entries.len(), 999_003);
    assert_eq!(small.entries[0], (1_004_653_024_729, 25_203_718));
    assert_eq!(*small.entries.last().unwrap(), (99_980_606_993_741, 275_335));
    assert_eq!(sum(small.entries.iter().map(|e| e.0)), 14_125_881_010_876_344_534);
    assert_eq!(sum(small.entries.iter().map(|e| u64::from(e.1))), 9_004_568_092_610);
    let queries = small.queries(7, 200_000);
    assert_eq!(sum(queries.hits.iter().copied()), 10_209_121_379_904_327_261);
    assert_eq!((queries.misses.len(), sum(queries.misses.iter().copied())), (200_000, 10_210_529_479_674_486_089));
    assert_eq!((queries.delta.len(), sum(queries.delta.iter().map(|d| d.0))), (999, 50_479_726_737_670_934));
    assert_eq!(queries.delta.iter().filter(|d| d.1 == REMOVED).count(), 177);
}

#[test]
fn every_entry_is_found_and_no_near_miss() {
    let made = sample();
    let words = Words::new();
    let list = List::from_bytes(words.list(identity(1, None), &made.entries)).unwrap();
    assert_eq!(list.entries(), made.entries.len() as u64);
    let map: BTreeMap<u64, u32> = made.entries.iter().copied().collect();
    let mut misses = 0;
    for &(key, held) in &made.entries {
        value(&list, key, Some(held));
        for near in [key + 1, key - 1, key + 1_000_000, key.saturating_sub(1_000_000), key ^ 1 << 40] {
            if !map.contains_key(&near) {
                value(&list, near, None);
                misses += 1;
            }
        }
    }
    assert!(misses > 4 * made.entries.len(), "{misses}");
    for edge in [0, 1, 99_999_999_999_999, 100_000_000_000_000, u64::MAX] {
        value(&list, edge, map.get(&edge).copied());
    }
}

#[test]
fn entries_come_out_as_they_went_in() {
    let made = generate(0xBEE, 50_000, true);
    let words = Words::new();
    let list = List::from_bytes(words.list(identity(1, None), &made.entries)).unwrap();
    let mut count = 0;
    for (entry, &(key, held)) in list.iter().zip(&made.entries) {
        let entry = entry.unwrap();
        assert_eq!(entry.key, key);
        assert!(same(&list.dictionary().record(&entry).unwrap(), held));
        count += 1;
    }
    assert_eq!((count, list.iter().count()), (made.entries.len(), made.entries.len()));
}

/// The same texts under other numbers give the same bytes.
#[test]
fn the_encoder_is_a_function_of_the_content() {
    let made = generate(1, 30_000, false);
    let words = Words::new();
    let direct = words.list(identity(3, None), &made.entries);
    let list = List::from_bytes(direct.clone()).unwrap();
    let mut other = Interner::default();
    for n in (0..500).rev() {
        other.reporter(&format!("OP{n:03}"), "nowhere").unwrap();
    }
    let translation = other.adopt(list.dictionary()).unwrap();
    let entries = || list.iter().map(|entry| entry.map(|e| translation.entry(e).unwrap()).map_err(MergeError::from));
    assert!(encode(identity(3, None), &other, entries).unwrap() == direct);
}

fn fold(stack: &Stack<Vec<u8>>, version: u64) -> Vec<u8> {
    let mut words = Interner::default();
    drop(Folded::new(stack, &mut words).unwrap());
    let shared = std::cell::RefCell::new(words);
    let entries = || Folded::new(stack, &mut shared.borrow_mut()).unwrap();
    let interner = shared.borrow();
    let copy = interner.dictionary().clone();
    drop(interner);
    let mut frozen = Interner::default();
    frozen.adopt(&copy).unwrap();
    encode(identity(version, None), &frozen, entries).unwrap()
}

#[test]
fn thirty_rounds_of_changes_equal_a_map() {
    let mut made = generate(0xABCD, size(5_000), false);
    let words = Words::new();
    let mut random = Random::new(99);
    let base = words.list(identity(0, None), &made.entries);
    let mut overlays = Vec::new();
    let mut touched: Vec<u64> = Vec::new();
    for round in 1..=30_u64 {
        let count = 1 + random.below(300) as usize;
        let delta: Vec<Pair> = made.delta(&mut random, count);
        let mut map: BTreeMap<u64, u32> = made.entries.iter().copied().collect();
        for &(key, changed) in &delta {
            if changed == REMOVED {
                map.remove(&key)
            } else {
                map.insert(key, changed)
            };
        }
        let before = words.list(identity(round - 1, None), &made.entries);
        made.entries = map.iter().map(|(&key, &held)| (key, held)).collect();
        let after = words.list(identity(round, None), &made.entries);
        overlays.push(words.list(identity(round, Some(round - 1)), &delta));
        touched.extend(delta.iter().map(|d| d.0));

        let open = |bytes: &Vec<u8>| List::from_bytes(bytes.clone()).unwrap();
        let stack = Stack::new(open(&base), overlays.iter().map(open).collect()).unwrap();
        for &key in &touched {
            let imei = countercheck::blocklist::imei_of(key).unwrap();
            match (stack.find(&imei).unwrap(), map.get(&key)) {
                (Said::Listed(record), Some(&held)) => assert!(same(&record, held)),
                (Said::Nothing | Said::Removed(_), None) => {}
                (said, held) => panic!("round {round}, {key}: {said:?} instead of {held:x?}"),
            }
        }
        assert!(fold(&stack, round) == after, "round {round}: the folded base differs from the built one");
        let (old, new) = (open(&before), open(&after));
        let mut interner = Interner::default();
        let differing: Vec<_> = Difference::new(&old, &new, &mut interner).unwrap().map(Result::unwrap).collect();
        let is_told = |entry: &&countercheck::blocklist::Entry| touched.contains(&entry.key);
        assert_eq!(differing.iter().filter(is_told).count(), differing.len());
        assert!(differing.len() <= delta.len());
    }
}

/// Lines in any order, sorted in runs that do not fit memory, are the list that was encoded directly;
/// and written back, they are the lines that there were.
#[test]
fn lines_in_any_order_give_the_same_bytes() {
    use countercheck::blocklist::files::{self, Heap, Source};
    let made = generate(0xF00D, size(20_000), false);
    let words = Words::new();
    let folder = tempfile::tempdir().unwrap();
    let (lines, built) = (folder.path().join("lines.csv"), folder.path().join("built.list"));
    let text = |pairs: &[Pair]| {
        let mut text = csv_header().as_bytes().to_vec();
        for &pair in pairs {
            let entry = words.entry(pair);
            csv_line(entry.key, &words.interner.dictionary().record(&entry).unwrap(), &mut text);
        }
        text
    };
    let mut shuffled = made.entries.clone();
    let mut random = Random::new(4);
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, random.below(at as u64 + 1) as usize);
    }
    let mut file = std::fs::File::create(&lines).unwrap();
    std::io::Write::write_all(&mut file, &text(&shuffled)).unwrap();
    let mut heap = Heap::with_run(folder.path(), made.entries.len() / 3);
    heap.read(&Source::new(&lines), &std::sync::Arc::default(), &mut |_, _, _| Ok(()), &mut || ()).unwrap();
    let mut sorted = heap.settle().unwrap();
    assert_eq!((heap.report.entries, heap.report.rejected), (made.entries.len() as u64, 0));
    files::write(&built, identity(1, None), &heap.words, &mut sorted, &mut |_| ()).unwrap();
    assert!(std::fs::read(&built).unwrap() == words.list(identity(1, None), &made.entries));
    let list = files::open(&built, Trust::Checked).unwrap();
    let mut dumped = csv_header().as_bytes().to_vec();
    for entry in &list {
        let entry = entry.unwrap();
        csv_line(entry.key, &list.dictionary().record(&entry).unwrap(), &mut dumped);
    }
    assert!(dumped == text(&made.entries));
}

/// More pairs of class and reporter than there are codes: the rare ones are written in full.
#[test]
fn long_lists_are_packed_in_stretches_whoever_packs_them() {
    const STRETCH: usize = 131_072;
    let made = generate(0x57E7, 330_000, false);
    let words = Words::new();
    for entries in [STRETCH, STRETCH + 1, made.entries.len()] {
        let pairs = &made.entries[..entries];
        let bytes = words.list(identity(1, None), pairs);
        assert!(bytes == words.list(identity(1, None), pairs), "{entries}: threads showed in the bytes");
        // A page's head: its checksum, then how many entries it has. None holds entries of two stretches.
        let mut before = 0;
        for page in bytes.chunks(4096).skip(1) {
            let here = usize::from(u16::from_le_bytes([page[4], page[5]]));
            assert_eq!(before / STRETCH, (before + here - 1) / STRETCH, "{entries}: a page across {before}");
            before += here;
            if before == entries {
                break;
            }
        }
        assert_eq!(before, entries);
        let list = List::from_bytes(bytes).unwrap();
        assert!(list.iter().map(|entry| entry.unwrap().key).eq(pairs.iter().map(|pair| pair.0)), "{entries}");
    }
}

#[test]
fn pairs_beyond_the_codes_are_kept() {
    let mut words = Interner::default();
    let class = words.class(Status::Stolen, "").unwrap();
    let rare = words.class(Status::Fraud, "once in a while").unwrap();
    let reporters: Vec<u16> = (0..6_000).map(|n| words.reporter(&format!("R{n}"), "").unwrap()).collect();
    let entries: Vec<Entry> = (0..30_000_u64)
        .map(|n| Entry {
            key: 35_209_900_000_000 + n * 7,
            class: if n % 3 == 0 { rare } else { class },
            reporter: reporters[(n * n % 6_000) as usize % if n % 2 == 0 { 6_000 } else { 40 }],
            day: Day(9_000 + (n % 500) as u16),
        })
        .chain((0..6_000_u64).map(|n| Entry {
            key: 86_000_000_000_000 + n,
            class,
            reporter: reporters[n as usize],
            day: if n % 5 == 0 { Day::NONE } else { Day(1 + (n * 11 % 65_535) as u16) },
        }))
        .collect();
    let bytes = encode(identity(1, None), &words, || entries.iter().map(|&e| Ok::<_, BuildError>(e))).unwrap();
    let list = List::from_bytes(bytes).unwrap();
    let told: Vec<Entry> = list.iter().map(Result::unwrap).collect();
    assert_eq!(told.len(), entries.len());
    for (told, put) in told.iter().zip(&entries) {
        let wanted = words.dictionary().record(put).unwrap();
        assert_eq!((told.key, list.dictionary().record(told).unwrap()), (put.key, wanted));
        assert_eq!(list.find_key(put.key).unwrap(), Said::Listed(wanted));
    }
}

#[test]
fn overlays_apply_in_their_order_only() {
    let words = Words::new();
    let open = |version, changes| List::from_bytes(words.list(identity(version, changes), &[(1, 5)])).unwrap();
    assert!(Stack::new(open(1, None), vec![open(2, Some(1)), open(3, Some(2))]).is_ok());
    assert!(Stack::new(open(1, None), vec![open(3, Some(2))]).is_err());
    assert!(Stack::new(open(2, Some(1)), vec![]).is_err());
    assert!(Stack::new(open(1, None), vec![open(2, None)]).is_err());
}

#[test]
fn an_empty_list_lists_nothing() {
    let words = Words::new();
    let list = List::from_bytes(words.list(identity(1, None), &[])).unwrap();
    assert_eq!((list.entries(), list.pages(), list.iter().count()), (0, 0, 0));
    value(&list, 35_209_900_176_148, None);
}

#[test]
fn a_removal_belongs_into_an_overlay() {
    let words = Words::new();
    let entries = || [Ok::<_, countercheck::blocklist::BuildError>(words.entry((1, REMOVED)))].into_iter();
    assert!(encode(identity(1, None), &words.interner, entries).is_err());
    let overlay = List::from_bytes(encode(identity(2, Some(1)), &words.interner, entries).unwrap()).unwrap();
    assert!(matches!(overlay.find_key(1).unwrap(), Said::Removed(_)));
    assert_eq!(Trust::default(), Trust::Never);
}
