//! Papers reach the printer whole, or wait: over the network, into a folder, across a restart.
#![cfg(unix)]
#![cfg(test)]
#![allow(clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "support/lib.rs"]
mod support;

use countercheck::effects::{fresh_id, keep};
use countercheck::print::Paper;
use countercheck::print::paper::Head;
use countercheck::vault::{Tray, Vault};
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::thread::{JoinHandle, spawn};
use support::shop::Shop;
use support::till::Till;

fn set_up(shop: &Shop, device: &str) {
    let config = shop.data().join("config.toml");
    let text = fs::read_to_string(&config).expect("a config");
    let text = text.split("\n[printer]").next().expect("the rest of it").to_owned();
    fs::write(&config, format!("{text}\n[printer]\ndevice = \"{device}\"\nhead = [\"1 High Street\"]\n"))
        .expect("written");
}

/// A printer on loopback that takes so many papers, and hands out what it was sent.
fn printer(papers: usize) -> (String, JoinHandle<Vec<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let device = format!("tcp://{}", listener.local_addr().expect("its address"));
    let take = move || {
        let one = || {
            let mut bytes = Vec::new();
            listener.accept().expect("a connection").0.read_to_end(&mut bytes).expect("a paper");
            bytes
        };
        std::iter::repeat_with(one).take(papers).collect()
    };
    (device, spawn(take))
}

/// An address at which nothing listens.
fn nobody() -> String {
    format!("tcp://{}", TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address"))
}

fn paper(shop: &str) -> Paper {
    Paper::Test(Head {
        shop: shop.to_owned(),
        lines: Vec::new(),
        terminal: "till-1".to_owned(),
        at: "2026-05-02T10:00:00Z".parse().expect("a time"),
        zone: chrono_tz::UTC,
        training: false,
    })
}

fn whole(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1b, b'@']) && bytes.ends_with(&[0x1d, b'V', 66, 0])
}

#[test]
fn a_printer_that_is_off_keeps_the_paper_waiting_and_the_next_try_prints_it() {
    let shop = Shop::offline();
    set_up(&shop, &nobody());
    let done = shop.run(&["print", "--test"]).expect(1);
    assert!(done.err.contains("waits") && done.err.contains("switch the printer on"), "{}", done.err);
    let waiting = shop.run(&["print", "--list", "--json"]).expect(0).lines();
    assert_eq!((waiting.len(), waiting[0]["paper"].as_str()), (1, Some("test")));
    let (device, taken) = printer(1);
    set_up(&shop, &device);
    let told = shop.run(&["print", "--retry", "--json"]).expect(0).lines();
    assert_eq!((told[0]["printed"].as_u64(), told[0]["left"].as_u64()), (Some(1), Some(0)));
    let papers = taken.join().expect("no panic");
    assert!(whole(&papers[0]) && papers[0].windows(13).any(|w| w == b"1 High Street"));
    assert!(shop.run(&["print", "--list", "--json"]).expect(0).lines().is_empty());
}

#[test]
fn what_was_kept_before_the_power_went_is_printed_by_the_next_till() {
    let shop = Shop::offline();
    let mut vault = Vault::open(shop.data()).expect("a vault");
    // The program ends here: kept, and nothing printed.
    keep(&mut vault, &paper("Corner Phones"), fresh_id(), None).expect("kept");
    drop(vault);
    let (device, taken) = printer(1);
    set_up(&shop, &device);
    let till = Till::signed_in(&shop);
    let papers = taken.join().expect("no panic");
    assert!(whole(&papers[0]));
    till.leave();
    let vault = Vault::open(shop.data()).expect("a vault");
    assert!(vault.list(Tray::Prints).expect("readable").is_empty());
}

#[test]
fn the_till_says_that_a_paper_waits_and_goes_on() {
    let shop = Shop::offline();
    let mut vault = Vault::open(shop.data()).expect("a vault");
    keep(&mut vault, &paper("Corner Phones"), fresh_id(), None).expect("kept");
    drop(vault);
    set_up(&shop, &nobody());
    let mut till = Till::of(&shop);
    till.sees("A paper waits for the printer");
    till.leave();
    let vault = Vault::open(shop.data()).expect("a vault");
    assert_eq!(vault.list(Tray::Prints).expect("readable").len(), 1, "and it waits still");
}

#[test]
fn a_folder_takes_text_and_picture_and_a_broken_paper_holds_up_no_other() {
    let shop = Shop::offline();
    set_up(&shop, "file:prints");
    let mut vault = Vault::open(shop.data()).expect("a vault");
    let name = "label.0".to_owned();
    vault
        .put(Tray::Prints, &countercheck::vault::Kept { name, entry: None, bytes: b"of a later version".to_vec() })
        .expect("kept");
    keep(&mut vault, &paper("Corner Phones"), fresh_id(), None).expect("kept");
    drop(vault);
    let done = shop.run(&["print", "--retry"]).expect(1);
    assert!(
        done.out.contains("1 printed, 1 waiting") && done.err.contains("another version"),
        "{} {}",
        done.out,
        done.err
    );
    let mut files: Vec<_> =
        fs::read_dir(shop.data().join("prints")).expect("a folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let ends: Vec<_> = files.iter().filter_map(|path| path.extension()?.to_str()).collect();
    assert_eq!(ends, ["svg", "txt"]);
    let text = fs::read_to_string(&files[1]).expect("text");
    assert!(text.contains("Corner Phones") && text.contains("CC-000123-0"), "{text}");
}

#[test]
fn a_printer_set_up_wrongly_is_told_with_the_next_step() {
    let shop = Shop::offline();
    let none = shop.run(&["print", "--test"]).expect(1);
    assert!(none.err.contains("[printer]"), "{}", none.err);
    set_up(&shop, "http://192.0.2.5");
    assert!(shop.run(&["print", "--test"]).expect(1).err.contains("tcp://HOST:PORT"));
    shop.run(&["print"]).expect(2);
}
