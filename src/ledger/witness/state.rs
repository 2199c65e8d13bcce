//! A witness's folder: its key, what it has signed for, and what did not fit together.
//!
//! | file | what |
//! | --- | --- |
//! | `key` | the cosigning key, secret |
//! | `key.pub` | what shops and courts check with |
//! | `logs/HASH/log.vkey` | key of a register (`HASH`: SHA-256 of its name) |
//! | `logs/HASH/checkpoint` | the newest checkpoint that was signed, with both signatures |
//! | `proofs/` | pairs of checkpoints that contradict each other |
//!
//! Looking and storing happen under one lock, and what was signed is on disk before the signature
//! leaves: of requests that race, none sets the witness back.

#[cfg(test)]
mod tests;

use super::{Refusal, Submission, judge, origin_of};
use crate::ledger::checkpoint::Checkpoint;
use crate::ledger::fork::Evidence;
use crate::ledger::note::cosignature::{self, CosignKey, CosignVerifier};
use crate::ledger::note::{self, NoteError, VerifierKey};
use crate::ledger::store::{LEDGER_FILE, files};
use crate::ledger::tree::Hash;
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The most proofs that are kept of one register.
const MAX_PROOFS: usize = 50;

/// A witness with its folder.
#[derive(Debug)]
pub struct Witness {
    dir: PathBuf,
    key: CosignKey,
}

/// A register that this witness watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its key, whose name is the register's.
    pub key: VerifierKey,
    /// The newest checkpoint signed here, with the signed note.
    pub seen: Option<(Checkpoint, String)>,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The note with the register's and the witness's signature.
    pub note: String,
    /// The witness's line alone, newline included.
    pub line: String,
    /// The size signed for before; `None` when this is the first.
    pub before: Option<u64>,
}

impl Witness {
    /// Makes a witness; refuses a folder that has one, or that is a shop's.
    pub fn init(dir: &Path, name: &str) -> Result<Self, WitnessError> {
        let within = dir.ancestors().take(3).find(|d| d.join(LEDGER_FILE).exists() || d.join("config.toml").exists());
        if let Some(shop) = within {
            return Err(WitnessError::OnATill { path: shop.to_owned() });
        }
        if dir.join("key").exists() {
            return Err(WitnessError::Exists { path: dir.to_owned() });
        }
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| WitnessError::Random)?;
        let key = CosignKey::from_seed(name, seed)?;
        for folder in [dir.to_owned(), dir.join("logs"), dir.join("proofs")] {
            files::private_folder(&folder).map_err(WitnessError::file(&folder))?;
        }
        replace(&dir.join("key.pub"), &format!("{}\n", key.verifier()))?;
        // The secret comes last: with it the witness is there.
        let path = dir.join("key");
        files::write_new(&path, format!("{}\n", key.to_secret_text()).as_bytes()).map_err(WitnessError::file(&path))?;
        files::sync_folder(dir).map_err(WitnessError::file(dir))?;
        Ok(Self { dir: dir.to_owned(), key })
    }

    /// Opens an existing witness.
    pub fn open(dir: &Path) -> Result<Self, WitnessError> {
        let path = dir.join("key");
        let text = match files::read_text(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(WitnessError::Missing { path: dir.to_owned() });
            }
            other => other.map_err(WitnessError::file(&path))?,
        };
        Ok(Self { dir: dir.to_owned(), key: CosignKey::from_secret_text(text.trim_end())? })
    }

    /// What checks this witness's signatures.
    pub fn verifier(&self) -> CosignVerifier {
        self.key.verifier()
    }

    /// Watches a register from now on; nothing changes when it is watched already. Another key for a
    /// name that is known is refused.
    pub fn watch(&self, key: &VerifierKey) -> Result<(), WitnessError> {
        let _one = self.lock()?;
        let folder = self.folder(key.name());
        match self.known_in(&folder)? {
            Some(known) if known.key == *key => Ok(()),
            Some(known) => Err(WitnessError::OtherKey { known: known.key.to_string() }),
            None => {
                files::private_folder(&folder).map_err(WitnessError::file(&folder))?;
                replace(&folder.join("log.vkey"), &format!("{key}\n"))?;
                let logs = self.dir.join("logs");
                files::sync_folder(&logs).map_err(WitnessError::file(&logs))
            }
        }
    }

    /// Every register that is watched, by name.
    pub fn known(&self) -> Result<Vec<Known>, WitnessError> {
        let logs = self.dir.join("logs");
        let entries = fs::read_dir(&logs).map_err(WitnessError::file(&logs))?;
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(WitnessError::file(&logs))?.path();
            all.extend(self.known_in(&path)?);
        }
        all.sort_by(|a, b| a.key.name().cmp(b.key.name()));
        Ok(all)
    }

    /// The register of this name.
    pub fn of(&self, origin: &str) -> Result<Option<Known>, WitnessError> {
        self.known_in(&self.folder(origin))
    }

    /// The newest signed note of the register whose name has this SHA-256 (64 lower-case hexadecimal digits).
    pub fn monitored(&self, origin_hash: &str) -> Result<Option<String>, WitnessError> {
        let good = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if origin_hash.len() != 64 || !origin_hash.bytes().all(good) {
            return Ok(None);
        }
        Ok(self.known_in(&self.dir.join("logs").join(origin_hash))?.and_then(|known| known.seen).map(|(_, note)| note))
    }

    /// Signs a checkpoint if it continues what was signed before. Two that contradict each other are
    /// kept; `claimed` is the root that the sender gives for the old size, where the request has one.
    /// `time` in seconds since 1970.
    pub fn submit(
        &self,
        submission: &Submission<'_>,
        claimed: Option<&Hash>,
        time: u64,
    ) -> Result<Signed, WitnessError> {
        let _one = self.lock()?;
        let origin = origin_of(submission.note).ok_or(Refusal::Malformed)?;
        let folder = self.folder(&origin);
        let known = self.known_in(&folder)?.ok_or(Refusal::UnknownLog)?;
        let seen = known.seen.as_ref().map(|(checkpoint, _)| checkpoint);
        let checkpoint = match judge(submission, &known.key, seen) {
            Ok(checkpoint) => checkpoint,
            Err(refusal) => {
                let proof = self.keep(&known, submission, claimed, refusal)?;
                return Err(WitnessError::Refused { refusal, proof });
            }
        };
        let own = note::only(submission.note.as_bytes(), &known.key)?;
        let line = self.key.cosign(note::text_of(own.as_bytes())?, time)?;
        let note = cosignature::add(&own, &line)?;
        // On disk before the signature leaves: a witness that forgets could sign two histories.
        replace(&folder.join("checkpoint"), &note)?;
        Ok(Signed { checkpoint, note, line, before: seen.map(|seen| seen.size) })
    }

    /// Keeps two checkpoints of which one is older than what was signed before: set back, or an old
    /// file handed in. Returns where the pair lies.
    pub fn keep_older(&self, note: &str) -> Result<Option<PathBuf>, WitnessError> {
        let _one = self.lock()?;
        let Some(known) = origin_of(note).map(|origin| self.of(&origin)).transpose()?.flatten() else {
            return Ok(None);
        };
        let submission = Submission { old: 0, proof: Vec::new(), note };
        self.keep(&known, &submission, None, Refusal::Inconsistent)
    }

    fn keep(
        &self,
        known: &Known,
        submission: &Submission<'_>,
        claimed: Option<&Hash>,
        refusal: Refusal,
    ) -> Result<Option<PathBuf>, WitnessError> {
        let Some((seen, note)) = known.seen.as_ref().filter(|_| refusal == Refusal::Inconsistent) else {
            return Ok(None);
        };
        let evidence = Evidence::new(&known.key, note, submission.note).with_proof(claimed, &submission.proof);
        // Only what speaks against the register is kept, and the register's owner cannot fill the disk.
        if evidence.verify().is_err() {
            return Ok(None);
        }
        let folder = self.dir.join("proofs");
        let log = &hash_of(&seen.origin)[..16];
        let kept = fs::read_dir(&folder).map_err(WitnessError::file(&folder))?;
        let kept = kept.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(log)).count();
        let text = evidence.to_text();
        let path = folder.join(format!("{log}-{}-{}.json", seen.size, &hash_of(&text)[..16]));
        if !path.exists() {
            if kept >= MAX_PROOFS {
                return Ok(None);
            }
            replace(&path, &text)?;
        }
        Ok(Some(path))
    }

    fn known_in(&self, folder: &Path) -> Result<Option<Known>, WitnessError> {
        let damaged = |path: PathBuf| WitnessError::Damaged { path };
        let path = folder.join("log.vkey");
        let Some(text) = read(&path)? else { return Ok(None) };
        let key: VerifierKey = text.trim_end().parse().map_err(|_| damaged(path))?;
        let path = folder.join("checkpoint");
        let seen = match read(&path)? {
            None => None,
            Some(note) => {
                let checkpoint = Checkpoint::open(note.as_bytes(), &key).map_err(|_| damaged(path.clone()))?;
                // Somebody else's file in its place would set the witness back unseen.
                cosignature::check(note.as_bytes(), &self.key.verifier()).ok_or_else(|| damaged(path))?;
                Some((checkpoint, note))
            }
        };
        Ok(Some(Known { key, seen }))
    }

    fn folder(&self, origin: &str) -> PathBuf {
        self.dir.join("logs").join(hash_of(origin))
    }

    /// Held while one looks and stores; waits for the others.
    fn lock(&self) -> Result<File, WitnessError> {
        let path = self.dir.join("lock");
        let open = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
        let file = open.map_err(WitnessError::file(&path))?;
        file.lock().map_err(WitnessError::file(&path))?;
        Ok(file)
    }
}

fn hash_of(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn read(path: &Path) -> Result<Option<String>, WitnessError> {
    match files::read_text(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some).map_err(WitnessError::file(path)),
    }
}

/// Whole or not at all, and durable when it returns.
fn replace(path: &Path, text: &str) -> Result<(), WitnessError> {
    let beside = path.with_extension("new");
    match fs::remove_file(&beside) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(WitnessError::file(&beside)(e)),
        _ => files::write_new(&beside, text.as_bytes()).map_err(WitnessError::file(&beside))?,
    }
    fs::rename(&beside, path).map_err(WitnessError::file(path))?;
    path.parent().map_or(Ok(()), |folder| files::sync_folder(folder).map_err(WitnessError::file(folder)))
}

/// Why a witness did not sign, or could not.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// It must not.
    #[error("{refusal}")]
    Refused {
        /// Why.
        refusal: Refusal,
        /// Where two checkpoints that contradict each other were kept.
        proof: Option<PathBuf>,
    },
    /// The register's name is known with another key.
    #[error("the register is known here with another key: {known}")]
    OtherKey {
        /// The key that is known.
        known: String,
    },
    /// There is no witness in this folder.
    #[error("there is no witness in {}", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// There is one already.
    #[error("there is a witness in {} already", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The folder belongs to a till.
    #[error("{} is a shop's folder, and a witness there would be the shop's own", path.display())]
    OnATill {
        /// The shop's folder.
        path: PathBuf,
    },
    /// What was remembered is damaged or not this witness's.
    #[error("{} is damaged or was not written by this witness", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A name, key or note is malformed.
    #[error("the key or note cannot be used")]
    Note(#[from] NoteError),
    /// The system gave no random bytes.
    #[error("the system gives no random numbers")]
    Random,
    /// A file or folder refused.
    #[error("{} cannot be made or read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
}

impl From<Refusal> for WitnessError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { refusal, proof: None }
    }
}

impl WitnessError {
    fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Refused { refusal, .. } => refusal.advice(),
            Self::OtherKey { .. } => "one name with two keys is no accident: keep both and ask the shop why",
            Self::Missing { .. } => "make one with `countercheck witness init`, or name its folder with --state",
            Self::Exists { .. } => "use the witness that is there, or name another folder with --state",
            Self::OnATill { .. } => "keep the witness on a machine that the shop cannot touch",
            Self::Damaged { .. } => {
                "restore the witness's folder from its own copy; never begin it afresh, or it forgets what it signed"
            }
            Self::Note(e) => e.advice(),
            Self::Random | Self::File { .. } => "check the disk and the rights on the folder, then try again",
        }
    }
}
