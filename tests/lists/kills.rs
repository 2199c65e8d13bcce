//! Killed at random instants: the list in use is always one whole version, and what had come
//! whole never comes again.

use super::mint::{Mint, list, long_list};
use super::server::Server;
use super::shop::{Shop, online};
use super::support::{full, program};
use countercheck::blocklist::shelf::Shelf;
use countercheck::blocklist::sync::keys::Key;
use countercheck::blocklist::sync::publish::{self, Lifetimes, Quorum, Signing};
use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FIRST: u64 = 35_209_900_000_000;

fn rounds() -> u32 {
    if full() { 100 } else { 20 }
}

/// A publisher whose list comes in some fifty parts, with signatures that hold for the machine's clock.
fn publisher(dir: &Path) -> Mint {
    let mut mint = Mint::new(dir);
    // Beyond the clock of any machine that runs this.
    mint.expires = ["2199-01-01T00:00:00Z".parse().unwrap(); 4];
    mint.piece = 1200;
    mint.write();
    mint
}

/// Instants between 0 and a little more than `whole`, the same in every run.
struct Instants(u64);

impl Instants {
    fn next(&mut self, whole: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let part = u32::try_from(self.0 >> 33).unwrap();
        whole.mul_f64(f64::from(part) / f64::from(1_u32 << 31) * 1.1)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn names(folder: &Path) -> HashSet<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.len() == 64).collect()
}

/// A copy of a shop for each round, a run that is killed in it, and one that is not.
struct Trial<'a> {
    shop: &'a Shop,
    words: Vec<String>,
    whole: Duration,
    instants: Instants,
}

impl<'a> Trial<'a> {
    fn new(shop: &'a Shop, words: &[&str], seed: u64) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let mut trial = Self { shop, words, whole: Duration::ZERO, instants: Instants(seed) };
        let copy = trial.copy();
        let start = Instant::now();
        program::run(&mut trial.command(&copy)).expect(0);
        trial.whole = start.elapsed();
        trial
    }

    fn copy(&self) -> Shop {
        let shop = Shop { dir: tempfile::tempdir().unwrap() };
        copy(self.shop.dir.path(), shop.dir.path());
        shop
    }

    fn command(&self, shop: &Shop) -> Command {
        let mut command = program::command(&self.words);
        command.arg("--data").arg(shop.dir.path());
        command
    }

    /// A shop in which the command was killed, and when.
    fn killed(&mut self) -> (Shop, Duration) {
        let shop = self.copy();
        let after = self.instants.next(self.whole);
        let mut child = self.command(&shop).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
        (shop, after)
    }
}

#[test]
fn sync_is_killed_and_fetches_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let mut mint = publisher(folder.path());
    let shop = Shop::with(&mint);
    mint.next().list = list(2, FIRST + 2, 40_000);
    mint.write();
    let server = Server::start(folder.path().to_owned());
    let mut trial = Trial::new(&shop, &["list", "sync", "national", "--url", &server.url], 1);
    let parts = server.asked().iter().filter(|path| path.contains("base-2")).count();
    assert!(parts > 30, "{parts} parts");
    let mut resumed = 0;
    for _ in 0..rounds() {
        let (shop, after) = trial.killed();
        let version = shop.version();
        assert!(matches!(version, Some(1 | 2)), "killed after {after:?}: {version:?}");
        let slot = shop.slot();
        let here: HashSet<String> =
            names(&slot.staging()).union(&names(&slot.folder().join("pages"))).cloned().collect();
        server.asked();
        program::run(&mut trial.command(&shop)).expect(0);
        assert_eq!(shop.version(), Some(2), "killed after {after:?}");
        let again: Vec<_> = server.asked().into_iter().filter(|path| path.contains("base-2")).collect();
        let twice = again.iter().find(|path| here.iter().any(|hash| path.contains(hash)));
        assert_eq!(twice, None, "killed after {after:?}");
        assert_eq!(names(&slot.staging()), HashSet::new());
        resumed += u32::from(!again.is_empty() && again.len() < parts);
    }
    assert!(resumed > 0, "no kill fell into the download");
}

#[test]
fn import_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut mint = publisher(folder.path());
    let shop = Shop::with(&mint);
    mint.next().list = list(2, FIRST + 2, 40_000);
    mint.write();
    let mut trial = Trial::new(&shop, &["list", "import", folder.path().to_str().unwrap()], 2);
    for _ in 0..rounds() {
        let (shop, after) = trial.killed();
        assert!(matches!(shop.version(), Some(1 | 2)), "killed after {after:?}");
        program::run(&mut trial.command(&shop)).expect(0);
        assert_eq!(shop.version(), Some(2), "killed after {after:?}");
    }
}

#[test]
fn fold_is_killed_and_ends_at_the_publishers_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let now = super::mint::now();
    let lifetimes = Lifetimes { days: [36_000; 4] };
    let root = publish::init(&at("repo"), &at("keys"), [Quorum { threshold: 1, keys: 1 }; 4], lifetimes, now).unwrap();
    let keys = Key::read_all(&[at("keys")]).unwrap();
    let shop = Shop { dir: tempfile::tempdir().unwrap() };
    countercheck::blocklist::sync::trust(&shop.slot(), &root, None).unwrap();
    for version in 1..=3 {
        // Versions that the shop can tell: each begins where its number says.
        let first = if version == 1 { FIRST } else { FIRST + version };
        std::fs::write(at("list"), long_list(version, first, 60_000)).unwrap();
        publish::publish(&at("repo"), &at("list"), false, &Signing { keys: &keys, lifetimes, now }, &mut |_| ())
            .unwrap();
        shop.look(&online(&at("repo")), now).outcome.unwrap();
        assert_eq!(shop.version(), Some(version));
    }
    let bytes = std::fs::read(at("list")).unwrap();
    assert!(shop.installed().unwrap().files().len() > 1, "the shop holds no changes to fold");
    let mut trial = Trial::new(&shop, &["list", "fold"], 3);
    for _ in 0..rounds() {
        let (shop, after) = trial.killed();
        assert_eq!(shop.version(), Some(3), "killed after {after:?}");
        program::run(&mut trial.command(&shop)).expect(0);
        assert_eq!(shop.version(), Some(3));
        let list = Shelf::new(&shop.dir.path().join("lists")).installed().unwrap().remove(0);
        assert_eq!((list.files().len(), list.how.as_str()), (1, "fold"), "killed after {after:?}");
        assert!(std::fs::read(&list.files()[0]).unwrap() == bytes, "byte for byte the publisher's");
    }
}

#[test]
fn a_connection_that_breaks_loses_one_part() {
    let folder = tempfile::tempdir().unwrap();
    let mut mint = publisher(folder.path());
    let shop = Shop::with(&mint);
    mint.next().list = list(2, FIRST + 2, 5_000);
    mint.write();
    let server = Server::start(folder.path().to_owned());
    server.cut(Some(("base-2.007", 700)));
    let words =
        ["list", "sync", "national", "--url", &server.url, "--json", "--data", shop.dir.path().to_str().unwrap()];
    let done = program::run(&mut program::command(&words)).expect(6);
    assert!(
        done.err.contains("a file is missing or was cut short (base-2.007 ended after 700 of 1200 bytes)"),
        "{}",
        done.err
    );
    assert!(done.err.contains("what arrived whole is kept"), "{}", done.err);
    assert_eq!(done.lines()[0]["refused"], "truncated");
    assert_eq!(shop.version(), Some(1));
    server.cut(None);
    server.asked();
    program::run(&mut program::command(&words)).expect(0);
    assert_eq!(shop.version(), Some(2));
    let asked = server.asked();
    assert!(
        !asked.iter().any(|path| path.contains("base-2.006")) && asked.iter().any(|path| path.contains("base-2.007"))
    );
    // Nothing new: metadata only.
    program::run(&mut program::command(&words)).expect(0);
    assert!(!server.asked().iter().any(|path| path.contains("base-")));
}
