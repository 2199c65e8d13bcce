//! A shop's stock through the program: what is held stays, what was sold is taken back only as
//! itself, the drawer adds up, and all of it goes on in a later epoch.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::clock::system;
use countercheck::effects::fresh_id;
use countercheck::ledger::leaf::{Draft, Field, Seal, TokenClass};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use support::numbers;
use support::program::{Done, command, run};
use support::records::{found, recorder};
use support::shelf::{configure, row, shelve};
use support::shop::{Shop, of_kind, put};

const SELLER: &str = "Planted Seller";

fn on(data: &Path, words: &[&str]) -> Done {
    let mut all = vec!["--data", data.to_str().expect("UTF-8")];
    all.extend(words);
    run(&mut command(&all))
}

/// A purchase (or another kind of deal) as the till writes it, of one handset that was just checked.
fn deal(data: &Path, kind: &str, imei: Option<&str>, price: u64, hold_hours: Option<i64>) -> u64 {
    let check = imei.map(|imei| {
        on(data, &["check", "--json", imei]);
        let entries = on(data, &["log", "show", "--last", "1000", "--json"]).expect(0).lines();
        of_kind(&entries, "check_started").last().expect("a check")["entry_id"].as_str().expect("an id").to_owned()
    });
    let mut open = recorder(data);
    open.catch_up().expect("a projection");
    let next = |row: &str| open.stock.counter(row).expect("a projection") + 1;
    let (number, item) = (next("deal"), next("item"));
    let now = system::now();
    let hold = hold_hours.map(|hours| {
        let until = countercheck::clock::rfc3339(now.wall + chrono::TimeDelta::hours(hours));
        json!({ "until": until, "rule": "scotland.hold", "clock": "hours", "unverified": true })
    });
    let outcome = if kind == "repair" { "taken_in" } else { "bought" };
    let lines = json!([{ "line": 1, "item": item, "what": "handset", "check": check, "tac": ["00101101"],
        "outcome": outcome, "price": price, "lock": "off", "dead": false, "hold": hold, "labels": ["serial.1"] }]);
    let pledge = (kind == "pledge").then(|| json!({ "due": "2020-01-31", "amount": price }));
    let mut draft = Draft::new(fresh_id(), "deal_signed".parse().expect("a kind"), now)
        .with("staff", Value::Null)
        .with("number", number)
        .with("deal_kind", kind)
        .with("lines", lines)
        .with("currency", "GBP")
        .with("payment", json!({ "method": "cash", "amount": price }))
        .with("pledge", pledge.unwrap_or(Value::Null));
    draft.fields.push(Field { token: Some(TokenClass::Name), ..Field::person("name.1", SELLER) });
    draft.fields.push(Field { seal: Seal::Handset, ..Field::person("serial.1", "PLANTEDSERIAL77") });
    open.record(&[draft]).expect("recorded");
    item
}

fn item(data: &Path, number: u64) -> Value {
    on(data, &["stock", "show", &number.to_string(), "--json"]).expect(0).lines().remove(0)
}

fn refused(done: Done, why: &str) {
    let done = done.expect(1);
    assert!(done.err.contains(why), "{}", done.err);
}

#[test]
fn nothing_that_is_held_leaves_by_any_command() {
    let shop = Shop::offline();
    let data = shop.data();
    let held = deal(data, "purchase", Some(&numbers::nth(1)), 10_000, Some(48)).to_string();
    let free = deal(data, "purchase", Some(&numbers::nth(2)), 9_000, None).to_string();
    let before = shop.entries().len();
    refused(shop.run(&["stock", "sell", &held, "--price", "150"]), "on hold (statutory) until");
    refused(shop.run(&["stock", "sell", &numbers::nth(1), "--price", "150"]), "on hold (statutory)");
    refused(shop.run(&["stock", "sell", &free, &held, "--price", "1", "--price", "2"]), "on hold");
    refused(shop.run(&["stock", "reverse", &held, "--reason", "x"]), "on hold");
    refused(shop.run(&["stock", "parts", &held]), "on hold");
    let kinds: Vec<Value> = shop.entries().iter().skip(before).map(|e| e["kind"].clone()).collect();
    assert!(!kinds.contains(&Value::from("sold")), "{kinds:?}");
    // The police come during the statutory hold: lifting one leaves the other.
    let police = ["--police", "Met Police", "--officer", "PC Planted", "--reference", "PLANTED 12"];
    shop.run(&[&["stock", "hold", &label(&held)][..], &police].concat()).expect(0);
    refused(shop.run(&["stock", "release", &label(&held), "--reason", "x"]), "several holds");
    shop.run(&["stock", "release", &label(&held), "--why", "statutory", "--reason", "exempted"]).expect(0);
    refused(shop.run(&["stock", "sell", &held, "--price", "150"]), "on hold (police)");
    shop.run(&["stock", "surrender", &held, "--agency", "Met Police", "--reference", "PLANTED 12", "--json"]).expect(0);
    assert_eq!(item(data, 1)["place"], "surrendered");
    let entries = shop.entries();
    let given = of_kind(&entries, "surrendered").remove(0);
    assert_eq!((&given["plain"]["receipt"], &given["plain"]["agency"]), (&json!("1"), &json!("Met Police")));
    let sold = shop.run(&["stock", "sell", &free, "--price", "150", "--buyer", "Planted Buyer"]).expect(0);
    assert!(sold.out.contains("invoice 1"), "{}", sold.out);
    refused(shop.run(&["stock", "sell", &free, "--price", "150"]), "is sold");
    shop.verified();
    let planted: Vec<Vec<u8>> =
        ["Planted", "PLANTED", &numbers::nth(1), &numbers::nth(1)[..14]].map(|text| text.as_bytes().to_vec()).to_vec();
    let plain: Vec<String> = found(data, &planted);
    assert!(plain.is_empty(), "in plain on the disk: {plain:?}");
}

/// What stands on the label of an item.
fn label(number: &str) -> String {
    let number = number.parse().expect("a number");
    countercheck::codes::ItemLabel::new(number).expect("a stock number").to_string()
}

#[test]
fn a_refund_is_for_the_very_handset_and_checks_it_again() {
    let shop = Shop::offline();
    let data = shop.data();
    let one = deal(data, "purchase", Some(&numbers::nth(1)), 10_000, None).to_string();
    shop.run(&["stock", "sell", &one, "--price", "150"]).expect(0);
    refused(shop.run(&["stock", "refund", &one]), "must show it");
    refused(shop.run(&["stock", "refund", &one, "--number", &numbers::nth(2)]), "not the handset that was sold");
    refused(shop.run(&["stock", "refund", &one, "--number", "SOMETHING9"]), "not the handset that was sold");
    assert_eq!(item(data, 1)["place"], "sold");
    let checks = of_kind(&shop.entries(), "check_started").len();
    shop.run(&["stock", "refund", &one, "--number", &numbers::nth(1)]).expect(0);
    let entries = shop.entries();
    assert_eq!(of_kind(&entries, "check_started").len(), checks + 1, "checked again");
    let back = of_kind(&entries, "returned").remove(0);
    assert_eq!((&back["plain"]["why"], &back["plain"]["price"]), (&json!("refund"), &json!(15_000)));
    assert_eq!(item(data, 1)["standing"], "for_sale");
    refused(shop.run(&["stock", "refund", &one, "--number", &numbers::nth(1)]), "is shop");
    // Sold again, stolen from the buyer, brought back: the money goes out, the handset stays.
    shop.run(&["stock", "sell", &one, "--price", "150"]).expect(0);
    put(
        &shop.beside("list.csv"),
        format!("imei,reporting_date,status\n{},2026-05-01,blacklist\n", numbers::nth(1)).as_bytes(),
    );
    let done = shop.run(&["stock", "refund", &one, "--number", &numbers::nth(1)]).expect(0);
    assert!(done.err.contains("on hold"), "{}", done.err);
    assert_eq!(item(data, 1)["standing"], "on_hold");
    refused(shop.run(&["stock", "sell", &one, "--price", "150"]), "on hold (late_hit)");
}

#[test]
fn pledges_repairs_and_the_drawer() {
    let shop = Shop::offline();
    let data = shop.data();
    let bought = deal(data, "purchase", None, 10_000, None).to_string();
    let pledge = deal(data, "pledge", Some(&numbers::nth(1)), 5_000, None).to_string();
    let lost = deal(data, "pledge", Some(&numbers::nth(2)), 7_000, None).to_string();
    let repair = deal(data, "repair", Some(&numbers::nth(3)), 0, None).to_string();
    refused(shop.run(&["stock", "sell", &pledge, "--price", "90"]), "is pledged");
    shop.run(&["stock", "renew", &pledge, "--due", "2099-01-31", "--price", "4.50"]).expect(0);
    refused(shop.run(&["stock", "forfeit", &pledge]), "is due on 2099-01-31");
    shop.run(&["stock", "redeem", &pledge]).expect(0);
    shop.run(&["stock", "forfeit", &lost]).expect(0);
    shop.run(&["stock", "sell", &lost, "--price", "99.99", "--method", "card"]).expect(0);
    shop.run(&["stock", "reverse", &bought, "--reason", "changed his mind"]).expect(0);
    shop.run(&["stock", "collect", &repair, "--price", "45"]).expect(0);
    // -100 -50 -70 +4.50 +50 +100 +45 in cash; 99.99 by card.
    let day = shop.run(&["day", "--json"]).expect(0).lines().remove(0);
    assert_eq!(day["money"]["drawer"], json!([{ "currency": "GBP", "amount": -2_050 }]), "{day}");
    let lines = day["money"]["lines"].as_array().expect("lines");
    let sum: i64 = lines.iter().map(|l| l["into"].as_i64().unwrap_or(0) - l["out"].as_i64().unwrap_or(0)).sum();
    assert_eq!(sum, -2_050 + 9_999, "{day}");
    let counted = shop.run(&["day", "--counted", "10", "--left", "10", "--json"]).expect(1).lines().remove(0);
    assert_eq!((&counted["expected"], &counted["difference"]), (&json!(-2_050), &json!(3_050)));
    let counted = shop.run(&["day", "--counted", "10", "--json"]).expect(0).lines().remove(0);
    assert_eq!((&counted["expected"], &counted["difference"]), (&json!(1_000), &json!(0)));
    // The accountant's files; no seller stands in them unless somebody opens the vault, which is an entry.
    let file = shop.beside("margin.csv");
    let path = file.to_str().expect("UTF-8");
    shop.run(&["report", "margin", "--output", path]).expect(0);
    let text = std::fs::read_to_string(&file).expect("a file");
    assert!(text.contains("70.00") && text.contains("99.99,29.99,4.99,GBP") && !text.contains(SELLER), "{text}");
    refused(shop.run(&["report", "margin", "--output", path]), "exists");
    let book = shop.beside("book.csv");
    let words =
        ["report", "stock-book", "--output", book.to_str().expect("UTF-8"), "--reveal", "accountant", "--staff", "EK"];
    shop.run(&words).expect(0);
    let text = std::fs::read_to_string(&book).expect("a file");
    assert!(text.lines().count() == 5 && text.contains(SELLER) && text.contains(&numbers::nth(1)), "{text}");
    assert_eq!(of_kind(&shop.entries(), "displayed").len(), 1);
    refused(shop.run(&["report", "police", "--format", "leadsonline", "--output", "x"]), "leadsonline");
    shop.verified();
}

#[test]
fn a_count_tells_what_is_missing_and_what_is_too_many() {
    let shop = Shop::offline();
    let data = shop.data();
    let [one, two] = [1, 2].map(|n| deal(data, "purchase", Some(&numbers::nth(n)), 100, None).to_string());
    let file = shop.beside("scans.txt");
    put(&file, format!("{}\n{}\n{}\n", label(&one), numbers::nth(9), label(&one)).as_bytes());
    let done = shop.run(&["stock", "count", file.to_str().expect("UTF-8")]).expect(1);
    assert!(
        done.out.contains("1 of 2 seen, 1 missing, 1 without") && done.out.contains(&format!("missing: item {two}")),
        "{}",
        done.out
    );
    let entry = of_kind(&shop.entries(), "stock_counted").remove(0)["plain"].clone();
    assert_eq!((&entry["missing"], &entry["surplus"]), (&json!([two]), &json!(1)));
    shop.run(&["stock", "find", &numbers::nth(2)]).expect(0);
    shop.run(&["stock", "find", &numbers::nth(9)]).expect(1);
}

fn stick(shop: &Shop) -> PathBuf {
    let stick = shop.beside("stick");
    std::fs::create_dir_all(&stick).expect("a folder");
    stick
}

/// Everything that a list says of the stock, without where its entries stand.
fn all(data: &Path) -> Vec<Value> {
    on(data, &["stock", "list", "--all", "--json"]).expect(0).lines()
}

/// What a shop has when its epoch ends: free, held by law and police, pledged, sold, marked the old way, waiting.
fn trade(shop: &Shop) {
    let data = shop.data();
    deal(data, "purchase", Some(&numbers::nth(1)), 10_000, None);
    deal(data, "purchase", Some(&numbers::nth(2)), 9_000, Some(48));
    deal(data, "pledge", Some(&numbers::nth(3)), 5_000, None);
    deal(data, "purchase", Some(&numbers::nth(4)), 3_000, None);
    shop.run(&["stock", "hold", &label("2"), "--police", "Met Police"]).expect(0);
    shop.run(&["stock", "sell", "4", "--price", "50"]).expect(0);
    shop.check(&numbers::nth(5)).expect(0);
    shop.run(&["stock", "mark", &numbers::nth(5)]).expect(0);
}

/// In the new epoch everything stands as it did, the numbers go on, and what is held stays held.
fn goes_on(data: &Path, before: &[Value]) {
    assert_eq!(all(data), before);
    refused(on(data, &["stock", "sell", "2", "--price", "150"]), "on hold (police)");
    refused(on(data, &["stock", "refund", "4", "--number", &numbers::nth(1)]), "not the handset that was sold");
    on(data, &["stock", "refund", "4", "--number", &numbers::nth(4)]).expect(0);
    let sold = on(data, &["stock", "sell", "1", "--price", "150"]).expect(0);
    assert!(sold.out.contains("invoice 2"), "{}", sold.out);
    on(data, &["stock", "forfeit", "3"]).expect(0);
    assert_eq!(deal(data, "purchase", Some(&numbers::nth(6)), 100, None), 5, "numbers go on");
    let day = on(data, &["day", "--json"]).expect(0).lines().remove(0);
    // -100 -90 -50 -30 +50 -50 +150 -1
    assert_eq!(day["money"]["drawer"][0]["amount"], -12_100, "{day}");
    let verified = run(&mut command(&["verify", data.to_str().expect("UTF-8")]));
    verified.expect(0);
}

#[test]
fn a_new_epoch_goes_on_with_the_same_stock() {
    let shop = Shop::offline();
    trade(&shop);
    let before = all(shop.data());
    assert_eq!(before.len(), 5, "{before:?}");
    shop.run(&["log", "epoch", "--no-alarm", "--reason", "moved to another folder"]).expect(0);
    goes_on(shop.data(), &before);
    // And in the one after that, made anew from all of them.
    let before = all(shop.data());
    shop.run(&["log", "epoch", "--no-alarm", "--reason", "again"]).expect(0);
    assert_eq!(all(shop.data()), before);
    for suffix in ["", "-wal", "-shm"] {
        let _gone = std::fs::remove_file(shop.data().join(format!("stock.db{suffix}")));
    }
    assert_eq!(all(shop.data()), before, "made anew");
}

#[test]
fn a_restored_and_a_moved_shop_go_on_with_the_same_stock() {
    let shop = Shop::offline();
    trade(&shop);
    let before = all(shop.data());
    let done = shop.run(&["log", "backup", "--to", stick(&shop).to_str().expect("UTF-8"), "--json"]).expect(0);
    let copy = done.lines()[0]["path"].as_str().expect("a path").to_owned();
    let new = shop.beside("new");
    on(&new, &["log", "restore", &copy]).expect(0);
    goes_on(&new, &before);
    let done = shop.run(&["log", "move", "--to", stick(&shop).to_str().expect("UTF-8"), "--json"]).expect(0);
    let package = done.lines()[0]["path"].as_str().expect("a path").to_owned();
    let moved = shop.beside("moved");
    on(&moved, &["log", "move", "--from", &package]).expect(0);
    assert_eq!(all(&moved), before);
}

#[test]
fn a_later_list_holds_what_was_bought_in_an_earlier_epoch() {
    let shop = Shop::with(&[]);
    configure(&shop, &[("police-gb", "")]);
    shelve(&shop, "police-gb", 1, 1, &[row(&numbers::nth(40), "stolen")]);
    let data = shop.data();
    deal(data, "purchase", Some(&numbers::nth(1)), 10_000, None);
    deal(data, "purchase", Some(&numbers::nth(2)), 10_000, None);
    shop.run(&["log", "epoch", "--no-alarm", "--reason", "a new disk"]).expect(0);
    assert_eq!(item(data, 2)["standing"], "for_sale");
    shelve(&shop, "police-gb", 2, 1, &[row(&numbers::nth(2), "stolen"), row(&numbers::nth(40), "stolen")]);
    // Whoever sees the newer version first holds the stock against it.
    shop.check(&numbers::nth(7)).expect(0);
    assert_eq!(item(data, 2)["standing"], "on_hold");
    assert_eq!(item(data, 1)["standing"], "for_sale");
    let held = of_kind(&shop.entries(), "held").remove(0)["plain"].clone();
    assert_eq!((&held["item"], &held["why"]), (&json!(2), &json!("late_hit")));
    refused(shop.run(&["stock", "sell", "2", "--price", "150"]), "on hold (late_hit)");
}

#[test]
fn what_waits_for_an_answer_goes_on_waiting_in_the_next_epoch() {
    let mut registry = support::registry::Registry::start();
    let shop = Shop::of(&registry);
    registry.stop();
    shop.check(&numbers::nth(1)).expect(5);
    let data = shop.data();
    shop.run(&["stock", "mark", &numbers::nth(1)]).expect(0);
    let check = of_kind(&shop.entries(), "check_started").remove(0)["entry_id"].clone();
    shop.run(&["log", "epoch", "--no-alarm", "--reason", "a new disk"]).expect(0);
    registry.start_again();
    let till = support::till::Till::signed_in(&shop);
    let answered = support::eventually("the earlier epoch's check is answered", || {
        let entries = on(data, &["log", "show", "--last", "1000", "--json"]).expect(0).lines();
        let answered = of_kind(&entries, "check_answered").first().map(|e| e["plain"].clone());
        answered.filter(|plain| plain["check"] == check)
    });
    assert_eq!((&answered["finding"], &answered["recheck"]), (&json!("not_listed"), &json!(true)), "{answered}");
    assert_eq!(till.leave(), 0);
    // The finding of the new epoch is what stands, in the one after that too.
    shop.run(&["log", "epoch", "--no-alarm", "--reason", "another one"]).expect(0);
    assert_eq!(all(data)[0]["finding"], "not_listed");
}

#[test]
fn many_programs_at_once_sell_everything_once() {
    let shop = Shop::offline();
    let items: Vec<String> = (0..3).map(|_| deal(shop.data(), "purchase", None, 1_000, None).to_string()).collect();
    let words = |item: &String| -> Vec<String> {
        ["--data", shop.data_word(), "stock", "sell", item, "--price", "20"].map(str::to_owned).to_vec()
    };
    let tried: Vec<_> = items.iter().chain(&items).chain(&items).map(|item| command(&words(item)).spawn()).collect();
    let sold = tried.into_iter().map(|child| child.expect("it starts").wait().expect("it ends"));
    assert_eq!(sold.filter(std::process::ExitStatus::success).count(), 3);
    let entries = shop.entries();
    let mut invoices: Vec<&str> =
        of_kind(&entries, "sold").iter().map(|e| e["plain"]["invoice"].as_str().expect("text")).collect();
    invoices.sort_unstable();
    assert_eq!(invoices, ["1", "2", "3"], "without a gap, and none twice");
    shop.verified();
}
