//! Who may ask: OAuth 2.0 client credentials for the two operator protocols, CheckMEND's
//! signature for its own.

use crate::registry::{Secret, checkmend, form_encode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tokens that live at a time; the oldest goes first.
const TOKENS: usize = 1024;

/// One client's credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// OAuth client id and CheckMEND partner id.
    pub client: String,
    /// OAuth client secret and CheckMEND secret key.
    pub secret: Secret,
    /// Seconds that a token lives.
    pub token_seconds: u64,
}

/// The gate: what was granted and is still good.
pub(super) struct Gate {
    access: Option<Access>,
    tokens: Mutex<VecDeque<(String, Instant)>>,
}

impl Gate {
    pub(super) fn new(access: Option<Access>) -> Self {
        Self { access, tokens: Mutex::new(VecDeque::new()) }
    }

    /// A new token and its seconds, or why not (RFC 6749 section 5.2).
    pub(super) fn grant(
        &self,
        basic: Option<&str>,
        form: &HashMap<String, String>,
    ) -> Result<(String, u64), &'static str> {
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        if field("grant_type") != "client_credentials" {
            return Err("unsupported_grant_type");
        }
        let Some(access) = &self.access else { return Err("invalid_client") };
        // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
        let pair = format!("{}:{}", form_encode(&access.client), form_encode(access.secret.reveal()));
        let header = format!("Basic {}", STANDARD.encode(pair));
        let by_header = basic.is_some_and(|given| same(given, &header));
        let by_form = same(field("client_id"), &access.client) && same(field("client_secret"), access.secret.reveal());
        if !by_header && !by_form {
            return Err("invalid_client");
        }
        let mut random = [0; 24];
        getrandom::fill(&mut random).map_err(|_| "server_error")?;
        let token = hex::encode(random);
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.truncate(TOKENS - 1);
        tokens.push_front((token.clone(), Instant::now() + Duration::from_secs(access.token_seconds)));
        Ok((token, access.token_seconds))
    }

    /// Whether an `Authorization` header holds a token that lives.
    pub(super) fn bearer(&self, header: Option<&str>) -> bool {
        if self.access.is_none() {
            return true;
        }
        let Some(given) = header.and_then(|h| h.strip_prefix("Bearer ")) else { return false };
        let now = Instant::now();
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.iter().any(|(token, until)| now < *until && same(given, token))
    }

    /// Whether an `Authorization` header signs exactly these body bytes.
    pub(super) fn signed(&self, header: Option<&str>, body: &[u8]) -> bool {
        self.access.as_ref().is_none_or(|access| {
            let wanted = checkmend::authorization(&access.client, access.secret.reveal(), body);
            header.is_some_and(|given| same(given, &wanted))
        })
    }
}

/// Compares without telling by its time where two texts differ.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
}
