//! Documents among the texts: they are told by their form, and room `document` reads them.

use super::{Check, Identified, Kind, Note, Part, Rejected, Rejection, serial};
use crate::document::{self, DocumentError, Evidence, Form};
use chrono::NaiveDate;

/// Shortest document: a UK driver number.
const SHORTEST: usize = 16;

/// The document's number, its kind being that of the form; `None` when the text is no document.
pub(super) fn identified(text: &str) -> Option<Result<Identified, Rejected>> {
    let form = Some(text).filter(|t| t.len() >= SHORTEST).and_then(document::form)?;
    let kind = kind_of(form);
    // The number does not depend on the day; dates in the last century or this one all lie before it.
    let day = NaiveDate::from_ymd_opt(2099, 12, 31)?;
    let found = match document::read(text, day) {
        Ok(found) => found,
        Err(why) => return Some(Err(Rejected::new(kind, Rejection::new(part(why), why.to_string())))),
    };
    let number = found.number?;
    let held = matches!(number.evidence, Evidence::CheckDigit | Evidence::Repaired);
    let one = Identified::new(kind, number.value, if held { Check::Given } else { Check::None });
    // A maker's serial number may have the shape of a driver number.
    let also = form == Form::UkLicence && serial::bare(&one.value).is_some();
    Some(Ok(if also { one.with(Note::Also(Kind::Serial)) } else { one }))
}

fn kind_of(form: Form) -> Kind {
    match form {
        Form::Mrz => Kind::Mrz,
        Form::Aamva => Kind::Aamva,
        Form::UkLicence => Kind::UkLicence,
    }
}

fn part(why: DocumentError) -> Part {
    match why {
        DocumentError::TooLong { .. } | DocumentError::MoreLines { .. } | DocumentError::Length { .. } => Part::Length,
        DocumentError::CheckDigit { .. } => Part::Checksum,
        DocumentError::Date { .. } | DocumentError::Missing { .. } => Part::Component,
        DocumentError::NotADocument | DocumentError::Character { .. } | DocumentError::Layout => Part::Format,
    }
}
