//! The two things that can be asked: the page, and taking a picture.

use super::token::Tokens;
use super::{MAX_UPLOAD, Sink, Upload, page};
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// The header with the code.
const TOKEN: HeaderName = HeaderName::from_static("x-countercheck-token");
/// Requests that one device may make in [`WINDOW`].
const REQUESTS: u32 = 40;
const WINDOW: Duration = Duration::from_mins(1);
/// Devices that are counted at a time.
const DEVICES: usize = 256;
/// How long the phone waits for the till to look at its picture; a build for tests is slower.
const LOOKED_AT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 240 } else { 30 });

/// What all requests share.
pub(super) struct Shared {
    host: String,
    origin: String,
    tokens: Arc<Tokens>,
    sink: Sink,
    seen: Mutex<HashMap<IpAddr, (Instant, u32)>>,
}

impl Shared {
    pub(super) fn new(host: String, base: &str, tokens: Arc<Tokens>, sink: Sink) -> Self {
        let origin = base.trim_end_matches('/').to_owned();
        Self { host, origin, tokens, sink, seen: Mutex::new(HashMap::new()) }
    }

    /// Whether this device asks too often.
    fn floods(&self, from: IpAddr) -> bool {
        let now = Instant::now();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= DEVICES {
            seen.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
            if seen.len() >= DEVICES {
                return true;
            }
        }
        let (since, count) = seen.entry(from).or_insert((now, 0));
        if now.duration_since(*since) >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count > REQUESTS
    }

    /// Whether the request was meant for this page: a foreign name that points here (DNS rebinding),
    /// or another site's script, is none of ours.
    fn is_ours(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get_all(name).iter().map(|v| v.to_str().unwrap_or("?").to_owned());
        let hosts: Vec<String> = text("host").collect();
        let host = matches!(hosts.as_slice(), [one] if one.eq_ignore_ascii_case(&self.host));
        let origin = text("origin").all(|origin| origin == self.origin);
        let site = text("sec-fetch-site").all(|s| s == "same-origin" || s == "none");
        host && origin && site
    }
}

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = if shared.floods(from.ip()) {
        StatusCode::TOO_MANY_REQUESTS.into_response()
    } else {
        match (parts.method, parts.uri.path()) {
            (Method::GET, "/") if is_navigation(&parts.headers) && shared.is_host(&parts.headers) => {
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page::html()).into_response()
            }
            (Method::POST, "/picture") if shared.is_ours(&parts.headers) => {
                picture(&shared, &parts.headers, body).await
            }
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    };
    harden(response.headers_mut());
    response
}

impl Shared {
    /// The page itself may be opened from anywhere: a camera's app, a link. It holds nothing.
    fn is_host(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let one = hosts.next().and_then(|host| host.to_str().ok());
        one.is_some_and(|host| host.eq_ignore_ascii_case(&self.host)) && hosts.next().is_none()
    }
}

/// A page inside of another site's frame is not opened by a person.
fn is_navigation(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|dest| dest == "document")
}

async fn picture(shared: &Shared, headers: &HeaderMap, body: Body) -> Response {
    let given = headers.get(TOKEN).and_then(|token| token.to_str().ok()).unwrap_or_default();
    let length = headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_UPLOAD) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let Some(claim) = shared.tokens.claim(given) else { return StatusCode::FORBIDDEN.into_response() };
    let bytes = match to_bytes(body, MAX_UPLOAD).await {
        Ok(bytes) => bytes,
        // More than was announced, or without an announcement: the code is spent.
        Err(error) if is_too_long(&error) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => {
            shared.tokens.give_back(claim);
            return StatusCode::BAD_REQUEST.into_response();
        }
    };
    drop(claim);
    let (reply, answer) = oneshot::channel();
    (shared.sink)(Upload { bytes: bytes.into(), reply });
    // A till that says nothing has ended: the picture is lost, and the phone may not know why.
    let read = matches!(timeout(LOOKED_AT, answer).await, Ok(Ok(true)));
    let told =
        if read { json!({ "state": "received" }) } else { json!({ "state": "again", "token": shared.tokens.again() }) };
    Json(told).into_response()
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        cause = error.source();
    }
    false
}

fn harden(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::CONNECTION, "close");
    if let Ok(policy) = HeaderValue::from_str(page::policy()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}
