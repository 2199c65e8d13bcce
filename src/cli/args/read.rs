//! Pictures.

use clap::Args;
use std::path::PathBuf;

/// `read`
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Pictures: JPEG, PNG, WebP or HEIC; "-" reads one from standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// A folder with other models than the program's own [default: what the shop's config names]
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// One JSON object a picture
    #[arg(long)]
    pub json: bool,
}

/// `photo-worker`
#[derive(Debug, Args)]
pub struct PhotoWorkerArgs {
    /// A folder with other models than the program's own
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
}
