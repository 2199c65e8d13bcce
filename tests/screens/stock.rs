//! Pictures of stock: the list, the card, a form, a count.

use crate::counter::Counter;
use crate::pictures;
use crate::shelf::{self, Goods};
use countercheck::clock::Moment;
use countercheck::scan::Key;
use countercheck::till::{Event, Screen, StockAsk, hints};
use countercheck::words::{Lang, Words};

fn label(till: &mut Counter, item: u64) {
    till.raw(shelf::label(item).as_bytes());
}

/// A counter with a day's stock.
fn till() -> Counter {
    let mut goods = Goods::default();
    let at = |day: u32| Moment::new(format!("2026-05-{day:02}T09:00:00Z").parse().unwrap(), 1);
    for (line, day) in [
        ("purchase 1 12000", 1),
        ("purchase 2 9950 hold=2026-05-04T09:00:00Z", 2),
        ("purchase 3 20000", 1),
        ("police 3 Example_Police 2026-05-31T00:00:00Z", 2),
        ("pledge 4 5000 2026-05-20", 1),
        ("repair 5", 2),
        ("purchase 6 3000 hold=2026-05-02T17:00:00Z", 1),
        ("late_hit 6", 2),
    ] {
        goods.tell(line, at(day)).unwrap();
    }
    let mut till = Counter::new();
    till.event(Event::Stock(goods.answer(&StockAsk::Items)));
    till
}

#[test]
fn stock_list() {
    let mut till = till();
    till.key(Key::F(9));
    assert_eq!(till.state.screen, Screen::Stock);
    pictures("shelf_list", &till.state);
    till.key(Key::F(2));
    pictures("shelf_held", &till.state);
}

#[test]
fn stock_card_and_form() {
    let mut till = till();
    label(&mut till, 1);
    pictures("shelf_card", &till.state);
    label(&mut till, 6);
    till.key(Key::F(2));
    pictures("shelf_card_on_hold", &till.state);
    label(&mut till, 1);
    till.key(Key::F(2));
    "180".chars().for_each(|c| till.key(Key::Char(c)));
    till.key(Key::Enter);
    pictures("shelf_sale", &till.state);
    till.key(Key::Esc);
    label(&mut till, 6);
    till.key(Key::F(4));
    pictures("shelf_release", &till.state);
}

#[test]
fn stock_count() {
    let mut till = till();
    till.key(Key::F(9));
    till.key(Key::F(3));
    for item in [1, 2, 4, 5] {
        label(&mut till, item);
    }
    pictures("shelf_count", &till.state);
    till.key(Key::Enter);
    pictures("shelf_counted", &till.state);
}

#[test]
fn keys_of_stock_fit_the_smallest_window() {
    for lang in Lang::all() {
        let words = Words::new(lang);
        let hints = hints(Screen::Stock, countercheck::till::Mode::Shop);
        let width: usize = hints.iter().map(|h| h.name.len() + words.say(h.label).chars().count() + 3).sum();
        assert!(width < 82, "{} takes {width}", lang.tag());
    }
}
