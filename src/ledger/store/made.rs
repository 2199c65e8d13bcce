//! Appends that depend on what stands in the log when they are written.

use super::{Appended, Store, StoreError, check, head, schema, write};
use crate::clock::{Moment, rfc3339};
use crate::ledger::leaf::Leaf;
use crate::ledger::receipt::{Code, Entry, Receipt};
use crate::ledger::tree::{self, Frontier, Tree, leaf_hash};
use crate::sqlite::SqliteError;
use rusqlite::{Transaction, TransactionBehavior};
use std::ops::Range;

/// The log inside one append: nobody else writes while this is looked at.
#[derive(Debug)]
pub struct Inside<'a> {
    db: &'a Transaction<'a>,
    /// Number of leaves before this append.
    stored: u64,
    frontier: Frontier,
}

impl Inside<'_> {
    /// The tree that the next leaf will stand behind, those of this append included.
    pub fn tree(&self) -> Tree {
        Tree { size: self.frontier.size(), root: self.frontier.root() }
    }

    /// Number of leaves before this append.
    pub fn stored(&self) -> u64 {
        self.stored
    }

    /// Hands on the stored leaves of a range, in order, until `each` returns false.
    pub fn range(&self, indexes: Range<u64>, each: &mut dyn FnMut(u64, &[u8]) -> bool) -> Result<(), StoreError> {
        Ok(schema::leaves(self.db, indexes, each)?)
    }
}

impl Store {
    /// Appends leaves unless one that was written since the log had `since` leaves forbids it: then
    /// nothing is written and `None` comes back. For leaves that say something about those before.
    pub fn append_unless(
        &mut self,
        leaves: &[Vec<u8>],
        at: Moment,
        since: u64,
        forbids: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Option<Appended>, StoreError> {
        let mut next = leaves.iter();
        self.append_made(at, &mut |inside| {
            let mut forbidden = false;
            if inside.tree().size == inside.stored() {
                inside.range(since..inside.stored(), &mut |_, bytes| {
                    forbidden = forbids(bytes);
                    !forbidden
                })?;
            }
            Ok(if forbidden { None } else { next.next().cloned() })
        })
    }

    /// Appends leaves that are made one by one inside the commit, each over the tree that ends with
    /// the one before; `None` ends it. All stand in one commit; without any, nothing is written.
    pub fn append_made(
        &mut self,
        at: Moment,
        make: &mut dyn FnMut(&Inside<'_>) -> Result<Option<Vec<u8>>, StoreError>,
    ) -> Result<Option<Appended>, StoreError> {
        if self.broken {
            return Err(StoreError::Broken);
        }
        let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(SqliteError::from)?;
        check::not_behind(&begun, &self.head)?;
        let stored = schema::count(&begun)?;
        let mut inside = Inside { db: &begun, stored, frontier: schema::frontier(&begun, stored)? };
        let (mut leaves, mut ids) = (Vec::new(), Vec::new());
        while let Some(bytes) = make(&inside)? {
            ids.push(Leaf::parse(&bytes)?.entry_id);
            inside.frontier.push(leaf_hash(&bytes));
            leaves.push(bytes);
        }
        if leaves.is_empty() {
            return Ok(None);
        }
        let (appended, checkpoint) = write(&begun, &leaves, &ids, &self.signer)?;
        schema::insert_checkpoint(&begun, appended.size, &rfc3339(at.wall), &checkpoint.sign(&self.signer)?)?;
        if let Err(e) = begun.commit() {
            // A failed sync may have taken hold or not; only reading it all again can tell.
            self.broken = true;
            return Err(SqliteError::from(e).into());
        }
        head::advance(&self.head, &checkpoint).map_err(StoreError::file(&self.head))?;
        Ok(Some(appended))
    }

    /// The receipt of an entry under the newest checkpoint, and its code; `None` where there is no
    /// such entry. An entry that its own tree does not bear out gets none: that is an alarm.
    pub fn receipt(&self, index: u64, now: Moment) -> Result<Option<(Receipt, Code)>, StoreError> {
        let (checkpoint, _note) = self.checkpoint()?;
        let (tree, bytes) = (checkpoint.tree(), self.read(index)?);
        let Some(bytes) = bytes.filter(|_| index < tree.size) else { return Ok(None) };
        let entry = Entry { index, leaf_hash: leaf_hash(&bytes) };
        let proof = self.inclusion_proof(index, tree.size)?;
        if !tree::verify_inclusion(index, tree.size, &entry.leaf_hash, &proof, &tree.root) {
            return Err(super::Alarm::TilesDoNotMatch { index }.into());
        }
        let time_ms = u64::try_from(now.wall.timestamp_millis()).unwrap_or_default();
        let code = Code::of(&self.verifier().bytes(), &entry, &self.root_at(index + 1)?);
        Ok(Receipt::sign(&entry, &tree, time_ms, &self.signer).map(|receipt| (receipt, code)))
    }
}
