//! Which number a text is: by label, by bars, by length and check digit, in that order of trust.

use super::clean::{Cleaned, clean};
use super::label::{self, Label};
use super::{Check, Identified, Imei, Kind, MAX_TEXT, Note, Part, Rejected, Rejection, Symbology};
use super::{document, eid, gtin, iccid, meid, pesn, placeholder, reporting, serial, shown};
use crate::codes::{Misread, OurCode};

/// Identifies one number, with or without a label in front and an SVN behind.
///
/// `symbology` is what the scanner said about the bars, where it said anything: 14 digits from an
/// EAN or ITF-14 code are a GTIN and nothing else. AIM identifiers, code-id characters and
/// configured prefixes are the scanner's, and are cut off before.
pub fn identify(text: &str, symbology: Option<Symbology>) -> Result<Identified, Rejected> {
    if text.len() > MAX_TEXT {
        let message = format!("{} bytes, at most {MAX_TEXT} are read", text.len());
        return Err(Rejected::new(Kind::Unknown, Rejection::new(Part::Length, message)));
    }
    // Each of ours has the form of a serial number too; its check digit says whose it is.
    if let Some(code) = OurCode::read(text) {
        return ours(text, code);
    }
    if let Some(found) = document::identified(text) {
        return found;
    }
    if let Some((label, rest)) = label::leading(text) {
        return under_label(label, rest);
    }
    let read = clean(text).map_err(|why| Rejected::new(guess(text), why))?;
    let found = bare(&read, symbology)?;
    if found.imei().is_some() && symbology.is_some_and(Symbology::is_trade_only) {
        let message = format!("{} comes from bars that hold trade numbers, never an IMEI", shown(&read.text));
        return Err(Rejected::new(Kind::Gtin, Rejection::new(Part::Format, message)));
    }
    let unusual = matches!(symbology, Some(Symbology::Code39 | Symbology::Other)) && found.imei().is_some();
    Ok(if unusual { found.with(Note::UnusualSymbology) } else { found })
}

/// What this program printed itself.
fn ours(text: &str, code: Result<OurCode, Misread>) -> Result<Identified, Rejected> {
    code.map(|code| Identified::new(Kind::Label, code.to_string(), Check::Given)).map_err(|misread| {
        let (text, needed) = (shown(text.trim()), misread.needed);
        let message = format!("the check digit of our label {text} does not hold: {needed} is needed");
        Rejected::new(Kind::Label, Rejection::new(Part::Checksum, message))
    })
}

/// A value whose label says what it is: only that is tried.
pub(super) fn under_label(label: Label, text: &str) -> Result<Identified, Rejected> {
    let kind = kind_of(label);
    let reject = |why| Rejected::new(kind, why);
    let named = |refused: Rejected| Rejected { kind, ..refused };
    if label == Label::Serial {
        return serial::labelled(text).map_err(reject);
    }
    if let Label::Imsi | Label::Other = label {
        let what = if label == Label::Imsi { "names the SIM card" } else { "is not a number of a handset" };
        let message = format!("{} {what}, by its label", shown(text.trim()));
        return Err(reject(Rejection::new(Part::Component, message)));
    }
    let read = clean(text).map_err(reject)?;
    let decimal = read.text.bytes().all(|b| b.is_ascii_digit());
    match label {
        Label::Imei(slot) => handset(&read).map(|found| in_slot(found, slot)).map_err(named),
        Label::ImeiOrMeid(slot) if decimal && read.text.len() < 18 => {
            handset(&read).map(|found| in_slot(found, slot)).map_err(named)
        }
        Label::Imeisv => handset(&read).map_err(named),
        // Handsets without CDMA letters print their first 14 IMEI digits as MEID.
        Label::Meid if decimal && matches!(read.text.len(), 14 | 15) => {
            handset(&read).map(|found| found.with(Note::Also(Kind::Meid))).map_err(named)
        }
        Label::Meid | Label::ImeiOrMeid(_) => meid::read(&read.text).map(remarks).map_err(reject),
        Label::Eid if decimal => eid::read(&read.text).map_err(reject),
        Label::Eid => {
            Err(reject(Rejection::new(Part::Format, format!("the EID {} holds a letter", shown(&read.text)))))
        }
        Label::Iccid => iccid::read(&read.text).map_err(reject),
        Label::Gtin => gtin::read(&read.text).map_err(reject),
        Label::Pesn => pesn::read(&read.text).map_err(reject),
        Label::Serial | Label::Imsi | Label::Other => Err(reject(Rejection::new(Part::Format, "not a number"))),
    }
}

/// Adds what is known about the first digits and the body of an IMEI.
pub(super) fn remarks(mut found: Identified) -> Identified {
    let Some(imei) = found.imei() else { return found };
    let body = imei.body();
    match placeholder::note(body.as_str()) {
        Some(note @ Note::Placeholder) => return found.with(note),
        Some(note) => found = found.with(note),
        None => {}
    }
    match reporting::note(body.as_str()) {
        Some(note) => found.with(note),
        None => found,
    }
}

fn kind_of(label: Label) -> Kind {
    match label {
        Label::Imei(_) | Label::ImeiOrMeid(_) => Kind::Imei,
        Label::Imeisv => Kind::Imeisv,
        Label::Meid => Kind::Meid,
        Label::Eid => Kind::Eid,
        Label::Iccid => Kind::Iccid,
        Label::Serial => Kind::Serial,
        Label::Gtin => Kind::Gtin,
        Label::Pesn => Kind::Pesn,
        Label::Imsi | Label::Other => Kind::Unknown,
    }
}

fn in_slot(found: Identified, slot: Option<u8>) -> Identified {
    match slot {
        Some(slot) => found.with(Note::Slot(slot)),
        None => found,
    }
}

/// Without a label: the order of facts is by length, and within a length by check digit.
fn bare(read: &Cleaned, symbology: Option<Symbology>) -> Result<Identified, Rejected> {
    let text = read.text.as_str();
    let gs1 = symbology.is_some_and(Symbology::is_gs1);
    let trade = gs1 || symbology.is_some_and(Symbology::is_trade_only);
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return with_letters(read);
    }
    // Application identifier 01 and a GTIN-14, or an IMEISV of the American range.
    let element = text.len() == 16 && text.starts_with("01") && gtin::holds(&text[2..]);
    let as_kind = |kind| move |why| Rejected::new(kind, why);
    match text.len() {
        32 => eid::read(text).map_err(as_kind(Kind::Eid)),
        19 | 20 if text.starts_with("89") => iccid::read(text).map_err(as_kind(Kind::Iccid)),
        18 | 19 => meid::read(text).map(remarks).map_err(as_kind(Kind::Meid)),
        16 if gs1 && element => gtin::read(&text[2..]).map_err(as_kind(Kind::Gtin)),
        14 if trade && (gtin::holds(text) || !gs1) => gtin::read(text).map_err(as_kind(Kind::Gtin)),
        8 if pesn::fits(text) && !gtin::holds(text) => pesn::read(text).map_err(as_kind(Kind::Pesn)),
        8 if pesn::fits(text) => {
            gtin::read(text).map(|found| found.with(Note::Also(Kind::Pesn))).map_err(as_kind(Kind::Gtin))
        }
        8 | 12 | 13 => gtin::read(text).map_err(as_kind(Kind::Gtin)),
        _ if element || (text.len() == 14 && gtin::holds(text)) => {
            handset(read).map(|found| found.with(Note::Also(Kind::Gtin)))
        }
        _ => handset(read),
    }
}

fn with_letters(read: &Cleaned) -> Result<Identified, Rejected> {
    let text = read.text.as_str();
    let hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    let lettered = hex && text.starts_with(|c: char| c.is_ascii_alphabetic());
    match text.len() {
        14 | 15 if lettered => meid::read(text).map_err(|why| Rejected::new(Kind::Meid, why)),
        // Most likely an IMEI with a letter in it; one such default is 0123456789ABCDE.
        14 | 15 if hex => Err(stray_letter(text)),
        20 if text.starts_with("89") && text.ends_with('F') => {
            iccid::read(text).map_err(|why| Rejected::new(Kind::Iccid, why))
        }
        8 if pesn::fits(text) => pesn::read(text).map_err(|why| Rejected::new(Kind::Pesn, why)),
        _ => {
            let whole = (read.groups.len() == 1).then_some(text);
            whole.and_then(serial::bare).ok_or_else(|| stray_letter(text))
        }
    }
}

/// 14, 15 or 16 digits of a handset; any other length is refused as one.
fn handset(read: &Cleaned) -> Result<Identified, Rejected> {
    let text = read.text.as_str();
    if text.bytes().any(|b| !b.is_ascii_digit()) {
        return Err(stray_letter(text));
    }
    let found = match text.len() {
        16 => imeisv(text),
        _ => imei(text)?,
    };
    let old = matches!(read.groups.get(..3), Some([6, 2, 6]));
    let found = match &read.svn {
        Some(svn) => software_version(found, svn),
        None => found,
    };
    Ok(if old && !found.is_placeholder() { found.with(Note::OldTacFac) } else { found })
}

fn imei(text: &str) -> Result<Identified, Rejected> {
    let read = Imei::from_compact(text).map_err(|why| network_form(text, why))?;
    let mut found = Identified::new(Kind::Imei, read.digits(), read.check());
    if read.check() == Check::Computed {
        found = found.with(Note::CheckComputed);
    } else if reporting::looks_like_imsi(text) {
        found = found.with(Note::ImsiLookAlike);
    }
    // Body 99 is the global hexadecimal administrator: the same digits are a MEID.
    found = if text.starts_with("99") { found.with(Note::Also(Kind::Meid)) } else { found };
    Ok(remarks(found))
}

fn imeisv(text: &str) -> Identified {
    let found = remarks(Identified::new(Kind::Imeisv, text, Check::None));
    if text.ends_with("99") { found.with(Note::ReservedSvn) } else { found }
}

fn software_version(found: Identified, svn: &str) -> Identified {
    let found = found.with(Note::Svn(svn.to_owned()));
    if svn == "99" { found.with(Note::ReservedSvn) } else { found }
}

/// Says more about 15 digits whose check digit fails: networks transmit a 0 in its place, and a
/// subscriber number has none.
fn network_form(text: &str, mut why: Rejection) -> Rejected {
    let mut rejected = Rejected::new(Kind::Imei, why.clone());
    if why.part != Part::Checksum {
        return rejected;
    }
    if let Some(Note::Placeholder) = placeholder::note(&text[..14]) {
        why.message.push_str("; it is a factory default and identifies no handset");
    } else if let Some(body) = super::Imei14::from_digits(&text[..14]).filter(|_| text.ends_with('0')) {
        let corrected = Imei::completed(body);
        let offer = format!("; if it is the form that networks use, the IMEI is {}", corrected.digits());
        why.message.push_str(&offer);
        rejected.correction = Some(corrected);
    }
    if reporting::looks_like_imsi(text) {
        why.message.push_str("; it begins like the number of a SIM card (IMSI)");
    }
    rejected.rejection = why;
    rejected
}

fn stray_letter(text: &str) -> Rejected {
    let found = text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let kind = if digits >= 10 { Kind::Imei } else { Kind::Unknown };
    let message = match found {
        Some((at, c)) if kind == Kind::Imei => {
            format!("{} holds the letter {c} at position {}, an IMEI has digits only", shown(text), at + 1)
        }
        _ => format!("{} has the form of no number that is known", shown(text)),
    };
    Rejected::new(kind, Rejection::new(Part::Format, message))
}

/// What a text was most likely meant to be when not even its characters fit.
fn guess(text: &str) -> Kind {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    if (14..=18).contains(&digits) { Kind::Imei } else { Kind::Unknown }
}
