//! Lists that hang, lists that are none, and a till's thread that waits for neither.

use super::keeper::{About, Keeper, Seen};
use super::*;
use crate::clock::system;
use crate::finding::Outcome;
use crate::registry::client::ListFile;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::Duration;

const LISTED: &str = "490154203237518";
const CLEAR: &str = "100000010000015";

fn imei(digits: &str) -> Imei {
    Imei::parse(digits).unwrap()
}

fn source(name: &str, path: &Path) -> SourceConfig {
    let mut source = SourceConfig::new(name, Protocol::Hotlist, path.to_str().unwrap());
    source.timeout_ms = Some(300);
    source
}

fn write(path: &Path, text: &str) {
    std::fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

fn list(folder: &Path) -> SourceConfig {
    let path = folder.join("good.csv");
    write(&path, &format!("imei,reporting_date,status\n{LISTED},20240131,blacklist\n"));
    source("good", &path)
}

fn about(source: &SourceConfig) -> About {
    About {
        name: source.name.clone(),
        timeout_ms: source.timeout(),
        coverage: source.coverage.clone(),
        seen: Seen::Hot(Arc::new(ListFile::new("nowhere.csv"))),
    }
}

/// A list whose reading hangs until something is sent; then it vouches for everything.
fn hanging(name: &str) -> (Keeper, Sender<()>) {
    let (release, held): (_, Receiver<()>) = channel();
    let source = source(name, Path::new("nowhere.csv"));
    let config = source.clone();
    let look = move |imeis: &[Imei], _| {
        let _released = held.recv();
        imeis.iter().map(|i| Answer::new(&config.name, &i.body(), Outcome::NotListed)).collect()
    };
    (Keeper::start(about(&source), || (), Box::new(look)), release)
}

fn consult(sources: &LocalSources, numbers: &[&str]) -> (Vec<Answer>, Duration) {
    let (outbox, inbox) = Outbox::new();
    let check: CheckId = crate::effects::fresh_id();
    let begun = Instant::now();
    sources.consult(check, numbers.iter().map(|n| imei(n)).collect(), &outbox);
    assert!(begun.elapsed() < Duration::from_millis(100), "the till's thread waited {:?}", begun.elapsed());
    let Event::Consulted { check: told, answers } = inbox.next(Some(Duration::from_secs(10))).unwrap().event else {
        panic!("no Consulted came");
    };
    assert_eq!(told, check);
    assert!(inbox.at_once().is_none(), "one Consulted for one question");
    (answers, begun.elapsed())
}

fn words(answers: &[Answer]) -> Vec<(&str, &str)> {
    let word = |a: &'_ Answer| match &a.outcome {
        Outcome::NoAnswer(silence) => silence.word(),
        other => other.word(),
    };
    answers.iter().map(|a| (a.source.as_str(), word(a))).collect()
}

#[test]
fn lists_answer_through_the_outbox_and_tell_their_version() {
    let folder = tempfile::tempdir().unwrap();
    let mut narrow = list(folder.path());
    narrow.name = crate::finding::SourceName::new("narrow");
    narrow.coverage.prefixes = vec!["35".to_owned()];
    let none = source("none", &folder.path().join("none.csv"));
    let eir = SourceConfig::new("eir", Protocol::N5gEir, "https://eir.example");
    let sources = LocalSources::of(&[list(folder.path()), narrow, none, eir]);
    let (answers, _) = consult(&sources, &[LISTED, CLEAR]);
    let expected = [
        ("good", "listed"),
        ("good", "not_listed"),
        ("narrow", "not_covered"),
        ("narrow", "not_covered"),
        ("none", "misconfigured"),
        ("none", "misconfigured"),
    ];
    assert_eq!(words(&answers), expected);
    let versions = sources.versions();
    let digest = ListFile::new(folder.path().join("good.csv"));
    digest.refresh();
    assert_eq!(versions["good"], digest.digest().unwrap()[..16]);
    assert!(!versions.contains_key("none") && !versions.contains_key("eir"), "{versions:?}");
    write(&folder.path().join("good.csv"), "imei,reporting_date,status\n21154034123456,,blacklist\n");
    assert_eq!(words(&consult(&sources, &[LISTED]).0)[0], ("good", "not_listed"), "a changed list is read again");
    assert_ne!(sources.versions()["good"], versions["good"]);
}

#[test]
fn without_lists_the_answer_is_there_at_once() {
    let sources = LocalSources::of(&[]);
    assert_eq!(consult(&sources, &[CLEAR]).0, []);
    assert!(sources.versions().is_empty());
}

#[test]
fn a_list_that_hangs_is_silent_in_its_time_and_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (stuck, release) = hanging("stuck");
    let sources = LocalSources::kept(vec![stuck, Keeper::of(&list(folder.path()))]);
    assert!(!sources.versions().contains_key("stuck"), "never read");
    let (answers, took) = consult(&sources, &[LISTED]);
    assert_eq!(words(&answers), [("stuck", "timeout"), ("good", "listed")]);
    assert!((Duration::from_millis(300)..Duration::from_millis(1_500)).contains(&took), "{took:?}");
    let (answers, took) = consult(&sources, &[CLEAR]);
    assert_eq!(words(&answers), [("stuck", "timeout"), ("good", "not_listed")]);
    assert!(took < Duration::from_millis(250), "it is known to hang: {took:?}");
    release.send(()).unwrap();
    release.send(()).unwrap();
    let until = Instant::now() + Duration::from_secs(5);
    loop {
        let (answers, _) = consult(&sources, &[CLEAR]);
        if words(&answers)[0] == ("stuck", "not_listed") {
            break;
        }
        assert!(Instant::now() < until, "a list that no longer hangs is asked again");
        std::thread::yield_now();
    }
}

#[test]
fn a_list_whose_thread_died_is_silent() {
    let mut source = source("dead", Path::new("nowhere.csv"));
    // Longer than it takes to print the panic.
    source.timeout_ms = Some(20_000);
    let sources = LocalSources::kept(vec![Keeper::start(about(&source), || (), Box::new(|_, _| panic!("as planned")))]);
    for _ in 0..2 {
        let (answers, took) = consult(&sources, &[CLEAR]);
        assert_eq!(words(&answers), [("dead", "interrupted")]);
        assert!(took < Duration::from_secs(9), "{took:?}");
    }
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_folders_are_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        return eprintln!("skipped: there is no mkfifo");
    }
    for path in [pipe.as_path(), Path::new("/dev/zero"), folder.path()] {
        let sources = LocalSources::of(&[source("odd", path)]);
        let (answers, took) = consult(&sources, &[CLEAR]);
        let Outcome::NoAnswer(Silence::Misconfigured(why)) = &answers[0].outcome else { panic!("{answers:?}") };
        assert!(why.contains("no regular file") && took < Duration::from_millis(250), "{why} {took:?}");
        assert_eq!(sources.ask(&[imei(CLEAR)], system::now()).len(), 1);
    }
}
