//! A purchase at a real terminal: key presses are counted, and a SIGKILL after each step loses nothing
//! that the screen had confirmed.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use serde_json::Value;
use support::numbers;
use support::shop::{Shop, of_kind};
use support::till::Till;

/// A step of a purchase: what the clerk does, and what the screen says then.
struct Act {
    sends: &'static [u8],
    /// Whether each byte is a key of its own: one burst would be a scan.
    typed: bool,
    sees: &'static str,
}

const fn act(sends: &'static [u8], typed: bool, sees: &'static str) -> Act {
    Act { sends, typed, sees }
}

const STEPS: [Act; 5] = [
    act(b"\x1b[18~", false, "activation lock"),
    act(b"1", true, "Type the price"),
    act(b"120\r", true, "How is it paid"),
    act(b"1", true, "prints the declaration"),
    act(b"\r", true, "signed declaration"),
];

fn does(till: &mut Till, act: &Act) {
    if act.typed {
        act.sends.iter().for_each(|key| till.send(&[*key]));
    } else {
        till.send(act.sends);
    }
    till.sees(act.sees);
}

fn kinds(entries: &[Value]) -> Vec<String> {
    let deal = |e: &&Value| e["kind"].as_str().is_some_and(|kind| kind.starts_with("deal_"));
    entries.iter().filter(deal).map(|e| e["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_purchase_takes_few_keys() {
    let shop = Shop::offline();
    let mut till = Till::signed_in(&shop);
    till.scan(&numbers::nth(1), "NOT");
    for step in &STEPS {
        does(&mut till, step);
    }
    let presses: usize = STEPS.iter().map(|step| if step.typed { step.sends.len() } else { 1 }).sum();
    till.send(b"s");
    till.sees("Receipt of the register");
    // F7, lock, way to pay, print, signed: beside the price, which takes four.
    assert_eq!(presses + 1, 9);
    till.send(b"\x1b");
    assert_eq!(till.leave(), 0);
    let entries = shop.entries();
    assert_eq!(kinds(&entries), ["deal_opened", "deal_signed"]);
    let signed = of_kind(&entries, "deal_signed")[0];
    let plain = signed.get("plain").unwrap_or(signed);
    assert_eq!(plain["payment"]["amount"], 12_000);
    assert_eq!(plain["number"], 1);
    shop.verified();
}

#[test]
fn a_kill_after_any_step_loses_nothing() {
    for cut in 0..STEPS.len() {
        let shop = Shop::offline();
        let mut till = Till::signed_in(&shop);
        till.scan(&numbers::nth(cut), "NOT");
        for step in &STEPS[..=cut] {
            does(&mut till, step);
        }
        till.kill();
        drop(till);
        let mut till = Till::signed_in(&shop);
        till.sees("F11");
        till.press(11);
        till.sees("7 Purchase");
        till.send(b"7");
        till.sees(STEPS[cut].sees);
        for step in &STEPS[cut + 1..] {
            does(&mut till, step);
        }
        till.send(b"s");
        till.sees("Receipt of the register");
        till.send(b"\x1b");
        assert_eq!(till.leave(), 0);
        assert_eq!(kinds(&shop.entries()), ["deal_opened", "deal_signed"], "cut after step {cut}");
        shop.verified();
        // The deal is over: nothing of it waits any more.
        let mut till = Till::signed_in(&shop);
        till.press(11);
        till.sees("6 Opening stock");
        assert!(!till.screen().contains("7 Purchase"), "{}", till.screen());
        till.send(b"\x1b");
        assert_eq!(till.leave(), 0);
    }
}
