//! A shop in a throw-away folder.

use super::program::{Done, command, run};
use super::{numbers, registry::Registry};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A shop that `init` made.
pub struct Shop {
    folder: TempDir,
    data: PathBuf,
}

impl Shop {
    /// A shop whose only source, and a required one, is `registry`.
    pub fn of(registry: &Registry) -> Self {
        Self::with(&[registry.source()])
    }

    /// A shop that holds the tests' hot list itself and needs no network.
    pub fn offline() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.csv");
        put(&list, numbers::hotlist().as_bytes());
        Self::within(folder, None, &[format!("hotlist={}", list.display())])
    }

    /// The same with its data at a path of the caller's.
    pub fn offline_at(data: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.csv");
        put(&list, numbers::hotlist().as_bytes());
        Self::within(folder, Some(data.to_owned()), &[format!("hotlist={}", list.display())])
    }

    /// A shop with these sources, as `init --source` takes them.
    pub fn with(sources: &[String]) -> Self {
        Self::within(tempfile::tempdir().expect("a folder"), None, sources)
    }

    fn within(folder: TempDir, data: Option<PathBuf>, sources: &[String]) -> Self {
        let data = data.unwrap_or_else(|| folder.path().join("shop"));
        let models = folder.path().join("models.csv");
        put(&models, numbers::MODELS.as_bytes());
        let shop = Self { folder, data };
        let models = models.to_str().expect("a path in UTF-8");
        let mut words = vec!["init", "--shop", "Test shop", "--terminal", "till-1", "--jurisdiction", "generic"];
        words.extend(["--timezone", "Europe/London", "--tac-names", models]);
        words.extend(sources.iter().flat_map(|source| ["--source", source.as_str()]));
        shop.run(&words).expect(0);
        shop
    }

    /// The shop's folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The word that names it on a command line.
    pub fn data_word(&self) -> &str {
        self.data.to_str().expect("a path in UTF-8")
    }

    /// A folder beside the shop, for copies.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command on the shop.
    pub fn run(&self, words: &[&str]) -> Done {
        let mut all = vec!["--data", self.data_word()];
        all.extend(words);
        run(&mut command(&all))
    }

    /// `check --json` of one number.
    pub fn check(&self, number: &str) -> Done {
        self.run(&["check", "--json", number])
    }

    /// All entries of the register, masked; looking masked leaves no entry.
    pub fn entries(&self) -> Vec<Value> {
        self.run(&["log", "show", "--last", "1000000", "--json"]).expect(0).lines()
    }

    /// All entries with their values; the looking itself becomes the newest of them.
    pub fn revealed(&self) -> Vec<Value> {
        self.run(&["log", "show", "--last", "1000000", "--json", "--reveal", "end-to-end test"]).expect(0).lines()
    }

    /// `verify --json` of the data folder: its last line.
    pub fn verified(&self) -> Value {
        let done = run(&mut command(&["verify", self.data_word(), "--json"])).expect(0);
        let last = done.lines().pop().expect("a last line");
        assert_eq!(last["ok"], true, "{last}");
        last
    }
}

/// Entries of one kind.
pub fn of_kind<'a>(entries: &'a [Value], kind: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["kind"] == kind).collect()
}

/// Writes a small file; tests need no atomic replacement.
pub fn put(path: &Path, bytes: &[u8]) {
    let mut file = std::fs::File::create(path).expect("a file");
    std::io::Write::write_all(&mut file, bytes).expect("a file");
}
