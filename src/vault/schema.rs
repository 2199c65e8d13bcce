//! `vault.db`: what is in it.

use crate::sqlite::Schema;

/// Seals of `field`: under the entry's own key, or under the till's.
pub(super) const SEAL_PERSON: i64 = 0;
pub(super) const SEAL_HANDSET: i64 = 1;

/// One row per entry with its secret, and under it everything that is erased with the entry.
/// `AUTOINCREMENT`, so that a number is never used again and the sweep can remember how far it came.
pub(super) const SCHEMA: Schema = Schema {
    application_id: 0x4343_7674,
    version: 1,
    create: "
        CREATE TABLE mark (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE entry (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            entry_id BLOB NOT NULL UNIQUE CHECK (length(entry_id) = 16),
            secret BLOB NOT NULL,
            recipients BLOB NOT NULL
        ) STRICT;
        CREATE TABLE field (
            n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
            label TEXT NOT NULL,
            seal INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (n, label)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE token (
            token BLOB NOT NULL,
            n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
            PRIMARY KEY (token, n)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX token_of_entry ON token (n);
    ",
    migrations: &[],
    secure_delete: true,
};
