//! docs/verify-by-hand.md, run as it stands: an export is checked with age, openssl, Python and Go's
//! log packages, and an altered one is refused by each of them.

#![cfg(test)]
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "the helpers of a test may fail it")]

#[path = "attacks/shop.rs"]
mod shop;

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use countercheck::ledger::export::{self, Plan};
use countercheck::ledger::leaf::{EntryId, Leaf};
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::receipt::{Entry, Receipt};
use countercheck::ledger::tree::{Hash, Tree, leaf_hash};
use shop::Shop;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A block of the page: its language, its text, and the file that it is to be saved as.
struct Block {
    language: String,
    text: String,
    file: Option<String>,
}

fn blocks() -> Vec<Block> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verify-by-hand.md")).unwrap();
    let (mut found, mut before): (Vec<Block>, String) = (Vec::new(), String::new());
    let mut inside = false;
    for line in page.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside;
            if inside {
                let file = before.strip_prefix("Save as `").and_then(|rest| rest.strip_suffix("`:"));
                found.push(Block { language: language.to_owned(), text: String::new(), file: file.map(str::to_owned) });
                before.clear();
            }
        } else if inside {
            let block = found.last_mut().unwrap();
            block.text.push_str(line);
            block.text.push('\n');
        } else if !line.is_empty() {
            line.clone_into(&mut before);
        }
    }
    found
}

/// What stands where the page says that the reader begins.
fn begin(folder: &Path) {
    let mut shop = Shop::new(400);
    let officer = Identity::generate();
    let kept = shop.store.checkpoint().unwrap().1;
    fs::write(folder.join("kept.txt"), kept).unwrap();
    shop.record(&shop::check(400));
    let (tree, index) = (shop.store.checkpoint().unwrap().0, 333);
    let secret = fs::read_to_string(shop.path("keys/ledger")).unwrap();
    let entry = Entry { index, leaf_hash: leaf_hash(&shop.store.read(index).unwrap().unwrap()) };
    let key = SigningKey::from_secret_text(secret.trim_end()).unwrap();
    let tree = Tree { size: tree.size, root: tree.root };
    let receipt = Receipt::sign(&entry, &tree, 1_777_000_000_000, &key).unwrap();
    fs::write(folder.join("receipt.txt"), format!("{}\n", receipt.to_digits())).unwrap();
    shop.record(&shop::check(401));
    let mut fields = |entry: EntryId| -> Fields {
        let fields = shop.vault.disclosure(entry, &["imei.1", "seller.name"])?;
        Ok(fields.into_iter().map(|f| (f.label, f.salt, f.value)).collect())
    };
    let recipients = [officer.to_public()];
    let plan = Plan { disclose: Some(&mut fields), recipients: &recipients, ..Plan::default() };
    export::write_plan(&shop.store, &folder.join("export.zip.age"), plan).unwrap();
    fs::write(folder.join("officer.txt"), format!("{}\n", officer.to_string().expose_secret())).unwrap();
}

/// Fields as they are disclosed: label, salt, value.
type Fields = Result<Vec<(String, Hash, String)>, Box<dyn Error + Send + Sync>>;

fn there(program: &str) -> bool {
    Command::new("sh").args(["-c", &format!("command -v {program}")]).output().unwrap().status.success()
}

/// Tools that a block needs and this machine has not.
fn missing(text: &str) -> Option<&'static str> {
    let go = there("go") && Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir();
    let tools = [
        ("age ", there("age"), "age"),
        ("openssl ", there("openssl"), "openssl"),
        ("python3 ", there("python3"), "python3"),
        ("go run", go, "golang-go and golang-golang-x-mod-dev"),
    ];
    tools.into_iter().find(|(word, there, _)| text.contains(word) && !there).map(|(_, _, name)| name)
}

fn run(folder: &Path, text: &str) -> Output {
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", text]).current_dir(folder).env("HOME", folder).env("LC_ALL", "C.UTF-8");
    shell.env("GOCACHE", folder.join("go-cache")).output().unwrap()
}

/// Runs what the page says; returns each command block with what it printed, if it could be run.
fn follow(folder: &Path) -> Vec<(String, Option<Output>)> {
    let mut done = Vec::new();
    for block in blocks() {
        if let Some(file) = block.file {
            fs::write(folder.join(file), block.text).unwrap();
        } else if block.language == "sh" {
            let output = if let Some(name) = missing(&block.text) {
                println!("skipped: {name} is not on this machine, so this was not run:\n{}", block.text);
                None
            } else {
                Some(run(folder, &block.text))
            };
            done.push((block.text, output));
        }
    }
    done
}

#[test]
fn the_page_checks_an_export_with_foreign_tools() {
    if ["age", "python3"].iter().any(|tool| !there(tool)) {
        println!("skipped: the page begins with age and python3, which are not both on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path());
    let done = follow(folder.path());
    assert_eq!(done.len(), 4, "the page has four blocks of commands");
    let mut printed = String::new();
    for (text, output) in &done {
        let Some(output) = output else { continue };
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{text}\n{out}{err}");
        printed.push_str(&out);
    }
    if there("openssl") {
        assert_eq!(printed.matches("Signature Verified Successfully").count(), 2, "{printed}");
    }
    assert!(printed.contains("the receipt's entry 333 is in the register, unaltered"), "{printed}");
    assert!(printed.contains("805 entries, 804 disclosed values, root "), "{printed}");
    if done[2].1.is_some() {
        assert!(printed.contains("nothing up to entry 800 was changed or left out since kept.txt"), "{printed}");
    }

    // The same tools refuse what was altered: otherwise they would have shown nothing.
    let export = folder.path().join("export");
    for (n, spoil) in [one_entry, one_value, one_checkpoint].into_iter().enumerate() {
        let kept = spoil(&export);
        let refused: Vec<bool> = done[1..]
            .iter()
            .map(|(text, output)| output.is_none() || !run(folder.path(), text).status.success())
            .collect();
        // The signature, Go's tree, Python: each finds what it is there for.
        let wanted = [[false, true, true], [false, false, true], [true, true, true]][n];
        assert!(refused.iter().zip(wanted).all(|(refused, wanted)| *refused || !wanted), "{n}: {refused:?}");
        let (path, bytes) = kept;
        fs::write(path, bytes).unwrap();
    }
}

type Kept = (std::path::PathBuf, Vec<u8>);

fn replace(path: std::path::PathBuf, from: &[u8], to: &[u8]) -> Kept {
    let bytes = fs::read(&path).unwrap();
    let at = bytes.windows(from.len()).position(|w| w == from).unwrap();
    let mut altered = bytes.clone();
    altered[at..at + from.len()].copy_from_slice(to);
    fs::write(&path, altered).unwrap();
    (path, bytes)
}

fn one_entry(export: &Path) -> Kept {
    replace(export.join("tile/entries/001"), b"not_listed", b"not_kisted")
}

fn one_value(export: &Path) -> Kept {
    replace(export.join("disclosed.jsonl"), b"Seller 7", b"Seller 8")
}

fn one_checkpoint(export: &Path) -> Kept {
    replace(export.join("checkpoint"), b"\n805\n", b"\n804\n")
}

#[test]
fn the_page_names_what_leaves_hold() {
    let shop = Shop::new(1);
    let leaf = Leaf::parse(&shop.store.read(1).unwrap().unwrap()).unwrap();
    assert!(leaf.c.contains_key("imei.1"), "the page's Python looks commitments up under `c`");
}
