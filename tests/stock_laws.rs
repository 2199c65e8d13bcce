//! Laws of the stock that hold for every sequence of events: nothing on hold is sold, the money
//! adds up, `stock.db` made anew is `stock.db` as it grew, and no person stands in it.

#![cfg(test)]

#[path = "scenes/stock.rs"]
#[expect(dead_code, reason = "scenes use the rest of it")]
mod stock;

use countercheck::clock::Moment;
use countercheck::goods::drafts::{Buyer, By, Pay, Police};
use countercheck::goods::{HoldReason, Item, Key, Method, Movement, Origin, take};
use countercheck::ledger::leaf::{Commitments, Draft, EntryId, Leaf, LeafKind, Stamp, to_bytes};
use countercheck::stock::Stock;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use stock::Goods;

const LOG: &str = "countercheck/test/till/0/1";
const NEXT: &str = "countercheck/test/till/0/2";
/// What people say and what handsets are numbered; none of it may reach the projection.
const PLANTED: [&str; 5] = ["Planted Person", "Planted Street 1", "PC Planted", "490154203237518", "planted reason"];

#[derive(Clone, Debug)]
enum Op {
    Deal { kind: u8, prices: Vec<u16>, hold: Option<u8>, method: u8 },
    Mark(u8),
    Held { item: u8, why: u8, hours: Option<u8>, by_check: bool },
    Released { item: u8, which: Option<u8> },
    Sell { items: Vec<u8>, price: u16, method: u8, cheat: u8 },
    Return { item: u8, how: u8, price: u16 },
    Leave { item: u8, how: u8 },
    Renew { item: u8, days: u8, price: u8 },
    Count(u16),
    Training(bool),
    Wait(u8),
}

fn op() -> impl Strategy<Value = Op> {
    let item = || 0..8u8;
    prop_oneof![
        5 => (0..5u8, prop::collection::vec(any::<u16>(), 1..3), prop::option::of(0..60u8), 0..5u8)
            .prop_map(|(kind, prices, hold, method)| Op::Deal { kind, prices, hold, method }),
        1 => item().prop_map(Op::Mark),
        4 => (item(), 0..4u8, prop::option::of(0..60u8), any::<bool>())
            .prop_map(|(item, why, hours, by_check)| Op::Held { item, why, hours, by_check }),
        3 => (item(), prop::option::of(0..3u8)).prop_map(|(item, which)| Op::Released { item, which }),
        8 => (prop::collection::vec(item(), 1..4), any::<u16>(), 0..5u8, 0..6u8)
            .prop_map(|(items, price, method, cheat)| Op::Sell { items, price, method, cheat }),
        4 => (item(), 0..5u8, any::<u16>()).prop_map(|(item, how, price)| Op::Return { item, how, price }),
        3 => (item(), 0..3u8).prop_map(|(item, how)| Op::Leave { item, how }),
        1 => (item(), any::<u8>(), any::<u8>()).prop_map(|(item, days, price)| Op::Renew { item, days, price }),
        1 => any::<u16>().prop_map(Op::Count),
        1 => any::<bool>().prop_map(Op::Training),
        4 => (0..40u8).prop_map(Op::Wait),
    ]
}

/// A hold as the test itself remembers it.
#[derive(Clone, Copy, Debug)]
struct Bond {
    id: EntryId,
    until: Option<i64>,
}

/// The projection, the map, and what the test knows by itself.
struct World {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
    db: Stock,
    map: Goods,
    at: Moment,
    n: u128,
    leaves: Vec<Vec<u8>>,
    bonds: HashMap<Key, Vec<Bond>>,
    sold: HashSet<Key>,
    cash: i64,
    all: i64,
    training: bool,
}

fn check(item: u8) -> EntryId {
    EntryId::from_u128(0x1000 + u128::from(item))
}

fn key(item: u8) -> Key {
    if item == 7 { Key::Check(check(7)) } else { Key::Number(u64::from(item) + 1) }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stock.db");
        let db = Stock::open(&path).unwrap();
        let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1);
        Self {
            _folder: folder,
            path,
            db,
            map: Goods::default(),
            at,
            n: 1 << 64,
            leaves: Vec::new(),
            bonds: HashMap::new(),
            sold: HashSet::new(),
            cash: 0,
            all: 0,
            training: false,
        }
    }

    fn by(&mut self) -> By {
        self.n += 1;
        By { entry: EntryId::from_u128(self.n), at: self.at, staff: Some(EntryId::from_u128(5)), role: None }
    }

    fn pay(price: i64, method: u8) -> Pay {
        Pay { amount: price, currency: "GBP".to_owned(), method: Method::ALL[usize::from(method)] }
    }

    fn bound(&self, key: Key) -> bool {
        let now = self.at.wall.timestamp_millis();
        self.bonds.get(&key).is_some_and(|bonds| bonds.iter().any(|b| b.until.is_none_or(|until| now < until)))
    }

    /// Written as the recorder writes: judged against the projection, then read into it. Whether it was.
    fn write(&mut self, draft: Draft) -> Option<Draft> {
        let mut drafts = [draft];
        let verdict = if self.training { Ok(()) } else { self.db.judge(&mut drafts).unwrap() };
        if !self.training {
            let mut again = drafts.clone();
            let same = countercheck::goods::judge(&self.map, &mut again).unwrap_or_else(|never| match never {});
            assert_eq!(verdict, same, "the map and the tables judge differently");
        }
        verdict.ok()?;
        let [draft] = drafts;
        let stamp = Stamp { training: self.training, ..Stamp::default() };
        let bytes = to_bytes(&draft, &stamp, &Commitments::new()).unwrap();
        self.db.apply(LOG, self.leaves.len() as u64, std::slice::from_ref(&bytes)).unwrap();
        let origin = Origin { epoch: 1, index: self.leaves.len() as u64 };
        let Ok(()) = take(&mut self.map, &Leaf::parse(&bytes).unwrap(), origin);
        self.leaves.push(bytes);
        Some(draft)
    }

    /// What an accepted entry means for the test's own books.
    fn paid(&mut self, draft: &Draft, sign: i64) {
        let Some(payment) = draft.plain.get("payment").filter(|_| !self.training) else { return };
        let amount = payment["amount"].as_i64().unwrap_or(0) * sign;
        self.all += amount;
        if payment["method"] == "cash" {
            self.cash += amount;
        }
    }

    fn does(&mut self, op: Op) {
        self.at.mono += 1_000;
        self.at.wall += chrono::Duration::seconds(1);
        match op {
            Op::Deal { kind, prices, hold, method } => self.deal(kind, &prices, hold, method),
            Op::Mark(item) => {
                let mut draft = self.by().released(key(item), None, "x");
                draft.kind = LeafKind::Marked;
                draft.plain.insert("check".to_owned(), json!(check(item).to_string()));
                self.write(draft);
            }
            Op::Held { item, why, hours, by_check } => self.held(item, why, hours, by_check),
            Op::Released { item, which } => self.released(item, which),
            Op::Sell { items, price, method, cheat } => self.sell(&items, price, method, cheat),
            Op::Return { item, how, price } => self.give_back(item, how, price),
            Op::Leave { item, how } => {
                let (by, bound) = (self.by(), self.bound(key(item)));
                let police =
                    Police { agency: "Police".to_owned(), officer: "PC Planted".to_owned(), ..Police::default() };
                let draft = match how {
                    0 => by.surrendered(key(item), &police),
                    1 => by.dismantled(key(item)),
                    _ => by.forfeited(key(item)),
                };
                if self.write(draft).is_some() && !self.training {
                    assert!(how != 1 || !bound, "taken apart while on hold");
                }
            }
            Op::Renew { item, days, price } => {
                let due = (self.at.wall + chrono::Duration::days(i64::from(days))).date_naive();
                let (bound, pay) = (self.bound(key(item)), Self::pay(i64::from(price), 0));
                let draft = self.by().renewed(key(item), due, Some(&pay).filter(|pay| pay.amount > 0));
                if let Some(draft) = self.write(draft) {
                    assert!(!bound || self.training, "renewed while on hold");
                    self.paid(&draft, 1);
                }
            }
            Op::Count(counted) => {
                let draft = self.by().cash_counted("GBP", i64::from(counted), self.cash, i64::from(counted));
                self.write(draft);
                if !self.training {
                    self.cash = i64::from(counted);
                }
            }
            Op::Training(on) => {
                self.training = on;
            }
            Op::Wait(hours) => self.at.wall += chrono::Duration::hours(i64::from(hours)),
        }
        self.judge();
    }

    fn deal(&mut self, kind: u8, prices: &[u16], hold: Option<u8>, method: u8) {
        let kind = ["purchase", "pledge", "repair", "part_exchange", "opening_stock"][usize::from(kind)];
        let first = self.db.counter("item").unwrap() + 1;
        let until = hold.map(|hours| self.at.wall + chrono::Duration::hours(i64::from(hours)));
        let lines: Vec<Value> = prices
            .iter()
            .zip(first..)
            .map(|(price, item)| {
                let hold = until.map(|until| json!({ "until": countercheck::clock::rfc3339(until), "rule": "r" }));
                let check = u8::try_from(item).ok().map(|n| check(n - 1).to_string());
                json!({ "line": item - first + 1, "item": item, "what": "handset", "check": check, "tac": ["00101101"],
                    "outcome": if kind == "repair" { "taken_in" } else { "bought" }, "price": price, "hold": hold })
            })
            .collect();
        let sum: i64 = prices.iter().map(|price| i64::from(*price)).sum();
        let pays = kind != "opening_stock";
        let payment = pays.then(|| json!({ "method": Method::ALL[usize::from(method)].word(), "amount": sum }));
        let due = (self.at.wall + chrono::Duration::days(1)).date_naive().to_string();
        let by = self.by();
        let mut draft = Draft::new(by.entry, "deal_signed".parse().unwrap(), self.at)
            .with("number", self.db.counter("deal").unwrap() + 1)
            .with("deal_kind", kind)
            .with("lines", lines)
            .with("currency", "GBP")
            .with("payment", payment.unwrap_or(Value::Null))
            .with("pledge", json!({ "due": due, "amount": sum }));
        draft.fields.push(countercheck::ledger::leaf::Field::imei("imei.1", PLANTED[3]));
        draft.fields.push(countercheck::ledger::leaf::Field::person("name.1", PLANTED[0]));
        let Some(draft) = self.write(draft) else { panic!("a deal with the next numbers is refused") };
        self.paid(&draft, if kind == "repair" { 1 } else { -1 });
        if self.training {
            return;
        }
        for item in (first..).take(prices.len()) {
            let bond = until.map(|until| Bond { id: draft.entry_id, until: Some(until.timestamp_millis()) });
            let bonds = self.bonds.entry(Key::Number(item)).or_default();
            bonds.extend(bond);
            // A hold on the check alone goes over to the item.
            if let Ok(n) = u8::try_from(item)
                && let Some(kept) = self.bonds.remove(&Key::Check(check(n - 1)))
            {
                self.bonds.entry(Key::Number(item)).or_default().extend(kept);
            }
        }
    }

    fn held(&mut self, item: u8, why: u8, hours: Option<u8>, by_check: bool) {
        let until = hours.map(|hours| self.at.wall + chrono::Duration::hours(i64::from(hours)));
        let police = Police {
            agency: "Police".to_owned(),
            officer: "PC Planted".to_owned(),
            reference: "planted reason".to_owned(),
        };
        let name = if by_check { Key::Check(check(item)) } else { key(item) };
        let by = self.by();
        let draft = match why {
            0 => by.held_for_police(name, &police, until),
            1 => by.held(name, HoldReason::Own, until, Some(PLANTED[4])),
            2 => by.held(name, HoldReason::LateHit, None, None),
            _ => by.held(name, HoldReason::ByHand, until, None),
        };
        let known = self.map.items.contains_key(&key(item));
        if self.write(draft.clone()).is_none() {
            return;
        }
        // In training only what a list says is true, and an item that is not there cannot be held: what is
        // written for real is refused then.
        if self.training && (why != 2 || !(known || by_check)) {
            return;
        }
        let until = draft.plain.contains_key("until").then(|| until.map(|u| u.timestamp_millis())).flatten();
        let name = if known { key(item) } else { name };
        self.bonds.entry(name).or_default().push(Bond { id: draft.entry_id, until });
    }

    fn released(&mut self, item: u8, which: Option<u8>) {
        let hold = which.and_then(|n| Some(self.bonds.get(&key(item))?.get(usize::from(n))?.id));
        let draft = self.by().released(key(item), hold, PLANTED[4]);
        if self.write(draft).is_none() || self.training {
            return;
        }
        let left =
            self.map.items.get(&key(item)).map(|item: &Item| item.holds.iter().map(|h| h.id).collect::<Vec<_>>());
        if let Some(bonds) = self.bonds.get_mut(&key(item)) {
            match hold {
                Some(hold) => bonds.retain(|bond| bond.id != hold),
                None => bonds.retain(|bond| left.as_ref().is_some_and(|left| left.contains(&bond.id))),
            }
        }
    }

    fn sell(&mut self, items: &[u8], price: u16, method: u8, cheat: u8) {
        let lines: Vec<(Key, i64)> = items.iter().map(|item| (key(*item), i64::from(price))).collect();
        let sum: i64 = lines.iter().map(|(_, price)| price).sum();
        let buyer = Buyer { name: PLANTED[0].to_owned(), address: PLANTED[1].to_owned() };
        let mut draft = self.by().sold(&lines, &Self::pay(sum, method), lines.len() > 1, Some(&buyer));
        let fair = cheat > 1 || sum == 0;
        if cheat == 0 {
            draft.plain.insert("payment".to_owned(), json!({ "method": "cash", "amount": sum + 1 }));
        } else if cheat == 1 {
            draft.plain.insert("invoice".to_owned(), json!("1"));
        }
        let free = lines.iter().all(|(key, _)| !self.bound(*key));
        let first = self.db.counter("invoice").unwrap() == 0;
        let Some(draft) = self.write(draft) else { return };
        self.paid(&draft, 1);
        if self.training {
            return;
        }
        assert!(free, "something on hold was sold: {lines:?}");
        assert!(fair || (cheat == 1 && first), "a sale that does not add up was written");
        for (key, _) in lines {
            assert!(self.sold.insert(key), "{key} was sold twice");
        }
    }

    fn give_back(&mut self, item: u8, how: u8, price: u16) {
        let (pay, name, bound) = (Self::pay(i64::from(price), 0), key(item), self.bound(key(item)));
        let by = self.by();
        let police =
            Police { agency: "Police".to_owned(), reference: "planted reason".to_owned(), ..Police::default() };
        let draft = match how {
            0 => by.refunded(name, &pay, None, Some(PLANTED[4])),
            1 => by.reversed(name, &pay, PLANTED[4]),
            2 => by.collected(name, &pay),
            3 => by.redeemed(name, &pay),
            _ => by.to_owner(name, &police),
        };
        let Some(draft) = self.write(draft) else { return };
        self.paid(&draft, if how == 0 { -1 } else { 1 });
        if self.training {
            return;
        }
        assert!(how != 1 || !bound, "a purchase was undone while on hold");
        assert!(how != 0 || self.sold.remove(&name), "money went back on what was not sold");
    }

    fn judge(&self) {
        let (from, to) = ("2000-01-01T00:00:00Z".parse().unwrap(), "2100-01-01T00:00:00Z".parse().unwrap());
        let sheet = self.db.money_sheet(from, to).unwrap();
        let drawer = sheet.expected.iter().find(|(code, _)| code == "GBP").map_or(0, |(_, amount)| *amount);
        assert_eq!(drawer, self.cash, "the drawer");
        assert_eq!(sheet.balance("GBP"), self.all, "all methods");
        let money: Vec<Movement> = self.db.money(from, to).unwrap();
        assert_eq!(money, self.map.money);
    }

    /// Made anew: whole, in pieces, and with its beginning in an earlier epoch.
    fn anew(&mut self, cut: usize) {
        let (items, here) = (self.db.goods_all().unwrap(), self.db.goods_here().unwrap());
        let mut mine: Vec<Item> = self.map.items.values().cloned().collect();
        mine.sort_by_key(|item| (item.since.timestamp_millis(), item.key.number(), item.key.to_string()));
        assert_eq!(items, mine, "the tables and the map");
        let cut = cut % (self.leaves.len() + 1);
        self.db.reset(LOG, &mut |_| ()).unwrap();
        self.db.apply(LOG, 0, &self.leaves[..cut]).unwrap();
        self.db.apply(LOG, cut as u64, &self.leaves[cut..]).unwrap();
        assert_eq!((self.db.goods_all().unwrap(), self.db.goods_here().unwrap()), (items.clone(), here), "made anew");
        self.judge();
        let leaves = &self.leaves;
        self.db
            .reset(NEXT, &mut |each| {
                for (index, bytes) in leaves[..cut].iter().enumerate() {
                    each(1, index as u64, bytes);
                }
            })
            .unwrap();
        self.db.apply(NEXT, 0, &self.leaves[cut..]).unwrap();
        let bare = |items: Vec<Item>| -> Vec<Item> { items.into_iter().map(without_origin).collect() };
        assert_eq!(bare(self.db.goods_all().unwrap()), bare(items), "carried over");
        self.judge();
    }

    fn holds_nobody(&self) {
        for suffix in ["", "-wal"] {
            let Ok(bytes) = std::fs::read(format!("{}{suffix}", self.path.display())) else { continue };
            for planted in PLANTED {
                let told = memchr::memmem::find(&bytes, planted.as_bytes());
                assert_eq!(told, None, "{planted:?} stands in stock.db{suffix}");
            }
        }
    }
}

/// Where entries stand differs from epoch to epoch; nothing else does.
fn without_origin(mut item: Item) -> Item {
    let nowhere = Origin { epoch: 0, index: 0 };
    item.origin = nowhere;
    item.holds.iter_mut().for_each(|hold| hold.origin = nowhere);
    item
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done(ops in prop::collection::vec(op(), 0..60), cut in any::<prop::sample::Index>()) {
        let mut world = World::new();
        for op in ops {
            world.does(op);
        }
        world.holds_nobody();
        let cut = cut.index(world.leaves.len() + 1);
        world.anew(cut);
    }
}
