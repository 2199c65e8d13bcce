//! What all HTTP protocols share: requests and replies as values, and the rules by which
//! untrusted bytes become text.

use crate::finding::{Detail, Outcome, Silence};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

/// Bytes of a reply that are read at most; the longest real answer is below 2 KiB.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Characters of a source's own words that are kept at most.
pub const REASON_LIMIT: usize = 512;

/// The verbs that the protocols use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// A request, ready to be sent. The URL and body hold an IMEI, the headers may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Verb.
    pub method: Method,
    /// Absolute URL.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
    /// Exact bytes of the body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpRequest({:?}, {} headers, {} bytes)", self.method, self.headers.len(), self.body.len())
    }
}

/// A reply as it came.
#[derive(Clone, Copy)]
pub struct HttpReply<'a> {
    /// HTTP status.
    pub status: u16,
    /// The `Content-Type` header, if it was readable text.
    pub content_type: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

/// What a reply amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// The moment it describes, where the protocol says so.
    pub as_of: Option<DateTime<Utc>>,
    /// The source's reference for this answer; `Outcome::NotListed` has no place for one.
    pub reference: Option<String>,
}

impl Verdict {
    /// An outcome without time and reference.
    pub(super) fn new(outcome: Outcome) -> Self {
        Self { outcome, as_of: None, reference: None }
    }

    /// No answer, because the reply is not one.
    pub(super) fn bad(why: impl AsRef<str>) -> Self {
        Self::new(Outcome::NoAnswer(Silence::BadReply(bounded(why))))
    }
}

/// A reply as the server side writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpAnswer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// Body.
    pub body: String,
}

/// Cuts a source's words to [`REASON_LIMIT`] characters. Control characters stay: they are data,
/// and whoever shows them escapes them.
pub(super) fn bounded(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    match text.char_indices().nth(REASON_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// An unknown word in quotation marks, cut so that what is said about it still fits.
pub(super) fn quoted(word: &str) -> String {
    format!("{:?}", word.chars().take(64).collect::<String>())
}

/// `application/x-www-form-urlencoded` of one name or value.
pub(crate) fn form_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => out.push(char::from(b)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push_str(&hex::encode_upper([b]));
            }
        }
    }
    out
}

/// Reads a JSON body of one of the given media types. Repeated keys, other charsets and
/// anything after the value are refused.
pub(super) fn json<T: DeserializeOwned>(reply: &HttpReply<'_>, types: &[&str]) -> Result<T, String> {
    let given = reply.content_type.ok_or("the reply names no content type")?;
    let mut parts = given.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !types.contains(&media.as_str()) {
        return Err(format!("the reply is {media:?}, not {}", types.join(" or ")));
    }
    let charset = parts.find_map(|p| p.to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
    if charset.is_some_and(|c| !matches!(c.trim_matches('"'), "utf-8" | "utf8" | "us-ascii")) {
        return Err(format!("the reply is in another charset: {given:?}"));
    }
    let text =
        std::str::from_utf8(reply.body).map_err(|e| format!("the reply is not UTF-8 from byte {}", e.valid_up_to()))?;
    serde_json::from_str(text).map_err(|e| format!("the reply is not the JSON it should be: {e}"))
}

/// What a status that carries no verdict means, with the source's own words.
pub(super) fn silence(status: u16, words: &str) -> Silence {
    let text = bounded(if words.is_empty() { format!("HTTP {status}") } else { format!("HTTP {status}: {words}") });
    match status {
        502..=504 => Silence::Unreachable(text),
        400..=499 => Silence::Refused(text),
        _ => Silence::BadReply(text),
    }
}

/// The first of an API root's forms: the root itself when it already names the service,
/// otherwise the root followed by the service's standard path.
pub(super) fn service(root: &str, service: &str, version: &str) -> String {
    let root = root.trim_end_matches('/');
    if root.contains(&format!("/{service}/")) { root.to_owned() } else { format!("{root}/{service}/{version}") }
}

/// A detail with bounded words.
pub(super) fn detail(reason: impl AsRef<str>) -> Detail {
    Detail::reason(bounded(reason))
}
