//! What the keys of an item's card do, and the entries that a filled form becomes.

use super::{Field, Form, StockNotice, say};
use crate::goods::drafts::{Buyer, By, Pay, Police};
use crate::goods::{Act, HoldReason, Item, Key, Method, Place, allowed, money};
use crate::ledger::leaf::{Draft, EntryId};
use crate::policy::Goods;
use crate::scan;
use crate::staff::Act as Right;
use crate::till::crew;
use crate::till::{Effect, Fresh, State, Ticket, entries};
use chrono::{DateTime, NaiveDate, TimeZone as _, Utc};

/// Longest text that a form takes.
pub(super) const CHARS: usize = 200;

/// A key of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardKey {
    /// The key, F2 to F12.
    pub f: u8,
    /// What it does.
    pub act: Act,
    /// Its words' key.
    pub label: &'static str,
}

const fn on(f: u8, act: Act, label: &'static str) -> CardKey {
    CardKey { f, act, label }
}

const SHOP: &[CardKey] = &[
    on(2, Act::Sell, "stock-act-sell"),
    on(3, Act::Hold, "stock-act-hold"),
    on(4, Act::Release, "stock-act-release"),
    on(6, Act::Reverse, "stock-act-reverse"),
    on(7, Act::Surrender, "stock-act-surrender"),
    on(8, Act::Dismantle, "stock-act-dismantle"),
    on(11, Act::ToOwner, "stock-act-owner"),
];
const KEPT: &[CardKey] = &[
    on(4, Act::Release, "stock-act-release"),
    on(7, Act::Surrender, "stock-act-surrender"),
    on(11, Act::ToOwner, "stock-act-owner"),
];
const PLEDGED: &[CardKey] = &[
    on(2, Act::Redeem, "stock-act-redeem"),
    on(3, Act::Hold, "stock-act-hold"),
    on(4, Act::Release, "stock-act-release"),
    on(5, Act::Renew, "stock-act-renew"),
    on(6, Act::Forfeit, "stock-act-forfeit"),
    on(7, Act::Surrender, "stock-act-surrender"),
    on(11, Act::ToOwner, "stock-act-owner"),
];
const REPAIR: &[CardKey] = &[
    on(2, Act::Collect, "stock-act-collect"),
    on(3, Act::Hold, "stock-act-hold"),
    on(4, Act::Release, "stock-act-release"),
    on(7, Act::Surrender, "stock-act-surrender"),
    on(11, Act::ToOwner, "stock-act-owner"),
];
const SOLD: &[CardKey] = &[on(5, Act::Refund, "stock-act-refund")];

/// The keys of an item's card, by where it is; whether one is refused at present is told when it is pressed.
pub fn card_keys(item: &Item) -> &'static [CardKey] {
    match item.place {
        Place::Shop => SHOP,
        Place::Kept => KEPT,
        Place::Pledged => PLEDGED,
        Place::Repair => REPAIR,
        Place::Sold => SOLD,
        Place::Returned | Place::Surrendered | Place::Parts => &[],
    }
}

/// A key of the card: opens its form, unless a hold or anything else forbids it.
pub(super) fn begin(state: &mut State, act: Act, items: Vec<Key>) -> Vec<Effect> {
    let now = state.now.wall;
    let mut holds = 0;
    for key in &items {
        let Some(item) = state.item(*key) else {
            say(state, StockNotice::Unknown(*key));
            return Vec::new();
        };
        if let Err(refusal) = allowed(act, item, now) {
            say(state, StockNotice::Refused(refusal));
            return Vec::new();
        }
        holds = item.live_holds(now).count();
    }
    state.notice = None;
    state.field.clear();
    state.stock.form = Some(Form::new(act, items, holds));
    Vec::new()
}

/// Enter under a form: the answer, or what is wrong with it.
pub(super) fn enter(state: &mut State, fresh: &mut Fresh) -> Vec<Effect> {
    let Some(form) = state.stock.form.clone() else { return Vec::new() };
    if state.stock.writing.is_some() {
        return Vec::new();
    }
    let text: String = state.field.chars().filter(|c| !c.is_control()).take(CHARS).collect();
    let text = text.trim().to_owned();
    state.notice = None;
    let asked = form.asks();
    if asked == Field::Confirm {
        return write(state, fresh, &form);
    }
    if asked == Field::Number {
        // The number is scanned or typed; the recorder holds it against what is sealed.
        let Some(item) = form.items.first().copied().filter(|_| !text.is_empty()) else {
            say(state, StockNotice::Needed);
            return Vec::new();
        };
        state.field.clear();
        return super::scans::prove(state, item, text);
    }
    match read(state, &form, asked, &text) {
        Ok(value) => {
            state.field.clear();
            if let Some(form) = &mut state.stock.form {
                form.answer(value);
            }
            let named = state.stock.form.as_ref().is_some_and(|form| form.act == Act::Sell && wants_buyer(state, form));
            if let Some(form) = state.stock.form.as_mut().filter(|_| named && asked == Field::Method) {
                form.ask_buyer();
            }
        }
        Err(notice) => say(state, notice),
    }
    Vec::new()
}

/// Whether the place, or the shop, wants to know who buys one of these at its price.
fn wants_buyer(state: &State, form: &Form) -> bool {
    let policy = &state.setup.deals.policy;
    let needs = |(n, key): (usize, &Key)| {
        let price = form.value(Field::Price(n)).and_then(|price| price.parse::<u64>().ok()).unwrap_or(0);
        let what = state.item(*key).map(|item| item.what.as_str()).unwrap_or_default();
        let goods = Goods::ALL.into_iter().find(|goods| goods.word() == what).unwrap_or(Goods::Handset);
        policy.buyer_needed(price, goods)
    };
    state.setup.wants_buyer || form.items.iter().enumerate().any(needs)
}

/// What was typed, in the form in which it is kept.
fn read(state: &State, form: &Form, asked: Field, text: &str) -> Result<String, StockNotice> {
    let item = form.items.first().and_then(|key| state.item(*key));
    match asked {
        Field::Price(n) => {
            let item = form.items.get(n).and_then(|key| state.item(*key));
            let usual = item.and_then(|item| usual_price(form.act, item)).filter(|_| text.is_empty());
            let typed = || money::typed(text, &state.stock_currency(item));
            usual.or_else(typed).map(|amount| amount.to_string()).ok_or(StockNotice::NoAmount)
        }
        Field::Method => {
            let n: usize = if text.is_empty() { 1 } else { text.parse().unwrap_or(0) };
            let method = n.checked_sub(1).and_then(|n| Method::ALL.get(n));
            method.map(|method| method.word().to_owned()).ok_or(StockNotice::Needed)
        }
        Field::Until if text.is_empty() => Ok(String::new()),
        Field::Until | Field::Due => {
            let day: NaiveDate = text.parse().map_err(|_| StockNotice::NoDay)?;
            let today = state.now.wall.with_timezone(&state.setup.zone).date_naive();
            let before = item.and_then(|item| item.pledge).map(|pledge| pledge.due).filter(|_| asked == Field::Due);
            if day < today || before.is_some_and(|due| day <= due) {
                Err(StockNotice::NoDay)
            } else {
                Ok(text.to_owned())
            }
        }
        Field::Whose => {
            if matches!(text, "1" | "2") {
                Ok(text.to_owned())
            } else {
                Err(StockNotice::Needed)
            }
        }
        Field::Which => {
            let holds = item.map_or(0, |item| item.live_holds(state.now.wall).count());
            let n: usize = text.parse().unwrap_or(0);
            if (1..=holds).contains(&n) { Ok(text.to_owned()) } else { Err(StockNotice::Needed) }
        }
        Field::Officer | Field::Address => Ok(text.to_owned()),
        Field::Reason if form.act == Act::Hold => Ok(text.to_owned()),
        _ if text.is_empty() => Err(StockNotice::Needed),
        _ => Ok(text.to_owned()),
    }
}

/// The amount that Enter alone takes: what was paid then.
fn usual_price(act: Act, item: &Item) -> Option<i64> {
    match act {
        Act::Refund => item.sale.as_ref().map(|sale| sale.price),
        Act::Reverse => item.cost,
        Act::Redeem => item.pledge.map(|pledge| pledge.amount),
        Act::Renew => Some(0),
        _ => None,
    }
}

/// The form becomes entries, all in one commit.
fn write(state: &mut State, fresh: &mut Fresh, form: &Form) -> Vec<Effect> {
    if form.act == Act::Refund && form.recheck.is_some_and(|check| state.verdict(check).is_none()) {
        say(state, StockNotice::StillChecking);
        return Vec::new();
    }
    let Some(leave) = crew::leave_for(state, right(form.act)) else { return Vec::new() };
    let Some(drafts) = drafts(state, fresh, form) else {
        say(state, StockNotice::Needed);
        return Vec::new();
    };
    let drafts = drafts.into_iter().map(|draft| leave.onto(draft)).collect();
    state.stock.writing = Some((form.act, form.items.clone()));
    vec![Effect::Record { ticket: Ticket::Stock, drafts }]
}

/// What somebody must have the right to.
fn right(act: Act) -> Right {
    match act {
        Act::Sell | Act::Collect | Act::Redeem | Act::Renew => Right::Sell,
        Act::Refund => Right::Refund,
        Act::Reverse => Right::Reverse,
        Act::Surrender | Act::ToOwner => Right::Surrender,
        Act::Dismantle | Act::Forfeit => Right::Dismantle,
        Act::Hold => Right::Hold,
        Act::Release => Right::Release,
    }
}

/// Who writes what is written now.
pub(super) fn by(state: &State, fresh: &mut Fresh) -> By {
    let staff = state.staff.as_ref();
    let role = staff.and_then(|staff| staff.post).map(|post| post.role.word().to_owned());
    By { entry: fresh.take(), at: state.now, staff: staff.map(|staff| staff.id), role }
}

fn drafts(state: &State, fresh: &mut Fresh, form: &Form) -> Option<Vec<Draft>> {
    let by = by(state, fresh);
    let key = *form.items.first()?;
    let item = state.item(key)?;
    let text = |field| form.value(field).unwrap_or_default();
    let price = |n: usize| form.value(Field::Price(n))?.parse::<i64>().ok();
    let pay = |amount: i64| {
        let method = Method::from_word(text(Field::Method))?;
        Some(Pay { amount, currency: state.stock_currency(Some(item)), method })
    };
    let police = || Police {
        agency: text(Field::Agency).to_owned(),
        officer: text(Field::Officer).to_owned(),
        reference: text(Field::Reference).to_owned(),
    };
    Some(match form.act {
        Act::Sell => {
            let prices: Option<Vec<i64>> = (0..form.items.len()).map(price).collect();
            let lines: Vec<(Key, i64)> = form.items.iter().copied().zip(prices?).collect();
            let sum = lines.iter().try_fold(0_i64, |sum, (_, price)| sum.checked_add(*price))?;
            let buyer = form
                .value(Field::Buyer)
                .map(|name| Buyer { name: name.to_owned(), address: text(Field::Address).to_owned() });
            vec![by.sold(&lines, &pay(sum)?, form.batch, buyer.as_ref())]
        }
        Act::Refund => refund(state, fresh, form, &by, &pay(price(0)?)?)?,
        Act::Reverse => vec![by.reversed(key, &pay(price(0)?)?, text(Field::Reason))],
        Act::Collect => vec![by.collected(key, &pay(price(0)?)?)],
        Act::Redeem => vec![by.redeemed(key, &pay(price(0)?)?)],
        Act::Renew => {
            let paid = pay(price(0)?)?;
            vec![by.renewed(key, text(Field::Due).parse().ok()?, Some(&paid).filter(|pay| pay.amount > 0))]
        }
        Act::Forfeit => vec![by.forfeited(key)],
        Act::Dismantle => vec![by.dismantled(key)],
        Act::Surrender => vec![by.surrendered(key, &police())],
        Act::ToOwner => vec![by.to_owner(key, &police())],
        Act::Hold if form.whose() == HoldReason::Police => {
            vec![by.held_for_police(key, &police(), end_of(state, text(Field::Until)))]
        }
        Act::Hold => {
            vec![by.held(key, HoldReason::Own, end_of(state, text(Field::Until)), Some(text(Field::Reason)))]
        }
        Act::Release => vec![by.released(key, which(state, item, form), text(Field::Reason))],
    })
}

/// The sold handset is back: if a list holds it by now, it stays.
fn refund(state: &State, fresh: &mut Fresh, form: &Form, by: &By, pay: &Pay) -> Option<Vec<Draft>> {
    let key = *form.items.first()?;
    let check = form.recheck.and_then(|id| Some((id, state.verdict(id)?)));
    let mut drafts = vec![by.refunded(key, pay, check, None)];
    if let Some((id, crate::finding::Finding::Stop)) = check {
        let check = state.check(id)?;
        drafts.push(entries::held_item(state, fresh, check, HoldReason::LateHit, Some(key)));
    }
    Some(drafts)
}

/// The hold that is lifted: the one that was chosen, or the only one.
fn which(state: &State, item: &Item, form: &Form) -> Option<EntryId> {
    let n = form.value(Field::Which).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
    item.live_holds(state.now.wall).nth(n.checked_sub(1)?).map(|hold| hold.id)
}

/// The end of a day in the shop's zone; `None` for an empty text.
fn end_of(state: &State, day: &str) -> Option<DateTime<Utc>> {
    let next = day.parse::<NaiveDate>().ok()?.succ_opt()?.and_hms_opt(0, 0, 0)?;
    // Where the clock jumps over midnight, the day ends with the first moment after it.
    let zone = state.setup.zone;
    zone.from_local_datetime(&next).earliest().map(|at| at.to_utc()).or(Some(next.and_utc()))
}

/// The F key, where it is one.
pub(super) fn act_of(item: &Item, key: scan::Key) -> Option<Act> {
    let scan::Key::F(f) = key else { return None };
    card_keys(item).iter().find(|k| k.f == f).map(|k| k.act)
}
