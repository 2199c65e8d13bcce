//! `stock …`: what the shop bought, and what is on hold.

use super::Reveal;
use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;

/// `stock …`
#[derive(Debug, Subcommand)]
pub enum StockCommand {
    /// Lists what is in stock and on hold; numbers stay masked unless a reason is given, which is recorded
    #[command(after_help = "Example: countercheck stock list --held --json")]
    List {
        /// Only what is on hold
        #[arg(long)]
        held: bool,
        /// Who looks, and why
        #[command(flatten)]
        reveal: Reveal,
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Marks checked handsets as bought: they are held against every new version of a list
    #[command(after_help = "Example: countercheck stock mark 35-209900-176148-1")]
    Mark(StockArgs),
    /// Puts a handset on hold by hand
    #[command(after_help = "Example: countercheck stock hold 35-209900-176148-1 --reason \"the insurer asks for it\"")]
    Hold {
        /// Which
        #[command(flatten)]
        which: StockArgs,
        /// Why; sealed, and committed to in the entry
        #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
        reason: Option<String>,
    },
    /// Lifts a hold; a removal from a list lifts none by itself
    #[command(
        after_help = "Example: countercheck stock release 35-209900-176148-1 --reason \"police: report withdrawn, ref 12/26\""
    )]
    Release {
        /// Which
        #[command(flatten)]
        which: StockArgs,
        /// Why; sealed, and committed to in the entry
        #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
        reason: String,
    },
}

/// Whose stock changes, and who says so.
#[derive(Debug, clap::Args)]
pub struct StockArgs {
    /// An IMEI (its newest check counts), the number of an entry of the check, or the check's id
    #[arg(value_name = "HANDSET", required = true)]
    pub handsets: Vec<String>,
    /// Who does it; stands in the entries [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}
