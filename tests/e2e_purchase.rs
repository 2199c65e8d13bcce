//! Whole purchases at a real terminal, as the counter of a place with rules makes them: the handset
//! scanned, the document scanned, the declaration printed and confirmed by scanning its code. Key
//! presses are counted; the README states them.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

#[path = "support/documents.rs"]
mod documents;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::numbers;
use support::shop::{Shop, of_kind, put};
use support::till::Till;

/// A till that counts what a clerk presses: scans cost nothing.
struct Counted {
    till: Till,
    keys: usize,
    begun: Instant,
}

impl Counted {
    fn press(&mut self, f: u8) {
        self.keys += 1;
        self.till.press(f);
    }

    /// As fingers do: many bytes at once would be a scan.
    fn types(&mut self, text: &str) {
        for key in text.as_bytes() {
            self.keys += 1;
            self.till.send(&[*key]);
        }
    }

    fn scans(&mut self, code: &str) {
        self.till.send(format!("{code}\r").as_bytes());
    }
}

/// A shop in this place, whose printer writes into a folder.
fn shop(jurisdiction: &str) -> (Shop, PathBuf) {
    let shop = Shop::offline();
    let prints = shop.beside("prints");
    std::fs::create_dir(&prints).expect("a folder");
    let path = shop.data().join("config.toml");
    let config = std::fs::read_to_string(&path).expect("a config");
    let config = config.replace("jurisdiction = \"generic\"", &format!("jurisdiction = \"{jurisdiction}\""));
    assert!(config.contains(jurisdiction), "{config}");
    put(&path, format!("{config}\n[printer]\ndevice = \"file:{}\"\n", prints.display()).as_bytes());
    (shop, prints)
}

/// The bars of the newest declaration, as the scanner types them.
fn declaration(prints: &Path) -> String {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        for entry in std::fs::read_dir(prints).expect("the folder").flatten() {
            let bytes = std::fs::read(entry.path()).unwrap_or_default();
            let text: String = bytes.iter().map(|b| if b.is_ascii_graphic() { char::from(*b) } else { ' ' }).collect();
            let code = text.split(' ').find_map(|word| {
                let at = word.find("CCD")?;
                let digits: String = word[at + 3..].chars().filter(char::is_ascii_digit).collect();
                (digits.len() == 15).then(|| format!("CCD{digits}"))
            });
            if let Some(code) = code {
                return code;
            }
        }
        assert!(Instant::now() < end, "no declaration was printed");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Answers the checklist by what stands in the field's question until the deal can be declared.
fn buys(shop: &Shop, prints: &Path, document: &str, says: &[(&str, &str)]) -> Counted {
    let mut clerk = Counted { till: Till::signed_in(shop), keys: 0, begun: Instant::now() };
    clerk.till.scan(&numbers::nth(1), "NOT");
    clerk.begun = Instant::now();
    clerk.press(7);
    clerk.till.sees("Purchase");
    clerk.scans(document);
    clerk.till.sees("The document was read");
    for (question, answer) in says {
        clerk.till.sees(question);
        clerk.types(answer);
    }
    clerk.till.sees("prints the declaration");
    clerk.types("\r");
    let code = declaration(prints);
    clerk.scans(&code);
    clerk.till.sees("Receipt of the register");
    clerk
}

/// The newest `deal_signed`, and what the clerk did for it.
fn signed(mut clerk: Counted, shop: &Shop) -> (usize, Value) {
    let (keys, seconds) = (clerk.keys, clerk.begun.elapsed().as_secs_f64());
    println!("{keys} key presses, {seconds:.1} s with the waiting of the test");
    clerk.till.send(b"\x1b");
    assert_eq!(clerk.till.leave(), 0);
    let entries = shop.entries();
    let leaf = of_kind(&entries, "deal_signed")[0];
    let plain = leaf.get("plain").unwrap_or(leaf).clone();
    assert_eq!(plain["signature"], "paper");
    assert_eq!(plain["payment"]["amount"], 12_000);
    shop.verified();
    (keys, plain)
}

#[test]
fn in_england_with_a_passport() {
    let (shop, prints) = shop("england");
    let passport = documents::TD3.replace('\n', "\r");
    let says = [
        ("activation lock", "1"),
        ("Type the price", "120\r"),
        ("Address:", "1 Mill Lane, Maidstone\r"),
        ("Look at the warning", "2"),
        ("How is it paid", "2"),
    ];
    let (keys, plain) = signed(buys(&shop, &prints, &passport, &says), &shop);
    assert_eq!(plain["policy"]["id"], "england");
    assert_eq!(plain["identity"]["evidence"]["number"], "check_digit");
    assert_eq!(plain["warnings"][0]["what"], "document_expired");
    // F7, lock, warning, way to pay, print; and what nobody can scan: 4 for the price, 23 for the address.
    assert_eq!(keys, 5 + 4 + 23);
}

#[test]
fn in_california_with_a_licence() {
    let (shop, prints) = shop("california");
    let says = [
        ("activation lock", "1"),
        ("Type the price", "120\r"),
        ("Thumbprint", "1"),
        ("Look at the warning", "2"),
        ("How is it paid", "2"),
    ];
    let (keys, plain) = signed(buys(&shop, &prints, documents::LICENCE, &says), &shop);
    assert_eq!(plain["policy"]["id"], "california");
    assert_eq!(plain["lines"][0]["hold"]["waits_for_report"], true);
    // Beside the price (4) and the Enter that prints: F7, lock, thumbprint, warning, way to pay.
    assert_eq!(keys - 4 - 1, 5, "at most six are to be needed");
}
