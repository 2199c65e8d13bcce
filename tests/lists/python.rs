//! The reference implementation of The Update Framework (Python package `tuf`, 7.x), both ways.
//! Skips, saying so, where python3 or the package is absent.

use super::mint::{list, sha256};
use super::server::Server;
use super::shop::Shop;
use super::support::program;
use std::process::Command;

/// What the oracle printed; `None` where there is none.
fn oracle(words: &[&str]) -> Option<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lists/tuf_oracle.py");
    let done = match Command::new("python3").arg(script).args(words).env("no_proxy", "127.0.0.1").output() {
        Ok(done) => done,
        Err(error) => {
            println!("skipped: python3 does not start: {error}");
            return None;
        }
    };
    let err = String::from_utf8_lossy(&done.stderr);
    if done.status.code() == Some(3) {
        println!("skipped: the package tuf is not installed: {err}");
        return None;
    }
    assert!(done.status.success(), "{err}");
    Some(String::from_utf8(done.stdout).unwrap())
}

#[test]
fn a_repository_of_the_reference_implementation_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let bytes = list(1, 35_209_900_000_000, 5_000);
    std::fs::write(at("list"), &bytes).unwrap();
    if oracle(&["make", &at("repo"), &at("list")]).is_none() {
        return;
    }
    let server = Server::start(folder.path().join("repo"));
    let shop = Shop { dir: tempfile::tempdir().unwrap() };
    let data = shop.dir.path().to_str().unwrap();
    let root = at("repo/metadata/1.root.json");
    program::run(&mut program::command(&["list", "trust", "national", "--root", &root, "--data", data])).expect(0);
    let sync = ["list", "sync", "national", "--url", &server.url, "--data", data];
    program::run(&mut program::command(&sync)).expect(0);
    assert_eq!(shop.version(), Some(1));
    assert_eq!(hex::encode(shop.installed().unwrap().sha256), sha256(&bytes));
    // And by stick, from one shop to another.
    let other = Shop { dir: tempfile::tempdir().unwrap() };
    let data = other.dir.path().to_str().unwrap();
    program::run(&mut program::command(&["list", "export", &at("stick"), "--data", shop.dir.path().to_str().unwrap()]))
        .expect(0);
    program::run(&mut program::command(&["list", "trust", "national", "--root", &root, "--data", data])).expect(0);
    program::run(&mut program::command(&["list", "import", &at("stick"), "--data", data])).expect(0);
    assert_eq!(other.version(), Some(1));
}

#[test]
fn the_reference_client_accepts_what_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let run = |words: &[&str]| program::run(&mut program::command(words)).expect(0);
    let (repo, keys) = (at("repo"), at("keys"));
    run(&["list", "publish", "--init", &repo, "--keys", &keys, "--threshold", "targets=2/2"]);
    let server = Server::start(folder.path().join("repo"));
    let first = at("repo/metadata/1.root.json");
    for version in 1..=3 {
        std::fs::write(at("list"), list(version, 35_209_900_000_000 + version, 20_000)).unwrap();
        run(&["list", "publish", &repo, &at("list"), "--keys", &keys]);
        let Some(said) = oracle(&["fetch", &server.url, &first]) else { return };
        assert!(said.starts_with(&format!("{version} ")), "{said}");
    }
    for role in ["timestamp", "root", "targets"] {
        let new = at(&format!("new-{role}"));
        let mut words = vec!["list", "publish", &repo, "--rotate", role, "--new-keys", &new, "--keys", &keys];
        let earlier = ["timestamp", "root", "targets"].map(|role| at(&format!("new-{role}")));
        for folder in earlier.iter().take_while(|folder| **folder != new) {
            words.extend(["--keys", folder.as_str()]);
        }
        run(&words);
        let said = oracle(&["fetch", &server.url, &first]).unwrap();
        assert!(said.starts_with("3 "), "after new keys for {role}: {said}");
    }
}
