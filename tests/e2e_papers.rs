//! From the check to the paper and back, through the program as a shop runs it.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::ledger::leaf::Leaf;
use countercheck::ledger::receipt::{Code, Presented, Receipt, read};
use countercheck::ledger::store::Store;
use countercheck::ledger::tree;
use support::numbers;
use support::shop::{Shop, of_kind};
use support::till::Till;

/// The text of the QR code in a picture.
fn decoded(png: &[u8]) -> String {
    let picture = image::load_from_memory(png).expect("a picture").to_luma8();
    let (width, height) = picture.dimensions();
    let luma = picture.into_raw();
    let format = Some(rxing::BarcodeFormat::QR_CODE);
    rxing::helpers::detect_in_luma(luma, width, height, format).expect("a QR code").getText().to_owned()
}

/// Whether the register in the shop's folder bears the receipt out.
fn contained(shop: &Shop, receipt: &Receipt) -> bool {
    let store = Store::open(shop.data()).expect("a register");
    let leaf = store.read(receipt.index).expect("readable");
    receipt.verify_signature()
        && receipt.log_key == store.verifier().bytes()
        && store.root_at(receipt.size).expect("readable") == receipt.root
        && leaf.is_some_and(|bytes| tree::leaf_hash(&bytes) == receipt.leaf_hash)
}

#[test]
fn a_check_gives_a_picture_whose_digits_are_its_receipt() {
    let shop = Shop::offline();
    let file = shop.beside("receipt.png");
    let path = file.to_str().expect("a path in UTF-8");
    let done = shop.run(&["check", "--json", "--receipt", path, &numbers::listed()]).expect(3);
    let line = done.lines().remove(0);
    let digits = decoded(&std::fs::read(&file).expect("the picture"));
    let receipt = Receipt::from_digits(&digits).expect("a receipt");
    assert_eq!(line["entry"]["index"], receipt.index);
    assert_eq!(line["entry"]["leaf_hash"], hex::encode(receipt.leaf_hash));
    assert!(contained(&shop, &receipt));
    // The same entry by its printed code, read as somebody types it.
    let index = receipt.index.to_string();
    let code = shop.run(&["log", "receipt", &index, "--format", "code"]).expect(0).out;
    let Ok(Presented::Code { index: Some(place), code }) = read(&code.to_lowercase()) else { panic!("{code}") };
    assert_eq!(place, receipt.index);
    let store = Store::open(shop.data()).expect("a register");
    let entry = countercheck::ledger::receipt::Entry { index: place, leaf_hash: receipt.leaf_hash };
    assert_eq!(Code::of(&receipt.log_key, &entry, &store.root_at(place + 1).expect("readable")), code);
    // An existing file is not written over, and nothing is checked for it.
    let before = shop.entries().len();
    shop.run(&["check", "--receipt", path, &numbers::listed()]).expect(2);
    assert_eq!(shop.entries().len(), before);
}

#[test]
fn every_format_says_the_same() {
    let shop = Shop::offline();
    let line = shop.check(&numbers::listed()).expect(3).lines().remove(0);
    let index = line["entry"]["index"].to_string();
    let of = |format: &str| shop.run(&["log", "receipt", &index, "--format", format]).expect(0).out;
    let digits = Receipt::from_digits(&of("digits")).expect("a receipt");
    assert!(contained(&shop, &digits));
    let text = of("text");
    let code = of("code");
    assert!(text.contains(code.trim()), "{text}");
    assert!(of("svg").starts_with("<svg "));
    let json = shop.run(&["log", "receipt", &index, "--json"]).expect(0).lines().remove(0);
    assert_eq!(json["leaf_hash"], hex::encode(digits.leaf_hash));
    let by_id = json["entry_id"].as_str().expect("an id");
    assert_eq!(shop.run(&["log", "receipt", by_id, "--format", "code"]).expect(0).out, code);
    shop.run(&["log", "receipt", "4000000"]).expect(1);
    shop.run(&["log", "receipt", "nonsense"]).expect(2);
}

#[test]
fn a_correction_stands_beside_the_entry_that_it_corrects() {
    let shop = Shop::offline();
    shop.check(&numbers::listed()).expect(3);
    let entries = shop.entries();
    let started = of_kind(&entries, "check_started")[0];
    let (index, before) = (started["index"].to_string(), started.clone());
    let right = "490154203237518";
    let words = ["--label", "imei.1", "--value", right, "--reason", "another box"];
    shop.run(&[&["log", "correct", &index][..], &words].concat()).expect(0);
    let after = shop.entries();
    let shown = of_kind(&after, "check_started")[0];
    for name in ["plain", "values", "entry_id", "at"] {
        assert_eq!(shown[name], before[name], "{name} of the original");
    }
    assert_eq!(shown["corrections"][0]["what"], "imei.1");
    assert_eq!(shown["corrections"][0]["value"], serde_json::Value::Null, "masked");
    let revealed = shop.revealed();
    assert_eq!(of_kind(&revealed, "check_started")[0]["corrections"][0]["value"], right);
    let found = shop.run(&["log", "find", right, "--json"]).expect(0).lines();
    assert_eq!(of_kind(&found, "corrected").len(), 1, "{found:?}");
    shop.run(&["log", "correct", &index, "--label", "imei.2", "--value", right, "--reason", "x"]).expect(2);
    shop.run(&["log", "correct", &index, "--label", "imei.1", "--value", "12", "--reason", "x"]).expect(2);
    let leaves = Store::open(shop.data()).expect("a register");
    let bytes = leaves.read(of_kind(&after, "corrected")[0]["index"].as_u64().expect("a number")).expect("readable");
    let text = String::from_utf8(bytes.expect("a leaf")).expect("text");
    assert!(!text.contains("another box") && !text.contains(right), "{text}");
    shop.verified();
}

#[test]
fn training_is_said_everywhere_and_counts_nowhere() {
    let shop = Shop::offline();
    shop.run(&["training", "on"]).expect(0);
    let file = shop.beside("receipt.txt");
    let path = file.to_str().expect("a path in UTF-8");
    let done = shop.run(&["check", "--receipt", path, &numbers::listed()]).expect(3);
    assert!(done.out.contains("TRAINING"), "{}", done.out);
    let paper = std::fs::read_to_string(&file).expect("the paper");
    assert!(paper.starts_with("TRAINING") && paper.trim_end().lines().last().expect("lines").starts_with("TRAINING"));
    shop.run(&["training", "off"]).expect(0);
    shop.run(&["check", &numbers::listed()]).expect(3);
    let closed = shop.run(&["log", "close", "--day", "--json"]).expect(0).lines().remove(0);
    assert_eq!((&closed["counts"]["checks"], &closed["training_counts"]["checks"]), (&1.into(), &1.into()));
    assert_eq!(closed["totals"]["hits"], 1);
    let again = shop.run(&["log", "close", "--day", "--json"]).expect(0);
    assert_eq!(again.out, "", "a day is closed once");
    let leaves: Vec<_> = shop.entries();
    assert_eq!(of_kind(&leaves, "closed").len(), 1);
    shop.verified();
}

#[test]
fn the_till_shows_receipt_training_and_the_days_end() {
    let shop = Shop::offline();
    let mut till = Till::signed_in(&shop);
    till.send(format!("{}\r", numbers::listed()).as_bytes());
    till.sees("STOP");
    till.send(b"\x1b[24~");
    let screen = till.sees("The QR code needs a window");
    let code = screen.split("\u{2502}#").nth(1).expect("a code").split_whitespace().nth(1).expect("a code").to_owned();
    let Ok((None, _)) = Code::parse(&code) else { panic!("{code} is not a code") };
    till.send(b"\x1b");
    // Another program begins training; the till learns of it with its next entry.
    shop.run(&["training", "on"]).expect(0);
    till.press(2);
    till.send(b"\x1b[18~");
    till.sees(" so far");
    till.send(b"\r");
    till.sees("is closed, as entry");
    till.sees("TRAINING: nothing of this is real");
    till.send(b"\x1b");
    till.press(10);
    till.send(b"\r");
    let entries = shop.entries();
    let closed = of_kind(&entries, "closed");
    assert_eq!(closed.len(), 1);
    assert!(closed[0]["plain"]["staff"].is_string());
    let index = closed[0]["index"].as_u64().expect("a number");
    let store = Store::open(shop.data()).expect("a register");
    let leaf = Leaf::parse(&store.read(index).expect("readable").expect("there")).expect("a leaf");
    assert_eq!(leaf.plain["counts"]["checks"], 1);
    drop(store);
    shop.verified();
}
