//! What the recorder's thread does for stock: it reads the projection, and holds numbers against each other.

use super::shop::Shop;
use crate::effects::{RecordError, Recorder};
use crate::goods::{self, Item};
use crate::imei::{Imei, identify};
use crate::ledger::leaf::{Draft, EntryId, Leaf, TokenClass};
use crate::till::{Event, StockAsk, StockTold, Ticket, Trouble};
use serde_json::Value;

/// Answers one question of the till.
pub(super) fn answer(shop: &Shop, ask: &StockAsk) -> Event {
    let told = match ask {
        StockAsk::Items => return all(shop),
        StockAsk::Item(key) => {
            let key = *key;
            shop.recorder.stock.goods(key).map(|item| StockTold::Item(key, item.map(Box::new))).map_err(Into::into)
        }
        StockAsk::Find(imei) => find(&shop.recorder, imei).map(StockTold::Found),
        StockAsk::Prove { item: key, number } => {
            let item = shop.recorder.stock.goods(*key).map_err(RecordError::from);
            let same = item.and_then(|item| item.map_or(Ok(None), |item| is_same(&shop.recorder, &item, number)));
            same.map(|same| StockTold::Proven { item: *key, same })
        }
    };
    told.map_or_else(|error| failed(&error), Event::Stock)
}

/// Everything that is in the shop.
pub(super) fn all(shop: &Shop) -> Event {
    let items = shop.recorder.stock.goods_here().map_err(RecordError::from);
    items.map_or_else(|error| failed(&error), |items| Event::Stock(StockTold::Items(items)))
}

/// The same, after entries that change it.
pub(super) fn after(shop: &mut Shop, drafts: &[Draft]) -> Option<Event> {
    if !drafts.iter().any(|draft| goods::is_of_items(&draft.kind)) {
        return None;
    }
    // An append that the projection missed is read now: what the screen shows of stock is what stands.
    Some(match shop.recorder.catch_up() {
        Ok(_) => all(shop),
        Err(error) => failed(&error),
    })
}

fn failed(error: &RecordError) -> Event {
    Event::NotRecorded { ticket: Ticket::Aside, trouble: Trouble::from(error) }
}

/// Items that came in with this number, those that are here first.
pub(super) fn find(recorder: &Recorder, imei: &Imei) -> Result<Vec<Item>, RecordError> {
    let mut items: Vec<Item> = Vec::new();
    for check in recorder.vault.find(TokenClass::Imei, &imei.digits())? {
        let found = recorder.stock.goods_of(check)?;
        items.extend(found.filter(|item| !items.iter().any(|known| known.key == item.key)));
    }
    items.sort_by_key(|item| (!item.place.is_here(), std::cmp::Reverse(item.since)));
    Ok(items)
}

/// Whether a number is one that the item came in with; `None` where it came in without any.
pub(super) fn is_same(recorder: &Recorder, item: &Item, number: &str) -> Result<Option<bool>, RecordError> {
    let (imeis, serials) = numbers(recorder, item)?;
    if imeis.is_empty() && serials.is_empty() {
        return Ok(None);
    }
    let given = identify(number, None).ok().and_then(|read| read.imei());
    if let Some(given) = given {
        return Ok(Some(imeis.iter().any(|own| own.body() == given.body())));
    }
    let plain = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    let given = plain(number);
    Ok(Some(!given.is_empty() && serials.iter().any(|own| plain(own) == given)))
}

/// What is sealed under the till's key: the IMEIs of the item's checks, and its serial number.
pub(super) fn numbers(recorder: &Recorder, item: &Item) -> Result<(Vec<Imei>, Vec<String>), RecordError> {
    let mut imeis: Vec<Imei> = Vec::new();
    for entry in checks(recorder, item)? {
        let values = recorder.vault.numbers(entry)?;
        let own = values.iter().filter(|v| v.label.starts_with("imei.")).filter_map(|v| Imei::parse(&v.value).ok());
        imeis.extend(own);
    }
    let label = format!("serial.{}", item.line);
    let serials = match item.deal {
        Some(_) => recorder.vault.numbers(item.entry)?,
        None => Vec::new(),
    };
    Ok((imeis, serials.into_iter().filter(|v| v.label == label).map(|v| v.value).collect()))
}

/// The item's check, and the one that it continues: the handset's other number stands there.
fn checks(recorder: &Recorder, item: &Item) -> Result<Vec<EntryId>, RecordError> {
    let Some(check) = item.check else { return Ok(Vec::new()) };
    let mut all = vec![check];
    let answered = recorder.stock.check(check)?.and_then(|row| row.answered);
    if let Some(origin) = answered {
        let leaf = recorder.leaf(origin)?.and_then(|bytes| Leaf::parse(&bytes).ok());
        let joins: Option<EntryId> =
            leaf.and_then(|leaf| leaf.plain.get("joins").and_then(Value::as_str)?.parse().ok());
        all.extend(joins);
    }
    Ok(all)
}
