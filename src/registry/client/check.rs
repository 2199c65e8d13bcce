//! What a set of sources must satisfy before any of them is asked.

use crate::finding::SourceName;
use crate::registry::error::RegistryError;
use crate::registry::source::{Auth, Keep, Protocol, SourceConfig};
use reqwest::Url;
use std::collections::HashSet;
use std::net::IpAddr;

/// Checks the set-up of all sources; the first fault is told. Files (certificates, secrets,
/// lists) are not touched: what is wrong with them is the source's own silence.
pub fn check_sources(sources: &[SourceConfig]) -> Result<(), RegistryError> {
    let mut seen = HashSet::new();
    for source in sources {
        name(&source.name)?;
        if !seen.insert(source.name.as_str()) {
            return Err(RegistryError::DuplicateName(source.name.clone()));
        }
        let ms = source.timeout();
        if !(100..=30_000).contains(&ms) {
            return Err(RegistryError::Timeout { name: source.name.clone(), ms });
        }
        terms(source)?;
        credentials(source)?;
        if source.protocol.is_online() {
            address(source, &source.url)?;
            if let Auth::ClientCredentials(client) = &source.auth {
                address(source, &client.token_url)?;
            }
        } else if source.protocol == Protocol::Hotlist && source.url.is_empty() {
            return Err(RegistryError::BadUrl { name: source.name.clone(), why: "no file is named".to_owned() });
        }
    }
    Ok(())
}

fn name(name: &SourceName) -> Result<(), RegistryError> {
    let text = name.as_str();
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if (1..=64).contains(&text.len()) && text.bytes().all(good) {
        Ok(())
    } else {
        Err(RegistryError::BadName(text.chars().take(64).collect()))
    }
}

fn terms(source: &SourceConfig) -> Result<(), RegistryError> {
    let allowed = match (source.protocol, source.keep) {
        (_, None)
        | (Protocol::N5gEir | Protocol::Camara, Some(Keep::EvidenceOnly | Keep::ReuseHours(_)))
        | (Protocol::Checkmend | Protocol::Manual, Some(Keep::EvidenceOnly))
        | (Protocol::Hotlist, Some(Keep::WholeList)) => return Ok(()),
        (_, Some(keep)) => keep,
    };
    Err(RegistryError::TermsForbid { name: source.name.clone(), protocol: source.protocol, keep: allowed })
}

fn credentials(source: &SourceConfig) -> Result<(), RegistryError> {
    let fault = |why| Err(RegistryError::Credentials { name: source.name.clone(), protocol: source.protocol, why });
    let one = |inline: bool, file: bool| inline != file;
    match (&source.auth, source.protocol) {
        (Auth::Checkmend(a), Protocol::Checkmend) => {
            // The store stands in the path, the partner before the colon of the credentials.
            let plain = |id: &str| !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
            if !plain(&a.partner) || !plain(&a.store) {
                return fault("partner and store must be letters and digits");
            }
            if !one(a.secret.is_some(), a.secret_file.is_some()) {
                return fault("give either secret or secret_file");
            }
        }
        (_, Protocol::Checkmend) => return fault("CheckMEND needs partner, store and secret"),
        (Auth::None, _) => {}
        (Auth::Bearer(a), Protocol::N5gEir | Protocol::Camara) => {
            if !one(a.secret.is_some(), a.secret_file.is_some()) {
                return fault("give either secret or secret_file");
            }
        }
        (Auth::ClientCredentials(a), Protocol::N5gEir | Protocol::Camara) => {
            if a.client_id.is_empty() || a.client_id.contains(':') {
                return fault("client_id is empty or contains a colon");
            }
            if !one(a.secret.is_some(), a.secret_file.is_some()) {
                return fault("give either secret or secret_file");
            }
        }
        (_, _) => return fault("this protocol takes no such credentials"),
    }
    Ok(())
}

fn address(source: &SourceConfig, text: &str) -> Result<(), RegistryError> {
    let bad = |why: String| RegistryError::BadUrl { name: source.name.clone(), why };
    let url = Url::parse(text).map_err(|e| bad(e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(bad("it must begin with https://".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it holds a user name or password".to_owned()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("it has a part after ? or #".to_owned()));
    }
    if url.scheme() == "http" && !is_loopback(&url) && !source.link.allow_http {
        return Err(RegistryError::InsecureUrl(source.name.clone()));
    }
    Ok(())
}

/// Whether the host is this machine: `localhost`, 127.0.0.0/8, `::1`.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
