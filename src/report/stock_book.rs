//! The stock book: everything that came in, was here, or left in a time.

use super::{ON_FILE, Row, Span, csv};
use crate::goods::{Standing, money};
use chrono::{DateTime, Utc};

const HEAD: [&str; 18] = [
    "stock_number",
    "date_in",
    "deal",
    "kind",
    "seller",
    "description",
    "identification",
    "price_paid",
    "currency",
    "standing",
    "hold",
    "hold_until",
    "date_out",
    "out_by",
    "invoice",
    "buyer",
    "price_sold",
    "provisional",
];

/// The book as CSV, oldest first; `now` is the moment at which standings are told.
pub fn stock_book(rows: &[Row], span: Span, now: DateTime<Utc>) -> String {
    let mut text = csv::line(&HEAD.map(str::to_owned));
    for row in rows.iter().filter(|row| touches(row, span)) {
        text.push_str(&csv::line(&cells(row, span, now)));
    }
    text
}

/// In the shop on one of the days: came in before its end, and did not leave before its begin.
fn touches(row: &Row, span: Span) -> bool {
    let out = left(row).map(|(at, ..)| span.day(at));
    span.day(row.item.since) <= span.to && out.is_none_or(|day| day >= span.from)
}

/// When it left, and how.
fn left(row: &Row) -> Option<(DateTime<Utc>, &str)> {
    let sold = row.item.sale.as_ref().map(|sale| (sale.at, "sold"));
    sold.or_else(|| row.item.gone.as_ref().map(|gone| (gone.at, gone.why.as_str())))
}

fn cells(row: &Row, span: Span, now: DateTime<Utc>) -> Vec<String> {
    let item = &row.item;
    let amount = |amount: i64| money::written(amount, &item.currency);
    let file = |value: &Option<String>| value.clone().unwrap_or_else(|| ON_FILE.to_owned());
    let hold = item.live_holds(now).next();
    let sale = item.sale.as_ref();
    let numbers = if row.numbers.is_empty() { ON_FILE.to_owned() } else { row.numbers.join(" ") };
    vec![
        item.key.to_string(),
        span.day(item.since).to_string(),
        item.deal.map(|deal| deal.to_string()).unwrap_or_default(),
        item.kind.clone(),
        if item.deal.is_some() { file(&row.seller) } else { String::new() },
        row.description.clone(),
        if item.check.is_some() { numbers } else { row.numbers.join(" ") },
        item.cost.map(amount).unwrap_or_default(),
        item.currency.clone(),
        match item.standing(now) {
            Standing::At(place) => place.word().to_owned(),
            standing => standing.word().to_owned(),
        },
        hold.map(|hold| hold.why.word().to_owned()).unwrap_or_default(),
        item.free_at(now).map(|at| span.day(at).to_string()).unwrap_or_default(),
        left(row).map(|(at, _)| span.day(at).to_string()).unwrap_or_default(),
        left(row).map(|(_, how)| how.to_owned()).unwrap_or_default(),
        sale.map(|sale| sale.invoice.clone()).unwrap_or_default(),
        if sale.is_some() { file(&row.buyer) } else { String::new() },
        sale.map(|sale| amount(sale.price)).unwrap_or_default(),
        if item.provisional { "yes".to_owned() } else { String::new() },
    ]
}
