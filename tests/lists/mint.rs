//! A publisher that can also cheat: TUF metadata written by hand, so that the tests do not rest
//! on the program's own signing.

use chrono::{DateTime, TimeDelta, Utc};
use countercheck::blocklist::{BuildError, Day, Entry, Identity, Interner, Status, encode};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// When everything takes place.
pub fn now() -> DateTime<Utc> {
    "2024-06-01T12:00:00Z".parse().unwrap()
}

pub fn days(n: i64) -> TimeDelta {
    TimeDelta::days(n)
}

/// Version `version` lists so many numbers from this one on.
pub fn list(version: u64, first: u64, count: u64) -> Vec<u8> {
    of(version, || (0..count).map(|n| first + 7 * n))
}

/// The same for 500 numbers, followed by many that every version has.
pub fn long_list(version: u64, first: u64, others: u64) -> Vec<u8> {
    let shared = 35_209_900_100_000;
    of(version, || (0..500).map(|n| first + 7 * n).chain((0..others).map(|n| shared + 7 * n)))
}

fn of<I: Iterator<Item = u64>>(version: u64, keys: impl Fn() -> I) -> Vec<u8> {
    let mut words = Interner::default();
    let class = words.class(Status::Stolen, "0011").unwrap();
    let reporter = words.reporter("Example Police", "GB").unwrap();
    let issued = (now() - TimeDelta::hours(10) + TimeDelta::hours(i64::try_from(version).unwrap())).timestamp();
    let identity = Identity { name: "national".into(), version, changes: None, issued };
    let entries = || keys().map(|key| Ok::<_, BuildError>(Entry { key, class, reporter, day: Day(9_500) }));
    encode(identity, &words, entries).unwrap()
}

pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The form that is signed: members in order, no blanks.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            let members: Vec<_> = sorted.iter().map(|(k, v)| format!("{}:{}", json!(k), canonical(v))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// A key by its seed.
pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(key: &SigningKey) -> Value {
    json!({ "keytype": "ed25519", "scheme": "ed25519", "keyval": { "public": hex::encode(key.verifying_key().as_bytes()) } })
}

pub fn id(key: &SigningKey) -> String {
    sha256(canonical(&public(key)).as_bytes())
}

pub fn signed(role: &Value, keys: &[SigningKey]) -> Value {
    let bytes = canonical(role);
    let one = |key: &SigningKey| json!({ "keyid": id(key), "sig": hex::encode(key.sign(bytes.as_bytes()).to_bytes()) });
    json!({ "signed": role, "signatures": keys.iter().map(one).collect::<Vec<_>>() })
}

pub const ROLES: [&str; 4] = ["root", "targets", "snapshot", "timestamp"];

/// A repository that is made anew by every [`Mint::write`].
#[derive(Clone)]
pub struct Mint {
    pub dir: PathBuf,
    /// Keys and thresholds of root, targets, snapshot and timestamp.
    pub keys: [(Vec<SigningKey>, u64); 4],
    pub numbers: [u64; 4],
    pub expires: [DateTime<Utc>; 4],
    /// Whether parents tell hashes and lengths of their children.
    pub hashes: bool,
    pub list: Vec<u8>,
    pub version: u64,
    /// Bytes of a part.
    pub piece: usize,
    /// What signs, where it is not the role's own keys.
    pub forger: Option<SigningKey>,
}

impl Mint {
    pub fn new(dir: &Path) -> Self {
        let one = |seed| (vec![key(seed)], 1);
        Self {
            dir: dir.to_owned(),
            keys: [(vec![key(1), key(2), key(3)], 2), one(4), one(5), one(6)],
            numbers: [1; 4],
            expires: [now() + days(30); 4],
            hashes: true,
            list: list(1, 35_209_900_000_000, 500),
            version: 1,
            piece: 4096,
            forger: None,
        }
    }

    /// The next version, with every number one higher.
    pub fn next(&mut self) -> &mut Self {
        self.version += 1;
        self.numbers[1] += 1;
        self.numbers[2] += 1;
        self.numbers[3] += 1;
        self.list = list(self.version, 35_209_900_000_000 + self.version, 500);
        self
    }

    fn envelope(&self, at: usize) -> Value {
        let expires = self.expires[at].format("%Y-%m-%dT%H:%M:%SZ").to_string();
        json!({ "_type": ROLES[at], "spec_version": "1.0.31", "version": self.numbers[at], "expires": expires })
    }

    /// The root, unsigned.
    pub fn root(&self) -> Value {
        let mut root = self.envelope(0);
        root["consistent_snapshot"] = json!(true);
        root["keys"] = self.keys.iter().flat_map(|(keys, _)| keys).map(|k| (id(k), public(k))).collect();
        root["roles"] = ROLES
            .iter()
            .zip(&self.keys)
            .map(|(role, (keys, threshold))| {
                (
                    (*role).to_owned(),
                    json!({ "keyids": keys.iter().map(id).collect::<Vec<_>>(), "threshold": threshold }),
                )
            })
            .collect();
        root
    }

    pub fn metadata(&self, name: &str) -> PathBuf {
        self.dir.join("metadata").join(name)
    }

    /// Target files on the server, the manifest last.
    pub fn targets(&self) -> Vec<(String, PathBuf, Vec<u8>)> {
        let mut files: Vec<_> = self
            .list
            .chunks(self.piece)
            .enumerate()
            .map(|(n, part)| (format!("base-{}.{n:03}", self.version), part.to_vec()))
            .collect();
        let parts: Vec<_> = files
            .iter()
            .map(|(name, part)| json!({ "target": name, "bytes": part.len(), "sha256": sha256(part) }))
            .collect();
        let whole = sha256(&self.list);
        let base = json!({ "version": self.version, "bytes": self.list.len(), "sha256": whole, "parts": parts });
        let issued = now() - TimeDelta::hours(10) + TimeDelta::hours(i64::try_from(self.version).unwrap());
        let manifest = json!({
            "v": 1, "list": "national", "version": self.version, "issued_at": issued, "entries": 500,
            "sha256": whole, "base": base, "overlays": [],
        });
        files.push(("manifest.json".to_owned(), manifest.to_string().into_bytes()));
        let place = |(name, bytes): (String, Vec<u8>)| {
            let path = self.dir.join("targets").join(format!("{}.{name}", sha256(&bytes)));
            (name, path, bytes)
        };
        files.into_iter().map(place).collect()
    }

    fn meta(&self, file: &[u8], at: usize) -> Value {
        let mut meta = json!({ "version": self.numbers[at] });
        if self.hashes {
            meta["length"] = json!(file.len());
            meta["hashes"] = json!({ "sha256": sha256(file) });
        }
        meta
    }

    fn sign(&self, role: &Value, at: usize) -> Vec<u8> {
        let keys = self.forger.clone().map_or_else(|| self.keys[at].0.clone(), |forger| vec![forger]);
        signed(role, &keys).to_string().into_bytes()
    }

    /// Writes everything, and keeps what older versions left.
    pub fn write(&self) -> &Self {
        std::fs::create_dir_all(self.dir.join("metadata")).unwrap();
        std::fs::create_dir_all(self.dir.join("targets")).unwrap();
        let mut targets = self.envelope(1);
        targets["targets"] = json!({});
        for (name, path, bytes) in self.targets() {
            targets["targets"][name] = json!({ "length": bytes.len(), "hashes": { "sha256": sha256(&bytes) } });
            put(&path, &bytes);
        }
        let targets = self.sign(&targets, 1);
        let mut snapshot = self.envelope(2);
        snapshot["meta"] = json!({ "targets.json": self.meta(&targets, 1) });
        let snapshot = self.sign(&snapshot, 2);
        let mut timestamp = self.envelope(3);
        timestamp["meta"] = json!({ "snapshot.json": self.meta(&snapshot, 2) });
        put(&self.metadata(&format!("{}.root.json", self.numbers[0])), self.root_file().as_bytes());
        put(&self.metadata(&format!("{}.targets.json", self.numbers[1])), &targets);
        put(&self.metadata(&format!("{}.snapshot.json", self.numbers[2])), &snapshot);
        put(&self.metadata("timestamp.json"), &self.sign(&timestamp, 3));
        self
    }

    /// The root file that shops are given.
    pub fn root_file(&self) -> String {
        signed(&self.root(), &self.keys[0].0).to_string()
    }

    /// The next root with other keys for some roles, signed by the old root's keys too.
    pub fn rotate(&mut self, changes: &[(usize, u8)]) -> &mut Self {
        let mut signers = self.keys[0].0.clone();
        for &(at, seed) in changes {
            self.keys[at].0 = vec![key(seed)];
            self.keys[at].1 = 1;
        }
        self.numbers[0] += 1;
        let new: Vec<_> = self.keys[0].0.iter().filter(|k| signers.iter().all(|s| id(s) != id(k))).cloned().collect();
        signers.extend(new);
        self.write();
        put(
            &self.metadata(&format!("{}.root.json", self.numbers[0])),
            signed(&self.root(), &signers).to_string().as_bytes(),
        );
        self
    }
}

pub fn put(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}
