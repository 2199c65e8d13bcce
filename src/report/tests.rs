use super::*;
use crate::goods::{Key, Origin, Place, Sale};
use crate::ledger::leaf::EntryId;
use chrono::{DateTime, Utc};

fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T10:00:00Z").parse().unwrap()
}

fn row(number: u64, bought: &str, cost: i64, sold: Option<(&str, i64)>) -> Row {
    let item = Item {
        key: Key::Number(number),
        place: if sold.is_some() { Place::Sold } else { Place::Shop },
        kind: "purchase".to_owned(),
        what: "handset".to_owned(),
        entry: EntryId::from_u128(7),
        since: at(bought),
        deal: Some(number + 100),
        line: 1,
        check: None,
        tac: vec!["00101101".to_owned()],
        cost: Some(cost),
        currency: "GBP".to_owned(),
        provisional: false,
        pledge: None,
        holds: Vec::new(),
        sale: sold.map(|(day, price)| Sale {
            entry: EntryId::from_u128(8),
            at: at(day),
            price,
            invoice: number.to_string(),
            batch: false,
        }),
        gone: None,
        origin: Origin { epoch: 1, index: 1 },
    };
    Row { item, description: "Example 5, \"blue\"".to_owned(), seller: None, numbers: Vec::new(), buyer: None }
}

fn may() -> Span {
    let day = |d: &str| d.parse().unwrap();
    Span { from: day("2026-05-01"), to: day("2026-05-31"), zone: chrono_tz::UTC }
}

#[test]
fn the_tax_is_a_sixth_of_the_margin_and_never_of_a_loss() {
    for (margin, vat) in [(6_000, 1_000), (6_005, 1_000), (6_006, 1_001), (5, 0), (0, 0), (-6_000, 0)] {
        assert_eq!(vat_of(margin), vat, "{margin}");
    }
    let rows = [
        row(1, "2026-04-20", 12_000, Some(("2026-05-02", 18_000))),
        row(2, "2026-05-01", 9_000, Some(("2026-05-31", 8_000))),
    ];
    let text = margin(&rows, may());
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[1].ends_with(",120.00,2026-05-02,1,on file,180.00,60.00,10.00,GBP"), "{}", lines[1]);
    assert!(lines[2].ends_with(",90.00,2026-05-31,2,on file,80.00,-10.00,0.00,GBP"), "{}", lines[2]);
    assert_eq!(margin(&rows[..1], Span { from: may().from, to: may().from, ..may() }).lines().count(), 1);
}

#[test]
fn cells_are_no_formulas() {
    for (cell, told) in [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+44 7700", "'+44 7700"),
        ("-1+1", "'-1+1"),
        (" @SUM(A1)", "' @SUM(A1)"),
        ("\t=1", "' =1"),
        ("-12.50", "-12.50"),
        ("a\r\nb", "a  b"),
        ("say \"x\"", "\"say \"\"x\"\"\""),
    ] {
        assert_eq!(csv::line(&[cell.to_owned()]), format!("{told}\r\n"), "{cell:?}");
    }
}

#[test]
fn the_stock_book_has_what_was_here_in_the_time() {
    let rows = [
        row(1, "2026-03-01", 1_000, Some(("2026-04-30", 2_000))),
        row(2, "2026-03-01", 1_000, Some(("2026-05-01", 2_000))),
        row(3, "2026-05-31", 1_000, None),
        row(4, "2026-06-01", 1_000, None),
    ];
    let text = stock_book(&rows, may(), at("2026-06-02"));
    let numbers: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(numbers, ["2", "3"]);
    assert!(text.contains("\"Example 5, \"\"blue\"\"\"") && text.contains("on file"), "{text}");
}

#[test]
fn every_purchase_reaches_the_police_file_and_a_day_without_says_so() {
    let rows: Vec<Row> = (1..=30).map(|n| row(n, "2026-05-07", 1, None)).collect();
    let (xml, entries) = capss::upload(&rows, may(), "SHD<1>");
    assert_eq!((entries, xml.matches("<propertyTransaction>").count()), (30, 30));
    assert!(xml.contains("licenseNumber=\"SHD&lt;1&gt;\"") && !xml.contains("<serialNumber>"), "{xml}");
    let (xml, entries) = capss::upload(&rows, Span { from: may().to, ..may() }, "x");
    assert!(entries == 0 && xml.contains("no transactions in this time"));
}
