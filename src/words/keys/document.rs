//! Keys of what a document is, how its fields are known, and why it was refused.

use crate::document::{Agreement, DocumentError, DocumentKind, DocumentPart, Evidence};

/// What was shown.
pub fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Passport => "document-kind-passport",
        DocumentKind::IdCard => "document-kind-id-card",
        DocumentKind::ResidencePermit => "document-kind-residence-permit",
        DocumentKind::Visa => "document-kind-visa",
        DocumentKind::DrivingLicence => "document-kind-driving-licence",
        DocumentKind::Other => "document-kind-other",
    }
}

/// How a field is known: one or two words that stand behind its value.
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Read => "document-evidence-read",
        Evidence::CheckDigit => "document-evidence-check-digit",
        Evidence::Repaired => "document-evidence-repaired",
        Evidence::Typed => "document-evidence-typed",
    }
}

/// A part of a document by its name.
pub fn part(part: DocumentPart) -> &'static str {
    match part {
        DocumentPart::Code => "document-part-code",
        DocumentPart::Issuer => "document-part-issuer",
        DocumentPart::Number => "document-part-number",
        DocumentPart::Surname => "document-part-surname",
        DocumentPart::Given => "document-part-given",
        DocumentPart::Born => "document-part-born",
        DocumentPart::Sex => "document-part-sex",
        DocumentPart::Nationality => "document-part-nationality",
        DocumentPart::Issued => "document-part-issued",
        DocumentPart::Expires => "document-part-expires",
        DocumentPart::Optional => "document-part-optional",
        DocumentPart::Composite => "document-part-composite",
    }
}

/// Whether a driver number fits the person.
pub fn agreement(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "document-agreement-agrees",
        Agreement::Disagrees => "document-agreement-disagrees",
        Agreement::Unknown => "document-agreement-unknown",
    }
}

/// Why a text is no document; where the sentence names a part, it takes the part's text as `$part`,
/// and `MoreLines` takes `$have` and `$need`.
pub fn refused(why: &DocumentError) -> &'static str {
    match why {
        DocumentError::NotADocument => "document-refused-not",
        DocumentError::TooLong { .. } => "document-refused-long",
        DocumentError::MoreLines { .. } => "document-refused-lines",
        DocumentError::Length { .. } => "document-refused-length",
        DocumentError::Character { .. } => "document-refused-character",
        DocumentError::CheckDigit { .. } => "document-refused-digit",
        DocumentError::Date { .. } => "document-refused-date",
        DocumentError::Missing { .. } => "document-refused-missing",
        DocumentError::Layout => "document-refused-layout",
    }
}

/// What to do about it.
pub fn advice(why: &DocumentError) -> &'static str {
    match why {
        DocumentError::NotADocument => "document-advice-not",
        DocumentError::TooLong { .. } => "document-advice-long",
        DocumentError::MoreLines { .. } => "document-advice-lines",
        DocumentError::Length { .. } | DocumentError::Character { .. } | DocumentError::CheckDigit { .. } => {
            "document-advice-again"
        }
        DocumentError::Date { .. } | DocumentError::Missing { .. } => "document-advice-compare",
        DocumentError::Layout => "document-advice-layout",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Arg, Lang, Words};

    #[test]
    fn every_document_has_its_words_in_every_language() {
        let part_of = DocumentPart::Born;
        let refusals = [
            DocumentError::NotADocument,
            DocumentError::TooLong { bytes: 1 },
            DocumentError::MoreLines { have: 1, need: 2 },
            DocumentError::Length { line: 1, expected: 2, got: 3 },
            DocumentError::Character { line: 1, column: 1, part: part_of },
            DocumentError::CheckDigit { part: part_of },
            DocumentError::Date { part: part_of },
            DocumentError::Missing { part: part_of },
            DocumentError::Layout,
        ];
        let evidences = [Evidence::Read, Evidence::CheckDigit, Evidence::Repaired, Evidence::Typed];
        for lang in Lang::all() {
            let words = Words::new(lang);
            let args = [("part", Arg::from("P")), ("have", Arg::from(1)), ("need", Arg::from(2))];
            let keys = DocumentKind::ALL.map(kind).into_iter().chain(evidences.map(evidence));
            let keys = keys.chain(refusals.iter().flat_map(|why| [refused(why), advice(why)]));
            for key in keys {
                let said = words.say_with(key, &args);
                assert!(!said.contains('{') && !said.is_empty(), "{key}: {said}");
            }
            // Evidence stands behind a value in a column of 80: it must be short.
            for word in evidences.map(evidence) {
                assert!(words.say(word).chars().count() <= 12, "{word}");
            }
        }
    }
}
