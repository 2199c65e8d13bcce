//! How well photos are read: recall, complete photos, wrong numbers by trust, time and memory,
//! over sets of pictures with a known truth (`bench/photo/README.md` says how to render them).
//!
//! ```sh
//! cargo bench --bench photo -- SET...             # folders with truth.json
//! cargo bench --bench photo -- --models DIR SET   # larger networks; results kept apart
//! cargo bench --bench photo -- --threads 1 SET    # one picture at a time: for times
//! ```
//!
//! Every picture's result is a line of `results*.tsv` in its set: an interrupted run goes on where
//! it stopped. Delete that file after a change of the reader.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench without pictures has nothing to measure")]

#[path = "photo/score.rs"]
mod score;
#[path = "photo/sets.rs"]
mod sets;

use countercheck::photo::engine::Reader;
use score::Outcome;
use sets::{Picture, Set};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What the command line says.
struct Wanted {
    models: Option<PathBuf>,
    threads: usize,
    sets: Vec<PathBuf>,
}

fn wanted() -> Wanted {
    let mut wanted = Wanted { models: None, threads: 2, sets: Vec::new() };
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    while let Some(word) = words.next() {
        match word.as_str() {
            "--models" => wanted.models = words.next().map(PathBuf::from),
            "--threads" => wanted.threads = words.next().and_then(|n| n.parse().ok()).unwrap_or(2),
            _ => wanted.sets.push(PathBuf::from(word)),
        }
    }
    wanted
}

fn main() {
    let wanted = wanted();
    if wanted.sets.is_empty() {
        println!("photo: no set of pictures named; bench/photo/README.md says how to render one");
        return;
    }
    let reader = Reader::load(wanted.models.as_deref()).expect("networks");
    println!("{}", score::HEAD);
    for folder in &wanted.sets {
        let mut set = Set::open(folder, wanted.models.is_some()).expect("a folder with truth.json");
        read(&reader, &mut set, wanted.threads);
        println!("{}", score::row(&set));
    }
    println!("\npeak memory {:.0} MB with {} pictures at once", score::peak_memory_mb(), wanted.threads);
}

/// Reads every picture that has no result yet.
fn read(reader: &Reader, set: &mut Set, threads: usize) {
    let open: Vec<Picture> = set.open_pictures();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(set);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(picture) = open.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let image = image::open(&picture.path).expect("a picture").into_rgb8();
                    let begun = Instant::now();
                    let reading = reader.read(&image);
                    let outcome = Outcome::of(picture, &reading, begun.elapsed());
                    done.lock().expect("no thread has failed").keep(picture, outcome);
                }
            });
        }
    });
}
