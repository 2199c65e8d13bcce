//! From a draft's fields to rows: sealed before the transaction, so that others wait for the disk only.

use super::VaultError;
use super::blob::{self, SealedBlob};
use super::keys::{Keys, Secret};
use super::schema::{SEAL_HANDSET, SEAL_PERSON};
use super::{seal, token};
use crate::ledger::leaf::{Commitments, Draft, EntryId, Field, LeafError, MAX_VALUE, Seal, check_label, commitment};
use crate::sqlite::SqliteError;
use rusqlite::{Connection, params};

/// One sealed field.
pub(super) struct SealedField {
    pub(super) label: String,
    pub(super) seal: i64,
    pub(super) sealed: Vec<u8>,
}

/// A draft, sealed and ready to be written.
pub(super) struct Ready {
    entry: EntryId,
    secret: Vec<u8>,
    pub(super) fields: Vec<SealedField>,
    blobs: Vec<SealedBlob>,
    tokens: Vec<Vec<u8>>,
    pub(super) commitments: Commitments,
}

impl Ready {
    /// Seals every field under a secret of its own, from those in store where there is one.
    pub(super) fn new(draft: &Draft, keys: &Keys, store: &mut Vec<Secret>) -> Result<Self, VaultError> {
        let entry = draft.entry_id;
        let (fields, blobs, tokens) = (Vec::new(), Vec::new(), Vec::new());
        let mut ready = Self { entry, secret: Vec::new(), fields, blobs, tokens, commitments: Commitments::new() };
        if draft.fields.is_empty() && draft.blobs.is_empty() {
            return Ok(ready);
        }
        let Secret { plain: secret, sealed } = store.pop().map_or_else(|| keys.secret(), Ok)?;
        ready.secret = sealed;
        let person = seal::entry_key(&secret);
        let mut digests = Vec::with_capacity(draft.blobs.len());
        for blob in &draft.blobs {
            ready.blobs.push(SealedBlob::new(blob, &person, entry)?);
            digests.push(Field::person(blob.label.as_str(), blob::value(blob)));
        }
        for Field { label, value, seal, token } in draft.fields.iter().chain(&digests) {
            check_label(label)?;
            if value.len() > MAX_VALUE {
                return Err(LeafError::LongValue { label: label.clone(), bytes: value.len() }.into());
            }
            let (seal, key) = match seal {
                Seal::Person => (SEAL_PERSON, &*person),
                Seal::Handset => (SEAL_HANDSET, &*keys.till),
            };
            let sealed = seal::seal(key, entry, label, value)?;
            ready.fields.push(SealedField { label: label.clone(), seal, sealed });
            ready.tokens.extend(token.and_then(|class| token::token(&keys.token, class, value)));
            let c = commitment::commit(&commitment::salt(&secret, label), label, value);
            if ready.commitments.insert(label.clone(), c).is_some() {
                return Err(LeafError::TwiceInDraft { label: label.clone() }.into());
            }
        }
        Ok(ready)
    }

    /// Writes the rows; the caller commits.
    pub(super) fn insert(&self, db: &Connection, mark: [u8; 8]) -> Result<(), VaultError> {
        let work = || -> rusqlite::Result<()> {
            db.prepare_cached("INSERT INTO entry (entry_id, secret, recipients) VALUES (?1, ?2, ?3)")?
                .execute(params![self.entry.as_bytes(), self.secret, mark])?;
            let n = db.last_insert_rowid();
            let mut field = db.prepare_cached("INSERT INTO field (n, label, seal, sealed) VALUES (?1, ?2, ?3, ?4)")?;
            for SealedField { label, seal, sealed } in &self.fields {
                field.execute(params![n, label, seal, sealed])?;
            }
            for blob in &self.blobs {
                blob.insert(db, n)?;
            }
            // Both slots of a handset may hold one number.
            let mut token = db.prepare_cached("INSERT OR IGNORE INTO token (token, n) VALUES (?1, ?2)")?;
            for bytes in &self.tokens {
                token.execute(params![bytes, n])?;
            }
            Ok(())
        };
        work().map_err(|e| match e.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => VaultError::Twice { entry: self.entry },
            _ => SqliteError::from(e).into(),
        })
    }
}
