//! A witness over HTTP (C2SP tlog-witness): this file knows the protocol's shapes, the doors know the rest.

use super::{RequestLog, Running, ServeTls, Served, ServerError, start};
use crate::ledger::witness::MAX_BODY;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::sync::Arc;

/// What a door answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replied {
    /// HTTP status.
    pub status: u16,
    /// The size last signed for, where the status is 409.
    pub size: Option<u64>,
    /// The body of any other reply.
    pub text: String,
}

impl Replied {
    /// A status and nothing else.
    pub fn status(status: u16) -> Self {
        Self { status, size: None, text: String::new() }
    }
}

/// Answers a request body. Called on a thread that may wait for the disk.
pub type AddCheckpoint = Arc<dyn Fn(&[u8]) -> Replied + Send + Sync>;
/// Answers with the newest signed note of a register, by the hash of its name.
pub type ReadCheckpoint = Arc<dyn Fn(&str) -> Replied + Send + Sync>;

/// What the server asks the witness.
#[derive(Clone)]
pub struct WitnessDoors {
    /// `POST /add-checkpoint`
    pub add: AddCheckpoint,
    /// `GET /HASH/checkpoint`
    pub read: ReadCheckpoint,
    /// Where requests are told.
    pub log: Option<RequestLog>,
}

impl std::fmt::Debug for WitnessDoors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WitnessDoors").finish_non_exhaustive()
    }
}

/// Binds and serves a witness on a thread of its own.
pub fn serve(listen: SocketAddr, tls: Option<&ServeTls>, doors: WitnessDoors) -> Result<Running, ServerError> {
    let routes = Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/{hash}/checkpoint", get(checkpoint))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(doors);
    start(listen, tls, routes)
}

async fn add_checkpoint(State(doors): State<WitnessDoors>, body: Result<Bytes, BytesRejection>) -> Response {
    let Ok(body) = body else { return reply(&doors, "add-checkpoint", Replied::status(400)) };
    let add = Arc::clone(&doors.add);
    // On a thread of its own: it waits for a lock and for the disk.
    let replied = tokio::task::spawn_blocking(move || add(&body)).await.unwrap_or_else(|_| Replied::status(500));
    reply(&doors, "add-checkpoint", replied)
}

async fn checkpoint(State(doors): State<WitnessDoors>, Path(hash): Path<String>) -> Response {
    let read = Arc::clone(&doors.read);
    let replied = tokio::task::spawn_blocking(move || read(&hash)).await.unwrap_or_else(|_| Replied::status(500));
    reply(&doors, "checkpoint", replied)
}

fn reply(doors: &WitnessDoors, service: &'static str, replied: Replied) -> Response {
    if let Some(log) = &doors.log {
        log(&Served { service, status: replied.status, outcome: None });
    }
    let status = StatusCode::from_u16(replied.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match replied.size {
        Some(size) => (status, [(header::CONTENT_TYPE, "text/x.tlog.size")], format!("{size}\n")).into_response(),
        None => (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], replied.text).into_response(),
    }
}
