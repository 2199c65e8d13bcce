//! Receipts, closures, corrections, training.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// How a receipt is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReceiptFormat {
    /// Lines of text, the QR code in half blocks
    Text,
    /// The QR code as a PNG picture
    Png,
    /// The QR code as an SVG picture
    Svg,
    /// Bytes of a receipt printer (ESC/POS)
    Escpos,
    /// The 493 digits that stand in the QR code
    Digits,
    /// The printed code alone
    Code,
}

impl ReceiptFormat {
    /// The format that the end of a file's name asks for.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            "bin" | "escpos" => Some(Self::Escpos),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

/// Width of a printer's paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperWidth {
    /// 58 mm
    #[value(name = "58")]
    Mm58,
    /// 80 mm
    #[value(name = "80")]
    Mm80,
}

/// `log receipt`
#[derive(Debug, Args)]
pub struct ReceiptArgs {
    /// Number of the entry, from 0, or its entry id
    #[arg(value_name = "INDEX|ENTRY_ID")]
    pub entry: String,
    /// What is made [default: what the name of the file asks for (.png, .svg, .txt, .bin), or text]
    #[arg(long, value_enum)]
    pub format: Option<ReceiptFormat>,
    /// Where to: a new file, or a printer's device; standard output otherwise
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Paper of the printer, in millimetres
    #[arg(long, value_enum, default_value = "80")]
    pub paper: PaperWidth,
    /// One JSON object with everything the receipt says
    #[arg(long, conflicts_with_all = ["format", "output"])]
    pub json: bool,
}

/// `log close`
#[derive(Debug, Args)]
pub struct CloseArgs {
    /// Closes the present day too; what follows counts for the next one
    #[arg(long)]
    pub day: bool,
    /// Closes the days also where more than 62 are open: first make sure that the clock is right
    #[arg(long)]
    pub all_days: bool,
    /// Who closes [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// One JSON object a day
    #[arg(long)]
    pub json: bool,
}

/// `log correct`
#[derive(Debug, Args)]
pub struct CorrectArgs {
    /// Number of the entry, from 0, or its entry id
    #[arg(value_name = "INDEX|ENTRY_ID")]
    pub entry: String,
    /// Which of its values is wrong: its label, as `log show` prints it (imei.1, staff.1, …)
    #[arg(long, value_name = "LABEL")]
    pub label: String,
    /// What it should say
    #[arg(long, value_name = "VALUE", value_parser = NonEmptyStringValueParser::new())]
    pub value: String,
    /// Why; sealed, and committed to in the entry
    #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    pub reason: String,
    /// Who corrects [default: the user's name on this machine]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub staff: Option<String>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

/// `training …`
#[derive(Debug, Subcommand)]
pub enum TrainingCommand {
    /// From here on nothing is real: every entry, screen and paper says so, and nothing counts
    #[command(after_help = "Example: countercheck training on --staff \"J. Mason\"")]
    On {
        /// Who begins it [default: the user's name on this machine]
        #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        staff: Option<String>,
    },
    /// From here on everything is real again
    #[command(after_help = "Example: countercheck training off")]
    Off {
        /// Who ends it [default: the user's name on this machine]
        #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
        staff: Option<String>,
    },
    /// Says whether the shop is in training
    #[command(after_help = "Example: countercheck training status --json")]
    Status {
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
}
