//! What an export discloses says nothing about what it does not: an attack that knows the device
//! type and tries all million serial numbers of it.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::imei::Imei14;
use countercheck::ledger::leaf::Leaf;
use countercheck::ledger::store::Store;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use std::path::Path;
use support::shop::Shop;
use support::{full, numbers};

type Key = Vec<u8>;

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// The serial numbers under `tac` whose commitment under one of the keys is `wanted`.
fn guess(keys: &[Key], label: &str, tac: &str, wanted: &[u8]) -> Vec<String> {
    let prefix: Vec<Hmac<Sha256>> = keys
        .iter()
        .map(|key| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length");
            mac.update(label.as_bytes());
            mac.update(&[0]);
            mac
        })
        .collect();
    let part = |range: std::ops::Range<u32>| {
        let mut found = Vec::new();
        for serial in range {
            let number = Imei14::from_digits(&format!("{tac}{serial:06}")).expect("digits").with_check_digit();
            for start in &prefix {
                let mut mac = start.clone();
                mac.update(number.as_bytes());
                if mac.finalize().into_bytes().as_slice() == wanted {
                    found.push(number.clone());
                }
            }
        }
        found
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(500_000..1_000_000));
        let mut found = part(0..500_000);
        found.extend(other.join().expect("no panic"));
        found
    })
}

/// What an export discloses: index, label, salt, value.
fn disclosed(export: &Path) -> Vec<(u64, String, Key, String)> {
    let text = std::fs::read_to_string(export.join("disclosed.jsonl")).unwrap_or_default();
    let field = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| line[name].as_str().unwrap_or_else(|| panic!("{name} in {line}")).to_owned();
        (
            line["index"].as_u64().expect("an index"),
            text("label"),
            hex::decode(text("salt")).expect("hex"),
            text("value"),
        )
    };
    text.lines().map(field).collect()
}

/// Every key that somebody who holds the export could think of.
fn keys(leaf: &Leaf, disclosed: &[(u64, String, Key, String)], target: &str) -> Vec<Key> {
    let mut keys: Vec<Key> = disclosed.iter().map(|(.., salt, _)| salt.clone()).collect();
    let id = hex::decode(leaf.entry_id.to_string()).expect("hex");
    // Were a salt the entry's secret, or the entry's id, the other salts would follow from it.
    let near = disclosed.iter().filter(|(_, label, ..)| full() || label == "imei.1");
    keys.extend(near.map(|(.., salt, _)| mac(salt, &[target.as_bytes()])));
    keys.push(mac(&id, &[target.as_bytes()]));
    keys.push(id);
    keys
}

/// Whether any file below the folder holds the text.
fn holds(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = std::fs::read(&path).expect("a file");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn one_disclosed_number_says_nothing_about_the_other() {
    let shop = Shop::offline();
    // A handset whose two numbers stand in one entry and hang on one secret.
    let (first, second) = (numbers::imei(numbers::TACS[0], 414_213), numbers::imei(numbers::TACS[0], 732_050));
    shop.run(&["check", "--one-handset", "--staff", "Erika Kaufmann", &first, &second]).expect(0);
    let export = |name: &str, labels: &str| {
        let path = shop.beside(name);
        let words = ["log", "export", "--output", path.to_str().expect("a path"), "--disclose", labels];
        shop.run(&[words.as_slice(), &["--reveal", "inspection 14/2026"]].concat()).expect(0);
        path
    };
    let partly = export("partly", "imei.1,answer");
    let open = disclosed(&partly);
    let labels: Vec<&str> = open.iter().map(|(_, label, ..)| label.as_str()).collect();
    assert!(labels.contains(&"imei.1") && labels.iter().any(|label| label.starts_with("answer.")), "{labels:?}");
    assert!(labels.iter().all(|label| *label == "imei.1" || label.starts_with("answer.")), "{labels:?}");

    let store = Store::open(shop.data()).expect("no alarm");
    let index = open.iter().find(|(_, label, ..)| label == "imei.1").expect("disclosed").0;
    let leaf = Leaf::parse(&store.read(index).expect("readable").expect("there")).expect("a leaf");
    let commitment = |label: &str| hex::decode(&leaf.c[label]).expect("hex");
    let keys = keys(&leaf, &open, "imei.2");
    let found = guess(&keys, "imei.2", numbers::TACS[0], &commitment("imei.2"));
    assert_eq!(found, Vec::<String>::new(), "the undisclosed number was found");

    // The same attack with the number's own salt finds it: so it can fail.
    let wholly = disclosed(&export("wholly", "imei"));
    let own = wholly.into_iter().find(|(n, label, ..)| *n == index && label == "imei.2").expect("disclosed");
    assert_eq!(own.3, second);
    assert_eq!(guess(&[own.2], "imei.2", numbers::TACS[0], &commitment("imei.2")), [second.as_str()]);

    // In clear stands what is disclosed, and nothing else that is personal.
    assert!(holds(&partly, &first));
    for text in [&second, &second[..14], &second[8..14], "Erika", "Kaufmann", "inspection 14/2026"] {
        assert!(!holds(&partly, text), "{text}");
    }
}

#[test]
fn an_export_without_disclosure_holds_no_number_and_no_name() {
    let shop = Shop::offline();
    let number = numbers::imei(numbers::TACS[1], 618_034);
    shop.run(&["check", "--staff", "Erika Kaufmann", &number]).expect(0);
    let path = shop.beside("export");
    shop.run(&["log", "export", "--output", path.to_str().expect("a path")]).expect(0);
    assert_eq!(disclosed(&path), []);
    for text in [&number, &number[..14], &number[8..14], "Erika", "Kaufmann"] {
        assert!(!holds(&path, text), "{text}");
    }
    assert!(holds(&path, numbers::TACS[1]), "the device type stands in plain");
}
