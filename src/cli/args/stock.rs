//! `stock …`: what the shop bought, and what is on hold.

use super::{
    CountArgs, HandOverArgs, OneItem, PaidArgs, RefundArgs, RenewArgs, Reveal, ReverseArgs, SellArgs, ShowArgs,
};
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
        /// Only what is free from today: the due list of holds
        #[arg(long, conflicts_with = "held")]
        due: bool,
        /// What left the shop too
        #[arg(long)]
        all: bool,
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
    #[command(
        after_help = "Examples:\n  countercheck stock hold 35-209900-176148-1 --reason \"the insurer asks for it\"\n  \
                      countercheck stock hold CC-000017-4 --police \"Met Police\" --officer \"PC Example\" --reference \"CAD 12\" --until 2026-06-30"
    )]
    Hold {
        /// Which
        #[command(flatten)]
        which: StockArgs,
        /// Why; sealed, and committed to in the entry
        #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
        reason: Option<String>,
        /// For the police: which public body
        #[arg(long, value_name = "BODY", value_parser = NonEmptyStringValueParser::new())]
        police: Option<String>,
        /// Which officer; sealed
        #[arg(long, value_name = "NAME", requires = "police", default_value = "")]
        officer: String,
        /// Their reference; sealed
        #[arg(long, value_name = "REF", requires = "police", default_value = "")]
        reference: String,
        /// Until the end of this day, YYYY-MM-DD [default: until it is lifted]
        #[arg(long, value_name = "DAY")]
        until: Option<chrono::NaiveDate>,
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
        /// Which of several holds: `late_hit`, `by_hand`, `own`, `police`, `statutory`
        #[arg(long, value_name = "WHY", value_parser = ["late_hit", "by_hand", "own", "police", "statutory"])]
        why: Option<String>,
    },
    /// Shows one item: where it is, what holds it, what was paid
    #[command(after_help = "Example: countercheck stock show CC-000017-4 --json")]
    Show(ShowArgs),
    /// Sells items on one invoice; nothing that is on hold is sold
    #[command(after_help = "Examples:\n  countercheck stock sell 17 --price 180 --method card\n  \
                      countercheck stock sell 17 18 19 --price 100 --price 90 --price 90 --method transfer --buyer \"Trade Ltd\"")]
    Sell(SellArgs),
    /// Takes a sold item back: it must be the very handset, and is checked again
    #[command(after_help = "Example: countercheck stock refund 17 --number 35-209900-176148-1")]
    Refund(RefundArgs),
    /// Undoes a purchase: the item goes back to its seller, the money comes back
    #[command(after_help = "Example: countercheck stock reverse 17 --reason \"the seller changed his mind\"")]
    Reverse(ReverseArgs),
    /// Hands an item to the police; prints the data of the seizure receipt
    #[command(
        after_help = "Example: countercheck stock surrender 17 --agency \"Met Police\" --officer \"PC Example\" --reference \"CAD 12\""
    )]
    Surrender(HandOverArgs),
    /// Gives an item to its owner by the police's word
    #[command(after_help = "Example: countercheck stock return 17 --agency \"Met Police\" --reference \"CAD 12\"")]
    Return(HandOverArgs),
    /// Hands a repaired thing out
    #[command(after_help = "Example: countercheck stock collect 17 --price 45 --method card")]
    Collect(PaidArgs),
    /// Takes an item apart
    #[command(after_help = "Example: countercheck stock parts 17")]
    Parts(OneItem),
    /// Hands a pledge out against the loan
    #[command(after_help = "Example: countercheck stock redeem 17")]
    Redeem(PaidArgs),
    /// Gives a pledge more time
    #[command(after_help = "Example: countercheck stock renew 17 --due 2026-06-30 --price 4.50")]
    Renew(RenewArgs),
    /// A pledge that was not redeemed becomes the shop's
    #[command(after_help = "Example: countercheck stock forfeit 17")]
    Forfeit(OneItem),
    /// Counts the stock: what is missing, and what is here without an entry
    #[command(after_help = "Example: countercheck stock count scans.txt")]
    Count(CountArgs),
    /// Is a handset with this number in the shop? Status 0 yes, 1 no
    #[command(after_help = "Example: countercheck stock find 35-209900-176148-1")]
    Find {
        /// The number
        number: String,
        /// One JSON object
        #[arg(long)]
        json: bool,
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
