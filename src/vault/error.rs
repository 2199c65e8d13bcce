//! What can go wrong with the vault.

use crate::ledger::leaf::{EntryId, LeafError};
use crate::sqlite::SqliteError;
use std::io;
use std::path::PathBuf;

/// Why the vault did not do it. No variant carries a value: errors end in logs.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The database could not be opened, read or written.
    #[error("the vault could not be opened, read or written")]
    Db(#[from] SqliteError),
    /// A key file or folder could not be made or read.
    #[error("{} cannot be made or read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
    /// A key file is malformed or belongs to another vault.
    #[error("the key file {name} is not this vault's")]
    ForeignKey {
        /// Its name in the `keys` folder.
        name: &'static str,
    },
    /// What was given opens the shop's key with none of its locks.
    #[error("this does not open the shop's key")]
    WrongSecret,
    /// The passphrase is too short to keep anybody out.
    #[error("a passphrase needs at least {} characters", super::MIN_PASSPHRASE)]
    ShortPassphrase,
    /// The key file was written by a later version.
    #[error("the key file shop was written by a later version")]
    NewerKey,
    /// The shop's secret key is not at hand.
    #[error("the shop's key is locked or missing")]
    Locked,
    /// A line of the list of police recipients is no recipient.
    #[error("line {line} of keys/recipients is not an age recipient")]
    Recipient {
        /// Its number, from 1.
        line: usize,
    },
    /// A list of recipients is longer than anybody needs.
    #[error("more than {} recipients", super::MAX_RECIPIENTS)]
    ManyRecipients,
    /// A draft or print job cannot be kept as it is.
    #[error("{name:?} is no name for what is kept, or holds too much")]
    Kept {
        /// The name, escaped.
        name: String,
    },
    /// Somebody on the list of people cannot be read, or is not there.
    #[error("what is kept of a member of staff does not open, or is not there")]
    Person,
    /// Another program changes the same person just now, or was interrupted at it.
    #[error("another program is changing this person just now")]
    PersonBusy,
    /// Another program holds the vault, so that erased content may still stand in its files.
    #[error("another program holds the vault open; erased content may still stand in its files")]
    NotScrubbed,
    /// A field cannot be sealed as it is.
    #[error("the entry cannot be sealed")]
    Leaf(#[from] LeafError),
    /// The entry has a row already.
    #[error("entry {entry} is sealed already")]
    Twice {
        /// The entry.
        entry: EntryId,
    },
    /// Something sealed does not open: damaged, moved from another entry, or sealed under another key.
    #[error("what is sealed for entry {entry} does not open")]
    Sealed {
        /// The entry.
        entry: EntryId,
    },
    /// The system gave no random bytes, or sealing failed.
    #[error("the value could not be sealed")]
    Sealing,
}

impl VaultError {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Db(db) => db.advice(),
            Self::File { .. } => "check that the disk is not full and the folder can be written to, then try again",
            Self::ForeignKey { .. } => {
                "put the keys folder back that belongs to this shop's folder, or restore the last backup"
            }
            Self::Locked => "give the shop's passphrase or its recovery key, or put the keys folder back",
            Self::WrongSecret => {
                "type the passphrase again, or use the recovery key; neither can be had in another way"
            }
            Self::ShortPassphrase => {
                "take a sentence of four words or more; the recovery key is for when it is forgotten"
            }
            Self::NewerKey => "update the program on this computer to the version that wrote it",
            Self::ManyRecipients => "remove those that nobody uses any more",
            Self::Kept { .. } => "this is a fault of the program: report it with the version number",
            Self::Person => "see who is on the list with `countercheck staff list`",
            Self::PersonBusy => "close other windows of the program, then try again",
            Self::NotScrubbed => {
                "close other windows of the program, then start it once more: it goes on where it stopped"
            }
            Self::Recipient { .. } => "copy the recipient again, whole, as the police handed it out",
            Self::Leaf(leaf) => leaf.advice(),
            Self::Sealed { .. } => "verify the register and restore the vault from the last backup",
            Self::Twice { .. } | Self::Sealing => "start the program again, then repeat the last step",
        }
    }
}
