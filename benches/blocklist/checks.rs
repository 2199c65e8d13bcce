//! What must be true before a figure means anything.

use super::generator::{Generated, Pair, Queries, REMOVED, Random};
use super::lists::Words;
use super::ours::{self, packed};
use countercheck::blocklist::files::{self, Map};
use countercheck::blocklist::{List, Said, Stack, Trust};
use std::collections::HashMap;
use std::path::Path;

/// Requested; entries; sums of keys and values; sums of hits and misses; changes, the sum of
/// their keys, removals. From another implementation of the generator.
type Known = (u64, usize, [u64; 2], [u64; 2], (usize, u64, usize));
const KNOWN: [Known; 3] = [
    (
        1_000_000,
        999_003,
        [14_125_881_010_876_344_534, 9_004_568_092_610],
        [10_209_121_379_904_327_261, 10_210_529_479_674_486_089],
        (999, 50_479_726_737_670_934, 177),
    ),
    (
        10_000_000,
        9_999_173,
        [12_603_329_744_045_609_488, 90_036_637_193_995],
        [10_209_095_703_404_900_904, 10_211_943_873_702_318_627],
        (9999, 510_998_176_903_617_068, 2005),
    ),
    (
        100_000_000,
        99_203_836,
        [11_847_143_011_850_727_310, 895_586_881_662_615],
        [10_209_001_346_354_980_048, 10_186_178_163_801_484_373],
        (99_203, 5_059_378_477_914_921_030, 19_732),
    ),
];

fn sum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::wrapping_add)
}

/// The entries are those that were described.
pub(crate) fn generator(requested: u64, entries: &[Pair], queries: &Queries) {
    let known = KNOWN.iter().find(|known| known.0 == requested).unwrap();
    let sums = |pairs: &[Pair]| [sum(pairs.iter().map(|p| p.0)), sum(pairs.iter().map(|p| u64::from(p.1)))];
    assert_eq!((entries.len(), sums(entries)), (known.1, known.2));
    assert_eq!([&queries.hits, &queries.misses].map(|keys| sum(keys.iter().copied())), known.3);
    let removed = queries.delta.iter().filter(|&&(_, value)| value == REMOVED).count();
    assert_eq!((queries.delta.len(), sum(queries.delta.iter().map(|d| d.0)), removed), known.4);
    eprintln!("{requested}: entries, queries and changes have their check values");
}

/// Every entry is found with its record; a million near misses are not; a list with its overlay
/// folds to the bytes of the list that is built of the new content.
pub(crate) fn ours(dir: &Path, made: &Generated, queries: &Queries) {
    let entries = &made.entries;
    let words = Words::new();
    let (base, overlay) = (dir.join("check.list"), dir.join("check.overlay"));
    ours::write(&base, &words, 1, None, entries);
    ours::write(&overlay, &words, 2, Some(1), &queries.delta);
    let list = files::open(&base, Trust::Checked).unwrap();
    for &(key, value) in entries {
        assert_eq!(said(&list, key), Some(value), "{key}");
    }
    println!("every one of {} entries found, each with its record", entries.len());
    near_misses(&list, entries);
    let changes: HashMap<u64, u32> = queries.delta.iter().copied().collect();
    let mut after: Vec<Pair> = entries.iter().copied().filter(|(key, _)| !changes.contains_key(key)).collect();
    after.extend(queries.delta.iter().copied().filter(|&(_, value)| value != REMOVED));
    after.sort_unstable();
    let (folded, direct) = (dir.join("check.folded"), dir.join("check.direct"));
    let stack = Stack::new(list, vec![files::open(&overlay, Trust::Checked).unwrap()]).unwrap();
    files::fold(&folded, &stack, &mut |_| ()).unwrap();
    ours::write(&direct, &words, 2, None, &after);
    assert!(std::fs::read(&folded).unwrap() == std::fs::read(&direct).unwrap(), "the folded list differs");
    println!(
        "base and overlay fold to the {} bytes of the list built directly",
        std::fs::metadata(&direct).unwrap().len()
    );
    for path in [base, overlay, folded, direct] {
        std::fs::remove_file(path).unwrap();
    }
}

fn said(list: &List<Map>, key: u64) -> Option<u32> {
    match list.find_key(key).unwrap() {
        Said::Listed(record) => Some(packed(&record)),
        _ => None,
    }
}

/// One serial or one TAC beside an entry, or its serial under any other TAC of the list.
fn near_misses(list: &List<Map>, entries: &[Pair]) {
    let mut random = Random::new(11);
    let mut any = || entries[random.below(entries.len() as u64) as usize].0;
    let mut misses = 0;
    while misses < 1_000_000 {
        let (key, other) = (any(), any());
        let swapped = other / 1_000_000 * 1_000_000 + key % 1_000_000;
        for near in [key + 1, key - 1, key + 1_000_000, key - 1_000_000, swapped] {
            if entries.binary_search_by_key(&near, |e| e.0).is_err() {
                assert_eq!(list.find_key(near).unwrap(), Said::Nothing, "{near}");
                misses += 1;
            }
        }
    }
    println!("{misses} near misses not found");
}
