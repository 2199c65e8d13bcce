//! `stock sell`, `refund`, … and `day`: what is done with items, and the money of it.

use super::Reveal;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// Who does it, and how it is printed.
#[derive(Debug, clap::Args)]
pub struct Doer {
    /// Who does it; stands in the entries [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

/// Money that changes hands.
#[derive(Debug, clap::Args)]
pub struct MoneyArgs {
    /// How it is paid
    #[arg(long, value_name = "HOW", default_value = "cash", value_parser = ["cash", "card", "transfer", "cheque", "voucher"])]
    pub method: String,
    /// ISO 4217 code, where the item names none
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
}

/// What the police said.
#[derive(Debug, clap::Args)]
pub struct PoliceArgs {
    /// Which public body; stands in plain
    #[arg(long, value_name = "BODY", value_parser = NonEmptyStringValueParser::new())]
    pub agency: String,
    /// Which officer; sealed
    #[arg(long, value_name = "NAME", default_value = "")]
    pub officer: String,
    /// Their reference; sealed
    #[arg(long, value_name = "REF", default_value = "")]
    pub reference: String,
}

/// One item.
#[derive(Debug, clap::Args)]
pub struct OneItem {
    /// Its number, what its label says, or a number of the handset
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock show`
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Its number, what its label says, or a number of the handset
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Who looks, and why
    #[command(flatten)]
    pub reveal: Reveal,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `stock sell`
#[derive(Debug, clap::Args)]
pub struct SellArgs {
    /// The items; several go on one invoice
    #[arg(value_name = "ITEM", required = true)]
    pub items: Vec<String>,
    /// The price of each, in their order; one price for one item
    #[arg(long = "price", value_name = "AMOUNT", required = true)]
    pub prices: Vec<String>,
    /// How
    #[command(flatten)]
    pub money: MoneyArgs,
    /// Who buys; sealed
    #[arg(long, value_name = "NAME")]
    pub buyer: Option<String>,
    /// Where the buyer lives; sealed
    #[arg(long, value_name = "ADDRESS", requires = "buyer", default_value = "")]
    pub address: String,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock refund`
#[derive(Debug, clap::Args)]
pub struct RefundArgs {
    /// The item that was sold
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// The number of what came back, read from it: it must be what was sold, and is checked again
    #[arg(long, value_name = "NUMBER")]
    pub number: Option<String>,
    /// What is given back [default: what was paid]
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// Asks only what the shop holds itself
    #[arg(long)]
    pub offline: bool,
    /// How
    #[command(flatten)]
    pub money: MoneyArgs,
    /// Why; needed where the item came in without a number
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock reverse`
#[derive(Debug, clap::Args)]
pub struct ReverseArgs {
    /// The item that was bought
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// What comes back [default: what was paid]
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// How
    #[command(flatten)]
    pub money: MoneyArgs,
    /// Why; sealed
    #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    pub reason: String,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock collect`, `stock redeem`
#[derive(Debug, clap::Args)]
pub struct PaidArgs {
    /// Which
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// What is paid [default of a pledge: the loan]
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// How
    #[command(flatten)]
    pub money: MoneyArgs,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock renew`
#[derive(Debug, clap::Args)]
pub struct RenewArgs {
    /// Which
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Until when from now on, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    pub due: chrono::NaiveDate,
    /// What is paid for it, as agreed: nothing is computed
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    pub price: String,
    /// How
    #[command(flatten)]
    pub money: MoneyArgs,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock surrender`, `stock return`
#[derive(Debug, clap::Args)]
pub struct HandOverArgs {
    /// Which
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// To whom, or by whose word
    #[command(flatten)]
    pub police: PoliceArgs,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `stock count`
#[derive(Debug, clap::Args)]
pub struct CountArgs {
    /// A file with a label or a handset's number on each line; "-" reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `day`
#[derive(Debug, clap::Args)]
pub struct DayArgs {
    /// Which day, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DAY")]
    pub day: Option<chrono::NaiveDate>,
    /// Cash that lies in the drawer now: an entry of its own
    #[arg(long, value_name = "AMOUNT", conflicts_with = "day")]
    pub counted: Option<String>,
    /// Of it, what stays in the drawer for the next day [default: all]
    #[arg(long, value_name = "AMOUNT", requires = "counted")]
    pub left: Option<String>,
    /// Currency of the count
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Who
    #[command(flatten)]
    pub doer: Doer,
}

/// `report`
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Which
    #[arg(value_name = "WHICH", value_parser = ["stock-book", "margin", "day", "month", "police"])]
    pub which: String,
    /// From this day on, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    pub from: Option<chrono::NaiveDate>,
    /// Until this day, included
    #[arg(long, value_name = "DAY")]
    pub to: Option<chrono::NaiveDate>,
    /// A new file; of `month` a new folder
    #[arg(long, value_name = "PATH")]
    pub output: PathBuf,
    /// Format of the police's file
    #[arg(long, value_name = "FORMAT", default_value = "capss")]
    pub format: String,
    /// The shop's licence number, for a police file
    #[arg(long, value_name = "NUMBER", default_value = "")]
    pub licence: String,
    /// Names of sellers too, for this reason; recorded as an entry
    #[command(flatten)]
    pub reveal: Reveal,
}
