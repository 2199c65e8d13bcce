//! Reads leaves into a room, one after the other.
//!
//! It judges nothing: what stands in the ledger happened. A leaf that names an item which is not
//! there, or says what cannot be, changes nothing rather than inventing one.

use super::money::{MOST, Method, Movement, MovementKind};
use super::sheet::CashCount;
use super::{Gone, Hold, HoldReason, Item, Key, Place, Pledge, Sale};
use crate::ledger::closures::is_training;
use crate::ledger::leaf::{EntryId, Leaf, LeafKind};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// More lines than one deal or sale has.
const MOST_LINES: usize = 1_000;

/// Where an entry stands: its epoch, and its index in that epoch's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// Number of the epoch, from 1.
    pub epoch: u64,
    /// Index of the leaf, from 0.
    pub index: u64,
}

/// What the fold reads and writes.
pub trait Shelf {
    /// Why it cannot.
    type Error;

    /// The item of this name.
    fn item(&self, key: Key) -> Result<Option<Item>, Self::Error>;
    /// The item whose numbers this check holds, the newest where there are several.
    fn of_check(&self, check: EntryId) -> Result<Option<Item>, Self::Error>;
    /// Puts an item in, or in the place of the one of its name.
    fn put(&mut self, item: &Item) -> Result<(), Self::Error>;
    /// Takes an item out.
    fn remove(&mut self, key: Key) -> Result<(), Self::Error>;
    /// Adds a movement of money.
    fn pay(&mut self, movement: &Movement) -> Result<(), Self::Error>;
    /// The drawer was counted.
    fn counted(&mut self, count: &CashCount) -> Result<(), Self::Error>;
    /// The newest number of a gap-free row: `deal`, `item`, `invoice`, `seizure`; 0 before the first.
    fn counter(&self, row: &str) -> Result<u64, Self::Error>;
    /// Sets it.
    fn set_counter(&mut self, row: &str, number: u64) -> Result<(), Self::Error>;
}

/// Whether a leaf is one that [`take`] reads.
pub fn concerns(leaf: &Leaf) -> bool {
    is_of_items(&leaf.kind)
}

/// The same of a kind.
pub fn is_of_items(kind: &LeafKind) -> bool {
    const KINDS: [&str; 13] = [
        "deal_signed",
        "marked",
        "held",
        "released",
        "check_dropped",
        "sold",
        "returned",
        "surrendered",
        "redeemed",
        "renewed",
        "forfeited",
        "dismantled",
        "cash_counted",
    ];
    KINDS.contains(&kind.word())
}

/// Takes one leaf in. What was written in training never happened, save that a list holds a handset:
/// that is true whatever the shop is practising.
pub fn take<S: Shelf>(room: &mut S, leaf: &Leaf, origin: Origin) -> Result<(), S::Error> {
    let word = leaf.kind.word();
    let read = Read { leaf, origin };
    let listed = word == "held" && read.text("why") == Some(HoldReason::LateHit.word());
    if is_training(leaf) && !listed {
        return Ok(());
    }
    match word {
        "deal_signed" => read.deal(room),
        "marked" => read.marked(room),
        "held" => read.held(room),
        "released" => read.released(room),
        "check_dropped" => read.put_away(room),
        "sold" => read.sold(room),
        "returned" => read.returned(room),
        "surrendered" => {
            if let Some(number) = read.text("receipt").and_then(number_of) {
                raise(room, "seizure", number)?;
            }
            read.leaves(room, Place::Surrendered, "surrendered", Place::is_here)
        }
        "dismantled" => read.leaves(room, Place::Parts, "dismantled", |place| place == Place::Shop),
        "redeemed" => {
            read.pay(room, MovementKind::Pledge, 1, read.key())?;
            read.leaves(room, Place::Returned, "redeemed", |place| place == Place::Pledged)
        }
        "renewed" => read.renewed(room),
        "forfeited" => read.forfeited(room),
        "cash_counted" => read.counted(room),
        _ => Ok(()),
    }
}

struct Read<'a> {
    leaf: &'a Leaf,
    origin: Origin,
}

impl Read<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.leaf.plain.get(name).and_then(Value::as_str)
    }

    fn id(&self, name: &str) -> Option<EntryId> {
        self.text(name).and_then(|id| id.parse().ok())
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.leaf.plain.get(name).and_then(Value::as_u64).filter(|n| *n > 0)
    }

    fn time(&self, name: &str) -> Option<DateTime<Utc>> {
        self.text(name).and_then(time)
    }

    fn currency(&self) -> String {
        currency(self.text("currency"))
    }

    fn key(&self) -> Option<Key> {
        self.number("item").map(Key::Number).or_else(|| self.id("check").map(Key::Check))
    }

    /// The item that the leaf is about: by its number, or by the check of its numbers.
    fn subject<S: Shelf>(&self, room: &S) -> Result<Option<Item>, S::Error> {
        match self.key() {
            Some(key) => named(room, key),
            None => Ok(None),
        }
    }

    fn new_item(&self, key: Key, place: Place, kind: &str) -> Item {
        Item {
            key,
            place,
            kind: kind.to_owned(),
            what: "handset".to_owned(),
            entry: self.leaf.entry_id,
            since: self.leaf.at,
            deal: None,
            line: 1,
            check: self.id("check"),
            tac: Vec::new(),
            cost: None,
            currency: String::new(),
            provisional: false,
            pledge: None,
            holds: Vec::new(),
            sale: None,
            gone: None,
            origin: self.origin,
        }
    }

    /// The payment of the leaf, `sign` times its amount.
    fn pay<S: Shelf>(&self, room: &mut S, kind: MovementKind, sign: i64, item: Option<Key>) -> Result<(), S::Error> {
        let Some(payment) = self.leaf.plain.get("payment") else { return Ok(()) };
        let method = payment.get("method").and_then(Value::as_str).and_then(Method::from_word);
        let (Some(method), Some(amount)) = (method, amount(payment.get("amount"))) else { return Ok(()) };
        if amount == 0 {
            return Ok(());
        }
        room.pay(&Movement {
            entry: self.leaf.entry_id,
            at: self.leaf.at,
            kind,
            amount: amount * sign,
            currency: self.currency(),
            method,
            staff: self.id("staff"),
            item,
        })
    }

    fn deal<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let kind = self.text("deal_kind").unwrap_or("purchase").to_owned();
        if let Some(deal) = self.number("number") {
            raise(room, "deal", deal)?;
        }
        let lines = self.leaf.plain.get("lines").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut only = None;
        for line in lines.iter().take(MOST_LINES) {
            let Some(item) = self.line(line, &kind) else { continue };
            // A number that is taken stays with the thing that has it.
            if room.item(item.key)?.is_some() {
                continue;
            }
            Self::adopt(room, &item)?;
            only = Some(item.key);
        }
        let (what, sign) = match kind.as_str() {
            "pledge" => (MovementKind::Loan, -1),
            "repair" => (MovementKind::Repair, 1),
            _ => (MovementKind::Purchase, -1),
        };
        self.pay(room, what, sign, only.filter(|_| lines.len() == 1))
    }

    /// A hold on a handset's check goes over to the item that it became.
    fn adopt<S: Shelf>(room: &mut S, item: &Item) -> Result<(), S::Error> {
        let mut item = item.clone();
        if let Some(number) = item.key.number() {
            raise(room, "item", number)?;
        }
        if let Some(check) = item.check
            && let Some(kept) = room.item(Key::Check(check))?.filter(|kept| kept.place.is_here())
        {
            item.holds.extend(kept.holds);
            room.remove(Key::Check(check))?;
        }
        room.put(&item)
    }

    fn line(&self, line: &Value, kind: &str) -> Option<Item> {
        let word = |name: &str| line.get(name).and_then(Value::as_str);
        let number = line.get("item")?.as_u64().filter(|n| *n > 0)?;
        let place = match (kind, word("outcome")?) {
            ("repair", "taken_in" | "recorded") => Place::Repair,
            ("pledge", "taken_in" | "bought" | "bought_provisional" | "recorded") => Place::Pledged,
            (_, "bought" | "bought_provisional" | "taken_in" | "recorded") => Place::Shop,
            _ => return None,
        };
        let pledge = self.leaf.plain.get("pledge").filter(|_| place == Place::Pledged);
        let due = pledge.and_then(|p| p.get("due")?.as_str().and_then(date));
        let cost = amount(line.get("price"));
        let lent = pledge.and_then(|p| amount(p.get("amount"))).or(cost);
        let tac = line.get("tac").and_then(Value::as_array).into_iter().flatten();
        Some(Item {
            what: word("what").unwrap_or("handset").chars().take(40).collect(),
            deal: self.number("number"),
            line: line.get("line").and_then(Value::as_u64).unwrap_or(1),
            check: word("check").and_then(|id| id.parse().ok()),
            tac: tac.filter_map(Value::as_str).filter(|t| t.len() == 8).map(str::to_owned).take(8).collect(),
            cost,
            currency: self.currency(),
            provisional: word("outcome") == Some("bought_provisional"),
            pledge: due.map(|due| Pledge { due, amount: lent.unwrap_or(0) }),
            holds: line.get("hold").and_then(|hold| self.statutory(hold)).into_iter().collect(),
            ..self.new_item(Key::Number(number), place, &kind.chars().take(40).collect::<String>())
        })
    }

    fn statutory(&self, hold: &Value) -> Option<Hold> {
        let hold = hold.as_object()?;
        let word = |name: &str| hold.get(name).and_then(Value::as_str);
        Some(Hold {
            id: self.leaf.entry_id,
            why: HoldReason::Statutory,
            since: self.leaf.at,
            // A clock that begins with a report has no end until somebody says that it was received.
            until: word("until").and_then(time).filter(|_| hold.get("waits_for_report") != Some(&Value::Bool(true))),
            sources: Vec::new(),
            agency: None,
            rule: word("rule").map(str::to_owned),
            unverified: hold.get("unverified") == Some(&Value::Bool(true)),
            origin: self.origin,
        })
    }

    fn marked<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let Some(check) = self.id("check") else { return Ok(()) };
        match room.of_check(check)? {
            Some(known) if known.place != Place::Kept => Ok(()),
            kept => {
                let mut item = self.new_item(Key::Check(check), Place::Shop, "marked");
                item.holds = kept.map(|kept| kept.holds).unwrap_or_default();
                room.put(&item)
            }
        }
    }

    fn held<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let sources = self.leaf.plain.get("sources").and_then(Value::as_array).into_iter().flatten();
        let hold = Hold {
            id: self.leaf.entry_id,
            why: HoldReason::from_word(self.text("why").unwrap_or_default()),
            since: self.leaf.at,
            until: self.time("until"),
            sources: sources.filter_map(Value::as_str).map(str::to_owned).take(64).collect(),
            agency: self.text("agency").map(str::to_owned),
            rule: self.text("rule").map(str::to_owned),
            unverified: false,
            origin: self.origin,
        };
        let item = match self.subject(room)? {
            Some(item) => Some(item),
            None => self.id("check").map(|check| self.new_item(Key::Check(check), Place::Kept, "held")),
        };
        let Some(mut item) = item else { return Ok(()) };
        if !item.holds.iter().any(|known| known.id == hold.id) {
            item.holds.push(hold);
        }
        room.put(&item)
    }

    fn released<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let Some(mut item) = self.subject(room)? else { return Ok(()) };
        match self.id("hold") {
            Some(hold) => item.holds.retain(|h| h.id != hold),
            // Earlier versions had one hold at a time, and no law's.
            None => item.holds.retain(|h| matches!(h.why, HoldReason::Statutory | HoldReason::Police)),
        }
        Self::keep(room, &item)
    }

    /// It went back over the counter: what was held on its check alone is held no more.
    fn put_away<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let Some(check) = self.id("check") else { return Ok(()) };
        match room.item(Key::Check(check))? {
            Some(item) if item.place == Place::Kept => room.remove(item.key),
            _ => Ok(()),
        }
    }

    /// What was never bought is not here any more once nothing holds it.
    fn keep<S: Shelf>(room: &mut S, item: &Item) -> Result<(), S::Error> {
        if item.place == Place::Kept && item.holds.is_empty() { room.remove(item.key) } else { room.put(item) }
    }

    fn sold<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let invoice: String = self.text("invoice").unwrap_or_default().chars().take(40).collect();
        if let Some(number) = number_of(&invoice) {
            raise(room, "invoice", number)?;
        }
        let lines = self.leaf.plain.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut only = None;
        for line in lines.iter().take(MOST_LINES) {
            let found = match key_of(line) {
                Some(key) => named(room, key)?,
                None => None,
            };
            let Some(mut item) = found.filter(|item| item.place == Place::Shop) else { continue };
            item.place = Place::Sold;
            item.sale = Some(Sale {
                entry: self.leaf.entry_id,
                at: self.leaf.at,
                price: amount(line.get("price")).unwrap_or(0),
                invoice: invoice.clone(),
                batch: self.leaf.plain.get("batch") == Some(&Value::Bool(true)),
            });
            if item.currency.is_empty() {
                item.currency = self.currency();
            }
            room.put(&item)?;
            only = Some(item.key);
        }
        self.pay(room, MovementKind::Sale, 1, only.filter(|_| lines.len() == 1))
    }

    fn returned<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let why = self.text("why").unwrap_or_default();
        let (kind, sign) = match why {
            "refund" => (MovementKind::Refund, -1),
            "reversal" => (MovementKind::Reversal, 1),
            _ => (MovementKind::Repair, 1),
        };
        self.pay(room, kind, sign, self.key())?;
        match why {
            "refund" => {
                let Some(mut item) = self.subject(room)?.filter(|i| i.place == Place::Sold) else { return Ok(()) };
                item.place = Place::Shop;
                item.sale = None;
                room.put(&item)
            }
            "reversal" => self.leaves(room, Place::Returned, "reversal", |place| place == Place::Shop),
            "collected" => self.leaves(room, Place::Returned, "collected", |place| place == Place::Repair),
            _ => self.leaves(room, Place::Returned, "redeemed_owner", Place::is_here),
        }
    }

    fn leaves<S: Shelf>(
        &self,
        room: &mut S,
        to: Place,
        why: &str,
        from: impl Fn(Place) -> bool,
    ) -> Result<(), S::Error> {
        let Some(mut item) = self.subject(room)?.filter(|item| from(item.place)) else { return Ok(()) };
        item.place = to;
        item.gone = Some(Gone { entry: self.leaf.entry_id, at: self.leaf.at, why: why.to_owned() });
        room.put(&item)
    }

    fn renewed<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        self.pay(room, MovementKind::Pledge, 1, self.key())?;
        let Some(mut item) = self.subject(room)?.filter(|i| i.place == Place::Pledged) else { return Ok(()) };
        let lent = item.pledge.map_or(0, |pledge| pledge.amount);
        if let Some(due) = self.text("due").and_then(date) {
            item.pledge = Some(Pledge { due, amount: lent });
        }
        room.put(&item)
    }

    fn forfeited<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let Some(mut item) = self.subject(room)?.filter(|i| i.place == Place::Pledged) else { return Ok(()) };
        item.place = Place::Shop;
        item.cost = item.pledge.map(|pledge| pledge.amount).or(item.cost);
        room.put(&item)
    }

    fn counted<S: Shelf>(&self, room: &mut S) -> Result<(), S::Error> {
        let read = |name: &str| amount(self.leaf.plain.get(name));
        let Some(counted) = read("counted") else { return Ok(()) };
        room.counted(&CashCount {
            entry: self.leaf.entry_id,
            at: self.leaf.at,
            currency: self.currency(),
            counted,
            left: read("left").unwrap_or(counted),
        })
    }
}

/// The item that a key means: a check may by now be that of a numbered item.
pub(super) fn named<S: Shelf>(room: &S, key: Key) -> Result<Option<Item>, S::Error> {
    match (room.item(key)?, key) {
        (None, Key::Check(check)) => room.of_check(check),
        (found, _) => Ok(found),
    }
}

fn raise<S: Shelf>(room: &mut S, row: &str, number: u64) -> Result<(), S::Error> {
    if room.counter(row)? < number { room.set_counter(row, number) } else { Ok(()) }
}

/// The number of a gap-free row in its written form.
pub(super) fn number_of(text: &str) -> Option<u64> {
    (text.len() < 19 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// The item that one line of `sold` names.
pub(super) fn key_of(line: &Value) -> Option<Key> {
    let number = line.get("item").and_then(Value::as_u64).filter(|n| *n > 0).map(Key::Number);
    number.or_else(|| line.get("check")?.as_str()?.parse().ok().map(Key::Check))
}

/// An amount that a shop can have: nothing below zero, nothing that overflows a sum.
pub(super) fn amount(value: Option<&Value>) -> Option<i64> {
    value?.as_i64().filter(|amount| (0..=MOST).contains(amount))
}

fn currency(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().filter(char::is_ascii_uppercase).take(3).collect()
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
