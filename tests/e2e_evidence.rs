//! What leaves the shop, from the command line: extracts for officers, proofs, receipts on paper.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::receipt::{Code, Entry, Receipt};
use countercheck::ledger::store::Store;
use countercheck::ledger::tree::{Tree, leaf_hash};
use countercheck::print::QrCode;
use image::{GrayImage, ImageFormat, Luma};
use serde_json::Value;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use support::numbers;
use support::program::{Done, command, run};
use support::shop::{Shop, of_kind, put};

fn number(serial: usize) -> String {
    numbers::imei(numbers::TACS[0], serial)
}

/// A shop with some checks.
fn shop() -> Shop {
    let shop = Shop::offline();
    for serial in [414_213, 732_050, 618_034] {
        let done = shop.check(&number(serial));
        assert!(done.status != 1 && done.status != 2, "{}", done.err);
    }
    shop
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn verify(words: &[&str]) -> Done {
    run(&mut command(&[&["verify"], words].concat()))
}

/// The last line of `verify --json`.
fn summary(done: &Done) -> Value {
    done.lines().pop().expect("a summary")
}

/// What a seller took away with entry `index`, made when the register had `size` entries.
fn paper(shop: &Shop, index: u64, size: u64) -> (Receipt, String) {
    let store = Store::open(shop.data()).expect("no alarm");
    let key = std::fs::read_to_string(shop.data().join("keys/ledger")).expect("a key");
    let key = SigningKey::from_secret_text(key.trim_end()).expect("a key");
    let leaf = store.read(index).expect("readable").expect("there");
    let entry = Entry { index, leaf_hash: leaf_hash(&leaf) };
    let root = |size| store.root_at(size).expect("a root");
    let receipt = Receipt::sign(&entry, &Tree { size, root: root(size) }, 0, &key).expect("inside");
    (receipt, Code::of(&store.verifier().bytes(), &entry, &root(index + 1)).printed(index))
}

#[test]
fn an_officer_gets_what_is_in_scope_and_can_verify_it() {
    let shop = shop();
    let officer = Identity::generate();
    let (keys, public) = (shop.beside("officer.txt"), shop.beside("officers.pub"));
    put(&keys, format!("# mine\n{}\n", officer.to_string().expose_secret()).as_bytes());
    put(&public, format!("# officers\n{}\n", officer.to_public()).as_bytes());
    let started = of_kind(&shop.entries(), "check_started")[1]["index"].as_u64().expect("an index");
    let (output, entry) = (shop.beside("one.zip.age"), started.to_string());
    let words = ["log", "export", "--output", &text(&output), "--to-officer", &text(&public), "--disclose", "imei"];
    let scope = ["--entry", &entry, "--reveal", "case 2026/114", "--json"];
    let done = shop.run(&[&words[..], &scope].concat()).expect(0);
    assert_eq!((&done.lines()[0]["disclosed"], &done.lines()[0]["encrypted"]), (&Value::from(1), &Value::from(true)));

    let exported = shop.entries().pop().expect("an entry");
    assert_eq!(exported["kind"], "exported");
    for (name, value) in [("first", Value::from(started)), ("last", Value::from(started)), ("entries", 1.into())] {
        assert_eq!(exported["plain"][name], value, "{name}");
    }
    assert_eq!((&exported["plain"]["encrypted"], &exported["plain"]["recipients"]), (&Value::from(true), &1.into()));
    assert_eq!(exported["values"], serde_json::json!({"reason.1": null, "staff.1": null}));

    let opened = verify(&[&text(&output), "--identity", &text(&keys), "--json"]).expect(0);
    assert_eq!(summary(&opened)["ok"], true);
    let closed = verify(&[&text(&output)]).expect(1);
    assert!(closed.err.contains("is encrypted") && closed.err.contains("--identity"), "{}", closed.err);
    put(&keys, format!("{}\n", Identity::generate().to_string().expose_secret()).as_bytes());
    let other = verify(&[&text(&output), "--identity", &text(&keys)]).expect(1);
    assert!(other.err.contains("is not encrypted to this key"), "{}", other.err);
}

#[test]
fn days_bound_what_is_disclosed_and_never_what_is_proved() {
    let shop = shop();
    let export = |name: &str, days: &[&str]| {
        let output = shop.beside(name);
        let words = ["log", "export", "--output", &text(&output), "--disclose", "imei", "--reveal", "x", "--json"];
        let line = shop.run(&[&words[..], days].concat()).expect(0).lines().remove(0);
        assert_eq!(summary(&verify(&[&text(&output), "--json"]).expect(0))["entries"], line["entries"]);
        line["disclosed"].as_u64().expect("a number")
    };
    assert_eq!(export("all", &[]), 3);
    assert_eq!(export("since", &["--from", "2020-01-01", "--to", "2199-12-31"]), 3);
    assert_eq!(export("before", &["--to", "2020-01-01"]), 0);
    assert_eq!(export("after", &["--from", "2199-01-01"]), 0);
    let refused = |words: &[&str], wanted: &str| {
        let output = shop.beside("never.zip");
        let done = shop.run(&[&["log", "export", "--output", &text(&output)], words].concat()).expect(2);
        assert!(done.err.contains(wanted), "{}", done.err);
        assert!(!output.exists());
    };
    let before = shop.entries().len();
    let disclose = ["--disclose", "imei", "--reveal", "x"];
    refused(&[&disclose[..], &["--from", "2026-05-02", "--to", "2026-05-01"]].concat(), "--from lies after --to");
    refused(&[&disclose[..], &["--entry", "first"]].concat(), "neither an entry's number nor its id");
    refused(&["--to-officer", "age1qqqq"], "line 1 is not an age public key");
    let officer = Identity::generate().to_public().to_string();
    refused(&["--to-officer", &officer], "must end in .zip.age");
    assert_eq!(shop.entries().len(), before, "what is refused leaves no entry");
}

#[test]
fn a_proof_of_one_entry_verifies_under_what_somebody_kept() {
    let shop = shop();
    let kept = shop.beside("kept.txt");
    put(&kept, Store::open(shop.data()).expect("no alarm").checkpoint().expect("one").1.as_bytes());
    let size = shop.entries().len().to_string();
    shop.check(&number(141_421));
    let output = text(&shop.beside("5.tlog-proof"));
    shop.run(&["log", "prove", "5", "--output", &output, "--size", &size]).expect(0);
    let done = verify(&[&output, "--trust", &text(&kept), "--json"]).expect(0);
    assert_eq!((&summary(&done)["anchored"], done.lines()[0]["index"].as_u64()), (&Value::from("officer"), Some(5)));
    let (receipt, _) = paper(&shop, 5, 7);
    let done = verify(&[&output, "--receipt", &receipt.to_digits(), "--json"]).expect(0);
    assert_eq!(summary(&done)["anchored"], "receipt");
    let (other, _) = paper(&shop, 4, 7);
    verify(&[&output, "--receipt", &other.to_digits()]).expect(6);

    let newest = text(&shop.beside("newest.tlog-proof"));
    shop.run(&["log", "prove", "5", "--output", &newest]).expect(0);
    let done = verify(&[&newest, "--trust", &text(&kept)]).expect(6);
    assert!(done.out.contains("ask for a proof under that size"), "{}", done.out);
    let again = shop.run(&["log", "prove", "5", "--output", &newest]).expect(1);
    assert!(again.err.contains("exists already"), "{}", again.err);
    assert!(
        shop.run(&["log", "prove", "99", "--output", &text(&shop.beside("x"))]).expect(2).err.contains("no entry 99")
    );
    std::fs::remove_file(&newest).expect("a file");
    put(Path::new(&newest), b"c2sp.org/tlog-proof@v1\nindex 5\n\n");
    assert!(verify(&[&newest]).expect(1).err.contains("does not bring the log's key"));
}

#[test]
fn a_receipt_is_checked_as_digits_code_or_picture() {
    let shop = shop();
    let export = text(&shop.beside("export.zip"));
    shop.run(&["log", "export", "--output", &export]).expect(0);
    let (receipt, code) = paper(&shop, 5, 7);
    let digits = receipt.to_digits();
    let files: [(&str, Vec<u8>); 6] = [
        ("scanned.txt", format!("{digits}\n").into_bytes()),
        ("typed.txt", format!("{}\n", code.to_lowercase()).into_bytes()),
        ("raw.bin", receipt.to_bytes().to_vec()),
        ("printed.png", QrCode::of_digits(&digits).expect("fits").png(4).expect("a picture")),
        ("photo.jpg", photo(&digits, 0.21)),
        ("upside-down.jpg", photo(&digits, 3.0)),
    ];
    let mut given: Vec<String> = vec![digits.clone(), code.clone(), code.split(' ').nth(1).expect("a code").to_owned()];
    for (name, bytes) in files {
        let path = shop.beside(name);
        put(&path, &bytes);
        given.push(text(&path));
    }
    for given in &given {
        let done = verify(&[&export, "--receipt", given, "--json"]).expect(0);
        assert_eq!(summary(&done)["anchored"], "receipt", "{given}");
        let told =
            done.lines().into_iter().find(|line| line["what"].as_str().is_some_and(|w| w.starts_with("receipt: ")));
        assert_eq!(told.expect("a line")["index"], 5, "{given}");
    }
    let done = verify(&[&export, "--receipt", &digits]).expect(0);
    assert!(done.out.contains("entry 5: receipt: its entry is in this register, unaltered"), "{}", done.out);
    assert!(done.out.contains("anchored: receipt"), "{}", done.out);

    // Another shop's register: a finding. A slip of the finger: none.
    let other = Shop::offline();
    let foreign = text(&other.beside("export.zip"));
    other.run(&["log", "export", "--output", &foreign]).expect(0);
    for given in &given {
        verify(&[&foreign, "--receipt", given]).expect(6);
    }
    let slip = code.replacen(code.chars().nth(4).expect("a letter"), "U", 1);
    for mistyped in [slip.as_str(), "12345", &digits[..400], "nowhere.txt"] {
        let done = verify(&[&export, "--receipt", mistyped]).expect(2);
        assert!(!done.err.is_empty());
    }
    let blank = shop.beside("blank.png");
    put(&blank, &encoded(&GrayImage::from_pixel(300, 300, Luma([255])), ImageFormat::Png));
    let done = verify(&[&export, "--receipt", &text(&blank)]).expect(1);
    assert!(done.err.contains("no receipt is found") && done.err.contains("type the printed code"), "{}", done.err);
}

fn encoded(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// The code on a counter: turned by an angle in radians, unevenly lit, noisy, as a JPEG.
fn photo(digits: &str, angle: f32) -> Vec<u8> {
    let code = QrCode::of_digits(digits).expect("fits");
    let (side, module) = (code.side(), 9.0_f32);
    let width = 1400_u32;
    let mut noise = 1_u32;
    let picture = GrayImage::from_fn(width, width, |x, y| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let centre = f32::from(u16::try_from(width / 2).expect("small"));
        let at = |n: u32| f32::from(u16::try_from(n).expect("small")) - centre;
        let (dx, dy) = (at(x), at(y));
        let turned = [dx * angle.cos() + dy * angle.sin(), dy * angle.cos() - dx * angle.sin()];
        let half = f32::from(u16::try_from(side).expect("small")) / 2.0;
        let [u, v] = turned.map(|d| d / module + half);
        let paper = [u, v].iter().all(|w| (-4.0..2.0 * half + 4.0).contains(w));
        let cell = |w: f32| (0..side).find(|n| (w - f32::from(u16::try_from(*n).expect("small"))).floor() == 0.0);
        let dark = matches!((cell(u), cell(v)), (Some(u), Some(v)) if code.is_dark(u, v));
        let light = if dark {
            50
        } else if paper {
            205
        } else {
            110
        };
        Luma([u8::try_from(light + x / 40 + (noise >> 28)).expect("a shade")])
    });
    encoded(&picture, ImageFormat::Jpeg)
}

#[test]
fn earlier_epochs_come_along() {
    let shop = shop();
    let before = shop.entries().len();
    shop.run(&["log", "epoch", "--reason", "test", "--no-alarm"]).expect(0);
    shop.check(&number(141_421));
    let export: PathBuf = shop.beside("export.zip");
    let words = ["log", "export", "--output", &text(&export), "--disclose", "imei", "--reveal", "x", "--json"];
    let line = shop.run(&words).expect(0).lines().remove(0);
    assert_eq!((&line["epochs"], &line["disclosed"]), (&serde_json::json!([1]), &Value::from(4)));
    for path in [text(&export), shop.data_word().to_owned()] {
        let done = verify(&[&path]).expect(0);
        assert!(done.out.contains(&format!("epoch 1: verifies, {before} entries, root ")), "{}", done.out);
    }
}
