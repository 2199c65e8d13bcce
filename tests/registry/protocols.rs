//! The happy path of every protocol against our own server, over real HTTP.

use super::support::*;
use countercheck::finding::{Evidence, Outcome, Silence, SourceName};
use countercheck::registry::client::Client;
use countercheck::registry::{Auth, CheckmendAuth, ClientAuth, Protocol, Secret, SendSecret, SourceConfig};
use countercheck::server::{Access, Running, ServeConfig, Served, serve};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

fn access() -> Access {
    Access { client: "shop1".to_owned(), secret: Secret::new("s3cret+/="), token_seconds: 3600 }
}

fn served(access: Option<Access>) -> (Running, Arc<Mutex<Vec<Served>>>) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let lines = log.clone();
    let mut config = ServeConfig::new(list());
    config.not_covered = vec!["35735509".to_owned()];
    config.access = access;
    config.log = Some(Arc::new(move |line| lines.lock().unwrap().push(*line)));
    (serve(config).unwrap(), log)
}

fn sources(root: &str, auth: bool) -> Vec<SourceConfig> {
    let mut eir = SourceConfig::new("eir", Protocol::N5gEir, root);
    let mut camara = SourceConfig::new("camara", Protocol::Camara, root);
    let mut checkmend = SourceConfig::new("checkmend", Protocol::Checkmend, root);
    let secret = Some(access().secret);
    if auth {
        let client = ClientAuth {
            token_url: format!("{root}/oauth2/token"),
            client_id: access().client,
            secret: secret.clone(),
            ..ClientAuth::default()
        };
        eir.auth = Auth::ClientCredentials(ClientAuth { send_secret: SendSecret::Body, ..client.clone() });
        camara.auth = Auth::ClientCredentials(ClientAuth { secret: Some(Secret::new("s3cret+/=")), ..client });
    }
    checkmend.auth =
        Auth::Checkmend(CheckmendAuth { partner: access().client, store: "456".to_owned(), secret, secret_file: None });
    vec![eir, camara, checkmend]
}

type Table = HashMap<(String, String), (Outcome, Option<Evidence>)>;

fn table(client: &Client, numbers: &[&str]) -> Table {
    let all = ask(client, numbers).all();
    assert_eq!(all.len(), numbers.len() * 3, "one answer for each source and number");
    let table: Table = all
        .into_iter()
        .map(|(a, _)| ((a.source.to_string(), a.imei.with_check_digit()), (a.outcome, a.evidence)))
        .collect();
    assert_eq!(table.len(), numbers.len() * 3, "none twice");
    table
}

fn word(table: &Table, source: &str, number: &str) -> &'static str {
    table[&(source.to_owned(), number.to_owned())].0.word()
}

#[test]
fn three_protocols_over_one_list() {
    let (running, log) = served(None);
    let client = start(sources(&format!("http://{}", running.addr()), false));
    let table = table(&client, &[LISTED, PENDING, CLEAR, FOREIGN]);
    for source in ["eir", "camara", "checkmend"] {
        assert_eq!(word(&table, source, LISTED), "listed", "{source}");
        assert_eq!(word(&table, source, PENDING), "caution", "{source}");
        assert_eq!(word(&table, source, CLEAR), "not_listed", "{source}");
    }
    assert_eq!(word(&table, "eir", FOREIGN), "not_covered");
    assert_eq!(word(&table, "camara", FOREIGN), "not_covered");
    assert_eq!(word(&table, "checkmend", FOREIGN), "no_answer");
    let (outcome, evidence) = &table[&("eir".to_owned(), CLEAR.to_owned())];
    assert_eq!(*outcome, Outcome::NotListed);
    assert_eq!(*evidence, Some(Evidence::Body(r#"{"status":"WHITELISTED"}"#.to_owned())));
    let (outcome, evidence) = &table[&("checkmend".to_owned(), CLEAR.to_owned())];
    let Some(Evidence::Digest(digest)) = evidence else { panic!("the licence leaves a digest: {evidence:?}") };
    assert_eq!(*outcome, Outcome::NotListed);
    let (hash, certid) = digest.split_once(" certid ").unwrap();
    assert_eq!(hash.len(), 64);
    assert!(certid.parse::<u64>().unwrap() >= 1001);
    let lines = log.lock().unwrap();
    assert_eq!(lines.len(), 12);
    assert!(!format!("{lines:?}").contains("490154"), "the request log holds no number");
}

#[test]
fn credentials_are_checked_and_tokens_kept() {
    let (running, log) = served(Some(access()));
    let root = format!("http://{}", running.addr());
    let client = start(sources(&root, true));
    for _ in 0..2 {
        let table = table(&client, &[LISTED, CLEAR]);
        for source in ["eir", "camara", "checkmend"] {
            assert_eq!(word(&table, source, LISTED), "listed", "{source}");
            assert_eq!(word(&table, source, CLEAR), "not_listed", "{source}");
        }
    }
    let tokens = log.lock().unwrap().iter().filter(|l| l.service == "token").count();
    assert_eq!(tokens, 2, "one for each of two sources, whatever the number of questions");
    let mut wrong = sources(&root, true);
    for source in &mut wrong {
        match &mut source.auth {
            Auth::ClientCredentials(a) => a.secret = Some(Secret::new("wrong")),
            Auth::Checkmend(a) => a.secret = Some(Secret::new("wrong")),
            _ => {}
        }
    }
    let table = table(&start(wrong), &[CLEAR]);
    for ((source, _), (outcome, _)) in &table {
        assert!(matches!(silence(outcome), Silence::Refused(_)), "{source}: {outcome:?}");
    }
}

/// The issuer forgets its tokens while the client still holds one: it is renewed, once.
#[test]
fn a_token_that_died_early_is_renewed() {
    let (running, _) = served(Some(Access { token_seconds: 3600, ..access() }));
    let addr = running.addr();
    let client = start(sources(&format!("http://{addr}"), true).into_iter().take(2).collect());
    assert!(ask(&client, &[CLEAR]).all().iter().all(|(a, _)| a.outcome == Outcome::NotListed));
    running.stop();
    let mut config = ServeConfig::new(list());
    config.listen = addr;
    config.access = Some(access());
    let again = serve(config).unwrap();
    assert_eq!(again.addr(), addr);
    assert!(ask(&client, &[CLEAR]).all().iter().all(|(a, _)| a.outcome == Outcome::NotListed));
}

#[test]
fn a_secret_can_lie_in_a_file() {
    let (running, _) = served(Some(access()));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let mut source = sources(&format!("http://{}", running.addr()), true).remove(2);
    let Auth::Checkmend(auth) = &mut source.auth else { panic!() };
    (auth.secret, auth.secret_file) = (None, Some(file.clone()));
    let client = start(vec![source]);
    let missing = outcome(&client, CLEAR);
    assert!(matches!(silence(&missing), Silence::Misconfigured(why) if why.contains("secret")), "{missing:?}");
    std::io::Write::write_all(&mut std::fs::File::create(&file).unwrap(), b"s3cret+/=\r\n").unwrap();
    assert_eq!(outcome(&client, CLEAR), Outcome::NotListed, "and it is read as soon as it is there");
}

#[test]
fn only_the_named_sources_are_asked_and_a_number_once() {
    let (running, log) = served(None);
    let client = start(sources(&format!("http://{}", running.addr()), false));
    let (send, received) = std::sync::mpsc::channel();
    let names = [SourceName::new("eir"), SourceName::new("nobody")];
    client.ask(&[imei(CLEAR), imei(CLEAR)], Some(&names), Arc::new(move |answer, _| send.send(answer).unwrap()));
    let all: Vec<_> = received.iter().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(log.lock().unwrap().len(), 1);
}

#[test]
fn the_served_list_can_be_replaced() {
    let (running, _) = served(None);
    let client = start(vec![eir(running.addr())]);
    assert_eq!(outcome(&client, CLEAR), Outcome::NotListed);
    let csv = format!("imei,reporting_date,status\n{CLEAR},,blacklist\n");
    running.replace(countercheck::registry::hotlist::HotList::read(csv.as_bytes()).unwrap().0);
    assert!(matches!(outcome(&client, CLEAR), Outcome::Listed(_)));
}

#[test]
fn the_server_speaks_of_the_request_in_each_protocols_words() {
    let (running, _) = served(None);
    let say = |head: &str, body: &str| {
        let mut stream = std::net::TcpStream::connect(running.addr()).unwrap();
        let text = format!(
            "{head} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nx-correlator: b4333c46\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        std::io::Write::write_all(&mut stream, text.as_bytes()).unwrap();
        let mut reply = String::new();
        std::io::Read::read_to_string(&mut stream, &mut reply).unwrap();
        reply
    };
    let eir = "GET /n5g-eir-eic/v1/equipment-status";
    assert!(say(eir, "").contains("MANDATORY_QUERY_PARAM_MISSING"));
    assert!(say(&format!("{eir}?pei=imei-12"), "").contains("MANDATORY_QUERY_PARAM_INCORRECT"));
    assert!(say(&format!("{eir}?pei=mac-00-11-22-33-44-55"), "").contains("ERROR_EQUIPMENT_UNKNOWN"));
    assert!(say(&format!("{eir}?pei=imeisv-4901542032375101"), "").contains("BLACKLISTED"));
    let camara = "POST /device-authenticity/vwip/check-status";
    for bad in ["", "{}", r#"{"imei":"12"}"#, r#"{"imei":490154203237518}"#] {
        let reply = say(camara, bad);
        assert!(reply.starts_with("HTTP/1.1 400") && reply.contains("INVALID_ARGUMENT"), "{bad}: {reply}");
    }
    let wrong_check_digit = say(camara, r#"{"imei":"490154203237519"}"#);
    assert!(wrong_check_digit.contains(r#""operationalStatus":"blacklisted""#), "no Luhn here: {wrong_check_digit}");
    assert!(wrong_check_digit.contains("x-correlator: b4333c46"));
    assert!(say("POST /duediligence/1/100000010000015", "{}").contains("\"id\":210"));
    assert!(say("POST /duediligence/1/xyz", r#"{"category":1}"#).starts_with("HTTP/1.1 404"));
    assert!(say("GET /elsewhere", "").contains("RESOURCE_URI_STRUCTURE_NOT_FOUND"));
    assert!(say(camara, &"x".repeat(100_000)).starts_with("HTTP/1.1 413"));
}

#[test]
fn a_taken_port_is_told() {
    let (running, _) = served(None);
    let mut config = ServeConfig::new(list());
    config.listen = running.addr();
    let e = serve(config).unwrap_err();
    assert!(e.to_string().contains("cannot listen on 127.0.0.1") && e.advice().contains("port"));
}
