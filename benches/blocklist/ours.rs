//! The block list itself.

use super::generator::Pair;
use super::lists::{DAY_0, Words, identity};
use super::stores::{Kind, Store};
use countercheck::blocklist::files::{self, Map};
use countercheck::blocklist::{BuildError, Encoder, List, PAGE, Record, Said, Status, Survey, Trust};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The list with each page's checksum verified at the page's first look-up, which is what a pass
/// over many numbers does; or at each look-up, which is what a till does.
pub(crate) struct Ours {
    pub(crate) each_time: bool,
}

struct Open(List<Map>);

impl Store for Open {
    fn get(&self, key: u64) -> Option<u32> {
        let Said::Listed(record) = self.0.find_key(key).unwrap() else { return None };
        Some(packed(&record))
    }
}

/// The record as the generator packs it.
pub(crate) fn packed(record: &Record<'_>) -> u32 {
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
    status << 23 | reporter << 13 | u32::from(record.day.0 - DAY_0)
}

/// Streams the sorted entries into a file, as `list build` does after sorting; the seconds.
pub(crate) fn write(path: &Path, words: &Words, version: u64, changes: Option<u64>, pairs: &[Pair]) -> f64 {
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

impl Kind for Ours {
    fn name(&self) -> &'static str {
        if self.each_time { "ours, each time" } else { "ours" }
    }

    fn build(&self, dir: &Path, entries: &[Pair]) -> Option<f64> {
        (!self.each_time).then(|| write(&self.file(dir), &Words::new(), 1, None, entries))
    }

    fn file(&self, dir: &Path) -> PathBuf {
        dir.join("ours.list")
    }

    fn with(&self, dir: &Path, ask: &mut dyn FnMut(&dyn Store)) {
        let trust = if self.each_time { Trust::Never } else { Trust::Checked };
        ask(&Open(files::open(&self.file(dir), trust).unwrap()));
    }

    /// Until the changes can be asked: the overlay built, written and opened.
    fn change(&self, dir: &Path, delta: &[Pair]) -> Option<(f64, u64)> {
        let overlay = dir.join("ours.overlay");
        let words = Words::new();
        let seconds = (0..5).map(|_| {
            let start = Instant::now();
            write(&overlay, &words, 2, Some(1), delta);
            let opened = files::open(&overlay, Trust::Never).unwrap();
            assert_eq!(opened.entries(), delta.len() as u64);
            start.elapsed().as_secs_f64()
        });
        let seconds = seconds.fold(f64::MAX, f64::min);
        let bytes = std::fs::metadata(&overlay).unwrap().len();
        std::fs::remove_file(&overlay).unwrap();
        Some((seconds, bytes))
    }

    fn remove(&self, dir: &Path) {
        // The other row's file is the same.
        let _gone = std::fs::remove_file(self.file(dir));
    }
}
