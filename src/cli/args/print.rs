//! `print`: the printer, and what waits for it.

use clap::Args;

/// `print`
#[derive(Debug, Args)]
#[group(id = "what", required = true, multiple = false, args = ["test", "list", "retry"])]
pub struct PrintArgs {
    /// Prints a test paper with letters and bars
    #[arg(long)]
    pub test: bool,
    /// Lists the papers that wait, oldest first
    #[arg(long)]
    pub list: bool,
    /// Prints what waits now
    #[arg(long)]
    pub retry: bool,
    /// One JSON object a paper (--list), or one for all
    #[arg(long)]
    pub json: bool,
}
