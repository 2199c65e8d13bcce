//! A scan's raw bytes to the numbers in it. Pure.
//!
//! What the scanner added is taken off: AIM identifier, one letter of code id, the configured
//! prefix and suffix, terminators. Then `imei` judges, first the text as a whole, then each part
//! between control bytes by itself, so that a stray code in the same burst hides no number.

mod aim;
#[cfg(test)]
mod tests;

use super::bytes::{chars, escape, printable};
use super::decoder::without_sequences;
use super::input::Trouble;
use super::layout::{azerty_digits, is_alt_numpad};
use super::settings::ScanSettings;
use crate::document;
use crate::imei::{Check, Identified, Kind, Note, Rejected, Symbology, identify, identify_all};

/// What a scan held.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// The numbers that were read, in order, none twice.
    pub identifiers: Vec<Identified>,
    /// What looked like a number and is none, with the reason.
    pub rejected: Vec<Rejected>,
    /// What was wrong with the scan as a whole.
    pub trouble: Option<Trouble>,
    /// The bytes for display, controls spelt out, at most 200 characters of them.
    pub text: String,
}

impl std::fmt::Debug for Frame {
    /// Numbers are personal data: counts only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (read, rejected) = (self.identifiers.len(), self.rejected.len());
        write!(f, "Frame({read} read, {rejected} rejected, {:?}, {} bytes of text)", self.trouble, self.text.len())
    }
}

/// Reads the numbers in a scan's bytes.
///
/// ```
/// use countercheck::imei::Check;
/// use countercheck::scan::{ScanSettings, read};
/// let frame = read(b"]C0D352099001761481\r\n", &ScanSettings::default());
/// assert_eq!(frame.identifiers[0].value, "352099001761481");
/// assert_eq!(frame.text, "]C0D352099001761481\\r\\n");
/// ```
pub fn read(raw: &[u8], settings: &ScanSettings) -> Frame {
    let text: String = chars(&without_sequences(raw)).collect();
    let mut frame = Frame { identifiers: Vec::new(), rejected: Vec::new(), trouble: None, text: escape(raw) };
    if !text.contains(|c| printable(c) && c != ' ') {
        frame.trouble = Some(Trouble::ControlBytes);
        return frame;
    }
    if is_alt_numpad(&text) {
        frame.trouble = Some(Trouble::AltNumpad);
        return frame;
    }
    let document = document_in(&text, settings);
    if document::form(&document).is_some() {
        // Nothing in it is a handset's number, whatever its digits look like.
        match identify(&document, None) {
            Ok(found) => frame.identifiers.push(found),
            Err(why) => frame.rejected.push(why),
        }
        return frame;
    }
    let parts: Vec<Part<'_>> = text.split(|c: char| c.is_control()).filter_map(|p| Part::of(p, settings)).collect();
    // Several codes in one burst, each with its own identifier: no one of them speaks for the others.
    let codes = parts.iter().filter(|p| p.symbology.is_some()).count();
    if let Some(whole) = Part::of(&text, settings).filter(|_| codes <= 1) {
        frame.take_whole(&whole);
    }
    if frame.identifiers.is_empty() {
        frame.take_parts(&parts);
    }
    frame
}

/// The whole text of a scan for room `document`: separators kept, the configured prefix and suffix
/// taken off, of each line of a passport or card by itself.
///
/// ```
/// use countercheck::scan::{ScanSettings, frame};
/// let settings = ScanSettings { prefix: "~".into(), ..ScanSettings::default() };
/// assert_eq!(frame::document_text(b"~7408122F1204159UTO<<<<<<<<<<<6\r", &settings), "7408122F1204159UTO<<<<<<<<<<<6\r");
/// ```
pub fn document_text(raw: &[u8], settings: &ScanSettings) -> String {
    document_in(&chars(&without_sequences(raw)).collect::<String>(), settings)
}

fn document_in(text: &str, settings: &ScanSettings) -> String {
    let (prefix, suffix) = (settings.prefix.as_str(), settings.suffix.as_str());
    if prefix.is_empty() && suffix.is_empty() {
        return text.to_owned();
    }
    let bare = |piece: &str| {
        let inner = piece.strip_prefix(prefix).unwrap_or(piece);
        let end = inner.trim_end_matches(|c: char| c.is_control());
        let kept = end.strip_suffix(suffix).unwrap_or(end);
        format!("{kept}{}", &inner[end.len()..])
    };
    let whole = bare(text);
    // A licence is one code: what looks like a suffix inside it is its own.
    if document::form(&whole) == Some(document::Form::Aamva) {
        return whole;
    }
    text.split_inclusive(|c: char| c.is_control()).map(bare).collect()
}

/// A piece of a scan without what the scanner added.
struct Part<'a> {
    symbology: Option<Symbology>,
    text: &'a str,
}

impl<'a> Part<'a> {
    /// `None` when nothing is left.
    fn of(text: &'a str, settings: &ScanSettings) -> Option<Self> {
        let bare = |t: &'a str| t.trim_matches(|c: char| c.is_control());
        let after = |t: &'a str| t.strip_prefix(settings.prefix.as_str()).unwrap_or(t);
        // Scanners put their prefix on either side of the AIM identifier.
        let (symbology, text) = aim::strip(after(bare(text)));
        let text = bare(after(text));
        let text = bare(text.strip_suffix(settings.suffix.as_str()).unwrap_or(text));
        (!text.trim().is_empty()).then_some(Self { symbology, text })
    }
}

impl Frame {
    fn take_whole(&mut self, whole: &Part<'_>) {
        // Text that is all digit row of another keyboard is made of separators to everyone else.
        if azerty_digits(whole.text).is_some() {
            return;
        }
        let found = identify_all(whole.text, whole.symbology);
        if !found.iter().any(Result::is_ok) {
            return;
        }
        for one in found {
            match one {
                Ok(number) => self.add(number),
                Err(why) => self.rejected.push(why),
            }
        }
    }

    fn take_parts(&mut self, parts: &[Part<'_>]) {
        let mut refused = Vec::new();
        for part in parts {
            if let Some(digits) = azerty_digits(part.text) {
                self.take_repaired(&digits, part);
                continue;
            }
            match read_part(part) {
                // Among other lines (a licence, a passport) any word can have the form of a serial number.
                Ok(found) if parts.len() > 1 => {
                    found.into_iter().filter(is_handset).for_each(|number| self.add(number));
                }
                Ok(found) => found.into_iter().for_each(|number| self.add(number)),
                Err(why) => refused.push((part.text.chars().count(), why)),
            }
        }
        if self.identifiers.is_empty() && self.trouble.is_none() {
            // A stray key in front of a number that was refused is not worth a sentence of its own.
            let longest = refused.iter().map(|(length, _)| *length).max().unwrap_or(0);
            self.rejected.extend(refused.into_iter().filter(|(length, _)| *length == longest).map(|(_, why)| why));
        }
    }

    fn take_repaired(&mut self, digits: &str, part: &Part<'_>) {
        match identify(digits, part.symbology) {
            Ok(number) if number.check == Check::Given => {
                self.trouble.get_or_insert(Trouble::LayoutRepaired);
                self.add(number);
            }
            _ => self.trouble = Some(Trouble::LayoutWrong),
        }
    }

    fn add(&mut self, number: Identified) {
        if self.identifiers.iter().any(|known| known.kind == number.kind && known.value == number.value) {
            return;
        }
        match hidden_imei(&number) {
            Some((imei, true)) => self.identifiers.push(imei),
            Some((imei, false)) => {
                self.trouble.get_or_insert(Trouble::TwoReadings);
                self.identifiers.extend([number, imei]);
            }
            None => self.identifiers.push(number),
        }
    }
}

/// True for numbers whose form says what they are, without a label.
fn is_handset(number: &Identified) -> bool {
    !matches!(number.kind, Kind::Serial | Kind::Pesn)
}

/// The numbers of one part: as it is, without a code id, or the runs of it that can be numbers.
fn read_part(part: &Part<'_>) -> Result<Vec<Identified>, Rejected> {
    let why = match identify(part.text, part.symbology) {
        Ok(number) => return Ok(vec![number]),
        Err(why) => why,
    };
    if let Some(number) = without_code_id(part.text, part.symbology) {
        return Ok(vec![number]);
    }
    let mut found: Vec<Identified> = identify_all(part.text, part.symbology).into_iter().flatten().collect();
    if found.is_empty() {
        let runs = part.text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ' ' | '-' | '.' | '/'));
        for run in runs.filter(|run| run.len() >= 14 && run.len() < part.text.len()) {
            found.extend(identify(run, part.symbology).ok().or_else(|| without_code_id(run, part.symbology)));
        }
    }
    if found.is_empty() { Err(why) } else { Ok(found) }
}

/// The number behind one letter, by which some scanners tell the kind of bars (Symbol: D for
/// Code 128, K for GS1-128). Only numbers of digits: a serial number may begin with any letter.
fn without_code_id(text: &str, symbology: Option<Symbology>) -> Option<Identified> {
    let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    identify(rest, symbology).ok().filter(|found| found.value.bytes().all(|b| b.is_ascii_digit()))
}

/// 16 digits of which the last 15 are an IMEI: a digit of another code, or of a hasty key, glued
/// to the front. With `true` when the 16 digits begin as no IMEISV does, so that only one reading is left.
fn hidden_imei(number: &Identified) -> Option<(Identified, bool)> {
    if number.kind != Kind::Imeisv {
        return None;
    }
    let unknown = |found: &Identified| found.notes.contains(&Note::UnknownReportingBody);
    let imei = identify(number.value.get(1..)?, None).ok()?;
    (imei.kind == Kind::Imei && imei.check == Check::Given && !unknown(&imei)).then(|| (imei, unknown(number)))
}
