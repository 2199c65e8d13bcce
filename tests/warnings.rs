//! Warnings from the shop's own register: each at its threshold and not below, nobody else's data in
//! any, nothing after an erasure, and the same as a plain count over 100,000 random deals.
#![cfg(test)]
#![allow(clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

use chrono::{DateTime, Duration, Utc};
use countercheck::clock::Moment;
use countercheck::effects::{Found, WarningsConfig, look_up};
use countercheck::imei::Imei;
use countercheck::ledger::leaf::{Commitments, Draft, EntryId, Field, LeafKind, Stamp, TokenClass, to_bytes};
use countercheck::stock::Stock;
use countercheck::till::{LookUp, OwnWarning, WarningKind};
use countercheck::vault::{VAULT_FILE, Vault};
use hmac::{Hmac, Mac as _};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::collections::HashMap;

const LOG: &str = "countercheck/test/till/0/1";

fn now() -> DateTime<Utc> {
    "2026-05-02T10:00:00Z".parse().unwrap()
}

/// A shop of vault and projection, written through their own doors.
struct Shop {
    folder: tempfile::TempDir,
    vault: Vault,
    stock: Stock,
    leaves: u64,
    ids: u128,
    config: WarningsConfig,
}

/// One handset over the counter.
#[derive(Clone)]
struct Past<'a> {
    days_ago: i64,
    kind: &'a str,
    outcome: &'a str,
    imei: &'a str,
    name: &'a str,
    document: &'a str,
    address: &'a str,
    item: u64,
    price: u64,
}

const BOUGHT: Past<'static> = Past {
    days_ago: 1,
    kind: "purchase",
    outcome: "bought",
    imei: "35000000000001",
    name: "Zoë Example",
    document: "AB 1234567",
    address: "12 High Street, Anytown",
    item: 1,
    price: 10_000,
};

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::create(folder.path()).unwrap();
        let stock = Stock::open(&folder.path().join("stock.db")).unwrap();
        Self { folder, vault, stock, leaves: 0, ids: 0, config: WarningsConfig::default() }
    }

    fn draft(&mut self, kind: LeafKind, days_ago: i64, plain: &Value) -> Draft {
        self.ids += 1;
        let at = Moment::new(now() - Duration::days(days_ago), 1);
        let mut draft = Draft::new(EntryId::from_u128(self.ids), kind, at);
        draft.plain = plain.as_object().cloned().unwrap_or_default();
        draft
    }

    fn write(&mut self, drafts: &[Draft], training: bool) {
        let sealed = self.vault.seal(drafts).unwrap();
        let stamp = Stamp { training, ..Stamp::default() };
        let leaves: Vec<_> = drafts.iter().zip(&sealed).map(|(d, c)| to_bytes(d, &stamp, c).unwrap()).collect();
        self.stock.apply(LOG, self.leaves, &leaves).unwrap();
        self.leaves += u64::try_from(leaves.len()).unwrap();
    }

    fn plain(&mut self, kind: LeafKind, plain: &Value) -> EntryId {
        let draft = self.draft(kind, 0, plain);
        self.write(std::slice::from_ref(&draft), false);
        draft.entry_id
    }

    /// A check of this handset.
    fn check(&mut self, imei: &str, days_ago: i64) -> EntryId {
        let mut check = self.draft(LeafKind::CheckStarted, days_ago, &json!({}));
        check.fields.push(Field::imei("imei.1", imei));
        self.write(std::slice::from_ref(&check), false);
        check.entry_id
    }

    /// A signed deal and its check; gives both entries.
    fn deal(&mut self, past: &Past<'_>) -> (EntryId, EntryId) {
        self.deal_in(past, false)
    }

    fn deal_in(&mut self, past: &Past<'_>, training: bool) -> (EntryId, EntryId) {
        let check = self.check(past.imei, past.days_ago);
        let line = json!({ "line": 1, "item": past.item, "what": "handset", "check": check.to_string(),
            "tac": [&past.imei[..8]], "outcome": past.outcome, "price": past.price });
        let plain = json!({ "deal_kind": past.kind, "number": past.item, "lines": [line], "currency": "GBP" });
        let mut deal = self.draft(LeafKind::DealSigned, past.days_ago, &plain);
        for (label, value, class) in [
            ("name.1", past.name, TokenClass::Name),
            ("document.1", past.document, TokenClass::Document),
            ("address.1", past.address, TokenClass::Address),
        ] {
            if !value.is_empty() {
                deal.fields.push(Field { token: Some(class), ..Field::person(label, value) });
            }
        }
        self.write(std::slice::from_ref(&deal), training);
        (check, deal.entry_id)
    }

    fn ask(&self, about: &LookUp) -> Found {
        look_up(&self.vault, &self.stock, about, now(), &self.config).unwrap()
    }

    fn kinds(&self, about: &LookUp) -> Vec<(WarningKind, u32)> {
        self.ask(about).warnings.iter().map(|warning| (warning.kind, warning.count)).collect()
    }
}

fn handset(imei: &str) -> LookUp {
    LookUp { lines: vec![(1, vec![Imei::parse(imei).unwrap()])], ..LookUp::default() }
}

fn person(name: &str, document: &str) -> LookUp {
    LookUp { name: Some(name.to_owned()), document: Some(document.to_owned()), ..LookUp::default() }
}

#[test]
fn a_handset_that_was_refused_is_remembered() {
    let mut shop = Shop::new();
    let imei = BOUGHT.imei;
    assert_eq!(shop.kinds(&handset(imei)), []);
    let check = shop.check(imei, 400);
    // Not listed and put aside: no refusal.
    let dropped = |check: EntryId, finding: &str| json!({ "check": check.to_string(), "why": "dropped_by_clerk", "finding": finding });
    shop.plain(LeafKind::CheckDropped, &dropped(check, "not_listed"));
    shop.plain(LeafKind::DealDropped, &json!({ "why": "changed_mind" }));
    shop.plain(LeafKind::CheckDropped, &dropped(check, "not_listed"));
    assert_eq!(shop.kinds(&handset(imei)), []);
    // A hit that was not bought, however long ago.
    shop.plain(LeafKind::CheckDropped, &dropped(check, "stop"));
    assert_eq!(shop.kinds(&handset(imei)), [(WarningKind::RefusedBefore, 1)]);
    // Its deal was refused, with two handsets in it; the entry after them belongs to no deal.
    let (one, two, three) = (shop.check(imei, 1), shop.check("35000000000002", 1), shop.check("35000000000003", 1));
    shop.plain(LeafKind::DealDropped, &json!({ "why": "refused", "lines": 2 }));
    shop.plain(LeafKind::CheckDropped, &dropped(one, "not_listed"));
    shop.plain(LeafKind::CheckDropped, &dropped(two, "not_listed"));
    shop.plain(LeafKind::StaffOff, &json!({}));
    shop.plain(LeafKind::CheckDropped, &dropped(three, "not_listed"));
    assert_eq!(shop.kinds(&handset(imei)), [(WarningKind::RefusedBefore, 2)]);
    assert_eq!(shop.kinds(&handset("35000000000002")), [(WarningKind::RefusedBefore, 1)]);
    assert_eq!(shop.kinds(&handset("35000000000003")), []);
    // One line of a deal that was signed.
    shop.deal(&Past { outcome: "refused", imei: "35000000000004", item: 0, ..BOUGHT });
    assert_eq!(shop.kinds(&handset("35000000000004")), [(WarningKind::RefusedBefore, 1)]);
}

#[test]
fn a_handset_in_the_shop_is_not_bought_twice() {
    let mut shop = Shop::new();
    shop.deal(&BOUGHT);
    assert_eq!(shop.kinds(&handset(BOUGHT.imei)), [(WarningKind::StillInStock, 1)]);
    // By either of its numbers, on the line that it is about.
    let two = LookUp {
        lines: vec![(1, vec![]), (2, vec![Imei::parse("35000000000009").unwrap(), Imei::parse(BOUGHT.imei).unwrap()])],
        ..LookUp::default()
    };
    assert_eq!(shop.ask(&two).warnings.iter().map(|w| w.line).collect::<Vec<_>>(), [Some(2)]);
    shop.plain(LeafKind::Sold, &json!({ "items": [{ "item": 1, "price": 20_000 }], "currency": "GBP" }));
    assert_eq!(shop.kinds(&handset(BOUGHT.imei)), [], "sold");
    shop.plain(LeafKind::Returned, &json!({ "item": 1, "why": "refund", "price": 20_000 }));
    assert_eq!(shop.kinds(&handset(BOUGHT.imei)), [(WarningKind::StillInStock, 1)], "it came back");
    shop.plain(LeafKind::Surrendered, &json!({ "item": 1, "agency": "police" }));
    assert_eq!(shop.kinds(&handset(BOUGHT.imei)), [], "the police have it");
    // A line of which two checks were made is found by both.
    let (first, second) = (shop.check("35000000000005", 1), shop.check("35000000000006", 1));
    let line = json!({ "line": 1, "item": 2, "check": second.to_string(), "outcome": "bought",
        "checks": [first.to_string(), second.to_string()] });
    shop.plain(LeafKind::DealSigned, &json!({ "deal_kind": "purchase", "lines": [line] }));
    for imei in ["35000000000005", "35000000000006"] {
        assert_eq!(shop.kinds(&handset(imei)), [(WarningKind::StillInStock, 1)], "{imei}");
    }
}

#[test]
fn one_person_often_is_said_from_the_threshold_on() {
    let mut shop = Shop::new();
    let deal = |n: u64, days_ago: i64| Past { item: n, days_ago, ..BOUGHT };
    shop.deal(&deal(1, 1));
    shop.deal(&deal(2, 29));
    shop.deal(&deal(3, 31));
    shop.deal(&Past { kind: "repair", ..deal(4, 1) });
    // Spelt and spaced otherwise.
    let about = person("EXAMPLE, Zoe", "ab1234567");
    assert_eq!(shop.kinds(&about), [], "two in the window, a repair, and one long ago");
    shop.deal(&Past { kind: "pledge", ..deal(5, 2) });
    let found = shop.ask(&about);
    let expected = OwnWarning { count: 3, threshold: 3, days: 30, ..OwnWarning::plain(WarningKind::OftenSeller, None) };
    assert_eq!(found.warnings, [expected]);
    assert!(found.known.is_some(), "the address may be offered");
    shop.config.often_deals = 4;
    assert_eq!(shop.kinds(&about), []);
    (shop.config.often_deals, shop.config.often_days) = (4, 60);
    assert_eq!(shop.kinds(&about), [(WarningKind::OftenSeller, 4)]);
    shop.config.often_deals = 0;
    assert_eq!(shop.kinds(&about), [], "switched off");
}

#[test]
fn a_document_with_two_names_is_said() {
    let mut shop = Shop::new();
    shop.deal(&BOUGHT);
    shop.deal(&Past { name: "", item: 2, ..BOUGHT });
    assert_eq!(shop.kinds(&person("Zoe EXAMPLE", "AB1234567")), []);
    assert_eq!(shop.kinds(&person("Maria Example", "AB1234567")), [(WarningKind::TwoNames, 1)]);
    assert_eq!(shop.kinds(&person("Maria Example", "AB1234568")), []);
    // Without a document a name alone says nothing about names.
    let about = LookUp { name: Some("Maria Example".to_owned()), ..LookUp::default() };
    assert_eq!(shop.kinds(&about), []);
}

#[test]
fn patterns_are_off_until_the_shop_wants_them() {
    let mut shop = Shop::new();
    for n in 1..=5 {
        let (document, name) = (format!("D{n}"), format!("Person {n}"));
        let imei = format!("350000000001{n:02}");
        let past = Past { document: &document, name: &name, imei: &imei, item: n, price: 9_000 + n * 500, ..BOUGHT };
        shop.deal(&past);
    }
    let mut about = person("Person 1", "D1");
    about.address = Some("ANYTOWN 12 High street".to_owned());
    about.lines = handset("35000000999999").lines;
    about.amount = 4_199;
    assert_eq!(shop.kinds(&about), []);
    shop.config.patterns = true;
    let found = [(WarningKind::PricePattern, 39), (WarningKind::AddressPattern, 4)];
    assert_eq!(shop.kinds(&about), found, "the usual price is 105.00");
    about.amount = 4_200;
    assert_eq!(shop.kinds(&about), [(WarningKind::AddressPattern, 4)], "40 in a hundred is not below");
    shop.config.address_deals = 5;
    assert_eq!(shop.kinds(&about), []);
    // Nobody knows what this one usually costs.
    about.lines = handset("35111111999999").lines;
    about.amount = 1;
    assert_eq!(shop.kinds(&about), []);
}

#[test]
fn what_is_erased_and_what_was_training_warns_no_more() {
    let mut shop = Shop::new();
    let mut entries = Vec::new();
    for n in 1..=3 {
        let (check, deal) = shop.deal(&Past { item: n, ..BOUGHT });
        entries.extend([check, deal]);
        shop.deal_in(&Past { item: n, name: "Anna Practice", document: "TRAINING1", ..BOUGHT }, true);
    }
    let about = LookUp { lines: handset(BOUGHT.imei).lines, ..person("Maria Example", BOUGHT.document) };
    assert_eq!(shop.kinds(&about).len(), 3, "in stock, often, two names");
    assert_eq!(shop.kinds(&person("Maria Example", "TRAINING1")), []);
    let ids: Vec<String> = entries.iter().map(ToString::to_string).collect();
    shop.plain(LeafKind::Erased, &json!({ "entries": ids }));
    shop.vault.erase(&entries).unwrap();
    shop.vault.scrub().unwrap();
    let found = shop.ask(&about);
    assert_eq!((found.warnings, found.known), (vec![], None));
    // Also where the vault was put back from an older copy: what the ledger declares erased counts no more.
    shop.deal(&BOUGHT);
    assert_eq!(shop.kinds(&person("Maria Example", BOUGHT.document)), [(WarningKind::TwoNames, 1)]);
}

#[test]
fn no_warning_holds_anybodys_data() {
    let mut shop = Shop::new();
    for n in 1..=4 {
        shop.deal(&Past { item: n, ..BOUGHT });
    }
    let check = shop.check(BOUGHT.imei, 3);
    shop.plain(
        LeafKind::CheckDropped,
        &json!({ "check": check.to_string(), "why": "dropped_by_clerk", "finding": "stop" }),
    );
    shop.config.patterns = true;
    let mut about = LookUp { lines: handset(BOUGHT.imei).lines, ..person("Maria Example", BOUGHT.document) };
    (about.address, about.amount) = (Some(BOUGHT.address.to_owned()), 1);
    let found = shop.ask(&about).warnings;
    assert!(found.len() >= 4, "{found:?}");
    let told = format!("{found:?} {}", serde_json::to_string(&found).unwrap()).to_lowercase();
    let entry = check.to_string();
    for secret in ["zo", "example", "1234567", "350000", "high", "anytown", "2026", entry.as_str()] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
}

/// The token of the written format: HMAC-SHA256 of class, NUL and normal form, the first 16 bytes.
fn token(key: &[u8], class: &str, normal: &str) -> Vec<u8> {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(class.as_bytes());
    mac.update(b"\0");
    mac.update(normal.as_bytes());
    mac.finalize().into_bytes()[..16].to_vec()
}

/// Small, so that everybody meets everybody; the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What a plain count needs to know of a deal.
struct Row {
    at: DateTime<Utc>,
    pays: bool,
    name: u64,
    document: u64,
    address: u64,
    erased: bool,
}

/// A hundred thousand where `COUNTERCHECK_FULL` is set.
fn deals() -> u64 {
    if std::env::var_os("COUNTERCHECK_FULL").is_some() { 100_000 } else { 15_000 }
}

#[test]
#[allow(clippy::too_many_lines, reason = "one pass that both sides count")]
fn random_deals_agree_with_a_plain_count() {
    let mut shop = Shop::new();
    let key = std::fs::read_to_string(shop.folder.path().join("keys/token")).unwrap();
    let key = hex::decode(key.trim()).unwrap();
    let mut dice = Dice(7);
    let mut rows = Vec::new();
    let (mut refused, mut here): (HashMap<u64, u32>, HashMap<u64, u32>) = (HashMap::new(), HashMap::new());
    let mut db = Connection::open(shop.folder.path().join(VAULT_FILE)).unwrap();
    db.pragma_update(None, "synchronous", "OFF").unwrap();
    let begun = db.transaction().unwrap();
    let mut leaves = Vec::new();
    let mut erased = Vec::new();
    for n in 0..deals() {
        let (imei, name, document) = (dice.roll(40_000), dice.roll(3), dice.roll(15_000));
        let (address, minutes) = (dice.roll(4_000), i64::try_from(dice.roll(150 * 24 * 60)).unwrap());
        let kind =
            ["purchase", "purchase", "pledge", "repair", "part_exchange"][usize::try_from(dice.roll(5)).unwrap()];
        let outcome =
            ["bought", "bought_provisional", "refused", "bought", "bought"][usize::try_from(dice.roll(5)).unwrap()];
        let outcome = if kind == "repair" && outcome != "refused" { "taken_in" } else { outcome };
        let (gone, gives_up) = (dice.roll(2) == 0, dice.roll(50) == 0);
        // A name belongs to its document, mostly: three spellings a document.
        let name = if name == 0 { document + 1_000_000 } else { document };
        let (check, deal) = (EntryId::from_u128(u128::from(n) << 8 | 1), EntryId::from_u128(u128::from(n) << 8 | 2));
        let at = now() - Duration::minutes(minutes);
        let put = |id: EntryId, tokens: &[Vec<u8>]| {
            let sql = "INSERT INTO entry (entry_id, secret, recipients) VALUES (?1, x'00', x'00')";
            begun.prepare_cached(sql).unwrap().execute([id.as_bytes()]).unwrap();
            let row = begun.last_insert_rowid();
            for token in tokens {
                begun
                    .prepare_cached("INSERT INTO token VALUES (?1, ?2)")
                    .unwrap()
                    .execute(params![token, row])
                    .unwrap();
            }
        };
        // The vault of an erased entry holds nothing of it any more.
        if !gives_up {
            put(check, &[token(&key, "imei", &format!("35{imei:012}"))]);
            put(
                deal,
                &[
                    token(&key, "name", &format!("n{name}")),
                    token(&key, "document", &format!("D{document}")),
                    token(&key, "address", &format!("a{address}")),
                ],
            );
        }
        let mut leaf = |kind: LeafKind, id: EntryId, plain: Value, label: Option<&str>| {
            let mut draft = Draft::new(id, kind, Moment::new(at, 1));
            draft.plain = plain.as_object().cloned().unwrap_or_default();
            let c: Commitments = label.map(|label| (label.to_owned(), "0".repeat(64))).into_iter().collect();
            leaves.push(to_bytes(&draft, &Stamp::default(), &c).unwrap());
        };
        let line = json!({ "line": 1, "item": if outcome == "refused" { None } else { Some(n + 1) }, "outcome": outcome,
            "check": check.to_string() });
        leaf(LeafKind::DealSigned, deal, json!({ "deal_kind": kind, "lines": [line] }), Some("name.1"));
        if gone {
            let id = EntryId::from_u128(u128::from(n) << 8 | 3);
            leaf(LeafKind::Sold, id, json!({ "items": [{ "item": n + 1, "price": 1 }], "currency": "GBP" }), None);
        }
        if gives_up {
            erased.extend([check.to_string(), deal.to_string()]);
        } else if outcome == "refused" {
            *refused.entry(imei).or_default() += 1;
        } else if kind != "repair" && (!gone || kind == "pledge") {
            // What is pledged is not the shop's to sell.
            *here.entry(imei).or_default() += 1;
        }
        rows.push(Row { at, pays: kind != "repair", name, document, address, erased: gives_up });
    }
    begun.commit().unwrap();
    leaves.extend(erased.chunks(500).zip(1_u128..).map(|(ids, n)| {
        let draft = Draft::new(EntryId::from_u128(n << 100), LeafKind::Erased, Moment::new(now(), 1));
        to_bytes(&draft.with("entries", json!(ids)), &Stamp::default(), &Commitments::new()).unwrap()
    }));
    shop.stock.apply(LOG, 0, &leaves).unwrap();

    shop.config = WarningsConfig { patterns: true, ..WarningsConfig::default() };
    let mut by_document: HashMap<u64, Vec<&Row>> = HashMap::new();
    let mut by_address: HashMap<u64, Vec<&Row>> = HashMap::new();
    for row in rows.iter().filter(|row| !row.erased) {
        by_document.entry(row.document).or_default().push(row);
        by_address.entry(row.address).or_default().push(row);
    }
    let mut said = std::collections::BTreeMap::new();
    for _ in 0..3_000 {
        let (imei, document, address) = (dice.roll(41_000), dice.roll(15_500), dice.roll(4_100));
        let name = if dice.roll(4) == 0 { document + 1_000_000 } else { document };
        let about = LookUp {
            name: Some(format!("N{name}")),
            document: Some(format!("d{document}")),
            address: Some(format!("A{address}")),
            lines: handset(&format!("35{imei:012}")).lines,
            amount: 0,
        };
        let since = now() - Duration::days(30);
        let in_time = |row: &&&Row| row.pays && row.at > since && row.at <= now();
        let theirs = by_document.get(&document).map(Vec::as_slice).unwrap_or_default();
        let often = theirs.iter().filter(in_time).count();
        let names = theirs.iter().filter(|row| row.name != name).count();
        let there = by_address.get(&address).map(Vec::as_slice).unwrap_or_default();
        let others = there.iter().filter(in_time).filter(|row| row.document != document).count();
        let mut expected = Vec::new();
        let mut warn = |kind, line, count: usize, threshold: u32, days| {
            let count = u32::try_from(count).unwrap();
            if count >= threshold {
                expected.push(OwnWarning { kind, line, count, threshold, days });
                *said.entry(kind).or_insert(0) += 1;
            }
        };
        warn(WarningKind::RefusedBefore, Some(1), refused.get(&imei).map_or(0, |n| *n as usize), 1, 0);
        warn(WarningKind::StillInStock, Some(1), here.get(&imei).map_or(0, |n| *n as usize), 1, 0);
        warn(WarningKind::OftenSeller, None, often, 3, 30);
        warn(WarningKind::TwoNames, None, names, 1, 0);
        warn(WarningKind::AddressPattern, None, others, 3, 30);
        let found = shop.ask(&about);
        assert_eq!(found.warnings, expected, "{imei} {document} {name} {address}");
        assert_eq!(found.known.is_some(), !theirs.is_empty());
    }
    let enough = if deals() == 100_000 { 50 } else { 1 };
    assert!(said.len() == 5 && said.values().all(|n| *n >= enough), "the dice met everything: {said:?}");
}
