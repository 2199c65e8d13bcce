//! Servers that lie, stall, flood or lead astray. Each gives `NoAnswer` with its reason, in time.

use super::support::*;
use countercheck::finding::{Outcome, Silence};
use countercheck::registry::{Auth, BearerAuth, Protocol, Secret, SourceConfig};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Asks one eir about one clear number; the silence that came, within the source's time.
fn silent(server: &Raw) -> Silence {
    let config = eir(server.addr);
    let limit = Duration::from_millis(config.timeout()) + GRACE;
    let client = start(vec![config]);
    let (answer, took) = ask(&client, &[CLEAR]).one();
    assert!(took <= limit, "{took:?}");
    assert_eq!(answer.evidence, None);
    let silence = silence(&answer.outcome).clone();
    assert!(!format!("{silence:?}").contains("10000001000001"), "an error text names the number: {silence:?}");
    silence
}

fn drip(stream: &mut TcpStream, bytes: &[u8]) {
    for byte in bytes {
        if stream.write_all(&[*byte]).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[track_caller]
fn assert_bad(silence: &Silence, part: &str) {
    assert!(matches!(silence, Silence::BadReply(why) if why.contains(part)), "{silence:?}");
}

#[track_caller]
fn assert_unreachable(silence: &Silence, part: &str) {
    assert!(matches!(silence, Silence::Unreachable(why) if why.contains(part)), "{silence:?}");
}

#[test]
fn refused() {
    let addr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let silence = silent(&Raw { addr, connections: Arc::default() });
    assert_unreachable(&silence, "no connection");
}

#[test]
fn name_that_does_not_exist() {
    // A label of 64 letters is refused by the resolver itself: nothing leaves the machine.
    let mut config = SourceConfig::new("eir", Protocol::N5gEir, format!("https://{}.invalid", "x".repeat(64)));
    config.timeout_ms = Some(1_000);
    let (answer, took) = ask(&start(vec![config]), &[CLEAR]).one();
    assert!(took <= Duration::from_secs(1) + GRACE);
    assert_unreachable(silence(&answer.outcome), "name");
}

#[test]
fn accepts_and_says_nothing() {
    let server = raw(|stream, _| {
        std::thread::sleep(Duration::from_secs(3));
        drop(stream);
    });
    assert_eq!(silent(&server), Silence::Timeout);
}

#[test]
fn drips_its_header() {
    let server = raw(|mut stream, _| {
        request(&mut stream);
        drip(&mut stream, &whitelisted());
    });
    assert_eq!(silent(&server), Silence::Timeout);
}

#[test]
fn drips_its_body() {
    let server = raw(|mut stream, _| {
        request(&mut stream);
        let reply = whitelisted();
        let (head, body) = reply.split_at(reply.len() - 24);
        let _ = stream.write_all(head);
        drip(&mut stream, body);
    });
    assert_eq!(silent(&server), Silence::Timeout);
}

#[test]
fn wrong_type() {
    let page = reply("200 OK", "text/html", "<html>Please log in to the hotel's network</html>");
    assert_bad(&silent(&canned(page)), "text/html");
    let none = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"status\":\"WHITELISTED\"}";
    assert_bad(&silent(&canned(none)), "no content type");
}

#[test]
fn huge_body_by_its_length_and_without() {
    let length = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999999999\r\n\r\n{".to_vec();
    assert_bad(&silent(&canned(length)), "longer than 65536");
    let chunked = raw(|mut stream, _| {
        request(&mut stream);
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head);
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        for _ in 0..100_000 {
            if stream.write_all(chunk.as_bytes()).is_err() {
                return;
            }
        }
    });
    assert_bad(&silent(&chunked), "longer than 65536");
}

#[test]
fn endless_header() {
    let server = raw(|mut stream, _| {
        request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        for n in 0..1_000_000 {
            if stream.write_all(format!("x-{n}: {}\r\n", "y".repeat(100)).as_bytes()).is_err() {
                return;
            }
        }
    });
    assert!(matches!(silent(&server), Silence::BadReply(_) | Silence::Unreachable(_)));
}

#[test]
fn packed_body() {
    let reply =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}";
    assert_bad(&silent(&canned(reply)), "gzip");
}

#[test]
fn invalid_utf8() {
    let reply = reply("200 OK", "application/json", b"{\"status\":\"WHITE\xff\xfeLISTED\"}");
    assert_bad(&silent(&canned(reply)), "UTF-8");
}

#[test]
fn escape_bytes_stay_data() {
    let body = format!(r#"{{"status":"\u001b[2J\u001b]0;owned\u0007{}"}}"#, "A".repeat(4_000));
    let silence = silent(&canned(reply("200 OK", "application/json", body)));
    assert_bad(&silence, "none of the protocol's");
    let Silence::BadReply(why) = &silence else { panic!() };
    assert!(why.chars().count() < 600);
    let body = r#"{"imei":"100000010000015","operationalStatus":"stolen","reportedDate":"\u001b[31m2024"}"#;
    let server = canned(reply("200 OK", "application/json", body));
    let client = start(vec![SourceConfig::new("camara", Protocol::Camara, format!("http://{}", server.addr))]);
    let outcome = outcome(&client, CLEAR);
    assert!(matches!(&outcome, Outcome::Listed(d) if d.since.as_deref() == Some("\u{1b}[31m2024")), "{outcome:?}");
}

#[test]
fn unknown_word_and_truncated_json() {
    let odd = reply("200 OK", "application/json", r#"{"status":"PINKLISTED"}"#);
    assert_bad(&silent(&canned(odd)), "PINKLISTED");
    let short = reply("200 OK", "application/json", r#"{"status":"WHITELISTED""#);
    assert_bad(&silent(&canned(short)), "JSON");
}

#[test]
fn a_source_that_repeats_the_number_in_its_error() {
    let body = r#"{"cause":"SYSTEM_FAILURE","detail":"lookup of imei-100000010000015 failed"}"#;
    let silence = silent(&canned(reply("500 Oops", "application/problem+json", body)));
    assert_bad(&silence, "lookup of imei-10000001……5 failed");
}

#[test]
fn a_source_that_repeats_the_secret_in_its_error() {
    let server = raw(|mut stream, _| {
        let asked = request(&mut stream);
        let token = asked.lines().find_map(|l| l.strip_prefix("authorization: Bearer ")).unwrap_or("none").to_owned();
        let body = format!(r#"{{"title":"{token} is not known here"}}"#);
        let _ = stream.write_all(&reply("401 Unauthorized", "application/problem+json", body));
    });
    let mut config = eir(server.addr);
    config.auth = Auth::Bearer(BearerAuth { secret: Some(Secret::new("hidden-token")), secret_file: None });
    let outcome = outcome(&start(vec![config]), CLEAR);
    assert_eq!(*silence(&outcome), Silence::Refused("HTTP 401: …… is not known here".to_owned()));
}

#[test]
fn closes_half_and_closes_early() {
    let half = raw(|mut stream, _| {
        request(&mut stream);
        let reply = whitelisted();
        let _ = stream.write_all(&reply[..reply.len() - 5]);
        let _ = stream.shutdown(Shutdown::Write);
        // The other half stays open: only the missing bytes tell.
        std::thread::sleep(Duration::from_secs(2));
    });
    assert_unreachable(&silent(&half), "connection broke");
    let early = raw(|mut stream, _| {
        request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200");
    });
    assert_unreachable(&silent(&early), "connection broke");
    let silent_end = raw(|mut stream, _| {
        request(&mut stream);
    });
    assert_unreachable(&silent(&silent_end), "connection broke");
}

#[test]
fn speaks_no_http() {
    assert_bad(&silent(&canned("SSH-2.0-OpenSSH_9.6\r\nhello there\r\n\r\n")), "not HTTP");
}

#[test]
fn status_without_verdict() {
    for (status, part) in [("401 Unauthorized", "401"), ("403 Forbidden", "403"), ("400 Bad Request", "400")] {
        let silence = silent(&canned(reply(status, "application/problem+json", r#"{"title":"no"}"#)));
        assert!(matches!(&silence, Silence::Refused(why) if why.contains(part)), "{silence:?}");
    }
    let empty = silent(&canned("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"));
    assert_bad(&empty, "204");
}

fn redirect(status: &str, to: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

/// A server that vouches for everything and remembers being asked.
fn trap() -> (Raw, Arc<AtomicBool>) {
    let hit = Arc::new(AtomicBool::new(false));
    let seen = hit.clone();
    let server = raw(move |mut stream, _| {
        seen.store(true, Ordering::SeqCst);
        request(&mut stream);
        let _ = stream.write_all(&whitelisted());
    });
    (server, hit)
}

#[test]
fn redirect_to_another_origin_is_no_answer() {
    let (elsewhere, hit) = trap();
    let there = format!("http://{}/n5g-eir-eic/v1/equipment-status", elsewhere.addr);
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        for credentials in [true, false] {
            let server = canned(redirect(status, &there));
            let mut config = eir(server.addr);
            if credentials {
                config.auth = Auth::Bearer(BearerAuth { secret: Some(Secret::new("token")), secret_file: None });
            }
            config.link.allow_http = true;
            let outcome = outcome(&start(vec![config]), CLEAR);
            assert_bad(silence(&outcome), &format!("another origin, http://{}", elsewhere.addr));
        }
    }
    assert!(!hit.load(Ordering::SeqCst), "nothing reached the other origin");
    let secure = canned(redirect("307 Temporary Redirect", "https://registry.invalid/there"));
    assert_bad(&silent(&secure), "another origin, https://registry.invalid");
    let file = canned(redirect("307 Temporary Redirect", "file:///etc/passwd"));
    assert_bad(&silent(&file), "307");
}

#[test]
fn redirect_within_the_origin_is_followed() {
    let server = raw(|mut stream, n| {
        let asked = request(&mut stream);
        let answer = if n == 0 { redirect("307 Temporary Redirect", "/moved") } else { whitelisted() };
        assert!(n == 0 || asked.starts_with("GET /moved"), "{asked}");
        let _ = stream.write_all(&answer);
    });
    assert_eq!(outcome(&start(vec![eir(server.addr)]), CLEAR), Outcome::NotListed, "TS 29.511 knows 307 and 308");
}

#[test]
fn redirect_loops_end() {
    let own = raw(|mut stream, _| {
        request(&mut stream);
        let _ = stream.write_all(&redirect("307 Temporary Redirect", "/n5g-eir-eic/v1/equipment-status"));
    });
    assert_bad(&silent(&own), "circles");
    let onward = raw(|mut stream, n| {
        request(&mut stream);
        let _ = stream.write_all(&redirect("307 Temporary Redirect", &format!("/step/{n}")));
    });
    assert_bad(&silent(&onward), "circles");
    assert!(onward.connections.load(Ordering::SeqCst) < 10);
}

#[test]
fn a_posted_question_keeps_its_body_on_redirects() {
    let server = raw(|mut stream, n| {
        let asked = request(&mut stream);
        let answer = if n == 0 {
            redirect("307 Temporary Redirect", "/moved")
        } else {
            assert!(asked.starts_with("POST /moved") && asked.ends_with(r#"{"imei":"100000010000015"}"#), "{asked}");
            reply("200 OK", "application/json", r#"{"imei":"100000010000015","operationalStatus":"allowed"}"#)
        };
        let _ = stream.write_all(&answer);
    });
    let camara = |addr| SourceConfig::new("camara", Protocol::Camara, format!("http://{addr}"));
    assert_eq!(outcome(&start(vec![camara(server.addr)]), CLEAR), Outcome::NotListed);
    let other = canned(redirect("303 See Other", "/moved"));
    assert_bad(silence(&outcome(&start(vec![camara(other.addr)]), CLEAR)), "drop its body");
}

#[test]
fn a_token_endpoint_that_lies() {
    let cases: [(Vec<u8>, &str); 5] = [
        (reply("200 OK", "text/html", "hello"), "text/html"),
        (
            reply("200 OK", "application/json", r#"{"access_token":"a\r\nx: y","token_type":"Bearer"}"#),
            "cannot be sent",
        ),
        (reply("200 OK", "application/json", r#"{"access_token":"a","token_type":"mac"}"#), "not a bearer"),
        (reply("400 Bad Request", "application/json", r#"{"error":"invalid_scope"}"#), "invalid_scope"),
        (redirect("307 Temporary Redirect", "http://127.0.0.1:1/steal"), "another origin"),
    ];
    for (reply, part) in cases {
        let (registry, hit) = trap();
        let issuer = canned(reply);
        let mut config = eir(registry.addr);
        config.auth = Auth::ClientCredentials(countercheck::registry::ClientAuth {
            token_url: format!("http://{}/token", issuer.addr),
            client_id: "shop".to_owned(),
            secret: Some(Secret::new("hidden")),
            ..Default::default()
        });
        let outcome = outcome(&start(vec![config]), CLEAR);
        assert!(format!("{outcome:?}").contains(part), "{part}: {outcome:?}");
        assert!(matches!(outcome, Outcome::NoAnswer(_)));
        assert!(!hit.load(Ordering::SeqCst), "the registry is not asked without a token");
    }
}

#[test]
fn a_proxy_is_used_and_can_fail() {
    let proxy = raw(|mut stream, _| {
        let asked = request(&mut stream);
        let there = asked.starts_with("GET http://registry.invalid/n5g-eir-eic/v1/equipment-status?pei=imei-");
        let kind = if there { "application/json" } else { "text/plain" };
        let _ = stream.write_all(&reply("200 OK", kind, r#"{"status":"GREYLISTED"}"#));
    });
    let mut config = SourceConfig::new("eir", Protocol::N5gEir, "http://registry.invalid");
    config.link.allow_http = true;
    config.link.proxy = Some(Secret::new(format!("http://{}", proxy.addr)));
    config.timeout_ms = Some(1_000);
    assert!(matches!(outcome(&start(vec![config.clone()]), CLEAR), Outcome::Caution(_)));
    let refusing = raw(|mut stream, _| {
        let asked = request(&mut stream);
        assert!(asked.starts_with("CONNECT registry.invalid:443"), "{asked}");
        let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    });
    config.url = "https://registry.invalid".to_owned();
    config.link.proxy = Some(Secret::new(format!("http://{}", refusing.addr)));
    let outcome = outcome(&start(vec![config]), CLEAR);
    assert!(matches!(silence(&outcome), Silence::Unreachable(_)), "{outcome:?}");
}

#[test]
fn a_client_that_ends_answers_what_is_under_way() {
    let server = raw(|mut stream, _| {
        let _ = stream.read(&mut [0; 4096]);
        std::thread::sleep(Duration::from_secs(2));
    });
    let client = start(vec![eir(server.addr)]);
    let asked = ask(&client, &[CLEAR, LISTED]);
    drop(client);
    let all = asked.all();
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|(a, _)| a.outcome == Outcome::NoAnswer(Silence::Interrupted)), "{all:?}");
}
