//! How a shop gets at each kind of source: what set-up says beside the choice, and what it asks for.

use super::manual::Text;
use super::source::Protocol;

/// What a shop must do and have for one kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The kind of source.
    pub protocol: Protocol,
    /// What it is, in one line.
    pub what: Text,
    /// How a shop enrols.
    pub how: Text,
    /// What set-up needs to be told.
    pub needs: &'static [Need],
}

/// One thing that set-up asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// The API root.
    Url,
    /// A client id and secret, or a token.
    Token,
    /// CheckMEND's partner id, store id and secret key.
    Partner,
    /// The path of a file.
    File,
    /// A country or a page.
    Guide,
}

static HINTS: [Hint; 5] = [
    Hint {
        protocol: Protocol::N5gEir,
        what: Text { key: "enrol-n5g-eir-what", english: "An operator's equipment register (5G-EIR)" },
        how: Text {
            key: "enrol-n5g-eir-how",
            english: "By contract with a mobile operator or the regulator. It sends an address and, usually, a client id and secret.",
        },
        needs: &[Need::Url, Need::Token],
    },
    Hint {
        protocol: Protocol::Camara,
        what: Text { key: "enrol-camara-what", english: "An operator's open API (CAMARA device authenticity)" },
        how: Text {
            key: "enrol-camara-how",
            english: "Register as an API customer with the operator or its marketplace. It sends an address, a token address, a client id and a secret.",
        },
        needs: &[Need::Url, Need::Token],
    },
    Hint {
        protocol: Protocol::Checkmend,
        what: Text { key: "enrol-checkmend-what", english: "CheckMEND, for dealers (UK and others), each check paid" },
        how: Text {
            key: "enrol-checkmend-how",
            english: "By dealer contract with Recipero. It sends a partner id, a secret key and a store id; ask for a test store too.",
        },
        needs: &[Need::Url, Need::Partner],
    },
    Hint {
        protocol: Protocol::Hotlist,
        what: Text { key: "enrol-hotlist-what", english: "A list file from the police or a chain's head office (CSV)" },
        how: Text {
            key: "enrol-hotlist-how",
            english: "Ask the local police or the regulator for the full list as CSV, and for a new one every week: an old list no longer vouches.",
        },
        needs: &[Need::File],
    },
    Hint {
        protocol: Protocol::Manual,
        what: Text { key: "enrol-manual-what", english: "A public page, SMS or app that staff look up by hand" },
        how: Text {
            key: "enrol-manual-how",
            english: "Usually without enrolment. Choose the country, or give the page's address.",
        },
        needs: &[Need::Guide],
    },
];

/// All hints, in the order in which set-up offers them.
pub fn hints() -> &'static [Hint] {
    &HINTS
}

/// The hint for one kind of source.
pub fn hint(protocol: Protocol) -> &'static Hint {
    let [eir, camara, checkmend, hotlist, manual] = &HINTS;
    match protocol {
        Protocol::N5gEir => eir,
        Protocol::Camara => camara,
        Protocol::Checkmend => checkmend,
        Protocol::Hotlist => hotlist,
        Protocol::Manual => manual,
    }
}
