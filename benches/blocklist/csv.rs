//! `list build` of shuffled lines, beside the same file read with the csv crate alone.

use super::generator::{Pair, Random};
use super::lists::Words;
use super::table::line;
use countercheck::blocklist::{csv_header, csv_line};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program; a bench without it measures the rest.
const PROGRAM: Option<&str> = option_env!("CARGO_BIN_EXE_countercheck");

pub(crate) fn measure(dir: &Path, entries: &[Pair], rounds: usize) {
    let Some(program) = PROGRAM else { return };
    let (path, list) = (dir.join("lines.csv"), dir.join("built.list"));
    write(&path, entries);
    let bytes = std::fs::metadata(&path).unwrap().len();
    let (mut alone, mut built, mut peak) = (f64::MAX, f64::MAX, 0);
    for _ in 0..rounds {
        alone = alone.min(read_alone(&path, entries.len()));
        let (seconds, kibibytes) = build(program, &path, &list);
        built = built.min(seconds);
        peak = peak.max(kibibytes);
    }
    println!("list build: {} shuffled lines, {:.0} MB", entries.len(), bytes as f64 / 1e6);
    println!("csv crate alone {alone:.2} s, list build {built:.2} s");
    line("list build : reading with the csv crate", built / alone, 3.0, false);
    let bound = if entries.len() > 20_000_000 { 1000.0 } else { 300.0 };
    line("peak memory of list build, MB", f64::from(peak) / 1024.0, bound, false);
    dump(program, dir, &list);
    for path in [path, list] {
        std::fs::remove_file(path).unwrap();
    }
}

fn write(path: &Path, entries: &[Pair]) {
    let words = Words::new();
    let mut order: Vec<u32> = (0..u32::try_from(entries.len()).unwrap()).collect();
    let mut random = Random::new(5);
    for at in (1..order.len()).rev() {
        order.swap(at, random.below(at as u64 + 1) as usize);
    }
    let mut out = std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(path).unwrap());
    out.write_all(csv_header().as_bytes()).unwrap();
    let mut text = Vec::new();
    for at in order {
        let entry = words.entry(entries[at as usize]);
        text.clear();
        csv_line(entry.key, &words.interner.dictionary().record(&entry).unwrap(), &mut text);
        out.write_all(&text).unwrap();
    }
    out.flush().unwrap();
}

fn read_alone(path: &Path, entries: usize) -> f64 {
    let start = Instant::now();
    let mut reader = csv::Reader::from_path(path).unwrap();
    let mut record = csv::ByteRecord::new();
    let mut count = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        count += 1;
    }
    assert_eq!(count, entries);
    start.elapsed().as_secs_f64()
}

/// Seconds, and the most memory that it ever had, in kibibytes.
fn build(program: &str, path: &Path, list: &Path) -> (f64, u32) {
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(["list", "build"])
        .arg(path)
        .arg("--output")
        .arg(list)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success());
            return (start.elapsed().as_secs_f64(), peak);
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let most = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(most.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What is written back and built again is written back the same.
fn dump(program: &str, dir: &Path, list: &Path) {
    let paths = ["first.csv", "second.csv", "second.list"].map(|name| dir.join(name));
    let run = |args: &[&str], from: &Path, to: &Path| {
        let mut command = Command::new(program);
        let ended = command.arg("list").args(args).arg(from).arg("--output").arg(to).stderr(Stdio::null()).output();
        assert!(ended.unwrap().status.success());
    };
    run(&["dump", "--file"], list, &paths[0]);
    run(&["build"], &paths[0], &paths[2]);
    run(&["dump", "--file"], &paths[2], &paths[1]);
    let same = std::fs::metadata(&paths[0]).unwrap().len() == std::fs::metadata(&paths[1]).unwrap().len()
        && std::fs::read(&paths[0]).unwrap() == std::fs::read(&paths[1]).unwrap();
    assert!(same, "what was dumped twice differs");
    println!("dump, build and dump again: {} bytes, the same", std::fs::metadata(&paths[0]).unwrap().len());
    for path in paths {
        std::fs::remove_file(path).unwrap();
    }
}
