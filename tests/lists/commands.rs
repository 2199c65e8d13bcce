//! The commands as publishers and shops type them.

use super::mint::list;
use super::server::Server;
use super::support::program::{self, Done};
use serde_json::Value;
use std::path::PathBuf;

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        world
            .run(&["list", "publish", "--init", "repo", "--keys", "keys", "--url", "file:///lists/national"])
            .expect(0);
        world
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Done {
        program::run(program::command(words).current_dir(self.folder.path()))
    }

    fn publish(&self, version: u64) -> Done {
        std::fs::write(self.at("new.list"), list(version, 35_209_900_000_000 + version, 30_000)).unwrap();
        self.run(&["list", "publish", "repo", "new.list", "--keys", "keys", "--json"])
    }

    fn url(&self) -> String {
        format!("file://{}", self.at("repo").display())
    }

    /// A shop in this folder that trusts the publisher.
    fn shop(&self, name: &str) {
        self.run(&["list", "trust", "national", "--root", "repo/root.json", "--data", name]).expect(0);
    }

    fn sync(&self, name: &str) -> Done {
        self.run(&["list", "sync", "national", "--url", &self.url(), "--json", "--data", name])
    }

    fn status(&self, name: &str) -> Value {
        self.run(&["list", "status", "--json", "--data", name]).expect(0).lines().remove(0)
    }
}

#[test]
fn a_list_goes_from_publisher_to_shop_to_stick_to_shop() {
    let world = World::new();
    let first = world.publish(1).expect(0).lines().remove(0);
    assert_eq!((&first["version"], &first["base"]), (&1.into(), &true.into()));
    world.shop("a");
    let synced = world.sync("a").expect(0).lines().remove(0);
    assert_eq!((&synced["version"], &synced["applied"], &synced["refused"]), (&1.into(), &true.into(), &Value::Null));
    assert_eq!(world.sync("a").expect(0).lines()[0]["applied"], false);
    let whole = synced["fetched"].as_u64().unwrap();

    let second = world.publish(2).expect(0).lines().remove(0);
    let status = world.status("a");
    assert_eq!(
        (&status["list"], &status["version"], &status["entries"]),
        (&"national".into(), &1.into(), &30_000.into())
    );
    assert_eq!(status["signer"].as_str().unwrap().len(), 64);
    assert_eq!(status["state"], "stale", "the list is of 2024");
    let synced = world.sync("a").expect(0).lines().remove(0);
    assert!(synced["fetched"].as_u64().unwrap() <= second["bytes"].as_u64().unwrap().min(whole));

    world.run(&["list", "export", "stick", "--data", "a"]).expect(0);
    world.shop("b");
    world.run(&["list", "import", "stick", "--data", "b"]).expect(0);
    assert_eq!(world.status("b")["version"], 2);
    assert_eq!(world.status("b")["signer"], world.status("a")["signer"]);
    // What came by stick goes on by stick, and folding does not hinder it.
    world.run(&["list", "fold", "--data", "b"]).expect(0);
    world.run(&["list", "export", "stick", "--data", "b"]).expect(0);
    world.shop("c");
    world.run(&["list", "import", "stick/national", "national", "--data", "c"]).expect(0);
    assert_eq!(world.status("c")["version"], 2);
    let again = world.run(&["list", "import", "stick", "--data", "c"]).expect(0);
    assert!(again.out.contains("still version 2"), "{}", again.out);
}

#[test]
fn a_bare_list_on_a_stick_is_refused_however_new() {
    let world = World::new();
    world.publish(1).expect(0);
    world.shop("a");
    world.sync("a").expect(0);
    std::fs::create_dir(world.at("stick")).unwrap();
    std::fs::write(world.at("stick/newer.list"), list(9, 35_209_900_000_009, 500)).unwrap();
    let done = world.run(&["list", "import", "stick", "--data", "a"]).expect(6);
    assert!(done.err.contains("the list was refused: it is not signed by its publisher (newer.list)"), "{}", done.err);
    assert!(done.err.contains("take lists from their publisher only"), "{}", done.err);
    assert_eq!(world.status("a")["version"], 1);
    std::fs::remove_file(world.at("stick/newer.list")).unwrap();
    let done = world.run(&["list", "import", "stick", "--data", "a"]).expect(1);
    assert!(done.err.contains("there is no signed list in stick"), "{}", done.err);
}

#[test]
fn a_fingerprint_is_compared_and_a_code_pins_it() {
    let world = World::new();
    world.publish(1).expect(0);
    let root = world.run(&["list", "trust", "national", "--root", "repo/root.json", "--data", "a", "--json"]).expect(0);
    let fingerprint = root.lines()[0]["fingerprint"].as_str().unwrap().to_owned();
    assert_eq!((fingerprint.len(), fingerprint.matches(' ').count()), (79, 15));
    let trust = |words: &[&str]| {
        let mut all = vec!["list", "trust", "national", "--data", "b"];
        all.extend(words);
        world.run(&all)
    };
    let wrong = fingerprint.replace(|c: char| c.is_ascii_digit(), "0");
    let done = trust(&["--root", "repo/root.json", "--fingerprint", &wrong]).expect(1);
    assert!(
        done.err.contains("the fingerprint is another one; this file's is ") && done.err.contains(&fingerprint),
        "{}",
        done.err
    );
    assert!(!world.at("b/lists/national/root.json").exists());
    trust(&["--root", "repo/root.json", "--fingerprint", &fingerprint.to_lowercase().replace(' ', "")]).expect(0);

    let plain = fingerprint.replace(' ', "").to_lowercase();
    let code = format!("countercheck-list 1 1 {plain} {}", world.url());
    trust(&["--qr", &code]).expect(0);
    trust(&["--qr", &format!("countercheck-list 1 1 {plain} https://x.invalid"), "--from", "repo"]).expect(0);
    let other = format!("countercheck-list 1 1 {} {}", "0".repeat(64), world.url());
    assert!(trust(&["--qr", &other]).expect(1).err.contains("the fingerprint is another one"));
    assert!(trust(&["--qr", "WIFI:S:cafe;;"]).expect(2).err.contains("not the QR code of a list's publisher"));
    trust(&["--qr", &std::fs::read_to_string(world.at("repo/root.json")).unwrap()]).expect(0);
    let done = trust(&["--root", "new.list"]);
    assert_ne!(done.status, 0);
    assert!(std::fs::read_to_string(world.at("repo/root-qr.svg")).unwrap().contains("<svg"));
}

#[test]
fn set_up_takes_a_list_along_and_trust_adds_one_to_the_config() {
    let world = World::new();
    world.publish(1).expect(0);
    let list = format!("national={}", world.url());
    let init = [
        "init",
        "--shop",
        "Corner",
        "--terminal",
        "t",
        "--data",
        "shop",
        "--list",
        &list,
        "--list-root",
        "repo/root.json",
    ];
    let done = world.run(&init).expect(0);
    assert!(done.err.contains("compare with the publisher's fingerprint: "), "{}", done.err);
    world.run(&["list", "sync", "--data", "shop"]).expect(0);
    assert_eq!(world.status("shop")["version"], 1);
    world
        .run(&["list", "trust", "other", "--root", "repo/root.json", "--url", &world.url(), "--data", "shop"])
        .expect(0);
    let config = std::fs::read_to_string(world.at("shop/config.toml")).unwrap();
    assert!(config.contains("name = \"other\"") && config.contains("required = [\"national\"]"), "{config}");
    let done = world.run(&["list", "sync", "--data", "shop"]).expect(0);
    assert!(
        done.out.contains("national: still version 1") && done.out.contains("other: now version 1"),
        "{}",
        done.out
    );

    // A chain's config brings the root of trust along.
    std::fs::copy(world.at("repo/root.json"), world.at("shop/chain.json")).unwrap();
    let chain = format!("{config}\n[[list]]\nname = \"chain\"\nurl = \"{}\"\nroot = \"chain.json\"\n", world.url());
    std::fs::write(world.at("shop/config.toml"), chain).unwrap();
    let done = world.run(&["list", "sync", "chain", "--data", "shop"]).expect(0);
    assert!(done.err.contains("chain: trusting the root of config.toml, fingerprint "), "{}", done.err);
}

#[test]
fn the_configured_proxy_is_used() {
    let world = World::new();
    world.publish(1).expect(0);
    let list = "national=http://lists.invalid/";
    world
        .run(&[
            "init",
            "--shop",
            "x",
            "--terminal",
            "t",
            "--data",
            "a",
            "--list",
            list,
            "--list-root",
            "repo/root.json",
        ])
        .expect(0);
    let done = world.run(&["list", "sync", "--data", "a"]).expect(1);
    assert!(done.err.contains("http://lists.invalid/ cannot be reached"), "{}", done.err);
    let proxy = Server::start(world.at("repo"));
    let config = std::fs::read_to_string(world.at("a/config.toml")).unwrap();
    std::fs::write(world.at("a/config.toml"), format!("{config}\n[network]\nproxy = \"{}\"\n", proxy.url)).unwrap();
    world.run(&["list", "sync", "--data", "a"]).expect(0);
    assert_eq!(world.status("a")["version"], 1);
    assert!(proxy.asked().iter().any(|path| path == "metadata/timestamp.json"));
}

#[test]
fn a_publisher_is_kept_from_mistakes() {
    let world = World::new();
    world.publish(2).expect(0);
    let done = world.publish(2).expect(1);
    assert!(
        done.err.contains("national version 2 does not follow national version 2, which is published"),
        "{}",
        done.err
    );
    assert!(
        world
            .run(&["list", "publish", "--init", "repo", "--keys", "keys2"])
            .expect(1)
            .err
            .contains("there is a repository in repo already")
    );
    assert!(!world.at("keys2").exists());
    std::fs::create_dir(world.at("some")).unwrap();
    std::fs::copy(world.at("keys/timestamp-1-1.key"), world.at("some/timestamp-1-1.key")).unwrap();
    // The machine that renews signatures every day holds one key only.
    let renewed = world.run(&["list", "publish", "repo", "--keys", "some", "--json"]).expect(0).lines().remove(0);
    assert_eq!(renewed["roles"][3]["version"], 2);
    std::fs::write(world.at("new.list"), list(3, 35_209_900_000_003, 100)).unwrap();
    let done = world.run(&["list", "publish", "repo", "new.list", "--keys", "some"]).expect(1);
    assert!(done.err.contains("0 of the 1 keys that the targets needs are at hand"), "{}", done.err);
    let done = world
        .run(&["list", "publish", "repo", "--keys", "some", "--rotate", "timestamp", "--new-keys", "fresh"])
        .expect(1);
    assert!(done.err.contains("0 of the 2 keys that the root needs are at hand"), "{}", done.err);
    assert!(!world.at("fresh").exists(), "no key is made in vain");
    world.run(&["list", "publish", "repo", "--keys", "keys", "--rotate", "timestamp", "--new-keys", "fresh"]).expect(0);
    assert!(
        world.run(&["list", "publish", "repo", "--keys", "some"]).expect(1).err.contains("timestamp"),
        "the old key is out of use"
    );
    world.shop("a");
    world.sync("a").expect(0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(world.at("fresh/timestamp-2-1.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_shop_that_follows_folds_to_the_publishers_bytes() {
    let world = World::new();
    world.publish(1).expect(0);
    world.shop("a");
    world.sync("a").expect(0);
    let mut fetched = 0;
    for version in 2..=6 {
        world.publish(version).expect(0);
        fetched = world.sync("a").expect(0).lines()[0]["fetched"].as_u64().unwrap();
    }
    assert!(fetched > 0);
    // Whatever the shop folded meanwhile, it is the publisher's list byte for byte.
    world.run(&["list", "fold", "--data", "a"]).expect(0);
    let page =
        countercheck::blocklist::shelf::Shelf::new(&world.at("a/lists")).installed().unwrap()[0].files().remove(0);
    assert!(std::fs::read(page).unwrap() == std::fs::read(world.at("new.list")).unwrap());
}
