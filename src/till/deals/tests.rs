//! Table tests of what is typed, and that nothing personal is printed.

use super::*;
use crate::document::{Field, Identity};
use crate::imei::Imei;
use crate::policy::{Ask, DealKind, Goods};

const DAY: &str = "2026-05-02T10:00:00Z";

fn deal() -> Deal {
    let mut deal = Deal::new(EntryId::from_u128(7), DealKind::Purchase, DAY.parse().unwrap());
    deal.identity.surname = Some(Field::typed("Masterson".to_owned()));
    deal.identity.number = Some(Field::typed("L898902C3".to_owned()));
    deal.told.insert("phone".to_owned(), "01632960001".to_owned());
    let line = deal.add_line(Goods::Handset);
    let imei = Imei::parse("490154203237518").unwrap();
    deal.lines[line].numbers.push(Number { imei, place: Place::Screen });
    deal
}

#[test]
fn prices_are_prices_and_nothing_else() {
    let cases = [
        ("120", 2, Some(12_000)),
        ("120.5", 2, Some(12_050)),
        ("120,50", 2, Some(12_050)),
        ("0", 2, Some(0)),
        ("5000", 0, Some(5_000)),
        ("1.250", 3, Some(1_250)),
        ("1.250", 2, None),
        ("50.5", 0, None),
        ("1000000", 2, Some(100_000_000)),
        ("1000001", 2, None),
        ("490154203237518", 2, None),
        ("-5", 2, None),
        ("", 2, None),
        (".5", 2, None),
        ("12 0", 2, None),
        ("1e3", 2, None),
        ("\u{0661}\u{0662}", 2, None),
    ];
    for (text, minor, expected) in cases {
        assert_eq!(typing::price(text, minor), expected, "{text:?} with {minor} digits");
    }
    assert_eq!(["GBP", "JPY", "KWD"].map(typing::minor_digits), [2, 0, 3]);
}

#[test]
fn dates_are_read_day_first() {
    let day = |text: &str| typing::date(text).map(|day| day.to_string());
    for text in ["1974-08-12", "12.08.1974", "12/08/1974", "12-08-1974", "12 08 1974", "12081974"] {
        assert_eq!(day(text).as_deref(), Some("1974-08-12"), "{text}");
    }
    for text in ["", "31.02.2000", "12.08.74", "1712-01-01", "13/13/2000", "soon"] {
        assert_eq!(day(text), None, "{text}");
    }
}

#[test]
fn the_code_of_a_declaration_is_read_with_what_scanners_add() {
    let mut deal = deal();
    deal.prints = 3;
    deal.declared = Some(Declared { print: 3, digest: [0; 32] });
    let state = State::new(crate::till::Setup::for_shop("x"), crate::clock::Moment::new(DAY.parse().unwrap(), 1));
    let text = signing::paper(&state, &deal).code;
    assert_eq!(text.len(), 18);
    let code = signing::code(&text);
    assert!(code.is_some());
    for scan in [format!("]C0{text}\r\n"), format!("{text}\t"), format!("D{text}")] {
        assert_eq!(signing::code(&scan), code, "{scan:?}");
    }
    let mut wrong = text.clone().into_bytes();
    wrong[8] = if wrong[8] == b'9' { b'0' } else { wrong[8] + 1 };
    for scan in [String::from_utf8(wrong).unwrap(), text[..17].to_owned(), format!("{text}7"), "CCD".to_owned()] {
        assert_eq!(signing::code(&scan), None, "{scan:?}");
    }
}

#[test]
fn debug_output_shows_nobody() {
    let deal = deal();
    let bytes = serde_json::to_vec(&deal).unwrap();
    let about = LookUp { document: Some("L898902C3".into()), name: Some("Masterson".into()), ..LookUp::default() };
    let state = State::new(crate::till::Setup::for_shop("x"), crate::clock::Moment::new(DAY.parse().unwrap(), 1));
    let paper = Paper::Declaration(Box::new(signing::paper(&state, &deal)));
    let said = [
        format!("{deal:?} {:?}", deal.lines),
        format!("{:?}", DealEffect::SaveDraft { deal: deal.id, bytes }),
        format!("{:?} {about:?}", DealEffect::LookUp { deal: deal.id, turn: 1, about: about.clone() }),
        format!("{:?}", DealEffect::Print(paper)),
        format!(
            "{:?}",
            DealEvent::Known {
                deal: deal.id,
                told: Ok(KnownSeller { address: Some("4 Mill Lane".into()), phone: None })
            }
        ),
    ]
    .join(" ");
    for secret in ["Masterson", "L898902C3", "01632960001", "490154203237518", "Mill Lane"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

#[test]
fn a_draft_reads_back_as_it_was() {
    let before = deal();
    let bytes = serde_json::to_vec(&before).unwrap();
    let after: Deal = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(serde_json::to_vec(&after).unwrap(), bytes);
    assert_eq!(after.identity, before.identity);
}

#[test]
fn what_is_not_wanted_is_taken_off_an_identity() {
    let mut who = Identity::empty();
    who.surname = Some(Field::read("ERIKSSON".to_owned()));
    who.sex = Some(Field::read('F'));
    who.nationality = Some(Field::read("UTO".to_owned()));
    who.born = Some(Field::read("1974-08-12".parse().unwrap()));
    let kept = typing::only_wanted(who, &|ask| ask == Ask::Name);
    assert!(kept.surname.is_some() && kept.sex.is_none() && kept.nationality.is_none() && kept.born.is_none());
}
