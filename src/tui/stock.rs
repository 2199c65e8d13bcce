//! Stock: the list of what is here, the card of one item, and a form's questions.
//!
//! ```text
//! ┌ stock: all ───────────────────────────────────────────┐
//! │   number   model              where      cost   free   │
//! │ > CC-000017-4  …              on hold    120.00 4 May  │
//! └────────────────────────────────────────────────────────┘
//! ```

use super::lists::{List, table};
use super::{Look, counter, wrap};
use crate::codes::ItemLabel;
use crate::goods::{Act, Hold, HoldReason, Item, Key, Method, Place, Refusal, Standing, money};
use crate::till::{State, StockField as Field, StockForm as Form, StockNotice, card_keys};
use crate::words::{Arg, Words, escape, keys};
use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws what the screen shows now.
pub(super) fn draw(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    if let Some(form) = &state.stock.form {
        return paragraph(f, area, look, "pane-stock-form", form_lines(state, look, form, area));
    }
    match state.item_shown() {
        Some(item) => paragraph(f, area, look, "pane-stock-card", card(state, look, item, area)),
        None => list(f, area, state, look),
    }
}

fn paragraph(f: &mut Frame<'_>, area: Rect, look: &Look, title: &str, lines: Vec<Line<'_>>) {
    let lines = wrap::fit(lines, usize::from(area.height.saturating_sub(2)), look);
    f.render_widget(Paragraph::new(lines).block(counter::block(look, title)), area);
}

/// The number as it stands on the label; the beginning of the check's id where there is none.
fn name(key: Key) -> String {
    match key {
        Key::Number(number) => ItemLabel::new(number).map_or_else(|| number.to_string(), |label| label.to_string()),
        Key::Check(check) => check.to_string().chars().take(8).collect(),
    }
}

fn model(state: &State, look: &Look, item: &Item) -> String {
    let check = item.check.and_then(|check| state.check(check));
    let known = item.tac.first().cloned().or_else(|| check?.imeis.first().map(|i| i.body().tac().to_owned()));
    known.map_or_else(|| escape(&item.what, 20), |tac| counter::model(state, look, &tac))
}

fn standing(look: &Look, item: &Item, now: DateTime<Utc>) -> String {
    look.words.say(match item.standing(now) {
        Standing::OnHold => "stock-on-hold-now",
        Standing::ForSale => "stock-for-sale",
        Standing::At(place) => place_key(place),
    })
}

fn place_key(place: Place) -> &'static str {
    match place {
        Place::Shop => "stock-for-sale",
        Place::Kept => "stock-kept",
        Place::Pledged => "stock-pledged",
        Place::Repair => "stock-in-repair",
        Place::Sold => "stock-sold",
        Place::Returned => "stock-returned",
        Place::Surrendered => "stock-surrendered",
        Place::Parts => "stock-parts",
    }
}

fn reason_key(why: HoldReason) -> &'static str {
    match why {
        HoldReason::LateHit => "on-hold-late-hit",
        HoldReason::ByHand => "on-hold-by-hand",
        HoldReason::Own => "on-hold-own",
        HoldReason::Police => "on-hold-police",
        HoldReason::Statutory => "on-hold-statutory",
    }
}

/// A day in the shop's zone, with the time where it is not midnight.
fn when(state: &State, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&state.setup.zone);
    let midnight = local.time() == chrono::NaiveTime::MIN;
    local.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" }).to_string()
}

fn list(f: &mut Frame<'_>, area: Rect, state: &State, look: &Look) {
    let words = &look.words;
    let width = usize::from(area.width.saturating_sub(2));
    let hint = wrap::styled(&hint(state, words), width, 1, look.theme.faint());
    let rows = u16::try_from(hint.len()).unwrap_or(1);
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: rows, ..area };
    f.render_widget(Paragraph::new(hint), top);
    let rest = Rect { y: area.y + rows, height: area.height.saturating_sub(rows), ..area };
    let ended = state.stock.count.as_ref().filter(|count| count.done);
    let missing = ended.map(|count| count.missing(state));
    let items: Vec<&Item> = match &missing {
        Some(keys) => keys.iter().filter_map(|key| state.item(*key)).collect(),
        None => state.stock_rows(),
    };
    let chosen = state.stock.row.min(items.len().saturating_sub(1));
    // The chosen row stays in sight.
    let room = usize::from(rest.height).saturating_sub(4).max(1);
    let first = (chosen + 1).saturating_sub(room);
    let row = |(n, item): (usize, &&Item)| row(state, look, item, n == chosen);
    let lines = items.iter().enumerate().skip(first).map(row).collect();
    let widths = [
        Constraint::Length(14),
        Constraint::Min(10),
        Constraint::Length(12),
        Constraint::Length(10),
        Constraint::Length(16),
    ];
    let head: &[&str] =
        &["stock-column-number", "today-column-model", "stock-column-where", "stock-column-cost", "stock-column-until"];
    let title = if missing.is_some() { "stock-missing" } else { state.stock.view.label() };
    let empty = if missing.is_some() { "stock-none-missing" } else { "stock-empty" };
    table(f, rest, look, &List { title, empty, head: Some(head) }, (lines, &widths));
}

/// What can be done here, or how far a count or a sale of several has come.
fn hint(state: &State, words: &Words) -> String {
    match (&state.stock.count, &state.stock.batch) {
        (Some(count), _) => {
            let missing = count.missing(state).len();
            let told = [
                ("seen", Arg::from(count.seen.len())),
                ("missing", Arg::from(missing)),
                ("surplus", Arg::from(count.surplus)),
            ];
            words.say_with(if count.done { "stock-count-ended" } else { "stock-count-hint" }, &told)
        }
        (None, Some(batch)) => {
            let names: Vec<String> = batch.iter().map(|key| name(*key)).collect();
            words
                .say_with("stock-batch-hint", &[("n", Arg::from(batch.len())), ("items", Arg::from(&names.join(", ")))])
        }
        (None, None) => words.say("stock-hint"),
    }
}

fn row(state: &State, look: &Look, item: &Item, chosen: bool) -> Vec<String> {
    let now = state.now.wall;
    let mark = if chosen { "> " } else { "  " };
    // What ends last, or what does not end by itself.
    let binding = item.live_holds(now).max_by_key(|hold| (hold.until.is_none(), hold.until));
    let until = match (item.free_at(now), binding, item.pledge) {
        (Some(at), ..) => when(state, at),
        (None, Some(hold), _) => look.words.say(reason_key(hold.why)),
        (None, None, Some(pledge)) if item.place == Place::Pledged => pledge.due.to_string(),
        _ => String::new(),
    };
    let cost = item.cost.map(|cost| money::written(cost, &item.currency)).unwrap_or_default();
    vec![format!("{mark}{}", name(item.key)), model(state, look, item), standing(look, item, now), cost, until]
}

fn card<'a>(state: &State, look: &Look, item: &Item, area: Rect) -> Vec<Line<'a>> {
    let (words, now) = (&look.words, state.now.wall);
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = Vec::new();
    let mut add = |text: &str, style| lines.extend(wrap::styled(text, width, 2, style));
    let title = format!("{}  {}  {}", name(item.key), standing(look, item, now), model(state, look, item));
    add(&title, look.theme.strong());
    add(&came(state, look, item), look.theme.base());
    for hold in item.live_holds(now) {
        add(&held(state, look, hold), look.theme.strong());
    }
    if let Some(pledge) = item.pledge.filter(|_| item.place == Place::Pledged) {
        let (due, amount) = (pledge.due.to_string(), money::written(pledge.amount, &item.currency));
        let told = [("due", Arg::from(&due)), ("amount", Arg::from(&amount))];
        add(&words.say_with("stock-pledge", &told), look.theme.base());
    }
    if let Some(sale) = &item.sale {
        let (day, price) = (when(state, sale.at), money::written(sale.price, &item.currency));
        let told = [("day", Arg::from(&day)), ("price", Arg::from(&price)), ("invoice", Arg::from(&sale.invoice))];
        add(&words.say_with("stock-sold-on", &told), look.theme.base());
    }
    if let Some(gone) = &item.gone {
        let day = when(state, gone.at);
        let told = words.say_with("stock-left-on", &[("day", Arg::from(&day))]);
        add(&told, look.theme.base());
    }
    lines.push(Line::default());
    for key in card_keys(item) {
        // A key that a hold forbids stays in sight: pressing it says why.
        let barred = crate::goods::allowed(key.act, item, now).is_err();
        let style = if barred { look.theme.faint() } else { look.theme.base() };
        lines.push(Line::styled(format!("  F{:<3}{}", key.f, words.say(key.label)), style));
    }
    lines
}

fn came(state: &State, look: &Look, item: &Item) -> String {
    let day = when(state, item.since);
    let cost = item.cost.map(|cost| money::written(cost, &item.currency)).unwrap_or_default();
    let deal = item.deal.map(|deal| deal.to_string()).unwrap_or_default();
    let told = [("day", Arg::from(&day)), ("deal", Arg::from(&deal)), ("cost", Arg::from(&cost))];
    look.words.say_with(if item.deal.is_some() { "stock-came-by" } else { "stock-came" }, &told)
}

fn held(state: &State, look: &Look, hold: &Hold) -> String {
    let words = &look.words;
    let why = words.say(reason_key(hold.why));
    let since = when(state, hold.since);
    let until = hold.until.map_or_else(|| words.say("stock-hold-open"), |until| when(state, until));
    let told = [("why", Arg::from(&why)), ("since", Arg::from(&since)), ("until", Arg::from(&until))];
    let mut text = words.say_with("stock-hold", &told);
    let more = hold.agency.iter().chain(&hold.rule).chain(&hold.sources).map(|text| escape(text, 40));
    for word in more {
        text.push_str("; ");
        text.push_str(&word);
    }
    if hold.unverified {
        text.push_str("; ");
        text.push_str(&words.say("stock-rule-unverified"));
    }
    text
}

fn act_key(act: Act) -> &'static str {
    match act {
        Act::Sell => "stock-act-sell",
        Act::Refund => "stock-act-refund",
        Act::Reverse => "stock-act-reverse",
        Act::Collect => "stock-act-collect",
        Act::ToOwner => "stock-act-owner",
        Act::Surrender => "stock-act-surrender",
        Act::Dismantle => "stock-act-dismantle",
        Act::Redeem => "stock-act-redeem",
        Act::Renew => "stock-act-renew",
        Act::Forfeit => "stock-act-forfeit",
        Act::Hold => "stock-act-hold",
        Act::Release => "stock-act-release",
    }
}

fn field_key(field: Field) -> &'static str {
    match field {
        Field::Price(_) => "stock-field-price",
        Field::Method => "stock-field-method",
        Field::Buyer => "stock-field-buyer",
        Field::Address => "stock-field-address",
        Field::Agency => "stock-field-agency",
        Field::Officer => "stock-field-officer",
        Field::Reference => "stock-field-reference",
        Field::Until => "stock-field-until",
        Field::Due => "stock-field-due",
        Field::Reason => "stock-field-reason",
        Field::Number => "stock-field-number",
        Field::Whose => "stock-field-whose",
        Field::Which => "stock-field-which",
        Field::Confirm => "stock-field-confirm",
    }
}

fn form_lines<'a>(state: &State, look: &Look, form: &Form, area: Rect) -> Vec<Line<'a>> {
    let words = &look.words;
    let width = usize::from(area.width.saturating_sub(2));
    let items: Vec<String> = form.items.iter().map(|key| name(*key)).collect();
    let head = format!("{}: {}", words.say(act_key(form.act)), items.join(", "));
    let mut lines = wrap::styled(&head, width, 2, look.theme.strong());
    lines.push(Line::default());
    for (field, value) in form.fields.iter().zip(&form.values) {
        let value = answered(state, look, form, *field, value);
        lines.extend(wrap::styled(&format!("{}: {value}", question(look, form, *field)), width, 2, look.theme.base()));
    }
    if let Some(check) = form.recheck {
        let word = state.verdict(check).map_or("verdict-waiting", |finding| keys::verdict(finding).word);
        let word = words.say(word);
        let text = words.say_with("stock-rechecked", &[("result", Arg::from(&word))]);
        lines.extend(wrap::styled(&text, width, 2, look.theme.strong()));
    }
    let asked = form.asks();
    if asked == Field::Which {
        let holds = state.item(form.items.first().copied().unwrap_or(Key::Number(0)));
        for (n, hold) in holds.into_iter().flat_map(|item| item.live_holds(state.now.wall)).enumerate() {
            lines.extend(wrap::styled(&format!("{}  {}", n + 1, held(state, look, hold)), width, 3, look.theme.base()));
        }
    }
    let typed = format!("{}: {}", question(look, form, asked), escape(&state.field, 200));
    lines.extend(wrap::styled(typed.trim_end(), width, 2, look.theme.strong()));
    lines.push(Line::default());
    lines.extend(wrap::styled(&words.say("stock-form-hint"), width, 0, look.theme.faint()));
    lines
}

fn question(look: &Look, form: &Form, field: Field) -> String {
    let text = look.words.say(field_key(field));
    match field {
        Field::Price(n) if form.items.len() > 1 => {
            form.items.get(n).map_or(text.clone(), |key| format!("{text} {}", name(*key)))
        }
        _ => text,
    }
}

fn answered(state: &State, look: &Look, form: &Form, field: Field, value: &str) -> String {
    match field {
        Field::Price(n) => {
            let item = form.items.get(n).and_then(|key| state.item(*key));
            let currency = state.stock_currency(item);
            let amount = value.parse().map(|amount| money::written(amount, &currency)).unwrap_or_default();
            format!("{amount} {currency}")
        }
        Field::Method => Method::from_word(value).map(|method| look.words.say(method_key(method))).unwrap_or_default(),
        Field::Whose => look.words.say(reason_key(form.whose())),
        _ => escape(value, 100),
    }
}

/// The catalogue's key of a way to pay.
pub(super) fn method_key(method: Method) -> &'static str {
    match method {
        Method::Cash => "pay-cash",
        Method::Card => "pay-card",
        Method::Transfer => "pay-transfer",
        Method::Cheque => "pay-cheque",
        Method::Voucher => "pay-voucher",
    }
}

/// A line for the clerk.
pub(super) fn notice(notice: &StockNotice, state: &State, look: &Look) -> String {
    let words = &look.words;
    let of = |key: &str, item: Key| words.say_with(key, &[("item", Arg::from(&name(item)))]);
    match notice {
        StockNotice::Done(act, key) => {
            let act = words.say(act_key(*act));
            words.say_with("stock-done", &[("act", Arg::from(&act)), ("item", Arg::from(&name(*key)))])
        }
        StockNotice::SoldMany(n) => words.say_with("stock-sold-many", &[("n", Arg::from(*n))]),
        StockNotice::Refused(refusal) => refused(refusal, state, look),
        StockNotice::Unknown(key) => of("stock-unknown", *key),
        StockNotice::Here(key) => of("stock-here", *key),
        StockNotice::NotHere => words.say("stock-not-here"),
        StockNotice::Gone(key) => of("stock-gone", *key),
        StockNotice::AnotherHandset(key) => of("stock-another-handset", *key),
        StockNotice::NoAmount => words.say("stock-no-amount"),
        StockNotice::NoDay => words.say("stock-no-day"),
        StockNotice::Needed => words.say("stock-needed"),
        StockNotice::StillChecking => words.say("stock-still-checking"),
        StockNotice::Added(key, n) => {
            words.say_with("stock-added", &[("item", Arg::from(&name(*key))), ("n", Arg::from(*n))])
        }
        StockNotice::Seen(key, n) => {
            words.say_with("stock-seen", &[("item", Arg::from(&name(*key))), ("n", Arg::from(*n))])
        }
        StockNotice::Surplus(n) => words.say_with("stock-surplus", &[("n", Arg::from(*n))]),
    }
}

/// Why something may not be done, in the clerk's words.
fn refused(refusal: &Refusal, state: &State, look: &Look) -> String {
    let words = &look.words;
    match refusal {
        Refusal::OnHold { key, why, until } => {
            let why = words.say(reason_key(*why));
            let until = until.map_or_else(|| words.say("stock-hold-open"), |until| when(state, until));
            let name = name(*key);
            let told = [("item", Arg::from(&name)), ("why", Arg::from(&why)), ("until", Arg::from(&until))];
            words.say_with("stock-refused-hold", &told)
        }
        Refusal::Elsewhere { key, place } => {
            let (name, place) = (name(*key), words.say(place_key(*place)));
            words.say_with("stock-refused-place", &[("item", Arg::from(&name)), ("place", Arg::from(&place))])
        }
        Refusal::NoHold { key } => {
            let name = name(*key);
            words.say_with("stock-refused-no-hold", &[("item", Arg::from(&name))])
        }
        Refusal::NotDue { key, due } => {
            let (name, due) = (name(*key), due.to_string());
            words.say_with("stock-refused-due", &[("item", Arg::from(&name)), ("due", Arg::from(&due))])
        }
        other => escape(&other.to_string(), 200),
    }
}
