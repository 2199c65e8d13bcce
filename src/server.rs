//! The small registry: N5g-eir, CAMARA and CheckMEND over one hot list, for demos, tests and
//! small operators.
//!
//! It listens on loopback unless told otherwise, answers a miss `WHITELISTED` / `allowed` /
//! `passed`, and does not enforce check digits, because the real services do not either. It
//! refuses to log numbers. A list with lost lines answers a miss as a number it does not know.
//! Invariant: what the list does not vouch for is never vouched for here;
//! numbers that are named as not covered are unknown in every protocol.
//!
//! ```
//! use countercheck::registry::hotlist::HotList;
//! use countercheck::server::{ServeConfig, serve};
//! let (list, _) = HotList::read("imei,reporting_date,status\n35209900176148,,blacklist\n".as_bytes()).unwrap();
//! let running = serve(ServeConfig::new(list)).unwrap();
//! assert!(running.addr().ip().is_loopback());
//! running.stop();
//! ```

mod access;
pub mod phone;
mod routes;
mod tls;
pub mod witness;

pub use access::Access;

use crate::registry::hotlist::HotList;
use axum_server::Handle;
use routes::Shared;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

/// How long requests under way may take to end when the server is stopped.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// Takes one line per request. Called on the server's thread.
pub type RequestLog = Arc<dyn Fn(&Served) + Send + Sync>;

/// One served request, without the number it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// `n5g-eir`, `camara`, `checkmend`, `token`, or `-` for anything else.
    pub service: &'static str,
    /// HTTP status of the reply.
    pub status: u16,
    /// The outcome's word, where the request got so far.
    pub outcome: Option<&'static str>,
}

/// Certificates of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeTls {
    /// Certificate chain, PEM.
    pub cert: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
    /// Authorities of client certificates, PEM; with it a client certificate is required.
    pub client_ca: Option<PathBuf>,
}

/// What is served, where and to whom.
#[derive(Clone)]
pub struct ServeConfig {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The list.
    pub hotlist: HotList,
    /// Leading digits (a TAC or less) of numbers that the registry claims not to know.
    pub not_covered: Vec<String>,
    /// HTTPS instead of HTTP.
    pub tls: Option<ServeTls>,
    /// Credentials that clients must show; open to everybody without.
    pub access: Option<Access>,
    /// Where requests are told.
    pub log: Option<RequestLog>,
}

impl ServeConfig {
    /// The list on a free loopback port, over HTTP, open to every local program.
    pub fn new(hotlist: HotList) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            hotlist,
            not_covered: Vec::new(),
            tls: None,
            access: None,
            log: None,
        }
    }
}

impl std::fmt::Debug for ServeConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServeConfig({}, {:?})", self.listen, self.hotlist)
    }
}

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken or not this machine's.
    #[error("cannot listen on {addr}")]
    Listen {
        /// Which address.
        addr: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// The thread or its runtime could not start.
    #[error("the server's worker could not start")]
    Worker(#[source] std::io::Error),
}

impl ServerError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Listen { .. } => "choose another port, or stop the program that uses this one",
            Self::Tls(_) => "give a PEM certificate chain and the PEM key that belongs to it",
            Self::Worker(_) => "close other programs and start again",
        }
    }
}

/// The running server. Dropping it stops it.
pub struct Running {
    addr: SocketAddr,
    handle: Handle<SocketAddr>,
    shared: Option<Arc<Shared>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Running({})", self.addr)
    }
}

impl Running {
    /// The bound address, with the port that was taken.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Serves another list from the next request on; nothing happens where no list is served.
    pub fn replace(&self, hotlist: HotList) {
        if let Some(shared) = &self.shared {
            shared.replace(hotlist);
        }
    }

    /// Blocks until the server ends by itself, which only a failure of its thread brings about.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// Stops it and waits for requests under way, a third of a second at most.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.graceful_shutdown(Some(LAST_WORDS));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Binds and serves on a thread of its own.
pub fn serve(config: ServeConfig) -> Result<Running, ServerError> {
    let (listen, files) = (config.listen, config.tls.clone());
    let shared = Arc::new(Shared::new(config));
    let mut running = start(listen, files.as_ref(), routes::router(shared.clone()))?;
    running.shared = Some(shared);
    Ok(running)
}

/// Serves any routes on a thread of its own.
fn start(listen: SocketAddr, files: Option<&ServeTls>, routes: axum::Router) -> Result<Running, ServerError> {
    let tls = files.map(tls::config).transpose().map_err(ServerError::Tls)?;
    let failed = |source| ServerError::Listen { addr: listen, source };
    let listener = TcpListener::bind(listen).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServerError::Worker)?;
    let handle = Handle::new();
    let service = routes.into_make_service();
    let stopper = handle.clone();
    let run = async move {
        match tls {
            Some(tls) => axum_server::from_tcp_rustls(listener, tls)?.handle(stopper).serve(service).await,
            None => axum_server::from_tcp(listener)?.handle(stopper).serve(service).await,
        }
    };
    let thread = std::thread::Builder::new()
        .name("server".to_owned())
        .spawn(move || {
            // It ends by being stopped; an error here means that the listener is gone.
            let _ = runtime.block_on(run);
        })
        .map_err(ServerError::Worker)?;
    Ok(Running { addr, handle, shared: None, thread: Some(thread) })
}
