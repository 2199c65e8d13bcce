//! Registries that lie, stall and break off: never an all-clear, never a control byte on paper or screen.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;
use support::numbers;
use support::shop::{Shop, put};
use support::till::Till;

/// What a server says to every request.
type Reply = fn(&mut TcpStream) -> std::io::Result<()>;

const GOOD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

fn send(stream: &mut TcpStream, head: &str, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "{head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    stream.write_all(body)
}

const LIES: [(&str, Reply); 12] = [
    ("wrong type", |s| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
        send(s, head, br#"{"status":"WHITELISTED"}"#)
    }),
    ("huge", |s| send(s, GOOD, format!("{{\"status\":\"WHITELISTED\",\"x\":\"{}\"}}", "a".repeat(1 << 20)).as_bytes())),
    ("endless", |s| {
        write!(s, "{GOOD}Transfer-Encoding: chunked\r\n\r\n")?;
        loop {
            s.write_all(b"4\r\n    \r\n")?;
        }
    }),
    ("invalid UTF-8", |s| send(s, GOOD, b"{\"status\":\"WHITELISTED\xff\xfe\"}")),
    ("another word", |s| send(s, GOOD, br#"{"status":"whitelisted, honestly"}"#)),
    ("empty", |s| send(s, GOOD, b"")),
    ("half", |s| write!(s, "{GOOD}Content-Length: 100\r\n\r\n{{\"status\":\"WHITELISTED\"")),
    ("no HTTP", |s| s.write_all(b"\x1b[2J\x1b]0;hello\x07 hello\r\n\r\n")),
    ("nothing", |_| Ok(())),
    ("silence", |_| {
        std::thread::sleep(Duration::from_secs(6));
        Ok(())
    }),
    ("elsewhere", |s| send(s, "HTTP/1.1 307 Go\r\nLocation: http://192.0.2.1/\r\n", b"")),
    ("escapes", |s| {
        let head = "HTTP/1.1 403 No\r\nContent-Type: application/problem+json\r\n";
        send(s, head, b"{\"cause\":\"\\u001b[31mRED\\u001b]0;own\\u0007\",\"title\":\"\\u009b2J\\r\\nNOT LISTED\"}")
    }),
];

/// Serves one reply for ever; returns its port.
fn liar(reply: Reply) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                // Whatever the client makes of it, it is not this side's business.
                let _read = stream.read(&mut request);
                let _said = reply(&mut stream);
            });
        }
    });
    port
}

/// A shop of this source, with a timeout that keeps the test short.
fn shop_of(port: u16) -> Shop {
    let shop = Shop::with(&[format!("n5g-eir=http://127.0.0.1:{port}")]);
    let path = shop.data().join("config.toml");
    let config = std::fs::read_to_string(&path).expect("a config");
    let patient = config.replace("protocol = \"n5g-eir\"", "protocol = \"n5g-eir\"\ntimeout_ms = 2000");
    assert_ne!(config, patient);
    put(&path, patient.as_bytes());
    shop
}

#[test]
fn a_lie_is_no_answer() {
    std::thread::scope(|scope| {
        for (name, reply) in LIES {
            scope.spawn(move || {
                let shop = shop_of(liar(reply));
                let line = shop.check(&numbers::nth(0)).expect(5).lines().remove(0);
                assert_eq!(line["finding"], "not_checked", "{name}: {line}");
                assert_eq!(line["answers"][0]["outcome"], "no_answer", "{name}: {line}");
                let text = shop.run(&["check", &numbers::nth(1)]).expect(5).out;
                let verdict = text.lines().next().unwrap_or_default();
                assert!(verdict.contains("NOT CHECKED") && text.contains("no answer"), "{name}: {text}");
                let control = text.chars().find(|c| c.is_control() && *c != '\n');
                assert_eq!(control, None, "{name}: {text:?}");
                shop.verified();
            });
        }
    });
}

#[test]
fn escapes_of_a_registry_do_not_reach_the_terminal() {
    let (_, reply) = LIES[LIES.len() - 1];
    let shop = shop_of(liar(reply));
    let mut till = Till::signed_in(&shop);
    let screen = till.scan(&numbers::nth(0), "NOT CHECKED");
    assert!(screen.contains("RED"), "the reason is told:\n{screen}");
    let raw = till.raw();
    for planted in [b"\x1b[31mRED".as_slice(), b"\x1b]0;own", b"\xc2\x9b2J"] {
        assert!(!raw.windows(planted.len()).any(|window| window == planted), "{}", planted.escape_ascii());
    }
    assert_eq!(till.leave(), 0);
}
