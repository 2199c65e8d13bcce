//! What can happen to deals in the laws, and the words for it.

use countercheck::finding::{Detail, Outcome, Silence};
use countercheck::imei::Imei14;
use countercheck::ledger::leaf::Draft;
use countercheck::scan::Key;
use countercheck::till::Trouble;
use proptest::prelude::*;
use serde_json::Value;

pub(crate) const BODIES: [&str; 5] =
    ["00101101000101", "00101101000102", "00101102000201", "00101103000301", "00101104000401"];
/// Names, addresses and the like: what may stand in plain nowhere.
pub(crate) const TEXTS: [&str; 10] = [
    "120",
    "80,50",
    "Roy Masterson",
    "4 Mill Lane",
    "AB1234567",
    "31.12.1970",
    "28",
    "screen is broken",
    "Quux Book 14",
    "01632960001",
];
pub(crate) const SECRETS: [&str; 9] = [
    "Masterson",
    "Mill Lane",
    "AB1234567",
    "1970-12-31",
    "screen is broken",
    "Quux",
    "01632960001",
    "ERIKSSON",
    "L898902C3",
];
pub(crate) const HOUSE: &str = r#"
id = "house"
name = "House"
currency = "GBP"
[[ask]]
id = "seller"
basis = "house"
source = "the tests"
need = "required"
fields = ["document", "name", "address"]
[[age]]
id = "age"
source = "the tests"
years = 18
deals = ["purchase", "pledge", "part_exchange"]
"#;

#[derive(Clone, Debug)]
pub(crate) enum Op {
    Scan(usize),
    Pair(usize, usize),
    Passport(bool),
    Declaration(bool),
    Text(usize),
    Key(Key),
    Fill,
    Consulted(u8),
    Recorded,
    NotRecorded,
    Warned(u8),
    Answered(u8),
    Picture,
    PowerCut,
    Training(bool),
    Wait(u64),
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..BODIES.len()).prop_map(Op::Scan),
        1 => (0..BODIES.len(), 0..BODIES.len()).prop_map(|(a, b)| Op::Pair(a, b)),
        3 => any::<bool>().prop_map(Op::Passport),
        4 => any::<bool>().prop_map(Op::Declaration),
        6 => (0..TEXTS.len()).prop_map(Op::Text),
        5 => Just(Op::Key(Key::F(7))),
        2 => Just(Op::Key(Key::F(8))),
        2 => Just(Op::Key(Key::F(11))),
        1 => Just(Op::Key(Key::F(5))),
        1 => Just(Op::Key(Key::F(12))),
        8 => prop::sample::select(vec!['1', '2', '3', '4', '5', '6', 's', '+', '-', '*'])
            .prop_map(|c| Op::Key(Key::Char(c))),
        5 => prop::sample::select(vec![Key::Enter, Key::Esc, Key::Up, Key::Down]).prop_map(Op::Key),
        8 => Just(Op::Fill),
        8 => (0..6u8).prop_map(Op::Consulted),
        14 => Just(Op::Recorded),
        2 => Just(Op::NotRecorded),
        8 => (0..6u8).prop_map(Op::Warned),
        2 => (0..4u8).prop_map(Op::Answered),
        1 => Just(Op::Picture),
        1 => Just(Op::PowerCut),
        1 => any::<bool>().prop_map(Op::Training),
        2 => prop::sample::select(vec![1_000, 21_000, 130_000]).prop_map(Op::Wait),
    ]
}

pub(crate) fn lines(draft: &Draft) -> Vec<Value> {
    draft.plain["lines"].as_array().cloned().unwrap_or_default()
}

pub(crate) fn full(n: usize) -> String {
    Imei14::from_digits(BODIES[n]).unwrap().with_check_digit()
}

pub(crate) fn outcome(word: u8) -> Outcome {
    match word {
        0 => Outcome::Listed(Detail::reason("BLACKLISTED")),
        1 => Outcome::Caution(Detail::reason("GREYLISTED")),
        2 => Outcome::NoAnswer(Silence::Timeout),
        _ => Outcome::NotListed,
    }
}

pub(crate) fn trouble() -> Trouble {
    Trouble { what: "the disk is full".to_owned(), advice: "free some space".to_owned() }
}

/// A TD3 zone of somebody born on this day (`YYMMDD`).
pub(crate) fn passport(born: &str) -> String {
    let digit = |text: &str| {
        let value = |c: char| if c == '<' { 0 } else { c.to_digit(36).unwrap_or(0) };
        let sum: u32 = text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, w)| value(c) * w).sum();
        char::from_digit(sum % 10, 10).unwrap()
    };
    let (number, expires, optional) = ("L898902C3", "310415", "<".repeat(14));
    let (n, b, e) = (digit(number), digit(born), digit(expires));
    let composite = digit(&format!("{number}{n}{born}{b}{expires}{e}{optional}<"));
    format!("P<UTOERIKSSON<<ANNA<MARIA{}\r{number}{n}UTO{born}{b}F{expires}{e}{optional}<{composite}", "<".repeat(19))
}

/// A clerk who fills deals in and a disk that works, so that the laws see deals that are signed.
pub(crate) fn diligent() -> impl Strategy<Value = Vec<Op>> {
    let step = prop_oneof![4 => Just(vec![Op::Fill, Op::Recorded, Op::Warned(4), Op::Consulted(3)]), 1 => op().prop_map(|op| vec![op])];
    prop::collection::vec(step, 0..60).prop_map(|steps| {
        let mut ops = vec![Op::Scan(0), Op::Consulted(3), Op::Recorded, Op::Recorded, Op::Key(Key::F(7)), Op::Recorded];
        ops.extend(steps.into_iter().flatten());
        ops
    })
}
