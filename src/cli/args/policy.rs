//! `policy …`: the rules of places.

use clap::Subcommand;
use std::path::PathBuf;

/// `policy …`
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Lists the rules that the program has
    #[command(after_help = "Example: countercheck policy list")]
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Shows every rule with the text that it rests on, and whether somebody has read that text
    #[command(
        after_help = "Examples:\n  countercheck policy show\n  countercheck policy show california\n  countercheck policy show --file policy.toml --json\n  \
                      countercheck policy show england --toml > policy.toml"
    )]
    Show {
        /// Whose rules [default: those of the shop]
        #[arg(value_name = "ID", conflicts_with = "file")]
        id: Option<String>,
        /// A file that is not in use yet
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// The file itself, to start one's own from
        #[arg(long, conflicts_with_all = ["json", "file"], requires = "id")]
        toml: bool,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Checks a file with rules of one's own, and names the line of each mistake
    #[command(after_help = "Example: countercheck policy check policy.toml")]
    Check {
        /// The file
        file: PathBuf,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}
