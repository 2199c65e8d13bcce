//! `page`

use std::path::PathBuf;

/// `page`
#[derive(Debug, clap::Args)]
pub struct PageArgs {
    /// Where to; an older copy is replaced
    #[arg(long, value_name = "FILE", required_unless_present = "sha256")]
    pub output: Option<PathBuf>,
    /// Prints the SHA-256 of the page, as it stands in the release notes
    #[arg(long)]
    pub sha256: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
