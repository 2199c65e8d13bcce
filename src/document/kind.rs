//! The words of the room: what a document is, how it was read, which part of it is meant.

use serde::{Deserialize, Serialize};

/// What a person showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A passport (MRZ code P).
    Passport,
    /// An identity card, also a state's identity card in the form of a licence.
    IdCard,
    /// A residence permit.
    ResidencePermit,
    /// A visa (MRZ code V): it says who somebody is, and most laws do not accept it for that.
    Visa,
    /// A licence to drive.
    DrivingLicence,
    /// Anything else; a person says what.
    Other,
}

impl DocumentKind {
    /// All kinds, in the order in which a person is asked.
    pub const ALL: [Self; 6] =
        [Self::Passport, Self::IdCard, Self::DrivingLicence, Self::ResidencePermit, Self::Visa, Self::Other];

    /// The stable word in leaves, policies and `--json`; the catalogues' key is `document-kind-` and this with dashes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdCard => "id_card",
            Self::ResidencePermit => "residence_permit",
            Self::Visa => "visa",
            Self::DrivingLicence => "driving_licence",
            Self::Other => "other",
        }
    }

    /// The kind that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The form in which a document's text came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Machine-readable zone, two or three lines (ICAO 9303).
    Mrz,
    /// The PDF417 code of a North American licence (AAMVA DL/ID card design standard).
    Aamva,
    /// The number of a UK driving licence, 16 characters.
    UkLicence,
}

impl Form {
    /// The stable word, the same that `identify --json` gives as `kind`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mrz => "mrz",
            Self::Aamva => "aamva",
            Self::UkLicence => "uk_licence",
        }
    }
}

/// A part of a document, for errors and comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocumentPart {
    /// What kind of document it says it is.
    Code,
    /// Who issued it.
    Issuer,
    /// Its number.
    Number,
    /// Family name.
    Surname,
    /// Given names.
    Given,
    /// Date of birth.
    Born,
    /// Sex.
    Sex,
    /// Nationality.
    Nationality,
    /// Date of issue.
    Issued,
    /// Date of expiry.
    Expires,
    /// Optional data of a passport.
    Optional,
    /// The check digit over several fields together.
    Composite,
}

impl DocumentPart {
    /// The stable word; the catalogues' key is `document-part-` and this.
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Issuer => "issuer",
            Self::Number => "number",
            Self::Surname => "surname",
            Self::Given => "given",
            Self::Born => "born",
            Self::Sex => "sex",
            Self::Nationality => "nationality",
            Self::Issued => "issued",
            Self::Expires => "expires",
            Self::Optional => "optional",
            Self::Composite => "composite",
        }
    }
}

impl std::fmt::Display for DocumentPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Code => "document code",
            Self::Issuer => "issuing state",
            Self::Number => "document number",
            Self::Surname => "surname",
            Self::Given => "given names",
            Self::Born => "date of birth",
            Self::Sex => "sex",
            Self::Nationality => "nationality",
            Self::Issued => "date of issue",
            Self::Expires => "date of expiry",
            Self::Optional => "optional data",
            Self::Composite => "line as a whole",
        })
    }
}
