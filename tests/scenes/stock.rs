//! A stock of its own for scenes: the fold and the rules of the program over a map, and the words
//! in which a scene speaks of items.

use countercheck::clock::Moment;
use countercheck::codes::ItemLabel;
use countercheck::goods::{self, CashCount, Item, Key, Method, Movement, Origin, Refusal, Shelf, Standing, take};
use countercheck::imei::identify;
use countercheck::ledger::leaf::{Commitments, Draft, EntryId, Leaf, LeafKind, Stamp, to_bytes};
use countercheck::till::{State, StockAsk, StockField as Field, StockNotice, StockTold};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// A shelf in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Goods {
    pub(crate) items: BTreeMap<Key, Item>,
    pub(crate) money: Vec<Movement>,
    pub(crate) counts: Vec<CashCount>,
    counters: BTreeMap<String, u64>,
    index: u64,
    /// Bodies of the numbers that items came in with.
    numbers: BTreeMap<Key, String>,
}

impl Shelf for Goods {
    type Error = Infallible;

    fn item(&self, key: Key) -> Result<Option<Item>, Infallible> {
        Ok(self.items.get(&key).cloned())
    }

    fn of_check(&self, check: EntryId) -> Result<Option<Item>, Infallible> {
        let of = self.items.values().filter(|item| item.check == Some(check));
        Ok(of.max_by_key(|item| (item.place.is_here(), item.key.number())).cloned())
    }

    fn put(&mut self, item: &Item) -> Result<(), Infallible> {
        self.items.insert(item.key, item.clone());
        Ok(())
    }

    fn remove(&mut self, key: Key) -> Result<(), Infallible> {
        self.items.remove(&key);
        Ok(())
    }

    fn pay(&mut self, movement: &Movement) -> Result<(), Infallible> {
        self.money.push(movement.clone());
        Ok(())
    }

    fn counted(&mut self, count: &CashCount) -> Result<(), Infallible> {
        self.counts.push(count.clone());
        Ok(())
    }

    fn counter(&self, row: &str) -> Result<u64, Infallible> {
        Ok(self.counters.get(row).copied().unwrap_or(0))
    }

    fn set_counter(&mut self, row: &str, number: u64) -> Result<(), Infallible> {
        self.counters.insert(row.to_owned(), number);
        Ok(())
    }
}

/// The leaf that a draft becomes.
pub(crate) fn leaf_of(draft: &Draft) -> Leaf {
    let bytes = to_bytes(draft, &Stamp::default(), &Commitments::new()).unwrap();
    Leaf::parse(&bytes).unwrap()
}

impl Goods {
    /// What the recorder does with entries: judged as a whole, then read.
    pub(crate) fn record(&mut self, drafts: &[Draft]) -> Result<Vec<Draft>, Refusal> {
        let mut judged = drafts.to_vec();
        match goods::judge(self, &mut judged) {
            Ok(verdict) => verdict?,
        }
        for draft in &judged {
            self.take(&leaf_of(draft));
        }
        Ok(judged)
    }

    pub(crate) fn take(&mut self, leaf: &Leaf) {
        self.index += 1;
        let origin = Origin { epoch: 1, index: self.index };
        let Ok(()) = take(self, leaf, origin);
    }

    /// A command marks a check's handset as bought.
    pub(crate) fn mark(&mut self, check: EntryId, at: Moment) {
        let entry = EntryId::from_u128(u128::from(self.index) + 0x9000);
        self.take(&leaf_of(&Draft::new(entry, LeafKind::Marked, at).with("check", check.to_string())));
    }

    /// Everything here, as the program lists it.
    pub(crate) fn here(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self.items.values().filter(|item| item.place.is_here()).cloned().collect();
        items.sort_by_key(|item| (item.since, item.key.number(), item.key));
        items
    }

    /// Cash in less cash out.
    pub(crate) fn cash(&self) -> i64 {
        self.money.iter().filter(|m| m.method == Method::Cash).map(|m| m.amount).sum()
    }

    pub(crate) fn answer(&self, ask: &StockAsk) -> StockTold {
        match ask {
            StockAsk::Items => StockTold::Items(self.here()),
            StockAsk::Item(key) => StockTold::Item(*key, self.items.get(key).cloned().map(Box::new)),
            StockAsk::Find(imei) => {
                let body = imei.body().to_string();
                let keys = self.numbers.iter().filter(|(_, own)| **own == body).map(|(key, _)| *key);
                let mut items: Vec<Item> = keys.filter_map(|key| self.items.get(&key).cloned()).collect();
                items.sort_by_key(|item| !item.place.is_here());
                StockTold::Found(items)
            }
            StockAsk::Prove { item, number } => {
                let given = identify(number, None).ok().and_then(|n| n.imei()).map(|i| i.body().to_string());
                let same = self.numbers.get(item).map(|own| given.as_ref() == Some(own));
                StockTold::Proven { item: *item, same }
            }
        }
    }

    /// What happened before, or beside this till: `purchase ITEM PRICE [BODY] [hold=TIME]`,
    /// `pledge ITEM AMOUNT DUE [BODY]`, `repair ITEM [BODY]`, `police ITEM AGENCY [TIME]`, `own ITEM`, `late_hit ITEM`, `sold ITEM PRICE`.
    pub(crate) fn tell(&mut self, line: &str, at: Moment) -> Result<(), String> {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let until =
            words.iter().position(|w| w.starts_with("hold=")).map(|n| words.remove(n)["hold=".len()..].to_owned());
        let of =
            words.iter().position(|w| w.starts_with("check=")).map(|n| words.remove(n)["check=".len()..].to_owned());
        let number = |n: usize| words.get(n).and_then(|w| w.parse::<u64>().ok()).ok_or_else(|| format!("{line:?}"));
        let body = words.last().filter(|w| w.len() == 14 && w.bytes().all(|b| b.is_ascii_digit()));
        let item = number(1)?;
        let held = |why: &str, more: Value| {
            let mut plain = json!({ "item": item, "why": why, "sources": [] });
            plain.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
            (LeafKind::Held, plain)
        };
        let (kind, plain) = match words[0] {
            "police" => held("police", json!({ "agency": words.get(2), "until": words.get(3) })),
            "own" => held("own", json!({})),
            "sold" => {
                let price = number(2)?;
                let plain = json!({ "items": [{ "item": item, "price": price }], "currency": "GBP", "invoice": "1",
                    "payment": { "method": "cash", "amount": price } });
                (LeafKind::Sold, plain)
            }
            "late_hit" => held("late_hit", json!({ "sources": ["police"] })),
            "purchase" | "pledge" | "repair" => {
                let price = if words[0] == "repair" { 0 } else { number(2)? };
                let pledge = (words[0] == "pledge").then(|| json!({ "due": words.get(3), "amount": price }));
                let outcome = if words[0] == "repair" { "taken_in" } else { "bought" };
                let until =
                    until.map(|end| json!({ "until": end, "rule": "hold", "clock": "hours", "unverified": false }));
                let check = of.or(body.map(|_| EntryId::from_u128(0x1000 + u128::from(item)).to_string()));
                let lines = json!([{ "line": 1, "item": item, "what": "handset", "check": check, "tac": ["00101101"],
                    "outcome": outcome, "price": (price > 0).then_some(price), "hold": until }]);
                let payment = (price > 0).then(|| json!({ "method": "cash", "amount": price }));
                let deal = self.counter("deal").unwrap() + 1;
                (
                    "deal_signed".parse().unwrap(),
                    json!({ "number": deal, "deal_kind": words[0], "lines": lines,
                    "currency": "GBP", "payment": payment, "pledge": pledge }),
                )
            }
            other => return Err(format!("no {other:?} in a stock line")),
        };
        let mut draft = Draft::new(EntryId::from_u128(u128::from(self.index) + 0x5000), kind, at);
        draft.plain = plain.as_object().cloned().unwrap_or_default();
        self.take(&leaf_of(&draft));
        if let Some(body) = body {
            self.numbers.insert(Key::Number(item), (*body).to_owned());
        }
        Ok(())
    }

    /// `ITEM WORD`: how an item stands now.
    pub(crate) fn judge_item(&self, text: &str, at: Moment) -> Result<(), String> {
        let (item, word) = text.split_once(' ').ok_or("no word")?;
        let item = self.items.get(&item.parse::<Key>().map_err(|e| e.to_string())?);
        let found = item.map_or("unknown", |item: &Item| match item.standing(at.wall) {
            Standing::At(place) => place.word(),
            standing => standing.word(),
        });
        if found == word { Ok(()) } else { Err(format!("item: expected {text:?}, found {found:?}")) }
    }
}

/// What our label of an item sends.
pub(crate) fn label(number: u64) -> String {
    ItemLabel::new(number).expect("a stock number").bars()
}

/// The question that is open, in a word.
pub(crate) fn asked(state: &State) -> &'static str {
    let Some(form) = &state.stock.form else { return "none" };
    match form.asks() {
        Field::Price(_) => "price",
        Field::Method => "method",
        Field::Buyer => "buyer",
        Field::Address => "address",
        Field::Agency => "agency",
        Field::Officer => "officer",
        Field::Reference => "reference",
        Field::Until => "until",
        Field::Due => "due",
        Field::Reason => "reason",
        Field::Number => "number",
        Field::Whose => "whose",
        Field::Which => "which",
        Field::Confirm => "confirm",
    }
}

/// A line about stock, in a word.
pub(crate) fn notice(notice: &StockNotice) -> &'static str {
    match notice {
        StockNotice::Done(..) => "stock_done",
        StockNotice::SoldMany(_) => "stock_sold_many",
        StockNotice::Refused(Refusal::OnHold { .. }) => "stock_on_hold",
        StockNotice::Refused(Refusal::NotDue { .. }) => "stock_not_due",
        StockNotice::Refused(Refusal::Elsewhere { .. }) => "stock_elsewhere",
        StockNotice::Refused(_) => "stock_refused",
        StockNotice::Unknown(_) => "stock_unknown",
        StockNotice::Here(_) => "stock_here",
        StockNotice::NotHere => "stock_not_here",
        StockNotice::Gone(_) => "stock_gone",
        StockNotice::AnotherHandset(_) => "stock_another_handset",
        StockNotice::NoAmount => "stock_no_amount",
        StockNotice::NoDay => "stock_no_day",
        StockNotice::Needed => "stock_needed",
        StockNotice::StillChecking => "stock_still_checking",
        StockNotice::Added(..) => "stock_added",
        StockNotice::Seen(..) => "stock_seen",
        StockNotice::Surplus(_) => "stock_surplus",
    }
}

/// What a wish of the till is called.
pub(crate) fn ask(ask: &StockAsk) -> String {
    match ask {
        StockAsk::Items => "stock".to_owned(),
        StockAsk::Item(key) => format!("item {key}"),
        StockAsk::Find(_) => "find".to_owned(),
        StockAsk::Prove { item, .. } => format!("prove {item}"),
    }
}
