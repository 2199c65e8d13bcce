//! Everything personal, sealed: what the ledger only commits to.
//!
//! Per entry a random 32-byte secret, sealed with `age` to the shop's public key (clerks write
//! without a passphrase) and to police recipients; values and pictures sealed under a key made from
//! it, handset numbers under the till's key instead, so that rechecks run unattended. Drafts and
//! papers that are not finished lie here too, under the till's key. The shop's secret key is under a
//! passphrase or a key file where the shop chooses so, and under a recovery key. The room refuses to
//! show a person's data without that key, and prints no value in errors or debug output.
//! Invariant: a row is on disk before the ledger learns of its entry; what never reached the
//! ledger is swept; what the ledger declares erased stands in no file any more.
//!
//! ```
//! use countercheck::clock::Moment;
//! use countercheck::ledger::leaf::{Draft, EntryId, Field, LeafKind, TokenClass};
//! use countercheck::vault::Vault;
//! let folder = tempfile::tempdir().unwrap();
//! let mut vault = Vault::create(folder.path()).unwrap();
//! let at = Moment::new("2026-05-02T10:00:00Z".parse().unwrap(), 1_000);
//! let mut draft = Draft::new(EntryId::from_u128(1), LeafKind::CheckStarted, at);
//! draft.fields.push(Field::imei("imei.1", "490154203237518"));
//! let commitments = vault.seal(&[draft]).unwrap();
//! assert_eq!(commitments[0]["imei.1"].len(), 64);
//! assert_eq!(vault.find(TokenClass::Imei, "49015420323751").unwrap(), [EntryId::from_u128(1)]);
//! assert_eq!(vault.numbers(EntryId::from_u128(1)).unwrap()[0].value, "490154203237518");
//! ```

mod blob;
mod cost;
mod erase;
mod error;
mod keys;
mod people;
mod private;
mod ready;
mod recipients;
mod recovery;
mod schema;
mod seal;
mod shop_key;
#[cfg(test)]
mod tests;
mod token;
mod tray;
mod unlock;

pub use cost::Cost;
pub use erase::RetentionConfig;
pub use error::VaultError;
pub use keys::SECRET_FILES;
pub use people::{PersonChange, PinTry};
pub use private::is_exposed;
pub use recipients::{MAX_RECIPIENTS, fingerprint};
pub use recovery::{RecoveryKey, RecoveryKeyError};
pub use shop_key::Unlock;
pub use tray::{Kept, Tray};
pub use unlock::{KeyState, MIN_PASSPHRASE, NewLock, lies_bare};

use crate::ledger::leaf::commitment::hmac;
use crate::ledger::leaf::{Commitments, Draft, EntryId, TokenClass, commitment};
use crate::sqlite::{self, SqliteError};
use age::x25519::Identity;
use keys::{Keys, Secret};
use ready::{Ready, SealedField};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use schema::{SCHEMA, SEAL_HANDSET, SEAL_PERSON};
use std::cell::OnceCell;
use std::fmt;
use std::path::Path;
use zeroize::Zeroizing;

/// Name of the database in a shop's folder.
pub const VAULT_FILE: &str = "vault.db";

/// One value that has been opened again.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed {
    /// Its label in the leaf.
    pub label: String,
    /// The value as it was sealed.
    pub value: String,
}

impl fmt::Debug for Revealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revealed").field("label", &self.label).finish_non_exhaustive()
    }
}

/// One field as an extract discloses it.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// Its label in the leaf.
    pub label: String,
    /// `HMAC-SHA256(secret, label)`: opens this commitment and no other.
    pub salt: [u8; 32],
    /// The value as it was sealed.
    pub value: String,
}

impl fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disclosed").field("label", &self.label).finish_non_exhaustive()
    }
}

/// The open vault of one shop folder.
pub struct Vault {
    db: Connection,
    keys: Keys,
    /// Secrets of entries to come.
    store: Vec<Secret>,
    /// The shop's secret key, once it was unlocked or read where it lies open.
    identity: OnceCell<Identity>,
}

/// Secrets made ahead: a check that is answered at once has two entries.
const AHEAD: usize = 2;

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

/// An entry's row: number and sealed secret.
struct Row {
    n: i64,
    secret: Vec<u8>,
}

impl Vault {
    /// Makes the vault of a new shop folder and its keys; refuses if any of it exists.
    pub fn create(dir: &Path) -> Result<Self, VaultError> {
        Self::create_with(dir, &NewLock::Open, None)
    }

    /// The same with the shop's secret key under a lock, and under a recovery key besides.
    pub fn create_with(dir: &Path, lock: &NewLock<'_>, recovery: Option<&RecoveryKey>) -> Result<Self, VaultError> {
        let (lock, unlock) = lock.parts()?;
        let keys = Keys::create(&dir.join("keys"), lock, &unlock, recovery)?;
        let db = sqlite::create(&dir.join(VAULT_FILE), &SCHEMA)?;
        for (name, value) in keys.marks() {
            set_mark(&db, name, &value)?;
        }
        let vault = Self { db, keys, store: Vec::new(), identity: OnceCell::new() };
        vault.remember_recovery(&vault.keys.shop_key()?)?;
        vault.remember_recipients()?;
        Ok(vault)
    }

    /// Opens an existing vault, with the keys that clerks work with.
    pub fn open(dir: &Path) -> Result<Self, VaultError> {
        let db = sqlite::open(&dir.join(VAULT_FILE), &SCHEMA)?;
        let keys = Keys::open(&dir.join("keys"))?;
        for (name, value) in keys.marks() {
            let known: Option<String> = mark(&db, name)?;
            if known.as_deref() != Some(&value) {
                return Err(VaultError::ForeignKey { name });
            }
        }
        Ok(Self { db, keys, store: Vec::new(), identity: OnceCell::new() })
    }

    /// Makes the secrets of the next entries while nobody waits for them: sealing a secret to the
    /// shop and the police takes longer than all the rest of an entry but the disk.
    pub fn prepare(&mut self) -> Result<(), VaultError> {
        while self.store.len() < AHEAD {
            self.store.push(self.keys.secret()?);
        }
        Ok(())
    }

    /// Seals the fields of all drafts in one durable commit, before the ledger learns of them.
    /// Returns each draft's commitments, in order (empty for a draft without fields).
    pub fn seal(&mut self, drafts: &[Draft]) -> Result<Vec<Commitments>, VaultError> {
        if drafts.iter().all(|draft| draft.fields.is_empty() && draft.blobs.is_empty()) {
            return Ok(vec![Commitments::new(); drafts.len()]);
        }
        // Sealed before the transaction, so that others wait for the disk only.
        let ready: Vec<_> =
            drafts.iter().map(|draft| Ready::new(draft, &self.keys, &mut self.store)).collect::<Result<_, _>>()?;
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(SqliteError::from)?;
        let mark = self.keys.recipients_mark();
        for entry in ready.iter().filter(|entry| !entry.fields.is_empty()) {
            entry.insert(&begun, mark)?;
        }
        begun.commit().map_err(SqliteError::from)?;
        Ok(ready.into_iter().map(|entry| entry.commitments).collect())
    }

    /// A key for the cache of answers, so that no number stands in `cache.db`.
    pub fn cache_key(&self) -> [u8; 32] {
        hmac(self.keys.token.as_slice(), &[b"countercheck answer cache"])
    }

    /// All values of an entry; needs the shop's secret key. Empty when the entry has none (or was erased).
    pub fn reveal(&self, entry: EntryId) -> Result<Vec<Revealed>, VaultError> {
        let Some(row) = self.row(entry)? else { return Ok(Vec::new()) };
        let secret = self.secret(entry, &row)?;
        self.fields(row.n)?.iter().map(|field| self.open_field(entry, Some(&secret), field)).collect()
    }

    /// The handset numbers of an entry; needs only the till's key.
    pub fn numbers(&self, entry: EntryId) -> Result<Vec<Revealed>, VaultError> {
        let Some(row) = self.row(entry)? else { return Ok(Vec::new()) };
        let fields = self.fields(row.n)?;
        fields.iter().filter(|f| f.seal == SEAL_HANDSET).map(|field| self.open_field(entry, None, field)).collect()
    }

    /// Entries with a value of this class that is meant alike, oldest first.
    pub fn find(&self, class: TokenClass, value: &str) -> Result<Vec<EntryId>, VaultError> {
        let Some(token) = token::token(&self.keys.token, class, value) else { return Ok(Vec::new()) };
        let read = || -> rusqlite::Result<Vec<EntryId>> {
            let sql = "SELECT entry_id FROM token JOIN entry USING (n) WHERE token = ?1 ORDER BY n";
            self.db.prepare_cached(sql)?.query_map([token], |row| Ok(EntryId::from_bytes(row.get(0)?)))?.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    /// What an extract discloses of an entry: those of the labels that it has.
    pub fn disclosure(&self, entry: EntryId, labels: &[&str]) -> Result<Vec<Disclosed>, VaultError> {
        let Some(row) = self.row(entry)? else { return Ok(Vec::new()) };
        let secret = self.secret(entry, &row)?;
        let fields = self.fields(row.n)?;
        let wanted = fields.iter().filter(|field| labels.contains(&field.label.as_str()));
        wanted
            .map(|field| {
                let Revealed { label, value } = self.open_field(entry, Some(&secret), field)?;
                Ok(Disclosed { salt: commitment::salt(&secret, &label), label, value })
            })
            .collect()
    }

    /// Removes entries that never reached the ledger; only while nobody else has the folder open.
    /// Asks `recorded` about each entry since the last sweep (`None`: the ledger cannot say; stop).
    /// Returns how many were removed.
    pub fn sweep_orphans(&mut self, recorded: &mut dyn FnMut(EntryId) -> Option<bool>) -> Result<usize, VaultError> {
        let from: i64 = mark(&self.db, "swept")?.and_then(|text| text.parse().ok()).unwrap_or(0);
        let mut work = || -> rusqlite::Result<(i64, Vec<i64>)> {
            let (mut upto, mut orphans) = (from, Vec::new());
            let mut select = self.db.prepare_cached("SELECT n, entry_id FROM entry WHERE n > ?1 ORDER BY n")?;
            let mut rows = select.query([from])?;
            while let Some(row) = rows.next()? {
                match recorded(EntryId::from_bytes(row.get(1)?)) {
                    None => break,
                    Some(true) => (),
                    Some(false) => orphans.push(row.get(0)?),
                }
                upto = row.get(0)?;
            }
            Ok((upto, orphans))
        };
        let (upto, orphans) = work().map_err(SqliteError::from)?;
        if upto > from {
            self.settle(upto, &orphans)?;
        }
        Ok(orphans.len())
    }

    /// Declares every row to be recorded, so that no later sweep removes it: before a new epoch,
    /// whose ledger knows none of them.
    pub fn keep_all(&mut self) -> Result<(), VaultError> {
        let last = self.db.query_row("SELECT coalesce(max(n), 0) FROM entry", [], |row| row.get(0));
        self.settle(last.map_err(SqliteError::from)?, &[])
    }

    fn settle(&mut self, upto: i64, orphans: &[i64]) -> Result<(), VaultError> {
        let mut work = || -> rusqlite::Result<()> {
            let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for n in orphans {
                begun.execute("DELETE FROM entry WHERE n = ?1", [n])?;
            }
            begun.execute("INSERT OR REPLACE INTO mark (name, value) VALUES ('swept', ?1)", [upto.to_string()])?;
            begun.commit()
        };
        Ok(work().map_err(SqliteError::from)?)
    }

    fn row(&self, entry: EntryId) -> Result<Option<Row>, VaultError> {
        let read = || -> rusqlite::Result<Option<Row>> {
            let mut select = self.db.prepare_cached("SELECT n, secret FROM entry WHERE entry_id = ?1")?;
            select.query_row([entry.as_bytes()], |row| Ok(Row { n: row.get(0)?, secret: row.get(1)? })).optional()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    fn fields(&self, n: i64) -> Result<Vec<SealedField>, VaultError> {
        let read = || -> rusqlite::Result<Vec<SealedField>> {
            let mut select =
                self.db.prepare_cached("SELECT label, seal, sealed FROM field WHERE n = ?1 ORDER BY label")?;
            let fields = select
                .query_map([n], |row| Ok(SealedField { label: row.get(0)?, seal: row.get(1)?, sealed: row.get(2)? }))?;
            fields.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    fn secret(&self, entry: EntryId, row: &Row) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        keys::unwrap(&row.secret, self.identity()?).ok_or(VaultError::Sealed { entry })
    }

    fn open_field(
        &self,
        entry: EntryId,
        secret: Option<&[u8; 32]>,
        field: &SealedField,
    ) -> Result<Revealed, VaultError> {
        let key = match (field.seal, secret) {
            (SEAL_HANDSET, _) => self.keys.till.clone(),
            (SEAL_PERSON, Some(secret)) => seal::entry_key(secret),
            _ => return Err(VaultError::Locked),
        };
        let value = seal::open(&key, entry, &field.label, &field.sealed)?;
        Ok(Revealed { label: field.label.clone(), value })
    }
}

fn mark(db: &Connection, name: &str) -> Result<Option<String>, VaultError> {
    let value = db.query_row("SELECT value FROM mark WHERE name = ?1", [name], |row| row.get(0)).optional();
    Ok(value.map_err(SqliteError::from)?)
}

fn set_mark(db: &Connection, name: &str, value: &str) -> Result<(), VaultError> {
    let done = db.execute("INSERT OR REPLACE INTO mark (name, value) VALUES (?1, ?2)", [name, value]);
    done.map(drop).map_err(|e| SqliteError::from(e).into())
}

fn clear_mark(db: &Connection, name: &str) -> Result<(), VaultError> {
    Ok(db.execute("DELETE FROM mark WHERE name = ?1", [name]).map(drop).map_err(SqliteError::from)?)
}
