//! Retries, the breaker, the terms, list files: what happens over several questions.

use super::support::*;
use chrono::{DateTime, TimeDelta, Utc};
use countercheck::finding::{Evidence, Outcome, Silence, SourceName};
use countercheck::registry::cache::CacheStore;
use countercheck::registry::client::{Client, NetConfig, SourceStatus, THRESHOLD, load_hotlist};
use countercheck::registry::{Auth, CheckmendAuth, Fee, Keep, Protocol, Secret, SourceConfig};
use countercheck::server::{ServeConfig, serve};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

/// A server that answers its first connections with these, and the others well.
fn at_first(replies: Vec<Vec<u8>>) -> Raw {
    raw(move |mut stream, n| {
        request(&mut stream);
        let _ = stream.write_all(&replies.get(n).cloned().unwrap_or_else(whitelisted));
    })
}

fn busy(status: &str, header: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{header}content-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

#[test]
fn temporary_errors_are_tried_again() {
    for first in [busy("503 Busy", ""), busy("429 Slow down", "retry-after: 0\r\n"), busy("502 Bad", ""), Vec::new()] {
        let server = at_first(vec![first.clone()]);
        assert_eq!(outcome(&start(vec![eir(server.addr)]), CLEAR), Outcome::NotListed);
        assert_eq!(server.connections.load(Ordering::SeqCst), 2, "{}", String::from_utf8_lossy(&first));
    }
}

#[test]
fn lasting_errors_are_not() {
    let quota = r#"{"status":429,"code":"QUOTA_EXCEEDED","message":"Out of resource quota"}"#;
    let cases = [
        busy("500 Oops", ""),
        busy("401 No", ""),
        busy("429 Slow down", "retry-after: 3600\r\n"),
        reply("429 Too Many", "application/json", quota),
    ];
    for first in cases {
        let server = at_first(vec![first]);
        let (answer, took) = ask(&start(vec![eir(server.addr)]), &[CLEAR]).one();
        assert!(matches!(answer.outcome, Outcome::NoAnswer(_)), "{answer:?}");
        assert_eq!(server.connections.load(Ordering::SeqCst), 1);
        assert!(took < Duration::from_millis(500), "nobody waits for an hour: {took:?}");
    }
}

#[test]
fn a_paid_question_is_not_asked_twice() {
    let server = at_first(vec![Vec::new(), busy("503 Busy", "")]);
    let mut config = eir(server.addr);
    config.fee = Some(Fee { minor: 25, currency: "GBP".to_owned() });
    let client = start(vec![config]);
    assert!(matches!(silence(&outcome(&client, CLEAR)), Silence::Unreachable(_)));
    assert_eq!(server.connections.load(Ordering::SeqCst), 1, "it may have been counted");
    assert_eq!(outcome(&client, CLEAR), Outcome::NotListed);
    assert_eq!(server.connections.load(Ordering::SeqCst), 3, "a busy source has not");
}

#[test]
fn a_dead_source_costs_nothing_and_does_not_slow_the_others() {
    let dead = raw(|stream, _| {
        std::thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let running = serve(ServeConfig::new(list())).unwrap();
    let mut slow = eir(dead.addr);
    slow.name = SourceName::new("dead");
    slow.timeout_ms = Some(300);
    let client = start(vec![slow, eir(running.addr())]);
    let numbers = [CLEAR, LISTED, PENDING];
    let all = ask(&client, &numbers).all();
    assert_eq!(all.len(), 6);
    for (answer, took) in &all {
        if answer.source.as_str() == "dead" {
            assert_eq!(answer.outcome, Outcome::NoAnswer(Silence::Timeout));
            assert!(*took <= Duration::from_millis(300) + GRACE);
        } else {
            assert!(!matches!(answer.outcome, Outcome::NoAnswer(_)) && *took < Duration::from_millis(300), "{took:?}");
        }
    }
    let connections = dead.connections.load(Ordering::SeqCst);
    assert!(matches!(client.status()[0].1, SourceStatus::Resting { .. }), "{:?}", client.status());
    assert_eq!(client.status()[1].1, SourceStatus::Ready);
    for _ in 0..20 {
        let (answer, took) =
            ask(&client, &[CLEAR]).all().into_iter().find(|(a, _)| a.source.as_str() == "dead").unwrap();
        assert_eq!(answer.outcome, Outcome::NoAnswer(Silence::Resting));
        assert!(took < Duration::from_millis(200), "{took:?}");
    }
    assert_eq!(dead.connections.load(Ordering::SeqCst), connections, "it was not asked again");
}

/// Dies, rests (also across a restart of the program), and is back after one probe.
#[test]
fn a_source_recovers_and_its_rest_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    let open = || CacheStore::open(&path, &[1; 32]).unwrap().0;
    let addr = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = |cache| Client::start(vec![eir(addr)], NetConfig::default(), Some(cache)).unwrap();
    let first = client(open());
    for _ in 0..THRESHOLD {
        assert!(matches!(silence(&outcome(&first, CLEAR)), Silence::Unreachable(_)));
    }
    assert_eq!(*silence(&outcome(&first, CLEAR)), Silence::Resting);
    drop(first);
    let mut config = ServeConfig::new(list());
    config.listen = addr;
    let _running = serve(config).unwrap();
    let second = client(open());
    assert_eq!(*silence(&outcome(&second, CLEAR)), Silence::Resting);
    let SourceStatus::Resting { until_ms } = second.status()[0].1 else { panic!("{:?}", second.status()) };
    let left = until_ms.saturating_sub(countercheck::clock::system::now().mono);
    assert!(left <= 5_000, "{left}");
    std::thread::sleep(Duration::from_millis(left + 20));
    assert_eq!(second.status()[0].1, SourceStatus::Ready);
    assert_eq!(outcome(&second, CLEAR), Outcome::NotListed);
    assert_eq!(open().resting(), [], "and the next start knows it");
}

#[test]
fn answers_are_reused_only_where_the_terms_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let running = serve(ServeConfig::new(list())).unwrap();
    let root = format!("http://{}", running.addr());
    let mut reusable = eir(running.addr());
    reusable.keep = Some(Keep::ReuseHours(24));
    let mut once = SourceConfig::new("camara", Protocol::Camara, root.as_str());
    once.keep = Some(Keep::EvidenceOnly);
    let mut checkmend = SourceConfig::new("checkmend", Protocol::Checkmend, root.as_str());
    let secret = Some(Secret::new("x"));
    checkmend.auth =
        Auth::Checkmend(CheckmendAuth { partner: "1".to_owned(), store: "2".to_owned(), secret, secret_file: None });
    let cache = CacheStore::open(&folder.path().join("cache.db"), &[1; 32]).unwrap().0;
    let client = Client::start(vec![reusable, once, checkmend], NetConfig::default(), Some(cache)).unwrap();
    let before = ask(&client, &[LISTED]).all();
    assert!(before.iter().all(|(a, _)| matches!(a.outcome, Outcome::Listed(_))));
    running.stop();
    for (answer, _) in ask(&client, &[LISTED]).all() {
        let first = before.iter().map(|(a, _)| a).find(|a| a.source == answer.source).unwrap();
        if answer.source.as_str() == "eir" {
            assert_eq!((answer.outcome, answer.as_of), (first.outcome.clone(), first.as_of), "as old as it was");
            assert_eq!(answer.evidence, None, "the evidence belongs to the first check");
        } else {
            assert!(matches!(answer.outcome, Outcome::NoAnswer(_)), "{answer:?}");
        }
    }
}

fn write(path: &Path, text: &str) {
    File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

fn set_age(path: &Path, hours: u64) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(long_ago(hours)).unwrap();
}

fn long_ago(hours: u64) -> SystemTime {
    SystemTime::from(countercheck::clock::system::now().wall) - Duration::from_secs(hours * 3600)
}

#[test]
fn a_list_file_is_followed_and_ages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot.csv");
    let client = start(vec![SourceConfig::new("hotlist", Protocol::Hotlist, path.to_str().unwrap())]);
    assert!(matches!(silence(&outcome(&client, CLEAR)), Silence::Misconfigured(_)));
    assert!(matches!(client.status()[0].1, SourceStatus::Unusable(_)));
    write(&path, &format!("imei,reporting_date,status\n{LISTED},20240131,blacklist\n"));
    let (answer, _) = ask(&client, &[CLEAR]).one();
    assert_eq!(answer.outcome, Outcome::NotListed);
    assert_eq!(client.status()[0].1, SourceStatus::Ready);
    let loaded = load_hotlist(&path).unwrap();
    assert_eq!(answer.as_of, Some(loaded.issued));
    assert_eq!(answer.evidence, Some(Evidence::Digest(loaded.list.digest().to_owned())));
    assert!(matches!(outcome(&client, LISTED), Outcome::Listed(_)));
    set_age(&path, 24 * 8);
    assert!(matches!(silence(&outcome(&client, CLEAR)), Silence::Stale(_)), "a week old list no longer vouches");
    assert!(matches!(outcome(&client, LISTED), Outcome::Listed(_)), "but it still lists");
    write(&path, &format!("imei,reporting_date,status\n{CLEAR},,pending\n"));
    assert!(matches!(outcome(&client, CLEAR), Outcome::Caution(_)));
    write(&path, "imei,reporting_date,status\n");
    assert!(
        matches!(silence(&outcome(&client, CLEAR)), Silence::Misconfigured(_)),
        "an empty list vouches for nothing"
    );
    write(&path, "imei,reporting_date,status,change_type\n");
    assert!(matches!(silence(&outcome(&client, CLEAR)), Silence::Misconfigured(why) if why.contains("delta")));
}

#[test]
fn numbers_outside_a_sources_coverage_are_not_sent() {
    let server = canned(whitelisted());
    let mut config = eir(server.addr);
    config.coverage.prefixes = vec!["35".to_owned()];
    let client = start(vec![config]);
    assert!(matches!(outcome(&client, CLEAR), Outcome::NotCovered(_)));
    assert_eq!(server.connections.load(Ordering::SeqCst), 0);
    assert_eq!(outcome(&client, FOREIGN), Outcome::NotListed);
}

fn allowed(last_checked: DateTime<Utc>) -> String {
    let at = countercheck::clock::rfc3339(last_checked);
    format!(r#"{{"imei":"100000010000015","operationalStatus":"allowed","lastChecked":"{at}"}}"#)
}

#[test]
fn an_old_confirmation_vouches_only_where_the_config_says_so() {
    let now = countercheck::clock::system::now().wall;
    let checked = now - TimeDelta::hours(30);
    let server = canned(reply("200 OK", "application/json", allowed(checked)));
    let mut config = SourceConfig::new("camara", Protocol::Camara, format!("http://{}", server.addr));
    let (answer, _) = ask(&start(vec![config.clone()]), &[CLEAR]).one();
    let since = countercheck::clock::rfc3339(checked);
    assert_eq!(*silence(&answer.outcome), Silence::Stale(format!("since {since}")));
    assert_eq!(countercheck::clock::rfc3339(answer.as_of.unwrap()), since, "and its time is shown");
    config.fresh_hours = Some(48);
    let (answer, _) = ask(&start(vec![config]), &[CLEAR]).one();
    assert_eq!(answer.outcome, Outcome::NotListed);
    assert_eq!(countercheck::clock::rfc3339(answer.as_of.unwrap()), since);
    let ahead = canned(reply("200 OK", "application/json", allowed(now + TimeDelta::days(400))));
    let config = SourceConfig::new("camara", Protocol::Camara, format!("http://{}", ahead.addr));
    let outcome = outcome(&start(vec![config]), CLEAR);
    assert!(matches!(silence(&outcome), Silence::Stale(why) if why.contains("ahead")), "{outcome:?}");
}

/// A whole reply with headers of its own.
fn dated(headers: &str, body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    format!("{head}{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

const VOUCHES: &str = r#"{"status":"WHITELISTED"}"#;

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[test]
fn an_all_clear_is_as_old_as_its_headers_say() {
    let now = countercheck::clock::system::now().wall;
    let date = |at| format!("date: {}\r\n", http_date(at));
    let doubtful = [
        (date(now - TimeDelta::days(7 * 365)), "since"),
        (date(now + TimeDelta::days(73 * 365)), "ahead"),
        (format!("{}age: 1\r\n", date(now + TimeDelta::days(2))), "ahead"),
        (format!("{}age: 99999\r\n", date(now)), "since"),
        ("age: 99999\r\n".to_owned(), "since"),
        ("age: 3\r\nage: 99999999999999999999\r\n".to_owned(), "since"),
        (date(now - TimeDelta::hours(25)), "since"),
    ];
    for (headers, part) in doubtful {
        let server = canned(dated(&headers, VOUCHES));
        let (answer, _) = ask(&start(vec![eir(server.addr)]), &[CLEAR]).one();
        let Silence::Stale(why) = silence(&answer.outcome) else { panic!("{headers}: {answer:?}") };
        assert!(why.contains(part) && answer.as_of.is_some() && answer.evidence.is_none(), "{headers}: {answer:?}");
        let hit = canned(dated(&headers, r#"{"status":"BLACKLISTED"}"#));
        assert!(matches!(outcome(&start(vec![eir(hit.addr)]), CLEAR), Outcome::Listed(_)), "a hit stands: {headers}");
        let fresh = canned(dated(&headers, &allowed(now)));
        let camara = SourceConfig::new("camara", Protocol::Camara, format!("http://{}", fresh.addr));
        let outcome = outcome(&start(vec![camara]), CLEAR);
        assert!(matches!(silence(&outcome), Silence::Stale(_)), "a reply that old cannot be about today: {headers}");
    }
    for odd in ["date: yesterday\r\n", "date: 2019\r\n", "date: \r\n"] {
        let outcome = outcome(&start(vec![eir(canned(dated(odd, VOUCHES)).addr)]), CLEAR);
        assert!(matches!(silence(&outcome), Silence::BadReply(why) if why.contains("Date")), "{odd}: {outcome:?}");
    }
}

#[test]
fn an_all_clear_of_today_vouches_with_its_time() {
    let now = countercheck::clock::system::now().wall;
    let ago = |hours| now - TimeDelta::hours(hours);
    let said = |headers: &str, config: fn(&mut SourceConfig)| {
        let mut source = eir(canned(dated(headers, VOUCHES)).addr);
        config(&mut source);
        let (answer, _) = ask(&start(vec![source]), &[CLEAR]).one();
        assert_eq!(answer.outcome, Outcome::NotListed, "{headers}");
        answer.as_of.unwrap()
    };
    let near = |a: DateTime<Utc>, b: DateTime<Utc>| (a - b).abs() < TimeDelta::seconds(30);
    assert!(near(said("", |_| ()), now), "without headers it is as old as its receipt");
    assert!(near(said(&format!("date: {}\r\n", http_date(ago(5))), |_| ()), ago(5)));
    assert!(near(said("age: 7200\r\n", |_| ()), ago(2)));
    let both = format!("date: {}\r\nage: 18000\r\n", http_date(ago(5)));
    assert!(near(said(&both, |_| ()), ago(5)), "an age is not counted twice");
    let rewritten = format!("date: {}\r\nage: 7200\r\n", http_date(now));
    assert!(near(said(&rewritten, |_| ()), ago(2)));
    let old = format!("date: {}\r\n", ago(5).format("%A, %d-%b-%y %H:%M:%S GMT"));
    assert!(near(said(&old, |_| ()), ago(5)), "the form of RFC 850");
    let older = format!("date: {}\r\n", ago(5).format("%a %b %e %H:%M:%S %Y"));
    assert!(near(said(&older, |_| ()), ago(5)), "the form of asctime");
    let week = format!("date: {}\r\n", http_date(ago(100)));
    assert!(near(said(&week, |config| config.fresh_hours = Some(168)), ago(100)), "the config may say more");
}

#[test]
fn every_question_refuses_what_a_cache_remembers() {
    let server = raw(|mut stream, _| {
        let asked = request(&mut stream).to_ascii_lowercase();
        let fresh = asked.lines().filter(|l| *l == "cache-control: no-cache").count() == 1;
        let kind = if fresh { "application/json" } else { "text/plain" };
        let all = r#"{"imei":"100000010000015","operationalStatus":"allowed","certid":1,"result":"passed","status":"WHITELISTED"}"#;
        let _ = stream.write_all(&reply("200 OK", kind, all));
    });
    let root = format!("http://{}", server.addr);
    let mut checkmend = SourceConfig::new("checkmend", Protocol::Checkmend, root.as_str());
    let secret = Some(Secret::new("x"));
    checkmend.auth =
        Auth::Checkmend(CheckmendAuth { partner: "1".to_owned(), store: "2".to_owned(), secret, secret_file: None });
    let client = start(vec![eir(server.addr), SourceConfig::new("camara", Protocol::Camara, root.as_str()), checkmend]);
    let all = ask(&client, &[CLEAR]).all();
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|(a, _)| a.outcome == Outcome::NotListed), "{all:?}");
}

#[test]
fn a_kept_all_clear_ages_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let now = countercheck::clock::system::now().wall;
    let aged = format!("date: {}\r\n", http_date(now - TimeDelta::hours(23)));
    let server = canned(dated(&aged, VOUCHES));
    let mut config = eir(server.addr);
    config.keep = Some(Keep::ReuseHours(48));
    let path = folder.path().join("cache.db");
    let client = |config: &SourceConfig| {
        let cache = CacheStore::open(&path, &[1; 32]).unwrap().0;
        Client::start(vec![config.clone()], NetConfig::default(), Some(cache)).unwrap()
    };
    assert_eq!(outcome(&client(&config), CLEAR), Outcome::NotListed);
    assert_eq!(outcome(&client(&config), CLEAR), Outcome::NotListed);
    assert_eq!(server.connections.load(Ordering::SeqCst), 1, "kept");
    config.fresh_hours = Some(22);
    assert!(matches!(silence(&outcome(&client(&config), CLEAR)), Silence::Stale(_)), "asked anew, and still too old");
    assert_eq!(server.connections.load(Ordering::SeqCst), 2);
}

#[test]
fn a_damaged_list_file_vouches_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot.csv");
    write(&path, &format!("imei,reporting_date,status\n{LISTED},20240131,blacklist\n1.01102E+12,20240131,blacklist\n"));
    let client = start(vec![SourceConfig::new("hotlist", Protocol::Hotlist, path.to_str().unwrap())]);
    let (answer, _) = ask(&client, &[CLEAR]).one();
    let Silence::Misconfigured(why) = silence(&answer.outcome) else { panic!("{answer:?}") };
    assert!(why.starts_with("1 line of the list cannot be read; first: line 3: "), "{why}");
    assert!(answer.as_of.is_some() && answer.evidence.is_none());
    assert!(matches!(outcome(&client, LISTED), Outcome::Listed(_)), "a hit stands");
    let served = serve(ServeConfig::new(load_hotlist(&path).unwrap().list.as_ref().clone())).unwrap();
    assert!(
        matches!(outcome(&start(vec![eir(served.addr())]), CLEAR), Outcome::NotCovered(_)),
        "nor does who serves it"
    );
}

/// A recheck of many numbers at once: every one is answered, and the source is not stormed.
#[test]
fn many_numbers_at_once() {
    let running = serve(ServeConfig::new(list())).unwrap();
    let mut config = eir(running.addr());
    config.timeout_ms = Some(10_000);
    let client = start(vec![config]);
    let numbers: Vec<String> =
        (0..300).map(|n| countercheck::imei::Imei::parse(&format!("00101000{n:06}")).unwrap().digits()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let all = ask(&client, &numbers).all();
    assert_eq!(all.len(), 300);
    assert!(all.iter().all(|(a, _)| a.outcome == Outcome::NotListed));
}
