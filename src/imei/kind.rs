//! The words of the room: kinds of numbers, kinds of bars, and what is worth saying about them.

use serde::{Deserialize, Serialize, Serializer};

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 15 digits, the last a check digit, or 14 that were completed (TS 23.003 clause 6.2.1).
    Imei,
    /// 16 digits: TAC, SNR and software version (TS 23.003 clause 6.2.2).
    Imeisv,
    /// 14 hexadecimal digits of a CDMA handset, also written as 18 decimal ones (3GPP2 S.R0048).
    Meid,
    /// 32 digits of an embedded SIM (SGP.02, SGP.29).
    Eid,
    /// 19 or 20 digits of a SIM card (ITU-T E.118).
    Iccid,
    /// 8, 12, 13 or 14 digits of a trade item (GS1).
    Gtin,
    /// A maker's serial number.
    Serial,
    /// 8 hexadecimal digits: ESN, or the pseudo-ESN of a MEID.
    Pesn,
    /// Driver number of a UK licence.
    UkLicence,
    /// What this program prints itself: an item's label, or the code of a declaration (`codes`).
    Label,
    /// Machine-readable zone of a passport or identity card.
    Mrz,
    /// Barcode of a North American licence.
    Aamva,
    /// Nothing that is known.
    Unknown,
}

impl Kind {
    /// The stable word for it in leaves and `--json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Imei => "imei",
            Self::Imeisv => "imeisv",
            Self::Meid => "meid",
            Self::Eid => "eid",
            Self::Iccid => "iccid",
            Self::Gtin => "gtin",
            Self::Serial => "serial",
            Self::Pesn => "pesn",
            Self::UkLicence => "uk_licence",
            Self::Label => "label",
            Self::Mrz => "mrz",
            Self::Aamva => "aamva",
            Self::Unknown => "unknown",
        }
    }
}

/// The bars that a text was read from, as far as the scanner told (AIM identifier).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// Code 128 (`]C0`), the usual one for IMEIs.
    Code128,
    /// GS1-128 (`]C1`).
    Gs1_128,
    /// EAN-13, EAN-8, UPC (`]E0`, `]E4`).
    Ean,
    /// Interleaved 2 of 5 of 14 digits (`]I`).
    Itf14,
    /// QR (`]Q1`).
    Qr,
    /// GS1 QR (`]Q3`).
    Gs1Qr,
    /// Data Matrix (`]d1`).
    DataMatrix,
    /// GS1 Data Matrix (`]d2`).
    Gs1DataMatrix,
    /// PDF417 (`]L`).
    Pdf417,
    /// Code 39 (`]A`).
    Code39,
    /// Any other.
    Other,
}

impl Symbology {
    /// Whether the text is a GS1 element string.
    pub fn is_gs1(self) -> bool {
        matches!(self, Self::Gs1_128 | Self::Gs1Qr | Self::Gs1DataMatrix)
    }

    /// Trade items only: what looks like an IMEI in these bars is a partial read of something else.
    pub(super) fn is_trade_only(self) -> bool {
        matches!(self, Self::Ean | Self::Itf14)
    }
}

/// Something worth saying about a number that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// The check digit was missing and computed.
    CheckComputed,
    /// The same text is also a valid number of another kind.
    Also(Kind),
    /// Software version, two digits, that stood behind the number.
    Svn(String),
    /// The label said which of the handset's IMEIs this is, from 1.
    Slot(u8),
    /// Made from the form that networks use, with 0 in place of the check digit.
    NetworkForm,
    /// An example number of a specification.
    Documentation,
    /// A factory default, shared by many re-flashed or emulated handsets.
    Placeholder,
    /// Allocated before 2003: TAC of 6 digits and FAC of 2, so a TAC table may not know it.
    OldTacFac,
    /// 15 digits that begin like a subscriber number (IMSI).
    ImsiLookAlike,
    /// The first two digits belong to no reporting body that is known.
    UnknownReportingBody,
    /// The first two digits are set aside for test handsets.
    TestReportingBody,
    /// Software version 99, which is reserved (TS 23.003 clause 6.2.2).
    ReservedSvn,
    /// The TAC is not in the table that the shop holds.
    UnknownTac,
    /// A data identifier in front of the number was dropped (`S` before a serial number).
    DataIdentifier(String),
    /// Read from bars that IMEIs are seldom printed in.
    UnusualSymbology,
}

impl Note {
    /// The stable word for it in `--json`, as `also:gtin`.
    pub fn word(&self) -> String {
        let plain = match self {
            Self::Also(kind) => return format!("also:{}", kind.word()),
            Self::Svn(svn) => return format!("svn:{svn}"),
            Self::Slot(n) => return format!("slot:{n}"),
            Self::DataIdentifier(text) => return format!("data_identifier:{text}"),
            Self::CheckComputed => "check_computed",
            Self::NetworkForm => "network_form",
            Self::Documentation => "documentation",
            Self::Placeholder => "placeholder",
            Self::OldTacFac => "old_tac_fac",
            Self::ImsiLookAlike => "imsi_look_alike",
            Self::UnknownReportingBody => "unknown_reporting_body",
            Self::TestReportingBody => "test_reporting_body",
            Self::ReservedSvn => "reserved_svn",
            Self::UnknownTac => "unknown_tac",
            Self::UnusualSymbology => "unusual_symbology",
        };
        plain.to_owned()
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}
