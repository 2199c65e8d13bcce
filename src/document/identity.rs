//! Who somebody is, as far as a document says so, and how each part of it is known.

use super::{DocumentKind, Form};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// How a value came to be known. Not how true it is: no barcode proves who holds the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Read by machine; nothing in the document would show a misread character.
    Read,
    /// Read by machine, and its check digit holds.
    CheckDigit,
    /// One character was misread or mangled; a check digit proves the one that belongs there.
    Repaired,
    /// A person typed it.
    Typed,
}

impl Evidence {
    /// The stable word in leaves and `--json`; the catalogues' key is `document-evidence-` and this with dashes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::CheckDigit => "check_digit",
            Self::Repaired => "repaired",
            Self::Typed => "typed",
        }
    }
}

/// A value and how it is known.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// How it is known.
    pub evidence: Evidence,
}

impl<T> Field<T> {
    /// A value with its evidence.
    pub fn new(value: T, evidence: Evidence) -> Self {
        Self { value, evidence }
    }

    /// Read by machine.
    pub fn read(value: T) -> Self {
        Self::new(value, Evidence::Read)
    }

    /// Typed by a person.
    pub fn typed(value: T) -> Self {
        Self::new(value, Evidence::Typed)
    }
}

impl<T> std::fmt::Debug for Field<T> {
    /// Values are personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Field(…, {})", self.evidence.word())
    }
}

/// A person's details, each with its evidence. The document's raw text is not in it: it stays
/// with the scan. Texts are as the document spells them (an MRZ has capitals A to Z only).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// What was shown.
    pub kind: Field<DocumentKind>,
    /// The form it was read in; `None` when a person typed it all.
    #[serde(default)]
    pub form: Option<Form>,
    /// ISO 3166 alpha-3 code as an MRZ has it (`GBR`, `D`), or a state or province (`VA`).
    pub issuer: Option<Field<String>>,
    /// The document's number, without fillers and spaces.
    pub number: Option<Field<String>>,
    /// Family name.
    pub surname: Option<Field<String>>,
    /// Given names, a space between.
    pub given: Option<Field<String>>,
    /// What stands behind a name: `JR`, `3RD`.
    #[serde(default)]
    pub suffix: Option<Field<String>>,
    /// Date of birth; `None` also where the document leaves a part of it open.
    pub born: Option<Field<NaiveDate>>,
    /// `M`, `F` or `X`.
    pub sex: Option<Field<char>>,
    /// ISO 3166 alpha-3 code as an MRZ has it.
    pub nationality: Option<Field<String>>,
    /// Date of issue.
    pub issued: Option<Field<NaiveDate>>,
    /// Last day of validity.
    pub expires: Option<Field<NaiveDate>>,
    /// Address in one line, commas between its parts.
    pub address: Option<Field<String>>,
    /// Optional data of an MRZ. Some states print a personal number there that a shop may not
    /// keep: it is for looking only and never serialised, so that no draft holds it.
    #[serde(skip)]
    pub optional: Option<Field<String>>,
}

impl Identity {
    /// Nothing known yet; a person will type it.
    pub fn empty() -> Self {
        Self {
            kind: Field::typed(DocumentKind::Other),
            form: None,
            issuer: None,
            number: None,
            surname: None,
            given: None,
            suffix: None,
            born: None,
            sex: None,
            nationality: None,
            issued: None,
            expires: None,
            address: None,
            optional: None,
        }
    }

    /// Given names, family name, suffix, as far as they are known; `None` when none is.
    pub fn full_name(&self) -> Option<String> {
        let parts = [&self.given, &self.surname, &self.suffix];
        let known: Vec<&str> =
            parts.into_iter().flatten().map(|f| f.value.as_str()).filter(|v| !v.is_empty()).collect();
        (!known.is_empty()).then(|| known.join(" "))
    }

    /// Whole years on `day`; `None` when the birth date is unknown or lies after it. Who was born
    /// on 29 February is a year older on 1 March of other years: the later of the two readings,
    /// so that nobody passes for of age too early.
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        let born = self.born.as_ref()?.value;
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        let years = day.year() - born.year() - i32::from(!had_birthday);
        u32::try_from(years).ok()
    }

    /// Whether the document's last day of validity lies before `day`; false when it names none.
    pub fn expired_on(&self, day: NaiveDate) -> bool {
        self.expires.as_ref().is_some_and(|last| last.value < day)
    }
}

impl std::fmt::Debug for Identity {
    /// Shows which fields are known and how, and no value but the kind.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |e: Option<Evidence>| e.map_or("-", Evidence::word);
        f.debug_struct("Identity")
            .field("kind", &self.kind.value.word())
            .field("form", &self.form.map(Form::word))
            .field("issuer", &word(self.issuer.as_ref().map(|x| x.evidence)))
            .field("number", &word(self.number.as_ref().map(|x| x.evidence)))
            .field("surname", &word(self.surname.as_ref().map(|x| x.evidence)))
            .field("given", &word(self.given.as_ref().map(|x| x.evidence)))
            .field("born", &word(self.born.as_ref().map(|x| x.evidence)))
            .field("expires", &word(self.expires.as_ref().map(|x| x.evidence)))
            .finish_non_exhaustive()
    }
}
