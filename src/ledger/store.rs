//! The ledger on disk: `ledger.db`, its key in `keys/ledger`, and `keys/head`.
//!
//! It refuses to sign a fork: every append reads the head again inside its own transaction and
//! compares it with `keys/head`. Invariant: when [`Store::append`] returns, the leaves, their tree
//! nodes and a signed checkpoint over them are on disk, in one commit.

mod check;
mod cosigned;
mod error;
pub(crate) mod files;
pub mod lock;
mod made;
pub(in crate::ledger) mod schema;
pub(in crate::ledger) mod seal;
#[cfg(test)]
mod tests;

pub use cosigned::Cosigned;
pub use error::{Alarm, Sealed, StoreError};
pub use made::{Inside, Make};

use super::checkpoint::Checkpoint;
use super::head;
use super::leaf::{self, Draft, EntryId, Leaf, Stamp};
use super::note::{SigningKey, VerifierKey};
use super::tree::{self, Hash};
use crate::clock::{Moment, rfc3339};
use crate::sqlite::{self, SqliteError};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Name of the database in a shop's folder.
pub const LEDGER_FILE: &str = "ledger.db";
/// Names inside the `keys` folder: signing key, the key that checks it, last known state.
pub const KEY_FILES: [&str; 3] = ["ledger", "ledger.pub", "head"];

/// What an append committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Index of the first of the new leaves.
    pub first: u64,
    /// Number of leaves in the log now.
    pub size: u64,
    /// Root of the log now.
    pub root: Hash,
    /// Leaf hashes of the new leaves, in order.
    pub leaf_hashes: Vec<Hash>,
}

/// How a log begins.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The shop's name; what is not an ASCII letter or digit becomes `-` in the log's origin.
    pub shop: String,
    /// The terminal's name, likewise.
    pub terminal: String,
    /// The first leaf, of kind `opened`; `epoch`, `origin` and `log_key` are added to its plain members.
    pub draft: Draft,
    /// Boot, build and list versions for that leaf.
    pub stamp: Stamp,
}

/// The open ledger of one terminal.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    signer: SigningKey,
    head: PathBuf,
    epoch: u64,
    broken: bool,
}

impl Store {
    /// Makes the ledger of a new shop folder, its key and its first leaf; refuses if any of it exists.
    pub fn create(dir: &Path, opening: &Opening) -> Result<Self, StoreError> {
        Self::begin(dir, opening, 1)
    }

    /// Makes the ledger of epoch `epoch` in a folder that holds none.
    pub(in crate::ledger) fn begin(dir: &Path, opening: &Opening, epoch: u64) -> Result<Self, StoreError> {
        let keys = dir.join("keys");
        files::private_folder(&keys).map_err(StoreError::file(&keys))?;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|_| StoreError::Random)?;
        let origin = origin(opening, epoch, &seed);
        let signer = SigningKey::from_seed(&origin, seed).map_err(|e| StoreError::Sign(e.into()))?;
        let vkey = signer.verifier().to_string();
        for (name, text) in [("ledger", signer.to_secret_text()), ("ledger.pub", vkey.clone())] {
            let path = keys.join(name);
            files::write_new(&path, format!("{text}\n").as_bytes()).map_err(StoreError::file(&path))?;
        }
        let db = sqlite::create(&dir.join(LEDGER_FILE), &schema::SCHEMA)?;
        let mut store = Self { db, signer, head: keys.join("head"), epoch, broken: false };
        let draft =
            opening.draft.clone().with("epoch", epoch).with("origin", origin.as_str()).with("log_key", vkey.as_str());
        let first = leaf::to_bytes(&draft, &opening.stamp, &leaf::Commitments::new())?;
        let row = schema::LogRow { epoch, origin, vkey };
        let (_, checkpoint) = store.commit(&[first], draft.at, Some(&row))?;
        head::create(&store.head, &checkpoint).map_err(StoreError::file(&store.head))?;
        for folder in [&keys, dir] {
            files::sync_folder(folder).map_err(StoreError::file(folder))?;
        }
        Ok(store)
    }

    /// Opens an existing ledger and checks it against `keys/head`, its key and its last tiles.
    pub fn open(dir: &Path) -> Result<Self, Alarm> {
        seal::check(dir)?;
        // Read before the database, so that a commit in between cannot make it look ahead.
        let known = head::read(&dir.join("keys/head"));
        let db = sqlite::open(&dir.join(LEDGER_FILE), &schema::SCHEMA)?;
        let path = dir.join("keys/ledger");
        let text = files::read_text(&path).map_err(|e| Alarm::key_file(&path, e, Alarm::ForeignKey))?;
        let signer = SigningKey::from_secret_text(text.trim_end()).map_err(|_| Alarm::ForeignKey)?;
        let snapshot = db.unchecked_transaction().map_err(SqliteError::from)?;
        let epoch = check::at_open(&snapshot, &known?, &signer.verifier())?;
        drop(snapshot);
        Ok(Self { db, signer, head: dir.join("keys/head"), epoch, broken: false })
    }

    /// Appends leaves in one durable commit; when it returns, they are on disk and signed for.
    pub fn append(&mut self, leaves: &[Vec<u8>], at: Moment) -> Result<Appended, StoreError> {
        let (appended, checkpoint) = self.commit(leaves, at, None)?;
        head::advance(&self.head, &checkpoint).map_err(StoreError::file(&self.head))?;
        Ok(appended)
    }

    /// The commit without `keys/head`: what is left of an append when the power goes in between.
    fn commit(
        &mut self,
        leaves: &[Vec<u8>],
        at: Moment,
        first: Option<&schema::LogRow>,
    ) -> Result<(Appended, Checkpoint), StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        let ids: Vec<_> =
            leaves.iter().map(|bytes| Leaf::parse(bytes).map(|leaf| leaf.entry_id)).collect::<Result<_, _>>()?;
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(SqliteError::from)?;
        if let Some(row) = first {
            schema::insert_log(&begun, row)?;
        } else {
            check::not_behind(&begun, &self.head)?;
        }
        let (appended, checkpoint) = write(&begun, leaves, &ids, &self.signer)?;
        schema::insert_checkpoint(&begun, appended.size, &rfc3339(at.wall), &checkpoint.sign(&self.signer)?)?;
        if let Err(e) = begun.commit() {
            // A failed sync may have taken hold or not; only reading it all again can tell.
            self.broken = true;
            return Err(SqliteError::from(e).into());
        }
        Ok((appended, checkpoint))
    }

    /// Number of leaves.
    #[expect(clippy::len_without_is_empty, reason = "a log is never empty: its first leaf is made with it")]
    pub fn len(&self) -> Result<u64, StoreError> {
        Ok(schema::count(&self.db)?)
    }

    /// The shop's folder, in which earlier epochs lie too.
    pub fn folder(&self) -> &Path {
        self.head.parent().and_then(Path::parent).unwrap_or_else(|| Path::new(""))
    }

    /// The bytes of one leaf.
    pub fn read(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(schema::leaf(&self.db, index)?)
    }

    /// Hands each leaf of the range to `each`, in order, until it returns false.
    pub fn range(&self, indexes: Range<u64>, each: &mut dyn FnMut(u64, &[u8]) -> bool) -> Result<(), StoreError> {
        Ok(schema::leaves(&self.db, indexes, each)?)
    }

    /// Index of the entry with this id.
    pub fn find(&self, entry: EntryId) -> Result<Option<u64>, StoreError> {
        Ok(schema::index_of(&self.db, entry)?)
    }

    /// The newest checkpoint and the signed note that carries it.
    pub fn checkpoint(&self) -> Result<(Checkpoint, String), StoreError> {
        let note = schema::newest_note(&self.db)?.ok_or(Alarm::Unsigned(None))?;
        Ok((Checkpoint::open(note.as_bytes(), &self.verifier()).map_err(|e| Alarm::Unsigned(Some(e)))?, note))
    }

    /// The signed note of exactly this size with the lines of its cosigners, if there is one.
    pub fn signed_at(&self, size: u64) -> Result<Option<String>, StoreError> {
        let found = schema::checkpoint_after(&self.db, size.saturating_sub(1))?;
        Ok(found.filter(|(found, _)| *found == size).map(|(_, note)| note))
    }

    /// The hashes that lead from leaf `index` to the root of the first `size` leaves.
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<Hash>, StoreError> {
        Ok(tree::inclusion_proof(index, size, &mut |level, n| schema::node(&self.db, level, n))?)
    }

    /// The hashes that show that the first `old` leaves begin the first `new` ones.
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, StoreError> {
        Ok(tree::consistency_proof(old, new, &mut |level, n| schema::node(&self.db, level, n))?)
    }

    /// Root of the first `size` leaves, from stored nodes.
    pub fn root_at(&self, size: u64) -> Result<Hash, StoreError> {
        Ok(tree::root_at(size, &mut |level, n| schema::node(&self.db, level, n))?)
    }

    /// Hashes every leaf again, builds the tree anew and compares it with the newest checkpoint:
    /// what open does for the last tiles, for all of them. Returns the checkpoint that holds.
    pub fn integrity(&self) -> Result<Checkpoint, Alarm> {
        let snapshot = self.db.unchecked_transaction().map_err(SqliteError::from)?;
        check::integrity(&snapshot, &self.verifier())
    }

    /// The key that checks this log's checkpoints: what officers keep.
    pub fn verifier(&self) -> VerifierKey {
        self.signer.verifier()
    }

    /// The log's name.
    pub fn origin(&self) -> String {
        self.verifier().name().to_owned()
    }

    /// Number of the epoch, from 1.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The database, for what reads a whole snapshot.
    pub(in crate::ledger) fn db(&self) -> &Connection {
        &self.db
    }
}

/// Leaves and nodes of one append; the transaction is not committed yet.
fn write(
    db: &Transaction<'_>,
    leaves: &[Vec<u8>],
    ids: &[EntryId],
    signer: &SigningKey,
) -> Result<(Appended, Checkpoint), StoreError> {
    let first = schema::count(db)?;
    let mut frontier = schema::frontier(db, first)?;
    if first > 0 {
        let note = schema::newest_note(db)?.ok_or(Alarm::Unsigned(None))?;
        let newest = schema::unchecked(&note).ok_or(Alarm::Unsigned(None))?;
        if newest.size != first || newest.root != frontier.root() {
            return Err(Alarm::TilesDoNotMatch { index: first.saturating_sub(1) }.into());
        }
    }
    let (mut leaf_hashes, mut nodes) = (Vec::with_capacity(leaves.len()), Vec::new());
    for ((index, bytes), id) in (first..).zip(leaves).zip(ids) {
        if schema::index_of(db, *id)?.is_some() {
            return Err(StoreError::Twice { entry: *id });
        }
        schema::insert_leaf(db, index, *id, bytes)?;
        // One flipped bit between a stored leaf and its hash ended the Yeti 2022 log: what is
        // signed is the hash of what the database gives back.
        let hash = tree::leaf_hash(bytes);
        let stored = schema::leaf(db, index)?.map(|bytes| tree::leaf_hash(&bytes));
        if stored != Some(hash) {
            return Err(Alarm::TilesDoNotMatch { index }.into());
        }
        leaf_hashes.push(hash);
        frontier.push_with(hash, &mut |level, n, hash| nodes.push((level, n, *hash)));
    }
    for (level, n, hash) in &nodes {
        schema::insert_node(db, *level, *n, hash)?;
    }
    let (size, root) = (frontier.size(), frontier.root());
    Ok((Appended { first, size, root, leaf_hashes }, Checkpoint::new(signer.verifier().name(), size, root)))
}

/// `countercheck/SHOP/TERMINAL/ID/EPOCH`: a name that no other log bears; ID comes from the key,
/// so that two shops of one name differ.
fn origin(opening: &Opening, epoch: u64, seed: &[u8; 32]) -> String {
    let slug = |name: &str| {
        let text: String = name
            .chars()
            .take(40)
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        if text.is_empty() { "-".to_owned() } else { text }
    };
    let key = ed25519_dalek::SigningKey::from_bytes(seed).verifying_key();
    let id = hex::encode(&tree::leaf_hash(key.as_bytes())[..4]);
    format!("countercheck/{}/{}/{id}/{epoch}", slug(&opening.shop), slug(&opening.terminal))
}

/// What the register looks like from outside: lengths and times of its files.
pub type Trace = [Option<(u64, std::time::SystemTime)>; 2];

/// The trace of a folder's register, to tell that somebody appended; the files are not opened.
pub fn trace(dir: &Path) -> Trace {
    let of = |name: String| {
        let file = std::fs::metadata(dir.join(name)).ok()?;
        Some((file.len(), file.modified().ok()?))
    };
    [of(LEDGER_FILE.to_owned()), of(format!("{LEDGER_FILE}-wal"))]
}

/// A random entry id: the base from which the till counts on.
pub fn fresh_entry_id() -> Result<EntryId, StoreError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| StoreError::Random)?;
    Ok(EntryId::from_bytes(bytes))
}

/// The machine's boot as leaves name it. Where the system has no such id (untested there), a
/// random one for this run: monotonic times of two runs are then not compared.
pub fn boot_id() -> Result<String, StoreError> {
    match files::read_text(Path::new("/proc/sys/kernel/random/boot_id")) {
        Ok(text) => Ok(text.trim_end().replace('-', "")),
        Err(_) => fresh_entry_id().map(|id| id.to_string()),
    }
}
