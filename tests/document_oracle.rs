//! Zones against the Python package `mrz` (0.6.2), which runs as a separate program: what is
//! accepted here, it accepts with the same values, and what it accepts, is accepted here, except
//! where this project is stricter by a named rule. Skips, saying so, where python3 or the package is absent.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may fail it")]

#[path = "support/documents.rs"]
mod documents;

use countercheck::document::{DocumentError, Evidence, Field, Identity, read};
use documents::{Dice, digit_of, today};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

const ZONES: usize = 6000;

/// One zone as a JSON text in; verdict on the digits and the fields out, per line.
const ORACLE: &str = r#"
import sys, json
try:
    from importlib.metadata import version
    from mrz.checker.td1 import TD1CodeChecker
    from mrz.checker.td2 import TD2CodeChecker
    from mrz.checker.td3 import TD3CodeChecker
    from mrz.checker.mrva import MRVACodeChecker
    from mrz.checker.mrvb import MRVBCodeChecker
except ImportError:
    sys.exit(3)
print(json.dumps(version("mrz")))
for line in sys.stdin.buffer:
    text = json.loads(line)
    size = len(text.split("\n")[0])
    visa = text.startswith("V")
    by_size = {30: TD1CodeChecker, 36: MRVBCodeChecker if visa else TD2CodeChecker, 44: MRVACodeChecker if visa else TD3CodeChecker}
    try:
        zone = by_size[size](text, check_expiry=False)
        digits = [zone.document_number_hash, zone.birth_date_hash, zone.expiry_date_hash]
        if not visa:
            digits.append(zone.final_hash)
        if size == 44 and not visa:
            digits.append(zone.optional_data_hash)
        f = zone.fields()
        fields = [f.surname, f.name, f.document_number, f.birth_date, f.expiry_date, f.sex, f.country, f.nationality]
        print(json.dumps([all(digits) and all(c.isdigit() for c in f.document_number_hash), fields]))
    except Exception as error:
        print(json.dumps([False, [type(error).__name__]]))
"#;

fn ask(zones: &[String]) -> Result<Vec<(bool, Vec<String>)>, String> {
    let mut child = Command::new("python3")
        .args(["-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("python3 does not start: {error}"))?;
    let mut stdin = child.stdin.take().unwrap();
    let lines: Vec<String> = zones.iter().map(|zone| serde_json::to_string(zone).unwrap()).collect();
    // Written from a thread: both pipes are smaller than the data.
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| writeln!(stdin, "{line}")));
    let output = child.wait_with_output().unwrap();
    let written = writer.join().unwrap();
    match output.status.code() {
        Some(3) => return Err("the Python package mrz is not installed".to_owned()),
        Some(0) => written.unwrap(),
        code => panic!("the oracle failed with {code:?}"),
    }
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    let version: String = serde_json::from_str(lines.next().unwrap()).unwrap();
    if version != "0.6.2" {
        return Err(format!("the Python package mrz is {version}, the comparison is with 0.6.2"));
    }
    Ok(lines.map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A zone with made-up values and right digits.
fn made(dice: &mut Dice) -> String {
    const SURNAMES: [&str; 5] = ["ERIKSSON", "DE<LA<CRUZ", "NG", "OCONNOR<SMITH", "VANDERWAALSVANDERWAALS"];
    const GIVEN: [&str; 4] = ["ANNA<MARIA", "X", "JEAN<LUC<HENRI", "YUKI"];
    const STATES: [&str; 5] = ["UTO", "GBR", "FRA", "D<<", "USA"];
    let some = |dice: &mut Dice, of: &[&str]| of[dice.below(of.len())].to_owned();
    let number: String =
        (0..5 + dice.below(5)).map(|_| char::from(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ"[dice.below(33)])).collect();
    let date = |dice: &mut Dice| format!("{:02}{:02}{:02}", dice.below(100), 1 + dice.below(12), 1 + dice.below(28));
    let with_digit = |data: String| format!("{data}{}", char::from(digit_of(data.as_bytes())));
    let names = format!("{}<<{}", some(dice, &SURNAMES), some(dice, &GIVEN));
    let (state, nationality) = (some(dice, &STATES), some(dice, &STATES));
    let (born, expires) = (with_digit(date(dice)), with_digit(date(dice)));
    let sex = ["M", "F", "<"][dice.below(3)];
    let number = with_digit(format!("{number:<<9}"));
    let fill = |text: String, width: usize| format!("{text:<<width$}")[..width].to_owned();
    match dice.below(5) {
        0 => {
            let line1 = fill(format!("P<{state}{names}"), 44);
            let tail = with_digit(fill(format!("{}", dice.below(99_999)), 14));
            let whole = digit_of(format!("{number}{born}{expires}{tail}").as_bytes());
            format!("{line1}\n{number}{nationality}{born}{sex}{expires}{tail}{}", char::from(whole))
        }
        1 => {
            let line1 = fill(format!("I<{state}{names}"), 36);
            let whole = digit_of(format!("{number}{born}{expires}<<<<<<<").as_bytes());
            format!("{line1}\n{number}{nationality}{born}{sex}{expires}<<<<<<<{}", char::from(whole))
        }
        2 => {
            let line1 = fill(format!("I<{state}{number}"), 30);
            let whole = digit_of(format!("{}{born}{expires}<<<<<<<<<<<", &line1[5..]).as_bytes());
            let line3 = fill(names, 30);
            format!("{line1}\n{born}{sex}{expires}{nationality}<<<<<<<<<<<{}\n{line3}", char::from(whole))
        }
        3 => {
            fill(format!("V<{state}{names}"), 44)
                + "\n"
                + &fill(format!("{number}{nationality}{born}{sex}{expires}"), 44)
        }
        _ => {
            fill(format!("V<{state}{names}"), 36)
                + "\n"
                + &fill(format!("{number}{nationality}{born}{sex}{expires}"), 36)
        }
    }
}

/// Puts another character of the alphabet somewhere, two times out of three.
fn maybe_altered(dice: &mut Dice, zone: String) -> String {
    if dice.below(3) == 0 {
        return zone;
    }
    let mut bytes = zone.into_bytes();
    let at = dice.below(bytes.len());
    if bytes[at] != b'\n' {
        bytes[at] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"[dice.below(37)];
    }
    String::from_utf8(bytes).unwrap()
}

fn ours(found: &Identity) -> Vec<String> {
    let text = |f: &Option<Field<String>>| f.as_ref().map_or(String::new(), |f| f.value.clone());
    let date = |f: &Option<Field<chrono::NaiveDate>>| {
        f.as_ref().map_or(String::new(), |f| f.value.format("%y%m%d").to_string())
    };
    let sex = found.sex.as_ref().map_or('X', |f| f.value).to_string();
    vec![
        text(&found.surname),
        text(&found.given),
        text(&found.number),
        date(&found.born),
        date(&found.expires),
        sex,
        text(&found.issuer),
        text(&found.nationality),
    ]
}

fn letter_in_date(theirs: &[String]) -> bool {
    theirs.iter().skip(3).take(2).any(|date| date.contains(|c: char| c.is_ascii_uppercase()))
}

fn is_repaired(found: &Identity) -> bool {
    let dates = [&found.born, &found.expires].into_iter().flatten().map(|f| f.evidence);
    let texts = [&found.number, &found.optional].into_iter().flatten().map(|f| f.evidence);
    dates.chain(texts).any(|e| e == Evidence::Repaired)
}

#[test]
fn zones_agree_with_the_python_package() {
    let mut dice = Dice(0x00d0_c5ee_d002);
    let zones: Vec<String> = (0..ZONES)
        .map(|_| {
            let zone = made(&mut dice);
            maybe_altered(&mut dice, zone)
        })
        .collect();
    let told = match ask(&zones) {
        Ok(told) => told,
        Err(why) => {
            println!("skipped: {why}");
            return;
        }
    };
    assert_eq!(told.len(), zones.len());
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (zone, (holds, theirs)) in zones.iter().zip(&told) {
        let class = match read(zone, today()) {
            // L and 1 are equal modulo 10: there a letter passes for a digit, here a date has none.
            Err(_) if *holds && letter_in_date(theirs) => "a letter in a date, refused here",
            Ok(found) if *holds && letter_in_date(theirs) && is_repaired(&found) => "a letter in a date, repaired here",
            Ok(found) if *holds && agree(&ours(&found), theirs) => "both accept, the same values",
            Ok(found) if !*holds && is_repaired(&found) => "repaired here, refused there",
            // A letter in the place of the last digit is repaired, and no field is marked for it.
            Ok(_) if !*holds && zone.ends_with(|c: char| c.is_ascii_uppercase()) => "repaired here, refused there",
            Err(_) if !*holds => "both refuse",
            Err(DocumentError::Character { .. }) => "digits hold, a character is out of place",
            Err(DocumentError::Missing { .. }) => "digits hold, a field begins with a filler",
            Err(DocumentError::Date { .. }) => "digits hold, no day of the calendar",
            Err(DocumentError::NotADocument | DocumentError::Length { .. }) => "no document code",
            other => {
                wrong.push(format!("{zone:?}: ours {:?}, theirs {holds} {theirs:?}", other.as_ref().map(ours)));
                "wrong"
            }
        };
        *classes.entry(class).or_default() += 1;
    }
    println!("{ZONES} zones: {classes:?}");
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(classes["both accept, the same values"] > ZONES / 4 && classes["both refuse"] > ZONES / 10);
}

/// The package shows a sex that is not said as `X` or a filler, and keeps fillers inside numbers as spaces.
fn agree(ours: &[String], theirs: &[String]) -> bool {
    let plain = |text: &String| text.replace(['<', ' '], "");
    ours.len() == theirs.len()
        && ours
            .iter()
            .zip(theirs)
            .enumerate()
            .all(|(at, (a, b))| plain(a) == plain(b) || (at == 5 && a == "X" && !matches!(b.as_str(), "M" | "F")))
}
