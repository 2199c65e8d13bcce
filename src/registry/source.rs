//! One configured source: where it is, how it proves who asks, what it covers, and its terms.

use crate::finding::SourceName;
use crate::imei::Imei14;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The value of [`Link::proxy`] that keeps a source off every proxy.
pub const DIRECT: &str = "direct";

/// How a source speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// 3GPP TS 29.511 5G-EIR equipment identity check.
    N5gEir,
    /// CAMARA device-authenticity check-status.
    Camara,
    /// CheckMEND due diligence.
    Checkmend,
    /// A CSV file of listed numbers in the DIRBS columns; `url` is its path.
    Hotlist,
    /// A person looks it up; `url` names a guide or a page.
    Manual,
}

impl Protocol {
    /// Every protocol, in the order in which set-up offers them.
    pub const ALL: [Self; 5] = [Self::N5gEir, Self::Camara, Self::Checkmend, Self::Hotlist, Self::Manual];

    /// The word for it in the config and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::N5gEir => "n5g-eir",
            Self::Camara => "camara",
            Self::Checkmend => "checkmend",
            Self::Hotlist => "hotlist",
            Self::Manual => "manual",
        }
    }

    /// Whether a machine answers; a manual source waits for a person.
    pub fn is_machine(self) -> bool {
        self != Self::Manual
    }

    /// Whether answers come over the network.
    pub fn is_online(self) -> bool {
        matches!(self, Self::N5gEir | Self::Camara | Self::Checkmend)
    }

    /// Milliseconds an answer may take unless the config says otherwise. CheckMEND's
    /// documentation asks for 3 s.
    fn timeout_ms(self) -> u64 {
        match self {
            Self::N5gEir => 2_000,
            Self::Camara | Self::Checkmend => 3_000,
            Self::Hotlist | Self::Manual => 1_000,
        }
    }

    /// How answers may be kept unless a contract allows more.
    fn keep(self) -> Keep {
        if self == Self::Hotlist { Keep::WholeList } else { Keep::EvidenceOnly }
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// A word that names no protocol.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not one of n5g-eir, camara, checkmend, hotlist, manual")]
pub struct UnknownProtocol(pub String);

impl std::str::FromStr for Protocol {
    type Err = UnknownProtocol;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|p| p.word() == word).ok_or_else(|| UnknownProtocol(word.to_owned()))
    }
}

/// How an answer may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// Only as evidence of the check it was given for; never served again.
    EvidenceOnly,
    /// May answer the same question again for so many hours.
    ReuseHours(u32),
    /// The list itself is held.
    WholeList,
}

impl std::fmt::Display for Keep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::EvidenceOnly => f.write_str("evidence only"),
            Self::ReuseHours(hours) => write!(f, "reusable for {hours} hours"),
            Self::WholeList => f.write_str("a whole list"),
        }
    }
}

/// What one answer costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// In minor units (pence, cents).
    pub minor: u32,
    /// ISO 4217 code.
    pub currency: String,
}

/// Which numbers a source can know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Coverage {
    /// Leading digits (a TAC or less) of the only numbers it knows; empty means all.
    pub prefixes: Vec<String>,
    /// For people: networks, countries.
    pub note: Option<String>,
}

impl Coverage {
    /// Whether the source can know this number.
    pub fn covers(&self, imei: &Imei14) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|p| imei.as_str().starts_with(p.as_str()))
    }
}

/// A password, key or token. A debug print shows that it is there and nothing else.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Secret(String);

/// By hand, because a derived error would repeat what stands there instead of a text.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer);
        text.map(Self).map_err(|_repeats_it| D::Error::custom("a secret is a text in quotation marks"))
    }
}

impl Secret {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one place that sends or signs with it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How the shop proves who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Auth {
    /// Not at all, or by client certificate alone.
    #[default]
    None,
    /// A token that the source handed out.
    Bearer(BearerAuth),
    /// OAuth 2.0 client credentials (RFC 6749 section 4.4).
    ClientCredentials(ClientAuth),
    /// CheckMEND's partner id and signature.
    Checkmend(CheckmendAuth),
}

/// A ready-made bearer token, inline or in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BearerAuth {
    /// The token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// A file that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
}

/// Where a client secret goes in a token request (RFC 6749 section 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendSecret {
    /// In an `Authorization: Basic` header.
    #[default]
    Header,
    /// In the form body.
    Body,
}

/// OAuth 2.0 client credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientAuth {
    /// The token endpoint (`{nrfApiRoot}/oauth2/token`, or the OIDC `token_endpoint`).
    pub token_url: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// A file that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Scope to ask for; the protocol's own when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Where the secret goes.
    pub send_secret: SendSecret,
    /// Further form fields that an issuer wants (`audience`, `nfInstanceId`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
}

/// CheckMEND's credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckmendAuth {
    /// Partner id.
    pub partner: String,
    /// Store id; test stores have ids of their own.
    pub store: String,
    /// Secret key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// A file that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
}

/// How the connection is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Link {
    /// A PEM file of further authorities to trust.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// The client certificate chain, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_cert: Option<PathBuf>,
    /// Its private key, PEM; the certificate's own file when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_key: Option<PathBuf>,
    /// A proxy's address, or [`DIRECT`]; the machine's own setting when absent. May hold a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Secret>,
    /// Allows plain HTTP to another machine.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_http: bool,
}

/// One source with its terms. `url` is the API root, or the file's path for a hot list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Its name in answers and in the list of required sources.
    pub name: SourceName,
    /// How it speaks.
    pub protocol: Protocol,
    /// API root, file path, or guide.
    pub url: String,
    /// Milliseconds after which it counts as silent; read through [`SourceConfig::timeout`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// How answers may be kept; read through [`SourceConfig::keeping`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Keep>,
    /// What one answer costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Fee>,
    /// Hours after which a miss no longer vouches; read through [`SourceConfig::fresh_for`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fresh_hours: Option<u32>,
    /// How the shop proves who asks.
    #[serde(default)]
    pub auth: Auth,
    /// How the connection is made.
    #[serde(default)]
    pub link: Link,
    /// Which numbers it can know.
    #[serde(default)]
    pub coverage: Coverage,
}

impl SourceConfig {
    /// A source with the protocol's own terms and no credentials.
    pub fn new(name: impl Into<String>, protocol: Protocol, url: impl Into<String>) -> Self {
        Self {
            name: SourceName::new(name),
            protocol,
            url: url.into(),
            timeout_ms: None,
            keep: None,
            fee: None,
            fresh_hours: None,
            auth: Auth::None,
            link: Link::default(),
            coverage: Coverage::default(),
        }
    }

    /// Milliseconds after which it counts as silent.
    pub fn timeout(&self) -> u64 {
        self.timeout_ms.unwrap_or_else(|| self.protocol.timeout_ms())
    }

    /// How answers may be kept. CheckMEND's licence and a hot list's nature leave no choice.
    pub fn keeping(&self) -> Keep {
        match self.protocol {
            Protocol::Checkmend | Protocol::Hotlist | Protocol::Manual => self.protocol.keep(),
            Protocol::N5gEir | Protocol::Camara => self.keep.unwrap_or_else(|| self.protocol.keep()),
        }
    }

    /// Hours after which a miss no longer vouches, unless the config says otherwise: a week for a
    /// hot list, a day for a live source, whose replies may come from somebody's memory.
    pub fn fresh_for(&self) -> Option<u32> {
        self.fresh_hours.or(match self.protocol {
            Protocol::Hotlist => Some(168),
            Protocol::N5gEir | Protocol::Camara | Protocol::Checkmend => Some(24),
            Protocol::Manual => None,
        })
    }

    /// Makes the paths of its files absolute: a config means them from the shop's folder.
    pub fn resolve(&mut self, root: &std::path::Path) {
        let secret = match &mut self.auth {
            Auth::None => None,
            Auth::Bearer(a) => a.secret_file.as_mut(),
            Auth::ClientCredentials(a) => a.secret_file.as_mut(),
            Auth::Checkmend(a) => a.secret_file.as_mut(),
        };
        let link = &mut self.link;
        let files = [secret, link.ca_file.as_mut(), link.client_cert.as_mut(), link.client_key.as_mut()];
        files.into_iter().flatten().for_each(|file| *file = root.join(&*file));
        if self.protocol == Protocol::Hotlist {
            self.url = root.join(&self.url).to_string_lossy().into_owned();
        }
    }
}
