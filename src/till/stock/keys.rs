//! Keys of the stock screen: the list, the card, a form.

use super::{StockAsk, View, acts, count, show};
use crate::goods::{Act, Key as ItemKey};
use crate::scan::Key;
use crate::till::{Effect, Fresh, Screen, State, keys};

/// A key while stock is open; `None` where the screen has no use of its own for it.
pub(in crate::till) fn key(state: &mut State, fresh: &mut Fresh, key: Key) -> Option<Vec<Effect>> {
    if matches!(key, Key::Char(_) | Key::Backspace | Key::F(1 | 10)) {
        return None;
    }
    if state.stock.form.is_some() {
        return Some(match key {
            Key::Enter => acts::enter(state, fresh),
            Key::Esc => leave_form(state),
            _ => Vec::new(),
        });
    }
    if let Some(card) = state.stock.card {
        return Some(on_card(state, card, key));
    }
    Some(on_list(state, fresh, key))
}

fn leave_form(state: &mut State) -> Vec<Effect> {
    if state.stock.writing.is_none() {
        state.stock.form = None;
        state.stock.proving = None;
        state.field.clear();
        state.notice = None;
    }
    Vec::new()
}

fn on_card(state: &mut State, card: ItemKey, key: Key) -> Vec<Effect> {
    match key {
        Key::Esc => {
            state.stock.card = None;
            state.field.clear();
            state.notice = None;
            Vec::new()
        }
        Key::Enter => typed(state).unwrap_or_default(),
        key => {
            let act = state.item(card).and_then(|item| acts::act_of(item, key));
            act.map(|act| acts::begin(state, act, vec![card])).unwrap_or_default()
        }
    }
}

fn on_list(state: &mut State, fresh: &mut Fresh, key: Key) -> Vec<Effect> {
    let counting = state.stock.count.as_ref().is_some_and(|count| !count.done);
    match key {
        Key::Esc if state.stock.count.is_some() || state.stock.batch.is_some() => {
            state.stock.count = None;
            state.stock.batch = None;
            state.notice = None;
            Vec::new()
        }
        Key::Esc => {
            state.field.clear();
            state.notice = None;
            keys::to_counter(state);
            Vec::new()
        }
        Key::Up | Key::Down => {
            step(state, key == Key::Down);
            Vec::new()
        }
        Key::Enter => match typed(state) {
            Some(effects) => effects,
            None if counting => count::end(state, fresh),
            None => chosen(state),
        },
        Key::F(2) => {
            let at = View::ALL.iter().position(|view| *view == state.stock.view).unwrap_or(0);
            state.stock.view = View::ALL[(at + 1) % View::ALL.len()];
            state.stock.row = 0;
            vec![Effect::Stock(StockAsk::Items)]
        }
        Key::F(3) => {
            count::begin(state);
            vec![Effect::Stock(StockAsk::Items)]
        }
        Key::F(4) => {
            state.stock.count = None;
            state.stock.batch = Some(Vec::new());
            state.notice = None;
            Vec::new()
        }
        Key::F(9) => {
            state.screen = Screen::OnHold;
            state.notice = None;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn step(state: &mut State, down: bool) {
    let last = state.stock_rows().len().saturating_sub(1);
    let row = state.stock.row.min(last);
    state.stock.row = if down { (row + 1).min(last) } else { row.saturating_sub(1) };
}

/// A typed stock number, as it stands on the label or bare; `None` while nothing is typed.
fn typed(state: &mut State) -> Option<Vec<Effect>> {
    let text = std::mem::take(&mut state.field);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let label = match crate::codes::OurCode::parse(text) {
        Some(crate::codes::OurCode::Item(label)) => Some(label.number()),
        _ => text.parse::<u64>().ok().filter(|n| *n > 0 && text.len() < 11),
    };
    if let Some(number) = label {
        return Some(super::scans::label(state, number));
    }
    let imei = crate::imei::identify(text, None).ok().and_then(|number| number.imei());
    let Some(imei) = imei else {
        super::say(state, super::StockNotice::NotHere);
        return Some(Vec::new());
    };
    Some(vec![Effect::Stock(StockAsk::Find(imei))])
}

/// Enter on the list: what is collected is sold, or the chosen row's card comes up.
fn chosen(state: &mut State) -> Vec<Effect> {
    if let Some(batch) = state.stock.batch.clone() {
        if !batch.is_empty() {
            return acts::begin(state, Act::Sell, batch);
        }
        return Vec::new();
    }
    let key = {
        let rows = state.stock_rows();
        rows.get(state.stock.row.min(rows.len().saturating_sub(1))).map(|item| item.key)
    };
    key.map(|key| show(state, key)).unwrap_or_default()
}
