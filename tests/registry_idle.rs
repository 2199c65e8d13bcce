//! While nothing is asked, client, server and the shop's own lists sleep. A program of its own, so that no other
//! test's threads are counted.

#![cfg(test)]
#![cfg(target_os = "linux")]

use countercheck::effects::{LocalSources, Outbox, fresh_id};
use countercheck::finding::{Answer, Outcome};
use countercheck::imei::Imei;
use countercheck::registry::client::{Client, NetConfig};
use countercheck::registry::hotlist::HotList;
use countercheck::registry::{Protocol, SourceConfig};
use countercheck::server::{ServeConfig, serve};
use countercheck::till::Event;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

#[test]
fn no_wake_ups_while_idle() {
    let csv = "imei,reporting_date,status\n49015420323751,,blacklist\n";
    let running = serve(ServeConfig::new(HotList::read(csv.as_bytes()).unwrap().0)).unwrap();
    let eir = SourceConfig::new("eir", Protocol::N5gEir, format!("http://{}", running.addr()));
    let client = Client::start(vec![eir], NetConfig::default(), None).unwrap();
    let ask = || -> Answer {
        let (send, received) = channel();
        let imei = Imei::parse("100000010000015").unwrap();
        client.ask(&[imei], None, Arc::new(move |answer, _| send.send(answer).unwrap()));
        received.recv_timeout(Duration::from_secs(5)).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hot.csv");
    std::fs::File::create(&path).unwrap().write_all(csv.as_bytes()).unwrap();
    let lists = LocalSources::of(&[SourceConfig::new("police", Protocol::Hotlist, path.to_str().unwrap())]);
    let consult = || -> Answer {
        let (outbox, inbox) = Outbox::new();
        lists.consult(fresh_id(), vec![Imei::parse("100000010000015").unwrap()], &outbox);
        let Some(Event::Consulted { answers, .. }) = inbox.next(Some(Duration::from_secs(5))).map(|s| s.event) else {
            panic!("the lists did not answer");
        };
        answers[0].clone()
    };
    assert_eq!(ask().outcome, Outcome::NotListed);
    assert_eq!(consult().outcome, Outcome::NotListed);
    // The helper threads of the first question end after a second.
    std::thread::sleep(Duration::from_millis(1_500));
    let before = sleeps();
    assert_eq!(before.len(), 4, "client, server, a list, and who waits for lists: {before:?}");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(sleeps(), before, "a thread woke up by itself");
    assert_eq!(ask().outcome, Outcome::NotListed);
    assert_eq!(consult().outcome, Outcome::NotListed);
    let moved = sleeps().iter().zip(&before).filter(|(now, then)| now != then).count();
    assert!(moved >= 3, "and the count counts: {moved} of 4");
}

/// Name, id and voluntary context switches of the client's and the server's threads.
fn sleeps() -> Vec<(String, PathBuf, String)> {
    let mut all: Vec<_> = std::fs::read_dir("/proc/self/task")
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = std::fs::read_to_string(path.join("comm")).ok()?.trim().to_owned();
            let status = std::fs::read_to_string(path.join("status")).ok()?;
            let count = status.lines().find(|l| l.starts_with("voluntary_ctxt_switches"))?.to_owned();
            matches!(name.as_str(), "registry" | "registry-file" | "server" | "list" | "lists")
                .then_some((name, path, count))
        })
        .collect();
    all.sort();
    all
}
