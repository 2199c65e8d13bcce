//! Police recipients: whose age keys open what people told the shop, besides the shop's own.
//!
//! An entry's secret is sealed to those who are named when it is written. Who is added later gets
//! the secrets of earlier entries as soon as the shop's key is unlocked; who is removed gets no new
//! ones, and those of earlier entries are sealed anew without him (what he copied he keeps).

use super::{Vault, VaultError, keys, mark, private, set_mark};
use crate::ledger::store::files;
use crate::sqlite::SqliteError;
use rusqlite::{TransactionBehavior, params};
use sha2::{Digest as _, Sha256};
use std::io;

/// More than any shop's police forces have.
pub const MAX_RECIPIENTS: usize = 32;

/// Entries that are sealed anew in one commit.
const BATCH: usize = 100;

/// The set of recipients that was last agreed to, so that one slipped in shows.
const AGREED: &str = "recipients";

/// A public key's fingerprint: the first 16 hexadecimal digits of the SHA-256 of its text.
pub fn fingerprint(recipient: &str) -> String {
    hex::encode(&Sha256::digest(recipient)[..8])
}

/// Number and sealed secret of an entry that is sealed for another set.
type Stale = (i64, Vec<u8>);

impl Vault {
    /// The police's recipients, as age writes them.
    pub fn recipients(&self) -> Vec<String> {
        self.keys.police().iter().map(ToString::to_string).collect()
    }

    /// Adds the recipients of a text (one a line, `#` comments); returns those that are new.
    pub fn add_recipients(&mut self, text: &str) -> Result<Vec<String>, VaultError> {
        let known = self.recipients();
        let mut new: Vec<String> = keys::parse_recipients(text)?.iter().map(ToString::to_string).collect();
        new.retain(|recipient| !known.contains(recipient));
        new.dedup();
        if known.len() + new.len() > MAX_RECIPIENTS {
            return Err(VaultError::ManyRecipients);
        }
        let mut whole = self.recipients_text()?;
        if !whole.is_empty() && !whole.ends_with('\n') {
            whole.push('\n');
        }
        for recipient in &new {
            whole.push_str(recipient);
            whole.push('\n');
        }
        self.write_recipients(&whole, !new.is_empty())?;
        Ok(new)
    }

    /// Removes a recipient, given whole or by its fingerprint; `false` when there is no such one.
    pub fn remove_recipient(&mut self, which: &str) -> Result<bool, VaultError> {
        let is_it = |line: &str| line.trim() == which || fingerprint(line.trim()) == which;
        let text = self.recipients_text()?;
        let found = text.lines().any(is_it);
        let kept: String = text.lines().filter(|line| !is_it(line)).flat_map(|line| [line, "\n"]).collect();
        self.write_recipients(&kept, found)?;
        Ok(found)
    }

    fn recipients_text(&self) -> Result<String, VaultError> {
        let path = self.keys.path("recipients");
        match files::read_text(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            other => other.map_err(keys::file(&path)),
        }
    }

    fn write_recipients(&mut self, text: &str, changed: bool) -> Result<(), VaultError> {
        if !changed {
            return Ok(());
        }
        let path = self.keys.path("recipients");
        private::replace(&path, text.as_bytes()).map_err(keys::file(&path))?;
        self.keys.read_police()?;
        // Made ahead for those who were named then.
        self.store.clear();
        self.remember_recipients()
    }

    /// Declares the present set to be agreed to.
    pub fn remember_recipients(&self) -> Result<(), VaultError> {
        set_mark(&self.db, AGREED, &hex::encode(self.keys.recipients_mark()))
    }

    /// Whether the set is another than the one last agreed to: somebody wrote into the file.
    pub fn recipients_slipped_in(&self) -> Result<bool, VaultError> {
        let agreed = mark(&self.db, AGREED)?;
        // A vault of an earlier version agreed to nothing; without police there is nothing to tell.
        let none = agreed.is_none() && self.keys.police().is_empty();
        Ok(!none && agreed != Some(hex::encode(self.keys.recipients_mark())))
    }

    /// How many entries are sealed for another set than the present one.
    pub fn stale_keys(&self) -> Result<u64, VaultError> {
        let mark = self.keys.recipients_mark();
        let count = || -> rusqlite::Result<u64> {
            let mut sum = 0;
            // Two ranges of the index; an inequality would read the whole table.
            for sql in
                ["SELECT count(*) FROM entry WHERE recipients < ?1", "SELECT count(*) FROM entry WHERE recipients > ?1"]
            {
                let n: i64 = self.db.prepare_cached(sql)?.query_row([mark], |row| row.get(0))?;
                sum += u64::try_from(n).unwrap_or(0);
            }
            Ok(sum)
        };
        Ok(count().map_err(SqliteError::from)?)
    }

    /// Seals the secrets of earlier entries for the present set, some at a time: what a kill
    /// interrupts goes on at the next unlock. `done` hears how many are through. Returns how many
    /// could not be opened, and so stay as they are. Needs the key unlocked.
    pub fn hand_on_keys(&mut self, done: &mut dyn FnMut(u64)) -> Result<u64, VaultError> {
        let (mut after, mut through, mut damaged) = (0, 0, 0);
        loop {
            let batch = self.stale_after(after)?;
            let Some(last) = batch.last() else { return Ok(damaged) };
            after = last.0;
            through += batch.len() as u64;
            let mut fresh = Vec::with_capacity(batch.len());
            for (n, sealed) in &batch {
                match keys::unwrap(sealed, self.identity()?) {
                    Some(secret) => fresh.push((*n, self.keys.wrap(&secret)?)),
                    None => damaged += 1,
                }
            }
            self.replace_secrets(&fresh)?;
            done(through);
        }
    }

    fn stale_after(&self, n: i64) -> Result<Vec<Stale>, VaultError> {
        let read = || -> rusqlite::Result<Vec<Stale>> {
            let sql = "SELECT n, secret FROM entry WHERE n > ?1 AND recipients <> ?2 ORDER BY n LIMIT ?3";
            let mut select = self.db.prepare_cached(sql)?;
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let rows = select
                .query_map(params![n, self.keys.recipients_mark(), limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        Ok(read().map_err(SqliteError::from)?)
    }

    /// An entry that was erased meanwhile stays erased: only rows that are there are written.
    fn replace_secrets(&mut self, fresh: &[(i64, Vec<u8>)]) -> Result<(), VaultError> {
        let mark = self.keys.recipients_mark();
        let mut work = || -> rusqlite::Result<()> {
            let begun = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (n, sealed) in fresh {
                begun
                    .prepare_cached("UPDATE entry SET secret = ?2, recipients = ?3 WHERE n = ?1")?
                    .execute(params![n, sealed, mark])?;
            }
            begun.commit()
        };
        Ok(work().map_err(SqliteError::from)?)
    }
}
