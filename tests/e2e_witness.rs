//! Witnessing as an officer and a shop do it: by stick, and over HTTP as C2SP tlog-witness has it.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use support::numbers;
use support::program::{Done, command, run};
use support::shop::{Shop, of_kind, put};

fn word(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn on(data: &Path, words: &[&str]) -> Done {
    let mut all = vec!["--data", word(data)];
    all.extend(words);
    run(&mut command(&all))
}

/// An officer with his own machine.
struct Officer {
    state: PathBuf,
    key: String,
    stick: PathBuf,
    visits: std::cell::Cell<u32>,
}

impl Officer {
    fn beside(shop: &Shop) -> Self {
        let (state, stick) = (shop.beside("officer"), shop.beside("stick"));
        fs::create_dir_all(&stick).expect("a folder");
        let words = ["witness", "init", "--name", "police.example/w1", "--state", word(&state), "--json"];
        let made = run(&mut command(&words)).expect(0).lines().remove(0);
        let key = made["key"].as_str().expect("a key").to_owned();
        Self { state, key, stick, visits: std::cell::Cell::new(0) }
    }

    fn run(&self, words: &[&str]) -> Done {
        let mut all = vec!["witness"];
        all.extend(words);
        all.extend(["--state", word(&self.state)]);
        run(&mut command(&all))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.stick.join(format!("{name}-{}.json", self.visits.get()))
    }

    /// The shop writes a request and the officer's program looks at it.
    fn visit(&self, data: &Path, more: &[&str]) -> Done {
        self.visits.set(self.visits.get() + 1);
        let (request, answer) = (self.file("request"), self.file("answer"));
        let mut words = vec!["log", "witness", "request", "--output", word(&request)];
        words.extend(more);
        on(data, &words).expect(0);
        self.run(&["sign", word(&request), "--output", word(&answer), "--json"])
    }

    fn proofs(&self) -> Vec<PathBuf> {
        fs::read_dir(self.state.join("proofs")).expect("a folder").map(|e| e.expect("an entry").path()).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").args(["-r", word(from), word(to)]).status().expect("cp").success());
}

#[test]
fn by_stick_an_officer_signs_for_what_continues() {
    let shop = Shop::offline();
    let officer = Officer::beside(&shop);
    shop.check(&numbers::nth(1)).expect(0);
    let first = officer.visit(shop.data(), &[]).expect(0).lines().remove(0);
    assert_eq!(first["before"], Value::Null, "{first}");
    assert!(first["notes"].to_string().contains("believed as it came"), "{first}");
    let accepted =
        shop.run(&["log", "witness", "accept", word(&officer.file("answer")), "--json"]).expect(0).lines().remove(0);
    assert_eq!((&accepted["new"], &accepted["expected"]), (&Value::from(true), &Value::from(false)), "{accepted}");
    shop.check(&numbers::nth(2)).expect(0);
    let second = officer.visit(shop.data(), &[]).expect(0).lines().remove(0);
    assert_eq!((&second["before"], &second["notes"]), (&first["size"], &Value::Array(Vec::new())), "{second}");
    let answer = officer.file("answer");
    let take = ["log", "witness", "accept", word(&answer), "--expect", &officer.key, "--json"];
    assert_eq!(shop.run(&take).expect(0).lines()[0]["new"], true);
    let entries = shop.entries();
    assert_eq!(shop.run(&take).expect(0).lines()[0]["new"], false, "the same answer twice changes nothing");
    assert_eq!(shop.entries().len(), entries.len());
    let cosigned = of_kind(&entries, "cosigned");
    assert_eq!((cosigned.len(), &cosigned[1]["plain"]["size"]), (2, &second["size"]));
    assert_eq!(of_kind(&entries, "witness_requested").len(), 2);
    assert_eq!(shop.run(&["log", "witness", "list", "--json"]).expect(0).lines().len(), 2);
    // The line leaves with every export, under the checkpoint that it signs.
    let export = shop.beside("export");
    shop.run(&["log", "export", "--output", word(&export)]).expect(0);
    let notes = fs::read_to_string(export.join("checkpoints.jsonl")).expect("a file");
    assert_eq!(notes.matches("police.example/w1").count(), 2, "{notes}");
    run(&mut command(&["verify", word(&export), "--deep"])).expect(0);
    shop.verified();
    // Another shop's answer, a foreign key and a torn file are refused.
    let other = Shop::offline();
    let done = other.run(&["log", "witness", "accept", word(&answer)]).expect(1);
    assert!(done.err.contains("not about this register"), "{}", done.err);
    let stranger = Officer::beside(&other);
    let done = shop.run(&["log", "witness", "accept", word(&answer), "--expect", &stranger.key]).expect(1);
    assert!(done.err.contains("another key"), "{}", done.err);
    put(&answer, b"{");
    shop.run(&["log", "witness", "accept", word(&answer)]).expect(1);
}

#[test]
fn a_clone_of_the_folder_convicts_itself_before_the_officer() {
    let shop = Shop::offline();
    let officer = Officer::beside(&shop);
    officer.visit(shop.data(), &[]).expect(0);
    let clone = shop.beside("clone");
    copy(shop.data(), &clone);
    shop.check(&numbers::nth(1)).expect(0);
    let seen = officer.visit(shop.data(), &[]).expect(0).lines().remove(0)["size"].to_string();
    let done = officer.visit(&clone, &[]).expect(1);
    assert!(done.err.contains("has signed for") && done.err.contains("are kept in"), "{}", done.err);
    let question = officer.proofs().remove(0);
    let told = run(&mut command(&["witness", "proof", word(&question), "--json"])).expect(0).lines().remove(0);
    assert_eq!(told["what"], "unanswered", "an older state alone proves nothing: {told}");
    for n in 2..6 {
        on(&clone, &["check", "--json", &numbers::nth(n)]).expect(0);
    }
    let done = officer.visit(&clone, &[]).expect(1);
    assert!(done.err.contains("no proof from there"), "{}", done.err);
    assert!(done.err.contains(&format!("--from {seen}")), "and says how to go on: {}", done.err);
    let done = officer.visit(&clone, &["--from", &seen]).expect(1);
    assert!(done.err.contains("does not continue"), "{}", done.err);
    let proof = officer.proofs().into_iter().find(|path| *path != question).expect("a second file");
    let told = run(&mut command(&["witness", "proof", word(&proof), "--json"])).expect(6).lines().remove(0);
    assert_eq!((&told["ok"], &told["what"]), (&Value::from(false), &Value::from("rewritten")), "{told}");
    let text = fs::read_to_string(&proof).expect("a file");
    put(&proof, text.replacen("AA", "AB", 1).replacen("\"first\": \"c", "\"first\": \"d", 1).as_bytes());
    run(&mut command(&["witness", "proof", word(&proof)])).expect(1);
    officer.visit(shop.data(), &[]).expect(0);
}

#[test]
fn a_restored_register_looks_like_one_and_a_second_one_too() {
    let shop = Shop::offline();
    let officer = Officer::beside(&shop);
    let copy = shop.run(&["log", "backup", "--to", word(&officer.stick), "--json"]).expect(0).lines().remove(0);
    shop.check(&numbers::nth(1)).expect(0);
    officer.visit(shop.data(), &[]).expect(0);
    let new = shop.beside("new");
    on(&new, &["log", "restore", copy["path"].as_str().expect("a path")]).expect(0);
    let told = officer.visit(&new, &[]).expect(0).lines().remove(0);
    let notes = told["notes"].to_string();
    assert!(notes.contains("restored") && notes.contains("are lost"), "{notes}");
    // A second register of the same shop and till, begun from nothing.
    let second = Shop::offline();
    let told = officer.visit(second.data(), &[]).expect(0).lines().remove(0);
    assert!(told["notes"].to_string().contains("another register of the same shop and till"), "{told}");
    // The key on the enrolment paper is the shop's first one.
    let request = officer.file("request");
    let done = officer
        .run(&["sign", word(&request), "--output", word(&shop.beside("x")), "--expect", "a+00000000+AA=="])
        .expect(1);
    assert!(done.err.contains("another register"), "{}", done.err);
    let done =
        run(&mut command(&["witness", "init", "--name", "w", "--state", word(&shop.data().join("w"))])).expect(1);
    assert!(done.err.contains("a shop's folder"), "never on the till: {}", done.err);
}

/// A witness that serves.
struct Served {
    child: Child,
    addr: String,
}

impl Served {
    fn by(officer: &Officer, shop: &Shop) -> Self {
        let logs = shop.data().join("keys/ledger.pub");
        let words =
            ["witness", "serve", "--listen", "127.0.0.1:0", "--log", word(&logs), "--state", word(&officer.state)];
        let mut child =
            command(&words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let told = lines.find_map(|line| Some(line.ok()?.split_once("http://")?.1.to_owned()));
        Self { child, addr: told.expect("an address") }
    }

    fn send(&self, head: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.addr).expect("a connection");
        let length = body.len();
        write!(stream, "{head} HTTP/1.1\r\nHost: w\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
            .expect("sent");
        let mut whole = String::new();
        stream.read_to_string(&mut whole).expect("a reply");
        let (head, body) = whole.split_once("\r\n\r\n").expect("a reply");
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        (status, head.to_lowercase(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().expect("a child of ours");
        self.child.wait().expect("a child of ours");
    }
}

/// `old N`, proof and note, from the shop's own store.
fn body(shop: &Shop, old: u64) -> String {
    let store = countercheck::ledger::store::Store::open(shop.data()).expect("no alarm");
    let (checkpoint, note) = store.checkpoint().expect("a checkpoint");
    let proof = store.consistency_proof(old, checkpoint.size).expect("a proof");
    countercheck::ledger::witness::Submission { old, proof, note: &note }.to_body()
}

#[test]
fn over_http_every_reply_is_that_of_the_specification() {
    let shop = Shop::offline();
    let officer = Officer::beside(&shop);
    let served = Served::by(&officer, &shop);
    let hash = {
        use sha2::Digest as _;
        let store = countercheck::ledger::store::Store::open(shop.data()).expect("no alarm");
        hex::encode(sha2::Sha256::digest(store.origin()))
    };
    let add = "POST /add-checkpoint";
    assert_eq!(served.send(&format!("GET /{hash}/checkpoint"), "").0, 404, "nothing was signed yet");
    let (status, _, line) = served.send(add, &body(&shop, 0));
    assert!(
        status == 200 && line.starts_with("\u{2014} police.example/w1 ") && line.ends_with('\n'),
        "{status} {line}"
    );
    let size = shop.verified()["size"].as_u64().expect("a size");
    shop.check(&numbers::nth(1)).expect(0);
    let (status, head, conflict) = served.send(add, &body(&shop, 0));
    assert_eq!((status, conflict), (409, format!("{size}\n")));
    assert!(
        head.contains("content-type: text/x.tlog.size\r\n") || head.ends_with("content-type: text/x.tlog.size"),
        "{head}"
    );
    let good = body(&shop, size);
    let newest = good.split_once("\n\n").expect("a note").1.to_owned();
    for (status, wrong) in [
        (400, String::new()),
        (400, good.replacen("old ", "old  ", 1)),
        (400, format!("old 999999\n\n{newest}")),
        (403, good.replacen(&format!("\n{}\n", newest.lines().nth(1).expect("a size")), "\n7\n", 1)),
        (404, body(&Shop::offline(), 0)),
        (422, format!("old {size}\n\n{newest}")),
    ] {
        assert_eq!(served.send(add, &wrong).0, status, "{wrong}");
    }
    assert!(served.send(add, &"x".repeat(200_000)).0 >= 400);
    assert_eq!(served.send(add, &good).0, 200);
    // Killed right after the reply: what was signed is remembered.
    drop(served);
    let served = Served::by(&officer, &shop);
    assert_eq!(served.send(add, &body(&shop, 0)).0, 409);
    let (status, _, note) = served.send(&format!("GET /{hash}/checkpoint"), "");
    assert!(status == 200 && note.starts_with(newest.split_once("\n\n").expect("a note").0), "{note}");
    assert_eq!(note.lines().filter(|line| line.starts_with('\u{2014}')).count(), 2, "the log's line and the witness's");
}

#[test]
fn over_http_racing_requests_never_set_the_witness_back() {
    let shop = Shop::offline();
    shop.run(&["check", "--json", &numbers::nth(1), &numbers::nth(2), &numbers::nth(3), &numbers::nth(4)]).expect(0);
    let officer = Officer::beside(&shop);
    let served = Arc::new(Served::by(&officer, &shop));
    let store = countercheck::ledger::store::Store::open(shop.data()).expect("no alarm");
    let sizes: Vec<u64> =
        (1..=store.len().expect("readable")).filter(|n| store.note_at(*n).expect("readable").is_some()).collect();
    let mut bodies = Vec::new();
    for old in std::iter::once(0).chain(sizes.iter().copied()) {
        for new in sizes.iter().copied().filter(|new| *new > old) {
            let note = store.note_at(new).expect("readable").expect("stored");
            let proof = store.consistency_proof(old, new).expect("a proof");
            bodies.push((old, new, countercheck::ledger::witness::Submission { old, proof, note: &note }.to_body()));
        }
    }
    let bodies = Arc::new(bodies);
    let threads: Vec<_> = (0..6)
        .map(|t| {
            let (served, bodies) = (Arc::clone(&served), Arc::clone(&bodies));
            std::thread::spawn(move || {
                let mine = bodies.iter().enumerate().filter(|(n, _)| n % 3 == t % 3);
                let sent = mine.map(|(_, (old, new, body))| (*old, *new, served.send("POST /add-checkpoint", body).0));
                sent.filter(|(_, _, status)| *status == 200).map(|(old, new, _)| (old, new)).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut signed: Vec<_> = threads.into_iter().flat_map(|t| t.join().expect("a thread")).collect();
    signed.sort_unstable();
    assert!(!signed.is_empty());
    assert_eq!(signed[0].0, 0);
    assert!(signed.windows(2).all(|two| two[0].1 == two[1].0), "each begins where another ended: {signed:?}");
}

#[test]
fn a_shop_pushes_by_itself_and_a_refusal_is_an_alarm() {
    let shop = Shop::offline();
    let officer = Officer::beside(&shop);
    let served = Served::by(&officer, &shop);
    let config = shop.data().join("config.toml");
    let text = fs::read_to_string(&config).expect("a config");
    put(
        &config,
        format!("{text}\n[[witness]]\nurl = \"http://{}\"\nkey = \"{}\"\n", served.addr, officer.key).as_bytes(),
    );
    let older = shop.beside("older");
    copy(shop.data(), &older);
    for n in 1..3 {
        shop.check(&numbers::nth(n)).expect(0);
        let line = shop.run(&["log", "witness", "push", "--json"]).expect(0).lines().remove(0);
        assert_eq!((&line["ok"], &line["expected"]), (&Value::from(true), &Value::from(true)), "{line}");
    }
    assert_eq!(of_kind(&shop.entries(), "cosigned").len(), 2);
    // The older copy goes on as if nothing had happened.
    let done = on(&older, &["log", "witness", "push", "--json"]).expect(6);
    assert!(done.err.contains("was set back"), "{}", done.err);
    assert_eq!(done.lines()[0]["ok"], false);
    let told = on(&older, &["check", &numbers::nth(5)]).expect(0);
    assert!(told.err.contains("does not continue what it has signed for"), "{}", told.err);
    for n in 6..12 {
        on(&older, &["check", &numbers::nth(n)]).expect(0);
    }
    on(&older, &["log", "witness", "push"]).expect(6);
    let entries = on(&older, &["log", "show", "--last", "1000", "--json"]).expect(0).lines();
    let faults = of_kind(&entries, "fault").iter().filter(|e| e["plain"]["what"] == "witness_refused").count();
    assert_eq!(faults, 1, "the alarm is an entry, once");
    let verdicts: Vec<i32> =
        officer.proofs().iter().map(|p| run(&mut command(&["witness", "proof", word(p)])).status).collect();
    assert_eq!(verdicts, [6], "and the witness holds the proof");
    // The honest one is not disturbed; a witness that is away is no alarm.
    shop.run(&["log", "witness", "push"]).expect(0);
    drop(served);
    let done = shop.run(&["log", "witness", "push"]).expect(1);
    assert!(done.err.contains("nothing is lost"), "{}", done.err);
    assert_eq!(shop.check(&numbers::nth(3)).expect(0).err, "");
}

/// A second implementation reads the files: Python's `cryptography`, over the text of the specifications.
const OTHER: &str = r#"
import base64, hashlib, json, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
answer = json.load(open(sys.argv[1])); log = open(sys.argv[2]).read().strip()
text, lines = answer["note"].rsplit("\n\n", 1); text += "\n"
def key(vkey, kind):
    name, hash, data = vkey.split("+", 2); data = base64.b64decode(data)
    assert data[0] == kind and hashlib.sha256(name.encode() + b"\n" + data).digest()[:4].hex() == hash
    return name, bytes.fromhex(hash), Ed25519PublicKey.from_public_bytes(data[1:])
def blob(vkey, kind):
    name, hash, public = key(vkey, kind)
    for line in lines.strip().split("\n"):
        dash, who, data = line.split(" "); data = base64.b64decode(data)
        if dash == "\u2014" and who == name and data[:4] == hash: return public, data[4:]
public, signature = blob(log, 1); public.verify(signature, text.encode())
public, signature = blob(answer["witness"], 4); time = int.from_bytes(signature[:8], "big")
public.verify(signature[8:], f"cosignature/v1\ntime {time}\n{text}".encode())
print(text.split("\n")[1])
"#;

#[test]
fn another_implementation_checks_both_signatures() {
    let there = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !there.is_ok_and(|done| done.status.success()) {
        println!("skipped: python3 with cryptography is not installed");
        return;
    }
    let shop = Shop::offline();
    let officer = Officer::beside(&shop);
    let told = officer.visit(shop.data(), &[]).expect(0).lines().remove(0);
    let (answer, log) = (officer.file("answer"), shop.data().join("keys/ledger.pub"));
    let done = Command::new("python3").args(["-c", OTHER, word(&answer), word(&log)]).output().expect("python3");
    assert_eq!(
        String::from_utf8_lossy(&done.stdout).trim(),
        told["size"].to_string(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    // And finds what is wrong.
    let text = fs::read_to_string(&answer).expect("a file");
    put(&answer, text.replacen(&format!("\\n{}\\n", told["size"]), "\\n999\\n", 1).as_bytes());
    let done = Command::new("python3").args(["-c", OTHER, word(&answer), word(&log)]).output().expect("python3");
    assert!(!done.status.success());
}
