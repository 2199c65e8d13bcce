//! `cache.db`: answers whose terms allow reuse, and which sources are resting.
//!
//! Disposable: a damaged file is deleted and made anew. Rows are keyed by a keyed hash of source
//! and number and sealed under a key derived from the same secret, so the file alone names no
//! handset and no words about one.

use super::error::RegistryError;
use crate::finding::{Answer, Outcome, SourceName};
use crate::imei::Imei14;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// `user_version` of the file; another version is thrown away, there is nothing to migrate.
const VERSION: i64 = 1;

/// Longest reuse that any contract is believed to allow; older rows are deleted.
const MAX_HOURS: i64 = 24 * 366;

const NONCE: usize = 24;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS answer (token BLOB PRIMARY KEY, at INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS breaker (source TEXT PRIMARY KEY, rest_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL) STRICT;
";

/// The open cache.
pub struct CacheStore {
    connection: Mutex<Connection>,
    token_key: [u8; 32],
    seal: XChaCha20Poly1305,
}

impl std::fmt::Debug for CacheStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CacheStore")
    }
}

/// A breaker that was open when the program last wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingSource {
    /// Which source.
    pub source: SourceName,
    /// How long the rest is, in milliseconds; the next one doubles it.
    pub rest_ms: u64,
    /// When it ends, by the wall clock.
    pub until: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    outcome: Outcome,
    as_of: Option<DateTime<Utc>>,
}

impl CacheStore {
    /// Forgets every answer in the file at `path` and leaves no trace of them in it: a row's key
    /// says, to who has the shop's token key, that a number was asked about. Fails while another
    /// program reads or writes it. Where there is no such file there is nothing to forget.
    pub fn forget_answers(path: &Path) -> Result<(), RegistryError> {
        if !path.exists() {
            return Ok(());
        }
        let boxed = |e: rusqlite::Error| RegistryError::Cache(Box::new(e));
        let connection = match prepare(path) {
            Ok(connection) => connection,
            // A damaged file is not asked any more, and holds what it held.
            Err(e) if is_damage(&e) => {
                return ["", "-wal", "-shm"]
                    .iter()
                    .try_for_each(|suffix| remove(&with_suffix(path, suffix)))
                    .map_err(|e| RegistryError::Cache(Box::new(e)));
            }
            Err(e) => return Err(boxed(e)),
        };
        connection.execute_batch("DELETE FROM answer; VACUUM;").map_err(boxed)?;
        let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(boxed)?;
        if busy == 0 { Ok(()) } else { Err(RegistryError::Cache("another program holds it open".into())) }
    }

    /// Opens or makes the file. `key` is the shop's token key; with another key all rows are
    /// misses. The note says that a damaged file was replaced.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<(Self, Option<String>), RegistryError> {
        let boxed = |e: rusqlite::Error| RegistryError::Cache(Box::new(e));
        private(path).map_err(|e| RegistryError::Cache(Box::new(e)))?;
        let (connection, note) = match prepare(path) {
            Ok(connection) => (connection, None),
            Err(e) if is_damage(&e) => {
                for suffix in ["", "-wal", "-shm"] {
                    remove(&with_suffix(path, suffix)).map_err(|e| RegistryError::Cache(Box::new(e)))?;
                }
                private(path).map_err(|e| RegistryError::Cache(Box::new(e)))?;
                (prepare(path).map_err(boxed)?, Some(format!("the answer cache was damaged and is made anew: {e}")))
            }
            Err(e) => return Err(boxed(e)),
        };
        let seal = XChaCha20Poly1305::new(&derive(key, &[b"countercheck cache seal"]).into());
        let token_key = derive(key, &[b"countercheck cache token"]);
        Ok((Self { connection: Mutex::new(connection), token_key, seal }, note))
    }

    /// An answer not older than `hours`, or nothing. Its `as_of` is the time it was given.
    pub fn reuse(&self, source: &SourceName, imei: &Imei14, hours: u32, now: DateTime<Utc>) -> Option<Answer> {
        let token = self.token(source, imei);
        let row = self.lock().query_row("SELECT at, sealed FROM answer WHERE token = ?1", [token.as_slice()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        });
        let (at, sealed) = row.optional().ok().flatten()?;
        let at = DateTime::from_timestamp(at, 0)?;
        let age = now - at;
        // A clock that went back makes the age negative: then nobody knows it.
        if age < TimeDelta::zero() || age >= TimeDelta::hours(i64::from(hours)) {
            return None;
        }
        let (nonce, text) = sealed.split_at_checked(NONCE)?;
        let plain = self.seal.decrypt(XNonce::from_slice(nonce), Payload { msg: text, aad: &token }).ok()?;
        let kept: Kept = serde_json::from_slice(&plain).ok()?;
        Some(Answer { as_of: kept.as_of.or(Some(at)), ..Answer::new(source, imei, kept.outcome) })
    }

    /// Keeps an answer; silence is never kept. A failure costs one question later, nothing else.
    pub fn keep(&self, answer: &Answer, now: DateTime<Utc>) -> Result<(), RegistryError> {
        if matches!(answer.outcome, Outcome::NoAnswer(_)) {
            return Ok(());
        }
        let token = self.token(&answer.source, &answer.imei);
        let kept = Kept { outcome: answer.outcome.clone(), as_of: answer.as_of };
        let plain = serde_json::to_vec(&kept).map_err(|e| RegistryError::Cache(Box::new(e)))?;
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|e| RegistryError::Cache(e.to_string().into()))?;
        let text = self.seal.encrypt(XNonce::from_slice(&nonce), Payload { msg: &plain, aad: &token });
        let text = text.map_err(|_| RegistryError::Cache("an answer could not be sealed".into()))?;
        let sealed = [nonce.as_slice(), &text].concat();
        let lock = self.lock();
        lock.execute(
            "INSERT INTO answer VALUES (?1, ?2, ?3) ON CONFLICT (token) DO UPDATE SET at = ?2, sealed = ?3",
            params![token.as_slice(), now.timestamp(), sealed],
        )
        .and_then(|_| {
            let oldest = now.timestamp() - MAX_HOURS * 3600;
            lock.execute("DELETE FROM answer WHERE at < ?1", [oldest])
        })
        .map_err(|e| RegistryError::Cache(Box::new(e)))?;
        Ok(())
    }

    /// The sources that were resting when the program last ran.
    pub fn resting(&self) -> Vec<RestingSource> {
        let lock = self.lock();
        let read = || {
            let mut rows = lock.prepare("SELECT source, rest_ms, until_ms FROM breaker")?;
            let rows =
                rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))?;
            rows.collect::<Result<Vec<_>, _>>()
        };
        let whole = |(source, rest, until): (String, i64, i64)| {
            Some(RestingSource {
                source: SourceName::new(source),
                rest_ms: u64::try_from(rest).ok()?,
                until: DateTime::from_timestamp_millis(until)?,
            })
        };
        read().unwrap_or_default().into_iter().filter_map(whole).collect()
    }

    /// Writes down that a source rests, or with `None` that it answers again.
    pub fn remember(&self, source: &SourceName, resting: Option<&RestingSource>) -> Result<(), RegistryError> {
        let lock = self.lock();
        match resting {
            Some(rest) => lock.execute(
                "INSERT INTO breaker VALUES (?1, ?2, ?3) ON CONFLICT (source) DO UPDATE SET rest_ms = ?2, until_ms = ?3",
                params![source.as_str(), i64::try_from(rest.rest_ms).unwrap_or(i64::MAX), rest.until.timestamp_millis()],
            ),
            None => lock.execute("DELETE FROM breaker WHERE source = ?1", [source.as_str()]),
        }
        .map_err(|e| RegistryError::Cache(Box::new(e)))?;
        Ok(())
    }

    /// Source and number together, so that two sources' rows about one handset do not match.
    fn token(&self, source: &SourceName, imei: &Imei14) -> [u8; 32] {
        derive(&self.token_key, &[source.as_str().as_bytes(), b"\0", imei.as_str().as_bytes()])
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn derive(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mac = <Hmac<Sha256> as Mac>::new_from_slice(key);
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = mac.expect("32 bytes are a key");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Makes the file for its owner only, before anything stands in it; `SQLite` gives the files
/// beside it the same mode. An existing one is narrowed by its name: opening and closing it here
/// would drop the locks of a connection that this process holds.
#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    if let Err(e) = made
        && e.kind() != std::io::ErrorKind::AlreadyExists
    {
        return Err(e);
    }
    for suffix in ["", "-wal", "-shm"] {
        // A medium without modes is no reason to do without answers.
        let _as_far_as_it_goes =
            std::fs::set_permissions(with_suffix(path, suffix), std::fs::Permissions::from_mode(0o600));
    }
    Ok(())
}

/// Elsewhere the folder's own rules decide who reads it.
#[cfg(not(unix))]
fn private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn prepare(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_millis(500))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "secure_delete", true)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let check: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check != "ok" {
        return Err(damaged(&check));
    }
    match version {
        VERSION => connection.prepare("SELECT token, at, sealed FROM answer").map(drop)?,
        0 => {
            let make = format!("BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;");
            connection.execute_batch(&make)?;
        }
        _ => return Err(damaged("another version")),
    }
    Ok(connection)
}

fn damaged(why: &str) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(code, Some(why.to_owned()))
}

/// Busy, read-only and full are no damage: deleting would not help.
fn is_damage(e: &rusqlite::Error) -> bool {
    matches!(e.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}
