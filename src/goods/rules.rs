//! What may be done with an item: the one place, for the till, the command line and every batch.

use super::fold::{Shelf, amount, key_of, named, take};
use super::money::Method;
use super::sheet::CashCount;
use super::{HoldReason, Item, Key, Movement, Origin, Place};
use crate::ledger::leaf::{Draft, EntryId, LEAF_VERSION, Leaf};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a person wants to do with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Sell it.
    Sell,
    /// Take a sold one back and give the money back.
    Refund,
    /// Undo a purchase: the thing goes back to the seller, the money to the shop.
    Reverse,
    /// Hand a repaired thing out.
    Collect,
    /// Hand it to its owner, because the police say who that is.
    ToOwner,
    /// Hand it to the police.
    Surrender,
    /// Take it apart.
    Dismantle,
    /// Hand a pledge out against the loan.
    Redeem,
    /// Give a pledge more time.
    Renew,
    /// A pledge becomes the shop's.
    Forfeit,
    /// Put it on hold.
    Hold,
    /// Lift a hold.
    Release,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Sell,
        Self::Refund,
        Self::Reverse,
        Self::Collect,
        Self::ToOwner,
        Self::Surrender,
        Self::Dismantle,
        Self::Redeem,
        Self::Renew,
        Self::Forfeit,
        Self::Hold,
        Self::Release,
    ];

    /// Where the thing must be.
    fn fits(self, place: Place) -> bool {
        match self {
            Self::Sell | Self::Reverse | Self::Dismantle => place == Place::Shop,
            Self::Refund => place == Place::Sold,
            Self::Collect => place == Place::Repair,
            Self::Redeem | Self::Renew | Self::Forfeit => place == Place::Pledged,
            Self::ToOwner | Self::Surrender | Self::Hold | Self::Release => place.is_here(),
        }
    }

    /// Whether a hold of this kind forbids it. The police take what they want, and the owner gets what
    /// they say; who lent on a thing or repairs it may give it back while only the clock of the law
    /// runs, or a list speaks.
    fn is_barred_by(self, why: HoldReason) -> bool {
        match self {
            Self::Sell | Self::Reverse | Self::Dismantle | Self::Renew => true,
            Self::Redeem => why != HoldReason::Statutory,
            Self::Collect => matches!(why, HoldReason::Police | HoldReason::Own | HoldReason::ByHand),
            Self::Refund | Self::ToOwner | Self::Surrender | Self::Forfeit | Self::Hold | Self::Release => false,
        }
    }
}

/// Why something may not be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such item.
    #[error("there is no item {key}")]
    Unknown {
        /// Its name.
        key: String,
    },
    /// It is not where it would have to be.
    #[error("item {key} is {}", place.word())]
    Elsewhere {
        /// Which.
        key: Key,
        /// Where it is.
        place: Place,
    },
    /// A hold binds.
    #[error("item {key} is on hold ({}){}", why.word(), until.map(|u| format!(" until {}", u.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default())]
    OnHold {
        /// Which.
        key: Key,
        /// The hold's reason.
        why: HoldReason,
        /// When it ends by itself.
        until: Option<DateTime<Utc>>,
    },
    /// Nothing of the kind is there to be lifted.
    #[error("item {key} has no such hold")]
    NoHold {
        /// Which.
        key: Key,
    },
    /// A pledge is not due yet.
    #[error("the pledge of item {key} is due on {due}")]
    NotDue {
        /// Which.
        key: Key,
        /// When it is due.
        due: NaiveDate,
    },
    /// An amount is missing, no amount, or differs from the prices.
    #[error("the payment is {paid}, and the prices come to {due} (minor units)")]
    Unbalanced {
        /// What the payment says.
        paid: String,
        /// What it should.
        due: i64,
    },
    /// Something is in two currencies.
    #[error("item {key} was bought in {bought}, and this is in {named}")]
    Currency {
        /// Which.
        key: Key,
        /// Its own.
        bought: String,
        /// The other one.
        named: String,
    },
    /// Something that must be said is missing.
    #[error("{what} is missing")]
    Missing {
        /// What.
        what: &'static str,
    },
    /// A number of a gap-free row is not the next one.
    #[error("{row} {given} is not the next: that is {next}")]
    Number {
        /// Which row.
        row: &'static str,
        /// The number given.
        given: String,
        /// The next one.
        next: u64,
    },
}

impl Refusal {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "scan the label again, or look for it in the list",
            Self::Elsewhere { .. } => "look at the item's card: what it says stands in the register",
            Self::OnHold { .. } => {
                "keep it; only lifting the hold with a reason, handing it to the police or, by their word, to its owner is possible"
            }
            Self::NoHold { .. } => "look at the item's card: it names the holds that bind",
            Self::NotDue { .. } => "it may be redeemed or renewed until then",
            Self::Unbalanced { .. } => "say the prices again: the payment is their sum",
            Self::Currency { .. } => "an item stays in the currency that it was bought in",
            Self::Missing { .. } => "say it, then try again",
            Self::Number { .. } => "try again: another program may have taken the number",
        }
    }
}

/// Whether `act` may be done to an item at a moment, whoever asks.
pub fn allowed(act: Act, item: &Item, now: DateTime<Utc>) -> Result<(), Refusal> {
    if !act.fits(item.place) {
        return Err(Refusal::Elsewhere { key: item.key, place: item.place });
    }
    // The police's word first: it is the one that a clerk must hear.
    let barring = item.live_holds(now).filter(|hold| act.is_barred_by(hold.why));
    if let Some(hold) = barring.max_by_key(|hold| (hold.why == HoldReason::Police, hold.until.is_none(), hold.until)) {
        return Err(Refusal::OnHold { key: item.key, why: hold.why, until: hold.until });
    }
    if act == Act::Release && !item.is_held(now) {
        return Err(Refusal::NoHold { key: item.key });
    }
    Ok(())
}

/// Whether lifting a hold of this kind is a manager's.
pub fn release_needs_manager(why: HoldReason) -> bool {
    matches!(why, HoldReason::Police | HoldReason::Statutory | HoldReason::LateHit)
}

/// Judges entries that are to be written together, each after those before it, and fills in the next
/// number of a gap-free row where one is wanted (`invoice`, `receipt`, `number` that are null).
pub fn judge<S: Shelf>(shelf: &S, drafts: &mut [Draft]) -> Result<Result<(), Refusal>, S::Error> {
    let mut overlay = Overlay::new(shelf);
    for (n, draft) in drafts.iter_mut().enumerate() {
        if let Err(refusal) = one(&overlay, draft)? {
            return Ok(Err(refusal));
        }
        let origin = Origin { epoch: u64::MAX, index: n as u64 };
        take(&mut overlay, &leaf_of(draft), origin)?;
    }
    Ok(Ok(()))
}

/// Whether an entry is one that [`judge`] looks at.
pub fn is_judged(draft: &Draft) -> bool {
    act_of(draft).is_some() || draft.kind.word() == "deal_signed"
}

/// The act that an entry records; `None` for entries that are not judged.
fn act_of(draft: &Draft) -> Option<Act> {
    let why = draft.plain.get("why").and_then(Value::as_str);
    Some(match (draft.kind.word(), why) {
        ("sold", _) => Act::Sell,
        ("returned", Some("refund")) => Act::Refund,
        ("returned", Some("reversal")) => Act::Reverse,
        ("returned", Some("collected")) => Act::Collect,
        ("returned", _) => Act::ToOwner,
        ("surrendered", _) => Act::Surrender,
        ("dismantled", _) => Act::Dismantle,
        ("redeemed", _) => Act::Redeem,
        ("renewed", _) => Act::Renew,
        ("forfeited", _) => Act::Forfeit,
        ("held", _) => Act::Hold,
        ("released", _) => Act::Release,
        _ => return None,
    })
}

fn one<S: Shelf>(shelf: &Overlay<'_, S>, draft: &mut Draft) -> Result<Result<(), Refusal>, S::Error> {
    if draft.kind.word() == "deal_signed" {
        return deal(shelf, draft);
    }
    let Some(act) = act_of(draft) else { return Ok(Ok(())) };
    let now = draft.at.wall;
    let currency = draft.plain.get("currency").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut due = 0_i64;
    let mut seen = BTreeSet::new();
    for (key, price) in subjects(act, &draft.plain) {
        let Some(key) = key else { return Ok(Err(Refusal::Unknown { key: "without a number".to_owned() })) };
        let Some(item) = named(shelf, key)? else {
            // A hold on a check whose handset is not in stock is the till's own business.
            if matches!((act, key), (Act::Hold | Act::Release, Key::Check(_))) {
                continue;
            }
            return Ok(Err(Refusal::Unknown { key: key.to_string() }));
        };
        // What a list says is written down wherever the handset is by now.
        if matches!((act, key), (Act::Hold, Key::Check(_))) {
            continue;
        }
        if !seen.insert(item.key) {
            return Ok(Err(Refusal::Elsewhere { key, place: Place::Sold }));
        }
        if let Err(refusal) = allowed(act, &item, now).and_then(|()| fits(act, &item, draft, &currency)) {
            return Ok(Err(refusal));
        }
        due = due.saturating_add(price.unwrap_or(0));
    }
    if seen.is_empty() && act == Act::Sell {
        return Ok(Err(Refusal::Missing { what: "an item" }));
    }
    if let Err(refusal) = pays(act, &draft.plain, due) {
        return Ok(Err(refusal));
    }
    match act {
        Act::Sell => next(shelf, draft, "invoice", "invoice"),
        Act::Surrender => next(shelf, draft, "seizure", "receipt"),
        _ => Ok(Ok(())),
    }
}

/// The items that an entry names, with their prices.
fn subjects(act: Act, plain: &Map<String, Value>) -> Vec<(Option<Key>, Option<i64>)> {
    if act == Act::Sell {
        let lines = plain.get("items").and_then(Value::as_array).into_iter().flatten();
        // A line without a sound price makes the sum differ from any payment.
        return lines.map(|line| (key_of(line), Some(amount(line.get("price")).unwrap_or(i64::MAX)))).collect();
    }
    let whole = Value::Object(plain.clone());
    vec![(key_of(&whole), amount(plain.get("price")))]
}

/// What an item asks of an entry beside its place and holds.
fn fits(act: Act, item: &Item, draft: &Draft, named: &str) -> Result<(), Refusal> {
    let key = item.key;
    if !named.is_empty() && !item.currency.is_empty() && named != item.currency {
        return Err(Refusal::Currency { key, bought: item.currency.clone(), named: named.to_owned() });
    }
    let has = |label: &str| draft.fields.iter().any(|field| field.label == label && !field.value.trim().is_empty());
    let text = |name: &str| draft.plain.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    match act {
        Act::Release => {
            let hold = text("hold").and_then(|id| id.parse::<EntryId>().ok());
            if hold.is_some_and(|hold| !item.live_holds(draft.at.wall).any(|h| h.id == hold)) {
                return Err(Refusal::NoHold { key });
            }
            let binds = |why: HoldReason| item.live_holds(draft.at.wall).any(|h| h.why == why);
            if hold.is_none() && (binds(HoldReason::Police) || binds(HoldReason::Statutory)) {
                return Err(Refusal::Missing { what: "which of the holds is lifted" });
            }
            if has("reason.1") { Ok(()) } else { Err(Refusal::Missing { what: "the reason" }) }
        }
        Act::Surrender if text("agency").is_none() => Err(Refusal::Missing { what: "the agency" }),
        Act::ToOwner if text("agency").is_none() || !has("reference.1") => {
            Err(Refusal::Missing { what: "the police's reference" })
        }
        Act::Hold if text("why") == Some("police") && text("agency").is_none() => {
            Err(Refusal::Missing { what: "the agency" })
        }
        Act::Renew if text("due").and_then(|due| due.parse::<NaiveDate>().ok()).is_none() => {
            Err(Refusal::Missing { what: "the new date" })
        }
        Act::Forfeit => match item.pledge {
            Some(pledge) if draft.at.wall.date_naive() <= pledge.due => Err(Refusal::NotDue { key, due: pledge.due }),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Money in an entry is the sum of its prices, handed over in a way that the day sheet knows.
fn pays(act: Act, plain: &Map<String, Value>, due: i64) -> Result<(), Refusal> {
    let priced = matches!(act, Act::Sell | Act::Refund | Act::Reverse | Act::Collect | Act::Redeem | Act::Renew);
    let payment = plain.get("payment").filter(|payment| !payment.is_null());
    if !priced {
        return if payment.is_none() { Ok(()) } else { Err(Refusal::Unbalanced { paid: "named".to_owned(), due: 0 }) };
    }
    let Some(payment) = payment else {
        return if due == 0 { Ok(()) } else { Err(Refusal::Unbalanced { paid: "missing".to_owned(), due }) };
    };
    let method = payment.get("method").and_then(Value::as_str).and_then(Method::from_word);
    if method.is_none() {
        return Err(Refusal::Missing { what: "how it is paid" });
    }
    let paid = amount(payment.get("amount"));
    if paid != Some(due) {
        let paid = paid.map_or_else(|| "none".to_owned(), |paid| paid.to_string());
        return Err(Refusal::Unbalanced { paid, due });
    }
    let currency = plain.get("currency").and_then(Value::as_str).unwrap_or_default();
    if due > 0 && currency.len() != 3 { Err(Refusal::Missing { what: "the currency" }) } else { Ok(()) }
}

/// Fills in the next number of a row, or holds the given one against it.
fn next<S: Shelf>(
    shelf: &S,
    draft: &mut Draft,
    row: &'static str,
    member: &str,
) -> Result<Result<(), Refusal>, S::Error> {
    let next = shelf.counter(row)?.saturating_add(1);
    let given = draft.plain.get(member).and_then(Value::as_str).map(str::to_owned);
    match given {
        Some(given) if given != next.to_string() => return Ok(Err(Refusal::Number { row, given, next })),
        Some(_) => {}
        None => {
            draft.plain.insert(member.to_owned(), next.to_string().into());
        }
    }
    Ok(Ok(()))
}

/// A deal's own number and its items' numbers follow those before.
fn deal<S: Shelf>(shelf: &S, draft: &mut Draft) -> Result<Result<(), Refusal>, S::Error> {
    let next = shelf.counter("deal")?.saturating_add(1);
    match draft.plain.get("number").and_then(Value::as_u64) {
        Some(given) if given != next => {
            return Ok(Err(Refusal::Number { row: "deal", given: given.to_string(), next }));
        }
        Some(_) => {}
        None => {
            draft.plain.insert("number".to_owned(), next.into());
        }
    }
    let mut item = shelf.counter("item")?;
    let lines = draft.plain.get("lines").and_then(Value::as_array).into_iter().flatten();
    for given in lines.filter_map(|line| line.get("item")?.as_u64()) {
        item = item.saturating_add(1);
        if given != item {
            return Ok(Err(Refusal::Number { row: "item", given: given.to_string(), next: item }));
        }
    }
    Ok(Ok(()))
}

/// The leaf that a draft becomes, as far as the fold reads it.
fn leaf_of(draft: &Draft) -> Leaf {
    Leaf {
        v: LEAF_VERSION,
        kind: draft.kind.clone(),
        entry_id: draft.entry_id,
        at: draft.at.wall,
        boot: String::new(),
        mono: draft.at.mono,
        build: String::new(),
        lists: Map::new(),
        c: BTreeMap::new(),
        plain: draft.plain.clone(),
    }
}

/// A shelf on which changes lie that are not written yet.
#[derive(Debug)]
pub struct Overlay<'a, S> {
    base: &'a S,
    items: BTreeMap<Key, Option<Item>>,
    counters: BTreeMap<String, u64>,
}

impl<'a, S: Shelf> Overlay<'a, S> {
    /// Nothing lies on it yet.
    pub fn new(base: &'a S) -> Self {
        Self { base, items: BTreeMap::new(), counters: BTreeMap::new() }
    }
}

impl<S: Shelf> Shelf for Overlay<'_, S> {
    type Error = S::Error;

    fn item(&self, key: Key) -> Result<Option<Item>, S::Error> {
        self.items.get(&key).map_or_else(|| self.base.item(key), |item| Ok(item.clone()))
    }

    fn of_check(&self, check: EntryId) -> Result<Option<Item>, S::Error> {
        let mine = self.items.values().rev().flatten().find(|item| item.check == Some(check));
        if let Some(item) = mine {
            return Ok(Some(item.clone()));
        }
        let below = self.base.of_check(check)?;
        Ok(below.filter(|item| !self.items.contains_key(&item.key)))
    }

    fn put(&mut self, item: &Item) -> Result<(), S::Error> {
        self.items.insert(item.key, Some(item.clone()));
        Ok(())
    }

    fn remove(&mut self, key: Key) -> Result<(), S::Error> {
        self.items.insert(key, None);
        Ok(())
    }

    fn pay(&mut self, _: &Movement) -> Result<(), S::Error> {
        Ok(())
    }

    fn counted(&mut self, _: &CashCount) -> Result<(), S::Error> {
        Ok(())
    }

    fn counter(&self, row: &str) -> Result<u64, S::Error> {
        let mine = self.counters.get(row).copied();
        mine.map_or_else(|| self.base.counter(row), Ok)
    }

    fn set_counter(&mut self, row: &str, number: u64) -> Result<(), S::Error> {
        self.counters.insert(row.to_owned(), number);
        Ok(())
    }
}
