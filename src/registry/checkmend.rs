//! CheckMEND due diligence. The only decision field is `result`; HTTP 200 also stands over a
//! failed device, and 404 over a bad request. The licence forbids an offline copy: an answer is
//! evidence of the one check it was given for.

use super::wire::{HttpAnswer, HttpReply, HttpRequest, Method, Verdict, bounded, detail, json, quoted, silence};
use crate::finding::{Outcome, Silence};
use crate::imei::Imei;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use sha1::{Digest, Sha1};

/// CheckMEND's category of mobile phones.
const MOBILE: u8 = 1;

/// Who asks, as the request needs it.
#[derive(Clone, Copy)]
pub struct Partner<'a> {
    /// Partner id.
    pub id: &'a str,
    /// Secret key.
    pub secret: &'a str,
    /// Store id.
    pub store: &'a str,
}

#[derive(Deserialize)]
struct DueDiligence {
    certid: Option<Value>,
    result: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Errors {
    errors: Vec<ErrorLine>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorLine {
    id: Option<Value>,
    message: Option<String>,
}

/// Lowercase hex of SHA-1 over secret and exact body bytes: plain concatenation, not HMAC.
pub fn signature(secret: &str, body: &[u8]) -> String {
    hex::encode(Sha1::new().chain_update(secret.as_bytes()).chain_update(body).finalize())
}

/// The `Authorization` header over exactly these body bytes.
pub fn authorization(partner: &str, secret: &str, body: &[u8]) -> String {
    format!("Basic {}", STANDARD.encode(format!("{partner}:{}", signature(secret, body))))
}

/// The signed request for one number.
pub fn request(root: &str, partner: Partner<'_>, imei: &Imei) -> HttpRequest {
    let body = serde_json::json!({ "category": MOBILE }).to_string().into_bytes();
    HttpRequest {
        method: Method::Post,
        url: format!("{}/duediligence/{}/{}", root.trim_end_matches('/'), partner.store, imei.digits()),
        headers: vec![
            ("accept", "application/json".to_owned()),
            ("cache-control", "no-cache".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("authorization", authorization(partner.id, partner.secret, &body)),
        ],
        body,
    }
}

/// What a reply amounts to.
pub fn reply(reply: &HttpReply<'_>) -> Verdict {
    if reply.status != 200 {
        let errors: Errors = match json(reply, &["application/json"]) {
            Ok(errors) => errors,
            Err(why) if reply.status == 404 => return Verdict::bad(format!("HTTP 404, and {why}")),
            Err(_) => Errors::default(),
        };
        return Verdict::new(Outcome::NoAnswer(refusal(reply.status, &errors)));
    }
    match json::<DueDiligence>(reply, &["application/json"]) {
        Ok(said) => judge(&said),
        Err(why) => Verdict::bad(why),
    }
}

/// CheckMEND's own error number (210, 404, 801 …) is not the HTTP status; both are shown.
fn refusal(status: u16, errors: &Errors) -> Silence {
    let line = |e: &ErrorLine| {
        let id = e.id.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{id} {}", e.message.as_deref().unwrap_or_default()).trim().to_owned()
    };
    silence(status, &errors.errors.iter().take(4).map(line).collect::<Vec<_>>().join("; "))
}

fn judge(said: &DueDiligence) -> Verdict {
    let reference = match &said.certid {
        Some(Value::Number(n)) => Some(n.to_string()),
        Some(Value::String(s)) if !s.is_empty() => Some(bounded(s)),
        _ => None,
    };
    let mut detail = detail(&said.result);
    detail.reference.clone_from(&reference);
    let outcome = match said.result.to_ascii_lowercase().as_str() {
        "failed" => Outcome::Listed(detail),
        "caution" => Outcome::Caution(detail),
        // The certificate is what proves a pass; without one it proves nothing.
        "passed" if reference.is_none() => return Verdict::bad("a pass without a certificate number"),
        "passed" => Outcome::NotListed,
        _ => return Verdict::bad(format!("the result {} is none of the protocol's", quoted(&said.result))),
    };
    Verdict { reference, ..Verdict::new(outcome) }
}

/// Server side: an outcome as the protocol writes it, under the given certificate number.
/// CheckMEND has no word for "not covered": the request itself fails.
pub fn render(outcome: &Outcome, certid: u64) -> HttpAnswer {
    let result = match outcome {
        Outcome::Listed(_) => "failed",
        Outcome::Caution(_) => "caution",
        Outcome::NotListed => "passed",
        Outcome::NotCovered(_) | Outcome::NoAnswer(_) => return error_answer(404, 404, "The serial is not covered."),
    };
    let body = serde_json::json!({ "certid": certid, "result": result }).to_string();
    HttpAnswer { status: 200, content_type: "application/json", body }
}

/// Server side: a request failure with CheckMEND's own error number.
pub fn error_answer(status: u16, id: u32, message: &str) -> HttpAnswer {
    let body = serde_json::json!({ "errors": [{ "id": id, "message": message }] }).to_string();
    HttpAnswer { status, content_type: "application/json", body }
}
