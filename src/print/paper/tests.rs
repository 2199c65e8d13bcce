//! Every paper, read again by a printer and a barcode reader that know nothing of how it was made.

use super::*;
use crate::codes::{DeclarationCode, ItemLabel};
use crate::print::{Bars, Charset, Slip};
use crate::words::Lang;
use rxing::BarcodeFormat;
use rxing::helpers::detect_in_luma;

/// The drawer, a reset, another picture, a cut, a telephone's right-to-left mark, markup.
const BAD: &str = "Bad\u{1b}p\u{0}\u{19}\u{fa}\u{1b}@\u{1d}v0\u{0}\u{1d}VB\u{0}\u{9b}A \u{202e}<b>&Phönix\"\r\n\u{7f}";

fn head(training: bool) -> Head {
    Head {
        shop: "Corner Phones".into(),
        lines: vec!["1 High Street".into(), BAD.into()],
        terminal: "till-1".into(),
        at: "2026-05-02T10:00:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Paris,
        training,
    }
}

fn goods() -> Goods {
    Goods {
        what: format!("Galaxy S20 with a name that is far too long for any line of a printer {BAD}"),
        numbers: vec!["IMEI 350000000000016".into()],
        price: Some(Amount::new(12_345, "GBP")),
    }
}

fn code() -> DeclarationCode {
    DeclarationCode::new(530_671_249_885, 34)
}

fn item() -> ItemLabel {
    ItemLabel::new(123).unwrap()
}

fn declaration(head: Head, total: Option<Amount>) -> Paper {
    let seller = Seller {
        name: Some(format!("Zoë {BAD}")),
        address: Some("12 High Street, Anytown".into()),
        born: Some("1990-04-01".into()),
        document: Some("GBR 123456789".into()),
    };
    let wording = "I own these goods.\nI may sell them.".to_owned();
    Paper::Declaration(Declaration { head, code: code(), seller, goods: vec![goods(), goods()], total, wording })
}

fn day_sheet(head: Head) -> Paper {
    let line = |staff: Option<&str>, method: &str, taken, paid| DayLine {
        staff: staff.map(str::to_owned),
        method: method.into(),
        taken: Amount::new(taken, "GBP"),
        paid: Amount::new(paid, "GBP"),
    };
    Paper::Day(DayPaper {
        head,
        day: "2026-05-02".parse().unwrap(),
        lines: vec![line(Some("Edith"), "cash", 5_000, 12_345), line(None, "card", 9_900, 0)],
        cash: vec![CashLine { expected: Amount::new(10_000, "GBP"), counted: Some(9_950) }],
        counts: vec![("Checks".into(), 12)],
    })
}

/// One of each.
#[expect(clippy::too_many_lines, reason = "one of each paper")]
fn papers(training: bool) -> Vec<Paper> {
    let head = || head(training);
    let total = Some(Amount::new(24_690, "GBP"));
    let slip = Slip {
        digits: "7".repeat(493),
        code: "#1104 Z0MB0-JQPGZ-B5FNE-VTGZ8-AP".into(),
        index: 1104,
        size: 1105,
        time_ms: 1_777_716_000_000,
        shop: "Corner Phones".into(),
        terminal: "till-1".into(),
        zone: chrono_tz::Europe::Paris,
        training,
    };
    let due = "2026-11-02".parse().unwrap();
    vec![
        declaration(head(), total.clone()),
        Paper::Label(StockLabel {
            item: item(),
            name: BAD.into(),
            hold_until: Some(due),
            price: Some(Amount::new(19_900, "GBP")),
            shop: "Corner Phones".into(),
            training,
        }),
        Paper::CannotBuy(CannotBuy {
            head: head(),
            contact: vec!["Register of the country".into(), "+44 20 7946 0000".into(), BAD.into()],
            reference: "D-000017".into(),
            law: Some(BAD.into()),
        }),
        Paper::Repair(RepairTicket {
            head: head(),
            item: item(),
            goods: vec![goods()],
            fault: BAD.into(),
            estimate: total.clone(),
            ready: Some(due),
        }),
        Paper::Pledge(PledgeTicket {
            head: head(),
            item: item(),
            name: Some(BAD.into()),
            goods: vec![goods()],
            lent: Amount::new(5_000, "GBP"),
            due,
            wording: Some(BAD.into()),
        }),
        Paper::Seizure(Seizure {
            head: head(),
            agency: "Anytown Police".into(),
            officer: BAD.into(),
            theirs: "CR/12/26".into(),
            ours: "S-000001".into(),
            items: vec![Seized { item: Some(item()), goods: goods() }, Seized { item: None, goods: goods() }],
        }),
        day_sheet(head()),
        Paper::Invoice(Invoice {
            head: head(),
            number: "000042".into(),
            buyer: Some(BAD.into()),
            items: vec![SoldLine { item: item(), what: BAD.into(), price: Amount::new(19_900, "GBP") }],
            total: Amount::new(19_900, "GBP"),
            method: "card".into(),
            notes: vec!["Margin scheme: second-hand goods".into()],
        }),
        Paper::Receipt(DealReceipt {
            slip,
            number: Some(17),
            goods: vec![goods()],
            total,
            method: Some("cash".into()),
            wording: Some(BAD.into()),
        }),
        Paper::Test(head()),
    ]
}

/// What a printer of our own did: its pictures, and its lines; it refuses any other command.
fn printed(bytes: &[u8]) -> (Vec<(Vec<bool>, usize)>, Vec<String>) {
    let (mut pictures, mut text, mut at) = (Vec::new(), Vec::new(), 0);
    while at < bytes.len() {
        at += match &bytes[at..] {
            [0x1b, b'@', ..] => 2,
            [0x1b, b't', 16 | 19, ..]
            | [0x1b, b'a' | b'E', 0 | 1, ..]
            | [0x1b, b'd', 4, ..]
            | [0x1d, b'!', 0 | 0x11, ..] => 3,
            [0x1d, b'V', 66, 0, ..] => 4,
            [0x1d, b'v', b'0', 0, xl, xh, yl, yh, rest @ ..] => {
                let length = usize::from(*xl) + 256 * usize::from(*xh);
                let rows = usize::from(*yl) + 256 * usize::from(*yh);
                let dots = rest[..length * rows].iter().flat_map(|b| (0..8).map(move |n| b & 0x80 >> n != 0));
                pictures.push((dots.collect(), length * 8));
                8 + length * rows
            }
            [b'\n' | b' '..=b'~' | 0x80.., ..] => {
                text.push(bytes[at]);
                1
            }
            other => panic!("the printer was told {:02x?}", &other[..other.len().min(4)]),
        };
    }
    let line = |line: &[u8]| line.iter().map(|b| char::from(*b)).collect();
    (pictures, text.split(|b| *b == b'\n').map(line).collect())
}

fn decoded(dark: &[bool], width: usize, format: BarcodeFormat) -> String {
    let luma: Vec<u8> = dark.iter().map(|dark| if *dark { 0 } else { 255 }).collect();
    let height = luma.len() / width;
    let (width, height) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
    detect_in_luma(luma, width, height, Some(format)).expect("a code").getText().to_owned()
}

#[test]
fn every_paper_fits_every_printer_and_no_name_commands_one() {
    for (lang, paper) in
        [Lang::ENGLISH, Lang::FRENCH].into_iter().flat_map(|l| papers(false).into_iter().map(move |p| (l, p)))
    {
        let page = paper.page(&Words::new(lang)).unwrap();
        for (columns, charset) in [(32, Charset::Ascii), (42, Charset::Cp858), (48, Charset::Cp1252)] {
            let (_, lines) = printed(&page.bytes(columns, charset).unwrap());
            let widest = lines.iter().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns, "{paper:?} {columns}: {lines:#?}");
        }
        for columns in [32, 42, 80] {
            let text = page.plain(columns);
            let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= columns, "{paper:?} {columns}: {text}");
            assert!(!text.contains(['\u{1b}', '\u{1d}', '\u{9b}', '\r', '\u{202e}', '{']) || text.contains("\\u{1b}"));
            assert!(!text.contains(['\u{1b}', '\u{1d}', '\u{9b}', '\r', '\u{202e}']), "{text}");
        }
        let svg = page.svg();
        assert!(!svg.contains("<b>") && !svg.contains(['\u{1b}', '\u{202e}']), "names are text: {svg}");
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }
}

#[test]
fn the_bars_of_papers_are_read_again_from_every_paper() {
    for (n, expected) in [(0, code().bars()), (1, item().bars()), (3, item().bars()), (4, item().bars())] {
        let page = papers(false)[n].page(&Words::new(Lang::ENGLISH)).unwrap();
        for columns in [32, 42, 48] {
            let (pictures, lines) = printed(&page.bytes(columns, Charset::Ascii).unwrap());
            let (dark, width) = &pictures[0];
            assert_eq!(decoded(dark, *width, BarcodeFormat::CODE_128), expected, "{columns}");
            let spelt = crate::codes::OurCode::parse(&expected).unwrap().to_string();
            assert!(lines.iter().any(|line| line.trim() == spelt), "{spelt} in {lines:?}");
        }
    }
    let png = Bars::new(&code().bars()).unwrap().png(3).unwrap();
    let picture = image::load_from_memory(&png).unwrap().to_luma8();
    let dark: Vec<bool> = picture.pixels().map(|pixel| pixel.0[0] < 128).collect();
    assert_eq!(decoded(&dark, picture.width() as usize, BarcodeFormat::CODE_128), code().bars());
}

#[test]
fn the_bars_of_the_picture_are_read_too() {
    let svg = papers(false)[0].page(&Words::new(Lang::ENGLISH)).unwrap().svg();
    let (_, path) = svg.split_once("d=\"").unwrap();
    let mut dark = vec![false; 800 * 40];
    for bar in path.split('"').next().unwrap().split('M').skip(1) {
        let (x, rest) = bar.split_once(' ').unwrap();
        let (x, width): (usize, usize) =
            (x.parse().unwrap(), rest.split_once('h').unwrap().1.split('v').next().unwrap().parse().unwrap());
        for y in 0..40 {
            dark[y * 800 + x..y * 800 + x + width].fill(true);
        }
    }
    assert_eq!(decoded(&dark, 800, BarcodeFormat::CODE_128), code().bars());
}

#[test]
fn a_receipt_of_a_deal_still_proves_its_entry() {
    let page = papers(false)[8].page(&Words::new(Lang::ENGLISH)).unwrap();
    for columns in [32, 42, 48] {
        let (pictures, _) = printed(&page.bytes(columns, Charset::Ascii).unwrap());
        let (dark, width) = &pictures[0];
        assert_eq!(decoded(dark, *width, BarcodeFormat::QR_CODE), "7".repeat(493));
    }
}

#[test]
fn every_paper_of_training_says_so_first_and_last() {
    for lang in [Lang::ENGLISH, Lang::FRENCH] {
        let words = Words::new(lang);
        let band = words.say("paper-training");
        for (paper, real) in papers(true).into_iter().zip(papers(false)) {
            let text = paper.page(&words).unwrap().plain(80);
            assert_eq!(text.lines().next(), Some(band.as_str()), "{paper:?}");
            assert_eq!(text.lines().last(), Some(band.as_str()), "{paper:?}");
            assert!(!real.page(&words).unwrap().plain(80).contains(&band), "{paper:?}");
        }
    }
}

#[test]
fn the_slip_of_a_refusal_gives_no_reason_and_accuses_nobody() {
    for lang in [Lang::ENGLISH, Lang::FRENCH] {
        let slip = CannotBuy {
            head: Head { lines: vec![], ..head(false) },
            contact: vec!["+44 20 7946 0000".into()],
            reference: "D-17".into(),
            law: None,
        };
        let text = Paper::CannotBuy(slip).page(&Words::new(lang)).unwrap().plain(42).to_lowercase();
        assert!(text.contains("+44 20 7946 0000") && text.contains("d-17"), "{text}");
        for word in ["stolen", "theft", "listed", "blacklist", "police", "imei", "volé", "vol ", "signalé", "liste"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_day_sheet_says_what_is_missing_in_the_drawer() {
    let text = day_sheet(head(false)).page(&Words::new(Lang::ENGLISH)).unwrap().plain(42);
    let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert!(line("cash, out").ends_with("123.45 GBP"), "{text}");
    assert!(line("Difference").ends_with("-0.50 GBP"), "{text}");
    assert!(text.contains("Nobody named"), "{text}");
}

#[test]
fn amounts_have_the_places_of_their_currency() {
    for (minor, currency, written) in [
        (12_345, "GBP", "123.45 GBP"),
        (-5, "EUR", "-0.05 EUR"),
        (1_200, "JPY", "1200 JPY"),
        (1_234, "TND", "1.234 TND"),
    ] {
        assert_eq!(Amount::new(minor, currency).to_string(), written);
    }
}

#[test]
fn a_paper_that_waits_is_the_same_after_a_restart() {
    for paper in papers(true) {
        let kept = serde_json::to_vec(&paper).unwrap();
        assert_eq!(serde_json::from_slice::<Paper>(&kept).unwrap(), paper);
        assert!(!format!("{paper:?}").contains("Phönix"), "debug prints end in logs");
    }
}
