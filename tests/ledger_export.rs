//! Exports: what is in them, what is not, and that no altered one is ever accepted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use countercheck::ledger::export::{self, ExportError, Wanted};
use countercheck::ledger::leaf::{Leaf, commitment};
use countercheck::ledger::verify::{Anchor, Trust};
use shop::{Shop, copy_folder, disclosed, findings, imei, verify};
use std::fs;
use std::path::{Path, PathBuf};

fn wanted(deep: bool) -> Wanted {
    Wanted { deep, ..Wanted::default() }
}

#[test]
fn folder_archive_and_live_folder_verify_alike() {
    let mut shop = Shop::new(300);
    let out = tempfile::tempdir().unwrap();
    let (folder, archive) = (out.path().join("export"), out.path().join("export.zip"));
    shop.export(&folder, &["imei.1"]);
    shop.export(&archive, &["imei.1"]);
    let (checkpoint, note) = shop.store.checkpoint().unwrap();
    for path in [folder.as_path(), &archive, shop.folder.path()] {
        for deep in [false, true] {
            let (summary, lines) = verify(path, &wanted(deep));
            assert!(summary.ok, "{}: {}", path.display(), findings(&lines));
            assert_eq!((summary.entries, summary.size), (601, Some(601)));
            assert_eq!((summary.root, summary.anchored), (hex::encode(checkpoint.root), Anchor::None));
            assert_eq!(lines.len(), 601, "one line per entry");
        }
    }
    let vkey = shop.store.verifier().to_string();
    for n in 300..310 {
        shop.record(&shop::check(n));
    }
    for (trust, anchor) in [(&note, Anchor::Officer), (&vkey, Anchor::None)] {
        let trusted = Wanted { trust: vec![Trust::parse(trust)], deep: false, ..Wanted::default() };
        for path in [folder.as_path(), &archive, shop.folder.path()] {
            let (summary, lines) = verify(path, &trusted);
            assert!(summary.ok && summary.anchored == anchor, "{}: {}", path.display(), findings(&lines));
        }
    }
}

#[test]
fn nothing_is_overwritten_and_rubbish_is_no_register() {
    let shop = Shop::new(1);
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("export");
    shop.export(&path, &[]);
    assert!(matches!(export::write(&shop.store, &path, None), Err(ExportError::Exists { .. })));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1, "no partial export is left");
    let rubbish = out.path().join("photo.jpg");
    fs::write(&rubbish, [7; 5000]).unwrap();
    let refused = export::verify(&rubbish, &wanted(false), &mut |_| ());
    assert!(matches!(refused, Err(ExportError::NotARegister { .. })), "{refused:?}");
    assert!(matches!(
        export::verify(&out.path().join("none"), &wanted(false), &mut |_| ()),
        Err(ExportError::File { .. })
    ));
}

#[test]
fn an_archive_packed_again_by_another_program_still_verifies() {
    let shop = Shop::new(3);
    let out = tempfile::tempdir().unwrap();
    let (folder, again) = (out.path().join("export"), out.path().join("again.zip"));
    shop.export(&folder, &["imei.1"]);
    let mut zip = zip::ZipWriter::new(fs::File::create(&again).unwrap());
    for file in files(&folder) {
        let name = file.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &fs::read(&file).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    let (summary, lines) = verify(&again, &wanted(true));
    assert!(summary.ok, "{}", findings(&lines));
}

#[test]
fn an_export_without_scope_holds_nothing_personal() {
    let shop = Shop::new(5);
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("export");
    shop.export(&path, &[]);
    for file in files(&path) {
        let bytes = fs::read(&file).unwrap();
        for needle in [imei(2), imei(2)[..14].to_owned(), "Seller 2".into(), "case 2".into()] {
            assert!(!bytes.windows(needle.len()).any(|w| w == needle.as_bytes()), "{needle} in {}", file.display());
        }
    }
}

/// The attacker has the whole export, knows the alphabet of the values, and may compute what he
/// likes from what was disclosed.
#[test]
fn disclosing_one_field_lets_nobody_test_guesses_about_another() {
    let shop = Shop::new(5);
    let out = tempfile::tempdir().unwrap();
    let (narrow, wide) = (out.path().join("narrow"), out.path().join("wide"));
    shop.export(&narrow, &["answer.1"]);
    shop.export(&wide, &["answer.1", "seller.name", "imei.1"]);
    let known = disclosed(&narrow);
    assert_eq!(known.len(), 5);
    assert!(known.iter().all(|field| field.label == "answer.1"), "nothing outside the scope");

    let leaf = Leaf::parse(&shop.store.read(2).unwrap().unwrap()).unwrap();
    let target = &leaf.c["seller.name"];
    let truth = disclosed(&wide).into_iter().find(|f| f.index == 2 && f.label == "seller.name").unwrap();
    let true_salt: [u8; 32] = hex::decode(&truth.salt).unwrap().try_into().unwrap();
    assert!(commitment::opens(target, &true_salt, "seller.name", "Seller 0"), "the right salt would tell at once");

    let salts: Vec<[u8; 32]> = known.iter().map(|f| hex::decode(&f.salt).unwrap().try_into().unwrap()).collect();
    let mut guesses: Vec<[u8; 32]> = salts.clone();
    for salt in &salts {
        // What someone would try: the known salt as if it were the secret, chained, or of the other label.
        guesses.push(commitment::salt(salt, "seller.name"));
        guesses.push(commitment::salt(salt, "answer.1"));
        guesses.push(commitment::hmac(salt, &[b"answer.1\0", b"{\"reference\":\"case 0\"}"]));
    }
    guesses.push([0; 32]);
    for salt in &guesses {
        assert_ne!(salt, &true_salt);
        assert!(!commitment::opens(target, salt, "seller.name", "Seller 0"));
    }
    let everything: Vec<u8> = files(&narrow).iter().flat_map(|file| fs::read(file).unwrap()).collect();
    assert!(!everything.windows(64).any(|w| w == truth.salt.as_bytes()), "the other salt is nowhere in the export");
    // Equal values commit differently in every entry, so nothing can be matched across entries either.
    let names: Vec<_> = (1..6)
        .map(|n| Leaf::parse(&shop.store.read(2 * n).unwrap().unwrap()).unwrap().c["seller.name"].clone())
        .collect();
    assert!(names.iter().enumerate().all(|(i, c)| !names[..i].contains(c)));
}

#[test]
fn lines_that_belong_to_no_entry_or_repeat_are_findings() {
    let shop = Shop::new(3);
    let out = tempfile::tempdir().unwrap();
    let good = out.path().join("good");
    shop.export(&good, &["imei.1"]);
    let text = fs::read_to_string(good.join("disclosed.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (n, altered) in [
        format!("{}\n{}\n{}\n", lines[1], lines[0], lines[2]),
        format!("{text}{}\n", lines[0].replace("\"index\":1", "\"index\":99")),
        format!("{text}{{}}\n"),
        format!("{text}no end"),
        text.replace("\"index\":1,", "\"index\":0,"),
        text.replace("\"value\":\"35", "\"value\":\"36"),
        format!("{text}{}\n", "x".repeat(9 << 20)),
    ]
    .iter()
    .enumerate()
    {
        let bad = out.path().join(format!("bad{n}"));
        copy_folder(&good, &bad);
        fs::write(bad.join("disclosed.jsonl"), altered).unwrap();
        let (summary, lines) = verify(&bad, &wanted(false));
        let found = findings(&lines);
        assert!(!summary.ok && found.lines().filter(|line| !line.contains("manifest")).count() > 0, "{n}: {found}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// A small deterministic generator (xorshift*), so that a failure names its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(6) {
        0 | 1 => bytes[at] ^= 1 << random.below(8),
        2 => bytes[at] = bytes[at].wrapping_add(1 + u8::try_from(random.below(255)).unwrap()),
        3 => drop(bytes.remove(at)),
        4 => bytes.insert(at, u8::try_from(random.below(256)).unwrap()),
        _ => bytes.truncate(at),
    }
}

#[test]
fn a_mutated_export_is_never_accepted() {
    let shop = Shop::new(40);
    let out = tempfile::tempdir().unwrap();
    let (folder, archive) = (out.path().join("good"), out.path().join("good.zip"));
    shop.export(&folder, &["imei.1", "seller.name"]);
    shop.export(&archive, &["imei.1"]);
    let all = files(&folder);
    for seed in 1..=250u64 {
        let mut random = Random(seed);
        let victim = &all[random.below(all.len())];
        let good = fs::read(victim).unwrap();
        let mut bad = good.clone();
        mutate(&mut bad, &mut random);
        if bad == good {
            continue;
        }
        fs::write(victim, &bad).unwrap();
        for deep in [false, true] {
            let result = export::verify(&folder, &wanted(deep), &mut |_| ());
            assert!(!result.is_ok_and(|summary| summary.ok), "seed {seed}, {}", victim.display());
        }
        fs::write(victim, &good).unwrap();
    }
    let good = fs::read(&archive).unwrap();
    for seed in 1..=250u64 {
        let (mut random, mut bad) = (Random(seed), good.clone());
        mutate(&mut bad, &mut random);
        if bad == good {
            continue;
        }
        fs::write(&archive, &bad).unwrap();
        let result = export::verify(&archive, &wanted(false), &mut |_| ());
        assert!(!result.is_ok_and(|summary| summary.ok), "seed {seed}");
    }
    fs::write(&archive, &good).unwrap();
    assert!(
        verify(&archive, &wanted(true)).0.ok && verify(&folder, &wanted(true)).0.ok,
        "and the intact ones still are"
    );
}

#[test]
fn a_missing_file_is_a_finding_whichever_it_is() {
    let shop = Shop::new(140);
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("good");
    shop.export(&folder, &["imei.1"]);
    for file in files(&folder) {
        let kept = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        assert!(!verify(&folder, &wanted(false)).0.ok, "{}", file.display());
        fs::write(&file, kept).unwrap();
    }
}
