//! The verifier page in a real browser: it finds what the program finds, shows hostile text as
//! text, asks nothing of any network, and never says that something holds which it could not check.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]
#![allow(clippy::print_stdout, reason = "says why it skips, and how long things took")]

#[path = "page/browser.rs"]
mod browser;
#[path = "page/forge.rs"]
mod forge;
#[path = "attacks/shop.rs"]
mod shop;

use browser::Browser;
use countercheck::ledger::export::{self, Wanted};
use countercheck::ledger::note::cosignature::CosignKey;
use countercheck::ledger::receipt::{self, Code, Entry, Receipt};
use countercheck::ledger::tree::{Tree, leaf_hash};
use countercheck::ledger::verify::{Anchor, Trust};
use forge::{Forge, pack};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// What an officer brought himself.
#[derive(Clone, Debug, Default)]
struct Brought {
    checkpoint: String,
    keys: String,
    receipts: String,
}

impl Brought {
    fn checkpoint(text: String) -> Self {
        Self { checkpoint: text, ..Self::default() }
    }

    fn keys(text: &str) -> Self {
        Self { keys: text.to_owned(), ..Self::default() }
    }

    fn receipt(text: &str) -> Self {
        Self { receipts: text.to_owned(), ..Self::default() }
    }

    fn trust(&self) -> Vec<Trust> {
        let mut all: Vec<Trust> = self.keys.lines().map(Trust::parse).collect();
        all.extend((!self.checkpoint.is_empty()).then(|| Trust::parse(&self.checkpoint)));
        all.extend((!self.receipts.is_empty()).then(|| Trust::Receipt(receipt::read(&self.receipts).unwrap())));
        all
    }
}

/// What the page, or the program, says of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    state: String,
    anchored: String,
    findings: u64,
    entries: u64,
}

/// Opens an export in the page.
fn look(browser: &mut Browser, path: &Path, brought: &Brought) -> Seen {
    browser.open();
    for (name, text) in [("checkpoint", &brought.checkpoint), ("keys", &brought.keys), ("receipts", &brought.receipts)]
    {
        browser.fill(&format!("#brought-{name}"), text);
    }
    browser.pick(if path.is_dir() { "#pick-folder" } else { "#pick-zip" }, path);
    browser.until("document.querySelector('#verdict, #problem')");
    seen(browser)
}

fn seen(browser: &mut Browser) -> Seen {
    let data = browser.value("({ ...document.querySelector('#verdict')?.dataset })");
    let number = |name: &str| data[name].as_str().map_or(u64::MAX, |text| text.parse().unwrap());
    let word = |name: &str| data[name].as_str().unwrap_or("problem").to_owned();
    Seen { state: word("state"), anchored: word("anchored"), findings: number("findings"), entries: number("entries") }
}

/// What the program says of it.
fn program(path: &Path, brought: &Brought) -> Seen {
    let wanted = Wanted { trust: brought.trust(), deep: true, ..Wanted::default() };
    let summary = export::verify(path, &wanted, &mut |_| ()).unwrap();
    let anchored = serde_json::to_value(summary.anchored).unwrap().as_str().unwrap().to_owned();
    let state = if summary.ok { "ok" } else { "fails" }.to_owned();
    Seen { state, anchored, findings: summary.findings, entries: summary.entries }
}

/// The page and the program agree; returns what they say.
fn agree(browser: &mut Browser, name: &str, path: &Path, brought: &Brought) -> Seen {
    let (page, program) = (look(browser, path, brought), program(path, brought));
    let told = browser.text("document.querySelector('#findings')?.innerText ?? ''");
    assert_eq!(page, program, "{name}: the page says\n{told}");
    println!(
        "{name}: {}, anchored {}, {} findings {}",
        page.state,
        page.anchored,
        page.findings,
        told.replace('\n', " | ")
    );
    page
}

/// A register with a listed handset, a purchase and two closed days.
fn ordinary() -> Forge {
    let mut forge = Forge::new(1);
    let staff = forge.add("staff_on", json!({}), &[("staff.1", "Anna Müller")]);
    let check = forge.check("490154203237518", "stop");
    forge.check("352099001761481", "not_listed");
    forge.add("marked", json!({ "check": check, "staff": staff }), &[]);
    forge.close("2026-05-02", None, 0, [2, 1, 1], [2, 1, 1]);
    forge.minute = 24 * 60;
    let from = forge.leaves.len() - 1;
    forge.check("356938035643809", "not_listed");
    forge.close("2026-05-03", Some("2026-05-02"), from, [1, 0, 0], [3, 1, 1]);
    forge
}

fn edit(folder: &Path, name: &str, change: impl Fn(String) -> String) {
    let before = fs::read_to_string(folder.join(name)).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "{name} was not changed");
    fs::write(folder.join(name), after).unwrap();
}

#[test]
fn an_intact_export_is_as_good_as_what_ties_it_down() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let mut shop = shop::Shop::new(40);
    let (archive, plain) = (folder.join("export.zip"), folder.join("export"));
    shop.export(&archive, &["imei.1", "seller.name"]);
    shop.export(&plain, &["imei.1"]);
    let kept = shop.store.checkpoint().unwrap().1;
    for path in [&archive, &plain] {
        let seen = agree(&mut browser, "intact", path, &Brought::default());
        assert_eq!((seen.state.as_str(), seen.anchored.as_str(), seen.entries), ("ok", "none", 81));
        let word = browser.text("document.querySelector('#verdict h2').innerText");
        assert!(word.contains("not anchored"), "nothing from outside, and no green word: {word}");
    }
    assert_eq!(agree(&mut browser, "own checkpoint", &archive, &Brought::checkpoint(kept.clone())).anchored, "officer");
    let key = shop.store.verifier().to_string();
    assert_eq!(agree(&mut browser, "log's key", &archive, &Brought::keys(&key)).anchored, "none");
    for n in 50..60 {
        shop.record(&shop::check(n));
    }
    let longer = folder.join("longer.zip");
    shop.export(&longer, &[]);
    assert_eq!(agree(&mut browser, "older checkpoint", &longer, &Brought::checkpoint(kept)).state, "ok");
    let newer = Brought::checkpoint(shop.store.checkpoint().unwrap().1);
    assert_eq!(agree(&mut browser, "tail deleted", &archive, &newer).state, "fails");
}

#[test]
fn receipts_and_witnesses_anchor() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let mut forge = ordinary();
    let witness = CosignKey::from_seed("police.example/w1", [9; 32]).unwrap();
    let vkey = witness.verifier().to_string();
    let archive = folder.join("export.zip");
    forge.pack(&archive);
    let entry = Entry { index: 3, leaf_hash: leaf_hash(&forge.leaves[3]) };
    let tree = Tree { size: 5, root: forge.root_at(5) };
    let whole = Receipt::sign(&entry, &tree, 1_777_716_000_000, &forge.key).unwrap();
    let code = Code::of(&forge.key.verifier().bytes(), &entry, &forge.root_at(4));
    for text in [whole.to_digits(), code.printed(3), code.printed(4), code.to_string().to_lowercase()] {
        let seen = agree(&mut browser, "receipt", &archive, &Brought::receipt(&text));
        assert_eq!((seen.state.as_str(), seen.anchored.as_str()), ("ok", "receipt"));
    }
    assert_eq!(agree(&mut browser, "no witness", &archive, &Brought::keys(&vkey)).findings, 1);
    forge.witness = Some((witness, 1_777_800_000));
    let sealed = folder.join("cosigned.zip");
    forge.pack(&sealed);
    assert_eq!(agree(&mut browser, "witness", &sealed, &Brought::keys(&vkey)).anchored, "witness");

    // A register written anew under the same key: only what was outside knows.
    forge.witness = None;
    forge.leaves[3] = String::from_utf8(forge.leaves[3].clone()).unwrap().replace("stop", "caution").into_bytes();
    let anew = folder.join("anew.zip");
    forge.pack(&anew);
    for brought in [Brought::receipt(&whole.to_digits()), Brought::receipt(&code.printed(3)), Brought::keys(&vkey)] {
        assert_eq!(agree(&mut browser, "written anew", &anew, &brought).state, "fails");
    }
    let printed = code.printed(3);
    let other = if printed.ends_with('A') { 'B' } else { 'A' };
    let mistyped = format!("{}{other}", &printed[..printed.len() - 1]);
    look(&mut browser, &archive, &Brought::receipt(&mistyped));
    let problem = browser.text("document.querySelector('#problem')?.innerText ?? ''");
    assert!(problem.contains("mistyped"), "a slip of the finger is no finding: {problem}");
}

#[test]
fn every_attack_on_the_files_is_found_as_the_program_finds_it() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let bundle = |f: &Path| f.join(format!("tile/entries/000.p/{}", ordinary().leaves.len()));
    let leaves = |f: &Path, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let bytes = fs::read(bundle(f)).unwrap();
        let mut all: Vec<_> =
            countercheck::ledger::tiles::leaves(&bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
        change(&mut all);
        let mut out = Vec::new();
        all.iter().for_each(|leaf| assert!(countercheck::ledger::tiles::push_leaf(&mut out, leaf)));
        fs::write(bundle(f), out).unwrap();
    };
    let swap = |text: String, from: &str, to: &str| text.replacen(from, to, 1);
    type Attack<'a> = (&'static str, Box<dyn Fn(&Path) + 'a>);
    let attacks: Vec<Attack<'_>> = vec![
        (
            "field_altered",
            Box::new(|f| {
                leaves(f, &|all| {
                    all[3] = String::from_utf8(all[3].clone()).unwrap().replace("stop", "none").into_bytes();
                })
            }),
        ),
        ("entry_deleted", Box::new(|f| leaves(f, &|all| drop(all.remove(4))))),
        ("entry_inserted", Box::new(|f| leaves(f, &|all| all.insert(4, all[4].clone())))),
        ("entry_swapped", Box::new(|f| leaves(f, &|all| all.swap(3, 5)))),
        ("entry_not_json", Box::new(|f| leaves(f, &|all| all[3] = b"{".to_vec()))),
        ("checkpoint_backdated", Box::new(|f| edit(f, "checkpoint", |_| ordinary().checkpoint(5)))),
        ("checkpoint_of_another_key", Box::new(|f| edit(f, "checkpoint", |_| Forge::new(2).checkpoint(1)))),
        ("stored_checkpoint_altered", Box::new(|f| edit(f, "checkpoints.jsonl", |t| swap(t, "\\n2\\n", "\\n3\\n")))),
        (
            "stored_checkpoints_out_of_order",
            Box::new(|f| {
                edit(f, "checkpoints.jsonl", |t| {
                    let lines: Vec<_> = t.lines().collect();
                    format!("{}\n{}\n", lines[1], lines[0])
                })
            }),
        ),
        ("value_altered", Box::new(|f| edit(f, "disclosed.jsonl", |t| swap(t, "490154203237518", "490154203237500")))),
        (
            "salt_altered",
            Box::new(|f| {
                edit(f, "disclosed.jsonl", |t| {
                    let at = t.find("\"salt\":\"").unwrap() + 8;
                    let other = if &t[at..=at] == "0" { "1" } else { "0" };
                    format!("{}{other}{}", &t[..at], &t[at + 1..])
                })
            }),
        ),
        (
            "salt_in_capitals",
            Box::new(|f| {
                edit(f, "disclosed.jsonl", |t| {
                    let at = t.find("\"salt\":\"").unwrap() + 8;
                    format!("{}{}{}", &t[..at], t[at..at + 64].to_uppercase(), &t[at + 64..])
                })
            }),
        ),
        (
            "disclosed_twice",
            Box::new(|f| edit(f, "disclosed.jsonl", |t| format!("{}\n{t}", t.lines().next().unwrap()))),
        ),
        (
            "disclosed_for_nobody",
            Box::new(|f| edit(f, "disclosed.jsonl", |t| format!("{t}{}\n", t.lines().next().unwrap()))),
        ),
        ("disclosed_without_end", Box::new(|f| edit(f, "disclosed.jsonl", |t| t.trim_end().to_owned()))),
        (
            "disclosed_with_a_name_twice",
            Box::new(|f| edit(f, "disclosed.jsonl", |t| swap(t, "{\"index\":1,", "{\"index\":1,\"index\":1,"))),
        ),
        ("manifest_altered", Box::new(|f| edit(f, "manifest.json", |t| swap(t, "\"v\": 2", "\"v\": 3")))),
        ("key_replaced", Box::new(|f| edit(f, "log.vkey", |_| format!("{}\n", Forge::new(2).key.verifier())))),
        ("key_misspelt", Box::new(|f| edit(f, "log.vkey", |t| t.trim_end().to_owned()))),
        (
            "tile_missing",
            Box::new(|f| fs::remove_file(f.join(format!("tile/0/000.p/{}", ordinary().leaves.len()))).unwrap()),
        ),
        ("entries_missing", Box::new(|f| fs::remove_file(bundle(f)).unwrap())),
        ("checkpoint_missing", Box::new(|f| fs::remove_file(f.join("checkpoint")).unwrap())),
        (
            "epoch_claimed",
            Box::new(|f| edit(f, "manifest.json", |t| swap(t, "\"epochs\": []", "\"epochs\": [\n    1\n  ]"))),
        ),
    ];
    for (name, attack) in &attacks {
        let (plain, archive) = (folder.join(name), folder.join(format!("{name}.zip")));
        fs::create_dir_all(&plain).unwrap();
        ordinary().write(&plain);
        attack(&plain);
        pack(&plain, &archive);
        assert_eq!(agree(&mut browser, name, &archive, &Brought::default()).state, "fails", "{name}");
    }
}

#[test]
fn every_attack_with_the_key_is_found_as_the_program_finds_it() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let kept = ordinary().checkpoint(6);
    type Attack = (&'static str, fn(&mut Forge));
    let attacks: [Attack; 12] = [
        ("nothing", |_| ()),
        ("entry_left_out", |f| drop(f.leaves.remove(4))),
        ("backdated", |f| f.leaves[5] = text(f, 5).replace("2026-05-02T", "2026-05-01T").into_bytes()),
        ("name_twice", |f| f.leaves[5] = text(f, 5).replace("\"v\":1", "\"v\":1,\"v\":1").into_bytes()),
        ("name_twice_deep_down", |f| {
            f.leaves[5] = text(f, 5).replace("\"lists\":{}", "\"lists\":{\"a\":\"1\",\"\\u0061\":\"2\"}").into_bytes()
        }),
        ("closure_removed", |f| {
            let from = f.leaves.len();
            f.minute = 3 * 24 * 60;
            f.close("2026-05-05", Some("2026-05-03"), from - 1, [0, 0, 0], [3, 1, 1]);
        }),
        ("closure_counts_less", |f| {
            let from = f.leaves.len() - 1;
            f.check("352099001761481", "stop");
            f.minute = 2 * 24 * 60;
            f.close("2026-05-04", Some("2026-05-03"), from, [0, 0, 0], [3, 1, 1]);
        }),
        ("totals_begun_anew", |f| {
            let from = f.leaves.len() - 1;
            f.minute = 2 * 24 * 60;
            f.close("2026-05-04", Some("2026-05-03"), from, [0, 0, 0], [0, 0, 0]);
        }),
        ("closure_without_its_members", |f| drop(f.add("closed", json!({ "day": "2026-05-04" }), &[]))),
        ("training_out_of_turn", |f| {
            f.stamp.training = true;
            f.check("352099001761481", "stop");
        }),
        ("value_not_in_its_normal_form", |f| {
            f.add("fault", json!({}), &[("reason.1", "Zoe\u{308} \u{1e9b}\u{323}")]);
        }),
        ("picture_missing", |f| drop(f.add("fault", json!({}), &[("picture.1", &"ab".repeat(32))]))),
    ];
    for (name, attack) in attacks {
        let archive = folder.join(format!("{name}.zip"));
        let mut forge = ordinary();
        attack(&mut forge);
        forge.pack(&archive);
        let alone = agree(&mut browser, name, &archive, &Brought::default());
        let held = agree(&mut browser, &format!("{name}, held"), &archive, &Brought::checkpoint(kept.clone()));
        let early = ["entry_left_out", "backdated", "name_twice", "name_twice_deep_down"].contains(&name);
        let sound = ["nothing", "value_not_in_its_normal_form"].contains(&name);
        assert_eq!(held.state == "ok", sound, "{name}: what was kept tells");
        assert!(alone.findings < held.findings || !early, "{name}: and tells more than the register alone");
    }
    // Everything signed anew with another key, from the first entry on.
    let archive = folder.join("other.zip");
    Forge::new(2).pack(&archive);
    assert_eq!(agree(&mut browser, "other key, alone", &archive, &Brought::default()).state, "ok");
    for brought in [Brought::checkpoint(kept), Brought::keys(&ordinary().key.verifier().to_string())] {
        assert_eq!(agree(&mut browser, "other key", &archive, &brought).state, "fails");
    }
}

fn text(forge: &Forge, index: usize) -> String {
    String::from_utf8(forge.leaves[index].clone()).unwrap()
}

#[test]
fn earlier_epochs_must_end_as_the_next_one_says() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    for (name, cited, reason, sound) in [
        ("whole", 11, "moved", true),
        ("lost and said", 20, "ledger_missing", true),
        ("lost and not said", 20, "moved", false),
        ("added to", 9, "moved", false),
    ] {
        let old = ordinary();
        let size = old.leaves.len();
        let root = if cited == size { old.root() } else { old.root_at(cited.min(size)) };
        let mut new = Forge::named(
            "countercheck/test/till-1/00000001/2",
            3,
            json!({ "epoch": 2, "reason": reason, "timezone": "Europe/Paris",
                "previous": { "origin": old.key.verifier().name(), "size": cited, "root": forge::base64(&root), "checkpoint": null } }),
        );
        assert_eq!(size, 11, "the sizes above count the ordinary register's entries");
        new.epochs = vec![1];
        let plain = folder.join(name);
        new.write(&plain);
        old.write(&plain.join("epochs/1"));
        let archive = folder.join(format!("{name}.zip"));
        pack(&plain, &archive);
        let seen = agree(&mut browser, name, &archive, &Brought::default());
        assert_eq!(seen.state == "ok", sound, "{name}");
        let older = agree(&mut browser, "kept from the old epoch", &archive, &Brought::checkpoint(old.checkpoint(7)));
        assert_eq!(older.anchored, "officer", "{name}");
        fs::remove_dir_all(plain.join("epochs")).unwrap();
        let without = folder.join(format!("{name}-without.zip"));
        pack(&plain, &without);
        agree(&mut browser, &format!("{name}, and left out"), &without, &Brought::default());
    }
}

/// A tiny picture: one red dot.
fn dot() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(8, 8, image::Rgb([200, 30, 30]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn pictures_show_only_when_they_are_the_ones_committed_to() {
    use sha2::{Digest, Sha256};
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let digest = hex::encode(Sha256::digest(dot()));
    let mut forge = ordinary();
    let index = forge.leaves.len();
    forge.add("fault", json!({}), &[("picture.1", &digest)]);
    forge.blobs.push(dot());
    let plain = folder.join("pictures");
    forge.write(&plain);
    let archive = folder.join("pictures.zip");
    pack(&plain, &archive);
    assert_eq!(agree(&mut browser, "picture", &archive, &Brought::default()).state, "ok");
    browser.value(&format!("document.querySelector('tr[data-index=\"{index}\"]').click()"));
    browser.value("document.querySelector('.picture button').click()");
    browser.until("document.querySelector('.picture img')?.naturalWidth === 8");
    let (asked, complaints) = browser.traffic();
    assert!(asked.iter().all(|url| url.starts_with("file:///") || url.starts_with("blob:")), "{asked:?}");
    assert!(complaints.is_empty(), "{complaints:?}");

    fs::write(plain.join("blobs").join(&digest), b"\x89PNG another").unwrap();
    let other = folder.join("altered.zip");
    pack(&plain, &other);
    assert_eq!(agree(&mut browser, "blob altered", &other, &Brought::default()).findings, 1);
    browser.value(&format!("document.querySelector('tr[data-index=\"{index}\"]').click()"));
    browser.value("document.querySelector('.picture button').click()");
    browser.until("document.querySelector('.picture .badge.stop')");
    assert_eq!(browser.value("document.querySelectorAll('img').length"), 0);
}

#[test]
fn archives_are_hostile() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let shop = shop::Shop::new(30);
    let archive = folder.join("export.zip");
    shop.export(&archive, &["imei.1"]);
    let good = fs::read(&archive).unwrap();
    let bad = folder.join("bad.zip");
    for cut in [good.len() - 1, good.len() - 30, good.len() / 2, 100] {
        fs::write(&bad, &good[..cut]).unwrap();
        assert_eq!(agree(&mut browser, &format!("truncated to {cut}"), &bad, &Brought::default()).state, "fails");
    }
    let mut altered = good.clone();
    altered[good.len() / 3] ^= 1;
    fs::write(&bad, &altered).unwrap();
    assert_eq!(look(&mut browser, &bad, &Brought::default()).state, "fails", "one bit");

    // Bundles of 200 MB of zeros in some hundred kilobytes.
    let plain = folder.join("bomb");
    ordinary().write(&plain);
    let bundle = plain.join(format!("tile/entries/000.p/{}", ordinary().leaves.len()));
    fs::write(&bundle, vec![0; 200 << 20]).unwrap();
    pack(&plain, &bad);
    assert_eq!(agree(&mut browser, "zip bomb", &bad, &Brought::default()).state, "fails");
    let used = browser.value("performance.memory ? performance.memory.usedJSHeapSize : 0").as_f64().unwrap();
    assert!(used < 150e6, "{used} bytes of memory for a bomb");

    for (name, bytes, word) in [
        ("export.zip.age", b"age-encryption.org/v1\n-> X25519 abc".to_vec(), "age --decrypt"),
        ("renamed.zip", b"age-encryption.org/v1\n-> X25519 abc".to_vec(), "age --decrypt"),
        ("photo.jpg", vec![0xff, 0xd8, 0xff, 0xe0], "not an export"),
        ("ledger.db", b"SQLite format 3\0".to_vec(), "not an export"),
        ("empty.zip", Vec::new(), "not an export"),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
        look(&mut browser, &folder.join(name), &Brought::default());
        let problem = browser.text("document.querySelector('#problem')?.innerText ?? ''");
        assert!(problem.contains(word), "{name}: {problem}");
    }
}

/// Seeded damage, as `tests/ledger_export.rs` does it to the program: never accepted, never stuck.
#[test]
fn mutated_exports_are_never_accepted() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let archive = folder.join("good.zip");
    shop::Shop::new(20).export(&archive, &["imei.1", "seller.name"]);
    let good = fs::read(&archive).unwrap();
    let mut state = 0x1234_5678_9abc_def1_u64;
    let mut below = |n: usize| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        usize::try_from(state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % n
    };
    for round in 0..40 {
        let mut bad = good.clone();
        let at = below(bad.len());
        match below(3) {
            0 => bad[at] ^= 1 << below(8),
            1 => drop(bad.remove(at)),
            _ => bad.insert(at, u8::try_from(below(256)).unwrap()),
        }
        let path = folder.join("mutated.zip");
        fs::write(&path, &bad).unwrap();
        let page = look(&mut browser, &path, &Brought::default());
        assert_ne!(page.state, "ok", "round {round}");
    }
}

#[test]
fn ten_thousand_entries_in_five_seconds() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let mut forge = Forge::new(1);
    for n in 0..4_999 {
        if n % 500 == 499 {
            forge.minute += 20 * 60;
        }
        forge.check(&shop::imei(n), if n % 97 == 0 { "stop" } else { "not_listed" });
    }
    forge.add("staff_off", json!({}), &[]);
    assert_eq!(forge.leaves.len(), 10_000);
    let archive = folder.join("long.zip");
    forge.pack(&archive);
    let limit = Duration::from_secs(5);
    let (mut best, mut busy) = (Duration::MAX, f64::MAX);
    // Other tests use the same processors: the best of three is what the page needs.
    for _ in 0..3 {
        browser.open();
        let before = browser.busy();
        let start = Instant::now();
        browser.pick("#pick-zip", &archive);
        browser.until("document.querySelector('#verdict')");
        (best, busy) = (best.min(start.elapsed()), busy.min(browser.busy() - before));
        if best <= limit {
            break;
        }
    }
    let seen = seen(&mut browser);
    assert_eq!((seen.state.as_str(), seen.findings, seen.entries), ("ok", 0, 10_000));
    println!(
        "10,000 entries, 10,000 checkpoints and 4,999 values: verified and shown in {best:?}, {busy:.2} s of a processor"
    );
    // On a machine that does much else at once only the processor's time says anything of the page.
    assert!(busy <= limit.as_secs_f64(), "{busy} s of a processor");
    assert!(best <= limit || crowded(), "{best:?}");

    let number = shop::imei(4_321);
    browser.value(&format!("(() => {{ const f = document.querySelector('#filter-search'); f.value = {number:?}; f.dispatchEvent(new Event('input')); }})()"));
    browser.until("document.querySelectorAll('.entries tbody tr').length === 1");
    assert_eq!(browser.text("document.querySelector('.entries tbody tr').dataset.index"), "8643");
    assert!(
        browser.value("document.querySelectorAll('*').length").as_u64().unwrap() < 5_000,
        "only a page of it is drawn"
    );
}

/// Whether more is running than the machine has processors for.
fn crowded() -> bool {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let running = load.split(' ').next().and_then(|load| load.parse::<f64>().ok()).unwrap_or_default();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    println!("load {running} on {processors} processors");
    running > 1.5 * f64::from(u32::try_from(processors).unwrap())
}

const HOSTILE: [&str; 6] = [
    "<script>globalThis.pwned=1</script>",
    "<img src=x onerror=globalThis.pwned=1>",
    "\"><svg onload=globalThis.pwned=1>",
    "javascript:globalThis.pwned=1",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{7}",
    "{{constructor.constructor('globalThis.pwned=1')()}}",
];

#[test]
fn hostile_strings_are_shown_as_text_and_nothing_is_asked_of_any_network() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let name = "<img/src=x/onerror=globalThis.pwned=1>/<script>globalThis.pwned=1</script>";
    let long = "W".repeat(2_000);
    let mut forge = Forge::named(name, 1, json!({ "epoch": 1, "timezone": HOSTILE[0], "<b>": HOSTILE[1] }));
    for text in HOSTILE.iter().copied().chain([long.as_str()]) {
        forge.stamp.boot = text.to_owned();
        forge.stamp.build = text.to_owned();
        forge.stamp.lists = [(text.to_owned(), text.to_owned())].into();
        let members = json!({ text: text, "finding": text, "purpose": text, "why": [text], "what": text, "staff": text,
            "__proto__": { "x": text }, "constructor": text, "list": text, "version": text, "issued_at": text, "how": text });
        for kind in ["check_answered", "list_applied", "corrected", "staff_on", "an_unknown_kind", "cosigned"] {
            let id = forge.add(
                kind,
                members.clone(),
                &[("staff.1", text), ("imei.1", text), ("picture.x", "../../etc/passwd")],
            );
            forge.add("corrected", json!({ "corrects": id, "what": text }), &[("value.1", text)]);
        }
    }
    let archive = folder.join("<img src=x onerror=pwned>.zip");
    forge.pack(&archive);
    let seen = agree(&mut browser, "hostile", &archive, &Brought::default());
    assert!(seen.findings > 0, "pictures are missing, and the names are no paths");
    for width in [1280, 360] {
        browser.screen(width, 900);
        for tab in ["days", "closures", "evidence", "entries"] {
            browser.value(&format!("document.querySelector('#tab-{tab}').click()"));
        }
        let rows = browser.value("document.querySelectorAll('.entries tbody tr').length").as_u64().unwrap();
        for n in 0..rows {
            browser.value(&format!("document.querySelectorAll('.entries tbody tr')[{n}].click()"));
            browser.value("document.querySelectorAll('details').forEach((d) => d.open = true)");
        }
        let overflow = browser.value("document.documentElement.scrollWidth - innerWidth").as_i64().unwrap();
        assert!(overflow <= 0, "the page is {overflow} pixels wider than a screen of {width}");
    }
    assert_eq!(browser.value("typeof globalThis.pwned"), "undefined");
    let nodes = browser.value(
        "[document.querySelectorAll('script').length, document.querySelectorAll('img, svg, iframe, object').length]",
    );
    assert_eq!(nodes, json!([1, 0]), "no element came out of the export");
    let words = browser.text("document.body.innerText");
    assert!(words.contains("<script>globalThis.pwned=1</script>"), "it is there to be read");
    assert!(words.contains("\u{27e8}202E\u{27e9}") && !words.contains('\u{202e}'), "and turns no text around");
    let (asked, complaints) = browser.traffic();
    assert!(
        !asked.is_empty() && asked.iter().all(|url| url.starts_with("file:///") && url.ends_with("verifier.html")),
        "{asked:?}"
    );
    assert!(complaints.is_empty(), "{complaints:?}");
}

/// The policy stands even where the script fails: nothing that is added runs, loads or leaves.
#[test]
fn the_policy_stops_what_gets_in_all_the_same() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open();
    let tried = browser.value(
        "(async () => {
            const tries = {
                html: () => { document.body.innerHTML += '<b>x</b>'; return 'in'; },
                code: () => { const s = document.createElement('script'); s.textContent = 'globalThis.pwned = 1'; document.body.append(s); return globalThis.pwned; },
                fetch: () => fetch('http://127.0.0.1:9/'),
                image: () => new Promise((done, no) => { const i = new Image(); i.onload = () => done('in'); i.onerror = no; i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; }),
                style: () => { const d = document.createElement('div'); d.setAttribute('style', 'color: red'); document.body.append(d); return getComputedStyle(d).color === 'rgb(255, 0, 0)' ? 'in' : undefined; },
            };
            const out = {};
            for (const [name, run] of Object.entries(tries)) {
                try { out[name] = (await run()) ?? 'stopped'; } catch { out[name] = 'stopped'; }
            }
            return out;
        })()",
    );
    for (name, outcome) in tried.as_object().unwrap() {
        assert_eq!(outcome, "stopped", "{name}");
    }
}

#[test]
fn without_ed25519_nothing_is_verified_and_nothing_is_blamed() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let forge = ordinary();
    let archive = folder.join("export.zip");
    forge.pack(&archive);
    let plain = folder.join("altered");
    forge.write(&plain);
    edit(&plain, "disclosed.jsonl", |text| text.replace("490154203237518", "490154203237500"));
    let brought = Brought { checkpoint: forge.checkpoint(6), ..Brought::default() };
    for lack in [
        "crypto.subtle.importKey = async () => { throw new DOMException('unrecognised', 'NotSupportedError'); };",
        "crypto.subtle.verify = async () => true;",
        "Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined });",
    ] {
        let script = browser.send("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": lack }));
        for brought in [&Brought::default(), &brought] {
            let seen = look(&mut browser, &archive, brought);
            assert_eq!((seen.state.as_str(), seen.findings, seen.entries), ("cannot", 0, 11), "{lack}");
            let words = browser.text("document.querySelector('#verdict').innerText");
            assert!(words.contains("Cannot verify"), "{words}");
            assert_eq!(browser.value("document.querySelectorAll('.entries .badge.fine').length"), 0, "no entry holds");
        }
        assert_eq!(
            look(&mut browser, &plain, &Brought::default()).state,
            "fails",
            "what is wrong without a key is told"
        );
        browser.send("Page.removeScriptToEvaluateOnNewDocument", &json!({ "identifier": script["identifier"] }));
    }
}

#[test]
fn an_officer_finds_his_way_with_the_keyboard_and_in_french() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = browser.folder().to_owned();
    let mut forge = ordinary();
    forge.add("staff_on", json!({}), &[("staff.1", "Bob")]);
    let wrong = forge.add("check_started", json!({ "purpose": "purchase" }), &[("imei.1", "490154203237518")]);
    let note = forge.leaves.len();
    forge.add(
        "corrected",
        json!({ "corrects": wrong, "what": "imei.1" }),
        &[("value.1", "352099001761481"), ("reason.1", "typo")],
    );
    let archive = folder.join("export.zip");
    forge.pack(&archive);
    assert_eq!(look(&mut browser, &archive, &Brought::checkpoint(forge.checkpoint(4))).anchored, "officer");
    let focused = "document.activeElement.id || document.activeElement.dataset.index";
    assert_eq!(browser.text(focused), "verdict", "a screen reader begins with the verdict");

    browser.value("document.querySelector('.entries tbody tr').focus()");
    for key in ["ArrowDown", "ArrowDown", "End", "Home", "ArrowDown", "ArrowDown"] {
        browser.key(key);
    }
    assert_eq!(browser.text(focused), "2");
    browser.key("Enter");
    browser.until("!document.querySelector('#detail').hidden");
    assert_eq!(browser.text(focused), "detail-title");
    assert!(browser.text("document.querySelector('#detail').innerText").contains("490154203237518"));
    browser.key("Escape");
    assert_eq!(browser.text(focused), "2", "back where it was");

    browser.value(&format!("document.querySelector('tr[data-index=\"{note}\"]').click()"));
    let pair = browser.text("document.querySelector('#detail .pair').innerText");
    assert!(pair.contains("490154203237518") && pair.contains("352099001761481"), "original and correction: {pair}");

    browser.value("document.querySelector('#tab-entries').focus()");
    browser.key("ArrowRight");
    assert_eq!(browser.text("document.activeElement.id"), "tab-days");
    let days = browser.text("document.querySelector('.days').innerText");
    assert!(days.contains("2026-05-02") && days.contains("closed"), "{days}");
    browser.key("ArrowRight");
    let closures = browser.text("document.querySelector('#panel').innerText");
    assert!(closures.contains("2026-05-03"), "{closures}");

    browser.value("[...document.querySelectorAll('.languages button')].find((b) => b.lang === 'fr').click()");
    let words = browser.text("document.querySelector('main').innerText");
    assert!(words.contains("Vérifié") && words.contains("Clôtures"), "{words}");
    assert_eq!(browser.text("document.documentElement.lang"), "fr");
    let left = browser.value("[...document.querySelectorAll('main *')].filter((e) => e.childElementCount === 0 && !e.closest('.outside') && /^[a-z]+\\.[a-z_.]+$/.test(e.textContent)).map((e) => e.textContent)");
    assert_eq!(left, Value::Array(Vec::new()), "keys without a sentence");
}

#[test]
fn the_result_can_be_kept_as_the_program_prints_it() {
    let Some(mut browser) = Browser::start() else { return };
    let archive = browser.folder().join("export.zip");
    ordinary().pack(&archive);
    look(&mut browser, &archive, &Brought::default());
    browser.value(
        "(() => { URL.createObjectURL = (blob) => { blob.text().then((text) => (globalThis.kept = text)); return 'blob:x'; };
            HTMLAnchorElement.prototype.click = () => {};
            [...document.querySelectorAll('.actions button')].find((b) => b.textContent === 'Save the result').click(); })()",
    );
    browser.until("globalThis.kept");
    let kept = browser.text("globalThis.kept");
    let lines: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut printed = Vec::new();
    let wanted = Wanted { deep: true, ..Wanted::default() };
    let summary =
        export::verify(&archive, &wanted, &mut |line| printed.push(serde_json::to_value(line).unwrap())).unwrap();
    assert_eq!(lines.last().unwrap(), &serde_json::to_value(&summary).unwrap());
    assert_eq!(lines.len(), printed.len() + 1);
    assert!(summary.anchored == Anchor::None && lines[2]["what"] == printed[2]["what"]);
}
