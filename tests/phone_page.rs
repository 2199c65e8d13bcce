//! A telephone as camera: the page in a browser, and everything that is not one.

#![cfg(test)]

#[path = "page/browser.rs"]
#[allow(dead_code, reason = "the page for officers uses the rest of it")]
mod browser;
#[path = "support/lib.rs"]
mod support;

use browser::Browser;
use countercheck::server::phone::{MAX_UPLOAD, Phone, PhoneServe, Upload};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use support::shop::{Shop, put};
use support::till::{Till, card, grouped};

/// A page on loopback whose pictures come out here.
struct Page {
    phone: Phone,
    pictures: Receiver<Vec<u8>>,
    host: String,
}

impl Page {
    /// Answers every picture like this.
    fn open(readable: bool) -> Self {
        let (sender, pictures) = channel();
        let sender = Mutex::new(sender);
        let sink = Arc::new(move |mut upload: Upload| {
            let bytes = std::mem::take(&mut upload.bytes);
            let _test_ended = sender.lock().unwrap().send(bytes);
            upload.answer(readable);
        });
        let serve = PhoneServe::parse("127.0.0.1:0", None, None).unwrap();
        let phone = Phone::open(&serve, sink).unwrap();
        let link = phone.link().unwrap();
        let host = link.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
        Self { phone, pictures, host }
    }

    fn token(&self) -> String {
        self.phone.link().unwrap().split_once('#').unwrap().1.to_owned()
    }

    /// One request as bytes; status and the whole answer.
    fn ask(&self, head: &str, body: &[u8]) -> (u16, String) {
        let addr: SocketAddr = self.host.parse().unwrap();
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // A server that has heard enough may close before everything is sent.
        let _closed = stream.write_all(body);
        let mut answer = Vec::new();
        let _closed = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        (status, text)
    }

    /// A picture as the page sends it, with these changes to its headers.
    fn send(&self, token: &str, host: &str, more: &str, body: &[u8]) -> (u16, String) {
        let head = format!(
            "POST /picture HTTP/1.1\r\nHost: {host}\r\nX-Countercheck-Token: {token}\r\nContent-Length: {}\r\n{more}\r\n",
            body.len()
        );
        self.ask(&head, body)
    }

    fn nothing_came(&self) {
        assert!(self.pictures.try_recv().is_err(), "a picture came through");
    }
}

#[test]
fn a_picture_with_a_good_code_comes_in_once() {
    let page = Page::open(true);
    let token = page.token();
    let (status, answer) = page.send(&token, &page.host, "", b"a picture");
    assert_eq!(status, 200, "{answer}");
    assert!(answer.ends_with(r#"{"state":"received"}"#), "nothing more is said: {answer}");
    assert_eq!(page.pictures.recv_timeout(Duration::from_secs(10)).unwrap(), b"a picture");
    // Used up.
    assert_eq!(page.send(&token, &page.host, "", b"another").0, 403);
    page.nothing_came();
}

#[test]
fn a_picture_that_cannot_be_read_may_be_taken_again() {
    let page = Page::open(false);
    let (status, answer) = page.send(&page.token(), &page.host, "", b"blurred");
    assert_eq!(status, 200);
    let told: serde_json::Value = serde_json::from_str(answer.rsplit("\r\n").next().unwrap()).unwrap();
    assert_eq!(told["state"], "again");
    assert_eq!(told.as_object().unwrap().len(), 2, "no verdict, no number: {told}");
    assert_eq!(page.send(told["token"].as_str().unwrap(), &page.host, "", b"better").0, 200);
    assert_eq!(page.send(told["token"].as_str().unwrap(), &page.host, "", b"once more").0, 403);
}

#[test]
fn wrong_replaced_and_closed_codes_are_refused() {
    let page = Page::open(true);
    let replaced = page.token();
    let token = page.token();
    for wrong in ["", "x", &token[1..], &replaced, &format!("{token}="), &"A".repeat(22), &"A".repeat(7_000)] {
        assert_eq!(page.send(wrong, &page.host, "", b"picture").0, 403, "{wrong}");
    }
    let (status, answer) =
        page.ask(&format!("POST /picture HTTP/1.1\r\nHost: {}\r\nContent-Length: 1\r\n\r\n", page.host), b"x");
    assert_eq!(status, 403);
    assert!(answer.ends_with("\r\n\r\n"), "it says nothing more: {answer}");
    // In the address it is no code: there it would stand in logs.
    let head = format!("POST /picture?token={token} HTTP/1.1\r\nHost: {}\r\nContent-Length: 1\r\n\r\n", page.host);
    assert_eq!(page.ask(&head, b"x").0, 403);
    page.nothing_came();
    assert_eq!(page.send(&token, &page.host, "", b"picture").0, 200, "none of this used it up");
}

#[test]
fn foreign_names_and_other_sites_are_refused() {
    let page = Page::open(true);
    let port = page.host.split_once(':').unwrap().1.to_owned();
    let foreign = [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("localhost:{port}"),
        "127.0.0.1".to_owned(),
    ];
    for host in foreign {
        let token = page.token();
        assert_eq!(page.send(&token, &host, "", b"picture").0, 404, "{host}");
        let (status, answer) = page.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), b"");
        assert_eq!(status, 404, "{host}");
        assert!(!answer.contains("<html"), "{answer}");
    }
    let own = page.host.clone();
    for more in [
        "Origin: http://evil.example\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        format!("Host: {own}\r\n"),
    ] {
        let (status, _) = page.send(&page.token(), &own, &more, b"picture");
        assert!(matches!(status, 400 | 404), "{more}: {status}");
    }
    page.nothing_came();
    assert_eq!(page.send(&page.token(), &own, &format!("Origin: http://{own}\r\n"), b"picture").0, 200);
}

#[test]
fn there_is_no_other_route() {
    let page = Page::open(true);
    for line in [
        "GET /picture",
        "GET /index.html",
        "GET /..",
        "GET //",
        "GET /config.toml",
        "PUT /picture",
        "DELETE /",
        "OPTIONS /picture",
        "HEAD /",
        "POST /",
        "TRACE /",
        "GET /%2e%2e/keys",
    ] {
        let (status, answer) =
            page.ask(&format!("{line} HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\n\r\n", page.host), b"");
        assert!(matches!(status, 404 | 405), "{line}: {status}");
        assert!(!answer.contains("<html"), "{line}: {answer}");
    }
    let (status, answer) = page.ask(&format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", page.host), b"");
    assert_eq!(status, 200);
    for header in ["default-src 'none'", "frame-ancestors 'none'", "no-store", "nosniff", "no-referrer"] {
        assert!(answer.contains(header), "{header}");
    }
    assert!(!answer.contains("http://") && !answer.contains("src=\""), "nothing from elsewhere");
}

#[test]
fn huge_and_hostile_uploads_are_refused() {
    let page = Page::open(true);
    let announced = format!(
        "POST /picture HTTP/1.1\r\nHost: {}\r\nX-Countercheck-Token: {}\r\nContent-Length: {}\r\n\r\n",
        page.host,
        page.token(),
        MAX_UPLOAD + 1
    );
    assert_eq!(page.ask(&announced, b"").0, 413);
    // Without saying how much comes.
    let head = format!(
        "POST /picture HTTP/1.1\r\nHost: {}\r\nX-Countercheck-Token: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        page.host,
        page.token()
    );
    let chunk = [b"100000\r\n".as_slice(), &vec![0; 1 << 20], b"\r\n"].concat();
    let (status, _) = page.ask(&head, &chunk.repeat(10));
    assert!(matches!(status, 413 | 0), "{status}");
    page.nothing_came();
    // A broken one gives the code back; nonsense is answered, and the page lives.
    let token = page.token();
    let broken = format!(
        "POST /picture HTTP/1.1\r\nHost: {}\r\nX-Countercheck-Token: {token}\r\nContent-Length: 900\r\n\r\n",
        page.host
    );
    {
        let mut stream = TcpStream::connect(page.host.parse::<SocketAddr>().unwrap()).unwrap();
        stream.write_all(broken.as_bytes()).unwrap();
        stream.write_all(b"half").unwrap();
    }
    for nonsense in
        ["\0\0\0\0", "GET", "GET / HTTP/9.9\r\n\r\n", "POST /picture HTTP/1.1\r\nContent-Length: -1\r\n\r\n"]
    {
        let mut stream = TcpStream::connect(page.host.parse::<SocketAddr>().unwrap()).unwrap();
        stream.write_all(nonsense.as_bytes()).unwrap();
    }
    support::eventually("the code is good again", || {
        (page.send(&token, &page.host, "", b"whole").0 == 200).then_some(())
    });
    assert_eq!(page.pictures.recv_timeout(Duration::from_secs(10)).unwrap(), b"whole");
}

#[test]
fn who_asks_too_often_is_put_off() {
    let page = Page::open(true);
    let statuses: Vec<u16> = (0..60).map(|_| page.send("wrong", &page.host, "", b"x").0).collect();
    assert_eq!(statuses[0], 403);
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
    page.nothing_came();
}

#[test]
fn idle_connections_do_not_shut_the_door() {
    let page = Page::open(true);
    let addr: SocketAddr = page.host.parse().unwrap();
    let idle: Vec<TcpStream> = (0..200).filter_map(|_| TcpStream::connect(addr).ok()).collect();
    drop(idle);
    support::eventually("there is room again", || {
        (page.send(&page.token(), &page.host, "", b"picture").0 == 200).then_some(())
    });
}

#[test]
fn a_closed_page_is_gone() {
    let page = Page::open(true);
    let addr: SocketAddr = page.host.parse().unwrap();
    let begun = Instant::now();
    drop(page.phone);
    assert!(begun.elapsed() < Duration::from_secs(5));
    // Another test's page may have the same port for a while.
    support::eventually("the door is shut", || TcpStream::connect(addr).is_err().then_some(()));
}

/// A shop whose till shows a code for telephones on loopback.
fn shop_with_phone() -> Shop {
    let shop = Shop::offline();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let path = shop.data().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let config = format!("{config}\n[photo.phone]\nlisten = \"127.0.0.1:{port}\"\n");
    put(&path, config.as_bytes());
    shop
}

fn photo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos").join(name)
}

/// What a phone's camera sees of the till's screen.
fn scanned(screen: &str) -> Option<String> {
    const SCALE: usize = 6;
    let rows: Vec<Vec<char>> = screen.lines().map(|line| line.chars().collect()).collect();
    let (width, height) = (80, rows.len() * 2);
    let dark = |x: usize, y: usize| match rows[y / 2].get(x) {
        Some('█') => true,
        Some('▀') => y.is_multiple_of(2),
        Some('▄') => y % 2 == 1,
        _ => false,
    };
    let mut luma = Vec::with_capacity(width * height * SCALE * SCALE);
    for y in 0..height * SCALE {
        luma.extend((0..width * SCALE).map(|x| if dark(x / SCALE, y / SCALE) { 0_u8 } else { 255 }));
    }
    let (width, height) = (u32::try_from(width * SCALE).unwrap(), u32::try_from(height * SCALE).unwrap());
    rxing::helpers::detect_in_luma(luma, width, height, Some(rxing::BarcodeFormat::QR_CODE))
        .ok()
        .map(|found| found.getText().to_owned())
}

#[test]
fn a_phone_sends_a_picture_and_the_till_checks_it() {
    let Some(mut browser) = Browser::start() else { return };
    let shop = shop_with_phone();
    let mut till = Till::signed_in(&shop);
    till.press(6);
    let link = support::eventually("the code on the screen", || scanned(&till.screen()));
    let (base, token) = link.split_once('#').expect("a token");
    browser.send("Page.navigate", &json!({ "url": link }));
    browser.until("document.documentElement?.dataset.ready === 'yes'");
    assert_eq!(browser.text("location.href"), base, "the token has left the address");
    browser.screen(390, 800);
    let begun = Instant::now();
    browser.pick("#file", &photo("two.jpg"));
    till.until("the card of both numbers", |screen| {
        card(screen, &grouped("001017010004516")) && card(screen, &grouped("001017010004524"))
    });
    let took = begun.elapsed();
    browser.until("document.getElementById('state').dataset.state === 'received'");
    println!("from the phone to the card: {took:?}");
    // A build for tests reads pictures many times slower.
    if !cfg!(debug_assertions) {
        assert!(took <= Duration::from_secs(3), "{took:?}");
    }
    let shown = browser.text("document.body.innerText");
    assert!(!shown.contains("0010") && !shown.to_uppercase().contains("LISTED"), "{shown}");
    let (asked, complaints) = browser.traffic();
    assert!(asked.iter().all(|url| url.starts_with(base)) && !asked.iter().any(|url| url.contains(token)), "{asked:?}");
    let favicon = |text: &String| text.contains("favicon");
    assert!(complaints.iter().all(favicon), "{complaints:?}");
    // The card stands, so the door is shut and the code is nobody's.
    let addr: SocketAddr = base.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
    support::eventually("the page is closed", || TcpStream::connect(addr).is_err().then_some(()));
    assert_eq!(till.leave(), 0);
    let sent = std::fs::read(photo("two.jpg")).unwrap();
    assert_eq!(holding(shop.data(), &sent[2_000..2_064]), Vec::<PathBuf>::new());
    let picture: Vec<PathBuf> =
        jpegs(shop.data()).into_iter().chain(jpegs_since(&std::env::temp_dir(), begun)).collect();
    assert_eq!(picture, Vec::<PathBuf>::new(), "a picture lies outside of the vault");
}

#[test]
fn a_phone_is_told_when_a_picture_shows_no_number_and_may_try_again() {
    let Some(mut browser) = Browser::start() else { return };
    let shop = shop_with_phone();
    let mut till = Till::signed_in(&shop);
    till.press(6);
    let link = support::eventually("the code on the screen", || scanned(&till.screen()));
    browser.send("Page.navigate", &json!({ "url": link }));
    browser.until("document.documentElement?.dataset.ready === 'yes'");
    let blank = browser.folder().join("blank.png");
    image::RgbImage::from_pixel(80, 60, image::Rgb([200; 3])).save(&blank).unwrap();
    browser.pick("#file", &blank);
    browser.until("['again', 'network', 'refused'].includes(document.getElementById('state').dataset.state)");
    assert_eq!(browser.text("document.getElementById('state').dataset.state"), "again");
    till.sees("No number was found");
    browser.pick("#file", &photo("listed.jpg"));
    till.until("the card", |screen| card(screen, &grouped("001017019000010")));
    assert_eq!(till.leave(), 0);
}

/// Files below a folder that hold these bytes.
fn holding(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    files(folder, &mut |bytes, _| bytes.windows(needle.len()).any(|window| window == needle))
}

/// Files that begin as a JPEG does.
fn jpegs(folder: &Path) -> Vec<PathBuf> {
    files(folder, &mut |bytes, _| bytes.starts_with(b"\xff\xd8\xff"))
}

/// The same, made since then and lying openly in the folder itself: other tests have folders of their own.
fn jpegs_since(folder: &Path, since: Instant) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let fresh =
            entry.metadata().ok().filter(std::fs::Metadata::is_file).and_then(|m| m.modified().ok()?.elapsed().ok());
        if fresh.is_some_and(|age| age <= since.elapsed()) {
            found.extend(
                std::fs::read(entry.path()).is_ok_and(|b| b.starts_with(b"\xff\xd8\xff")).then(|| entry.path()),
            );
        }
    }
    found
}

fn files(folder: &Path, wanted: &mut dyn FnMut(&[u8], &Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, wanted));
        } else if std::fs::read(&path).is_ok_and(|bytes| wanted(&bytes, &path)) {
            found.push(path);
        }
    }
    found
}
