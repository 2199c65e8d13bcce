//! Lists on the shelf through the real binary: what a check says, what a newer version finds, what
//! damage and age make of it.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use serde_json::Value;
use std::os::unix::fs::FileExt;
use support::numbers::imei;
use support::program::Done;
use support::shelf::{configure, row, shelve};
use support::shop::{Shop, of_kind};
use support::till::Till;

const LIST: &str = "police-gb";

fn shop() -> Shop {
    let shop = Shop::with(&[]);
    configure(&shop, &[(LIST, "countries = [\"GB\"]")]);
    shop
}

/// A number of one series; every list of these tests holds numbers up to 900000 + n.
fn number(n: usize) -> String {
    imei("00101701", 100_000 + n)
}

/// The one answer of a check's one list.
fn answer(done: &Done) -> Value {
    let line = done.lines().pop().expect("a line");
    line["answers"].as_array().expect("answers").last().expect("an answer").clone()
}

fn plain(shop: &Shop, kind: &str) -> Vec<Value> {
    of_kind(&shop.entries(), kind).into_iter().map(|entry| entry["plain"].clone()).collect()
}

#[test]
fn a_list_answers_without_a_network_and_says_who_why_since_when_and_how_old_it_is() {
    let shop = shop();
    shelve(&shop, LIST, 7, 3, &[row(&number(1), "stolen"), row(&number(2), "pending")]);
    let listed = shop.check(&number(1)).expect(3);
    let said = answer(&listed);
    assert_eq!(said["source"], LIST);
    let detail = &said["detail"];
    assert_eq!(detail["reasons"], serde_json::json!(["stolen", "0011"]));
    assert_eq!(
        (detail["since"].as_str(), detail["reporter"].as_str()),
        (Some("2026-04-11"), Some("Example Police (GB)"))
    );
    let list = &detail["list"];
    assert_eq!((list["name"].as_str(), &list["version"], &list["state"]), (Some(LIST), &7.into(), &"fresh".into()));
    assert_eq!(list["issued_at"], said["as_of"]);
    let age = list["age_seconds"].as_i64().expect("an age");
    assert!((3 * 3600..3 * 3600 + 600).contains(&age), "{age}");

    let pending = shop.check(&number(2)).expect(4);
    assert_eq!(answer(&pending)["outcome"], "caution");
    let miss = answer(&shop.check(&number(3)).expect(0));
    assert_eq!((miss["outcome"].as_str(), &miss["detail"]["list"]["version"]), (Some("not_listed"), &7.into()));
    let text = shop.run(&["check", &number(3)]).expect(0).out;
    assert!(text.contains("version 7, fresh") && text.contains("cover GB"), "{text}");

    let applied = plain(&shop, "list_applied");
    assert_eq!(applied.len(), 1, "one entry for one version: {applied:?}");
    assert_eq!(
        (applied[0]["list"].as_str(), applied[0]["version"].as_str(), &applied[0]["entries"]),
        (Some(LIST), Some("7"), &2.into())
    );
    let answered = plain(&shop, "check_answered");
    assert_eq!(answered[0]["answers"][0]["version"], 7, "{}", answered[0]);
    shop.verified();
}

#[test]
fn only_a_miss_grows_old() {
    let shop = shop();
    shelve(&shop, LIST, 1, 24 * 3, &[row(&number(1), "stolen")]);
    let ageing = answer(&shop.check(&number(2)).expect(0));
    assert_eq!(ageing["detail"]["list"]["state"], "ageing");
    shelve(&shop, LIST, 2, 24 * 8, &[row(&number(1), "stolen")]);
    let stale = answer(&shop.check(&number(2)).expect(5));
    assert_eq!(
        (stale["outcome"].as_str(), stale["detail"]["why"].as_str(), stale["detail"]["list"]["state"].as_str()),
        (Some("no_answer"), Some("stale"), Some("stale"))
    );
    assert!(stale["detail"]["what"].as_str().expect("since when").starts_with("since "), "{stale}");
    assert_eq!(answer(&shop.check(&number(1)).expect(3))["outcome"], "listed", "a hit stands");
    // Issued in 2099: one of the two clocks is wrong.
    shelve(&shop, LIST, 3, -24 * 365 * 73, &[row(&number(1), "stolen")]);
    assert_eq!(answer(&shop.check(&number(2)).expect(5))["outcome"], "no_answer");
    assert_eq!(plain(&shop, "list_applied").len(), 3);
    shop.verified();
}

#[test]
fn a_list_that_is_missing_or_damaged_never_clears_a_handset() {
    let shop = shop();
    let missing = answer(&shop.check(&number(2)).expect(5));
    assert_eq!(missing["detail"]["why"], "missing");
    let page = shelve(&shop, LIST, 1, 1, &[row(&number(1), "stolen")]);
    assert_eq!(answer(&shop.check(&number(2)).expect(0))["outcome"], "not_listed");
    // One flipped bit in the page that covers both numbers.
    let file = std::fs::OpenOptions::new().read(true).write(true).open(&page).expect("the page");
    let mut byte = [0];
    file.read_exact_at(&mut byte, 4096 + 100).expect("a byte");
    file.write_all_at(&[byte[0] ^ 1], 4096 + 100).expect("a byte");
    for n in [1, 2] {
        let damaged = answer(&shop.check(&number(n)).expect(5));
        assert_eq!(
            (damaged["outcome"].as_str(), damaged["detail"]["why"].as_str()),
            (Some("no_answer"), Some("damaged"))
        );
    }
    let faults = plain(&shop, "fault");
    assert!(faults.iter().any(|f| f["what"].as_str().is_some_and(|w| w.contains(LIST) && w.contains("damaged"))));
    // Cut short: it does not count as a list any more.
    file.set_len(4096).expect("a shorter file");
    assert_eq!(answer(&shop.check(&number(2)).expect(5))["outcome"], "no_answer");
    let folder = page.parent().and_then(|p| p.parent()).expect("the list's folder");
    support::shop::put(&folder.join("current.json"), b"{\"v\":1,");
    assert_eq!(answer(&shop.check(&number(2)).expect(5))["detail"]["why"], "damaged");
    shop.verified();
}

#[test]
fn what_was_bought_is_held_when_a_newer_version_lists_it_and_a_removal_lifts_nothing() {
    let shop = shop();
    shelve(&shop, LIST, 1, 2, &[row(&number(9), "stolen")]);
    for n in [1, 2, 3] {
        shop.check(&number(n)).expect(0);
    }
    shop.run(&["stock", "mark", &number(1), &number(2), "--json"]).expect(0);
    shelve(&shop, LIST, 2, 1, &[row(&number(1), "stolen"), row(&number(3), "stolen")]);
    // Any check brings the version in; the stock follows.
    let other = shop.check(&number(4)).expect(0);
    assert!(other.err.contains("1 listed since"), "{}", other.err);

    let held = shop.run(&["stock", "list", "--held", "--json"]).expect(0).lines();
    assert_eq!(held.len(), 1, "only what was bought: {held:?}");
    assert_eq!((held[0]["held"]["why"].as_str(), &held[0]["imeis"]), (Some("late_hit"), &Value::Null));
    assert_eq!(held[0]["listed_now_by"], serde_json::json!([LIST]));
    let late = plain(&shop, "check_answered").pop().expect("an entry");
    assert_eq!((&late["recheck"], late["finding"].as_str()), (&true.into(), Some("stop")));
    let entry = plain(&shop, "held").pop().expect("an entry");
    assert_eq!((entry["sources"].clone(), &entry["staff"]), (serde_json::json!([LIST]), &Value::Null));

    shelve(&shop, LIST, 3, 0, &[row(&number(3), "stolen")]);
    shop.check(&number(4)).expect(0);
    let held = shop.run(&["stock", "list", "--held", "--json"]).expect(0).lines();
    assert_eq!((held.len(), &held[0]["listed_now_by"]), (1, &serde_json::json!([])), "still on hold: {held:?}");
    assert_eq!(plain(&shop, "held").len(), 1);

    shop.run(&["stock", "release", &number(1)]).expect(2);
    shop.run(&["stock", "release", &number(2), "--reason", "why not"]).expect(1);
    shop.run(&["stock", "release", &number(1), "--reason", "police: report withdrawn"]).expect(0);
    assert!(shop.run(&["stock", "list", "--held", "--json"]).expect(0).out.is_empty());
    assert_eq!(shop.run(&["stock", "list", "--json"]).expect(0).lines().len(), 2, "both are still in stock");
    let told = shop.run(&["stock", "list", "--json", "--reveal", "stock-taking"]).expect(0).lines();
    assert!(told.iter().any(|item| item["imeis"] == serde_json::json!([number(1)])), "{told:?}");
    assert_eq!(plain(&shop, "displayed").len(), 1);

    // Listed again: held again.
    shelve(&shop, LIST, 4, 0, &[row(&number(1), "stolen")]);
    shop.check(&number(4)).expect(0);
    assert_eq!(plain(&shop, "held").len(), 2);
    assert!(!shop.entries().iter().any(|e| e["plain"].to_string().contains(&number(1)[..14])), "a number in plain");
    shop.verified();
}

#[test]
fn a_provisional_check_is_resolved_by_the_list_that_comes() {
    let shop = shop();
    let (clear, listed) = (number(1), number(2));
    shop.check(&clear).expect(5);
    shop.check(&listed).expect(5);
    shelve(&shop, LIST, 1, 1, &[row(&listed, "lost")]);
    shop.check(&number(5)).expect(0);
    let answered = plain(&shop, "check_answered");
    let late: Vec<&str> =
        answered.iter().filter(|a| a["recheck"] == true).filter_map(|a| a["finding"].as_str()).collect();
    assert_eq!(
        {
            let mut late = late;
            late.sort_unstable();
            late
        },
        ["not_listed", "stop"]
    );
    assert_eq!(plain(&shop, "held").len(), 1, "the one that was kept back and turned out listed");
    // Nothing is written twice when nothing is new.
    let before = shop.entries().len();
    shelve(&shop, LIST, 2, 0, &[row(&listed, "lost")]);
    shop.check(&number(6)).expect(0);
    let kinds: Vec<Value> = shop.entries()[before..].iter().map(|e| e["kind"].clone()).collect();
    assert!(!kinds.contains(&"held".into()), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|k| *k == "check_answered").count(), 1, "{kinds:?}");
    shop.verified();
}

#[test]
fn a_running_till_takes_a_newer_list_up_and_raises_its_alarm() {
    let shop = shop();
    shelve(&shop, LIST, 1, 2, &[row(&number(9), "stolen")]);
    let mut till = Till::signed_in(&shop);
    till.sees("version 1, 2 h ago");
    till.scan(&number(1), "NOT LISTED");
    till.sees("F7: buy");
    till.press(7);
    till.sees("activation lock");
    till.send(b"1");
    till.sees("Type the price");
    "120".bytes().for_each(|key| till.send(&[key]));
    till.send(b"\r");
    till.sees("How is it paid");
    till.send(b"1");
    till.sees("prints the declaration");
    till.send(b"\r");
    till.sees("signed declaration");
    till.send(b"s");
    till.sees("Receipt of the register");
    till.send(b"\x1b");
    shelve(&shop, LIST, 2, 0, &[row(&number(1), "stolen")]);
    // The next question finds the newer list; what was bought is held against it by itself.
    till.send(format!("{}\r", imei("00101802", 5)).as_bytes());
    till.sees("Please look");
    till.send(b"\r");
    let screen = till.sees("ON HOLD");
    assert!(screen.contains("(v2, now)") && screen.contains("Do not sell it"), "{screen}");
    till.press(9);
    till.sees("listed later");
    till.send(b"\x1b");
    till.sees("1 on hold (F9)");
    till.press(7);
    till.sees("Lift the hold");
    // By hand: in one burst it would be a scan.
    "paid".bytes().for_each(|key| till.send(&[key]));
    till.send(b"\r");
    till.sees("In stock. F7");
    assert_eq!(till.leave(), 0);
    let kinds: Vec<Value> = shop.entries().iter().map(|e| e["kind"].clone()).collect();
    for kind in ["deal_opened", "deal_signed", "held", "released"] {
        assert_eq!(kinds.iter().filter(|k| *k == kind).count(), 1, "{kind} in {kinds:?}");
    }
    assert_eq!(plain(&shop, "list_applied").len(), 2);
    shop.verified();
}

#[test]
fn what_is_refused_is_an_entry() {
    let shop = shop();
    shelve(&shop, LIST, 1, 1, &[row(&number(1), "stolen")]);
    let stick = shop.beside("stick");
    std::fs::create_dir(&stick).expect("a folder");
    std::fs::copy(shop.beside(&format!("{LIST}-1.list")), stick.join("newer.list")).expect("a list");
    shop.run(&["list", "import", stick.to_str().expect("UTF-8")]).expect(6);
    let refused = plain(&shop, "list_refused");
    assert_eq!(
        (refused.len(), refused[0]["what"].as_str(), refused[0]["how"].as_str()),
        (1, Some("unsigned"), Some("import"))
    );
    shop.verified();
}

#[test]
fn several_countries_lists_are_told_apart() {
    let shop = Shop::with(&[]);
    configure(&shop, &[("police-gb", "countries = [\"GB\"]"), ("ceir-fr", "countries = [\"FR\"]\nfresh_hours = 1")]);
    shelve(&shop, "police-gb", 4, 2, &[row(&number(9), "stolen")]);
    let line = shop.check(&number(1)).expect(5).lines().pop().expect("a line");
    let words: Vec<_> = line["answers"]
        .as_array()
        .expect("answers")
        .iter()
        .map(|a| {
            (a["source"].as_str().unwrap_or_default().to_owned(), a["outcome"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let expected = [("police-gb", "not_listed"), ("ceir-fr", "no_answer")];
    assert_eq!(words, expected.map(|(s, o)| (s.to_owned(), o.to_owned())));
    shelve(&shop, "ceir-fr", 2, 2, &[row(&number(1), "lost")]);
    shop.check(&number(1)).expect(3);
    // A list that the config does not name is asked too.
    shelve(&shop, "chain", 1, 2, &[row(&number(2), "fraud")]);
    shop.check(&number(2)).expect(3);
    shop.verified();
}
