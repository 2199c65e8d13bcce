//! `print`: the printer, and what waits for it.

use clap::Args;

/// `print`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct PrintArgs {
    /// Prints a test paper with letters and bars
    #[arg(long, required_unless_present_any = ["list", "retry"], conflicts_with_all = ["list", "retry"])]
    pub test: bool,
    /// Lists the papers that wait, oldest first
    #[arg(long, conflicts_with = "retry")]
    pub list: bool,
    /// Prints what waits now
    #[arg(long)]
    pub retry: bool,
    /// One JSON object a paper (--list), or one for all
    #[arg(long)]
    pub json: bool,
}
