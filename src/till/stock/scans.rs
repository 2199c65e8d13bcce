//! Scans that belong to stock: our labels everywhere, handsets' numbers while stock is open.

use super::{Field, Proving, StockAsk, StockNotice, count, say, show};
use crate::goods::{Act, Item, Key};
use crate::imei::{Identified, identify};
use crate::till::{Beep, Effect, Fresh, Screen, State, checks};

/// One of our labels: opens the card, or goes to the count or the sale that collects.
pub(in crate::till) fn label(state: &mut State, number: u64) -> Vec<Effect> {
    let key = Key::Number(number);
    if state.screen == Screen::Stock && count::collects(state, key) {
        return vec![Effect::Beep(Beep::Result)];
    }
    let mut effects = vec![Effect::Beep(Beep::Result)];
    effects.extend(show(state, key));
    effects
}

/// A handset's number while stock is open: proves what comes back, or asks whether it is here. `None`
/// where it is for the counter.
pub(in crate::till) fn numbers(state: &mut State, numbers: &[Identified]) -> Option<Vec<Effect>> {
    if state.screen != Screen::Stock {
        return None;
    }
    let imei = numbers.iter().find_map(Identified::imei)?;
    if let Some(form) = &state.stock.form {
        let item = form.items.first().copied()?;
        // Any other question is answered by typing; the scan must not end as a price.
        return Some(if form.asks() == Field::Number { prove(state, item, imei.digits()) } else { Vec::new() });
    }
    Some(vec![Effect::Stock(StockAsk::Find(imei))])
}

pub(super) fn prove(state: &mut State, item: Key, number: String) -> Vec<Effect> {
    state.stock.proving = Some(Proving(number.clone()));
    vec![Effect::Stock(StockAsk::Prove { item, number })]
}

/// The answer to "is it here?".
pub(super) fn found(state: &mut State, items: Vec<Item>) -> Vec<Effect> {
    if state.screen != Screen::Stock || state.stock.form.is_some() {
        return Vec::new();
    }
    let here = items.iter().find(|item| item.place.is_here()).map(|item| item.key);
    let counting = state.stock.count.as_ref().is_some_and(|count| !count.done);
    match (here, items.into_iter().next()) {
        (Some(key), _) if count::collects(state, key) => {}
        (Some(key), _) => {
            let effects = show(state, key);
            say(state, StockNotice::Here(key));
            return effects;
        }
        (None, _) if counting => count::surplus(state),
        (None, Some(gone)) => {
            let key = gone.key;
            state.stock.found = Some(gone);
            state.stock.card = Some(key);
            say(state, StockNotice::Gone(key));
        }
        (None, None) => say(state, StockNotice::NotHere),
    }
    vec![Effect::Beep(Beep::Result)]
}

/// Whether what came back is what was sold; if so it is checked again at once.
pub(super) fn proven(state: &mut State, fresh: &mut Fresh, item: Key, same: Option<bool>) -> Vec<Effect> {
    let asked = state.stock.form.as_ref().is_some_and(|form| {
        form.act == Act::Refund && form.asks() == Field::Number && form.items.first() == Some(&item)
    });
    if !asked {
        return Vec::new();
    }
    if same == Some(false) {
        say(state, StockNotice::AnotherHandset(item));
        return vec![Effect::Beep(Beep::Unreadable)];
    }
    let number = state.stock.proving.take();
    if let Some(form) = &mut state.stock.form {
        form.answer(String::new());
    }
    let Some(number) = number.and_then(|number| identify(&number.0, None).ok()).filter(|n| n.imei().is_some()) else {
        return vec![Effect::Beep(Beep::Result)];
    };
    let effects = checks::start(state, fresh, &[number]);
    let check = state.shown;
    state.screen = Screen::Stock;
    if let Some(form) = &mut state.stock.form {
        form.recheck = check;
    }
    effects
}
