//! What holds for every document: the specimens read exactly, no single wrong character passes a
//! check digit, and no input of any kind panics or is accepted against its digits. The digits are
//! recomputed here from the standard's text (ICAO 9303 part 3, 4.9), not with the code under test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

#[path = "support/documents.rs"]
mod documents;

use chrono::NaiveDate;
use countercheck::document::{DocumentKind, DocumentPart, Evidence, Field, Form, Identity, UkLicence, read};
use documents::{Dice, LICENCE, MRV_A, MRV_B, ROWS, TD1, TD2, TD3, day, digit_holds, lines_hold, today};

fn text(field: Option<&Field<String>>) -> &str {
    field.map_or("", |f| f.value.as_str())
}

fn dates(identity: &Identity) -> [Option<NaiveDate>; 3] {
    let value = |f: &Option<Field<NaiveDate>>| f.as_ref().map(|f| f.value);
    [value(&identity.born), value(&identity.issued), value(&identity.expires)]
}

#[test]
fn the_specimens_of_the_standard_read_exactly() {
    for (zone, kind, number, optional) in [
        (TD3, DocumentKind::Passport, "L898902C3", "ZE184226B"),
        (TD1, DocumentKind::IdCard, "D23145890", ""),
        (TD2, DocumentKind::IdCard, "D23145890", ""),
    ] {
        let found = read(zone, today()).unwrap();
        assert_eq!((found.kind.value, found.form), (kind, Some(Form::Mrz)));
        assert_eq!((text(found.surname.as_ref()), text(found.given.as_ref())), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!((text(found.issuer.as_ref()), text(found.nationality.as_ref())), ("UTO", "UTO"));
        assert_eq!((text(found.number.as_ref()), text(found.optional.as_ref())), (number, optional));
        assert_eq!(dates(&found), [Some(day("1974-08-12")), None, Some(day("2012-04-15"))]);
        assert_eq!(found.sex, Some(Field::read('F')));
        assert!(found.expired_on(today()) && found.age_on(today()) == Some(52));
        // What a digit protects says so, and what none protects never does.
        for protected in [found.number.unwrap().evidence, found.born.unwrap().evidence, found.expires.unwrap().evidence]
        {
            assert_eq!(protected, Evidence::CheckDigit);
        }
        for open in [found.surname, found.given, found.issuer, found.nationality] {
            assert_eq!(open.unwrap().evidence, Evidence::Read);
        }
    }
    let visa = read(MRV_A, today()).unwrap();
    assert_eq!((visa.kind.value, text(visa.number.as_ref())), (DocumentKind::Visa, "L898902C"));
    assert_eq!(dates(&visa), [Some(day("1969-08-06")), None, Some(day("1994-06-23"))]);
    assert_eq!(read(MRV_B, today()).unwrap().kind.value, DocumentKind::Visa);
}

#[test]
fn the_licence_of_virginia_reads_exactly() {
    assert_eq!(LICENCE.len(), 327);
    let found = read(LICENCE, today()).unwrap();
    assert_eq!((found.kind.value, found.form), (DocumentKind::DrivingLicence, Some(Form::Aamva)));
    assert_eq!(text(found.number.as_ref()), "T64235789");
    assert_eq!(found.full_name().unwrap(), "MICHAEL JOHN SAMPLE JR");
    assert_eq!((text(found.surname.as_ref()), text(found.suffix.as_ref())), ("SAMPLE", "JR"));
    assert_eq!(dates(&found), [Some(day("1986-06-06")), Some(day("2019-06-06")), Some(day("2024-12-10"))]);
    assert_eq!((found.sex, text(found.issuer.as_ref())), (Some(Field::read('M')), "VA"));
    assert_eq!(text(found.address.as_ref()), "2300 WEST BROAD STREET, RICHMOND VA 232690000, USA");
    assert_eq!(found.number.unwrap().evidence, Evidence::Read);
}

#[test]
fn the_driver_number_is_that_of_the_eleventh_of_march() {
    for printed in ["MORGA753116SM9IJ", "MORGA753116SM9IJ 35", "morga753116sm9ij\r"] {
        let found = read(printed, today()).unwrap();
        assert_eq!(dates(&found), [Some(day("1976-03-11")), None, None], "{printed}");
        assert_eq!((found.sex, text(found.number.as_ref())), (Some(Field::typed('F')), "MORGA753116SM9IJ"));
        assert_eq!(found.number.unwrap().evidence, Evidence::Typed);
    }
    let person = Identity {
        surname: Some(Field::typed("Morgan".into())),
        given: Some(Field::typed("Sarah Meredyth".into())),
        born: Some(Field::typed(day("1976-11-03"))),
        ..Identity::empty()
    };
    let judged = UkLicence::parse("MORGA753116SM9IJ").unwrap().compare(&person);
    assert_eq!(
        judged.map(|(part, agrees)| (part, agrees.word())),
        [
            (DocumentPart::Surname, "agrees"),
            (DocumentPart::Given, "agrees"),
            (DocumentPart::Born, "disagrees"),
            (DocumentPart::Sex, "unknown"),
        ]
    );
}

#[test]
fn lines_come_as_scanners_send_them() {
    for zone in [TD1, TD2, TD3, MRV_A, MRV_B] {
        let whole = read(zone, today()).unwrap();
        for between in ["", "\r", "\r\n", "\n", "\t", " ", "\r]L0", "\n\n"] {
            let sent = zone.replace('\n', between);
            for text in [sent.clone(), format!("]L0{sent}\r\n"), sent.to_lowercase(), format!("\u{2}{sent}\u{3}")] {
                assert_eq!(read(&text, today()).unwrap(), whole, "{between:?}");
            }
        }
    }
}

/// Every protected place with every character of the alphabet, and with every other printable one.
/// What is accepted has the specimen's own values; only characters that are equal modulo 10
/// pass unseen, in a number or in optional data, where any character may stand.
#[test]
fn no_single_wrong_character_passes() {
    let (mut refused, mut repaired, mut equal) = (0, 0, 0);
    for (zone, rows) in [(TD3, &ROWS[0]), (TD2, &ROWS[1]), (TD1, &ROWS[2]), (MRV_A, &ROWS[3]), (MRV_B, &ROWS[4])] {
        let right = read(zone, today()).unwrap();
        for (line, column) in rows.protected() {
            let at = line * (rows.width + 1) + column;
            let original = zone.as_bytes()[at];
            for wrong in (b' ' + 1..=b'~').filter(|b| b.to_ascii_uppercase() != original) {
                let mut bytes = zone.as_bytes().to_vec();
                bytes[at] = wrong;
                let sent = String::from_utf8(bytes).unwrap();
                let Ok(found) = read(&sent, today()) else {
                    refused += 1;
                    continue;
                };
                let values = (&found.number, &found.optional);
                if dates(&found) == dates(&right)
                    && same(values.0.as_ref(), right.number.as_ref())
                    && same(values.1.as_ref(), right.optional.as_ref())
                {
                    let repairs = [
                        found.number.as_ref().map(|f| f.evidence),
                        found.optional.as_ref().map(|f| f.evidence),
                        found.born.map(|f| f.evidence),
                        found.expires.map(|f| f.evidence),
                    ];
                    let marked = repairs.contains(&Some(Evidence::Repaired));
                    let composite = rows.composite.is_some_and(|(_, place)| place == (line, column));
                    assert!(marked || composite || filler_for_zero(original, wrong), "{sent:?} at {line}:{column}");
                    repaired += 1;
                    continue;
                }
                assert_eq!(
                    documents::value(wrong) % 10,
                    documents::value(original) % 10,
                    "{sent:?} at {line}:{column}"
                );
                assert!(rows.is_free(line, column), "a date or digit changed unseen at {line}:{column}: {sent:?}");
                equal += 1;
            }
        }
    }
    println!("{refused} refused, {repaired} repaired with proof, {equal} equal modulo 10");
    assert!(refused > 10_000 && repaired > 20 && equal > 100);
}

fn same(a: Option<&Field<String>>, b: Option<&Field<String>>) -> bool {
    a.map(|f| &f.value) == b.map(|f| &f.value)
}

/// An unused field may have a filler or a zero for its digit, and a filler may end a field.
fn filler_for_zero(a: u8, b: u8) -> bool {
    documents::value(a) % 10 == documents::value(b) % 10
}

#[test]
fn a_hundred_thousand_altered_documents() {
    const INPUTS: usize = 100_000;
    let mut dice = Dice(0x00d0_c5ee_d001);
    let sources = [TD3, TD2, TD1, MRV_A, MRV_B, LICENCE, "MORGA753116SM9IJ 35"];
    let (mut zones, mut licences, mut numbers) = (0, 0, 0);
    for _ in 0..INPUTS {
        let source = sources[dice.below(sources.len())];
        let altered = dice.alter(source);
        let Ok(found) = read(&altered, today()) else { continue };
        match found.form {
            Some(Form::Mrz) => {
                zones += 1;
                assert!(lines_hold(&altered), "accepted against its check digits: {altered:?}");
            }
            Some(Form::Aamva) => licences += 1,
            _ => numbers += 1,
        }
        let texts = [&found.number, &found.surname, &found.given, &found.suffix, &found.address, &found.issuer];
        for value in texts.into_iter().flatten().map(|f| &f.value) {
            assert!(!value.is_empty() && value.chars().count() < 600, "{altered:?}");
            assert!(!value.contains(char::is_control), "{altered:?}");
        }
        assert!(found.born.is_none_or(|f| f.value <= today()), "{altered:?}");
    }
    println!(
        "of {INPUTS} altered documents {zones} zones, {licences} licences, {numbers} driver numbers were accepted"
    );
    assert!(zones > 1000 && licences > 1000 && numbers > 100);
}

/// Names and places that hold the letters of element codes.
const TRICKY: [&str; 10] = ["SAMPLE", "DADSON", "HADDAD", "MCDAD", "DAVID", "ADDAMS", "BUDDDA", "DACOSTA", "DBA", "OD"];
const CITIES: [&str; 6] = ["RICHMOND", "DALLAS", "DAYTON", "ST PAUL", "OLD DBC", "DAGDAH"];

/// What a made-up licence says: surname, given names, city, birth, expiry.
type Facts = (String, String, String, String, String);

/// A licence of any version with its elements in any order, LF between, and the facts in it.
fn made(dice: &mut Dice) -> (String, Facts) {
    let version = 1 + dice.below(10);
    let one = |dice: &mut Dice, of: &[&str]| of[dice.below(of.len())].to_owned();
    let (surname, first, middle) = (one(dice, &TRICKY), one(dice, &TRICKY), one(dice, &TRICKY));
    let city = one(dice, &CITIES);
    let (y, m, d) = (1930 + dice.below(80), 1 + dice.below(12), 1 + dice.below(28));
    let canada = version == 1 || dice.below(3) == 0;
    let date = |y: usize| if canada { format!("{y}{m:02}{d:02}") } else { format!("{m:02}{d:02}{y}") };
    let mut elements = vec![
        format!("DBB{}", date(y)),
        format!("DBA{}", date(2031)),
        "DBC1".to_owned(),
        format!("DAI{city}"),
        "DAG12 DADE AVE".to_owned(),
        "DAJTX".to_owned(),
        "DAK752010000".to_owned(),
        format!("DCG{}", if canada { "CAN" } else { "USA" }),
    ];
    let mandatory = ["DCAD", "DCBK", "DCDPH", "DBD06062019", "DAYBRO", "DAU068 in", "DCF2424244747474786102204"];
    elements.extend(mandatory.map(str::to_owned));
    if version > 3 {
        elements.extend(["DDEN", "DDFN", "DDGN"].map(str::to_owned));
    }
    match version {
        1 => elements.push(format!("DAA{surname},{first},{middle}")),
        2 | 3 => elements.extend([format!("DCS{surname}"), format!("DCT{first},{middle}")]),
        _ => elements.extend([format!("DCS{surname}"), format!("DAC{first}"), format!("DAD{middle}")]),
    }
    for at in (1..elements.len()).rev() {
        let other = dice.below(at + 1);
        elements.swap(at, other);
    }
    elements.insert(0, "DAQ12345678".to_owned());
    let file = if version == 1 { "AAMVA6360000101" } else { "ANSI " };
    let rest = if version == 1 { String::new() } else { format!("636000{version:02}0001") };
    let offset = dice.below(9999);
    let text = format!("@\n\x1e\r{file}{rest}DL{offset:04}0278DL{}\r", elements.join("\n"));
    (text, (surname, format!("{first} {middle}"), city, format!("{y}-{m:02}-{d:02}"), format!("2031-{m:02}-{d:02}")))
}

/// With separators everything reads exactly, whatever the values hold. Without any, what is given
/// out is right or absent, but for one licence in a hundred whose names are made of element codes.
#[test]
fn licences_of_all_versions_read_exactly_or_say_less() {
    let mut dice = Dice(0x00d0_c5ee_d003);
    let (mut whole, mut wrong) = (0, Vec::new());
    for _ in 0..600 {
        let (licence, (surname, given, city, born, expires)) = made(&mut dice);
        let found = read(&licence, today()).unwrap_or_else(|why| panic!("{why}: {licence:?}"));
        assert_eq!(
            (text(found.surname.as_ref()), text(found.given.as_ref())),
            (surname.as_str(), given.as_str()),
            "{licence:?}"
        );
        assert_eq!(dates(&found), [Some(day(&born)), Some(day("2019-06-06")), Some(day(&expires))], "{licence:?}");
        assert_eq!(
            text(found.address.as_ref()).split(", ").nth(1),
            Some(format!("{city} TX 752010000").as_str()),
            "{licence:?}"
        );
        let glued: String = licence.chars().filter(|c| !c.is_control()).collect();
        let Ok(less) = read(&glued, today()) else { continue };
        let right = |a: &Option<Field<String>>, b: &Option<Field<String>>| a.is_none() || a == b;
        let fine = right(&less.surname, &found.surname)
            && right(&less.given, &found.given)
            && right(&less.address, &found.address)
            && dates(&less) == dates(&found)
            && less.number == found.number;
        if fine {
            whole += usize::from(less == found);
        } else {
            wrong.push(format!(
                "{glued:?}: {:?} {:?} {:?}",
                less.surname.map(|f| f.value),
                less.given.map(|f| f.value),
                less.address.map(|f| f.value)
            ));
        }
    }
    println!("of 600 licences without separators {whole} read whole, {} wrong", wrong.len());
    assert!(wrong.len() <= 6, "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    assert!(whole > 60);
}

#[test]
fn the_recomputed_digits_are_those_of_the_standard() {
    for (data, check) in [("D23145890734", b'9'), ("340712", b'7'), ("AB2134<<<", b'5')] {
        assert!(digit_holds(data.as_bytes(), check));
    }
    for zone in [TD1, TD2, TD3, MRV_A, MRV_B] {
        assert!(lines_hold(zone));
    }
    assert!(!lines_hold(&TD3.replacen("740812", "750812", 1)));
}
