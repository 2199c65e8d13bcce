//! One case for each way to give a shop a wrong list, with the word and the sentence it leads to.

use super::mint::{Mint, days, id, key, list, now, put, sha256, signed};
use super::shop::{Shop, online};
use serde_json::{Value, json};

fn publisher() -> (tempfile::TempDir, Mint) {
    let folder = tempfile::tempdir().unwrap();
    let mint = Mint::new(folder.path());
    mint.write();
    (folder, mint)
}

/// A publisher at version 2, and a shop that has seen it.
fn second() -> (tempfile::TempDir, Mint, Shop) {
    let (folder, mut mint) = publisher();
    mint.next().write();
    let shop = Shop::with(&mint);
    assert_eq!(shop.version(), Some(2));
    (folder, mint, shop)
}

#[test]
fn timestamp_rolled_back() {
    let (_folder, mint, shop) = second();
    let mut old = mint.clone();
    old.numbers[3] = 1;
    old.write();
    shop.refuses(shop.sync(&old), "rollback", "timestamp is number 1, this shop has seen 2");
}

#[test]
fn snapshot_rolled_back() {
    let (_folder, mint, shop) = second();
    let mut old = mint.clone();
    (old.numbers[2], old.numbers[3]) = (1, 3);
    old.write();
    shop.refuses(shop.sync(&old), "rollback", "snapshot is number 1, this shop has seen 2");
}

#[test]
fn targets_rolled_back() {
    let (_folder, mint, shop) = second();
    let mut old = mint.clone();
    (old.numbers[1], old.numbers[2], old.numbers[3]) = (1, 3, 3);
    old.write();
    shop.refuses(shop.sync(&old), "rollback", "targets is number 1, this shop has seen 2");
}

#[test]
fn list_rolled_back_under_new_signatures() {
    let (_folder, mint, shop) = second();
    let mut old = mint.clone();
    old.next();
    (old.version, old.list) = (1, list(1, 35_209_900_000_000, 500));
    old.write();
    shop.refuses(shop.sync(&old), "rollback", "version 1, this shop holds version 2");
    old.next();
    (old.version, old.list) = (2, list(2, 35_209_900_000_900, 500));
    old.write();
    shop.refuses(shop.sync(&old), "mix_and_match", "version 2 was published twice");
}

#[test]
fn root_rolled_back() {
    let (_folder, mut mint, shop) = second();
    let before = mint.clone();
    mint.rotate(&[(3, 60)]).next().write();
    shop.sync(&mint).unwrap();
    assert_eq!(shop.version(), Some(3));
    // The server goes back to before the rotation: its key no longer counts.
    std::fs::remove_file(mint.metadata("2.root.json")).unwrap();
    let mut old = before;
    old.next();
    old.numbers[3] = 9;
    old.write();
    shop.refuses(shop.sync(&old), "unsigned", "timestamp: 0 of the 1 signatures");
    // An older root under the number of a newer one.
    let mut root = mint.root();
    root["version"] = json!(1);
    put(&mint.metadata("3.root.json"), signed(&root, &mint.keys[0].0).to_string().as_bytes());
    shop.refuses(shop.sync(&mint), "rollback", "root is number 1, this shop has seen 2");
}

#[test]
fn frozen_at_signatures_that_ran_out() {
    for (at, role) in ["root", "targets", "snapshot", "timestamp"].into_iter().enumerate() {
        let (_folder, mut mint) = publisher();
        let shop = Shop::with(&mint);
        mint.expires[at] = now() - days(2);
        mint.next().rotate(&[]);
        let refusal = shop.refuses(shop.sync(&mint), "freeze", "may be a newer list that is being kept from this shop");
        assert!(refusal.detail.contains(&format!("the {role} ran out on 2024-05-30")), "{}", refusal.detail);
    }
}

#[test]
fn frozen_at_an_old_timestamp_after_a_newer_was_seen() {
    let (folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    let old = std::fs::read(mint.metadata("timestamp.json")).unwrap();
    mint.next().write();
    // The newer one was seen, but its list never came.
    let parts = mint.targets();
    std::fs::remove_file(&parts[0].1).unwrap();
    shop.refuses(shop.sync(&mint), "truncated", "base-2.000 is missing");
    put(&folder.path().join("metadata/timestamp.json"), &old);
    shop.refuses(shop.sync(&mint), "rollback", "it is older than what this shop has already seen");
}

#[test]
fn versions_mixed() {
    for (hashes, role) in [(true, "snapshot"), (true, "targets"), (false, "snapshot"), (false, "targets")] {
        let (_folder, mut mint) = publisher();
        mint.hashes = hashes;
        let shop = Shop::with(mint.write());
        mint.next().write();
        std::fs::copy(mint.metadata(&format!("1.{role}.json")), mint.metadata(&format!("2.{role}.json"))).unwrap();
        shop.refuses(shop.sync(&mint), "mix_and_match", "files of different versions were mixed");
    }
}

#[test]
fn fast_forwarded_with_a_stolen_key_until_it_is_rotated() {
    let (_folder, mut mint, shop) = second();
    let mut thief = mint.clone();
    thief.numbers[3] = u64::MAX;
    thief.write();
    shop.sync(&thief).unwrap();
    mint.next().write();
    shop.refuses(shop.sync(&mint), "rollback", "timestamp is number 3");
    mint.rotate(&[(3, 61)]);
    shop.sync(&mint).unwrap();
    assert_eq!(shop.version(), Some(3));
}

#[test]
fn what_a_thief_published_does_not_outlast_his_keys() {
    let (_folder, mut mint) = publisher();
    mint.expires = [now() + days(900); 4];
    let shop = Shop::with(mint.next().write());
    let mut thief = mint.clone();
    (thief.version, thief.list) = (1_000, list(1_000, 35_209_900_001_000, 500));
    thief.numbers = [1, 1_000, 1_000, 1_000];
    thief.write();
    // His list is dated beyond tomorrow: with the shop's clock nobody could say how old it is.
    shop.refuses(shop.sync(&thief), "clock", "clock lies before the time");
    let later = now() + days(60);
    shop.sync_at(&thief, later).outcome.unwrap();
    assert_eq!(shop.version(), Some(1_000));
    mint.next().rotate(&[(1, 62), (2, 63), (3, 64)]);
    shop.sync_at(&mint, later).outcome.unwrap();
    assert_eq!(shop.version(), Some(3), "the honest list counts again");
}

#[test]
fn a_file_too_long() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    mint.next().write();
    let (name, path, mut bytes) = mint.targets().remove(0);
    bytes.push(0);
    put(&path, &bytes);
    let refusal = shop.refuses(shop.sync(&mint), "wrong_length", "longer than its publisher signed");
    assert!(refusal.detail.contains(&name));
    mint.write();
    let path = mint.metadata("2.targets.json");
    let mut text = std::fs::read(&path).unwrap();
    text.extend([b' '; 100]);
    put(&path, &text);
    shop.refuses(shop.sync(&mint), "wrong_length", "2.targets.json is longer than");
}

#[test]
fn one_flipped_bit() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    mint.next().write();
    let (_, path, mut bytes) = mint.targets().remove(1);
    bytes[9] ^= 4;
    put(&path, &bytes);
    shop.refuses(shop.sync(&mint), "wrong_hash", "something else than its publisher signed (base-2.001)");
    mint.write();
    let path = mint.metadata("2.snapshot.json");
    let text = std::fs::read_to_string(&path).unwrap().replace("2024-07-01", "2027-07-01");
    put(&path, text.as_bytes());
    shop.refuses(shop.sync(&mint), "wrong_hash", "2.snapshot.json");
    // What it takes to go on: the same file, whole.
    mint.write();
    shop.sync(&mint).unwrap();
    assert_eq!(shop.version(), Some(2));
}

#[test]
fn a_file_swapped_for_an_older_signed_one() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    let old = mint.targets();
    mint.next().write();
    for (new, old) in mint.targets().iter().zip(&old).filter(|(new, _)| new.0.starts_with("base")) {
        put(&new.1, &old.2);
    }
    shop.refuses(shop.sync(&mint), "wrong_hash", "base-2.000");
}

#[test]
fn a_file_cut_short() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    mint.next().write();
    let (_, path, bytes) = mint.targets().remove(1);
    put(&path, &bytes[..bytes.len() - 1]);
    shop.refuses(shop.sync(&mint), "truncated", "base-2.001 has 4095 of 4096 bytes");
    mint.write();
    for name in ["2.snapshot.json", "2.targets.json", "timestamp.json"] {
        let whole = std::fs::read(mint.metadata(name)).unwrap();
        put(&mint.metadata(name), &whole[..whole.len() / 2]);
        shop.refuses(shop.sync(&mint), "truncated", "was cut short");
        put(&mint.metadata(name), &whole);
    }
    std::fs::remove_file(mint.metadata("2.targets.json")).unwrap();
    shop.refuses(shop.sync(&mint), "truncated", "2.targets.json is missing");
}

#[test]
fn a_newer_stick_that_nobody_signed() {
    let (folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    mint.next();
    mint.forger = Some(key(99));
    mint.write();
    shop.refuses(shop.import(folder.path(), now()).outcome, "unsigned", "it is not signed by its publisher");
    for signatures in [Some(json!([])), None] {
        let path = mint.metadata("timestamp.json");
        let mut timestamp: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        timestamp.as_object_mut().unwrap().remove("signatures");
        if let Some(signatures) = signatures {
            timestamp["signatures"] = signatures;
        }
        put(&path, timestamp.to_string().as_bytes());
        shop.refuses(shop.import(folder.path(), now()).outcome, "unsigned", "timestamp");
    }
}

#[test]
fn another_publishers_repository() {
    let (_folder, mint) = publisher();
    let shop = Shop::with(&mint);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut foreign = Mint::new(elsewhere.path());
    for (at, keys) in foreign.keys.iter_mut().enumerate() {
        *keys = (vec![key(80 + u8::try_from(at).unwrap())], 1);
    }
    foreign.next().write();
    shop.refuses(shop.sync(&foreign), "foreign_root", "another publisher than the one that this shop trusts");
}

#[test]
fn too_few_signatures_on_a_new_root() {
    let (_folder, mint) = publisher();
    let shop = Shop::with(&mint);
    let mut thief = mint.clone();
    thief.next();
    thief.numbers[0] = 2;
    thief.keys[0] = (vec![key(90)], 1);
    thief.write();
    // One of the three root keys was stolen; two must sign.
    let stolen = [thief.keys[0].0[0].clone(), mint.keys[0].0[0].clone()];
    put(&thief.metadata("2.root.json"), signed(&thief.root(), &stolen).to_string().as_bytes());
    shop.refuses(shop.sync(&thief), "unsigned", "root: 1 of the 2 signatures");
    // The same key twice is one key.
    let mut twice: Value = signed(&thief.root(), &stolen);
    let again = twice["signatures"][1].clone();
    twice["signatures"].as_array_mut().unwrap().push(again);
    put(&thief.metadata("2.root.json"), twice.to_string().as_bytes());
    shop.refuses(shop.sync(&thief), "unsigned", "root: ");
}

#[test]
fn threshold_of_two_for_what_the_list_is_made_of() {
    let (_folder, mut mint) = publisher();
    mint.keys[1] = (vec![key(40), key(41)], 2);
    mint.write();
    let shop = Shop::with(&mint);
    let signer = shop.installed().unwrap().signer.unwrap();
    assert!([id(&key(40)), id(&key(41))].contains(&signer));
    let mut half = mint.clone();
    half.next();
    half.forger = Some(key(40));
    half.write();
    // The forger signs snapshot and timestamp too; those are refused first, so they are made right.
    let targets = std::fs::read(half.metadata("2.targets.json")).unwrap();
    half.forger = None;
    half.write();
    let mut snapshot: Value =
        serde_json::from_slice(&std::fs::read(half.metadata("2.snapshot.json")).unwrap()).unwrap();
    snapshot["signed"]["meta"]["targets.json"] =
        json!({ "version": 2, "length": targets.len(), "hashes": { "sha256": sha256(&targets) } });
    let snapshot = signed(&snapshot["signed"], &half.keys[2].0).to_string();
    let mut timestamp: Value =
        serde_json::from_slice(&std::fs::read(half.metadata("timestamp.json")).unwrap()).unwrap();
    timestamp["signed"]["meta"]["snapshot.json"] =
        json!({ "version": 2, "length": snapshot.len(), "hashes": { "sha256": sha256(snapshot.as_bytes()) } });
    put(&half.metadata("2.targets.json"), &targets);
    put(&half.metadata("2.snapshot.json"), snapshot.as_bytes());
    put(&half.metadata("timestamp.json"), signed(&timestamp["signed"], &half.keys[3].0).to_string().as_bytes());
    shop.refuses(shop.sync(&half), "unsigned", "targets: 1 of the 2 signatures");
}

#[test]
fn the_clock_set_back() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    mint.next().write();
    let looked = shop.sync_at(&mint, now() - days(400));
    assert_eq!(looked.clock_cleared, Some(now()), "the register is told");
    shop.refuses(looked.outcome, "clock", "set the clock, then try again");
    // A stick is taken all the same; whoever asks the list then is told nothing but hits.
    let outcome = shop.import(&mint.dir, now() - days(400)).outcome.unwrap();
    assert!(outcome.clock_behind && outcome.applied.is_some());
    assert_eq!(shop.version(), Some(2));
}

#[test]
fn the_clock_once_in_2099() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    let ahead = "2099-01-01T00:00:00Z".parse().unwrap();
    mint.next().write();
    let looked = shop.sync_at(&mint, ahead);
    shop.refuses(looked.outcome, "freeze", "check this machine's clock");
    assert_eq!(looked.clock_cleared, None);
    let looked = shop.sync_at(&mint, now());
    assert_eq!(looked.clock_cleared, Some(ahead), "the register is told");
    assert_eq!(looked.outcome.unwrap().version, 2);
    assert_eq!(shop.sync_at(&mint, now()).clock_cleared, None, "once");

    assert!(shop.import(&mint.dir, ahead).outcome.unwrap().expired.is_some());
    mint.next().write();
    let looked = shop.import(&mint.dir, now());
    assert_eq!(looked.clock_cleared, Some(ahead));
    assert_eq!(looked.outcome.unwrap().version, 3);
}

#[test]
fn a_stick_that_ran_out_is_taken_and_says_so() {
    let (_folder, mut mint) = publisher();
    let shop = Shop::with(&mint);
    mint.next().write();
    let outcome = shop.import(&mint.dir, now() + days(100)).outcome.unwrap();
    assert_eq!((outcome.version, outcome.expired), (2, Some(now() + days(30))));
    assert_eq!(shop.installed().unwrap().issued_at, outcome.issued_at, "its age is that of its issue");
}

#[test]
fn a_stick_older_than_what_the_shop_holds() {
    let (_folder, mut mint) = publisher();
    let stick = tempfile::tempdir().unwrap();
    let mut old = mint.clone();
    old.dir = stick.path().to_owned();
    old.write();
    mint.next().write();
    let shop = Shop::with(&mint);
    shop.refuses(shop.import(stick.path(), now()).outcome, "rollback", "older than what this shop has already seen");
}

#[test]
fn a_file_that_went_bad_on_disk_is_fetched_again() {
    let (_folder, mint) = publisher();
    let shop = Shop::with(&mint);
    let page = shop.installed().unwrap().files().remove(0);
    let whole = std::fs::read(&page).unwrap();
    let mut bad = whole.clone();
    bad[5000] ^= 1;
    put(&page, &bad);
    assert!(shop.sync(&mint).unwrap().applied.is_some());
    assert_eq!(std::fs::read(&page).unwrap(), whole);
    std::fs::remove_file(&page).unwrap();
    assert!(shop.installed().unwrap().damage.is_some());
    assert!(shop.sync(&mint).unwrap().applied.is_some());
    assert_eq!(shop.version(), Some(1));
    assert!(shop.sync(&mint).unwrap().applied.is_none());
}

#[test]
fn nobody_is_trusted_by_default() {
    let (_folder, mint) = publisher();
    let shop = Shop { dir: tempfile::tempdir().unwrap() };
    let error = shop.sync(&mint).unwrap_err();
    assert!(error.to_string().contains("nobody has said whom to trust"), "{error}");
    assert!(error.advice().contains("list trust"));
    assert!(!shop.slot().folder().exists());
    let empty = tempfile::tempdir().unwrap();
    let shop = Shop::new(&mint);
    let error = shop.look(&online(empty.path()), now()).outcome.unwrap_err();
    assert!(error.to_string().contains("there is no signed list in"), "{error}");
}
