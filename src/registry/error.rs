//! What can be wrong with the set-up of sources, found before anything is asked.

use super::source::{Keep, Protocol};
use crate::finding::SourceName;

/// A source cannot be used as it is set up.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The name is empty, too long, or has characters that names do not have.
    #[error("the source name {0:?} is not made of 1 to 64 letters, digits, '-', '_' and '.'")]
    BadName(String),
    /// Two sources share a name.
    #[error("the source name {0} is used twice")]
    DuplicateName(SourceName),
    /// The address cannot be read, or carries a password.
    #[error("source {name}: the address is unusable: {why}")]
    BadUrl {
        /// Which source.
        name: SourceName,
        /// What is wrong with it.
        why: String,
    },
    /// Plain HTTP to another machine.
    #[error("source {0}: the address is not https, so anyone on the way can read and change answers")]
    InsecureUrl(SourceName),
    /// The terms of the protocol do not allow what the config asks for.
    #[error("source {name}: the terms of {protocol} do not allow keeping answers as {keep}")]
    TermsForbid {
        /// Which source.
        name: SourceName,
        /// Its protocol.
        protocol: Protocol,
        /// What was asked for.
        keep: Keep,
    },
    /// Credentials are missing, incomplete, or of another protocol's kind.
    #[error("source {name}: the credentials do not fit {protocol}: {why}")]
    Credentials {
        /// Which source.
        name: SourceName,
        /// Its protocol.
        protocol: Protocol,
        /// What is missing or superfluous.
        why: &'static str,
    },
    /// A timeout outside 100 ms to 30 s.
    #[error("source {name}: a timeout of {ms} ms is outside 100 to 30000")]
    Timeout {
        /// Which source.
        name: SourceName,
        /// What the config says.
        ms: u64,
    },
    /// The worker thread could not start.
    #[error("the worker that asks sources could not start")]
    Worker(#[source] std::io::Error),
    /// The cache could neither be opened nor made anew.
    #[error("the answer cache could not be opened")]
    Cache(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl RegistryError {
    /// The next step for whoever set the source up.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::BadName(_) | Self::DuplicateName(_) => "give every source a short name of its own in the config",
            Self::BadUrl { .. } => "copy the address from the source's papers; credentials belong under auth",
            Self::InsecureUrl(_) => "use the https address, or set allow_http if the source stands in this building",
            Self::TermsForbid { .. } => "take the keep line out; the protocol's own rule then applies",
            Self::Credentials { .. } => "compare the auth section with what the source sent at enrolment",
            Self::Timeout { .. } => "give a timeout in milliseconds, or take the line out",
            Self::Worker(_) => "close other programs and start again",
            Self::Cache(_) => {
                "check that the shop's folder can be written and the disk is not full; no evidence is lost"
            }
        }
    }
}
