//! `log export`, `log prove` and `verify`: what leaves the shop, and how it is checked.

use super::Reveal;
use chrono::NaiveDate;
use std::path::PathBuf;

/// Families of labels, and all of them.
const DISCLOSABLE: [&str; 11] =
    ["all", "imei", "answer", "staff", "reason", "reference", "eid", "serial", "gtin", "picture", "value"];

/// A misspelt label would disclose nothing and look as if there were nothing to disclose.
fn disclosable(label: &str) -> Result<String, String> {
    let (family, ordinal) = label.split_once('.').unwrap_or((label, "1"));
    let known = DISCLOSABLE.contains(&family) && ordinal.parse::<u32>().is_ok();
    if known { Ok(label.to_owned()) } else { Err(format!("known are {}", DISCLOSABLE.join(", "))) }
}

/// `log export`
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Where to; must not exist: a folder, or a file when it ends in .zip (in .zip.age with --to-officer)
    #[arg(long, value_name = "PATH")]
    pub output: PathBuf,
    /// Values that are disclosed: all, imei, answer, staff, reason, reference, eid, serial, gtin, picture, value, or one such as imei.1; none by default
    #[arg(long, value_name = "LABEL", value_delimiter = ',', requires = "reveal", value_parser = disclosable)]
    pub disclose: Vec<String>,
    /// Discloses only from this day on, in the shop's time zone
    #[arg(long, value_name = "DATE", requires = "disclose")]
    pub from: Option<NaiveDate>,
    /// Discloses only up to this day, which is included
    #[arg(long, value_name = "DATE", requires = "disclose")]
    pub to: Option<NaiveDate>,
    /// Discloses only this entry, by its number or its `entry_id`; may be repeated
    #[arg(long = "entry", value_name = "N|ID", requires = "disclose")]
    pub entries: Vec<String>,
    /// Encrypts to an officer's age public key (age1…), or to those in a file; may be repeated
    #[arg(long = "to-officer", value_name = "KEY|FILE")]
    pub to_officer: Vec<String>,
    /// Who takes it, and why
    #[command(flatten)]
    pub reveal: Reveal,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `log prove`
#[derive(Debug, clap::Args)]
pub struct ProveArgs {
    /// Number of the entry
    pub index: u64,
    /// Where to; must not exist
    #[arg(long, value_name = "FILE.tlog-proof")]
    pub output: PathBuf,
    /// Under the checkpoint of this size, which somebody outside has kept [default: the newest]
    #[arg(long, value_name = "N")]
    pub size: Option<u64>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// `verify`
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// An export (folder, .zip, .zip.age), a proof (.tlog-proof) or a shop's folder
    pub path: PathBuf,
    /// Your own copy, as text or file: a checkpoint (anchors all before it), a witness's public key (asks for its cosignature), or the log's public key (only names the log); may be repeated
    #[arg(long, value_name = "KEY|CHECKPOINT")]
    pub trust: Vec<String>,
    /// A receipt whose entry must be there: its scanned digits, its printed code, a picture of its QR code, or a file with either; may be repeated
    #[arg(long = "receipt", value_name = "DIGITS|CODE|PICTURE|FILE")]
    pub receipts: Vec<String>,
    /// File with your age secret key, for an encrypted export; may be repeated
    #[arg(long = "identity", value_name = "FILE")]
    pub identities: Vec<PathBuf>,
    /// Checks every stored checkpoint, not only the newest, the closures' and the cosigned
    #[arg(long)]
    pub deep: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
