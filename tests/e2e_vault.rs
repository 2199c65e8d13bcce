//! The shop's key through the program: with the recovery key a lost passphrase costs nothing, with
//! neither nothing opens, and the police's keys open what they should.

#![cfg(unix)]
#![cfg(test)]

#[path = "support/lib.rs"]
mod support;

use countercheck::vault::Vault;
use portable_pty::CommandBuilder;
use serde_json::Value;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use support::numbers;
use support::program::{BIN, Done, FOREIGN, command, copy_folder, run};
use support::records::{days_ago, every_file, matter, recorder};
use support::shop::{of_kind, put};
use support::till::Till;
use tempfile::TempDir;

const PASSPHRASE: &str = "three blue bicycles";
const STAFF: &str = "Erika Kaufmann";

/// A shop whose key is under a passphrase.
struct Locked {
    folder: TempDir,
}

impl Locked {
    fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().expect("a folder") };
        shop.secret("pass", PASSPHRASE);
        let words = ["init", "--shop", "Test shop", "--terminal", "till-1"];
        let files = ["--passphrase-file", &shop.path("pass"), "--recovery-file", &shop.path("recovery")];
        shop.run(&[words.as_slice(), &files].concat()).expect(0);
        // Without a source every check ends as not checked.
        shop.run(&["check", "--staff", STAFF, &numbers::nth(1)]).expect(5);
        shop
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a path in UTF-8").to_owned()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("shop")
    }

    fn secret(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        put(&path, format!("{text}\r\n").as_bytes());
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("a file of ours");
    }

    fn run(&self, words: &[&str]) -> Done {
        let data = self.path("shop");
        run(&mut command(&[&["--data", data.as_str()], words].concat()))
    }

    /// `log show --reveal`, unlocked with this file.
    fn reveal(&self, file: &str) -> Done {
        self.run(&["log", "show", "--json", "--reveal", "test", "--passphrase-file", &self.path(file)])
    }

    fn entries(&self) -> Vec<Value> {
        self.run(&["log", "show", "--json"]).expect(0).lines()
    }
}

fn shows(done: &Done, text: &str) -> bool {
    done.out.contains(text) || done.err.contains(text)
}

fn holds(folder: &Path, text: &str) -> Vec<String> {
    let files = every_file(folder).into_iter();
    files.filter(|(_, b)| memchr::memmem::find(b, text.as_bytes()).is_some()).map(|(name, _)| name).collect()
}

#[test]
fn with_the_recovery_key_a_lost_passphrase_costs_nothing() {
    let shop = Locked::new();
    assert!(shows(&shop.reveal("pass").expect(0), STAFF));
    let kept: Vec<Value> = shop.entries().iter().map(|e| e["entry_id"].clone()).collect();
    // The passphrase is forgotten.
    std::fs::remove_file(shop.path("pass")).expect("a file");
    assert!(shows(&shop.reveal("recovery").expect(0), STAFF));
    shop.secret("new", "quatre vélos très rouges");
    let change = ["keys", "passphrase", "--passphrase-file", &shop.path("recovery"), "--new-passphrase-file"];
    shop.run(&[change.as_slice(), &[&shop.path("new")]].concat()).expect(0);
    let revealed = shop.reveal("new").expect(0);
    assert!(shows(&revealed, STAFF) && shows(&revealed, &numbers::nth(1)));
    let now: Vec<Value> = shop.entries().iter().map(|e| e["entry_id"].clone()).collect();
    assert_eq!(now[..kept.len()], kept, "no entry was lost");
    shop.secret("pass", PASSPHRASE);
    shop.reveal("pass").expect(1);
    // The file with the key is lost too: the vault keeps what the recovery key needs.
    std::fs::remove_file(shop.data().join("keys/shop")).expect("a file");
    assert!(shows(&shop.reveal("new").expect(1), "missing"));
    assert!(shows(&shop.reveal("recovery").expect(0), STAFF));
    shop.run(&[change.as_slice(), &[&shop.path("new")]].concat()).expect(0);
    assert!(shows(&shop.reveal("new").expect(0), STAFF));
    run(&mut command(&["verify", &shop.path("shop")])).expect(0);
}

#[test]
fn with_neither_nothing_opens() {
    let shop = Locked::new();
    let size = shop.entries().len();
    let other = Locked::new();
    shop.secret("wrong", "three blue bicycle");
    shop.secret("empty", "");
    let foreign = std::fs::read_to_string(other.path("recovery")).expect("a file");
    put(&shop.folder.path().join("foreign"), foreign.as_bytes());
    for file in ["wrong", "foreign", "empty", "not-there"] {
        let done = shop.reveal(file).expect(1);
        assert!(!shows(&done, STAFF) && !shows(&done, &numbers::nth(1)), "{file}: {done:?}");
    }
    let (wrong, foreign) = (shop.reveal("wrong"), shop.reveal("foreign"));
    let said =
        |done: &Done| done.err.lines().filter(|line| !line.contains("chmod")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(said(&wrong), said(&foreign), "what was wrong with it is not said");
    assert!(wrong.err.contains("does not open the shop's key"), "{}", wrong.err);
    let nothing = shop.run(&["log", "show", "--reveal", "test"]).expect(1);
    assert!(nothing.err.contains("--passphrase-file"), "{}", nothing.err);
    let export = shop.path("export");
    let words = ["log", "export", "--output", &export, "--disclose", "all", "--reveal", "x", "--passphrase-file"];
    shop.run(&[words.as_slice(), &[&shop.path("wrong")]].concat()).expect(1);
    assert!(!Path::new(&export).exists());
    assert_eq!(shop.entries().len(), size, "whoever saw nothing left no entry");
    // A thief of the folder finds no key and no name in it.
    for text in [STAFF, "Kaufmann", "AGE-SECRET-KEY", PASSPHRASE] {
        assert_eq!(holds(&shop.data(), text), Vec::<String>::new(), "{text}");
    }
    // Clerks go on without it.
    shop.run(&["check", &numbers::nth(2)]).expect(5);
    assert_eq!(shop.run(&["log", "find", &numbers::nth(1), "--json"]).expect(0).lines().len(), 2);
}

#[test]
fn a_folder_of_an_earlier_version_keeps_its_key_and_gets_a_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("shop");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/v1"), &data);
    put(&data.join("config.toml"), b"[shop]\nname = \"Test Phones\"\n");
    let before = std::fs::read_to_string(data.join("keys/shop")).expect("a key");
    let shop = Locked { folder };
    let status = |shop: &Locked| shop.run(&["keys", "status", "--json"]).expect(0).lines().remove(0);
    assert_eq!((&status(&shop)["lock"], &status(&shop)["recovery"]), (&"bare".into(), &false.into()));
    assert!(shows(&shop.run(&["log", "show", "--reveal", "test"]).expect(0), "Seller 1"), "it opens as it is");

    let key = data.join("keys/shop");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).expect("a file of ours");
    assert!(shop.run(&["keys", "status"]).expect(0).err.contains("keys/shop can be read by others"));
    shop.secret("pass", PASSPHRASE);
    let wrap = ["keys", "wrap", "--passphrase-file", &shop.path("pass"), "--recovery-file", &shop.path("recovery")];
    shop.run(&wrap).expect(0);
    assert_eq!((&status(&shop)["lock"], &status(&shop)["recovery"]), (&"passphrase".into(), &true.into()));
    assert_eq!(
        status(&shop)["exposed"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|p| p.as_str().is_some_and(|p| p.ends_with("shop")))
            .count(),
        0
    );
    assert_eq!(holds(&data, before.trim()), Vec::<String>::new());
    for file in ["pass", "recovery"] {
        assert!(shows(&shop.reveal(file).expect(0), "Seller 1"), "{file}");
    }
    shop.run(&wrap).expect(1);
    let entries = shop.entries();
    assert_eq!((of_kind(&entries, "key_wrapped").len(), of_kind(&entries, "recovery_made").len()), (1, 1));
    let text = serde_json::to_string(&entries).expect("JSON");
    assert!(!text.contains("sealed") && !text.contains("salt"), "no secret in an entry");
    run(&mut command(&["verify", &shop.path("shop")])).expect(0);
}

#[test]
fn a_new_recovery_key_takes_the_old_ones_place() {
    let shop = Locked::new();
    let new = ["keys", "recovery", "--recovery-file", &shop.path("second"), "--passphrase-file"];
    shop.run(&[new.as_slice(), &[&shop.path("recovery")]].concat()).expect(0);
    shop.reveal("recovery").expect(1);
    assert!(shows(&shop.reveal("second").expect(0), STAFF));
    let check = |file: &str| shop.run(&["keys", "recovery", "--check", "--passphrase-file", &shop.path(file)]);
    check("second").expect(0);
    check("recovery").expect(1);
    let mode = std::fs::metadata(shop.path("second")).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    // A file that is there is never written over.
    shop.run(&[new.as_slice(), &[&shop.path("second")]].concat()).expect(1);
    assert!(shows(&shop.reveal("second").expect(0), STAFF));
}

#[test]
fn a_key_file_on_a_stick_is_a_lock_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = Locked { folder };
    let words = ["init", "--shop", "Test shop", "--terminal", "till-1", "--key-file", &shop.path("stick.key")];
    let done = shop.run(&words).expect(0);
    assert!(done.out.contains("recovery key, shown this once"), "{}", done.out);
    shop.run(&["check", "--staff", STAFF, &numbers::nth(1)]).expect(5);
    assert!(shows(&shop.reveal("stick.key").expect(0), STAFF));
    let key = done.out.lines().find_map(|line| line.split_once("this once: ")).expect("a key").1.to_owned();
    shop.secret("paper", &key);
    assert!(shows(&shop.reveal("paper").expect(0), STAFF));
    assert_eq!(holds(&shop.data(), "AGE-SECRET-KEY"), Vec::<String>::new());
    let plain = Locked { folder: tempfile::tempdir().expect("a folder") };
    let done = plain.run(&["init", "--shop", "Test shop", "--terminal", "till-1"]).expect(0);
    assert!(done.err.contains("key file (keys/shop)"), "{}", done.err);
    let short = Locked { folder: tempfile::tempdir().expect("a folder") };
    short.secret("short", "1234567");
    let words = ["init", "--shop", "S", "--terminal", "t", "--passphrase-file", &short.path("short")];
    assert!(short.run(&words).expect(1).err.contains("at least 8"));
    assert!(!short.data().exists());
}

fn opens(secret: &[u8], police: &age::x25519::Identity) -> bool {
    let Ok(decryptor) = age::Decryptor::new_buffered(secret) else { return false };
    let Ok(mut reader) = decryptor.decrypt(std::iter::once(police as &dyn age::Identity)) else { return false };
    let mut plain = Vec::new();
    reader.read_to_end(&mut plain).is_ok_and(|n| n == 32)
}

/// Sealed secrets of all entries.
fn secrets(data: &Path) -> Vec<Vec<u8>> {
    let db = rusqlite::Connection::open(data.join("vault.db")).expect("a database");
    let mut select = db.prepare("SELECT secret FROM entry ORDER BY n").expect("SQL");
    select.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("a row")).collect()
}

#[test]
fn police_who_join_get_the_keys_of_earlier_entries_also_after_a_kill() {
    let shop = Locked::new();
    let mut writer = recorder(&shop.data());
    let drafts: Vec<_> = (0..400).flat_map(|n| matter(days_ago(0), &numbers::nth(n), "Seller", vec![])).collect();
    writer.record(&drafts).expect("recorded");
    drop(writer);
    let police = age::x25519::Identity::generate();
    put(&shop.folder.path().join("force.txt"), format!("# the force\n{}\n", police.to_public()).as_bytes());
    let said = shop.run(&["keys", "recipients", "add", &shop.path("force.txt")]).expect(0).out;
    assert!(said.contains("entries that are there already follow at the next unlock"), "{said}");
    let opened = || secrets(&shop.data()).iter().filter(|secret| opens(secret, &police)).count();
    let mut last = opened();
    assert_eq!(last, 1, "the entry that names them, and none before it");
    let words = ["--data", &shop.path("shop"), "log", "show", "--reveal", "x", "--passphrase-file", &shop.path("pass")];
    for round in 0..6 {
        let mut child =
            command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(100 + 120 * round));
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");
        let now = opened();
        assert!(now >= last, "what was handed on stays");
        last = now;
    }
    shop.reveal("pass").expect(0);
    assert!(opened() >= 800, "{}", opened());
    let status = shop.run(&["keys", "status", "--json"]).expect(0).lines().remove(0);
    assert_eq!((&status["waiting"], status["recipients"].as_array().expect("a list").len()), (&0.into(), 1));
    let entries = shop.run(&["log", "show", "--json", "--last", "100000"]).expect(0).lines();
    let change = of_kind(&entries, "recipients_changed");
    assert_eq!((change.len(), &change[0]["plain"]["recipients"]), (1, &status["recipients"]));

    let remove = ["keys", "recipients", "remove", status["recipients"][0].as_str().expect("text"), "--passphrase-file"];
    shop.run(&[remove.as_slice(), &[&shop.path("pass")]].concat()).expect(0);
    assert_eq!(opened(), 0, "sealed anew without him");
    assert!(shows(&shop.reveal("pass").expect(0), "Seller"));
}

#[test]
fn a_key_that_somebody_slips_in_is_an_entry_before_it_gets_anything() {
    let shop = Locked::new();
    let thief = age::x25519::Identity::generate();
    put(&shop.data().join("keys/recipients"), format!("{}\n", thief.to_public()).as_bytes());
    let done = shop.reveal("pass").expect(0);
    assert!(done.err.contains("changed by hand"), "{}", done.err);
    let entries = shop.entries();
    assert_eq!(of_kind(&entries, "recipients_changed")[0]["plain"]["how"], "found");
    assert!(shop.reveal("pass").expect(0).err.is_empty(), "told once");
}

/// Runs a command in a terminal.
fn in_terminal(shop: &Locked, words: &[&str]) -> Till {
    let mut command = CommandBuilder::new(BIN);
    command.args(["--data", &shop.path("shop")]);
    command.args(words);
    for name in FOREIGN {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C");
    command.env("USER", "tester");
    Till::spawn(command)
}

#[test]
fn a_passphrase_is_asked_for_and_never_shown() {
    let shop = Locked::new();
    let mut terminal = in_terminal(&shop, &["log", "show", "--reveal", "test", "--last", "5"]);
    terminal.sees("Passphrase or recovery key of the shop");
    terminal.send(b"three bluu\x7fe bicycles\r");
    terminal.sees("Erika");
    assert_eq!(terminal.ended(), 0);
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains("bicycles"));

    let mut terminal = in_terminal(&shop, &["log", "show", "--reveal", "test"]);
    terminal.sees("Passphrase or recovery key of the shop");
    terminal.send(b"three\x03");
    terminal.sees("nothing was typed");
    assert_eq!(terminal.ended(), 1, "and the echo is back");
}

#[test]
fn a_recovery_key_is_made_on_the_terminal_and_in_force_once_it_was_typed_back() {
    let shop = Locked::new();
    let words = ["keys", "recovery", "--passphrase-file", &shop.path("pass")];
    let shown = |terminal: &mut Till| {
        let screen = terminal.sees("File to save it in");
        screen
            .lines()
            .map(str::trim)
            .find(|line| line.len() == 41 && line.matches('-').count() == 6)
            .expect("a key")
            .to_owned()
    };
    let mut terminal = in_terminal(&shop, &words);
    let left = shown(&mut terminal);
    terminal.send(b"\r\x04");
    assert_eq!(terminal.ended(), 1);
    assert!(shows(&shop.reveal("recovery").expect(0), STAFF), "the old one is still in force");

    let mut terminal = in_terminal(&shop, &words);
    let key = shown(&mut terminal);
    terminal.send(format!("{}\r", shop.path("new-recovery")).as_bytes());
    terminal.sees("Press Enter when you have it");
    terminal.send(b"\r");
    terminal.until("an empty screen", |screen| screen.contains("from your paper") && !screen.contains(&key));
    terminal.send(format!("{left}\r").as_bytes());
    terminal.sees("not this one");
    terminal.send(format!("{key}\r").as_bytes());
    terminal.sees("in force");
    assert_eq!(terminal.ended(), 0);
    shop.reveal("recovery").expect(1);
    assert!(shows(&shop.reveal("new-recovery").expect(0), STAFF));
    assert!(Vault::open(&shop.data()).expect("a vault").is_locked());
}

#[test]
fn a_till_on_an_older_folder_offers_a_lock_and_opens_either_way() {
    let shop = Locked { folder: tempfile::tempdir().expect("a folder") };
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/v1"), &shop.data());
    put(&shop.data().join("config.toml"), b"[shop]\nname = \"Test Phones\"\n");
    let lock = || shop.run(&["keys", "status", "--json"]).expect(0).lines().remove(0)["lock"].clone();
    let start = || Till::start(&["--data", &shop.path("shop")]);
    let mut till = start();
    till.sees("lies open on the disk");
    till.send(b"\x04");
    till.sign_in("EK");
    assert_eq!(till.leave(), 0);
    assert_eq!(lock(), "bare", "whoever leaves the question is asked again");

    let mut till = start();
    till.sees("How is it protected?");
    till.send(b"1\r");
    for _ in 0..2 {
        till.until("a question", |screen| {
            screen.trim_end().ends_with("(not shown):") || screen.trim_end().ends_with("once more:")
        });
        till.send(format!("{PASSPHRASE}\r").as_bytes());
    }
    till.sees("File to save it in");
    till.send(format!("{}\r", shop.path("recovery")).as_bytes());
    till.sees("Press Enter when you have it");
    till.send(b"\r");
    till.sees("from your paper");
    let saved = std::fs::read_to_string(shop.path("recovery")).expect("saved");
    till.send(format!("{}\r", saved.lines().next().expect("a key")).as_bytes());
    till.sign_in("EK");
    assert_eq!(till.leave(), 0);
    assert_eq!(lock(), "passphrase");
    shop.secret("pass", PASSPHRASE);
    for file in ["pass", "recovery"] {
        assert!(shows(&shop.reveal(file).expect(0), "Seller 1"), "{file}");
    }
    let mut till = start();
    till.sign_in("EK");
    assert_eq!(till.leave(), 0, "asked once");
}

#[test]
fn a_change_of_the_passphrase_that_was_killed_leaves_one_that_opens() {
    let shop = Locked::new();
    let mut known = vec!["pass".to_owned()];
    for round in 0..6 {
        let new = format!("new-{round}");
        let (data, recovery, file) = (shop.path("shop"), shop.path("recovery"), shop.path(&new));
        shop.secret(&new, &format!("passphrase number {round}"));
        let words =
            ["--data", &data, "keys", "passphrase", "--passphrase-file", &recovery, "--new-passphrase-file", &file];
        let mut child =
            command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_millis(100 * round));
        child.kill().expect("a child of ours");
        child.wait().expect("a child of ours");
        known.push(new);
        let open: Vec<_> = known.iter().filter(|file| shop.reveal(file).status == 0).cloned().collect();
        assert_eq!(open.len(), 1, "{open:?}");
        assert!(open[0] == known[known.len() - 1] || open[0] == known[0], "{open:?}");
        known = open;
    }
    assert!(shows(&shop.reveal("recovery").expect(0), STAFF));
}

#[test]
fn a_register_that_is_there_keeps_its_key_when_the_config_is_made_anew() {
    let shop = Locked::new();
    std::fs::remove_file(shop.data().join("config.toml")).expect("a file");
    let words = ["init", "--shop", "Test shop", "--terminal", "till-1"];
    shop.secret("other", "another passphrase");
    let done = shop.run(&[words.as_slice(), &["--passphrase-file", &shop.path("other")]].concat()).expect(2);
    assert!(done.err.contains("keeps its keys"), "{}", done.err);
    shop.run(&words).expect(0);
    assert!(shows(&shop.reveal("pass").expect(0), STAFF));
}
