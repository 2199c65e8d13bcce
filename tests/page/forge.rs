//! Registers as a dealer can make them: with the log's key in hand, any leaves, any files.

use countercheck::clock::Moment;
use countercheck::ledger::checkpoint::Checkpoint;
use countercheck::ledger::leaf::{self, Commitments, Draft, EntryId, LeafKind, Stamp, commitment};
use countercheck::ledger::note::SigningKey;
use countercheck::ledger::note::cosignature::{self, CosignKey};
use countercheck::ledger::tiles::{self, Rows};
use countercheck::ledger::tree::{self, Frontier, Hash};
use countercheck::ledger::verify::Disclosure;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

const SECRET: [u8; 32] = [7; 32];

/// A register under construction.
pub(crate) struct Forge {
    pub(crate) key: SigningKey,
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) disclosed: Vec<Disclosure>,
    pub(crate) blobs: Vec<Vec<u8>>,
    pub(crate) witness: Option<(CosignKey, u64)>,
    /// Numbers of the epochs below it.
    pub(crate) epochs: Vec<u64>,
    pub(crate) stamp: Stamp,
    /// Minute of the next entry.
    pub(crate) minute: u64,
    next: u128,
}

impl Forge {
    /// A register with its first entry.
    pub(crate) fn new(seed: u8) -> Self {
        Self::named(
            &format!("countercheck/test/till-1/{seed:08}/1"),
            seed,
            json!({ "epoch": 1, "timezone": "Europe/Paris" }),
        )
    }

    /// The same with a name and plain members of the first entry.
    pub(crate) fn named(name: &str, seed: u8, plain: Value) -> Self {
        let key = SigningKey::from_seed(name, [seed; 32]).unwrap();
        let stamp = Stamp { boot: "00".repeat(16), build: "0.1.0".into(), ..Stamp::default() };
        let (leaves, disclosed, blobs, epochs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut forge = Self {
            key,
            leaves,
            disclosed,
            blobs,
            witness: None,
            epochs,
            stamp,
            minute: 0,
            next: u128::from(seed) << 64,
        };
        let mut first = plain;
        first["origin"] = name.into();
        first["log_key"] = forge.key.verifier().to_string().into();
        first["jurisdiction"] = "generic".into();
        forge.add("opened", first, &[]);
        forge
    }

    /// One more entry of a kind, a minute later, with committed values; those not called `hidden` are disclosed.
    pub(crate) fn add(&mut self, kind: &str, plain: Value, values: &[(&str, &str)]) -> String {
        let start: chrono::DateTime<chrono::Utc> = "2026-05-02T10:00:00Z".parse().unwrap();
        let wall = start + chrono::TimeDelta::minutes(i64::try_from(self.minute).unwrap());
        let at = Moment::new(wall, self.minute * 60_000);
        let kind: LeafKind = kind.parse().unwrap();
        let mut draft = Draft::new(EntryId::from_u128(self.next), kind, at);
        (self.minute, self.next) = (self.minute + 1, self.next + 1);
        if let Value::Object(plain) = plain {
            draft.plain = plain;
        }
        let mut commitments = Commitments::new();
        for (label, value) in values {
            let salt = commitment::salt(&SECRET, label);
            commitments.insert((*label).to_owned(), commitment::commit(&salt, label, value));
            if !label.starts_with("hidden") {
                let (index, salt) = (self.leaves.len() as u64, hex::encode(salt));
                self.disclosed.push(Disclosure { index, label: (*label).into(), salt, value: (*value).into() });
            }
        }
        self.leaves.push(leaf::to_bytes(&draft, &self.stamp, &commitments).unwrap());
        draft.entry_id.to_string()
    }

    /// A check of a handset that ends with this finding.
    pub(crate) fn check(&mut self, imei: &str, finding: &str) -> String {
        let check = self.add("check_started", json!({ "purpose": "purchase" }), &[("imei.1", imei)]);
        self.add("check_answered", json!({ "check": check, "finding": finding }), &[("hidden.1", "x")]);
        check
    }

    /// Closes a day over everything since `from`. Counts and totals: checks, hits, purchases.
    pub(crate) fn close(&mut self, day: &str, previous: Option<&str>, from: usize, [counts, totals]: [[u64; 3]; 2]) {
        let named = |[checks, hits, purchases]: [u64; 3]| {
            json!({ "checks": checks, "hits": hits, "purchases": purchases,
                "refusals": 0, "corrections": 0, "erasures": 0, "displays": 0 })
        };
        let (size, root) = (self.leaves.len(), base64(&self.root()));
        let plain = json!({
            "day": day, "zone": "Europe/Paris", "from": from, "to": size, "counts": named(counts), "totals": named(totals),
            "training_counts": named([0; 3]), "checkpoint": { "size": size, "root": root },
            "previous": previous, "carried": null, "rules": 1, "staff": null,
        });
        self.add("closed", plain, &[]);
    }

    pub(crate) fn root(&self) -> Hash {
        self.root_at(self.leaves.len())
    }

    pub(crate) fn root_at(&self, size: usize) -> Hash {
        let mut frontier = Frontier::default();
        self.leaves[..size].iter().for_each(|bytes| frontier.push(tree::leaf_hash(bytes)));
        frontier.root()
    }

    /// The signed checkpoint of the first leaves.
    pub(crate) fn checkpoint(&self, size: usize) -> String {
        self.sign(size, self.root_at(size))
    }

    fn sign(&self, size: usize, root: Hash) -> String {
        let note = Checkpoint::new(self.key.verifier().name(), size as u64, root).sign(&self.key).unwrap();
        let Some((witness, time)) = &self.witness else { return note };
        let line = witness.cosign(&note[..=note.rfind("\n\n").unwrap()], *time).unwrap();
        cosignature::add(&note, &line).unwrap()
    }

    /// Writes the export's files into a folder.
    pub(crate) fn write(&self, folder: &Path) {
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let (mut frontier, mut rows, mut bundle, mut notes) =
            (Frontier::default(), Rows::default(), Vec::new(), String::new());
        for (n, bytes) in (1..).zip(&self.leaves) {
            assert!(tiles::push_leaf(&mut bundle, bytes));
            frontier.push_with(tree::leaf_hash(bytes), &mut |level, _, hash| {
                rows.node(level, hash, &mut |path, tile| put(&path, tile));
            });
            notes += &json!({ "size": n, "note": self.sign(n, frontier.root()) }).to_string();
            notes.push('\n');
            if n % 256 == 0 || n == self.leaves.len() {
                let (number, width) = ((n - 1) as u64 / 256, (n - 1) as u64 % 256 + 1);
                put(&tiles::bundle(number, width), &std::mem::take(&mut bundle));
            }
        }
        rows.finish(&mut |path, tile| put(&path, tile));
        let lines: String = self.disclosed.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
        let mut files = vec![
            ("checkpoint", self.checkpoint(self.leaves.len())),
            ("checkpoints.jsonl", notes),
            ("log.vkey", format!("{}\n", self.key.verifier())),
        ];
        if !lines.is_empty() {
            files.push(("disclosed.jsonl", lines));
        }
        let mut digests = BTreeMap::new();
        for (name, text) in files {
            digests.insert(name, hex::encode(Sha256::digest(&text)));
            put(name, text.as_bytes());
        }
        for blob in &self.blobs {
            put(&format!("blobs/{}", hex::encode(Sha256::digest(blob))), blob);
        }
        let manifest = json!({
            "format": "countercheck-export", "v": 2, "origin": self.key.verifier().name(), "entries": self.leaves.len(),
            "root": hex::encode(frontier.root()), "files": digests, "epochs": self.epochs,
        });
        put("manifest.json", format!("{}\n", serde_json::to_string_pretty(&manifest).unwrap()).as_bytes());
    }

    /// Writes the export as one archive.
    pub(crate) fn pack(&self, archive: &Path) {
        let folder = tempfile::tempdir().unwrap();
        self.write(folder.path());
        pack(folder.path(), archive);
    }
}

/// Packs a folder as another program would.
pub(crate) fn pack(folder: &Path, archive: &Path) {
    let mut zip = zip::ZipWriter::new(fs::File::create(archive).unwrap());
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&fs::read(&path).unwrap()).unwrap();
        }
    }
    zip.finish().unwrap();
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
