//! Typed text into the row that is asked for.

use super::{Deal, LineStep, Step};
use crate::document::{Field, Identity};
use crate::ledger::closures::day_of;
use crate::policy::Ask;
use crate::till::State;
use chrono::{Days, NaiveDate};

/// Longest text of a row.
pub(super) const TEXT_CHARS: usize = 200;
/// Highest price that is taken, in minor units: more is a slip of the finger, or a barcode.
pub(super) const HIGHEST: u64 = 100_000_000;

/// Why a typed text is not taken, as the catalogues' key of the sentence.
pub(super) type Slip = &'static str;

/// Takes a text for a row of the deal in front.
pub(super) fn take(state: &mut State, step: Step, text: &str) -> Result<(), Slip> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(TEXT_CHARS).collect();
    let today = day_of(state.now.wall, state.setup.zone);
    let minor = minor_digits(&state.setup.deals.currency);
    let Some(deal) = state.deal_mut() else { return Err("deal-slip-writing") };
    if text.is_empty() {
        return Err("deal-slip-empty");
    }
    match step {
        Step::Line(no, what) => of_line(deal, no, what, (&text, minor)),
        Step::Person(ask) => of_person(deal, ask, &text, today),
        Step::Fault if tells_a_code(&text) => Err("deal-slip-passcode"),
        Step::Fault => {
            put(deal, "fault", text);
            Ok(())
        }
        Step::Due => {
            deal.due = Some(due(&text, today).ok_or("deal-slip-due")?);
            Ok(())
        }
        Step::BookPage => {
            deal.book_page = Some(text.parse().ok().filter(|n| *n > 0).ok_or("deal-slip-page")?);
            Ok(())
        }
        Step::Against => {
            deal.against = Some(text.parse().ok().filter(|n| *n > 0).ok_or("deal-slip-item")?);
            Ok(())
        }
        // A word on a warning that is resolved: why.
        Step::Warning(n) => {
            let warning = deal.warnings.get_mut(n).ok_or("deal-slip-choose")?;
            warning.reason = Some(text);
            Ok(())
        }
        Step::First | Step::Payment | Step::DocumentKind | Step::Declaration | Step::Confirm => Err("deal-slip-choose"),
    }
}

fn put(deal: &mut Deal, word: &str, text: String) {
    deal.told.insert(word.to_owned(), text);
}

fn of_line(deal: &mut Deal, no: u32, step: LineStep, (text, minor): (&str, u32)) -> Result<(), Slip> {
    let line = deal.lines.iter_mut().find(|l| l.no == no).ok_or("deal-slip-choose")?;
    match step {
        LineStep::Ask(Ask::Price) => line.price = Some(price(text, minor).ok_or("deal-slip-price")?),
        LineStep::Ask(Ask::GoodsPicture) | LineStep::Lock => return Err("deal-slip-choose"),
        LineStep::Number | LineStep::Tray | LineStep::Box => return Err("deal-slip-number"),
        LineStep::Ask(ask) => {
            line.told.insert(ask.word().to_owned(), text.to_owned());
        }
    }
    Ok(())
}

fn of_person(deal: &mut Deal, ask: Ask, text: &str, today: NaiveDate) -> Result<(), Slip> {
    let text = text.to_owned();
    let who = &mut deal.identity;
    match ask {
        Ask::Name => {
            // The last word is the family name, unless a comma says otherwise.
            let (given, surname) = match text.split_once(',') {
                Some((surname, given)) => (given.trim(), surname.trim()),
                None => text.rsplit_once(' ').map_or(("", text.as_str()), |(given, surname)| (given.trim(), surname)),
            };
            who.surname = Some(Field::typed(surname.to_owned()));
            who.given = (!given.is_empty()).then(|| Field::typed(given.to_owned()));
            who.suffix = None;
        }
        Ask::Document => {
            if text.chars().filter(|c| c.is_alphanumeric()).count() < 4 {
                return Err("deal-slip-document");
            }
            who.number = Some(Field::typed(text));
            who.form = None;
            deal.told.remove("document_kind");
        }
        Ask::Born => {
            let born = date(&text).filter(|day| *day < today).ok_or("deal-slip-date")?;
            who.born = Some(Field::typed(born));
        }
        Ask::DocumentIssued => who.issued = Some(Field::typed(date(&text).ok_or("deal-slip-date")?)),
        Ask::DocumentExpires => who.expires = Some(Field::typed(date(&text).ok_or("deal-slip-date")?)),
        Ask::DocumentIssuer => who.issuer = Some(Field::typed(text)),
        Ask::Address => who.address = Some(Field::typed(text)),
        Ask::Sex => {
            let mut letters = text.chars().map(|c| c.to_ascii_uppercase());
            let sex = letters.next().filter(|c| matches!(c, 'M' | 'F' | 'X')).ok_or("deal-slip-sex")?;
            who.sex = Some(Field::typed(sex));
        }
        Ask::Phone => {
            if text.bytes().filter(u8::is_ascii_digit).count() < 5 {
                return Err("deal-slip-phone");
            }
            put(deal, ask.word(), text);
            return Ok(());
        }
        Ask::DocumentPicture | Ask::SellerPicture => return Err("deal-slip-choose"),
        _ => {
            put(deal, ask.word(), text);
            return Ok(());
        }
    }
    deal.how.get_or_insert(super::How::Typed);
    super::scans::note_age(deal, today);
    Ok(())
}

/// `2001-03-04`, `04.03.2001`, `04/03/2001`, `04032001`: day before month, as every form here asks.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let year_first = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let formats = ["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %m %Y", "%d%m%Y"];
    let found = year_first.or_else(|| formats.iter().find_map(|f| NaiveDate::parse_from_str(text, f).ok()))?;
    (1880..2200).contains(&chrono::Datelike::year(&found)).then_some(found)
}

/// A day, or a number of days from today.
fn due(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    if let Ok(days) = text.parse::<u64>()
        && (1..=3660).contains(&days)
    {
        return today.checked_add_days(Days::new(days));
    }
    date(text).filter(|day| *day > today)
}

/// Digits behind the point, by ISO 4217; most currencies have two.
pub(super) fn minor_digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "XOF" | "XAF" | "UGX" | "RWF" | "PYG" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// `120`, `120.5`, `120,50` in minor units; nothing else, so that no barcode becomes a price.
pub(super) fn price(text: &str, minor: u32) -> Option<u64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let places = usize::try_from(minor).ok()?;
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places || whole.len() > 9 {
        return None;
    }
    let part = format!("{part:0<places$}");
    let amount: u64 = format!("{whole}{part}").parse().ok()?;
    (amount <= HIGHEST).then_some(amount)
}

/// Whether a text gives a handset's code away: such a code belongs on paper, and goes back with it.
fn tells_a_code(text: &str) -> bool {
    const WORDS: [&str; 10] =
        ["pin", "passcode", "password", "passwort", "kennwort", "code", "mot", "schéma", "pattern", "puk"];
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let names = words.clone().any(|w| WORDS.contains(&w));
    names && words.any(|w| w.len() >= 4 && w.bytes().filter(u8::is_ascii_digit).count() >= 4)
}

/// Removes from an identity what the policy does not want kept.
pub(super) fn only_wanted(who: Identity, wanted: &dyn Fn(Ask) -> bool) -> Identity {
    let keep = |ask: Ask| wanted(ask);
    let name = keep(Ask::Name);
    Identity {
        number: who.number.filter(|_| keep(Ask::Document)),
        issuer: who.issuer.filter(|_| keep(Ask::DocumentIssuer)),
        issued: who.issued.filter(|_| keep(Ask::DocumentIssued)),
        expires: who.expires.filter(|_| keep(Ask::DocumentExpires)),
        surname: who.surname.filter(|_| name),
        given: who.given.filter(|_| name),
        suffix: who.suffix.filter(|_| name),
        born: who.born.filter(|_| keep(Ask::Born)),
        address: who.address.filter(|_| keep(Ask::Address)),
        sex: who.sex.filter(|_| keep(Ask::Sex)),
        // No form asks for it.
        nationality: None,
        optional: None,
        ..who
    }
}
