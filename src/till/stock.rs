//! Stock at the counter: what is here, what is held, and what is done with it.
//!
//! The till asks and writes; what may be done is said by [`crate::goods`], once more when it is
//! written. A label opens its item's card, a handset's number asks whether it is here.

mod acts;
mod count;
mod form;
mod keys;
mod scans;

pub use acts::{CardKey, card_keys};
pub use count::Count;
pub use form::{Field, Form};

pub(super) use keys::key;
pub(super) use scans::{label, numbers};

use super::{Effect, Hold, Notice, Screen, State, screening};
use crate::goods::{Act, Item, Key, Place, Refusal, Standing};
use crate::imei::Imei;
use crate::ledger::leaf::EntryId;
use chrono::{DateTime, Utc};

/// What the recorder is asked about stock.
#[derive(Clone, PartialEq, Eq)]
pub enum StockAsk {
    /// Everything that is in the shop.
    Items,
    /// One item, wherever it is by now.
    Item(Key),
    /// Which item has this number?
    Find(Imei),
    /// Is this the number that the item came in with? Digits and letters as scanned.
    Prove {
        /// Which item.
        item: Key,
        /// What was scanned.
        number: String,
    },
}

impl std::fmt::Debug for StockAsk {
    /// Leaves handsets' numbers out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Items => f.write_str("Items"),
            Self::Item(key) => write!(f, "Item({key})"),
            Self::Find(_) => f.write_str("Find"),
            Self::Prove { item, .. } => write!(f, "Prove({item})"),
        }
    }
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StockTold {
    /// Everything that is in the shop, oldest first.
    Items(Vec<Item>),
    /// The item, or that there is none of this name.
    Item(Key, Option<Box<Item>>),
    /// Items with the number that was asked for, those that are here first.
    Found(Vec<Item>),
    /// Whether the number is the item's; `None` where the item came in without one.
    Proven {
        /// Which item.
        item: Key,
        /// Whether it is.
        same: Option<bool>,
    },
}

/// A line for the clerk about stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StockNotice {
    /// It stands in the register.
    Done(Act, Key),
    /// Several were sold at once.
    SoldMany(usize),
    /// It may not be done.
    Refused(Refusal),
    /// No such item.
    Unknown(Key),
    /// The number asked about is here.
    Here(Key),
    /// It is not here.
    NotHere,
    /// It was here, and is not any more.
    Gone(Key),
    /// The scanned handset is not the one that was sold.
    AnotherHandset(Key),
    /// What was typed is no amount.
    NoAmount,
    /// What was typed is no day.
    NoDay,
    /// Something has to be said here.
    Needed,
    /// The handset's check is not finished.
    StillChecking,
    /// Added to what is sold together.
    Added(Key, usize),
    /// Seen in the count.
    Seen(Key, usize),
    /// Here, and not in the register.
    Surplus(usize),
}

/// Which of the items a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Everything in the shop.
    #[default]
    All,
    /// On hold.
    Held,
    /// Holds that end by themselves today or ended: free from today.
    Due,
    /// Pledges and repairs: other people's things.
    Others,
}

impl View {
    /// All of them, in the order of the key.
    pub const ALL: [Self; 4] = [Self::All, Self::Held, Self::Due, Self::Others];

    /// The key of its name in the catalogues.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "stock-view-all",
            Self::Held => "stock-view-held",
            Self::Due => "stock-view-due",
            Self::Others => "stock-view-others",
        }
    }
}

/// A number that is held against an item's own.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Proving(pub(super) String);

impl std::fmt::Debug for Proving {
    /// Leaves the number out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proving")
    }
}

/// Everything of stock that the till remembers.
#[derive(Clone, Debug, Default)]
pub struct StockRoom {
    /// What is in the shop, oldest first.
    pub items: Vec<Item>,
    /// An item that was looked up, here or not.
    pub found: Option<Item>,
    /// Which items the list shows.
    pub view: View,
    /// The chosen row.
    pub row: usize,
    /// The item on the card.
    pub card: Option<Key>,
    /// What is being asked.
    pub form: Option<Form>,
    /// Items that are sold together, while they are collected.
    pub batch: Option<Vec<Key>>,
    /// The count that is going on.
    pub count: Option<Count>,
    /// The number that is held against an item; in memory only, and no longer than that.
    pub(super) proving: Option<Proving>,
    /// What was sent to the register and is not on disk yet.
    pub(super) writing: Option<(Act, Vec<Key>)>,
}

impl State {
    /// The item of this name, as far as the till knows it.
    pub fn item(&self, key: Key) -> Option<&Item> {
        let here = self.stock.items.iter().find(|item| item.key == key);
        here.or_else(|| self.stock.found.as_ref().filter(|item| item.key == key))
    }

    /// The item on the card.
    pub fn item_shown(&self) -> Option<&Item> {
        self.stock.card.and_then(|key| self.item(key))
    }

    /// The item whose numbers this check holds.
    pub fn item_of(&self, check: EntryId) -> Option<&Item> {
        self.stock.items.iter().find(|item| item.check == Some(check))
    }

    /// The rows of the list.
    pub fn stock_rows(&self) -> Vec<&Item> {
        let now = self.now.wall;
        let zone = self.setup.zone;
        let today = now.with_timezone(&zone).date_naive();
        let due = |item: &Item| {
            let ends: Vec<DateTime<Utc>> = item.holds.iter().filter_map(|hold| hold.until).collect();
            let binds_for_ever = item.live_holds(now).any(|hold| hold.until.is_none());
            let last = ends.into_iter().max().map(|until| until.with_timezone(&zone).date_naive());
            item.place == Place::Shop && !binds_for_ever && last.is_some_and(|day| day <= today)
        };
        let others = |item: &Item| matches!(item.place, Place::Pledged | Place::Repair);
        let shown = |item: &&Item| match self.stock.view {
            View::All => true,
            View::Held => item.is_held(now),
            View::Due => due(item),
            View::Others => others(item),
        };
        self.stock.items.iter().filter(shown).collect()
    }

    /// How many things in the shop are on hold now.
    pub fn held_items(&self) -> usize {
        self.stock.items.iter().filter(|item| item.standing(self.now.wall) == Standing::OnHold).count()
    }

    /// The currency of prices that are typed.
    pub fn stock_currency(&self, item: Option<&Item>) -> String {
        let known = item.into_iter().chain(&self.stock.items).map(|item| item.currency.as_str());
        known.into_iter().find(|currency| !currency.is_empty()).unwrap_or(&self.setup.deals.currency).to_owned()
    }
}

/// Opens the list.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if !state.is_on_duty() {
        return Vec::new();
    }
    state.screen = Screen::Stock;
    state.notice = None;
    state.field.clear();
    state.stock.card = None;
    state.stock.form = None;
    vec![Effect::Stock(StockAsk::Items)]
}

/// Brings an item's card up.
pub(super) fn show(state: &mut State, key: Key) -> Vec<Effect> {
    state.screen = Screen::Stock;
    state.stock.form = None;
    state.stock.card = Some(key);
    state.field.clear();
    state.notice = None;
    // What the list says may be older than what another program wrote.
    vec![Effect::Stock(StockAsk::Item(key))]
}

pub(super) fn say(state: &mut State, notice: StockNotice) {
    state.notice = Some(Notice::Stock(notice));
}

/// The recorder answered.
pub(super) fn told(state: &mut State, fresh: &mut super::Fresh, told: StockTold) -> Vec<Effect> {
    match told {
        StockTold::Items(items) => synced(state, items),
        StockTold::Item(key, item) => {
            if item.is_none() && state.stock.card == Some(key) {
                state.stock.card = None;
                say(state, StockNotice::Unknown(key));
            }
            if let Some(item) = item {
                state.stock.items.retain(|known| known.key != key);
                if item.place.is_here() {
                    state.stock.items.push((*item).clone());
                    state.stock.items.sort_by_key(|item| (item.since, item.key));
                }
                state.stock.found = Some(*item);
            }
            Vec::new()
        }
        StockTold::Found(items) => scans::found(state, items),
        StockTold::Proven { item, same } => scans::proven(state, fresh, item, same),
    }
}

/// What is in the shop now: checks follow their items, and what is new is held against the lists.
fn synced(state: &mut State, items: Vec<Item>) -> Vec<Effect> {
    state.stock.items = items;
    let mut bought = Vec::new();
    for check in &mut state.checks {
        let item = state.stock.items.iter().find(|item| item.check == Some(check.id));
        if check.book.holding.is_some() {
            continue;
        }
        let marked = item.is_some_and(|item| item.place != Place::Kept);
        if marked && !check.marked {
            bought.push(check.id);
        }
        check.marked = marked;
        let hold = item.and_then(Item::weightiest_hold);
        check.hold = hold.map(|hold| Hold {
            since: hold.since,
            why: hold.why,
            sources: hold.sources.iter().map(crate::finding::SourceName::new).collect(),
        });
    }
    if bought.is_empty() { Vec::new() } else { screening::screen(state, |check| bought.contains(&check.id)) }
}

/// Entries about items are on disk.
pub(super) fn recorded(state: &mut State) -> Vec<Effect> {
    let Some((act, keys)) = state.stock.writing.take() else { return Vec::new() };
    state.stock.form = None;
    state.stock.batch = None;
    state.field.clear();
    match keys.as_slice() {
        [one] => {
            let one = *one;
            say(state, StockNotice::Done(act, one));
            vec![Effect::Stock(StockAsk::Item(one))]
        }
        several => {
            let n = several.len();
            say(state, StockNotice::SoldMany(n));
            Vec::new()
        }
    }
}

/// They could not be written: the form stays as it was filled.
pub(super) fn not_recorded(state: &mut State) {
    state.stock.writing = None;
}
