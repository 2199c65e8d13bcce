//! The margin scheme's stock book: purchase side, sale side, margin, and the tax in it.
//!
//! Columns as UK VAT Notice 718 ("The VAT Margin Scheme and global accounting"), section on the
//! stock book: stock number, date of purchase, purchase invoice, name of seller, description,
//! purchase price; date of sale, sales invoice, name of buyer, selling price or how it was disposed
//! of; margin, and VAT at one sixth of it (standard rate of 20 %). A margin below zero bears no tax,
//! and is not set off against another item's.

use super::{ON_FILE, Row, Span, csv};
use crate::goods::{Place, money};

const HEAD: [&str; 14] = [
    "Stock number",
    "Purchase date",
    "Purchase invoice",
    "Seller",
    "Description",
    "Identification",
    "Purchase price",
    "Sale date",
    "Sales invoice",
    "Buyer",
    "Selling price",
    "Margin",
    "VAT (1/6 of margin)",
    "Currency",
];

/// One sixth of a margin, rounded down to the minor unit; nothing below zero.
pub fn vat_of(margin: i64) -> i64 {
    margin.max(0) / 6
}

/// Items that were sold, or left otherwise, in a time; oldest sale first.
pub fn margin(rows: &[Row], span: Span) -> String {
    let mut text = csv::line(&HEAD.map(str::to_owned));
    let mut out: Vec<(&Row, chrono::DateTime<chrono::Utc>)> =
        rows.iter().filter_map(|row| Some((row, left(row)?))).collect();
    out.retain(|(_, at)| span.holds(*at));
    out.sort_by_key(|(row, at)| (*at, row.item.key));
    for (row, at) in out {
        text.push_str(&csv::line(&cells(row, span, at)));
    }
    text
}

/// What was never the shop's is no stock of the scheme.
fn left(row: &Row) -> Option<chrono::DateTime<chrono::Utc>> {
    let item = &row.item;
    let ours = item.place != Place::Returned || item.gone.as_ref().is_some_and(|gone| gone.why == "reversal");
    let gone = item.gone.as_ref().filter(|_| ours).map(|gone| gone.at);
    item.sale.as_ref().map(|sale| sale.at).or(gone).filter(|_| item.kind != "repair")
}

fn cells(row: &Row, span: Span, at: chrono::DateTime<chrono::Utc>) -> Vec<String> {
    let item = &row.item;
    let written = |amount: i64| money::written(amount, &item.currency);
    let file = |value: &Option<String>| value.clone().unwrap_or_else(|| ON_FILE.to_owned());
    let sale = item.sale.as_ref();
    let margin = sale.and_then(|sale| Some(sale.price - item.cost?));
    let otherwise = || item.gone.as_ref().map(|gone| gone.why.clone()).unwrap_or_default();
    vec![
        item.key.to_string(),
        span.day(item.since).to_string(),
        item.deal.map(|deal| deal.to_string()).unwrap_or_default(),
        file(&row.seller),
        row.description.clone(),
        if row.numbers.is_empty() { ON_FILE.to_owned() } else { row.numbers.join(" ") },
        item.cost.map(written).unwrap_or_default(),
        span.day(at).to_string(),
        sale.map(|sale| sale.invoice.clone()).unwrap_or_default(),
        if sale.is_some() { file(&row.buyer) } else { String::new() },
        sale.map_or_else(otherwise, |sale| written(sale.price)),
        margin.map(written).unwrap_or_default(),
        margin.map(|margin| written(vat_of(margin))).unwrap_or_default(),
        item.currency.clone(),
    ]
}
