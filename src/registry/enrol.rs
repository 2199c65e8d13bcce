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
        what: Text("enrol-n5g-eir-what"),
        how: Text("enrol-n5g-eir-how"),
        needs: &[Need::Url, Need::Token],
    },
    Hint {
        protocol: Protocol::Camara,
        what: Text("enrol-camara-what"),
        how: Text("enrol-camara-how"),
        needs: &[Need::Url, Need::Token],
    },
    Hint {
        protocol: Protocol::Checkmend,
        what: Text("enrol-checkmend-what"),
        how: Text("enrol-checkmend-how"),
        needs: &[Need::Url, Need::Partner],
    },
    Hint {
        protocol: Protocol::Hotlist,
        what: Text("enrol-hotlist-what"),
        how: Text("enrol-hotlist-how"),
        needs: &[Need::File],
    },
    Hint {
        protocol: Protocol::Manual,
        what: Text("enrol-manual-what"),
        how: Text("enrol-manual-how"),
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
