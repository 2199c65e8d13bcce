//! `keys …`, and how a command unlocks the shop's key.

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// How the shop's key is unlocked, where it is locked.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct KeyArgs {
    /// File with the passphrase, the key file or the recovery key [default: `$COUNTERCHECK_PASSPHRASE_FILE`, or asked for]
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// The lock of a shop's key that lies open, or is made.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct NewKeyArgs {
    /// Puts the shop's key under the passphrase in this file (its first line)
    #[arg(long, value_name = "FILE", conflicts_with = "key_file")]
    pub passphrase_file: Option<PathBuf>,
    /// Puts it under a key file, which is written here: on a stick, say
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Where the recovery key is written; must not exist
    #[arg(long, value_name = "FILE")]
    pub recovery_file: Option<PathBuf>,
}

/// Who does it; stands in the entry.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct StaffArgs {
    /// Who does it [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
}

/// `keys …`
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Says how the shop's key is locked, who can open entries, and what needs attention
    #[command(after_help = "Example: countercheck keys status --json")]
    Status {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Puts a shop's key that lies open under a passphrase or a key file, and makes a recovery key
    #[command(after_help = "Asks on the terminal where no file is named.\n\nExamples:\n  countercheck keys wrap\n  \
                      countercheck keys wrap --passphrase-file pass.txt --recovery-file /media/stick/recovery.txt\n  \
                      countercheck keys wrap --key-file /media/stick/shop.key --recovery-file recovery.txt")]
    Wrap {
        /// The new lock
        #[command(flatten)]
        new: NewKeyArgs,
        /// Leaves the key open in keys/shop on purpose, and only makes a recovery key
        #[arg(long, conflicts_with_all = ["passphrase_file", "key_file"])]
        open: bool,
        /// Who does it
        #[command(flatten)]
        staff: StaffArgs,
    },
    /// Changes the passphrase; the old one or the recovery key opens once more
    #[command(after_help = "Examples:\n  countercheck keys passphrase\n  \
                      countercheck keys passphrase --passphrase-file recovery.txt --new-passphrase-file pass.txt")]
    Passphrase {
        /// What opens the key now
        #[command(flatten)]
        key: KeyArgs,
        /// File with the new passphrase (its first line)
        #[arg(long, value_name = "FILE", conflicts_with = "new_key_file")]
        new_passphrase_file: Option<PathBuf>,
        /// Takes a key file instead of a passphrase; it is written here
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
        /// Who does it
        #[command(flatten)]
        staff: StaffArgs,
    },
    /// Makes a new recovery key, or checks the one on paper; an earlier one opens nothing any more
    #[command(after_help = "Examples:\n  countercheck keys recovery\n  countercheck keys recovery --check\n  \
                      countercheck keys recovery --recovery-file /media/stick/recovery.txt")]
    Recovery {
        /// What opens the key now; with --check the recovery key itself
        #[command(flatten)]
        key: KeyArgs,
        /// Where the new recovery key is written; must not exist
        #[arg(long, value_name = "FILE")]
        recovery_file: Option<PathBuf>,
        /// Makes none; says whether the recovery key that is typed opens the shop's key
        #[arg(long, conflicts_with = "recovery_file")]
        check: bool,
        /// Who does it
        #[command(flatten)]
        staff: StaffArgs,
    },
    /// Police keys (age) that can open entries besides the shop's own
    #[command(subcommand, after_help = "Example: countercheck keys recipients add /media/stick/force.txt")]
    Recipients(RecipientsCommand),
}

/// `keys recipients …`
#[derive(Debug, Subcommand)]
pub enum RecipientsCommand {
    /// Lists them
    #[command(after_help = "Example: countercheck keys recipients list --json")]
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Adds them; entries that are there already follow at the next unlock
    #[command(after_help = "Examples:\n  countercheck keys recipients add /media/stick/force.txt\n  \
                      countercheck keys recipients add age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")]
    Add {
        /// A public key (age1…), or a file with one a line
        #[arg(value_name = "FILE|age1…")]
        recipient: String,
        /// What opens the shop's key now, so that earlier entries follow at once
        #[command(flatten)]
        key: KeyArgs,
        /// Who does it
        #[command(flatten)]
        staff: StaffArgs,
    },
    /// Removes one; it opens no new entry, and earlier ones are sealed anew without it
    #[command(after_help = "Example: countercheck keys recipients remove 1f2e3d4c5b6a7988")]
    Remove {
        /// The public key or its fingerprint
        #[arg(value_name = "age1…|FINGERPRINT")]
        recipient: String,
        /// What opens the shop's key now, so that earlier entries follow at once
        #[command(flatten)]
        key: KeyArgs,
        /// Who does it
        #[command(flatten)]
        staff: StaffArgs,
    },
}
