//! Pictures: how they come in, and what a person compares.

use super::{Counter, drawn, look, pictures, text};
use countercheck::imei::Kind;
use countercheck::ledger::leaf::EntryId;
use countercheck::photo::Trust;
use countercheck::photo::settings::Graphics;
use countercheck::photo::wire::{Crop, Identifier, Reading};
use countercheck::scan::Key;
use countercheck::till::{Event, PhoneCode, PhotoTold, ReadPhoto, Trouble, Ways};
use countercheck::words::Lang;

const A: &str = "001017010004516";
const B: &str = "001017010004524";
const LINK: &str = "http://192.168.100.200:8030/#AbCdEfGhIjKlMnOpQrStUv";

fn told(till: &mut Counter, told: PhotoTold) {
    till.event(Event::Photo(told));
}

fn with(inbox: bool, phone: bool) -> Counter {
    let mut till = Counter::new();
    let inbox = inbox.then(|| "/srv/shop/pictures".to_owned());
    told(&mut till, PhotoTold::Ways(Ways { inbox, phone, ..Ways::default() }));
    till
}

/// Fifteen dark bars on light: what digits look like from afar.
fn crop() -> Crop {
    let (width, height) = (600, 48);
    let dark = |x: u32, y: u32| x % 40 > 12 && (10..38).contains(&y) && x > 20 && x < 580;
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let rgb: Vec<u8> = pixels.flat_map(|(x, y)| [if dark(x, y) { 30 } else { 225 }; 3]).collect();
    Crop { width, height, rgb: rgb.into() }
}

fn number(value: &str, trust: Trust) -> Identifier {
    let crop = (trust == Trust::Review).then(crop);
    Identifier { kind: Kind::Imei, value: value.into(), trust, area: None, agreed: Vec::new(), crop }
}

fn photo(till: &mut Counter, identifiers: Vec<Identifier>, unread: usize, warnings: &[&str]) {
    let warnings = warnings.iter().map(|&word| word.to_owned()).collect();
    let reading = Reading { identifiers, unread, warnings, size: (3_000, 4_000) };
    let photo = ReadPhoto { id: EntryId::from_u128(77), reading, picture: None, from_before: false };
    told(till, PhotoTold::Read(Box::new(photo)));
}

#[test]
fn ways_in() {
    let mut till = with(false, false);
    till.key(Key::F(6));
    pictures("photo_no_way", &till.state);
    let mut till = with(true, true);
    till.key(Key::F(6));
    told(&mut till, PhotoTold::Phone(PhoneCode { link: LINK.into(), life_ms: 100_000 }));
    pictures("photo_code", &till.state);
}

#[test]
fn the_code_on_the_smallest_screen_decodes() {
    let mut till = with(true, true);
    till.key(Key::F(6));
    told(&mut till, PhotoTold::Phone(PhoneCode { link: LINK.into(), life_ms: 100_000 }));
    let screen = text(&drawn(&till.state, &look(Lang::FRENCH), (80, 24)));
    let rows: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let mut luma = Vec::new();
    for row in &rows {
        for ink in [['\u{2588}', '\u{2580}'], ['\u{2588}', '\u{2584}']] {
            let cell = |x: usize| row.get(x).is_some_and(|c| ink.contains(c));
            let line: Vec<u8> = (0..80).flat_map(|x| [if cell(x) { 0 } else { 255 }; 4]).collect();
            (0..4).for_each(|_| luma.extend(&line));
        }
    }
    let height = u32::try_from(luma.len() / 320).unwrap();
    let found = rxing::helpers::detect_in_luma(luma, 320, height, Some(rxing::BarcodeFormat::QR_CODE)).unwrap();
    assert_eq!(found.getText(), LINK);
}

#[test]
fn a_number_to_compare() {
    let mut till = with(true, true);
    photo(&mut till, vec![number(A, Trust::Good), number(B, Trust::Review)], 0, &["glare"]);
    pictures("photo_waits", &till.state);
    till.key(Key::F(6));
    "0010".chars().for_each(|c| till.key(Key::Char(c)));
    pictures("photo_review", &till.state);
}

#[test]
fn a_line_that_could_not_be_read() {
    let mut till = with(true, false);
    till.key(Key::F(6));
    photo(&mut till, vec![number(A, Trust::Confirmed)], 1, &["cut_short", "unheard_of"]);
    pictures("photo_unread", &till.state);
}

#[test]
fn a_file_that_cannot_be_read() {
    let mut till = with(true, false);
    let what = "notes\u{1b}[31m.txt: this is no JPEG, PNG, WebP or HEIC picture".to_owned();
    let advice = "set the camera to JPEG, or save the picture as JPEG or PNG".to_owned();
    told(&mut till, PhotoTold::Refused(Trouble { what, advice }));
    pictures("photo_refused", &till.state);
}

#[test]
fn every_way_of_drawing_survives_the_smallest_window() {
    for graphics in [Graphics::Blocks, Graphics::Sixel, Graphics::Kitty, Graphics::Iterm2] {
        let mut till = with(true, true);
        told(&mut till, PhotoTold::Ways(Ways { graphics, ..Ways::default() }));
        photo(&mut till, vec![number(B, Trust::Review)], 0, &[]);
        till.key(Key::F(6));
        for size in [(80, 24), (81, 25), (200, 60)] {
            let screen = text(&drawn(&till.state, &look(Lang::ENGLISH), size));
            assert!(screen.contains("00-101701-000452-4"), "{graphics:?} {size:?}");
        }
    }
}
