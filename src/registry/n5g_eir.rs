//! 3GPP TS 29.511, `N5g-eir_EquipmentIdentityCheck`: one GET, one of three words, no reason.

use super::wire::{
    HttpAnswer, HttpReply, HttpRequest, Method, Verdict, bounded, detail, json, quoted, service, silence,
};
use crate::finding::{Outcome, Silence};
use crate::imei::{Imei, Imei14};
use serde::Deserialize;

/// The OAuth 2.0 scope of the service (TS 29.511, `securitySchemes`).
pub const SCOPE: &str = "n5g-eir-eic";

/// The path below the API root.
pub const PATH: &str = "/n5g-eir-eic/v1/equipment-status";

#[derive(Deserialize)]
struct EirResponseData {
    status: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProblemDetails {
    title: Option<String>,
    detail: Option<String>,
    cause: Option<String>,
}

impl ProblemDetails {
    fn words(&self) -> String {
        [&self.cause, &self.title, &self.detail]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(": ")
    }
}

/// The request for one number.
pub fn request(root: &str, imei: &Imei) -> HttpRequest {
    let base = service(root, "n5g-eir-eic", "v1");
    HttpRequest {
        method: Method::Get,
        url: format!("{base}/equipment-status?pei=imei-{}", imei.digits()),
        // A proxy on the way must not answer from its memory.
        headers: vec![
            ("accept", "application/json, application/problem+json".to_owned()),
            ("cache-control", "no-cache".to_owned()),
        ],
        body: Vec::new(),
    }
}

/// What a reply amounts to.
pub fn reply(reply: &HttpReply<'_>) -> Verdict {
    match reply.status {
        200 => match json::<EirResponseData>(reply, &["application/json"]) {
            Ok(data) => status(&data.status),
            Err(why) => Verdict::bad(why),
        },
        404 => not_found(reply),
        other => {
            let problem: ProblemDetails = problem(reply).unwrap_or_default();
            Verdict::new(Outcome::NoAnswer(silence(other, &problem.words())))
        }
    }
}

fn status(word: &str) -> Verdict {
    match word {
        "WHITELISTED" => Verdict::new(Outcome::NotListed),
        "GREYLISTED" => Verdict::new(Outcome::Caution(detail(word))),
        "BLACKLISTED" => Verdict::new(Outcome::Listed(detail(word))),
        other => Verdict::bad(format!("the status {} is none of the protocol's", quoted(other))),
    }
}

fn problem(reply: &HttpReply<'_>) -> Result<ProblemDetails, String> {
    json(reply, &["application/problem+json", "application/json"])
}

/// Only a problem that speaks about the equipment says "I cannot know it". `DATA_NOT_FOUND` is
/// what an EIR in the field answers for a number without a record. A wrong path has its own
/// cause (TS 29.500 table 5.2.7.2-1), and a 404 without a cause may come from any web server.
fn not_found(reply: &HttpReply<'_>) -> Verdict {
    let problem = match problem(reply) {
        Ok(problem) => problem,
        Err(why) => return Verdict::bad(format!("HTTP 404, and {why}")),
    };
    match problem.cause.as_deref() {
        Some(cause @ ("ERROR_EQUIPMENT_UNKNOWN" | "DATA_NOT_FOUND")) => {
            Verdict::new(Outcome::NotCovered(detail(cause)))
        }
        Some("RESOURCE_URI_STRUCTURE_NOT_FOUND") => {
            Verdict::new(Outcome::NoAnswer(Silence::Misconfigured(bounded(problem.words()))))
        }
        Some(_) | None => Verdict::bad(format!("HTTP 404 that does not speak about the number: {}", problem.words())),
    }
}

/// Server side: the number in a `pei`. `None` for MAC, EUI and anything else that is no IMEI.
/// The check digit is not enforced, because an EIR does not.
pub fn pei(text: &str) -> Option<Imei14> {
    let digits = match (text.strip_prefix("imei-"), text.strip_prefix("imeisv-")) {
        (Some(imei), _) if imei.len() == 15 => imei,
        (_, Some(imeisv)) if imeisv.len() == 16 => imeisv,
        _ => return None,
    };
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| Imei14::from_digits(digits.get(..14)?)).flatten()
}

/// Server side: an outcome as the protocol writes it.
pub fn render(outcome: &Outcome) -> HttpAnswer {
    let word = match outcome {
        Outcome::Listed(_) => "BLACKLISTED",
        Outcome::Caution(_) => "GREYLISTED",
        Outcome::NotListed => "WHITELISTED",
        Outcome::NotCovered(_) | Outcome::NoAnswer(_) => {
            return problem_answer(404, "Not Found", "ERROR_EQUIPMENT_UNKNOWN");
        }
    };
    HttpAnswer {
        status: 200,
        content_type: "application/json",
        body: serde_json::json!({ "status": word }).to_string(),
    }
}

/// Server side: a `ProblemDetails` (TS 29.571).
pub fn problem_answer(status: u16, title: &str, cause: &str) -> HttpAnswer {
    let body = serde_json::json!({ "title": title, "status": status, "cause": cause }).to_string();
    HttpAnswer { status, content_type: "application/problem+json", body }
}
