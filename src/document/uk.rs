//! The numbers of UK driving licences: no barcode and no zone is on them, so they are typed, and
//! what they say about name, birth and sex is held against what else is known.
//!
//! Great Britain: surname (5, padded with 9), decade, month (+50 for women), day, year, two
//! initials (9 where none), a digit, two check letters whose rule is not published; often an issue
//! number of two digits behind. Northern Ireland: eight digits without a structure.

use super::{DocumentError, DocumentKind, DocumentPart, Evidence, Field, Form, Identity, dates};
use chrono::{Datelike, Months, NaiveDate};

/// Youngest holder in years: provisional licences are issued from 15 years and 9 months.
const YOUNGEST: u32 = 15;

/// Whether one detail of a licence's number fits what else is known about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// It fits.
    Agrees,
    /// It does not.
    Disagrees,
    /// One of the two says nothing about it.
    Unknown,
}

impl Agreement {
    /// The stable word; the catalogues' key is `document-agreement-` and this.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::Unknown => "unknown",
        }
    }

    fn of(fits: Option<bool>) -> Self {
        fits.map_or(Self::Unknown, |fits| if fits { Self::Agrees } else { Self::Disagrees })
    }
}

/// A driver number of the right shape.
#[derive(Clone, PartialEq, Eq)]
pub struct UkLicence {
    /// 16 characters, or the 8 digits of Northern Ireland.
    number: String,
    issue: Option<String>,
}

impl std::fmt::Debug for UkLicence {
    /// It holds half a name and a birth date.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UkLicence({} characters)", self.number.len())
    }
}

impl UkLicence {
    /// Reads a number; spaces are dropped, case does not matter.
    ///
    /// ```
    /// use countercheck::document::UkLicence;
    /// let licence = UkLicence::parse("morga 753116 SM9IJ 35").unwrap();
    /// assert_eq!(licence.number(), "MORGA753116SM9IJ");
    /// // The 11th of March, not the 3rd of November: the month stands first, with 50 added for women.
    /// assert_eq!(licence.born("2026-11-02".parse().unwrap()), Some("1976-03-11".parse().unwrap()));
    /// ```
    pub fn parse(text: &str) -> Result<Self, DocumentError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let bytes = compact.as_bytes();
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        if bytes.len() == 8 && digits(bytes) {
            return Ok(Self { number: compact, issue: None });
        }
        if !matches!(bytes.len(), 16 | 18) || !compact.is_ascii() {
            return Err(DocumentError::Length { line: 1, expected: 16, got: compact.chars().count() });
        }
        if let Some(at) = bytes.iter().enumerate().position(|(at, b)| !stands(at, *b)) {
            return Err(DocumentError::Character { line: 1, column: at + 1, part: part_at(at) });
        }
        let (number, issue) = compact.split_at(16);
        let licence = Self { number: number.to_owned(), issue: (!issue.is_empty()).then(|| issue.to_owned()) };
        let padded = licence.number[..5].trim_end_matches('9');
        if padded.is_empty() || padded.contains('9') {
            return Err(DocumentError::Character {
                line: 1,
                column: padded.len().min(4) + 1,
                part: DocumentPart::Surname,
            });
        }
        // Any year that ends so: the calendar alone decides here.
        let day = NaiveDate::from_ymd_opt(2099, 12, 31).and_then(|last| licence.born(last));
        if day.is_none() {
            return Err(DocumentError::Date { part: DocumentPart::Born });
        }
        Ok(licence)
    }

    /// The number without spaces and without the issue number.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The two digits that count the cards issued under this number, where they were given.
    pub fn issue(&self) -> Option<&str> {
        self.issue.as_deref()
    }

    /// Whether it is a number of Northern Ireland, which says nothing about its holder.
    pub fn is_northern_ireland(&self) -> bool {
        self.number.len() == 8
    }

    /// Date of birth: the latest with these digits at which the holder was old enough for a licence on `today`.
    pub fn born(&self, today: NaiveDate) -> Option<NaiveDate> {
        let (month, day) = (self.two(6)?, self.two(8)?);
        let year = i32::try_from(self.digit(5)? * 10 + self.digit(10)?).ok()?;
        dates::born(year, month % 50, day, today.checked_sub_months(Months::new(12 * YOUNGEST))?)
    }

    /// `F` where 50 was added to the month, otherwise `M`.
    pub fn sex(&self) -> Option<char> {
        self.two(6).map(|month| if month > 50 { 'F' } else { 'M' })
    }

    /// Holds the number against the other details of a person, one answer a part.
    pub fn compare(&self, person: &Identity) -> [(DocumentPart, Agreement); 4] {
        let known = !self.is_northern_ireland();
        let text = |field: &Option<Field<String>>| field.as_ref().filter(|_| known).map(|f| f.value.clone());
        let surname = text(&person.surname).map(|name| self.has_surname(&name));
        let given = text(&person.given).map(|names| self.has_initials(&names));
        let born = person.born.as_ref().filter(|_| known).map(|f| self.is_born_on(f.value));
        let sex = person.sex.as_ref().filter(|f| known && f.value != 'X').map(|f| self.sex() == Some(f.value));
        [
            (DocumentPart::Surname, Agreement::of(surname)),
            (DocumentPart::Given, Agreement::of(given)),
            (DocumentPart::Born, Agreement::of(born)),
            (DocumentPart::Sex, Agreement::of(sex)),
        ]
    }

    fn has_surname(&self, surname: &str) -> bool {
        let letters = letters(surname);
        let five = |name: &str| format!("{name:9<5}").get(..5).map(str::to_owned);
        let printed = self.number.get(..5).map(str::to_owned);
        // Whether every name in Mac is meant, Mace too, is not known for certain: both are taken.
        let short = letters.strip_prefix("MAC").map(|rest| format!("MC{rest}"));
        !letters.is_empty() && (five(&letters) == printed || short.is_some_and(|name| five(&name) == printed))
    }

    /// A person may have given one name of two, so a second initial needs no second name.
    fn has_initials(&self, names: &str) -> bool {
        let first = |name: &str| letters(name).chars().next();
        let mut given = names.split([' ', '-']).filter_map(first);
        let printed: Vec<char> = self.number.chars().skip(11).take(2).collect();
        let [one, two] = printed[..] else { return false };
        given.next() == Some(one) && given.next().is_none_or(|initial| initial == two)
    }

    fn is_born_on(&self, born: NaiveDate) -> bool {
        let year = u32::try_from(born.year().rem_euclid(100)).ok();
        let printed = self.digit(5).zip(self.digit(10)).map(|(ten, one)| ten * 10 + one);
        printed == year && self.two(6).map(|m| m % 50) == Some(born.month()) && self.two(8) == Some(born.day())
    }

    fn digit(&self, at: usize) -> Option<u32> {
        if self.is_northern_ireland() { None } else { self.number.chars().nth(at)?.to_digit(10) }
    }

    fn two(&self, at: usize) -> Option<u32> {
        Some(self.digit(at)? * 10 + self.digit(at + 1)?)
    }
}

/// Which byte may stand at which place of the 16 or 18.
fn stands(at: usize, byte: u8) -> bool {
    match at {
        0..=4 | 11 | 12 => byte.is_ascii_uppercase() || byte == b'9',
        6 => matches!(byte, b'0' | b'1' | b'5' | b'6'),
        8 => matches!(byte, b'0'..=b'3'),
        14 | 15 => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_digit(),
    }
}

fn part_at(at: usize) -> DocumentPart {
    match at {
        0..=4 => DocumentPart::Surname,
        5..=10 => DocumentPart::Born,
        11 | 12 => DocumentPart::Given,
        _ => DocumentPart::Number,
    }
}

/// A name's letters A to Z, accents taken off as licences do.
fn letters(name: &str) -> String {
    const PLAIN: &[(&str, char)] = &[
        ("ÀÁÂÃÄÅĀĂĄ", 'A'),
        ("ÇĆĈĊČ", 'C'),
        ("ÐĎĐ", 'D'),
        ("ÈÉÊËĒĔĖĘĚ", 'E'),
        ("ĜĞĠĢ", 'G'),
        ("ÌÍÎÏĨĪĬĮİ", 'I'),
        ("ĹĻĽŁ", 'L'),
        ("ÑŃŅŇ", 'N'),
        ("ÒÓÔÕÖØŌŎŐ", 'O'),
        ("ŔŖŘ", 'R'),
        ("ŚŜŞŠȘ", 'S'),
        ("ŢŤŦȚ", 'T'),
        ("ÙÚÛÜŨŪŬŮŰŲ", 'U'),
        ("ŴẀẂẄ", 'W'),
        ("ÝŶŸ", 'Y'),
        ("ŹŻŽ", 'Z'),
    ];
    let plain = |c: char| PLAIN.iter().find(|(from, _)| from.contains(c)).map_or(c, |(_, to)| *to);
    name.chars().flat_map(char::to_uppercase).map(plain).filter(char::is_ascii_uppercase).collect()
}

/// An identity of what the number says by itself. All of it was typed.
pub(super) fn read(text: &str, today: NaiveDate) -> Result<Identity, DocumentError> {
    let licence = UkLicence::parse(text)?;
    let typed = |value: &str| Some(Field::typed(value.to_owned()));
    Ok(Identity {
        kind: Field::typed(DocumentKind::DrivingLicence),
        form: Some(Form::UkLicence),
        issuer: typed("GBR"),
        born: licence.born(today).map(|day| Field::new(day, Evidence::Typed)),
        sex: licence.sex().map(Field::typed),
        number: typed(licence.number()),
        ..Identity::empty()
    })
}
