//! The routes: each reads its protocol's request, looks the number up, and writes its reply.

use super::access::Gate;
use super::{RequestLog, ServeConfig, Served};
use crate::clock::system::now;
use crate::finding::{Detail, Outcome};
use crate::imei::Imei14;
use crate::registry::hotlist::HotList;
use crate::registry::{BODY_LIMIT, HttpAnswer, camara, checkmend, n5g_eir};
use axum::body::Bytes;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// The first certificate number that is given out.
const FIRST_CERTID: u64 = 1001;

/// What all requests share.
pub(super) struct Shared {
    list: RwLock<HotList>,
    not_covered: Vec<String>,
    gate: Gate,
    certid: AtomicU64,
    log: Option<RequestLog>,
}

impl Shared {
    pub(super) fn new(config: ServeConfig) -> Self {
        Self {
            list: RwLock::new(config.hotlist),
            not_covered: config.not_covered,
            gate: Gate::new(config.access),
            certid: AtomicU64::new(FIRST_CERTID),
            log: config.log,
        }
    }

    pub(super) fn replace(&self, list: HotList) {
        *self.list.write().unwrap_or_else(PoisonError::into_inner) = list;
    }

    fn ask(&self, imei: &Imei14) -> Outcome {
        if self.not_covered.iter().any(|p| imei.as_str().starts_with(p.as_str())) {
            return Outcome::NotCovered(Detail::default());
        }
        self.list.read().unwrap_or_else(PoisonError::into_inner).ask(imei)
    }

    fn done(&self, service: &'static str, outcome: Option<&Outcome>, answer: HttpAnswer) -> Response {
        self.told(service, outcome, answer.status);
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
    }

    fn told(&self, service: &'static str, outcome: Option<&Outcome>, status: u16) {
        if let Some(log) = &self.log {
            log(&Served { service, status, outcome: outcome.map(Outcome::word) });
        }
    }
}

type App = State<Arc<Shared>>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(n5g_eir::PATH, get(equipment_status))
        .route(camara::PATH, post(check_status))
        .route("/duediligence/{store}/{serial}", post(due_diligence))
        .route("/oauth2/token", post(token))
        .fallback(nowhere)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(shared)
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()
}

async fn equipment_status(
    State(app): App,
    headers: HeaderMap,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let done = |outcome: Option<&Outcome>, answer| app.done("n5g-eir", outcome, answer);
    if !app.gate.bearer(authorization(&headers)) {
        return done(None, n5g_eir::problem_answer(401, "Unauthorized", "UNSPECIFIED_MSG_FAILURE"));
    }
    let Some(pei) = query.as_ref().ok().and_then(|q| q.get("pei")) else {
        return done(None, n5g_eir::problem_answer(400, "Bad Request", "MANDATORY_QUERY_PARAM_MISSING"));
    };
    let outcome = match n5g_eir::pei(pei) {
        Some(imei) => app.ask(&imei),
        None if pei.starts_with("imei") => {
            return done(None, n5g_eir::problem_answer(400, "Bad Request", "MANDATORY_QUERY_PARAM_INCORRECT"));
        }
        None => Outcome::NotCovered(Detail::default()),
    };
    done(Some(&outcome), n5g_eir::render(&outcome))
}

async fn check_status(State(app): App, headers: HeaderMap, body: Bytes) -> Response {
    let correlator = headers.get("x-correlator");
    let mut response = camara_answer(&app, &headers, &body);
    if let Some(value) = correlator.filter(|v| is_correlator(v.as_bytes())) {
        response.headers_mut().insert("x-correlator", value.clone());
    }
    response
}

fn camara_answer(app: &Shared, headers: &HeaderMap, body: &[u8]) -> Response {
    let done = |outcome: Option<&Outcome>, answer| app.done("camara", outcome, answer);
    if !app.gate.bearer(authorization(headers)) {
        return done(None, camara::error_answer(401, "UNAUTHENTICATED", "A new authentication is required."));
    }
    if headers.get("x-correlator").is_some_and(|v| !is_correlator(v.as_bytes())) {
        return done(None, camara::error_answer(400, "INVALID_ARGUMENT", "Invalid x-correlator."));
    }
    let Some(digits) = camara::asked(body) else {
        return done(None, camara::error_answer(400, "INVALID_ARGUMENT", "IMEI must be 15 digits."));
    };
    let Some(imei) = digits.get(..14).and_then(Imei14::from_digits) else {
        return done(None, camara::error_answer(400, "INVALID_ARGUMENT", "IMEI must be 15 digits."));
    };
    let outcome = app.ask(&imei);
    done(Some(&outcome), camara::render(&digits, &outcome, now().wall))
}

/// `^[a-zA-Z0-9-_:;.\/<>{}]{0,256}$`
fn is_correlator(value: &[u8]) -> bool {
    value.len() <= 256 && value.iter().all(|b| b.is_ascii_alphanumeric() || b"-_:;./<>{}".contains(b))
}

async fn due_diligence(
    State(app): App,
    Path((_, serial)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let done = |outcome: Option<&Outcome>, answer| app.done("checkmend", outcome, answer);
    if !app.gate.signed(authorization(&headers), &body) {
        return done(None, checkmend::error_answer(401, 401, "The signature does not match."));
    }
    let category = serde_json::from_slice::<serde_json::Value>(&body).ok().and_then(|v| v.get("category").cloned());
    if category.is_none() {
        return done(None, checkmend::error_answer(404, 210, "The required input: category was not provided."));
    }
    let number = (14..=16).contains(&serial.len()).then(|| serial.get(..14).and_then(Imei14::from_digits)).flatten();
    let Some(imei) = number else {
        return done(None, checkmend::error_answer(404, 404, "The serial is not one of a mobile phone."));
    };
    let outcome = app.ask(&imei);
    let certid = app.certid.fetch_add(1, Ordering::Relaxed);
    done(Some(&outcome), checkmend::render(&outcome, certid))
}

async fn token(
    State(app): App,
    headers: HeaderMap,
    form: Result<Form<HashMap<String, String>>, FormRejection>,
) -> Response {
    let form = form.map(|Form(form)| form).unwrap_or_default();
    let (status, body) = match app.gate.grant(authorization(&headers), &form) {
        Ok((token, seconds)) => (
            StatusCode::OK,
            serde_json::json!({ "access_token": token, "token_type": "Bearer", "expires_in": seconds }),
        ),
        Err(error @ "invalid_client") => (StatusCode::UNAUTHORIZED, serde_json::json!({ "error": error })),
        Err(error) => (StatusCode::BAD_REQUEST, serde_json::json!({ "error": error })),
    };
    app.told("token", None, status.as_u16());
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

async fn nowhere(State(app): App) -> Response {
    app.done("-", None, n5g_eir::problem_answer(404, "Not Found", "RESOURCE_URI_STRUCTURE_NOT_FOUND"))
}
