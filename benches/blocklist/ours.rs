//! The block list itself.

use super::generator::{Pair, Queries};
use super::lists::{DAY_0, Words, identity};
use super::{Row, Store, anonymous, cold, latency, verify};
use countercheck::blocklist::files::{self, Map};
use countercheck::blocklist::{BuildError, Encoder, List, PAGE, Said, Status, Survey, Trust};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

struct Ours(List<Map>);

impl Store for Ours {
    fn get(&self, key: u64) -> Option<u32> {
        let Said::Listed(record) = self.0.find_key(key).unwrap() else { return None };
        let status = match record.status {
            Status::Stolen => 0,
            Status::Lost => 1,
            Status::Fraud => 2,
            Status::Blocked => 3,
            Status::Duplicate => 4,
            _ => 5,
        };
        let name = record.organisation.as_bytes();
        let reporter = name[2..5].iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'));
        Some(status << 23 | reporter << 13 | u32::from(record.day.0 - DAY_0))
    }
}

/// Streams the sorted entries into a file, as `list build` does after sorting.
fn build(path: &Path, words: &Words, version: u64, changes: Option<u64>, pairs: &[Pair]) -> f64 {
    let start = Instant::now();
    let mut survey = Survey::new(identity(version, changes)).unwrap();
    for &pair in pairs {
        survey.add(words.entry(pair)).unwrap();
    }
    let mut encoder = Encoder::new(survey.finish(words.interner.dictionary()).unwrap());
    let mut out = std::io::BufWriter::with_capacity(1 << 18, std::fs::File::create(path).unwrap());
    out.write_all(&[0; PAGE]).unwrap();
    let mut page = |page: &[u8; PAGE]| {
        out.write_all(page).unwrap();
        Ok::<(), BuildError>(())
    };
    for &pair in pairs {
        encoder.add(words.entry(pair), &mut page).unwrap();
    }
    let ends = encoder.finish(&mut page).unwrap();
    out.write_all(&ends.tables).unwrap();
    let mut file = out.into_inner().unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    file.write_all(ends.head.as_slice()).unwrap();
    start.elapsed().as_secs_f64()
}

fn measure(dir: &Path, name: &'static str, trust: Trust, entries: &[Pair], queries: &Queries) -> Row {
    let words = Words::new();
    let path = dir.join("ours.list");
    let seconds = build(&path, &words, 1, None, entries);
    let before = anonymous();
    let store = Ours(files::open(&path, trust).unwrap());
    verify(&store, entries);
    let held = anonymous() - before;
    let overlay = dir.join("ours.overlay");
    let applied = Instant::now();
    build(&overlay, &words, 2, Some(1), &queries.delta);
    let stack = files::open(&overlay, trust).unwrap();
    let applied = applied.elapsed().as_secs_f64();
    assert_eq!(stack.entries(), queries.delta.len() as u64);
    Row {
        name,
        bytes: std::fs::metadata(&path).unwrap().len(),
        build: seconds,
        hit: latency(&store, &queries.hits, true),
        miss: latency(&store, &queries.misses, false),
        cold: cold(&path, &queries.hits, |key| {
            Ours(files::open(&path, trust).unwrap()).get(key).unwrap();
        }),
        anonymous: held,
        delta: Some((applied, std::fs::metadata(&overlay).unwrap().len())),
    }
}

/// Every page's checksum verified at every look-up: what the till does.
pub(crate) fn checked(dir: &Path, entries: &[Pair], queries: &Queries) -> Row {
    measure(dir, "ours", Trust::Never, entries, queries)
}

/// Every page's checksum verified once: what a pass over many numbers does.
pub(crate) fn unchecked(dir: &Path, entries: &[Pair], queries: &Queries) -> Row {
    measure(dir, "ours, once", Trust::Checked, entries, queries)
}
