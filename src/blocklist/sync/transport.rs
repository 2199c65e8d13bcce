//! Where a repository's files come from: a web server, or a folder.
//!
//! Nothing here is trusted. Every file is read to its end, but no further than a bound, and what
//! came is remembered until the outcome is known: a refusal must say what was wrong with it, and
//! signed metadata is kept as it came, because a stick for another shop needs the very bytes.

use futures_core::Stream;
use reqwest::{Client, Proxy, StatusCode, Url};
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tough::{Bytes, Transport, TransportError, TransportErrorKind, TransportStream};

use crate::registry::client::tls;
use crate::registry::{DIRECT, Link};

/// No file is longer: parts have 8 MiB, metadata far less.
const MOST: u64 = 64 << 20;
/// How often a broken connection is tried again.
const TRIES: usize = 3;
/// A server that sends nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Why a file did not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Broke {
    #[error("it ended after {0} bytes")]
    Short(u64),
    #[error("it is longer than {MOST} bytes")]
    Endless,
    #[error("{0}")]
    Gone(String),
}

/// Told how many bytes have come, and of how many (0 while nobody knows).
pub type Watch = Arc<dyn Fn(u64, u64) + Send + Sync>;

#[derive(Clone, Debug)]
enum Place {
    Web(Client),
    Folder,
}

/// The transport of one run.
#[derive(Clone)]
pub(super) struct Carrier {
    place: Place,
    watch: Watch,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// Metadata as it came, and the lengths of everything else.
    files: HashMap<String, (Option<Vec<u8>>, u64)>,
    bytes: u64,
    all: u64,
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Carrier({:?})", self.place)
    }
}

/// The last segment of an address.
fn name(url: &Url) -> String {
    url.path_segments().and_then(|mut s| s.next_back()).unwrap_or_default().to_owned()
}

impl Carrier {
    pub(super) fn folder(watch: Watch) -> Self {
        Self { place: Place::Folder, watch, seen: Arc::default() }
    }

    /// The error says what in the set-up cannot be used.
    pub(super) fn web(url: &Url, link: &Link, watch: Watch) -> Result<Self, String> {
        let proxy = link.proxy.as_ref().map(|p| p.reveal().to_owned());
        let secure = |url: &str| url.get(..5).is_some_and(|s| s.eq_ignore_ascii_case("https"));
        let needs_tls = secure(url.as_str()) || proxy.as_deref().is_some_and(secure);
        let builder = Client::builder()
            .tls_backend_preconfigured(tls::config(link, needs_tls)?)
            .user_agent(concat!("countercheck/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(SILENCE)
            .read_timeout(SILENCE);
        let host = url.host_str().unwrap_or_default();
        let local = host == "localhost" || host.starts_with("127.") || host == "[::1]";
        let builder = match proxy.as_deref() {
            Some(DIRECT) => builder.no_proxy(),
            Some(url) => builder.proxy(Proxy::all(url).map_err(|_| "the proxy's address is unusable".to_owned())?),
            None if local => builder.no_proxy(),
            None => builder,
        };
        let client = builder.build().map_err(|e| format!("HTTP client: {e}"))?;
        Ok(Self { place: Place::Web(client), watch, seen: Arc::default() })
    }

    /// A metadata file as it came.
    pub(super) fn metadata(&self, name: &str) -> Option<Vec<u8>> {
        self.seen.lock().ok()?.files.get(name)?.0.clone()
    }

    /// How many bytes a file had that came.
    pub(super) fn length(&self, name: &str) -> Option<u64> {
        Some(self.seen.lock().ok()?.files.get(name)?.1)
    }

    fn tick(&self, more: usize) {
        let Ok(mut seen) = self.seen.lock() else { return };
        seen.bytes += more as u64;
        let (bytes, all) = (seen.bytes, seen.all);
        drop(seen);
        (self.watch)(bytes, all);
    }

    /// From here on so many bytes are expected; those of the metadata do not count.
    pub(super) fn expect(&self, all: u64) {
        if let Ok(mut seen) = self.seen.lock() {
            (seen.bytes, seen.all) = (0, all);
        }
    }

    /// Bytes that have come since.
    pub(super) fn bytes(&self) -> u64 {
        self.seen.lock().map_or(0, |seen| seen.bytes)
    }

    pub(super) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// A whole file; `None` where there is none.
    pub(super) async fn get(&self, url: &Url) -> Result<Option<Vec<u8>>, Broke> {
        let mut tries = 0;
        let got = loop {
            let got = match &self.place {
                Place::Folder => self.read(url),
                Place::Web(client) => self.ask(client, url).await,
            };
            tries += 1;
            let again = matches!(&got, Err(Broke::Short(_) | Broke::Gone(_)) if tries < TRIES);
            if !again || matches!(self.place, Place::Folder) {
                break got;
            }
        };
        let length = match &got {
            Ok(Some(bytes)) => bytes.len() as u64,
            Err(Broke::Short(length)) => *length,
            _ => return got,
        };
        if let Ok(mut seen) = self.seen.lock() {
            let kept = got.as_ref().ok().and_then(Clone::clone).filter(|_| url.path().contains("/metadata/"));
            seen.files.insert(name(url), (kept, length));
        }
        got
    }

    fn read(&self, url: &Url) -> Result<Option<Vec<u8>>, Broke> {
        let path = url.to_file_path().map_err(|()| Broke::Gone("the folder's name cannot be used".to_owned()))?;
        let mut bytes = Vec::new();
        match std::fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)) {
            Ok(_) if bytes.len() as u64 > MOST => Err(Broke::Endless),
            Ok(read) => {
                self.tick(read);
                Ok(Some(bytes))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Broke::Gone(e.to_string())),
        }
    }

    async fn ask(&self, client: &Client, url: &Url) -> Result<Option<Vec<u8>>, Broke> {
        let gone = |e: &reqwest::Error| Broke::Gone(deepest(e));
        let mut response = client.get(url.clone()).send().await.map_err(|e| gone(&e))?;
        match response.status() {
            StatusCode::OK => {}
            // Stores in the cloud answer a missing file with 403 where listing is forbidden.
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN | StatusCode::GONE => return Ok(None),
            status => return Err(Broke::Gone(format!("the server answered {status}"))),
        }
        let promised = response.content_length();
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    self.tick(chunk.len());
                    bytes.extend_from_slice(&chunk);
                    if bytes.len() as u64 > MOST {
                        return Err(Broke::Endless);
                    }
                }
                Ok(None) if promised.is_some_and(|n| n > bytes.len() as u64) => {
                    return Err(Broke::Short(bytes.len() as u64));
                }
                Ok(None) => return Ok(Some(bytes)),
                Err(e) if e.is_timeout() => return Err(gone(&e)),
                Err(_) => return Err(Broke::Short(bytes.len() as u64)),
            }
        }
    }
}

/// The innermost cause; reqwest's own text repeats the address.
fn deepest(e: &(dyn std::error::Error + 'static)) -> String {
    std::iter::successors(Some(e), |e| e.source()).take(16).last().map(ToString::to_string).unwrap_or_default()
}

#[tough::async_trait]
impl Transport for Carrier {
    async fn fetch(&self, url: Url) -> Result<TransportStream, TransportError> {
        match self.get(&url).await {
            Ok(Some(bytes)) => Ok(Box::pin(Whole(Some(Bytes::from(bytes))))),
            Ok(None) => Err(TransportError::new(TransportErrorKind::FileNotFound, url)),
            Err(broke) => Err(TransportError::new_with_cause(TransportErrorKind::Other, url, broke)),
        }
    }
}

/// A file in one piece.
struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}
