//! Memory stays bounded whatever is handed in: archives that unpack to a thousand times their size,
//! and numbers that promise more than there is. One test, because it reads its own process's peak.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use countercheck::ledger::checkpoint::Checkpoint;
use countercheck::ledger::export::{self, Wanted};
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::verify::proof::MAX_PROOF;
use shop::{Shop, copy_folder};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// What a bomb unpacks to, and how much more memory than before may ever be used meanwhile.
const BOMB: usize = 256 << 20;
const BOUND: u64 = 96 << 20;

/// The largest amount of memory that this process has ever used, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The folder as an archive, in which `victim` holds nothing but this byte.
fn bomb(folder: &Path, victim: &Path, byte: u8, to: &Path) {
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(to).unwrap()));
    let block = vec![byte; 1 << 20];
    for file in files(folder) {
        let name = file.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        if file == victim {
            (0..BOMB >> 20).for_each(|_| zip.write_all(&block).unwrap());
        } else {
            zip.write_all(&fs::read(file).unwrap()).unwrap();
        }
    }
    zip.finish().unwrap().into_inner().unwrap();
}

#[test]
fn hostile_exports_do_not_fill_the_memory() {
    let shop = Shop::new(10);
    let out = tempfile::tempdir().unwrap();
    let good = out.path().join("good");
    shop.export(&good, &["imei.1"]);
    let begun = peak();
    let refused = |path: &Path, what: &str| {
        let verified = export::verify(path, &Wanted { deep: true, ..Wanted::default() }, &mut |_| ());
        assert!(!verified.is_ok_and(|summary| summary.ok), "{what}");
        let used = peak().saturating_sub(begun);
        assert!(used < BOUND, "{what}: {} MB", used >> 20);
    };
    let path = out.path().join("bomb.zip");
    for (victim, byte) in files(&good).iter().zip([0, b'a', b'\n', b'[', b'{', 0xff].into_iter().cycle()) {
        bomb(&good, victim, byte, &path);
        assert!(fs::metadata(&path).unwrap().len() < 4 << 20);
        refused(&path, &victim.display().to_string());
    }

    let bad = out.path().join("bad");
    copy_folder(&good, &bad);
    let key = fs::read_to_string(shop.path("keys/ledger")).unwrap();
    let key = SigningKey::from_secret_text(key.trim_end()).unwrap();
    for size in [1 << 40, u64::MAX] {
        let note = Checkpoint::new(key.verifier().name(), size, [7; 32]).sign(&key).unwrap();
        fs::write(bad.join("checkpoint"), note).unwrap();
        refused(&bad, &format!("a checkpoint of {size} entries"));
    }
    fs::write(bad.join("checkpoint"), fs::read(good.join("checkpoint")).unwrap()).unwrap();
    let numbers: Vec<String> = (1..150_000).map(|n| n.to_string()).collect();
    fs::write(bad.join("manifest.json"), format!("{{\"v\": 2, \"epochs\": [{}]}}", numbers.join(","))).unwrap();
    refused(&bad, "a manifest of 150000 epochs");

    // A directory of an archive that promises entries which are not there.
    let zip = out.path().join("good.zip");
    shop.export(&zip, &[]);
    let mut bytes = fs::read(&zip).unwrap();
    let end = bytes.windows(4).rposition(|w| w == b"PK\x05\x06").unwrap();
    bytes[end + 8..end + 12].fill(0xff);
    fs::write(&zip, bytes).unwrap();
    refused(&zip, "an archive of 65535 entries");

    let proof = out.path().join("x.tlog-proof");
    let mut file = BufWriter::new(File::create(&proof).unwrap());
    file.write_all(b"c2sp.org/tlog-proof@v1\nextra ").unwrap();
    (0..BOMB >> 10).for_each(|_| file.write_all(&[b'A'; 1024]).unwrap());
    file.into_inner().unwrap().sync_all().unwrap();
    assert!(fs::metadata(&proof).unwrap().len() > MAX_PROOF as u64);
    refused(&proof, "a proof without an end");
}
