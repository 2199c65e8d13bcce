//! The verifier page in a real browser: it finds what the program finds, shows hostile text as
//! text, asks nothing of any network, and never says that something holds which it could not check.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]
#![allow(clippy::print_stdout, reason = "says why it skips, and how long things took")]

#[path = "page/attacks.rs"]
mod attacks;
#[path = "page/browser.rs"]
mod browser;
#[path = "page/forge.rs"]
mod forge;
#[path = "page/looking.rs"]
mod looking;
#[path = "attacks/shop.rs"]
mod shop;

use browser::Browser;
use countercheck::ledger::export::{self, Wanted};
use countercheck::ledger::note::cosignature::CosignKey;
use countercheck::ledger::receipt::{self, Code, Entry, Receipt};
use countercheck::ledger::tree::{Tree, leaf_hash};
use countercheck::ledger::verify::Trust;
use forge::{Forge, pack};
use serde_json::json;
use std::fs;
use std::path::Path;

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
    forge.close("2026-05-02", None, 0, [[2, 1, 1], [2, 1, 1]]);
    forge.minute = 24 * 60;
    let from = forge.leaves.len() - 1;
    forge.check("356938035643809", "not_listed");
    forge.close("2026-05-03", Some("2026-05-02"), from, [[1, 0, 0], [3, 1, 1]]);
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
