//! Pictures from end to end: the command, the inbox folder, and the till in a terminal.

#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::vault::{Tray, Vault};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::program::{command, run, run_with};
use support::shop::{Shop, of_kind, put};
use support::till::{Till, card, grouped, result};

const FIRST: &str = "001017010004516";
const SECOND: &str = "001017010004524";
const LISTED: &str = "001017019000010";

fn photo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos").join(name)
}

fn read(words: &[&str]) -> support::program::Done {
    run(&mut command(words))
}

#[test]
fn read_says_what_stands_on_each_picture_and_how_sure_it_is() {
    let two = photo("two.jpg");
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("blank.png");
    image::RgbImage::from_pixel(80, 60, image::Rgb([200; 3])).save(&none).unwrap();
    let words = |files: &[&Path]| {
        let files = files.iter().map(|file| file.to_str().unwrap().to_owned());
        [vec!["read".to_owned(), "--json".to_owned()], files.collect()].concat()
    };
    let run = |files: &[&Path]| read(&words(files).iter().map(String::as_str).collect::<Vec<_>>());
    let lines = run(&[&two]).expect(0).lines();
    let found = lines[0]["identifiers"].as_array().unwrap();
    let values: Vec<&str> = found.iter().map(|one| one["value"].as_str().unwrap()).collect();
    assert_eq!(values, [FIRST, SECOND]);
    assert!(found.iter().all(|one| one["kind"] == "imei" && one["trust"] == "good"), "{found:?}");
    // The box lies on the line, in the upright picture.
    let corners = found[0]["box"].as_array().unwrap();
    assert!(corners.iter().all(|c| (30.0..700.0).contains(&c[0].as_f64().unwrap())), "{corners:?}");
    assert!(corners.iter().all(|c| (40.0..190.0).contains(&c[1].as_f64().unwrap())), "{corners:?}");
    assert_eq!((&lines[0]["unread"], &lines[0]["error"]), (&0.into(), &serde_json::Value::Null));

    // A picture without a number is for a person.
    let lines = run(&[&none]).expect(5).lines();
    assert_eq!(lines[0]["identifiers"], serde_json::json!([]));
}

/// Where a line does not hold, the reader looks at it again and again: minutes in a build for tests.
fn has_time() -> bool {
    let time = !cfg!(debug_assertions) || support::full();
    if !time {
        println!("skipped: too slow in a build for tests; COUNTERCHECK_FULL=1 or --release runs it");
    }
    time
}

#[test]
fn a_number_whose_check_digit_does_not_hold_is_for_a_person() {
    if !has_time() {
        return;
    }
    let review = photo("review.jpg");
    let lines = read(&["read", "--json", review.to_str().unwrap()]).expect(5).lines();
    assert!(lines[0]["identifiers"].as_array().unwrap().iter().all(|one| one["trust"] == "review"), "{}", lines[0]);
}

#[test]
fn read_takes_standard_input_and_says_what_it_cannot_read() {
    let piped = run_with(&mut command(&["read", "-"]), &std::fs::read(photo("listed.jpg")).unwrap()).expect(0);
    assert!(piped.out.contains(LISTED) && piped.out.contains("read alike"), "{}", piped.out);
    let done = read(&["read", "--json", "Cargo.toml", "no-such-file.jpg"]).expect(1);
    let lines = done.lines();
    assert!(lines[0]["error"]["message"].as_str().unwrap().contains("no JPEG"), "{}", lines[0]);
    assert!(lines[1]["error"]["advice"].as_str().unwrap().contains("path"), "{}", lines[1]);
    assert!(done.err.contains("set the camera to JPEG"), "{}", done.err);
    assert!(read(&["read", "--help"]).expect(0).out.contains("countercheck read phone.jpg --json"));
    assert!(!read(&["--help"]).expect(0).out.contains("photo-worker"));
}

/// A shop with an inbox, without sources that could be slow.
fn shop_with_inbox(more: &str) -> (Shop, PathBuf) {
    let shop = Shop::offline();
    let inbox = shop.beside("inbox");
    let path = shop.data().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let config = format!("{config}\n[photo]\ninbox = {:?}\n{more}\n", inbox.display().to_string());
    put(&path, config.as_bytes());
    (shop, inbox)
}

/// Puts a picture there as a camera's program does: under another name first.
fn drop_in(inbox: &Path, name: &str, bytes: &[u8]) {
    let hidden = inbox.join(format!(".{name}.part"));
    put(&hidden, bytes);
    std::fs::rename(hidden, inbox.join(name)).unwrap();
}

fn files(folder: &Path) -> Vec<String> {
    let all = std::fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = all.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_picture_in_the_inbox_is_checked_kept_in_the_vault_and_gone_from_the_disk() {
    let (shop, inbox) = shop_with_inbox("");
    let mut till = Till::signed_in(&shop);
    let bytes = std::fs::read(photo("two.jpg")).unwrap();
    drop_in(&inbox, "two.jpg", &bytes);
    // Both numbers, one handset, and it starts by itself like a scan.
    let screen = till.until("the card of both numbers", |screen| {
        card(screen, &grouped(FIRST)) && card(screen, &grouped(SECOND)) && result(screen).contains("NOT LISTED")
    });
    assert!(!screen.contains("One handset or two"), "{screen}");
    support::eventually("the inbox is empty", || files(&inbox).is_empty().then_some(()));
    assert_eq!(till.leave(), 0);
    let entries = shop.entries();
    let started = of_kind(&entries, "check_started");
    assert_eq!(started.len(), 1);
    // The picture is sealed with the check: what the leaf commits to is there, and nothing waits any more.
    let id: countercheck::ledger::leaf::EntryId = started[0]["entry_id"].as_str().unwrap().parse().unwrap();
    let vault = Vault::open(shop.data()).unwrap();
    let kept = vault.blob(id, "picture.1").unwrap().expect("the picture");
    assert!(kept.starts_with(b"\xff\xd8\xff") && image::load_from_memory(&kept).is_ok());
    assert_eq!(vault.list(Tray::Pictures).unwrap(), Vec::<String>::new());
    drop(vault);
    // No byte of it, and none of the copy, lies anywhere outside of the vault's seals.
    for needle in [&bytes[2_000..2_064], &kept[2_000..2_064]] {
        assert_eq!(holding(shop.data(), needle), Vec::<PathBuf>::new());
    }
    shop.verified();
}

/// Files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, needle));
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|w| w == needle)) {
            found.push(path);
        }
    }
    found
}

#[test]
fn without_keeping_no_picture_stays() {
    let (shop, inbox) = shop_with_inbox("keep = false");
    let mut till = Till::signed_in(&shop);
    drop_in(&inbox, "listed.jpg", &std::fs::read(photo("listed.jpg")).unwrap());
    till.until("the card", |screen| card(screen, &grouped(LISTED)) && result(screen).contains("STOP"));
    assert_eq!(till.leave(), 0);
    let entries = shop.entries();
    let started = of_kind(&entries, "check_started")[0];
    let id = started["entry_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(Vault::open(shop.data()).unwrap().blob(id, "picture.1").unwrap(), None);
    assert_eq!(files(&inbox), Vec::<String>::new());
}

#[test]
fn a_number_to_compare_waits_for_a_person_and_can_be_typed_over() {
    if !has_time() {
        return;
    }
    let (shop, inbox) = shop_with_inbox("");
    let mut till = Till::signed_in(&shop);
    drop_in(&inbox, "review.jpg", &std::fs::read(photo("review.jpg")).unwrap());
    till.sees("F6 shows it");
    assert!(shop.entries().iter().all(|entry| entry["kind"] != "check_started"), "nothing is checked unseen");
    till.press(6);
    till.sees("Compare the number with the picture");
    // The crop stands beside the digits, drawn in half blocks.
    till.until("the crop", |screen| screen.matches(['▀', '▄']).count() > 40);
    // What was read is no number that holds: Enter takes it not.
    till.send(b"\r");
    till.sees("no whole number");
    for digit in FIRST.bytes() {
        till.send(&[digit]);
    }
    till.sees(&format!("Typed: {FIRST}"));
    till.send(b"\r");
    till.until("the card", |screen| card(screen, &grouped(FIRST)) && result(screen).contains("NOT LISTED"));
    assert_eq!(till.leave(), 0);
}

#[test]
fn a_picture_that_waits_survives_a_power_cut() {
    if !has_time() {
        return;
    }
    let (shop, inbox) = shop_with_inbox("");
    let mut till = Till::signed_in(&shop);
    drop_in(&inbox, "review.jpg", &std::fs::read(photo("review.jpg")).unwrap());
    till.sees("F6 shows it");
    support::eventually("the inbox is empty", || files(&inbox).is_empty().then_some(()));
    till.kill();
    let mut till = Till::of(&shop);
    till.sign_in("EK");
    till.sees("F6 shows it");
    till.press(6);
    till.sees("Compare the number with the picture");
    till.press(8);
    till.sees("Take a picture of the");
    assert_eq!(till.leave(), 0);
    assert_eq!(Vault::open(shop.data()).unwrap().list(Tray::Pictures).unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_no_picture_is_told_once_and_left_alone() {
    let (shop, inbox) = shop_with_inbox("");
    std::fs::create_dir_all(&inbox).unwrap();
    let outside = shop.beside("outside.jpg");
    std::fs::copy(photo("listed.jpg"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, inbox.join("link.jpg")).unwrap();
    std::fs::create_dir(inbox.join("folder.jpg")).unwrap();
    put(&inbox.join(".hidden.jpg"), &std::fs::read(photo("listed.jpg")).unwrap());
    put(&inbox.join("notes.txt"), b"no picture");
    std::fs::File::create(inbox.join("huge.jpg")).unwrap().set_len(41 << 20).unwrap();
    let mut till = Till::signed_in(&shop);
    till.until("a complaint", |screen| screen.contains("no JPEG, PNG") || screen.contains("too large for a picture"));
    // A picture behind them is read all the same.
    drop_in(&inbox, "listed.jpg", &std::fs::read(photo("listed.jpg")).unwrap());
    till.until("the card", |screen| card(screen, &grouped(LISTED)));
    assert_eq!(files(&inbox), [".hidden.jpg", "folder.jpg", "huge.jpg", "link.jpg", "notes.txt"]);
    assert!(outside.exists());
    assert_eq!(till.leave(), 0);
}

#[test]
fn the_till_answers_a_key_while_a_picture_is_read() {
    let (shop, inbox) = shop_with_inbox("");
    let mut till = Till::signed_in(&shop);
    let bytes = std::fs::read(photo("two.jpg")).unwrap();
    drop_in(&inbox, "two.jpg", &bytes);
    till.sees("being read");
    let mut times = Vec::new();
    for (key, shows) in [(2, "Today's checks"), (3, "Waiting for a recheck")].into_iter().cycle().take(12) {
        if card(&till.screen(), &grouped(FIRST)) {
            break;
        }
        let bytes: &[u8] = if key == 2 { b"\x1bOQ" } else { b"\x1bOR" };
        let begun = Instant::now();
        till.write(bytes);
        till.until("the screen", |screen| screen.contains(shows) && screen.contains("Esc"));
        times.push(begun.elapsed());
        till.send(b"\x1b");
        till.until("the counter", |screen| screen.contains("F5 ") || card(screen, &grouped(FIRST)));
    }
    times.sort();
    println!("keys while reading: {times:?}");
    assert!(!times.is_empty(), "the picture was read before a key was pressed");
    // The median: this machine may run other tests besides. The decoder waits 30 ms for the rest of a key.
    let median = times[times.len() / 2];
    let bound = Duration::from_millis(if support::full() { 50 } else { 400 });
    assert!(median <= bound, "{times:?}");
    till.until("the card", |screen| card(screen, &grouped(SECOND)));
    assert_eq!(till.leave(), 0);
}
