//! A telephone as camera: one page on one private interface, open while the till's screen shows its code.
//!
//! The till shows a QR code; a phone in the shop's own network opens the page behind it, takes a
//! picture and sends it. The token stands in the address's fragment, which no browser sends, and goes
//! back in a header of the one request it is good for. Nothing is told to the phone but that its
//! picture arrived or could not be read: whoever holds a phone in the shop's network learns nothing.
//!
//! Refused are: every interface that the outside can reach, every host name but the one the till
//! shows, every route but the page and the picture, every second use of a token. Invariant: a picture
//! is in memory only, from the socket to the process that looks at it.

mod acceptor;
mod page;
mod routes;
mod token;

use super::{ServeTls, ServerError, tls};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use token::Tokens;
use tokio::sync::oneshot;

/// How long an answer under way may take to end when the page is closed: the phone waits for it.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long a code may be used.
pub const TOKEN_LIFE: Duration = Duration::from_secs(100);
/// Bytes of a picture: the page sends far fewer.
pub const MAX_UPLOAD: usize = 8 << 20;

/// Where the page is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneServe {
    /// One address of this machine, and a port; 0 takes a free one.
    pub listen: SocketAddr,
    /// The name in the address that the phone opens; the address itself without.
    pub name: Option<String>,
    /// HTTPS instead of HTTP.
    pub tls: Option<ServeTls>,
}

/// Why the page is not served.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// Not an address and a port.
    #[error("{0:?} is no address with a port")]
    Address(String),
    /// Others than the shop's own network could reach it.
    #[error("{0} is not an address of a private network")]
    Public(IpAddr),
    /// A name that cannot stand in an address.
    #[error("{0:?} is no host name")]
    Name(String),
    /// The server does not run.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// A certificate without its key, or the other way round.
    #[error("a certificate and its key are set together or not at all")]
    HalfTls,
    /// No random numbers for a token.
    #[error("the system gives no random numbers")]
    Random,
}

impl PhoneError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Address(_) => "write listen = \"192.168.1.10:8030\" under [photo.phone] in config.toml",
            Self::Public(_) => {
                "choose the address of this machine in the shop's own network (192.168.…, 10.…, 172.16.… to 172.31.…)"
            }
            Self::Name(_) => "write the name that the certificate is for, without https:// and port",
            Self::Server(error) => error.advice(),
            Self::HalfTls => "name both cert and key under [photo.phone] in config.toml, or neither",
            Self::Random => "restart the machine",
        }
    }
}

/// A picture that came, and the way back.
pub struct Upload {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    reply: oneshot::Sender<bool>,
}

impl Upload {
    /// Tells the phone whether the picture could be read, and no more.
    pub fn answer(self, read: bool) {
        // The phone may be gone; the picture is here.
        let _gone = self.reply.send(read);
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

/// Takes pictures; called on the server's thread.
pub type Sink = Arc<dyn Fn(Upload) + Send + Sync>;

/// The running page. Dropping it closes the door and voids every code.
pub struct Phone {
    base: String,
    tokens: Arc<Tokens>,
    handle: Handle<SocketAddr>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({})", self.base)
    }
}

impl PhoneServe {
    /// Reads the address of the config.
    pub fn parse(listen: &str, name: Option<&str>, tls: Option<ServeTls>) -> Result<Self, PhoneError> {
        let short = |text: &str| text.chars().take(80).collect::<String>();
        let listen: SocketAddr = listen.parse().map_err(|_| PhoneError::Address(short(listen)))?;
        if !is_private(listen.ip()) {
            return Err(PhoneError::Public(listen.ip()));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        if let Some(wrong) = name.filter(|name| name.is_empty() || name.len() > 100 || !name.chars().all(plain)) {
            return Err(PhoneError::Name(short(wrong)));
        }
        Ok(Self { listen, name: name.map(str::to_ascii_lowercase), tls })
    }
}

/// Whether only the shop's own network can reach an address (RFC 1918, RFC 3927, RFC 4193, RFC 4291).
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

impl Phone {
    /// Opens the door.
    pub fn open(serve: &PhoneServe, sink: Sink) -> Result<Self, PhoneError> {
        let tls = serve.tls.as_ref().map(tls::config).transpose().map_err(ServerError::Tls)?;
        let failed = |source| ServerError::Listen { addr: serve.listen, source };
        let listener = TcpListener::bind(serve.listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ServerError::Worker)?;
        let host = authority(serve, addr);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let base = format!("{scheme}://{host}/");
        let tokens = Arc::new(Tokens::default());
        let shared = Arc::new(routes::Shared::new(host, &base, Arc::clone(&tokens), sink));
        let service = routes::router(shared).into_make_service_with_connect_info::<SocketAddr>();
        let handle = Handle::new();
        let (stopper, patient) = (handle.clone(), acceptor::Patient::new());
        let run = async move {
            let server = axum_server::from_tcp(listener)?.handle(stopper);
            match tls {
                Some(tls) => server.acceptor(RustlsAcceptor::new(tls).acceptor(patient)).serve(service).await,
                None => server.acceptor(patient).serve(service).await,
            }
        };
        let body = move || {
            // It ends by being stopped; an error here means that the listener is gone.
            let _ended = runtime.block_on(run);
        };
        let thread = std::thread::Builder::new().name("phone".to_owned()).spawn(body).map_err(ServerError::Worker)?;
        Ok(Self { base, tokens, handle, thread: Some(thread) })
    }

    /// The address for the QR code, with a token that is good for one picture and [`TOKEN_LIFE`].
    /// The code that was shown before is good no longer.
    pub fn link(&self) -> Result<String, PhoneError> {
        let token = self.tokens.issue().ok_or(PhoneError::Random)?;
        Ok(format!("{}#{token}", self.base))
    }
}

/// What a browser puts into `Host`: the port is left out where the scheme implies it.
fn authority(serve: &PhoneServe, addr: SocketAddr) -> String {
    let host = serve.name.clone().unwrap_or_else(|| match addr.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    });
    let implied = if serve.tls.is_some() { 443 } else { 80 };
    if addr.port() == implied { host } else { format!("{host}:{}", addr.port()) }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.tokens.clear();
        self.handle.graceful_shutdown(Some(LAST_WORDS));
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_a_private_network_are_listened_on() {
        for good in ["192.168.1.10:8030", "10.0.0.1:80", "172.31.0.9:8030", "127.0.0.1:0", "[fd00::1]:8030", "[::1]:0"]
        {
            assert!(PhoneServe::parse(good, None, None).is_ok(), "{good}");
        }
        for public in ["0.0.0.0:8030", "[::]:8030", "8.8.8.8:80", "172.32.0.1:80", "[2001:db8::1]:80", "100.64.0.1:80"]
        {
            assert!(matches!(PhoneServe::parse(public, None, None), Err(PhoneError::Public(_))), "{public}");
        }
        for wrong in ["", "192.168.1.10", "till:8030", "192.168.1.10:99999"] {
            assert!(matches!(PhoneServe::parse(wrong, None, None), Err(PhoneError::Address(_))), "{wrong}");
        }
        for name in ["", "a b", "till/x", "till:80", "täll"] {
            assert!(matches!(PhoneServe::parse("10.0.0.1:80", Some(name), None), Err(PhoneError::Name(_))), "{name}");
        }
    }
}
