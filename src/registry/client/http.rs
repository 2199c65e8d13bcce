//! One HTTP exchange with a source: bounded, and every failure named without naming the number.

use super::age;
use super::check::is_loopback;
use super::redirect::{self, Rules};
use super::{NetConfig, tls};
use crate::clock::system::now;
use crate::finding::Silence;
use crate::registry::source::{Auth, DIRECT, Link, Protocol, SourceConfig};
use crate::registry::wire::{BODY_LIMIT, HttpReply, HttpRequest, Method, bounded};
use chrono::{DateTime, Utc};
use reqwest::{Client, Proxy, Url, header};
use std::error::Error;
use std::time::Duration;

/// Whether another attempt may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retry {
    /// It would fail again.
    Never,
    /// The request was never sent, so asking again costs nothing.
    Unsent,
    /// It may have been worked on: a paid question is not asked twice.
    Sent,
}

/// Why no reply came.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) silence: Silence,
    pub(super) retry: Retry,
    /// Whether it speaks for a source that is dead for everybody.
    pub(super) dead: bool,
}

impl Failure {
    pub(super) fn dead(silence: Silence, retry: Retry) -> Self {
        Self { silence, retry, dead: true }
    }

    pub(super) fn odd(silence: Silence) -> Self {
        Self { silence, retry: Retry::Never, dead: false }
    }
}

/// A whole reply.
pub(super) struct Received {
    pub(super) status: u16,
    content_type: Option<String>,
    /// What `Retry-After` asks for, where it is given in seconds.
    pub(super) retry_after: Option<Duration>,
    /// When the source said it, as far as the headers tell; an unreadable `Date` as it came.
    pub(super) said_at: Result<DateTime<Utc>, String>,
    pub(super) body: Vec<u8>,
}

impl Received {
    pub(super) fn reply(&self) -> HttpReply<'_> {
        HttpReply { status: self.status, content_type: self.content_type.as_deref(), body: &self.body }
    }
}

/// Builds the client of one source; the error says what in its set-up cannot be used.
pub(super) fn build(source: &SourceConfig, net: &NetConfig) -> Result<Client, String> {
    let link = &source.link;
    let link = Link { ca_file: link.ca_file.clone().or_else(|| net.ca_file.clone()), ..link.clone() };
    let proxy = link.proxy.as_ref().or(net.proxy.as_ref()).map(|p| p.reveal().to_owned());
    let token_url = match &source.auth {
        Auth::ClientCredentials(client) => client.token_url.as_str(),
        _ => "",
    };
    let secure = |url: &str| url.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("https"));
    let needs_tls = secure(&source.url) || secure(token_url) || proxy.as_deref().is_some_and(secure);
    let rules = Rules { posts: source.protocol != Protocol::N5gEir };
    let builder = Client::builder()
        .tls_backend_preconfigured(tls::config(&link, needs_tls)?)
        .redirect(redirect::policy(rules))
        // A referrer would repeat the number of a GET.
        .referer(false)
        .user_agent(concat!("countercheck/", env!("CARGO_PKG_VERSION")))
        .http2_max_header_list_size(16 * 1024)
        // The pool's clean-up runs only while a connection lies in it.
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(2);
    let local = Url::parse(&source.url).is_ok_and(|url| is_loopback(&url));
    let builder = match proxy.as_deref() {
        Some(DIRECT) => builder.no_proxy(),
        Some(url) => builder.proxy(Proxy::all(url).map_err(|_| "the proxy's address is unusable".to_owned())?),
        None if local => builder.no_proxy(),
        None => builder,
    };
    builder.build().map_err(|e| format!("HTTP client: {}", deepest(&e)))
}

/// Sends one request and reads its whole reply, at most [`BODY_LIMIT`] bytes.
pub(super) async fn send(client: &Client, request: HttpRequest) -> Result<Received, Failure> {
    let mut builder = match request.method {
        Method::Get => client.get(&request.url),
        Method::Post => client.post(&request.url),
    };
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    if !request.body.is_empty() {
        builder = builder.body(request.body);
    }
    let mut response = builder.send().await.map_err(|e| classify(&e))?;
    let text = |name: header::HeaderName| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let encoding = text(header::CONTENT_ENCODING).filter(|e| !e.eq_ignore_ascii_case("identity"));
    let mut received = Received {
        status: response.status().as_u16(),
        content_type: text(header::CONTENT_TYPE).map(bounded),
        retry_after: text(header::RETRY_AFTER).and_then(|s| s.parse().ok()).map(Duration::from_secs),
        said_at: age::said_at(response.headers(), now().wall),
        body: Vec::new(),
    };
    if let Some(encoding) = encoding {
        return Err(Failure::odd(Silence::BadReply(bounded(format!("the reply is packed as {encoding:?}")))));
    }
    let too_long = || Failure::odd(Silence::BadReply(format!("the reply is longer than {BODY_LIMIT} bytes")));
    if response.content_length().is_some_and(|n| n > BODY_LIMIT as u64) {
        return Err(too_long());
    }
    while let Some(chunk) = response.chunk().await.map_err(|e| classify(&e))? {
        if received.body.len() + chunk.len() > BODY_LIMIT {
            return Err(too_long());
        }
        received.body.extend_from_slice(&chunk);
    }
    Ok(received)
}

/// Names a failure by its deepest cause; reqwest's own text would hold the URL and so the number.
fn classify(e: &reqwest::Error) -> Failure {
    let why = deepest(e);
    if e.is_redirect() {
        return Failure::odd(Silence::BadReply(why));
    }
    if e.is_builder() {
        return Failure::odd(Silence::Misconfigured(why));
    }
    if let Some(tls) = find::<rustls::Error>(e) {
        return tls_failure(tls);
    }
    if e.is_dns() {
        return Failure::dead(Silence::Unreachable(format!("its name is not found: {why}")), Retry::Never);
    }
    if e.is_connect() {
        return Failure::dead(Silence::Unreachable(format!("no connection: {why}")), Retry::Unsent);
    }
    if why.starts_with("invalid ") || why.contains("too large") {
        return Failure::odd(Silence::BadReply(format!("the reply is not HTTP: {why}")));
    }
    Failure::dead(Silence::Unreachable(format!("the connection broke: {why}")), Retry::Sent)
}

/// An alert is the source's refusal of us; anything else is our refusal of the source.
fn tls_failure(e: &rustls::Error) -> Failure {
    let why = bounded(format!("TLS: {e}"));
    let silence = match e {
        rustls::Error::AlertReceived(_) => Silence::Refused(why),
        _ => Silence::Unreachable(why),
    };
    Failure::dead(silence, Retry::Never)
}

/// The error's causes, outermost first. An `io::Error` hides the one it was made from.
fn causes<'a>(e: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(e), |e| cause(*e)).take(16)
}

fn cause<'a>(e: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match e.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => e.source(),
    }
}

fn find<'a, T: Error + 'static>(e: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(e).find_map(|e| e.downcast_ref())
}

fn deepest(e: &(dyn Error + 'static)) -> String {
    bounded(causes(e).last().map(ToString::to_string).unwrap_or_default())
}
