//! `log backup`, `log restore`, `log move`.

use clap::ArgGroup;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// `log backup`
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// Where to: a stick, another disk, a share [default: folder in the config's section backup]
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// Reads a backup again and says whether it holds, instead of making one
    #[arg(long, value_name = "BACKUP", conflicts_with = "to")]
    pub verify: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// What was seen of the register outside, newer than the copy that is put back.
#[derive(Debug, clap::Args)]
pub struct Outside {
    /// The newest receipt of the lost till that can be had: its digits, or a file that holds them
    #[arg(long, value_name = "DIGITS|FILE")]
    pub last_receipt: Option<String>,
    /// A checkpoint of the lost till that somebody kept (an officer, a witness, an export): a file
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Why; sealed, and committed to in the new register
    #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    pub reason: Option<String>,
}

/// `log restore`
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The dated folder that `log backup` made
    pub backup: PathBuf,
    /// What is known of entries after it
    #[command(flatten)]
    pub outside: Outside,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `log move`
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("direction").required(true).args(["to", "from"]))]
pub struct MoveArgs {
    /// On the old computer: closes the register here and writes it to this folder
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// On the new computer: goes on with what `--to` wrote
    #[arg(long, value_name = "PACKAGE")]
    pub from: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
