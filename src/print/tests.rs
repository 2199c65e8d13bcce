//! Every paper is read again by a reader of QR codes that knows nothing of how it was made.

use super::escpos::Paper;
use super::*;
use crate::ledger::note::SigningKey;
use crate::ledger::receipt::{Code, Entry, Receipt};
use crate::ledger::tree::Tree;
use crate::words::{Lang, Words};
use rxing::helpers::detect_in_luma;

fn slip(shop: &str, training: bool) -> Slip {
    let key = SigningKey::from_seed("countercheck/test/till-1/00000000/1", [7; 32]).unwrap();
    let entry = Entry { index: 1104, leaf_hash: [0xa5; 32] };
    let tree = Tree { size: 1105, root: [0x5a; 32] };
    let receipt = Receipt::sign(&entry, &tree, 1_777_716_000_000, &key).unwrap();
    let code = Code::of(&receipt.log_key, &entry, &tree.root);
    Slip { receipt, code, shop: shop.into(), terminal: "till-1".into(), zone: chrono_tz::Europe::Paris, training }
}

/// Reads a picture of `width` pixels; `true` is dark.
fn read(dark: &[bool], width: usize) -> String {
    let luma: Vec<u8> = dark.iter().map(|dark| if *dark { 0 } else { 255 }).collect();
    let height = luma.len() / width;
    let (width, height) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
    let found = detect_in_luma(luma, width, height, Some(rxing::BarcodeFormat::QR_CODE)).expect("a QR code");
    found.getText().to_owned()
}

#[test]
fn the_png_decodes_to_the_digits() {
    let slip = slip("Corner Phones", false);
    let png = slip.qr().unwrap().png(6).unwrap();
    let picture = image::load_from_memory(&png).unwrap().to_luma8();
    let dark: Vec<bool> = picture.pixels().map(|pixel| pixel.0[0] < 128).collect();
    let digits = read(&dark, picture.width() as usize);
    assert_eq!(Receipt::from_digits(&digits).unwrap(), slip.receipt);
}

#[test]
fn the_svg_decodes_to_the_digits() {
    let slip = slip("Corner Phones", false);
    let svg = slip.qr().unwrap().svg();
    let (_, path) = svg.split_once("<path d=\"").unwrap();
    let side = slip.qr().unwrap().side();
    let mut dark = vec![false; side * side * 16];
    for module in path.split('"').next().unwrap().split('M').skip(1) {
        let (x, rest) = module.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), rest.split_once('h').unwrap().0.parse().unwrap());
        for n in 0..16 {
            dark[(y * 4 + n / 4) * side * 4 + x * 4 + n % 4] = true;
        }
    }
    assert_eq!(read(&dark, side * 4), slip.receipt.to_digits());
}

#[test]
fn the_text_blocks_decode_to_the_digits() {
    let slip = slip("Corner Phones", false);
    let text = slip.text(&Words::new(Lang::ENGLISH)).unwrap();
    let rows: Vec<&str> = text.lines().skip(4).take(slip.qr().unwrap().side().div_ceil(2)).collect();
    let width = slip.qr().unwrap().side() * 4;
    let mut dark = Vec::new();
    for row in rows {
        for half in [['\u{2588}', '\u{2580}'], ['\u{2588}', '\u{2584}']] {
            let line: Vec<bool> = row.chars().flat_map(|c| [half.contains(&c); 4]).collect();
            let line: Vec<bool> = line.into_iter().chain(std::iter::repeat(false)).take(width).collect();
            (0..4).for_each(|_| dark.extend(&line));
        }
    }
    assert_eq!(read(&dark, width), slip.receipt.to_digits());
    assert!(text.contains(&slip.printed_code()) && text.contains("2026-05-02 12:00 CEST"), "{text}");
}

/// A printer of our own: draws the raster, keeps the text, and refuses any other command.
fn printer(bytes: &[u8]) -> (Vec<bool>, usize, String) {
    let (mut dark, mut width, mut text, mut at) = (Vec::new(), 0, String::new(), 0);
    while at < bytes.len() {
        let take = match &bytes[at..] {
            [0x1b, b'@', ..] => 2,
            [0x1b, b'a', 1, ..] | [0x1b, b'E', 0 | 1, ..] | [0x1b, b'd', 4, ..] => 3,
            [0x1d, b'V', 66, 0, ..] => 4,
            [0x1d, b'v', b'0', 0, xl, xh, yl, yh, rest @ ..] => {
                let length = usize::from(*xl) + 256 * usize::from(*xh);
                let rows = usize::from(*yl) + 256 * usize::from(*yh);
                width = length * 8;
                dark.extend(rest[..length * rows].iter().flat_map(|b| (0..8).map(move |n| b & 0x80 >> n != 0)));
                8 + length * rows
            }
            [b'\n' | b' '..=b'~', ..] => {
                text.push(char::from(bytes[at]));
                1
            }
            other => panic!("the printer was told {:02x?}", &other[..other.len().min(4)]),
        };
        at += take;
    }
    (dark, width, text)
}

#[test]
fn the_printers_raster_decodes_to_the_digits_on_both_papers() {
    let slip = slip("Corner Phones", false);
    for paper in [Paper::Mm58, Paper::Mm80] {
        let bytes = escpos::receipt(&slip, &Words::new(Lang::FRENCH), paper).unwrap();
        let (dark, width, text) = printer(&bytes);
        assert_eq!(width, paper.dots());
        assert_eq!(read(&dark, width), slip.receipt.to_digits(), "{paper:?}");
        assert!(text.lines().all(|line| line.len() <= paper.columns()), "{text}");
        assert!(text.contains(&slip.printed_code()), "{text}");
    }
}

#[test]
fn no_name_commands_the_printer() {
    // The drawer, a reset, another picture, a cut.
    let name = "Bad\u{1b}p\u{0}\u{19}\u{fa}\u{1b}@\u{1d}v0\u{0}\u{1d}VB\u{0}\u{9b}A \u{202e}Phönix\r\n\u{7f}";
    let (_, _, text) = printer(&escpos::receipt(&slip(name, false), &Words::new(Lang::ENGLISH), Paper::Mm58).unwrap());
    assert!(text.contains("Phonix"), "{text}");
    assert!(
        !slip(name, false).text(&Words::new(Lang::ENGLISH)).unwrap().contains(['\u{1b}', '\u{1d}', '\u{9b}', '\r'])
    );
    assert_eq!(escpos::plain("Élan – «é»\u{1b}"), "Elan - \"e\"?");
}

#[test]
fn a_paper_of_training_says_so_first_and_last() {
    for lang in [Lang::ENGLISH, Lang::FRENCH] {
        let words = Words::new(lang);
        let band = words.say("receipt-training");
        let (_, _, printed) = printer(&escpos::receipt(&slip("S", true), &words, Paper::Mm80).unwrap());
        for text in [slip("S", true).text(&words).unwrap(), printed] {
            assert_eq!(text.lines().next(), Some(escpos::plain(&band).as_str()));
            assert_eq!(text.lines().last(), Some(escpos::plain(&band).as_str()));
        }
        assert!(!slip("S", false).text(&words).unwrap().contains(&band));
    }
}
