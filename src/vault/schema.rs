//! `vault.db`: what is in it.

use crate::sqlite::Schema;

/// Seals of `field`: under the entry's own key, or under the till's.
pub(super) const SEAL_PERSON: i64 = 0;
pub(super) const SEAL_HANDSET: i64 = 1;

/// What version 2 added: pictures, drafts and papers, and finding the entries that a new recipient
/// cannot open yet.
macro_rules! since_2 {
    () => {
        "
        CREATE TABLE blob (
            n INTEGER NOT NULL REFERENCES entry (n) ON DELETE CASCADE,
            label TEXT NOT NULL,
            part INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (n, label, part)
        ) STRICT;
        CREATE TABLE tray (
            id INTEGER PRIMARY KEY,
            tray INTEGER NOT NULL,
            name TEXT NOT NULL,
            entry_id BLOB CHECK (entry_id IS NULL OR length(entry_id) = 16),
            sealed BLOB NOT NULL,
            UNIQUE (tray, name)
        ) STRICT;
        CREATE INDEX tray_of_entry ON tray (entry_id) WHERE entry_id IS NOT NULL;
        CREATE INDEX entry_by_recipients ON entry (recipients);
        "
    };
}

/// What version 3 added: the people who work here. `next` takes the place of `sealed` once the ledger
/// holds `entry`; empty, the person leaves. Numbers are never given to another.
macro_rules! since_3 {
    () => {
        "
        CREATE TABLE person (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            sealed BLOB,
            next BLOB,
            entry BLOB CHECK (entry IS NULL OR length(entry) = 16),
            failures INTEGER NOT NULL DEFAULT 0,
            failed_at INTEGER
        ) STRICT;
        "
    };
}

/// One row per entry with its secret, and under it everything that is erased with the entry.
/// `AUTOINCREMENT`, so that a number is never used again and the sweep can remember how far it came.
pub(super) const SCHEMA: Schema = Schema {
    application_id: 0x4343_7674,
    version: 3,
    create: concat!(
        "
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
        since_2!(),
        since_3!()
    ),
    migrations: &[since_2!(), since_3!()],
    secure_delete: true,
};
