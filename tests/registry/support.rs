//! A client that collects its answers, and a server that is a closure over a raw connection.

use countercheck::finding::{Answer, Outcome, Silence};
use countercheck::imei::Imei;
use countercheck::registry::client::{Client, Deliver, NetConfig};
use countercheck::registry::hotlist::HotList;
use countercheck::registry::{Protocol, SourceConfig};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Documentation numbers and numbers of the vendor's test store.
pub(crate) const LISTED: &str = "490154203237518";
pub(crate) const PENDING: &str = "490154203237526";
pub(crate) const CLEAR: &str = "100000010000015";
pub(crate) const FOREIGN: &str = "357355090000321";

/// What an answer may be late beyond its source's timeout.
pub(crate) const GRACE: Duration = Duration::from_millis(200);

pub(crate) fn imei(digits: &str) -> Imei {
    Imei::parse(digits).unwrap()
}

pub(crate) fn list() -> HotList {
    let csv = format!("imei,reporting_date,status\n{LISTED},20240131,blacklist\n{PENDING},20240201,pending\n");
    HotList::read(csv.as_bytes()).unwrap().0
}

pub(crate) fn start(sources: Vec<SourceConfig>) -> Client {
    Client::start(sources, NetConfig::default(), None).unwrap()
}

/// An N5g-eir source on a loopback port.
pub(crate) fn eir(addr: SocketAddr) -> SourceConfig {
    let mut config = SourceConfig::new("eir", Protocol::N5gEir, format!("http://{addr}"));
    config.timeout_ms = Some(700);
    config
}

pub(crate) struct Asked {
    pub(crate) answers: Receiver<(Answer, Duration)>,
}

/// Asks all sources and returns at once.
pub(crate) fn ask(client: &Client, numbers: &[&str]) -> Asked {
    let (send, answers) = channel();
    let begun = Instant::now();
    let deliver: Deliver = Arc::new(move |answer, _| {
        // The receiver may be gone when a test only looks at the first answers.
        let _ = send.send((answer, begun.elapsed()));
    });
    let imeis: Vec<Imei> = numbers.iter().map(|n| imei(n)).collect();
    client.ask(&imeis, None, deliver);
    Asked { answers }
}

impl Asked {
    /// All answers; that there are no more is seen by the callback's end.
    pub(crate) fn all(self) -> Vec<(Answer, Duration)> {
        let mut all = Vec::new();
        loop {
            match self.answers.recv_timeout(Duration::from_secs(10)) {
                Ok(answer) => all.push(answer),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return all,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("no answer and no end within 10 s"),
            }
        }
    }

    pub(crate) fn one(self) -> (Answer, Duration) {
        let mut all = self.all();
        assert_eq!(all.len(), 1, "exactly one answer: {all:?}");
        all.remove(0)
    }
}

pub(crate) fn outcome(client: &Client, number: &str) -> Outcome {
    ask(client, &[number]).one().0.outcome
}

pub(crate) fn silence(outcome: &Outcome) -> &Silence {
    match outcome {
        Outcome::NoAnswer(silence) => silence,
        other => panic!("{other:?} is an answer"),
    }
}

/// A server that hands every connection, with its ordinal from 0, to a closure on its own thread.
pub(crate) struct Raw {
    pub(crate) addr: SocketAddr,
    pub(crate) connections: Arc<AtomicUsize>,
}

pub(crate) fn raw(serve: impl Fn(TcpStream, usize) + Send + Sync + 'static) -> Raw {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let (serve, counter) = (Arc::new(serve), connections.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            let (serve, n) = (serve.clone(), counter.fetch_add(1, Ordering::SeqCst));
            std::thread::spawn(move || serve(stream, n));
        }
    });
    Raw { addr, connections }
}

/// A raw server that reads each request and then writes these bytes and closes.
pub(crate) fn canned(reply: impl Into<Vec<u8>>) -> Raw {
    let reply = reply.into();
    raw(move |mut stream, _| {
        request(&mut stream);
        let _ = stream.write_all(&reply);
    })
}

/// A whole HTTP/1.1 reply that closes its connection.
pub(crate) fn reply(status: &str, kind: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(crate) fn whitelisted() -> Vec<u8> {
    reply("200 OK", "application/json", r#"{"status":"WHITELISTED"}"#)
}

/// Reads one request, head and body.
pub(crate) fn request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => bytes.push(byte[0]),
            _ => return String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
    let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let length = head.lines().find_map(|l| l.strip_prefix("content-length:")).map_or(0, |n| n.trim().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    bytes.extend(body);
    String::from_utf8(bytes).unwrap()
}
