//! CAMARA `DeviceAuthenticity` (work in progress, commonalities 0.6), `check-status`.
//!
//! Two things mean "in no list": 404 `IDENTIFIER_NOT_FOUND` and 200 `unknown`. Neither vouches.

use super::wire::{
    HttpAnswer, HttpReply, HttpRequest, Method, Verdict, bounded, detail, json, quoted, service, silence,
};
use crate::finding::Outcome;
use crate::imei::{Imei, Imei14};
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The OIDC scope of the operation.
pub const SCOPE: &str = "device-authenticity:check-status";

/// The path below the API root.
pub const PATH: &str = "/device-authenticity/vwip/check-status";

/// The protocol's negative words; all of them mean that the operator lists the number.
const NEGATIVE: [&str; 7] = ["lost", "stolen", "blacklisted", "blocked", "fraud", "non-payment", "regulatory"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImeiStatus {
    imei: String,
    operational_status: String,
    reported_date: Option<String>,
    last_checked: Option<String>,
    /// Not in the schema, but "other response parameters are implementation dependent", and the
    /// prose knows allowed, prohibited and tracked lists. It can only make an answer worse.
    register_status: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorInfo {
    code: Option<String>,
    message: Option<String>,
}

impl ErrorInfo {
    fn words(&self) -> String {
        [&self.code, &self.message].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(": ")
    }
}

/// The request for one number; the bearer token is added by whoever holds it.
pub fn request(root: &str, imei: &Imei) -> HttpRequest {
    let base = service(root, "device-authenticity", "vwip");
    HttpRequest {
        method: Method::Post,
        url: format!("{base}/check-status"),
        headers: vec![
            ("accept", "application/json".to_owned()),
            ("cache-control", "no-cache".to_owned()),
            ("content-type", "application/json".to_owned()),
        ],
        body: serde_json::json!({ "imei": imei.digits() }).to_string().into_bytes(),
    }
}

/// What a reply to a question about `imei` amounts to.
pub fn reply(imei: &Imei14, reply: &HttpReply<'_>) -> Verdict {
    if reply.status == 200 {
        return match json::<ImeiStatus>(reply, &["application/json"]) {
            Ok(said) => judge(imei, &said),
            Err(why) => Verdict::bad(why),
        };
    }
    let error: ErrorInfo = match json(reply, &["application/json", "application/problem+json"]) {
        Ok(error) => error,
        Err(why) if reply.status == 404 => return Verdict::bad(format!("HTTP 404, and {why}")),
        Err(_) => ErrorInfo::default(),
    };
    match (reply.status, error.code.as_deref()) {
        (404, Some(code @ "IDENTIFIER_NOT_FOUND")) | (422, Some(code @ "SERVICE_NOT_APPLICABLE")) => {
            Verdict::new(Outcome::NotCovered(detail(code)))
        }
        (404, _) => Verdict::bad(format!("HTTP 404 that does not speak about the number: {}", error.words())),
        (status, _) => Verdict::new(Outcome::NoAnswer(silence(status, &error.words()))),
    }
}

fn judge(asked: &Imei14, said: &ImeiStatus) -> Verdict {
    if said.imei.get(..14) != Some(asked.as_str()) || said.imei.len() != 15 {
        return Verdict::bad("the reply speaks about another number");
    }
    let as_of = said.last_checked.as_deref().map(DateTime::parse_from_rfc3339);
    let word = said.operational_status.as_str();
    let register = said.register_status.as_deref().unwrap_or_default().to_ascii_lowercase();
    let mut detail = detail(word);
    detail.since = said.reported_date.as_deref().map(bounded);
    let outcome = match (word, register.as_str()) {
        (w, _) if NEGATIVE.contains(&w) => Outcome::Listed(detail),
        ("allowed" | "unknown", r @ "prohibited") => {
            detail.reasons.push(r.to_owned());
            Outcome::Listed(detail)
        }
        ("allowed" | "unknown", r @ "tracked") => {
            detail.reasons.push(r.to_owned());
            Outcome::Caution(detail)
        }
        ("unknown", _) => Outcome::NotCovered(detail),
        // An all-clear whose date cannot be read might be years old.
        ("allowed", _) if matches!(as_of, Some(Err(_))) => {
            let given = quoted(said.last_checked.as_deref().unwrap_or_default());
            return Verdict::bad(format!("lastChecked {given} is no RFC 3339 time"));
        }
        ("allowed", _) => Outcome::NotListed,
        (other, _) => return Verdict::bad(format!("the status {} is none of the protocol's", quoted(other))),
    };
    let as_of = as_of.and_then(Result::ok).map(|t| t.with_timezone(&Utc));
    Verdict { as_of, ..Verdict::new(outcome) }
}

/// Server side: the number in a request body (`^[0-9]{15}$`; the check digit is not enforced).
pub fn asked(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Body {
        imei: String,
    }
    let body: Body = serde_json::from_slice(body).ok()?;
    (body.imei.len() == 15 && body.imei.bytes().all(|b| b.is_ascii_digit())).then_some(body.imei)
}

/// Server side: an outcome about the 15 digits `imei` as the protocol writes it.
///
/// The protocol has no word of caution: a negative word would call a number barred that is only
/// reported, `allowed` would vouch for it. So a caution is `unknown` (which vouches for nothing)
/// with the tracked list named in an additional property.
pub fn render(imei: &str, outcome: &Outcome, checked: DateTime<Utc>) -> HttpAnswer {
    let (word, since) = match outcome {
        Outcome::Listed(detail) => ("blacklisted", detail.since.as_deref().and_then(rfc3339_day)),
        Outcome::NotListed => ("allowed", None),
        Outcome::Caution(_) | Outcome::NotCovered(_) | Outcome::NoAnswer(_) => ("unknown", None),
    };
    let mut body = serde_json::json!({
        "lastChecked": crate::clock::rfc3339(checked), "imei": imei, "operationalStatus": word,
    });
    if let Some(since) = since {
        body["reportedDate"] = since.into();
    }
    if matches!(outcome, Outcome::Caution(_)) {
        body["registerStatus"] = "tracked".into();
    }
    HttpAnswer { status: 200, content_type: "application/json", body: body.to_string() }
}

/// A list's `YYYYMMDD` as the RFC 3339 time that the schema wants.
fn rfc3339_day(day: &str) -> Option<String> {
    let day = chrono::NaiveDate::parse_from_str(day, "%Y%m%d").ok()?;
    Some(crate::clock::rfc3339(day.and_hms_opt(0, 0, 0)?.and_utc()))
}

/// Server side: an `ErrorInfo`.
pub fn error_answer(status: u16, code: &str, message: &str) -> HttpAnswer {
    let body = serde_json::json!({ "status": status, "code": code, "message": message }).to_string();
    HttpAnswer { status, content_type: "application/json", body }
}
