//! California's bulk upload (CAPSS) as XML. **Unverified**: the names come from dealers' public code,
//! not from the agency's specification, whose schema is not public. Hold it against the state's own
//! test upload before it counts as a report.
//!
//! Every member about a person says `on file` (SB 1317): the shop keeps the data for the police to
//! ask for. A time without purchases is a file that says so, never none.

use super::{ON_FILE, Row, Span};
use crate::goods::{Place, money};
use std::fmt::Write as _;

const CUSTOMER: [&str; 9] =
    ["custLastName", "custFirstName", "custMiddleName", "gender", "race", "hairColor", "eyeColor", "height", "weight"];
const HOME: [&str; 6] = ["streetAddress", "city", "state", "postalCode", "phoneNumber", "nonUSAddress"];
const ID: [&str; 6] = ["type", "number", "dateOfIssueText", "issueState", "issueCountry", "yearOfExpirationText"];

/// The file of the purchases and pledges of a time, and how many there are.
pub fn upload(rows: &[Row], span: Span, licence: &str) -> (String, usize) {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<capssUpload xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n");
    let _ = writeln!(xml, "  <bulkUploadData licenseNumber=\"{}\">", escaped(licence));
    let bought = |row: &&Row| {
        let kind = matches!(row.item.kind.as_str(), "purchase" | "part_exchange" | "pledge");
        kind && row.item.place != Place::Kept && span.holds(row.item.since)
    };
    let mut entries = 0;
    for row in rows.iter().filter(bought) {
        transaction(&mut xml, row, span);
        entries += 1;
    }
    if entries == 0 {
        xml.push_str("    <!-- no transactions in this time -->\n");
    }
    xml.push_str("  </bulkUploadData>\n</capssUpload>\n");
    (xml, entries)
}

fn transaction(xml: &mut String, row: &Row, span: Span) {
    let item = &row.item;
    let at = item.since.with_timezone(&span.zone).format("%Y-%m-%dT%H:%M:%S");
    let _ = writeln!(xml, "    <propertyTransaction>\n      <transactionTime>{at}</transactionTime>\n      <customer>");
    for name in CUSTOMER {
        one(xml, 8, name, ON_FILE);
    }
    xml.push_str("        <dateOfBirth xsi:nil=\"true\"/>\n");
    one(xml, 8, "dateOfBirthText", ON_FILE);
    for name in HOME {
        one(xml, 8, name, ON_FILE);
    }
    xml.push_str("        <id>\n");
    for name in ID {
        one(xml, 10, name, ON_FILE);
    }
    xml.push_str("        </id>\n        <noFinger xsi:nil=\"true\"/>\n");
    for name in ["noFingerText", "signature", "fingerprint"] {
        one(xml, 8, name, ON_FILE);
    }
    xml.push_str("      </customer>\n      <store>\n");
    one(xml, 8, "employeeName", ON_FILE);
    xml.push_str("      </store>\n      <items>\n        <item>\n");
    let cost = item.cost.or(item.pledge.map(|pledge| pledge.amount)).unwrap_or(0);
    let deal = item.deal.map(|deal| deal.to_string()).unwrap_or_default();
    one(xml, 10, "type", if item.kind == "pledge" { "PAWN" } else { "BUY" });
    one(xml, 10, "loanBuyNumber", &deal);
    one(xml, 10, "amount", &money::written(cost, &item.currency));
    one(xml, 10, "article", if item.what == "handset" { "CELL PHONE" } else { "OTHER" });
    one(xml, 10, "brand", "UNKNOWN");
    one(xml, 10, "model", &row.description);
    // Left out where it is not known: an invented serial is worse than none.
    if let Some(number) = row.numbers.first() {
        one(xml, 10, "serialNumber", number);
    }
    one(xml, 10, "description", &row.description);
    for (name, value) in [
        ("inscription", "None"),
        ("ownerAppliedNumber", "None"),
        ("pattern", "None"),
        ("color", "Other"),
        ("material", "Unknown"),
        ("itemSize", "Unknown"),
        ("sizeUnit", "Unknown"),
    ] {
        one(xml, 10, name, value);
    }
    xml.push_str("        </item>\n      </items>\n    </propertyTransaction>\n");
}

fn one(xml: &mut String, indent: usize, name: &str, value: &str) {
    let _ = writeln!(xml, "{:indent$}<{name}>{}</{name}>", "", escaped(value));
}

/// Text as XML 1.0 may hold it.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(500) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
