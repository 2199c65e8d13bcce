//! The shop's side of C2SP tlog-witness: hands a checkpoint to a witness over HTTP.

use super::{MAX_BODY, Submission};
use crate::ledger::note::cosignature::CosignVerifier;
use crate::registry::client::tls;
use crate::registry::{DIRECT, Link};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

/// How long a witness may take altogether.
const PATIENCE: Duration = Duration::from_secs(20);

/// `[[witness]]`: somebody outside the shop who signs for the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Submission prefix: `/add-checkpoint` is put behind it. Without one the witness is reached by file only.
    #[serde(default)]
    pub url: Option<String>,
    /// The witness's key, `name+keyhash+base64` of type 4.
    pub key: String,
}

impl WitnessConfig {
    /// The key, if it is one.
    pub fn verifier(&self) -> Option<CosignVerifier> {
        self.key.parse().ok()
    }
}

/// How the network is reached.
#[derive(Clone, Debug, Default)]
pub struct Net {
    /// A proxy's address, or `direct`; the machine's own setting when absent.
    pub proxy: Option<String>,
    /// A PEM file of further authorities to trust.
    pub ca_file: Option<PathBuf>,
}

/// What a witness replied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Signature lines, unchecked.
    Lines(String),
    /// It has last signed for this size (409).
    Conflict {
        /// The size.
        size: u64,
    },
    /// It refuses, by this status.
    Refused {
        /// The HTTP status.
        status: u16,
    },
}

/// Hands a checkpoint in and waits for the reply, at most 20 s.
pub fn add_checkpoint(url: &str, submission: &Submission<'_>, net: &Net) -> Result<Reply, PushError> {
    let whole = format!("{}/add-checkpoint", url.trim_end_matches('/'));
    let client = client(&whole, net)?;
    let body = submission.to_body();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(PushError::Worker)?;
    runtime.block_on(async {
        let unreachable = |e: &reqwest::Error| PushError::Unreachable(deepest(e));
        let sent = client.post(&whole).header("content-type", "text/plain; charset=utf-8").body(body).send();
        let mut response = sent.await.map_err(|e| unreachable(&e))?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| unreachable(&e))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BODY {
                return Err(PushError::Reply { status });
            }
        }
        let text = String::from_utf8(bytes).map_err(|_| PushError::Reply { status })?;
        match status {
            200 => Ok(Reply::Lines(text)),
            409 => {
                let size = text.strip_suffix('\n').and_then(|digits| digits.parse().ok());
                size.map(|size| Reply::Conflict { size }).ok_or(PushError::Reply { status })
            }
            400..=499 => Ok(Reply::Refused { status }),
            _ => Err(PushError::Reply { status }),
        }
    })
}

fn client(url: &str, net: &Net) -> Result<reqwest::Client, PushError> {
    let url = reqwest::Url::parse(url).map_err(|_| PushError::Address)?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Err(PushError::Address);
    }
    let link = Link { ca_file: net.ca_file.clone(), ..Link::default() };
    let tls = tls::config(&link, url.scheme() == "https").map_err(PushError::SetUp)?;
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("countercheck/", env!("CARGO_PKG_VERSION")))
        .timeout(PATIENCE);
    let builder = match net.proxy.as_deref() {
        Some(DIRECT) => builder.no_proxy(),
        Some(proxy) => builder.proxy(
            reqwest::Proxy::all(proxy).map_err(|_| PushError::SetUp("the proxy's address is unusable".to_owned()))?,
        ),
        None if local => builder.no_proxy(),
        None => builder,
    };
    builder.build().map_err(|e| PushError::SetUp(deepest(&e)))
}

fn deepest(e: &(dyn Error + 'static)) -> String {
    std::iter::successors(Some(e), |e: &&(dyn Error + 'static)| (*e).source())
        .take(16)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Why a witness did not get the checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// Neither HTTPS nor loopback.
    #[error("the witness's address is not an https:// address")]
    Address,
    /// Certificates or proxy cannot be used.
    #[error("the connection cannot be set up: {0}")]
    SetUp(String),
    /// No reply.
    #[error("the witness cannot be reached: {0}")]
    Unreachable(String),
    /// A reply that is none of the protocol's.
    #[error("the witness replied with status {status}, and not as a witness does")]
    Reply {
        /// The HTTP status.
        status: u16,
    },
    /// No runtime.
    #[error("the connection's worker could not start")]
    Worker(#[source] std::io::Error),
}

impl PushError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Address => "correct url in the [[witness]] section of config.toml",
            Self::SetUp(_) => "correct the [network] section of config.toml",
            Self::Unreachable(_) | Self::Worker(_) => "nothing is lost; it is tried again at the next closure",
            Self::Reply { .. } => "check the address with whoever runs the witness",
        }
    }
}
