//! Pictures as an attacker makes them: the process that looks at them may fail, the till may not.

#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::photo::child::{LookError, Looker, Want};
use countercheck::photo::wire::Seen;
use image::{ImageFormat, Rgb, RgbImage};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::program::BIN;

const OPEN: Want = Want { read: false, keep: false };

fn looker() -> Looker {
    Looker::with_program(PathBuf::from(BIN), None)
}

/// Numbers that do not repeat: splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }
}

/// Something to see everywhere.
fn pattern(x: u32, y: u32) -> Rgb<u8> {
    Rgb([x * 5 + y, x ^ y, x * y].map(|value| value.to_le_bytes()[0]))
}

fn picture(side: u32) -> RgbImage {
    RgbImage::from_fn(side, side, pattern)
}

/// One small file of each kind.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let image = picture(96);
    let encoded = |format| {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    };
    let heic = heifer::encode_rgb8(96, 96, image.as_raw(), &heifer::EncodeOptions::default()).unwrap();
    vec![
        ("jpeg", encoded(ImageFormat::Jpeg)),
        ("png", encoded(ImageFormat::Png)),
        ("webp", encoded(ImageFormat::WebP)),
        ("heic", heic),
    ]
}

/// Flips, cuts, doubles and overwrites; the first bytes mostly stay, so that a decoder sees it.
fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = [0, 0xff, 0x7f, 0x80][dice.below(4)],
            2 => bytes.truncate(at.max(16)),
            3 => {
                let end = (at + dice.below(64)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => {
                let end = (at + 4).min(bytes.len());
                let value = dice.next().to_be_bytes();
                bytes[at..end].copy_from_slice(&value[..end - at]);
            }
            _ => {
                bytes.drain(at..(at + dice.below(32)).min(bytes.len()));
            }
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
    bytes
}

/// Bytes of memory that the process has had at most.
fn peak(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}

#[test]
fn mutated_pictures_of_all_kinds_end_in_an_answer() {
    let count = if support::full() { 10_000 } else { 400 };
    let (mut looker, mut dice, seeds) = (looker(), Dice(6006), seeds());
    let (mut opened, mut refused, mut stopped, mut most) = (0, 0, 0, 0);
    let mut slowest = Duration::ZERO;
    for n in 0..count {
        let (kind, seed) = &seeds[n % seeds.len()];
        let bytes = mutated(seed, &mut dice);
        let begun = Instant::now();
        match looker.look(bytes, OPEN) {
            Ok(_) => opened += 1,
            Err(LookError::Refused(why)) => {
                assert!(!why.what.is_empty() && !why.advice.is_empty(), "{kind}");
                refused += 1;
            }
            // A decoder that ends its process harms nobody; the next picture gets another.
            Err(LookError::Stopped(_)) => stopped += 1,
            Err(other) => panic!("{kind}, number {n}: {other}"),
        }
        slowest = slowest.max(begun.elapsed());
        most = most.max(looker.pid().and_then(peak).unwrap_or(0));
    }
    println!("{count}: {opened} opened, {refused} refused, {stopped} stopped; slowest {slowest:?}; {} MB", most >> 20);
    assert!(opened > 0 && refused > 0, "the mutations reach both sides of the gate");
    assert!(most < 450 << 20, "{most} bytes");
    let sound = looker.look(seeds[0].1.clone(), OPEN).unwrap();
    assert_eq!(sound.reading.size, (96, 96));
}

#[test]
fn a_bomb_is_refused_by_its_header_in_no_time_and_no_memory() {
    let mut bomb = seeds().swap_remove(1).1;
    bomb[16..24].copy_from_slice(&[0, 0, 0x2a, 0xf8, 0, 0, 0x2a, 0xf8]);
    let mut crc = flate2::Crc::new();
    crc.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    let mut looker = looker();
    looker.warm_up().unwrap();
    looker.look(seeds()[0].1.clone(), OPEN).unwrap();
    let before = looker.pid().and_then(peak);
    let refused = looker.look(bomb, OPEN).unwrap_err();
    assert!(matches!(&refused, LookError::Refused(why) if why.what.contains("11000 × 11000")), "{refused}");
    let after = looker.pid().and_then(peak);
    if let (Some(before), Some(after)) = (before, after) {
        assert!(after < before + (16 << 20), "{before} then {after}");
    }
}

#[test]
fn a_process_that_is_killed_is_replaced() {
    let mut looker = looker();
    looker.warm_up().unwrap();
    let first = looker.pid().unwrap();
    kill(first);
    let error = looker.look(seeds()[0].1.clone(), OPEN).unwrap_err();
    assert!(matches!(error, LookError::Stopped(_)), "{error}");
    assert!(looker.pid().is_none());
    looker.look(seeds()[0].1.clone(), OPEN).unwrap();
    assert_ne!(looker.pid(), Some(first));
}

#[test]
fn a_process_that_hangs_is_ended() {
    let mut looker = looker().with_patience(Duration::from_millis(400));
    looker.warm_up().unwrap();
    let pid = looker.pid().unwrap();
    signal(pid, rustix::process::Signal::STOP);
    let begun = Instant::now();
    let error = looker.look(seeds()[0].1.clone(), OPEN).unwrap_err();
    assert!(matches!(error, LookError::Late(_)), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert!(!Path::new(&format!("/proc/{pid}")).exists(), "it is gone");
    let mut patient = looker.with_patience(Duration::from_mins(1));
    patient.look(seeds()[0].1.clone(), OPEN).unwrap();
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a file of a test need not survive a power cut")]
fn a_program_that_talks_nonsense_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("liar");
    for says in ["printf 'xxxxxxxxxxxxxxxx'", "printf '\\002\\000\\000\\000{}'", "exit 0", "head -c 100000 /dev/zero"] {
        std::fs::write(&script, format!("#!/bin/sh\n{says}\n")).unwrap();
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let mut looker = Looker::with_program(script.clone(), None).with_patience(Duration::from_secs(30));
        let error = looker.look(seeds()[0].1.clone(), OPEN).unwrap_err();
        assert!(matches!(error, LookError::Stopped(_)), "{says}: {error}");
    }
    let mut missing = Looker::with_program(folder.path().join("none"), None);
    assert!(matches!(missing.look(vec![1], OPEN).unwrap_err(), LookError::Start(_)));
}

#[cfg(target_os = "linux")]
#[test]
fn the_process_has_nothing_but_its_pipes_and_can_open_nothing_more() {
    let mut looker = looker();
    looker.look(seeds()[0].1.clone(), OPEN).unwrap();
    let pid = looker.pid().unwrap();
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten();
    let targets: Vec<PathBuf> = open.filter_map(|fd| std::fs::read_link(fd.path()).ok()).collect();
    let harmless = |path: &PathBuf| path.to_string_lossy().starts_with("pipe:") || path == Path::new("/dev/null");
    assert!(targets.iter().all(harmless), "{targets:?}");
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    for (name, soft) in [("Max open files", "0"), ("Max file size", "0"), ("Max core file size", "0")] {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        assert_eq!(line[name.len()..].split_whitespace().next(), Some(soft), "{line}");
    }
    let limited = |name: &str| limits.lines().any(|line| line.starts_with(name) && !line.contains("unlimited  "));
    assert!(limited("Max data size") && limited("Max address space"), "{limits}");
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    assert!(status.contains("NoNewPrivs:\t1"), "{status}");
    assert!(
        std::fs::read(format!("/proc/{pid}/environ")).unwrap().starts_with(b"MALLOC_ARENA_MAX="),
        "no surroundings"
    );
}

#[test]
fn no_process_outlives_its_looker() {
    let mut looker = looker();
    looker.warm_up().unwrap();
    let pid = looker.pid().unwrap();
    drop(looker);
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
}

#[test]
fn a_kept_copy_is_upright_small_and_without_the_cameras_notes() {
    let mut plain = Vec::new();
    let wide = RgbImage::from_fn(3_000, 200, pattern);
    wide.write_to(&mut Cursor::new(&mut plain), ImageFormat::Jpeg).unwrap();
    let notes = b"Exif\0\0MM\0*\0\0\0\x08\0\0 51.5007 N, 0.1246 W";
    let length = u16::try_from(notes.len() + 2).unwrap().to_be_bytes();
    let tagged = [&plain[..2], &[0xff, 0xe1], &length, notes, &plain[2..]].concat();
    let Seen { copy, reading } = looker().look(tagged, Want { read: false, keep: true }).unwrap();
    let copy = copy.unwrap();
    assert_eq!(reading.size, (3_000, 200));
    assert_eq!(image::load_from_memory(&copy).unwrap().to_rgb8().dimensions(), (2_400, 160));
    assert!(!copy.windows(4).any(|w| w == b"Exif" || w == b"51.5"));
}

#[test]
fn reading_stays_below_its_memory() {
    let mut looker = looker();
    let file = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos/two.jpg")).unwrap();
    // Twelve megapixels, as telephones take them.
    let large =
        image::load_from_memory(&file).unwrap().resize_exact(4_000, 3_000, image::imageops::FilterType::Nearest);
    let mut bytes = Vec::new();
    large.to_rgb8().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    for file in [file, bytes] {
        looker.look(file, Want { read: true, keep: true }).unwrap();
    }
    let most = looker.pid().and_then(peak).unwrap_or(0);
    println!("peak {} MB", most >> 20);
    assert!(most < 450_000_000, "{most} bytes");
}

fn kill(pid: u32) {
    signal(pid, rustix::process::Signal::KILL);
    // Until the pipe is closed the process may still seem to listen.
    support::eventually("the process has ended", || {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok();
        status.is_none_or(|status| status.contains("State:\tZ")).then_some(())
    });
}

fn signal(pid: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}
