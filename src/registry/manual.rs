//! The manual source: where a country offers only a page, an SMS or an app, a person looks the
//! number up and the till records the answer with reference and time.
//!
//! State of the services: November 2026; none of them has a machine interface.

use super::source::SourceConfig;
use super::wire::{bounded, detail};
use crate::finding::{Answer, Detail, Evidence, Outcome, SourceName};
use crate::imei::{Imei, Imei14};
use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// How to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// A page; the number is typed or pasted there.
    Web {
        /// Its address.
        url: Cow<'static, str>,
    },
    /// A text message.
    Sms {
        /// The number it goes to.
        to: &'static str,
        /// Its text; `{imei}` stands for the 15 digits.
        text: &'static str,
    },
    /// An app on a phone.
    App {
        /// Its name in the app store.
        name: &'static str,
    },
}

impl How {
    /// What the clerk types or pastes for this number: the message text, or the 15 digits.
    pub fn fill(&self, imei: &Imei) -> String {
        match self {
            Self::Sms { text, .. } => text.replace("{imei}", &imei.digits()),
            Self::Web { .. } | Self::App { .. } => imei.digits(),
        }
    }
}

/// A text for people, by its key in the catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(pub &'static str);

/// How a person looks a number up at one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// Stable id, as a config's `url` may name it (`in-ceir`).
    pub id: &'static str,
    /// ISO 3166 country, empty for the generic guide.
    pub place: &'static str,
    /// The service's own name.
    pub name: &'static str,
    /// The best way to ask.
    pub how: How,
    /// Other ways.
    pub also: &'static [How],
    /// What to look for in the reply.
    pub look_for: Text,
    /// Who may ask, and what is needed for it.
    pub enrol: Text,
}

const fn web(url: &'static str) -> How {
    How::Web { url: Cow::Borrowed(url) }
}

static INDIA_ALSO: [How; 2] = [How::App { name: "KYM" }, web("https://ceir.gov.in/Device/CeirIMEIVerification.jsp")];

static GUIDES: [Guide; 5] = [
    Guide {
        id: "in-ceir",
        place: "IN",
        name: "CEIR (Know Your Mobile)",
        how: How::Sms { to: "14422", text: "KYM {imei}" },
        also: &INDIA_ALSO,
        look_for: Text("staff-guide-in-ceir-look"),
        enrol: Text("staff-guide-in-ceir-enrol"),
    },
    Guide {
        id: "br-celular-legal",
        place: "BR",
        name: "Celular Legal (Consulta Serial Aparelho)",
        how: web("https://www.consultaserialaparelho.com.br"),
        also: &[],
        look_for: Text("staff-guide-br-celular-legal-look"),
        enrol: Text("staff-guide-br-celular-legal-enrol"),
    },
    Guide {
        id: "au-amta",
        place: "AU",
        name: "AMTA status check",
        how: web("https://amta.org.au"),
        also: &[],
        look_for: Text("staff-guide-au-amta-look"),
        enrol: Text("staff-guide-au-amta-enrol"),
    },
    Guide {
        id: "us-ctia",
        place: "US",
        name: "CTIA Stolen Phone Checker",
        how: web("https://stolenphonechecker.org"),
        also: &[],
        look_for: Text("staff-guide-us-ctia-look"),
        enrol: Text("staff-guide-us-ctia-enrol"),
    },
    Guide {
        id: "generic",
        place: "",
        name: "Public look-up",
        how: web(""),
        also: &[],
        look_for: Text("staff-guide-generic-look"),
        enrol: Text("staff-guide-generic-enrol"),
    },
];

impl Guide {
    /// Every guide; the generic one stands last.
    pub fn all() -> &'static [Self] {
        &GUIDES
    }

    /// The guide of a country (ISO 3166, any case); `None` where only the generic one helps.
    pub fn for_place(country: &str) -> Option<&'static Self> {
        GUIDES.iter().find(|g| !g.place.is_empty() && g.place.eq_ignore_ascii_case(country))
    }

    /// The guide that a manual source names: by id or country, or a page of its own.
    pub fn for_source(config: &SourceConfig) -> Self {
        let url = config.url.trim();
        if let Some(known) = GUIDES.iter().find(|g| g.id == url).or_else(|| Self::for_place(url)) {
            return known.clone();
        }
        let [.., generic] = &GUIDES;
        Self { how: How::Web { url: Cow::Owned(url.to_owned()) }, ..generic.clone() }
    }
}

/// What the person read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is listed.
    Listed,
    /// Something there asks for care.
    Caution,
    /// The service knows the number and does not list it.
    NotListed,
    /// The service does not know the number.
    NotCovered,
}

/// The answer a person looked up: what it said, its wording, its reference, and when.
pub fn answer(source: &SourceName, imei: &Imei14, said: Said, heard: Heard<'_>) -> Answer {
    let detail = Detail {
        reference: (!heard.reference.is_empty()).then(|| bounded(heard.reference)),
        ..if heard.wording.is_empty() { Detail::default() } else { detail(heard.wording) }
    };
    let outcome = match said {
        Said::Listed => Outcome::Listed(detail),
        Said::Caution => Outcome::Caution(detail),
        Said::NotListed => Outcome::NotListed,
        Said::NotCovered => Outcome::NotCovered(detail),
    };
    let evidence =
        [heard.reference, heard.wording].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": ");
    Answer {
        as_of: Some(heard.at),
        evidence: (!evidence.is_empty()).then(|| Evidence::Body(bounded(evidence))),
        ..Answer::new(source, imei, outcome)
    }
}

/// The circumstances of a looked-up answer.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// The service's wording, as typed by the person; may be empty.
    pub wording: &'a str,
    /// The service's reference (SMS id, transaction number); may be empty.
    pub reference: &'a str,
    /// When it was looked up.
    pub at: DateTime<Utc>,
}
