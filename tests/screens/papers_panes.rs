//! Receipts, the day's end and training.

use super::{A, Counter, drawn, look, papers, pictures, text};
use countercheck::finding::Outcome;
use countercheck::ledger::receipt::Receipt;
use countercheck::scan::Key;
use countercheck::till::{Event, PapersAsk, PapersTold};
use countercheck::words::{Lang, Words};

/// A till on which the recorder has said this.
fn told(told: impl FnOnce(&Counter) -> PapersTold) -> Counter {
    let mut till = Counter::new();
    till.scan(&[A]);
    till.all_say(&Outcome::NotListed);
    let event = Event::Papers(told(&till));
    till.event(event);
    till
}

fn asked(ask: PapersAsk) -> Counter {
    told(|till| papers::told(ask, till.state.now, false))
}

#[test]
fn receipt() {
    pictures("receipt", &asked(PapersAsk::Receipt(1104)).state);
}

#[test]
fn the_receipt_on_the_screen_decodes_to_its_digits() {
    let till = asked(PapersAsk::Receipt(1104));
    let picture = text(&drawn(&till.state, &look(Lang::ENGLISH), (120, 40)));
    let slip = papers::slip(1104, till.state.now, false);
    let side = slip.qr().unwrap().side();
    let inside = |line: &str| -> Vec<char> {
        let mut cells: Vec<char> = line.chars().skip((120 - side) / 2).take(side).collect();
        cells.resize(side, ' ');
        cells
    };
    let rows: Vec<Vec<char>> = picture.lines().skip(2).take(side.div_ceil(2)).map(inside).collect();
    let mut luma = Vec::new();
    for row in &rows {
        for ink in [['\u{2588}', '\u{2580}'], ['\u{2588}', '\u{2584}']] {
            let line: Vec<u8> = row.iter().flat_map(|c| [if ink.contains(c) { 0 } else { 255 }; 4]).collect();
            (0..4).for_each(|_| luma.extend(&line));
        }
    }
    let (width, height) = (side * 4, luma.len() / (side * 4));
    let (width, height) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
    let found = rxing::helpers::detect_in_luma(luma, width, height, Some(rxing::BarcodeFormat::QR_CODE)).unwrap();
    assert_eq!(found.getText(), slip.digits);
    assert!(Receipt::from_digits(found.getText()).unwrap().verify_signature());
}

#[test]
fn day_end() {
    pictures("day_end", &asked(PapersAsk::Sheet).state);
    let mut till = asked(PapersAsk::Sheet);
    till.key(Key::Enter);
    let told = papers::told(PapersAsk::Close { today_too: true, staff: None }, till.state.now, false);
    till.event(Event::Papers(told));
    pictures("day_closed", &till.state);
    let day = |till: &Counter| till.state.now.wall.date_naive();
    let closed = self::told(|till| PapersTold::Sheet(Box::new(papers::sheet(day(till), false, true))));
    pictures("day_closed_already", &closed.state);
}

#[test]
fn training() {
    let mut till = asked(PapersAsk::Receipt(1104));
    till.key(Key::Esc);
    till.event(Event::Papers(PapersTold::Training(true)));
    pictures("training", &till.state);
    till.event(Event::Papers(papers::told(PapersAsk::Receipt(1104), till.state.now, true)));
    pictures("training_receipt", &till.state);
    let mut question = Counter::new();
    question.key(Key::F(2));
    question.key(Key::F(8));
    pictures("training_question", &question.state);
}

#[test]
fn training_is_said_on_every_screen() {
    for lang in [Lang::ENGLISH, Lang::FRENCH] {
        let band = Words::new(lang).say("training-band");
        for keys in [&[][..], &[Key::F(1)], &[Key::F(2)], &[Key::F(3)], &[Key::F(4)], &[Key::F(10)]] {
            for mut till in [Counter::new(), Counter::with_person(), Counter::opening(), Counter::before_sign_in()] {
                till.event(Event::Papers(PapersTold::Training(true)));
                for key in keys {
                    till.key(*key);
                }
                let picture = text(&drawn(&till.state, &look(lang), (80, 24)));
                assert!(picture.contains(&band), "{keys:?}\n{picture}");
            }
        }
    }
}
