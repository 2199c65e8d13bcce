//! OAuth 2.0 client credentials: one token at a time, kept in memory until shortly before it expires.

use super::http::{self, Failure, Retry};
use crate::finding::Silence;
use crate::registry::source::{ClientAuth, Secret, SendSecret};
use crate::registry::wire::{HttpRequest, Method, bounded, form_encode, json, silence};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Lifetime of a token whose issuer names none.
const UNNAMED: u64 = 300;
/// No token is believed to live longer, whatever its issuer writes.
const LONGEST: u64 = 24 * 3600;
/// Bytes of a token; it has to fit in a header.
const LONGEST_TOKEN: usize = 16 * 1024;

#[derive(Deserialize)]
struct TokenReply {
    access_token: String,
    token_type: String,
    expires_in: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenError {
    error: Option<String>,
    error_description: Option<String>,
}

struct Held {
    token: Secret,
    until: Instant,
}

/// The token of one source. Whoever asks while it is being fetched waits for that one fetch.
#[derive(Default)]
pub(super) struct TokenCache(Mutex<Option<Held>>);

impl TokenCache {
    /// A token that still lives, fetched if need be.
    pub(super) async fn get(
        &self,
        client: &reqwest::Client,
        auth: &ClientAuth,
        secret: &Secret,
        scope: &str,
    ) -> Result<Secret, Failure> {
        let mut slot = self.0.lock().await;
        if let Some(held) = slot.as_ref().filter(|h| Instant::now() < h.until) {
            return Ok(held.token.clone());
        }
        let received = http::send(client, request(auth, secret, scope)).await?;
        let reply = received.reply();
        if reply.status != 200 {
            let error: TokenError = json(&reply, &["application/json"]).unwrap_or_default();
            let words = [error.error, error.error_description].into_iter().flatten().collect::<Vec<_>>().join(": ");
            let retry = if matches!(reply.status, 429 | 502..=504) { Retry::Unsent } else { Retry::Never };
            return Err(Failure::dead(named(silence(reply.status, &words)), retry));
        }
        let bad = |why: &str| Failure::odd(Silence::BadReply(bounded(format!("the token endpoint: {why}"))));
        let reply: TokenReply = json(&reply, &["application/json"]).map_err(|why| bad(&why))?;
        let token = reply.access_token;
        if token.is_empty() || token.len() > LONGEST_TOKEN || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(bad("it gave a token that cannot be sent"));
        }
        if !reply.token_type.eq_ignore_ascii_case("bearer") {
            return Err(bad("it gave a token that is not a bearer token"));
        }
        let life = reply.expires_in.unwrap_or(UNNAMED).min(LONGEST);
        // A token that dies on the way costs a refused question.
        let until = Instant::now() + Duration::from_secs(life - (life / 10).min(30));
        let token = Secret::new(token);
        *slot = Some(Held { token: token.clone(), until });
        Ok(token)
    }

    /// Forgets a token that the source no longer takes.
    pub(super) async fn forget(&self, refused: &Secret) {
        let mut slot = self.0.lock().await;
        if slot.as_ref().is_some_and(|held| held.token == *refused) {
            *slot = None;
        }
    }
}

fn named(silence: Silence) -> Silence {
    let at = |why: String| bounded(format!("the token endpoint: {why}"));
    match silence {
        Silence::Refused(why) => Silence::Refused(at(why)),
        Silence::Unreachable(why) => Silence::Unreachable(at(why)),
        Silence::BadReply(why) => Silence::BadReply(at(why)),
        other => other,
    }
}

fn request(auth: &ClientAuth, secret: &Secret, scope: &str) -> HttpRequest {
    let scope = auth.scope.as_deref().unwrap_or(scope);
    let mut form = vec![("grant_type", "client_credentials")];
    if !scope.is_empty() {
        form.push(("scope", scope));
    }
    form.extend(auth.parameters.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    let mut headers = vec![
        ("accept", "application/json".to_owned()),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
    ];
    match auth.send_secret {
        // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
        SendSecret::Header => {
            let pair = format!("{}:{}", form_encode(&auth.client_id), form_encode(secret.reveal()));
            headers.push(("authorization", format!("Basic {}", STANDARD.encode(pair))));
        }
        SendSecret::Body => form.extend([("client_id", auth.client_id.as_str()), ("client_secret", secret.reveal())]),
    }
    let body = form.iter().map(|(k, v)| format!("{}={}", form_encode(k), form_encode(v))).collect::<Vec<_>>().join("&");
    HttpRequest { method: Method::Post, url: auth.token_url.clone(), headers, body: body.into_bytes() }
}
