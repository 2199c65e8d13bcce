//! The result of looking at one text: a number of a known kind, or a refusal with its reason.

use super::{Check, Imei, Imei14, Kind, Note, Rejection};

/// A number that was read.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identified {
    /// What it is; where it fits several forms, the first in the order of classification.
    pub kind: Kind,
    /// Canonical text: no separators, upper case; an IMEI has all 15 digits, a MEID 14
    /// hexadecimal ones, a GTIN as many as were read.
    pub value: String,
    /// Where the check digit came from.
    pub check: Check,
    /// What is worth saying about it.
    pub notes: Vec<Note>,
}

impl Identified {
    pub(super) fn new(kind: Kind, value: impl Into<String>, check: Check) -> Self {
        Self { kind, value: value.into(), check, notes: Vec::new() }
    }

    /// Adds a note once.
    pub(super) fn with(mut self, note: Note) -> Self {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self
    }

    /// The IMEI in it: an IMEI itself, an IMEISV without its version, a MEID of decimal digits only.
    pub fn imei(&self) -> Option<Imei> {
        match self.kind {
            Kind::Imei if self.check == Check::Computed => self.body().map(Imei::completed),
            Kind::Imei => Imei::from_compact(&self.value).ok(),
            Kind::Imeisv | Kind::Meid => self.body().map(Imei::completed),
            _ => None,
        }
    }

    /// Whether the same text also fits another kind.
    pub fn is_ambiguous(&self) -> bool {
        self.notes.iter().any(|note| matches!(note, Note::Also(_)))
    }

    /// Whether it is a factory default that many handsets share.
    pub fn is_placeholder(&self) -> bool {
        self.notes.contains(&Note::Placeholder)
    }

    /// Whether it is an example number of a specification.
    pub fn is_documentation(&self) -> bool {
        self.notes.contains(&Note::Documentation)
    }

    /// Which of the handset's IMEIs the label said this is, from 1.
    pub fn slot(&self) -> Option<u8> {
        self.notes.iter().find_map(|note| if let Note::Slot(n) = note { Some(*n) } else { None })
    }

    fn body(&self) -> Option<Imei14> {
        self.value.get(..14).and_then(Imei14::from_digits)
    }
}

impl std::fmt::Debug for Identified {
    /// Numbers are personal data: a debug print shows at most a TAC.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start = if self.imei().is_some() { self.value.get(..8).unwrap_or_default() } else { "" };
        f.debug_struct("Identified")
            .field("kind", &self.kind)
            .field("value", &format_args!("{start}……"))
            .field("check", &self.check)
            .field("notes", &self.notes)
            .finish()
    }
}

/// A text that was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rejection}")]
pub struct Rejected {
    /// What it was most likely meant to be; [`Kind::Unknown`] when nothing comes near.
    pub kind: Kind,
    /// Which part failed, and the sentence that says so.
    pub rejection: Rejection,
    /// The IMEI it would be if it is the form that networks use (0 in place of the check digit).
    /// An offer for a person to accept, never taken by itself.
    pub correction: Option<Imei>,
}

impl Rejected {
    pub(super) fn new(kind: Kind, rejection: Rejection) -> Self {
        Self { kind, rejection, correction: None }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        if self.correction.is_some() {
            return "compare the first 14 digits with the handset; if they agree, accept the corrected number";
        }
        if self.kind == Kind::Label {
            return "scan the label again, or type what stands under its bars";
        }
        if matches!(self.kind, Kind::Mrz | Kind::Aamva | Kind::UkLicence) {
            return "scan the document again, slowly and flat, or type its details";
        }
        self.rejection.advice()
    }

    /// The number that results when a person accepts the correction.
    pub fn accept_correction(&self) -> Option<Identified> {
        let imei = self.correction?;
        let accepted = Identified::new(Kind::Imei, imei.digits(), Check::Computed).with(Note::CheckComputed);
        Some(super::classify::remarks(accepted).with(Note::NetworkForm))
    }
}
