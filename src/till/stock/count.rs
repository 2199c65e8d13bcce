//! Counting the stock with the scanner: what is missing, and what is here without an entry.

use super::{Act, StockNotice, say};
use crate::goods::Key;
use crate::staff::Act as Right;
use crate::till::crew;
use crate::till::{Effect, Fresh, State, Ticket};
use std::collections::BTreeSet;

/// A count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// What was seen.
    pub seen: BTreeSet<Key>,
    /// Numbers that were scanned and are of no item here.
    pub surplus: usize,
    /// It is over: the list shows what is missing.
    pub done: bool,
}

impl Count {
    /// What should be here and was not seen, oldest first.
    pub fn missing(&self, state: &State) -> Vec<Key> {
        state.stock.items.iter().map(|item| item.key).filter(|key| !self.seen.contains(key)).collect()
    }
}

pub(super) fn begin(state: &mut State) {
    state.stock.batch = None;
    state.stock.card = None;
    state.stock.count = Some(Count::default());
    state.notice = None;
}

/// A label or a number of an item here.
pub(super) fn seen(state: &mut State, key: Key) {
    let here = state.stock.items.iter().any(|item| item.key == key);
    let Some(count) = state.stock.count.as_mut().filter(|count| !count.done) else { return };
    if here {
        count.seen.insert(key);
        let n = count.seen.len();
        say(state, StockNotice::Seen(key, n));
    } else {
        surplus(state);
    }
}

/// Something that the register does not know to be here.
pub(super) fn surplus(state: &mut State) {
    let Some(count) = state.stock.count.as_mut().filter(|count| !count.done) else { return };
    count.surplus += 1;
    let n = count.surplus;
    say(state, StockNotice::Surplus(n));
}

/// Enter: the count is over, and an entry.
pub(super) fn end(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(leave) = crew::leave_for(state, Right::Count) else { return Vec::new() };
    let by = super::acts::by(state, fresh);
    let Some(count) = state.stock.count.clone().filter(|count| !count.done) else { return Vec::new() };
    let missing = count.missing(state);
    let draft = by.stock_counted(state.stock.items.len(), count.seen.len(), &missing, count.surplus);
    if let Some(count) = &mut state.stock.count {
        count.done = true;
    }
    vec![Effect::Record { ticket: Ticket::Aside, drafts: vec![leave.onto(draft)] }]
}

/// What a count or a sale of several takes from a label: says whether it was one of them.
pub(super) fn collects(state: &mut State, key: Key) -> bool {
    if state.stock.count.as_ref().is_some_and(|count| !count.done) {
        seen(state, key);
        return true;
    }
    if state.stock.batch.is_none() || state.stock.form.is_some() {
        return false;
    }
    let refusal = match state.item(key) {
        None => Some(StockNotice::Unknown(key)),
        Some(item) => crate::goods::allowed(Act::Sell, item, state.now.wall).err().map(StockNotice::Refused),
    };
    if let Some(refusal) = refusal {
        say(state, refusal);
        return true;
    }
    if let Some(batch) = &mut state.stock.batch {
        if !batch.contains(&key) {
            batch.push(key);
        }
        let n = batch.len();
        say(state, StockNotice::Added(key, n));
    }
    true
}
