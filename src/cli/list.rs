//! `list …`: block lists that the shop holds itself.

mod signed;

pub use signed::{ListPublishArgs, ListStickArgs, ListSyncArgs, ListTrustArgs};

use clap::Subcommand;
use std::path::PathBuf;

/// `list …`
#[derive(Debug, Subcommand)]
pub enum ListCommand {
    /// Makes a block list from CSV files (also .gz and .zst; "-" reads standard input)
    #[command(
        after_help = "Columns: imei,status,reason,since,reporter,country in any order; DIRBS stolen lists and their changes as they are.\n\
                      Files count in the order given. A reporter's later line about a number replaces its earlier one; a removal takes \
                      off the listing of the reporter it names, or all where it names none; of several reporters the heaviest status stays.\n\n\
                      Examples:\n  countercheck list build national.csv --output national.list\n  \
                      countercheck list build full.csv changes-1.csv changes-2.csv --output national.list --name national --version 12\n  \
                      countercheck list build --delta national-11.list national-12.list --output national-12.changes"
    )]
    Build(ListBuildArgs),
    /// Looks numbers up in a block list; recorded nowhere ("-" reads lines from standard input)
    #[command(after_help = "Example: countercheck list find --file national.list 35-209900-176148-1 --json")]
    Find {
        /// The list
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Changes to the list, oldest first; may be repeated
        #[arg(long = "overlay", value_name = "FILE")]
        overlays: Vec<PathBuf>,
        /// IMEIs
        #[arg(required = true)]
        numbers: Vec<String>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Says which lists the shop holds, or which list a file holds: how old, and whether every page is whole
    #[command(
        after_help = "Examples:\n  countercheck list status\n  countercheck list status --file national.list --json"
    )]
    Status {
        /// A list that is not the shop's; may be repeated
        #[arg(long = "file", value_name = "FILE")]
        files: Vec<PathBuf>,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Writes a block list back as CSV
    #[command(after_help = "Example: countercheck list dump --file national.list --output national.csv")]
    Dump {
        /// The list
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Changes to the list, oldest first; may be repeated
        #[arg(long = "overlay", value_name = "FILE")]
        overlays: Vec<PathBuf>,
        /// Where to [default: standard output]
        #[arg(long, value_name = "CSV")]
        output: Option<PathBuf>,
    },
    /// Makes one list of a list and the changes to it, byte for byte the publisher's next one; without files, of the shop's lists
    #[command(
        after_help = "Examples:\n  countercheck list fold\n  countercheck list fold --file national-11.list --overlay national-12.changes --output national-12.list"
    )]
    Fold {
        /// The list
        #[arg(long, value_name = "FILE", requires_all = ["overlays", "output"])]
        file: Option<PathBuf>,
        /// Changes to the list, oldest first; may be repeated
        #[arg(long = "overlay", value_name = "FILE", requires = "file")]
        overlays: Vec<PathBuf>,
        /// Where to
        #[arg(long, value_name = "FILE", requires = "file")]
        output: Option<PathBuf>,
    },
    /// Says whose signatures count for a list: the publisher's root.json, or its QR code
    #[command(
        after_help = "The fingerprint is the SHA-256 of root.json. Compare it with the one that the publisher prints on paper or tells on \
                      the telephone: whoever made that file decides what this shop believes.\n\n\
                      Examples:\n  countercheck list trust national --root root.json --url https://lists.example/national\n  \
                      countercheck list trust national --qr \"countercheck-list 1 1 5f2c… https://lists.example/national\""
    )]
    Trust(ListTrustArgs),
    /// Fetches the newest version of the shop's lists: only what is new, and only what is signed
    #[command(after_help = "Examples:\n  countercheck list sync\n  countercheck list sync national --json")]
    Sync(ListSyncArgs),
    /// Takes lists from a stick, also when their signatures have run out meanwhile
    #[command(after_help = "Example: countercheck list import /media/stick")]
    Import(ListStickArgs),
    /// Puts the shop's lists onto a stick, signatures and all, for a shop without a network
    #[command(after_help = "Example: countercheck list export /media/stick")]
    Export(ListStickArgs),
    /// Publishes a list for any static web server: signed, in small parts, with the changes since the version before
    #[command(
        after_help = "Examples:\n  countercheck list publish --init /srv/lists/national --keys /media/vault/keys --url https://lists.example/national\n  \
                      countercheck list publish /srv/lists/national national.list --keys /etc/countercheck/keys\n  \
                      countercheck list publish /srv/lists/national --keys /etc/countercheck/keys     (renews signatures: every day)\n  \
                      countercheck list publish /srv/lists/national --keys /media/vault/keys --rotate timestamp --new-keys /etc/countercheck/keys"
    )]
    Publish(ListPublishArgs),
}

/// `list build`
#[derive(Debug, clap::Args)]
pub struct ListBuildArgs {
    /// CSV files, in the order in which they count
    #[arg(value_name = "CSV", required_unless_present = "delta")]
    pub sources: Vec<PathBuf>,
    /// The list to write; a version that is there is replaced
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// Writes the changes from one list to another instead
    #[arg(long, value_names = ["OLD", "NEW"], num_args = 2, conflicts_with = "sources")]
    pub delta: Option<Vec<PathBuf>>,
    /// The list's name [default: that of the list it replaces, or the output's]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The list's version [default: one more than that of the list it replaces, or 1]
    #[arg(long, value_name = "N")]
    pub version: Option<u64>,
    /// When it is issued, as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub issued_at: Option<String>,
    /// Where rejected and remarked lines are told [default: the output's name with .rejected.csv]
    #[arg(long, value_name = "CSV")]
    pub rejects: Option<PathBuf>,
    /// Takes a list that lost more than a quarter of the one it replaces
    #[arg(long)]
    pub allow_shrink: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
